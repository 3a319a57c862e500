"""Identifiers leave as placeholders and come back, whatever a model does to them and wherever a stream is cut."""

import random

import pytest

from benchmarks.privacy import sentences
from voice.privacy import IDENTIFIERS, LABELS, Private
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
        "(phone 1)", "<phone 1>", "{phone-1}", "phone 1", "**[phone 1]**", "Phone 1", "phone number 1", "Phone Number one",
        "[Phone No. 1]", "phone_1", "[phone 1].", '"phone 1"',
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
    unknown = ("[phone 7] is free", "phone 12 people", "the telephone 1 rings", "[see note 1]", "a[1] < b and (c)", "[iban 1]")
    for text in (*unknown, "phone 11", "email 1st", "[email]", "[phone number]", "number 1"):
        assert redactor.restore(text) == text


REPLY = (
    "Sure: [phone 1], or write to [Email 1]'s box. (Note [1].) Your SSN is [social security number 1]! Phone home; list[0] < 3."
)


SHORT = "telephone 1, [phone number 1]s (Phone 1) email 1."


def said(redactor: Redactor, *chunks: str) -> str:
    stream = redactor.stream()
    return "".join([*map(stream.feed, chunks), stream.flush()])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 8, 13])
def test_a_stream_says_what_the_whole_says(redactor: Redactor, size: int) -> None:
    assert said(redactor, *(REPLY[at : at + size] for at in range(0, len(REPLY), size))) == redactor.restore(REPLY)


def test_every_cut_in_two_gives_the_same(redactor: Redactor) -> None:
    whole = redactor.restore(REPLY)
    for at in range(len(REPLY) + 1):
        assert said(redactor, REPLY[:at], REPLY[at:]) == whole


def test_every_cut_in_three_gives_the_same(redactor: Redactor) -> None:
    whole = redactor.restore(SHORT)
    assert whole.count("five five five oh one two three") == 2
    for one in range(len(SHORT)):
        for two in range(one, len(SHORT)):
            assert said(redactor, SHORT[:one], SHORT[one:two], SHORT[two:]) == whole


def test_chunks_of_any_size_give_the_same() -> None:
    redactor = Redactor()
    for number in range(3):
        redactor.redact(f"x 555012{number}", [Private("phone", 2, 9, "")])
        redactor.redact(f"y {number}@e.org", [Private("email", 2, 9, "")])
    pieces = [
        "[phone 1]",
        "phone 2",
        "Email_3",
        "[",
        "] ",
        "(phone",
        " number",
        " one",
        "tele",
        "phone",
        "s",
        "'s ",
        " 1",
        "2",
        "e",
    ]
    rng = random.Random(4)
    for _ in range(400):
        text = "".join(rng.choice(pieces) for _ in range(12))
        cuts = sorted(rng.choices(range(len(text) + 1), k=rng.randint(1, 9)))
        chunks = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]
        assert said(redactor, *chunks) == redactor.restore(text), chunks


def test_plain_words_are_not_held_back(redactor: Redactor) -> None:
    stream = redactor.stream()
    assert stream.feed("The sky is blue. ") == "The sky is blue. "
    assert stream.feed("It scatters [see the note") == "It scatters [see the note"


def test_a_bracket_that_never_closes_is_given_out_in_the_end(redactor: Redactor) -> None:
    stream = redactor.stream()
    assert stream.feed("call [phone") == "call "
    assert stream.flush() == "[phone"


@pytest.mark.parametrize("kind", IDENTIFIERS)
@pytest.mark.parametrize(
    "text",
    [
        "{}", "my {kind} is {}", "{} is my {kind} and {other} is hers", "call {} or {other} or {third}", "is {} right",
        "it's {}", "my password is {}", "i live at {}", "i was born on {}", "my name is {}",
        "my card number is {} expiring in may",
        "the number is {}", "email me at {} please", "pin {}", "{} {other} {third}", "My wife's {kind}: {}.",
    ],
)  # fmt: skip
def test_a_placeholder_is_nothing_private(kind: str, text: str) -> None:
    label = LABELS[kind]
    redacted = text.format(f"[{label} 1]", kind=label, other=f"[{label} 2]", third=f"[{label} 13]")
    assert [one for one in find(redacted) if one.kind in IDENTIFIERS] == []


def test_what_was_redacted_holds_no_identifier() -> None:
    private = [one for one in sentences(seed=9, private=1, general=0) if one.private and one.kind in IDENTIFIERS]
    left = []
    for one in private:
        cut = redacted(Redactor(), one.text)
        left += [cut for found in find(cut) if found.kind in IDENTIFIERS]
    assert private
    assert left == []
