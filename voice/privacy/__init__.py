"""Privacy: finds personal data in what was said, and restores in replies what was taken out.

`find` is the detector that ships; another one can stand beside it by being a `Detector`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

IDENTIFIERS = (
    "email", "phone", "card", "iban", "bank_account", "ssn", "national_id", "passport", "licence", "plate", "patient_number",
    "member_number", "staff_number", "address", "birth_date", "credential", "ip_address", "number", "name",
)  # fmt: skip
"""Kinds whose span can be taken out and put back; "number" is a long number of unknown kind."""

LABELS = {kind: kind.replace("_", " ") for kind in IDENTIFIERS} | {"ssn": "social security number"}
"""What a placeholder calls a kind, in words that a model understands: "[phone 1]"."""

STATEMENTS = ("health", "money", "identity", "law", "intimacy", "whereabouts")
"""Kinds that are what the sentence says: no span of it could be taken out and leave a question worth asking."""

HOUSEHOLD = "household"
"""Kind of what is kept at home: reminders, names of timers, lists, the state of lights and doors."""

LANGUAGE = "language"
"""Kind of what is not English and so cannot be looked through."""


@dataclass(frozen=True, slots=True)
class Private:
    """One piece of personal data in a text."""

    kind: str
    """One of IDENTIFIERS or STATEMENTS; another detector may have further kinds, which are not redacted."""
    start: int
    """Index of its first character."""
    end: int
    """Index behind its last character."""
    reason: str
    """Why the detector thinks so, for people; none of the user's words."""


class Detector(Protocol):
    """Finds personal data."""

    def __call__(self, text: str, previous: str = "") -> Sequence[Private]:
        """Find what is private in `text`, ordered by start. `previous` is what the same speaker said just before."""
        ...
