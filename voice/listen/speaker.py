"""Plays on a speaker."""

import threading
from collections import deque
from collections.abc import Callable
from typing import Any

import numpy as np

from voice.clock import Clock
from voice.errors import DeviceError
from voice.listen import DUCKED, gain
from voice.listen.devices import HOLDERS, MACHINE, accepted_format, find, opening
from voice.listen.lost import LostSound
from voice.messages import FRAME_S, Samples

BLOCK_S = 0.01
"""Sound asked for at a time: half a frame, so that `stop` is heard within one. With longer blocks PulseAudio runs dry more
often, not less: it takes as much at once."""

KEPT_S = 60.0
"""Most sound that waits to be played: a reply is made seconds ahead, so it is never this much."""

FADE_S = 0.004
"""A stop fades out this fast: too short to be heard as sound, long enough not to click."""

SETTLE_S = 0.3
"""Nothing is played until a new device's clock runs, or for so long: it may swallow its first blocks."""

IDLE_S = 10.0
"""Silence after which the device is let go: playing silence would cost 1 to 2% of a core for ever."""

PLAYED_S = 2.0
"""What was played is kept so long for whoever asks."""

GONE_S = 1.8
"""A device that asks for no sound for this long is gone."""


class Speaker:
    """Plays on a device, by any part of its name; the system's default when None.

    The device is let go after some silence. `write` claims it again; an `open` before that saves the wait.
    """

    def __init__(
        self,
        clock: Clock,
        sample_rate: int,
        device: str | None = None,
        volume: int = 80,
        warn: Callable[[str], None] = lambda text: None,
    ) -> None:
        """`warn` hears once that the device is gone, and once that it is back."""
        self.sample_rate = sample_rate
        self.volume = volume
        self.estimated = True
        self.underruns = 0
        """Blocks the host had to fill by itself."""
        self.dropped = 0
        """Samples that were not played, as too many waited."""
        self._clock = clock
        self._wanted = device
        self._warn = warn
        self._lost = False
        self._lost_sound = LostSound(clock, warn)
        self._name = device or ""
        self._rate = sample_rate
        self._resampler: Any = None
        self._stream: Any = None
        self._done: type[Exception] = StopIteration
        self._level = 1.0
        self._lock = threading.Lock()
        self._queue: deque[Samples] = deque()
        self._queued = 0
        self._opened = 0.0
        self._asked = 0.0
        """When the device last asked for sound."""
        self._latency = 0.0
        self._next_audible = 0.0
        """When the first sample of the next block will be heard."""
        self._quiet_from = 0.0
        """When the last sample that the device was given will have been heard."""
        self._played: deque[tuple[float, Samples, int]] = deque(maxlen=round(PLAYED_S / BLOCK_S))
        HOLDERS.add(self)

    def open(self) -> None:
        if self._stream is not None and self._stream.active:
            return self._check()
        self.close()
        try:
            self._claim()
        except DeviceError as error:
            raise self._gone(error) from None

    def _claim(self) -> None:
        device = find(self._wanted, "output")
        self._name = device.name
        form = accepted_format(device, "output", self.sample_rate)
        self._move(form["samplerate"])
        if self._rate != self.sample_rate:
            import soxr

            self._resampler = soxr.ResampleStream(self.sample_rate, self._rate, 1, dtype="int16")
        with opening(device, "output") as sd:
            self._done = sd.CallbackStop
            self._stream = sd.OutputStream(**form, blocksize=round(self._rate * BLOCK_S), latency="low", callback=self._play)
            self._opened = self._asked = self._clock.now()
            self._latency = self._stream.latency
            self._next_audible = self._asked + self._latency
            self._stream.start()

    def _check(self) -> None:
        """Raise DeviceError where the device has asked for nothing for too long."""
        if self._clock.now() - self._asked > GONE_S:
            self.close()
            what = f"the speaker {self._name!r} has stopped playing"
            raise self._gone(DeviceError(what, "Plug it in again; see `voice devices`."))

    def _gone(self, error: DeviceError) -> DeviceError:
        """The same error, which is told once."""
        MACHINE.missed()
        if not self._lost:
            self._lost = True
            self._warn(str(error))
        return error

    def _found(self) -> None:
        """It has played."""
        MACHINE.found()
        if self._lost:
            self._lost = False
            self._warn("the speaker is back")

    def _tell(self) -> None:
        """Say now and then what was not played as it should have been."""
        dropped = f", {self.dropped / self._rate:.1f} s dropped" if self.dropped else ""
        self._lost_sound.tell(self.underruns + self.dropped, f"gaps in replies so far: {self.underruns}{dropped}")

    def write(self, samples: Samples) -> float:
        self.open()
        waiting = 0.0
        if self._resampler is not None:
            waiting = self._resampler.delay()
            samples = self._resampler.resample_chunk(samples)
        with self._lock:
            audible = max(self._next_audible, self._clock.now()) + (self._queued + waiting) / self._rate
            self._append(samples)
        self._tell()
        return audible

    def played(self) -> list[tuple[float, Samples, int]]:
        return [self._played.popleft() for _ in range(len(self._played))]

    def duck(self, on: bool) -> None:
        self._level = DUCKED if on else 1.0

    def stop(self) -> None:
        with self._lock:
            tail = self._pop(round(FADE_S * self._rate))
            self._queue.clear()
            self._queued = 0
            self._append((tail * np.linspace(1, 0, len(tail))).astype(np.int16))
        if self._resampler is not None:
            self._resampler.clear()

    async def drain(self) -> None:
        if self._resampler is not None:
            rest = self._resampler.resample_chunk(np.empty(0, np.int16), last=True)
            self._resampler.clear()
            with self._lock:
                self._append(rest)
        while self._queued or self._clock.now() < self._quiet_from:
            self.open()  # it may have been closed, as another device was looked for
            await self._clock.sleep(FRAME_S / 2)
        self._found()

    def close(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = self._resampler = None

    def rest(self) -> None:
        if self._stream is not None and not self._stream.active:
            self.close()

    def _play(self, out: Any, count: int, times: Any, status: Any) -> None:
        """PortAudio's callback, which copies samples and returns."""
        now = self._clock.now()
        ahead = times.outputBufferDacTime - times.currentTime
        self.estimated = not (times.outputBufferDacTime > 0 and 0 < ahead < GONE_S)
        if self.estimated:
            ahead = self._latency
            if now < self._opened + SETTLE_S:
                count = 0
        self.underruns += bool(status.output_underflow and self._queued)
        with self._lock:
            block = self._pop(count)
            self._asked = now
            self._next_audible = now + ahead + count / self._rate
        if len(block):
            self._quiet_from = now + ahead + len(block) / self._rate
        out[: len(block)] = (block * (self._level * gain(self.volume))).astype(np.int16)[:, None]
        out[len(block) :] = 0
        self._played.append((now + ahead, out[:, 0].copy(), self._rate))
        if now - max(self._quiet_from, self._opened) > IDLE_S and not self._queued:
            raise self._done

    def _move(self, rate: int) -> None:
        """Go on at another rate: what waits to be played was made for the one before."""
        with self._lock:
            waiting, before, self._rate = self._pop(self._queued), self._rate, rate
            if before != rate and len(waiting):
                import soxr

                waiting = soxr.resample(waiting, before, rate)
            self._append(waiting)

    def _append(self, samples: Samples) -> None:
        over = max(0, self._queued + len(samples) - round(KEPT_S * self._rate))
        samples = samples[: len(samples) - over]
        self.dropped += over
        if len(samples):
            self._queue.append(samples)
            self._queued += len(samples)

    def _pop(self, count: int) -> Samples:
        """Take up to `count` samples from the head of the queue; the caller holds the lock."""
        parts: list[Samples] = []
        while count and self._queue:
            head = self._queue.popleft()
            if len(head) > count:
                self._queue.appendleft(head[count:])
                head = head[:count]
            parts.append(head)
            count -= len(head)
            self._queued -= len(head)
        return np.concatenate(parts) if parts else np.empty(0, np.int16)
