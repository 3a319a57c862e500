"""Follows the fleet's releases: takes the newest on trial, judges it by the turns that follow, and keeps it or goes back.

        ┌─────────── a newer one ───────────┐
        ▼                                   │
    on trial ─── it does no worse ──▶ kept ─┘
        └─ it fails, is slower, drifts, does not load, or a model of it went back ─▶ rolled back: never taken again
"""

from contextlib import suppress
from dataclasses import dataclass

from voice.clock import Clock
from voice.config import Config
from voice.errors import FleetError, ModelError
from voice.fleet import figures, release, state
from voice.fleet.drift import compare
from voice.fleet.figures import Figures
from voice.fleet.release import Release
from voice.fleet.report import WEEK
from voice.fleet.state import State, Taken
from voice.models import canary, lock, store, versions
from voice.models.canary import Outcome
from voice.models.manifest import Model, shipped
from voice.models.pull import pull
from voice.privacy.gate import LARGEST_ANSWER, EgressGate, Place

TURNS = 50
"""A release is judged by so many turns: its median latency is then known within a tenth or so."""

HOURS = 7 * 24
"""After so many hours that it has run it is kept without those turns: counted, as a clock that was behind and is set would make
years of a minute."""

MOST_STARTS = 3
"""A release is rolled back if the program has ended so often since, each time within an hour."""

FETCH_S = 20.0
"""Seconds that a whole fetch may take."""

WORSE = {"confidence": -1, "wakes_for_nothing": 1}
"""The measures that end a release, and in which direction; latency and failures are judged as those of a model's canary are."""


