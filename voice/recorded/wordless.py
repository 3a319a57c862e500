"""Wordless: a copy of a recording without a word and without sound, to be shown to others.

Every text is replaced by letters that mean nothing, as many as it has; only what is known to be the program's own is kept, such
as why a turn ended. Sound is replaced by its loudness and by what was decided about each frame, slots and values by nothing.
Replayed, the copy makes the same decisions at the same times.
"""

import asyncio
import json
import random
import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from voice.endpoint.activity import level_db
from voice.recorded.changes import difference
from voice.recorded.session import ended, replayed, written_events
from voice.recorded.settings import restored
from voice.recorded.tape import STATE, Record, Tape
from voice.recorded.values import BESIDE, DamagedError
from voice.recorded.vocabulary import TOLD, blank, known
from voice.speak.player import first_loud
from voice.speak.sentences import sentences

LETTERS = "qxzjk"
"""No word has only these."""

CHARACTER = re.compile(r"[^\W\d_]|\d|[^\x00-\x7f]")

SAID = (("skills", "run"), ("skills", "likely"), ("tier", "next"))
"""Borders that texts come from which are cut into sentences."""


class Wordless:
    """Replaces what people said, and where they live, in the lines of one recording."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self._random = random.Random(0)  # a reply of the same words again and again would seem to go in circles
        self._letters: dict[tuple[str, frozenset[int]], str] = {}
        """Text → what stands for it."""
        told = record.head.get("config")
        tiers = told.get("tiers", ()) if isinstance(told, dict) else ()
        self._known = known()
        names = [tier["name"] for tier in tiers]
        self._tiers = {name: name if name in self._known else f"tier{number}" for number, name in enumerate(names, start=1)}
        self._stops = self._sentence_ends()
        """Border and call → the places in its text where a sentence ends."""

    def head(self) -> dict[str, Any]:
        head = self._record.head
        config = {key: self._setting(key, value) for key, value in head["config"].items()}
        kept: dict[str, Any] = {key: head[key] for key in ("start", "position", "version", "device") if key in head}
        session = {key: value for key, value in head["session"].items() if key != "place"} | {"name": "report"}
        place = None if head["session"].get("place") is None else ""
        return {**kept, "session": session | {"place": place}, "voice": head.get("voice"), "config": config, "wordless": True}

    def line(self, line: list[Any]) -> list[Any]:
        """A line without words."""
        match line:
            case ["kind", name, method, kind]:
                return ["kind", self._border(name), method, kind]
            case ["is", name, key, at, value]:
                return ["is", self._border(name), key, at, self.value(value, key)]
            case ["frame", name, method, time, outcome]:
                return ["frame", self._border(name), method, time, self.value(outcome, method)]
            case ["call", name, method, number, _, asked, at, outcome]:
                return ["call", self._border(name), method, number, "", asked, at, self._outcome(name, method, number, outcome)]
            case ["told", name, method, number, _, at, outcome]:
                return ["told", self._border(name), method, number, "", at, self._outcome(name, method, number, outcome)]
            case ["event", at, event]:
                return ["event", at, self.value(event)]
            case ["end", at]:
                return ["end", at]
        raise DamagedError(f"the recording {self._record.folder} holds what no session writes", "Record it again.")

    def value(self, value: Any, key: str = "") -> Any:
        """A value without words."""
        match value:
            case {"sound": list(where)}:
                return self._silent(where)
            case {"map": _}:
                return {"map": {}}
            case dict():
                return {self._name(name): self._within(name, one, key) for name, one in value.items()}
            case list():
                return [self.value(one, key) for one in value]
            case str():
                return self._text(value, key)
        return value

    def _within(self, name: str, value: Any, key: str) -> Any:
        match name, value:
            case "slots", _:
                return {}
            case "arguments", _:
                return "{}"
            case "signals", list():
                return [{**self.value(one), "value": None} for one in value]
            case "signals", dict():
                return {self._name(one): {**self.value(told), "value": None} for one, told in value.items()}
        return self.value(value, key if name in ("value", "tuple") else name)

    def _outcome(self, name: str, method: str, number: int, outcome: dict[str, Any]) -> dict[str, Any]:
        if "frame" in outcome:
            told = {key: outcome[key] for key in ("frame", *BESIDE) if key in outcome}
            return told | {"level_db": round(level_db(self._record.sound(outcome["sound"])), 1)}
        if "error" in outcome:
            kind, *texts = outcome["error"]
            return outcome | {"error": [kind, *(self.value(one) for one in texts)]}
        text, stops = _said(name, method, outcome), self._stops.get((name, number), set())
        changed: dict[str, Any] = self.value(outcome, method)
        if text and isinstance(outcome["value"], str):
            changed["value"] = self._meaningless(text, stops)
        elif text:
            changed["value"]["fields"]["text"] = self._meaningless(text, stops)
        return changed

    def _silent(self, where: list[int]) -> dict[str, Any]:
        sound = self._record.sound(where)
        return {"silence": len(sound), "heard": first_loud(sound)}

    def _text(self, text: str, key: str) -> str:
        if text in self._tiers:
            return self._tiers[text]
        if key in TOLD and text in self._known:
            return text
        try:
            datetime.fromisoformat(text)
        except ValueError:
            return self._meaningless(text, set())
        return "2000-01-01T00:00:00+00:00"

    def _meaningless(self, text: str, stops: set[int]) -> str:
        """As many letters, spaces where there were some, and stops where a sentence ended; the same again for the same text, as
        a reply that was begun ahead is said only if it is the one that is made."""
        key = text, frozenset(stops)
        if key not in self._letters:
            self._letters[key] = "".join(self._letter(one, at in stops) for at, one in enumerate(text))
        return self._letters[key]

    def _letter(self, one: str, stop: bool) -> str:
        if one.isspace() or (stop and not CHARACTER.match(one)):
            return one
        letter = self._random.choice(LETTERS)
        return letter.upper() if one.isupper() else letter

    def _name(self, key: str) -> str:
        """A key: those are the program's own, but for the names of tiers."""
        return self._tiers.get(key, key)

    def _border(self, name: str) -> str:
        for tier, new in self._tiers.items():
            if name == f"tier {tier}" or name.startswith(f"tier {tier}."):
                return f"tier {new}{name[len('tier ') + len(tier) :]}"
        return name

    def _setting(self, key: str, value: Any) -> Any:
        match key, value:
            case _, dict():
                return {name: self._setting(name, one) for name, one in value.items()}
            case "tiers", list():
                return [self._tier(one) for one in value]
            case "phrases" | "rooms", list():
                return [f"{key}{number}" for number, _ in enumerate(value)]
            case _, list():
                return [one for one in value if one in self._known]
            case "url", str():
                return "http://home"
            case _, str():
                return value if value in self._known else self._meaningless(value, set())
        return value

    def _tier(self, tier: dict[str, Any]) -> dict[str, Any]:
        told = {key: self._setting(key, value) for key, value in tier.items() if key not in ("key_env", "warm_hours")}
        url = f"http://{self._tiers[tier['name']]}" if tier.get("base_url") else ""
        return told | {"name": self._tiers[tier["name"]], "base_url": url}

    def _sentence_ends(self) -> dict[tuple[str, int], set[int]]:
        """Where sentences end in what is said, piece by piece."""
        pieces: dict[str, list[tuple[int, str]]] = {}
        for line in self._record.lines:
            match line:
                case ["call", str(name), str(method), int(number), _, _, _, dict(outcome)]:
                    if text := _said(name, method, outcome):
                        stream = name if method == "next" else f"{name}/{number}"
                        pieces.setdefault(stream, []).append((number, text))
        return {place: ends for stream, parts in pieces.items() for place, ends in _ends(stream, parts)}


