"""What is taken for a word of a reply, and what is not; each reply from a real server on this machine."""

import asyncio
import json
from collections.abc import Iterable
from itertools import chain, repeat
from typing import Any

import pytest

from tests.tiers.opened import opened
from tests.tiers.server import SILENCE, ChatServer, Step, call_chunks, serving, text_chunk
from voice.clock import Clock, VirtualClock
from voice.config import Tier
from voice.errors import TierError
from voice.messages import GenerationOptions, Message
from voice.tiers import StreamResult
from voice.tiers.breaker import FAILURES
from voice.tiers.chat import ChatTier
from voice.tiers.protocol import MAX_REPLY_TOKENS
from voice.tiers.reader import MOST_CHARS_PER_TOKEN, Reader, is_visible
from voice.tiers.thoughts import Thoughts

QUESTION = [Message("user", "why is the sky blue")]
WHOLE = "<think>They ask <why>. Rayleigh?</think>\n\nLight is <scattered>, a < b.<think>Enough</think>"
SAID = "Light is <scattered>, a < b."


def tier(url: str, clock: Clock | None = None, **settings: Any) -> ChatTier:
    patient = {"connect_s": 20.0, "first_token_s": 20.0, "next_token_s": 20.0, "total_s": 60.0}
    return opened(Tier(name="cloud", where="cloud", base_url=url, model="m", **(patient | settings)), clock)


def ask(server: ChatServer, result: StreamResult | None = None, lines: list[Message] = QUESTION, **settings: Any) -> list[str]:
    async def run() -> list[str]:
        chat = tier(server.url, **settings)
        try:
            return [piece async for piece in chat.stream(lines, result or StreamResult())]
        finally:
            await chat.close()

    with serving(server):
        return asyncio.run(asyncio.wait_for(run(), 30))


def failure(server: ChatServer, **settings: Any) -> str:
    with pytest.raises(TierError) as caught:
        ask(server, **settings)
    return str(caught.value).removeprefix("cloud: ")


def pieces(text: str, size: int) -> list[dict[str, Any]]:
    return [text_chunk(text[at : at + size]) for at in range(0, len(text), size)]


def thought(text: str, field: str = "reasoning_content") -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": {field: text}}]}


@pytest.mark.parametrize("size", range(1, 12))
def test_what_is_thought_is_not_said_wherever_its_tags_are_cut(size: int) -> None:
    assert "".join(ask(ChatServer(pieces(WHOLE, size)))).strip() == SAID


def test_text_that_may_begin_a_tag_is_said_once_it_does_not() -> None:
    thoughts = Thoughts()
    assert [thoughts.feed(text) for text in ("a <", "thi", "s> ", "</thin")] == ["a ", "", "<this> ", ""]
    assert thoughts.flush() == "</thin"


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_thoughts_in_a_field_of_their_own_are_not_said(field: str) -> None:
    result = StreamResult()
    assert ask(ChatServer([thought("Rayleigh? " * 8, field), text_chunk("Light.")]), result) == ["Light."]
    assert result.tokens_out > 20


def test_how_sure_a_tier_is_of_its_thoughts_is_not_how_sure_it_is_of_its_answer() -> None:
    result = StreamResult()
    said = [("<think>", -0.1), ("so", -0.1), ("</think>", 0.0), ("Light", -2.0), (".", -1.0)]
    ask(ChatServer([text_chunk(text, logprob) for text, logprob in said]), result, logprobs=True)
    assert result.logprobs == [0.0, -2.0, -1.0]


@pytest.mark.parametrize(
    "steps",
    [
        [text_chunk(" "), 0.05] * 200,
        [text_chunk("\u200b"), 0.05] * 200,
        [text_chunk("\n\n"), *SILENCE],
    ],
    ids=["blanks", "no width", "a blank line"],
)
def test_white_space_is_no_first_token(steps: Iterable[Step]) -> None:
    assert failure(ChatServer(steps), first_token_s=0.3) == "no first token in 0.3 s"


def test_a_flood_of_white_space_ends() -> None:
    """By the time, or by the tokens, whichever is used up first."""
    ends = ("no first token in 0.3 s", "it said nothing, its tokens used up")
    assert failure(ChatServer(repeat(text_chunk(" "), 10**6)), first_token_s=0.3) in ends


def test_white_space_does_not_keep_a_reply_alive() -> None:
    steps = [text_chunk("The sky"), *[text_chunk(" "), 0.05] * 200]
    assert failure(ChatServer(steps), next_token_s=0.3) == "silent for 0.3 s in mid-reply"


def test_the_first_piece_has_something_visible() -> None:
    said = ask(ChatServer([text_chunk("\n"), text_chunk(" "), text_chunk("Light"), text_chunk(" "), text_chunk("scatters.")]))
    assert said == ["Light", " ", "scatters."]


@pytest.mark.parametrize(
    "steps",
    [
        [text_chunk("<think>"), *[text_chunk("so "), 0.05] * 200],
        [thought("so "), 0.05] * 200,
    ],
    ids=["in tags", "apart"],
)
def test_a_tier_that_thinks_on_is_late_and_the_reason_says_so(steps: Iterable[Step]) -> None:
    assert failure(ChatServer(steps), first_token_s=0.3) == "no first token in 0.3 s, as it was still thinking"


@pytest.mark.parametrize(
    ("steps", "said"),
    [
        ([], "it said nothing"),
        ([text_chunk(" \n")], "it said nothing"),
        ([text_chunk("<think>So they ask</think>\n")], "it thought, and said nothing"),
        ([text_chunk("<think>So they ask")], "it thought, and said nothing"),
        (
            [thought("So"), {"choices": [{"index": 0, "delta": {}, "finish_reason": "length"}]}],
            "it thought, and said nothing, its tokens used up",
        ),
    ],
)
def test_an_empty_reply_is_a_failure_with_its_reason(steps: list[Step], said: str) -> None:
    assert failure(ChatServer(steps)) == said


def test_a_tier_that_keeps_saying_nothing_is_left_alone() -> None:
    async def run(chat: ChatTier) -> str:
        for _ in range(FAILURES + 1):
            with pytest.raises(TierError) as caught:
                await anext(chat.stream(QUESTION, StreamResult()))
        await chat.close()
        return str(caught.value)

    with serving(ChatServer()) as server:
        assert "left alone" in asyncio.run(run(tier(server.url)))


def test_there_may_be_nothing_to_add_to_what_a_tool_said() -> None:
    assert ask(ChatServer(), lines=[*QUESTION, Message("tool", "It's noon.", call_id="id0")]) == []


def test_a_reply_without_end_ends_with_a_sentence_a_little_beyond_what_was_asked_for() -> None:
    result = StreamResult()
    words = chain.from_iterable(repeat([text_chunk("One word "), text_chunk("and another."), text_chunk(" ")], 10**5))
    said = "".join(ask(ChatServer(words), result))
    assert said.endswith("and another. ")
    most = MOST_CHARS_PER_TOKEN * MAX_REPLY_TOKENS
    assert most < len(said) < most + 100
    assert result.ended == "length"


def test_one_without_a_sentence_ends_too() -> None:
    said = "".join(ask(ChatServer(repeat(text_chunk("word "), 10**6))))
    assert len(said) < 3 * MOST_CHARS_PER_TOKEN * MAX_REPLY_TOKENS


def test_a_tool_call_without_end_ends_too() -> None:
    result = StreamResult()
    first, more = call_chunks("timer_set", '{"a"')
    ask(ChatServer(chain([first], repeat(more, 10**6))), result, tools=True)
    (call,) = result.calls
    assert call.name == "timer_set"
    assert len(call.arguments) < 3 * MOST_CHARS_PER_TOKEN * MAX_REPLY_TOKENS


def test_an_ordinary_reply_of_the_length_asked_for_is_whole() -> None:
    sentence = "Sunlight reaches the Earth's atmosphere and is scattered in all directions by its gases. "  # 15 tokens or more
    said = ask(ChatServer([text_chunk(sentence)] * (MAX_REPLY_TOKENS // 15)))
    assert "".join(said) == sentence * (MAX_REPLY_TOKENS // 15)


def test_a_server_that_never_keeps_anybody_waiting_does_not_outlast_the_total() -> None:
    async def run(chat: ChatTier) -> None:
        try:
            async for _ in chat.stream(QUESTION, StreamResult(), options=GenerationOptions()):
                pass
        finally:
            await chat.close()

    with serving(ChatServer(repeat(text_chunk("x"), 10**9))) as server, pytest.raises(TierError, match="more than 1 s in all"):
        asyncio.run(asyncio.wait_for(run(tier(server.url, total_s=1.0, context_tokens=10**9)), 20))


def test_time_in_which_the_speaker_asks_for_nothing_is_not_the_servers() -> None:
    clock = VirtualClock()

    async def run(chat: ChatTier) -> list[str]:
        said = []
        async for piece in chat.stream(QUESTION, StreamResult()):
            said.append(piece)
            await clock.step(60.0)
        await chat.close()
        return said

    with serving(ChatServer([text_chunk("One."), text_chunk(" Two."), text_chunk(" Three.")])) as server:
        assert asyncio.run(run(tier(server.url, clock, total_s=5.0, next_token_s=3.0))) == ["One.", " Two.", " Three."]


@pytest.mark.parametrize(("text", "seen"), [("a", True), (" \n\t", False), ("\u200b\ufeff", False), ("。", True), ("", False)])
def test_visible(text: str, seen: bool) -> None:
    assert is_visible(text) is seen


@pytest.mark.parametrize(
    ("text", "length"),
    [("A word. " * 100, 64), ("word " * 100, 120), ("A word. ", 8)],
    ids=["of sentences", "of words", "short"],
)
def test_a_reply_in_one_chunk_is_cut_where_it_is_too_long(text: str, length: int) -> None:
    def read(text: str) -> str:
        return "".join(reader.feed(f"data: {json.dumps(text_chunk(text))}\n\n".encode()))

    reader = Reader(StreamResult(), 0)
    assert read(text) == text[:length]
    assert reader.cut == (len(text) > length)
    assert read("More. ") == ("" if reader.cut else "More. ")
