"""Why somebody answered, in words."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from voice.messages import Alternative, Route, Signal, Transcript
from voice.privacy import HOUSEHOLD, IDENTIFIERS, LANGUAGE, STATEMENTS
from voice.serve import because
from voice.trace import TurnTrace

HOME = Alternative("small", "device", 80.0, 0.0)
AWAY = Alternative("big", "cloud", 200.0, 0.001)
PHONE = Signal("privacy", ["phone"], "stays at home", 1.0)
ROUTE = Route("device", "task type: short answer, 90% sure", candidates=("small",), alternatives=(HOME, AWAY))
PRIVATE = replace(ROUTE, reason="stays at home: private (phone); otherwise …", signals=(PHONE,), private=("phone",))
OFFLINE = Signal("policy", {"big": "offline"}, "removes big", 0.1)


def why(route: Route, by: str | None, *tried: str, words: str = "words") -> str:
    trace = TurnTrace(datetime.now(UTC), "hall", route=route, answered_by=by, tried=list(tried))
    trace.transcript = Transcript(words, 1.0, False, "fake")
    return because.answered(trace)


def test_who_and_why() -> None:
    chosen = "Chosen because of task type: short answer, 90% sure."
    assert why(ROUTE, "small", "small") == f"Answered on this machine by small. {chosen}"
    assert why(ROUTE, "big", "small", "big") == f"Answered in the cloud by big. {chosen}"
    assert why(Route("skill", "the time skill can do this", skill="time"), "time") == (
        "Done on this machine, without a language model."
    )
    assert why(ROUTE, None, "small", "big") == "Nobody could answer: small and big did not."
    assert why(replace(ROUTE, candidates=()), None) == "Nobody could answer: no language model may be asked now."
    assert why(Route("cloud", "long"), None) == "Nobody could answer: no language model is set up."
    assert why(ROUTE, None, words="") == "Nothing was said."


def test_what_is_private_is_told_by_its_kind() -> None:
    assert why(PRIVATE, "small") == "Answered on this machine by small. Stayed here because it contains a phone number."
    assert because.chosen(PRIVATE) == "Stayed here because it contains a phone number."
    skill = replace(PRIVATE, tier="skill", skill="reminder_set")
    assert why(skill, "reminder_set").endswith("It contains a phone number, which stayed here.")
    trusted = why(PRIVATE, "big")
    assert trusted == "Answered in the cloud by big. It contains a phone number; big is trusted with that."
    replaced = replace(PRIVATE, signals=(replace(PHONE, verdict="placeholders"),), reason="task type: code")
    assert why(replaced, "big").endswith("It contains a phone number: placeholders went out instead.")


def test_a_rule_of_the_user_is_told() -> None:
    route = replace(ROUTE, reason="stays at home: offline; otherwise …", signals=(OFFLINE,))
    assert why(route, "small").endswith("Stayed here: big: offline.")


@pytest.mark.parametrize("kind", [*IDENTIFIERS, *STATEMENTS, HOUSEHOLD, LANGUAGE, "unknown"])
def test_every_kind_has_words(kind: str) -> None:
    assert kind in because.KINDS


def test_a_kind_of_another_detector_is_told_by_its_name() -> None:
    assert because.kinds(("phone", "blood_type", "phone")) == "a phone number and blood type"
