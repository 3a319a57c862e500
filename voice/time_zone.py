"""Tells whether the environment names a time zone that there is: the system silently takes any other for UTC."""

import os
import re
from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones

from voice.clock import WallClock

RULE = re.compile(r"(?:<[^>]+>|[A-Za-z]{3,})[+-]?\d|/")
"""How a time zone begins that is no name: a rule ("EST5EDT"), or the path of a file."""


def zone_fault() -> str:
    """Say what is wrong with the environment's time zone; "" for nothing."""
    name = os.environ.get("TZ", "").removeprefix(":")
    if name.upper() in ("", "UTC", "GMT") or RULE.match(name):
        return ""
    now = WallClock().today()
    try:
        if now.astimezone(ZoneInfo(name)).utcoffset() == now.utcoffset():
            return ""
        why = "this system has no data of that time zone (package tzdata)"
    except (KeyError, ValueError, OSError):
        zones = {zone.lower(): zone for zone in available_timezones()}
        near = [zones[one] for one in get_close_matches(name.lower(), zones, n=1)]
        why = "there is no such time zone" + "".join(f"; did you mean {zone}?" for zone in near)
    return f"TZ={name} in the environment: {why}; all times are UTC"
