"""What is said during a reply interrupts it, without the wake word, if it is meant to; a cough or an "mhm" is not."""

from pathlib import Path
from string import ascii_lowercase

import numpy as np
import pytest

from tests.house import LONG, House
from voice.interruption import SILENCE_S, Interruption, is_meant
from voice.listen import DUCKED
from voice.messages import FRAME_S
from voice.session import Session
from voice.speak.player import Piece, Player
from voice.testing import FakeVoice, ScriptedTier

COMMANDS = ("stop", "what time is it", "set a timer for ten minutes")


class Open(House):
    """A house whose assistant does not hear itself."""

    def __post_init__(self) -> None:
        super().__post_init__()
        player = Player(FakeVoice(), self.sink, self.clock)
        self.session = Session(
            self.engines, self.microphone, player, self.events.append, name="test", place="", hears_itself=False
        )

    def told_while(self, *words: str, pause: float = 0.0, before: str = "") -> "Open":
        """Ask for something long, and say this two seconds into the reply. `before`: what was asked first."""

        async def script(house: House) -> None:
            if before:
                house.microphone.say(before)
                await house.clock.sleep(6.0)
            house.microphone.say("hey jarvis tell me a story")
            while house.session.floor.state != "speaking":
                await house.clock.sleep(FRAME_S)
            await house.clock.sleep(2.0)
            for word in words:
                house.microphone.say(word)
                house.microphone.pause(pause)
            await house.clock.sleep(4.0)
            while not house.session.floor.idle:
                await house.clock.sleep(FRAME_S)

        self.hold(script)
        return self


@pytest.fixture
def house(tmp_path: Path) -> Open:
    return Open(tmp_path, ScriptedTier("cloud", [LONG], ["So be it."]), commands=COMMANDS)


@pytest.mark.parametrize("words", ["stop", "quiet", "enough", "what time is it", "make it shorter", "tomorrow please"])
def test_what_is_meant_interrupts(house: Open, words: str) -> None:
    first, second = house.told_while(words).turns
    assert first.interrupted
    assert second.transcript is not None
    assert second.transcript.text == words
    assert second.wake is None


def test_stop_that_ends_a_reply_says_nothing_of_the_timer_that_runs_on(house: Open) -> None:
    timer, story, stop = house.told_while("stop", before="hey jarvis set a timer for ten minutes").turns
    assert timer.answered_by == "timer_set"
    assert story.interrupted
    assert (stop.answered_by, stop.reply) == ("stop", "")


@pytest.mark.parametrize("words", ["mhm", "yeah", "uh huh", "oh okay right", LONG.split()[8] + " " + LONG.split()[9]])
def test_what_is_not_meant_does_not(house: Open, words: str) -> None:
    (only,) = house.told_while(words).turns
    assert not only.interrupted
    assert house.sink.volume == 100


def test_a_reply_is_turned_down_and_up_again(house: Open) -> None:
    house.told_while("mhm")
    sound = np.abs(house.sink.take())
    quiet = np.flatnonzero(sound == round(8000 * DUCKED)) / FakeVoice.sample_rate
    assert 0.3 + SILENCE_S - 0.1 < len(quiet) / FakeVoice.sample_rate < 0.3 + SILENCE_S + 0.1
    assert sound[-1] == 8000


def test_one_who_hears_himself_is_interrupted_by_the_wake_word_alone(tmp_path: Path) -> None:
    house = Open(tmp_path, ScriptedTier("cloud", [LONG]), commands=COMMANDS)
    house.speak_with(FakeVoice())
    (only,) = house.told_while("stop what time is it").turns
    assert not only.interrupted


def test_history_keeps_what_was_heard(tmp_path: Path) -> None:
    story = " ".join(f"{3 * letter} {4 * letter}." for letter in ascii_lowercase)  # a tenth of a second a word
    house = Open(tmp_path, ScriptedTier("cloud", [story], ["So be it."]), commands=COMMANDS).told_while("make it shorter")
    heard = house.session.conversation.history.with_question("")[1].text
    assert story.startswith(heard)
    assert 22 <= len(heard.split()) <= 26  # two seconds, and as long as it takes to be sure
    assert house.turns[0].reply == story


def test_it_is_heard_up_to_a_whole_word() -> None:
    piece = Piece("one two three four", 10.0, 14.0, whole=True)
    assert [piece.heard(now) for now in (9.0, 10.5, 11.0, 12.5, 14.0)] == ["", "", "one", "one two", "one two three four"]
    assert Piece("one two three four", 10.0, 10.2).heard(10.2) == ""


@pytest.mark.parametrize(
    ("words", "voiced_s", "meant"),
    [
        ("stop", 0.1, True),
        ("be quiet please", 0.4, True),
        ("shut up", 0.3, False),  # so recognisers read a cough
        ("tomorrow", 0.7, True),
        ("and tomorrow", 0.7, True),
        ("uh huh okay", 0.8, False),
        ("", 2.0, False),
        ("bus is near", 2.0, False),
        ("no the other bus", 0.7, True),
    ],
)
def test_words_are_meant_where_there_is_voice_enough_for_them(words: str, voiced_s: float, meant: bool) -> None:
    assert is_meant(words, voiced_s, "the bus stop is near") == meant


@pytest.mark.parametrize("begin", [0.0, 1e6])
def test_single_frames_are_no_evidence(begin: float) -> None:
    heard = Interruption()
    steps = [heard.feed(begin + n * FRAME_S, n % 5 == 0) for n in range(500)]
    assert steps == [None] * 500
