"""The database: what is kept, for how long, who may read it, and what becomes of a damaged one."""

import json
import sqlite3
import stat
from datetime import timedelta
from pathlib import Path

import pytest

from tests.history.kept import FOR_EVER, turns_in
from tests.house import NOON
from voice import history
from voice.clock import VirtualClock
from voice.config import Config, History
from voice.history.database import FILE, OLDER, Database

MARK = "zanzibar"
DAY_S = 86_400.0
NOW = NOON.timestamp()


def opened(folder: Path, told: list[str] | None = None, **limits: float) -> Database:
    return Database(folder, History(**limits), VirtualClock(start=NOON), ([] if told is None else told).append)


def turn(number: int, **more: str) -> str:
    return json.dumps({"id": number} | more)


def numbers(folder: Path) -> list[int]:
    return [one["id"] for one in turns_in(folder)]


def bytes_in(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.rglob("*") if file.is_file())


def test_it_belongs_to_its_owner_alone_with_its_log(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "state"
    database = opened(folder)
    database.add(NOW, turn(1))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert {file.name for file in files} == {FILE, f"{FILE}-wal", f"{FILE}-shm"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / FILE).touch(mode=0o644)
    opened(tmp_path).add(NOW, turn(1))
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


def test_looking_makes_no_file(tmp_path: Path) -> None:
    database = opened(tmp_path / "state")
    assert (database.turns(), database.recordings()) == ([], [])
    database.clear()
    assert not (tmp_path / "state").exists()


def test_the_latest_are_read_in_their_order(tmp_path: Path) -> None:
    database = opened(tmp_path)
    for number in range(5):
        database.add(NOW + number, turn(number))
    assert [one["id"] for one in database.turns(2)] == [3, 4]
    assert [one["id"] for one in database.turns()] == [0, 1, 2, 3, 4]


def test_what_is_too_old_is_gone_from_every_byte(tmp_path: Path) -> None:
    clock = VirtualClock(start=NOON)
    database = Database(tmp_path, History(days=7), clock)
    for number in range(40):
        database.add(NOW + number, turn(number, heard=f"{MARK} " * 400))
    later = Database(tmp_path, History(days=7), VirtualClock(start=NOON + timedelta(days=7, hours=2)))
    assert later.turns() == []  # before anything was written
    assert MARK.encode() in bytes_in(tmp_path)
    later.add(NOW + 7 * DAY_S + 7200, turn(99))
    assert MARK.encode() not in bytes_in(tmp_path)
    assert numbers(tmp_path) == [99]


def test_an_assistant_that_nobody_talks_to_forgets_too(tmp_path: Path) -> None:
    opened(tmp_path).add(NOW, turn(1, heard=MARK))
    (tmp_path / f"{FILE}.damaged-1234abcd").write_text(MARK)
    Database(tmp_path, History(days=1), VirtualClock(start=NOON + timedelta(days=400))).retire()
    assert MARK.encode() not in bytes_in(tmp_path)


def test_there_is_never_much_more_than_allowed(tmp_path: Path) -> None:
    database = opened(tmp_path, mb=1)
    for number in range(600):
        database.add(NOW + number, turn(number, heard=f"{number:04} " * 1000))
    database.close()
    assert (tmp_path / FILE).stat().st_size <= 1_000_000 + 20_000
    kept = numbers(tmp_path)
    assert kept == list(range(kept[0], 600))
    assert len(kept) > 100
    assert f"{kept[0] - 1:04} ".encode() * 3 not in bytes_in(tmp_path)


def test_a_smaller_limit_makes_the_file_smaller(tmp_path: Path) -> None:
    database = opened(tmp_path)
    for number in range(600):
        database.add(NOW + number, turn(number, heard=f"{number:04} " * 1000))
    database.close()
    assert (tmp_path / FILE).stat().st_size > 2_000_000
    smaller = opened(tmp_path, mb=1)
    smaller.retire()
    smaller.close()
    assert (tmp_path / FILE).stat().st_size <= 1_000_000 + 20_000


def middle(data: bytes) -> bytes:
    """Damage that shows only where it is read."""
    return data[:8192] + b"\xa5" * 4096 + data[12288:]


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda data: b"this is no database at all, but some text" * 100, id="text"),
        pytest.param(lambda data: b"\0" * len(data), id="zeros"),
        pytest.param(lambda data: data[:5000], id="cut short"),
        pytest.param(lambda data: data[:100] + b"\xff" * 4000 + data[4100:], id="tables"),
        pytest.param(middle, id="middle"),
    ],
)
def test_a_damaged_file_is_set_aside_and_a_new_one_begun(tmp_path: Path, damage) -> None:
    database = opened(tmp_path)
    for number in range(50):
        database.add(NOW + number, turn(number, heard="x" * 2000))
    database.close()
    (tmp_path / FILE).write_bytes(damage((tmp_path / FILE).read_bytes()))
    told: list[str] = []
    again = opened(tmp_path, told)
    again.turns()
    for number in range(50, 53):
        again.add(NOW + number, turn(number))
    again.close()
    assert numbers(tmp_path)[-3:] == [50, 51, 52]
    (aside,) = tmp_path.glob(f"{FILE}.damaged-*")
    (said,) = told
    assert aside.name in said
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    with sqlite3.connect(tmp_path / FILE) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_what_another_process_has_set_aside_is_written_no_more(tmp_path: Path) -> None:
    here = opened(tmp_path)
    here.add(NOW, turn(1))
    (tmp_path / FILE).replace(tmp_path / f"{FILE}.damaged-1234abcd")
    for end in ("-wal", "-shm"):
        (tmp_path / f"{FILE}{end}").unlink()
    here.add(NOW, turn(2))
    assert numbers(tmp_path) == [2]


