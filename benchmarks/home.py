"""How many of Home Assistant's own test sentences are understood, as intent and slots.

    python -m benchmarks.home FOLDER [--misses]

FOLDER is `tests/en` of https://github.com/OHF-Voice/intents: files of sentences with what they mean, and `_fixtures.yaml`, the
house in which they are said. Each file is asked in that house, with its own devices put in place of those of the same name.
A timer that is set, the volume and the like, which this assistant does itself, count as right if they mean the same. Nothing is
switched, and nothing is connected to.
"""

import argparse
import json
import os
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from voice.clock import WallClock
from voice.config import HOME_TOKEN, Config
from voice.messages import Match
from voice.privacy.gate import EgressGate
from voice.skills import Skills
from voice.skills.home.house import House, Thing, plain
from voice.skills.lists.said import SHOPPING

ALWAYS = (Thing("todo.shopping_list", ("Shopping List",)), Thing("assist_satellite.hall", ("Hall",)))
"""What a house has that is in no file."""
UNITS = {"hours": 3600, "minutes": 60, "seconds": 1}
CHANGES = {
    "add": "HassIncreaseTimer", "take": "HassDecreaseTimer", "pause": "HassPauseTimer", "resume": "HassUnpauseTimer",
}  # fmt: skip
OURS = {
    "timer_set": "HassStartTimer", "timer_status": "HassTimerStatus", "time": "HassGetCurrentTime",
    "date": "HassGetCurrentDate", "stop": "HassNevermind", "help": "HassRespond", "about": "HassRespond",
}  # fmt: skip
"""Skill of ours → the intent that means the same."""


class Judged(NamedTuple):
    sentence: str
    intent: str
    verdict: str
    match: Match | None


def house(file: Mapping[str, Any], fixtures: Mapping[str, Any]) -> House:
    """Read the house of one file."""
    floors, areas, entities = (list(_things(kind, file, fixtures)) for kind in ("floors", "areas", "entities"))
    ids = {one["name"]: _id(one) for one in areas}
    return House(
        (*(_thing(one, ids.get(one.get("area"), one.get("area"))) for one in entities), *ALWAYS),
        tuple(_thing(one, one.get("floor")) for one in areas),
        tuple(_thing(one) for one in floors),
    )


