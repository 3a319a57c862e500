"""Replies that go astray or are not finished, as the listener hears them."""

from collections.abc import AsyncGenerator, Sequence

import pytest

from tests.answer.asking import Asking
from voice.answer import phrases, reply
from voice.answer.ending import last_of
from voice.errors import TierError, UselessError
from voice.messages import GenerationOptions, Message, Tools
from voice.testing import ScriptedTier
from voice.tiers import StreamResult

WHALE = "The whale is large. "
OCEAN = "They're found in the ocean. "
AGAIN = "small: it repeated itself again and again"


class Unfinished(ScriptedTier):
    """A tier whose tokens are used up when it has said its pieces."""

    async def stream(
        self, messages: Sequence[Message], result: StreamResult, tools: Tools = (), options: GenerationOptions | None = None
    ) -> AsyncGenerator[str]:
        async for piece in super().stream(messages, result, tools, options):
            yield piece
        result.ended = "length"


def words(text: str) -> list[str]:
    """A text as a model writes it, word by word."""
    return [f"{word} " for word in text.split()]


def test_the_same_sentence_is_not_said_a_third_time_and_the_trace_says_why() -> None:
    small = ScriptedTier("small", *words(WHALE + OCEAN * 50))
    asking = Asking([small], cache_s=60.0)
    said, trace = asking.ask()
    assert said == (WHALE + OCEAN * 2).strip()
    assert (trace.answered_by, trace.error) == ("small", AGAIN)
    assert small.finished == 0
    assert asking.cache.get("why is the sky blue") is None


def test_a_sentence_that_goes_round_in_circles_is_not_said_and_the_reply_ends_before_it() -> None:
    said, trace = Asking([ScriptedTier("small", *words(WHALE), "It weighs 2,150", *[",000"] * 200)]).ask()
    assert (said, trace.error) == (WHALE.strip(), AGAIN)


def test_where_nothing_whole_was_said_another_tier_answers() -> None:
    large = ScriptedTier("large", "Say merci.")
    said, trace = Asking([ScriptedTier("small", *["je m'aime, "] * 200), large]).ask()
    assert (said, trace.answered_by, trace.error) == ("Say merci.", "large", AGAIN)
    assert large.asked[0][-1] == Message("user", "why is the sky blue")


def test_where_a_circle_is_all_there_is_the_listener_is_told() -> None:
    said, trace = Asking([ScriptedTier("small", *["je m'aime, "] * 200)]).ask()
    assert (said, trace.answered_by, trace.error) == (phrases.NO_USE, None, AGAIN)


def test_an_endless_phrase_of_which_much_was_said_is_gone_on_from_by_another_tier() -> None:
    phrase = "and the rain that falls upon the hills and fields and towns along the river all the long day and all the night, "
    large = ScriptedTier("large", "Then it stopped.")
    said, _ = Asking([ScriptedTier("small", *words(phrase * 20)), large]).ask()
    assert said.endswith(" Then it stopped.")
    assert said.count("long day") == 3
    assert large.asked[0][-1] == Message("user", reply.CONTINUE)


@pytest.mark.parametrize("pieces", [[""], [" \n"], ["<|im_end|>"], ["<|im_start|>", "assistant\n"], [UselessError("small: ")]])
def test_a_reply_without_a_word_is_told_as_such(pieces: list[str]) -> None:
    said, trace = Asking([ScriptedTier("small", *pieces)]).ask()
    assert said == phrases.NO_USE
    assert trace.answered_by is None


def test_a_tier_out_of_reach_is_told_as_such_where_another_had_nothing_to_say() -> None:
    said, _ = Asking([ScriptedTier("small", ""), ScriptedTier("large", TierError("large: no connection"))]).ask()
    assert said == phrases.UNREACHABLE


def test_marks_of_a_template_are_not_said() -> None:
    small = ScriptedTier("small", "<|im_start|>", "assistant", "\n", "It is ten", ".", "<|im", "_end|>", "\nuser\nAnd you?")
    assert Asking([small]).ask()[0] == "It is ten."


def test_half_a_sentence_behind_a_whole_one_is_left_out_when_the_tokens_are_used_up() -> None:
    said, trace = Asking([Unfinished("small", *words(WHALE), "They are fou")]).ask()
    assert (said, trace.error) == (WHALE.strip(), None)


def test_half_a_sentence_that_is_all_there_is_trails_off_with_a_whole_word() -> None:
    assert Asking([Unfinished("small", "The whale is lar")]).ask()[0] == "The whale is …"


def test_whole_sentences_stay_whatever_ended_the_reply() -> None:
    assert Asking([Unfinished("small", WHALE, OCEAN.strip())]).ask()[0] == (WHALE + OCEAN).strip()


@pytest.mark.parametrize(
    ("chunk", "said", "left"),
    [
        ("It is", [], ["It …"]),
        ("Antidisestab", [], ["Antidisestab …"]),
        ("blue at noon", ["The sky is"], ["blue at …"]),
        ("It is", ["Yes."], []),
        ("blue.", ["The sky is"], ["blue."]),
        ("3.", ["1. Boil it.", "2. Peel it."], []),
        ('He said "no."', ["Yes."], ['He said "no."']),
    ],
)
def test_what_is_said_of_the_last_chunk(chunk: str, said: list[str], left: list[str]) -> None:
    assert last_of(chunk, said) == left


def test_another_tier_is_told_how_far_a_broken_reply_came_and_a_listener_without_one_hears_of_it() -> None:
    broken = TierError("small: the local model crashed (SIGKILL)")
    large = ScriptedTier("large", "Large ones live there.")
    said, _ = Asking([ScriptedTier("small", *words(WHALE + "They"), broken), large]).ask()
    assert said == WHALE + "Large ones live there."
    assert large.asked[0][-1] == Message("user", reply.CONTINUE)
    said, _ = Asking([ScriptedTier("small", *words(WHALE + "They"), broken)]).ask()
    assert said == WHALE + phrases.CUT_SHORT
