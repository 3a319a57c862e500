"""What is said in a kitchen, one kind of it after the other: amounts, alarms, clocks elsewhere, slips, repeating."""

from pathlib import Path

import pytest

from tests.skills.talking import kept, talk
from tests.skills.timing.test_corrections import set_after

WINDOWS = "remind me to pay the window cleaner friday at five"


@pytest.mark.parametrize(
    ("lines", "items"),
    [
        (("add three pints of milk no four pints to the list",), ["four pints of milk"]),
        (("add six eggs no a dozen to the shopping list",), ["twelve eggs"]),
        (("add two bottles of wine no make that three to the list",), ["three bottles of wine"]),
        (("add milk", "add two loaves of bread no three loaves"), ["milk", "three loaves of bread"]),
        (("add a pint of milk no two pints of cream to the list",), ["two pints of cream"]),
        (("we need more coffee", "yes and some sugar"), ["coffee", "sugar"]),
        (("we need more coffee", "yes please, and cling film"), ["coffee", "cling film"]),
        (("we need more coffee", "yes and set a timer for ten minutes"), ["coffee"]),
    ],
)
def test_how_much_of_a_thing_is_put_right_and_nothing_said_behind_a_yes_is_lost(
    tmp_path: Path, lines: tuple[str, ...], items: list[str]
) -> None:
    replies = talk(tmp_path, *lines)
    assert kept(tmp_path) == {"shopping": items}
    assert ("timer" in lines[-1]) == ("Timer set for ten minutes." in replies[-1])


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("set an alarm for six thirty", "and make the alarm seven"), ["Thu 07:00"]),
        (("set an alarm for six thirty", "what time is it", "can you make my alarm quarter past seven"), ["Thu 07:15"]),
        (("set an alarm for six thirty", "make the alarm half an hour later"), ["Thu 07:00"]),
        (("set an alarm for six and one for nine", "make the alarm seven"), ["Thu 06:00", "Thu 09:00"]),
        (("make the alarm seven",), ["Thu 07:00"]),
        (("set alarms for six seven and eight",), ["Thu 06:00", "Thu 07:00", "Thu 08:00"]),
        (("tell me when it's half seven",), ["Wed 19:30"]),
        (("let me know when it gets to quarter to eight",), ["Wed 19:45"]),
        (("wake me when it's seven",), ["Thu 07:00"]),
    ],
)
def test_the_alarm_that_is_set_is_moved_and_who_is_awake_is_told_at_the_next_such_time(
    tmp_path: Path, lines: tuple[str, ...], there: list[str]
) -> None:
    assert set_after(tmp_path, *lines) == there


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("set an alarm for nine am new york time",), ["Wed 14:00"]),
        (("wake me when it's nine in new york",), ["Wed 14:00"]),
        (("remind me at nine am tokyo time to call ken",), ["Thu 00:00 call ken"]),
        (("what time is it in tokyo", "remind me to call ken when it's nine in the morning there"), ["Thu 00:00 call ken"]),
        (("what time is it in new york", "wake me when it's nine am there"), ["Wed 14:00"]),
        (("wake me when it's nine am there",), []),
        (("remind me at nine to check the cooking time",), ["Wed 21:00 check the cooking time"]),
    ],
)
def test_a_time_of_a_clock_elsewhere_is_set_by_the_clock_here(tmp_path: Path, lines: tuple[str, ...], there: list[str]) -> None:
    assert set_after(tmp_path, *lines) == there


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("set a timer for five minutes no ten no five",), ["300"]),
        (("remind me at six no seven no half six to feed the cat",), ["Wed 18:30 feed the cat"]),
        (("remind me at six no on friday no at seven to call mum",), []),
        (("set an alarm for seven and one for eight", "cancel the seven no the eight am alarm"), ["Thu 07:00"]),
        (("set a timer for five minutes and one for ten", "cancel the five no the ten minute timer"), ["300"]),
        (("set a timer for five minutes", "oh make it six"), ["360"]),
        (("set an alarm for six", "right, make it half past then"), ["Thu 06:30"]),
    ],
)
def test_the_last_of_several_slips_is_meant(tmp_path: Path, lines: tuple[str, ...], there: list[str]) -> None:
    assert set_after(tmp_path, *lines) == there


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("set an alarm for seven", "did i say seven or eight"), "The alarm is set for 7 am tomorrow."),
        (("set an alarm for seven", "am or pm"), "The alarm is set for 7 am tomorrow."),
        (("wake me at seven", "what time did i say"), "The alarm is set for 7 am tomorrow."),
        (("set a timer for ten minutes", "how long did i say"), "Ten minutes left on the timer."),
        (("remind me to call mum at half eight", "did i say half eight"), "Call mum, at 8:30 pm."),
        (("did i say half eight",), ""),
        (("set an alarm for seven", "am or pm", "okay good"), ""),
        (("start a timer", "what"), "For how long? Say, for instance: set a timer for ten minutes."),
        (("remind me to phone the school", "when"), "When? Say, for instance: remind me at six pm, or in twenty minutes."),
        (("set a timer for five minutes", "set a timer for ten minutes", "which is longest"), "Ten minutes left on the timer."),
    ],
)
def test_what_was_said_or_asked_is_told_again(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    assert talk(tmp_path, *lines)[-1] == told


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        ((WINDOWS, "move pay the window cleaner to tomorrow"), ["Thu 17:00 pay the window cleaner"]),
        ((WINDOWS, "change window cleaner to saturday at six"), ["Sat 18:00 pay the window cleaner"]),
        ((WINDOWS, WINDOWS, "move the window cleaner to tomorrow"), ["Fri 17:00 pay the window cleaner"] * 2),
        (("remind me to water the plants", "tomorrow", "ten"), ["Thu 10:00 water the plants"]),
        (("remind me to feed the cat at six", "and make it repeat"), ["Wed 18:00 feed the cat"]),
        (("set an alarm for seven", "make it repeat", "weekdays"), ["Thu 07:00 each mon tue wed thu fri"]),
        (("set an alarm for seven", "can you make that repeat every weekend"), ["Sat 07:00 each sat sun"]),
        (("set an alarm for seven every day", "stop it repeating"), ["Thu 07:00"]),
        (("set an alarm for seven every day", "stop repeating the alarm"), ["Thu 07:00"]),
        (("set an alarm for seven", "stop the alarm"), []),
        (("set an alarm for six every saturday", "and sunday", "except this saturday"), ["Sat 06:00 each sat sun"]),
        (("remind me on friday to ring mum and on monday to ring gran", "ten"), ["Fri 09:00 ring mum", "Mon 09:00 ring gran"]),
    ],
)
def test_what_is_set_is_called_by_what_it_is_about_and_repeats_or_no_longer(
    tmp_path: Path, lines: tuple[str, ...], there: list[str]
) -> None:
    assert set_after(tmp_path, *lines) == there


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("set a timer called bread for 40 minutes and one called soup for 25",), ["1500 soup", "2400 bread"]),
        (("set a timer for ten minutes", "take five off the timer"), ["600"]),
        (("set a timer for five minutes", "set a timer for ten minutes", "cancel one of them"), ["300", "600"]),
        (("set a timer for five minutes", "set a timer for ten minutes", "cancel one of them", "the ten one"), ["300"]),
        (("any reminders", "okay set one for the dentist on the 24th at 2.15"), ["Tue 14:15 the dentist"]),
        (("remind me to feed us at six", "and tell me again an hour later"), ["Wed 18:00 feed us", "Wed 19:00 feed us"]),
    ],
)
def test_one_more_and_one_of_them_are_of_what_was_spoken_of(tmp_path: Path, lines: tuple[str, ...], there: list[str]) -> None:
    assert set_after(tmp_path, *lines) == there


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (("mils in a cup",), "237 millilitres."),
        (("thanks, you're good at this",), "You're welcome."),
        (("what do i say to set an alarm",), "Say, for instance: wake me at seven, or: cancel the alarm."),
        (("oh hang on, is tomorrow saturday",), "Tomorrow is Thursday, the 12th of November."),
        (("start the stopwatch", "stop the stopwatch", "how long was that"), "Stopped at less than a second."),
    ],
)
def test_plain_answers(tmp_path: Path, lines: tuple[str, ...], told: str) -> None:
    assert talk(tmp_path, *lines)[-1] == told
