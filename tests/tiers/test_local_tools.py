"""The skills as tools of the model on this machine, and schemas that are none for it."""

import json
import logging
from pathlib import Path

import pytest

from tests.skills.making import make_skills
from tests.tiers.templates import IGNORES_TOOLS, with_template
from tests.tiers.test_local import FRANCE, TIMER, ask, with_tier
from voice.clock import WallClock
from voice.config import Config
from voice.messages import Tool
from voice.skills.tools import BUILT_IN
from voice.tiers import StreamResult
from voice.tiers.local import LocalTier
from voice.tiers.supervisor import TOOLS_IGNORED

EGG = "set a timer for however long an egg takes"


@pytest.fixture
def tools(tmp_path: Path) -> tuple[Tool, ...]:
    skills = make_skills(Config(state_dir=tmp_path), WallClock())
    skills.load()
    return skills.tools


def called(tools: tuple[Tool, ...], question: str = EGG) -> list[str]:
    """The names of the tools that are called."""
    result = StreamResult()

    async def work(tier: LocalTier) -> None:
        await ask(tier, question, result=result, tools=tools)

    with_tier(work, tools=True, context_tokens=4096)
    for call in result.calls:
        json.loads(call.arguments)
    return [call.name for call in result.calls]


def test_all_the_skills_are_offered_at_once(tools: tuple[Tool, ...]) -> None:
    assert {tool.name for tool in tools} == set(BUILT_IN)
    assert called(tools) == ["timer_set"]


@pytest.mark.parametrize("name", BUILT_IN)
def test_each_skill_is_a_grammar(name: str, tools: tuple[Tool, ...]) -> None:
    assert called(tuple(tool for tool in tools if tool.name == name)) == [name]


@pytest.mark.parametrize(
    "slot", [{"type": "string", "pattern": r"^\d+$"}, {"$ref": "#/nowhere"}, {"type": "string", "pattern": "("}]
)
def test_a_schema_that_is_no_grammar_leaves_its_tool_out(slot: dict[str, str], caplog: pytest.LogCaptureFixture) -> None:
    dial = Tool("dial", "Dial a number.", {"type": "object", "properties": {"number": slot}, "required": ["number"]})

    async def work(tier: LocalTier) -> None:
        for tools in ((dial, TIMER), (dial,), (dial, TIMER)):
            result = StreamResult()
            await ask(tier, EGG, result=result, tools=tools)
            assert [call.name for call in result.calls] == ["timer_set"] * (TIMER in tools)
        assert await ask(tier, FRANCE[0], tools=(dial,)) == FRANCE[1]

    with caplog.at_level(logging.WARNING):
        with_tier(work, tools=True)
    assert [record.getMessage() for record in caplog.records] == [
        "device: dial is no tool for it: llama.cpp cannot read its schema"
    ]


def test_a_template_that_ignores_tools_is_told_of_once_and_the_model_calls_them_still(
    tmp_path: Path, tools: tuple[Tool, ...], caplog: pytest.LogCaptureFixture
) -> None:
    async def work(tier: LocalTier) -> None:
        assert not tier.takes_tools
        for _ in range(2):
            result = StreamResult()
            assert await ask(tier, EGG, result=result, tools=tools) == ""
            (call,) = result.calls
            assert call.name == "timer_set"
            assert json.loads(call.arguments)["seconds"] > 0
            assert await ask(tier, FRANCE[0]) == FRANCE[1]

    model = with_template(IGNORES_TOOLS, tmp_path / "ignores.gguf")
    with caplog.at_level(logging.WARNING):
        with_tier(work, tools=True, context_tokens=4096, model_file=model)
    assert [record.getMessage() for record in caplog.records] == [f"device: {TOOLS_IGNORED}"]


@pytest.mark.parametrize("changes", [{"tools": True}, {"model_file": "ignores"}])
def test_nothing_is_said_where_the_template_takes_tools_or_none_are_to_be_called(
    changes: dict[str, object], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async def work(tier: LocalTier) -> None:
        assert await ask(tier, FRANCE[0]) == FRANCE[1]
        assert tier.takes_tools == ("tools" in changes)

    if "model_file" in changes:
        changes = {"model_file": with_template(IGNORES_TOOLS, tmp_path / "ignores.gguf")}
    with caplog.at_level(logging.WARNING):
        with_tier(work, **changes)
    assert caplog.records == []
