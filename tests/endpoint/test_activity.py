from pathlib import Path

import numpy as np
import pytest
import soundfile

from voice.endpoint import VoiceActivity
from voice.messages import FRAME_SAMPLES, SAMPLE_RATE, Frame, Samples

SPEECH = Path(__file__).parents[1] / "wake" / "sounds" / "other_speech.flac"


def voiced(samples: Samples) -> list[bool]:
    activity = VoiceActivity()
    activity.load()
    ends = range(FRAME_SAMPLES, len(samples) + 1, FRAME_SAMPLES)
    return [activity.voiced(Frame(samples[end - FRAME_SAMPLES : end], end / SAMPLE_RATE)) for end in ends]


def speech() -> Samples:
    samples: Samples = soundfile.read(SPEECH, dtype="int16")[0]
    return samples


def noise(seconds: float, rms: float) -> Samples:
    wave = np.random.default_rng(1).normal(size=int(seconds * SAMPLE_RATE)) * rms
    return np.clip(wave, -32768, 32767).astype(np.int16)


def hum(seconds: float, rms: float) -> Samples:
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    wave = np.sin(2 * np.pi * 100 * time) + 0.4 * np.sin(2 * np.pi * 300 * time)
    return (wave * rms + noise(seconds, rms / 4)).astype(np.int16)


def test_speech_is_voiced() -> None:
    assert np.mean(voiced(speech())) > 0.8


def test_digital_silence_and_a_quiet_room_are_not() -> None:
    assert not any(voiced(np.zeros(SAMPLE_RATE, np.int16)))
    assert not any(voiced(noise(2, rms=8)))
    assert not any(voiced(np.full(SAMPLE_RATE, 500, np.int16)))  # an offset is no sound


@pytest.mark.parametrize("steady", [hum(8, 800), noise(8, 800)])
def test_steady_noise_is_soon_not_voiced(steady: Samples) -> None:
    assert np.mean(voiced(steady)[150:]) < 0.05


def test_speech_is_voiced_above_steady_noise() -> None:
    quiet = hum(8, 150)
    mixed = quiet.copy()
    at = 5 * SAMPLE_RATE
    mixed[at : at + len(speech())] += speech()
    heard = voiced(mixed)
    first, last = at // FRAME_SAMPLES, (at + len(speech())) // FRAME_SAMPLES
    assert np.mean(heard[first:last]) > 0.6
    assert np.mean(heard[last + 10 :]) < 0.1


def test_the_end_of_speech_is_found_to_a_few_frames() -> None:
    samples = np.concatenate((speech(), np.zeros(SAMPLE_RATE, np.int16)))
    last = max(n for n, voice in enumerate(voiced(samples)) if voice)
    assert (last + 1) * FRAME_SAMPLES == pytest.approx(len(speech()), abs=3 * FRAME_SAMPLES)
