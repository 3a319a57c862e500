"""Doubt and drafts with a real model in its real process: what it knows by heart it answers or begins to, for the rest the
larger tier is asked."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.talk import ask, conversation, loaded
from tests.tiers.fixture import GGUF
from tests.tiers.server import ChatServer, serving, text_chunk
from voice.answer import reply
from voice.config import Config
from voice.messages import Route, TierKind
from voice.trace import TurnTrace

SURE = 0.98
"""It knows little, and that by heart: of what it knows it is 0.999 sure, of the question below 0.79."""

KNOWN, UNKNOWN = "what is the capital of france", "how old is the universe"

Ask = Callable[[str], Awaitable[TurnTrace]]


def held(
    folder: Path,
    large: ChatServer,
    hold: Callable[[Ask], Awaitable[Any]],
    order: Sequence[str] = ("here", "there"),
    **answer: Any,
) -> None:
    """Questions to the fixture model and a larger tier."""
    pytest.importorskip("llama_cpp")

    async def run(url: str) -> None:
        patient = {"first_token_s": 20.0}
        tiers = [
            {"name": "here", "where": "device", "model_file": GGUF, "context_tokens": 1024, "threads": 1, **patient},
            {"name": "there", "where": "cloud", "base_url": url, "model": "m", "trusted": True, **patient},
        ]
        config = Config(state_dir=folder, tiers=tiers, routing={"confidence": SURE}, answer={"hedge": "never", **answer})  # type: ignore[arg-type]
        engines = await loaded(config)
        router = engines.router

        def here(text: str, **more: Any) -> Route:
            kind: TierKind = "device" if order[0] == "here" else "cloud"
            return replace(router.route(text, **more), tier=kind, candidates=tuple(order))

        engines.router = type("Here", (), {"route": staticmethod(here)})()  # type: ignore[assignment]

        async def asked(question: str) -> TurnTrace:
            return await ask(engines, conversation(), question)

        try:
            await engines.warm()
            await hold(asked)
        finally:
            await engines.close()

    with serving(large):
        asyncio.run(asyncio.wait_for(run(large.url), 60))


def verdict(trace: TurnTrace) -> str:
    assert trace.route is not None
    return next(signal.verdict for signal in trace.route.signals if signal.name == "confidence")


def test_what_it_knows_it_answers_and_for_the_rest_the_larger_tier_is_asked(tmp_path: Path) -> None:
    async def hold(ask: Ask) -> None:
        known, unknown = await ask(KNOWN), await ask(UNKNOWN)
        assert (known.reply, known.answered_by, verdict(known)) == ("The capital of France is Paris.", "here", "sure")
        assert (unknown.reply, unknown.answered_by, verdict(unknown)) == ("About 13.8 billion years.", "there", "larger tier")
        assert [action["action"] for action in unknown.actions] == ["escalate"]
        assert (known.tried, unknown.tried) == (["here"], ["here", "there"])

    held(tmp_path, ChatServer([text_chunk("About 13.8 "), text_chunk("billion years.")]), hold)


def test_its_own_words_are_said_when_the_larger_tier_is_down(tmp_path: Path) -> None:
    async def hold(ask: Ask) -> None:
        trace = await ask(UNKNOWN)
        assert (trace.answered_by, trace.tried) == ("here", ["here", "there"])
        assert trace.reply.endswith(".")
        assert "HTTP 500" in str(trace.error)

    held(tmp_path, ChatServer(status=500), hold)


def test_its_first_sentence_is_spoken_and_the_larger_tier_told_of_it(tmp_path: Path) -> None:
    large = ChatServer([1.5, text_chunk("Violet scatters "), text_chunk("even more.")])

    async def hold(ask: Ask) -> None:
        trace = await ask("why is the sky blue")
        assert trace.reply == "Air scatters blue light more than red. Violet scatters even more."
        assert (trace.answered_by, trace.tried) == ("there", ["here", "there"])
        assert [action["action"] for action in trace.actions][-1] == "draft"
        drafted, please = large.requests[-1]["messages"][-2:]
        assert drafted == {"role": "assistant", "content": "Air scatters blue light more than red."}
        assert please == {"role": "user", "content": reply.VERIFY}

    held(tmp_path, large, hold, order=("there", "here"), draft=True)
