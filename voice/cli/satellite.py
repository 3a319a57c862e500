"""`voice satellite`: a microphone and a speaker here, for an assistant that runs elsewhere."""

import asyncio
import re
import secrets
import signal
import socket
from collections.abc import Coroutine
from contextlib import aclosing
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from rich.console import Console

from voice import config
from voice.cli import interrupt, output
from voice.cli.keys import pressed
from voice.clock import Clock, WallClock
from voice.config import Config
from voice.errors import UsageError, VoiceError
from voice.listen import Source
from voice.listen.devices import find
from voice.listen.echo import EchoFree
from voice.listen.files import SoundFile
from voice.listen.microphone import Microphone
from voice.listen.muted import Muted
from voice.listen.played import Played
from voice.listen.recording import Recording, save
from voice.listen.reopened import Reopened
from voice.listen.speaker import Speaker
from voice.messages import FRAME_S, SAMPLE_RATE
from voice.mute import Mute
from voice.privacy.gate import EgressGate
from voice.serve import client, protocol, token
from voice.serve.certificate import trusting
from voice.sink import Sink
from voice.speak.espeak import Espeak

QUIET_S = 1.5
"""A file is over when nobody has spoken for so long behind its end."""


def main(
    settings: Path | None,
    url: str,
    name: str | None,
    audio: Path | None,
    out: Path | None,
    json: bool,
    ca: Path | None = None,
    codec: protocol.Codec = "pcm",
) -> int:
    chosen = config.load(settings)
    clock, there = WallClock(), client.address(url)
    if out is not None:
        if audio is None:
            raise UsageError("--out: what is played on a speaker is not recorded", "Give a sound file with --audio.")
        output.check_writable(out)
    view = View(output.console(json), json)
    ends = _Devices(chosen, clock, view) if audio is None else _File(audio, clock)
    called = _own_name() if name is None else _named(name)
    trusts = trusting(ca) if ca else None
    server = client.Server(there, called, secrets.token_hex(8), token_for(chosen, there), ends.hears_itself, codec, trusts)

    def told(message: protocol.Told) -> None:
        ends.note(message)
        view.told(message)

    satellite = client.Satellite(server, EgressGate.of(chosen, clock), ends.ends, told)
    if isinstance(ends, _Devices):
        return asyncio.run(_until_told(_stay(satellite, ends, Mute(chosen.state_dir, clock), view)))
    code = asyncio.run(_until_told(satellite.come_in(ends.over, view.warn)))
    if out is not None:
        ends.save(out)
        view.say(f"Replies written to {out}")
    return code


async def _stay(satellite: client.Satellite, ends: "_Devices", switch: Mute, view: "View") -> None:
    with pressed({"m": lambda: switch.switch(not switch.on)} if view.takes_keys else {}):
        await satellite.stay(view.warn, ends.say)


async def _until_told(work: Coroutine[Any, Any, None]) -> int:
    """Work until it is done, or until SIGTERM, which ends it in good order."""
    task = asyncio.ensure_future(work)
    told = interrupt.told(task.cancel, signal.SIGTERM)
    try:
        await task
    except asyncio.CancelledError:
        if not told:
            raise
    return 0


def _own_name() -> str:
    """The name of this machine, in the letters that a name may have."""
    letters = re.sub(r"[^a-z0-9]+", "-", socket.gethostname().partition(".")[0].lower())
    return letters.strip("-")[:32].strip("-") or "satellite"


def _named(name: str) -> str:
    if not re.fullmatch(protocol.NAME, name.lower()):
        raise UsageError(f"--name: {name!r} is no name", "Take up to 32 letters, digits and spaces: the room it stands in.")
    return name.lower()


def token_for(chosen: Config, there: str) -> SecretStr | None:
    """The token for a server; the one that this machine's own server made is shown to no other."""
    from voice.gateway.auth import names_this_machine

    return token.known(chosen.state_dir) if names_this_machine(there.partition("://")[2]) else config.secret(config.SERVE_TOKEN)