def _things(kind: str, file: Mapping[str, Any], fixtures: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    own = file.get(kind, [])
    yield from own
    yield from (one for one in fixtures.get(kind, []) if one["name"].lower() not in {mine["name"].lower() for mine in own})


def _id(one: Mapping[str, Any]) -> str:
    name = one["name"].lower().replace(" ", "_")
    return str(one.get("id") or (f"{one['domain']}.{name}" if "domain" in one else name))


def _thing(one: Mapping[str, Any], inside: str | None = None) -> Thing:
    name = one["name"].replace("[']", "'")
    return Thing(_id(one), (name,), inside or "", (one.get("attributes") or {}).get("device_class", ""))


def meant(match: Match) -> tuple[str, dict[str, Any]]:
    """Write what was understood as an intent of Home Assistant and its slots."""
    slots = dict(match.slots)
    match match.skill:
        case "home":
            return slots.pop("intent"), slots
        case "lights":
            return f"HassTurn{slots['state'].capitalize()}", {"domain": "light", "area": slots.get("room")}
        case "lists":
            return _of_lists(slots)
        case "timer_cancel":
            return "HassCancelAllTimers" if slots.get("all") else "HassCancelTimer", slots
        case "timer_change":
            return CHANGES.get(slots["change"], ""), slots
        case "volume" if "value" in slots:
            return "HassSetVolume", {"volume_level": slots["value"]}
        case "volume" if "by" in slots:
            return "HassSetVolumeRelative", {"volume_step": -slots["by"] if slots["change"] == "down" else slots["by"]}
        case "volume" if slots["change"] == "mute":
            return "HassMediaPlayerMute", {}
        case "volume":
            return "HassSetVolumeRelative", {"volume_step": slots["change"]}
    return OURS.get(match.skill, match.skill), slots


def _of_lists(slots: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Write what is done to a list that Home Assistant keeps as its intents have it."""
    name = slots.get("list", SHOPPING)
    shopping, item = "Shopping" if name == SHOPPING else "", {"item": " and ".join(slots.get("items", ()))}
    done = "Complete" if shopping or slots.get("ticked") else "Remove"  # of the shopping list nothing is removed
    deed = {"add": "Add", "remove": done}.get(slots["do"], "")
    return f"Hass{shopping}List{deed}Item", item if shopping else item | {"name": name}


def is_right(match: Match, intent: str, wanted: Mapping[str, Any]) -> bool:
    """Whether a request was understood as Home Assistant's tests want it."""
    found, slots = meant(match)
    if intent == "HassMediaPlayerUnmute" and match.slots == {"change": "up"}:
        return True  # unmuting is a change up, to where it was
    if "Timer" in intent:
        wanted = _of_timer(wanted, "by" if intent in ("HassIncreaseTimer", "HassDecreaseTimer") else "seconds")
    unwanted = [slot for slot in ("name", "area", "floor") if slots.get(slot) and slot not in wanted and "here" not in slots]
    return found == intent and not unwanted and all(_same(slots.get(name), value) for name, value in wanted.items())


def _of_timer(wanted: Mapping[str, Any], length: str) -> dict[str, Any]:
    """The slots of a timer as ours are: lengths in seconds, and the timer of a room is one of that name."""
    name = wanted.get("name", wanted.get("area"))
    slots: dict[str, Any] = {"name": name} if name else {}
    for slot, start in ((length, ""), ("seconds", "start_")):
        if seconds := sum(UNITS[unit] * float(wanted.get(start + unit, 0)) for unit in UNITS):
            slots[slot] = seconds
    return slots | {slot: value for slot, value in wanted.items() if slot == "conversation_command"}


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, int | float) and isinstance(found, int | float):
        return found == wanted
    return found is not None and plain(str(found)) == plain(str(wanted).replace("[']", "'"))


def verdict(match: Match | None, intent: str, wanted: Mapping[str, Any]) -> str:
    if match is None:
        return "refused"
    return "right" if is_right(match, intent, wanted) else "wrong"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="print every sentence that was not understood right")
    given = parser.parse_args()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for file in sorted(given.folder.glob("*/*.yaml")):
        for one in judged(file):
            counts[one.intent][one.verdict] += 1
            if one.verdict != "right" and given.misses:
                print(f"{one.verdict}: {file.parent.name}/{file.name}: {one.sentence!r} → {one.match}", file=sys.stderr)
    _show(counts)


def judged(file: Path) -> Iterator[Judged]:
    """What is made of every sentence of a file."""
    sources = (file, file.parent.with_name("_fixtures.yaml"))
    tests, fixtures = (yaml.safe_load(one.read_text(encoding="utf-8")) for one in sources)
    skills = loaded(house(tests, fixtures))
    for test in tests["tests"]:
        intent = test.get("intent", file.parent.name)
        for sentence in test["sentences"]:
            match = skills.match(sentence)
            yield Judged(sentence, intent, verdict(match, intent, test.get("slots", {})), match)


def loaded(house: House) -> Skills:
    """The skills of an assistant that knows a house."""
    os.environ[HOME_TOKEN] = "none"
    with tempfile.TemporaryDirectory() as folder:
        config = Config.model_validate({"state_dir": folder, "home": {"url": "http://127.0.0.1:9", "area": "Living Room"}})
        (Path(folder) / "home-127.0.0.1-9.json").write_text(house.written(), encoding="utf-8")
        clock = WallClock()
        skills = Skills(config, clock, EgressGate.of(config, clock))
        skills.load()
        return skills


def _show(counts: Mapping[str, Counter[str]]) -> None:
    every = sum(counts.values(), Counter[str]())
    for intent, count in [*sorted(counts.items()), ("in all", every)]:
        line = "".join(f"{count[said]:>6} {said}" for said in ("right", "wrong", "refused"))
        print(f"{intent:30}{line}", file=sys.stderr)
    document = {intent: dict(count) for intent, count in sorted(counts.items())}
    print(json.dumps({"sentences": every.total(), **every, "intents": document}))


if __name__ == "__main__":
    main()
