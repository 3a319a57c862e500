"""Tiers are told apart by their data: no code outside `voice/config/` decides anything by a location's name."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice.config import BUDGET_PATHS, LOCATIONS, Budget, Tier
from voice.config.locations import Location
from voice.route import Router

VOICE = Path(__file__).parents[1] / "voice"

NAMES = set(LOCATIONS)


def _is_name(node: ast.AST | None) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in NAMES


def _strings(nodes: list[ast.expr | None]) -> int:
    return sum(map(_is_name, nodes))


def decisions(code: str) -> Iterator[str]:
    """Everything in a module that compares with a location's name, or looks something up by it."""
    tree = ast.parse(code)
    constants = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and _holds_names(node.value)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        match node:
            case ast.Compare() if any(
                _holds_names(side) or (isinstance(side, ast.Name) and side.id in constants)
                for side in [node.left, *node.comparators]
            ):
                yield ast.unparse(node)
            case ast.MatchValue(value=value) if _is_name(value):
                yield f"case {ast.unparse(value)}"
            case ast.Dict(keys=keys) if _strings(keys) > 1:
                yield ast.unparse(node)
            case ast.Subscript(slice=key) | ast.Call(func=ast.Attribute(attr="get"), args=[key, *_]) if _is_name(key):
                yield ast.unparse(node)
            case ast.Call(func=ast.Attribute(attr="startswith" | "endswith" | "__eq__"), args=[key]) if _holds_names(key):
                yield ast.unparse(node)


def _holds_names(node: ast.AST) -> bool:
    """A location's name, or a collection with one in it; not a type such as `Literal["device", "cloud"]`."""
    match node:
        case ast.Tuple(elts=elements) | ast.List(elts=elements) | ast.Set(elts=elements):
            return any(map(_is_name, elements))
        case ast.Call(func=ast.Name("frozenset" | "set" | "tuple"), args=[inner]):
            return _holds_names(inner)
        case _:
            return _is_name(node)


@pytest.mark.parametrize(
    "code",
    [
        "path = 'cloud' if route.tier == 'cloud' else 'device'",
        "if 'device' != tier.where: pass",
        "far = tier.where in ('cloud', 'edge')",
        "far = tier.where not in frozenset({'device', 'lan'})",
        "HOME = ('device', 'lan')\nnear = tier.where in HOME",
        "CLOUD: str = 'cloud'\nfar = tier.where == CLOUD",
        "match tier.where:\n    case 'skill' | 'lan':\n        pass",
        "said = {'cloud': 'far', 'device': 'near'}[route.tier]",
        "ms = predicted.get('device')",
        "ms = predicted['cloud']",
        "far = tier.where.startswith('cloud')",
    ],
)
def test_every_way_to_decide_is_seen(code: str) -> None:
    assert list(decisions(code))


@pytest.mark.parametrize(
    "code",
    [
        "where: Literal['device', 'cloud'] = 'device'",
        "tier = Tier(where='cloud')",
        "skill = route.tier == 'skill'",
        "trace = {'device': DEVICE, 'tier': route.tier}",
        "kind = FARTHEST.kind if tier.location.order > 1 else NEAREST.kind",
    ],
)
def test_names_as_data_are_none(code: str) -> None:
    assert list(decisions(code)) == []


def test_only_the_settings_decide_by_a_location() -> None:
    files = [file for file in VOICE.rglob("*.py") if file.parent != VOICE / "config"]
    found = {str(file.relative_to(VOICE)): list(decisions(file.read_text(encoding="utf-8"))) for file in files}
    assert {file: code for file, code in found.items() if code} == {}


@pytest.mark.parametrize("path", BUDGET_PATHS)
@pytest.mark.parametrize("stage", ["answer", "compute"])
def test_every_path_has_its_allocations(stage: str, path: str) -> None:
    assert Budget().stage(stage, path) is getattr(Budget(), f"{stage}_{path}")  # type: ignore[arg-type]


def test_every_location_has_a_kind_and_a_path_that_there_is() -> None:
    assert {location.kind for location in LOCATIONS.values()} <= NAMES
    assert {location.path for location in LOCATIONS.values()} <= set(BUDGET_PATHS)
    assert len({location.order for location in LOCATIONS.values()}) == len(LOCATIONS)


def test_a_location_more_takes_its_place_in_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LOCATIONS, "attic", Location("attic", 1.5, "lan", "device", "in the attic", 300.0, owned=True))  # type: ignore[arg-type]
    where = ("cloud", "attic", "lan", "edge", "device")
    one = Tier(name="", where="lan", base_url="http://10.0.0.2", model="m")
    tiers = [one.model_copy(update={"name": name, "where": name}) for name in where]
    router = Router(lambda text: None, tiers)
    assert router.route("who wrote hamlet").candidates == ("device", "lan", "attic", "edge", "cloud")
    assert router.route("write me a poem about rain").candidates == ("cloud", "edge", "attic", "lan", "device")
