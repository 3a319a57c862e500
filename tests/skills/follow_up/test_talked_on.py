"""Conversations of two to four turns about timers, alarms, reminders, lists and days, each with its last reply."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.skills.making import skills_in
from tests.skills.talking import Speaker, left, said, talk
from voice.english.words import is_many

PACKING = ("create a packing list", "add socks to my packing list")
BOTH = ("add milk to my shopping list", "add paint the fence to my to do list")
FIRST = "I can repeat something daily or on days of the week, but not in another rhythm."


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((*BOTH, "what's on my lists"), "On your shopping list: milk. On your to-do list: paint the fence."),
        ((*BOTH, "what have I got on all my lists"), "On your shopping list: milk. On your to-do list: paint the fence."),
        ((*BOTH, "read me all my lists"), "On your shopping list: milk. On your to-do list: paint the fence."),
        (("what's on my lists",), "All your lists are empty."),
        ((*BOTH, "show me my lists"), "There are two lists: the shopping list with one item and the to-do list with one item."),
        ((*PACKING, "are socks on my packing list"), "Yes: socks, on your packing list."),
        ((*PACKING, "do I have socks on my packing list"), "Yes: socks, on your packing list."),
        ((*PACKING, "are socks on it"), "Yes: socks, on your packing list."),
        ((*PACKING, "is soap on my packing list"), "No, soap is not on your packing list."),
        (("add milk", "are milk and eggs on my list"), "Milk, on your shopping list; eggs are not on your shopping list."),
        (("remove socks from my list",), "Socks are not on your shopping list."),
        (("add socks to my list", "add socks to my list"), "Socks are on your shopping list already."),
        (("add milk", "move milk to my to do list"), "Moved milk from your shopping list to your to-do list."),
        (("add milk", "move it to the to do list", "undo"), "Moved milk from your to-do list to your shopping list."),
        ((*PACKING, "move the socks from my packing list to my shopping list"),
         "Moved socks from your packing list to your shopping list."),
        (("move it to my to do list",), ""),
        (("add oat milk and soy milk to my list", "move milk to my to do list"),
         "There are oat milk and soy milk on your shopping list. Say, for instance: move oat milk to my to-do list."),
        (("move milk to my to do list",), "Milk is not on any other list."),
        (("add milk", "move milk to my diy list"), "There is no diy list. To have one, say: create a list called diy."),
        ((*PACKING, "add socks to my shopping list", "move socks to my to do list", "the packing one"),
         "Moved socks from your packing list to your to-do list."),
        (("add milk", "remove milk", "add it again"), "Added milk to your shopping list."),
        (("add milk", "remove it", "add it back again"), "Added milk to your shopping list."),
        (("add milk", "I already have that"), "Removed milk from your shopping list."),
        (("add socks to my packing list", "yes please"), "Your packing list is ready. Added socks to your packing list."),
        (("remove socks from my list", "remove the socks from my list"), "Socks are not on your shopping list."),
        (("add milk", "what's on my list", "undo"), "Removed milk from your shopping list."),
        (("add milk", "remove milk", "what's on my list", "undo"), "Milk is back on your shopping list."),
    ],
)  # fmt: skip
def test_lists_are_talked_of(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize(
    ("line", "things"),
    [
        ("add onions carrots and celery to my shopping list", "onions, carrots and celery"),
        ("add red onions green peppers and garlic to my list", "red onions, green peppers and garlic"),
        ("add two onions three carrots and celery to my list", "two onions, three carrots and celery"),
        ("add milk eggs bread and butter to the shopping list", "milk, eggs, bread and butter"),
        ("add milk eggs and bread", "milk, eggs and bread"),
        ("add milk chocolate", "milk chocolate"),
        ("add bread milk cheese and ham to the shopping list", "bread, milk, cheese and ham"),
        ("add tea coffee and sugar", "tea, coffee and sugar"),
        ("get chocolate ice cream", "chocolate ice cream"),
        ("add peanut butter and jelly", "peanut butter and jelly"),
        ("add washing up liquid and sponges to my list", "washing up liquid and sponges"),
        ("add tomatoes for sandwiches to my list", "tomatoes for sandwiches"),
        ("add brussels sprouts and kids shoes to my list", "brussels sprouts and kids shoes"),
    ],
)
def test_things_in_a_row_are_taken_apart_where_that_is_sure(tmp_path: Path, line: str, things: str) -> None:
    assert talk(tmp_path, line) == [f"Added {things} to your shopping list."]


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("buy eggs", "no, a dozen"), "twelve eggs"),
        (("add eggs", "make it a dozen"), "twelve eggs"),
        (("add bread", "two loaves"), "two loaves of bread"),
        (("add two bottles of milk to my list", "make it three"), "three bottles of milk"),
        (("add a bottle of milk to my list", "actually two"), "two bottles of milk"),
        (("add apples", "six of them"), "six apples"),
        (("add beer", "actually a crate"), "crate of beer"),
        (("add milk", "no, oat milk"), "oat milk"),
    ],
)
def test_how_much_of_it_is_wanted(tmp_path: Path, lines: tuple[str, ...], there: str) -> None:
    assert talk(tmp_path, *lines, "what's on my list")[-1] == f"On your shopping list: {there}."


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("Create a list called DIY.", "what's on my diy list"), "Your DIY list is empty."),
        (("create a DIY list", "Add iPhone charger to my DIY list.", "what's on it"), "On your DIY list: iPhone charger."),
        (("add Marmite and BBQ sauce to my shopping list",), "Added Marmite and BBQ sauce to your shopping list."),
        (("add Marmite to my list", "add marmite to my list"), "Marmite is on your shopping list already."),
        (("add Marmite to my list", "remove marmite"), "Removed Marmite from your shopping list."),
        (("create a DIY list", "create a diy list"), "You have a DIY list already. To empty it, say: clear my DIY list."),
        (("Remind me at 6 pm to call Dr Smith",), "I'll remind you at 6 pm: call Dr Smith."),
        (("remind me at 6 pm to call Dr Smith", "cancel the reminder to call dr smith"), "Reminder cancelled."),
        (("set a Lego timer for five minutes", "cancel the lego timer"), "Lego timer cancelled."),
        (("ADD MILK TO MY SHOPPING LIST",), "Added milk to your shopping list."),
    ],
)
def test_names_and_things_are_spelt_as_they_were(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize("name", ["socks", "two bottles of milk", "people", "berries", "bottles of glass cleaner"])
def test_a_name_of_several(name: str) -> None:
    assert is_many(name)


@pytest.mark.parametrize("name", ["milk", "hummus", "a box of eggs", "dental floss", "gas", "swiss", "toilet paper for mums"])
def test_a_name_of_one(name: str) -> None:
    assert not is_many(name)


@pytest.mark.parametrize(
    ("hour", "line", "reply"),
    [
        ("19:13", "remind me at three to call", "I'll remind you at 3 pm tomorrow: call."),
        ("19:13", "remind me at six to call", "I'll remind you at 6 pm tomorrow: call."),
        ("19:13", "remind me at one to call", "I'll remind you at 1 pm tomorrow: call."),
        ("19:13", "remind me at eight to call", "I'll remind you at 8 pm: call."),
        ("19:13", "remind me at seven to call", "I'll remind you at 7 am tomorrow: call."),
        ("10:15", "remind me at three to call", "I'll remind you at 3 pm: call."),
        ("22:30", "remind me at half past eleven to call", "I'll remind you at 11:30 pm: call."),
        ("23:50", "remind me at one to call", "I'll remind you at 1 am tomorrow: call."),
        ("01:30", "remind me at two to call", "I'll remind you at 2 am: call."),
        ("10:15", "remind me at two tomorrow to call", "I'll remind you at 2 pm tomorrow: call."),
        ("10:15", "alarm for three", "Alarm set for 3 pm today."),
        ("19:13", "alarm for three", "Alarm set for 3 am tomorrow."),
        ("19:13", "wake me at eight", "Alarm set for 8 am tomorrow."),
        ("10:15", "alarm for six", "Alarm set for 6 am tomorrow."),
        ("10:15", "wake me at four tomorrow", "Alarm set for 4 am tomorrow."),
        ("10:15", "alarm at three today", "Alarm set for 3 pm today."),
    ],
)
def test_a_bare_hour_is_the_one_that_is_meant(tmp_path: Path, hour: str, line: str, reply: str) -> None:
    assert said(skills_in(tmp_path, datetime.fromisoformat(f"2026-11-11T{hour}").replace(tzinfo=UTC)), line) == reply


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("set a timer for ten minutes", "double it"), "The timer now has 20 minutes left."),
        (("set a timer for ten minutes", "make it twice as long"), "The timer now has 20 minutes left."),
        (("set a timer for ten minutes", "double that please"), "The timer now has 20 minutes left."),
        (("set a timer for ten minutes", "double the time"), "The timer now has 20 minutes left."),
        (("set a timer for ten minutes", "triple it"), "The timer now has 30 minutes left."),
        (("set a timer for ten minutes", "half as long"), "The timer now has five minutes left."),
        (("set a timer for ten minutes", "how long is left", "add five more"), "The timer now has 15 minutes left."),
        (("set a timer for ten minutes", "take two off"), "The timer now has eight minutes left."),
        (("set a timer for ten minutes", "what time will that be"), "The timer ends at 10:25 am, in ten minutes."),
        (("set a timer for ten minutes", "what time is it"), "It's 10:15 am."),
        (("set an egg timer for six minutes", "call it breakfast", "how long on breakfast"),
         "The breakfast timer has six minutes left."),
        (("set a timer for five minutes", "no, fifteen", "undo", "how long is left"), "Five minutes left on the timer."),
        (("set an alarm for seven", "is it am or pm"), "The alarm is set for 7 am tomorrow."),
        (("remind me to stretch in an hour", "and again in two hours"), "I'll remind you in two hours: stretch."),
        (("set an alarm for 7 am every monday", "every other week"), FIRST),
        (("remind me at 7 every tuesday to bin it", "every other tuesday"), FIRST),
        (("remind me at 7 every tuesday to bin it", "make it every other week"), FIRST),
        (("remind me to pay rent on the first", "every month"), FIRST),
        (("set a timer for ten minutes", "what time is it", "undo"), "Timer cancelled."),
        (("what day is christmas", "and how long until then"), "44 days until the 25th of December."),
        (("what time is it in tokyo", "and the date there"), "It's Wednesday, the 11th of November in Tokyo."),
        (("what's the date tomorrow", "and the day after"), "The day after tomorrow is Friday, the 13th of November."),
        (("what's the date tomorrow", "what day of the week is that"), "Tomorrow is Thursday, the 12th of November."),
    ],
)  # fmt: skip
def test_it_is_gone_on_from_what_was_set_or_told(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


TWO = ("set a pasta timer for ten minutes", "set an egg timer for four minutes")
ALARMS = ("set an alarm for 7 am", "set an alarm for 8 am")
BY_HOW_MUCH = "By how much? Say, for instance: add five minutes."


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((*TWO, "cancel the other one"), "The pasta timer is cancelled."),
        ((*TWO, "cancel the other"), "The pasta timer is cancelled."),
        ((*TWO, "cancel the other timer"), "The pasta timer is cancelled."),
        ((*TWO, "how long is left on the pasta timer", "cancel the other one"), "The egg timer is cancelled."),
        ((*TWO, "cancel the pasta timer", "cancel the other one"), "Egg timer cancelled."),
        ((*TWO, "pause the other one"), "The pasta timer is paused with ten minutes left."),
        ((*TWO, "how long on the other one"), "The pasta timer has ten minutes left."),
        ((*TWO, "add five minutes to the other one"), "The pasta timer now has 15 minutes left."),
        ((*ALARMS, "move the other one to 9"), "The alarm is now set for 9 am tomorrow."),
        ((*ALARMS, "cancel the other one"), "The alarm at 7 am tomorrow is cancelled."),
        ((*TWO, "set an alarm for 8 am", "cancel the other timer"),
         "There are two timers: egg and pasta. Say which one, or all of them."),
        ((*TWO, "set a tea timer for 3 minutes", "cancel the other one"),
         "There are two timers: egg and pasta. Say which one, or all of them."),
        ((TWO[0], "cancel the other one"), "There is no such timer, but there is the pasta timer."),
        (("set a timer for five minutes", "another for the same time", "cancel the other"),
         "The timer of five minutes is cancelled."),
    ],
)  # fmt: skip
def test_the_other_is_not_the_one_that_was_spoken_of(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize("more", ["another for the same time", "another one for the same time", "same again"])
def test_one_more_of_the_same_length(tmp_path: Path, more: str) -> None:
    assert talk(tmp_path, "set a timer for five minutes", more)[-1] == "Timer set for five minutes."
    assert len(left(tmp_path)) == 2


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("set a timer for ten minutes", "later"), BY_HOW_MUCH),
        (("set a timer for ten minutes", "make it a bit longer", "five minutes"), "The timer now has 15 minutes left."),
        (("set a timer for ten minutes", "shorter", "by 2"), "The timer now has eight minutes left."),
        ((*TWO, "make the pasta timer longer", "two minutes"), "The pasta timer now has twelve minutes left."),
        ((*TWO, "extend the timer", "two minutes"), "There are two timers: egg and pasta. Say which one."),
        (("set a timer for ten minutes", "make the timer 20 minutes instead"), "The timer now has 20 minutes left."),
        ((*TWO, "make the pasta timer 20 minutes instead"), "The pasta timer now has 20 minutes left."),
        (("set an alarm for 7 am", "a bit later", "half an hour later"), "The alarm is now set for 7:30 am tomorrow."),
        (("remind me at 5 pm to run", "earlier", "at 4"), "I'll remind you at 4 pm: run."),
    ],
)
def test_by_how_much_is_asked(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize("number", ["twenty", "fifteen", "forty"])
@pytest.mark.parametrize(("line", "there"), [("set an alarm for eight", "08:00"), ("remind me at eight to ring al", "ring al")])
def test_a_number_that_may_be_minutes_or_an_hour_is_asked_about(tmp_path: Path, line: str, there: str, number: str) -> None:
    assert talk(tmp_path, line, f"no, {number}")[-1].startswith("To what time?")
    assert left(tmp_path) == [there]


def test_both_are_a_timer_and_an_alarm(tmp_path: Path) -> None:
    talk(tmp_path, "set a timer for ten minutes", "and an alarm for seven", "cancel both")
    assert left(tmp_path) == []


def test_both_of_three_are_asked_about(tmp_path: Path) -> None:
    talk(tmp_path, "set a timer for ten minutes", "set a timer for 5 minutes", "and an alarm for seven", "cancel both")
    assert len(left(tmp_path)) == 3


@pytest.mark.parametrize(
    "line",
    [
        "make me louder", "turn me up", "actions speak louder than words", "light me up", "lighten up", "brighten my day",
        "give me the green light", "give it the green light", "get the red light", "we have a green light",
    ],
)  # fmt: skip
def test_what_only_sounds_like_the_volume_or_a_light_is_neither(tmp_path: Path, line: str) -> None:
    speaker = Speaker()
    talk(tmp_path, line, speaker=speaker)
    match = skills_in(tmp_path, datetime(2026, 11, 11, 10, 15, tzinfo=UTC)).match(line)
    assert speaker.volume == 30
    assert match is None or match.skill not in ("lights", "home", "volume")


def test_a_fire_alarm_is_none_of_ours(tmp_path: Path) -> None:
    talk(tmp_path, "set an alarm for 7 am", "stop the fire alarm", "turn off the house alarm", "false alarm")
    assert left(tmp_path) == ["07:00"]


TWO = ("set a timer called eggs for 2 minutes", "set a tea timer for 3 minutes")


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((*TWO, "cancel eggs"), "Eggs timer cancelled."),
        ((*TWO, "list my timers", "cancel eggs"), "Eggs timer cancelled."),
        ((*TWO, "what time is it", "stop the eggs"), "Eggs timer cancelled."),
        ((*TWO, "delete eggs"), "Eggs timer cancelled."),
        ((*TWO, "add eggs to my list", "delete eggs"), "Removed eggs from your shopping list."),
        ((*TWO, "how are the eggs doing"), "The eggs timer has two minutes left."),
        ((*TWO, "is the tea ready yet"), "The tea timer has three minutes left."),
        ((*TWO, "pause tea"), "The tea timer is paused with three minutes left."),
        ((*TWO, "cancel toast"), ""),
        ((TWO[0], "how long now"), "The eggs timer has two minutes left."),
        ((TWO[0], "and how much longer"), "The eggs timer has two minutes left."),
        (("set an alarm called gym for 7 am", "cancel gym"), "Gym alarm cancelled."),
    ],
)
def test_what_is_set_is_called_by_its_name_alone(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("set a timer for 5 minutes", "cancel the timer", "no wait keep it"), "Undone: five minutes left on the timer."),
        (("set an alarm for 7 am", "cancel my alarm", "keep it after all", "alarms"), "The alarm is set for 7 am tomorrow."),
        (("add milk", "remove milk", "actually keep that"), "Milk is back on your shopping list."),
        (("set a timer for 5 minutes", "no keep it", "timers"), "Five minutes left on the timer."),
    ],
)
def test_what_is_to_be_kept_comes_back(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


def test_who_asks_for_an_alarm_hears_of_the_timer_that_is_to_wake_them(tmp_path: Path) -> None:
    there = "There are no alarms, but there is the timer of eight hours."
    assert talk(tmp_path, "wake me in eight hours", "what time is my alarm", "cancel my alarm")[1:] == [there, there]
    assert talk(tmp_path, "reminders") == ["There are no reminders."]


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("remind me to run on tuesday next week",), "I'll remind you at 9 am on Tuesday, the 17th of November: run."),
        (("remind me to run next week on tuesday",), "I'll remind you at 9 am on Tuesday, the 17th of November: run."),
        (("remind me to run a week on tuesday",), "I'll remind you at 9 am on Tuesday, the 24th of November: run."),
        (("remind me to run a fortnight on friday",), "I'll remind you at 9 am on Friday, the 27th of November: run."),
        (("remind me to run a week tomorrow",), "I'll remind you at 9 am on Thursday, the 19th of November: run."),
        (("remind me to run on tuesday in two weeks",), "When?"),
        (("remind me to run", "next week", "on tuesday"), "on Tuesday, the 17th of November: run."),
        (("what's the date tomorrow", "set an alarm for then at 7"), "Alarm set for 7 am tomorrow."),
        (("when is christmas", "remind me that day at 8 to call mum"), "at 8 am on Friday, the 25th of December: call mum."),
        (("when is christmas", "what day is that"), "That is Friday, the 25th of December."),
    ],
)
def test_days_of_other_weeks_and_days_named_before(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert reply in talk(tmp_path, *lines)[-1]


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("set a timer for ten minutes", "make it ten more"), "The timer now has 20 minutes left."),
        (("set a timer for ten minutes", "make that five less"), "The timer now has five minutes left."),
        (("set a timer for 6 minutes", "what time will that be"), "The timer ends at "),
        (("wake me up in 8 hours", "what time will that be", "make it nine"), "The timer now has nine hours left."),
        (("set a pasta timer for 6 minutes", "when will the pasta timer go off", "pause it"), "The pasta timer is paused"),
        (("set a timer for 20 minutes for the fish no the chips",), ""),
        (("set a timer for 5 minutes", "sorry I meant to say 15"), "Timer set for 15 minutes."),
    ],
)
def test_what_is_set_is_talked_of(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    told = talk(tmp_path, *lines)[-1]
    assert reply in told if reply else told == ""


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (("add white wine not red to my list",), "white wine"),
        (("add bread and jam not jam to my list",), "bread"),
        (("add batteries to my list no hang on not batteries bulbs",), "bulbs"),
        (("add bananas to my list", "oops I meant to say bandages"), "bandages"),
        (("add bread and eggs to my list", "add milk to my list", "get rid of it"), "bread and eggs"),
    ],
)
def test_what_is_not_meant_stays_off_the_list(tmp_path: Path, lines: tuple[str, ...], there: str) -> None:
    assert talk(tmp_path, *lines, "what's on my list")[-1] == f"On your shopping list: {there}."


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("how tall is 5 foot 9 in centimetres", "and 6 foot"), "183 centimetres."),
        (("10 stone 6 in kilos", "and 11 stone", "in pounds"), "154 pounds."),
        (("how many grams in 6 ounces", "and in pounds", "what about 8"), "0.5 pounds."),
        (("convert 5 miles to km", "and in metres", "and 10"), "16093 metres."),
    ],
)
def test_another_amount_is_turned_into_the_same_unit(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply
