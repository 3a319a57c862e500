from datetime import datetime, timedelta, timezone

import pytest

from voice import config
from voice.budget import Budget
from voice.messages import Route, Transcript, WakeHeard
from voice.trace import TurnTrace

MORNING = datetime(2026, 11, 21, 9, 41, tzinfo=timezone(timedelta(hours=1)))


@pytest.fixture
def limits():
    return config.Budget()


@pytest.fixture
def make_turn(limits):
    """A factory of turns in the machine-readable form; ms of each stage, None where it did not happen."""

    def make(
        heard="what time is it",
        reply="It is noon.",
        tier="skill",
        answered_by="time",
        reason="a short intent a skill can do",
        engine="grammar",
        endpoint=290.0,
        transcribe=4.0,
        route=0.2,
        answer=1.0,
        speak=8.0,
        output=25.0,
        hidden=21.0,
        wait_ms=None,
        actions=(),
        minute=0,
        alternatives=(),
        signals=(),
        **rest,
    ):
        turn = TurnTrace(MORNING + timedelta(minutes=minute), "clip.wav", **rest)
        turn.wake = WakeHeard(1.0, "hey_jarvis", 0.93, 0.95)
        turn.transcript = Transcript(heard, 0.96, engine == "grammar", engine)
        skill = answered_by if tier == "skill" else None
        turn.route = Route(tier, reason, skill, alternatives=tuple(alternatives), signals=tuple(signals))
        turn.answered_by, turn.reply, turn.hidden_ms = answered_by, reply, {"transcribe": hidden}
        marks, at = turn.marks, 3.0
        marks.wake_end, marks.wake_heard, marks.last_voice = 0.95, 1.0, at
        taken = {
            "endpoint": endpoint,
            "transcribed": transcribe,
            "routed": route,
            "answer_first_token": answer,
            "speech_first_audio": speak,
            "audible": output,
        }
        for mark, ms in taken.items():
            if ms is None:
                break
            at += ms / 1e3
            setattr(marks, mark, at)
        turn_budget = Budget(limits).turn()
        turn_budget.path = "cloud" if tier == "cloud" else "device"
        turn_budget.wait_ms, turn_budget.actions = wait_ms, list(actions)
        turn.actions, turn.budget = turn_budget.actions, turn_budget.verdict(turn.stages_ms())
        return turn.as_dict()

    return make
