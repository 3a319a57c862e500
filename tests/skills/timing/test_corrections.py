"""What was set last is put right by its part, a time, a length, the days, a name, words; and what else is taken from it."""

from pathlib import Path

import pytest

from tests.skills.talking import talk
from voice.skills.timing.store import Entry, Store


def set_after(folder: Path, *lines: str) -> list[str]:
    """What is set after a conversation that begins at 10:15 on a Wednesday, the next to ring first."""
    talk(folder, *lines)
    return [_told(one) for one in Store(folder).entries()]


def _told(one: Entry) -> str:
    when = f"{one.seconds:g}" if one.kind == "timer" else f"{one.due:%a %H:%M}"
    again = f"each {' '.join(day[:3] for day in one.every)}" if one.every else ""
    return " ".join(filter(None, (when, again, one.text)))


@pytest.mark.parametrize(
    ("before", "text", "there"),
    [
        ("alarm for half past six", "no, seven", "Thu 07:00"),
        ("set an alarm for quarter past eight", "sorry, nine", "Thu 09:00"),
        ("set an alarm for 6:45", "make that 6 instead", "Thu 06:00"),
        ("set an alarm for seven", "I meant half past", "Thu 07:30"),
        ("set an alarm for 7 am", "not 7, 8", "Thu 08:00"),
        ("set an alarm for 7 am", "I said 8 not 7", "Thu 08:00"),
        ("set an alarm for 7 am", "not tomorrow, friday", "Fri 07:00"),
        ("set an alarm for 8 in the evening", "no, nine", "Wed 21:00"),
        ("set an alarm for 6 tomorrow evening", "no, seven", "Thu 19:00"),
        ("set an alarm for ten at night", "no, twelve", "Thu 00:00"),
        ("set an alarm for 11 am", "no, twelve", "Wed 12:00"),
        ("set an alarm for 11 am", "no, one", "Wed 13:00"),
        ("set an alarm for 8 am", "no, pm", "Wed 20:00"),
        ("set an alarm called gym for 7 am", "8 o'clock, sorry", "Thu 08:00 gym"),
        ("set an alarm for 7 am on the 3rd of december", "no, the fourth", "Fri 07:00"),
        ("set an alarm for 6", "cancel that and set 7 instead", "Thu 07:00"),
        ("set an alarm for 6", "cancel that and wake me at 7", "Thu 07:00"),
        ("set an alarm for tomorrow at 7", "no, today", "Thu 07:00"),  # which has passed, so nothing is changed
        ("remind me at half past two to eat", "no, three", "Wed 15:00 eat"),
        ("remind me at 5 to eat", "remind me at 6 instead", "Wed 18:00 eat"),
        ("remind me at six to eat", "make it tomorrow", "Thu 18:00 eat"),
        ("remind me tomorrow to eat", "no, in the evening", "Thu 19:00 eat"),
        ("remind me in two hours to eat", "no three", "Wed 13:15 eat"),
        ("remind me in 20 minutes to eat", "no, at five", "Wed 17:00 eat"),
        ("I've got a meeting at three, remind me ten minutes before", "make it fifteen", "Wed 14:45 a meeting"),
    ],
)
def test_another_time_leaves_the_rest_as_it_was(tmp_path: Path, before: str, text: str, there: str) -> None:
    assert set_after(tmp_path, before, text) == [there]


@pytest.mark.parametrize(
    ("before", "text", "there"),
    [
        ("set a timer for an hour and a half", "no, half an hour", "1800"),
        ("set a timer for two and a half minutes", "no, three", "180"),
        ("set a timer for an hour", "no, two", "7200"),
        ("set a timer for 45 seconds", "no, minutes", "2700"),
        ("set a timer for ten minutes", "cancel that and do fifteen instead", "900"),
        ("set a timer for ten minutes", "scrap that and make it an hour", "3600"),
        ("set a timer for fifteen minutes", "no I said 50", "3000"),
        ("set a pasta timer for ten minutes", "no wait, 12 and a half", "750 pasta"),
        ("set a pasta timer for ten minutes", "no, rice", "600 rice"),
        ("set a pasta timer for ten minutes", "no, thanks", "600 pasta"),
        ("set a pasta timer for ten minutes", "no, in kelvin", "600 pasta"),
        ("set a timer for ten minutes", "no, in kelvin", "600"),
    ],
)
def test_another_length_or_name(tmp_path: Path, before: str, text: str, there: str) -> None:
    assert set_after(tmp_path, before, text) == [there]


