"""Conversations about timers, alarms, reminders and lists: what the second turn takes from the first."""

from pathlib import Path

import pytest

from tests.skills.talking import Speaker, kept, left, talk

TWO_ALARMS = ("set an alarm for 7 am", "set an alarm for 8 am")
TWO_TIMERS = ("set a timer for ten minutes", "set a timer for 20 minutes")
TWO_REMINDERS = ("remind me to call mum at six", "remind me to feed the cat at 8")
PASTA = "set a pasta timer for 5 minutes"
RENAMED = (PASTA, "rename the pasta timer to spaghetti")
OF_EACH = ("set a timer for ten minutes", "set an alarm for 7 am", "remind me to call mum at six")
FIVE = "set a five minute timer"


@pytest.mark.parametrize(
    ("lines", "there", "volume"),
    [
        (("set a timer for 10 minutes", "set it to 15"), ["900"], 30),
        (("set a timer for 10 minutes", "put it to 15 please"), ["900"], 30),
        (("set a timer for 10 minutes", "ok now set that to 15"), ["900"], 30),
        (("set a timer for 10 minutes", "how long is left", "set it to 15"), ["900"], 30),
        (("set a timer for 10 minutes", "add five minutes", "set it to 20"), ["1200"], 30),
        (("set a timer for 10 minutes", "set it to 15 and what time is it"), ["900"], 30),
        (("set an alarm for six", "set it to seven"), ["07:00"], 30),
        (("set an alarm for six", "set it at seven"), ["07:00"], 30),
        (("set an alarm for six", "move it to eight", "set it to seven"), ["07:00"], 30),
        (("set an alarm for six", "set it to 40"), ["06:00"], 30),
        (("set an alarm for six", "set it to 40", "seven"), ["07:00"], 30),
        (("set an alarm for six", "set it to 50 percent"), ["06:00"], 50),
        (("set an alarm for six", "set the volume to 50"), ["06:00"], 50),
        (("what time is it", "set it to 15"), [], 15),
    ],
)
def test_behind_a_timer_or_an_alarm_it_is_not_the_volume(
    tmp_path: Path, lines: tuple[str, ...], there: list[str], volume: int
) -> None:
    speaker = Speaker()
    talk(tmp_path, *lines, speaker=speaker)
    assert left(tmp_path) == there
    assert speaker.volume == volume


@pytest.mark.parametrize(
    ("before", "text", "there"),
    [
        (TWO_ALARMS, "turn both off", []),
        (TWO_ALARMS, "push the first one back by ten minutes", ["07:10", "08:00"]),
        (TWO_ALARMS[:1], "push it back by ten minutes", ["07:10"]),
        (TWO_ALARMS[:1], "set one for 6:15 as well", ["06:15", "07:00"]),
        (TWO_TIMERS[:1], "add another two minutes", ["600"]),
        (TWO_TIMERS, "cancel the ten minute one and pause the other", ["1200"]),
        (TWO_ALARMS, "cancel the first one", ["08:00"]),
        (TWO_ALARMS, "cancel the second one", ["07:00"]),
        (TWO_ALARMS, "delete the last one", ["07:00"]),
        (TWO_ALARMS, "cancel the earlier one", ["08:00"]),
        (TWO_ALARMS, "delete the later one", ["07:00"]),
        (TWO_ALARMS, "cancel the first", ["08:00"]),
        (TWO_ALARMS, "kill the 7 am one", ["08:00"]),
        (TWO_ALARMS, "kill the 8 am", ["07:00"]),
        (TWO_ALARMS, "cancel both", []),
        (TWO_ALARMS, "cancel all of them", []),
        (TWO_ALARMS, "move the second one to nine", ["07:00", "09:00"]),
        (TWO_TIMERS, "cancel both of them", []),
        (TWO_TIMERS, "stop the shorter one", ["1200"]),
        (TWO_REMINDERS, "cancel the second one", ["call mum"]),
        (TWO_REMINDERS, "cancel both", []),
    ],
)
def test_one_and_both_are_of_the_last_kind(tmp_path: Path, before: tuple[str, ...], text: str, there: list[str]) -> None:
    talk(tmp_path, *before, text)
    assert left(tmp_path) == there