def report(record: Record, folder: Path) -> str | None:
    """Write a copy of a recording without words and sound, and replay it: the first difference, None for none.

    Raises UsageError.
    """
    tape = Tape(folder, float("inf"), lambda _: None)
    tape.prepare()
    try:
        wordless = Wordless(record)
        head, lines = wordless.head(), [wordless.line(line) for line in record.lines]
        latencies = _latencies(record, wordless)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        what = f"the recording {record.folder} is damaged: {type(error).__name__}"
        raise DamagedError(what, "Copy it again, or record anew.") from None
    tape.open(head)
    for line in lines:
        tape.write(*line)
    tape.close()
    (folder / STATE).mkdir(mode=0o700)
    (folder / STATE / "latency.json").touch(mode=0o600)
    (folder / STATE / "latency.json").write_text(json.dumps(latencies))
    return again(Record(folder))


def again(record: Record) -> str | None:
    """Replay a copy without words: the first difference, for people; None for none."""
    with restored(record) as config:
        _, now = replayed(record, config)
    return difference(blank(written_events(record)), blank(now), ended(record))


def _said(name: str, method: str, outcome: dict[str, Any]) -> str:
    """The text that is said of what a call gave; "" for none."""
    if (name.split(" ")[0].split("/")[0], method) not in SAID:
        return ""
    match outcome.get("value"):
        case str(text) | {"fields": {"text": str(text)}}:
            return text
    return ""


def _ends(stream: str, parts: list[tuple[int, str]]) -> Iterator[tuple[tuple[str, int], set[int]]]:
    text, ends, at = "".join(text for _, text in parts), set[int](), 0
    for sentence in asyncio.run(_cut(text)):
        at = text.index(sentence, at) + len(sentence)
        ends.add(at - 1)
    begin = 0
    for number, part in parts:
        yield (stream.partition("/")[0] if stream.startswith("skills") else stream, number), {
            end - begin for end in ends if begin <= end < begin + len(part)
        }
        begin += len(part)


async def _cut(text: str) -> list[str]:
    async def once() -> Any:
        yield text

    return [sentence async for sentence in sentences(once())]


def _latencies(record: Record, wordless: Wordless) -> dict[str, Any]:
    """Past latencies of engines whose names are the program's own."""
    try:
        past = json.loads((record.folder / STATE / "latency.json").read_text())
    except (OSError, ValueError):
        return {}
    told = partial(wordless.value, key="engine")
    return {f"{stage}/{told(engine)}": past[f"{stage}/{engine}"] for stage, _, engine in (key.partition("/") for key in past)}
