"""Asks a service elsewhere by OpenAI's protocol: what somebody says becomes text, and text sound.

A request that fails is made once more within what is left of its time; one that is late is not, as a service that is busy would
only be asked twice. One that keeps failing, or asks for a pause, is left alone for a while: an engine here does its work.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any, TypeVar

from voice import config
from voice.clock import deadline
from voice.errors import EngineError, WithheldError
from voice.messages import SAMPLE_RATE, Samples
from voice.privacy.gate import EgressGate, Place
from voice.remote import wav
from voice.tiers.breaker import Breaker, retry_after_s
from voice.tiers.faults import STATUS

if TYPE_CHECKING:
    import httpx2

CONNECT_S = 1.5
"""Seconds to connect at most, as for a tier."""

IDLE_S = 60.0
"""A connection that was idle for so many seconds is not used again."""

MOST_TEXT = 64 << 10
"""Bytes of an answer with text: half a minute of speech is less than one."""

MOST_SOUND_S = 60.0
"""Seconds of sound of a sentence: the longest that is asked for takes half of it."""

AGAIN = 0.5
"""After this share of the time nothing is asked again: too little would be left."""

T = TypeVar("T")


class Fault(Exception):
    """Why an attempt failed; the text is for people."""

    def __init__(self, why: str, again: bool = True, retry_after_s: float | None = None) -> None:
        """`again`: whether the same request may succeed if it is sent once more."""
        super().__init__(why)
        self.again = again
        self.retry_after_s = retry_after_s


class Service:
    """One service elsewhere. Every method raises EngineError if it cannot be asked, fails, or is late."""

    def __init__(self, place: Place, gate: EgressGate, late_s: float, model: str = "", key_env: str | None = None) -> None:
        """`late_s`: how long it may take to read a sound, or to begin to say something. `model`: what it calls its model."""
        self.url = place.url.rstrip("/")
        self.trusted = place.trusted
        self._place = place
        self._gate = gate
        self._clock = gate.clock
        self._late_s = late_s
        self._model = model or "default"
        self._key_env = key_env
        self._breaker = Breaker(gate.clock)
        self._http: httpx2.AsyncClient | None = None

    async def transcribe(self, sound: Samples) -> str:
        """Have it make text of a whole sound, 16 kHz."""
        form = {"model": self._model, "language": "en", "response_format": "json"}
        file = ("turn.wav", wav.whole(sound, SAMPLE_RATE), "audio/wav")

        async def ask() -> str:
            said = b""
            async with aclosing(self._blocks("transcriptions", data=form, files={"file": file})) as blocks:
                async for block in blocks:
                    said += block
                    if len(said) > MOST_TEXT:
                        raise Fault("sends more than a text", again=False)
            return _text(said)

        async with self._judged():
            try:
                async with deadline(self._clock, self._late_s):
                    return await self._at_most_twice(ask)
            except TimeoutError:
                raise Fault(f"does not answer within {self._late_s:g} s") from None

    async def synthesise(self, text: str, voice: str) -> AsyncGenerator[tuple[int, Samples], None]:
        """Have it say a sentence: the rate in Hz of each chunk, and its sound. `voice`: "" for the service's own.

        Its sound has to begin in time, and then to come no slower than it is played.
        """
        asked = {"model": self._model, "input": text, "voice": voice or "default", "response_format": "wav"}
        reader, blocks, heard_s, waited = wav.WavReader(), None, 0.0, 0.0

        async def begin() -> bytes | None:
            nonlocal blocks
            blocks = self._blocks("speech", json=asked)
            return await anext(blocks, None)

        async with self._judged():
            try:
                while True:
                    began = self._clock.now()
                    try:
                        async with deadline(self._clock, self._late_s + heard_s - waited):
                            block = await (self._at_most_twice(begin) if blocks is None else anext(blocks, None))
                    except TimeoutError:
                        raise Fault("is slower than its sound is played" if heard_s else "is late to begin") from None
                    waited += self._clock.now() - began
                    if block is None:
                        break
                    if len(sound := _sound(reader, block)):
                        heard_s += len(sound) / reader.rate
                        if heard_s > MOST_SOUND_S:
                            raise Fault("does not stop speaking", again=False)
                        yield reader.rate, sound
                if reader.broke_off or not heard_s:
                    raise Fault("broke off")
            finally:
                if blocks is not None:
                    await blocks.aclose()

    async def close(self) -> None:
        if self._http is not None:
            http, self._http = self._http, None
            await http.aclose()

    async def _at_most_twice(self, ask: Callable[[], Awaitable[T]]) -> T:
        began = self._clock.now()
        try:
            return await ask()
        except Fault as fault:
            pause = fault.retry_after_s or 0.0
            if not fault.again or self._clock.now() - began + pause > AGAIN * self._late_s:
                raise
            await self._clock.sleep(pause)
        return await ask()

    @asynccontextmanager
    async def _judged(self) -> AsyncIterator[None]:
        """Ask, unless the service is left alone after failures, and count how it ends. Any error becomes an EngineError."""
        if not self._breaker.allow():
            raise self._failed(f"failed before, left alone for {self._breaker.left_s:.0f} s more")
        try:
            yield
            self._breaker.succeeded()
        except Fault as fault:
            self._breaker.failed(fault.retry_after_s)
            raise self._failed(str(fault)) from None
        except WithheldError as withheld:
            raise EngineError(f"the service at {self.url} was not asked: {withheld}", withheld.remedy) from None
        finally:
            self._breaker.dropped()

    async def _blocks(self, what: str, **sent: Any) -> AsyncGenerator[bytes, None]:
        """Send a request and give the answer as it comes. Raises Fault, WithheldError."""
        import httpx2

        key = config.secret(self._key_env)
        headers = {"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key.get_secret_value()}"} if key else {})
        try:
            url = f"{self.url}/audio/{what}"
            async with self._connected().stream("POST", url, headers=headers, **sent) as response:
                if response.status_code != 200:
                    raise self._refused(response)
                if response.headers.get("content-encoding", "identity") != "identity":
                    raise Fault("sends what was not asked for", again=False)
                async for block in response.aiter_raw():
                    yield block
        except httpx2.TimeoutException:
            raise Fault("cannot be reached in time") from None
        except httpx2.ConnectError:
            raise Fault("cannot be reached") from None
        except (httpx2.HTTPError, OSError) as error:
            raise Fault(f"broke off ({type(error).__name__})") from None

    def _refused(self, response: "httpx2.Response") -> Fault:
        status = response.status_code
        busy = status == 429 or status >= 500
        said = STATUS.get(status) or ("it redirects, which is not followed" if 300 <= status < 400 else "it refuses")
        asked = retry_after_s(response.headers, self._clock.today()) if busy else None
        return Fault(f"says: {said} (HTTP {status})", again=busy, retry_after_s=asked)

    def _connected(self) -> "httpx2.AsyncClient":
        if self._http is None:
            import httpx2

            timeout, limits = httpx2.Timeout(None, connect=CONNECT_S), httpx2.Limits(keepalive_expiry=IDLE_S)
            self._http = self._gate.client_to(self._place).http(timeout, limits)
        return self._http

    def _failed(self, why: str) -> EngineError:
        return EngineError(f"the service at {self.url} {why}", "Look whether it runs, and whether its url is right.")


def _text(answer: bytes) -> str:
    with suppress(ValueError, RecursionError):
        if isinstance(found := json.loads(answer), dict) and isinstance(text := found.get("text"), str):
            return text
    raise Fault("sends no text", again=False)


def _sound(reader: wav.WavReader, block: bytes) -> Samples:
    try:
        return reader.feed(block)
    except wav.Nonsense as nonsense:
        raise Fault(str(nonsense), again=False) from None
