"""A microphone that can be switched off: what comes behind it, a recording too, then gets silence."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace

import numpy as np

from voice.listen import Source
from voice.messages import Frame
from voice.mute import Mute


class Muted:
    """Gives the frames of a microphone; silent ones while it is muted."""

    def __init__(self, source: Source, mute: Mute) -> None:
        self._source = source
        self._mute = mute
        self.ended = False

    async def frames(self) -> AsyncGenerator[Frame, None]:
        async with aclosing(self._source.frames()) as frames:
            async for frame in frames:
                self.ended = self._source.ended
                yield replace(frame, samples=np.zeros_like(frame.samples), muted=True) if self._mute.on else frame
