"""What kind of word one is."""

import pytest

from voice.english.parts_of_speech import kind


@pytest.mark.parametrize(
    ("word", "of"),
    [
        ("between", "between"),
        ("#", "#"),
        ("hibernates", "verbs"),
        ("dreams", "verb or nouns"),
        ("otters", "nouns"),
        ("glass", "noun"),
        ("taught", "past or done"),
        ("drank", "past"),
        ("eaten", "done"),
        ("blind", "adjective"),
        ("heavier", "more"),
        ("happiest", "most"),
        ("hopeless", "adjective"),
        ("slowly", "adverb"),
        ("mother's", "whose"),
        ("pewter", "noun"),
    ],
)
def test_a_word_is_of_the_kind_that_its_form_or_the_list_tells(word: str, of: str) -> None:
    assert kind(word) == of
