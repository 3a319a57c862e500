"""`python -m benchmarks.local_tier`: what the local tier costs beside llama-cpp-python called directly.

First token with a warm prefix and a question of 12 words, in turns: the tier, `create_chat_completion` in this process, and
`generate` alone, which is the model's own time. Then the first token of a question that was read ahead, how long the model
works on after a reply is closed, and how soon a killed and a hung process are noticed. The model is a shape of
`benchmarks.shapes`: random weights, true time.
The last line on stdout is one JSON document.
"""

import argparse
import asyncio
import json
import os
import signal
import statistics
import sys
import time
from contextlib import aclosing
from pathlib import Path
from typing import Any

from benchmarks.listening.figures import machine
from benchmarks.shapes import LLAMA, shape
from voice.config import Tier
from voice.errors import TierError
from voice.messages import Message
from voice.tiers import StreamResult, protocol
from voice.tiers.llama import writing_threads
from voice.tiers.local import LocalTier

QUESTIONS = (
    "why is the sky blue at noon but red in the evening",
    "how many people live in the largest city of that northern country",
    "what would happen if the moon were twice as close to us",
    "who was the first person to sail around the whole wide world",
    "when did the last train leave the old station of the town",
    "where do the birds of our garden go in the cold winter",
)
"""Questions of twelve words each."""

CONTEXT = 2048
WAIT_S = 0.3
"""What the end of a turn waits for more words, about."""

QUIET_S = 0.03
"""Seconds without CPU time after which the model's process has stopped."""


class Direct:
    """The model in this process."""

    def __init__(self, path: Path, threads: int) -> None:
        import llama_cpp

        self._llama = llama_cpp.Llama(str(path), n_ctx=CONTEXT, n_threads=threads, n_threads_batch=threads, verbose=False)
        template = self._llama.metadata["tokenizer.chat_template"]
        self._formatter = llama_cpp.llama_chat_format.Jinja2ChatFormatter(template, "<|im_end|>", "")

    def completion(self, messages: list[Any]) -> float:
        """Seconds to the first text of `create_chat_completion`."""
        began = time.perf_counter()
        for chunk in self._llama.create_chat_completion(messages, stream=True, temperature=0.0, max_tokens=8):
            if chunk["choices"][0]["delta"].get("content"):
                return time.perf_counter() - began
        return time.perf_counter() - began

    def generate(self, messages: list[Any]) -> float:
        """Seconds to the first token of `generate`."""
        began = time.perf_counter()
        prompt = self._formatter(messages=messages).prompt
        tokens = self._llama.tokenize(prompt.encode(), add_bos=False, special=True)
        next(self._llama.generate(tokens, temp=0.0))
        return time.perf_counter() - began


async def first_token(tier: LocalTier, question: str) -> float:
    began = time.perf_counter()
    async with aclosing(tier.stream([Message("user", question)], StreamResult())) as pieces:
        await anext(pieces)
        return time.perf_counter() - began


async def interleaved(tier: LocalTier, direct: Direct, settings: Tier, rounds: int) -> dict[str, Any]:
    """Each asks another question than the one before it had, so that what is known is the prompt's beginning alone."""
    took: dict[str, list[float]] = {"tier": [], "create_chat_completion": [], "generate": []}
    for number in range(-3, rounds):
        asked = [QUESTIONS[(number + at) % len(QUESTIONS)] for at in (0, 3)]
        one, other = (protocol.request(settings, [Message("user", question)], ())["messages"] for question in asked)
        found = {
            "tier": await first_token(tier, asked[0]),
            "create_chat_completion": direct.completion(one),
            "generate": direct.generate(other),
        }
        if number >= 0:
            for name, seconds in found.items():
                took[name].append(seconds)
    medians = {name: statistics.median(every) for name, every in took.items()}
    return {
        "first_token_ms": {name: round(seconds * 1e3, 1) for name, seconds in medians.items()},
        "first_token_least_ms": {name: round(min(every) * 1e3, 1) for name, every in took.items()},
        "over_create_chat_completion": round(medians["tier"] / medians["create_chat_completion"], 3),
        "over_generate": round(medians["tier"] / medians["generate"], 3),
    }


