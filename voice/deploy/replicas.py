"""Replicas: what Ray Serve runs several times, each with engines of its own, behind OpenAI's protocol.

Each answers one kind of request and keeps nothing of it. Settings may change while it runs: what is under way ends as it began.
"""

import asyncio
import io
import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, MutableMapping, Sequence
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any

import numpy as np
import soxr
from ray import serve
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse

from voice import config, speak, synthetic
from voice.answer.attempt import once
from voice.gateway.app import body, refusal
from voice.gateway.auth import Auth
from voice.gateway.refused import Refused
from voice.listen.decoded import READ, decoded
from voice.messages import SAMPLE_RATE, Samples
from voice.models import store
from voice.remote import wav
from voice.serve import token
from voice.speak.normalise import normalise
from voice.speak.sentences import sentences
from voice.transcribe.whisper_guard import fault, made_up
from voice.transcribe.whisper_model import FULL_S, Model
from voice.transcribe.whisper_words import spoken

MOST_BYTES = 6 << 20
"""Bytes of the largest request: half a minute of sound in 48 kHz and stereo."""

LONGEST = 4096
"""Characters of the longest text, as at OpenAI."""

AT_ONCE, GATHERED_S = 8, 0.01
"""How many sounds are read together at most, and how long the first waits for others: less than anybody notices."""

ILL = 3
"""Failures in a row after which a replica is replaced."""

PCM_RATE = 24_000
"""Hz of sound without a header: OpenAI's."""

FILES = {"mp3": "MP3", "flac": "FLAC"}
"""Formats that are sent whole → what libsndfile calls them."""


class Guarded:
    """Answers requests of those who may ask, and counts failures."""

    def __init__(self, state: str | None) -> None:
        """`state`: the folder with the token that is asked for; None: none is, as only this machine can ask."""
        key = token.known(Path(state)) if state else None
        if state and key is None:
            raise RuntimeError(f"no token: set {config.SERVE_TOKEN} on each machine")
        self._auth = Auth(key)
        self._failures = 0

    async def answer(self, asked: Request, work: Callable[[bytes], Awaitable[Response]]) -> Response:
        try:
            self._auth.check(asked.headers)
            response = await work(await body(asked, MOST_BYTES))
            self._failures = 0
            return response
        except Refused as refused:
            return refusal(asked, refused)
        except ClientDisconnect:
            return Response(status_code=499)
        except Exception as error:  # its name alone: the text may hold words
            self._failures += 1
            return refusal(asked, Refused(500, f"The engine failed: {type(error).__name__}."))

    def check(self) -> None:
        """Raise RuntimeError where the engine fails again and again; Ray then starts another replica."""
        if self._failures >= ILL:
            raise RuntimeError(f"{self._failures} requests failed in a row")


class Hear:
    """Makes text of sounds with Whisper, several at once."""

    def __init__(self, state: str | None, threads: int) -> None:
        self._guarded = Guarded(state)
        self._threads = threads
        self._model: Model | None = None

    async def reconfigure(self, settings: Mapping[str, Any]) -> None:
        """Load what `transcribe.model` names; what is being read is read to its end by the model before it."""

        def loaded() -> Model:
            model = Model(store.resolve(settings["model"]), self._threads)
            model.read_together([np.zeros(SAMPLE_RATE, np.int16)])
            return model

        self._model = await asyncio.to_thread(loaded)

    def check_health(self) -> None:
        self._guarded.check()

    async def __call__(self, asked: Request) -> Response:
        return await self._guarded.answer(asked, lambda sent: self._heard(asked, sent))

    async def _heard(self, asked: Request, sent: bytes) -> Response:
        sound, how = await heard_in(asked, sent)
        text = await self.read(sound)
        return PlainTextResponse(text) if how == "text" else JSONResponse({"text": text})

    @serve.batch(max_batch_size=AT_ONCE, batch_wait_timeout_s=GATHERED_S)  # type: ignore[untyped-decorator]
    async def read(self, sounds: list[Samples]) -> list[str]:
        model = self._model
        assert model is not None, "Ray configures a replica before it asks it"
        return await asyncio.to_thread(texts, model, sounds)


