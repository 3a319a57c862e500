"""SmolLM2, 135 million weights, as its user hears it: it knows little, runs in circles and is not taught to call tools."""

import asyncio
import logging
from pathlib import Path

import pytest

from tests.talk import ask, conversation, loaded
from voice.answer.loops import loops
from voice.config import Config
from voice.english.stops import is_list_number, is_whole
from voice.models import store
from voice.speak.normalise import normalise
from voice.tiers.supervisor import TOOLS_IGNORED
from voice.trace import TurnTrace

pytest.importorskip("llama_cpp")
pytestmark = [pytest.mark.weights, pytest.mark.slow]

QUESTIONS = (
    "what is the capital of australia", "how do i make pancakes", "tell me a joke", "how far away is the moon",
    "write a short poem about rain", "how do you say thank you in french", "give me a recipe for lentil soup",
    "count to twenty", "how do i remove a wine stain", "show me the quadratic formula",
)  # fmt: skip
"""Asked without care for its replies, it went round in circles on five, stopped at "3." on three and in mid-word on one."""


def asked(state: Path, *questions: str, **changes: object) -> list[TurnTrace]:
    device = {"name": "device", "where": "device", "model_file": store.path("smollm2-135m"), "first_token_s": 60.0}

    async def run() -> list[TurnTrace]:
        engines = await loaded(Config(state_dir=state, tiers=[device | changes]))
        try:
            await engines.warm()
            return [await ask(engines, conversation(), question, command=False) for question in questions]
        finally:
            await engines.close()

    return asyncio.run(run())


def test_what_it_says_can_be_listened_to(weights: Path, tmp_path: Path) -> None:
    replies = [trace.reply for trace in asked(tmp_path, *QUESTIONS)]
    assert "Canberra" in replies[0]
    for reply in replies:
        assert normalise(reply), reply
        assert not loops(reply), reply
        assert "<|" not in reply
        assert is_whole(reply) or reply[-1].isalnum() or reply[-1] in '",', reply  # a poem may be cut off behind a line
        assert not is_list_number(reply.removesuffix(".")), reply


def test_it_is_said_once_that_its_template_ignores_tools(
    weights: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        first, second = asked(tmp_path, "what is the capital of france", "who wrote hamlet", tools=True)
    assert [record.getMessage() for record in caplog.records] == [f"device: {TOOLS_IGNORED}"]
    assert "Paris" in first.reply
    assert second.reply
