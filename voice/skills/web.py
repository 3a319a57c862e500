"""The one place where skills open a connection."""

from collections.abc import Mapping
from typing import Any


async def request(
    method: str,
    url: str,
    *,
    timeout_s: float,
    headers: Mapping[str, str] | None = None,
    json: Any = None,
    content: str | None = None,
) -> tuple[int, str]:
    """HTTP status and text of a reply. `timeout_s` is for all of it; no redirects, no proxies, 64 KiB at
    most.

    Raises OSError where the place cannot be reached, answers no HTTP, or takes too long.
    """
    import asyncio

    import httpx2

    try:
        async with (
            asyncio.timeout(timeout_s),
            httpx2.AsyncClient(trust_env=False, follow_redirects=False, timeout=timeout_s) as client,
            client.stream(method, url, headers=headers, json=json, content=content) as response,
        ):
            body = b""
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > 65536:
                    break
            return response.status_code, body[:65536].decode("utf-8", "replace")
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise OSError(type(error).__name__) from None
