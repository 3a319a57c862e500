"""What is said is taken for what it means, and nothing else is taken for a command."""

from datetime import UTC, datetime

import pytest

from tests.skills.making import make_skills
from tests.skills.wordings import NEGATIVE, POSITIVE
from voice.clock import VirtualClock
from voice.config import Config
from voice.skills import Skills

SAID = [(wording, skill, slots) for skill, slots, wordings in POSITIVE for wording in wordings]


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    clock = VirtualClock(start=datetime(2026, 11, 21, 14, 0, tzinfo=UTC))
    loaded = make_skills(Config(state_dir=tmp_path_factory.mktemp("state")), clock)
    assert loaded.load() == []
    return loaded


@pytest.mark.parametrize(("wording", "skill", "slots"), SAID, ids=[wording for wording, _, _ in SAID])
def test_is_understood(skills: Skills, wording: str, skill: str, slots: dict[str, object]) -> None:
    match = skills.match(wording)
    assert match is not None
    assert (match.skill, dict(match.slots)) == (skill, slots)


@pytest.mark.parametrize("wording", NEGATIVE)
def test_is_no_command(skills: Skills, wording: str) -> None:
    assert skills.match(wording) is None


def test_the_table_is_wide_enough() -> None:
    assert len({wording for wording, _, _ in SAID}) >= 250
    assert len(set(NEGATIVE)) >= 100