class Silent:
    """Follows a pull without showing it to anybody."""

    def begin(self, model: str, size: int) -> None: ...

    def advance(self, count: int) -> None: ...

    def say(self, text: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Change:
    """What was done about a release."""

    text: str
    """For people."""
    renews: bool = True
    """Whether other settings hold now."""


@dataclass(frozen=True, slots=True)
class Follower:
    """One machine. Everything but `fetch` reads files, and `take` may fetch models: beside the loop. Raises VoiceError."""

    config: Config
    clock: Clock

    async def fetch(self, gate: EgressGate) -> Release:
        """Fetch the newest release and check it. Raises VoiceError, OSError."""
        url, key = self.config.fleet.release or "", self.config.fleet.key or ""
        text, signature = [await _fetched(gate, one) for one in (url, url + release.SIGNATURE)]
        return release.opened(text, signature, key)

    def started(self) -> Change | None:
        """Count a start of the program; go back where what is on trial has made too many fail."""
        held = self._held()
        if held.stage != "on trial":
            return None
        held.starts += 1
        if held.starts > MOST_STARTS:
            return self._rolled_back(held, f"the program ended {MOST_STARTS} times soon after its start")
        state.write(self.config.state_dir, held)
        return None

    def failed(self, why: str) -> Change | None:
        """Go back where something is on trial, which did not load."""
        held = self._held()
        return self._rolled_back(held, why) if held.stage == "on trial" else None

    def take(self, newest: Release) -> Change | None:
        """Take a release if it is newer and concerns this machine."""
        held = self._held()
        if newest.version < held.seen or (newest.version == held.seen and newest.digest != held.seen_digest):
            what = f"the release has version {newest.version}, and version {held.seen} was there before"
            raise FleetError(f"{what}; an older one, or another of the same version, is not taken", "Give it a higher version.")
        held.seen, held.seen_digest = newest.version, newest.digest
        if same := held.taken if held.taken and held.taken.content == newest.content else None:
            same.version = newest.version
            held.stage = "kept" if held.stage == "rolled back" else held.stage
        state.write(self.config.state_dir, held)
        if same or newest.content in held.failed or not newest.concerns(held.device):
            return None
        models = {model.name: _pulled(model) for model in newest.brings()}
        held.before = held.before if held.stage == "on trial" else held.taken
        now, settings = self.clock.today(), newest.settings
        last = max((one.number for one in figures.read(self.config, now - WEEK)), default=0)
        held.taken = Taken(
            version=newest.version, content=newest.content, since=now, last=last, settings=settings, models=models
        )
        held.stage, held.starts = "on trial", 0
        state.write(self.config.state_dir, held)
        return Change(f"release {newest.version} of the fleet is tried")

    def judge(self) -> Change | None:
        """Keep what is on trial, or go back, once enough is known of it. Called each hour."""
        held = self._held()
        if held.stage != "on trial" or held.taken is None:
            return None
        held.starts = 0  # it has run for long enough to come here
        held.taken.since = min(held.taken.since, self.clock.today())  # a clock that was ahead: no turn would count
        held.taken.hours += 1
        turns = figures.read(self.config, held.taken.since - WEEK)
        held.taken.last = min(held.taken.last, max((one.number for one in turns), default=0))  # they may have been forgotten
        last, since = held.taken.last, held.taken.since.timestamp()  # where the clock was wrong, one of them is right
        new = [one for one in turns if one.number > last and one.time >= since]
        before = [one for one in turns if one.number <= last or one.time < since]
        if why := _gone(held.taken) or _worse(held, before, new):
            return self._rolled_back(held, why)
        if known := len(_outcomes(new)) >= TURNS or held.taken.hours > HOURS:
            held.stage, held.before = "kept", None
        state.write(self.config.state_dir, held)
        return Change(f"release {held.taken.version} of the fleet is kept", renews=False) if known else None

    def _held(self) -> State:
        return state.read(self.config.state_dir)

    def _rolled_back(self, held: State, why: str) -> Change:
        gone = held.roll_back()
        state.write(self.config.state_dir, held)
        for name, version in gone.models.items():
            with suppress(ModelError):  # there was none before; the settings that named it are gone
                if store.serving(name) == version:
                    versions.rollback(shipped().find(name))
        return Change(f"release {gone.version} of the fleet is rolled back: {why}")


async def _fetched(gate: EgressGate, url: str) -> str:
    """Fetch a text. Raises FleetError, OSError; WithheldError where nothing may be asked there."""
    status, text = await gate.client_to(Place("fleet", url, trusted=False)).request("GET", url, timeout_s=FETCH_S)
    if status != 200:
        moved = "Name the place itself: nothing is followed elsewhere." if 300 <= status < 400 else "Is the release there?"
        raise FleetError(f"the fleet's place answered with {status}", moved)
    if len(text.encode()) >= LARGEST_ANSWER:
        raise FleetError(f"the fleet's place sent {LARGEST_ANSWER // 1024} KB or more", "A release is shorter.")
    return text


def _pulled(model: Model) -> str:
    """Pull a model as a release pins it. Returns its version, which is on probation if there was another one before."""
    held = lock.read(store.home(model.name))
    serving = held.versions.get(held.serving or "")
    here = {name: file.sha256 for name, file in serving.files.items()} if serving else {}
    pinned = model != shipped().find(model.name)
    if held.serving and (not pinned or here == {file.name: file.sha256 for file in model.files}):
        return held.serving
    return pull(model, Silent(), canary=TURNS if pinned else 0).version


def _gone(taken: Taken) -> str:
    """Say which model of a release was given up since; "" if none was."""
    gone = [name for name, version in taken.models.items() if store.serving(name) != version]
    return f"the model {gone[0]} went back to its version before" if gone else ""


def _worse(held: State, before: list[Figures], new: list[Figures]) -> str:
    """Say why a release does worse than the one before; "" if it does not, or it is too early to tell."""
    verdict = canary.decide(_outcomes(before), _outcomes(new), TURNS)
    if verdict.action != "keep":
        return verdict.why if verdict.action == "roll back" else ""
    names = [name for name in WORSE if name != "confidence" or not _hears_otherwise(held)]
    for name in names:
        drift = compare(figures.MEASURES[name](before), figures.MEASURES[name](new), len(names))
        if drift and drift.found and drift.distance * WORSE[name] > 0:
            return f"{name.replace('_', ' ')} drifted by {abs(drift.distance):.2f}"
    return ""


def _hears_otherwise(held: State) -> bool:
    """Whether a release brings another recogniser, whose confidence has a scale of its own."""
    section, before = [one.settings.get("transcribe") if one else None for one in (held.taken, held.before)]
    models = held.taken.models if held.taken else {}
    return section != before or any(shipped().find(name).task == "transcribe" for name in models)


def _outcomes(turns: list[Figures]) -> list[Outcome]:
    told = [turn for turn in turns if turn.failed or figures.WHOLE in turn.seconds]
    return [Outcome(turn.seconds.get(figures.WHOLE, 0.0), turn.failed) for turn in told]
