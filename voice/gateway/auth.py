"""Decides who may ask: programs on this machine or with the key, never a web page from elsewhere.

A page in a browser on this machine can reach the loopback interface too. It gives itself away by its `Origin`, or, where a
name of its own was made to resolve to 127.0.0.1 (DNS rebinding), by its `Host`.
"""

import hmac
import ipaddress
import socket
from collections.abc import Mapping
from urllib.parse import urlsplit

from pydantic import SecretStr

from voice.errors import UsageError
from voice.gateway.refused import Refused


class Auth:
    """Checks a request's headers. Without a key only this machine's own names are let in; with one, whoever sends it."""

    def __init__(self, key: SecretStr | None = None) -> None:
        self._key = key

    def check(self, headers: Mapping[str, str]) -> None:
        """Raise Refused for whoever may not ask."""
        host = headers.get("host", "")
        if self._key is None and not _names_this_machine(host):
            raise Refused(403, "The Host header is not a name of this machine: ask for 127.0.0.1 or localhost.", code="host")
        origin = headers.get("origin")
        foreign = origin is not None and origin.partition("://")[2] != host
        if foreign or headers.get("sec-fetch-site") in ("cross-site", "same-site"):
            raise Refused(403, "Web pages of other places are not answered.", code="origin")
        if self._key is not None:
            self._check_key(headers.get("authorization", ""), self._key.get_secret_value())

    def _check_key(self, said: str, key: str) -> None:
        scheme, _, given = said.partition(" ")
        if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode("latin-1"), key.encode()):
            raise Refused(401, "The key is missing or wrong: send it as `Authorization: Bearer …`.", code="invalid_api_key")


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone. Raises UsageError for what is no address."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UsageError(f"--host: {host!r} is no address of this machine", "Leave it out for 127.0.0.1.") from None
    return all(ipaddress.ip_address(str(place[4][0]).partition("%")[0]).is_loopback for place in found)


def _names_this_machine(host: str) -> bool:
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
