"""Versions that are here: list, verify, rollback, prune."""

import pytest

from tests.models.conftest import NAME, files
from tests.models.hub import Hub
from tests.models.test_pull import Progress, content, held, wanted
from voice.errors import ModelError
from voice.models import store, versions
from voice.models.manifest import Model, shipped
from voice.models.pull import Pulled, pull


@pytest.fixture
def two(model: Model, hub: Hub) -> tuple[Pulled, Pulled]:
    """Two versions, of which the second serves."""
    first = pull(model, Progress())
    hub.commit(model.repository, files(2))
    return first, pull(model, Progress(), update=True)


def test_what_is_here_is_listed(model: Model) -> None:
    before = {here.model.name: here.size for here in versions.listed(shipped())}
    assert set(before) == {model.name for model in shipped().model}
    assert set(before.values()) == {0}
    pull(model, Progress())
    after = {here.model.name: here.size for here in versions.listed(shipped())}
    assert after[NAME] == sum(map(len, wanted(1).values()))


def test_the_version_before_serves_again(model: Model, two: tuple[Pulled, Pulled]) -> None:
    first, second = two
    assert versions.rollback(model) == first.version
    assert content(store.path(NAME)) == wanted(1)
    assert versions.rollback(model) == second.version, "and forth again"


def test_a_rollback_ends_a_canary(model: Model, two: tuple[Pulled, Pulled], hub: Hub) -> None:
    hub.commit(model.repository, files(3))
    canary = pull(model, Progress(), canary=5)
    assert store.path(NAME) == canary.path
    versions.rollback(model)
    assert store.path(NAME) == two[1].path
    assert held().previous == two[0].version, "the version kept for rollback is still the same"
    assert not canary.path.exists()


def test_there_may_be_nothing_to_go_back_to(model: Model) -> None:
    with pytest.raises(ModelError, match="no earlier version"):
        versions.rollback(model)
    only = pull(model, Progress())
    with pytest.raises(ModelError, match="no earlier version"):
        versions.rollback(model)
    assert store.path(NAME) == only.path


def test_nothing_goes_back_to_a_damaged_version(model: Model, two: tuple[Pulled, Pulled]) -> None:
    (two[0].path / "model.bin").unlink()
    with pytest.raises(ModelError, match=r"damaged: model\.bin"):
        versions.rollback(model)
    assert store.path(NAME) == two[1].path


def test_damage_is_found(model: Model, two: tuple[Pulled, Pulled]) -> None:
    assert versions.verify(model) == []
    weights = two[1].path / "model.bin"
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    (two[0].path / "model.bin").unlink()
    assert versions.verify(model) == [f"versions/{version}/model.bin" for version in (two[1].version, two[0].version)]


def test_what_is_not_here_cannot_be_verified(model: Model) -> None:
    with pytest.raises(ModelError, match="not here"):
        versions.verify(model)


def test_pruning_removes_what_a_pull_left(model: Model, two: tuple[Pulled, Pulled], hub: Hub) -> None:
    hub.commit(model.repository, files(3))
    hub.faults.cut["model.bin"] = [1_000_000] + [0] * 10
    with pytest.raises(ModelError):
        pull(model, Progress(), update=True)
    assert versions.prune(model) == 1_000_000, "linked files free nothing"
    assert store.path(NAME) == two[1].path
    assert versions.rollback(model) == two[0].version


def test_pruning_all_removes_the_version_kept_for_rollback(model: Model, two: tuple[Pulled, Pulled]) -> None:
    assert versions.prune(model, everything=True) == len(wanted(1)["model.bin"])
    assert content(store.path(NAME)) == wanted(2)
    with pytest.raises(ModelError, match="no earlier version"):
        versions.rollback(model)


def test_pruning_nothing_makes_nothing(model: Model) -> None:
    assert versions.prune(model) == 0
    assert not store.home(NAME).exists()
