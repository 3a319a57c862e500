"""A gateway on this machine, before scripted tiers."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import openai
from pydantic import SecretStr

from tests.history.kept import turns_of
from tests.tiers.server import text_chunk, usage_chunk
from voice import tiers as tiers_
from voice.clock import WallClock
from voice.config import Config, Skills, Tier
from voice.engines import Engines
from voice.events import Warned
from voice.gateway import app, serve
from voice.gateway.answer import Answers
from voice.gateway.auth import Auth

UNUSED = (
    "time", "date", "timer_set", "timer_status", "timer_cancel", "alarm_set", "reminder_set", "convert", "volume", "lights",
    "stop", "repeat",
)  # fmt: skip
"""Skills whose sentences need not be compiled for every test."""

BLUE = [text_chunk("Air "), text_chunk("scatters "), text_chunk("blue."), usage_chunk(11, 3)]
WEATHER = {
    "type": "function",
    "function": {"name": "weather", "description": "of a town", "parameters": {"type": "object", "properties": {}}},
}

SKY = [{"role": "user", "content": "Why is the sky blue?"}]


PATIENT = {"connect_s": 30.0, "first_token_s": 30.0, "next_token_s": 30.0}
"""Deadlines that a tier keeps on a machine that is busy with other tests."""


def tier(name: str, url: str, where: str = "device", **settings: Any) -> Tier:
    return Tier(name=name, where=where, base_url=url, model=f"{name}-model", **PATIENT | settings)


@dataclass(frozen=True)
class Gateway:
    url: str
    state: Path
    events: list[Any]
    stop: Callable[[], None]
    """Tell it to stop."""
    engines: Engines

    def client(self, **options: Any) -> openai.OpenAI:
        return openai.OpenAI(base_url=self.url, api_key="any", **({"max_retries": 0} | options))

    @property
    def traces(self) -> list[dict[str, Any]]:
        return turns_of(self.engines)


@contextmanager
def gateway(
    state: Path, *tiers: Tier, key: str | None = None, instead: tiers_.Tier | None = None, **settings: Any
) -> Iterator[Gateway]:
    """One that runs in a thread of its own until the block ends. `instead` stands in for the tier of its name."""
    chosen = Config(tiers=tiers, state_dir=state, skills=Skills(disabled=UNUSED), **settings)
    begun: Future[tuple[Callable[[], None], Engines]] = Future()
    """What stops it, and its engines, once it has begun."""
    events: list[Any] = []

    async def run() -> None:
        engines = Engines(chosen, WallClock(), lambda text: events.append(Warned(text)))
        await engines.load()
        if instead is not None:
            engines.pool = replace(engines.pool, tiers={**engines.pool.tiers, instead.name: instead})
        server = serve.Server(app.create(Answers(engines, events.append), Auth(SecretStr(key) if key else None)))
        begun.set_result((server.stop, engines))
        await server.serve([listening])
        await engines.close()

    def work() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:
            if begun.done():
                raise
            begun.set_exception(error)

    with serve.listen("127.0.0.1", 0) as listening:
        thread = threading.Thread(target=work)
        thread.start()
        stop, engines = begun.result()  # however busy the machine is
        try:
            yield Gateway(serve.address_of(listening), state, events, stop, engines)
        finally:
            stop()
            thread.join(60)
            assert not thread.is_alive()
