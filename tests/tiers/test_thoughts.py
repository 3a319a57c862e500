"""Thoughts that a server leaves in the text, in the tags of many models."""

import asyncio

import pytest

from tests.tiers.opened import opened
from tests.tiers.server import ChatServer, serving, text_chunk
from voice.config import Tier
from voice.messages import Message
from voice.tiers import StreamResult
from voice.tiers.thoughts import Thoughts

THOUGHT = [
    "<think>Is it?</think>", "<thinking>Is it?</thinking>", "<THINK>\nIs it?\n</THINK>", "<reasoning>Is it?</reasoning>",
    "[THINK]Is it?[/THINK]", "◁think▷Is it?◁/think▷", "<|begin_of_thought|>Is it?<|end_of_thought|>",
    "<|START_THINKING|>Is it?<|END_THINKING|>", "<seed:think>Is it?</seed:think>", "<think></think>",
    "<|channel|>analysis<|message|>Is it?<|end|><|start|>assistant<|channel|>final<|message|>",
    "<|start|>assistant<|channel|>analysis<|message|>Is it?<|end|><|start|>assistant<|channel|>final<|message|>",
    "<|channel|>commentary to=functions.time <|constrain|>json<|message|>{}<|call|><|channel|>final<|message|>",
    '<think type="deep">Is it?</think>', "<think >Is it?</think >", "<thoughts>Is it?</thoughts>",
    "<scratchpad>Is it?</scratchpad>",
    "<analysis>Is it?</analysis>", "<mm:think>Is it?</mm:think>", "<antThinking>Is it?</antThinking>",
    "<|think|>Is it?<|/think|>",
    "<thinking_process>Is it?</thinking_process>", "[THOUGHT]Is it?[/THOUGHT]", "<|channel>thought\nIs it?<channel|>",
    "<reasoning_content>Is it?</reasoning_content>", "<|begin_of_thinking|>Is it?<|end_of_thinking|>",
    "<|channel|>final<|message|>", "analysisIs it?assistantfinal", "<think>Is it <b>?</think><think>No.</think>",
    "<|inner_prefix|>Is it?<|inner_suffix|>", "<unused94>thought\nIs it?<unused95>",
]  # fmt: skip
KEPT = [
    "analysis of it", "an analysisX", "a < b, [1] and [think", "<thin> <thinks>", "<answer>x</answer>", "◁", "<|channel|>", "",
    "<|start|>user", "A", "a <b and c> d", "<thinker>", "x <y", "<analyst>", "<b>bold</b> [1]",
]  # fmt: skip
SIZES = [1, 2, 3, 5, 11, 1000]


def read(text: str, size: int, assumed: bool = False) -> str:
    thoughts = Thoughts(assumed)
    return "".join(thoughts.feed(text[at : at + size]) for at in range(0, len(text), size)) + thoughts.flush()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("thought", THOUGHT)
def test_what_is_thought_is_not_said(thought: str, size: int) -> None:
    assert read(f"{thought}It is ten.", size).strip() == "It is ten."
    assert read(f"{thought}It is ten.", size, assumed=True).strip() == "It is ten."


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_a_tag_is_said(text: str, size: int) -> None:
    assert read(text, size) == text
    assert read(text, size, assumed=True) == text


@pytest.mark.parametrize("size", SIZES)
def test_the_tags_around_an_answer_are_left_out_behind_thoughts(size: int) -> None:
    assert read("<think>Is it?</think><answer>It is ten.</answer>", size) == "It is ten."


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("end", ["</think>", "</thinking>", "[/THINK]", "<|channel|>final<|message|>", "assistantfinal"])
def test_thoughts_of_which_the_end_alone_is_marked(end: str, size: int) -> None:
    assert read(f"Is it?{end}It is ten.", size, assumed=True) == "It is ten."
    assert end not in read(f"It is.{end} It is ten.", size) or end == "assistantfinal"


def ask(model: str, *replies: str) -> list[str]:
    async def run(url: str) -> list[str]:
        chat = opened(Tier(name="t", where="lan", base_url=url, model=model, first_token_s=20.0, next_token_s=20.0))
        try:
            return ["".join([one async for one in chat.stream([Message("user", "?")], StreamResult())]) for _ in replies]
        finally:
            await chat.close()

    answers = [[text_chunk(word + " ") for word in reply.split()] for reply in replies]
    with serving(ChatServer(answers=answers)) as server:
        return asyncio.run(asyncio.wait_for(run(server.url), 60))


UNOPENED = "Is it ? </think> It is ten."


def test_a_tier_that_marks_the_end_alone_is_known_by_it_from_then_on() -> None:
    first, *later, plain, last = ask("m", UNOPENED, UNOPENED, UNOPENED, "It is ten.", "It is ten.")
    assert "</think>" not in first
    assert [text.strip() for text in (*later, plain, last)] == ["It is ten."] * 4


@pytest.mark.parametrize("model", ["deepseek-r1:7b", "QwQ-32B", "qwen3-4b-thinking-2507", "phi-4-reasoning"])
def test_some_models_are_known_by_name(model: str) -> None:
    assert [text.strip() for text in ask(model, UNOPENED, "It is ten.")] == ["It is ten."] * 2
