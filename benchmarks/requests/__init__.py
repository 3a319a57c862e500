"""Everyday requests with what each is to do: 787, written by hand without a look at the sentences that the skills know.

The files beside this one hold them by kind. Each has `say`, the request as somebody says or types it, and perhaps
`now` (default: house.toml), `before` (requests made first), `later` (seconds that passed since), `house` (what is otherwise
than in house.toml) and `start` (the volume, otherwise 50). What must be true afterwards, all else being as it was:

    timer, alarm, reminder    a new one: the seconds until it rings, or when
    timers, alarms, reminders all that there are then
    label, about              what the new one is called, what the reminder says; without a label it has none
    again                     when it rings after the first time
    home, may                 what the house is like then; what may be otherwise besides
    volume                    in per cent; ">50" is anything above
    check                     what a request made afterwards is answered

or, where nothing is to be done:

    fact, value               what the reply holds: words, a number (in any rounding that a person would say)
    between, letters          one or more numbers within, a word letter by letter
    answers                   a skill replies: asks back, says that it cannot, says good night
    none                      "model": no skill answers; "honest": the reply does not ask for a model, which could not help;
                              "any": either

"a|b" is a or b, a list all of it, `or` another outcome that is as good.
"""

import tomllib
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

Split = Literal["tune", "held_out"]
FOLDER = Path(__file__).parent
KINDS = ("timers", "alarms", "reminders", "dates", "figures", "volume", "home", "lists", "everyday", "nothing")


@dataclass(frozen=True, slots=True)
class Request:
    text: str
    kind: str
    told: Mapping[str, Any]
    """What its line in the file says."""

    @property
    def split(self) -> Split:
        """The split it belongs to: by its text alone, so that adding others moves none."""
        return "held_out" if zlib.crc32(self.text.encode()) % 2 else "tune"


def requests() -> Iterator[Request]:
    for file in KINDS:
        for kind, lines in tomllib.loads((FOLDER / f"{file}.toml").read_text(encoding="utf-8")).items():
            yield from (Request(line["say"], kind, line) for line in lines)
