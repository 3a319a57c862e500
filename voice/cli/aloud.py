"""Plays both sides of the demo on the speaker and records them. The timing comes from the recording."""

from voice.clock import Clock
from voice.errors import DeviceError
from voice.listen.recording import Recording
from voice.listen.speaker import Speaker
from voice.messages import Samples


class Aloud(Recording):
    """A recording that is also played. Without a speaker it is only a recording, and `missing` says why."""

    def __init__(self, clock: Clock, sample_rate: int) -> None:
        super().__init__(clock, sample_rate)
        self.missing = ""
        self.speaker: Speaker | None = Speaker(clock, sample_rate)
        """The device; None once it could not be opened."""

    def open(self) -> None:
        try:
            if self.speaker:
                self.speaker.open()
        except DeviceError as error:
            self.missing, self.speaker = str(error), None

    def write(self, samples: Samples) -> float:
        if self.speaker:
            self.speaker.volume = self.volume
            self.speaker.write(samples)
        return super().write(samples)

    def stop(self) -> None:
        if self.speaker:
            self.speaker.stop()
        super().stop()

    def close(self) -> None:
        if self.speaker:
            self.speaker.close()
