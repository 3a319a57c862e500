"""Announces the door on the home network, so that Home Assistant finds it by itself (zeroconf, which is also called mDNS)."""

import asyncio
import ipaddress
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import ifaddr
from zeroconf import Error, InterfaceChoice
from zeroconf.asyncio import AsyncServiceInfo, AsyncZeroconf

KIND = "_wyoming._tcp.local."
"""What Home Assistant looks for."""


@asynccontextmanager
async def announced(host: str, port: int, warn: Callable[[str], None]) -> AsyncIterator[None]:
    """Announce an open port for as long as the block runs, on the networks that it can be reached from."""
    announcing = asyncio.create_task(_announce(host, port, warn))
    try:
        yield
    finally:
        announcing.cancel()
        await asyncio.gather(announcing, return_exceptions=True)


async def _announce(host: str, port: int, warn: Callable[[str], None]) -> None:
    """Announce until cancelled; asking whether the name is taken alone takes a second."""
    addresses, zeroconf = _addresses(host), None
    try:
        zeroconf = AsyncZeroconf(interfaces=InterfaceChoice.All if _is_any(host) else addresses)
        await zeroconf.async_register_service(_service(addresses, port), allow_name_change=True)
        await asyncio.Event().wait()
    except (OSError, Error, RuntimeError) as error:
        warn(f"Wyoming is not announced, so that its address has to be typed: {type(error).__name__}")
    finally:
        if zeroconf:
            await zeroconf.async_unregister_all_services()
            await zeroconf.async_close()


def _service(addresses: list[str], port: int) -> AsyncServiceInfo:
    name = socket.gethostname().partition(".")[0] or "voice"
    packed = [ipaddress.ip_address(address).packed for address in addresses]
    return AsyncServiceInfo(KIND, f"voice {name}.{KIND}", addresses=packed, port=port, server=f"voice-{name}-{port}.local.")


def _addresses(host: str) -> list[str]:
    """Every address that an open port has."""
    if not _is_any(host):
        return [str(socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)[0][4][0])]
    every = [one.ip for adapter in ifaddr.get_adapters() for one in adapter.ips if isinstance(one.ip, str)]
    return [address for address in every if not ipaddress.ip_address(address).is_loopback]


def _is_any(host: str) -> bool:
    return host in ("0.0.0.0", "::")
