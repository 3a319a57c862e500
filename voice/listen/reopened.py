"""A microphone that is opened again when its device is gone: unplugged, stalled, or giving nothing but zeros."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress

from voice import busy
from voice.clock import Clock
from voice.errors import DeviceError
from voice.listen import devices
from voice.listen.lost import LostSound
from voice.listen.microphone import BLOCK_S, Microphone, MovedError, SilentError
from voice.messages import Frame

FIRST_S, LONGEST_S = 0.25, 5.0
"""Waits before it is opened again: twice as long each time."""

ZEROS_S, LONGEST_ZEROS_S = 1.5, 64.0
"""How long nothing but zeros is listened to; four times as long each time until the device is another, as one that is muted,
or gives zeros wherever it is quiet, need not be opened again often."""


class Reopened:
    """Gives the frames of a microphone for as long as it takes it to come back."""

    ended = False

    def __init__(self, source: Microphone, clock: Clock, warn: Callable[[str], None], give_up_s: float | None = None) -> None:
        """`warn` hears once that the device is gone, and once that it is back. `give_up_s`: None waits for ever."""
        self._source = source
        self._clock = clock
        self._warn = warn
        self._give_up_s = give_up_s
        self._lost: float | None = None
        """When the device was lost; None while it is there."""
        self._muted = False
        """It is there, but gives nothing but zeros."""
        self._lost_sound = LostSound(clock, warn)
        self._counted = 0
        """Blocks of lost sound that were counted."""

    async def frames(self) -> AsyncGenerator[Frame, None]:
        """Raises DeviceError where the device was gone for `give_up_s`."""
        wait_s, self._source.zeros_s = FIRST_S, ZEROS_S
        while True:
            try:
                async with aclosing(self._source.frames()) as frames:
                    async for frame in frames:
                        wait_s = FIRST_S
                        self._heard(frame)
                        yield frame
            except SilentError as error:
                self._note(error, muted=True)
                continue
            except MovedError:
                pass
            except DeviceError as error:
                self._note(error, muted=False)
                await self._clock.sleep(wait_s)
                wait_s = min(2 * wait_s, LONGEST_S)
            with suppress(DeviceError):
                devices.look_again()

    def _heard(self, frame: Frame) -> None:
        """Say that it is back, and how much was lost because nobody took it."""
        if self._lost is not None and (not self._muted or frame.samples.any()):
            busy.restarts["microphone"] += 1
            self._warn("the microphone is back")
            self._lost = None
        lost = self._source.overruns
        busy.lost_s["sound"] += (lost - self._counted) * BLOCK_S
        self._counted = lost
        self._lost_sound.tell(lost, f"{lost * BLOCK_S:.2f} s of the microphone's sound lost so far")

    def _note(self, error: DeviceError, muted: bool) -> None:
        """Say that the device is lost, once; raise the error where that is too long ago."""
        now = self._clock.now()
        if self._lost is None:
            self._lost = now
            self._warn(f"{error}; it is opened again until it is back")
        elif self._give_up_s is not None and now - self._lost >= self._give_up_s:
            raise error
        self._muted = muted
        self._source.zeros_s = min(4 * (self._source.zeros_s or ZEROS_S), LONGEST_ZEROS_S) if muted else ZEROS_S
