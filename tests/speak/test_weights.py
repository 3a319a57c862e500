"""Real voices, where they are in the store."""

from pathlib import Path

import numpy as np
import pytest

from tests.speak.sound import say
from voice.config import Speak
from voice.models import store
from voice.speak import ENGINES, Voice
from voice.speak.piper import Network, description, model_file, numbers

pytestmark = [pytest.mark.weights, pytest.mark.usefixtures("weights")]

SENTENCES = ("Paris is the capital of France.", "The timer is set for five minutes.", "Water boils at one hundred degrees.")


def here(name: str) -> Path:
    return store.path(name)


def loaded(engine: str, name: str) -> Voice:
    voice = ENGINES[engine].make(Speak.model_validate({"engine": engine, "model": str(here(name)), "voice": "en-us"}))
    voice.load()
    return voice


@pytest.mark.parametrize(("engine", "name"), [("piper", "piper-joe"), ("kokoro-onnx", "kokoro-onnx-int8")])
def test_a_real_voice_is_loud_enough_has_room_and_is_understood(engine: str, name: str) -> None:
    from faster_whisper import WhisperModel

    from benchmarks.readback import compared, read
    from benchmarks.whisper import distance

    whisper = WhisperModel(str(here("whisper-base")), device="cpu", compute_type="int8")
    voice = loaded(engine, name)
    for text in SENTENCES:
        sound = say(voice, text)
        assert -26 < 20 * np.log10(np.sqrt(np.mean((sound / 32_768) ** 2))) < -16
        assert np.abs(sound.astype(int)).max() < 32_767
        assert distance(compared(text), compared(read(whisper, sound, voice.sample_rate))) <= 1


def test_the_voice_joe_sounds_the_same_in_chunks_as_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    file = model_file(here("piper-joe"))
    about = description(file)
    still = about.model_copy(update={"inference": about.inference.model_copy(update={"noise_scale": 0.0, "noise_w": 0.0})})
    ids = numbers("pˈæɹɪs ɪz ðə kˈæpɪɾəl ʌv fɹˈæns.", about.phoneme_id_map)
    chunks = [sound for sound, _ in Network(file, still, 1.0, 0).sound(ids, None)]
    monkeypatch.setattr("voice.speak.piper.halves", lambda model: None)
    ((whole, _),) = Network(file, still, 1.0, 0).sound(ids, None)
    assert len(chunks) > 2
    assert np.abs(np.concatenate(chunks) - whole).max() < 1e-4
