"""Asks a tier behind an OpenAI-compatible endpoint: in the cloud, on a home server or in a local process."""

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from pydantic import SecretStr

from voice import config
from voice.clock import Clock, WallClock, deadline
from voice.errors import StartingError, TierError, UselessError, WithheldError
from voice.messages import GenerationOptions, Message, Tools
from voice.tiers import StreamResult, protocol
from voice.tiers.breaker import Breaker
from voice.tiers.cost import cost_usd, timing
from voice.tiers.dialect import Dialect
from voice.tiers.faults import EmptyReply, LostError, fault_of
from voice.tiers.reader import Reader, is_visible
from voice.tiers.spend import Ledger
from voice.tiers.starting import Starting

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

CONNECTED_S = 15.0
"""Try a connection that was idle for so long at the next wake word, before the question needs it."""

IDLE_S = 60.0
"""Do not use a connection again that was idle for so long: most servers and routers have closed it by then."""

LOADED_S = 240.0
"""Ask again after so long, so that the model stays loaded: Ollama unloads an idle one after five minutes."""

TAIL_S = 0.3
"""Wait this many seconds after the end of a reply for the server's count of its tokens."""

THINKERS = re.compile(r"\br1\b|qwq|thinking|reason", re.IGNORECASE)
"""Names of models whose chat templates begin the thoughts, so that servers may mark their end alone."""

REMEDY = "`voice config show` lists the tiers."


