"""Makes the hourly rounds of a fleet's machine: it reports how it does, and looks for a release.

Waits are drawn at random, so that the machines of a fleet that lost its power do not all come back at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from random import Random
from threading import Thread
from typing import Protocol, TypeVar

from voice.clock import Clock
from voice.config import FLEET_TOKEN, Config, secret
from voice.errors import FleetError, VoiceError
from voice.fleet import report, state
from voice.fleet.follower import Change, Follower
from voice.privacy.gate import EgressGate, Place

T = TypeVar("T")

HOUR_S = 3600.0

FIRST_S = 60.0
"""Seconds before the first round at most."""

RETRY_S, LONGEST_S = 60.0, 4 * HOUR_S
"""The longest wait behind one failure, and behind any number: it doubles with each. The shortest is half of that."""

SEND_S = 20.0


class Equipped(Protocol):
    """What the rounds need of the engines."""

    @property
    def config(self) -> Config: ...

    @property
    def gate(self) -> EgressGate: ...


class Rounds:
    """What a machine does for its fleet."""

    def __init__(
        self,
        engines: Callable[[], Equipped | None],
        clock: Clock,
        warn: Callable[[str], None],
        renew: Callable[[], None],
        chance: Random | None = None,
    ) -> None:
        """`engines`: those that serve now; `warn` tells people; `renew` has the settings read again."""
        self._engines = engines
        self._clock = clock
        self._warn = warn
        self._renew = renew
        self._chance = chance or Random()
        self._since = clock.today()
        self._warned: dict[str, str] = {}
        self._alone = asyncio.Lock()
        """Held while the state is read, changed and written, so that only one task does that at a time."""

    def started(self, read: Callable[[], Config]) -> Config:
        """Read the settings at a start of the program; without those of the fleet that have made too many fail."""
        config = read()
        with suppress(FleetError):  # the first round tells
            if config.fleet.release and (change := Follower(config, self._clock).started()):
                self._warn(change.text)
                return read()
        return config

    async def unloaded(self, config: Config, why: str) -> None:
        """The settings as they are could not be loaded: go back, where they are the fleet's."""
        if config.fleet.release:
            async with self._alone:
                await self._changed("start", lambda: Follower(config, self._clock).failed(f"it does not load: {why}"))

    async def run(self) -> None:
        """Make rounds for ever."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._repeat("report", self._report))
            tasks.create_task(self._repeat("release", self._follow))
            tasks.create_task(self._judge_hourly())

    async def _repeat(self, name: str, work: Callable[[Equipped], Awaitable[None]]) -> None:
        failures, wait = 0, self._chance.uniform(0, FIRST_S)
        while True:
            await self._clock.sleep(wait)
            failures = 0 if await self._due(name, work) else failures + 1
            wait = self._wait(failures)

    def _wait(self, failures: int) -> float:
        """How long to wait behind so many failures in a row."""
        if not failures:
            return HOUR_S * self._chance.uniform(0.9, 1.1)
        return min(LONGEST_S, RETRY_S * 2.0 ** min(failures - 1, 20)) * self._chance.uniform(0.5, 1)

    async def _due(self, name: str, work: Callable[[Equipped], Awaitable[None]]) -> bool:
        """Do one piece of work if the settings want it. Returns whether it did not fail.

        The engines are held for this long only: these are megabytes, and there may be others by the next round.
        """
        engines = self._engines()
        if engines is None or not getattr(engines.config.fleet, name) or engines.config.offline:
            return True
        return await self._round(name, engines, work)

    async def _round(self, name: str, engines: Equipped, work: Callable[[Equipped], Awaitable[None]]) -> bool:
        """Do one piece of work, and note what came of it. Returns whether it succeeded."""
        async with self._alone:
            told = await self._tried(name, work(engines))
            with suppress(FleetError):  # told by then
                held = state.read(engines.config.state_dir)
                held.told[name] = f"{self._clock.today().isoformat(timespec='seconds')} {told or 'done'}"
                state.write(engines.config.state_dir, held)
        return not told

    async def _tried(self, name: str, work: Awaitable[None]) -> str:
        """Do a piece of work. Returns what went wrong, which is told once; "" for nothing."""
        told = ""
        try:
            await work
        except VoiceError as error:
            told = f"{error}. {error.remedy}"
        except OSError as error:
            told = f"no connection to the fleet's place ({error.strerror or error or type(error).__name__})"
        if told and self._warned.get(name) != told:
            self._warn(f"fleet: {told}")
        self._warned[name] = told
        return told

    async def _changed(self, name: str, work: Callable[[], Change | None]) -> None:
        """Do what may change what holds, beside the loop; tell of it, and have the settings read again."""

        async def changed() -> None:
            if change := await _beside(work):
                self._warn(change.text)
                if change.renews:
                    self._renew()

        await self._tried(name, changed())

    async def _report(self, engines: Equipped) -> None:
        config, now, url = _remembering(engines.config), self._clock.today(), engines.config.fleet.report
        assert url
        held = state.read(config.state_dir)
        state.write(config.state_dir, held)  # who this machine is stays, from the first summary on
        values = await _beside(lambda: report.summary(config, held, now))
        token = secret(FLEET_TOKEN)
        headers = {"authorization": f"Bearer {token.get_secret_value()}"} if token else {}
        client = engines.gate.client_to(Place("fleet", url, trusted=False))
        told = report.message(values, held.device, self._since, now)
        status, _ = await client.request("POST", url, timeout_s=SEND_S, headers=headers, json=told)
        if not 200 <= status < 300:
            raise FleetError(f"the collector answered with {status}", f"Is its address right, and its token ({FLEET_TOKEN})?")

    async def _follow(self, engines: Equipped) -> None:
        follower = Follower(_remembering(engines.config), self._clock)
        newest = await follower.fetch(engines.gate)
        if change := await _beside(lambda: follower.take(newest)):
            self._warn(change.text)
            self._renew()

    async def _judge_hourly(self) -> None:
        while True:
            await self._clock.sleep(HOUR_S)
            await self._judge()

    async def _judge(self) -> None:
        if (engines := self._engines()) and engines.config.fleet.release:
            async with self._alone:
                await self._changed("judge", Follower(engines.config, self._clock).judge)


def _remembering(config: Config) -> Config:
    """The settings, if turns are remembered under them. Raises FleetError."""
    if not config.history.keep:
        raise FleetError("history.keep is off: nothing is known to tell, or to judge a release by", "Set it to true.")
    return config


async def _beside(work: Callable[[], T]) -> T:
    """Do blocking work in a thread that no exit of the program waits for: a model may take hours to come."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def finish(result: T | None, error: BaseException | None) -> None:
        if not done.cancelled():
            done.set_exception(error) if error else done.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        result, failure = None, None
        try:
            result = work()
        except BaseException as error:
            failure = error
        with suppress(RuntimeError):  # the loop has ended
            loop.call_soon_threadsafe(finish, result, failure)

    Thread(target=run, name="fleet", daemon=True).start()
    return await done
