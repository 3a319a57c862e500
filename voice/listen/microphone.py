"""Takes frames from a microphone."""

import asyncio
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import closing
from typing import Any

from voice.clock import Clock
from voice.errors import DeviceError
from voice.listen.devices import MACHINE, Device, accepted_format, find, let_rest, opening
from voice.listen.framing import Framer
from voice.listen.vitals import LOOK_S, Vitals
from voice.messages import FRAME_S, SAMPLE_RATE, Frame, Samples

BLOCK_S = 0.04
"""Sound asked for at a time. Idle listening costs mostly the waking of threads: 2.9 % of a core with single frames (PulseAudio,
two cores), 2.0 % with two, 1.6 % with three; a frame is heard 20 ms later on average with each more."""

SOFT_S, HELD = 3.0, 5
"""Once nobody has said anything for so long, as nobody does who waits for a reply, so many blocks are handed over at once; the
first sound hands over all of them. It is the waking of the loop that costs."""

QUEUE_S = 5.0
"""Sound kept while the loop is busy; in a longer stall the oldest is lost."""


class SilentError(DeviceError):
    """A microphone gives nothing but zeros: it is muted, or its driver is stuck."""


class MovedError(DeviceError):
    """Devices came or went, or the default is another: the microphone must be looked for anew."""


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
        self._trouble: DeviceError | None = None
        """Why the stream is of no use any more."""
        self.zeros_s: float | None = None
        """How long a device may give nothing but zeros; None: for ever."""

    async def frames(self) -> AsyncGenerator[Frame, None]:
        device = find(self._wanted, "input")
        form = accepted_format(device, "input", SAMPLE_RATE)
        framer = Framer(form["samplerate"])
        self._blocks.clear()
        self._trouble = None
        vitals = Vitals(form["samplerate"], self._clock.now())
        watch = asyncio.create_task(self._watch(device, vitals))
        try:
            stream = self._stream(device, form, vitals)
            with closing(stream):  # not `with` the stream, which would wait for a device that is gone
                while True:
                    block, taken = await self._next()
                    frames = framer.feed(block)
                    for later, samples in zip(range(len(frames) - 1, -1, -1), frames, strict=True):
                        yield Frame(samples, taken - framer.held_s - later * FRAME_S)
        finally:
            watch.cancel()

    def _stream(self, device: Device, form: dict[str, Any], vitals: Vitals) -> Any:
        loop, rate = asyncio.get_running_loop(), form["samplerate"]

        def heard(data: Any, length: int, times: Any, status: Any) -> None:
            if status.input_overflow or len(self._blocks) == self._blocks.maxlen:
                self.overruns += 1
            now = self._clock.now()
            vitals.note(data, now)
            self._blocks.append((data[:, 0].copy(), min(now, now - age_s(times) + length / rate)))
            if vitals.soft_s < SOFT_S or len(self._blocks) >= HELD:
                loop.call_soon_threadsafe(self._arrived.set)

        with opening(device, "input") as sd:
            stream = sd.InputStream(**form, blocksize=round(rate * BLOCK_S), latency="low", callback=heard)
            stream.start()
            return stream

    async def _watch(self, device: Device, vitals: Vitals) -> None:
        """Notice when the stream is of no use any more."""
        while self._trouble is None:
            await self._clock.sleep(LOOK_S)
            let_rest()
            if MACHINE.changed:
                self._trouble = MovedError("there are other sound devices than before", "See `voice devices`.")
            elif what := vitals.look(self._clock.now()):
                remedy = "Plug it in again; `voice devices` lists what there is."
                self._trouble = DeviceError(f"the microphone {device.name!r} {what}", remedy)
            elif self.zeros_s is not None and vitals.zeros_s >= self.zeros_s:
                self._trouble = SilentError(f"the microphone {device.name!r} gives nothing but zeros", "Is it muted?")
        self._arrived.set()

    async def _next(self) -> tuple[Samples, float]:
        while not self._blocks:
            if self._trouble:
                raise self._trouble
            self._arrived.clear()
            await self._arrived.wait()
        return self._blocks.popleft()


def age_s(times: Any) -> float:
    """Seconds since a block's first sample was taken; 0 where the host does not say.

    Some hosts count from the last sample instead, so the caller must not let a sample come from the future.
    """
    age: float = times.currentTime - times.inputBufferAdcTime
    return age if times.inputBufferAdcTime > 0 and 0 <= age < QUEUE_S else 0.0
