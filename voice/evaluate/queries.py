"""Reads the user's own questions, and the answers they expect, from a file.

JSON lines: {"question": "…", "expected": "…" or ["…", "…"]}, "expected" only where no judge is asked. CSV (`.csv`) and
tab-separated (`.tsv`) files have a heading line with the same two names; "|" stands between alternatives.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from voice.errors import UsageError

SHAPE = 'Write lines like {"question": "What is the capital of France?", "expected": "Paris"}.'


@dataclass(frozen=True, slots=True)
class Query:
    line: int
    """Where it stands in the file, from 1."""
    question: str
    expected: tuple[str, ...] = ()
    """Any of these is right; empty where a judge decides."""


def read(file: Path) -> list[Query]:
    """Read every query of a file. Raises UsageError, which names the line."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not text", "Save it as UTF-8.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror}", "Check the path.") from None
    queries = [_query(file, line, value) for line, value in _rows(file, text)]
    if not queries:
        raise UsageError(f"{file} holds no question", SHAPE)
    return queries


def _rows(file: Path, text: str) -> Iterator[tuple[int, Any]]:
    if file.suffix.lower() in (".csv", ".tsv"):
        yield from _table(file, text)
        return
    for line, said in enumerate(text.splitlines(), start=1):
        if said.strip():
            try:
                yield line, json.loads(said)
            except (ValueError, RecursionError):
                raise UsageError(f"{file}, line {line}: not JSON", SHAPE) from None


def _table(file: Path, text: str) -> Iterator[tuple[int, Any]]:
    rows = csv.reader(text.splitlines(keepends=True), delimiter="\t" if file.suffix.lower() == ".tsv" else ",", strict=True)
    try:
        names = [name.strip().lower() for name in next(rows, [])]
        if "question" not in names:
            raise UsageError(f"{file}, line 1: no column is called question", "Name the columns question and expected.")
        for row in filter(any, rows):
            if len(row) > len(names):
                raise UsageError(f"{file}, line {rows.line_num}: more cells than columns", "Quote cells that hold commas.")
            cells = dict(zip(names, row, strict=False))
            expected = [part.strip() for part in cells.get("expected", "").split("|")]
            yield rows.line_num, {"question": cells.get("question"), "expected": list(filter(None, expected))}
    except csv.Error as error:
        raise UsageError(f"{file}, line {rows.line_num}: {error}", "Mend the quotes of that line.") from None


def _query(file: Path, line: int, value: Any) -> Query:
    question = value.get("question") if isinstance(value, dict) else None
    if not isinstance(question, str) or not question.strip():
        raise UsageError(f"{file}, line {line}: no question", SHAPE)
    expected = value.get("expected") or []
    several = expected if isinstance(expected, list) else [expected]
    if not all(isinstance(one, str | int | float) and str(one).strip() for one in several):
        raise UsageError(f"{file}, line {line}: expected is neither a text nor a list of texts", SHAPE)
    return Query(line, question.strip(), tuple(map(str, several)))
