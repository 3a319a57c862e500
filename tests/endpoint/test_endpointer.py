from typing import Any

import pytest

from voice.config import Endpoint
from voice.endpoint import Endpointer
from voice.messages import (
    FRAME_S,
    Completeness,
    SpeechEnded,
    SpeechEvent,
    SpeechPaused,
    SpeechResumed,
    SpeechStarted,
)

SETTINGS = Endpoint(
    onset_ms=60, hangover_ms=100, complete_ms=300, default_ms=800, digits_ms=900, unfinished_ms=2000,
    no_speech_s=5, max_speech_s=20,
)  # fmt: skip


class Turn:
    """Feeds an endpointer stretches of voice and silence; notes the events."""

    def __init__(self, endpointer: Endpointer) -> None:
        self.endpointer = endpointer
        self.time = 0.0
        self.events: list[SpeechEvent] = []

    def wake(self, late_s: float = 0.0) -> None:
        """A wake word that ended `late_s` ago."""
        self.endpointer.start(self.time, self.time - late_s)

    def voice(self, seconds: float, completeness: Completeness = "unknown") -> list[SpeechEvent]:
        return self._feed(seconds, True, completeness)

    def silence(self, seconds: float, completeness: Completeness = "unknown") -> list[SpeechEvent]:
        return self._feed(seconds, False, completeness)

    def _feed(self, seconds: float, voiced: bool, completeness: Completeness) -> list[SpeechEvent]:
        before = len(self.events)
        for _ in range(round(seconds / FRAME_S)):
            self.time = round(self.time + FRAME_S, 6)
            if event := self.endpointer.feed(self.time, voiced, completeness):
                self.events.append(event)
        return self.events[before:]


@pytest.fixture
def turn() -> Turn:
    return Turn(Endpointer(SETTINGS))


def near(seconds: float) -> Any:
    return pytest.approx(seconds, abs=1e-6)


def spoken(turn: Turn, seconds: float = 1.0) -> float:
    """A wake word, half a second of silence, then speech; when its last voiced sample was."""
    turn.voice(0.5)
    turn.wake()
    turn.silence(0.5)
    turn.voice(seconds)
    return turn.time


def test_without_a_start_nothing_happens(turn: Turn) -> None:
    assert turn.voice(1) + turn.silence(10) == []


def test_speech_starts_after_the_onset(turn: Turn) -> None:
    turn.wake()
    turn.silence(1)
    turn.voice(1)
    [start] = [event for event in turn.events if isinstance(event, SpeechStarted)]
    assert start == SpeechStarted(near(1.06), near(1.0))


def test_a_click_is_not_speech(turn: Turn) -> None:
    turn.wake()
    turn.silence(1)
    turn.voice(0.04)
    turn.silence(1)
    assert not any(isinstance(event, SpeechStarted) for event in turn.events)


def test_flickering_voice_in_noise_is_speech(turn: Turn) -> None:
    turn.wake()
    turn.silence(1)
    for _ in range(5):
        turn.voice(0.04)
        turn.silence(FRAME_S)
    assert any(isinstance(event, SpeechStarted) for event in turn.events)


def test_a_pause_comes_after_the_hangover_with_the_last_voice(turn: Turn) -> None:
    last = spoken(turn)
    assert turn.silence(0.08) == []
    assert turn.silence(0.04) == [SpeechPaused(near(last + 0.1), near(last))]


@pytest.mark.parametrize(
    ("completeness", "wait", "reason"),
    [
        ("complete", 0.3, "complete"),
        ("unknown", 0.8, "default"),
        ("digits", 0.9, "digits"),
        ("unfinished", 2.0, "unfinished"),
    ],
)
def test_the_wait_depends_on_the_words(
    turn: Turn, completeness: Completeness, wait: float, reason: str
) -> None:
    last = spoken(turn)
    assert isinstance(turn.silence(wait - FRAME_S, completeness)[-1], SpeechPaused)
    assert turn.silence(3, completeness) == [SpeechEnded(near(last + wait), near(last), reason)]


def test_the_words_may_become_known_while_waiting(turn: Turn) -> None:
    last = spoken(turn)
    turn.silence(0.5)
    assert turn.silence(FRAME_S, "complete") == [SpeechEnded(near(last + 0.52), near(last), "complete")]


def test_words_turning_out_unfinished_prolong_the_wait(turn: Turn) -> None:
    spoken(turn)
    turn.silence(0.28, "complete")
    assert turn.silence(1.6, "unfinished") == []


def test_speech_after_a_pause_resumes_the_turn(turn: Turn) -> None:
    spoken(turn)
    turn.silence(0.2)
    began = turn.time
    assert turn.voice(1) == [SpeechResumed(near(began + 0.06))]
    last = turn.time
    pause, end = turn.silence(1)
    assert pause == SpeechPaused(near(last + 0.1), near(last))
    assert end == SpeechEnded(near(last + 0.8), near(last), "default")


def test_a_click_while_waiting_does_not_prolong_the_wait(turn: Turn) -> None:
    last = spoken(turn)
    turn.silence(0.4)
    turn.voice(FRAME_S)
    assert turn.silence(1) == [SpeechEnded(near(last + 0.8), near(last), "default")]


def test_a_turn_does_not_end_while_speech_sets_in(turn: Turn) -> None:
    spoken(turn)
    turn.silence(0.28, "complete")
    assert [type(event) for event in turn.voice(0.1, "complete")] == [SpeechResumed]


def test_nothing_said(turn: Turn) -> None:
    turn.voice(0.6)
    turn.wake(late_s=0.1)
    woke = turn.time
    events = turn.silence(10)
    assert events[-1] == SpeechEnded(near(woke + 5), near(woke - 0.1), "no_speech")
    assert not any(isinstance(event, SpeechStarted) for event in events)


def test_endless_speech_is_cut(turn: Turn) -> None:
    turn.wake()
    turn.silence(1)
    turn.voice(30)
    end = turn.events[-1]
    assert isinstance(end, SpeechEnded)
    assert end.reason == "too_long"
    assert end.time == end.last_voice == near(21)


@pytest.mark.parametrize("early_s", [0.0, 0.1, 0.24])
def test_the_rest_of_a_wake_word_heard_early_is_not_speech(turn: Turn, early_s: float) -> None:
    turn.voice(0.6)
    turn.wake()
    turn.voice(early_s)
    turn.silence(2)
    assert not any(isinstance(event, SpeechStarted) for event in turn.events)


def test_words_in_the_same_breath(turn: Turn) -> None:
    turn.voice(0.6)
    turn.wake()
    turn.voice(1.0)
    assert [type(event) for event in turn.events] == [SpeechStarted]


def test_words_after_a_short_gap_need_not_outlast_the_wake_words_tail(turn: Turn) -> None:
    turn.voice(0.6)
    turn.wake()
    turn.silence(0.06)
    turn.voice(0.1)
    assert [type(event) for event in turn.events] == [SpeechStarted]


def test_words_that_began_before_the_wake_word_was_heard_count(turn: Turn) -> None:
    turn.voice(0.6)
    turn.silence(0.06)
    turn.voice(0.2)
    turn.wake(late_s=0.26)
    assert [type(event) for event in turn.silence(0.2)] == [SpeechStarted, SpeechPaused]


def test_words_already_over_when_the_wake_word_is_heard_are_asked_for(turn: Turn) -> None:
    turn.voice(1.0)
    last = turn.time
    turn.silence(0.14)
    turn.wake(late_s=0.36)
    first = turn.silence(FRAME_S)
    assert first == [SpeechPaused(near(turn.time), near(last))]
    assert turn.silence(1, "complete") == [SpeechEnded(near(last + 0.3), near(last), "complete")]


def test_a_bare_wake_word_asks_for_no_words_and_goes_on_waiting(turn: Turn) -> None:
    turn.voice(0.6)
    turn.wake()
    turn.voice(0.16)
    assert turn.silence(3) == []
    assert [type(event) for event in turn.voice(0.5)] == [SpeechStarted]


def test_the_rest_of_a_wake_word_heard_early_asks_once_and_goes_on_waiting(turn: Turn) -> None:
    turn.voice(0.6)
    turn.wake()
    turn.voice(0.2)
    assert [type(event) for event in turn.silence(3)] == [SpeechPaused]
    assert [type(event) for event in turn.voice(0.5)] == [SpeechStarted]


def test_without_a_wake_word_every_voice_counts(turn: Turn) -> None:
    turn.endpointer.start(0.0)
    assert turn.voice(0.3) == [SpeechStarted(near(0.06), near(0.0))]


def test_hurry_ends_the_wait_as_soon_as_a_complete_command_would(turn: Turn) -> None:
    last = spoken(turn)
    turn.silence(0.12)
    turn.endpointer.hurry()
    assert turn.silence(1) == [SpeechEnded(near(last + 0.3), near(last), "budget")]


def test_hurry_late_ends_at_the_next_frame(turn: Turn) -> None:
    last = spoken(turn)
    turn.silence(0.5)
    turn.endpointer.hurry()
    assert turn.silence(1) == [SpeechEnded(near(last + 0.52), near(last), "budget")]


def test_hurry_is_of_one_turn(turn: Turn) -> None:
    spoken(turn)
    turn.endpointer.hurry()
    turn.silence(1)
    last = spoken(turn)
    assert turn.silence(2)[-1] == SpeechEnded(near(last + 0.8), near(last), "default")


def test_after_the_end_it_is_quiet_until_the_next_start(turn: Turn) -> None:
    spoken(turn)
    turn.silence(3)
    assert turn.voice(1) + turn.silence(3) == []
    last = spoken(turn)
    assert turn.silence(3)[-1] == SpeechEnded(near(last + 0.8), near(last), "default")


def test_a_start_within_a_turn_begins_anew(turn: Turn) -> None:
    spoken(turn)
    turn.wake()
    turn.voice(0.2)
    assert turn.silence(0.7, "unknown")[-1] == SpeechPaused(near(turn.time - 0.6), near(turn.time - 0.7))


# the wake word's own sound


def test_unfinished_words_without_voice_of_their_own_do_not_begin_a_turn(turn: Turn) -> None:
    turn.voice(0.6)
    turn.wake()
    turn.voice(0.2)
    turn.silence(0.12)
    end = turn.silence(10, "unfinished")[-1]
    assert isinstance(end, SpeechEnded)
    assert end.reason == "no_speech"


def test_what_seemed_speech_is_none_once_the_wake_word_is_found_to_have_gone_on(turn: Turn) -> None:
    turn.voice(0.3)
    turn.wake()
    turn.voice(0.4)
    assert [type(event) for event in turn.events] == [SpeechStarted]
    assert [type(event) for event in turn.silence(0.12)] == [SpeechPaused]
    turn.endpointer.woken(turn.time - 0.14)
    assert turn.silence(3) == []
    assert [type(event) for event in turn.voice(0.5)] == [SpeechStarted]


def test_voice_behind_the_end_that_was_found_is_speech_all_the_same(turn: Turn) -> None:
    turn.voice(0.3)
    turn.wake()
    turn.voice(0.6)
    turn.silence(0.12)
    turn.endpointer.woken(turn.time - 0.42)
    assert turn.silence(3, "complete")[-1].time == near(turn.time - 3 + 0.18)  # type: ignore[union-attr]


def test_a_wake_word_found_in_the_middle_of_the_words_is_not_believed(turn: Turn) -> None:
    turn.voice(0.5)
    turn.wake()
    woke = turn.time
    turn.voice(1.5)
    turn.silence(0.12)
    turn.endpointer.woken(woke + 1.4)
    assert turn.endpointer.voiced_s == near(1.5)
    assert isinstance(turn.silence(1)[-1], SpeechEnded)


def test_voice_is_counted_from_the_later_end_of_the_wake_word(turn: Turn) -> None:
    turn.voice(0.6)
    turn.wake()
    woke = turn.time
    turn.voice(0.5)
    assert turn.endpointer.voiced_s == near(0.5)
    turn.endpointer.woken(woke - 0.1)
    assert turn.endpointer.voiced_s == near(0.5)
    turn.endpointer.woken(woke + 0.2)
    assert turn.endpointer.voiced_s == near(0.3)


# hesitant speech


def judged(turn: Turn, seconds: float, finished: float | None) -> list[SpeechEvent]:
    """Silence behind words that are no command, and what the end-of-turn model said of the voice."""
    before = len(turn.events)
    for _ in range(round(seconds / FRAME_S)):
        turn.time = round(turn.time + FRAME_S, 6)
        if event := turn.endpointer.feed(turn.time, False, "unknown", finished):
            turn.events.append(event)
    return turn.events[before:]


@pytest.mark.parametrize(("finished", "wait"), [(1.0, 0.32), (0.5, 1.0), (0.0, 2.0)])
def test_the_model_sets_how_long_to_wait_behind_free_speech(turn: Turn, finished: float, wait: float) -> None:
    last = spoken(turn)
    assert judged(turn, 3, finished)[-1] == SpeechEnded(near(last + wait), near(last), "default")
    assert turn.endpointer.allowed_ms("default") == pytest.approx((wait + FRAME_S) * 1e3)


def test_the_model_does_not_slow_a_whole_command(turn: Turn) -> None:
    last = spoken(turn)
    turn.silence(0.1)
    turn.time = round(turn.time, 6)
    for _ in range(20):
        turn.time = round(turn.time + FRAME_S, 6)
        if event := turn.endpointer.feed(turn.time, False, "complete", 0.0):
            break
    assert event == SpeechEnded(near(last + 0.3), near(last), "complete")


def test_hurry_waits_for_a_voice_that_sounds_unfinished(turn: Turn) -> None:
    last = spoken(turn)
    judged(turn, 0.12, 0.1)
    turn.endpointer.hurry()
    assert judged(turn, 1.0, 0.1) == []
    turn.voice(1.0)
    last = turn.time
    judged(turn, 0.12, 0.9)
    assert judged(turn, 1.0, 0.9) == [SpeechEnded(near(last + 0.3), near(last), "budget")]


def test_hurry_waits_for_unfinished_words(turn: Turn) -> None:
    spoken(turn)
    turn.silence(0.12)
    turn.endpointer.hurry()
    assert turn.silence(1.0, "unfinished") == []


def test_short_sentences_behind_one_another_are_one_turn(turn: Turn) -> None:
    spoken(turn, 0.6)
    for _ in range(3):
        turn.silence(1.1)
        turn.voice(0.6)
    last = turn.time
    assert turn.silence(3)[-1] == SpeechEnded(near(last + 1.2), near(last), "default")
    assert sum(isinstance(event, SpeechEnded) for event in turn.events) == 1


def test_who_has_paused_may_pause_as_long_again(turn: Turn) -> None:
    spoken(turn, 0.6)
    turn.silence(1.1)
    turn.voice(1.2)
    last = turn.time
    assert turn.silence(3)[-1] == SpeechEnded(near(last + 1.12), near(last), "default")


@pytest.mark.parametrize("finished", [None, 0.0, 0.5])
def test_no_wait_behind_free_speech_exceeds_that_behind_unfinished_words(finished: float | None) -> None:
    turn = Turn(Endpointer(SETTINGS.model_copy(update={"unfinished_ms": 500})))
    last = spoken(turn, 0.4)
    assert judged(turn, 3, finished)[-1] == SpeechEnded(near(last + 0.5), near(last), "default")
