"""Conversations with nothing real below them are recorded, and come out of the recording again."""

import json
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.house import undecided
from tests.recorded.fast import FastWall, Pacing, record
from voice import errors
from voice.answer.cache import AnswerCache
from voice.answer.tier_pool import TierPool
from voice.clock import WallClock
from voice.config import Config
from voice.engines import Ears, Engines, Voices
from voice.errors import TierError, WithheldError
from voice.events import Ringing, TurnEnded
from voice.messages import ToolCall
from voice.recorded.changes import difference, turns
from voice.recorded.session import ended, replayed, written_events
from voice.recorded.settings import restored
from voice.recorded.tape import Record
from voice.recorded.vocabulary import known
from voice.recorded.wordless import LETTERS, report
from voice.testing import (
    FakeActivity,
    FakeMicrophone,
    FakeRecogniser,
    FakeVoice,
    FakeWakeModel,
    Piece,
    ScriptedTier,
    Vocabulary,
)

pytestmark = pytest.mark.slow

PACE = 20.0

CLOUD = {"name": "cloud", "where": "cloud", "base_url": "http://nowhere", "model": "m", "tools": True, "trusted": True}
DEVICE = {"name": "device", "where": "device", "base_url": "http://localhost:1", "model": "m"}

COMMANDS = ("set a timer for ten minutes", "set a timer for one second", "stop")

LONG = "A long answer. It goes on for a while. Then it goes on. And it goes on once more, with more words than before."

Script = Callable[[FakeMicrophone], None]


def say(*parts: str | float) -> Script:
    """A script of words, and of pauses in seconds."""

    def play(microphone: FakeMicrophone) -> None:
        for part in parts:
            if isinstance(part, str):
                microphone.say(part)
            else:
                microphone.pause(part)
        microphone.hang_up()

    return play


class LateVoice(FakeVoice):
    """Takes its time, a different one for each chunk."""

    def __init__(self, wall: WallClock) -> None:
        self._wall = wall
        self._random = random.Random(1)

    async def synthesise(self, text: str) -> Any:
        async for chunk in super().synthesise(text):
            await self._wall.sleep(self._random.uniform(0.01, 0.3))
            yield chunk


def taken(
    folder: Path,
    script: Script,
    pieces: Sequence[Piece | list[Piece]] = ("Yes.",),
    settings: dict[str, Any] | None = None,
    fails: str = "",
    needs_wake: bool = True,
    limit_mb: float = 100.0,
) -> list[Any]:
    """Record a conversation into a folder; what happened in it."""
    wall, vocabulary = FastWall(PACE), Vocabulary()
    microphone = FakeMicrophone(Pacing(wall), vocabulary)
    config = Config(**{"state_dir": folder.parent / "own", "tiers": (CLOUD, DEVICE)} | (settings or {}))

    async def made() -> Engines:
        engines = Engines(config, wall, print)
        await engines.load()
        engines.skills.compile()  # at this pace a second of it would be most of the conversation
        recogniser = FakeRecogniser(vocabulary, COMMANDS, fails)
        engines.ears = Ears(recogniser, FakeWakeModel(vocabulary), FakeActivity, whole=undecided)  # type: ignore[arg-type]
        engines.voices = Voices(LateVoice(wall))
        tiers = {tier.name: ScriptedTier(tier.name, *pieces, clock=wall) for tier in config.tiers}
        engines.pool = TierPool(tiers, wall, AnswerCache(wall, 0.0), tools=engines.skills.tools)
        script(microphone)
        return engines

    return record(folder, wall, made, microphone, limit_mb, needs_wake)


def differs(folder: Path) -> str | None:
    """The first difference between a recording and its replay."""
    kept = Record(folder)
    with restored(kept) as config:
        _, events = replayed(kept, config)
    return difference(written_events(kept), events, ended(kept))


QUESTION = ("jarvis why is the sky blue", 3.0)



