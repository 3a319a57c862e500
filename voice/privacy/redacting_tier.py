"""Wraps a tier that is not trusted: sends it only what it may know, and restores its reply."""

import json
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import Any

from voice.aside import aside
from voice.errors import WithheldError
from voice.messages import GenerationOptions, Message, Tools
from voice.privacy.gate import EgressGate, Place
from voice.privacy.screen import Cleared
from voice.tiers import StreamResult, Tier


class RedactingTier:
    """Passes on to a tier only what the tier's policy allows."""

    def __init__(self, tier: Tier, place: Place, gate: EgressGate) -> None:
        self.name = tier.name
        self._tier = tier
        self._place = place
        self._gate = gate

    @property
    def state(self) -> tuple[float, float | None]:
        return self._tier.state

    async def warm(self) -> None:
        if not self._gate.closed_to(self._place):
            await self._tier.warm()

    async def prefill(self, messages: Sequence[Message]) -> None:
        """Do nothing: what may still turn out to be private is not sent ahead."""

    async def stream(
        self, messages: Sequence[Message], result: StreamResult, tools: Tools = (), options: GenerationOptions | None = None
    ) -> AsyncGenerator[str]:
        cleared = await self._cleared(messages)
        tools = [tool for tool in tools if tool.any_tier]
        told = ""
        restorer = cleared.redactor.stream()
        try:
            async with aclosing(self._tier.stream(cleared.messages, result, tools, options)) as pieces:
                async for piece in pieces:
                    told += piece
                    yield restorer.feed(piece)
            restore = cleared.redactor.restore
            calls = (replace(call, arguments=_restored(call.arguments, restore), trusted=False) for call in result.calls)
            result.calls[:] = list(calls)
            if rest := restorer.flush():
                yield rest
        finally:  # also of a reply that is broken off
            if self._place.policy != "allow":
                self._gate.screen.memory.said(told, cleared.redactor)

    async def _cleared(self, messages: Sequence[Message]) -> Cleared:
        try:
            if closed := self._gate.closed_to(self._place):
                raise WithheldError(closed)
            size = sum(len(message.text) for message in messages)
            return await aside(size, lambda: self._gate.screen.clear(messages, self._place.policy))
        except WithheldError as withheld:
            asked = next((line.text for line in reversed(messages) if line.role == "user"), "")
            why = "" if withheld.kinds else str(withheld)
            self._gate.keep(self._place, withheld.kinds, asked, why)
            raise

    def cost_usd(self, result: StreamResult) -> float:
        return self._tier.cost_usd(result)

    async def close(self) -> None:
        await self._tier.close()


def _restored(arguments: str, restore: Callable[[str], str]) -> str:
    """The arguments of a call, which are JSON if the tier kept to the protocol, with the user's own words in them."""
    try:
        return json.dumps(_in_strings(json.loads(arguments), restore))
    except (ValueError, RecursionError):
        return restore(arguments)


def _in_strings(value: Any, restore: Callable[[str], str]) -> Any:
    match value:
        case str():
            return restore(value)
        case dict():
            return {key: _in_strings(inner, restore) for key, inner in value.items()}
        case list():
            return [_in_strings(inner, restore) for inner in value]
    return value
