import json
from pathlib import Path

import jsonschema
import pytest

from tests.bench import made
from tests.documents import ROOT
from voice.bench import result
from voice.errors import UsageError

PUBLISHED = json.loads(result.SCHEMA.read_text(encoding="utf-8"))


def test_the_published_schema_is_that_of_the_code() -> None:
    assert result.schema() == PUBLISHED, "run `python -m voice.bench.result`"
    jsonschema.Draft202012Validator.check_schema(PUBLISHED)


def test_a_result_is_valid_and_is_read_as_it_was_written(tmp_path: Path) -> None:
    found = made.of([*made.turns(1), *made.turns(2, group="cloud")])
    jsonschema.validate(json.loads(found.model_dump_json()), PUBLISHED)
    (tmp_path / "result.json").write_text(found.model_dump_json())
    assert result.load(tmp_path / "result.json") == found


@pytest.mark.parametrize("file", sorted((ROOT / "benchmarks" / "results").glob("*.json")), ids=lambda file: file.name)
def test_kept_results_are_valid(file: Path) -> None:
    jsonschema.validate(json.loads(file.read_text(encoding="utf-8")), PUBLISHED)


@pytest.mark.parametrize(
    ("at", "value"),
    [
        (("groups", 0, "stages", "compute", "p95", "value"), float("nan")),
        (("turns", 0, "stages_ms", "speak"), float("nan")),
        (("turns", 0, "voice_to_voice_ms"), float("inf")),
        (("calibration", "between_ms"), []),
        (("calibration", "before_ms"), [0.0]),
        (("calibration", "spread"), float("inf")),
        (("took_s",), float("-inf")),
    ],
)
def test_numbers_that_cannot_be_are_told_with_their_key(at: tuple[str | int, ...], value: object, tmp_path: Path) -> None:
    told = made.of(made.turns(1)).model_dump()
    inside = told
    for key in at[:-1]:
        inside = inside[key]
    inside[at[-1]] = value
    (tmp_path / "result.json").write_text(json.dumps(told))
    with pytest.raises(UsageError, match=rf"result\.json: {at[0]}"):
        result.load(tmp_path / "result.json")
