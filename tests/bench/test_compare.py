from pathlib import Path
from random import Random

import pytest

from tests.bench import made
from voice.bench.compare import compare, runs
from voice.errors import UsageError


def test_ten_milliseconds_more_in_one_stage_are_found_in_nine_of_ten_runs() -> None:
    found = 0
    for seed in range(20):
        before, after = made.of(made.turns(seed)), made.of(made.turns(seed + 100, {"transcribe": 10.0}))
        found += "transcribe" in {one.stage for one in compare([before], [after]).slower}
    assert found >= 18


def test_an_unchanged_tree_is_flagged_in_at_most_one_of_twenty() -> None:
    flagged = sum(
        compare([made.of(made.turns(seed))], [made.of(made.turns(seed + 100))]).regressed for seed in range(40)
    )
    assert flagged <= 2


def test_a_machine_that_was_slower_in_all_is_no_regression() -> None:
    before, after = made.of(made.turns(1)), made.of(made.turns(2, busy=1.6), loop_ms=3.2)
    found = compare([before], [after])
    assert not found.regressed
    assert any("calibration loop" in note for note in found.notes)


def test_a_machine_that_others_used_is_no_regression_and_hides_none() -> None:
    """Its calibration loop may be as quick as ever: it takes two milliseconds."""
    shared = made.of(made.turns(2, busy=1.6))
    shared = shared.model_copy(update={"calibration": shared.calibration.model_copy(update={"others": 0.7})})
    found = compare([made.of(made.turns(1))], [shared])
    assert not found.regressed
    assert "Other programs took 70% of the machine's time: differences of that share are not told." in found.notes
    slower = shared.model_copy(update={"turns": tuple(made.turns(2, {"transcribe": 10.0}, busy=1.6))})
    assert "transcribe" in {one.stage for one in compare([made.of(made.turns(1))], [slower]).slower}


def test_what_is_hidden_in_the_wait_counts() -> None:
    after = [one.model_copy(update={"hidden_ms": {"transcribe": 60.0}}) for one in made.turns(2)]
    assert {one.stage for one in compare([made.of(made.turns(1))], [made.of(after)]).slower} == {"transcribe, hidden"}


def test_ten_milliseconds_that_are_waited_for_are_found_whatever_is_hidden() -> None:
    """Half a second of hidden readings varies by more than that."""
    sides = []
    for seed, more in ((1, 0.0), (2, 10.0)):
        draw = Random(seed)
        turns = made.turns(seed, {"transcribe": more})
        sides.append(made.of([one.model_copy(update={"hidden_ms": {"transcribe": draw.gauss(450, 60)}}) for one in turns]))
    assert "transcribe" in {one.stage for one in compare([sides[0]], [sides[1]]).slower}


def test_runs_that_took_turns_are_paired_run_by_run() -> None:
    """The machine slows down from hour to hour; both sides alike."""
    hours = [f"2026-11-29T{hour}:00:00+00:00" for hour in range(10, 16)]
    found = [made.of(made.turns(n, busy=1 + n / 4), hours[n], loop_ms=2.0) for n in range(6)]
    told = compare(found[::2], found[1::2])
    assert not any("take turns" in note for note in told.notes)
    assert {one.stage for one in told.slower} == set()


def test_faster_is_told_and_is_no_regression() -> None:
    found = compare([made.of(made.turns(1, {"speak": 50.0}))], [made.of(made.turns(2))])
    assert not found.regressed
    assert {"speak", "compute", "voice-to-voice"} == {one.stage for one in found.differences if one.verdict == "faster"}


def test_a_command_that_is_no_longer_understood_is_a_regression() -> None:
    deaf = [one.model_copy(update={"understood": one.clip != made.CLIPS[0]}) for one in made.turns(2)]
    found = compare([made.of(made.turns(1))], [made.of(deaf)])
    assert found.lost == (f"commands: {made.CLIPS[0]}",)
    assert found.regressed


def test_what_was_done_by_others_or_on_one_side_alone_is_told() -> None:
    before = made.of([*made.turns(1), *made.turns(2, group="cloud")])
    real = before.group("cloud").engines[0].model_copy(update={"name": "a model", "kind": "real", "note": ""})
    groups = tuple(one.model_copy(update={"engines": (real,)} if one.name == "cloud" else {}) for one in before.groups)
    found = compare([before], [before.model_copy(update={"groups": groups})])
    assert "cloud, answer: stand-in, a stand-in (a server that waits 180 ms) before, a model after." in found.notes
    assert "Measured only before, and not compared: cloud." in compare([before], [made.of(made.turns(1))]).notes


def test_other_sentences_are_not_compared() -> None:
    with pytest.raises(UsageError, match="other sentences"):
        compare([made.of(made.turns(1))], [made.of(made.turns(1), digest="other")])


@pytest.mark.parametrize("text", ["", "[]", "{}", "no json", '{"version": 2}', "\x00"])
def test_what_is_no_result_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "result.json").write_text(text)
    with pytest.raises(UsageError, match=r"result\.json"):
        runs(tmp_path / "result.json")
    with pytest.raises(UsageError):
        runs(tmp_path / "absent.json")


def test_a_question_that_is_no_longer_answered_is_a_regression() -> None:
    questions = [one.model_copy(update={"kind": "question", "understood": None}) for one in made.turns(1, group="cloud")]
    silent = [one.model_copy(update={"kind": "question"}) for one in made.deaf(questions)]
    found = compare([made.of([*made.turns(1), *questions])], [made.of([*made.turns(1), *silent])])
    assert len(found.lost) == len(made.CLIPS)
    assert found.regressed


def test_what_nobody_wakes_any_more_is_a_regression_and_no_wrong_use() -> None:
    commands = [one.model_copy(update={"understood": False}) for one in made.deaf(made.turns(2))]
    assert compare([made.of(made.turns(1))], [made.of(commands)]).regressed


def test_results_with_nothing_in_common_are_not_the_same() -> None:
    with pytest.raises(UsageError, match="nothing in common"):
        compare([made.of(made.turns(1))], [made.of(made.turns(2, group="mine"))])


@pytest.mark.parametrize("least_ms", [float("nan"), float("inf"), -1.0])
def test_a_threshold_that_would_let_everything_pass_is_refused(least_ms: float) -> None:
    with pytest.raises(UsageError, match="no difference"):
        compare([made.of(made.turns(1))], [made.of(made.turns(2, {"speak": 90.0}))], least_ms)


def test_what_is_not_real_on_either_side_is_told() -> None:
    both = [*made.turns(1), *made.turns(2, group="cloud")]
    assert "cloud: answer by a stand-in, which is not real." in compare([made.of(both)], [made.of(both)]).notes
