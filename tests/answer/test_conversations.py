"""Doubt and drafts in whole conversations, where every wait and every word spoken takes its time."""

from pathlib import Path

import pytest

from tests.answer.test_filler import BRIDGE_MS, QUESTION, after_endpoint, bridges, house
from tests.house import House
from voice.answer.filler import FILLERS
from voice.errors import TierError
from voice.testing import Piece, ScriptedTier

FIRST = "Blue light scatters in the air."
SMALL: list[Piece] = [0.2, "Blue ", 0.05, "light ", 0.05, "scatters ", 0.05, "in the air. ", 0.05, "So it ", 5.0, "seems."]
LARGE: list[Piece] = [0.5, "Air molecules do that. ", "Red light passes."]
AFTER = "Air molecules do that. Red light passes."


def small(sure: float | None = None, *pieces: Piece) -> tuple[str, ScriptedTier]:
    return "device", ScriptedTier("small", *(pieces or SMALL), sure=sure)


def large(*pieces: Piece) -> tuple[str, ScriptedTier]:
    return "cloud", ScriptedTier("large", *(pieces or LARGE))


def test_a_draft_is_heard_early_and_the_answer_follows_without_a_gap(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, large(), small(), draft=True)
    (turn,) = lived.says(QUESTION)
    assert voice.said == [FIRST, "Air molecules do that.", "Red light passes."]
    assert turn.reply == f"{FIRST} {AFTER}"
    assert after_endpoint(turn, "audible") == pytest.approx(0.4, abs=0.001)
    spoken_s = 0.1 * (6 + 4 + 3) + 2 * 0.2
    assert after_endpoint(turn, "reply_end") == pytest.approx(0.4 + spoken_s, abs=0.03)
    assert turn.hidden_ms["answer"] == pytest.approx(500, abs=1)
    assert (turn.answered_by, bridges(turn)) == ("large", 0)
    assert [tier.read for _, tier in lived.pairs] == [[""], ["why is the sky blue"]]


def test_a_draft_in_a_slow_voice_begins_with_a_short_piece_and_is_told_whole(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, large(), small(), draft=True)
    voice.first_words = 4
    lived.says(QUESTION)
    assert voice.said[:2] == ["Blue light scatters in", "the air."]
    assert lived.pairs[0][1].asked[-1][-2].text == FIRST


def test_without_a_draft_the_same_answer_is_heard_later(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, large(0.8, *LARGE[1:]), small())
    (turn,) = lived.says(QUESTION)
    assert after_endpoint(turn, "audible") == pytest.approx(0.8, abs=0.001)


def test_what_was_said_is_remembered_whole(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, large(), small(), draft=True)
    lived.says(QUESTION, QUESTION)
    asked = lived.pairs[1][1].asked[1]
    assert [line.text for line in asked] == ["why is the sky blue", f"{FIRST} {AFTER}", "why is the sky blue"]


def test_a_late_draft_is_bridged_too(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, large(3.0, "Air."), small(None, 2.0, f"{FIRST} ", "So."), draft=True)
    (turn,) = lived.says(QUESTION)
    assert voice.said == [FILLERS[0], FIRST, "Air."]
    assert bridges(turn) == 1


def test_doubt_costs_a_few_tokens_and_a_bridge_covers_a_late_larger_tier(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, small(0.2), large(2.0, "Scattering."), confidence=0.5)
    (turn,) = lived.says(QUESTION)
    assert voice.said == [FILLERS[0], "Scattering."]
    assert after_endpoint(turn, "audible") == pytest.approx(BRIDGE_MS / 1e3, abs=0.001)
    assert after_endpoint(turn, "answer_first_token") == pytest.approx(0.35 + 2.0, abs=0.001)
    assert [action["action"] for action in turn.actions] == ["escalate", "acknowledge"]
    assert turn.answered_by == "large"


def test_a_larger_tier_that_dies_leaves_the_doubted_one_to_speak(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, small(0.2), large(0.3, TierError("large: gone")), confidence=0.5)
    (turn,) = lived.says(QUESTION)
    assert voice.said == [FIRST, "So it seems."]
    assert turn.answered_by == "small"
    assert after_endpoint(turn, "audible") == pytest.approx(0.35 + 0.3, abs=0.001)


def test_what_the_trace_keeps_tells_the_share_escalated_and_what_it_cost(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, small(0.2), large(), confidence=0.5)
    (turn,) = lived.says(QUESTION)
    signal = turn.as_dict()["route"]["signals"]["confidence"]
    assert signal == {"value": 0.2, "verdict": "larger tier", "ms": pytest.approx(350, abs=1)}


@pytest.mark.parametrize("draft", [True, False], ids=["draft", "doubt"])
@pytest.mark.parametrize("wake_after_s", [0.1, 0.3, 0.45, 0.7, 1.5])
def test_the_wake_word_leaves_nothing_running(draft: bool, wake_after_s: float, tmp_path: Path) -> None:
    tiers = [small(0.2), large(0.5, "Air does. ", 9.0, "Red ", "light.")]
    lived, _ = house(tmp_path, *tiers[:: -1 if draft else 1], draft=draft, confidence=0.0 if draft else 0.5)

    async def script(lived: House) -> None:
        lived.microphone.say(QUESTION)
        while lived.session.floor.state != "thinking":
            await lived.clock.sleep(0.001)
        await lived.clock.sleep(wake_after_s)
        assert lived.session.turn
        lived.session.turn.cancel()  # what the wake word does
        await lived.ended(1)

    (turn,) = lived.hold(script)
    assert turn.interrupted
    assert [tier.finished for _, tier in tiers] == [0, 0]
    assert not lived.running_at_the_end
    assert set(turn.usage) == set(turn.tried)
