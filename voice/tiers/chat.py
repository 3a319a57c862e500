"""A tier behind an OpenAI-compatible endpoint: cloud, home server or a local process."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from voice import config
from voice.clock import Clock, WallClock, deadline
from voice.errors import StartingError, TierError
from voice.messages import Message, Tool
from voice.tiers import Usage, protocol
from voice.tiers.breaker import Breaker
from voice.tiers.faults import fault_of
from voice.tiers.starting import Starting

if TYPE_CHECKING:
    from openai import AsyncOpenAI

CONNECTED_S = 15.0
"""A connection idle for so long is tried at the next wake word, before the question needs it."""

IDLE_S = 60.0
"""A connection idle for so long is not used again: the commonest limit of servers and of the routers between."""

LOADED_S = 240.0
"""A model server unloads an idle model after five minutes (Ollama) or never."""

TAIL_S = 0.3
"""What a server may take, once the reply has ended, to count its tokens."""

HEADERS = {
    "host", "user-agent", "authorization", "accept", "accept-encoding", "connection", "content-type", "content-length",
}  # fmt: skip
"""All that a request needs."""

REMEDY = "`voice config show` lists the tiers."


class ChatTier:
    """One configured endpoint, its client made on first use."""

    def __init__(self, settings: config.Tier, clock: Clock | None = None, key: SecretStr | None = None) -> None:
        """`key` stands in for the one that the settings name."""
        self.name = settings.name
        self._key = key
        self._settings = settings
        self._clock = clock or WallClock()
        self._breaker = Breaker(self._clock)
        self._starting = Starting(settings, self._clock, self._breaker, self._ping)
        self._client: AsyncOpenAI | None = None
        self._heard: float | None = None
        """When it last answered."""

    async def warm(self) -> None:
        await asyncio.to_thread(_import_openai)
        if self._settings.cold_start_s:
            self._starting.keep_awake()
            if not self._heard_within(LOADED_S) and not self._breaker.left_s:
                self._starting.wake()
        elif not self._heard_within(CONNECTED_S if self._is_far else LOADED_S) and self._breaker.allow():
            await self._probe()

    async def read_ahead(self, messages: Sequence[Message]) -> None:
        """Nothing: words that may yet change are sent nowhere."""

    async def stream(self, messages: Sequence[Message], usage: Usage, tools: Sequence[Tool] = ()) -> AsyncGenerator[str]:
        if self._client is None:
            await asyncio.to_thread(_import_openai)
        self._admit()
        try:
            async with aclosing(self._timely(protocol.request(self._settings, messages, tools), usage)) as pieces:
                async for piece in pieces:
                    yield piece
            self._heard = self._clock.now()
            self._breaker.succeeded()
        except Exception as error:  # whatever a server may make its client raise
            raise self._failed(error, begun=usage.tokens_out > 0) from None
        finally:
            self._breaker.dropped()

    def _admit(self) -> None:
        if (left := self._starting.left_s) is not None:
            raise StartingError(f"{self.name}: starting, ready in about {left:.0f} s", "Ask again then.")
        if not self._breaker.allow():
            raise TierError(f"{self.name}: failed before, left alone for {self._breaker.left_s:.0f} s more", REMEDY)

    async def _timely(self, request: dict[str, Any], usage: Usage) -> AsyncGenerator[str]:
        """The pieces, as long as they come in time. Only tokens count: what else arrives moves no deadline."""
        limit, waited = self._settings.first_token_s, 0.0
        late = f"no first token in {limit:g} s"
        pieces = self._pieces(request, usage)
        async with aclosing(pieces):
            while True:
                began = self._clock.now()
                left = self._settings.total_s - waited
                try:
                    async with deadline(self._clock, min(limit, left)):
                        piece = await anext(pieces, None)
                except TimeoutError:
                    raise TimeoutError(late if limit < left else f"more than {self._settings.total_s:g} s in all") from None
                if piece is None:
                    return
                waited += self._clock.now() - began
                limit = self._settings.next_token_s
                late = f"silent for {limit:g} s in mid-reply"
                if piece:
                    yield piece

    async def _pieces(self, request: dict[str, Any], usage: Usage) -> AsyncGenerator[str]:
        """What the stream holds, by token; "" for one that is no text, as those of a tool call."""
        reader = protocol.Reader(usage)
        usage.tokens_in = protocol.estimated_tokens(request)
        try:
            chunks = await self._connected().chat.completions.create(**request)
        except Exception:
            usage.tokens_in = 0  # refused, or never sent: nobody asks to be paid for it
            raise
        async with chunks:
            async for chunk in chunks:
                for piece in reader.read(chunk):
                    yield piece
                if reader.finished:
                    break
            else:
                raise EOFError("the reply broke off")
            await self._read_tail(chunks, reader)

    async def _read_tail(self, chunks: Any, reader: protocol.Reader) -> None:
        """The token count comes behind the end, if at all; whatever goes wrong there spoils nothing."""
        try:
            async with deadline(self._clock, min(TAIL_S, self._settings.next_token_s / 2)):
                async for chunk in chunks:
                    list(reader.read(chunk))
        except Exception:  # the reply is whole
            return

    def _failed(self, error: Exception, begun: bool) -> TierError:
        fault = fault_of(error, self._clock.today())
        if self._settings.cold_start_s and fault.may_be_starting and not begun:
            self._starting.wake(asleep=True)
            return StartingError(f"{self.name}: {fault.reason}: starting", "Ask again in a minute.")
        self._breaker.failed(fault.retry_after_s)
        return TierError(f"{self.name}: {fault.reason}", REMEDY)

    async def _probe(self) -> None:
        """Connect; where that costs nothing, or the breaker wants to know, have a token written."""
        real = not (self._is_far and self._breaker.closed)
        try:
            async with asyncio.timeout(self._settings.total_s):
                await (self._ping() if real else self._connect())
            if real:
                self._breaker.succeeded()
        except Exception as error:  # whatever a server may make its client raise
            fault = fault_of(error, self._clock.today())
            if real or fault.may_be_starting:
                self._breaker.failed(fault.retry_after_s)
        finally:
            self._breaker.dropped()

    async def _ping(self) -> None:
        """One token: a model is loaded for it, and the fixed prompt read."""
        await self._connected().chat.completions.create(**protocol.ping(self._settings))
        self._heard = self._clock.now()

    async def _connect(self) -> None:
        """An answer of any kind leaves a connection for the request to come. No key and no words are sent."""
        await self._connected()._client.head(self._settings.base_url, timeout=self._settings.connect_s)
        self._heard = self._clock.now()

    @property
    def _is_far(self) -> bool:
        return self._settings.where in ("cloud", "edge")

    def _heard_within(self, seconds: float) -> bool:
        return self._heard is not None and self._clock.now() - self._heard < seconds

    def _connected(self) -> "AsyncOpenAI":
        """A client that goes to its endpoint and nowhere else: no proxy, no redirect, no retry of its own."""
        if self._client is None:
            import httpx2
            import openai

            secret = self._key or config.secret(self._settings.key_env)
            key = secret.get_secret_value() if secret else "none"
            self._client = openai.AsyncOpenAI(
                base_url=self._settings.base_url,
                api_key=key,
                default_headers={"Authorization": f"Bearer {key}"},  # or one in OPENAI_CUSTOM_HEADERS would win
                max_retries=0,
                http_client=openai.DefaultAsyncHttpx2Client(
                    trust_env=False,
                    follow_redirects=False,
                    timeout=httpx2.Timeout(None, connect=self._settings.connect_s),
                    limits=httpx2.Limits(keepalive_expiry=IDLE_S),
                    event_hooks={"request": [_only_needed]},
                ),
            )
        return self._client

    def cost_usd(self, usage: Usage) -> float:
        return protocol.cost_usd(self._settings, usage)

    async def close(self) -> None:
        await self._starting.close()
        if self._client is not None:
            await self._client.close()


async def _only_needed(request: Any) -> None:
    """Take out what else the client sends: the machine's make, and headers from OPENAI_… variables meant for another place."""
    for name in set(request.headers) - HEADERS:
        del request.headers[name]


def _import_openai() -> None:
    """Most of a second on a small machine; the client itself would import a part of it with the first request."""
    import openai.resources.chat.completions.completions  # noqa: F401
