"""What is set beside the last one, or otherwise: at its time on another day, so much later, on other days."""

from pathlib import Path

import pytest

from tests.skills.talking import talk

SEVEN = "set an alarm for seven"
PILLS = "remind me at two to take my pills"
MUM = "remind me to call mum on tuesday at five"


@pytest.mark.parametrize(("lines", "told"), [
    ((PILLS, "and again four hours after that"), "I'll remind you at 6 pm: take my pills."),
    (("remind me in two hours to take my pills", "and again four hours after that"),
     "I'll remind you in six hours: take my pills."),
    ((SEVEN, "and another half an hour after that"), "Alarm set for 7:30 am tomorrow."),
    ((SEVEN, "and one ten minutes later"), "Alarm set for 7:10 am tomorrow."),
    (("set a timer for ten minutes", "and another five minutes after that"), "Timer set for 15 minutes."),
    ((MUM, "and friday same time"), "I'll remind you at 5 pm on Friday: call mum."),
    ((MUM, "and friday at the same time"), "I'll remind you at 5 pm on Friday: call mum."),
    (("set an alarm for seven tomorrow", "same time on friday"), "Alarm set for 7 am on Friday."),
    (("set an alarm for seven tomorrow", "and the same on friday"), "Alarm set for 7 am on Friday."),
    (("what time is it in two hours", "set an alarm for then"), "Alarm set for 12:15 pm today."),
    (("what time will it be in three hours", "wake me then"), "Alarm set for 1:15 pm today."),
    (("what time is it in two hours", "remind me then to call mum"), "I'll remind you at 12:15 pm: call mum."),
    (("what time is it in tokyo", "set an alarm for then"), "For what time? Say, for instance: set an alarm for seven am."),
])  # fmt: skip
def test_one_more_is_set(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    assert talk(tmp_path, *lines)[-1] == told


@pytest.mark.parametrize("said", [
    "and make it every weekday", "on school days", "make it on school days", "make it a weekday alarm",
    "then make it every weekday",
])  # fmt: skip
def test_it_is_to_repeat(tmp_path: Path, said: str) -> None:
    assert talk(tmp_path, SEVEN, said)[-1] == "Alarm cancelled. Alarm set for 7 am on weekdays."


@pytest.mark.parametrize(("lines", "told"), [
    (("set an alarm for seven every other thursday", "just every thursday then at seven pm"),
     "Alarm set for 7 pm every Thursday."),
    (("set an alarm for seven every other thursday", "just every thursday then"), "Alarm set for 7 am every Thursday."),
    (("remind me to take the bins out every other thursday at seven pm", "just every thursday then at seven pm"),
     "I'll remind you at 7 pm every Thursday: take the bins out."),
    (("remind me to take the bins out every fortnight",),
     "I can repeat something daily or on days of the week, but not in another rhythm."),
])  # fmt: skip
def test_behind_a_rhythm_that_there_is_not(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    assert talk(tmp_path, *lines)[-1] == told


@pytest.mark.parametrize("said", [
    "turn it on again", "turn it back on", "switch it on again", "put it on again", "actually turn it on", "start it again",
])  # fmt: skip
def test_what_was_switched_off_is_on_again(tmp_path: Path, said: str) -> None:
    assert talk(tmp_path, SEVEN, "turn it off", said)[-1] == "Undone: the alarm is set for 7 am tomorrow."


@pytest.mark.parametrize(("lines", "told"), [
    (("set a timer for twenty minutes", "no leave it at twenty"), "20 minutes left on the timer."),
    (("set a timer for twenty minutes", "keep it as it is"), "All right, I left it."),
    (("alarm in ten for the pasta",), "Pasta timer set for ten minutes."),
    (("what all have i got on",), "Nothing is set."),
    (("set a timer for ten minutes", "what else have i got on"), "Ten minutes left on the timer."),
    (("will an alarm ring at seven",), "There are no alarms."),
    ((SEVEN, "will my alarm ring tomorrow"), "The alarm is set for 7 am tomorrow."),
    (("i have to be up at 4 am tomorrow wake me",), "Alarm set for 4 am tomorrow."),
    (("set alarm for workout six am daily",), "Workout alarm set for 6 am every day."),
    (("when is easter", "how many months till then"), "Four months and 17 days until the 28th of March."),
])  # fmt: skip
def test_other_words(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    assert talk(tmp_path, *lines)[-1] == told


@pytest.mark.parametrize(("lines", "told"), [
    (("create a camping list", "add gas to camping"), "Added gas to your camping list."),
    (("create a camping list", "what time is it", "put rope on the camping"), "Added rope to your camping list."),
    (("create a camping list", "add gas to camping", "what's on camping"), "On your camping list: gas."),
    (("add gas to camping",), ""),
    (("add milk", "and eggs but no bread"), "Added eggs to your shopping list."),
    (("add milk and bread", "and eggs but no bread"),
     "Added eggs to your shopping list. Removed bread from your shopping list."),
    (("add eggs but no bread to my shopping list",), "Added eggs to your shopping list."),
    (("put crisps but no salt on my shopping list",), "Added crisps but no salt to your shopping list."),
    (("add onions", "and peppers two of them"), "Added two peppers to your shopping list."),
    (("add peppers, two of them, to my shopping list",), "Added two peppers to your shopping list."),
    (("add onions", "and milk a litre of it"), "Added litre of milk to your shopping list."),
    (("add onions", "and eggs make it a dozen"), "Added twelve eggs to your shopping list."),
])  # fmt: skip
def test_lists(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    assert talk(tmp_path, *lines)[-1] == told


LENGTH = "For how long? Say, for instance: set a timer for ten minutes."
TIME = "When? Say, for instance: remind me at six pm, or in twenty minutes."


@pytest.mark.parametrize(("lines", "told"), [
    (("set a timer for ten minutes", "and one for the rice"), LENGTH),
    (("set a timer for ten minutes", "another one for the rice", "twelve"), "Rice timer set for twelve minutes."),
    (("set a timer for ten minutes", "and two for the eggs"), "Eggs timer set for two minutes."),
    (("set a timer for ten minutes and one for the rice",), f"Timer set for ten minutes. {LENGTH}"),
    (("set a timer for ten minutes and twelve for the rice",),
     "Timer set for ten minutes. Rice timer set for twelve minutes."),
    (("set a timer for ten minutes and thirty for the rice",), "Rice timer set for ten minutes and 30 seconds."),
    (("set a timer for one hour and twenty for the roast",), "Roast timer set for one hour and 20 minutes."),
    (("wake me at seven and remind me to take my pill",), f"Alarm set for 7 am tomorrow. {TIME}"),
    (("wake me at seven and remind me to take my pill", "at eight"), "I'll remind you at 8 pm: take my pill."),
    (("remind me to call mum and remind me to call dad at six",), ""),
    (("remind me to call mum at six", "and dad at seven"), "I'll remind you at 7 pm: call dad."),
    (("set an alarm for six", "and seven"), "Do you mean: set an alarm for seven?"),
    (("set an alarm for six", "and seven", "yes"), "Alarm set for 7 am tomorrow."),
    (("set a timer for ten minutes", "how about fifteen", "yes"), "The timer now has 15 minutes left."),
    (("wake me at seven", "what about eight", "yes"), "The alarm is now set for 8 am tomorrow."),
    (("set a timer for ten minutes", "how about a coffee"), ""),
])  # fmt: skip
def test_one_more_is_set_as_it_was_said_or_asked_about(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    assert talk(tmp_path, *lines)[-1] == told
