"""The choice of a voice on a screen: what is offered, and who is spoken to by it from when on."""

import asyncio
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np

from tests.serve.far import Home, Room
from tests.serve.test_screen import screen, state
from voice.engines import Voices
from voice.errors import ModelError
from voice.messages import Samples
from voice.testing import FakeVoice

TIME = "what time is it"
LOUD = {"low": 1000, "high": 3000, "middle": 2000}
"""By which a voice is told from others."""

LONG = " ".join(["word"] * 120) + "."


class Choir(FakeVoice):
    """An engine of three voices, of which the middle one cannot be read."""

    def __init__(self, name: str = "low") -> None:
        self.name = name

    def names(self) -> dict[str, str]:
        return {"low": "Low", "high": "High", "middle": "In the middle"}

    def called(self, name: str) -> "Choir":
        if name == "middle":
            raise ModelError("its file is damaged", "See `voice models verify`.")
        return Choir(name)

    async def synthesise(self, text: str) -> AsyncGenerator[Samples]:
        async for chunk in super().synthesise(text):
            await asyncio.sleep(0)
            yield np.full(len(chunk), LOUD[self.name], np.int16)


def home(folder: Path, *pieces: str) -> Home:
    made = Home(folder, **({"pieces": pieces} if pieces else {}))
    made.engines.voices = Voices(Choir())
    return made


def voices_in(room: Room, since: int = 0) -> set[str]:
    """The voices that were heard in a room."""
    sound = np.frombuffer(b"".join(room.sound[since:]), np.int16)
    return {name for name, loud in LOUD.items() if loud in sound}


def test_the_voices_of_the_engine_are_offered_and_which_speaks(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        told = await room.until("voices")
        assert [one["title"] for one in told["voices"]] == ["High", "In the middle", "Low"]
        assert told["chosen"] == "low"
        plain = await Room("kitchen", home).connect()
        await plain.asks(TIME)
        assert not plain.of("voices")

    home(tmp_path).live(script)


def test_with_one_voice_there_is_no_choice(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        await room.asks(TIME)
        assert not room.of("voices")
        room.tells({"type": "speak_as", "name": "high"})
        assert "no voice high" in (await room.until("warned"))["text"]

    Home(tmp_path).live(script)


def test_the_next_reply_has_the_voice_that_was_chosen_and_in_this_room_alone(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        hall, office = await screen(home), await screen(home, "office")
        await hall.asks(TIME)
        assert voices_in(hall) == {"low"}
        hall.tells({"type": "speak_as", "name": "high"})
        assert (await hall.until("voices", 2))["chosen"] == "high"
        for room, voice in ((hall, "high"), (office, "low")):
            before = len(room.sound)
            await room.asks(TIME)
            assert voices_in(room, before) == {voice}
        before = len(hall.sound)
        hall.tells({"type": "set_timer", "seconds": 1})
        await hall.until("ringing")
        await home.clock.sleep(2.0)
        hall.tells({"type": "hushed"})
        assert voices_in(hall, before) == {"high"}
        before = len(hall.sound)
        hall.tells({"type": "speak_as", "name": "low"})  # and back
        await hall.until("voices", 3)
        await hall.asks(TIME)
        assert voices_in(hall, before) == {"low"}

    home(tmp_path).live(script)


def test_a_reply_that_is_being_said_keeps_its_voice(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        room.says("hey jarvis tell me a story")
        await state(home, room, "speaking")
        room.tells({"type": "speak_as", "name": "high"})
        await room.until("voices", 2)
        await room.until("answered")
        assert voices_in(room) == {"low"}
        before = len(room.sound)
        await room.asks(TIME)
        assert voices_in(room, before) == {"high"}

    home(tmp_path, "One sentence. ", LONG, " And a last one.").live(script)


def test_a_voice_that_cannot_be_read_changes_nothing(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        room.tells({"type": "speak_as", "name": "middle"})
        assert "damaged" in (await room.until("warned"))["text"]
        await room.asks(TIME)
        assert voices_in(room) == {"low"}

    home(tmp_path).live(script)
