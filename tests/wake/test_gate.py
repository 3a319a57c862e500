import numpy as np
import pytest

from voice.messages import FRAME_S, FRAME_SAMPLES, Frame, WakeHeard
from voice.wake.gate import HOLD_S, PRE_ROLL_S, WakeGate


class Recorder:
    """A detector that notes what it is fed and hears a wake word in every frame louder than 0."""

    def __init__(self) -> None:
        self.fed: list[float] = []
        self.resets = 0

    def reset(self) -> None:
        self.resets += 1
        self.fed.clear()

    def feed(self, frame: Frame) -> WakeHeard | None:
        self.fed.append(frame.time)
        return WakeHeard(frame.time, "word", 1.0, frame.time) if frame.samples[0] else None


@pytest.fixture
def detector() -> Recorder:
    return Recorder()


def feed(gate: WakeGate, start: float, seconds: float, voiced: bool, loud: bool = False) -> list[WakeHeard]:
    samples = np.full(FRAME_SAMPLES, int(loud), np.int16)
    times = [start + (n + 1) * FRAME_S for n in range(round(seconds / FRAME_S))]
    return [wake for time in times if (wake := gate.feed(Frame(samples, time), voiced))]


def test_no_voice_no_work(detector: Recorder) -> None:
    feed(WakeGate(detector), 0, 5, voiced=False)
    assert detector.fed == []


def test_voice_opens_it_from_a_little_before(detector: Recorder) -> None:
    gate = WakeGate(detector)
    feed(gate, 0, 3, voiced=False)
    feed(gate, 3, FRAME_S, voiced=True)
    assert detector.fed[0] == pytest.approx(3 - PRE_ROLL_S + FRAME_S)
    assert detector.fed[-1] == pytest.approx(3 + FRAME_S)
    assert np.diff(detector.fed) == pytest.approx(FRAME_S)


def test_it_stays_open_through_a_pause_and_then_closes(detector: Recorder) -> None:
    gate = WakeGate(detector)
    feed(gate, 0, 1, voiced=True)
    feed(gate, 1, 5, voiced=False)
    assert detector.fed[-1] == pytest.approx(1 + HOLD_S)


def test_it_opens_without_a_trace_of_what_was_fed_before(detector: Recorder) -> None:
    gate = WakeGate(detector)
    feed(gate, 0, 1, voiced=True)
    before = detector.resets
    feed(gate, 1, 5, voiced=False)
    feed(gate, 6, 1, voiced=True)
    assert detector.resets == before + 1


def test_a_wake_word_already_in_the_pre_roll_is_heard(detector: Recorder) -> None:
    gate = WakeGate(detector)
    feed(gate, 0, 0.3, voiced=False, loud=True)
    [wake] = feed(gate, 0.3, FRAME_S, voiced=True)
    assert wake.phrase == "word"


def test_refractory_time_between_wake_words(detector: Recorder) -> None:
    wakes = feed(WakeGate(detector, refractory_s=1.0), 0, 3, voiced=True, loud=True)
    assert np.diff([wake.time for wake in wakes]) == pytest.approx([1.0, 1.0], abs=FRAME_S + 1e-6)


def test_a_reset_ends_the_refractory_time(detector: Recorder) -> None:
    gate = WakeGate(detector, refractory_s=1.0)
    assert feed(gate, 0, FRAME_S, voiced=True, loud=True)
    gate.reset()
    assert feed(gate, FRAME_S, FRAME_S, voiced=True, loud=True)


def test_always_open(detector: Recorder) -> None:
    feed(WakeGate(detector, always_open=True), 0, 1, voiced=False)
    assert len(detector.fed) == 50
