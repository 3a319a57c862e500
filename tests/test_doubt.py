"""A command that was heard but not for sure: asked back, answered, or done so that it can be undone; in virtual time."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from tests.history.kept import turns_of
from tests.house import NOON, House
from tests.talk import conversation, loaded
from voice.clock import VirtualClock
from voice.config import Config
from voice.conversation import Conversation
from voice.doubt import ANSWER_S
from voice.engines import Engines
from voice.english.consent import consent
from voice.errors import EngineError
from voice.events import Ringing
from voice.messages import Transcript
from voice.skills import Context
from voice.testing import FakeVoice, ScriptedTier
from voice.trace import TurnTrace
from voice.turn import Turn

EIGHT = "set a timer for eight minutes"
ALL = "cancel all timers"
SET = "Timer set for eight minutes."


def house(folder: Path, *commands: str, **more: Any) -> House:
    """One in which the two commands above are not heard for sure."""
    made = House(folder, commands=commands, **more)
    made.recogniser.unsure = {EIGHT: 0.6, ALL: 0.6}
    return made


def timers(house: House) -> list[float | None]:
    return [one.seconds for one in house.engines.skills._store.entries()]


async def asked(house: House, command: str = EIGHT) -> None:
    """A question that waits for its answer."""
    house.microphone.say(f"hey jarvis {command}")
    while house.session.floor.state != "asking":
        await house.clock.sleep(0.02)


async def idle(house: House) -> None:
    while not house.session.floor.idle:
        await house.clock.sleep(0.02)


def answers(talk: House, *lines: str, pause: float = 0.5, command: str = EIGHT) -> None:
    """Ask, then say the lines with a pause before each."""

    async def script(house: House) -> None:
        await asked(house, command)
        assert timers(house) == []
        for line in lines:
            house.microphone.pause(pause)
            house.microphone.say(line)
        await house.clock.sleep(0.5)
        await idle(house)

    talk.hold(script)


def test_it_asks_back_and_does_it_after_a_yes_without_the_wake_word(tmp_path: Path) -> None:
    talk = house(tmp_path)
    answers(talk, "yes")
    question, answered = talk.turns
    assert (question.reply, question.doubt, question.answered_by) == ("Eight minutes?", "asked", "timer_set")
    assert (answered.reply, answered.doubt, answered.answered_by) == (SET, "yes", "timer_set")
    assert answered.wake is None
    assert answered.stages_ms()["endpoint"] == pytest.approx(220)
    assert timers(talk) == [480]


@pytest.mark.parametrize("said", ["yes", "yeah", "that's right", "do it", "yes please", "eight minutes", "hey jarvis yes"])
def test_what_means_yes(said: str, tmp_path: Path) -> None:
    talk = house(tmp_path)
    answers(talk, said)
    assert talk.turns[1].reply == SET
    assert timers(talk) == [480]


@pytest.mark.parametrize("said", ["no", "nope", "no thanks", "cancel that", "no not that", "hey jarvis no", "no eight minutes"])
def test_what_means_no(said: str, tmp_path: Path) -> None:
    talk = house(tmp_path, "cancel that")
    answers(talk, said)
    assert (talk.turns[1].reply, talk.turns[1].doubt) == ("All right, I left it.", "no")
    assert timers(talk) == []


@pytest.mark.parametrize(
    "said", ["no eighteen minutes", "eighteen minutes", "no i said eighteen minutes", "no a timer for eighteen minutes"]
)
def test_another_value_is_taken(said: str, tmp_path: Path) -> None:
    talk = house(tmp_path)
    answers(talk, said)
    assert (talk.turns[1].reply, talk.turns[1].doubt) == ("Timer set for 18 minutes.", "corrected")
    assert timers(talk) == [1080]


def test_a_value_may_follow_a_no_after_a_pause(tmp_path: Path) -> None:
    talk = house(tmp_path)

    async def script(house: House) -> None:
        await asked(house)
        house.microphone.say("no")
        house.microphone.pause(0.6)
        house.microphone.say("eighteen minutes")
        await house.clock.sleep(0.5)
        await idle(house)

    talk.hold(script)
    assert [turn.doubt for turn in talk.turns] == ["asked", "corrected"]
    assert timers(talk) == [1080]


def test_silence_leaves_it_and_says_nothing(tmp_path: Path) -> None:
    talk = house(tmp_path)

    async def script(house: House) -> None:
        await asked(house)
        began = house.clock.now()
        await idle(house)
        assert house.clock.now() - began == pytest.approx(ANSWER_S, abs=0.1)
        house.microphone.say("yes")
        await house.clock.sleep(3.0)

    (turn,) = talk.hold(script)
    assert turn.doubt == "asked"
    assert timers(talk) == []


def test_yes_after_the_wake_word_comes_too_late_once_nobody_listens_any_more(tmp_path: Path) -> None:
    talk = house(tmp_path)
    answers(talk, "hey jarvis yes", pause=ANSWER_S + 1)
    assert [turn.answered_by for turn in talk.turns] == ["timer_set", None]
    assert timers(talk) == []


def test_another_command_is_done_and_the_first_one_left(tmp_path: Path) -> None:
    talk = house(tmp_path, "what time is it")
    answers(talk, "what time is it")
    assert (talk.turns[1].reply, talk.turns[1].doubt) == ("It's noon.", None)
    assert timers(talk) == []


def test_a_question_is_answered_and_the_command_left(tmp_path: Path) -> None:
    talk = house(tmp_path, tier=ScriptedTier("cloud", "Scattering."))
    answers(talk, "why is the sky blue")
    assert [turn.reply for turn in talk.turns] == ["Eight minutes?", "Scattering."]
    assert timers(talk) == []


def test_the_wake_word_within_the_answer_begins_it_anew(tmp_path: Path) -> None:
    talk = house(tmp_path, "what time is it")
    answers(talk, "well hey jarvis what time is it")
    told = talk.turns[1]
    assert told.wake is not None
    assert (told.reply, told.transcript and told.transcript.text) == ("It's noon.", "what time is it")
    assert all(hearing.closed for hearing in talk.recogniser.hearings)


def test_the_wake_word_interrupts_the_question_and_its_answer_counts(tmp_path: Path) -> None:
    talk, long = house(tmp_path), "remind me to call mum and dad and all the others at six pm"
    talk.recogniser.unsure[long] = 0.6

    async def script(house: House) -> None:
        house.microphone.say(f"hey jarvis {long}")
        while house.session.floor.state != "speaking":
            await house.clock.sleep(0.02)
        house.microphone.say("jarvis yes")
        await house.clock.sleep(1.0)
        await idle(house)

    question, done = talk.hold(script)
    assert (question.interrupted, question.doubt) == (True, "asked")
    assert done.reply == "I'll remind you at 6 pm: call mum and dad and all the others."


def test_an_unsure_correction_is_asked_back_as_well(tmp_path: Path) -> None:
    talk = house(tmp_path)
    talk.recogniser.unsure["set a timer for eighteen minutes"] = 0.6
    answers(talk, "set a timer for eighteen minutes", "no", pause=3.0)
    assert [turn.reply for turn in talk.turns] == ["Eight minutes?", "18 minutes?", "All right, I left it."]
    assert timers(talk) == []


def test_what_rings_waits_until_the_answer(tmp_path: Path) -> None:
    talk = house(tmp_path, "set a timer for five seconds")

    async def script(house: House) -> None:
        house.microphone.say("hey jarvis set a timer for five seconds")
        await house.ended(1)
        house.microphone.pause(1.0)
        await asked(house)
        await house.clock.sleep(4.0)
        assert not any(isinstance(event, Ringing) for event in house.events)
        while house.session.floor.state != "ringing":
            await house.clock.sleep(0.02)

    talk.hold(script)
    assert any(isinstance(event, Ringing) for event in talk.events)


@pytest.mark.parametrize("confidence", [0.8, 0.99])
def test_what_was_heard_for_sure_is_done(confidence: float, tmp_path: Path) -> None:
    talk = house(tmp_path)
    talk.recogniser.unsure[EIGHT] = confidence
    (turn,) = talk.says(f"hey jarvis {EIGHT}")
    assert (turn.reply, turn.doubt) == (SET, None)


def test_what_changes_nothing_is_not_asked_back(tmp_path: Path) -> None:
    talk = house(tmp_path)
    talk.recogniser.unsure |= {"what is two plus two": 0.6}
    sum_, none_set = talk.says("hey jarvis what is two plus two", f"hey jarvis {ALL}")
    assert "four" in sum_.reply or "4" in sum_.reply
    assert none_set.reply == "There are no timers."


def test_the_trace_says_what_was_done_without_words(tmp_path: Path) -> None:
    talk = house(tmp_path)
    answers(talk, "no eighteen minutes")
    records = turns_of(talk.engines)
    assert [record["doubt"] for record in records] == ["asked", "corrected"]
    assert "minutes" not in json.dumps(records)


def test_a_question_that_could_not_be_said_is_not_waited_for(tmp_path: Path) -> None:
    class Broken(FakeVoice):
        async def synthesise(self, text: str) -> Any:
            raise EngineError("the voice died", "Try again.")
            yield

    talk = house(tmp_path)
    talk.speak_with(Broken())
    (turn,) = talk.says(f"hey jarvis {EIGHT}")
    assert turn.error is not None
    assert talk.session.conversation.doubt is None


# where nobody can be asked


class Loudness:
    """A speaker's volume."""

    def __init__(self, volume: int) -> None:
        self.volume = volume


