"""The sentences as a speech grammar needs them: everything they refer to is there."""

import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hassil import Expression, Group, ListReference, RangeSlotList, RuleReference

from tests.skills.making import make_skills
from voice.config import Config
from voice.skills.pattern import Writer
from voice.skills.sentences import FOLDER


def parts(expression: Expression) -> Iterator[Expression]:
    yield expression
    if isinstance(expression, Group):
        for item in expression.items:
            yield from parts(item)


def test_every_rule_and_list_is_there(tmp_path: Path) -> None:
    skills = make_skills(Config(state_dir=tmp_path, skills={"rooms": ("Wine Cellar",)}))  # type: ignore[arg-type]
    skills.load()
    sentences, intents = skills.sentences, skills.sentences.intents
    trees = [sentence for one in intents.intents.values() for data in one.data for sentence in data.sentences]
    trees += [*intents.expansion_rules.values(), *sentences.spoken.values()]
    used = [part for tree in trees for part in parts(tree.expression)]
    assert {
        part.rule_name for part in used if isinstance(part, RuleReference)
    } <= intents.expansion_rules.keys()
    assert {part.list_name for part in used if isinstance(part, ListReference)} == intents.slot_lists.keys()
    numbers = {name for name, values in intents.slot_lists.items() if isinstance(values, RangeSlotList)}
    assert numbers == sentences.spoken.keys()
    assert {"before", "after"} <= intents.expansion_rules.keys()
    match = skills.match("lights on in the wine cellar")
    assert match is not None
    assert match.slots == {"state": "on", "room": "wine cellar"}


def test_equal_sentences_are_written_alike_in_every_process() -> None:
    code = "from voice.skills.sentences import built_in; print(built_in(('kitchen', 'office'), ()).parsed().written)"
    written = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(written) == 1


@pytest.mark.parametrize("kind", ["rules", "lists"])
def test_no_name_is_written_in_two_files(kind: str) -> None:
    names = [name for file in FOLDER.glob("*.toml") for name in tomllib.loads(file.read_text()).get(kind, {})]
    assert len(names) == len(set(names)), sorted(names)


@pytest.mark.parametrize("numbers", [range(60), range(1, 32), range(1, 101), range(5, 100, 5)])
def test_a_range_of_numbers_is_matched_as_it_is(numbers: range) -> None:
    writer = Writer({"some": RangeSlotList("some", numbers.start, numbers[-1], numbers.step)}, {})
    pattern = re.compile(writer.written(ListReference("some"), []))
    said = ["0", "1", "100", "100.5", "one", *map(str, range(130))]
    assert {text for text in said if pattern.fullmatch(writer.coded(text))} == {*map(str, numbers)}