DAILY = "each mon tue wed thu fri sat sun"


@pytest.mark.parametrize(
    ("before", "text", "there"),
    [
        ("set an alarm for 7 am tomorrow", "actually every day", f"Thu 07:00 {DAILY}"),
        ("set an alarm for 7 every tuesday", "no, wednesday", "Wed 07:00 each wed"),
        ("set an alarm for 7 am on friday", "make it weekly", "Fri 07:00 each fri"),
        ("set an alarm for 7 every day", "make it weekdays only", "Thu 07:00 each mon tue wed thu fri"),
        ("set an alarm for 7 every day", "no, only tomorrow", "Thu 07:00"),
        ("set an alarm for 6 am on weekdays", "except Fridays", "Thu 06:00 each mon tue wed thu"),
        ("remind me at 3:15 every day to eat", "not at weekends", "Wed 15:15 each mon tue wed thu fri eat"),
        ("set an alarm for 7 every day", "make it monthly", f"Thu 07:00 {DAILY}"),
        ("set an alarm for 7 on weekdays", "no, eight", "Thu 08:00 each mon tue wed thu fri"),
    ],
)
def test_other_days_leave_the_time_as_it_was(tmp_path: Path, before: str, text: str, there: str) -> None:
    assert set_after(tmp_path, before, text) == [there]


@pytest.mark.parametrize(
    ("about", "text", "there"),
    [
        ("call Tom", "no, Tim", "call tim"),
        ("call the dentist", "no, the doctor", "call the doctor"),
        ("take the bins out", "no, the recycling", "take the recycling out"),
        ("talk to mum", "no, dad", "talk to dad"),
        ("water the plants", "no, feed the cat", "feed the cat"),
        ("buy milk", "change milk to bread", "buy bread"),
        ("call Tom", "no, to call Tim", "call tim"),
        ("take the bread out", "no, the cake", "take the cake out"),
        ("take the bread out", "no, cake", "take the cake out"),
        ("take the bread out", "no, the oat", "take the oat out"),
        ("take the bread out", "no, the cake out", "take the cake out"),
        ("make the bed", "no, the cake", "make the cake"),
        ("buy the milk", "no, the oat milk", "buy the oat milk"),
        ("wash the red car", "no, the blue car", "wash the blue car"),
    ],
)
def test_other_words_of_a_reminder(tmp_path: Path, about: str, text: str, there: str) -> None:
    assert set_after(tmp_path, f"remind me at 4 to {about}", text) == [f"Wed 16:00 {there}"]