class Say:
    """Makes sound of texts."""

    def __init__(self, state: str | None) -> None:
        self._guarded = Guarded(state)
        self._voice: speak.Voice | None = None

    async def reconfigure(self, settings: Mapping[str, Any]) -> None:
        """Load the voice of these settings; what is being said is said to its end by the one before."""
        chosen = config.Speak(**settings)
        voice = speak.ENGINES[speak.engine_of(chosen)].make(chosen)
        await asyncio.to_thread(voice.load)
        self._voice = voice

    def check_health(self) -> None:
        self._guarded.check()

    async def __call__(self, asked: Request) -> Response:
        return await self._guarded.answer(asked, self._said)

    async def _said(self, sent: bytes) -> Response:
        text, form = wanted(sent)
        voice = self._voice
        assert voice is not None, "Ray configures a replica before it asks it"
        chunks = said(voice, text)
        if form == "wav":
            first = await anext(chunks, None)  # what fails, fails before the answer begins
            return StreamingResponse(_streamed(voice.sample_rate, first, chunks), media_type="audio/wav")
        sound = np.concatenate([np.empty(0, np.int16), *[chunk async for chunk in chunks]])
        if form == "pcm":
            return Response(soxr.resample(sound, voice.sample_rate, PCM_RATE).astype("<i2").tobytes(), media_type="audio/pcm")
        file = io.BytesIO()
        synthetic.write(file, sound, voice.sample_rate, FILES[form])
        return Response(file.getvalue(), media_type=f"audio/{'mpeg' if form == 'mp3' else form}")


async def heard_in(asked: Request, sent: bytes) -> tuple[Samples, str]:
    """Read a request to transcribe: its sound, 16 kHz, and the format that is wanted. Raises Refused."""

    async def again() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": sent, "more_body": False}

    try:
        form = await Request(asked.scope, again).form(max_files=1, max_fields=20)
        file, how = form.get("file"), str(form.get("response_format") or "json")
        data = b"" if file is None or isinstance(file, str) else await file.read()
    except Exception:  # whatever a form may make its parser raise
        raise Refused(400, "The request is no form with a file.") from None
    if how not in ("json", "text"):
        raise Refused(400, "Only json and text are answered.", "response_format")
    if str(form.get("language") or "en") not in ("en", "english"):
        raise Refused(400, "Only English is understood here.", "language")
    try:
        return await asyncio.to_thread(decoded, data, SAMPLE_RATE, FULL_S), how
    except ValueError:
        raise Refused(400, f"The file is no sound that is read here: send {READ}.", "file") from None


def texts(model: Model, sounds: Sequence[Samples]) -> list[str]:
    """Read each sound. A text that looks wrong is read again with full context; "" if it still does."""
    found = []
    for sound, reading in zip(sounds, model.read_together(sounds), strict=True):
        chosen = model.read(model.encode(sound)) if fault(reading) else reading
        wrong = fault(chosen) or made_up(chosen, spoken(chosen.text), False, sound)
        found.append("" if wrong else chosen.text)
    return found


def wanted(sent: bytes) -> tuple[str, str]:
    """Read a request to speak: the text, and the format. Raises Refused."""
    asked: Any = None
    with suppress(ValueError, RecursionError):
        asked = json.loads(sent)
    text = asked.get("input") if isinstance(asked, dict) else None
    if not isinstance(text, str) or not 0 < len(text) <= LONGEST:
        raise Refused(400, f"There is no text, or more than {LONGEST} characters of it.", "input")
    if (form := asked.get("response_format") or "mp3") not in ("wav", "pcm", *FILES):
        raise Refused(400, "Only wav, pcm, mp3 and flac are answered.", "response_format")
    if asked.get("speed") not in (None, 1):
        raise Refused(400, "The speed is that of the settings.", "speed")
    return text, form


async def said(voice: speak.Voice, text: str) -> AsyncGenerator[Samples, None]:
    async with aclosing(sentences(once(text))) as pieces:
        async for piece in pieces:
            if normal := normalise(piece):
                async with aclosing(voice.synthesise(normal)) as chunks:
                    async for chunk in chunks:
                        yield chunk


async def _streamed(rate: int, first: Samples | None, chunks: AsyncGenerator[Samples, None]) -> AsyncGenerator[bytes, None]:
    """Stream a WAV whose end is not known when it begins."""
    async with aclosing(chunks):
        yield wav.head(rate, note=synthetic.MARK)
        while first is not None:
            yield first.astype("<i2").tobytes()
            first = await anext(chunks, None)
