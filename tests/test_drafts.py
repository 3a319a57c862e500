"""Replies that are begun at a pause, in whole conversations: what they hide, what they must not do, when they are dropped."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.answer.virtual import Lived
from tests.house import House
from voice import config
from voice.answer.cache import AnswerCache
from voice.budget import TRY_AGAIN
from voice.clock import Clock, VirtualClock
from voice.drafts import MOST
from voice.engines import Engines
from voice.errors import EngineError, TierError
from voice.messages import Samples, ToolCall, Transcript
from voice.predictor import ENOUGH
from voice.testing import FakeHearing, FakeRecogniser, FakeVoice, Piece, ScriptedTier
from voice.trace import TurnTrace
from voice.turn import Turn

SKY = "hey jarvis why is the sky blue"
ANSWER = "Scattering."


class SlowVoice(FakeVoice):
    """Takes 150 ms to begin a sentence."""

    def __init__(self, clock: Clock) -> None:
        self.begun: list[tuple[str, float]] = []
        """What it was asked to say, and when."""
        self.closed = 0
        self._clock = clock

    async def synthesise(self, text: str) -> AsyncGenerator[Samples]:
        self.begun.append((text, self._clock.now()))
        try:
            await self._clock.sleep(0.15)
            async for chunk in super().synthesise(text):
                yield chunk
        finally:
            self.closed += 1


def house(folder: Path, *pieces: Piece | list[Piece], ahead: bool = True, **answer: Any) -> tuple[Lived, ScriptedTier]:
    """A house whose only tier is on the device, in a voice that is slow to begin."""
    tier = ScriptedTier("small", *pieces)
    lived = Lived(folder, ("device", tier), ahead=frozenset({"small"} if ahead else ()), **answer)
    lived.speak_with(SlowVoice(lived.clock))
    return lived, tier


def left_in(folder: Path) -> list[Path]:
    """What skills have left; the databases are opened whenever their thread comes to it."""
    return sorted(file for file in folder.rglob("*") if ".db" not in file.name)


def waited_ms(turn: TurnTrace) -> float:
    """From the endpoint to the first sound of the reply."""
    assert turn.marks.audible is not None
    assert turn.marks.endpoint is not None
    return (turn.marks.audible - turn.marks.endpoint) * 1e3


def spoken(*parts: str | float) -> Callable[[House], Any]:
    """Somebody who says parts with pauses between them, s."""

    async def script(house: House) -> None:
        for part in parts:
            house.microphone.say(part) if isinstance(part, str) else house.microphone.pause(part)
        await house.ended(1)

    return script


@pytest.mark.parametrize(
    ("first_token_s", "ahead", "waited"),
    [
        (0.3, True, 0),  # the answer and its first sound take 450 ms of the 700 between the pause and the endpoint
        (0.3, False, 450),
        (0.8, True, 230),  # it goes on where it was
        (0.8, False, 950),
    ],
)
def test_an_answer_and_its_first_sound_are_made_in_the_wait(
    first_token_s: float, ahead: bool, waited: float, tmp_path: Path
) -> None:
    lived, tier = house(tmp_path, first_token_s, ANSWER, ahead=ahead)
    (turn,) = lived.says(SKY)
    assert turn.stages_ms()["endpoint"] == pytest.approx(800)
    assert waited_ms(turn) == pytest.approx(waited, abs=1)
    assert turn.drafts.hit == ahead
    assert turn.hidden_ms.get("answer", 0) + (turn.stages_ms()["answer"] or 0) == pytest.approx(1e3 * first_token_s, abs=1)
    assert turn.hidden_ms.get("speak", 0) + (turn.stages_ms()["speak"] or 0) == pytest.approx(150, abs=1)
    assert (turn.reply, turn.answered_by, len(tier.asked)) == (ANSWER, "small", 1)
    assert (turn.drafts.wasted_ms, turn.drafts.wasted_tokens) == (0, 0)
    assert not lived.running_at_the_end


def test_what_the_user_goes_on_to_say_drops_the_answer_to_the_first_half(tmp_path: Path) -> None:
    lived, tier = house(tmp_path, ["It is air. "], ["It is the sunset."])
    (turn,) = lived.hold(spoken(SKY, 0.5, "and then red"))
    assert [asked[-1].text for asked in tier.asked] == ["why is the sky blue", "why is the sky blue and then red"]
    assert turn.reply == "It is the sunset."
    assert (turn.drafts.made, turn.drafts.hit, turn.drafts.wasted_tokens) == (2, True, 1)
    assert turn.drafts.wasted_ms > 500
    assert turn.drafts.wasted_usd == pytest.approx(1e-6)
    assert turn.usage["small"]["out"] == 1
    assert [line.text for line in lived.session.conversation.history.with_question("")] == [
        "why is the sky blue and then red", "It is the sunset.", "",
    ]  # fmt: skip
    assert not lived.running_at_the_end


def test_an_answer_that_was_not_there_yet_is_given_up_at_once(tmp_path: Path) -> None:
    lived, tier = house(tmp_path, [30.0, "It is air. "], ["It is the sunset."])
    (turn,) = lived.hold(spoken(SKY, 0.5, "and then red"))
    assert (turn.reply, tier.finished) == ("It is the sunset.", 1)
    assert not lived.running_at_the_end


def test_the_same_words_at_the_next_pause_keep_the_draft(tmp_path: Path) -> None:
    lived, tier = house(tmp_path, 1.0, ANSWER)
    heard = lived.recogniser.words
    lived.recogniser.words = lambda samples: replace(heard(samples), text=heard(samples).text.replace(" cough", ""))  # type: ignore[method-assign]
    (turn,) = lived.hold(spoken(SKY, 0.4, "cough"))
    assert len(tier.asked) == turn.drafts.made == 1
    assert turn.drafts.hit
    assert waited_ms(turn) == pytest.approx(0, abs=1)


def test_who_pauses_often_gets_three_drafts_at_most(tmp_path: Path) -> None:
    lived, tier = house(tmp_path, ANSWER)
    (turn,) = lived.hold(spoken(SKY, 0.3, "or red", 0.3, "or green", 0.3, "or black", 0.3, "or white"))
    assert turn.drafts.made == MOST
    assert (len(tier.asked), turn.drafts.hit) == (MOST + 1, False)
    assert turn.reply == ANSWER


def test_what_is_unfinished_is_not_drafted(tmp_path: Path) -> None:
    lived, tier = house(tmp_path, ANSWER)
    (turn,) = lived.hold(spoken("hey jarvis tell me of the bears and", 1.0, "the wolves"))
    assert [asked[-1].text for asked in tier.asked] == ["tell me of the bears and the wolves"]
    assert turn.drafts.made == 1


@pytest.mark.parametrize(
    ("ahead", "asked"),
    [("never", set()), ("home", {"own", "attic"}), ("trusted", {"own", "attic", "friend", "dear"}), ("always", None)],
)
def test_the_settings_say_who_may_be_asked_before_the_question_is_over(ahead: str, asked: Any, tmp_path: Path) -> None:
    def tier(name: str, where: str, url: str, **more: Any) -> dict[str, Any]:
        return {"name": name, "where": where, "base_url": url, "model": "m", **more}

    tiers = (
        tier("own", "device", "http://127.0.0.1:8000/v1"),
        tier("attic", "lan", "http://192.168.1.7/v1"),
        tier("dear", "lan", "http://192.168.1.8/v1", price_out=2.0),
        tier("doubted", "lan", "http://192.168.1.9/v1", trusted=False),
        tier("friend", "cloud", "https://friend.example/v1", trusted=True),
        tier("cloud", "cloud", "https://cloud.example/v1"),
    )
    made = Engines(config.Config(state_dir=tmp_path, tiers=tiers, answer={"ahead": ahead}), VirtualClock(), print)
    made._answerers()
    assert made.pool.ahead == ({str(one["name"]) for one in tiers} if asked is None else asked)


def test_a_tier_that_may_not_be_asked_is_left_alone_until_the_turn_is_over(tmp_path: Path) -> None:
    lived, tier = house(tmp_path, ANSWER, ahead=False)
    (turn,) = lived.hold(spoken(SKY, 0.5, "and then red"))
    assert [asked[-1].text for asked in tier.asked] == ["why is the sky blue and then red"]
    assert turn.drafts.made == 0


def test_another_tier_is_asked_only_once_the_turn_is_over(tmp_path: Path) -> None:
    small, large = ScriptedTier("small", TierError("small: gone")), ScriptedTier("large", "Air.")
    lived = Lived(tmp_path, ("device", small), ("cloud", large), ahead=frozenset({"small"}), beside={"large"})

    async def script(house: House) -> None:
        house.microphone.say(SKY)
        await house.clock.sleep(0.3 * 7 + 0.5)
        assert (len(small.asked), len(large.asked)) == (1, 0)
        await house.ended(1)

    (turn,) = lived.hold(script)
    assert (turn.answered_by, turn.tried) == ("large", ["small", "large"])


def test_a_tool_that_a_draft_calls_is_run_only_once_the_turn_is_over(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, [ToolCall("1", "timer_set", '{"seconds": 600}')], ["Done."])
    ran: list[float] = []

    async def call(asked: ToolCall, *rest: Any) -> Any:
        ran.append(lived.clock.now())
        return await made(asked, *rest)

    made, lived.engines.skills.call = lived.engines.skills.call, call  # type: ignore[assignment,method-assign]
    (turn,) = lived.says(SKY)
    assert turn.drafts.hit
    assert turn.marks.endpoint is not None
    assert len(ran) == 1
    assert ran[0] >= turn.marks.endpoint


# skills

TELLING = (
    "what time is it", "what day is it tomorrow", "what is two plus two", "convert 20 celsius to fahrenheit", "thank you",
    "how long is left on the timer", "spell necessary", "what can you do", "say that again",
)  # fmt: skip
DOING = (
    "add milk to my shopping list", "start the stopwatch", "flip a coin", "remind me at six pm to call home",
    "set an alarm for seven am", "cancel the timer",
)  # fmt: skip
LIKELY = {
    "set a timer for ten minutes": "Timer set for ten minutes.", "set a pasta timer for 90 seconds": None,
    "volume 30 percent": None, "turn the volume up": None, "mute": "Muted.",
    "turn off the kitchen lights": "Kitchen lights off.",
}  # fmt: skip


def drafted(house: House, text: str, run: list[str]) -> Turn:
    """A turn that was drafted at a pause; `run` gets the skills that ran."""
    turn = Turn(house.engines, house.session.conversation, "test")
    asked = house.engines.skills.run

    async def noted(match: Any, context: Any) -> Any:
        run.append(match.skill)
        return await asked(match, context)

    house.engines.skills.run = noted  # type: ignore[method-assign]

    async def draft() -> None:
        turn.draft(Transcript(text, 1.0, True, "grammar"))
        await turn.ahead("complete")
        await house.clock.sleep(1.0)
        await turn.drop()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    house.clock.run(draft())
    return turn


@pytest.mark.parametrize("text", TELLING)
def test_what_only_tells_something_is_told_ahead_and_leaves_nothing(text: str, tmp_path: Path) -> None:
    house, run = House(tmp_path), list[str]()
    house.speak_with(voice := SlowVoice(house.clock))
    before = left_in(tmp_path)
    turn = drafted(house, text, run)
    assert len(run) == len(voice.begun) == voice.closed == turn.drafts.told.made == 1
    assert left_in(tmp_path) == before
    assert (house.events, house.session.conversation.told, len(house.sink.take())) == ([], (), 0)
    assert turn.drafts.told.wasted_ms == pytest.approx(150)


@pytest.mark.parametrize("text", DOING)
def test_what_does_something_is_not_done_before_the_turn_is_over(text: str, tmp_path: Path) -> None:
    house, run = House(tmp_path), list[str]()
    house.speak_with(voice := SlowVoice(house.clock))
    turn = drafted(house, text, run)
    assert (run, voice.begun, turn.drafts.told.made) == ([], [], 0)


@pytest.mark.parametrize("text", LIKELY)
def test_what_it_will_say_is_told_without_doing_it(text: str, tmp_path: Path) -> None:
    house, run = House(tmp_path), list[str]()
    house.speak_with(voice := SlowVoice(house.clock))
    house.session.conversation.context.volume = house.sink
    before = left_in(tmp_path)
    turn = drafted(house, text, run)
    assert (run, left_in(tmp_path), house.sink.volume) == ([], before, 100)
    assert turn.drafts.told.made == len(voice.begun) == 1
    if LIKELY[text]:
        assert voice.begun[0][0] == LIKELY[text]


@pytest.mark.parametrize("text", [text for text in LIKELY if "lights" not in text])
def test_and_said_once_it_is_done(text: str, tmp_path: Path) -> None:
    house = House(tmp_path, commands=(text,))
    house.sink.volume = 50
    house.speak_with(voice := SlowVoice(house.clock))
    (turn,) = house.says(f"hey jarvis {text}")
    assert (len(voice.begun), voice.closed) == (1, 1), "the sound that was begun is the one that is said"
    assert turn.drafts.hit
    assert waited_ms(turn) == pytest.approx(10 if turn.ended == "complete" else 0, abs=1)


@pytest.mark.parametrize(("ahead", "waited"), [("home", 10), ("never", 150)])
def test_the_first_sound_of_a_skills_reply_is_made_in_the_wait(ahead: str, waited: float, tmp_path: Path) -> None:
    house = House(tmp_path, commands=("what time is it",))
    house.engines.config = house.engines.config.model_copy(update={"answer": config.Answer(ahead=ahead)})
    house.speak_with(SlowVoice(house.clock))
    (turn,) = house.says("hey jarvis what time is it")
    assert turn.stages_ms()["endpoint"] == pytest.approx(220)
    assert waited_ms(turn) == pytest.approx(waited, abs=1)
    assert turn.reply == "It's noon."


class SlowReader(FakeHearing):
    """Takes its time at a pause; what is likely it knows at once."""

    def __init__(self, recogniser: "SlowRecogniser") -> None:
        super().__init__(recogniser)
        self._clock, self._likely, self._reading_s = recogniser.clock, recogniser.likely, recogniser.reading_s

    async def likely(self) -> Transcript | None:
        return Transcript(self._likely, 0.99, True, "grammar") if self._likely else None

    async def partial(self) -> Transcript:
        await self._clock.sleep(self._reading_s)
        return await super().partial()


class SlowRecogniser(FakeRecogniser):
    def __init__(self, house: House, likely: str = "", reading_s: float = 0.2) -> None:
        super().__init__(house.vocabulary, ("what time is it", "what is the time"))
        self.clock, self.likely, self.reading_s = house.clock, likely, reading_s

    async def open(self, phrase: str = "", wake_end: float = 0.0) -> FakeHearing:
        return SlowReader(self)


@pytest.mark.parametrize(
    ("likely", "waited", "begun"),
    [
        ("what time is it", 0, ["It's noon."]),
        ("what is the time", 0, ["It's noon."]),  # in other words the same deed
        ("roll a die", 130, None),  # what was read in the end counts
        ("", 130, ["It's noon."]),
    ],
)
def test_a_reply_is_begun_to_what_the_words_probably_are_while_they_are_read(
    likely: str, waited: float, begun: list[str] | None, tmp_path: Path
) -> None:
    house = House(tmp_path)
    house.hear_with(SlowRecogniser(house, likely))
    house.speak_with(voice := SlowVoice(house.clock))
    (turn,) = house.says("hey jarvis what time is it")
    assert turn.stages_ms()["endpoint"] == pytest.approx(300, abs=1)
    assert waited_ms(turn) == pytest.approx(waited, abs=1)
    assert turn.reply == "It's noon."
    assert begun is None or [text for text, _ in voice.begun] == begun


def test_who_goes_on_speaking_is_not_behind_the_reading_at_an_earlier_pause(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.hear_with(SlowRecogniser(house, reading_s=0.6))
    (turn,) = house.hold(spoken("hey jarvis what time is", 0.12, "it"))
    assert turn.transcript.text == "what time is it"
    assert turn.stages_ms()["endpoint"] == pytest.approx(80 + 600, abs=1)


def test_a_question_that_asks_back_is_made_ahead_and_the_deed_is_not_done(tmp_path: Path) -> None:
    house = House(tmp_path, commands=("set a timer for eight minutes",))
    house.recogniser.unsure = {"set a timer for eight minutes": 0.2}
    house.speak_with(voice := SlowVoice(house.clock))
    (turn,) = house.says("hey jarvis set a timer for eight minutes")
    assert turn.reply == "Eight minutes?"
    assert turn.drafts.hit
    assert [text for text, _ in voice.begun] == ["Eight minutes?"]
    assert not (tmp_path / "timers.json").exists()


def test_a_reply_that_has_changed_since_the_pause_is_said_as_it_is_now(tmp_path: Path) -> None:
    house = House(tmp_path, commands=("what time is it",))
    house.speak_with(voice := SlowVoice(house.clock))
    asked = Turn(house.engines, house.session.conversation, "test")

    async def run() -> None:
        await house.clock.sleep(59.9 - house.clock.today().second)
        asked.draft(Transcript("what time is it", 1.0, True, "grammar"))
        await asked.ahead("complete")
        await house.clock.sleep(0.2)
        asked.draft(Transcript("what time is it", 1.0, True, "grammar"))
        await asked.speak()
        assert asyncio.all_tasks() == {asyncio.current_task()}

    house.clock.run(run())
    assert asked.trace.reply == "It's 12:01 pm."
    assert [text for text, _ in voice.begun] == ["It's noon.", "It's 12 oh 1 pm."]
    assert voice.closed == 2


@pytest.mark.parametrize("spare", [False, True])
def test_a_voice_that_fails_ahead_fails_as_it_would_have_later(spare: bool, tmp_path: Path) -> None:
    class Failing(FakeVoice):
        async def synthesise(self, text: str) -> AsyncGenerator[Samples]:
            raise EngineError("the voice failed", "")
            yield

    house = House(tmp_path, commands=("what time is it",))
    house.speak_with(Failing(), FakeVoice() if spare else None)
    (turn,) = house.says("hey jarvis what time is it")
    told = (turn.error, [one["action"] for one in turn.actions])
    assert told == ((None, ["second_voice"]) if spare else ("the voice failed", []))


# tiers that are asked together


def test_a_small_model_that_says_the_first_sentence_is_heard_at_once(tmp_path: Path) -> None:
    small, large = ScriptedTier("small", 0.3, "It is air. ", "So."), ScriptedTier("large", 0.5, "It scatters.")
    lived = Lived(tmp_path, ("cloud", large), ("device", small), draft=True, ahead=frozenset({"small"}))
    (turn,) = lived.says(SKY)
    assert waited_ms(turn) == pytest.approx(0, abs=1)
    assert (turn.reply, turn.answered_by) == ("It is air. It scatters.", "large")
    assert turn.drafts.hit
    assert not lived.running_at_the_end


def test_one_that_was_unsure_in_the_wait_hands_over_as_soon_as_the_turn_is_over(tmp_path: Path) -> None:
    small, large = ScriptedTier("small", 0.3, *"abcdef", sure=0.2), ScriptedTier("large", 0.1, "It scatters.")
    lived = Lived(tmp_path, ("device", small), ("cloud", large), confidence=0.5, ahead=frozenset({"small"}))
    (turn,) = lived.says(SKY)
    assert waited_ms(turn) == pytest.approx(100, abs=1)
    assert (turn.answered_by, [one["action"] for one in turn.actions]) == ("large", ["escalate"])
    assert not lived.running_at_the_end


def test_nobody_is_asked_ahead_for_an_answer_that_is_known(tmp_path: Path) -> None:
    lived, tier = house(tmp_path, ANSWER)
    lived.engines.pool = replace(lived.engines.pool, cache=AnswerCache(lived.clock, 3600.0))
    first, again = lived.says(SKY, SKY)
    assert (first.answered_by, again.answered_by, len(tier.asked)) == ("small", "cache", 1)
    assert again.drafts.hit
    assert waited_ms(again) == pytest.approx(0, abs=1)


# whether it pays


def test_drafts_that_are_dropped_are_left_for_a_while(tmp_path: Path) -> None:
    lived, tier = house(tmp_path, ANSWER)
    budget = lived.engines.budget
    for _ in range(ENOUGH):
        budget.learn("draft", "fake/unknown", 0.0)
    (turn,) = lived.says(SKY)
    assert (turn.drafts.made, turn.drafts.hit, tier.read) == (0, False, ["why is the sky blue", ""])
    for _ in range(TRY_AGAIN):
        assert not budget.pays("draft", "fake/unknown", 0.5)
    assert budget.pays("draft", "fake/unknown", 0.5)


def test_hits_and_drops_are_learned_for_whoever_read_the_words_and_how_complete_they_were(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, ANSWER, commands=("what time is it",))
    predictor = lived.engines.budget.predictor
    for _ in range(ENOUGH):
        predictor.learn("draft", "fake/unknown", 1.0)
        predictor.learn("draft", "fake/complete", 1.0)
    lived.hold(spoken(SKY, 0.5, "and then red"))
    assert predictor.mean("draft", "fake/unknown") == pytest.approx((ENOUGH + 1) / (ENOUGH + 2))
    assert predictor.mean("draft", "fake/complete") == 1.0


def test_a_turn_that_nobody_ends_leaves_nothing_running(tmp_path: Path) -> None:
    lived, tier = house(tmp_path, 30.0, ANSWER)

    async def run() -> None:
        before = asyncio.all_tasks()
        session = asyncio.create_task(lived.session.run())
        lived.microphone.say(SKY)
        await lived.clock.sleep(0.3 * 7 + 0.4)
        assert len(tier.asked) == 1
        session.cancel()
        await asyncio.gather(session, return_exceptions=True)
        assert asyncio.all_tasks() == before

    lived.clock.run(run())
    assert lived.turns == []


def test_the_wake_word_during_a_drafted_reply_leaves_nothing_running(tmp_path: Path) -> None:
    lived, _ = house(tmp_path, 2.0, ANSWER, commands=("what time is it",))

    async def script(house: House) -> None:
        house.microphone.say(SKY)
        await house.clock.sleep(0.3 * 7 + 1.2)
        house.microphone.say("hey jarvis what time is it")
        await house.ended(2)

    given_up, told = lived.hold(script)
    assert (given_up.interrupted, told.answered_by) == (True, "time")
    assert not lived.running_at_the_end
