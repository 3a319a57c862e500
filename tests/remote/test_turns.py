"""Turns with engines elsewhere: what a voice that is not trusted says, and what the trace tells of an engine that stood in."""

from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.house import House
from tests.speak.test_turn import Recorded
from voice.config import Speak, Transcribe
from voice.events import Warned
from voice.messages import Samples, Transcript
from voice.serve.metrics import Metrics
from voice.testing import FakeRecogniser, ScriptedTier

AWAY = "http://speech.example.com/v1"


def said(tmp_path: Path, *lines: str, commands: tuple[str, ...] = ()) -> tuple[list[str], list[str]]:
    """What a voice that is not trusted says, and what the spare one says for it."""
    house = House(tmp_path, ScriptedTier("cloud", "Because of the sun."), commands=commands)
    strange, spare = Recorded(), Recorded()
    house.speak_with(strange, spare, strange=True)
    house.says(*lines)
    return strange.said, spare.said


@pytest.mark.parametrize("line", ["why is the sky blue", "what time is it"])
def test_a_voice_that_is_not_trusted_says_what_anybody_may_know(tmp_path: Path, line: str) -> None:
    strange, spare = said(tmp_path, f"hey jarvis {line}", commands=("what time is it",))
    assert strange
    assert spare == []


@pytest.mark.parametrize(
    "lines",
    [
        ("set a pasta timer for ten minutes",),
        ("put milk on the shopping list",),
        ("my phone number is oh double seven double oh nine hundred one two three",),
        ("my name is john smith and i have diabetes", "why is the sky blue"),
    ],
)
def test_it_says_nothing_of_the_home_or_of_somebody(tmp_path: Path, lines: tuple[str, ...]) -> None:
    commands = ("set a pasta timer for ten minutes", "put milk on the shopping list")
    strange, spare = said(tmp_path, *[f"hey jarvis {line}" for line in lines], commands=commands)
    assert strange == []
    assert len(spare) >= len(lines)


def test_what_rings_is_said_at_home(tmp_path: Path) -> None:
    house = House(tmp_path, commands=("set a timer for one minute",))
    strange, spare = Recorded(), Recorded()
    house.speak_with(strange, spare, strange=True)

    async def script(house: House) -> None:
        house.microphone.say("hey jarvis set a timer for one minute")
        house.microphone.pause(90)
        await house.clock.sleep(80)

    house.hold(script)
    assert any("timer" in text.lower() for text in spare.said)
    assert strange.said == ["Timer set for one minute."]  # which tells nothing of the home


def test_the_trace_tells_why_the_spare_voice_spoke(tmp_path: Path) -> None:
    house = House(tmp_path, commands=("put milk on the shopping list",))
    house.speak_with(Recorded(), Recorded(), strange=True)
    (turn,) = house.says("hey jarvis put milk on the shopping list")
    (action,) = turn.actions
    assert (action["action"], action["stage"]) == ("second_voice", "speak")
    assert "not trusted" in action["why"]
    assert [event for event in house.events if isinstance(event, Warned)]


class StoodIn(FakeRecogniser):
    """What an engine here read in the place of one elsewhere."""

    def words(self, samples: Samples) -> Transcript:
        return replace(super().words(samples), note="the service is down", instead_of="remote")


def test_an_engine_that_stood_in_is_in_the_trace_and_the_metrics(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.hear_with(StoodIn(house.vocabulary, ("what time is it",)))
    (turn,) = house.says("hey jarvis what time is it")
    assert turn.reply == "It's noon."
    (action,) = turn.actions
    assert (action["action"], action["stage"]) == ("read_here", "transcribe")
    assert "the service is down" in action["why"]
    metrics = Metrics(house.engines.config.budget)
    metrics.turn(turn)
    assert b'voice_actions_total{action="read_here"} 1.0' in metrics.text()


def test_the_settings_keep_sound_from_strangers() -> None:
    with pytest.raises(ValidationError, match="private"):
        Transcribe(engine="remote", url=AWAY)
    assert Transcribe(engine="remote", url=AWAY, trusted=True).is_elsewhere
    assert not Transcribe(engine="remote", url="http://nas.local:8379/v1").is_strange
    assert Speak(engine="remote", url=AWAY).is_strange
    with pytest.raises(ValidationError, match="private"):
        Speak(engine="wyoming", url="tcp://speech.example.com:10200")


@pytest.mark.parametrize(
    ("engine", "url"),
    [("remote", None), ("remote", "tcp://nas.local:10300"), ("wyoming", "http://nas.local/v1"), ("wyoming", None)],
)
def test_each_engine_has_a_url_of_its_kind(engine: str, url: str | None) -> None:
    for section in (Transcribe, Speak):
        with pytest.raises(ValidationError, match="needs the url"):
            section(engine=engine, url=url)  # type: ignore[arg-type]


@pytest.mark.parametrize("url", ["ftp://nas.local/v1", "nas.local:8379", "http://", "tcp://nas.local", "http://a b/"])
def test_what_is_no_url_is_refused(url: str) -> None:
    with pytest.raises(ValidationError, match="not a"):
        Speak(engine="remote", url=url)
