"""What the listener waits for when a language model goes wrong, and what the tiers cost when none does.

    python -m benchmarks.faults [--first-token SECONDS]

Each fault is a real server on this machine, asked twice through the whole answer stage with the default deadlines: once with
a second tier behind it, once alone. The last line on stdout is one JSON document; the table goes to stderr.
"""

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from contextlib import AbstractContextManager, aclosing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import openai

from tests.tiers.server import KEEP_ALIVES, SILENCE, ChatServer, black_hole, nobody, serving, text_chunk
from voice.answer.question import Question
from voice.answer.reply import Chunking, Reply
from voice.answer.tier_pool import TierPool
from voice.answer.tools import Toolbox
from voice.budget import Budget
from voice.clock import Clock, WallClock
from voice.config import Config
from voice.engines import tier_pool
from voice.messages import Message, Route
from voice.privacy.gate import EgressGate
from voice.skills import Skills
from voice.speak.sentences import sentences
from voice.tiers import StreamResult, protocol
from voice.tiers.spend import Ledger
from voice.trace import TurnTrace

QUESTION = "why is the sky blue"
WELL = [text_chunk(word) for word in ("Air ", "scatters ", "blue ", "light ", "most. ", "So ", "it ", "is.")]
ROUNDS = 40


@contextmanager
def answering(server: ChatServer) -> Iterator[str]:
    with serving(server):
        yield server.url


FAULTS: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "silent": lambda: answering(ChatServer(SILENCE)),
    "keep-alives only": lambda: answering(ChatServer(KEEP_ALIVES)),
    "dies after five tokens": lambda: answering(ChatServer(WELL[:5], cut=True)),
    "429": lambda: answering(ChatServer(status=429, headers={"Retry-After": "30"})),
    "500": lambda: answering(ChatServer(status=500)),
    "401": lambda: answering(ChatServer(status=401)),
    "garbage": lambda: answering(ChatServer(["<html>"])),
    "slow-loris": lambda: answering(ChatServer([b"H", 0.5] * 100, bare=True)),
    "refused": nobody,
    "black hole": black_hole,
    "cold start": lambda: answering(ChatServer(status=503)),
}


def config(folder: Path, *urls: str, **settings: Any) -> Config:
    names = ("first", "second")
    common = {"where": "cloud", "model": "m", "trusted": True, **settings}
    tiers = [common | {"name": name, "base_url": url} for name, url in zip(names, urls, strict=False)]
    return Config(state_dir=folder, tiers=tiers)


def _pool(settings: Config, clock: Clock, skills: Skills) -> TierPool:
    return tier_pool(settings, clock, skills, EgressGate.of(settings, clock), Ledger(None, settings.cost, clock))


async def asked(settings: Config, skills: Skills) -> tuple[float, float, str, TurnTrace]:
    """Seconds to the first chunk and to the end, the words, and the trace."""
    clock = WallClock()
    pool = _pool(settings, clock, skills)
    for tier in pool.tiers.values():
        tier._connected()  # loads the client, as `warm` would have; connects nothing
    trace = TurnTrace(datetime.now().astimezone(), "typed")
    route = Route("cloud", "benchmark", candidates=tuple(pool.tiers))
    question = Question(QUESTION, [Message("user", QUESTION)], route, Toolbox((), skills.call))
    began, first, said = time.perf_counter(), 0.0, []
    trace.route = route
    reply = Reply(pool, question, Chunking(sentences), trace, Budget(settings.budget).turn())
    async for chunk in reply.chunks():
        first = first or time.perf_counter() - began
        said.append(chunk)
    whole = time.perf_counter() - began
    for tier in pool.tiers.values():
        await tier.close()
    return first, whole, " ".join(said), trace


async def faults(folder: Path, skills: Skills, first_token_s: float) -> dict[str, Any]:
    results = {}
    for name, place in FAULTS.items():
        with place() as bad, serving(ChatServer(WELL)) as good:
            more = {"first_token_s": first_token_s} | ({"cold_start_s": 90.0} if name == "cold start" else {})
            first_s, _, _, helped = await asked(config(folder, bad, good.url, **more), skills)
            alone_s, alone_end_s, said, alone = await asked(config(folder, bad, **more), skills)
        results[name] = {
            "with_another_ms": round(first_s * 1e3, 1),
            "alone_ms": round(alone_s * 1e3, 1),
            "alone_whole_ms": round(alone_end_s * 1e3, 1),
            "alone_said": said,
            "answered_by": helped.answered_by,
            "reason": alone.error,
            "within_deadline": first_s <= first_token_s + 0.5 and alone_s <= first_token_s + 0.5,
        }
        print(f"{name:24} {first_s * 1e3:8.0f} ms  {alone_s * 1e3:8.0f} ms  {alone.error}", file=sys.stderr)
    return results


async def overhead(folder: Path, skills: Skills) -> dict[str, float]:
    """First token through the tier against that of the bare client, same request, interleaved."""
    with serving(ChatServer(WELL)) as server:
        settings = config(folder, server.url)
        pool = _pool(settings, WallClock(), skills)
        tier = pool.tiers["first"]
        await tier.warm()
        http = openai.DefaultAsyncHttpx2Client(trust_env=False)
        bare = openai.AsyncOpenAI(base_url=server.url, api_key="none", max_retries=0, http_client=http)
        question = [Message("user", QUESTION)]
        request = protocol.request(settings.tiers[0], question, ())

        async def client() -> AsyncGenerator[Any]:
            async for chunk in await bare.chat.completions.create(**request):
                yield chunk

        async def first_of(stream: AsyncGenerator[Any]) -> float:
            began = time.perf_counter()
            async with aclosing(stream):
                await anext(stream)
                took = time.perf_counter() - began
                async for _ in stream:
                    pass
            return took * 1e3

        times: dict[str, list[float]] = {"client_ms": [], "tier_ms": []}
        for turn in range(2 * ROUNDS):
            name = ("client_ms", "tier_ms", "tier_ms", "client_ms")[turn % 4]
            times[name].append(await first_of(client() if name == "client_ms" else tier.stream(question, StreamResult())))
        await bare.close()
        await tier.close()
    return {name: round(statistics.median(values), 3) for name, values in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--first-token", type=float, default=4.0, help="first-token deadline, seconds")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings, clock = config(Path(folder)), WallClock()
        skills = Skills(settings, clock, EgressGate.of(settings, clock))
        skills.load()
        print(f"{'fault':24} {'with another tier':>11}  {'alone':>6}", file=sys.stderr)
        results = asyncio.run(faults(Path(folder), skills, wanted.first_token))
        cost = asyncio.run(overhead(Path(folder), skills))
    print(json.dumps({"first_token_s": wanted.first_token, "faults": results, "first_token": cost}))


if __name__ == "__main__":
    main()
