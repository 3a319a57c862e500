"""A version on probation: when it goes, when it stays, who decides."""

from collections.abc import Sequence

import pytest

from tests.models.conftest import NAME, files
from tests.models.hub import Hub
from tests.models.test_pull import Progress, held
from voice.models import canary, store
from voice.models.canary import Outcome, decide, record
from voice.models.manifest import Model
from voice.models.pull import Pulled, pull

USUAL = [Outcome(seconds / 100, False) for seconds in range(20, 40)]


def slow(factor: float, turns: int = 10) -> list[Outcome]:
    return [Outcome(outcome.seconds * factor, False) for outcome in USUAL[:: len(USUAL) // turns]]


@pytest.mark.parametrize(
    ("before", "new", "action"),
    [
        (USUAL, [], "wait"),
        (USUAL, slow(1.0)[:9], "wait"),
        (USUAL, slow(1.0), "keep"),
        (USUAL, slow(1.2), "keep"),
        (USUAL, slow(1.4), "roll back"),
        (USUAL, slow(0.5), "keep"),
        (USUAL, [Outcome(0.3, True)], "roll back"),
        (USUAL, [Outcome(9.0, False)], "roll back"),
        (USUAL, [*slow(1.0)[:9], Outcome(0.3, True)], "keep"),
        (USUAL, [*slow(1.0)[:5], Outcome(0.3, True), Outcome(0.3, True)], "roll back"),
        ([Outcome(0.3, number % 2 == 0) for number in range(20)], [Outcome(0.3, True)] * 2, "wait"),
        ([], slow(9.0), "keep"),
        ([], [Outcome(0.3, True)], "roll back"),
    ],
    ids=[
        "nothing known", "not done", "the same", "a little slower", "slower", "faster", "fails at once", "hangs",
        "one failure in ten", "two failures in seven", "fails as ever", "no turns before", "fails, no turns before",
    ],
)  # fmt: skip
def test_what_is_decided(before: Sequence[Outcome], new: Sequence[Outcome], action: str) -> None:
    verdict = decide(before, new, turns=10)
    assert verdict.action == action
    assert verdict.why


def test_one_turn_of_probation_can_pass() -> None:
    assert decide(USUAL, [Outcome(0.3, False)], turns=1).action == "keep"


@pytest.fixture
def versions(model: Model, hub: Hub) -> tuple[Pulled, Pulled]:
    """A version with turns behind it, and a new one on probation for three."""
    before = pull(model, Progress())
    for outcome in USUAL:
        assert record(NAME, before.version, outcome) is None
    hub.commit(model.repository, files(2))
    return before, pull(model, Progress(), canary=3)


def test_the_new_version_serves_its_turns_and_stays(versions: tuple[Pulled, Pulled]) -> None:
    before, new = versions
    assert store.path(NAME) == new.path
    assert [record(NAME, new.version, Outcome(0.3, False)) for _ in range(2)] == [None, None]
    said = record(NAME, new.version, Outcome(0.3, False))
    assert said is not None
    assert "keeps its new version" in said
    assert store.path(NAME) == new.path
    assert (held().canary, held().previous) == (None, before.version)


def test_a_version_that_fails_goes_at_once(versions: tuple[Pulled, Pulled]) -> None:
    before, new = versions
    said = record(NAME, new.version, Outcome(0.3, True))
    assert said is not None
    assert "rolled back" in said
    assert store.path(NAME) == before.path
    assert not new.path.exists()


def test_a_version_that_is_slow_goes_in_the_end(versions: tuple[Pulled, Pulled]) -> None:
    before, new = versions
    said = [record(NAME, new.version, Outcome(0.6, False)) for _ in range(3)]
    assert said[:2] == [None, None]
    assert store.path(NAME) == before.path


def test_turns_of_the_version_before_do_not_count(versions: tuple[Pulled, Pulled]) -> None:
    """An assistant that was started before the pull is still on it."""
    before, new = versions
    for _ in range(5):
        record(NAME, before.version, Outcome(0.3, True))
    assert store.path(NAME) == new.path


def test_turns_of_a_version_that_is_gone_are_dropped(versions: tuple[Pulled, Pulled]) -> None:
    assert record(NAME, "gone", Outcome(0.3, True)) is None
    assert "gone" not in canary.outcomes_in(store.home(NAME) / "outcomes.json")


def test_outcomes_are_bounded(model: Model) -> None:
    only = pull(model, Progress())
    for _ in range(canary.KEPT + 5):
        record(NAME, only.version, Outcome(0.3, False))
    assert len(canary.outcomes_in(store.home(NAME) / "outcomes.json")[only.version]) == canary.KEPT


def test_broken_outcomes_cost_only_the_comparison(versions: tuple[Pulled, Pulled]) -> None:
    new = versions[1]
    (store.home(NAME) / "outcomes.json").write_text("[1]")
    for _ in range(3):
        record(NAME, new.version, Outcome(9.0, False))
    assert store.path(NAME) == new.path


def test_the_first_version_needs_no_probation(model: Model) -> None:
    only = pull(model, Progress(), canary=3)
    assert only.canary == 0
    assert held().current == only.version
