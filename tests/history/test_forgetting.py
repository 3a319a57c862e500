"""Forgetting: not a byte is left of what was said, wherever it was written; and who runs meanwhile forgets too."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

from tests.history.kept import turns_in, turns_of
from tests.house import House
from tests.test_trace import spoken
from voice.clock import WallClock
from voice.config import Config
from voice.history import forgetting
from voice.history.database import FILE, OLDER
from voice.history.writer import Writer
from voice.privacy.audit import Audit
from voice.recorded.tape import Tape
from voice.skills.shared_file import SharedFile
from voice.testing import ScriptedTier
from voice.transcribe.language_model import likely_commands

MARK = "zanzibar"
SET = ("set a zanzibar timer for ten minutes", "remind me to call zanzibar at six pm")
HOME = "home-192.168.1.2-8123.json"
LISTED = ("add zanzibar to my shopping list", "create a zanzibar list")
WRITTEN = {FILE, f"{FILE}-wal", "timers.json", "lists.json"}
"""Where words are before they are forgotten, beside what is left behind by processes that died."""


@pytest.fixture(autouse=True)
def models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where language models are kept meanwhile: not among the user's own."""
    folder = tmp_path.with_name(f"{tmp_path.name}-cache")
    folder.mkdir()
    monkeypatch.setattr("voice.transcribe.language_model._folder", lambda: folder)
    return folder


def holding(folder: Path, word: str = MARK) -> set[str]:
    """The files below a folder that hold a word, in any case."""
    files = [file for file in folder.rglob("*") if file.is_file()]
    return {str(file.relative_to(folder)) for file in files if word.encode() in file.read_bytes().lower()}


def house(folder: Path, reply: str = f"It is off {MARK}.") -> House:
    commands = (*SET, *LISTED, "cancel the zanzibar timer", "undo that", "start the stopwatch")
    return House(folder, ScriptedTier("cloud", reply), commands=commands, settings={"keep_words": True})


def record(folder: Path, words: str) -> None:
    tape = Tape(folder, 10, print)
    tape.open({"config": {}})
    tape.write("event", 0.0, {"heard": words})
    (folder / "state").mkdir()
    (folder / "state" / "timers.json").write_text(json.dumps([words]))
    tape.end(1.0)


def left_behind() -> Iterator[str]:
    """What processes leave that are killed while they write, and what was damaged."""
    for name in ("timers.json", "lists.json", "stopwatches.json", HOME):
        yield from (f".{name}.x1y2z3_4", f"{name}.damaged-00aa11bb")
    yield from (f"{FILE}.damaged-00aa11bb", f"{FILE}.damaged-00aa11bb-wal", HOME, OLDER)


def test_not_a_byte_is_left_of_what_was_said(tmp_path: Path) -> None:
    state, recording = tmp_path / "state", tmp_path / "elsewhere" / "recording"
    here = house(state)
    here.says(*(f"hey jarvis {line}" for line in (*SET, *LISTED, "why is the sky blue", "what is a zanzibar")))
    SharedFile(state / "stopwatches.json", dict).write({f"the {MARK} room": {"since": None, "before": 1.0}})
    record(recording, MARK)
    here.engines.writer.note_recording(recording)
    audit = Audit(state, here.clock)
    audit.note("cloud", "example.com", "sent", ("phone",), words=f"my number is {MARK}", size=321)
    fingerprint = audit.fingerprint(f"my number is {MARK}")
    here.engines.writer.close()  # what is there is in the file then, and what comes in its log
    here.engines.writer.write(here.turns[0], begun=here.engines.era())
    here.engines.writer.flush()
    written = holding(tmp_path)
    assert {f"state/{name}" for name in WRITTEN} <= written
    assert {"elsewhere/recording/tape.jsonl", "elsewhere/recording/state/timers.json"} <= written
    for name in left_behind():
        (state / name).write_text(json.dumps({"words": MARK}))

    told = forgetting.forget(here.engines.config, here.clock)

    assert (told.timers, told.lists, told.recordings, told.missing) == (2, 2, 1, [])
    assert told.turns == 7
    assert holding(tmp_path) == set()
    assert holding(tmp_path, fingerprint) == set()
    assert not recording.exists()
    assert {file.name for file in state.iterdir() if not stays(file.name)} <= set(forgetting.EMPTIED)
    (line,) = Audit(state, here.clock).entries()
    assert (line.did, line.bytes, line.kinds, line.words) == ("sent", 321, (), "")
    assert not Audit(state, here.clock).verify().broken
    audit.note("cloud", "example.com", "sent", size=5)  # by a process that runs
    assert not audit.verify().broken


def stays(name: str) -> bool:
    return any(fnmatch(name, pattern) for pattern in forgetting.STAYS)


def test_every_file_of_a_state_folder_is_known_to_be_forgotten_or_to_stay(tmp_path: Path) -> None:
    """A new kind of file has to be put on one of the lists."""
    here = house(tmp_path)
    here.says(*(f"hey jarvis {line}" for line in (*SET, *LISTED, "start the stopwatch", "why is the sky blue")))
    Audit(tmp_path, here.clock).note("cloud", "example.com", "sent", words=MARK)
    here.engines.writer.flush()
    known = [*forgetting.EMPTIED, *forgetting.REMOVED, *forgetting.LEFT_BEHIND, *forgetting.STAYS]
    unknown = [file.name for file in tmp_path.iterdir() if not any(fnmatch(file.name, one) for one in known)]
    assert unknown == []


