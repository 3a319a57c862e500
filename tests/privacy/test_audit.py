"""The log of what left the house."""

import stat
from pathlib import Path

import pytest

from voice.clock import WallClock
from voice.privacy.audit import Audit

WORDS = "why is the sky blue"


def test_a_line_holds_a_fingerprint_and_no_words(tmp_path: Path) -> None:
    audit = Audit(tmp_path, WallClock())
    audit.note("big", "api.example.com", "sent", ("phone",), words=WORDS, size=123)
    (entry,) = audit.entries()
    assert (entry.place, entry.host, entry.did, entry.kinds, entry.bytes) == ("big", "api.example.com", "sent", ("phone",), 123)
    assert entry.words == audit.fingerprint(" Why is the  SKY blue")
    assert entry.words != audit.fingerprint("why is the sky red")
    assert "sky" not in audit.file.read_text()


def test_two_homes_have_two_fingerprints_of_the_same_words(tmp_path: Path) -> None:
    one, other = (Audit(tmp_path / name, WallClock()) for name in ("one", "other"))
    assert one.fingerprint(WORDS) != other.fingerprint(WORDS)
    assert one.fingerprint(WORDS) == Audit(tmp_path / "one", WallClock()).fingerprint(WORDS)


def test_its_folder_is_made(tmp_path: Path) -> None:
    audit = Audit(tmp_path / "new" / "state", WallClock())
    audit.note("big", "api.example.com", "sent")
    assert len(list(audit.entries())) == 1


def test_log_and_key_are_their_owners_alone(tmp_path: Path) -> None:
    audit = Audit(tmp_path, WallClock())
    audit.note("big", "api.example.com", "sent", words=WORDS)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


def test_the_log_does_not_grow_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.privacy.chain.LARGEST", 2000)
    audit = Audit(tmp_path, WallClock())
    for number in range(100):
        audit.note("big", "api.example.com", "sent", size=number)
    sizes = [entry.bytes for entry in audit.entries()]
    assert sizes == list(range(sizes[0], 100))
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 5000


def test_a_damaged_line_is_passed_over(tmp_path: Path) -> None:
    audit = Audit(tmp_path, WallClock())
    audit.note("big", "api.example.com", "sent")
    with audit.file.open("a") as file:
        file.write('{"time": "cut sh')
    assert len(list(audit.entries())) == 1


def test_a_damaged_key_or_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "egress.key").write_bytes(b"short")
    with pytest.raises(OSError, match="damaged"):
        Audit(tmp_path, WallClock()).note("big", "api.example.com", "sent", words=WORDS)
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        Audit(tmp_path / "file", WallClock()).note("big", "api.example.com", "sent")
