"""English stands in one place, and needs nothing of the rest."""

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import voice
from voice.english import numbers, times

VOICE = Path(voice.__file__).parent
ENGLISH = VOICE / "english"
TELLTALE = re.compile(r"\b(?:seventeen|seventy|nought|seventh|thursday|february|bravo|kilograms?)\b", re.IGNORECASE)
"""Words that every table of numbers, days, months, letters or units would have."""
SIZES_OF_UNITS = VOICE / "skills" / "convert.py"


def imported(code: str) -> set[str]:
    """The modules that a file imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(code)))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    return names | {str(node.module) for node in nodes if isinstance(node, ast.ImportFrom)}


def strings(code: str) -> Iterator[str]:
    """Every string of a file that is no docstring, pieces of f-strings too."""
    tree = ast.parse(code)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def test_english_imports_nothing_else_of_the_package() -> None:
    files = list(ENGLISH.glob("*.py"))
    assert files
    names = {name for file in files for name in imported(file.read_text(encoding="utf-8"))}
    assert {name for name in names if name.startswith("voice") and not name.startswith("voice.english")} == set()


def test_number_words_days_and_letters_stand_nowhere_else() -> None:
    others = [file for file in VOICE.rglob("*.py") if not file.is_relative_to(ENGLISH) and file != SIZES_OF_UNITS]
    found = {
        str(file.relative_to(VOICE)): said
        for file in others
        if (said := [text for text in strings(file.read_text(encoding="utf-8")) if TELLTALE.search(text)])
    }
    assert found == {}


def test_the_tables_would_be_found() -> None:
    found = {file.name for file in ENGLISH.glob("*.py") if any(map(TELLTALE.search, strings(file.read_text(encoding="utf-8"))))}
    assert found >= {"numbers.py", "times.py", "dictation.py", "units.py"}


def test_the_sentences_use_the_same_words() -> None:
    """Sentence files are templates and spell number words, days and lengths of time out: in the tables' words."""
    common = tomllib.loads((VOICE / "skills" / "sentences" / "common.toml").read_text(encoding="utf-8"))
    words = {name: rule.strip("()").split("|") for name, rule in common["rules"].items()}
    assert words["unit"] == list(numbers.UNITS)
    assert words["teen"] == list(numbers.TEENS)
    assert words["tens"] == list(numbers.TENS)
    assert words["weekday"] == list(times.WEEKDAYS)
    assert {value["out"] for value in common["lists"]["unit"]["values"]} == set(times.UNITS_HEARD.values())