def test_one_is_of_the_only_kind_that_is_set_and_asked_about_where_there_are_more(tmp_path: Path) -> None:
    talk(tmp_path, *TWO_ALARMS)
    assert talk(tmp_path, "cancel the second one") == ["The alarm at 8 am tomorrow is cancelled."]
    assert "are set. Say" in talk(tmp_path, FIVE, "what time is it", "cancel the first one")[-1]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("cancel the timer and the alarm", ["call mum"]),
        ("cancel the alarm and the reminder", ["600"]),
        ("stop the timer and also the reminder", ["07:00"]),
        ("cancel my timer, my alarm and my reminder", []),
        ("cancel the timer and the 7 am alarm", ["call mum"]),
        ("delete the alarm and the reminder to call mum", ["600"]),
    ],
)
@pytest.mark.parametrize("last", ["remind me to eat at 9", "add milk to my list"])
def test_several_kinds_are_cancelled_whatever_was_said_before(tmp_path: Path, text: str, there: list[str], last: str) -> None:
    talk(tmp_path, last, *OF_EACH[:2])
    skills_before = left(tmp_path)
    talk(tmp_path, "cancel all reminders", OF_EACH[2], last if "list" in last else "what time is it", text)
    assert left(tmp_path) == there, skills_before


@pytest.mark.parametrize(
    ("before", "text", "reply", "there"),
    [
        ("set a timer for 5", "minutes", "Timer set for five minutes.", ["300"]),
        ("set a pasta timer for 5", "minutes please", "Pasta timer set for five minutes.", ["pasta"]),
        ("start a timer for 3", "hours", "Timer set for three hours.", ["10800"]),
        ("timer for 90", "seconds", "Timer set for one minute and 30 seconds.", ["90"]),
        ("set a timer for five minutes", "minutes", "Five minutes left on the timer.", ["300"]),
        ("set a timer for five minutes", "hours", "Timer cancelled. Timer set for five hours.", ["18000"]),
        ("set an alarm for seven", "in the morning", "The alarm is set for 7 am tomorrow.", ["07:00"]),
        ("set an alarm for seven", "in the evening", "Alarm cancelled. Alarm set for 7 pm today.", ["19:00"]),
        ("set an alarm for tomorrow at eight", "pm", "Alarm cancelled. Alarm set for 8 pm tomorrow.", ["20:00"]),
        (
            "remind me to eat at six",
            "in the morning",
            "Reminder cancelled. I'll remind you at 6 am tomorrow: eat.",
            ["eat"],
        ),
        ("remind me at six", "turn off the oven", "I'll remind you at 6 pm: turn off the oven.", ["turn off the oven"]),
        ("remind me tomorrow", "to buy milk", "I'll remind you at 9 am tomorrow: buy milk.", ["buy milk"]),
        ("remind me at six", "set a timer for five minutes", "Timer set for five minutes.", ["300"]),
    ],
)  # fmt: skip
def test_a_part_said_late_is_put_in_its_place(tmp_path: Path, before: str, text: str, reply: str, there: list[str]) -> None:
    assert talk(tmp_path, before, text)[-1] == reply
    assert left(tmp_path) == there


def test_a_question_is_answered_in_parts(tmp_path: Path) -> None:
    lines = ("set an alarm", "seven", "in the evening", "remind me", "at six", "to call mum", "set two timers", "five minutes")
    replies = talk(tmp_path, *lines)
    assert replies[2] == "Alarm cancelled. Alarm set for 7 pm today."
    assert replies[5] == "I'll remind you at 6 pm: call mum."
    assert replies[7] == "Two timers set for five minutes each."


