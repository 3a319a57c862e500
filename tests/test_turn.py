"""One turn: what a draft, a commit and a cancellation do and do not."""

import asyncio
import inspect
import json
import sys
from collections.abc import AsyncGenerator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.history.kept import turns_of
from tests.house import LONG, House
from voice.events import RouteChosen, Saying, TurnEnded
from voice.messages import GenerationOptions, Message, Route, Tools, Transcript
from voice.privacy.audit import Audit
from voice.privacy.gate import place_of
from voice.privacy.redacting_tier import RedactingTier
from voice.testing import ScriptedTier
from voice.tiers import StreamResult
from voice.turn import Turn

TIMER = Transcript("set a timer for ten minutes", 1.0, True, "grammar")
SKY = Transcript("why is the sky blue", 1.0, False, "whisper")
PRIVATE = Transcript("my phone number is 07700 900123 explain in detail why nobody calls me", 1.0, False, "whisper")


def turn(house: House) -> Turn:
    return Turn(house.engines, house.session.conversation, "test")


def everything(house: House) -> dict[str, Any]:
    """All that a turn could leave behind."""
    house.engines.writer.flush()
    files = [file for file in house.folder.rglob("*") if file.is_file() and "spend" not in file.name]
    return {
        "files": {file.name: file.read_bytes() for file in files},
        "history": house.session.conversation.history.with_question(""),
        "events": list(house.events),
        "asked": list(house.tier.asked) if isinstance(house.tier, ScriptedTier) else [],
        "sound": len(house.sink.take()),
    }


@pytest.mark.parametrize("words", [TIMER, SKY, PRIVATE], ids=["a command", "a question", "private words"])
def test_drafts_have_no_effect_and_may_be_dropped(words: Transcript, tmp_path: Path) -> None:
    house = House(tmp_path, ScriptedTier("cloud", "Scattering."))
    before = everything(house)

    async def run() -> None:
        begun = turn(house)
        for count in range(1, len(words.text.split()) + 1):
            said = " ".join(words.text.split()[:count])
            begun.draft(Transcript(said, 1.0, words.is_command, words.engine))
            await begun.prefill()
        begun.cancel()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    house.clock.run(run())
    assert everything(house) == before


def test_the_last_draft_counts(tmp_path: Path) -> None:
    house = House(tmp_path, ScriptedTier("cloud", "Scattering."))

    async def run() -> Turn:
        begun = turn(house)
        assert begun.draft(TIMER).skill == "timer_set"
        assert begun.draft(SKY).candidates == ("cloud",)
        await begun.speak()
        return begun

    trace = house.clock.run(run()).trace
    assert (trace.transcript, trace.answered_by, trace.reply) == (SKY, "cloud", "Scattering.")
    assert not (tmp_path / "timers.json").exists()


def test_a_later_draft_has_the_whole_budget(tmp_path: Path) -> None:
    house, remaining = House(tmp_path, ScriptedTier("cloud", "Scattering.")), []
    route = house.engines.router.route

    def routed(text: str, **given: Any) -> Route:
        remaining.append(given["remaining"])
        return route(text, **given)

    house.engines.router = type("Noting", (), {"route": staticmethod(routed)})()  # type: ignore[assignment]

    async def run() -> None:
        begun = turn(house)
        begun.draft(SKY)
        await house.clock.sleep(5.0)
        begun.draft(SKY)

    house.clock.run(run())
    assert remaining[0] == remaining[1]


def test_a_commit_runs_the_skill_once_and_speak_says_what_it_replies(tmp_path: Path) -> None:
    house = House(tmp_path)

    async def run() -> None:
        begun = turn(house)
        begun.draft(TIMER)
        assert not (tmp_path / "timers.json").exists()
        await begun.speak()

    house.clock.run(run())
    assert len(json.loads((tmp_path / "timers.json").read_text())) == 1
    assert house.session.conversation.history.last_reply == "Timer set for ten minutes."
    assert house.sink.take().any()
    assert [type(event) for event in house.events] == [RouteChosen, Saying, TurnEnded]


def test_what_is_kept_at_home_is_in_the_audit_log_once_it_is_committed(tmp_path: Path) -> None:
    house = House(tmp_path, ScriptedTier("cloud", "No."))

    async def run() -> None:
        begun = turn(house)
        begun.draft(PRIVATE)
        assert list(Audit(tmp_path, house.clock).entries()) == []
        await begun.speak()

    house.clock.run(run())
    assert [(entry.place, entry.did) for entry in Audit(tmp_path, house.clock).entries()] == [("cloud", "withheld")]


def test_cancelling_falls_silent_and_still_writes_the_trace(tmp_path: Path) -> None:
    house = House(tmp_path, ScriptedTier("cloud", LONG))

    async def run() -> None:
        begun = turn(house)
        begun.draft(SKY)
        speaking = asyncio.create_task(begun.speak())
        await house.clock.sleep(2.0)
        begun.cancel()
        await asyncio.wait([speaking])
        assert speaking.cancelled()
        assert begun.trace.interrupted

    house.clock.run(run())
    assert len(house.sink.take()) / house.sink.sample_rate == pytest.approx(2.0, abs=0.02)
    assert len(turns_of(house.engines)) == 1


def test_a_turn_that_was_never_drafted_cannot_be_committed(tmp_path: Path) -> None:
    house = House(tmp_path)

    async def run() -> None:
        with pytest.raises(AssertionError):
            await anext(turn(house).commit())

    house.clock.run(run())


class Looking(ScriptedTier):
    """Counts the generators between itself and whoever takes the reply, at its last piece."""

    between = 0

    async def stream(
        self, messages: Sequence[Message], result: StreamResult, tools: Tools = (), options: GenerationOptions | None = None
    ) -> AsyncGenerator[str]:
        for piece in ("It is air. ", "It scatters. ", "Light. ", "That is all."):
            frame, self.between = sys._getframe(), 0
            while frame := frame.f_back:  # type: ignore[assignment]
                if frame.f_code.co_filename.endswith("speak/player.py"):
                    break
                self.between += bool(frame.f_code.co_flags & inspect.CO_ASYNC_GENERATOR)
            yield piece


def test_a_reply_passes_at_most_six_generators_from_the_tier_to_the_player(tmp_path: Path) -> None:
    tier = Looking("cloud")
    house = House(tmp_path, tier)
    (settings,) = house.engines.config.tiers
    guarded = RedactingTier(tier, place_of(settings), house.engines.gate)
    house.engines.pool = type(house.engines.pool)({"cloud": guarded}, house.clock, house.engines.pool.cache)
    (trace,) = house.says("hey jarvis why is the sky blue")
    assert trace.reply == "It is air. It scatters. Light. That is all."
    assert 3 <= tier.between + 1 <= 6, "the tier's own counts too"


def test_a_question_may_take_the_rest_from_the_last_one_unless_a_model_answered_since(tmp_path: Path) -> None:
    house = House(tmp_path, ScriptedTier("cloud", "Scattering."))

    def said(text: str) -> tuple[str | None, str]:
        begun = turn(house)
        begun.draft(Transcript(text, 1.0, False, "typed"))

        async def run() -> None:
            async for _ in begun.commit():
                pass
            begun.finish()

        house.clock.run(run())
        return begun.trace.answered_by, begun.trace.reply

    assert said("convert 20 celsius to fahrenheit") == ("convert", "68 degrees Fahrenheit.")
    assert said("and in kelvin?") == ("convert", "293 kelvins.")
    assert said("why is the sky blue")[0] == "cloud"
    assert said("and in kelvin?")[0] == "cloud"
