"""Runs a stopwatch in each place: the slots are `{do: start|stop|read|reset|lap}`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from voice.clock import Clock
from voice.english import times_said
from voice.messages import SkillReply
from voice.skills.shared_file import SharedFile
from voice.skills.skill import Change, Context, Skill, as_captured

STARTED = "The stopwatch is running."
RESET = "The stopwatch is back at zero."
NONE = "No stopwatch is running. Say start the stopwatch."


class Stopwatch:
    def __init__(self, folder: Path, clock: Clock) -> None:
        self._file = SharedFile(folder / "stopwatches.json", dict)
        self._clock = clock

    def skill(self) -> Skill:
        return Skill("stopwatch", as_captured, self.run, (STARTED, RESET, NONE), Change(_asked))

    async def run(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        does: Mapping[str, Callable[[str], str]] = {
            "start": self._start, "stop": self._stop, "read": self._read, "reset": self._reset,
            "lap": self._lap,
        }  # fmt: skip
        return SkillReply(does[slots["do"]](context.place))

    def still_runs(self, place: str) -> str:
        """Tell that it runs, and how to end that; "" where it does not."""
        running, seconds = self._state(place)
        return f"The stopwatch is at {_said(seconds)}. Say stop the stopwatch to end it." if running else ""

    def _start(self, place: str) -> str:
        running, seconds = self._state(place)
        if running:
            return f"The stopwatch is running already, at {_said(seconds)}."
        self._set(place, {"since": self._clock.today().isoformat(), "before": seconds})
        return f"The stopwatch goes on from {_said(seconds)}." if seconds else STARTED

    def _stop(self, place: str) -> str:
        running, seconds = self._state(place)
        if not running:
            return self._read(place)
        self._set(place, {"since": None, "before": seconds})
        return f"Stopped at {_said(seconds)}."

    def _read(self, place: str) -> str:
        running, seconds = self._state(place)
        if not running and not seconds:
            return NONE
        return f"{_said(seconds).capitalize()}." if running else f"It stopped at {_said(seconds)}."

    def _lap(self, place: str) -> str:
        running, seconds = self._state(place)
        if not running:
            return self._read(place)
        state = self._file.read()[place]
        number, before = state.get("laps", 0) + 1, state.get("lapped", 0.0)
        self._set(place, {**state, "laps": number, "lapped": seconds})
        in_all = f", {_said(seconds)} in all" if number > 1 else ""
        return f"Lap {number}: {_said(seconds - before)}{in_all}."

    def _reset(self, place: str) -> str:
        with self._file.changed() as document:
            document.pop(place, None)
        return RESET

    def _set(self, place: str, state: Mapping[str, Any]) -> None:
        with self._file.changed() as document:
            document[place] = state

    def _state(self, place: str) -> tuple[bool, float]:
        """Tell whether it runs, and the seconds it shows."""
        try:
            state = self._file.read()[place]
            since, before = state["since"], float(state["before"])
            passed = (self._clock.today() - datetime.fromisoformat(since)).total_seconds() if since else 0.0
        except (KeyError, TypeError, ValueError):  # there is none, or somebody wrote something else there
            return False, 0.0
        return bool(since), before + max(0.0, passed)


def _said(seconds: float) -> str:
    return times_said.duration(seconds) if seconds >= 1 else "less than a second"


def _asked(slots: Mapping[str, Any], context: Context) -> str | None:
    return None if slots["do"] == "read" else ""
