"""Listens to what is said while a reply sounds, and tells when that interrupts it; the reply is turned down meanwhile."""

from voice.errors import EngineError
from voice.interruption import Interruption, is_meant
from voice.listen.recent import Recent
from voice.messages import Frame
from voice.speak.player import Player
from voice.transcribe import Hearing, Recogniser


class Interrupter:
    """Hears the interruptions of one session."""

    def __init__(self, recogniser: Recogniser, recent: Recent, player: Player) -> None:
        self._recogniser = recogniser
        self._recent = recent
        self._player = player
        self._heard = Interruption()
        self._hearing: Hearing | None = None

    async def feed(self, frame: Frame, voiced: bool, sounds: bool) -> float | None:
        """Take a frame, and whether a reply sounds that may be interrupted; when an interruption began, once it is sure."""
        if not sounds:
            await self.close()
            return None
        try:
            since = await self._listen(frame, voiced)
        except EngineError:  # the wake word interrupts it still
            since = None
            await self.close()
        if since is not None:
            await self.close()
        return since

    async def _listen(self, frame: Frame, voiced: bool) -> float | None:
        step = self._heard.feed(frame.time, voiced)
        if step == "duck":
            await self._open()
        elif self._hearing:
            await self._hearing.feed(frame.samples)
        if step == "let go":
            await self.close()
        return self._heard.since if step == "judge" and await self._is_meant() else None

    async def _open(self) -> None:
        assert self._heard.since is not None
        self._player.sink.duck(True)
        self._hearing = await self._recogniser.open()
        sound, _ = self._recent.since(self._heard.since)
        await self._hearing.feed(sound)

    async def _is_meant(self) -> bool:
        assert self._hearing
        words = await self._hearing.partial()
        return is_meant(words.text, self._heard.voiced_s, " ".join(self._player.heard()))

    async def close(self) -> None:
        """Forget what was heard; a reply that still sounds is as loud as before."""
        self._heard.forget()
        hearing, self._hearing = self._hearing, None
        if hearing:
            self._player.sink.duck(False)
            await hearing.close()
