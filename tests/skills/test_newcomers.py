"""What newcomers say, one kind of it after the other: slips in a breath, mornings, names, "that" behind an answer, reasons."""

import re
from pathlib import Path

import pytest

from tests.skills.talking import talk
from tests.skills.timing.test_corrections import set_after


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("remind me at nine tomorrow no ten to feed the fish", "Thu 10:00 feed the fish"),
        ("remind me tomorrow at nine no make that ten to phone the school", "Thu 10:00 phone the school"),
        ("remind me at five to six no ten to six to call mum", "Wed 17:50 call mum"),
        ("remind me tomorrow at five actually tonight at five to ring mum", "Wed 17:00 ring mum"),
        ("remind me to make it ten rolls at six", "Wed 18:00 make it ten rolls"),
        ("remind me that there's no monday meeting tomorrow at eight", "Thu 08:00 there's no monday meeting"),
    ],
)
def test_a_time_is_put_right_in_one_breath_and_what_only_looks_like_a_slip_is_kept(
    tmp_path: Path, text: str, there: str
) -> None:
    assert set_after(tmp_path, text) == [there]


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("remind me on friday to call the bank", "at four"), "Fri 16:00 call the bank"),
        (("remind me on friday to call the bank", "no, saturday", "at four"), "Sat 16:00 call the bank"),
        (("remind me at nine on friday to call the bank", "no, four"), "Fri 16:00 call the bank"),
        (("remind me at nine on friday to call the bank", "no, seven"), "Fri 07:00 call the bank"),
    ],
)
def test_nobody_is_reminded_in_the_small_hours_who_did_not_say_so(tmp_path: Path, lines: tuple[str, ...], there: str) -> None:
    assert set_after(tmp_path, *lines) == [there]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("wake me at six forty and remind me to pack lunch at seven", ["Thu 06:40", "Thu 07:00 pack lunch"]),
        ("remind me at half past six to feed the dog and set an alarm for six", ["Thu 06:00", "Thu 06:30 feed the dog"]),
        ("set an alarm for six and remind me to feed the dog at half past six", ["Thu 06:00", "Thu 06:30 feed the dog"]),
        ("wake me at six and remind me to call mum at seven pm", ["Wed 19:00 call mum", "Thu 06:00"]),
        ("wake me at six and remind me to fetch tom at two", ["Wed 14:00 fetch tom", "Thu 06:00"]),
    ],
)
def test_a_reminder_soon_behind_an_alarm_is_of_that_morning(tmp_path: Path, text: str, there: list[str]) -> None:
    assert set_after(tmp_path, text) == there


@pytest.mark.parametrize("new", ["noodles instead", "noodles instead please", "noodles rather"])
def test_a_name_ends_before_instead(tmp_path: Path, new: str) -> None:
    assert set_after(tmp_path, "start a ten minute timer called pasta", f"call it {new}") == ["600 noodles"]


def test_a_name_is_changed_again(tmp_path: Path) -> None:
    lines = ("set an alarm for seven called gym", "rename it swimming instead", "call it yoga then")
    assert set_after(tmp_path, *lines) == ["Thu 07:00 yoga"]


