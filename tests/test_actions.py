"""What a budget does about a stage that will not fit: for each action a turn in virtual time in which the budget is met because
of it, and the same turn without it, in which it is missed.

An action that does not help is left for a while.
"""

from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.answer.virtual import Lived
from tests.house import CLOUD, House
from voice import config
from voice.answer.tier_pool import TierPool
from voice.budget import ACTIONS, TRY_AGAIN, Budget
from voice.clock import Clock
from voice.errors import TierError
from voice.messages import Samples
from voice.predictor import ENOUGH
from voice.route import Known, Router
from voice.testing import FakeVoice, Piece, ScriptedTier
from voice.trace import TurnTrace

QUESTION = "hey jarvis who wrote hamlet"
LONG = "It is the light of the sun that the air up there scatters. Blue more than red."


class WordyVoice(FakeVoice):
    """Takes so many ms for each word of a sentence before its first sound."""

    def __init__(self, clock: Clock, ms: float) -> None:
        self._clock, self._ms = clock, ms

    async def synthesise(self, text: str) -> AsyncGenerator[Samples]:
        await self._clock.sleep(self._ms * len(text.split()) / 1e3)
        async for chunk in super().synthesise(text):
            yield chunk


def likely_whole(text: str) -> float:
    """Odds at which somebody has finished for four times out of five."""
    return 0.85


def cloud(*pieces: Piece) -> tuple[str, ScriptedTier]:
    return "cloud", ScriptedTier("cloud", *pieces)


def device(*pieces: Piece) -> tuple[str, ScriptedTier]:
    return "device", ScriptedTier("small", *pieces)


def taught(house: House, **ms: float) -> None:
    """What past turns took, by stage and engine; the other stages took no time."""
    past = {"transcribe/fake": 0.0, "route/": 0.0, "speak/": 0.0} | {key.replace("__", "/"): value for key, value in ms.items()}
    for key, value in past.items():
        stage, engine = key.split("/")
        for _ in range(ENOUGH):
            house.engines.budget.predictor.learn(stage, engine, value)


def end_wait_early(folder: Path) -> House:
    """A far tier takes 540 ms, which what is left of the wait behind a question pays for."""
    lived = Lived(folder, cloud(0.54, "Scattering."))
    assert lived.engines.ears
    lived.engines.ears = replace(lived.engines.ears, whole=likely_whole)
    taught(lived, answer__cloud=540.0)
    return lived


def other_tier(folder: Path) -> House:
    """The small model, which would do, takes 900 ms, and the large one 250."""
    tiers = [config.Tier(**CLOUD), config.Tier(name="small", where="device", base_url="http://127.0.0.1:1/v1", model="m")]
    house = House(folder, ScriptedTier("cloud", 0.25, "Scattering."))
    asked = {"cloud": house.tier, "small": ScriptedTier("small", 0.9, "Air.", clock=house.clock)}
    assert isinstance(house.tier, ScriptedTier)
    house.tier.clock = house.clock
    engines = house.engines
    engines.pool = TierPool(asked, house.clock, engines.pool.cache)  # type: ignore[arg-type]
    taught(house, answer__cloud=250.0, answer__small=900.0)
    known = Known(predict=lambda name: engines.budget.predictor.predict("answer", name))
    engines.router = Router(engines.skills.match, tiers, config.Routing(sure=1.0), known=known)
    return house


def hedge(folder: Path) -> House:
    """A model is late, and another at home can still be in time."""
    lived = Lived(folder, device(2.0, "Air."), ("device", ScriptedTier("other", 0.1, "Scattering.")), beside={"other"})
    taught(lived, answer__small=900.0, answer__other=100.0)
    return lived


def acknowledge(folder: Path) -> House:
    """A tier takes 2.5 s, and the listener is told so."""
    lived = Lived(folder, cloud(2.5, "Scattering."), bridge_ms=900.0)
    taught(lived, answer__cloud=2500.0)
    return lived


def shorten_first_chunk(folder: Path) -> House:
    """A voice takes 20 ms a word, behind a tier that has used up its time."""
    lived = Lived(folder, cloud(0.3, LONG))
    lived.speak_with(WordyVoice(lived.clock, 20.0))
    taught(lived, answer__cloud=300.0, speak__=260.0)
    return lived


def second_voice(folder: Path) -> House:
    """A voice takes 1.5 s to begin, and espeak-ng none."""
    lived = Lived(folder, cloud(0.1, "Scattering."))
    lived.speak_with(WordyVoice(lived.clock, 1500.0), FakeVoice())
    taught(lived, speak__=1500.0)
    return lived


CASES = (end_wait_early, other_tier, hedge, acknowledge, shorten_first_chunk, second_voice)

WITHOUT = {second_voice: ["second_voice"]}
"""What is done all the same: a voice that has not begun within a second is replaced, foreseen or not."""

LEFT = {other_tier: ["acknowledge"], second_voice: ["shorten_first_chunk", "second_voice"]}
"""What is done in its place."""


