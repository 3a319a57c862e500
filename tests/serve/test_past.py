"""Past turns on a screen: whose are shown, with what, and that what is forgotten is gone from the disk."""

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.serve.far import Home, Room
from voice.history.database import FILE, Database
from voice.serve.past import PAGE, visitor

KEPT = {"keep_words": True}
TIME = "what time is it"


async def screen(home: Home, name: str = "hall", id: str = "") -> Room:
    room = await Room(name, home, id=id or name, screen=True).connect()
    await room.until("timers")
    return room


async def asked(home: Home, room: Room, *lines: str) -> None:
    """Ask, and wait until the turns are on disk."""
    for line in lines:
        await room.asks(line)
    home.engines.writer.flush()


async def recalled(room: Room, before: int | None = None) -> dict[str, Any]:
    room.tells({"type": "recall", "before": before})
    return await room.until("past", len(room.of("past")) + 1)


async def forgotten(room: Room, id: str | None) -> int:
    room.tells({"type": "forget", "id": id})
    return int((await room.until("forgotten", len(room.of("forgotten")) + 1))["turns"])


def heard(past: dict[str, Any]) -> list[str | None]:
    return [turn["heard"] for turn in past["turns"]]


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_a_screen_that_comes_again_is_shown_what_was_asked_there_newest_first(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        assert room.of("welcome")[0]["keeps"] == "words"
        assert (await recalled(room))["turns"] == []
        await asked(home, room, TIME, "why is the sky blue")
        answered = room.of("answered")
        room.vanish()
        await room.gone()
        again = await screen(home, "another name", id="hall")  # the browser is the same
        past = await recalled(again)
        assert (heard(past), past["more"]) == (["why is the sky blue", TIME], False)
        for kept, told in zip(past["turns"], reversed(answered), strict=True):
            same = ("id", "by", "why", "reply", "stages", "compute_ms", "allowed_ms", "verdict", "voice_to_voice_ms", "actions")
            assert {key: kept[key] for key in same} == {key: told[key] for key in same}

    Home(tmp_path, settings=KEPT).live(script)


def test_who_takes_the_name_of_another_browser_is_not_shown_its_turns(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        hall, phone = await screen(home), await screen(home, "phone")
        await asked(home, phone, TIME)
        await asked(home, hall, "what day is it")
        assert heard(await recalled(hall)) == ["what day is it"]
        phone.vanish()
        await phone.gone()
        thief = await screen(home, "phone", id="thief")
        assert (await recalled(thief))["turns"] == []
        assert await forgotten(thief, phone.of("answered")[0]["id"]) == await forgotten(thief, None) == 0
        assert heard(await recalled(await screen(home, "my phone", id="phone"))) == [TIME]

    Home(tmp_path, settings=KEPT).live(script)


def test_without_a_screen_nothing_is_kept_for_one_nor_asked_for(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await Room("kitchen", home).connect()
        await asked(home, room, TIME)
        assert b"visitor" not in bytes_in(tmp_path)
        room.tells({"type": "recall"})
        await room.gone()
        assert room.goodbye == "nonsense"

    Home(tmp_path, settings=KEPT).live(script)


def test_turns_come_a_page_at_a_time(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        await asked(home, room, *[TIME] * (PAGE + 2))
        ids = [one["id"] for one in room.of("answered")]
        first = await recalled(room)
        assert (len(first["turns"]), first["more"]) == (PAGE, True)
        second = await recalled(room, first["turns"][-1]["number"])
        assert (len(second["turns"]), second["more"]) == (2, False)
        assert [turn["id"] for turn in first["turns"] + second["turns"]] == ids[::-1]

    Home(tmp_path).live(script)


@pytest.mark.parametrize(
    ("settings", "keeps", "words"),
    [({}, "figures", [None]), (KEPT, "words", [TIME]), (KEPT | {"history": {"keep": False}}, "nothing", [])],
)
def test_as_much_is_shown_as_the_settings_keep(tmp_path: Path, settings: dict[str, Any], keeps: str, words: list[Any]) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        await asked(home, room, TIME)
        assert room.of("welcome")[0]["keeps"] == keeps
        past = await recalled(room)
        assert heard(past) == words
        assert [turn["why"] for turn in past["turns"]] == ["Done on this machine, without a language model."] * len(words)

    Home(tmp_path, settings=settings).live(script)


def test_what_was_kept_before_is_not_shown_once_nothing_is_kept_any_more(tmp_path: Path) -> None:
    async def before(home: Home) -> None:
        await asked(home, await screen(home), TIME)

    async def after(home: Home) -> None:
        assert (await recalled(await screen(home)))["turns"] == []

    Home(tmp_path, settings=KEPT).live(before)
    Home(tmp_path, settings={"history": {"keep": False}}).live(after)


@pytest.mark.parametrize(("settings", "why"), [(KEPT, "Nothing was said."), ({}, "Nobody answered.")])
def test_of_a_turn_in_which_nothing_was_said_no_more_is_told_than_is_known(
    tmp_path: Path, settings: dict[str, Any], why: str
) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        room.says("hey jarvis")
        assert (await room.until("answered"))["why"] == "Nothing was said."
        home.engines.writer.flush()
        (kept,) = (await recalled(room))["turns"]
        assert kept["why"] == why

    Home(tmp_path, settings=settings).live(script)


def test_one_turn_is_forgotten_and_the_others_stay(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        hall, phone = await screen(home), await screen(home, "phone")
        await asked(home, hall, "why is zanzibar blue", TIME)
        await asked(home, phone, TIME)
        home.engines.writer.close()  # what is in its log is in the file then
        assert b"zanzibar" in bytes_in(tmp_path)
        id = hall.of("answered")[0]["id"]
        assert await forgotten(phone, id) == 0
        assert await forgotten(hall, id) == 1
        assert await forgotten(hall, id) == 0
        assert b"zanzibar" not in bytes_in(tmp_path)
        assert (heard(await recalled(hall)), heard(await recalled(phone))) == ([TIME], [TIME])
        assert await forgotten(hall, None) == 1
        assert ((await recalled(hall))["turns"], heard(await recalled(phone))) == ([], [TIME])

    Home(tmp_path, settings=KEPT).live(script)


def test_the_conversation_does_not_repeat_what_was_forgotten(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        await asked(home, room, "why is zanzibar blue")
        await forgotten(room, room.of("answered")[0]["id"])
        await asked(home, room, "why is the sky blue")
        assert "zanzibar" not in str(home.tier.asked[-1])

    Home(tmp_path, settings=KEPT).live(script)


def test_a_history_that_cannot_be_read_is_told_and_harms_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        for count, message in enumerate(({"type": "recall"}, {"type": "forget"}), start=1):
            room.tells(message)
            assert "the history cannot" in (await room.until("warned", count))["text"]
        assert await room.asks(TIME) == "It's noon."

    def broken(*_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    home = Home(tmp_path)
    monkeypatch.setattr(Database, "turns_of", broken)
    monkeypatch.setattr(Database, "forget", broken)
    home.live(script)


def test_who_asks_for_more_than_can_be_done_is_let_go(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        room = await screen(home)
        for _ in range(200):
            room.tells({"type": "recall"})
        await room.gone()
        assert room.goodbye == "flood"

    Home(tmp_path).live(script)


def test_the_digest_tells_nothing_of_the_id(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        await asked(home, await screen(home, id="secret-of-a-browser"), TIME)
        assert b"secret-of-a-browser" not in bytes_in(tmp_path)
        assert visitor("secret-of-a-browser").encode() in bytes_in(tmp_path)

    Home(tmp_path).live(script)
    assert (tmp_path / FILE).exists()
