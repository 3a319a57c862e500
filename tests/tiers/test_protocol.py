"""What is sent to a tier."""

from typing import Any

import pytest

from voice.clock import cpu_stopwatch
from voice.config import Tier
from voice.messages import GenerationOptions, Message, Tool, ToolCall
from voice.tiers.protocol import MAX_REPLY_TOKENS, request

CALL = ToolCall("id0", "time", "{}")


def sent(context: int, *lines: Message, options: GenerationOptions | None = None, **changes: Any) -> list[str]:
    """The roles and the beginnings of the lines that a tier with such a context is sent."""
    tier = Tier(name="t", where="lan", base_url="http://localhost/v1", model="m", context_tokens=context, **changes)
    tools = [Tool("time", "What time it is. " * 50, {"type": "object"})]
    return [f"{line['role']} {line['content'][:1]}" for line in request(tier, lines, tools, options)["messages"]]


def talk(exchanges: int, chars: int = 300) -> list[Message]:
    """Each line begins with its number."""
    pairs = ((Message("user", f"{at}" * chars), Message("assistant", f"{at}" * chars)) for at in range(exchanges))
    return [line for pair in pairs for line in pair]


def test_a_conversation_that_fits_is_sent_whole() -> None:
    assert len(sent(8192, *talk(9), Message("user", "?"))) == 20


@pytest.mark.parametrize(("context", "first"), [(1400, 2), (900, 4), (500, 5)])
def test_the_oldest_exchanges_are_dropped_whole(context: int, first: int) -> None:
    kept = [f"{role} {at}" for at in range(first, 6) for role in ("user", "assistant")]
    assert sent(context, *talk(6), Message("user", "?")) == ["system Y", *kept, "user ?"]


def test_there_is_room_for_the_reply_and_for_the_tools() -> None:
    lines = [*talk(4), Message("user", "?")]
    assert len(sent(1400, *lines)) > len(sent(1400, *lines, tools=True))
    assert len(sent(1400, *lines, options=GenerationOptions(max_tokens=10))) >= len(sent(1400, *lines)) - 1
    assert MAX_REPLY_TOKENS < 1400 / 4


def test_the_question_stays_and_so_does_what_came_of_it() -> None:
    behind = [Message("assistant", "", calls=(CALL,)), Message("tool", "It's noon. " * 300, call_id="id0")]
    assert sent(100, *talk(2), Message("user", "? " * 300), *behind) == ["system Y", "user ?", "assistant ", "tool I"]


def test_what_a_tool_said_goes_with_its_question() -> None:
    called = [Message("user", "1"), Message("assistant", "", calls=(CALL,)), Message("tool", "2" * 900)]
    assert sent(300, *called, Message("assistant", "3"), Message("user", "?")) == ["system Y", "user ?"]


def test_the_lines_of_a_program_stay() -> None:
    lines = [Message("system", "be brief"), *talk(4), Message("user", "?")]
    assert sent(200, *lines, options=GenerationOptions()) == ["system b", "user ?"]


def test_languages_with_a_token_for_each_character_are_counted_so() -> None:
    lines = [Message("user", "天" * 200), Message("assistant", "蓝" * 200), Message("user", "?")]
    assert sent(400, *lines) == ["system Y", "user ?"]
    assert len(sent(900, *lines)) == 4


def test_a_long_conversation_is_shortened_in_a_time_that_grows_with_it() -> None:
    lines = [Message("user", "why")] * 30_000
    watch = cpu_stopwatch()
    sent = request(Tier(name="home", where="lan", base_url="http://nas.lan/v1", model="m"), lines, (), GenerationOptions())
    assert watch() < 2.0
    assert len(sent["messages"]) < 8192
