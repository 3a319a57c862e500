"""Conversations over a connection: each satellite is answered, and none can harm another."""

import asyncio
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tests.serve.far import Home, Room
from voice.events import Joined, Left
from voice.serve.cut_off import SOON_S
from voice.testing import FakeRecogniser

LONG = " ".join(["word"] * 120) + "."


async def two(home: Home) -> tuple[Room, Room]:
    return await Room("kitchen", home).connect(), await Room("office", home, id="two").connect()


def test_two_that_speak_at_once_are_each_answered_in_their_room(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await two(home)
        replies = await asyncio.gather(kitchen.asks("what time is it"), office.asks("why is the sky blue"))
        assert replies == ["It's noon.", "Rayleigh scattering."]
        for room, words in ((kitchen, "what time is it"), (office, "why is the sky blue")):
            assert [one["text"] for one in room.of("heard")] == [words]
            assert room.sound
            states = [one["state"] for one in room.of("floor")]
            assert [states[0], states[1], states[-1]] == ["idle", "listening", "idle"]
            assert room.kinds()[0] == "welcome"
        assert sorted(turn.source for turn in home.turns) == ["kitchen", "office"]

    Home(tmp_path).live(script)


def test_the_sound_is_the_reply_and_nothing_else(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (room, _) = await two(home)
        await room.asks("what time is it")
        loud = [sample for piece in room.sound for sample in memoryview(piece).cast("h") if sample == 8000]
        assert len(loud) == 2 * 1600  # "It's noon."

    Home(tmp_path).live(script)


def test_a_timer_rings_in_its_room_even_if_the_satellite_came_back_meanwhile(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await two(home)
        await kitchen.asks("set a timer for five seconds")
        kitchen.vanish()
        await kitchen.gone()
        again = await Room("kitchen", home, id="another").connect()
        assert (await again.until("ringing"))["text"] == "Your timer is done."
        assert await again.asks("stop") == ""  # it rings no more
        assert not office.of("ringing")

    Home(tmp_path).live(script)


def test_the_wake_word_stops_the_sound(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (room, other) = await two(home)
        room.says("hey jarvis tell me a story")
        await home.clock.sleep(6.0)
        sent = sum(map(len, room.sound))
        assert not room.of("stop")
        room.says("hey jarvis stop")
        await room.until("stop")
        assert (await room.until("answered"))["interrupted"]
        assert sent < 16_000 * 2 * 12
        assert not other.sound

    Home(tmp_path, pieces=(LONG,)).live(script)


def test_the_reply_is_over_when_the_satellite_has_played_it(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room, silent = await two(home)
        silent.plays = False
        began = home.clock.now()
        await room.asks("what time is it")
        took_s = home.clock.now() - began
        began = home.clock.now()
        await silent.asks("what time is it")  # one that never tells is waited for, but not for ever
        assert 1.0 < home.clock.now() - began - took_s < 2.5

    Home(tmp_path).live(script)


def test_the_volume_is_that_of_the_room(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await two(home)
        await kitchen.asks("mute")
        assert [one["percent"] for one in kitchen.of("volume")] == [80, 0]
        assert [one["percent"] for one in office.of("volume")] == [80]

    Home(tmp_path).live(script)


def test_one_that_is_muted_is_not_heard(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (room, _) = await two(home)
        room.tells({"type": "muted", "on": True})
        room.says("hey jarvis what time is it")
        await home.clock.sleep(4.0)
        assert not room.of("woken")
        room.tells({"type": "muted", "on": False})
        assert await room.asks("what time is it")

    Home(tmp_path).live(script)


@pytest.mark.parametrize("when_s", [0.1, 1.0, 2.5, 4.0])
def test_one_that_vanishes_leaves_nothing_behind(tmp_path: Path, when_s: float) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await two(home)
        kitchen.says("hey jarvis tell me a story")
        asking = asyncio.create_task(office.asks("what time is it"))
        await home.clock.sleep(when_s)
        kitchen.vanish()
        await kitchen.gone()
        assert list(home.station.sessions) == ["office"]
        assert home.station.slots.leased == 1
        assert await asking
        assert Left("kitchen", "it left") in home.events

    home = Home(tmp_path, pieces=(LONG,))
    home.live(script)
    assert home.engines.ears is not None
    recogniser = home.engines.ears.recogniser
    assert isinstance(recogniser, FakeRecogniser)
    assert all(hearing.closed for hearing in recogniser.hearings)


NONSENSE: dict[str, Any] = {
    "no json": "hello?",
    "nothing": "",
    "a list": "[]",
    "deep": "[" * 20_000,
    "unknown": json.dumps({"type": "dance"}),
    "what the server says": json.dumps({"type": "stop"}),
    "a second hello": json.dumps({"type": "hello", "protocol": 1, "name": "x", "id": "y"}),
    "a level above full scale": json.dumps({"type": "echo", "db": 3}),
    "no level": '{"type": "echo", "db": NaN}',
    "words for a switch": json.dumps({"type": "muted", "on": "yes"}),
    "less than nothing played": json.dumps({"type": "played", "samples": -1}),
    "half a sample": b"\x00\x01\x02",
}


@pytest.mark.parametrize("nonsense", NONSENSE.values(), ids=NONSENSE)
def test_one_that_talks_nonsense_is_let_go_and_told_so(tmp_path: Path, nonsense: str | bytes) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await two(home)
        kitchen.sends(nonsense) if isinstance(nonsense, bytes) else kitchen.tells(nonsense)
        await kitchen.gone()
        assert kitchen.goodbye == "nonsense"
        assert kitchen.closed == 1008
        assert await office.asks("what time is it") == "It's noon."

    Home(tmp_path).live(script)


@pytest.mark.parametrize("flood", ["sound", "messages"])
def test_one_that_floods_is_let_go(tmp_path: Path, flood: str) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await two(home)
        for _ in range(500):
            kitchen.sends(bytes(32_000)) if flood == "sound" else kitchen.tells({"type": "muted", "on": False})
        await kitchen.gone()
        assert (kitchen.goodbye, kitchen.told[-1]["retry_after_s"]) == ("flood", SOON_S)  # it may have been held up
        assert await office.asks("what time is it") == "It's noon."

    Home(tmp_path).live(script)


def test_sound_that_a_network_held_up_is_no_flood_and_is_heard(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (room, _) = await two(home)
        await home.clock.sleep(30.0)
        for _ in range(10):
            room.sends(bytes(64_000))
        assert await room.asks("what time is it") == "It's noon."

    Home(tmp_path).live(script)


def test_one_that_does_not_read_is_let_go(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await two(home)
        kitchen.reads = False
        kitchen.says("hey jarvis what time is it")
        assert await office.asks("what time is it") == "It's noon."
        await kitchen.gone()
        assert list(home.station.sessions) == ["office"]

    home = Home(tmp_path)
    home.live(script)
    assert b'satellites_let_go_total{why="slow"} 1.0' in home.metrics.text()


def test_over_the_slots_one_is_asked_to_come_again(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        kitchen, _ = await two(home)
        hall = await Room("hall", home, id="three").connect()
        await hall.gone()
        assert hall.goodbye == "full"
        assert hall.told[-1]["retry_after_s"] > 0
        kitchen.vanish()
        await kitchen.gone()
        again = await Room("hall", home, id="three").connect()
        assert await again.asks("what time is it") == "It's noon."

    Home(tmp_path, settings={"serve": {"slots": 2}}).live(script)


def test_a_name_is_given_once_and_goes_to_the_newer_connection_of_the_same_satellite(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (kitchen, _) = await two(home)
        other = await Room("kitchen", home, id="other").connect()
        await other.gone()
        assert (other.goodbye, other.told[-1]["retry_after_s"]) == ("name", None)
        again = await Room("kitchen", home, id="one").connect()
        await kitchen.gone()
        assert kitchen.goodbye == "replaced"
        assert await again.asks("what time is it") == "It's noon."
        assert home.events.count(Joined("kitchen")) == 2

    Home(tmp_path).live(script)


def test_a_hello_that_was_held_up_does_not_end_the_connection_that_came_later(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        given_up = await Room("kitchen", home, id="one").connect(hello=False)
        await home.clock.sleep(1.0)
        kitchen = await Room("kitchen", home, id="one").connect()
        assert await kitchen.asks("what time is it") == "It's noon."
        given_up.tells({"type": "hello", "protocol": 1, "name": "kitchen", "id": "one"})
        await given_up.gone()
        assert given_up.goodbye == "replaced"
        assert await kitchen.asks("what time is it") == "It's noon."

    Home(tmp_path).live(script)


@pytest.mark.parametrize(("token", "why"), [(None, "token"), ("wrong", "token"), ("töken", "token"), ("the-right-token", None)])
def test_a_token_is_asked_for(tmp_path: Path, token: str | None, why: str | None) -> None:
    async def script(home: Home) -> None:
        room = await Room("kitchen", home, token=token).connect()
        if why is None:
            assert await room.asks("what time is it")
        else:
            await room.gone()
        assert room.goodbye == why

    Home(tmp_path, key="the-right-token").live(script)


HELLOS = {
    "another version": ({"type": "hello", "protocol": 2, "name": "x", "id": "y"}, "protocol"),
    "no name": ({"type": "hello", "protocol": 1, "id": "y"}, "hello"),
    "a name with a line": ({"type": "hello", "protocol": 1, "name": "a\nb", "id": "y"}, "hello"),
    "a name in capitals": ({"type": "hello", "protocol": 1, "name": "Kitchen", "id": "y"}, "hello"),
    "a long name": ({"type": "hello", "protocol": 1, "name": "a" * 33, "id": "y"}, "hello"),
    "something else": ({"type": "muted", "on": True}, "hello"),
    "no message": ("hi", "hello"),
}


@pytest.mark.parametrize(("hello", "why"), HELLOS.values(), ids=HELLOS)
def test_who_says_no_proper_hello_is_not_let_in(tmp_path: Path, hello: Any, why: str) -> None:
    async def script(home: Home) -> None:
        room = await Room("kitchen", home).connect(hello=False)
        room.tells(hello if isinstance(hello, str) else json.dumps(hello))
        await room.gone()
        assert (room.goodbye, room.closed) == (why, 1008)

    Home(tmp_path).live(script)


def test_who_begins_with_sound_is_not_let_in(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await Room("kitchen", home).connect(hello=False)
        room.sends(bytes(640))
        await room.gone()
        assert room.goodbye == "hello"

    Home(tmp_path).live(script)


def test_who_says_nothing_or_leaves_before_hello_holds_nothing_up(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        silent, leaving = [await Room("kitchen", home).connect(hello=False) for _ in range(2)]
        leaving.vanish()
        await leaving.gone()
        await silent.gone()
        assert (silent.goodbye, leaving.goodbye) == ("hello", None)
        assert silent.told[-1]["retry_after_s"] == SOON_S

    Home(tmp_path).live(script)


def test_before_the_engines_are_loaded_one_is_asked_to_come_again(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await Room("kitchen", home).connect()
        await room.gone()
        assert room.goodbye == "starting"

    Home(tmp_path).live(script, loaded=False)


def anything(chance: random.Random) -> str | bytes | None:
    """What a satellite may say, or may not; None: it vanishes."""
    valid = [
        {"type": "echo", "db": chance.choice([None, -40, -200.0, 0])},
        {"type": "muted", "on": chance.random() < 0.5},
        {"type": "played", "samples": chance.choice([0, 1, 16_000, 1 << 62])},
    ]
    kinds = ["said"] * 6 + ["sound"] * 6 + ["nonsense", "nothing"]
    match chance.choice(kinds):
        case "said":
            return json.dumps(chance.choice(valid))
        case "sound":
            return bytes([chance.randrange(2), 0]) * chance.randrange(2000)  # silence, or a word
        case "nonsense":
            return chance.choice(list(NONSENSE.values()))
    return None


@pytest.mark.parametrize("seed", range(10))
def test_whatever_one_says_the_others_are_answered(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)

    async def script(home: Home) -> None:
        home.vocabulary.number("well")
        office = await Room("office", home, id="two").connect()
        for number in range(8):
            wild = await Room("wild", home, id=chance.choice(["same", f"other {number}".replace(" ", "-")])).connect()
            wild.plays = False
            for _ in range(chance.randrange(40)):
                said = anything(chance)
                if said is None:
                    wild.vanish()
                    break
                wild.sends(said) if isinstance(said, bytes) else wild.tells(said)
                await home.clock.sleep(chance.choice([0.0, 0.02, 0.3]))
            else:
                wild.vanish()
            await wild.gone()
        assert await office.asks("what time is it") == "It's noon."
        assert list(home.station.sessions) == ["office"]

    Home(tmp_path).live(script)


def test_a_fault_in_one_session_ends_that_alone_and_tells_no_words(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await two(home)
        kitchen.sends(b"\xff\x7f" * 640)  # the fakes know no such word
        await kitchen.gone()
        assert (kitchen.goodbye, kitchen.told[-1]["what"]) == ("failed", "Its session failed: IndexError.")
        assert Left("kitchen", "Its session failed: IndexError.") in home.events
        assert await office.asks("what time is it") == "It's noon."

    Home(tmp_path).live(script)


def test_at_a_server_whose_microphones_are_off_it_is_told_so_by_a_line_and_a_tone(tmp_path: Path) -> None:
    from voice.mute import Mute

    async def script(home: Home) -> None:
        switch = Mute(home.folder, home.clock)
        switch.switch(True)
        room = await Room("kitchen", home).connect()
        assert "muted" in (await room.until("warned"))["text"]
        await home.clock.sleep(0.5)
        assert room.sound
        room.says("hey jarvis what time is it")
        await home.clock.sleep(5.0)
        assert "woken" not in room.kinds()
        assert len(room.of("warned")) == 1
        switch.switch(False)
        await home.clock.sleep(1.0)
        assert await room.asks("what time is it") == "It's noon."
        room.close()

    Home(tmp_path).live(script)
