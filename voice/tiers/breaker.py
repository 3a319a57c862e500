"""Leaves a tier that keeps failing alone for a while, then tries it once before trusting it: a circuit breaker.

    closed ── FAILURES in a row, or a Retry-After ──▶ open ── its pause is over ──▶ half-open
      ▲                                                 ▲                               │
      │                                                 └── the trial fails: twice the pause
      └───────────────────────────────────────────────────── the trial succeeds ────────┘

pybreaker and aiobreaker wrap whole calls, by the machine's clock; a stream needs its verdict at its end, by ours.
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from voice import busy
from voice.clock import Clock

FAILURES = 2
"""Open after so many failures in a row; each may have cost the listener the whole wait for a first token."""

FIRST_PAUSE_S = 10.0
LONGEST_PAUSE_S = 300.0
"""Pause no longer than this, so that a tier that came back is found within five minutes."""

LONGEST_RETRY_AFTER_S = 3600.0
"""Pause no longer than this when a server asks for it; more is taken for a mistake."""

SECONDS = re.compile(r'[\s"]*\+?(\d{1,12}(?:\.\d*)?)[\s"]*(?:s|secs?|seconds?)?[\s"]*(?:[,;]|\Z)', re.IGNORECASE | re.ASCII)


class Breaker:
    """The circuit breaker of one tier."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._pause_s = 0.0
        self._until: float | None = None
        """When the pause ends; None while closed."""
        self._trying = False

    @property
    def closed(self) -> bool:
        return self._until is None

    @property
    def left_s(self) -> float:
        """Seconds until one request is let through as a trial."""
        return 0.0 if self._until is None else max(0.0, self._until - self._clock.now())

    def allow(self) -> bool:
        """Whether a request may go out. While half-open, one may, and no other until its outcome is known."""
        if self._until is None:
            return True
        if self._trying or self.left_s > 0:
            return False
        self._trying = True
        return True

    def succeeded(self) -> None:
        self._failures, self._pause_s, self._until, self._trying = 0, 0.0, None, False

    def failed(self, retry_after_s: float | None = None) -> None:
        """Count a failure; `retry_after_s` is the pause that the server asked for."""
        self._failures += 1
        if self._until is not None or self._failures >= FAILURES or retry_after_s is not None:
            self.open(retry_after_s)

    def open(self, seconds: float | None = None) -> None:
        """Leave the tier alone for `seconds`, or for twice as long as the last time."""
        busy.trips["breaker"] += self.closed
        self._pause_s = min(LONGEST_PAUSE_S, 2 * self._pause_s or FIRST_PAUSE_S)
        pause = self._pause_s if seconds is None else min(seconds, LONGEST_RETRY_AFTER_S)
        self._until, self._trying = self._clock.now() + pause, False

    def dropped(self) -> None:
        """Forget a request that was given up before its outcome was known."""
        self._trying = False


def retry_after_s(headers: Mapping[str, str], now: datetime) -> float | None:
    """The pause that a server asks for, s (RFC 9110, and the `retry-after-ms` of some); None where it asks for none.

    It may be a number with or without decimals, a date, or several of them where a proxy has added its own.
    """
    if (found := SECONDS.match(headers.get("retry-after-ms", ""))) is not None:
        return float(found[1]) / 1e3
    text = headers.get("retry-after", "")
    if (found := SECONDS.match(text)) is not None:
        return float(found[1])
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            date = read(text)
            return max(0.0, (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - now.timestamp())
        except (ValueError, OverflowError):  # the latter for years and zones that there are not
            continue
    return None
