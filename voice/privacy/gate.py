"""The egress gate is the only way out of the house.

Every client of the product is made here, for one place and no other. Before a request goes, the gate looks at what is on
the wire, whoever put it there: a reply, an earlier line, a tool's result, a light. A name of the home network is looked up
here, once, and the connection is made to the addresses that were judged, whatever the name stands for a moment later. It fails
closed: what cannot be looked at, looked up, or written to the audit log does not go.
"""

import asyncio
import contextlib
import ipaddress
import os
import socket
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from voice.aside import aside
from voice.clock import Clock
from voice.config import Config, Home, Policy, Tier, is_local, is_local_address
from voice.errors import WithheldError
from voice.messages import Route
from voice.privacy import LABELS
from voice.privacy.audit import Audit, Did
from voice.privacy.carried import Carried
from voice.privacy.screen import Screen

if TYPE_CHECKING:
    import httpx2

HEADERS = {
    "host", "user-agent", "authorization", "accept", "accept-encoding", "connection", "content-type", "content-length",
    "upgrade", "sec-websocket-key", "sec-websocket-version",
}  # fmt: skip
"""The only headers that are sent. Clients would add the machine's make, and headers of OPENAI_… variables."""

RESOLVED_S = 60.0
"""How long the addresses of a host name, which were judged, are connected to before it is looked up again."""

READABLE = {"", "application/json", "application/x-www-form-urlencoded"}
"""Content types, beside those of plain text, whose words can be looked at: sound and forms with files cannot."""

LARGEST_ANSWER = 65536
"""Bytes of an answer beyond which the rest is cut off."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that can be asked."""

    name: str
    url: str
    trusted: bool
    """Private words may go there."""
    policy: Policy = "refuse"
    """What a place that is not trusted may be sent of private words."""
    passes_on: bool = False
    """It is not at home even if its address is: something on this machine forwards what it is sent."""
    trusts: ssl.SSLContext | None = None
    """What its certificate is checked against; None: what this system trusts."""

    @property
    def is_away(self) -> bool:
        return self.passes_on or not is_local(self.url)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def place_of(tier: Tier) -> Place:
    return Place(tier.name, tier.base_url, tier.trusted, tier.privacy, not tier.is_at_home)


def home_of(home: Home) -> Place:
    return Place("home", home.url or "", home.trusted)


class EgressGate:
    """Makes the HTTP clients, which check every request before it leaves. One gate serves the whole process."""

    def __init__(self, screen: Screen, audit: Audit, clock: Clock, offline: bool = False) -> None:
        self.screen = screen
        self.audit = audit
        self.clock = clock
        self.offline = offline
        self.left: Callable[[Place], None] = lambda place: None
        """Told when words leave the house, and where to."""

    @classmethod
    def of(cls, config: Config, clock: Clock) -> "EgressGate":
        return cls(Screen(config.privacy.detectors), Audit(config.state_dir, clock), clock, config.offline)

    @classmethod
    def inside(cls, clock: Clock) -> "EgressGate":
        """Make a gate that lets nothing out, for a child process of our own."""
        return cls(Screen(), Audit(Path(os.devnull), clock), clock, offline=True)

    def closed_to(self, place: Place) -> str:
        """Why nothing at all may be sent to a place, for people; "" where something may."""
        return "offline = true" if self.offline and place.is_away else ""

    def keep(self, place: Place, kinds: Sequence[str], words: str, why: str = "") -> None:
        """Log that words were kept from a place before the gate had to stop them: for their kinds, or for `why`.

        Nothing leaves, so a log that cannot be written stops nobody.
        """
        with contextlib.suppress(OSError):
            self.audit.note(place.name, place.host, "refused" if why else "withheld", kinds, why, words)

    def keep_route(self, places: Mapping[str, Place], route: Route, words: str) -> None:
        """Log which tiers a route keeps private words from: each that is not trusted and will not be asked.

        `places`: those of all tiers, by the tiers' names.
        """
        if not route.private:
            return
        for place in (places[other.tier] for other in route.alternatives if other.tier not in route.candidates):
            if not place.trusted:
                self.keep(place, route.private, words)

    def client_to(self, place: Place) -> "GatedClient":
        return GatedClient(self, place)