def test_what_a_newer_version_has_made_is_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("PRAGMA user_version = 2")
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(OSError, match="newer version"):
        opened(tmp_path).add(NOW, turn(1))
    assert (tmp_path / FILE).read_bytes() == before


def test_turns_from_before_there_was_a_database_are_taken_over(tmp_path: Path) -> None:
    lines = [json.dumps({"id": number, "time": (NOON + timedelta(seconds=number)).isoformat()}) for number in range(3)]
    (tmp_path / OLDER).write_text("\n".join([*lines[:2], "torn {", '{"id": 9}', "[1]", lines[2]]) + "\n")
    assert numbers(tmp_path) == [0, 1, 2]  # a look is enough
    opened(tmp_path).add(NOW + 3, turn(3))
    assert numbers(tmp_path) == [0, 1, 2, 3]
    assert not (tmp_path / OLDER).exists()


def test_a_copy_holds_what_was_there_while_it_is_in_use(tmp_path: Path) -> None:
    database = opened(tmp_path / "state")
    database.add(NOW, turn(1))
    (tmp_path / "saved").mkdir()
    history.copy(Config(state_dir=tmp_path / "state", history=FOR_EVER), tmp_path / "saved" / FILE)
    database.add(NOW, turn(2))
    assert numbers(tmp_path / "saved") == [1]
    assert stat.S_IMODE((tmp_path / "saved" / FILE).stat().st_mode) == 0o600


def test_one_visitor_is_shown_and_forgets_its_own_turns_alone(tmp_path: Path) -> None:
    database = opened(tmp_path)
    for number in range(1, 7):
        database.add(NOW, turn(number, visitor="ann" if number % 2 else "bob", said=f"{MARK} {number}"))
    database.add(NOW, json.dumps({"id": 7, "heard": "ann"}))  # a word that is no visitor
    assert [(number, one["id"]) for number, one in database.turns_of("ann", None, 2)] == [(5, 5), (3, 3)]
    assert [number for number, _ in database.turns_of("ann", 3, 2)] == [1]
    assert database.turns_of("an", None, 9) == database.turns_of("", None, 9) == []
    assert opened(tmp_path / "none").turns_of("ann", None, 9) == []
    assert database.forget("bob") == 3
    assert numbers(tmp_path) == [1, 3, 5, 7]
    assert database.forget("ann", "5") == 0  # its id is no text
    assert f"{MARK} 2".encode() not in bytes_in(tmp_path)
    assert opened(tmp_path / "none").forget("ann") == 0
    assert not (tmp_path / "none").exists()


def test_turns_of_a_visitor_that_are_too_old_are_not_shown(tmp_path: Path) -> None:
    opened(tmp_path).add(NOW - 5 * DAY_S, turn(1, visitor="ann"))
    assert opened(tmp_path, days=2).turns_of("ann", None, 9) == []
