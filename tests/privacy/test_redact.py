"""Identifiers leave as placeholders and come back, whatever a model does to them and wherever a stream is cut."""

import pytest

from voice.privacy import Private, redactable
from voice.privacy.find import find
from voice.privacy.redact import Redactor


def redacted(redactor: Redactor, text: str, previous: str = "") -> str:
    return redactor.redact(text, find(text, previous))


@pytest.fixture
def redactor() -> Redactor:
    redactor = Redactor()
    redacted(redactor, "my phone number is five five five oh one two three and my email is bob@example.org")
    redacted(redactor, "my social security number is 078-05-1120")
    return redactor


def test_the_value_leaves_and_the_rest_stays() -> None:
    assert redacted(Redactor(), "call me on 07700 900123 after six") == "call me on [phone 1] after six"


def test_one_value_has_one_placeholder_however_it_is_said() -> None:
    redactor = Redactor()
    first = redacted(redactor, "my phone number is five five five oh one two three")
    again = redacted(redactor, "my phone number is 555 0123")
    other = redacted(redactor, "her phone number is 555 0199")
    assert (first, again, other) == (
        "my phone number is [phone 1]",
        "my phone number is [phone 1]",
        "her phone number is [phone 2]",
    )


def test_a_known_value_is_taken_out_without_its_cue() -> None:
    redactor = Redactor()
    redacted(redactor, "my password is fluffy bunny")
    assert redacted(redactor, "how many letters has Fluffy Bunny") == "how many letters has [credential 1]"


def test_conversations_share_nothing(redactor: Redactor) -> None:
    assert Redactor().restore("call [phone 1]") == "call [phone 1]"


@pytest.mark.parametrize(
    "form",
    [
        "[phone 1]", "[Phone 1]", "[PHONE_1]", "[phone  1]", "[phone one]", "[phone #1]", "[phone number 1]", "[phones 1]",
        "(phone 1)", "<phone 1>", "{phone-1}", "phone 1", "**[phone 1]**",
    ],
)  # fmt: skip
def test_what_a_model_makes_of_a_placeholder_is_restored(redactor: Redactor, form: str) -> None:
    said = redactor.restore(f"I will call {form}, then.")
    assert "five five five oh one two three" in said
    assert "phone" not in said.lower()


def test_an_ending_stays(redactor: Redactor) -> None:
    assert redactor.restore("[email 1]'s inbox") == "bob@example.org's inbox"
    assert redactor.restore("[Social Security Number 1]") == "078-05-1120"


def test_an_unknown_placeholder_and_plain_words_stay(redactor: Redactor) -> None:
    for text in ("[phone 7] is free", "phone 12 people", "the telephone 1 rings", "[see note 1]", "a[1] < b and (c)"):
        assert redactor.restore(text) == text


REPLY = (
    "Sure: [phone 1], or write to [Email 1]'s box. (Note [1].) Your SSN is [social security number 1]! Phone home; list[0] < 3."
)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_a_stream_says_what_the_whole_says(redactor: Redactor, size: int) -> None:
    stream = redactor.stream()
    said = [stream.feed(REPLY[at : at + size]) for at in range(0, len(REPLY), size)]
    assert "".join([*said, stream.flush()]) == redactor.restore(REPLY)


def test_every_cut_in_two_gives_the_same(redactor: Redactor) -> None:
    whole = redactor.restore(REPLY)
    for at in range(len(REPLY) + 1):
        stream = redactor.stream()
        assert stream.feed(REPLY[:at]) + stream.feed(REPLY[at:]) + stream.flush() == whole


def test_plain_words_are_not_held_back(redactor: Redactor) -> None:
    stream = redactor.stream()
    assert stream.feed("The sky is blue. ") == "The sky is blue. "
    assert stream.feed("It scatters [see the note") == "It scatters [see the note"


def test_a_bracket_that_never_closes_is_given_out_in_the_end(redactor: Redactor) -> None:
    stream = redactor.stream()
    assert stream.feed("call [phone") == "call "
    assert stream.flush() == "[phone"


def test_statements_cannot_be_redacted() -> None:
    assert redactable([Private("phone", 0, 4, "")])
    assert not redactable([Private("phone", 0, 4, ""), Private("health", 5, 9, "")])
    assert not redactable([Private("of another detector", 0, 4, "")])
