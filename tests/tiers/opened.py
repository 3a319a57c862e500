"""Tiers behind a gate of their own, as the wiring makes them."""

import tempfile
from pathlib import Path

from voice.clock import Clock, WallClock
from voice.config import Tier
from voice.privacy.audit import Audit
from voice.privacy.gate import EgressGate, place_of
from voice.privacy.screen import Screen
from voice.tiers.chat import ChatTier
from voice.tiers.spend import Ledger


def opened(
    settings: Tier, clock: Clock | None = None, ledger: Ledger | None = None, kind: type[ChatTier] = ChatTier
) -> ChatTier:
    """A tier that is asked directly; its audit log is thrown away."""
    clock = clock or WallClock()
    gate = EgressGate(Screen(), Audit(Path(tempfile.mkdtemp()), clock), clock)
    return kind(settings, gate.client_to(place_of(settings)).http, clock, ledger=ledger)
