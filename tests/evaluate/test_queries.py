from pathlib import Path

import pytest

from voice.errors import UsageError
from voice.evaluate.queries import Query, read


def written(tmp_path: Path, name: str, text: str | bytes) -> Path:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_json_lines(tmp_path: Path) -> None:
    text = '{"question": " q1 ", "expected": "a"}\n\n{"question": "q2", "expected": ["b", 3]}\n{"question": "q3"}\n'
    assert read(written(tmp_path, "queries", text)) == [Query(1, "q1", ("a",)), Query(3, "q2", ("b", "3")), Query(4, "q3")]


@pytest.mark.parametrize(("name", "comma"), [("q.csv", ","), ("q.TSV", "\t")])
def test_tables(tmp_path: Path, name: str, comma: str) -> None:
    rows = [["Question", "expected"], ["q1", "a | b"], ["q2", ""], ['"q, 3"', "c"]]
    text = "\ufeff" + "\r\n".join(comma.join(row) for row in rows)
    assert read(written(tmp_path, name, text)) == [Query(2, "q1", ("a", "b")), Query(3, "q2"), Query(4, "q, 3", ("c",))]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("q.jsonl", '{"question": "a"}\nnope\n', "line 2: not JSON"),
        ("q.jsonl", '{"question": "a"}\n["b"]\n', "line 2: no question"),
        ("q.jsonl", '{"question": ""}', "line 1: no question"),
        ("q.jsonl", '{"question": "a", "expected": {"b": 1}}', "line 1: expected"),
        ("q.jsonl", '{"question": "a", "expected": ["b", ""]}', "line 1: expected"),
        ("q.csv", "query,expected\na,b\n", "line 1: no column"),
        ("q.csv", "question,expected\na,b\na,b,c\n", "line 3: more cells"),
        ("q.csv", "question,expected\na,b\n,c\n", "line 3: no question"),
        ("q.csv", 'question,expected\n"a"x,b\n', "line 2"),
        ("q.jsonl", "\n", "no question"),
        ("q.csv", "", "line 1: no column"),
        ("q.jsonl", b"\xff\xfe", "not text"),
    ],
)
def test_what_cannot_be_read_is_named_by_its_line(tmp_path: Path, name: str, text: str | bytes, line: str) -> None:
    with pytest.raises(UsageError, match=line):
        read(written(tmp_path, name, text))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read(tmp_path / "none.jsonl")
