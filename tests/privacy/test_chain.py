"""The log of what left the house cannot be changed without a trace, and nothing goes that it does not hold."""

import asyncio
import contextlib
import fcntl
import os
import resource
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.privacy.capture import capturing
from voice.clock import WallClock
from voice.errors import WithheldError
from voice.privacy.audit import Audit
from voice.privacy.gate import EgressGate, Place
from voice.privacy.screen import Screen

OLD = (
    '{"time": "2026-10-01T10:00:00.000", "place": "big", "host": "api.example.com", "did": "sent", "kinds": [], "why": "", '
    '"bytes": 10, "words": ""}\n'
)
"""A line from before there were digests."""


def logged(folder: Path, count: int = 5) -> Audit:
    audit = Audit(folder, WallClock())
    for number in range(count):
        audit.note("big", "api.example.com", "sent", words="why is the sky blue", size=number)
    return audit


def rewrite(file: Path, change: Callable[[list[str]], object]) -> None:
    lines = file.read_text().splitlines(keepends=True)
    change(lines)
    file.write_text("".join(lines))


def test_a_log_that_nobody_touched_is_whole(tmp_path: Path) -> None:
    assert Audit(tmp_path / "none", WallClock()).verify().broken == ""
    audit = logged(tmp_path)
    found = Audit(tmp_path, WallClock()).verify()
    assert (found.lines, found.undigested, found.broken) == (5, 0, "")
    assert found.last in audit.file.read_text().splitlines()[-1]
    assert [entry.bytes for entry in audit.entries()] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda lines: lines.pop(0), "line 1: it was altered, or one before it was removed"),
        (lambda lines: lines.pop(2), "line 3: it was altered, or one before it was removed"),
        (lambda lines: lines.pop(), "ends too early"),
        (lambda lines: lines.clear(), "ends too early"),
        (lambda lines: lines.reverse(), "line 1:"),
        (lambda lines: lines.insert(2, lines[2]), "line 4:"),
        (lambda lines: lines.append(lines[-1]), "line 6:"),
        (lambda lines: lines.__setitem__(1, lines[1].replace('"bytes": 1', '"bytes": 7')), "line 2:"),
        (lambda lines: lines.__setitem__(1, lines[1].replace('"sent"', '"refused"')), "line 2:"),
        (lambda lines: lines.__setitem__(1, lines[1].replace(", ", ",")), "line 2: it has no digest"),
        (lambda lines: lines.__setitem__(4, lines[4][:-9]), "line 5: it has no digest"),
        (lambda lines: lines.__setitem__(1, OLD), "line 2: it has no digest"),
        (lambda lines: lines.__setitem__(0, OLD), "line 2: it was altered, or one before it was removed"),
    ],
)
def test_the_first_line_where_the_chain_breaks_is_named(
    tmp_path: Path, change: Callable[[list[str]], object], says: str
) -> None:
    audit = logged(tmp_path)
    rewrite(audit.file, change)
    assert says in audit.verify().broken
    audit.note("big", "api.example.com", "sent")
    assert audit.verify().broken, "writing on does not mend it"


@pytest.mark.parametrize("name", ["egress.head", "egress.jsonl", "egress.key", "egress.earlier.jsonl"])
def test_so_is_a_file_that_is_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("voice.privacy.chain.LARGEST", 1000)
    logged(tmp_path, 20)
    assert Audit(tmp_path, WallClock()).verify().broken == ""
    (tmp_path / name).unlink()
    assert Audit(tmp_path, WallClock()).verify().broken


def test_the_chain_goes_on_when_the_log_is_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.privacy.chain.LARGEST", 1000)
    audit = logged(tmp_path, 40)
    assert audit.verify().broken == ""
    assert [entry.bytes for entry in audit.entries()][-1] == 39
    rewrite(tmp_path / "egress.earlier.jsonl", lambda lines: lines.pop(0))
    assert audit.verify().broken.startswith("egress.earlier.jsonl line 1:")


def test_lines_from_before_there_were_digests_are_counted(tmp_path: Path) -> None:
    (tmp_path / "egress.jsonl").write_text(OLD * 3)
    audit = Audit(tmp_path, WallClock())
    found = audit.verify()
    assert (found.lines, found.undigested, found.broken) == (0, 3, "")
    logged(tmp_path, 2)
    found = audit.verify()
    assert (found.lines, found.undigested, found.broken) == (2, 3, "")
    assert len(list(audit.entries())) == 5
    rewrite(audit.file, lambda lines: lines.append(OLD))
    assert "line 6: it has no digest" in audit.verify().broken


def test_a_line_that_was_cut_off_spoils_no_other(tmp_path: Path) -> None:
    (tmp_path / "egress.jsonl").write_text(OLD + OLD[:40])
    audit = logged(tmp_path, 2)
    assert [entry.bytes for entry in audit.entries()] == [10, 0, 1]
    assert audit.verify().broken == ""


