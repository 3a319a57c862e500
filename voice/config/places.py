"""Checks URLs, and tells which of them are at home."""

import contextlib
import ipaddress
import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator

HOME_DOMAINS = (".local", ".lan", ".home", ".internal", ".home.arpa", ".localhost")
"""Names that no public server resolves: RFC 6762, RFC 6761, RFC 8375, ICANN's ".internal", and what routers hand out."""

TOP_DOMAIN = re.compile(
    "com|net|org|edu|gov|mil|int|arpa|aero|asia|biz|cat|coop|info|jobs|mobi|museum|name|post|pro|tel|travel|xxx|xn--.*|"
    "a[c-gilmoq-uwxz]|b[abd-jl-oq-tvwyz]|c[acdf-ik-oru-z]|d[ejkmoz]|e[ceghr-u]|f[ijkmor]|g[abd-ilmnp-uwy]|"
    "h[kmnrtu]|i[del-oq-t]|j[emop]|k[eghimnprwyz]|l[abcikr-vy]|m[ac-hk-z]|n[acefgilopruz]|o[m]|p[ae-hk-nrstwy]|"
    "q[a]|r[eosuw]|s[a-eg-or-vxyz]|t[cdfghj-ortvwz]|u[agkmsyz]|v[aceginu]|w[fs]|y[et]|z[amw]"
)
"""A top-level domain that may have an address of its own: the older ones and those of countries (ISO 3166, ac, eu, su, uk).
ICANN's contracts forbid it to the later ones ("media", "box"), which are good names for machines at home."""

LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?")
"""A part of a host name. Other characters may turn into a dot, or into nothing, on the way to the resolver."""

NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""A last part that makes the resolver read a whole name as an IPv4 address: "134744072" is 8.8.8.8."""

HOME_NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        ("127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1/128", "fc00::/7", "fe80::/10"),
    )
)
"""Loopback, private and link-local addresses: RFC 1918, RFC 3927, RFC 4193, RFC 4291."""


def checked(text: str) -> str:
    """Return the URL unchanged if it is one. Raises ValueError, which does not repeat it: it may hold a password."""
    with contextlib.suppress(ValueError):  # urlsplit's own repeats a part of it
        parts = urlsplit(text)
        spaced = any(letter.isspace() for letter in text)
        if parts.scheme in ("http", "https") and parts.hostname and parts.port != 0 and not spaced:
            return text
    raise ValueError("not a URL such as http://localhost:8080/v1")


Url = Annotated[str, AfterValidator(checked)]


def checked_tcp(text: str) -> str:
    """Return the address of a Wyoming service unchanged if it is one. Raises ValueError, which does not repeat it."""
    with contextlib.suppress(ValueError):
        parts = urlsplit(text)
        rest = parts.path or parts.query or parts.fragment or parts.username or parts.password
        if parts.scheme == "tcp" and parts.hostname and parts.port and not rest and not any(map(str.isspace, text)):
            return text
    raise ValueError("not an address such as tcp://nas.local:10300")


TcpUrl = Annotated[str, AfterValidator(checked_tcp)]


def is_local(url: str) -> bool:
    """Whether a URL is of this machine or of the home network, as far as its host name tells.

    A name without a dot is one of the network's own. What a name resolves to is looked at when it is connected to.
    """
    host = (urlsplit(url).hostname or "").removesuffix(".").lower()
    try:
        return is_local_address(host)
    except ValueError:
        return _is_home_name(host)


def _is_home_name(host: str) -> bool:
    labels = host.split(".")
    if not all(LABEL.fullmatch(label) for label in labels) or NUMERIC.fullmatch(labels[-1]):
        return False
    if len(labels) > 1:
        return host.endswith(HOME_DOMAINS)
    return not TOP_DOMAIN.fullmatch(host)


def is_local_address(address: str) -> bool:
    """Whether an IP address is of this machine or of a private network. Raises ValueError for what is none."""
    found = ipaddress.ip_address(address)
    mapped = getattr(found, "ipv4_mapped", None) or found
    return any(mapped in network for network in HOME_NETWORKS)


def runs_on_the_internet(model: str) -> bool:
    """Whether a model is one that Ollama does not run but forwards to the internet."""
    return model.endswith(("-cloud", ":cloud"))