def told(turn: TurnTrace) -> tuple[str, list[str]]:
    assert turn.budget is not None
    return turn.budget["verdict"], [one["action"] for one in turn.actions]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_the_budget_is_met_because_of_it_and_missed_without_it(case: Any, tmp_path: Path) -> None:
    (turn,) = case(tmp_path / "with").says(QUESTION)
    assert told(turn) == ("saved", [case.__name__])
    house = case(tmp_path / "without")
    house.engines.budget.limits = config.Budget(act=False)
    (turn,) = house.says(QUESTION)
    assert told(turn) == ("missed", WITHOUT.get(case, []))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_one_that_does_not_help_is_left_for_a_while(case: Any, tmp_path: Path) -> None:
    house = case(tmp_path)
    for _ in range(ENOUGH):
        house.engines.budget.learn("action", case.__name__, 0.0)
    (turn,) = house.says(QUESTION)
    assert told(turn) == ("missed", LEFT.get(case, []))
    for _ in range(TRY_AGAIN):
        house.engines.budget.turn().may(case.__name__)
    assert house.engines.budget.turn().may(case.__name__)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.__name__)
def test_one_that_helps_is_kept(case: Any, tmp_path: Path) -> None:
    house = case(tmp_path)
    house.says(QUESTION)
    for _ in range(ENOUGH - 1):
        house.engines.budget.learn("action", case.__name__, 0.05)  # too little by itself
    assert house.engines.budget.turn().may(case.__name__), "what was learned of the first turn outweighs the rest"


def test_a_tier_that_is_silent_for_too_long_is_replaced_and_without_another_nobody_answers(tmp_path: Path) -> None:
    late = TierError("cloud: no first token in 0.1 s")
    (turn,) = Lived(tmp_path / "with", cloud(0.1, late), device(0.1, "Scattering.")).says(QUESTION)
    assert told(turn) == ("saved", ["fall_back"])
    assert turn.answered_by == "small"
    (turn,) = Lived(tmp_path / "without", cloud(0.1, late)).says(QUESTION)
    assert (turn.answered_by, turn.actions) == (None, [])
    assert "can't reach" in turn.reply


@pytest.mark.parametrize(("ahead", "verdict"), [(True, "met"), (False, "missed")])
def test_so_is_a_reply_that_was_begun_in_the_wait(ahead: bool, verdict: str, tmp_path: Path) -> None:
    lived = Lived(tmp_path, device(0.4, "Scattering."), ahead=frozenset({"small"} if ahead else ()))
    (turn,) = lived.says(QUESTION)
    assert told(turn) == (verdict, [])


def test_an_acknowledgement_before_answers_that_come_at_once_is_unlearned(tmp_path: Path) -> None:
    lived = Lived(tmp_path, cloud(0.05, "Scattering."), bridge_ms=900.0)
    taught(lived, answer__cloud=2500.0)
    for _ in range(2 * ENOUGH):
        lived.engines.budget.predictor.learn("answer", "cloud", 2500.0)
    turns = lived.says(*[QUESTION] * (ENOUGH + 1))
    assert [told(turn)[1] for turn in turns] == [["acknowledge"]] * ENOUGH + [[]]


def test_a_wait_is_not_cut_short_for_an_answer_that_has_been_begun(tmp_path: Path) -> None:
    lived = Lived(tmp_path, device(0.7, "Scattering."), ahead=frozenset({"small"}))
    assert lived.engines.ears
    lived.engines.ears = replace(lived.engines.ears, whole=likely_whole)
    taught(lived, answer__small=700.0)
    (turn,) = lived.says(QUESTION)
    assert turn.ended == "default"
    assert turn.drafts.hit


def test_nor_where_it_is_open_whether_somebody_has_finished(tmp_path: Path) -> None:
    lived = Lived(tmp_path, cloud(0.7, "Scattering."))
    taught(lived, answer__cloud=700.0)
    (turn,) = lived.says(QUESTION)
    assert turn.ended == "default"


def test_what_a_cut_wait_left_over_is_carried_and_judged_alike_from_a_trace() -> None:
    turn = Budget(config.Budget()).turn()
    turn.path, turn.wait_ms = "cloud", 804.0
    times = {"endpoint": 240.0, "transcribe": 0.0, "route": 0.0, "answer": 700.0, "speak": 0.0}
    assert turn.verdict(times)["verdict"] == "missed"
    turn.actions = [{"action": "end_wait_early", "stage": "endpoint", "why": ""}]
    verdict = turn.verdict(times)
    assert verdict["verdict"] == "saved"
    assert verdict["stages"]["transcribe"]["carried"] == pytest.approx(564)
    assert turn.verdict(times | {"answer": 1100.0})["verdict"] == "missed"


def test_every_action_says_what_it_is() -> None:
    assert {case.__name__ for case in CASES} | {"fall_back", "continue", "draft", "escalate", "read_here"} == set(ACTIONS)


@pytest.mark.parametrize(
    ("answer_ms", "speak_ms", "verdict"), [(100.0, 250.0, "met"), (100.0, 1000.0, "saved"), (350.0, 250.0, "saved")]
)
def test_the_first_chunk_of_a_reply_begun_in_the_wait_is_cut_short_where_the_wait_does_not_hide_it(
    answer_ms: float, speak_ms: float, verdict: str, tmp_path: Path
) -> None:
    """What counts is the least wait, 320 ms: that this one is longer is not known yet."""
    lived = Lived(tmp_path, device(answer_ms / 1e3, LONG), ahead=frozenset({"small"}))
    lived.speak_with(WordyVoice(lived.clock, speak_ms / 13))
    taught(lived, answer__small=answer_ms, speak__=speak_ms)
    (turn,) = lived.says(QUESTION)
    assert told(turn) == (verdict, ["shorten_first_chunk"] if verdict == "saved" else [])
    assert turn.drafts.hit
