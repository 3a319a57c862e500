"""A microphone that is opened again when its device is gone: unplugged, stalled, or giving nothing but zeros."""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, suppress

from voice.clock import Clock
from voice.errors import DeviceError
from voice.listen import devices
from voice.listen.microphone import Microphone, SilentError
from voice.messages import Frame

FIRST_S, LONGEST_S = 0.25, 5.0
"""Waits before it is opened again: twice as long each time."""

ZEROS_S, LONGEST_ZEROS_S = 2.0, 64.0
"""How long nothing but zeros is listened to; four times as long each time, as a muted microphone need not be asked often."""


class Reopened:
    """Gives the frames of a microphone for as long as it takes it to come back."""

    ended = False

    def __init__(self, source: Microphone, clock: Clock, warn: Callable[[str], None], give_up_s: float | None = None) -> None:
        """`warn` hears once that the device is gone, and once that it is back. `give_up_s`: None waits for ever."""
        self._source = source
        self._clock = clock
        self._warn = warn
        self._give_up_s = give_up_s

    async def frames(self) -> AsyncGenerator[Frame, None]:
        """Raises DeviceError where the device was gone for `give_up_s`."""
        lost, muted = None, False
        wait_s, self._source.zeros_s = FIRST_S, ZEROS_S
        while True:
            try:
                async with aclosing(self._source.frames()) as frames:
                    async for frame in frames:
                        if lost is not None and (not muted or frame.samples.any()):
                            self._warn("the microphone is back")
                            lost, wait_s, self._source.zeros_s = None, FIRST_S, ZEROS_S
                        yield frame
            except DeviceError as error:
                lost, muted = self._lost(error, lost), isinstance(error, SilentError)
                if muted:
                    self._source.zeros_s = min(4 * self._source.zeros_s, LONGEST_ZEROS_S)
                    continue
            await self._clock.sleep(wait_s)
            wait_s = min(2 * wait_s, LONGEST_S)
            with suppress(DeviceError):
                devices.look_again()

    def _lost(self, error: DeviceError, since: float | None) -> float:
        """When the device was lost; raises the error where that is too long ago."""
        now = self._clock.now()
        if since is None:
            self._warn(f"{error}; it is opened again until it is back")
        elif self._give_up_s is not None and now - since >= self._give_up_s:
            raise error
        return now if since is None else since
