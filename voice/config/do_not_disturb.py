"""The hours in which the assistant keeps quiet."""

from datetime import datetime, timedelta
from typing import Literal

from pydantic import Field

from voice.config.hours import HOURS, within
from voice.config.section import Section


class DoNotDisturb(Section):
    """Hours in which the assistant makes no sound that nobody asked for. Alarms and timers ring all the same: they were set to
    be heard; so do reminders that were set within these hours. Replies are spoken as always. No earcons; and without the wake
    word only the answer to a question is listened to."""

    hours: str = Field("", pattern=rf"^({HOURS})?$")
    """"22:00-07:00"; none when empty."""
    reminders: Literal["wait", "silent"] = "wait"
    """Reminders wait until the hours are over, or are shown and not spoken."""

    def holds(self, moment: datetime) -> bool:
        """Whether a local time is within the hours."""
        return bool(self.hours) and within(self.hours, moment)

    def end_behind(self, moment: datetime) -> datetime:
        """When the hours that hold a local time are over."""
        hour, minute = map(int, self.hours.partition("-")[2].split(":"))
        end = moment.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return end if end > moment else end + timedelta(days=1)
