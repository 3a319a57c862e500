import json
from datetime import datetime

import pytest

from voice import report
from voice.errors import UsageError
from voice.trace import TurnTrace, without_words


def written(path, *lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_turns_of_several_files_come_in_order(tmp_path, make_turn):
    first = written(tmp_path / "a.jsonl", json.dumps(make_turn("one")), "", json.dumps(make_turn("two")))
    second = written(tmp_path / "b.jsonl", json.dumps(make_turn("three")))
    assert [turn["heard"] for turn in report.load([first, second])] == ["one", "two", "three"]


def test_what_the_history_keeps_and_exports_is_read(tmp_path):
    turn = without_words(TurnTrace(datetime.now().astimezone(), "typed").as_dict())
    lines = [{"kind": "turn"} | turn, {"kind": "list", "name": "shopping", "items": ["milk"]}, {"kind": "timer", "text": ""}]
    path = written(tmp_path / "all.jsonl", *map(json.dumps, lines))
    assert [turn["source"] for turn in report.load([path])] == ["typed"]


def test_unknown_keys_of_a_newer_version_are_tolerated(tmp_path, make_turn, limits):
    turn = make_turn() | {"mood": {"sunny": True}}
    turn["route"]["colour"] = turn["budget"]["colour"] = "blue"
    turn["stages_ms"]["think"] = 12.0
    turns = report.load([written(tmp_path / "a.jsonl", json.dumps(turn))])
    assert report.summary(turns, limits).turns == 1


def test_a_line_separator_within_words_does_not_break_the_line(tmp_path, make_turn):
    turn = make_turn(reply="one\u2028two\x85three")
    turns = report.load([written(tmp_path / "a.jsonl", json.dumps(turn, ensure_ascii=False))])
    assert turns[0]["reply"] == "one\u2028two\x85three"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "line 2"),
        ("[1, 2]", "line 2"),
        ("null", "line 2"),
        ('{"heard": "secret"}', "stages_ms"),
        ('{"stages_ms": {"wake": "secret"}}', "stages_ms.wake"),
        ('{"stages_ms": {"wake": NaN}}', "stages_ms.wake"),
        ('{"stages_ms": {}, "budget": {"path": "secret"}}', "budget"),
        ("[" * 100_000, "line 2"),
    ],
)
def test_a_malformed_trace_names_file_line_and_key_but_no_words(tmp_path, make_turn, line, says):
    path = written(tmp_path / "bad.jsonl", json.dumps(make_turn()), line)
    with pytest.raises(UsageError) as caught:
        report.load([path])
    message = str(caught.value)
    assert str(path) in message
    assert "line 2" in message
    assert says in message
    assert "secret" not in message
    assert caught.value.remedy


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x00"])
def test_a_file_without_turns_is_an_error(tmp_path, content):
    path = tmp_path / "none.jsonl"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=r"none\.jsonl"):
        report.load([path])


def test_a_missing_file_and_a_directory_are_errors(tmp_path):
    for path in (tmp_path / "absent.jsonl", tmp_path):
        with pytest.raises(UsageError, match=str(path)):
            report.load([path])


def test_a_trace_without_words_is_read(tmp_path, make_turn):
    path = written(tmp_path / "a.jsonl", json.dumps(without_words(make_turn("secret words"))))
    assert report.load([path])[0]["heard"] is None
