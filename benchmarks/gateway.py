"""What the gateway adds: first token and whole reply through it against the tier asked directly, in turns, and many at a time.

    python -m benchmarks.gateway

The tier is a server on this machine that answers at once, so that what is measured is the gateway: reading the request,
routing it, asking the tier, trace and latency prediction included. Client, gateway and tier share one process, whose CPU
time tells on a busy machine what the clock cannot. Human output goes to stderr.
"""

import asyncio
import contextlib
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import openai

from tests.tiers.server import ChatServer, serving, text_chunk
from voice.clock import WallClock
from voice.config import Config, Tier
from voice.engines import Engines
from voice.gateway import app, serve
from voice.gateway.answer import Answers
from voice.gateway.auth import Auth

ROUNDS = 60
"""Requests each way; the first quarter warms up."""

AT_A_TIME = (1, 8, 32)

QUESTION = [{"role": "user", "content": "Why is the sky blue at noon and red at sunset?"}]
WORDS = [text_chunk(f"word{n} ") for n in range(40)]


class Roomy(ChatServer):
    request_queue_size = 128


@contextlib.asynccontextmanager
async def gateway(folder: Path, url: str) -> AsyncGenerator[str]:
    """Run the gateway for as long as the block runs; gives its address."""
    chosen = Config(tiers=(Tier(name="small", where="device", base_url=url, model="m"),), state_dir=folder)
    engines = Engines(chosen, WallClock(), print)
    await engines.load()
    server = serve.Server(app.create(Answers(engines, lambda event: None), Auth()))
    with serve.listen("127.0.0.1", 0) as listening:
        serving = asyncio.create_task(server.serve([listening]))
        yield serve.address_of(listening)
        server.stop()
        await serving
    await engines.close()


async def ask(client: openai.AsyncOpenAI) -> tuple[float, float, float]:
    """Ask, and return milliseconds to the first token, of processor time until then, and to the end."""
    began, worked, first, work = time.perf_counter(), time.process_time(), 0.0, 0.0
    async for chunk in await client.chat.completions.create(model="voice", messages=QUESTION, stream=True):  # type: ignore
        if not first and chunk.choices and chunk.choices[0].delta.content:
            first, work = time.perf_counter(), time.process_time()
    return (first - began) * 1e3, (work - worked) * 1e3, (time.perf_counter() - began) * 1e3


def client_of(url: str) -> openai.AsyncOpenAI:
    http = openai.DefaultAsyncHttpx2Client(trust_env=False)
    return openai.AsyncOpenAI(base_url=url, api_key="none", max_retries=0, http_client=http)


async def measured(folder: Path) -> dict[str, object]:
    with serving(Roomy(WORDS)) as server:
        async with gateway(folder, server.url) as address, client_of(address) as through, client_of(server.url) as direct:
            times: dict[str, list[tuple[float, float, float]]] = {"direct": [], "gateway": []}
            for turn in range(2 * ROUNDS):
                name = ("direct", "gateway", "gateway", "direct")[turn % 4]
                times[name].append(await ask(through if name == "gateway" else direct))
            load = {}
            for many in AT_A_TIME:
                began, used = time.perf_counter(), time.process_time()
                await asyncio.gather(*(ask(through) for _ in range(many)))
                load[many] = {
                    "replies_s": round(many / (time.perf_counter() - began), 1),
                    "cpu_ms_a_reply": round((time.process_time() - used) / many * 1e3, 1),
                }
    medians = {
        name: {
            what: round(statistics.median(value[at] for value in values[ROUNDS // 4 :]), 2)
            for at, what in enumerate(("first_token_ms", "first_token_cpu_ms", "whole_ms"))
        }
        for name, values in times.items()
    }
    return {**medians, "at_a_time": load}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(measured(Path(folder)))
    for name, values in found.items():
        print(f"{name:10} {values}", file=sys.stderr)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
