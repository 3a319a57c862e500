"""Answers and remarks of a word or three, of which the rest was said before."""

from pathlib import Path

import pytest

from tests.skills.talking import talk

PASTA_SAUCE = ("set a pasta timer for 9 minutes", "set a sauce timer for 20 minutes")


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        (("remind me to go to bed at eleven", "pm obviously"), "Reminder cancelled. I'll remind you at 11 pm: go to bed."),
        (("set an alarm for half seven", "in the evening of course"), "Alarm cancelled. Alarm set for 7:30 pm today."),
        (("alarm in ten",), "Timer set for ten minutes."),
        (("set an alarm in five please",), "Timer set for five minutes."),
        (("set an alarm in two",), "For how long? Say, for instance: set a timer for ten minutes."),
        (("remind me in 10", "minutes", "to stir the soup"), "I'll remind you in ten minutes: stir the soup."),
        (("remind me in an hour to eat", "no, forty minutes"), "Reminder cancelled. I'll remind you in 40 minutes: eat."),
        (("set a timer for 10 minutes", "what's 5 times 4", "make it that"), "Timer cancelled. Timer set for 20 minutes."),
        (("what's half of 90", "set a timer for that many minutes"), "Timer set for 45 minutes."),
        (("set a timer for that", "11 minutes"), "Timer set for eleven minutes."),
        (("set a timer", "no an alarm"), "For what time? Say, for instance: set an alarm for seven am."),
        (("set a timer for 3 minutes", "set a timer for 10 minutes", "cancel the second of them"),
         "The timer of ten minutes is cancelled."),
        ((*PASTA_SAUCE, "how long on the pasta", "and the other one"), "The sauce timer has 20 minutes left."),
        ((*PASTA_SAUCE, "pause the pasta timer", "and the other"), "The sauce timer is paused with 20 minutes left."),
        ((*PASTA_SAUCE, "which is done first"), "The pasta timer has nine minutes left."),
        (("set a timer for 3 minutes", "do that again"), "Timer set for three minutes."),
        (("set a timer for 3 minutes", "another one"), "For how long? Say, for instance: set a timer for ten minutes."),
        (("set a timer for 12 minutes", "how many seconds is that"), "720 seconds."),
        (("set an alarm for 6 tomorrow", "will it ring on sunday as well"), "The alarm is set for 6 am tomorrow."),
        (("remind me in two weeks to call jo", "what day is that"), "Call jo, at 9 am on Wednesday, the 25th of November."),
        (("set an alarm for friday at 7", "move it to the day after"), "The alarm is now set for 7 am on Saturday."),
        (("remind me next thursday at 10 to run", "oh wait friday"),
         "Reminder cancelled. I'll remind you at 10 am on Friday: run."),
        (("remind me to pay rent on the 21st", "of every month"),
         "I can repeat something daily or on days of the week, but not in another rhythm."),
        (("wake me at 7", "what alarms are set", "and one for saturday at 9"), "Alarm set for 9 am on Saturday."),
        (("set an alarm for 7 tomorrow", "and sunday at 9"), "Alarm set for 9 am on Sunday."),
        (("cancel my alarms", "do I have any"), "There are no alarms."),
        (("can you set alarms", "ok set one for 9 tonight"), "Alarm set for 9 pm today."),
        (("when is easter next year", "set a reminder for the day before to buy eggs"),
         "I'll remind you at 9 am on Saturday, the 27th of March: buy eggs."),
        (("set a timer for 10 minutes", "what time is it"), "It's 10:15 am."),
        (("set an alarm for 6 tomorrow", "set an alarm", "and saturday"),
         "For what time? Say, for instance: set an alarm for seven am."),
        (("create a packing list", "how many is that"), "Your packing list is empty."),
        (("make a list", "call it holiday"), "Your holiday list is ready. Say, for instance: add milk to my holiday list."),
        (("add tea and milk to my list", "I got the tea"), "Removed tea from your shopping list."),
        (("add a dozen eggs to my list", "make it two dozen"),
         "Removed twelve eggs from your shopping list. Added two dozen eggs to your shopping list."),
        (("create a packing list", "add socks", "clear it", "no wait"), "Socks are back on your packing list."),
        (("add milk", "to what"), "On your shopping list: milk."),
    ],
)  # fmt: skip
def test_what_is_meant_by_a_word_or_three(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("remind me in three weeks to book the hall", "at 9 am on Wednesday, the 2nd of December"),
        ("remind me in 10 days to book the hall", "at 9 am on Saturday, the 21st of November"),
        ("remind me in a fortnight to book the hall", "at 9 am on Wednesday, the 25th of November"),
        ("remind me in a month to book the hall", "at 9 am on Friday, the 11th of December"),
        ("remind me in a day to book the hall", "at 9 am on Thursday, the 12th of November"),
        ("remind me in 2 days at 5 to book the hall", "at 5 pm on Friday, the 13th of November"),
        ("remind me in a day and an hour to book the hall", "in one day and one hour"),
        ("remind me in 24 hours to book the hall", "in one day"),
    ],
)
def test_days_ahead_are_meant_by_day(tmp_path: Path, line: str, at: str) -> None:
    assert talk(tmp_path, line) == [f"I'll remind you {at}: book the hall."]


@pytest.mark.parametrize(
    ("line", "later"),
    [
        ("add milk to the shopping list tomorrow", "tomorrow"),
        ("add oat milk to my list on friday", "on Friday"),
        ("put milk on the packing list tonight", "tonight"),
        ("add milk later to my list", "later"),
    ],
)
def test_nothing_is_put_on_a_list_later_without_a_word(tmp_path: Path, line: str, later: str) -> None:
    assert talk(tmp_path, "create a packing list", line)[-1].endswith(f" list; that is done now: I can't do it {later}.")


def test_nor_behind_another_thing(tmp_path: Path) -> None:
    told = talk(tmp_path, "add eggs to my shopping list", "add milk later", "actually not the eggs", "can you remove it")
    assert told[1] == "Added milk to your shopping list; that is done now: I can't do it later."
    assert told[2:] == ["Removed eggs from your shopping list.", "Do you mean: clear my shopping list?"]


def test_for_tomorrow_is_no_time_to_do_it(tmp_path: Path) -> None:
    assert talk(tmp_path, "add milk to the shopping list for tomorrow") == ["Added milk to your shopping list."]
    assert talk(tmp_path, "what's planned for tomorrow") == ["No timer, alarm or reminder is set for tomorrow."]
