"""What went wrong with a request, out of whatever the client raised: never the request, the reply or the key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from voice.tiers.breaker import retry_after_s

STATUS = {
    400: "the request was not understood",
    401: "the key was refused",
    402: "the account has no credit",
    403: "the key was refused",
    404: "there is no such model or address",
    408: "the server gave up waiting",
    429: "too many requests",
}

SLEEPING = (502, 503, 504)
"""What stands before a tier answers so while it is being started."""


@dataclass(frozen=True, slots=True)
class Fault:
    reason: str
    may_be_starting: bool = False
    """A tier that sleeps when unused looks like this while it wakes up."""
    retry_after_s: float | None = None


def fault_of(error: Exception, now: datetime) -> Fault:
    """The fault behind an exception of the client, or behind one of our own (TimeoutError, EOFError), whose text is kept."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return _refused(status, error.response.headers, now)  # type: ignore[attr-defined]
    names = {type(cause).__name__ for cause in (error, error.__cause__, error.__context__) if cause}
    if isinstance(error, TimeoutError):
        return Fault(str(error), may_be_starting=True)
    if isinstance(error, EOFError):
        return Fault(str(error))
    if "ConnectTimeout" in names:
        return Fault("no connection in time", may_be_starting=True)
    if "ConnectError" in names:
        return Fault("no connection", may_be_starting=True)
    if "APIConnectionError" in names or "APITimeoutError" in names:
        return Fault("the connection was lost")
    if "APIError" in names:
        return Fault("it reported an error in its stream")
    return Fault("an answer that is not the chat protocol")


def _refused(status: int, headers: Mapping[str, str], now: datetime) -> Fault:
    said = STATUS.get(status) or ("it redirects, which is not followed" if 300 <= status < 400 else "")
    asked = retry_after_s(headers, now) if status in (429, 503) else None
    reason = f"{said} (HTTP {status})" if said else f"HTTP {status}"
    return Fault(reason, may_be_starting=status in SLEEPING, retry_after_s=asked)
