"""What one `voice serve` carries and withstands: the soak in small, the fleet, and how a turn is judged."""

import argparse
import json
import sys
from pathlib import Path
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest

from benchmarks.service import capacity, fleet, soak
from benchmarks.service.fleet import Figures, Replicas
from benchmarks.service.place import Place, Turn
from benchmarks.service.server import Held
from voice.serve import protocol
from voice.serve.screen_messages import Stage

STAGES = (
    Stage(stage="endpoint", ms=240, hidden_ms=0, allowed_ms=300, verdict="met"),
    Stage(stage="transcribe", ms=0, hidden_ms=30, allowed_ms=50, verdict="met"),
)
SAID = SimpleNamespace(id="time", skill="time", speech=(0.6, 2.0))


def heard_at(tmp_path: Path, first: float | None, by: str = "time", heard: float = 100.3) -> Turn:
    """A turn whose last word was said at 100 s, and whose reply began at `first`."""
    place = Place("room", "http://127.0.0.1:1", tmp_path)
    answered = protocol.Answered(
        id="1", heard="", reply="It's noon.", by=by, reason="", interrupted=False, voice_to_voice_ms=None, verdict=None,
        error=None, stages=STAGES, allowed_ms=200,
    )  # fmt: skip
    place.told += [(heard, protocol.Heard(text="")), (102.0, answered)]
    place.ear.first = first
    return place._judged(SAID, 100.0)  # type: ignore[arg-type]


def test_a_turn_is_judged_by_what_was_heard_at_the_satellite(tmp_path: Path) -> None:
    met = heard_at(tmp_path, 100.45)
    assert (round(met.waited_ms or 0), met.allowed_ms, met.over, met.wrong, met.cut_off) == (450, 500, False, False, False)
    assert met.stages_ms == {"endpoint": 240, "transcribe": 30}
    assert heard_at(tmp_path, 100.51).over
    assert heard_at(tmp_path, 100.4, by="date").wrong
    cut_off = heard_at(tmp_path, 100.4, heard=99.2)
    assert (cut_off.cut_off, cut_off.waited_ms, cut_off.over) == (True, None, True)
    silent = heard_at(tmp_path, None)
    assert (silent.waited_ms, silent.cut_off, silent.over) == (None, False, True)


def test_a_step_adds_what_each_satellite_adds() -> None:
    assert capacity.slope([1, 2, 4], [103, 106, 112]) == 3.0
    assert capacity.slope([2, 2], [103, 106]) is None


def test_what_grows_is_a_fault() -> None:
    assert soak.grown(Held(100, 7, 20), Held(110, 8, 22)) == []
    grown = soak.grown(Held(100, 7, 20), Held(200, 30, 90))
    assert [fault.split()[0] for fault in grown] == ["mb", "threads", "handles"]


# the fleet


def asked(*given: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    fleet.arguments(parser)
    return fleet.run(parser.parse_args(given))


def test_replicas_take_one_request_at_a_time_in_order() -> None:
    one, two = Replicas(1), Replicas(2)
    assert [one.done_at(at, 100) for at in (0, 10, 250)] == [100, 200, 350]
    assert [two.done_at(at, 100) for at in (0, 10, 20, 250)] == [100, 110, 200, 350]


def test_a_fleet_needs_more_than_its_load_and_fewer_than_one_each() -> None:
    small, large = asked("--kiosks", "2000", "--minutes", "5"), asked("--kiosks", "10000", "--minutes", "5")
    load = 10_000 * 6 / 3600 * fleet.READINGS * 0.247
    assert load < large["replicas"]["transcribe"] < 3 * load
    assert small["replicas"]["transcribe"] < large["replicas"]["transcribe"]
    assert large["past_budget"] <= 0.05
    assert large == asked("--kiosks", "10000", "--minutes", "5")
    assert asked("--kiosks", "10000", "--minutes", "5", "--faster", "4")["replicas"]["transcribe"] < load


def test_engines_that_are_too_slow_for_anybody_are_said_to_be(tmp_path: Path) -> None:
    file = tmp_path / "measured.json"
    file.write_text(json.dumps({"engines": {"slow": {"distributions_ms": {"speak": [900, 1000, 1100]}}}}))
    assert asked("--measured", str(file), "--minutes", "1")["replicas"] is None


def test_figures_are_drawn_between_what_was_measured() -> None:
    drawn = sorted(Figures({"speak": [10, 20, 100]}, 200).draw("speak", Random(1)) for _ in range(100))
    chance = Random(1)
    many = [Figures({"speak": [10, 20, 100]}, 200).draw("speak", chance) for _ in range(2000)]
    assert set(drawn) == {drawn[0]}
    assert 10 <= min(many) < 11
    assert 35 < sum(many) / len(many) < 40


# the soak


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="reads what processes hold from /proc")
def test_half_a_minute_of_harm_loses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soak, "SETTLES_S", 7.0)
    parser = argparse.ArgumentParser()
    soak.arguments(parser)
    found = soak.run(parser.parse_args(["--minutes", "0.5", "--every", "0.5"]))
    assert found["faults"] == []
    assert found["answered"]
    assert sum(found["harms"].values()) > 20
    assert found["promised"]["timers"]
    assert found["promised"]["announcements"]