@pytest.mark.parametrize(
    "text", ["make for me one timer of ten minute", "give us one timer of ten minutes", "set a pomodoro for ten minutes"]
)
def test_words_of_asking_are_no_name(tmp_path: Path, text: str) -> None:
    assert set_after(tmp_path, text) == ["600"]


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("how old is she if she was born on the third of june 1952", "and in five years"), "79 years old then."),
        (("how old is someone born in 1980", "what about next year"), "46 or 47 years old then."),
        (("how old is someone born in 1980", "and 1985"), "40 or 41 years old."),
        (("how old is somebody born in may nineteen sixty",), "66 years old."),
        (("how old is someone born on the third of june fifty two",), "74 years old."),
        (("set a timer for an hour", "and tell me what time that will be"), "The timer ends at 11:15 am, in one hour."),
        (("set a timer for an hour", "what time does that take us to"), "The timer ends at 11:15 am, in one hour."),
        (("how many days until the 19th of march", "what day of the week is that"), "That is Friday, the 19th of March, 2027."),
        (("when is christmas", "how many days is that"), "44 days until the 25th of December."),
        (("what will that be",), ""),
        (("what time will that be",), ""),
        (("what day of the week is that",), ""),
    ],
)
def test_that_is_what_was_told_before_and_never_now(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("what's two thirds of a cup in millilitres",), "158 millilitres."),
        (("how many millimetres is two and three eighths inches",), "60.3 millimetres."),
        (("how many millimetres is three eighths of an inch", "and five sixteenths"), "7.94 millimetres."),
        (("how many millimetres is a quarter of an inch", "and two and a half"), "63.5 millimetres."),
        (("how many millilitres is a third of a cup", "and two thirds"), "158 millilitres."),
    ],
)
def test_parts_of_a_unit_are_converted(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("add butter to the shopping list", "take the butter off the shopping list i already got some"), "Removed butter"),
        (("take milk off the list we've got plenty",), "Milk is not on your shopping list."),
        (("add milk to the list we ran out and remind me at six",), ""),
        (("glue timer thirty minutes",), "Glue timer set for 30 minutes."),
        (("set the timer for that cake thirty five minutes",), "Cake timer set for 35 minutes."),
        (("a feed reminder in three hours",), "I'll remind you in three hours: feed."),
        (("set a timer", "um i don't know maybe fifteen minutes"), "Timer set for 15 minutes."),
        (("wake me up", "oh i don't know seven"), "Alarm set for 7 am tomorrow."),
        (("set a timer for", "fifteen minutes"), "Timer set for 15 minutes."),
        (("remind me at", "six", "to ring mum"), "I'll remind you at 6 pm: ring mum."),
        (("start the stopwatch", "how long is it now"), "Less than a second."),
    ],
)
def test_reasons_names_first_and_requests_in_pieces(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    told = talk(tmp_path, *lines)[-1]
    assert told.startswith(reply)
    assert reply or not told


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("remind me to eat every morning at nine", "and the same in the evening at eight"), ["09:00", "20:00"]),
        (("remind me to stretch at eleven am", "and the same at three"), ["11:00", "15:00"]),
        (("set an alarm for 7 tomorrow", "set an alarm for 8 on friday", "cancel tomorrow's but keep the others"), ["08:00"]),
        (("set an alarm for 7", "set an alarm for 8", "cancel the seven o'clock i mean the eight o'clock alarm"), ["07:00"]),
        (("cancel the seven o'clock i mean eight o'clock alarm",), []),
        (("remind me at eight pm to call mum no actually at nine",), ["21:00"]),
        (("remind me to put no in the box at nine am",), ["09:00"]),
    ],
)
def test_what_is_meant_is_set_or_ended_alone(tmp_path: Path, lines: tuple[str, ...], there: list[str]) -> None:
    assert sorted(re.findall(r"\d\d:\d\d", " ".join(set_after(tmp_path, *lines)))) == there


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("set an alarm for 7 am", "set an alarm for 8 am", "what time is it", "cancel it", "the 7 one"), "The alarm at 7 am"),
        (("set a tea timer for 9 minutes", "set a pizza timer for 12 minutes", "add two minutes to it", "the tea"),
        "The tea timer now has eleven minutes left."),
    ],
)  # fmt: skip
def test_another_one_is_meant_than_was_asked_about(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1].startswith(reply)


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("please to put alarm for tomorrow at the six and half",), "Alarm set for 6:30 am tomorrow."),
        (("set a timer for ten minutes", "how many minute rest"), "Ten minutes left on the timer."),
        (("set a timer for ten minutes", "stop it the timer"), "Timer cancelled."),
        (("i need that you remind me at five to go",), "I'll remind you at 5 pm: go."),
        (("remember me to call mama at six",), "I'll remind you at 6 pm: call mama."),
        (("put me milk in the list",), "Added milk to your shopping list."),
    ],
)
def test_word_for_word_from_another_language(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1].startswith(reply)


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("remind me to turn the oven on at six", "Wed 18:00 turn the oven on"),
        ("remind me to put the heating on in ten minutes", "Wed 10:25 put the heating on"),
        ("remind me to turn the oven on tomorrow at six", "Thu 18:00 turn the oven on"),
        ("remind me to switch the boiler on on friday at six", "Fri 18:00 switch the boiler on"),
        ("remind me to leave on friday at six", "Fri 18:00 leave"),
        ("remind me to call mum on tomorrow at six", "Thu 18:00 call mum"),
    ],
)
def test_what_is_turned_on_is_told_whole(tmp_path: Path, text: str, there: str) -> None:
    assert set_after(tmp_path, text) == [there]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("two timers five minutes for the eggs and twelve for the pasta",
         "Eggs timer set for five minutes. Pasta timer set for twelve minutes."),
        ("can you set two timers one for five minutes and one for fifteen",
         "Timer set for five minutes. Timer set for 15 minutes."),
        ("three timers five and ten minutes", ""), ("what are two timers for", ""),
    ],
)  # fmt: skip
def test_as_many_timers_are_set_as_are_wanted(tmp_path: Path, text: str, told: str) -> None:
    assert talk(tmp_path, text) == [told]


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("how many days until christmas", "what day is it on"), "That is Friday, the 25th of December."),
        (("when is easter", "which day does it fall on"), "That is Sunday, the 28th of March, 2027."),
        (("set an alarm for seven", "what's it set for"), "The alarm is set for 7 am tomorrow."),
        (("set a timer for ten minutes", "what did i set it to"), "Ten minutes left on the timer."),
    ],
)
def test_it_is_what_was_spoken_of(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    assert talk(tmp_path, *lines)[-1] == told


WEEKLY, OFTEN = "remind me to water the plants every sunday at ten", "wake me at seven on weekdays"


@pytest.mark.parametrize(
    ("set_before", "said", "told"),
    [
        (WEEKLY, "skip this week", "I left that one out: the next reminder is at 10 am on Sunday, the 22nd of November."),
        (WEEKLY, "not this time", "I left that one out: the next reminder is at 10 am on Sunday, the 22nd of November."),
        (OFTEN, "skip this week", "The alarm is set for 7 am on weekdays."),
        (OFTEN, "cancel this week", "The alarm is set for 7 am on weekdays."),
        ("set an alarm for seven tomorrow", "skip this week", "The alarm is set for 7 am tomorrow."),
    ],
)
def test_this_week_is_no_alarm(tmp_path: Path, set_before: str, said: str, told: str) -> None:
    assert talk(tmp_path, set_before, said)[-1] == told


@pytest.mark.parametrize("said", ["take them off", "delete those", "take it off"])
def test_what_was_read_of_a_list_is_asked_about(tmp_path: Path, said: str) -> None:
    lines = ("add bread and milk", "what's on my shopping list", said)
    assert talk(tmp_path, *lines)[-1] == "Do you mean: clear my shopping list?"
