"""What one address may ask of the server in a second, and how long it waits for an answer to a wrong token.

How large a request may be, how long it may take and how many connections there may be is the gateway's (`voice.gateway`), and
what a satellite may send that of its own files here.
"""

import ipaddress
from collections import OrderedDict
from dataclasses import dataclass
from typing import Literal

from starlette.types import Scope

from voice.clock import Clock
from voice.gateway.refused import Refused
from voice.serve.metrics import Metrics

RATE, AT_ONCE = 20.0, 100.0
"""Requests that one address may make a second, and at once: enough for a page, Prometheus and Home Assistant together."""

SHORTEST_S, LONGEST_S = 0.25, 4.0
"""The wait behind the first wrong token, and behind many: nothing to who mistypes, and a token of 256 bits stays one."""

FORGIVEN_S = 10.0
"""Seconds after which one wrong token is forgotten."""

MOST = 1024
"""Addresses that are remembered; beyond, the one that has been silent for longest is forgotten."""


@dataclass(slots=True)
class _Peer:
    since: float
    may: float
    wrong: float = 0.0


class Peers:
    """Everybody who has asked lately."""

    def __init__(self, clock: Clock, metrics: Metrics) -> None:
        self._clock = clock
        self._metrics = metrics
        self._known: OrderedDict[str, _Peer] = OrderedDict()

    def admit(self, scope: Scope) -> None:
        """Count a request. Raises Refused (429) for one too many."""
        peer = self._peer(scope)
        if peer.may < 1.0:
            self._metrics.refused("rate")
            raise Refused(429, "More requests than are answered: come again in a second.")
        peer.may -= 1.0

    async def refuse(self, scope: Scope, status: int) -> None:
        """Count a request that is not let in; return when it may be told so. A right token never waits."""
        why: Literal["token", "place"] = "token" if status == 401 else "place"
        self._metrics.refused(why)
        if why == "token":
            peer = self._peer(scope)
            wait_s = min(SHORTEST_S * 2**peer.wrong, LONGEST_S)
            peer.wrong = min(peer.wrong + 1.0, 8.0)
            await self._clock.sleep(wait_s)

    def _peer(self, scope: Scope) -> _Peer:
        now, name = self._clock.now(), _name(scope)
        peer = self._known.setdefault(name, _Peer(now, AT_ONCE))
        self._known.move_to_end(name)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        peer.may = min(AT_ONCE, peer.may + RATE * (now - peer.since))
        peer.wrong = max(0.0, peer.wrong - (now - peer.since) / FORGIVEN_S)
        peer.since = now
        return peer


def _name(scope: Scope) -> str:
    """The address that a request comes from; of IPv6 the network, as whoever has one address has them all."""
    host = str((scope.get("client") or ("",))[0]).partition("%")[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, 64), strict=False)) if address.version == 6 else host