@pytest.mark.parametrize("undo", ["undo that", "cancel that", "put it back", "oh no, bring it back"])
@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("clear the shopping list", "On your shopping list: milk and bread."),
        ("remove milk", "On your shopping list: milk and bread."),
        ("take milk and bread off the list", "On your shopping list: milk and bread."),
    ],
)
def test_what_was_taken_off_a_list_is_put_back(tmp_path: Path, text: str, there: str, undo: str) -> None:
    assert talk(tmp_path, "add milk and bread to my list", text, undo, "what's on my shopping list")[-1] == there


@pytest.mark.parametrize(
    ("before", "text", "there"),
    [
        ((PASTA,), "cancel the pasta timer", ["pasta"]),
        (TWO_ALARMS, "cancel all alarms", ["07:00", "08:00"]),
        (TWO_REMINDERS, "cancel both reminders", ["call mum", "feed the cat"]),
        (TWO_ALARMS[:1], "move the alarm to nine", ["07:00"]),
        (RENAMED[:1], RENAMED[1], ["pasta"]),
        ((), "set two timers for five minutes", []),
    ],
)
def test_what_was_cancelled_is_as_before(tmp_path: Path, before: tuple[str, ...], text: str, there: list[str]) -> None:
    assert talk(tmp_path, *before, text, "undo that")[-1].startswith("Undone: ")
    assert left(tmp_path) == there


def test_what_came_to_nothing_has_nothing_to_undo(tmp_path: Path) -> None:
    assert talk(tmp_path, PASTA, "cancel the alarm", "undo that")[-1] == "There is nothing to undo."
    assert left(tmp_path) == ["pasta"]


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("remove bread and add jam", "milk and jam"),
        ("remove the bread from my list", "milk"),
        ("take bread off the list", "milk"),
        ("tick off bread", "milk"),
        ("remove the bread", "milk"),
        ("add jam and remove bread", "milk and jam"),
        ("add jam but take off bread", "milk and jam"),
        ("take off bread and put on cheese", "milk and cheese"),
        ("swap the bread for eggs", "milk and eggs"),
        ("add jam instead of bread", "milk and jam"),
        ("add jam no honey", "milk, bread and honey"),
        ("add eggs, no, butter", "milk, bread and butter"),
        ("add eggs and jam no wait honey", "milk, bread, eggs and honey"),
        ("add yoghurt with no sugar to the list", "milk, bread and yoghurt with no sugar"),
        ("take bread off again", "milk"),
        ("take bread off and put jam on", "milk and jam"),
        ("no, not bread, jam", "milk and jam"),
        ("remove the last one", "milk"),
    ],
)
def test_two_deeds_and_slips_on_a_list(tmp_path: Path, text: str, there: str) -> None:
    said = talk(tmp_path, "add milk and bread to my list", text, "what's on my shopping list")
    assert said[-1] == f"On your shopping list: {there}."


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("no, screws", "nails and screws"),
        ("i said screws", "nails and screws"),
        ("no glue", "nails"),
        ("not the glue", "nails"),
        ("no, not glue, screws", "nails and screws"),
        ("screws not glue", "nails and screws"),
        ("i don't need the glue", "nails"),
        ("actually no", "nails"),
        ("no don't", "nails"),
        ("on second thoughts don't", "nails"),
        ("i've changed my mind", "nails"),
        ("oops wrong list", "nails"),
        ("tick it off", "nails"),
        ("that's done", "nails"),
        ("thank you", "nails and glue"),
        ("hmm", "nails and glue"),
    ],
)
def test_what_was_put_on_a_list_is_put_right_afterwards(tmp_path: Path, text: str, there: str) -> None:
    said = talk(tmp_path, "create a camping list with nails", "add glue to my camping list", text, "what's on my camping list")
    assert said[-1] == f"On your camping list: {there}."