def unsure(config: Config, held: Conversation, *commands: str) -> tuple[Engines, list[TurnTrace]]:
    """Turns of a conversation, none of them heard for sure."""

    async def run() -> tuple[Engines, list[TurnTrace]]:
        engines, traces = await loaded(config), []
        for text in commands:
            turn = Turn(engines, held, "file")
            turn.draft(Transcript(text, 0.6, True, "fused"))
            await turn.speak()
            traces.append(turn.trace)
        return engines, traces

    return asyncio.run(run())


def test_what_can_be_undone_is_done_and_how_is_said(tmp_path: Path) -> None:
    _, (turn,) = unsure(Config(state_dir=tmp_path), conversation(will_ring=True), EIGHT)
    assert (turn.reply, turn.doubt) == (f"{SET} Say cancel the timer to undo it.", "done")


def test_what_cannot_be_undone_is_not_done(tmp_path: Path) -> None:
    engines, turns = unsure(Config(state_dir=tmp_path), conversation(will_ring=True), EIGHT, EIGHT, "reset the stopwatch")
    assert turns[1].reply.endswith("Say cancel the newest timer to undo it.")
    assert turns[2].doubt == "left"
    assert "Reset the stopwatch? It could not be undone" in turns[2].reply
    assert len(engines.skills._store.entries()) == 2


