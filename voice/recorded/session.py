"""Makes a session whose engines and devices lie behind borders: one that is recorded, or one that was."""

import asyncio
import copy
import json
import math
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from voice.clock import ArrivalClock
from voice.config import Config
from voice.engines import Engines, pool_of
from voice.errors import VoiceError
from voice.events import Notify
from voice.listen import Source
from voice.recorded.arrivals import Arrivals
from voice.recorded.border import Desk
from voice.recorded.settings import kept
from voice.recorded.tape import STATE, Record, Tape
from voice.recorded.values import DamagedError, as_date, event_written
from voice.session import Session
from voice.sink import Sink
from voice.speak import engine_of
from voice.trace import DEVICE

LARGEST_STATE = 1_000_000
"""No larger file of the state is kept: a hundred timers take a hundredth of it."""

PARTS = ("ears", "voices", "skills", "router", "gate", "ledger", "writer")
"""What of the engines lies behind a border, beside the tiers."""

WRONG = (LookupError, TypeError, ValueError, AttributeError, AssertionError)
"""What a session raises that is given something else than its engines give."""

Event = tuple[float, dict[str, Any]]
"""When it happened, clock seconds, and what."""


def recorded(
    engines: Engines,
    tape: Tape,
    clock: ArrivalClock,
    source: Source,
    sink: Callable[[int], Sink],
    notify: Notify,
    **session: Any,
) -> Session:
    """A session that is written down. The engines go by the machine's clock, the session itself by `clock`.

    `session`: what else it is made with. Raises UsageError where the folder cannot be used.
    """
    engines.budget.predictor.save()
    tape.open(_head(engines, clock, session))
    engines.writer.note_recording(tape.folder)
    _keep_state(engines.config.state_dir, tape.folder / STATE)
    desk = Desk(tape, clock)

    def told(event: Any) -> None:
        desk.note(event)
        notify(event)

    bordered = _behind(engines, clock, desk.behind)
    player = bordered.player(lambda rate: desk.behind("sink", sink(rate)))
    made = Session(bordered, desk.behind("source", source), player, told, **session)
    made.conversation.context.recorded = True
    return made


def replayed(record: Record, config: Config, longer_s: float = 0.0) -> tuple[list[Any], list[Event]]:
    """Run a recorded session again under these settings, in virtual time: its events, and the same as they are written.

    `longer_s`: it may go on for so long behind the end of the recording, in silence. Raises DamagedError.
    """
    clock = ArrivalClock(_number(record, "position"), as_date(record.head.get("start")))
    arrivals = Arrivals(record, clock, ended(record))
    raw: list[Any] = []
    events: list[Event] = []

    def told(event: Any) -> None:
        if not arrivals.over:
            raw.append(event)
            events.append((clock.now(), json.loads(json.dumps(event_written(event)))))

    try:
        clock.run(_again(record, config, arrivals, told, ended(record) + longer_s))
    except (BaseExceptionGroup, *WRONG) as error:
        if not arrivals.over:
            what = f"the recording {record.folder} cannot be replayed: {type(error).__name__}"
            raise DamagedError(what, "It is damaged, or of another version of this program.") from None
    if arrivals.damaged:
        raise arrivals.damaged
    return raw, events


async def _again(record: Record, config: Config, arrivals: Arrivals, told: Notify, end: float) -> None:
    clock = arrivals.clock
    engines = Engines(config, clock, lambda _: None)
    engines.budget.predictor.load()
    engines.budget.voice = str(record.head.get("voice", ""))
    engines.pool = pool_of(dict.fromkeys(tier.name for tier in config.tiers), config, clock, ())  # type: ignore[arg-type]
    bordered = _behind(engines, clock, lambda name, _: arrivals.behind(name))
    player = bordered.player(lambda _: arrivals.behind("sink"))
    session = Session(bordered, arrivals.behind("source"), player, told, **session_of(record))
    running = asyncio.create_task(session.run())
    ending = asyncio.create_task(clock.until(math.nextafter(end, math.inf)))  # after what arrived last
    await asyncio.wait({running, ending}, return_when=asyncio.FIRST_COMPLETED)
    arrivals.finished.set()  # how it was stopped is no part of it
    for task in (running, ending):
        task.cancel()
    with suppress(asyncio.CancelledError, VoiceError):
        await running


def written_events(record: Record) -> list[Event]:
    """The events of a recording. Raises DamagedError."""
    try:
        return [(float(line[1]), dict(line[2])) for line in record.lines if line[0] == "event"]
    except (TypeError, ValueError, IndexError):
        raise DamagedError(f"the recording {record.folder} is damaged: an event is none", "Record it again.") from None


def ended(record: Record) -> float:
    """When the recording ended, clock seconds: where it broke off, with its last event or answer."""
    times = [_number(record, "position")]
    for line in record.lines:
        match line:
            case ["end", float(at)] | ["event", float(at), _] | ["call", _, _, _, _, _, float(at), _]:
                times.append(at)
    return max(times)


def _behind(engines: Engines, clock: ArrivalClock, border: Callable[[str, Any], Any]) -> Engines:
    """The same engines behind borders, for a session that goes by `clock`."""
    made = copy.copy(engines)
    made.clock = clock
    for name in PARTS:
        setattr(made, name, border(name, getattr(engines, name, None)))
    pool = engines.pool
    tiers = {name: border(f"tier {name}", tier) for name, tier in pool.tiers.items()}
    made.pool = pool_of(tiers, engines.config, clock, pool.tools)
    return made


def _head(engines: Engines, clock: ArrivalClock, session: dict[str, Any]) -> dict[str, Any]:
    config = engines.config
    return {
        **engines.origin,
        "device": DEVICE,
        "start": clock.today().isoformat(),
        "position": clock.now(),
        "session": session,
        "voice": engine_of(config.speak),
        "config": kept(config),
    }


def _keep_state(state: Path, folder: Path) -> None:
    """Copy what the skills and the budget know at the start, as far as it can be read."""
    folder.mkdir(mode=0o700)
    for file in sorted(state.glob("*.json")):
        with suppress(OSError):
            if file.stat().st_size <= LARGEST_STATE:
                with os.fdopen(os.open(folder / file.name, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as copied:
                    copied.write(file.read_bytes())


def session_of(record: Record) -> dict[str, Any]:
    """What a recorded session was made with. Raises DamagedError."""
    match record.head.get("session"):
        case dict() as told if set(told) <= {"name", "place", "needs_wake", "hears_itself"}:
            return told
    raise DamagedError(f"{record.folder} does not tell what session it is of", "Record it again.")


def _number(record: Record, key: str) -> float:
    match record.head.get(key):
        case float() | int() as number:
            return float(number)
    raise DamagedError(f"{record.folder} does not tell its {key}", "Record it again.")