@pytest.mark.parametrize(("lines", "reply"), [
    ((FIVE, "call it tea", "make it fifteen"), "The tea timer now has 15 minutes left."),
    ((FIVE, "call it tea", "make it fifteen", "set it to twenty"), "The tea timer now has 20 minutes left."),
    ((FIVE, "pause it", "make it twenty"), "The timer now has 20 minutes left."),
    ((*TWO_ALARMS, "make the second one half past eight"), "The alarm is now set for 8:30 am tomorrow."),
    ((*TWO_TIMERS, "make the first one 8"), "The timer now has eight minutes left."),
    ((*TWO_ALARMS, "make the other one nine"), "The alarm is now set for 9 am tomorrow."),
    ((*TWO_ALARMS, "cancel the first", "make it 9"), "Do you mean: set an alarm for 9?"),
    ((FIVE, "cancel it", "make it 8 minutes", "yes"), "Timer set for eight minutes."),
    ((PASTA, "set an eggs timer for 4 minutes", "pasta six minutes instead"), "The pasta timer now has six minutes left."),
    ((PASTA, "set an eggs timer for 4 minutes", "make the pasta ten"), "The pasta timer now has ten minutes left."),
    (
        ("set an alarm for 6 am", "change it to pm", "change it back"),
        "Undone: one alarm cancelled. Undone: the alarm is set for 6 am tomorrow.",
    ),
    (("what's 10 plus 2", "times two", "take away three"), "That's 21."),
    (("what's 10 plus 2", "subtract 3", "divide by 3"), "That's 3."),
    (("set the volume to 50", "a bit more"), "Do you mean: turn the volume up a bit?"),
    ((FIVE, "restart it", "make it twelve"), "The timer now has twelve minutes left."),
    (("set an alarm for 7", "call it work", "make it eight"), "The work alarm is now set for 8 am tomorrow."),
    (
        ("set an alarm for 7 every day", "not on sundays", "make it eight"),
        "The alarm is now set for 8 am every day except Sunday.",
    ),
])  # fmt: skip
def test_what_is_there_is_made_otherwise_and_nothing_else_set(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize("text", ["not that one", "no not this one", "wrong one", "you cancelled the wrong one"])
@pytest.mark.parametrize(("lines", "there"), [
    ((PASTA, "set an eggs timer for 4 minutes", "cancel the eggs timer"), ["eggs", "pasta"]),
    ((*TWO_ALARMS, "cancel the 7 am alarm"), ["07:00", "08:00"]),
    ((*TWO_ALARMS, "cancel the alarm"), ["07:00", "08:00"]),
    (TWO_ALARMS, ["07:00"]),
])  # fmt: skip
def test_the_wrong_one_is_taken_back(tmp_path: Path, lines: tuple[str, ...], there: list[str], text: str) -> None:
    talk(tmp_path, *lines, text)
    assert left(tmp_path) == there


@pytest.mark.parametrize(("lines", "there"), [
    (("add bread to my list", "no the other list", "yes"), {"shopping": [], "to-do": ["bread"]}),
    (("add call mum to my to do list", "put it on the other list", "no"), {"to-do": ["call mum"]}),
    (("make a list called party", "add balloons", "no, the other list"), {"party": ["balloons"]}),
])  # fmt: skip
def test_the_other_list_is_asked_about_and_is_no_thing(
    tmp_path: Path, lines: tuple[str, ...], there: dict[str, list[str]]
) -> None:
    talk(tmp_path, *lines)
    assert kept(tmp_path) == there


def test_a_list_is_unmade_and_what_was_removed_is_given_back(tmp_path: Path) -> None:
    assert talk(tmp_path, "create a camping list", "actually no")[-1] == "Deleted your camping list, which had no items."
    back = talk(tmp_path, "add nails to my list", "clear my list", "on second thoughts don't")
    assert back[-1] == "Nails are back on your shopping list."


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("no, on the to do list", "Moved stamps from your shopping list to your to-do list."),
        ("put it on my to do list instead", "Moved stamps from your shopping list to your to-do list."),
        ("and to my to do list", "Added stamps to your to-do list."),
        ("what's left", "On your shopping list: stamps."),
    ],
)
def test_it_is_the_thing_or_the_list_used_last(tmp_path: Path, text: str, reply: str) -> None:
    assert talk(tmp_path, "add stamps to my list", text)[-1] == reply


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("add socks, shirts and shoes to it", "socks, shirts and shoes"),
        ("add socks, shirts and a toothbrush to packing", "socks, shirts and toothbrush"),
        ("add a tent, a stove and matches", "tent, stove and matches"),
        ("add crisps, nuts", "crisps and nuts"),
        ("and crisps, nuts, please", "crisps and nuts"),
        ("put socks, a hat and a long coat on there as well", "socks, hat and long coat"),
        ("put in a hat, a rope and, um, tea", "hat, rope and tea"),
        ("add a tent, a stove, a big pan, two mugs and matches", "tent, stove, big pan, two mugs and matches"),
    ],
)
def test_things_are_kept_apart_on_the_list_used_last(tmp_path: Path, text: str, there: str) -> None:
    said = talk(tmp_path, "create a packing list", text, "what's on my packing list")
    assert said[-1] == f"On your packing list: {there}."


