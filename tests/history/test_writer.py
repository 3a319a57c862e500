"""The writer: words only as the settings say, beside the conversation, and never at its cost."""

import asyncio
import gc
import json
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from tests.history.kept import turns_in, turns_of
from tests.house import NOON, House
from tests.test_trace import SECRET, spoken
from voice.clock import VirtualClock
from voice.config import History
from voice.events import Warned
from voice.history import database
from voice.history.writer import Writer
from voice.testing import ScriptedTier


def writer(folder: Path, keep_words: bool = False, **limits: float) -> Writer:
    return Writer(folder, History(**limits), keep_words, VirtualClock(start=NOON))


@pytest.mark.parametrize("keep", [False, True])
def test_words_reach_the_file_only_when_they_are_to_be_kept(tmp_path: Path, keep: bool) -> None:
    here = writer(tmp_path, keep)
    assert here.write(spoken()) is None
    here.flush()
    held = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert (SECRET.encode() in held) is keep
    assert turns_in(tmp_path)[0]["wake"]["phrase"] == "hey_jarvis"


def test_where_nothing_is_to_be_kept_nothing_is_written(tmp_path: Path) -> None:
    house = House(tmp_path, commands=("what time is it",), settings={"history": {"keep": False}, "keep_words": True})
    house.says("hey jarvis what time is it")
    assert turns_of(house.engines) == []
    assert not (tmp_path / database.FILE).exists()


def test_a_turn_is_kept_with_what_it_cost(tmp_path: Path) -> None:
    turn = spoken()
    turn.cost_usd = 0.25
    here = writer(tmp_path)
    here.write(turn)
    here.close()
    assert turns_in(tmp_path)[0]["cost_usd"] == 0.25


def test_it_ends_in_good_order_and_goes_on_when_asked_again(tmp_path: Path) -> None:
    here = writer(tmp_path)
    for _ in range(50):
        here.write(spoken())
    assert here.close() is None
    assert len(turns_in(tmp_path)) == 50
    assert [file.name for file in tmp_path.iterdir()] == [database.FILE]
    here.write(spoken())
    here.close()
    assert len(turns_in(tmp_path)) == 51


def test_a_writer_that_is_dropped_leaves_no_thread(tmp_path: Path) -> None:
    here = writer(tmp_path)
    here.write(spoken())
    here.flush()
    (thread,) = [one for one in threading.enumerate() if one is here._thread]
    del here
    gc.collect()
    thread.join(30)
    assert not thread.is_alive()


def test_several_processes_may_write_at_once(tmp_path: Path) -> None:
    writers = [writer(tmp_path) for _ in range(4)]
    for number in range(100):
        writers[number % 4].write(spoken())
    assert [one.close() for one in writers] == [None] * 4
    assert len(turns_in(tmp_path)) == 100


def test_a_place_that_cannot_be_written_costs_a_warning_without_words(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    here = writer(blocked, keep_words=True)
    here.write(spoken())
    warning = here.close()
    assert warning is not None
    assert str(blocked) in warning
    assert SECRET not in warning


def test_a_full_disk_is_said_once_and_the_assistant_goes_on_talking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tier = ScriptedTier("cloud", "Rayleigh scattering.")
    house = House(tmp_path, tier, settings={"keep_words": True}, commands=("what time is it",))

    async def asks(times: int) -> None:
        for _ in range(times):
            house.microphone.say("hey jarvis why is the sky blue")
            await house.ended(len(house.turns) + 1)
            house.engines.writer.flush()

    def limited(pages: int) -> None:
        house.engines.writer.close()
        monkeypatch.setattr(database, "SCHEMA", f"{SCHEMA}PRAGMA max_page_count = {pages};")

    async def script(house: House) -> None:
        limited(8)
        await asks(6)
        limited(1000)
        await asks(2)

    SCHEMA = database.SCHEMA
    house.hold(script)
    assert len(house.turns) == 8
    assert {turn.reply for turn in house.turns} == {"Rayleigh scattering."}
    (told,) = [event.text for event in house.events if isinstance(event, Warned)]
    assert "full" in told
    assert str(tmp_path) in told
    assert "sky" not in told
    kept = [turn["id"] for turn in turns_of(house.engines)]
    assert kept[-2:] == [turn.id for turn in house.turns[-2:]]
    assert len(kept) < 8


def test_what_failed_last_is_told_when_it_ends(tmp_path: Path) -> None:
    house = House(tmp_path, commands=("what time is it",))
    house.engines.writer.close()
    (tmp_path / database.FILE).unlink()
    (tmp_path / database.FILE).mkdir()
    house.says("hey jarvis what time is it")
    asyncio.run(house.engines.close())
    assert [event.text for event in house.events if isinstance(event, Warned)]


def test_words_of_any_kind_are_kept_as_they_were(tmp_path: Path) -> None:
    turn = spoken()
    turn.reply = "two\nlines, “quotes”, \u2028, 日本, half a \ud83d and \\"
    here = writer(tmp_path, keep_words=True)
    here.write(turn)
    here.write(replace(turn, id="second"))
    here.close()
    assert [one["reply"] for one in turns_in(tmp_path)] == [turn.reply] * 2
    assert json.dumps(turns_in(tmp_path)[0])
