"""How many of the requests that people say they would make are understood.

    python -m benchmarks.slurp FILE [--split tune] [--misses]

FILE is tab-separated, an intent and a sentence in each line, from SLURP (https://github.com/pswietojanski/slurp, dataset/slurp;
Bastianelli et al. 2020). Counted are the intents that a device without a language model can serve: whether a skill takes the
sentence that may. Of all others is counted what a skill takes that changes something and is not meant. The house is that of
`benchmarks.requests`; nothing is done. Half of the sentences is for tuning, and only its misses are shown.
"""

import argparse
import asyncio
import csv
import json
import os
import sys
import time
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from benchmarks.listening.figures import counted
from benchmarks.requests.conversation import engines_in
from benchmarks.requests.house import HOUSE, House, served
from voice.clock import AudioClock
from voice.config import HOME_TOKEN
from voice.messages import Match

LIGHTS = {"lights", "home"}
KINDS: Mapping[str, tuple[str, set[str]]] = {
    "alarm_set": ("alarms", {"alarm_set", "timer_set", "reminder_set"}),
    "alarm_query": ("alarms", {"timer_status"}),
    "alarm_remove": ("alarms", {"timer_cancel"}),
    "datetime_query": ("dates and times", {"time", "date"}),
    "datetime_convert": ("dates and times", {"time"}),
    "iot_hue_lightchange": ("lights", LIGHTS),
    "iot_hue_lightdim": ("lights", LIGHTS),
    "iot_hue_lightoff": ("lights", LIGHTS),
    "iot_hue_lighton": ("lights", LIGHTS),
    "iot_hue_lightup": ("lights", LIGHTS),
    "audio_volume_down": ("volume", {"volume", "home"}),
    "audio_volume_mute": ("volume", {"volume", "home"}),
    "audio_volume_up": ("volume", {"volume", "home"}),
    "qa_maths": ("sums", {"arithmetic", "convert"}),
    "lists_createoradd": ("lists", {"lists"}),
    "lists_query": ("lists", {"lists"}),
    "lists_remove": ("lists", {"lists"}),
}
"""Intent → its kind here, and the skills that may take it."""

MAY_TOO: Mapping[str, set[str]] = {
    "calendar_set": {"reminder_set"}, "calendar_remove": {"timer_cancel"}, "set": {"alarm_set"}, "query": {"lists"},
    **{intent: LIGHTS for intent in ("hue_lightoff", "hue_lightup")},
    **{intent: {"home"} for intent in ("iot_cleaning", "iot_coffee", "iot_wemo_on", "iot_wemo_off", "cleaning")},
    **{intent: {"home"} for intent in ("play_music", "play_radio", "play_podcasts", "play_audiobook", "play_game", "music")},
    "weather_query": {"home"},
}  # fmt: skip
"""Other intents → the skills that may take them: a meeting is put down as a reminder, music is Home Assistant's."""

HARMLESS = {
    "time", "date", "courtesy", "about", "arithmetic", "convert", "timer_status", "spell", "help", "chance", "repeat", "stop",
    "emergency",
}  # fmt: skip
"""Skills that only say something."""


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--split", choices=["tune", "held_out"], default="held_out")
    parser.add_argument("--misses", action="store_true", help="print those of the tuning half")
    given = parser.parse_args()
    os.environ |= {HOME_TOKEN: "token", "TZ": HOUSE["zone"]}
    time.tzset()
    with given.file.open(encoding="utf-8", newline="") as file:
        rows = [(intent, text) for intent, text in csv.reader(file, delimiter="\t") if split(text) == given.split]
    clock = AudioClock(None, datetime.fromisoformat(HOUSE["now"]).astimezone())
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    with served(House()) as url:
        async with engines_in(clock, url) as engines:
            for intent, text in rows:
                match = engines.skills.match(text)
                kind, found = judged(intent, asked_for(match))
                counts[kind][found] += 1
                if given.misses and given.split == "tune" and found not in ("right", "left"):
                    print(f"{found:8} {intent:22} {text!r} → {match and (match.skill, match.slots)}", file=sys.stderr)
    print(json.dumps({"split": given.split, "kinds": {kind: figures(counts[kind]) for kind in sorted(counts)}}, indent=1))


def split(text: str) -> str:
    """Which half a sentence belongs to."""
    return "tune" if zlib.crc32(text.encode()) % 2 else "held_out"


def asked_for(match: Match | None) -> str:
    """The skill that a sentence is for, behind what is only said in passing: "good night, turn the lights off"."""
    skills = [one.skill for one in (match, *match.also)] if match else [""]
    return next((skill for skill in skills if skill != "courtesy"), skills[0])


def judged(intent: str, skill: str) -> tuple[str, str]:
    """A sentence's kind, and what was made of it."""
    kind, may = KINDS.get(intent, ("others", MAY_TOO.get(intent, set())))
    if skill in may:
        return kind, "right"
    if kind == "others" and skill in {"", *HARMLESS}:
        return kind, "left"
    return kind, "wrong" if skill else "refused"


def figures(found: Counter[str]) -> dict[str, object]:
    return {what: counted([True] * n + [False] * (found.total() - n)) for what, n in sorted(found.items())}


if __name__ == "__main__":
    asyncio.run(main())
