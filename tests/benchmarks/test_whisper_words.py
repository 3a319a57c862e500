"""How word errors are counted, and what the fixture is taught."""

import pytest

from benchmarks.whisper import distance


@pytest.mark.parametrize(
    ("said", "heard", "errors"),
    [
        ("what time is it", "what time is it", 0),
        ("what time is it", "what time it", 1),
        ("what time is it", "what time is it now", 1),
        ("what time is it", "what dime is it", 1),
        ("what time is it", "", 4),
        ("", "thank you", 2),
        ("set a timer", "a timer set", 2),
    ],
)
def test_words_left_out_added_or_changed_are_errors(said: str, heard: str, errors: int) -> None:
    assert distance(said.split(), heard.split()) == errors


def test_the_fixture_learns_text_as_whisper_writes_it() -> None:
    pytest.importorskip("torch")
    from benchmarks.fixtures.utterances import written
    from benchmarks.fixtures.whisper import Tokens, trained_tokenizer

    assert written("hey jarvis what time is it") == " Hey Jarvis, what time is it?"
    assert (written("stop"), written("hey jarvis")) == (" Stop.", " Hey Jarvis.")
    tokenizer = trained_tokenizer()
    tokens = Tokens(tokenizer)
    assert tokenizer.decode(tokens.text(" Hey Jarvis, what time is it?")) == " Hey Jarvis, what time is it?"
    given, wanted = tokens.example(" Stop.", (0.4, 1.0), True, "")
    assert given == [tokens.sot, tokens.first_time + 20, *tokens.text(" Stop."), tokens.first_time + 50]
    assert wanted == [*given[1:], tokens.eot]
    given, wanted = tokens.example(" Thank you.", None, False, " kitchen")
    assert given[0] == tokens.prev
    assert wanted[given.index(tokens.sot)] == tokens.nospeech
    assert set(wanted[: given.index(tokens.sot)]) == {-100}