@pytest.mark.parametrize(
    ("script", "options"),
    [
        pytest.param(say("jarvis set a timer for ten minutes", 3.0), {}, id="skill"),
        pytest.param(say(*QUESTION), {}, id="tier"),
        pytest.param(say(*QUESTION), {"pieces": ("One. ", 0.4, "Two. ", 0.2, "Three.")}, id="tier that is slow"),
        pytest.param(say(*QUESTION), {"pieces": (1.5, "At last.")}, id="filler"),
        pytest.param(say(*QUESTION), {"pieces": (TierError("it is down"),)}, id="tier that fails"),
        pytest.param(say(*QUESTION), {"pieces": ("Half. ", TierError("it broke off"))}, id="tier that breaks off"),
        pytest.param(say(*QUESTION), {"pieces": (WithheldError.private(["pin"]),)}, id="tier that is told nothing"),
        pytest.param(
            say(*QUESTION),
            {"pieces": ([ToolCall("1", "timer_set", '{"seconds": 60}')], ["It is set."])},
            id="tier that calls a skill",
        ),
        pytest.param(say("jarvis why is it so", 1.5, "jarvis stop", 3.0), {"pieces": (LONG,)}, id="interrupted"),
        pytest.param(say("jarvis why", 0.3, "jarvis stop", 3.0), {"pieces": (0.5, LONG)}, id="two wakes"),
        pytest.param(say("jarvis", 7.0), {}, id="silence"),
        pytest.param(say("why is the sky blue", 3.0), {"needs_wake": False}, id="open floor"),
        pytest.param(say(*QUESTION), {"fails": "finish"}, id="recogniser that dies"),
        pytest.param(say(*QUESTION), {"fails": "open"}, id="recogniser that does not open"),
        pytest.param(say(*QUESTION * 3), {"pieces": (0.2, "Yes."), "settings": {"answer": {"hedge": "always"}}}, id="hedged"),
        pytest.param(say("jarvis set a timer for one second", 6.0, "jarvis stop", 3.0), {}, id="ring"),
    ],
)  # fmt: skip
def test_a_conversation_comes_out_of_its_recording_bit_for_bit_and_out_of_its_report_without_words(
    script: Script, options: dict[str, Any], tmp_path: Path
) -> None:
    told = taken(tmp_path / "kept", script, **options)
    assert any(isinstance(event, TurnEnded) for event in told)
    assert differs(tmp_path / "kept") is None
    assert len(written_events(Record(tmp_path / "kept"))) == len(told)
    assert report(Record(tmp_path / "kept"), tmp_path / "report") is None
    assert [event["event"] for _, event in written_events(Record(tmp_path / "report"))] == [type(one).__name__ for one in told]


def test_a_ring_comes_out_of_its_recording_though_no_timer_is_there(tmp_path: Path) -> None:
    told = taken(tmp_path / "kept", say("jarvis set a timer for one second", 6.0, "jarvis stop", 3.0))
    assert any(isinstance(event, Ringing) for event in told)
    assert differs(tmp_path / "kept") is None


@pytest.mark.parametrize("change", [("reply", "Yes."), ("endpoint", 0.8)])
def test_another_event_is_told(change: tuple[str, Any], tmp_path: Path) -> None:
    taken(tmp_path / "kept", say(*QUESTION))
    tape = tmp_path / "kept" / "tape.jsonl"
    lines = [json.loads(line) for line in tape.read_text().splitlines()]
    (ending,) = (line for line in lines if line[0] == "event" and line[2]["event"] == "TurnEnded")
    ending[2][change[0]] = "something else"
    tape.write_text("".join(json.dumps(line) + "\n" for line in lines))
    told = differs(tmp_path / "kept")
    assert told
    assert "TurnEnded" in told
    assert "something else" in told


