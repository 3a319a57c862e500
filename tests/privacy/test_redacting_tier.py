"""A tier behind its guard: what reaches it, and what comes back."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from voice.clock import VirtualClock
from voice.config import Policy
from voice.errors import WithheldError
from voice.messages import Message, Tool, ToolCall
from voice.privacy.audit import Audit
from voice.privacy.gate import EgressGate, Place
from voice.privacy.redacting_tier import RedactingTier
from voice.privacy.screen import Screen
from voice.tiers import StreamResult

SAID = "my phone number is 07700 900123 when can they call"


class Echo:
    """A tier that says its script, and keeps what it was sent."""

    name = "big"

    def __init__(self, pieces: Sequence[str] = (), calls: Sequence[ToolCall] = ()) -> None:
        self.pieces, self.calls = pieces, calls
        self.sent: list[str] = []
        self.offered: Sequence[Tool] = ()
        self.warmed = self.read = 0

    async def warm(self) -> None:
        self.warmed += 1

    async def prefill(self, messages: Sequence[Message]) -> None:
        self.read += 1

    async def stream(
        self, messages: Sequence[Message], result: StreamResult, tools: Sequence[Tool] = (), options: Any = None
    ) -> Any:
        self.sent += [message.text for message in messages]
        self.offered = tools
        for piece in self.pieces:
            yield piece
        result.calls += self.calls

    def cost_usd(self, result: StreamResult) -> float:
        return 0.25

    async def close(self) -> None: ...


def guarded(folder: Path, echo: Echo, policy: Policy, offline: bool = False) -> tuple[RedactingTier, EgressGate]:
    clock = VirtualClock()
    gate = EgressGate(Screen(), Audit(folder, clock), clock, offline)
    return RedactingTier(echo, Place("big", "https://api.example.com/v1", trusted=False, policy=policy), gate), gate


def ask(tier: RedactingTier, *texts: str, result: StreamResult | None = None) -> list[str]:
    async def run() -> list[str]:
        lines = [Message("user", text) for text in texts]
        return [piece async for piece in tier.stream(lines, result or StreamResult())]

    return asyncio.run(run())


def test_a_tier_that_refuses_is_not_asked_and_the_log_says_so(tmp_path: Path) -> None:
    echo = Echo(["Hello."])
    tier, gate = guarded(tmp_path, echo, "refuse")
    with pytest.raises(WithheldError, match="phone"):
        ask(tier, SAID)
    assert not echo.sent
    (entry,) = gate.audit.entries()
    assert (entry.did, entry.kinds, entry.words) == ("withheld", ("phone",), gate.audit.fingerprint(SAID))


@pytest.mark.parametrize("size", range(1, 12))
def test_placeholders_come_back_as_words_however_the_reply_is_cut(tmp_path: Path, size: int) -> None:
    reply = "They can call [phone 1] at noon, and [Phone 1]'s answering machine after that."
    echo = Echo([reply[at : at + size] for at in range(0, len(reply), size)])
    tier, _ = guarded(tmp_path, echo, "redact")
    assert "".join(ask(tier, SAID)) == "They can call 07700 900123 at noon, and 07700 900123's answering machine after that."
    assert echo.sent == ["my phone number is [phone 1] when can they call"]


def test_a_call_of_a_tool_gets_the_words_back(tmp_path: Path) -> None:
    called = ToolCall("1", "reminder_set", '{"text": "call [phone 1]"}')
    echo = Echo(calls=[called, ToolCall("2", "broken", '{"text": "[phone')])
    result = StreamResult()
    tier, _ = guarded(tmp_path, echo, "redact")
    ask(tier, SAID, result=result)
    assert [call.arguments for call in result.calls] == ['{"text": "call 07700 900123"}', '{"text": "[phone']


@pytest.mark.parametrize("restored", ["Hi x07700 900123x, 07700 900123s.", "hi  X07700 900123X, 07700 900123S"])
def test_a_reply_goes_out_again_as_it_came_back(tmp_path: Path, restored: str) -> None:
    echo = Echo(["Hi x[phone 1]x, ", "[PHONE 1]s."])
    tier, _ = guarded(tmp_path, echo, "redact")
    assert "".join(ask(tier, SAID)) == "Hi x07700 900123x, 07700 900123s."
    echo.sent.clear()
    lines = [Message("user", SAID), Message("assistant", restored), Message("user", "why is the sky blue")]
    asyncio.run(anext(tier.stream(lines, StreamResult())))
    assert echo.sent[1:] == ["Hi x[phone 1]x, [phone 1]s.", "why is the sky blue"]


def test_of_another_reply_beside_a_private_line_nothing_goes_out(tmp_path: Path) -> None:
    echo = Echo(["Hello."])
    tier, _ = guarded(tmp_path, echo, "redact")
    lines = [Message("user", SAID), Message("assistant", "Any time now, I think."), Message("user", "why is the sky blue")]
    asyncio.run(anext(tier.stream(lines, StreamResult())))
    assert echo.sent == ["why is the sky blue"]


def test_offline_it_is_neither_asked_nor_warmed(tmp_path: Path) -> None:
    echo = Echo(["Hello."])
    tier, gate = guarded(tmp_path, echo, "allow", offline=True)
    asyncio.run(tier.warm())
    with pytest.raises(WithheldError, match="offline"):
        ask(tier, "why is the sky blue")
    assert not echo.sent
    assert not echo.warmed
    assert [entry.did for entry in gate.audit.entries()] == ["refused"]


def test_nothing_is_sent_ahead(tmp_path: Path) -> None:
    echo = Echo()
    tier, _ = guarded(tmp_path, echo, "allow")
    asyncio.run(tier.prefill([Message("user", "why is the")]))
    assert not echo.read
