"""What the listening benchmark counts as understood, as cut off and as a percentile."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pytest

from benchmarks.corpora import Clip
from benchmarks.listening import tables
from benchmarks.listening.commands import accuracy, exact, false_accepts, same, stages
from benchmarks.listening.endpoint import Ended, adaptive, summary
from benchmarks.listening.figures import machine, percentiles, share
from benchmarks.listening.turns import Outcome
from voice.messages import Route, SpeechEnded, Transcript
from voice.trace import Marks, TurnTrace


def clip(
    skill: str | None = "timer_set", slots: Mapping[str, Any] | None = None, kind: str = "command"
) -> Clip:
    return Clip(
        samples=np.zeros(16_000, np.int16),
        text="set a timer for ten minutes",
        voice="somebody",
        condition="clean",
        skill=skill,
        slots=dict(slots or {"seconds": 600}),
        wake_end=None,
        split="tune",
        kind=kind,
        id="clip",
        family="family",
        phrase=None,
        speech=(1.0, 3.0),
        pause=None,
    )


def turn(skill: str | None, slots: Mapping[str, Any]) -> TurnTrace:
    marks = Marks(last_voice=3.0, endpoint=3.3, transcribed=3.31, routed=3.311, answer_first_token=3.312)
    marks.speech_first_audio = 3.32
    return TurnTrace(
        time=datetime(2026, 1, 1),
        source="test",
        marks=marks,
        transcript=Transcript("words", 0.9, skill is not None, "grammar"),
        route=Route("skill" if skill else "cloud", "", skill, slots),
    )


def test_a_command_is_understood_when_one_turn_has_its_skill_and_slots() -> None:
    right = turn("timer_set", {"seconds": 600})
    assert exact(clip(), Outcome(clip(), turns=[right]))
    assert not exact(clip(), Outcome(clip(), turns=[]))
    assert not exact(clip(), Outcome(clip(), turns=[right, right]))
    assert not exact(clip(), Outcome(clip(), turns=[turn("timer_set", {"seconds": 60})]))
    assert not exact(clip(), Outcome(clip(), turns=[turn("alarm_set", {"seconds": 600})]))
    assert not exact(clip(), Outcome(clip(), turns=[turn(None, {})]))


@pytest.mark.parametrize(
    ("expected", "found", "equal"),
    [
        ({"value": 16.09}, {"value": 16.09344}, True),
        ({"value": 16.09}, {"value": 16.5}, False),
        ({"value": 4}, {"value": 4.0}, True),
        ({"all": True}, {"all": 1.5}, False),
        ({"state": "on"}, {"state": "on", "room": "kitchen"}, False),
        ({"name": "tea"}, {"name": "pasta"}, False),
        ({"value": 5}, {"value": "five"}, False),
    ],
)
def test_slots_are_the_same_within_rounding(
    expected: dict[str, Any], found: dict[str, Any], equal: bool
) -> None:
    assert same(expected, found) is equal


def test_accuracy_says_what_the_misses_became() -> None:
    outcomes = [
        Outcome(clip(), turns=[turn("timer_set", {"seconds": 600})]),
        Outcome(clip(), turns=[turn("timer_set", {"seconds": 60})]),
        Outcome(clip(), turns=[turn(None, {})]),
    ]
    found = accuracy(outcomes)
    assert (found["exact"]["hits"], found["exact"]["n"]) == (1, 3)
    assert found["errors"] == {"wrong slots": 1, "no skill": 1}
    assert found["by_voice"]["somebody"]["n"] == 3
    assert [miss["slots"] for miss in found["misses"]] == [{"seconds": 60}, {}]


def test_other_speech_is_accepted_when_a_skill_took_it() -> None:
    other = clip(skill=None, slots={}, kind="other")
    found = false_accepts([Outcome(other, turns=[turn("stop", {})]), Outcome(other, turns=[turn(None, {})])])
    assert found["taken"]["percent"] == 50
    assert found["by_skill"] == {"stop": 1}


def test_stage_times_stand_beside_the_error_rate() -> None:
    found = stages([Outcome(clip(), turns=[turn("timer_set", {"seconds": 60})])])
    assert found["endpoint_to_first_sample"]["p50"] == pytest.approx(20)
    assert found["transcribe"]["n"] == 1
    assert found["wake"]["n"] == 0
    assert found["not_exact"]["percent"] == 100


def ended(*times: float) -> Ended:
    return Ended.of(clip(), [SpeechEnded(time, time - 0.3, "complete") for time in times])


def test_a_cut_off_is_an_end_before_the_speech_ends() -> None:
    assert ended(2.0).cut_off
    assert ended(2.0, 3.5).cut_off
    assert not ended(2.95).cut_off
    late = ended(0.5, 3.4)
    assert not late.cut_off
    assert late.wait_ms == pytest.approx(400)
    assert ended().wait_ms is None


def test_percentiles_and_shares_carry_their_n() -> None:
    assert percentiles([3.0, None, 1.0, 2.0]) == {"n": 3, "p50": 2.0, "p95": 2.9, "p99": 2.98, "max": 3.0}
    assert percentiles([])["p50"] is None
    found = share(99, 100)
    assert found["percent"] == 99
    assert found["interval"][0] == pytest.approx(94.55, abs=0.05)
    assert found["interval"][1] == pytest.approx(99.82, abs=0.05)


def test_the_tables_show_what_was_measured(capsys: pytest.CaptureFixture[str]) -> None:
    outcomes = [Outcome(clip(), turns=[turn("timer_set", {"seconds": 600})])] * 3
    understood = accuracy(outcomes)
    tables.show(
        {
            "machine": machine(),
            "split": "tune",
            "size": "small",
            "warm": "engines loaded",
            "commands": {
                "without_wake_word": understood,
                "after_wake_word": understood,
                "with_pause": accuracy([]),
                "other_speech": false_accepts([]),
                "stages_ms": stages(outcomes),
            },
            "endpoint": {
                "fixed": [{"wait_ms": 500, **summary([ended(3.4)])}],
                "adaptive": adaptive(outcomes),
            },
            "cpu": {"silence": {"what": "a quiet room", "seconds": 1, "gated": 0.5, "ungated": 4.0}},
        }
    )
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "100.0% of 3" in shown.err
    assert "voice activity alone, 500 ms" in shown.err
    assert "400.0 / 400.0 (n=1)" in shown.err
    assert "a quiet room" in shown.err
