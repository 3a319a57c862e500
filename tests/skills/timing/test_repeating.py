"""Days and times of what repeats: "the thursday one", "only on fridays", "skip tomorrow's", "change it to eight"."""

from pathlib import Path

import pytest

from tests.skills.talking import talk

PLANTS = "remind me to water the plants every monday and thursday at 9 in the morning"
DAILY = "set an alarm for 7 am every day"
WEEKDAYS = "wake me up at 7 on weekdays"


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((PLANTS, "stop the thursday one"), "I'll remind you at 9 am every Monday: water the plants."),
        ((PLANTS, "drop the monday"), "I'll remind you at 9 am every Thursday: water the plants."),
        ((PLANTS, "add friday"), "I'll remind you at 9 am every Monday, Thursday and Friday: water the plants."),
        ((PLANTS, "only on fridays"), "I'll remind you at 9 am every Friday: water the plants."),
        ((DAILY, "skip tomorrow", "actually just do mondays and fridays"),
         "The alarm is now set for 7 am every Monday and Friday."),
        ((DAILY, "skip tomorrow", "no make it mondays"), "The alarm is now set for 7 am every Monday."),
        ((PLANTS, "when is that", "not on thursdays"), "I'll remind you at 9 am every Monday: water the plants."),
        ((DAILY, "not on sundays"), "The alarm is now set for 7 am every day except Sunday."),
        ((DAILY, "except saturday and sunday"), "The alarm is now set for 7 am on weekdays."),
        ((DAILY, "not at weekends"), "The alarm is now set for 7 am on weekdays."),
        ((DAILY, "skip tomorrow's"), "I left that one out: the next alarm is at 7 am on Friday."),
        ((DAILY, "turn it off tomorrow"), "I left that one out: the next alarm is at 7 am on Friday."),
        ((DAILY, "skip tomorrow's", "not on sundays", "when is it"),
         "The alarm is set for 7 am every day except Sunday, next on Friday."),
        ((WEEKDAYS, "and on saturdays"), "The alarm is now set for 7 am every day except Sunday."),
        ((WEEKDAYS, "what alarms are set", "change it to 8"), "The alarm is now set for 8 am on weekdays."),
        ((WEEKDAYS, "change it to 8", "only on fridays"), "The alarm is now set for 8 am every Friday."),
        ((WEEKDAYS, "what alarms are set", "make it half an hour earlier"), "The alarm is now set for 6:30 am on weekdays."),
        (("set an alarm for 7 am every tuesday", "what alarms are set", "move it to wednesday"),
         "The alarm is now set for 7 am every Wednesday."),
        (("set an alarm for 8", "am", "every day"), "The alarm is now set for 8 am every day."),
        ((WEEKDAYS, "what alarms are set", "move it to tomorrow"),
         "I can't move a single time of what repeats. Say, for instance: skip the next alarm."),
        (("set an alarm for 7 am every friday", "not on fridays"),
         "Then it would never ring. To end it, say: cancel the alarm."),
        ((WEEKDAYS, "not on sundays"), "The alarm is still set for 7 am on weekdays."),
    ],
)  # fmt: skip
def test_days_and_times_of_what_repeats(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1] == reply


def test_other_days_are_undone(tmp_path: Path) -> None:
    assert talk(tmp_path, DAILY, "not on sundays", "undo", "what alarms are set")[-1] == "The alarm is set for 7 am every day."
