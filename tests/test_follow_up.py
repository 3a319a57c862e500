"""What follows a reply without the wake word: answered, gone on from, corrected, let go, forgotten; in virtual time."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.house import House
from tests.talk import ask, conversation, loaded
from voice.clock import VirtualClock
from voice.config import Config
from voice.events import FloorClosed, LeftOpen, LetGo, Ringing
from voice.messages import Hypothesis, Route, Transcript
from voice.skills.timing.store import Store
from voice.testing import FakeVoice, ScriptedTier
from voice.turn import Turn

TEN = "set a timer for ten minutes"
SECONDS = 6.0


def house(folder: Path, *commands: str, after: Any = "always", tier: ScriptedTier | None = None, **more: Any) -> House:
    made = House(folder, tier, commands=commands, **more)
    settings = made.engines.config.conversation.model_copy(update={"follow_up": after})
    made.engines.config = made.engines.config.model_copy(update={"conversation": settings})
    made.speak_with(FakeVoice())
    return made


def talked(talk: House, first: str, *lines: str, pause: float = 0.5) -> list[str]:
    """The replies to what is said first behind the wake word, and then without it, each behind the reply before."""

    async def script(house: House) -> None:
        house.microphone.say(f"hey jarvis {first}")
        for line in lines:
            await replied(house)
            house.microphone.pause(pause)
            house.microphone.say(line)
        await replied(house)
        await house.clock.sleep(1.0)
        while not house.session.floor.idle:
            await house.clock.sleep(0.02)

    return [turn.reply for turn in talk.hold(script)]


async def replied(house: House) -> None:
    """The last words have been answered, or let go."""
    while house.microphone._frames:
        await house.clock.sleep(0.02)
    while house.session.floor.state in ("listening", "thinking", "speaking"):
        await house.clock.sleep(0.02)


def let_go(talk: House) -> int:
    return sum(isinstance(event, LetGo) for event in talk.events)


@pytest.mark.parametrize(
    ("command", "lines", "replies"),
    [
        ("what time is it", ["and in paris"], ["It's noon.", "It's noon in Paris."]),
        (TEN, ["make it fifteen"], ["Timer set for ten minutes.", "Timer cancelled. Timer set for 15 minutes."]),
        ("what is two plus three", ["times ten"], ["Two plus three is five.", "Five times ten is 50."]),
        (TEN, ["no fifteen", "no twenty"], None),
        ("add milk to my shopping list", ["and eggs"], None),
    ],
)
def test_what_goes_on_from_a_reply_needs_no_wake_word(
    command: str, lines: list[str], replies: list[str] | None, tmp_path: Path
) -> None:
    talk = house(tmp_path, command)
    said = talked(talk, command, *lines)
    assert len(said) == len(lines) + 1
    assert not let_go(talk)
    assert all(turn.wake is None for turn in talk.turns[1:])
    if replies is not None:
        assert said[0] == replies[0] or replies[0].startswith("Two")
        assert said[1:] == replies[1:] or command.startswith("what")


@pytest.mark.parametrize(
    ("command", "question", "answers", "done"),
    [
        ("set a timer", "For how long?", ["ten minutes"], "Timer set for ten minutes."),
        ("set a pasta timer", "For how long?", ["eight minutes please"], "Pasta timer set for eight minutes."),
        ("set an alarm", "For what time?", ["half past six tomorrow"], "Alarm set for 6:30 am tomorrow."),
        ("remind me to call mum", "When?", ["at six pm"], "I'll remind you at 6 pm: call mum."),
        ("remind me", "Remind you of what?", ["call mum", "at six pm"], "I'll remind you at 6 pm: call mum."),
        ("add something to my shopping list", "Add what?", ["milk"], "Added milk to your shopping list."),
        ("set the volume", "To what?", ["thirty"], "Volume at 30 percent."),
    ],
)
def test_a_skill_that_lacks_a_part_asks_for_it_and_hears_the_answer(
    command: str, question: str, answers: list[str], done: str, tmp_path: Path
) -> None:
    talk = house(tmp_path, command, after="question")
    said = talked(talk, command, *answers)
    assert said[0] == question
    assert said[-1] == done
    assert not any(isinstance(event, LeftOpen) for event in talk.events[-3:])


@pytest.mark.parametrize(
    ("answer", "wait_ms"), [("ten minutes", 220), ("for ten minutes please", 220), ("ten", 900), ("never mind", 220)]
)
def test_an_answer_is_over_as_soon_as_it_is_whole(answer: str, wait_ms: float, tmp_path: Path) -> None:
    talk = house(tmp_path, "set a timer", "never mind", after="question")
    talked(talk, "set a timer", answer)
    assert talk.turns[1].stages_ms()["endpoint"] == pytest.approx(wait_ms)


@pytest.mark.parametrize(
    ("asked", "readings", "done"),
    [
        ("set a timer", ["to the date", "to eight", "ten minutes"], {"seconds": 600}),
        ("set a timer", ["what time is it", "the time is it"], {}),
        ("remind me to call mum", ["add sixty m", "at six p m"], {"text": "call mum", "time": "18:00"}),
        ("", ["to the date", "to eight", "ten minutes"], {}),
    ],
)
def test_the_likeliest_reading_that_answers_the_question_is_taken(
    asked: str, readings: list[str], done: dict[str, Any], tmp_path: Path
) -> None:
    heard = tuple(Hypothesis(text, "grammar", None, 0, 0) for text in readings)

    async def talk() -> Route:
        engines, held = await loaded(Config(state_dir=tmp_path)), conversation()
        held.listens, held.goes_on = True, "question"
        if asked:
            held.leaves_open(await ask(engines, held, asked))
        return Turn(engines, held, "microphone").draft(Transcript(readings[0], 1.0, True, "grammar", hypotheses=heard))

    route = asyncio.run(talk())
    assert route.slots == done


def test_without_follow_ups_a_question_says_how_to_ask_in_full(tmp_path: Path) -> None:
    talk = house(tmp_path, "set a timer", after="off")
    assert talked(talk, "set a timer", "ten minutes") == ["For how long? Say, for instance: set a timer for ten minutes."]


def test_by_default_a_reply_that_asks_nothing_leaves_nothing_open(tmp_path: Path) -> None:
    talk = house(tmp_path, TEN, "what time is it", after=Config().conversation.follow_up)
    assert talked(talk, TEN, "what time is it") == ["Timer set for ten minutes."]
    assert not any(isinstance(event, LeftOpen) for event in talk.events)


def test_the_question_of_a_language_model_may_be_answered_in_any_words(tmp_path: Path) -> None:
    tier = ScriptedTier("cloud", ["Shall I go on?"], ["Then I go on."])
    talk = house(tmp_path, after="question", tier=tier)
    assert talked(talk, "tell me about the romans", "sure why not") == ["Shall I go on?", "Then I go on."]


@pytest.mark.parametrize(
    "said",
    [
        "did you feed the cat", "what do you want for dinner tonight", "she told him she'd never go back", "thanks",
        "good night", "sorry", "and now the weather for the north west", "yes I think so",
        "stop", "is that your coat over there", "no way",
    ],
)  # fmt: skip
def test_what_is_said_to_somebody_else_is_let_go(said: str, tmp_path: Path) -> None:
    talk = house(tmp_path, "what time is it", tier=ScriptedTier("cloud", "Well."))
    assert talked(talk, "what time is it", said) == ["It's noon."]
    assert let_go(talk) == 1
    assert talk.session.conversation.history.with_question("")[:-1][-1].text == "It's noon."


def test_a_question_to_a_language_model_goes_on_without_the_wake_word(tmp_path: Path) -> None:
    tier = ScriptedTier("cloud", "Well.")
    talk = house(tmp_path, "what time is it", tier=tier)
    assert talked(talk, "what time is it", "why is the sky blue") == ["It's noon.", "Well."]
    assert tier.asked[0][0].text == "what time is it"


def test_speech_that_was_let_go_does_not_close_the_window(tmp_path: Path) -> None:
    talk = house(tmp_path, "what time is it")
    assert len(talked(talk, "what time is it", "is that your coat", "and in paris")) == 2


@pytest.mark.parametrize(("pause", "turns"), [(SECONDS - 1.0, 2), (SECONDS + 1.0, 1)])
def test_the_window_closes_by_itself(pause: float, turns: int, tmp_path: Path) -> None:
    talk = house(tmp_path, "what time is it")
    assert len(talked(talk, "what time is it", "and in paris", pause=pause)) == turns
    assert sum(isinstance(event, FloorClosed) for event in talk.events) == 1


def test_the_wake_word_is_heard_in_the_window(tmp_path: Path) -> None:
    talk = house(tmp_path, "what time is it")
    assert len(talked(talk, "what time is it", "hey jarvis what time is it")) == 2
    assert talk.turns[1].wake is not None


def test_what_rings_does_not_wait_for_a_follow_up(tmp_path: Path) -> None:
    talk = house(tmp_path, "set a timer for three seconds")

    async def script(house: House) -> None:
        house.microphone.say("hey jarvis set a timer for three seconds")
        while not any(isinstance(event, LeftOpen) for event in house.events):
            await house.clock.sleep(0.02)
        while not any(isinstance(event, Ringing) for event in house.events):
            await house.clock.sleep(0.02)
        assert not any(isinstance(event, FloorClosed) for event in house.events)
        house.microphone.say("hey jarvis stop")
        await house.ended(2)

    talk.hold(script)


@pytest.mark.parametrize(("silence", "known"), [(299.0, True), (301.0, False)])
def test_a_conversation_is_forgotten_after_a_silence(silence: float, known: bool, tmp_path: Path) -> None:
    clock, held = VirtualClock(), conversation()

    async def talk() -> str:
        engines = await loaded(Config(state_dir=tmp_path), clock)
        await ask(engines, held, "what is 2 plus 3")
        await clock.sleep(silence)
        return (await ask(engines, held, "times 10")).reply

    assert ("50" in clock.run(talk())) == known
    assert ("what is 2 plus 3" in str(held.history.with_question(""))) == known


@pytest.mark.parametrize(
    "said", ["forget that", "forget what I said", "forget everything", "let's start over", "clear the conversation"]
)
def test_it_forgets_when_told_to(said: str, tmp_path: Path) -> None:
    async def talk() -> list[str]:
        engines, held = await loaded(Config(state_dir=tmp_path)), conversation()
        replies = [(await ask(engines, held, line)).reply for line in ("what is 2 plus 3", said)]
        assert held.history.last_reply == ""
        return [*replies, (await ask(engines, held, "times 10")).reply]

    _, forgotten, after = asyncio.run(talk())
    assert forgotten == "All right, I've forgotten what we said."
    assert "50" not in after


@pytest.mark.parametrize(
    ("lines", "there"),
    [
        (["set a tea timer for 4 minutes", "and he was gone for six", "no, seven"], ["240 tea"]),
        (["set a tea timer for 4 minutes", "and he was gone for six", "make it seven"], ["240 tea"]),
        (["set a tea timer for 4 minutes", "and he was gone for six", "cancel the other one"], ["240 tea"]),
        (["set a tea timer for 4 minutes", "set an oven timer for 5 minutes", "frobnicate the gizmo", "cancel the other one"],
         ["240 tea", "300 oven"]),
        (["set a tea timer for 4 minutes", "frobnicate the gizmo", "what did you say", "no, seven"], ["240 tea"]),
        (["set a tea timer for 4 minutes", "frobnicate the gizmo", "cancel that"], ["240 tea"]),
        (["set a tea timer for 4 minutes", "frobnicate the gizmo", "undo"], []),
        (["set a tea timer for 4 minutes", "thanks", "no, seven"], ["420 tea"]),
        (["set a tea timer for 4 minutes", "hmm", "no, seven"], ["420 tea"]),
        (["set a tea timer", "frobnicate the gizmo", "seven minutes"], ["420 tea"]),
    ],
)  # fmt: skip
def test_behind_a_line_that_was_not_understood_nothing_earlier_is_put_right(
    lines: list[str], there: list[str], tmp_path: Path
) -> None:
    async def script() -> None:
        engines, held = await loaded(Config(state_dir=tmp_path)), conversation(will_ring=True)
        for line in lines:
            await ask(engines, held, line)

    asyncio.run(script())
    assert [f"{one.seconds:g} {one.text}" for one in Store(tmp_path).entries()] == there