@pytest.mark.parametrize("text", ["remove nuts, crisps", "remove nuts and crisps", "take nuts, crisps off it"])
def test_several_things_are_taken_off_whenever_they_were_put_there(tmp_path: Path, text: str) -> None:
    said = talk(tmp_path, "add nuts and jam to my list", "add crisps to my list", text, "what's on my list")
    assert said[-1] == "On your shopping list: jam."


def test_a_list_is_known_by_its_bare_name(tmp_path: Path) -> None:
    talk(tmp_path, "create a packing list", "add milk to my list", "add socks, soap to packing")
    said = talk(tmp_path, "what's on my packing list")
    assert said[-1] == "On your packing list: socks and soap."
    said = talk(tmp_path, "create a work list", "add reply to work to my to do list")
    assert said[-1] == "Added reply to work to your to-do list."


@pytest.mark.parametrize(
    ("asked", "text", "reply"),
    [
        ("do we have milk on the list", "add it", "Added milk to your shopping list."),
        ("is milk on my shopping list", "no, then put it on please", "Added milk to your shopping list."),
        ("do we have milk and bread on the list", "add them", "Added milk and bread to your shopping list."),
        ("do we have eggs on the list", "remove it", "Removed eggs from your shopping list."),
        ("are eggs on my list", "cross it off", "Removed eggs from your shopping list."),
        ("have i added socks", "take them off the list", "Removed socks from your packing list."),
        ("what's on my list", "add it", ""),
    ],
)
def test_what_was_asked_about_is_put_on_or_taken_off(tmp_path: Path, asked: str, text: str, reply: str) -> None:
    talk(tmp_path, "add eggs and jam to my list", "create a packing list with socks")
    assert talk(tmp_path, asked, text)[-1] == reply


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("and cheese", "Added cheese to your diy list."),
        ("and call it trip", ""),
        ("and play some jazz", ""),
        ("and then?", ""),
        ("and a garden list", "Your garden list is ready. Say, for instance: add milk to my garden list."),
        ("put butter on there as well", "Added butter to your diy list."),
        ("put me down for coffee and tea on the shopping list", "Added coffee and tea to your shopping list."),
    ],
)
def test_things_behind_a_new_list_go_on_it(tmp_path: Path, text: str, reply: str) -> None:
    assert talk(tmp_path, "create a diy list", text)[-1] == reply


def test_a_list_that_is_not_there_is_made_when_that_is_wanted(tmp_path: Path) -> None:
    said = talk(tmp_path, "add bulbs to my diy list", "then make one", "what's on my diy list")
    assert said[-1] == "On your diy list: bulbs."