def test_what_failed_need_not_be_undone(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    _, (turn,) = unsure(Config(state_dir=tmp_path / "file" / "state"), conversation(), EIGHT)
    assert turn.reply.startswith("I can't save that")
    assert (turn.doubt, "undo" in turn.reply) == (None, False)


def test_nothing_is_asked_back_that_nobody_would_hear(tmp_path: Path) -> None:
    held = conversation()
    held.listens, held.context.volume = True, Loudness(0)
    _, (turn,) = unsure(Config(state_dir=tmp_path), held, "volume thirty")
    assert (turn.doubt, held.context.volume.volume) == ("done", 30)


def test_it_can_be_turned_off(tmp_path: Path) -> None:
    _, (turn,) = unsure(Config(state_dir=tmp_path, transcribe={"ask_below": 0}), conversation(will_ring=True), EIGHT)
    assert (turn.reply, turn.doubt) == (SET, None)


def test_a_skill_of_ones_own_is_asked_back_in_the_words_that_were_heard_unless_it_only_says_something(tmp_path: Path) -> None:
    (tmp_path / "skills.toml").write_text(
        '[[skill]]\nname = "door"\nsentences = ["open the garage"]\ncommand = ["true"]\n'
        '[[skill]]\nname = "bins"\nsentences = ["which bin is it"]\nreply = "The green one."\n'
    )
    held = conversation()
    held.listens = True
    config = Config(state_dir=tmp_path, skills={"own": tmp_path / "skills.toml"})
    _, (door, bins) = unsure(config, held, "open the garage", "which bin is it")
    assert (door.reply, door.doubt) == ("Open the garage?", "asked")
    assert (bins.reply, bins.doubt) == ("The green one.", None)


@pytest.mark.parametrize(
    ("said", "question"),
    [
        ("set an eight minute timer", "Eight minutes?"),
        ("set a pasta timer for ten minutes", "Pasta, ten minutes?"),
        ("set an alarm for half past six", "6:30 am tomorrow?"),
        ("set an alarm for seven pm", "7 pm?"),
        ("remind me to call mum in ten minutes", "Call mum, in ten minutes?"),
        ("remind me to call mum at six pm", "Call mum, 6 pm?"),
        ("turn on the kitchen lights", "Kitchen lights on?"),
        ("turn off the lights", "Lights off?"),
        ("turn on the cellar lights", None),
        ("volume thirty", "Volume 30?"),
        ("turn it down", "Volume down?"),
        ("mute", "Mute?"),
        ("set a timer", None),
        ("volume fifty", None),
        ("cancel the timer", None),
    ],
)
@pytest.mark.parametrize("hours", [12, 24])
def test_the_question_and_that_what_undoes_it_is_a_command(
    said: str, question: str | None, hours: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_HOME_TOKEN", "token")
    config = Config(state_dir=tmp_path, home={"url": "http://home.local"}, skills={"clock": hours})
    skills = asyncio.run(loaded(config, VirtualClock(start=NOON))).skills
    context, match = Context(volume=Loudness(50)), skills.match(said)
    assert match is not None
    change = skills.change(match.skill)
    assert change is not None
    asked_back = change.asked(match.slots, context)
    assert (asked_back is None) == (question is None)
    assert hours == 24 or asked_back == question
    if question and change.undo:
        undone = skills.match(change.undo(match.slots, context))
        assert undone is not None
        assert undone.skill == (match.skill if match.skill in ("volume", "lights") else "timer_cancel")


@pytest.mark.parametrize(
    ("said", "meant", "rest"),
    [
        ("yes", "yes", ""),
        ("uh yes please", "yes", ""),
        ("no", "no", ""),
        ("no that's wrong", "no", ""),
        ("don't do it", "no", ""),
        ("okay what time is it", "yes", "what time is it"),
        ("no i said eighteen minutes", "no", "eighteen minutes"),
        ("make it eighteen minutes", None, "eighteen minutes"),
        ("yesterday", None, "yesterday"),
        ("not now", None, "not now"),
        ("nobody's home", None, "nobody's home"),
        ("", None, ""),
    ],
)
def test_a_yes_or_a_no_is_taken_apart(said: str, meant: str | None, rest: str) -> None:
    assert consent(said) == (meant, rest)