class ChatTier:
    """One configured endpoint, its client made on first use."""

    def __init__(
        self,
        settings: config.Tier,
        connect: Callable[..., "httpx2.AsyncClient"],
        clock: Clock | None = None,
        key: SecretStr | None = None,
        ledger: Ledger | None = None,
    ) -> None:
        """`connect` is `GatedClient.http` of the tier's address; `key` replaces the one that the settings name."""
        self.name = settings.name
        self._connect_to = connect
        self._key = key
        self._settings = settings
        self._is_far = not settings.location.owned
        self._clock = clock or WallClock()
        self._ledger = ledger or Ledger(None, config.Cost(), self._clock)
        self._breaker = Breaker(self._clock)
        self._starting = Starting(settings, self._clock, self._breaker, self._ping)
        self._http: httpx2.AsyncClient | None = None
        self._client: AsyncOpenAI | None = None
        self._dialect = Dialect()
        self._thinks = THINKERS.search(settings.model) is not None
        """Whether its last reply had thoughts of which the end alone was marked."""
        self._heard: float | None = None
        """When the endpoint last answered, by `clock.now()`."""

    @property
    def state(self) -> tuple[float, float | None]:
        return self._breaker.left_s, self._starting.left_s

    async def warm(self) -> None:
        await asyncio.to_thread(import_client)
        if self._settings.cold_start_s:
            self._starting.keep_awake()
            if not self._heard_within(LOADED_S) and not self._breaker.left_s:
                self._starting.wake()
        elif not self._heard_within(CONNECTED_S if self._is_far else LOADED_S) and self._breaker.allow():
            await self._probe()

    async def prefill(self, messages: Sequence[Message]) -> None:
        """Do nothing: words that may still change are sent nowhere."""

    async def stream(
        self, messages: Sequence[Message], result: StreamResult, tools: Tools = (), options: GenerationOptions | None = None
    ) -> AsyncGenerator[str]:
        if self._client is None:
            await asyncio.to_thread(import_client)
        request = protocol.request(self._settings, messages, tools, options)
        with self._ledger.paying(self._settings, request, result):
            self._admit()
            try:
                async with aclosing(self._timely(request, result)) as pieces:
                    async for piece in pieces:
                        yield piece
                self._heard = self._clock.now()
                self._breaker.succeeded()
            except Exception as error:  # whatever a server may make its client raise
                raise self._failed(error, begun=result.tokens_out > 0) from None
            finally:
                if result.outrun:  # it has cost the listener the whole wait, as a failure does
                    self._breaker.failed()
                self._breaker.dropped()

    def _admit(self) -> None:
        if (left := self._starting.left_s) is not None:
            raise StartingError(f"{self.name}: starting, ready in about {left:.0f} s", "Ask again then.")
        if not self._breaker.allow():
            raise TierError(f"{self.name}: failed before, left alone for {self._breaker.left_s:.0f} s more", REMEDY)

    async def _timely(self, request: dict[str, Any], result: StreamResult) -> AsyncGenerator[str]:
        """Pass on the pieces of a reply; raise TimeoutError when one is late.

        Only what the user gets something of meets a deadline: white space and thoughts do not. The time in which nobody asks
        for a piece does not count.
        """
        limit, silent, waited = self._settings.first_token_s, 0.0, 0.0
        reader = Reader(result, request.get("max_tokens", self._settings.context_tokens), self._thinks)
        pieces = self._pieces(request, result, reader)
        async with aclosing(pieces), timing(self._clock, result) as watch:
            while True:
                began = self._clock.now()
                watch.asked()
                left = self._settings.total_s - waited
                try:
                    async with deadline(self._clock, min(limit - silent, left)):
                        piece = await anext(pieces, None)
                    passed = self._clock.now() - began
                    if passed > min(limit - silent, left):  # what never waits is never interrupted
                        raise TimeoutError
                except TimeoutError:
                    raise TimeoutError(self._late(reader, limit - silent < left)) from None
                if piece is None:
                    return
                watch.came()
                silent, waited = silent + passed, waited + passed
                if not piece or is_visible(piece):
                    silent, limit = 0.0, self._settings.next_token_s
                if piece:
                    yield piece

    def _late(self, reader: Reader, silent: bool) -> str:
        if not silent:
            return f"more than {self._settings.total_s:g} s in all"
        if reader.begun:
            return f"silent for {self._settings.next_token_s:g} s in mid-reply"
        return f"no first token in {self._settings.first_token_s:g} s" + ", as it was still thinking" * reader.thought

    async def _pieces(self, request: dict[str, Any], result: StreamResult, reader: Reader) -> AsyncGenerator[str]:
        """Send the request; yield the user's text token by token, and "" for tokens without text, such as a tool call's."""
        result.tokens_in = protocol.estimated_tokens(request)
        try:
            response = await self._create(request)
        except Exception:
            result.tokens_in = 0  # refused, or never sent: nobody asks to be paid for it
            raise
        async with aclosing(response):
            blocks = aiter(response.aiter_bytes())
            while not reader.finished:
                block = await anext(blocks, None)
                for piece in reader.feed(block or b"", last=block is None):
                    yield piece
                if block is None and not reader.finished:
                    raise EOFError("the reply broke off")
            if not reader.cut:
                await self._read_tail(blocks, reader)
        self._thinks = reader.thinks
        if not reader.begun and request["messages"][-1]["role"] != "tool":  # what a tool says may leave nothing to add
            raise ValueError if result.skipped else EmptyReply(reader.silence)

    async def _read_tail(self, blocks: AsyncIterator[bytes], reader: Reader) -> None:
        """Read the token count, which comes after the end if at all; a failure here spoils nothing."""
        with contextlib.suppress(Exception):  # the reply is whole
            async with deadline(self._clock, min(TAIL_S, self._settings.next_token_s / 2)):
                async for block in blocks:
                    list(reader.feed(block))

    def _failed(self, error: Exception, begun: bool) -> TierError:
        if withheld := next((each for each in (error, error.__cause__) if isinstance(each, WithheldError)), None):
            return withheld
        fault = fault_of(error, self._clock.today())
        if self._settings.cold_start_s and fault.may_be_starting and not begun:
            self._starting.wake(asleep=True)
            return StartingError(f"{self.name}: {fault.reason}: starting", "Ask again in a minute.")
        if not fault.of_request:
            self._breaker.failed(fault.retry_after_s)
        kind = LostError if fault.lost else UselessError if fault.useless else TierError
        if (fault.of_key or fault.lost) and self._settings.key_env and not config.secret(self._settings.key_env):
            return kind(f"{self.name}: {fault.reason}: {self._settings.key_env} is not set", "Put the key there.")
        return kind(f"{self.name}: {fault.reason}", fault.remedy or REMEDY)

    async def _probe(self) -> None:
        """Connect; where a token costs nothing, or the breaker is on trial, have one written."""
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
        """Ask for one token, so that the model is loaded and the fixed prompt read."""
        request = protocol.ping(self._settings)
        result = StreamResult(protocol.estimated_tokens(request), 1)
        with self._ledger.paying(self._settings, request, result):
            async with aclosing(await self._create(request)) as response:
                await response.aread()
        self._heard = self._clock.now()

    async def _connect(self) -> None:
        """Open a connection for the next request; any answer will do. Sends no key and no words."""
        self._connected()
        assert self._http is not None
        await self._http.head(self._settings.base_url, timeout=self._settings.connect_s)
        self._heard = self._clock.now()

    def _heard_within(self, seconds: float) -> bool:
        return self._heard is not None and self._clock.now() - self._heard < seconds

    async def _create(self, request: dict[str, Any]) -> Any:
        """Send a request, once more without each parameter that the tier refuses; the answer is read as it comes."""
        import openai

        key = self._key or config.secret(self._settings.key_env)
        bearer = f"Bearer {key.get_secret_value()}" if key else openai.omit
        options: Any = {"headers": {"Authorization": bearer}}  # with each request, or one in OPENAI_CUSTOM_HEADERS would win
        how: Any = {"options": options, "cast_to": object, "stream": True, "stream_cls": openai.AsyncStream[object]}
        while True:
            said = self._dialect.said(request)
            try:
                return (await self._connected().post("/chat/completions", body=said, **how)).response
            except openai.APIStatusError as refused:
                if not self._dialect.learns(refused, said):
                    raise

    def _connected(self) -> "AsyncOpenAI":
        if self._client is None:
            import httpx2
            import openai

            self._http = self._connect_to(
                timeout=httpx2.Timeout(None, connect=self._settings.connect_s),
                limits=httpx2.Limits(keepalive_expiry=IDLE_S),
            )
            self._client = openai.AsyncOpenAI(
                base_url=self._settings.base_url,
                api_key="none",  # it comes with each request; without one here the client looks for one by itself
                max_retries=0,
                http_client=self._http,
            )
        return self._client

    def cost_usd(self, result: StreamResult) -> float:
        return cost_usd(self._settings, self._ledger.cost, result)

    async def close(self) -> None:
        await self._starting.close()
        if self._client is not None:
            await self._client.close()
        self._ledger.close()


def import_client() -> None:
    """Import the client, which takes most of a second on a small machine."""
    import openai  # noqa: F401
