"""A request that was cut in two by a pause is understood with its second half."""

from pathlib import Path

import pytest

from tests.skills.talking import Speaker, talk
from tests.talk import conversation
from voice.conversation import GOES_ON_S
from voice.messages import Route


@pytest.mark.parametrize(
    ("begun", "rest", "told"),
    [
        ("calculate 18", "times five", "That's 90."),
        ("what's 20 percent", "of 50", "That's 10."),
        ("convert 5 miles", "to kilometres", "8.05 kilometres."),
        ("turn the volume", "up", "Volume at 40 percent."),
        ("spell", "necessary", "Necessary: N, E, C, E, S, S, A, R, Y."),
        ("set a", "timer for five minutes", "Timer set for five minutes."),
    ],
)
def test_what_follows_a_line_that_was_not_understood_may_be_its_rest(tmp_path: Path, begun: str, rest: str, told: str) -> None:
    assert talk(tmp_path, begun, rest, speaker=Speaker()) == ["", told]


@pytest.mark.parametrize(
    "lines",
    [
        ("call mum", "at five"),
        ("frobnicate the gizmo", "yes"),
        ("the quick brown fox", "five minutes"),
        ("convert 5 miles", "frobnicate", "to kilometres"),
        ("convert 5 miles", "what time is it", "to kilometres"),
    ],
)
def test_what_is_no_request_together_is_none(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert talk(tmp_path, *lines)[-1] == ""


def test_a_line_is_begun_for_some_seconds_only_and_not_where_a_tier_answers() -> None:
    held, refused = conversation(), Route("device", "")
    held.last = 0.0
    held.leave("convert 5 miles", refused)
    held.recall(GOES_ON_S, 600.0, "")
    assert held.begun == "convert 5 miles"
    held.recall(GOES_ON_S + 1, 600.0, "")
    assert held.begun == ""
    held.leave("convert 5 miles", Route("device", "", candidates=("qwen",)))
    assert held.begun == ""
