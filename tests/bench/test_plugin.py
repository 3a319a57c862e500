"""The fixture `voice_budget`, in tests that are run inside these."""

import json
from pathlib import Path

import pytest

from tests.bench import made

pytest_plugins = "pytester"

TESTS = """
    import pytest

    def test_met(voice_budget):
        voice_budget.assert_met("quick.json")

    def test_met_by_traces(voice_budget):
        voice_budget.assert_met("traces.jsonl")

    def test_missed(voice_budget):
        voice_budget.assert_met("slow.json")

    def test_met_where_only_the_machine_was_slow(voice_budget):
        voice_budget.assert_met("busy.json")
        voice_budget.assert_met("busy.json", compute_device=100)

    def test_missed_by_a_ceiling_of_ones_own(voice_budget):
        voice_budget.assert_met("quick.json", compute_device=5)

    def test_missed_by_traces(voice_budget):
        voice_budget.assert_met("traces.jsonl", compute_device=5)

    def test_no_slower(voice_budget):
        voice_budget.assert_no_slower("quick.json", than="quick.json")

    def test_slower(voice_budget):
        voice_budget.assert_no_slower("slow.json", than="quick.json")

    def test_what_was_never_measured_is_not_met(voice_budget):
        for source, ceilings in (("deaf.json", {}), ("quick.json", {"answer_cloud": 9}), ("traces.jsonl", {"answer_cloud": 9})):
            with pytest.raises(AssertionError, match="never measured"):
                voice_budget.assert_met(source, **ceilings)
        with pytest.raises(AssertionError, match="nothing real"):
            voice_budget.assert_met("stand-in.json")

    def test_a_ceiling_that_is_no_number(voice_budget):
        for ceiling in (float("nan"), float("inf"), "150 ms"):
            with pytest.raises(TypeError, match="compute_device takes milliseconds"):
                voice_budget.assert_met("quick.json", compute_device=ceiling)

    def test_a_misspelt_ceiling(voice_budget):
        with pytest.raises(TypeError, match="no allocation of the budget is called computes"):
            voice_budget.assert_met("quick.json", computes=5)
"""


def test_others_assert_the_budget_in_their_tests(pytester: pytest.Pytester, tmp_path: Path) -> None:
    trace = {"stages_ms": made.BASE, "voice_to_voice_ms": 240.0, "route": {"tier": "skill"}, "answered_by": "time"}
    (pytester.path / "quick.json").write_text(made.of(made.turns(1)).model_dump_json())
    (pytester.path / "slow.json").write_text(made.of(made.turns(2, {"speak": 400.0})).model_dump_json())
    busy = [one.model_copy(update={"doubtful": True, "loop_ms": 24.0}) for one in made.turns(1, busy=12.0)]
    (pytester.path / "busy.json").write_text(made.of(busy).model_dump_json())
    (pytester.path / "deaf.json").write_text(made.of(made.deaf(made.turns(1))).model_dump_json())
    (pytester.path / "stand-in.json").write_text(made.of(made.turns(1, group="cloud")).model_dump_json())
    (pytester.path / "traces.jsonl").write_text((json.dumps(trace) + "\n") * 20)
    pytester.makepyfile(TESTS)
    plugins = "no:voice-budget", "voice.bench.plugin", "no:xdist", "no:cacheprovider"
    done = pytester.runpytest_inprocess(*(part for plugin in plugins for part in ("-p", plugin)))
    done.assert_outcomes(passed=7, failed=4)
    missed = "*slow.json: the latency budget was missed: commands, compute: p95 * of 200 ms, 18 of 18 turns*"
    done.stdout.fnmatch_lines([missed])
    done.stdout.fnmatch_lines(["*slow.json: Slower than the baseline: commands, speak (+*"])


def test_the_plugin_is_announced_and_its_import_loads_nothing_else() -> None:
    import subprocess
    import sys
    import tomllib

    from tests.documents import ROOT

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"voice-budget": "voice.bench.plugin"}
    code = "import sys, voice.bench.plugin; print(sorted({'numpy', 'pydantic', 'psutil', 'rich'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
