"""Pairing: a short code that somebody who is let in shows, and that lets in one more browser."""

import hmac
import secrets
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import urlsplit

import segno

from voice.clock import Clock
from voice.gateway.auth import names_this_machine
from voice.gateway.refused import Refused
from voice.gateway.serve import own_address

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""The letters of a code: none looks like another one."""

LENGTH = 6
"""Letters of a code: with `TRIES`, whoever guesses finds one of four with a chance of one in six million."""

LASTS_S = 300.0
"""How long a code may be used: the time to fetch a phone and to type it."""

MOST = 4
"""How many codes may be open; one more replaces the oldest."""

TRIES, AGAIN_S = 5, 10.0
"""How many codes everybody together may try at once, and the seconds until one more may be tried."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that may be used once."""

    text: str
    until: float
    """Clock seconds."""


class Pairing:
    """The codes of one server."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._codes: list[Code] = []
        self._may, self._since = float(TRIES), clock.now()

    def offer(self) -> str:
        """Make a code."""
        made = Code("".join(secrets.choice(LETTERS) for _ in range(LENGTH)), self._clock.now() + LASTS_S)
        self._codes = [*self._good(), made][-MOST:]
        return made.text

    def use(self, given: str) -> None:
        """Use a code up, however it was typed. Raises Refused for a wrong one, or after too many tries."""
        now = self._clock.now()
        self._may, self._since = min(TRIES, self._may + (now - self._since) / AGAIN_S), now
        if self._may < 1:
            raise Refused(429, f"Too many codes were tried: wait {AGAIN_S:.0f} seconds.", again_s=AGAIN_S)
        self._may -= 1
        typed = "".join(filter(str.isalnum, normalize("NFKC", given))).upper().encode()  # NFKC: in wide letters, too
        found = [one for one in self._good() if hmac.compare_digest(one.text.encode(), typed)]
        if not found:
            raise Refused(403, "This code is wrong, was used, or is over five minutes old: ask for another one.")
        self._codes = [one for one in self._codes if one not in found]

    def _good(self) -> list[Code]:
        return [one for one in self._codes if one.until > self._clock.now()]


def link(origin: str, code: str) -> str:
    """The address that pairs a browser, as the QR code holds it. `origin`: where the page was asked for, as another machine
    reaches it. What is behind the # is never sent to anybody.
    """
    parts = urlsplit(origin)
    if names_this_machine(parts.netloc) and (address := own_address()):
        port = f":{parts.port}" if parts.port else ""
        origin = f"{parts.scheme}://{address}{port}"
    return f"{origin}/#pair={code}"


def squares(text: str) -> list[str]:
    """A QR code, row by row; "1" is dark."""
    return ["".join(str(int(bool(dark))) for dark in row) for row in segno.make(text, error="m", micro=False).matrix]
