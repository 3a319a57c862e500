"""Takes frames from a microphone."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import closing
from itertools import count
from typing import Any

from voice.clock import Clock
from voice.errors import DeviceError
from voice.listen.devices import Device, accepted_format, find, opening
from voice.listen.framing import Framer
from voice.messages import FRAME_S, SAMPLE_RATE, Frame, Samples

BLOCK_S = 0.06
"""Sound asked for at a time. Idle listening costs mostly the waking of threads, so it costs less as this grows;
a wake word is heard 20 ms later on average than with single frames, which PulseAudio's ALSA device, moreover, loses."""

QUEUE_S = 5.0
"""Sound kept while the loop is busy; in a longer stall the oldest is lost."""

BEGIN_S = 5.0
"""A device may take so long to give its first block."""

LOOK_S = 1.0
"""A device is looked after so often: one that gave no block since the last look is gone."""

log = logging.getLogger(__name__)


class SilentError(DeviceError):
    """A microphone has given nothing but zeros since it was opened: it is muted, or its driver is stuck."""


class Microphone:
    """Gives the frames of a device, by any part of its name; of the system's default when None."""

    ended = False

    def __init__(self, clock: Clock, device: str | None = None) -> None:
        self.overruns = 0
        """Blocks lost because the loop, or the host, was too slow."""
        self._clock = clock
        self._wanted = device
        self._blocks: deque[tuple[Samples, float]] = deque(maxlen=round(QUEUE_S / BLOCK_S))
        self._arrived = asyncio.Event()
        self._alive = self._gone = self._sounded = False
        self.zeros_s: float | None = None
        """How long a device that has just been opened may give nothing but zeros; None: for ever."""

    async def frames(self) -> AsyncGenerator[Frame, None]:
        device = find(self._wanted, "input")
        form = accepted_format(device, "input", SAMPLE_RATE)
        framer = Framer(form["samplerate"])
        self._blocks.clear()
        self._gone = self._sounded = False
        watch = asyncio.create_task(self._watch())
        try:
            with closing(self._stream(device, form)):  # not `with` the stream, which would wait for a device that is gone
                while True:
                    block, taken = await self._next(device)
                    frames = framer.feed(block)
                    for later, samples in zip(range(len(frames) - 1, -1, -1), frames, strict=True):
                        yield Frame(samples, taken - framer.held_s - later * FRAME_S)
        finally:
            watch.cancel()

    def _stream(self, device: Device, form: dict[str, Any]) -> Any:
        loop, rate = asyncio.get_running_loop(), form["samplerate"]

        def heard(data: Any, length: int, times: Any, status: Any) -> None:
            if status.input_overflow or len(self._blocks) == self._blocks.maxlen:
                self.overruns += 1
            self._alive, self._sounded = True, self._sounded or bool(data.any())
            now = self._clock.now()
            self._blocks.append((data[:, 0].copy(), min(now, now - age_s(times) + length / rate)))
            loop.call_soon_threadsafe(self._arrived.set)

        with opening(device, "input") as sd:
            stream = sd.InputStream(**form, blocksize=round(rate * BLOCK_S), latency="low", callback=heard)
            stream.start()
            return stream

    async def _watch(self) -> None:
        """Notice when the device is gone, by a look now and then: a timeout for each block would cost more."""
        began = False
        for look in count(1):
            self._alive = False
            await asyncio.sleep(LOOK_S)
            began = began or self._alive
            stalled = not self._alive and (began or look * LOOK_S >= BEGIN_S)
            zeros = began and not self._sounded and self.zeros_s is not None and look * LOOK_S >= self.zeros_s
            if stalled or zeros:
                break
        self._gone = True
        self._arrived.set()

    async def _next(self, device: Device) -> tuple[Samples, float]:
        lost = self.overruns
        while not self._blocks:
            self._arrived.clear()
            await self._arrived.wait()
            if self._gone and not self._blocks:
                raise self._lost(device)
        if self.overruns > lost:
            log.warning("microphone overrun: %d blocks lost in all", self.overruns)
        return self._blocks.popleft()

    def _lost(self, device: Device) -> DeviceError:
        if self._alive:
            return SilentError(f"the microphone {device.name!r} gives nothing but zeros", "Is it muted?")
        what = f"the microphone {device.name!r} has stopped giving sound"
        return DeviceError(what, "Plug it in again; `voice devices` lists what there is.")


def age_s(times: Any) -> float:
    """Seconds since a block's first sample was taken; 0 where the host does not say.

    Some hosts count from the last sample instead, so the caller must not let a sample come from the future.
    """
    age: float = times.currentTime - times.inputBufferAdcTime
    return age if times.inputBufferAdcTime > 0 and 0 <= age < QUEUE_S else 0.0
