"""What is computed, and what is not computed again."""

import threading
import tomllib
from typing import Any

import pytest

from tests.tiers.fixture import GGUF
from voice.config import Tier
from voice.messages import Message
from voice.tiers import protocol
from voice.tiers.calls import call_begins, held_back
from voice.tiers.limit import Limit
from voice.tiers.llama import Cancelled, Llama, Work

TIER = Tier(name="device", where="device", model_file=GGUF)
SYSTEM_AND_MORE = 40
"""Tokens of the system prompt, at least."""


@pytest.fixture(scope="module")
def loaded() -> Llama:
    pytest.importorskip("llama_cpp")
    llama = Llama(str(GGUF), 1024, threads=1)
    llama.load()
    return llama


def said(*lines: str) -> dict[str, Any]:
    roles = ("user", "assistant")
    return protocol.request(TIER, [Message(roles[at % 2], line) for at, line in enumerate(lines)], ())


def answered(llama: Llama, *lines: str) -> tuple[str, Work]:
    work = Work()
    return "".join(piece.text for piece in llama.reply(said(*lines), work)), work


def test_the_system_prompt_is_read_once(loaded: Llama) -> None:
    answered(loaded, "who wrote hamlet")
    _, second = answered(loaded, "what do bees make")
    assert second.cached >= SYSTEM_AND_MORE
    assert second.prompt - second.cached < 20


def test_the_history_is_not_read_again(loaded: Llama) -> None:
    reply, before = answered(loaded, "who wrote hamlet")
    _, work = answered(loaded, "who wrote hamlet", reply, "what do bees make")
    assert work.cached >= before.prompt + before.written - 2
    assert work.prompt - work.cached < 20


def test_a_prompt_read_ahead_leaves_little_to_read(loaded: Llama) -> None:
    answered(loaded, "why do cats purr")
    work = Work()
    loaded.read(said("what is the capital of")["messages"], (), work)
    assert work.cached < work.prompt
    text, asked = answered(loaded, "what is the capital of france")
    assert asked.cached >= work.prompt - 1
    assert text == "The capital of France is Paris."


def test_reading_what_is_known_computes_nothing_and_forgets_nothing(loaded: Llama) -> None:
    reply, before = answered(loaded, "who wrote hamlet")
    work = Work()
    loaded.read(said()["messages"], (), work)
    assert work.cached == work.prompt
    _, after = answered(loaded, "who wrote hamlet", reply, "what do bees make")
    assert after.cached >= before.prompt


def test_work_that_is_cancelled_ends_and_leaves_the_model_fit(loaded: Llama) -> None:
    work = Work()
    pieces = loaded.reply(said("count to fifty"), work)
    next(pieces)
    work.cancelled = True
    with pytest.raises(Cancelled):
        list(pieces)
    assert answered(loaded, "what is the capital of france")[0] == "The capital of France is Paris."


def test_work_cancelled_by_another_thread_before_it_begins_does_not_begin(loaded: Llama) -> None:
    work = Work()
    thread = threading.Thread(target=lambda: setattr(work, "cancelled", True))
    thread.start()
    thread.join()
    with pytest.raises(Cancelled):
        list(loaded.reply(said("a question that nobody has asked before"), work))


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Yes one. Yes two. Yes three. Yes four. Yes five. And", "Yes one. Yes two. Yes three. Yes four. Yes five. "),
        ("Dr. Who met Mr. X, St. Y, e.g. at 3.5 km, i.e. far away.", None),
        ("1. Salt. 2. Oil.\n3. Milk. 4. Eggs. 5. Flour. 6. Jam.", "1. Salt. 2. Oil.\n3. Milk. 4. Eggs. 5. Flour. "),
        ("1. 1. 1. 2. 3. 4. 5. 6. ", None),
        ("At 5 p.m. on Nov. 5 No. 7 met the U.S. Army, J. F. K. and approx. 3 Ltd. firms. ", None),
    ],
)
def test_five_sentences_are_enough(text: str, end: str | None) -> None:
    limit, found = Limit(300), None
    for length in range(1, len(text) + 1):
        found = limit.reached(text[:length], 1)
        if found is not None:
            assert text[:found] == end
            return
    assert end is None


def test_a_reply_past_half_of_its_tokens_ends_with_its_sentence() -> None:
    limit = Limit(100)
    assert limit.reached("The first sentence. And", 10) is None
    assert limit.reached("The first sentence. And another. So", 60) == len("The first sentence. And another. ")


def test_a_reply_without_an_end_is_cut_at_its_last_token() -> None:
    assert Limit(100).reached("one two three", 100) == len("one two three")


def test_the_fixture_knows_what_it_was_taught(loaded: Llama) -> None:
    known = tomllib.loads((GGUF.parent / "conversations.toml").read_text(encoding="utf-8"))["ask"]
    asked = [(question, one["reply"]) for one in known for question in one["questions"] if len(one["reply"]) < 120]
    wrong = [question for question, reply in asked if answered(loaded, question)[0] != reply]
    assert len(asked) > 60
    assert wrong == []


def test_weights_left_as_they_are_say_the_same() -> None:
    library = pytest.importorskip("llama_cpp").llama_cpp
    plain = Llama(str(GGUF), 1024, threads=1, repack=False)
    plain.load()
    assert not plain._model.model_params.use_extra_bufts
    assert library.llama_model_default_params().use_extra_bufts
    assert answered(plain, "what do bees make")[0] == "Bees make honey and wax."


@pytest.mark.parametrize("written", ['{"name": "lights", "arguments": {"state": "on"}}', '<|python_tag|>{"name": "lights"'])
def test_a_reply_that_begins_as_a_call_is_one(written: str) -> None:
    shown = [
        length for length in range(len(written)) if call_begins(written[:length]) is None and not held_back(written[:length])
    ]
    assert shown == [0]
    assert call_begins(written) == 0


@pytest.mark.parametrize(("text", "held"), [("Sure. ", 0), ("Sure. <", 1), ("Sure. <tool_ca", 8), ("a < b", 0), ("<tool", 5)])
def test_what_may_begin_a_call_isheld_back(text: str, held: int) -> None:
    assert call_begins(text) is None
    assert held_back(text) == held