async def prefill(tier: LocalTier, rounds: int) -> float:
    """Seconds to the first token of a question that was read while the turn's end was waited for."""
    took = []
    for number in range(rounds):
        question = QUESTIONS[number % len(QUESTIONS)]
        await tier.prefill([Message("user", question)])
        await asyncio.sleep(WAIT_S)
        took.append(await first_token(tier, question))
    return statistics.median(took)


def pid(tier: LocalTier) -> int:
    process = tier._supervisor._process
    assert process is not None
    assert process._child is not None
    return process._child.pid


def cpu_s(number: int) -> float:
    """CPU time of a process, all its threads."""
    files = Path(f"/proc/{number}/task").glob("*/schedstat")
    return sum(int(file.read_text().split()[0]) for file in files) / 1e9


async def cancelled(tier: LocalTier) -> float:
    """Seconds that the model's process works on after its reply is closed."""
    pieces = tier.stream([Message("user", QUESTIONS[0])], StreamResult())
    for _ in range(5):
        await anext(pieces)
    began = last = time.perf_counter()
    await pieces.aclose()
    used = cpu_s(pid(tier))
    while time.perf_counter() - last < QUIET_S:
        await asyncio.sleep(0.001)
        if (now := cpu_s(pid(tier))) - used > 2e-4:
            last, used = time.perf_counter(), now
    return last - began


async def noticed(tier: LocalTier, number: signal.Signals) -> dict[str, float]:
    """Seconds from a signal in mid-reply to the error, and to the next reply's first token."""
    began = 0.0
    try:
        async for _ in tier.stream([Message("user", QUESTIONS[1])], StreamResult()):
            if not began:
                began = time.perf_counter()
                os.kill(pid(tier), number)
    except TierError:
        error = time.perf_counter() - began
    while True:
        try:
            await first_token(tier, QUESTIONS[2])
            return {"error_s": round(error, 3), "answers_again_s": round(time.perf_counter() - began, 2)}
        except TierError:
            await asyncio.sleep(0.02)


async def measure(name: str, rounds: int, threads: int) -> dict[str, Any]:
    path = shape(name)
    settings = Tier(name="device", where="device", model_file=path, context_tokens=CONTEXT, threads=threads)
    tier, direct = LocalTier(settings), Direct(path, threads)
    try:
        began = time.perf_counter()
        await tier.warm()
        report: dict[str, Any] = {"ready_s": round(time.perf_counter() - began, 2)}
        report |= await interleaved(tier, direct, settings, rounds)
        report["first_token_read_ahead_ms"] = round(await prefill(tier, rounds // 2) * 1e3, 1)
        if Path("/proc/self/schedstat").exists():
            stops = [await cancelled(tier) for _ in range(10)]
            report["cancelled_ms"] = {"p50": round(statistics.median(stops) * 1e3, 1), "max": round(max(stops) * 1e3, 1)}
        report["killed"] = await noticed(tier, signal.SIGKILL)
        report["hung"] = await noticed(tier, signal.SIGSTOP)
    finally:
        await tier.close()
    return report


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.local_tier", description=__doc__)
    parser.add_argument("--shape", choices=LLAMA, default="0.5b")
    parser.add_argument("--rounds", type=int, default=24)
    parser.add_argument("--threads", type=int, default=writing_threads())
    options = parser.parse_args()
    report = asyncio.run(measure(options.shape, options.rounds, options.threads))
    for name, value in report.items():
        print(f"{name:30} {value}", file=sys.stderr)
    print(json.dumps({"machine": machine(), "shape": options.shape, "threads": options.threads} | report))


if __name__ == "__main__":
    main()