@pytest.mark.parametrize(
    ("before", "text", "reply"),
    [
        ("what time is it in tokyo", "what's the date there", "It's Wednesday, the 11th of November in Tokyo."),
        ("what time is it in honolulu", "what day is it over there", "It's Wednesday, the 11th of November in Honolulu."),
        ("what time is it in auckland", "and the date", "It's Wednesday, the 11th of November in Auckland."),
        ("what time is it in auckland", "what's today's date there then", "It's Wednesday, the 11th of November in Auckland."),
        ("what's the date in tokyo", "what time is it there now", "It's 7:15 pm in Tokyo."),
        ("what's the date in tokyo", "and in new york", "It's Wednesday, the 11th of November in New York."),
        ("what time is it in tokyo", "how far ahead are they", "It's nine hours later in Tokyo than here."),
        ("what time is it in tokyo", "what's the difference", "It's nine hours later in Tokyo than here."),
        ("what time is it in tokyo", "is it tomorrow there already", "It's 7:15 pm in Tokyo."),
        ("how long until new year's eve", "what day of the week is that", "That is Thursday, the 31st of December."),
        ("what day was the 4th of july", "and last year", "That was Friday, the 4th of July, 2025."),
        ("what time is it in tokyo", "what's the date", "It's Wednesday, the 11th of November, 2026."),
    ],
)
def test_there_and_that_are_the_place_and_the_day_of_the_question_before(
    tmp_path: Path, before: str, text: str, reply: str
) -> None:
    assert talk(tmp_path, before, text)[-1] == reply


@pytest.mark.parametrize("text", ["what time is it there", "what's the date there", "what day is it over there"])
def test_there_is_nowhere_where_no_place_was_named(tmp_path: Path, text: str) -> None:
    assert talk(tmp_path, text) == [""]


def test_a_slip_needs_no_list_before(tmp_path: Path) -> None:
    assert talk(tmp_path, "add milk no bread") == ["Added bread to your shopping list."]
    assert talk(tmp_path, "add milk to the list, I mean oat milk") == ["Added oat milk to your shopping list."]


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("set two timers for five minutes", "Two timers set for five minutes each."),
        ("set three ten minute timers", "Three timers set for ten minutes each."),
        ("set a couple of egg timers for 7 minutes", "Two egg timers set for seven minutes each."),
        ("set an alarm for 7 am and 8 am", "Alarm set for 7 am tomorrow. Alarm set for 8 am tomorrow."),
    ],
)
def test_as_many_are_set_as_were_asked_for(tmp_path: Path, text: str, reply: str) -> None:
    assert talk(tmp_path, text) == [reply]


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((FIVE,) * 4, "There are four timers of five minutes. Say which one, or all of them."),
        (
            (FIVE, FIVE, "set a ten minute timer"),
            "There are three timers: two of five minutes and one of ten minutes. Say which one, or all of them.",
        ),
        ((PASTA, PASTA), "There are two timers: pasta of five minutes twice. Say which one, or all of them."),
    ],
)  # fmt: skip
def test_timers_alike_are_counted(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines, "kill the timer")[-1] == reply


@pytest.mark.parametrize("text", ["how long is left on the pasta timer", "cancel the pasta timer", "pause the pasta timer"])
def test_an_old_name_is_told_with_the_new_one(tmp_path: Path, text: str) -> None:
    assert talk(tmp_path, *RENAMED, text)[-1] == "The pasta timer is called spaghetti now."
    assert left(tmp_path) == ["spaghetti"]


def test_a_wrong_name_is_told_with_what_there_is(tmp_path: Path) -> None:
    assert talk(tmp_path, PASTA, "cancel the egg timer")[-1] == "There is no egg timer, but there is the pasta timer."


@pytest.mark.parametrize(
    ("text", "then", "there"),
    [
        ("change tomorrow's alarm", "to six", ["06:00", "08:00"]),
        ("change the 7 am alarm", "half past six", ["06:30", "08:00"]),
        ("change the second alarm", "nine", ["07:00", "09:00"]),
        ("move friday's alarm", "nine", ["07:00", "09:00"]),
    ],
)
def test_the_alarm_to_change_is_the_one_that_was_named(tmp_path: Path, text: str, then: str, there: list[str]) -> None:
    said = talk(tmp_path, "set an alarm for 7 am", "set an alarm for friday at 8 am", text, then)
    assert said[-2].startswith("To what time?")
    assert left(tmp_path) == there