class _Devices:
    """The microphone and the speaker of this machine."""

    def __init__(self, chosen: Config, clock: Clock, view: "View") -> None:
        """Raises DeviceError where there is none."""
        find(chosen.listen.device, "input")
        find(chosen.speak.device, "output")
        self.hears_itself = chosen.listen.echo == "off"
        self._chosen = chosen
        self._clock = clock
        self._view = view

    def ends(self, rate: int) -> tuple[Source, Sink]:
        chosen, clock = self._chosen, self._clock
        speaker = self._speaker(rate)
        microphone = Reopened(Microphone(clock, chosen.listen.device), clock, self._view.warn, chosen.listen.give_up_s)
        source: Source = Muted(microphone, Mute(chosen.state_dir, clock))
        return EchoFree(source, Played(speaker)) if chosen.listen.echo == "cancel" else source, speaker

    async def say(self, text: str) -> None:
        """Say something without the server, in espeak-ng's voice; not in the hours of `do_not_disturb`, as nobody asked."""
        if self._chosen.do_not_disturb.holds(self._clock.today().astimezone()):
            return
        voice, speaker = Espeak(rate_wpm=self._chosen.speak.rate_wpm), self._speaker(Espeak.sample_rate)
        try:
            await asyncio.to_thread(voice.load)
            async with aclosing(voice.synthesise(text)) as chunks:
                async for sound in chunks:
                    speaker.write(sound)
            await speaker.drain()
        except VoiceError as error:
            self._view.warn(f"that could not be said aloud: {error}")
        finally:
            speaker.close()
            voice.close()

    def _speaker(self, rate: int) -> Speaker:
        return Speaker(self._clock, rate, self._chosen.speak.device, self._chosen.speak.volume, self._view.warn)

    def note(self, message: protocol.Told) -> None: ...


class _File:
    """A sound file for a microphone, and memory for a speaker."""

    hears_itself = True  # for the server: only the wake word interrupts a reply, as with `voice ask --audio`

    def __init__(self, path: Path, clock: Clock) -> None:
        """Raises AudioError for what is no sound file."""
        self._source = SoundFile(path, clock)
        self._source.check()
        self._clock = clock
        self._sink: Recording | None = None
        self._floor = "idle"
        self._quiet_s = 0.0

    def ends(self, rate: int) -> tuple[Source, Sink]:
        self._sink = Recording(self._clock, rate)
        return self._source, self._sink

    def note(self, message: protocol.Told) -> None:
        if isinstance(message, protocol.Floor):
            self._floor = message.state

    def over(self, source: Source) -> bool:
        """Whether all has been said, and all replies heard. To be asked at each frame."""
        self._quiet_s = self._quiet_s + FRAME_S if source.ended and self._floor == "idle" else 0.0
        return self._quiet_s > QUIET_S

    def save(self, out: Path) -> None:
        """Write all that was played, with the pauses between."""
        assert self._sink is not None
        save(out, self._sink.take(), self._sink.sample_rate or SAMPLE_RATE)


class View(output.Lines):
    """Prints what is heard and answered: a line each, or what the server tells as one JSON object a line."""

    def __init__(self, out: Console, as_json: bool) -> None:
        super().__init__(out)
        self._as_json = as_json

    @property
    def takes_keys(self) -> bool:
        return not self._as_json and self._out.is_terminal

    def say(self, text: str) -> None:
        self._line(text)

    def warn(self, text: str) -> None:
        self._line(f"warning: {text}")

    def told(self, message: protocol.Told) -> None:
        if self._as_json:
            output.emit(message.model_dump())
        elif line := self._shown(message):
            self._line(line)

    def _shown(self, message: protocol.Told) -> str:
        match message:
            case protocol.Welcome(phrases=phrases):
                said = " or ".join(f'"{phrase}"' for phrase in phrases)
                return f"Connected. Say {said}, then what you want. {'M mutes. ' if self.takes_keys else ''}Ctrl-C ends."
            case protocol.Woken(phrase=phrase, score=score):
                return f"wake word {phrase} ({score:.2f})"
            case protocol.Heard(text=text):
                return f"heard: {text or 'nothing'}"
            case protocol.Answered():
                ms = f", {message.voice_to_voice_ms:.0f} ms from the last word" if message.voice_to_voice_ms else ""
                return f"answered: {message.reply or '(silence)'} ({message.by or 'nobody'}{ms})"
            case protocol.LetGo():
                return "not meant for the assistant"
            case protocol.Ringing(text=text):
                return f"ringing: {text}"
            case protocol.Announced(text=text):
                return f"announced: {text}"
            case protocol.WordsLeft(place=place):
                return f"words go to {place}"
            case protocol.Warned(text=text):
                return f"warning: {text}"
        return ""
