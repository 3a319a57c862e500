"""Skills as a language model may call them."""

import asyncio
import json
from typing import Any

import pytest

from tests.skills.making import make_skills
from voice.config import Config
from voice.messages import Tool, ToolCall, ToolResult
from voice.skills import Context, Skills
from voice.skills.tools import BUILT_IN

OWN = """
[[skill]]
name = "bins"
sentences = ["which bin is it {week}", "bins for {person:who}"]
reply = "The green one {week}, {who}."
[skill.lists]
week = ["this week", "next week"]
"""


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    tmp_path = tmp_path_factory.mktemp("skills")
    (tmp_path / "own.toml").write_text(OWN)
    loaded = make_skills(Config(state_dir=tmp_path, skills={"own": tmp_path / "own.toml", "disabled": ("lights",)}))
    assert loaded.load() == []
    return loaded


def call(skills: Skills, skill: str, /, **arguments: object) -> ToolResult:
    return asyncio.run(skills.call(ToolCall("id", skill, json.dumps(arguments)), Context(will_ring=True)))


def named(skills: Skills, name: str) -> Tool:
    return next(tool for tool in skills.tools if tool.name == name)


def test_every_skill_with_slots_of_its_own_is_offered_unless_disabled(skills: Skills) -> None:
    assert {tool.name for tool in skills.tools} == BUILT_IN.keys() - {"lights"} | {"bins"}
    assert all(tool.description and tool.parameters["type"] == "object" for tool in skills.tools)


def test_schemas_say_what_slots_there_are_and_no_more(skills: Skills) -> None:
    assert named(skills, "timer_set").parameters == {
        "type": "object",
        "properties": {
            "seconds": {"exclusiveMinimum": 0, "maximum": 31104000, "type": "number"},
            "name": {"description": 'What it is for, in a word or two: "egg"', "type": "string"},
        },
        "additionalProperties": False,
        "required": ["seconds"],
    }


def test_a_call_does_what_the_sentence_would(skills: Skills) -> None:
    done = call(skills, "timer_set", seconds=420, name="egg")
    assert done == ToolResult("Egg timer set for seven minutes.", acted=True, private=("household",))
    status = call(skills, "timer_status")
    assert not status.acted
    assert "egg timer" in status.text
    assert call(skills, "timer_cancel", name="egg").text == "Egg timer cancelled."


@pytest.mark.parametrize(
    ("name", "slots", "private"),
    [
        ("time", {}, False), ("timer_set", {"seconds": 60}, False), ("timer_set", {"seconds": 60, "name": "tea"}, True),
        ("reminder_set", {"text": "call"}, True), ("timer_status", {}, True), ("timer_cancel", {}, True), ("lights", {}, True),
        ("bins", {}, True), ("one that is added tomorrow", {}, True),
    ],
)  # fmt: skip
def test_what_a_skill_tells_of_the_home_is_private(skills: Skills, name: str, slots: dict[str, Any], private: bool) -> None:
    assert bool(skills.private(name, slots)) == private


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("timer_set", "{}"),
        ("timer_set", '{"seconds": -1}'),
        ("timer_set", '{"seconds": "ten minutes"}'),
        ("timer_set", '{"seconds": 1e12}'),
        ("timer_set", '{"seconds": NaN}'),
        ("timer_set", '{"seconds": 60, "when": "later"}'),
        ("timer_set", '{"seconds": 6'),
        ("timer_set", "[60]"),
        ("alarm_set", '{"time": "7 am"}'),
        ("alarm_set", '{"time": "07:00", "day": "someday"}'),
        ("reminder_set", '{"text": "call home"}'),
        ("reminder_set", '{"text": "", "seconds": 60}'),
        ("reminder_set", '{"text": "call\\u001b[2J", "seconds": 60}'),
        ("timer_set", '{"seconds": 60, "name": "egg\\nsalt"}'),
        ("volume", '{"value": 101}'),
        ("volume", "{}"),
        ("bins", '{"week": "last week"}'),
        ("lights", '{"state": "on"}'),
        ("stop", "{}"),
        ("format_disk", "{}"),
    ],
)
def test_a_wrong_call_does_nothing_and_says_what_is_wrong(skills: Skills, name: str, arguments: str) -> None:
    called = asyncio.run(skills.call(ToolCall("id", name, arguments), Context(will_ring=True)))
    assert (called.understood, called.acted) == (False, False)
    assert called.text
    assert call(skills, "timer_status").text == "There are no timers."


def test_a_skill_that_cannot_do_it_says_so(skills: Skills) -> None:
    assert call(skills, "volume", change="up") == ToolResult("There is no speaker here to turn up or down.", acted=True)


def test_skills_of_the_users_own_take_words_from_their_lists(skills: Skills) -> None:
    assert named(skills, "bins").parameters["properties"] == {
        "week": {"enum": ["this week", "next week"], "type": "string"},
        "who": {"type": "string"},
    }
    assert call(skills, "bins", week="this week", who="me").text == "The green one this week, me."
