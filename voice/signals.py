"""Earcons: short, quiet tones that say what cannot be seen: it listens, it has heard, it failed, the microphone is off or on.

They are made here, of sines with soft edges. Where one reaches the microphone it would be taken for voice, and for the
beginning of a command: voice activity hears a sine of any pitch, and holds on to it. So while one may sound, a frame is voiced
only if it is louder below the pitch of the notes than the pause before them.
"""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import Literal

import numpy as np

from voice.clock import Clock
from voice.config import Config
from voice.conversation import GoesOn
from voice.errors import DeviceError
from voice.events import Notify, WordsLeft
from voice.messages import FRAME_SAMPLES, Frame, Samples
from voice.speak.player import Player
from voice.trace import TurnTrace

Earcon = Literal["wake", "end", "error", "away", "muted", "unmuted"]

C, E, G = 1047, 1319, 1568
"""Hz of three notes two octaves above the middle of the piano: heard by old ears, and above most voices."""

NOTES: dict[Earcon, tuple[tuple[int, int], ...]] = {
    "wake": ((C, 40), (G, 40)),
    "end": ((G, 40), (C, 40)),
    "error": ((C, 50), (0, 30), (C, 50)),
    "away": ((E, 30), (G, 30), (E, 30)),
    "muted": ((G, 45), (E, 45), (C, 45)),
    "unmuted": ((C, 45), (E, 45), (G, 45)),
}
"""Earcon → its notes, one after the other: Hz (0: a pause) and ms."""

PEAK_DB = -30.0
"""dB of full scale, before the volume of the replies is applied. Speech peaks at 0 to -6 and averages -18 to -24."""

EDGE_S = 0.008
"""How long a note swells and fades, s: without, it would click."""

LINGERS_S = 0.2
"""How long an earcon may be taken for voice after its end: the room rings, devices are late, and voice activity holds on."""

PAUSE_FRAMES = 15
"""Silent frames behind the wake word after which its earcon sounds. Who goes on sooner needs none."""

BELOW = slice(2, 17)
"""Lines of a frame's spectrum, 50 Hz apart, below the notes: 100 to 800 Hz, where a voice is strongest and an earcon is not."""

STANDS_OUT = 4.0
"""A frame with so many times the power there that the pause before had is a voice."""

WINDOW = np.hanning(FRAME_SAMPLES)

LATE_S = 0.15
"""Silence after the question from which an earcon says that it was heard. Skills reply before, which says more."""


@cache
def earcon(name: Earcon, sample_rate: int) -> Samples:
    """The sound of an earcon: less than 150 ms."""
    return np.concatenate([_note(hertz, ms / 1e3, sample_rate) for hertz, ms in NOTES[name]])


def _note(hertz: int, seconds: float, sample_rate: int) -> Samples:
    times = np.arange(round(seconds * sample_rate)) / sample_rate
    edge = np.clip(np.minimum(times, times[-1] - times) / EDGE_S, 0, 1)
    loud = 10 ** (PEAK_DB / 20) * 32767
    note: Samples = (loud * (1 - np.cos(np.pi * edge)) / 2 * np.sin(2 * np.pi * hertz * times)).astype(np.int16)
    return note


def _below(frame: Frame) -> float:
    """The power of a frame below the notes."""
    return float((np.abs(np.fft.rfft(frame.samples * WINDOW)[BELOW]) ** 2).sum())


class Signals:
    """The earcons of one session."""

    def __init__(self, player: Player, notify: Notify, config: Config, clock: Clock, present: bool) -> None:
        """`present`: whether somebody is there to hear them."""
        self._player = player
        self._notify = notify
        self._config = config
        self._clock = clock
        self._present = present
        self._from = self._until = float("-inf")
        self._silent: int | None = None
        """Silent frames since the wake word whose earcon has not sounded yet; None: none is to sound."""
        self._pause: list[float] = []
        """The power of those frames below the notes."""

    @property
    def _quiet(self) -> bool:
        return self._config.do_not_disturb.holds(self._clock.today().astimezone())

    @property
    def goes_on(self) -> GoesOn:
        """After which replies the next words need no wake word now."""
        wanted = self._config.conversation.follow_up
        return "question" if wanted == "always" and self._quiet else wanted

    def play(self, name: Earcon) -> None:
        """Sound at once. A speaker that is gone is no reason to stop listening."""
        if self._present and self._config.signals.earcons and not self._quiet:
            with suppress(DeviceError):
                self._from, self._until = self._player.cue(earcon(name, self._player.sink.sample_rate))

    def woken(self) -> None:
        """Have the wake word's earcon sound, once whoever said it pauses."""
        self._silent, self._pause = 0, []

    def unwoken(self) -> None:
        """Have that earcon not sound: nobody is listened to any more."""
        self._silent = None

    async def late(self, thinking: Callable[[], bool]) -> None:
        """Say that the question was heard, if nothing is said to it for some time."""
        await self._clock.sleep(LATE_S)
        if thinking():
            self.play("end")

    def over(self, trace: TurnTrace) -> None:
        """Say that it listens no more to who said nothing, or that nothing can be said."""
        if trace.error and not trace.marks.audible:
            self.play("error")
        elif trace.ended == "no_speech":
            self.play("end")

    def words_left(self, place: str) -> None:
        """Tell that words leave the house."""
        self._notify(WordsLeft(place))
        if self._config.signals.away:
            self.play("away")

    def heard(self, frame: Frame, voiced: bool) -> bool:
        """Take a frame, and whether it is voiced; return that anew, as no earcon is voice."""
        if self._from < frame.time <= self._until + LINGERS_S:
            return voiced and bool(self._pause) and _below(frame) > STANDS_OUT * max(1.0, *self._pause)
        if self._silent is not None:
            self._silent = None if voiced else self._silent + 1
            self._pause.append(_below(frame))
        if self._silent == PAUSE_FRAMES:
            self._silent = None
            self.play("wake")
        return voiced