@pytest.mark.parametrize(
    "text",
    [
        "no, leave it", "no worries", "no problem", "no, perfect", "no, good", "no more", "not now", "no, not really",
        "actually yes",
        "make it snappy", "can you hear me", "no, dinner's ready", "no, it's fine", "sorry darling", "wait a minute",
        "wait, what",
        "no, one second", "sorry, just a minute", "actually never mind", "not today", "please", "no, the pie", "no, bread",
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["remind me at 4 to put the cake in the oven", "set a timer for ten minutes"])
def test_what_is_no_correction_changes_nothing(tmp_path: Path, before: str, text: str) -> None:
    first = set_after(tmp_path, before)
    assert set_after(tmp_path, "cancel all reminders", "cancel all timers", before, text) == first


@pytest.mark.parametrize(
    "text",
    [
        "no, half", "no, a half", "no, a quarter", "no, the other one", "no, the next day", "no, earlier", "no, once",
        "sorry, late", "no, the reminder", "no, the second one", "no, to seven", "no, about the other one",
        "no, it's the other one", "change mum to half", "no, later",
    ],
)  # fmt: skip
@pytest.mark.parametrize("when", ["at 4", "in half an hour"])
def test_words_for_when_or_which_are_never_what_a_reminder_is_about(tmp_path: Path, when: str, text: str) -> None:
    talk(tmp_path, f"remind me {when} to call mum", text)
    assert [one.text for one in Store(tmp_path).entries()] == ["call mum"]


@pytest.mark.parametrize(
    ("before", "text", "there"),
    [
        (("set a pasta timer for ten minutes",), "no, an hour earlier", "600 pasta"),
        (("set a pasta timer for ten minutes",), "no, half", "600 pasta"),
        (("set an alarm for 7 am", "rename it gym"), "no, half", "Thu 07:00 gym"),
        (("set an alarm for 7 am", "rename it gym"), "no, later", "Thu 07:00 gym"),
    ],
)
def test_nor_are_they_a_name(tmp_path: Path, before: tuple[str, ...], text: str, there: str) -> None:
    assert set_after(tmp_path, *before, text) == [there]


@pytest.mark.parametrize(
    ("before", "text", "there"),
    [
        ("remind me to bring the book at six", "no, an hour earlier", "Wed 17:00 bring the book"),
        ("remind me to bring the book at six", "I meant half an hour earlier", "Wed 17:30 bring the book"),
        ("remind me to bring the book at six", "no, two hours later", "Wed 20:00 bring the book"),
        ("set an alarm called gym for 7 am", "no, an hour earlier", "Thu 06:00 gym"),
    ],
)
def test_it_is_to_ring_earlier_or_later(tmp_path: Path, before: str, text: str, there: str) -> None:
    assert set_after(tmp_path, before, text) == [there]


@pytest.mark.parametrize(
    "text", ["add pasta to my list", "what is pasta made of", "turn off the pasta light", "is pasta bad for me"]
)
def test_the_name_of_a_timer_may_mean_something_else(tmp_path: Path, text: str) -> None:
    reply = talk(tmp_path, "set a pasta timer for ten minutes", text)[-1]
    assert "timer" not in reply
    assert set_after(tmp_path) == ["600 pasta"]


@pytest.mark.parametrize(
    ("before", "change", "text", "there"),
    [
        ("set an alarm for 7 am", "move it to half past eight", "no, nine", "Thu 09:00"),
        ("set an alarm for 7 am", "move my alarm to 8 pm", "no, nine", "Thu 21:00"),
        ("set an alarm for 7 am", "push it back by half an hour", "no, an hour", "Thu 08:00"),
        ("set an alarm for 7 am", "rename it gym", "no, swimming", "Thu 07:00 swimming"),
        ("remind me at 5 to eat", "change the reminder to tomorrow", "no, friday", "Fri 17:00 eat"),
    ],
)
def test_a_change_is_put_right_from_where_it_began(tmp_path: Path, before: str, change: str, text: str, there: str) -> None:
    assert set_after(tmp_path, before, change, text) == [there]


def test_what_was_added_or_cancelled_by_mistake_is_as_before(tmp_path: Path) -> None:
    added = talk(tmp_path, "set a timer for ten minutes", "add five minutes", "no, three")
    assert added[-1] == "Undone: ten minutes left on the timer. The timer now has 13 minutes left."
    assert set_after(tmp_path, "set an alarm for 7", "set an alarm for 8", "cancel the 7 am alarm", "no, the 8 am one") == [
        "600", "Thu 07:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("wake me at seven", "and at seven thirty"), ["Thu 07:00", "Thu 07:30"]),
        (("wake me every Monday at 5", "and Wednesday"), ["Mon 05:00 each mon wed"]),
        (("set a pizza timer for 12 minutes and a salad timer for 5",), ["300 salad", "720 pizza"]),
        (("five minute timer", "and a ten minute one"), ["300", "600"]),
        (("set two alarms, seven and eight",), ["Thu 07:00", "Thu 08:00"]),
        (("remind me at noon to eat and at three to rest",), ["Wed 12:00 eat", "Wed 15:00 rest"]),
        (("remind me to eat at 8 in the morning and 8 at night",), ["Wed 20:00 eat", "Thu 08:00 eat"]),
        (("remind me to eat on monday and thursday",), ["Thu 09:00 eat", "Mon 09:00 eat"]),
        (("set a timer for 5 minutes and then another 5 minutes",), []),
    ],
)
def test_one_more_is_set_beside_the_first(tmp_path: Path, lines: tuple[str, ...], there: list[str]) -> None:
    assert set_after(tmp_path, *lines) == there


@pytest.mark.parametrize(
    ("before", "text", "there"),
    [
        ("set an alarm called gym for 7 am every day", "skip the gym alarm tomorrow", f"Fri 07:00 {DAILY} gym"),
        ("remind me every day at 8 to eat", "skip tomorrow", f"Fri 08:00 {DAILY} eat"),
        ("set an alarm for 7 every day", "skip the next alarm", f"Fri 07:00 {DAILY}"),
        ("wake me at 7 every day but not tomorrow", "what time is it", f"Fri 07:00 {DAILY}"),
        ("remind me every day at 6 pm to eat but not today", "what time is it", f"Thu 18:00 {DAILY} eat"),
    ],
)
def test_one_day_of_what_repeats_is_left_out(tmp_path: Path, before: str, text: str, there: str) -> None:
    assert set_after(tmp_path, before, text) == [there]


