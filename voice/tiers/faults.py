"""Says what went wrong with a request from what the client raised, without request, reply or key."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from voice.errors import TierError
from voice.tiers.breaker import retry_after_s

if TYPE_CHECKING:
    import openai

STATUS = {
    400: "the request was not understood",
    401: "the key was refused",
    402: "the account has no credit",
    403: "the key was refused",
    404: "there is no such model or address",
    408: "the server gave up waiting",
    422: "the request was not understood",
    429: "too many requests",
}

SLEEPING = (502, 503, 504)
"""A proxy answers with these while the tier behind it starts."""

TOO_LONG = re.compile("context|too long", re.IGNORECASE)
"""How OpenAI, vLLM, llama.cpp, Anthropic and our own process say that a request is too long, with 400 or 413."""

OF_A_PART = re.compile(r"\b(?:tools?|messages?|contents)\W{0,3}\d|tool_call_id|schema", re.IGNORECASE)
"""How servers name one of the lines or tools of a request: others are answered as before."""

FEWER_WORDS = "Ask in fewer words, or raise context_tokens as far as the model goes."


class LostError(TierError):
    """There is no connection, or it was lost."""


class EmptyReply(Exception):
    """The reply ended without a word and without a tool call."""


class ReportedError(Exception):
    """The tier reported an error in the midst of its answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    reason: str
    may_be_starting: bool = False
    """True if a tier that sleeps when unused may fail like this while it wakes up."""
    retry_after_s: float | None = None
    lost: bool = False
    """Whether the connection was lost, or there was none."""
    of_request: bool = False
    """True if the request was at fault: the tier may still be asked something else."""
    of_key: bool = False
    useless: bool = False
    """Whether it answered, and said nothing."""
    remedy: str = ""


def fault_of(error: Exception, now: datetime) -> Fault:
    """Tell the fault from an exception of the client, or one of ours (TimeoutError, EOFError, EmptyReply), whose text stays."""
    import httpx2
    import openai

    causes = [cause for cause in (error, error.__cause__, error.__context__) if cause]

    def is_a(kind: type[Exception]) -> bool:
        return any(isinstance(cause, kind) for cause in causes)

    if isinstance(error, openai.APIStatusError):
        return _refused(error, now)
    if isinstance(error, TimeoutError):
        return Fault(str(error), may_be_starting=True)
    if isinstance(error, EmptyReply):
        return Fault(str(error), useless=True)
    if isinstance(error, EOFError):
        return Fault(str(error), lost=True)
    if is_a(httpx2.ConnectTimeout):
        return Fault("no connection in time", may_be_starting=True, lost=True)
    if is_a(httpx2.ConnectError):
        return Fault("no connection", may_be_starting=True, lost=True)
    if is_a(openai.APIConnectionError) or is_a(httpx2.TransportError):
        return Fault("the connection was lost", lost=True)
    if isinstance(error, ReportedError):
        return Fault("it reported an error in its stream")
    return Fault("an answer that is not the chat protocol")


def refusal(error: "openai.APIStatusError") -> str:
    """Everything that a refusal says: the client's own reading of it keeps `error` alone, which for some is "Bad Request"."""
    try:
        return str(error.response.json())
    except (ValueError, RecursionError):
        return error.response.text


def _refused(error: "openai.APIStatusError", now: datetime) -> Fault:
    status, headers = error.status_code, error.response.headers
    if status in (400, 413) and TOO_LONG.search(refusal(error)):
        return Fault(f"the conversation is too long for it (HTTP {status})", of_request=True, remedy=FEWER_WORDS)
    said = STATUS.get(status) or ("it redirects, which is not followed" if 300 <= status < 400 else "")
    of_request = status in (400, 422) and OF_A_PART.search(refusal(error)) is not None
    asked = retry_after_s(headers, now) if status == 429 or status >= 500 else None
    reason = f"{said} (HTTP {status})" if said else f"HTTP {status}"
    return Fault(
        reason, may_be_starting=status in SLEEPING, retry_after_s=asked, of_request=of_request, of_key=status in (401, 403)
    )
