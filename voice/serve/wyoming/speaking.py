"""Says a text with the loaded voice, for whoever plays it."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event

from voice.answer.attempt import once
from voice.engines import Engines
from voice.serve.voice_name import voice_name
from voice.serve.wyoming.refusal import Refusal
from voice.speak.fallback import ReplyVoice
from voice.speak.normalise import normalise
from voice.speak.sentences import sentences

LONGEST = 5000
"""Characters of a text: six minutes of speech."""

LATE_S = 5.0
"""How long the voice may take to begin before espeak-ng says it: a file is made of it, so nobody hears a short wait."""

PIECE = 2048
"""Samples of an event: a tenth of a second."""


async def said(text: object, voice: object, engines: Engines) -> AsyncGenerator[Event, None]:
    """Give the sound of a text, event by event, as it is made. `voice`: what was asked for; any where nothing was.

    Raises Refusal, EngineError.
    """
    assert engines.voices is not None, "loaded with a voice"
    if not isinstance(text, str) or len(text) > LONGEST:
        raise Refusal("text", f"There is no text, or more than {LONGEST} characters of it.")
    wanted = voice.get("name") if isinstance(voice, dict) else None
    if wanted not in (None, voice_name(engines)):
        raise Refusal("voice", "There is one voice here, which `describe` tells.")
    speaks, spare, clock, rate = engines.voices.voice, engines.voices.spare, engines.clock, engines.voices.voice.sample_rate
    told = lambda why: engines.warn(f"the spare voice speaks: {why}")  # noqa: E731
    reply = ReplyVoice(speaks, spare, clock, LATE_S, told) if spare else None
    if reply and engines.voices.strange:
        reply.leave_to_spare()
    yield AudioStart(rate, 2, 1, timestamp=0).event()
    made = 0
    async with aclosing(sentences(once(text))) as pieces:
        async for piece in pieces:
            if not (normal := normalise(piece)):
                continue
            async with aclosing(reply.synthesise(normal, 0.0) if reply else speaks.synthesise(normal)) as chunks:
                async for chunk in chunks:
                    for begin in range(0, len(chunk), PIECE):
                        sound = chunk[begin : begin + PIECE].astype("<i2").tobytes()
                        yield AudioChunk(rate, 2, 1, sound, timestamp=made * 1000 // rate).event()
                        made += len(sound) // 2
    yield AudioStop(timestamp=made * 1000 // rate).event()