@pytest.mark.parametrize(
    ("before", "text", "there"),
    [
        ("set an alarm for tomorrow at 6 pm", "move the alarm to seven", ["19:00"]),
        ("set an alarm for tomorrow at 7 am", "move the alarm to six", ["06:00"]),
        ("set an alarm for tomorrow at 11 am", "move the alarm to one", ["13:00"]),
        ("set an alarm for tomorrow at 7 am", "move the alarm to six pm", ["18:00"]),
    ],
)
def test_a_time_of_either_half_is_the_one_near_the_old(tmp_path: Path, before: str, text: str, there: list[str]) -> None:
    talk(tmp_path, before, text)
    assert left(tmp_path) == there


def test_that_nothing_will_ring_is_said_once(tmp_path: Path) -> None:
    said = talk(tmp_path, PASTA, "set an alarm for 7 am", "undo that", FIVE, will_ring=False)
    assert ["voice run" in one for one in said] == [True, False, False, False]


@pytest.mark.parametrize(
    ("back", "there"), [("cancel it", []), ("cancel that", []), ("undo", ["1200"]), ("undo that", ["1200"])]
)
def test_what_was_corrected_is_cancelled_whole_and_undone_by_one_step(tmp_path: Path, back: str, there: list[str]) -> None:
    talk(tmp_path, "set a timer for 20 minutes", "no, thirty", back)
    assert left(tmp_path) == there


@pytest.mark.parametrize("said", ["ok", "oh", "and", "please", "wait", "sorry", "no", "actually", "again", "stop"])
def test_what_asks_for_nothing_brings_nothing_back(tmp_path: Path, said: str) -> None:
    talk(tmp_path, PASTA, "cancel the pasta timer", said)
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("add milk", "oh and bread no not bread crackers"), "Added crackers to your shopping list."),
        (("add milk", "and bread no butter"), "Added butter to your shopping list."),
        (("create a camping list", "add tent to it", "and torch no lamp"), "Added lamp to your camping list."),
        (("add milk", "and some jam actually no", "what's on it"), "On your shopping list: milk."),
        (("add milk", "and set a timer for ten no twenty minutes"), "Timer set for 20 minutes."),
        (("add milk", "and cola no sugar"), "Added cola no sugar to your shopping list."),
        (("we're out of toilet roll and washing up liquid",),
         "Shall I add toilet roll and washing up liquid to your shopping list?"),
        (("we're out of toilet roll and washing up liquid", "yes"),
         "Added toilet roll and washing up liquid to your shopping list."),
        (("remind me to take my tablets morning and night",),
         "When? Say, for instance: remind me at six pm, or in twenty minutes."),
        (("remind me to take my tablets morning and night", "eight in the morning and ten at night"),
         "I'll remind you at 8 am tomorrow: take my tablets. I'll remind you at 10 pm: take my tablets."),
        (("set an alarm for six thirty", "cancel the alarm as well"), "Alarm cancelled."),
        (("set an alarm for six thirty", "add milk", "cancel the alarm as well"), "Alarm cancelled."),
        ((FIVE, "and pause the timer too"), "The timer is paused with five minutes left."),
        (("wake me up in twenty minutes", "make it forty", "no leave it at twenty"),
         "Timer cancelled. Timer set for 20 minutes."),
        (("set an alarm for seven thirty", "turn it off", "turn it back on"),
         "Undone: the alarm is set for 7:30 am tomorrow."),
        (("set an alarm for seven and one for half seven", "cancel the first one", "no the other one"),
         "Undone: the alarm is set for 7 am tomorrow. The alarm at 7:30 am tomorrow is cancelled."),
        (("set three alarms for six, seven and eight", "cancel the second one", "no the other one"),
         "Undone: the alarm is set for 7 am tomorrow. "
         "There are two alarms: 6 am tomorrow and 8 am tomorrow. Say which one, or all of them."),
        ((PASTA, "set a rice timer for five minutes", "cancel the pasta no the rice"), "Rice timer cancelled."),
    ],
)  # fmt: skip
def test_second_thoughts(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply
