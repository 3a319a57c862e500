"""Satellites with a screen and buttons: what they show, and what is done by hand."""

from pathlib import Path

import pytest

from tests.serve.far import Home, Room
from voice.mute import Mute

LONG = " ".join(["word"] * 120) + "."


async def screen(home: Home, name: str = "hall") -> Room:
    room = await Room(name, home, id=name, screen=True).connect()
    await room.until("timers")
    return room


async def state(home: Home, room: Room, wanted: str) -> None:
    """Wait for a state of the floor that has been told."""
    while not room.of("floor") or room.of("floor")[-1]["state"] != wanted:
        await home.clock.sleep(0.02)


# the buttons


def test_the_button_takes_the_place_of_the_wake_word(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        room.says("what time is it")
        await home.clock.sleep(3.0)
        assert not room.of("heard")  # nobody was called
        room.tells({"type": "called"})
        await state(home, room, "listening")
        room.says("what time is it")
        assert (await room.until("answered"))["reply"] == "It's noon."
        assert not room.of("woken")

    Home(tmp_path).live(script)


def test_the_button_of_a_microphone_that_is_off_says_so_each_time(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        Mute(home.folder, home.clock).switch(True)
        room = await screen(home)
        await room.until("warned")
        for count in (2, 3):
            before = len(room.sound)
            room.tells({"type": "called"})
            assert "muted" in (await room.until("warned", count))["text"]
            await home.clock.sleep(0.5)
            assert len(room.sound) > before  # the tone
        room.says("what time is it")
        await home.clock.sleep(5.0)
        assert not room.of("heard")
        room.close()

    Home(tmp_path).live(script)


def test_what_was_said_before_the_button_is_not_heard(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        room.says("volume up")
        await home.clock.sleep(1.0)
        room.tells({"type": "called"})
        room.says("what time is it")
        assert (await room.until("answered"))["heard"] == "what time is it"

    Home(tmp_path).live(script)


def test_the_button_cuts_a_reply_off_and_listens(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        room.says("hey jarvis tell me a story")
        await state(home, room, "speaking")
        room.tells({"type": "called"})
        await room.until("stop")
        assert (await room.until("answered"))["interrupted"]
        room.says("what time is it")
        assert (await room.until("answered", 2))["reply"] == "It's noon."

    Home(tmp_path, pieces=(LONG,)).live(script)


@pytest.mark.parametrize("at", ["listening", "speaking", "ringing"])
def test_the_other_button_ends_whatever_goes_on(tmp_path: Path, at: str) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        if at == "ringing":
            room.tells({"type": "set_timer", "seconds": 2})
        else:
            room.says("hey jarvis tell me a story" if at == "speaking" else "hey jarvis tell")
        await state(home, room, at)
        room.tells({"type": "hushed"})
        await state(home, room, "idle")
        assert await room.asks("what time is it") == "It's noon."  # and it goes on as before

    Home(tmp_path, pieces=(LONG,)).live(script)


def test_one_without_a_screen_has_no_buttons(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await Room("kitchen", home).connect()
        await room.until("welcome")
        room.tells({"type": "called"})
        await room.gone()
        assert room.goodbye == "nonsense"

    Home(tmp_path).live(script)


def test_the_volume_is_set_by_hand_for_this_room_alone(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        hall, office = await screen(home), await screen(home, "office")
        hall.tells({"type": "volume", "percent": 30})
        await hall.until("volume", 2)
        assert [one["percent"] for one in hall.of("volume")] == [80, 30]
        assert [one["percent"] for one in office.of("volume")] == [80]
        await hall.asks("volume up")  # from where it was set
        assert hall.of("volume")[-1]["percent"] == 40

    Home(tmp_path).live(script)


# what is set


def test_what_is_set_by_voice_or_by_hand_is_shown_where_it_rings(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        hall, office = await screen(home), await screen(home, "office")
        assert (await hall.until("timers"))["entries"] == []
        hall.tells({"type": "set_timer", "seconds": 600, "name": " Pasta "})
        assert await hall.until("noted") == {
            "type": "noted", "text": "Pasta timer set for ten minutes.", "failed": False,
        }  # fmt: skip
        (shown,) = (await hall.until("timers", 2))["entries"]
        assert (shown["name"], shown["seconds"], shown["paused"]) == ("pasta", 600, False)
        assert 599 < shown["left_s"] <= 600
        await hall.asks("set a timer for five seconds")
        assert len((await hall.until("timers", 3))["entries"]) == 2
        await hall.until("ringing")
        assert not office.of("noted")
        assert len(office.of("timers")) == 1

    Home(tmp_path).live(script)


@pytest.mark.parametrize(
    ("wanted", "said", "rings"),
    [
        ({"time": "13:30"}, "Alarm set for 1:30 pm today.", "1:30 pm"),
        ({"time": "07:00"}, "Alarm set for 7 am tomorrow.", "7 am tomorrow"),
        ({"time": "07:00", "every": ["saturday", "sunday"]}, "Alarm set for 7 am at weekends.", "7 am at weekends"),
        ({"time": "06:15", "name": "School"}, "School alarm set for 6:15 am tomorrow.", "6:15 am tomorrow"),
    ],
)
def test_an_alarm_is_set_by_hand_as_it_is_by_voice(tmp_path: Path, wanted: dict[str, object], said: str, rings: str) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        room.tells({"type": "set_alarm", **wanted})
        assert (await room.until("noted"))["text"] == said
        assert (await room.until("timers", 2))["entries"][0]["rings"] == rings

    Home(tmp_path).live(script)


def test_what_cannot_be_set_is_told(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        room.tells({"type": "set_timer", "seconds": 10**9})
        assert (await room.until("noted"))["failed"]
        assert room.of("timers")[-1]["entries"] == []

    Home(tmp_path).live(script)


def test_only_what_is_set_here_is_cancelled_here(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        hall, office = await screen(home), await screen(home, "office")
        hall.tells({"type": "set_timer", "seconds": 60})
        (timer,) = (await hall.until("timers", 2))["entries"]
        for room, failed in ((office, True), (hall, False), (hall, True)):
            room.tells({"type": "cancel", "id": timer["id"]})
            await home.clock.sleep(0.1)
            assert room.of("noted")[-1]["failed"] == failed
        assert hall.of("timers")[-1]["entries"] == []

    Home(tmp_path).live(script)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "set_timer", "seconds": 0},
        {"type": "set_timer", "seconds": 5, "name": "a" * 61},
        {"type": "set_alarm", "time": "25:00"},
        {"type": "set_alarm", "time": "07:00", "every": ["someday"]},
        {"type": "volume", "percent": 101},
        {"type": "cancel", "id": "a" * 65},
    ],
)
def test_what_is_no_message_ends_the_connection(tmp_path: Path, message: dict[str, object]) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        await room.until("welcome")
        room.tells(message, valid=False)
        await room.gone()
        assert room.goodbye == "nonsense"

    Home(tmp_path).live(script)


# what is shown of a turn


def test_a_turn_is_shown_as_it_goes_and_with_its_budget(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        await room.asks("why is the sky blue")
        kinds = [kind for kind in room.kinds() if kind in ("woken", "partial", "heard", "routed", "saying", "answered")]
        assert list(dict.fromkeys(kinds)) == ["woken", "partial", "heard", "routed", "saying", "answered"]
        assert room.of("routed")[0]["asked"] == "cloud"
        assert " ".join(one["text"] for one in room.of("saying")) == room.replies[0] == "Rayleigh scattering."
        told = room.of("answered")[0]
        assert told["why"].startswith("Answered in the cloud by cloud. Chosen because of ")
        stages = {one["stage"]: one for one in told["stages"]}
        assert list(stages) == ["wake", "endpoint", "transcribe", "route", "answer", "speak"]
        assert all(one["allowed_ms"] > 0 for one in told["stages"])
        assert stages["endpoint"]["ms"] > 0
        assert told["allowed_ms"] > 0

    Home(tmp_path).live(script)


def test_one_without_a_screen_is_told_no_more_than_before(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await Room("kitchen", home).connect()
        await room.asks("what time is it")
        assert not {"timers", "routed", "saying"} & set(room.kinds())

    Home(tmp_path).live(script)
