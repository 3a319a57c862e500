"""The gateway before a real model in a process of its own."""

from pathlib import Path

import pytest

from tests.gateway.serving import SKY, gateway
from tests.tiers.fixture import settings


def test_a_program_gets_the_local_models_text_uncut_by_what_can_be_listened_to(tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    with gateway(tmp_path, settings()) as here:
        ask = here.client(timeout=60).chat.completions.create
        whole = ask(model="voice", messages=SKY).choices[0]
        cut = ask(model="device", messages=SKY, max_tokens=30)
        pieces = [chunk.choices[0].delta.content or "" for chunk in ask(model="voice", messages=SKY, stream=True)]
    assert whole.message.content.startswith("Air scatters blue light")
    assert whole.finish_reason == "stop"
    assert "".join(pieces) == whole.message.content
    assert len(pieces) > 10
    assert (cut.choices[0].finish_reason, cut.usage.completion_tokens) == ("length", 30)
