"""The quick bench made short: fewer sentences; and its result checked against what it says itself."""

import json
import re
from pathlib import Path

import jsonschema

from voice import config
from voice.assets import asset
from voice.bench import result
from voice.bench.result import Group, Result

TAKEN = {"take": "{ command = 2, pause = 1, question = 1, other = 1 }"}

WORST_FIRST = ("missed", "unsure", "met")


def short(folder: Path) -> Path:
    """Write the scenario that ships as `quick`, shorter, with its sentences beside it."""
    text = (asset("scenarios") / "quick.toml").read_text(encoding="utf-8")
    for key, value in TAKEN.items():
        text, found = re.subn(rf"(?m)^{key} = .*$", f"{key} = {value}", text)
        assert found == 1, key
    (folder / "household.toml").write_bytes((asset("scenarios") / "household.toml").read_bytes())
    (folder / "short.toml").write_text(text, encoding="utf-8")
    return folder / "short.toml"


def checked(folder: Path) -> Result:
    """Read a result: it keeps to the published schema, and each verdict follows from the turns."""
    told = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    jsonschema.validate(told, json.loads(result.SCHEMA.read_text(encoding="utf-8")))
    found = result.load(folder / "result.json")
    for group in found.groups:
        _follows(group, found)
    deciding = [one.verdict for one in found.groups if not one.tried and all(by.kind != "stand-in" for by in one.engines)]
    assert found.verdict == min(deciding, key=WORST_FIRST.index)
    assert len(list(csv_lines(folder))) == len(found.turns)
    return found


def csv_lines(folder: Path) -> list[str]:
    return (folder / "turns.csv").read_text(encoding="utf-8").splitlines()[1:]


def _follows(group: Group, found: Result) -> None:
    woken = [one for one in found.turns if one.group == group.name and one.kind != "other" and one.woken]
    assert group.verdict == min((group.stages[name].verdict for name in ("wake", "endpoint", "compute")), key=WORST_FIRST.index)
    for name, one in group.stages.items():
        assert one.ceiling == config.Budget().stage(name, group.path).ceiling
        assert 0 < one.n == len(one.samples_ms) <= len(woken) - one.left_out
        assert min(one.samples_ms) <= one.p50.value <= one.p95.value <= max(one.samples_ms)
        over = sum(ms > one.ceiling for ms in one.samples_ms)
        assert one.late.hits == over if name != "endpoint" else one.late.hits <= over
        assert one.verdict == "met" or over > one.n / 20
