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
        self.key = key

    def check(self, headers: Mapping[str, str]) -> None:
        """Raise Refused for whoever may not ask."""
        self.check_place(headers)
        self.check_key(headers)

    def check_place(self, headers: Mapping[str, str], linked: bool = False) -> None:
        """Raise Refused for web pages of other places. `linked`: links there may lead to what is asked for."""
        host = headers.get("host", "")
        if self.key is None and not names_this_machine(host):
            raise Refused(403, "The Host header is not a name of this machine: ask for 127.0.0.1 or localhost.", code="host")
        origin = headers.get("origin")
        foreign = origin is not None and origin.partition("://")[2] != host
        followed = linked and (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == ("navigate", "document")
        if foreign or (headers.get("sec-fetch-site") in ("cross-site", "same-site") and not followed):
            raise Refused(403, "Web pages of other places are not answered.", code="origin")

    def check_key(self, headers: Mapping[str, str]) -> None:
        """Raise Refused for whoever does not send the key, where there is one."""
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if self.key is not None and not (scheme.lower() == "bearer" and self.is_key(given.strip())):
            raise Refused(401, "The key is missing or wrong: send it as `Authorization: Bearer …`.", code="invalid_api_key")

    def is_key(self, given: str) -> bool:
        """Whether this is the key, in a time that does not tell how much of it is right."""
        return self.key is None or hmac.compare_digest(given.encode(errors="replace"), self.key.get_secret_value().encode())


def is_loopback(host: str) -> bool:
    """Whether an address is reached from this machine alone. Raises UsageError for what is no address."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise UsageError(f"--host: {host!r} is no address of this machine", "Leave it out for 127.0.0.1.") from None
    return all(ipaddress.ip_address(str(place[4][0]).partition("%")[0]).is_loopback for place in found)


def names_this_machine(host: str) -> bool:
    """Whether a name, with or without a port, is one that this machine has for itself."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
