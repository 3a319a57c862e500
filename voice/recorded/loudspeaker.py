"""Loudspeaker: stands in for the speaker of a recorded session."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from voice.messages import SAMPLE_RATE

if TYPE_CHECKING:
    from voice.recorded.arrivals import Arrivals


class SpeakerAgain:
    """Plays what it is given one after the other, where the session says something else than it did, or at another time."""

    def __init__(self, arrivals: Arrivals) -> None:
        self._arrivals = arrivals
        self._dry_at = 0.0
        """When all that it was given will have been heard."""

    def asked(self, key: str, given: tuple[Any, ...], recorded: Callable[[], Any]) -> Any:
        """Do what a speaker does; `recorded` tells what it did then."""
        arrivals, now = self._arrivals, self._arrivals.clock.now()
        match key, given:
            case "write", [samples]:
                at = max(now + arrivals.lag_s, self._dry_at) if arrivals.strayed else recorded()
                rate = arrivals.attributes.get(("sink", "sample_rate"), [(0.0, SAMPLE_RATE)])[0][1]
                self._dry_at = at + len(samples) / rate
                return at
            case "stop", _:
                self._dry_at = now
            case "drain", _:
                return arrivals.clock.until(self._dry_at)
        return recorded()
