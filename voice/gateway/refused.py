"""The error for a request that gets no answer, as the OpenAI protocol words it."""

from typing import Any

from voice.errors import VoiceError

KINDS = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    405: "invalid_request_error",
    413: "invalid_request_error",
}
"""HTTP status → what the protocol calls it; "server_error" for all others."""


class Refused(VoiceError):
    """Why a request is not answered; its text goes to the client and holds none of the conversation's words."""

    def __init__(
        self, status: int, what: str, param: str | None = None, code: str | None = None, again_s: float = 1.0
    ) -> None:
        """`again_s`: when the client may come again, where it was refused for coming too often."""
        super().__init__(what)
        self.status = status
        self.again_s = again_s
        self.param = param
        self.code = code

    def document(self) -> dict[str, Any]:
        kind = KINDS.get(self.status, "server_error")
        return {"error": {"message": str(self), "type": kind, "param": self.param, "code": self.code}}