class GatedClient:
    """Sends requests to one place."""

    def __init__(self, gate: EgressGate, place: Place) -> None:
        self.place = place
        self._gate = gate
        self._addresses: tuple[str, ...] = ()
        self._looked_up = -RESOLVED_S

    def http(self, timeout: Any, limits: "httpx2.Limits | None" = None) -> "httpx2.AsyncClient":
        """Make a client that connects to this place alone: no proxy, no redirect, no retry, nothing from the environment.

        A request that may not go raises WithheldError.
        """
        import httpx2

        from voice.privacy.connect import JudgedTransport

        trusts = True if self.place.trusts is None else self.place.trusts
        transport = JudgedTransport(verify=trusts, trust_env=False, limits=limits or httpx2.Limits())
        hooks = {"request": [self._admit]}
        return httpx2.AsyncClient(
            transport=transport, trust_env=False, follow_redirects=False, event_hooks=hooks, timeout=timeout
        )

    async def request(
        self,
        method: str,
        url: str,
        *,
        timeout_s: float,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        content: str | None = None,
    ) -> tuple[int, str]:
        """Send a request; return the HTTP status and the text, 64 KiB at most. `timeout_s` limits all of it.

        Raises OSError where the place cannot be reached, answers no HTTP, or takes too long; WithheldError.
        """
        import httpx2

        try:
            async with (
                asyncio.timeout(timeout_s),
                self.http(timeout=timeout_s) as client,
                client.stream(method, url, headers=headers, json=json, content=content) as response,
            ):
                body = b""
                async for chunk in response.aiter_bytes():
                    body += chunk
                    if len(body) > LARGEST_ANSWER:
                        break
                return response.status_code, body[:LARGEST_ANSWER].decode("utf-8", "replace")
        except httpx2.TimeoutException:
            raise TimeoutError from None
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
            raise OSError(type(error).__name__) from error

    async def stream(self, limit: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect without HTTP, for sound and words that nobody looks through: to a trusted place alone.

        `limit`: bytes of a line. Raises WithheldError, OSError.
        """
        import httpx2

        from voice.privacy import connect

        if why := self._gate.closed_to(self.place) or ("" if self.place.trusted else "sound of somebody is private"):
            raise self._refused(why)
        try:
            addresses = await self._at_home() if is_local(self.place.url) else (self.place.host,)
        except httpx2.ConnectError as error:
            raise OSError(str(error)) from None
        if self.place.is_away:
            self._gate.left(self.place)
        return await connect.stream(addresses, urlsplit(self.place.url).port or 0, limit)

    async def _admit(self, request: "httpx2.Request") -> None:
        """Check a request and let it go, or raise WithheldError. The client calls this before it connects or sends."""
        for name in set(request.headers) - HEADERS:
            del request.headers[name]
        if _origin(str(request.url)) != _origin(self.place.url):
            raise self._refused("another place than it was made for")
        if closed := self._gate.closed_to(self.place):
            raise self._refused(closed)
        if is_local(self.place.url):
            request.extensions["addresses"] = await self._at_home()
        if not self.place.trusted:
            await self._look_through(request, await request.aread())
        if self.place.is_away and await request.aread():
            self._gate.left(self.place)

    async def _look_through(self, request: "httpx2.Request", body: bytes) -> None:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if self.place.policy != "allow" and not (kind in READABLE or kind.startswith("text/")):
            raise self._refused("what it holds cannot be looked at")
        carried = Carried(request, body)
        if self.place.policy != "allow":
            try:
                replies, screen = carried.replies(), self._gate.screen
                kinds = await aside(
                    len(body), lambda: {kind for words in carried.words for kind in screen.kinds_in(words, words in replies)}
                )
            except WithheldError as failed:
                kinds = set(failed.kinds)
            if kinds:
                self._note("withheld", sorted(kinds), words=carried.said)
                raise WithheldError.private(sorted(kinds))
        placeholders = [kind for kind, label in LABELS.items() if any(f"[{label} " in words for words in carried.words)]
        self._note("sent", placeholders, words=carried.said, size=len(body))
        request.extensions["unreached"] = partial(self._unreached, placeholders, carried.said, len(body))

    def _unreached(self, kinds: Sequence[str], words: str, size: int) -> None:
        """Note that there was no connection for what was to be sent. Nothing left, so a log that is full stops nobody."""
        with contextlib.suppress(WithheldError):
            self._note("unreached", kinds, "no connection", words, size)

    def _refused(self, why: str) -> WithheldError:
        self._note("refused", why=why)
        return WithheldError(why)

    def _note(self, did: Did, kinds: Sequence[str] = (), why: str = "", words: str = "", size: int = 0) -> None:
        try:
            self._gate.audit.note(self.place.name, self.place.host, did, kinds, why, words, size)
        except OSError as error:
            raise WithheldError(f"the audit log cannot be written ({error.strerror or error})") from None

    async def _at_home(self) -> tuple[str, ...]:
        """The addresses of the place, all of them of this machine or of the home network.

        Raises WithheldError where one is not, httpx2.ConnectError where none can be found.
        """
        now = self._gate.clock.now()
        if now >= self._looked_up + RESOLVED_S:
            self._addresses, self._looked_up = await _addresses(self.place.host), now
        if not all(map(is_local_address, self._addresses)):
            raise self._refused("its name stands for an address of the internet")
        return self._addresses


async def _addresses(host: str) -> tuple[str, ...]:
    """Look a name up; an address is its own. Raises httpx2.ConnectError where there is none."""
    import httpx2

    with contextlib.suppress(ValueError):
        ipaddress.ip_address(host)
        return (host,)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        found = []
    if not found:
        raise httpx2.ConnectError("no address of that name")
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)
