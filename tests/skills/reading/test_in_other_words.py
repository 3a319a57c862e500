"""What people ask for in words that no sentence knows: it is answered or done as if it had been asked plainly."""

from pathlib import Path

import pytest

from tests.skills.making import skills_in
from tests.skills.talking import Speaker, talk
from voice.answer.phrases import NOT_SAID_BACK, for_nobody
from voice.messages import Route

PASTA = "set a pasta timer for nine minutes"
BISCUITS = "set a biscuits timer for 22 minutes"
VISA = "remind me on december fifth at nine for visa appointment"


@pytest.mark.parametrize("asked", [
    "what have i got going", "what's still going", "is there anything still on", "anything still on", "what else is running",
    "is something still running", "what do we have going at the moment", "what's left running", "what's ticking",
])  # fmt: skip
def test_what_is_set_is_told_however_it_is_asked(tmp_path: Path, asked: str) -> None:
    assert talk(tmp_path, PASTA, asked)[-1] == "The pasta timer has nine minutes left."
    assert talk(tmp_path, "cancel the pasta timer", asked)[-1] == "Nothing is set."


@pytest.mark.parametrize(("timer", "asked", "told"), [
    (BISCUITS, "how long have the biscuits got", "The biscuits timer has 22 minutes left."),
    (BISCUITS, "how much longer do the biscuits need", "The biscuits timer has 22 minutes left."),
    ("set a biscuit timer for nine minutes", "how long have the biscuits got", "The biscuit timer has nine minutes left."),
    ("set a homework timer for half an hour", "how much homework time is left", "The homework timer has 30 minutes left."),
    ("set a screen time timer for an hour", "how much screen time have i got left", "The screen time timer has one hour left."),
    ("set a violin timer for ten minutes", "how much violin time is left", "The violin timer has ten minutes left."),
    (PASTA, "how much homework time is left", ""),
])  # fmt: skip
def test_what_is_left_of_a_timer_is_told_by_its_name_alone(tmp_path: Path, timer: str, asked: str, told: str) -> None:
    assert talk(tmp_path, timer, asked)[-1] == told


@pytest.mark.parametrize("asked", [
    "when is my visa appointment", "what time is my visa appointment", "when's the visa appointment", "when is my appointment",
    "what day is my visa appointment", "when do i have my visa appointment",
])  # fmt: skip
def test_when_something_is_is_told_from_the_reminder_of_it(tmp_path: Path, asked: str) -> None:
    assert talk(tmp_path, VISA, asked)[-1].startswith("Visa appointment, at 9 am on ")


@pytest.mark.parametrize("asked", ["when is my dentist appointment", "when is my interview", "when is my visa interview"])
def test_of_what_there_is_no_reminder_nothing_is_told(tmp_path: Path, asked: str) -> None:
    assert talk(tmp_path, VISA, asked)[-1] == ""


@pytest.mark.parametrize("asked", [
    "did i already put cheese on", "have we already got cheese on", "is there cheese on it already",
    "have i already added cheese",
])  # fmt: skip
def test_what_is_on_the_list_used_last_is_told(tmp_path: Path, asked: str) -> None:
    assert talk(tmp_path, "add cheese to my camping list", "yes", asked)[-1] == "Yes: cheese, on your camping list."


@pytest.mark.parametrize(("asked", "told"), [
    ("how hot is one eighty celsius in fahrenheit", "356 degrees Fahrenheit."),
    ("three fifty fahrenheit in celsius", "177 degrees Celsius."),
    ("convert one fifty pounds to kilos", "68 kilograms."),
    ("square root of one forty four", "That's 12."),
    ("what's the square root of two twenty five", "That's 15."),
    ("what is one oh five times three", "That's 315."),
    ("what's twelve percent tip on forty seven fifty", "That's 5.70."),
    ("ten percent off twenty four ninety nine", "That's 22.49."),
    ("ten percent off one fifty", ""),  # 150 or 1.50
    ("fifteen percent of forty seven fifty", "With 47.50, that's 7.13."),  # 4750, perhaps
])  # fmt: skip
def test_numbers_are_understood_as_they_are_spoken(tmp_path: Path, asked: str, told: str) -> None:
    assert talk(tmp_path, asked)[-1] == told


@pytest.mark.parametrize(("asked", "told"), [
    ("and add ten percent", "That's 308."), ("and ten percent on top", "That's 308."),
    ("now add twenty percent tax", "That's 336."),
    ("take off ten percent", "That's 252."), ("with ten percent off", "That's 252."), ("less five percent", "That's 266."),
])  # fmt: skip
def test_a_result_is_made_some_percent_more_or_less(tmp_path: Path, asked: str, told: str) -> None:
    assert talk(tmp_path, "what's twenty times fourteen", asked)[-1] == told


def test_how_far_off_a_day_is_is_told_in_weeks_where_they_are_asked_for(tmp_path: Path) -> None:
    told = talk(tmp_path, "what day is new year's eve", "how many weeks till then")
    assert told[-1] == "Seven weeks and one day until the 31st of December."


