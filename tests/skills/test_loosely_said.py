"""What people say loosely: why they want it, what would suit them better, what is to be dropped, about when, and for what."""

from pathlib import Path

import pytest

from tests.skills.talking import talk
from tests.skills.timing.test_corrections import set_after


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("add milk and eggs", "oh and bread", "not the eggs actually, we've got eggs"), "milk and bread"),
        (("add milk and eggs", "not the eggs, they're too dear"), "milk"),
        (("add milk and ham", "no ham, we have some ham in the freezer"), "milk"),
        (("add milk and ham", "not the ham, cheese"), "milk and cheese"),
        (("add milk", "oh and bread, we're nearly out"), "milk and bread"),
        (("add milk", "and bread, I'm making toast"), "milk and bread"),
        (("add eggs, I'm making a cake",), "eggs"),
    ],
)
def test_why_something_is_wanted_or_not_is_no_thing_on_a_list(tmp_path: Path, lines: tuple[str, ...], there: str) -> None:
    assert talk(tmp_path, *lines, "what's on my shopping list")[-1] == f"On your shopping list: {there}."


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("add wine to shopping, no, scrap that, add beer", "beer"),
        ("add wine to the shopping list, scratch that, beer", "beer"),
        ("add wine to my shopping list. no cancel that, add beer", "beer"),
        ("add milk and some of those dishwasher tablets to my shopping list", "milk and dishwasher tablets"),
        ("put a couple of those batteries on the list", "two batteries"),
        ("add eggs, the free range ones, and milk to the shopping list", "free range eggs and milk"),
    ],
)
def test_what_is_dropped_and_what_only_points_goes_on_no_list(tmp_path: Path, text: str, there: str) -> None:
    assert talk(tmp_path, text, "what's on my shopping list")[-1] == f"On your shopping list: {there}."


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("add bags and milk to the list", "and bin bags"), "bags, milk and bin bags"),
        (("we need cat food and bin bags", "yes"), "cat food and bin bags"),
        (("add bags and milk to the list", "bin the bags"), "milk"),
        (("add milk and tea to the list", "bin milk"), "tea"),
    ],
)
def test_bin_bags_are_wanted_and_throw_no_bags_off(tmp_path: Path, lines: tuple[str, ...], there: str) -> None:
    assert talk(tmp_path, *lines, "what's on my shopping list")[-1] == f"On your shopping list: {there}."


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("remind me at six to ring mum", "actually tomorrow morning at ten would be better"), "Thu 10:00 ring mum"),
        (("remind me at six to ring the dentist", "seven would be better"), "Wed 19:00 ring the dentist"),
        (("remind me at six to ring the dentist", "actually an hour later would suit me better"), "Wed 19:00 ring the dentist"),
        (("remind me to ring the dentist", "six would be good"), "Wed 18:00 ring the dentist"),
        (("set a timer for ten minutes", "fifteen would be better"), "900"),
        (("set an alarm for 7", "friday would be better"), "Fri 07:00"),
    ],
)
def test_a_time_that_would_be_better_is_the_time_and_nothing_else(tmp_path: Path, lines: tuple[str, ...], there: str) -> None:
    assert set_after(tmp_path, *lines) == [there]


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("set an alarm for 5:45", "just fridays please"), "Fri 05:45 each fri"),
        (("set an alarm for 5:45", "just weekdays"), "Thu 05:45 each mon tue wed thu fri"),
        (("set an alarm for 5:45", "weekdays only", "not fridays though"), "Thu 05:45 each mon tue wed thu"),
        (("remind me at six to take the bins out", "just mondays"), "Mon 18:00 each mon take the bins out"),
        (("set an alarm for 5:45", "only friday"), "Thu 05:45"),
    ],
)
def test_days_alone_make_what_was_set_once_repeat_and_set_no_other(tmp_path: Path, lines: tuple[str, ...], there: str) -> None:
    assert set_after(tmp_path, *lines) == [there]


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("set an alarm for 7", "cancel it, I'm on holiday"), []),
        (("wake me at 7 on weekdays", "wake me at 9 on weekends", "turn them all off, I'm on holiday"), []),
        (("11 minute timer", "cancel the first one I'll just watch it"), []),
        (("set an alarm for 7", "and another one at 7:30 in case I don't get up"), ["Thu 07:00", "Thu 07:30"]),
        (("set an alarm for 7", "and another at eight just in case"), ["Thu 07:00", "Thu 08:00"]),
        (("11 minute timer", "cancel it when I'm back"), ["660"]),
        (("set an alarm for 7", "cancel the one I'll tell you about"), ["Thu 07:00"]),
    ],
)
def test_a_reason_is_left_out_and_a_condition_is_not(tmp_path: Path, lines: tuple[str, ...], there: list[str]) -> None:
    assert set_after(tmp_path, *lines) == there


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("set a timer for, um, what was it, forty minutes", "2400"),
        ("set an alarm for, hang on, yeah, seven fifteen am", "Thu 07:15"),
        ("set an alarm for um what time was it six thirty tomorrow", "Thu 06:30"),
        ("set a timer for ten minutes, no, scrap that, twelve minutes", "720"),
        ("remind me to water the plants at four ish", "Wed 16:00 water the plants"),
        ("set an alarm for sevenish tomorrow", "Thu 07:00"),
        ("set an alarm for half six ish", "Thu 06:30"),
    ],
)
def test_what_is_thought_aloud_before_a_time_changes_nothing(tmp_path: Path, text: str, there: str) -> None:
    assert set_after(tmp_path, text) == [there]


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("remind me on sunday afternoon to water the plants", "four ish"), ["Sun 16:00 water the plants"]),
        (("remind me on sunday to water the plants", "around half past ten"), ["Sun 10:30 water the plants"]),
        (("11 minute timer", "and one for the sauce, twenty five"), ["660", "1500 sauce"]),
        (("2 hour timer", "another for the bread, three"), ["7200", "10800 bread"]),
        (("11 minute timer", "call it the cake timer"), ["660 cake"]),
        (("11 minute timer", "call that the cake one"), ["660 cake"]),
        (("remind me at six to take a pill", "remind me at seven to ring mum", "delete the pill"), ["Wed 19:00 ring mum"]),
        (
            ("remind me at six to take my tablets", "remind me at seven to buy tablets", "delete the tablets"),
            ["Wed 18:00 take my tablets", "Wed 19:00 buy tablets"],
        ),
    ],
)
def test_about_when_what_for_and_which_may_be_said_late(tmp_path: Path, lines: tuple[str, ...], there: list[str]) -> None:
    assert set_after(tmp_path, *lines) == there


