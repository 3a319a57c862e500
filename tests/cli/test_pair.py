"""`voice pair`: the code that lets a browser in."""

import json

import pytest

from tests.cli.conftest import Voice, answering
from voice.cli.pair import QUIET, _blocks
from voice.serve.pairing import squares

LINK = "http://192.168.1.20:8378/#pair=K7P2XQ"
MADE = {"code": "K7P2XQ", "link": LINK, "qr": squares(LINK), "lasts_s": 300}


@pytest.mark.parametrize(
    ("status", "body", "code", "says"),
    [
        (201, json.dumps(MADE), 0, "open http://192.168.1.20:8378 and type K7P-2XQ"),
        (409, '{"error": "Nobody needs pairing."}', 1, "Nobody needs pairing"),
        (401, '{"error": "The key is missing or wrong."}', 1, "VOICE_SERVE_TOKEN"),
        (200, "<html>", 1, "no `voice serve`"),
        (201, "[]", 1, "no `voice serve`"),
        (201, '{"code": "K7P2XQ"}', 1, "no `voice serve`"),
    ],
)
def test_the_code_is_shown_or_it_is_told_why_not(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, status: int, body: str, code: int, says: str
) -> None:
    asked = answering(monkeypatch, status, body)
    shown = voice("pair", "kiosk:8378")
    assert asked == [("POST", "http://kiosk:8378/pair", {"origin": "http://kiosk:8378"})]
    assert (shown.code, says in shown.out + shown.err) == (code, True)


def test_the_drawing_is_the_qr_code() -> None:
    halves = {" ": "00", "▄": "01", "▀": "10", "█": "11"}
    lines = [[halves[letter] for letter in line] for line in _blocks(MADE["qr"])]  # type: ignore[arg-type]
    rows = ["".join(pair[half] for pair in line) for line in lines for half in (0, 1)]
    inner = [row[QUIET:-QUIET] for row in rows[QUIET:]]
    assert inner[: len(MADE["qr"])] == MADE["qr"]  # type: ignore[arg-type]
    assert not any("1" in row for row in [*rows[:QUIET], *inner[len(MADE["qr"]) :]])  # type: ignore[arg-type]


def test_where_nobody_serves_it_is_told(voice: Voice) -> None:
    shown = voice("pair", "http://127.0.0.1:1")
    assert (shown.code, "voice serve" in shown.err) == (1, True)
