"""Sentences read all at once give what they give one by one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voice.privacy.find_batch import Batch
from voice.privacy.find_model import VALUE, phrases
from voice.privacy.find_statements import MANY, model, statements
from voice.privacy.spoken import Sentence

WORDS = st.sampled_from([
    *phrases()[::40], "birth control", "credit card", "i'm", "don't", "my", "mum's", "has", "diabetes", "five", "twenty", "uh",
    VALUE, "müde", "straße", "ß" * 60, "x" * 99, "42nd", "a", "the", "can't", "owe", "please",
]).map(str.split)  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=30), st.data())
def test_stretches_of_a_text_are_read_as_they_are_one_by_one(said: list[list[str]], data: st.DataObject) -> None:
    words = [word for phrase in said for word in phrase]
    ends = st.tuples(*[st.integers(0, len(words))] * 2).map(lambda pair: (min(pair), max(pair)))
    spans = data.draw(st.lists(ends, min_size=1, max_size=8))
    for at_once, alone in zip(Batch(model(), words).shares(spans), model().each(words, spans), strict=True):
        assert at_once == pytest.approx(alone, abs=1e-5)


@pytest.mark.parametrize("times", [1, 2 * MANY // 6])
def test_a_statement_is_found_among_few_words_and_among_many(times: int) -> None:
    texts = [Sentence("The shop opens at nine. " * times), Sentence("My son has asthma. " + "The shop opens at nine. " * times)]
    found = statements([(text, []) for text in texts])
    assert [[(one.kind, one.start, one.end) for one in each] for each in found] == [[], [("health", 0, 17)]]