def test_forget_it_takes_back_a_deed_and_asks_behind_an_answer(tmp_path: Path) -> None:
    assert talk(tmp_path, "set a timer for ten minutes", "nah forget it")[-1] == "Timer cancelled."
    told = talk(tmp_path, "set a timer for ten minutes", "how long is left", "forget it")
    assert told[-1] == "Do you mean: cancel the timer?"
    told = talk(tmp_path, "remind me at six to call mum", "never mind, I'll do it now")
    assert told[-1] == "Do you mean: cancel the reminder to call mum?"


@pytest.mark.parametrize("asked", ["what did you just do", "what have you just done"])
def test_it_tells_what_it_did_and_that_can_be_undone_then(tmp_path: Path, asked: str) -> None:
    told = talk(tmp_path, "set a timer for ten minutes", asked, "undo that")
    assert told[1:] == ["Timer set for ten minutes.", "Timer cancelled."]


def test_the_last_thing_on_a_list_that_was_told_can_be_removed(tmp_path: Path) -> None:
    told = talk(tmp_path, "add milk", "add tea", "what was the last thing I added", "remove it", "what's on my shopping list")
    assert told[-2:] == ["Removed tea from your shopping list.", "On your shopping list: milk."]


@pytest.mark.parametrize("told", ["I had to cancel my alarm", "I always cancel my alarm", "we nearly cancelled the alarm"])
def test_what_somebody_did_is_no_request_to_do_it(tmp_path: Path, told: str) -> None:
    assert set_after(tmp_path, "set an alarm for 7", told) == ["Thu 07:00"]
    list_told = told.replace("my alarm", "my shopping list").replace("the alarm", "the shopping list")
    assert talk(tmp_path, "add milk", list_told, "what's on my shopping list")[-1] == "On your shopping list: milk."
