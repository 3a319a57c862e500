"""A room in virtual time: what the microphone hears of the speaker, and of somebody else."""

from collections.abc import AsyncGenerator

import numpy as np
import numpy.typing as npt

from voice.clock import AudioClock
from voice.listen.recording import Recording
from voice.messages import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples
from voice.wake.train import places

Signal = npt.NDArray[np.float64]

HISS = 8.0
"""The noise of a quiet room: -72 dB of full scale."""

LONGEST = 12_000
"""Samples of the longest response: 0.75 s."""


def response(chance: np.random.Generator, late_s: float, gain: float) -> Signal:
    """The impulse response of some room, whose first sound comes so late, at 16 kHz."""
    impulse = np.zeros(LONGEST)
    impulse[0] = gain
    return np.concatenate([np.zeros(round(late_s * SAMPLE_RATE)), places.room(impulse, chance)])[:LONGEST]


class Room:
    """A source that hears a sink of 16 kHz through the room, and whatever is said into it."""

    def __init__(self, clock: AudioClock, sink: Recording, way: Signal, seed: int = 0, distorted: float = 0.0) -> None:
        """`way`: the impulse response from the speaker to the microphone. `distorted`: amplitude at which the speaker bends."""
        self.ended = False
        self.clean: Signal = np.zeros(0)
        """What was said into it, from now on."""
        self.echoed = 0.0
        """Energy of the echo in the last frame."""
        self._clock = clock
        self._sink = sink
        self._heard = np.zeros(1 << (len(way) + FRAME_SAMPLES).bit_length())
        self._spectrum = np.fft.rfft(way, len(self._heard))
        self._chance = np.random.default_rng(seed)
        self._distorted = distorted

    def say(self, sound: Samples | Signal) -> None:
        """Say it now, beside what is being said already."""
        size = max(len(self.clean), len(sound))
        self.clean = np.pad(self.clean, (0, size - len(self.clean))) + np.pad(sound.astype(np.float64), (0, size - len(sound)))

    async def frames(self) -> AsyncGenerator[Frame, None]:
        while True:
            now = await self._clock.step(FRAME_S)
            said, self.clean = self.clean[:FRAME_SAMPLES], self.clean[FRAME_SAMPLES:]
            noise = HISS * self._chance.standard_normal(FRAME_SAMPLES)
            echo = self._echo(now)
            self.echoed = float((echo**2).sum())
            sound = np.pad(said, (0, FRAME_SAMPLES - len(said))) + echo + noise
            yield Frame(np.clip(np.rint(sound), -32768, 32767).astype(np.int16), now)

    def _echo(self, now: float) -> Signal:
        """What is heard of the speaker in the frame that ends now."""
        played = self._sink.heard(now - FRAME_S, now).astype(np.float64)
        if self._distorted:
            played = self._distorted * np.tanh(played / self._distorted)
        self._heard = np.concatenate([self._heard[FRAME_SAMPLES:], played])
        if not self._heard.any():
            return np.zeros(FRAME_SAMPLES)
        heard: Signal = np.fft.irfft(np.fft.rfft(self._heard) * self._spectrum)[-FRAME_SAMPLES:]
        return heard
