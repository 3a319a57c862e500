"""A word that an answer is coming, where it is late. Whole conversations; every wait takes its time."""

import asyncio
from contextlib import aclosing
from pathlib import Path

import pytest

from tests.answer.virtual import Lived
from tests.house import House
from voice import config
from voice.answer import phrases
from voice.answer.filler import FILLERS
from voice.errors import TierError
from voice.messages import Transcript
from voice.predictor import ENOUGH
from voice.testing import FakeVoice, Piece, ScriptedTier
from voice.trace import TurnTrace
from voice.turn import Turn

QUESTION = "hey jarvis why is the sky blue"
ANSWER = "Because of Rayleigh scattering."
BRIDGE_MS = 900.0
WORD_S = 0.1
"""What the voice takes for one."""


class Voice(FakeVoice):
    def __init__(self) -> None:
        self.said: list[str] = []

    def synthesise(self, text: str):  # type: ignore[no-untyped-def]
        self.said.append(text)
        return super().synthesise(text)


def house(
    folder: Path, *tiers: tuple[str, ScriptedTier], bridge_ms: float = BRIDGE_MS, **answer: object
) -> tuple[Lived, Voice]:
    lived, voice = Lived(folder, *tiers, bridge_ms=bridge_ms, **answer), Voice()  # type: ignore[arg-type]
    lived.speak_with(voice)
    return lived, voice


def cloud(*pieces: Piece) -> tuple[str, ScriptedTier]:
    return "cloud", ScriptedTier("cloud", *pieces)


def bridges(turn: TurnTrace) -> int:
    return [action["action"] for action in turn.actions].count("acknowledge")


def after_endpoint(turn: TurnTrace, mark: str) -> float:
    at = getattr(turn.marks, mark)
    assert turn.marks.endpoint is not None
    return float(at - turn.marks.endpoint)


def learnt(lived: Lived, tier: str, ms: float) -> None:
    for _ in range(ENOUGH):
        lived.engines.budget.predictor.learn("answer", tier, ms)


def test_an_answer_in_time_comes_alone(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud(0.8, ANSWER))
    (turn,) = lived.says(QUESTION)
    assert voice.said == [ANSWER]
    assert (bridges(turn), turn.marks.acknowledged, turn.hidden_ms.get("answer")) == (0, None, None)


def test_silence_is_broken_by_a_word_and_the_answer_follows(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud(2.5, ANSWER))
    (turn,) = lived.says(QUESTION)
    assert voice.said == [FILLERS[0], ANSWER]
    assert turn.reply == ANSWER
    assert bridges(turn) == 1
    assert after_endpoint(turn, "audible") == pytest.approx(0.9, abs=0.001)
    assert after_endpoint(turn, "speech_first_audio") == pytest.approx(0.9, abs=0.001)
    assert after_endpoint(turn, "answer_first_token") == pytest.approx(2.5, abs=0.001)
    assert after_endpoint(turn, "reply_end") == pytest.approx(2.5 + 0.2 + 4 * WORD_S, abs=0.03)


def test_the_stages_say_what_the_answer_added_and_what_was_hidden(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, cloud(2.5, ANSWER))
    (turn,) = lived.says(QUESTION)
    assert turn.stages_ms()["answer"] == pytest.approx(900, abs=1)
    assert turn.stages_ms()["speak"] == pytest.approx(0, abs=1)
    assert turn.hidden_ms["answer"] == pytest.approx(1600, abs=1)
    assert turn.budget is not None
    assert turn.budget["compute_ms"] == pytest.approx(900, abs=1)
    assert turn.budget["stages"]["answer"]["verdict"] == "missed"


def test_a_first_token_that_came_before_the_word_ends_the_answers_time(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud(0.5, "Because ", 1.0, "of Rayleigh scattering."))
    (turn,) = lived.says(QUESTION)
    assert voice.said == [FILLERS[0], ANSWER]
    assert (turn.stages_ms()["answer"], turn.stages_ms()["speak"]) == pytest.approx((500, 400), abs=1)
    assert turn.hidden_ms["answer"] == 0
    assert "(silent for 900 ms, 900 allowed)" in turn.actions[0]["why"]


def test_where_the_tier_is_usually_late_it_is_said_at_once(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud(2.5, ANSWER))
    learnt(lived, "cloud", 2500)
    (turn,) = lived.says(QUESTION)
    assert voice.said == [FILLERS[0], ANSWER]
    assert after_endpoint(turn, "audible") == pytest.approx(0.0, abs=0.001)
    assert turn.budget is not None
    assert turn.budget["stages"]["answer"]["verdict"] == "saved by acknowledge"
    assert turn.budget["verdict"] == "saved"
    assert "(expected in 2500 ms, 900 allowed)" in turn.actions[0]["why"]


def test_and_where_its_settings_say_so_as_long_as_nothing_is_known(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, cloud(2.5, ANSWER))
    lived.assume("cloud", 2000.0)
    (turn,) = lived.says(QUESTION)
    assert after_endpoint(turn, "audible") == pytest.approx(0.0, abs=0.001)


