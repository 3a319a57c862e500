"""A sound card in virtual time: the real `Microphone` and `Speaker` on a `sounddevice` whose devices can be taken away."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from tests.listen.conftest import FINE, FakeSoundDevice, Stream, device, host_times
from voice.clock import VirtualClock
from voice.listen.devices import MACHINE
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE
from voice.testing import WORD_FRAMES, Vocabulary

TICK_S = 0.06
"""Both devices ask, and give, so much at once."""

SPEAKER, MICROPHONE = "Speaker", "Microphone"


class Hardware(FakeSoundDevice):
    """A microphone of two channels: the first is silent but for words, the second hisses. And a speaker."""

    def __init__(self, clock: VirtualClock, vocabulary: Vocabulary) -> None:
        super().__init__()
        self.refused = {(SAMPLE_RATE, 1), (48_000, 1)}
        self.hanging: set[str] = set()
        """Names of devices that are there, but do nothing."""
        self.muted = False
        self.played = 0
        """Samples that were not silent."""
        self._clock = clock
        self._vocabulary = vocabulary
        self._words: list[int] = []
        self.plug(MICROPHONE, SPEAKER)

    def plug(self, *names: str) -> None:
        """Have these devices, in this order."""
        kinds = {MICROPHONE: {"inputs": 2}, SPEAKER: {"outputs": 2}}
        self.devices = [device(name, **kinds.get(name, {"inputs": 1, "outputs": 1})) for name in names]
        self.default.device = tuple(names.index(one) if one in names else -1 for one in (MICROPHONE, SPEAKER))

    def query_devices(self, kind: str | None = None) -> Any:
        if kind and self.default.device[kind == "output"] < 0:
            raise ValueError(kind)
        return super().query_devices(kind)

    def say(self, text: str) -> None:
        for word in text.split():
            self._words.extend([self._vocabulary.number(word)] * WORD_FRAMES)

    @property
    def silent(self) -> bool:
        return not self._words

    async def run(self) -> None:
        """Play and record, for ever."""
        while True:
            await self._clock.sleep(TICK_S)
            self.streams = [stream for stream in self.streams if stream.running]
            said = [self._words.pop(0) if self._words else 0 for _ in range(round(TICK_S * SAMPLE_RATE / FRAME_SAMPLES))]
            for stream in self.streams:
                self._serve(stream, np.repeat(said, FRAME_SAMPLES))

    def _serve(self, stream: Stream, said: Any) -> None:
        number = stream.settings["device"]
        name = self.devices[number]["name"] if number < len(self.devices) else ""
        if name in self.hanging or name not in (MICROPHONE, SPEAKER):
            return
        sound = np.zeros((round(TICK_S * stream.settings["samplerate"]), 2), np.int16)
        if name == MICROPHONE and not self.muted:
            sound[:, 0], sound[:, 1] = said, 1
        try:
            stream.callback(sound, len(sound), host_times(100.0, 99.94, 100.03), FINE)
        except self.CallbackStop:
            stream.running = False
        if name == SPEAKER:
            self.played += int(np.count_nonzero(sound[:, 0]))


@contextmanager
def without(hardware: Hardware, loss: str) -> Iterator[None]:
    """Have something wrong with the devices in the block."""
    match loss:
        case "microphone hangs" | "speaker hangs":
            hardware.hanging.add(loss.split()[0].capitalize())
        case "zeros":
            hardware.muted = True
        case "microphone unplugged":
            hardware.plug(SPEAKER)
        case "speaker unplugged":
            hardware.plug(MICROPHONE)
        case "others come":
            hardware.plug("Webcam", SPEAKER, MICROPHONE)
            MACHINE.missed()
    yield
    hardware.hanging.clear()
    hardware.muted = False
    hardware.plug(MICROPHONE, SPEAKER)
    MACHINE.missed()
    MACHINE.found()


LOSSES = "microphone hangs", "speaker hangs", "zeros", "microphone unplugged", "speaker unplugged", "others come"