def test_another_wait_is_seen_in_the_turn(tmp_path: Path) -> None:
    taken(tmp_path / "kept", say(*QUESTION), ("One. ", 0.4, "Two."), {"answer": {"bridge_ms": 0}})
    kept = Record(tmp_path / "kept")
    with restored(kept, ["endpoint.default_ms=1500"]) as config:
        _, events = replayed(kept, config, 10.0)
    (pair,) = turns(written_events(kept), events)
    assert pair.now
    waits = pair.before["stages_ms"].pop("endpoint"), pair.now["stages_ms"].pop("endpoint")
    assert waits[1] >= max(1500, waits[0] + 300)
    assert pair.now["stages_ms"] == pytest.approx(pair.before["stages_ms"], abs=0.01), "the engines take as long as they did"
    assert pair.before
    assert pair.now["reply"] == pair.before["reply"] == "One. Two."


def test_a_recording_ends_at_its_limit_and_the_conversation_goes_on(tmp_path: Path) -> None:
    told = taken(tmp_path / "kept", say(*QUESTION), limit_mb=0.02)
    (warning,) = (event for event in told if isinstance(event, str))
    assert "listen.record_mb = 0.02" in warning
    assert any(isinstance(event, TurnEnded) for event in told)
    assert sum(file.stat().st_size for file in (tmp_path / "kept").iterdir()) < 40_000
    assert differs(tmp_path / "kept") is None


def test_a_recording_is_its_owners_alone_and_holds_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUD_KEY", "sk-secret1")
    tier = CLOUD | {"base_url": "https://me:secret2@nowhere.example/v1?key=secret3", "key_env": "CLOUD_KEY"}
    home = {"url": "http://user:secret4@home.example:8123/?token=secret5"}
    taken(tmp_path / "kept", say(*QUESTION), settings={"tiers": (tier,), "home": home})
    files = [file for file in (tmp_path / "kept").rglob("*") if file.is_file()]
    assert files
    assert not any(b"secret" in file.read_bytes() for file in files)
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert {folder.stat().st_mode & 0o777 for folder in (tmp_path / "kept", tmp_path / "kept" / "state")} == {0o700}
    assert differs(tmp_path / "kept") is None


SECRETS = ("grandmother", "zeppelin", "paris", "umbrella", "broccoli", "clinic", "secret", "jarvis", "violet")


def test_a_report_holds_no_word_and_no_sound(tmp_path: Path) -> None:
    tier = CLOUD | {"name": "violet", "base_url": "http://secret.example", "residency": "paris"}
    settings = {"tiers": (tier, DEVICE), "skills": {"rooms": ("umbrella room",)}, "wake": {"phrases": ("hey_jarvis",)}}
    asked = "jarvis remind me in ten minutes to call grandmother", 6.0, "jarvis why is the zeppelin in Paris", 6.0, *QUESTION
    call = ToolCall("1", "timer_set", '{"seconds": 60, "name": "broccoli"}')
    taken(tmp_path / "kept", say(*asked), ([call], ["The clinic is shut. ", TierError("no clinic")]), settings)
    there = b"".join(file.read_bytes() for file in (tmp_path / "kept").rglob("*") if file.is_file()).lower()
    assert [word for word in SECRETS if word.encode() not in there] == []
    report(Record(tmp_path / "kept"), tmp_path / "report")
    files = [file for file in (tmp_path / "report").rglob("*") if file.is_file()]
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    assert [file.name for file in files if file.suffix == ".pcm" and file.stat().st_size] == []
    for file in files:
        assert [word for word in SECRETS if word.encode() in file.read_bytes().lower()] == []
    ours = {*known(), *vars(errors), "2000-01-01T00:00:00+00:00", "tier1"}
    for line in Record(tmp_path / "report").lines:
        if line[0] != "kind":
            texts = _texts(line[1:] if line[0] in ("event", "end") else line[3:])
            rest = [text.lower().translate(MEANINGLESS) for text in texts if text not in ours]
            assert [text for text in rest if re.search("[a-z]", text)] == [], line


MEANINGLESS = str.maketrans("", "", LETTERS)


def _texts(value: Any) -> list[str]:
    """Every text in a line."""
    match value:
        case str():
            return [value]
        case dict():
            return _texts(list(value.values()))
        case list():
            return [text for one in value for text in _texts(one)]
    return []