def test_a_tier_that_is_late_now_and_then_is_given_its_chance(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud(0.3, ANSWER))
    for ms in (300, 300, 300, 2500, 2500):
        lived.engines.budget.predictor.learn("answer", "cloud", ms)
    (turn,) = lived.says(QUESTION)
    assert (voice.said, bridges(turn)) == ([ANSWER], 0)


def test_zero_turns_it_off(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud(2.5, ANSWER), bridge_ms=0.0)
    learnt(lived, "cloud", 2500)
    (turn,) = lived.says(QUESTION)
    assert (voice.said, bridges(turn)) == ([ANSWER], 0)


def test_a_skill_needs_none(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud(2.5, ANSWER), bridge_ms=1.0)
    lived.recogniser.commands = ("what time is it",)
    (turn,) = lived.says("hey jarvis what time is it")
    assert (turn.answered_by, bridges(turn), len(voice.said)) == ("time", 0, 1)


def test_a_tier_that_fails_after_it_is_followed_without_another(tmp_path: Path) -> None:
    late = cloud(1.5, TierError("cloud: gone"))
    lived, voice = house(tmp_path, late, ("lan", ScriptedTier("lan", 1.5, ANSWER)))
    (turn,) = lived.says(QUESTION)
    assert voice.said == [FILLERS[0], ANSWER]
    assert (bridges(turn), turn.answered_by) == (1, "lan")


def test_when_nobody_answers_after_it_the_listener_is_told(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud(1.5, TierError("cloud: gone")))
    (turn,) = lived.says(QUESTION)
    assert turn.reply == phrases.UNREACHABLE
    assert voice.said[0] == FILLERS[0]
    assert bridges(turn) == 1


def test_silence_within_a_reply_is_not_bridged(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud("It is air. ", "So ", 3.0, "blue."))
    (turn,) = lived.says(QUESTION)
    assert (voice.said, bridges(turn)) == (["It is air.", "So blue."], 0)


def test_the_next_questions_get_another_word(tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud(2.5, ANSWER))
    lived.says(QUESTION, QUESTION)
    assert voice.said == [FILLERS[0], ANSWER, FILLERS[1], ANSWER]


def test_it_is_no_part_of_what_was_said_before(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, cloud(2.5, ANSWER))
    lived.says(QUESTION, QUESTION)
    (_, tier) = lived.pairs[0]
    assert [line.text for line in tier.asked[1]] == ["why is the sky blue", ANSWER, "why is the sky blue"]
    assert lived.session.conversation.history.last_reply == ANSWER


def test_a_turn_with_a_bridge_teaches_the_predictor_the_tiers_own_time(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, cloud(2.5, ANSWER))
    lived.says(*[QUESTION] * ENOUGH)
    predictor = lived.engines.budget.predictor
    assert predictor.predict("answer", "cloud") == pytest.approx(2500, abs=1)
    assert predictor.predict("speak", "") is None


@pytest.mark.parametrize("wake_after_s", [0.3, 1.0, 1.6], ids=["before it", "while it sounds", "behind it"])
def test_the_wake_word_leaves_nothing_running(wake_after_s: float, tmp_path: Path) -> None:
    lived, voice = house(tmp_path, cloud(5.0, ANSWER))

    async def script(lived: House) -> None:
        lived.microphone.say(QUESTION)
        while not lived.pairs[0][1].asked:
            await lived.clock.sleep(0.02)
        await lived.clock.sleep(wake_after_s - 0.6)
        lived.microphone.say("hey jarvis")
        await lived.ended(2)

    first, second = lived.hold(script)
    assert (first.interrupted, first.reply, second.reply) == (True, "", "")
    assert bridges(first) == (wake_after_s > BRIDGE_MS / 1e3)
    assert ANSWER not in voice.said
    assert lived.pairs[0][1].finished == 0
    assert not lived.running_at_the_end


def test_time_the_turn_has_lost_before_its_route_counts(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, cloud(2.5, ANSWER))
    turn = Turn(lived.engines, lived.session.conversation, "test")

    async def run() -> None:
        await lived.clock.sleep(1.0)
        turn.trace.marks.endpoint, turn.trace.marks.transcribed = 0.5, 1.0
        turn.draft(Transcript("why is the sky blue", 1.0, False, "fake"))
        await turn.speak()

    lived.clock.run(run())
    assert after_endpoint(turn.trace, "acknowledged") == pytest.approx(0.9, abs=0.001)
    assert turn.trace.stages_ms()["answer"] == pytest.approx(400, abs=1)


def test_giving_up_closes_the_reply_at_once(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, cloud(2.5, ANSWER))
    turn = Turn(lived.engines, lived.session.conversation, "test")

    async def run() -> None:
        turn.draft(Transcript("why is the sky blue", 1.0, False, "fake"))
        async with aclosing(turn.commit()) as chunks:
            assert await anext(chunks) == FILLERS[0]
        assert asyncio.all_tasks() == {asyncio.current_task()}

    lived.clock.run(run())
    assert lived.pairs[0][1].finished == 0


def test_a_voice_that_is_slow_has_them_ready() -> None:
    assert set(FILLERS) <= set(phrases.FIXED)


def test_it_is_on_by_the_settings() -> None:
    assert config.Answer().bridge_ms > 0
