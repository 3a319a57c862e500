"""A mistake of ours at a request."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.skills.making import in_two_rooms
from voice.messages import Match
from voice.skills import Context
from voice.skills.requests import Requests


def broken(*_: object) -> Any:
    return {}["blue elephant"]


def test_it_costs_that_request_and_is_told_without_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mishaps: list[str]
) -> None:
    skills = in_two_rooms(tmp_path)
    for name in ("alone", "behind", "half"):
        monkeypatch.setattr(Requests, name, broken)
    assert skills.match("what time is it") is None
    assert skills.follow_up("and in tokyo", [], Context()) is None
    assert skills.half("what time is it and who are you") == ""
    assert len(mishaps) == 3
    assert all("KeyError at test_mishaps.py:" in one and "elephant" not in one for one in mishaps)
    mishaps.clear()


def test_a_deed_that_fails_is_said_to_have_failed(tmp_path: Path, mishaps: list[str]) -> None:
    reply = asyncio.run(in_two_rooms(tmp_path).run(Match("convert", {"value": "no number"}), Context()))
    assert reply.failed
    assert reply.text == "Something went wrong with that, and I may not have done it."
    assert len(mishaps) == 1
    mishaps.clear()