def test_what_was_made_to_hear_the_names_of_the_home_is_gone_and_can_be_made_again(tmp_path: Path, models: Path) -> None:
    here = house(tmp_path)
    sentences = here.engines.skills.sentences
    for _ in range(2):
        assert likely_commands(sentences)
        (models / "commands-0123456789abcdef.arpa").write_text(MARK)
        forgetting.forget(Config(state_dir=tmp_path), WallClock())
        assert not list(models.iterdir())


def test_a_damaged_history_is_forgotten_too(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text(f"no database, but {MARK}" * 100)
    (tmp_path / "timers.json").write_text(f"no JSON, but {MARK}")
    forgetting.forget(Config(state_dir=tmp_path), WallClock())
    assert holding(tmp_path) == set()


def test_where_nothing_is_nothing_is_forgotten(tmp_path: Path) -> None:
    told = forgetting.forget(Config(state_dir=tmp_path / "new"), WallClock())
    assert told == forgetting.Forgotten()


def test_what_is_no_recording_any_more_is_left_alone(tmp_path: Path) -> None:
    moved, reused, added = tmp_path / "moved", tmp_path / "reused", tmp_path / "added"
    here = Writer(tmp_path / "state", Config().history, False, WallClock())
    for folder in (moved, reused, added):
        record(folder, MARK)
        here.note_recording(folder)
    here.close()
    moved.rename(tmp_path / "there")
    for file in reused.rglob("*.*"):
        file.write_text("{}")
    (added / "notes.txt").write_text("mine")
    told = forgetting.forget(Config(state_dir=tmp_path / "state"), WallClock())
    assert told.missing == [str(moved)]
    assert (tmp_path / "there" / "tape.jsonl").exists()
    assert (reused / "tape.jsonl").exists()
    assert [file.name for file in added.iterdir()] == ["notes.txt"]


def test_an_assistant_that_runs_forgets_what_it_remembers(tmp_path: Path) -> None:
    here = house(tmp_path, "Because of Rayleigh scattering.")

    async def script(here: House) -> None:
        for line in (SET[0], "cancel the zanzibar timer", LISTED[0], "why is the sky blue"):
            here.microphone.say(f"hey jarvis {line}")
            await here.ended(len(here.turns) + 1)
        here.engines.gate.screen.memory.learn("phone", "07700 900123")
        await asyncio.to_thread(forgetting.forget, here.engines.config, here.clock)
        for line in ("undo that", "what did you say"):
            here.microphone.say(f"hey jarvis {line}")
            await here.ended(len(here.turns) + 1)

    *_, undone, asked = here.hold(script)
    assert MARK not in undone.reply.lower() + asked.reply.lower()
    assert isinstance(here.tier, ScriptedTier)
    assert all(MARK not in line.text for line in here.tier.asked[-1])
    assert here.engines.gate.screen.memory.values == []
    here.engines.writer.flush()
    assert holding(tmp_path) == set()
    assert "zanzibar" not in json.dumps(turns_of(here.engines)).lower()
    assert len(turns_of(here.engines)) == 2


def test_a_turn_that_is_under_way_is_not_kept(tmp_path: Path) -> None:
    here = house(tmp_path)

    async def script(here: House) -> None:
        here.microphone.say("hey jarvis why is the sky blue")
        while not here.tier.asked:
            await here.clock.sleep(0.02)
        await asyncio.to_thread(forgetting.forget, here.engines.config, here.clock)
        await here.ended(1)

    assert isinstance(here.tier, ScriptedTier)
    (turn,) = here.hold(script)
    assert MARK in turn.reply
    assert turns_of(here.engines) == []
    assert here.session.conversation.history.last_reply in ("", None)
    assert holding(tmp_path) == set()


def test_turns_that_wait_to_be_written_while_everything_is_forgotten_are_not_kept(tmp_path: Path) -> None:
    here = Writer(tmp_path, Config().history, True, WallClock())
    here.write(spoken(), begun=here.forgotten)
    here.flush()
    era = here.forgotten
    forgetting.forget(Config(state_dir=tmp_path), WallClock())
    here.write(spoken(), begun=era)
    here.write(spoken(), begun=here.forgotten)
    here.close()
    assert len(turns_in(tmp_path)) == 1


def test_what_cannot_be_forgotten_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody reads the database all the while: what was deleted could still be read in its log."""
    here = Writer(tmp_path, Config().history, True, WallClock())
    here.write(spoken())
    here.close()
    here.write(spoken())
    here.flush()
    monkeypatch.setattr("voice.history.database.WAIT_S", 0.1)
    reader = sqlite3.connect(tmp_path / FILE)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM turns").fetchone()
    with pytest.raises(sqlite3.OperationalError, match="reads it"):
        forgetting.forget(Config(state_dir=tmp_path), WallClock())
    reader.close()
    forgetting.forget(Config(state_dir=tmp_path), WallClock())
    assert holding(tmp_path, "four two") == set()
