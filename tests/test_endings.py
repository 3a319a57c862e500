"""When a turn is over, in whole sessions in virtual time: pauses behind the wake word, early wakes, hesitant speech."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from tests.house import House
from voice.endpoint import SmartTurn
from voice.messages import FRAME_S, SAMPLE_RATE, Frame, Samples, SpeechEnded, SpeechPaused, Transcript, WakeHeard
from voice.testing import WAKE_WORD, WORD_FRAMES, FakeRecogniser, FakeWakeModel, ScriptedTier
from voice.trace import TurnTrace

COMMANDS = ("stop", "mute", "volume down")


class EarlyWakeModel(FakeWakeModel):
    """Hears the wake word some frames before it ends."""

    early = 0

    def open(self) -> Any:
        return EarlyDetector(self)


class EarlyDetector:
    def __init__(self, model: EarlyWakeModel) -> None:
        self._model = model
        self._frames = 0

    def reset(self) -> None:
        self._frames = 0

    def feed(self, frame: Frame) -> WakeHeard | None:
        said = self._model._vocabulary.heard_in(frame.samples)
        self._frames = self._frames + 1 if said == [WAKE_WORD] else 0
        heard = self._frames == WORD_FRAMES - self._model.early
        return WakeHeard(frame.time, "hey_jarvis", 1.0, frame.time) if heard else None


class EndingRecogniser(FakeRecogniser):
    """Takes the end of a bare wake word for the command "end"; `aligned`: it knows when the wake word ended."""

    aligned = True

    def words(self, samples: Samples) -> Transcript:
        found = super().words(samples)
        spoken = [n for n, one in enumerate(samples) if one and self._vocabulary.heard_in(samples[n : n + 1]) == [WAKE_WORD]]
        wake_end = (spoken[-1] + 1) / SAMPLE_RATE if spoken and self.aligned else None
        return replace(found, wake_end=wake_end) if found.text else Transcript("end", 0.9, True, "grammar", wake_end)


def house(folder: Path, *, early: int = 0, aligned: bool = True, misreads: bool = True) -> House:
    """A session that hears wake words `early` frames before they end."""
    made = House(folder, ScriptedTier("cloud", "Well."), commands=COMMANDS)
    recogniser = EndingRecogniser(made.vocabulary, COMMANDS) if misreads else made.recogniser
    model = EarlyWakeModel(made.vocabulary)
    model.early = early
    if isinstance(recogniser, EndingRecogniser):
        recogniser.aligned = aligned
    made.hear_with(recogniser, model)
    return made


def says(made: House, *parts: str | float) -> list[TurnTrace]:
    """Words and pauses, s; until the turn is over."""

    async def script(made: House) -> None:
        for part in parts:
            if isinstance(part, str):
                made.microphone.say(part)
            else:
                made.microphone.pause(part)
        await made.ended(1)

    return made.hold(script)


def heard(turns: list[TurnTrace]) -> list[str]:
    return [turn.transcript.text for turn in turns if turn.transcript]


@pytest.mark.parametrize("pause_s", [0.0, 0.1, 0.2, 0.35, 0.5, 0.7, 0.9, 3.0])
@pytest.mark.parametrize(("early", "aligned"), [(0, True), (0, False), (4, False), (7, False), (10, True), (14, True)])
def test_a_pause_behind_the_wake_word_is_no_command(pause_s: float, early: int, aligned: bool, tmp_path: Path) -> None:
    made = house(tmp_path, early=early, aligned=aligned)
    turns = says(made, "hey jarvis", pause_s, "volume down")
    assert heard(turns) == ["volume down"]
    assert [event.reason for event in made.events if isinstance(event, SpeechEnded)] == ["complete"]


@pytest.mark.parametrize("early", [0, 4, 7])
def test_the_wake_word_alone_is_no_command_however_it_is_read(early: int, tmp_path: Path) -> None:
    made = house(tmp_path, early=early)
    turns = says(made, "hey jarvis")
    assert heard(turns) == [""]
    assert [event.reason for event in made.events if isinstance(event, SpeechEnded)] == ["no_speech"]


def test_no_words_are_asked_for_before_anything_follows_the_wake_word(tmp_path: Path) -> None:
    made = house(tmp_path)
    says(made, "hey jarvis", 2.0, "volume down")
    paused = [event.time for event in made.events if isinstance(event, SpeechPaused)]
    woken = next(event.time for event in made.events if isinstance(event, WakeHeard))
    assert all(time > woken + 2.0 for time in paused)


@pytest.mark.parametrize("early", [0, 4, 7])
@pytest.mark.parametrize("command", ["stop", "mute"])
def test_a_command_of_one_syllable_in_the_same_breath_is_heard_at_once(command: str, early: int, tmp_path: Path) -> None:
    made = house(tmp_path, early=early)
    (turn,) = says(made, f"hey jarvis {command}")
    assert heard([turn]) == [command]
    assert turn.stages_ms()["endpoint"] == pytest.approx(220)


class Judge:
    """Stands for the end-of-turn model: says how finished each sound is, by the last word in it."""

    def __init__(self, made: House, unfinished: str) -> None:
        self._vocabulary = made.recogniser._vocabulary
        self._unfinished = unfinished
        self.sounds: list[Samples] = []

    async def hear(self, samples: Samples) -> float:
        self.sounds.append(samples)
        return 0.02 if self._vocabulary.heard_in(samples)[-1] == self._unfinished else 0.95


def judged(made: House, unfinished: str) -> Judge:
    judge = Judge(made, unfinished)
    assert made.engines.ears
    made.engines.ears = replace(made.engines.ears, smart_turn=cast(SmartTurn, judge))
    return judge


QUESTION = ("hey jarvis where in the old town", 0.95, "hall is the room with the clock")


def test_without_a_model_a_long_pause_within_a_question_ends_it(tmp_path: Path) -> None:
    turns = says(house(tmp_path, misreads=False), *QUESTION)
    assert heard(turns) == ["where in the old town"]


def test_a_pause_at_which_the_voice_sounds_unfinished_does_not_lose_the_rest(tmp_path: Path) -> None:
    made = house(tmp_path, misreads=False)
    judge = judged(made, "town")
    (turn,) = says(made, *QUESTION)
    assert heard([turn]) == ["where in the old town hall is the room with the clock"]
    assert turn.finished > 0.7
    assert turn.as_dict()["finished"] == pytest.approx(turn.finished, abs=1e-3)
    assert turn.pause
    assert turn.pause["completeness"] == "unknown"
    assert turn.pause["finished"] == turn.finished
    assert turn.pause["longest_pause_s"] == pytest.approx(0.95, abs=0.1)
    assert not turn.pause["hurried"]
    assert len(judge.sounds) == 2, "once a pause"
    assert turn.stages_ms()["endpoint"] == pytest.approx(600, abs=40)


def test_the_model_is_given_the_turns_sound_and_no_more_than_it_takes(tmp_path: Path) -> None:
    made = house(tmp_path, misreads=False)
    judge = judged(made, "nothing")
    says(made, 3.0, "hey jarvis " + "so tell me then " * 10)
    (sound,) = judge.sounds
    assert len(sound) == 8 * SAMPLE_RATE
    made = house(tmp_path, misreads=False)
    judge = judged(made, "nothing")
    says(made, 3.0, "hey jarvis who was she and when")
    (sound,) = judge.sounds
    assert len(sound) / SAMPLE_RATE == pytest.approx(1.2 + 5 * WORD_FRAMES * FRAME_S + 0.1, abs=0.05)
    assert np.count_nonzero(sound)


def test_the_model_is_not_asked_about_commands(tmp_path: Path) -> None:
    made = house(tmp_path, misreads=False)
    judge = judged(made, "down")
    (turn,) = says(made, "hey jarvis volume down")
    assert judge.sounds == []
    assert turn.finished is None
    assert turn.stages_ms()["endpoint"] == pytest.approx(220)


@pytest.mark.parametrize("word", ["and", "um", "the", "for"])
def test_words_that_trail_off_are_waited_for(word: str, tmp_path: Path) -> None:
    turns = says(house(tmp_path, misreads=False), f"hey jarvis who wrote hamlet {word}", 1.5, "king lear")
    assert heard(turns) == [f"who wrote hamlet {word} king lear"]
