"""What of a conversation may be sent to whom."""

import pytest

from voice.config import Policy
from voice.errors import WithheldError
from voice.messages import Message, ToolCall
from voice.privacy import Private
from voice.privacy.redact import Redactor
from voice.privacy.screen import Cleared, Screen

PHONE = "07700 900123"
SAID = "my phone number is oh seven seven oh oh nine hundred one two three"


def user(text: str) -> Message:
    return Message("user", text)


def assistant(text: str) -> Message:
    return Message("assistant", text)


@pytest.fixture
def screen() -> Screen:
    screen = Screen()
    screen.load()
    return screen


def texts(cleared: Cleared) -> list[str]:
    return [message.text for message in cleared.messages]


def test_what_is_not_private_goes_as_it_is(screen: Screen) -> None:
    lines = [user("why is the sky blue"), assistant("Because blue light is scattered most."), user("and at sunset")]
    assert not screen.finding(lines).kinds
    for policy in ("refuse", "redact", "allow"):
        assert screen.clear(lines, policy).messages == tuple(lines)


def test_an_identifier_is_withheld_or_becomes_a_placeholder(screen: Screen) -> None:
    found = screen.finding([user(SAID)])
    assert (found.kinds, found.redactable) == (("phone",), True)
    with pytest.raises(WithheldError) as withheld:
        screen.clear([user(SAID)], "refuse")
    assert withheld.value.kinds == ("phone",)
    assert texts(screen.clear([user(SAID)], "redact")) == ["my phone number is [phone 1]"]


def test_a_statement_cannot_be_redacted(screen: Screen) -> None:
    told = [user("i was diagnosed with diabetes last week what should i eat")]
    assert not screen.finding(told).redactable
    for policy in ("refuse", "redact"):
        with pytest.raises(WithheldError, match="health"):
            screen.clear(told, policy)


def test_earlier_private_lines_are_left_out_with_their_answers(screen: Screen) -> None:
    lines = [user(f"my phone number is {PHONE}"), assistant(f"Noted, {PHONE}."), user("how far away is the moon")]
    cleared = screen.clear(lines, "refuse")
    assert texts(cleared) == ["how far away is the moon"]
    assert cleared.left_out == ("phone",)
    assert texts(screen.clear(lines, "redact")) == ["how far away is the moon"]


def test_an_earlier_exchange_goes_in_the_words_in_which_it_went_before(screen: Screen) -> None:
    first = screen.clear([user(f"my phone number is {PHONE}")], "redact")
    screen.memory.said("Noted, x[phone 1]x and [PHONE 1]s.", first.redactor)
    lines = [user(f"my phone number is {PHONE}"), assistant(f"Noted, x{PHONE}x and {PHONE}s."), user("how far is the moon")]
    assert texts(screen.clear(lines, "refuse")) == ["how far is the moon"]
    assert texts(screen.clear(lines, "redact"))[:2] == ["my phone number is [phone 1]", "Noted, x[phone 1]x and [phone 1]s."]


@pytest.mark.parametrize("policy", ["refuse", "redact"])
def test_a_question_about_what_was_left_out_is_withheld_too(screen: Screen, policy: Policy) -> None:
    told = [user("i was diagnosed with diabetes last week"), assistant("I am sorry to hear that.")]
    with pytest.raises(WithheldError):
        screen.clear([*told, user("is it dangerous")], policy)
    between = [user("how far away is the moon"), assistant("Far.")]
    with pytest.raises(WithheldError):  # whoever said so may know of the first question
        screen.clear([*told, *between, user("is it bright")], policy)
    screen.memory.said("Far.", Redactor())
    assert texts(screen.clear([*told, *between, user("is it bright")], policy))[-1] == "is it bright"


def test_a_light_that_was_switched_keeps_no_later_question_at_home(screen: Screen) -> None:
    switched = [Message(role, "the hall light", private=("household",)) for role in ("user", "assistant")]
    lines = [*switched, user("what is a quark"), assistant("A part of a proton."), user("and how heavy is it")]
    assert texts(screen.clear(lines, "refuse")) == ["what is a quark", "A part of a proton.", "and how heavy is it"]


def test_a_number_in_two_halves_is_found_and_neither_half_goes(screen: Screen) -> None:
    halves = "my card number is four one one one one one one one", "one one one one one one one one"
    lines = [user(halves[0]), assistant("Yes?"), user(halves[1])]
    assert screen.finding(lines).kinds
    with pytest.raises(WithheldError):
        screen.clear(lines, "refuse")
    for text in texts(screen.clear(lines, "redact")):
        assert "one one" not in text


def test_a_value_that_is_repeated_without_its_cue_is_known_again(screen: Screen) -> None:
    lines = [user("my pin is 4921"), assistant("Fine."), user("how far away is the moon"), assistant("Far.")]
    with pytest.raises(WithheldError):
        screen.clear([*lines, user("is 4921 a prime number")], "refuse")
    assert "4921" not in " ".join(texts(screen.clear([*lines, user("is 4921 a prime number")], "redact")))


def test_arguments_and_results_of_tools_are_looked_at(screen: Screen) -> None:
    call = ToolCall("1", "reminder_set", f'{{"text": "call {PHONE}"}}')
    asked = Message("assistant", "", calls=(call,))
    lines = [user("remind me as we said"), asked, Message("tool", f"Call {PHONE}.", call_id="1")]
    with pytest.raises(WithheldError):
        screen.clear(lines, "refuse")
    cleared = screen.clear(lines, "redact")
    assert PHONE not in str(cleared.messages)
    assert cleared.redactor.restore(cleared.messages[1].calls[0].arguments) == call.arguments


def test_fixed_lines_of_a_program_are_looked_at(screen: Screen) -> None:
    fixed = Message("system", f"You work for somebody whose phone number is {PHONE}.")
    with pytest.raises(WithheldError):
        screen.clear([fixed, user("why is the sky blue")], "refuse")
    assert PHONE not in str(screen.clear([fixed, user("why is the sky blue")], "redact").messages)


def test_what_a_detector_cannot_look_at_is_private(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str, previous: str = "") -> list[Private]:
        raise RuntimeError(text)

    monkeypatch.setattr("voice.privacy.find.find", fails)
    screen = Screen()
    found = screen.finding([user("why is the sky blue")])
    assert (found.kinds, found.redactable) == (("unknown",), False)
    assert "sky" not in " ".join(found.reasons)


def test_what_one_detector_misses_another_may_find(monkeypatch: pytest.MonkeyPatch) -> None:
    def knows_anna(text: str, previous: str = "") -> list[Private]:
        at = text.find("anna")
        return [Private("name", at, at + 4, "it is anna")] if at >= 0 else []

    monkeypatch.setattr("voice.privacy.screen.detector", lambda name: knows_anna)
    screen = Screen(("hers",))
    assert texts(screen.clear([user("what does anna like")], "redact")) == ["what does [name 1] like"]
