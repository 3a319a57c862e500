"""How the words heard so far are judged while someone is still speaking."""

from pathlib import Path

import pytest

from tests.skills.making import make_skills
from voice.config import Config
from voice.skills import Skills


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    loaded = make_skills(Config(state_dir=tmp_path_factory.mktemp("state")))
    loaded.load()
    return loaded


@pytest.mark.parametrize(
    ("heard", "expected"),
    [
        ("set a timer for ten minutes", "complete"),
        ("what time is it", "complete"),
        ("stop", "complete"),
        ("turn off the lights", "complete"),
        ("remind me to call mum at six pm", "complete"),
        ("what is four squared", "complete"),
        ("set a timer for ten", "unfinished"),
        ("what is two plus three", "complete"),
        ("what is two plus ten", "complete"),
        ("what is two plus thirteen", "complete"),
        ("what is two plus twenty", "telling"),
        ("what is two plus twenty six", "complete"),
        ("what is two plus one point five", "complete"),
        ("what is seventeen", "unfinished"),
        ("set a timer for seventeen", "unfinished"),
        ("set the volume to fifty", "digits"),
        ("set the volume to five", "complete"),
        ("wake me at seven", "digits"),
        ("wake me at ten", "digits"),
        ("wake me at seven thirty five", "complete"),
        ("remind me to call mum", "unfinished"),
        ("set a timer for", "unfinished"),
        ("set a timer", "unfinished"),
        ("set a timer for two hours and", "unfinished"),
        ("set a banana bread timer for", "unfinished"),
        ("what is", "unfinished"),
        ("what", "unfinished"),
        ("turn the", "unfinished"),
        ("remind me to", "unfinished"),
        ("convert ten miles to", "unfinished"),
        ("could you please", "unfinished"),
        ("please set a timer for", "unfinished"),
        ("who invented the telephone", "unknown"),
        ("turn off the television", "unknown"),
        ("tell me a story about a dragon", "unknown"),
        ("", "unknown"),
        ("?!", "unknown"),
    ],
)
def test_is_judged(skills: Skills, heard: str, expected: str) -> None:
    assert skills.completeness(heard) == expected


def test_very_long_talk_is_no_command(skills: Skills, tmp_path: Path) -> None:
    for talk in ("set a timer for " + "ten minutes and " * 500, "what is " + "9" * 5000 + " times 9"):
        assert skills.match(talk) is None
        assert skills.completeness(talk) == "unknown"