@pytest.mark.parametrize(("asked", "told"), [
    ("give me eight minutes for the pasta", "Pasta timer set for eight minutes."),
    ("ninety seconds go", "Timer set for one minute and 30 seconds."),
    ("five minutes please go", "Timer set for five minutes."),
    ("two minutes starting now", "Timer set for two minutes."),
    ("set a timer for um let's see maybe like twenty five minutes", "Timer set for 25 minutes."),
    ("set a timer for, i don't know, ten minutes", "Timer set for ten minutes."),
    ("set an alarm for let me think seven am", "Alarm set for 7 am tomorrow."),
    ("remind me in uh let's say ten minutes to call anna", "I'll remind you in ten minutes: call anna."),
    ("wake me in three hours i'm going to nap before nights", "Timer set for three hours."),
    ("wake me at six i've got a train to catch", "Alarm set for 6 am tomorrow."),
    ("set a timer for ten minutes the eggs are on", "Timer set for ten minutes."),
    ("pasta on nine minutes", "Do you mean: set a timer for nine minutes for the pasta?"),
    ("i need eight minutes for the pasta", "Do you mean: set a timer for eight minutes for the pasta?"),
    ("give the rice twelve minutes", "Do you mean: set a timer for twelve minutes for the rice?"),
])  # fmt: skip
def test_it_is_set_in_loose_words(tmp_path: Path, asked: str, told: str) -> None:
    assert talk(tmp_path, asked)[-1] == told


def test_who_wants_a_minute_wants_no_timer(tmp_path: Path) -> None:
    assert talk(tmp_path, "give me a minute for the door", "what is set")[-1] == "Nothing is set."


@pytest.mark.parametrize("asked", [
    "wake me at seven i mean eight", "wake me at seven i'm not working", "set a timer for ten minutes i'm kidding",
    "wake me at seven i have to be up by six", "set a timer for ten minutes i'm joking", "wake me at six i'm off on monday",
])  # fmt: skip
def test_what_may_change_the_time_is_no_reason(tmp_path: Path, asked: str) -> None:
    assert not talk(tmp_path, asked, "what is set")[0].startswith(("Timer set for ten", "Alarm set for 7", "Alarm set for 6"))


@pytest.mark.parametrize("asked", [
    "could you tell me what day it is i get muddled", "what day is it i keep forgetting", "what's the date i've lost my phone",
])  # fmt: skip
def test_why_one_has_to_ask_changes_nothing(tmp_path: Path, asked: str) -> None:
    assert talk(tmp_path, asked)[-1] == "It's Wednesday, the 11th of November, 2026."
    assert talk(tmp_path, "what time is it i'm meeting tom")[-1] == ""


@pytest.mark.parametrize(("changed", "said", "volume"), [
    ("volume up", "bit too much", 30), ("volume down", "that's a bit too much", 30), ("turn it up", "not so much", 30),
    ("volume up", "that's a bit much", 30), ("set the volume to 80", "too much", 80), ("mute", "too much", 0),
])  # fmt: skip
def test_the_volume_goes_back_a_step_where_it_went_too_far(tmp_path: Path, changed: str, said: str, volume: int) -> None:
    speaker = Speaker()
    told = talk(tmp_path, changed, said, speaker=speaker)
    assert speaker.volume == volume
    assert (told[1] == "Do you mean: turn the volume down a bit?") == (volume == 80)


@pytest.mark.parametrize("asked", ["speak up i can't hear you dear", "i can't hear you darling"])
def test_a_dear_behind_a_request_says_nothing(tmp_path: Path, asked: str) -> None:
    assert talk(tmp_path, asked, speaker=Speaker())[-1] == "Volume at 40 percent."


@pytest.mark.parametrize("asked", [
    "don't send that to anyone", "please don't send that anywhere", "don't tell anyone what i said", "keep that to yourself",
    "never share what i say", "you mustn't tell anybody",
])  # fmt: skip
def test_who_wants_something_kept_is_told_where_words_go(tmp_path: Path, asked: str) -> None:
    assert talk(tmp_path, asked)[-1] == "The sound of your voice stays on this machine, and your words stay at home."


@pytest.mark.parametrize("asked", [
    "did you send that anywhere", "did that go anywhere", "did you tell anyone", "who did you send that to",
])  # fmt: skip
def test_where_the_last_request_went_is_asked(tmp_path: Path, asked: str) -> None:
    match = skills_in(tmp_path).match(asked)
    assert match
    assert (match.skill, match.slots) == ("about", {"ask": "away"})


@pytest.mark.parametrize("asked", [
    "what did i just say", "what did i say", "what did i ask you before", "what were we talking about",
    "what was my last question", "can you tell me what i just said", "what have i asked you today",
])  # fmt: skip
def test_who_asks_for_their_own_words_is_told_that_they_are_not_said_back(asked: str) -> None:
    assert for_nobody(Route("device", "because"), asked) == NOT_SAID_BACK
