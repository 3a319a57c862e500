"""Backups and back: a round trip, while something writes, and archives that are damaged or mean harm."""

import contextlib
import io
import json
import sqlite3
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Outcome, Voice, _own_settings, voice
from voice.backup import belongs

__all__ = ["_own_settings", "voice"]


class House:
    """What an assistant keeps, on a machine of its own."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch, run: Voice) -> None:
        self.settings, self.state = folder / "voice" / "config.toml", folder / "state"
        self.data = folder / "data"
        self._monkeypatch, self._run = monkeypatch, run

    def fill(self) -> "House":
        for file, text in {
            self.settings: "[skills]\nclock = 24\n",
            self.settings.with_name("skills.toml"): '[[skill]]\nname = "bins"\nsentences = ["which bin"]\nreply = "Green."\n',
            self.settings.with_name("environment"): "VOICE_HOME_TOKEN=very-secret\n",
            self.state / "timers.json": '[{"text": "pasta"}]',
            self.state / "lists.json": '{"shopping": ["milk"]}',
            self.state / "traces.jsonl": '{"id": 1}\n{"id": 2}\n{"id"',
            self.state / "serve-token": "very-secret",
            self.state / "egress.key": "very-secret",
            self.state / "egress.jsonl": "{}\n",
            self.state / "egress.head": "x",
            self.state / "muted": "",
            self.state / "timers.lock": "",
            self.state / "phrases" / "abc": "sound",
            self.data / "voice" / "wake" / "hey_computer.onnx": "a model of an hour's work",
        }.items():
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        with contextlib.closing(self.database()) as opened, opened:
            opened.execute("PRAGMA journal_mode = WAL")
            opened.execute("CREATE TABLE turns (number INTEGER)")
            opened.execute("INSERT INTO turns VALUES (1)")
        return self

    def database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.state / "history.sqlite")

    def turns(self) -> list[int]:
        with contextlib.closing(self.database()) as opened:
            return [number for (number,) in opened.execute("SELECT number FROM turns")]

    def voice(self, *arguments: str | Path) -> Outcome:
        self._monkeypatch.setenv("VOICE_STATE_DIR", str(self.state))
        self._monkeypatch.setenv("XDG_DATA_HOME", str(self.data))
        self._monkeypatch.setenv("XDG_CONFIG_HOME", str(self.settings.parent.parent))
        self._monkeypatch.delenv("VOICE_CONFIG", raising=False)
        return self._run(*arguments)

    def kept(self) -> dict[str, bytes]:
        """All that was put back or kept, by path; but the databases, and the backups of what was there before."""
        tops = (self.settings.parent, self.state, self.data)
        files = [file for top in tops for file in sorted(top.rglob("*")) if file.is_file()]
        left_out = ("history.sqlite", "before-restore")
        return {
            str(file.relative_to(self.settings.parent.parent)): file.read_bytes()
            for file in files
            if not file.name.startswith(left_out)
        }


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, voice: Voice) -> House:
    return House(tmp_path / "one", monkeypatch, voice).fill()


@pytest.fixture
def other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, voice: Voice) -> House:
    return House(tmp_path / "two", monkeypatch, voice)


def names(archive: Path) -> set[str]:
    with tarfile.open(archive) as opened:
        return set(opened.getnames())


PLAIN = {
    "backup.json", "settings/config.toml", "settings/skills.toml", "state/timers.json", "state/lists.json",
    "state/traces.jsonl", "state/history.sqlite", "wake/hey_computer.onnx",
}  # fmt: skip
SECRETS = {"settings/environment", "state/serve-token", "state/egress.key", "state/egress.jsonl", "state/egress.head"}


def test_a_backup_is_put_back_on_another_machine(house: House, other: House, tmp_path: Path) -> None:
    file = tmp_path / "b.tar.gz"
    made = house.voice("backup", file)
    assert (made.code, names(file), file.stat().st_mode & 0o777) == (0, PLAIN, 0o600)
    with tarfile.open(file) as opened:
        assert b"very-secret" not in b"".join(content.read() for one in opened if (content := opened.extractfile(one)))
    back = other.voice("restore", file)
    assert back.code == 0, back.err
    assert "before" not in back.out
    expected = house.kept()
    for name in ("voice/environment", "state/serve-token", "state/muted", "state/timers.lock", "state/phrases/abc"):
        del expected[name]
    expected = {name: content for name, content in expected.items() if "egress" not in name}
    assert other.kept() == expected | {"state/traces.jsonl": b'{"id": 1}\n{"id": 2}\n'}
    assert other.turns() == [1]


def test_a_program_of_a_skill_is_still_one(house: House, other: House, tmp_path: Path) -> None:
    for name, mode in (("bins.sh", 0o755), ("notes.txt", 0o644)):
        (house.settings.parent / name).write_text("#!/bin/sh\n")
        (house.settings.parent / name).chmod(mode)
    assert house.voice("backup", tmp_path / "b.tar.gz").code == 0
    assert other.voice("restore", tmp_path / "b.tar.gz").code == 0
    assert [(other.settings.parent / name).stat().st_mode & 0o777 for name in ("bins.sh", "notes.txt")] == [0o700, 0o600]


def test_secrets_are_in_it_where_that_is_asked_for(house: House, other: House, tmp_path: Path) -> None:
    file = tmp_path / "b.tar.gz"
    assert house.voice("backup", file, "--secrets").code == 0
    assert names(file) == PLAIN | SECRETS
    assert other.voice("restore", file).code == 0
    token = other.state / "serve-token"
    assert (token.read_text(), token.stat().st_mode & 0o777) == ("very-secret", 0o600)


def test_what_came_since_is_gone_and_can_be_had_back(house: House, tmp_path: Path) -> None:
    file = tmp_path / "b.tar.gz"
    house.voice("backup", file)
    (house.state / "lists.json").write_text("{}")
    (house.state / "stopwatches.json").write_text("{}")
    with contextlib.closing(house.database()) as opened, opened:
        opened.execute("INSERT INTO turns VALUES (2)")
    since = house.kept()
    back = house.voice("restore", file)
    assert back.code == 0
    assert (house.state / "lists.json").read_text() == '{"shopping": ["milk"]}'
    assert not (house.state / "stopwatches.json").exists()
    assert house.turns() == [1]
    assert (house.state / "serve-token").exists(), "a backup without secrets takes none away"
    assert (house.state / "muted").exists()
    before = back.out.partition("voice restore ")[2].split()[0]
    assert house.voice("restore", before).code == 0
    assert house.kept() == since | {"state/traces.jsonl": b'{"id": 1}\n{"id": 2}\n'}
    assert house.turns() == [1, 2]


@pytest.mark.slow
def test_what_was_there_before_is_kept_each_time(house: House, tmp_path: Path) -> None:
    """Also where it is put back twice in a second."""
    file = tmp_path / "b.tar.gz"
    house.voice("backup", file)
    for _ in range(3):
        assert house.voice("restore", file).code == 0
    assert len(list(house.state.glob("before-restore*"))) == 3


def test_while_something_writes_each_file_is_as_it_was_at_one_moment(house: House, other: House, tmp_path: Path) -> None:
    over, began = threading.Event(), threading.Event()

    def write() -> None:
        number = 1
        with contextlib.closing(house.database()) as opened:
            while not over.is_set():
                number += 2
                with opened:
                    opened.executemany("INSERT INTO turns VALUES (?)", [(number,), (number + 1,)])
                began.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        began.wait()
        for count in range(5):
            file = tmp_path / f"{count}.tar.gz"
            assert house.voice("backup", file).code == 0
            assert other.voice("restore", file).code == 0
            turns = other.turns()
            assert turns[:1] + turns[1:] == [1, *range(3, len(turns) + 2)]
            assert len(turns) % 2 == 1, "a transaction is in it whole or not at all"
    finally:
        over.set()
        writer.join()


def test_who_has_the_database_open_sees_what_was_put_back(house: House, tmp_path: Path) -> None:
    file = tmp_path / "b.tar.gz"
    house.voice("backup", file)
    with contextlib.closing(house.database()) as opened:
        with opened:
            opened.execute("INSERT INTO turns VALUES (2)")
        assert house.voice("restore", file).code == 0
        assert [number for (number,) in opened.execute("SELECT number FROM turns")] == [1]
        with opened:
            opened.execute("INSERT INTO turns VALUES (3)")
    assert house.turns() == [1, 3]


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0" + bytes(range(256)) * 16, b"text"])
def test_a_database_that_is_damaged_is_replaced(house: House, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "b.tar.gz"
    house.voice("backup", file)
    for one in house.state.glob("history.sqlite*"):
        one.unlink()
    (house.state / "history.sqlite").write_bytes(content)
    back = house.voice("restore", file)
    if content.startswith(b"SQLite"):  # it cannot be kept aside, so that nothing is touched
        assert (back.code, "history.sqlite" in back.err) == (1, True)
    else:
        assert (back.code, house.turns()) == (0, [1])


# archives that are damaged, or mean harm


def manifest(held: dict[str, bytes], **changed: Any) -> bytes:
    import hashlib

    listed = {name: {"size": len(one), "sha256": hashlib.sha256(one).hexdigest()} for name, one in held.items()}
    told = {"format": 1, "made": "2026-01-01", "program": "0", "secrets": False, "files": listed, "models": {}}
    return json.dumps(told | changed).encode()


def archive(file: Path, *members: tuple[str | tarfile.TarInfo, bytes]) -> Path:
    with tarfile.open(file, "w:gz") as opened:
        for name, content in members:
            info = name if isinstance(name, tarfile.TarInfo) else tarfile.TarInfo(name)
            if info.isreg():
                info.size = len(content)
            opened.addfile(info, io.BytesIO(content))
    return file


def listed(name: str, content: bytes = b"x", **changed: Any) -> list[tuple[str, bytes]]:
    return [("backup.json", manifest({name: content}, **changed)), (name, content)]


def special(kind: bytes, name: str = "state/x", link: str = "") -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    return info


def announced(info: tarfile.TarInfo) -> list[tuple[Any, bytes]]:
    return [("backup.json", manifest({info.name: b""})), (info, b"")]


HOSTILE: dict[str, Callable[[], list[tuple[Any, bytes]]]] = {
    "above": lambda: listed("state/../../../evil"),
    "absolute": lambda: listed("/tmp/evil"),
    "no folder": lambda: listed("evil"),
    "another folder": lambda: listed("bin/evil"),
    "a thousand folders": lambda: listed("state/" + "a/" * 1000 + "x"),
    "a dot": lambda: listed("state/./x"),
    "a backslash": lambda: listed("state\\..\\x"),
    "unmutes": lambda: listed("state/muted"),
    "a lock": lambda: listed("state/timers.lock"),
    "hidden": lambda: listed("settings/.bashrc"),
    "a link": lambda: announced(special(tarfile.SYMTYPE, link="/etc/passwd")),
    "a hard link": lambda: announced(special(tarfile.LNKTYPE, link="/etc/passwd")),
    "a device": lambda: announced(special(tarfile.CHRTYPE)),
    "a pipe": lambda: announced(special(tarfile.FIFOTYPE)),
    "a link, then through it": lambda: [
        ("backup.json", manifest({"state/x/y": b"x"})), (special(tarfile.SYMTYPE, "state/x", "/tmp"), b""), ("state/x/y", b"x"),
    ],
    "not told of": lambda: [*listed("state/x"), ("state/y", b"y")],
    "told of twice": lambda: [*listed("state/x"), ("state/x", b"y")],
    "absent": lambda: [("backup.json", manifest({"state/x": b"x"}))],
    "altered": lambda: [("backup.json", manifest({"state/x": b"x"})), ("state/x", b"y")],
    "longer": lambda: [("backup.json", manifest({"state/x": b"x"})), ("state/x", b"xy")],
    "huge": lambda: [("backup.json", manifest({}, files={"state/x": {"size": 1 << 40, "sha256": "x"}}))],
    "too many": lambda: [("backup.json", manifest({f"state/{n}": b"" for n in range(10_001)}))],
    "negative": lambda: [("backup.json", manifest({}, files={"state/x": {"size": -1, "sha256": "x"}}))],
    "later": lambda: [("backup.json", manifest({}, format=2))],
    "no manifest": lambda: [("state/x", b"x")],
    "empty": lambda: [],
    "no json": lambda: [("backup.json", b"{")],
    "deep json": lambda: [("backup.json", b"[" * 100_000)],
    "a list": lambda: [("backup.json", b"[]")],
    "settings that are wrong": lambda: listed("settings/config.toml", b"[skills]\nclock = 13\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_backup_of_ours_is_refused_and_changes_nothing(house: House, tmp_path: Path, case: str) -> None:
    before, file = house.kept(), archive(tmp_path / "b.tar.gz", *HOSTILE[case]())
    outside = sorted(tmp_path.iterdir())
    shown = house.voice("restore", file)
    assert shown.code == 2, shown
    assert shown.err.count("\n") <= 3
    assert house.kept() == before
    assert sorted(tmp_path.iterdir()) == outside
    assert not list(house.state.glob("before-restore*"))


def test_a_damaged_file_is_refused_wherever_it_is_cut(house: House, tmp_path: Path) -> None:
    file, cut = tmp_path / "b.tar.gz", tmp_path / "cut.tar.gz"
    house.voice("backup", file)
    whole, before = file.read_bytes(), house.kept()
    for content in (*(whole[:end] for end in range(0, len(whole) - 8, len(whole) // 12)), whole[:-200], b"text", whole[::-1]):
        cut.write_bytes(content)
        assert house.voice("restore", cut).code == 2, len(content)
    for at in range(20, len(whole) - 8, len(whole) // 12):
        cut.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert house.voice("restore", cut).code in (0, 2), at  # a bit of the archive's own padding does no harm
    assert house.kept() == before


@pytest.mark.parametrize(
    "arguments", [("backup", "nowhere/b.tar.gz"), ("backup", "."), ("restore", "nothing.tar.gz"), ("restore", ".")]
)
def test_files_that_cannot_be_are_named(house: House, arguments: tuple[str, str]) -> None:
    shown = house.voice(*arguments)
    assert (shown.code, arguments[1].partition("/")[0] in shown.err) == (2, True)


def test_keys_are_told_from_what_is_none() -> None:
    assert [belongs(name, False) for name in ("timers.json", "serve-token", "history.key", "spend.db", "muted")] == [
        True, False, False, True, False,
    ]  # fmt: skip
