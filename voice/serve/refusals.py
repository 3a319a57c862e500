"""Why a satellite is not let in, or let go: what its connection ended with, in a line, and whether another try may do."""

import ssl
from typing import Literal

import httpx2
from httpx2.websockets import HTTPXWSException, WebSocketDisconnect, WebSocketUpgradeError
from wsproto.utilities import ProtocolError

from voice.clock import WallClock
from voice.config import SERVE_TOKEN
from voice.errors import DeviceError, WithheldError, WorkError
from voice.serve.protocol import Goodbye
from voice.tiers.breaker import retry_after_s

SOON_S, LATER_S = 0.5, 30.0
"""When it is tried again where the server does not say: soon while it starts, later where somebody has to leave first."""

TOKEN = f"Set {SERVE_TOKEN} to what the server keeps in its file serve-token."

SELF_MADE = "If it has one of its own, give that with --ca FILE, or add it to what this system trusts."

ENCRYPTED = "If it is a `voice serve --cert`, take https://."

REACHED = "Check the address and the port that `voice serve` shows where it runs; other machines are let in with --host only."

Kind = Literal["full", "starting", ""]
"""Refusals that somebody has to be told of in another way, or that are waited out."""


class RefusedError(WorkError):
    """The server lets the satellite go, or does not let it in; another try may do, or not, as `again_s` tells."""

    def __init__(self, what: str, again_s: float | None, remedy: str = "", kind: Kind = "") -> None:
        super().__init__(what, remedy)
        self.again_s = again_s
        """When to try again; None: not without a change."""
        self.kind = kind


class LostError(WorkError):
    """The server cannot be reached, or is gone."""


def of_goodbye(said: Goodbye) -> RefusedError:
    kind: Kind = "full" if said.why == "full" else "starting" if said.why == "starting" else ""
    return RefusedError(said.what, said.retry_after_s, TOKEN if said.why == "token" else "", kind)


def explained(error: BaseException, welcomed: bool) -> BaseException:
    """What went wrong, of all that was raised together, in a line. `welcomed`: the server had let the satellite in."""
    while isinstance(error, BaseExceptionGroup):
        known = error.subgroup((RefusedError, DeviceError, WithheldError)) or error
        error = known.exceptions[0]
    if refused := of_tls(error):
        return refused
    match error:
        case WebSocketUpgradeError():
            return _denied(error.response)
        case WebSocketDisconnect():
            return LostError(f"The server has closed the connection ({error.code}).")
        case httpx2.HTTPError() | HTTPXWSException() | TimeoutError() | OSError() | ProtocolError():
            if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
                return LostError("The server cannot be reached.", REACHED)
            return LostError("The server is gone.") if welcomed else LostError("What is there does not answer.", ENCRYPTED)
    return error


def of_tls(error: BaseException | None) -> RefusedError | None:
    """Why no encrypted connection was made, where that is why there is none."""
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    match error:
        case ssl.SSLCertVerificationError(verify_code=10):
            return RefusedError("The server's certificate has expired.", LATER_S, "Have it renewed there.")
        case ssl.SSLCertVerificationError(verify_code=9):
            return RefusedError("The server's certificate is not valid yet: one of the clocks is wrong.", LATER_S)
        case ssl.SSLCertVerificationError(verify_code=62 | 64):
            return RefusedError("The server's certificate is for another name or address.", None, "Use the name that is in it.")
        case ssl.SSLCertVerificationError():
            return RefusedError(f"The server's certificate is not trusted here: {error.verify_message}.", None, SELF_MADE)
        case ssl.SSLError(reason="WRONG_VERSION_NUMBER" | "RECORD_LAYER_FAILURE" | "HTTP_REQUEST"):
            return RefusedError("The server does not encrypt.", None, "Take http:// instead, or start it with --cert.")
    return None


def _denied(response: httpx2.Response) -> RefusedError:
    """Say why a connection was not taken."""
    again_s = retry_after_s(response.headers, WallClock().today())
    match response.status_code:
        case 401:
            return RefusedError("The server asks for its token.", None, TOKEN)
        case 403:
            return RefusedError("The server lets nobody in by this name of its.", None, "Ask for 127.0.0.1 or localhost.")
        case 429:
            again_s = LATER_S if again_s is None else again_s
            asks = f"It asks to come again in {again_s:.0f} s."
            return RefusedError("All slots of the server are taken.", again_s, asks, "full")
        case 503:
            return RefusedError("The server is not ready.", SOON_S if again_s is None else again_s, kind="starting")
    return RefusedError(f"What answers there is no `voice serve` (HTTP {response.status_code}).", None)
