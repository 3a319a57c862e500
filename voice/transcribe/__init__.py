"""Transcribe: words out of sound, while it is being spoken."""

from typing import Protocol

from voice.messages import Samples, Transcript


class Transcriber(Protocol):
    """Turns the sound of one turn into words. One turn at a time."""

    async def load(self) -> None:
        """Load models, start workers. Raises EngineError."""
        ...

    async def start(self) -> None:
        """Begin a turn, dropping an unfinished one."""
        ...

    async def feed(self, samples: Samples) -> None:
        """Take more sound of the turn; returns once every engine has consumed it."""
        ...

    async def partial(self) -> Transcript:
        """What the words are so far; the turn goes on."""
        ...

    async def finish(self) -> Transcript:
        """What the words were. Ends the turn."""
        ...

    async def close(self) -> None:
        """End every worker."""
        ...
