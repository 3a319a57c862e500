"""Numbers and letters as people say them."""

import pytest

from voice.privacy.spoken import Sentence, runs


@pytest.mark.parametrize(
    ("said", "chars"),
    [
        ("oh seven double five triple nine", "0755999"),
        ("twenty three forty one", "2341"),
        ("nineteen eighty five", "1985"),
        ("two hundred and five", "205"),
        ("eight hundred five five five", "800555"),
        ("four one one dash two uh three and then four", "411234"),
        ("five to one", "521"),
        ("a b c one two", "abc12"),
        ("bravo five eight x ray", "b58x"),
        ("b for bravo one", "b1"),
        ("SW1A 2AA", "sw1a2aa"),
        ("one 2 three 44", "12344"),
    ],
)
def test_a_run_is_read(said: str, chars: str) -> None:
    (run,) = runs(Sentence(said))
    assert run.chars == chars


@pytest.mark.parametrize("text", ["i have a cat", "to be or not to be", "a", "", "what is love", "the third man"])
def test_words_are_no_run(text: str) -> None:
    assert runs(Sentence(text)) == []


@pytest.mark.parametrize("text", ["three million two hundred thousand", "$1200", "three point one four", "3.14"])
def test_an_amount_is_known_as_one(text: str) -> None:
    assert runs(Sentence(text))[0].amount


def test_dots_divide_an_address() -> None:
    assert runs(Sentence("ten dot zero dot one two dot seventeen"))[0].parts == ("10", "0", "12", "17")


def test_words_know_their_place() -> None:
    sentence = Sentence("Don\u2019t  stop, 42!")
    assert sentence.words == ["don't", "stop", "42"]
    assert [sentence.text[a:b] for a, b in zip(sentence.starts, sentence.ends, strict=True)] == ["Don\u2019t", "stop", "42"]
