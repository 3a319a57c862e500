"""Says who answered and why, in words for people who look at a screen."""

from collections.abc import Sequence

from voice import config
from voice.english.numbers_said import listed
from voice.english.refusals import refusal_of
from voice.messages import Route, Signal
from voice.trace import TurnTrace

KINDS = {
    "email": "an email address", "phone": "a phone number", "card": "a card number", "iban": "a bank account",
    "bank_account": "a bank account", "ssn": "a social security number", "national_id": "the number of an identity card",
    "passport": "the number of a passport", "licence": "the number of a licence", "plate": "a number plate",
    "patient_number": "a patient's number", "member_number": "a member's number", "staff_number": "a staff number",
    "address": "an address", "birth_date": "a date of birth", "credential": "a password or a code",
    "ip_address": "the address of a machine", "number": "a long number", "name": "a name",
    "health": "something about health", "money": "something about money", "identity": "something about who somebody is",
    "law": "something about a matter of law", "intimacy": "something intimate", "whereabouts": "where somebody is",
    "household": "something of this household", "language": "words that are not English",
    "unknown": "what could not be checked for private words",
}  # fmt: skip
"""What a request contains, by the kinds of `voice.privacy`."""

NOTHING = "Nothing was said."


def chosen(route: Route) -> str:
    """Why the route is as it is, before anybody has answered."""
    if route.skill:
        return "A skill on this machine does it; no language model is needed."
    return _why(route, next(iter(route.candidates), None))


def answered(trace: TurnTrace) -> str:
    """Who answered a turn, and why."""
    if trace.route is None or not (trace.transcript and trace.transcript.text):
        return NOTHING
    return by_whom(trace.route, trace.answered_by, trace.tried)


def by_whom(route: Route, by: str | None, tried: Sequence[str]) -> str:
    """Who answered what was said, and why; `by` None: nobody, though those in `tried` were asked."""
    if by is None:
        return f"{_nobody(route, tried)} {_why(route, None)}".strip()
    where = _where(route, by)
    if where is None:
        return f"Done on this machine, without a language model. {_stayed(route)}".strip()
    return f"Answered {config.LOCATIONS[where].said} by {by}. {_why(route, by)}"


def _nobody(route: Route, tried: Sequence[str]) -> str:
    if tried:
        return f"Nobody could answer: {listed(list(tried))} did not."
    if route.alternatives:
        return "Nobody could answer: no language model may be asked now."
    refusal = refusal_of(route.signals)
    if refusal is None or refusal.kind == "model":
        return "Nobody could answer: no language model is set up."
    return f"Nobody could answer: {refusal.reason}."


def _why(route: Route, by: str | None) -> str:
    """What decided; `by`: the tier that is asked, or has answered."""
    where = None if by is None else _where(route, by)
    privacy, policy = _signal(route, "privacy"), _signal(route, "policy")
    if privacy and privacy.verdict == "stays at home" and route.private:
        if where is not None and config.is_away(where):
            return f"It contains {kinds(route.private)}; {by} is trusted with that."
        return f"Stayed here because it contains {kinds(route.private)}."
    if privacy and privacy.verdict == "placeholders" and where is not None and config.is_away(where):
        return f"It contains {kinds(route.private)}: placeholders went out instead."
    if policy and policy.value and "stays at home" in route.reason:
        return "Stayed here: " + "; ".join(f"{name}: {why}" for name, why in policy.value.items()) + "."
    return f"Chosen because of {route.reason}." if by else ""


def _stayed(route: Route) -> str:
    return f"It contains {kinds(route.private)}, which stayed here." if route.private else ""


def kinds(private: tuple[str, ...]) -> str:
    return listed(list(dict.fromkeys(KINDS.get(kind, kind.replace("_", " ")) for kind in private)))


def _where(route: Route, by: str) -> str | None:
    """Where a tier is; None for what is no tier."""
    return next((one.where for one in route.alternatives if one.tier == by), None)


def _signal(route: Route, name: str) -> Signal | None:
    return next((one for one in route.signals if one.name == name), None)