def test_what_is_not_to_ring_on_one_day_alone_is_not_set(tmp_path: Path) -> None:
    assert "not sure on which days" in talk(tmp_path, "wake me at 7 but not tomorrow")[0]
    assert set_after(tmp_path, "wake me at 7 but not tomorrow", "every day") == []


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("set a timer for ten minutes", "how long is left", "undo"), []),
        (("set an alarm for 7", "what time is it", "undo that"), []),
        (("remind me at 5 to eat", "what are my reminders", "undo"), []),
        (("set an alarm for 7", "cancel the alarm", "what alarms do I have", "undo"), ["Thu 07:00"]),
        (("set an alarm for 7", "add milk to my list", "what's on my list", "undo"), ["Thu 07:00"]),
    ],
)
def test_undo_means_the_last_deed_whatever_was_told_since(tmp_path: Path, lines: tuple[str, ...], there: list[str]) -> None:
    assert set_after(tmp_path, *lines) == there


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("set a timer for ten minutes", "set an alarm for 7", "what have I got set"),
         "Ten minutes left on the timer. The alarm is set for 7 am tomorrow."),
        (("what's set",), "Nothing is set."),
        (("timer for pizza", "ten minutes"), "Pizza timer set for ten minutes."),
        (("alarm at six for the flight to Rome at nine",), "Flight to Rome alarm set for 6 am tomorrow."),
        (("wake me up for work at 6:45",), "Work alarm set for 6:45 am tomorrow."),
        (("set a potatoes timer for 20 minutes", "change the potatoes to carrots"),
         "The potatoes timer is now called carrots."),
        (("set a timer called homework for half an hour", "how's homework doing"), "The homework timer has 30 minutes left."),
        (("set an alarm for 7 on friday", "set an alarm for 9 on saturday", "cancel Saturday's"), "Alarm cancelled."),
        (("wake me at 7", "half an hour earlier please"), "The alarm is now set for 6:30 am tomorrow."),
        (("set an alarm for 5:45 labelled airport", "move the airport alarm to 5:30"),
         "The airport alarm is now set for 5:30 am tomorrow."),
        (("set a 5 minute timer", "set a ten minute timer", "add 2 minutes", "the first one"),
         "The timer now has seven minutes left."),
        (("what alarms have I got", "set one for six", "what alarms have I got", "delete it"), "Alarm cancelled."),
    ],
)  # fmt: skip
def test_what_is_said_of_those_that_are_set(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize(
    "more",
    [
        "could i have another five minutes on that timer",
        "could i possibly have another five minutes on that timer",
        "can we have five more minutes on this timer",
        "may i have another five minutes on it",
        "let us have another five minutes on that timer",
    ],
)
def test_more_time_that_is_asked_for_goes_on_the_timer_that_runs(tmp_path: Path, more: str) -> None:
    assert talk(tmp_path, "set a timer for ten minutes", more)[-1] == "The timer now has 15 minutes left."


@pytest.mark.parametrize("said", ["and call mum for six", "wait for five", "a table for two", "boil the eggs for six"])
def test_what_may_be_something_to_do_is_asked_about_before_it_names_a_timer(tmp_path: Path, said: str) -> None:
    assert talk(tmp_path, "set a tea timer for 4 minutes", said)[-1].startswith("Do you mean: set a ")
    assert set_after(tmp_path) == ["240 tea"]


@pytest.mark.parametrize(
    "said",
    ["and one for grandma's roast beef", "and another for the brown rice", "I'll be out for ten", "we need chairs for six"],
)
def test_a_number_that_is_no_length_sets_no_timer(tmp_path: Path, said: str) -> None:
    assert set_after(tmp_path, "set a tea timer for 4 minutes", said) == ["240 tea"]


def test_a_timer_of_any_name_is_asked_how_long_it_is(tmp_path: Path) -> None:
    for said in ("set a brown rice timer", "set a timer for the green beans", "start my bread dough timer"):
        assert talk(tmp_path, said)[-1].startswith("For how long?")
    assert talk(tmp_path, "set a tea timer for 4 minutes", "and one for the green beans", "8")[-1] == (
        "Green beans timer set for eight minutes."
    )
