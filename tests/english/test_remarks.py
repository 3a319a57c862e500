"""Remarks, which ask for nothing, and what is said to them where no model may be told."""

import pytest

from voice.answer.phrases import NO_MODEL, NOTHING_DONE, REMARKS, for_nobody
from voice.english.remarks import remark
from voice.messages import Route


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("ok", "fine"), ("that's better", "fine"), ("ok great", "fine"), ("lovely", "fine"), ("that's much better now", "fine"),
        ("I see, thanks", "fine"), ("my mum's got dementia and I'm finding it hard", "sad"),
        ("i had a miscarriage last week", "sad"),
        ("i cut my finger", "ill"), ("my son has a fever of 41", "ill"), ("my nose is bleeding", "ill"), ("i feel faint",
        "ill"),
        ("i've been drinking again", "sad"), ("my son failed his exams", "sad"), ("my cat is ill", "sad"), ("i feel sad",
        "sad"),
        ("my card number is 4929 1234 5678 9012 remember it", "kept"), ("he's called Oliver", "told"), ("i'm bored", "told"),
        ("we voted for the greens", "told"), ("my tomato plants have yellow leaves", "other"), ("my pin is 4815", "other"),
        ("my printer won't connect, what should I try", ""), ("i need a recipe for six people", ""), ("why am i sad", ""),
        ("my kids want to know why the sky is blue", ""), ("capital of france", ""), ("yes", ""), ("i don't know", ""),
        ("asdf", ""),
        ("i want to learn the guitar", ""), ("tell me about my rights", ""),
    ],
)  # fmt: skip
def test_a_remark_is_told_from_a_question(text: str, kind: str) -> None:
    assert remark(text) == kind


def test_what_is_told_in_private_stays_here() -> None:
    assert for_nobody(Route("device", "because", private=("health",)), "i had a miscarriage last week") == REMARKS["sad"]
    assert for_nobody(Route("device", "because", private=("secret",)), "my pin is 4815") == REMARKS["told"]
    assert for_nobody(Route("device", "because"), "my tomato plants have yellow leaves") == NO_MODEL


def test_nothing_is_undone_where_nothing_was_done() -> None:
    assert for_nobody(Route("device", "because"), "Undo that.") == NOTHING_DONE
