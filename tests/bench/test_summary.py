import pytest

from tests.bench import made
from voice.bench import summary


def test_more_late_turns_than_chance_allows_are_missed_and_a_few_are_unsure() -> None:
    assert summary.judged(summary.count(0, 6)) == "met"
    assert summary.judged(summary.count(1, 30)) == "met"
    assert summary.judged(summary.count(2, 30)) == "unsure"
    assert summary.judged(summary.count(9, 30)) == "missed"


def test_doubtful_turns_are_left_out_where_enough_are_left() -> None:
    slow = [one.model_copy(update={"doubtful": True}) for one in made.turns(1, {"speak": 400.0})[:6]]
    group = made.of([*slow, *made.turns(2)]).group("commands")
    assert group.verdict == "met"
    assert (group.stages["speak"].n, group.stages["speak"].left_out) == (18, 6)


def test_a_stand_in_that_is_late_is_told_and_does_not_decide() -> None:
    found = made.of([*made.turns(1), *made.turns(2, {"answer": 600.0}, group="cloud")])
    assert (found.group("cloud").verdict, found.verdict) == ("missed", "met")


def test_a_busy_machine_changes_no_verdict() -> None:
    for seed in range(10):
        busy = [one.model_copy(update={"doubtful": True, "loop_ms": 6.0}) for one in made.turns(seed, busy=3.0)]
        assert made.of(busy).verdict == "met"
        late = made.turns(seed, {"speak": 300.0}, busy=3.0)
        assert made.of([one.model_copy(update={"doubtful": True, "loop_ms": 6.0}) for one in late]).verdict == "missed"


def test_a_machine_that_may_only_have_been_busy_is_neither_praised_nor_blamed() -> None:
    """It was three times as slow, and late; at its best it would not have been."""
    busy = [one.model_copy(update={"doubtful": True, "loop_ms": 6.0}) for one in made.turns(1, {"speak": 100.0}, busy=3.0)]
    assert made.of(busy).verdict == "unsure"


def test_a_longer_wait_that_the_words_called_for_is_not_late() -> None:
    waits = [made.turn(clip, endpoint=920.0, longer_wait_ms=680.0) for clip in made.CLIPS]
    assert made.of(waits).group("commands").stages["endpoint"].verdict == "met"
    assert made.of([made.turn(clip, endpoint=920.0) for clip in made.CLIPS]).verdict == "missed"


def test_the_cloud_has_its_own_ceiling() -> None:
    far = [made.turn(clip, "cloud", answer=280.0) for clip in made.CLIPS]
    assert made.of(far).group("cloud").verdict == "met"
    near = [made.turn(clip, "commands", answer=280.0) for clip in made.CLIPS]
    assert made.of(near).verdict == "missed"


@pytest.mark.parametrize("name", ["transcribe", "compute"])
def test_every_percentile_is_within_its_interval_and_raw_samples_are_kept(name: str) -> None:
    figures = made.of(made.turns(1)).group("commands").stages[name]
    assert len(figures.samples_ms) == figures.n == 18
    for one in (figures.p50, figures.p90, figures.p95, figures.p99):
        assert one.low <= one.value <= one.high


def test_of_what_was_not_measured_nobody_is_sure() -> None:
    """Nobody woke it; it woke and never spoke; all that was asked was a stand-in; nothing was said to it."""
    deaf = made.deaf(made.turns(1))
    silent = [one.model_copy(update={"stages_ms": one.stages_ms | {"speak": None}}) for one in made.turns(1)]
    others = [one.model_copy(update={"kind": "other"}) for one in made.turns(1)]
    for turns in (deaf, silent, made.turns(1, group="cloud"), [*made.turns(1), *made.deaf(made.turns(2, group="device"))]):
        assert made.of(turns).verdict == "unsure"
    assert made.of([*made.turns(1), *others]).verdict == "met"
    assert summary.verdict(()) == "unsure"
