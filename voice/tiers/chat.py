"""A tier behind an OpenAI-compatible endpoint: cloud, home server or a local process."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import TYPE_CHECKING, Any

from voice import config
from voice.errors import TierError
from voice.messages import Message
from voice.tiers import Usage

if TYPE_CHECKING:
    from openai import AsyncOpenAI

SYSTEM = (
    "You are a voice assistant. Your reply is read aloud: answer in one to three short plain sentences, "
    "without Markdown, lists or links. The question was transcribed from speech and may hold misheard words."
)
"""Fixed, so that a server can keep it as a warm prefix."""

MAX_REPLY_TOKENS = 300
"""About two minutes of speech; nobody listens longer."""

CHARS_PER_TOKEN = 4
"""English text, byte-pair vocabularies of 32 k to 200 k: for servers that report no usage."""


class ChatTier:
    """One configured endpoint, its client made on first use."""

    def __init__(self, settings: config.Tier) -> None:
        self.name = settings.name
        self._settings = settings
        self._client: AsyncOpenAI | None = None

    async def stream(self, messages: Sequence[Message], usage: Usage) -> AsyncGenerator[str]:
        import openai

        prompt: list[Any] = [{"role": "system", "content": SYSTEM}]
        prompt += [{"role": message.role, "content": message.text} for message in messages]
        usage.tokens_in = sum(len(line["content"]) for line in prompt) // CHARS_PER_TOKEN
        try:
            async with asyncio.timeout(self._settings.timeout_s):
                chunks = await self._connected().chat.completions.create(
                    model=self._settings.model,
                    messages=prompt,
                    max_tokens=MAX_REPLY_TOKENS,
                    stream=True,
                    stream_options={"include_usage": True},
                )
            async with chunks:
                async for piece in self._pieces(chunks, usage):
                    yield piece
        except (openai.OpenAIError, TimeoutError, ValueError) as error:
            raise TierError(f"{self.name}: {_reason(error)}", "`voice config show` lists the tiers.") from None

    async def _pieces(self, chunks: Any, usage: Usage) -> AsyncGenerator[str]:
        """Text of the stream; each wait for the next piece is bounded."""
        written = 0
        while True:
            async with asyncio.timeout(self._settings.timeout_s):
                chunk = await anext(chunks, None)
            if chunk is None:
                return
            if chunk.usage:
                usage.tokens_in, usage.tokens_out = chunk.usage.prompt_tokens, chunk.usage.completion_tokens
                usage.estimated = False
            text = chunk.choices[0].delta.content if chunk.choices else None
            if text:
                written += len(text)
                if usage.estimated:
                    usage.tokens_out = max(1, written // CHARS_PER_TOKEN)
                yield text

    def _connected(self) -> "AsyncOpenAI":
        """A client that goes to its endpoint and nowhere else: no proxy, no redirect, no retry of its own."""
        if self._client is None:
            import openai

            key = config.secret(self._settings.key_env)
            self._client = openai.AsyncOpenAI(
                base_url=self._settings.base_url,
                api_key=key.get_secret_value() if key else "none",
                max_retries=0,
                http_client=openai.DefaultAsyncHttpx2Client(trust_env=False, follow_redirects=False),
            )
        return self._client

    def cost_usd(self, usage: Usage) -> float:
        price_in, price_out = self._settings.price_in, self._settings.price_out
        return (usage.tokens_in * price_in + usage.tokens_out * price_out) / 1e6

    async def close(self) -> None:
        if self._client is not None:
            await self._client.close()


def _reason(error: Exception) -> str:
    """What went wrong, without the request, the reply or the key in it."""
    status = getattr(error, "status_code", None)
    if status in (401, 403):
        return f"the key was refused (HTTP {status})"
    if status is not None:
        return f"HTTP {status}"
    if isinstance(error, TimeoutError) or "Timeout" in type(error).__name__:
        return "no answer in time"
    if "Connection" in type(error).__name__:
        return "no connection"
    return "an answer that is not the chat protocol"
