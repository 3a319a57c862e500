"""Piper: its voice that hums runs all of the code; the symbols are those of piper-tts 1.8.0; a real voice where one is here."""

import asyncio
import json
import re
import shutil
from collections.abc import Callable
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from tests.speak.sound import FIXTURES, say
from voice.config import Speak
from voice.errors import EngineError, ModelError, VoiceError
from voice.speak import ENGINES, Several, Voice, create, engine_of, espeak
from voice.speak.cache import CachedVoice
from voice.speak.espeak import Espeak
from voice.speak.level import KNEE, LEVEL, MOST_GAIN, PEAK, gain_of, limited
from voice.speak.piper import Network, description, first_apart, model_file, numbers, symbols
from voice.speak.vits import chunked, halves

FOLDER = FIXTURES / "piper"
KOKORO = FIXTURES / "kokoro-onnx" / "kokoro-v1.0.onnx"
LONG = "it is nine at the station and it is eleven on the other side of the world"
FILE = FOLDER / "en_US-fixture-low.onnx"


@pytest.fixture(scope="module")
def voice() -> Voice:
    return loaded()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the fixture, to be spoilt."""
    return Path(shutil.copytree(FOLDER, tmp_path / "voice"))


def loaded(**settings: object) -> Voice:
    made = ENGINES["piper"].make(Speak.model_validate({"engine": "piper", "model": str(FOLDER)} | settings))
    made.load()
    return made


def in_symbols(text: str) -> list[str]:
    with espeak.LOCK:
        there = espeak.library()
        there.choose(espeak.identifier("en-us", there).encode(), 170)
        return symbols(there.clauses(text))


def test_sound_is_as_long_as_the_text_at_the_rate_of_the_model(voice: Voice) -> None:
    assert voice.sample_rate == 16_000
    lengths = [len(say(voice, text)) / 16_000 for text in ("Yes.", "It is half past nine.", "Paris is the capital of France.")]
    assert lengths == sorted(lengths)
    assert 0.1 < lengths[0] < lengths[-1] < 5


def test_a_higher_rate_is_shorter(voice: Voice) -> None:
    text = "It is half past nine in the evening."
    assert 0.45 < len(say(loaded(rate_wpm=340), text)) / len(say(voice, text)) < 0.6


def test_a_voice_is_brought_to_its_level_and_has_room_above_it(voice: Voice) -> None:
    sound = say(voice, "Paris is the capital of France, and a large city, too. It is half past nine.") / 32_768
    assert np.sqrt(np.mean(sound**2)) == pytest.approx(LEVEL, rel=0.1)
    assert np.abs(sound).max() < PEAK


def test_high_peaks_are_bent_and_the_rest_is_left_as_it_is() -> None:
    sound = limited(np.array([0.0, 0.5, -0.5, 0.8, -3.0, 1e9], np.float32)) / 32_767
    assert sound[:3] == pytest.approx([0.0, 0.5, -0.5], abs=1e-4)
    assert KNEE < sound[3] < 0.8
    assert sound[4:] == pytest.approx([-PEAK, PEAK], abs=1e-3)


def test_next_to_nothing_is_not_made_loud() -> None:
    assert gain_of(np.full(100, 1, np.int16)) == MOST_GAIN
    assert gain_of(np.zeros(0, np.int16)) == gain_of(np.zeros(9, np.int16)) == 1


def test_silence_is_cut_around_a_sentence_and_a_clause_keeps_its_pause(voice: Voice) -> None:
    sound = say(voice, "No. Yes.")
    loud = np.flatnonzero(np.abs(sound) > 200)
    assert loud[0] < 0.01 * voice.sample_rate
    assert len(sound) - 1 - loud[-1] <= 0.051 * voice.sample_rate
    assert np.diff(loud).max() > 0.1 * voice.sample_rate


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("It is half past nine.", ["It is half past nine."]),
        (f"As far as I know, {LONG}; or ten.", ["As far as I know,", f"{LONG}; or ten."]),
        (f"Well, {LONG}.", [f"Well, {LONG}."]),
        ("Well, it is nine.", ["Well, it is nine."]),
        ("", []),
    ],
)
def test_a_first_clause_is_made_on_its_own_where_the_whole_would_take_long(text: str, pieces: list[str]) -> None:
    assert list(first_apart(text)) == pieces


def test_sound_made_in_chunks_is_that_of_the_whole_network(monkeypatch: pytest.MonkeyPatch) -> None:
    ids = numbers("ɪts hˈæf pˈæst nˈaɪn ɪn ðə ˈiːvnɪŋ.", description(FILE).phoneme_id_map)
    pieces = [sound for sound, _ in Network(FILE, description(FILE), 1.0, 0).sound(ids, None)]
    monkeypatch.setattr("voice.speak.piper.halves", lambda model: None)
    ((whole, is_end),) = Network(FILE, description(FILE), 1.0, 0).sound(ids, None)
    assert is_end
    assert len(pieces) > 2
    assert np.array_equal(np.concatenate(pieces), whole)


def test_a_network_of_another_shape_is_left_whole() -> None:
    assert halves(KOKORO.read_bytes()) is None


@pytest.mark.parametrize("frames", [0, 1, 24, 25, 36, 37, 61, 200, 999])
def test_chunks_grow_and_leave_no_small_rest(frames: int) -> None:
    spans = list(chunked(frames, 24))
    assert [begin for begin, _ in spans] == [0, *(end for _, end in spans[:-1])][: len(spans)]
    assert sum(end - begin for begin, end in spans) == frames
    assert all(end - begin >= min(24, frames) for begin, end in spans[:-1])
    assert not spans or spans[-1][1] - spans[-1][0] >= min(12, frames)


@pytest.mark.parametrize(
    ("text", "by_piper_tts"),
    [
        ("Hello there. How are you?", ["həlˈoʊ ðˈɛɹ.", "hˈaʊ ɑːɹ juː?"]),
        (
            "They paid 3.50 dollars, and left; then he came back: tired!",
            ["ðeɪ pˈeɪd θɹˈiː pɔɪnt fˈaɪv zˈiəɹoʊ dˈɑːlɚz, ænd lˈɛft; ðˈɛn hiː kˈeɪm bˈæk: tˈaɪɚd!"],
        ),
        ('He said "hello." Then (quietly) he left.', ["hiː sˈɛd həlˈoʊ.", "ðˈɛn kwˈaɪətli hiː lˈɛft."]),
        ("It's ten — or eleven — maybe.", ["ɪts tˈɛn; ɔːɹ ᵻlˈɛvən; mˈeɪbiː."]),
        ("Paris is the capital", ["pˈæɹɪs ɪz ðə kˈæpɪɾəl"]),
        ("A: one. B; two", ["ˈeɪ: wˌʌn.", "bˈiː; tˈuː"]),
        ("end?!", ["ˈɛnd?"]),
        ("It is 3.5", ["ɪɾ ɪz θɹˈiː pɔɪnt fˈaɪv"]),
        ("rendezvous with Señor Müller", ["ɹˈɑːndɪvˌuː wɪð sɛnjˈɔːɹ mˈuːlɚ"]),
    ],
)
def test_symbols_are_those_of_piper_tts(text: str, by_piper_tts: list[str]) -> None:
    assert in_symbols(text) == by_piper_tts


def test_dots_are_a_pause() -> None:
    """piper-tts runs both words together."""
    assert in_symbols("Wait... what?") == ["wˈeɪt, wˌʌt?"]


def test_numbers_have_blanks_between_them_and_ends_around() -> None:
    table = {"^": [1], "$": [2], "_": [0], "a": [14], "b": [15]}
    assert numbers("a?b", table) == [1, 0, 14, 0, 15, 0, 2]


def test_numbers_are_those_of_piper_tts_where_that_is_installed() -> None:
    """Its espeak-ng is newer: it glides from one vowel to the next ("three'yis"), and says "has been" otherwise."""
    theirs = pytest.importorskip("piper.phonemize_espeak", reason="piper-tts is not installed").EspeakPhonemizer()
    ids = pytest.importorskip("piper.phoneme_ids")
    from benchmarks.readback import corpus
    from voice.speak.normalise import normalise

    table = description(FILE).phoneme_id_map
    different = []
    for written, _ in corpus("tune") + corpus("held"):
        text = normalise(written)
        expected = [[one for one in sentence if one != "ʲ"] for sentence in theirs.phonemize("en-us", text)]
        if [numbers(one, table) for one in in_symbols(text)] != [ids.phonemes_to_ids(one, table) for one in expected]:
            different.append(text)
    assert all("has been" in text for text in different)


@pytest.mark.parametrize("text", ["", "   ", "a\0b", "日本", "<speak>[[h]]", "1234567890 " * 4, "x" * 200, "?!", "a, b, " * 60])
def test_odd_text_is_no_error(voice: Voice, text: str) -> None:
    assert say(voice, text).dtype == np.int16


def test_closing_stops_the_work(voice: Voice) -> None:
    async def run() -> list[int]:
        async with aclosing(voice.synthesise("And on it goes, " * 4_000)) as sound:
            await anext(sound)
        return [len(chunk) async for chunk in voice.synthesise("Yes.")]

    assert sum(asyncio.run(run())) < 2 * voice.sample_rate


def test_a_voice_is_a_folder_or_a_file_and_sounds_by_its_own_name(voice: Voice) -> None:
    assert loaded(model=str(FILE)).identity == voice.identity
    assert loaded(rate_wpm=200).identity != voice.identity


def test_a_model_of_several_speakers_is_asked_for_one_by_name(folder: Path) -> None:
    change(folder / FILE.name, speaker_id_map={"ann": 0, "bob": 1})
    assert "bob" in loaded(model=str(folder), voice="bob").identity
    ann = loaded(model=str(folder))
    assert isinstance(ann, Several)
    assert (ann.name, ann.names()) == ("ann", {"ann": "Ann", "bob": "Bob"})
    bob = ann.called("bob")
    assert bob.identity == loaded(model=str(folder), voice="bob").identity != ann.identity
    assert len(say(bob, "Yes.")) > 1000
    single = loaded()
    assert isinstance(single, Several)
    assert single.names() == {}


Spoil = Callable[[Path], object]


@pytest.mark.parametrize(
    ("spoil", "fault", "remedy"),
    [
        (lambda model: model.unlink(), "holds no voice of Piper", r"\.onnx"),
        (lambda model: model.with_name("b.onnx").touch(), "holds 2 .onnx files", r"speak\.model"),
        (lambda model: beside(model).unlink(), "is not there", "beside the model"),
        (lambda model: beside(model).write_text("{"), "the file: Invalid JSON", "Fetch"),
        (lambda model: change(model, audio={}), r"audio\.sample_rate: Field required", "Fetch"),
        (lambda model: change(model, audio={"sample_rate": "CD"}), r"audio\.sample_rate", "Fetch"),
        (lambda model: change(model, phoneme_type="pinyin"), "phoneme_type", "Fetch"),
        (lambda model: change(model, phoneme_id_map={"a": [1]}), "phoneme_id_map lacks", "Fetch"),
        (lambda model: model.write_bytes(model.read_bytes()[:300]), "cannot be loaded", "verify"),
        (lambda model: shutil.copy(KOKORO, model), "is no voice of Piper", "kokoro-onnx"),
    ],
)
def test_what_is_wrong_with_a_voice_is_told(folder: Path, spoil: Spoil, fault: str, remedy: str) -> None:
    spoil(folder / FILE.name)
    with pytest.raises(ModelError, match=fault) as caught:
        loaded(model=str(folder))
    assert re.search(remedy, caught.value.remedy)


def beside(model: Path) -> Path:
    return model.with_name(f"{model.name}.json")


def change(model: Path, **fields: object) -> None:
    beside(model).write_text(json.dumps(json.loads(beside(model).read_text()) | fields))


def test_another_file_is_no_voice(tmp_path: Path) -> None:
    (tmp_path / "voice.wav").touch()
    with pytest.raises(ModelError, match="holds no voice of Piper"):
        model_file(tmp_path / "voice.wav")


def test_a_failure_of_the_engine_is_an_engine_error_without_words() -> None:
    voice = loaded()
    setattr(voice, "_network", None)  # noqa: B010 - what a lost library would be
    with pytest.raises(EngineError) as caught:
        say(voice, "secret")
    assert "secret" not in str(caught.value)


def test_auto_is_piper_as_soon_as_its_model_is_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path))
    assert engine_of(Speak()) == "espeak"
    with pytest.raises(VoiceError, match="no model 'jo'"):
        engine_of(Speak(model="jo"))
    here = Speak(model=str(FOLDER))
    assert engine_of(here) == "piper"
    assert engine_of(Speak(model=str(FOLDER), voice="en-gb+f3")) == "espeak"
    assert engine_of(Speak(engine="espeak", model=str(FOLDER))) == "espeak"
    voice, spare = create(here, tmp_path, print)
    voice.load()
    assert (type(voice), voice.sample_rate) == (CachedVoice, 16_000)
    assert isinstance(spare, Espeak)
    assert spare.identity == "espeak en-us 170"