def test_many_may_write_at_once(tmp_path: Path) -> None:
    threads = [threading.Thread(target=logged, args=(tmp_path, 20)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = Audit(tmp_path, WallClock()).verify()
    assert (found.lines, found.broken) == (160, "")


@contextlib.contextmanager
def disk_of(size: int) -> Iterator[None]:
    """Files of this process end at a size, as on a disk that is full: a write takes what fits, the next fails."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.parametrize("size", [0, 20, 50, 98, 99, 100, 300, 500, 777, 1000, 1234])
def test_on_a_full_disk_a_line_is_written_whole_or_is_an_error(tmp_path: Path, size: int) -> None:
    written = 0
    with disk_of(size):
        for _ in range(12):
            with contextlib.suppress(OSError):
                logged(tmp_path, 1)
                written += 1
    audit = Audit(tmp_path, WallClock())
    assert written < 12
    assert len(list(audit.entries())) == written
    logged(tmp_path, 1)
    found = audit.verify()
    assert (found.lines, found.broken) == (written + 1, "")


@pytest.mark.parametrize("size", [0, 50, 400])
def test_on_a_full_disk_nothing_goes_that_is_not_logged(tmp_path: Path, size: int) -> None:
    gate = EgressGate(Screen(), Audit(tmp_path, WallClock()), WallClock())
    with capturing() as server:
        big = gate.client_to(Place("big", f"{server.url}/v1", trusted=False))
        gone = 0
        with disk_of(size):
            for _ in range(6):
                with contextlib.suppress(WithheldError):
                    asyncio.run(big.request("POST", big.place.url, timeout_s=5, json={"text": "why is the sky blue"}))
                    gone += 1
        assert server.heard.count(b"POST ") == gone == len(list(gate.audit.entries())) < 6


@pytest.mark.parametrize("name", ["egress.head", "egress.jsonl", "egress.key"])
@pytest.mark.parametrize("kind", ["link", "hard link", "dangling link", "pipe", "folder"])
def test_what_lies_in_its_place_is_neither_written_nor_waited_for(tmp_path: Path, name: str, kind: str) -> None:
    state, mine = tmp_path / "state", tmp_path / "diary.txt"
    state.mkdir()
    if kind in ("link", "hard link"):
        mine.write_bytes(b"d" * 32)
        mine.chmod(0o644)
    {
        "link": lambda: (state / name).symlink_to(mine),
        "hard link": lambda: (state / name).hardlink_to(mine),
        "dangling link": lambda: (state / name).symlink_to(mine),
        "pipe": lambda: os.mkfifo(state / name),
        "folder": lambda: (state / name).mkdir(),
    }[kind]()
    audit = Audit(state, WallClock())
    with pytest.raises(OSError, match=r".+"):
        audit.note("big", "api.example.com", "sent", words="why is the sky blue")
    if kind in ("link", "hard link"):
        assert (mine.read_bytes(), mine.stat().st_mode & 0o777) == (b"d" * 32, 0o644)
    else:
        assert not mine.exists()
    with pytest.raises(OSError, match=r".+"):
        audit.verify() if name != "egress.key" else audit.fingerprint("x")


def test_a_lock_that_another_process_holds_on_to_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.privacy.chain.TRIES", 3)
    audit = Audit(tmp_path, WallClock())
    audit.note("cloud", "example.org", "sent")
    with (tmp_path / "egress.head").open("r+b") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(OSError, match="another process holds the log"):
            audit.note("cloud", "example.org", "sent")
    audit.note("cloud", "example.org", "sent")
    assert (audit.verify().lines, audit.verify().broken) == (2, "")


def test_what_is_no_text_is_written_all_the_same(tmp_path: Path) -> None:
    audit = Audit(tmp_path, WallClock())
    audit.note("a\ud800b", "k\u00fcche.local", "sent", words="\udfff")
    assert [(one.place, one.host) for one in audit.entries()] == [("a\ud800b", "k\u00fcche.local")]
    assert audit.verify().lines == 1


def test_a_pipe_with_a_reader_is_not_written_either(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "egress.jsonl")
    reader = os.open(tmp_path / "egress.jsonl", os.O_RDONLY | os.O_NONBLOCK)
    try:
        with pytest.raises(OSError, match="no regular file"):
            logged(tmp_path, 1)
    finally:
        os.close(reader)


@pytest.mark.parametrize("umask", [0, 0o002, 0o022, 0o077, 0o277, 0o777], ids=oct)
def test_its_folder_is_its_owners_alone_whatever_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        Audit(tmp_path / "new" / "state", WallClock()).note("big", "api.example.com", "sent", words="why is the sky blue")
        (tmp_path / "old").mkdir()
        (tmp_path / "old").chmod(0o777)
        Audit(tmp_path / "old", WallClock()).note("big", "api.example.com", "sent")
    finally:
        os.umask(before)
    folders = (tmp_path / "new", tmp_path / "new" / "state", tmp_path / "old")
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert {stat.S_IMODE(file.stat().st_mode) for file in (tmp_path / "new" / "state").iterdir()} == {0o600}


def test_a_folder_that_all_share_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    (tmp_path / "tmp").chmod(0o1777)
    logged(tmp_path / "tmp", 1)
    assert stat.S_IMODE((tmp_path / "tmp").stat().st_mode) == 0o1777


def test_what_is_no_folder_keeps_its_mode(tmp_path: Path) -> None:
    """Such as /dev/null, which is where the log of a process without a way out would be."""
    (tmp_path / "null").touch()
    (tmp_path / "null").chmod(0o666)
    with pytest.raises(NotADirectoryError):
        logged(tmp_path / "null", 1)
    assert stat.S_IMODE((tmp_path / "null").stat().st_mode) == 0o666
