"""A sink without a device that keeps what a speaker would have played until it is taken."""

from pathlib import Path

import numpy as np

from voice import synthetic
from voice.clock import Clock
from voice.errors import AudioError
from voice.listen import DUCKED, gain
from voice.messages import FRAME_S, Samples

AHEAD_S = FRAME_S
"""Sound that a device has been given before it is heard."""


class Recording:
    """Plays into memory, in the time of `clock`."""

    estimated = False

    def __init__(self, clock: Clock, sample_rate: int, volume: int = 100) -> None:
        self.sample_rate = sample_rate
        self.volume = volume
        self._clock = clock
        self._heard: list[tuple[float, Samples]] = []
        self._end = 0.0
        self._ducked: list[tuple[float, float]] = []
        """When it was turned down, and up again."""
        self._asked = clock.now()
        """When what was played was asked for."""

    def open(self) -> None:
        pass

    def write(self, samples: Samples) -> float:
        start = max(self._clock.now(), self._end)
        self._heard.append((start, (samples * gain(self.volume)).astype(np.int16)))
        self._end = start + len(samples) / self.sample_rate
        return start

    def played(self) -> list[tuple[float, Samples, int]]:
        begin, self._asked = self._asked, self._clock.now() + AHEAD_S
        return [(begin, self.heard(begin, self._asked), self.sample_rate)]

    def heard(self, begin: float, end: float) -> Samples:
        """What is heard from one time to another."""
        sound = np.zeros(round((end - begin) * self.sample_rate), np.int16)
        for start, samples in self._heard:
            at = round((start - begin) * self.sample_rate)
            part = samples[max(0, -at) : max(0, len(sound) - at)]
            sound[max(0, at) : max(0, at) + len(part)] = part
        return self._levelled(begin, sound)

    def duck(self, on: bool) -> None:
        now = self._clock.now()
        if on:
            self._ducked.append((now, float("inf")))
        elif self._ducked:
            self._ducked[-1] = self._ducked[-1][0], min(now, self._ducked[-1][1])

    def _levelled(self, begin: float, sound: Samples) -> Samples:
        """Sound that begins at a time, as loud as it is heard."""
        levelled = sound.copy()
        for down, up in self._ducked:
            first, last = (max(0, round((min(at, begin + 3600) - begin) * self.sample_rate)) for at in (down, up))
            levelled[first:last] = (levelled[first:last] * DUCKED).astype(np.int16)
        return levelled

    def stop(self) -> None:
        now = self._clock.now()
        while self._heard and self._heard[-1][0] >= now:
            self._heard.pop()
        if self._heard:
            start, samples = self._heard[-1]
            self._heard[-1] = start, samples[: round((now - start) * self.sample_rate)]
        self._end = min(self._end, now)

    async def drain(self) -> None:
        while (left := self._end - self._clock.now()) > 0:
            await self._clock.sleep(min(left, FRAME_S))

    def close(self) -> None:
        pass

    def take(self) -> Samples:
        """Return what was heard since the last `take`, with pauses, and forget it: a reply, if called as each turn ends."""
        heard, self._heard = self._heard, []
        if not heard:
            return np.empty(0, np.int16)
        first = heard[0][0]
        starts = [round((start - first) * self.sample_rate) for start, _ in heard]
        sound = np.zeros(max(s + len(x) for s, (_, x) in zip(starts, heard, strict=True)), np.int16)
        for start, (_, samples) in zip(starts, heard, strict=True):
            sound[start : start + len(samples)] = samples
        sound, self._ducked = self._levelled(first, sound), []
        return sound


def save(path: Path, samples: Samples, sample_rate: int) -> None:
    """Write what the assistant has said as a 16-bit WAV. Raises AudioError."""
    import soundfile

    try:
        synthetic.write(path, samples, sample_rate, "WAV", "PCM_16")
    except (soundfile.SoundFileError, OSError) as error:
        raise AudioError(f"{path} cannot be written", "Choose a folder that is writable.") from error
