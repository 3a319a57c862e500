"""Whisper's engine on the fixture: real files, real code, words that mean something."""

import asyncio
import json
import sys
import threading
from collections.abc import Callable, Coroutine
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import soxr

from tests.transcribe.conftest import feed, opened, sound, turn
from voice.errors import EngineError, ModelError
from voice.messages import SAMPLE_RATE, Samples, Transcript
from voice.models import store
from voice.skills import Skills
from voice.speak.espeak import SAMPLE_RATE as SPOKEN_RATE
from voice.speak.espeak import Espeak
from voice.transcribe.loudness import Loudness
from voice.transcribe.whisper import WhisperRecogniser
from voice.transcribe.whisper_model import FLOOR_S, FULL_S, Model, Reading, Sound, mended
from voice.transcribe.whisper_reader import Context
from voice.transcribe.whisper_words import spoken

pytestmark = pytest.mark.slow

FIXTURE = Path(__file__).parents[2] / "assets" / "fixtures" / "whisper"
SENTENCES = [line.replace(" |", "") for line in (FIXTURE / "sentences.txt").read_text().splitlines()]
SAID = {
    "1-time": "what time is it",
    "2-pasta-timer": "set a pasta timer for twelve minutes",
    "3-arithmetic": "what is seventeen times twenty three",
    "4-unfinished": "set a timer for ten minutes",
    "5-question": "why is the sky blue at noon and red at sunset",
    "6-timers": "how much time is left on my timers",
    "7-stop": "stop",
    "8-lights": "turn off the kitchen lights",
    "9-volume": "set the volume to forty percent",
}
NOISE = (np.random.default_rng(0).standard_normal(3 * SAMPLE_RATE) * 60).astype(np.int16)


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(FIXTURE, threads=1)


@pytest.fixture(scope="module")
def espeak() -> Espeak:
    voice = Espeak()
    voice.load()
    return voice


@pytest.fixture
def readings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, float]]:
    """Length and context of every reading that a model is asked for."""
    seen: list[tuple[int, float]] = []
    encode = Model.encode

    def noted(self: Model, samples: Samples, context_s: float = FULL_S) -> Sound:
        seen.append((len(samples), context_s))
        return encode(self, samples, context_s)

    monkeypatch.setattr(Model, "encode", noted)
    return seen


def whisper(skills: Skills, context: Context = "auto") -> WhisperRecogniser:
    return WhisperRecogniser(lambda: FIXTURE, skills.judge, ["hey_jarvis"], lambda: SENTENCES, context=context, threads=1)


def loaded(skills: Skills, work: Callable[[WhisperRecogniser], Coroutine[Any, Any, Any]], context: Context = "auto") -> Any:
    """What `work` makes of a loaded recogniser."""

    async def run() -> Any:
        recogniser = whisper(skills, context)
        await recogniser.load()
        try:
            return await work(recogniser)
        finally:
            await recogniser.close()

    return asyncio.run(run())


def say(espeak: Espeak, text: str) -> Samples:
    async def chunks() -> list[Samples]:
        return [chunk async for chunk in espeak.synthesise(text)]

    said: Samples = soxr.resample(np.concatenate(asyncio.run(chunks())) // 2, SPOKEN_RATE, SAMPLE_RATE)
    return np.concatenate([np.zeros(SAMPLE_RATE // 3, np.int16), said, np.zeros(SAMPLE_RATE // 3, np.int16)])


# the fixture


@pytest.mark.parametrize("name", SAID)
def test_faster_whisper_itself_hears_the_demo_on_the_fixture(name: str) -> None:
    from faster_whisper import WhisperModel

    segments, _ = WhisperModel(str(FIXTURE), device="cpu", cpu_threads=1).transcribe(sound(name).astype(np.float32) / 32768)
    assert spoken(" ".join(segment.text for segment in segments)) == f"hey jarvis {SAID[name]}"


@pytest.mark.parametrize("context_s", [FLOOR_S, FULL_S])
def test_it_hears_the_test_sentences_at_any_context(model: Model, espeak: Espeak, context_s: float) -> None:
    chosen = SENTENCES if context_s == FLOOR_S else SENTENCES[::4]
    heard = {sentence: spoken(model.read(model.encode(say(espeak, sentence), context_s)).text) for sentence in chosen}
    assert {said: words for said, words in heard.items() if said != words} == {}


def test_the_fixture_is_small() -> None:
    assert sum(file.stat().st_size for file in FIXTURE.iterdir()) < 5_000_000


# turns


@pytest.mark.parametrize("name", SAID)
def test_the_demo_is_heard(skills: Skills, name: str) -> None:
    heard: Transcript = loaded(skills, lambda recogniser: turn(recogniser, sound(name)))
    assert (heard.text, heard.engine) == (SAID[name], "whisper")
    assert heard.is_command == (name != "5-question")
    assert heard.confidence > 0.7


def test_the_words_at_the_pause_are_the_result_and_cost_no_second_reading(
    skills: Skills, readings: list[tuple[int, float]]
) -> None:
    async def speculated(recogniser: WhisperRecogniser) -> tuple[Transcript, int, Transcript]:
        async with opened(recogniser) as hearing:
            await feed(hearing, sound("1-time", after_s=0.1))
            partial = await hearing.partial()
            before = len(readings)
            await feed(hearing, np.zeros(round(0.8 * SAMPLE_RATE), np.int16))
            return partial, before, await hearing.finish()

    partial, before, final = loaded(skills, speculated)
    assert partial is final
    assert final.text == "what time is it"
    assert len(readings) == before


def test_speech_that_goes_on_makes_the_first_reading_stale(skills: Skills) -> None:
    whole = sound("4-unfinished", after_s=0.3)

    async def resumed(recogniser: WhisperRecogniser) -> tuple[Transcript, Transcript]:
        async with opened(recogniser) as hearing:
            middle = round(2.3 * SAMPLE_RATE)  # in the breath
            await feed(hearing, whole[:middle])
            first = await hearing.partial()
            await feed(hearing, whole[middle:])
            return first, await hearing.finish()

    first, final = loaded(skills, resumed)
    assert first.text == "set a timer for"
    assert (final.text, final.is_command) == ("set a timer for ten minutes", True)


def test_a_turn_that_is_dropped_leaves_nothing_to_the_next(skills: Skills, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reading cannot be stopped: it ends, unheard, and the next turn has its own words."""
    reading, go_on = threading.Event(), threading.Event()
    encode = Model.encode

    def held(self: Model, samples: Samples, context_s: float = FULL_S) -> Sound:
        if not go_on.is_set() and len(samples) > SAMPLE_RATE:
            reading.set()
            assert go_on.wait(10)
        return encode(self, samples, context_s)

    monkeypatch.setattr(Model, "encode", held)

    async def dropped(recogniser: WhisperRecogniser) -> str:
        async with opened(recogniser) as hearing:
            await feed(hearing, sound("8-lights"))
            asked = asyncio.create_task(hearing.partial())
            await asyncio.to_thread(reading.wait, 10)
            asked.cancel()
        async with opened(recogniser) as hearing:
            await feed(hearing, sound("1-time"))
            ended = asyncio.create_task(hearing.finish())
            await asyncio.sleep(0.05)
            assert not ended.done()
            go_on.set()
            return (await ended).text

    assert loaded(skills, dropped) == "what time is it"


@pytest.mark.parametrize("heard", [np.zeros(2 * SAMPLE_RATE, np.int16), NOISE, np.zeros(0, np.int16)])
def test_what_whisper_makes_up_for_silence_and_noise_is_no_request(model: Model, skills: Skills, heard: Samples) -> None:
    transcript: Transcript = loaded(skills, lambda recogniser: turn(recogniser, heard))
    assert (transcript.text, transcript.is_command) == ("", False)
    if len(heard):
        assert spoken(model.read(model.encode(heard, FLOOR_S)).text) == "thank you"  # as the real models have it
        assert "nothing was said" in transcript.note


def test_thanks_that_were_said_are_heard(skills: Skills, espeak: Espeak) -> None:
    thanks = say(espeak, "thank you")
    assert loaded(skills, lambda recogniser: turn(recogniser, thanks)).text == "thank you"


def test_a_reading_that_fails_is_an_error_with_a_remedy(skills: Skills, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Model, *_: object) -> Reading:
        raise RuntimeError("out of memory while reading a secret")

    async def failing(recogniser: WhisperRecogniser) -> str:
        monkeypatch.setattr(Model, "read", broken)
        with pytest.raises(EngineError, match="RuntimeError") as caught:
            await turn(recogniser, sound("1-time"))
        assert caught.value.remedy
        return str(caught.value)

    assert "secret" not in loaded(skills, failing)


# context


def test_the_context_is_that_of_the_sound_with_a_floor(skills: Skills, readings: list[tuple[int, float]]) -> None:
    short = loaded(skills, lambda recogniser: turn(recogniser, sound("7-stop")))
    long = loaded(skills, lambda recogniser: turn(recogniser, sound("2-pasta-timer", after_s=2.5)))
    assert short.note == "5.0 s of context, the least"
    assert long.note == "7.2 s of context, its own length"
    assert {context for _, context in readings} == {FLOOR_S}


def test_a_full_context_is_a_setting(skills: Skills, readings: list[tuple[int, float]]) -> None:
    heard = loaded(skills, lambda recogniser: turn(recogniser, sound("1-time")), "full")
    assert (heard.text, heard.note) == ("what time is it", "30 s of context, as set")
    assert readings[-1][1] == FULL_S


def test_a_reading_that_looks_wrong_is_read_again_with_a_full_context(skills: Skills, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looping at the short context stands for what some models do there; the second reading is the engine's own."""
    read = Model.read

    def loops(self: Model, sound: Sound, opening: str = "", prompt: str = "") -> Reading:
        found = read(self, sound, opening, prompt)
        return found if sound.context_s == FULL_S else Reading("no " * 20, -0.1, 0.0, True, sound, -6.0)

    monkeypatch.setattr(Model, "read", loops)
    heard = loaded(skills, lambda recogniser: turn(recogniser, sound("1-time")))
    assert heard.text == "what time is it"
    assert heard.note == "30 s of context: at 5.0 s it repeated itself"


def test_of_two_readings_that_look_wrong_neither_becomes_words(skills: Skills, monkeypatch: pytest.MonkeyPatch) -> None:
    def unsure(self: Model, sound: Sound, opening: str = "", prompt: str = "") -> Reading:
        full = sound.context_s == FULL_S
        return Reading("what was that" if full else "what time is it", -2.0 if full else -1.5, 0.0, True, sound, -6.0)

    monkeypatch.setattr(Model, "read", unsure)
    heard = loaded(skills, lambda recogniser: turn(recogniser, sound("1-time")))
    assert (heard.text, heard.is_command) == ("", False)
    assert heard.note.endswith("average log-probability was -1.50; at 30 s its average log-probability was -2.00")


def test_at_most_thirty_seconds_are_read_and_never_without_end(model: Model) -> None:
    encoded = model.encode(np.tile(sound("2-pasta-timer"), 12))
    assert (encoded.seconds, encoded.context_s) == (FULL_S, FULL_S)
    assert len(model.read(encoded).text.split()) < 300


# the wake phrase


def test_a_phrase_that_is_known_to_begin_the_sound_is_no_part_of_the_words(model: Model) -> None:
    read = model.read(model.encode(sound("2-pasta-timer"), FLOOR_S), "Hey Jarvis,")
    assert read.text.lower() == "set a pasta timer for twelve minutes."


def test_a_phrase_that_is_known_to_begin_the_sound_is_not_written_again(model: Model) -> None:
    """Models that are told of requests behind the phrase go on with it where a request has ended."""
    twice = model.encode(np.concatenate([sound("1-time"), sound("2-pasta-timer")]), FLOOR_S)
    assert "hey" in model.read(twice).text.lower()
    assert "hey" not in model.read(twice, "Hey Jarvis,").text.lower()


def test_nothing_is_read_before_something_is_said_behind_the_wake_phrase(
    skills: Skills, readings: list[tuple[int, float]]
) -> None:
    alone = sound("1-time")[: round(0.95 * SAMPLE_RATE)]

    async def woken(recogniser: WhisperRecogniser) -> tuple[str, int, str]:
        hearing = await recogniser.open("hey_jarvis", 0.9)
        await feed(hearing, np.concatenate([alone, np.zeros(SAMPLE_RATE // 2, np.int16)]))
        first, before = await hearing.partial(), len(readings)
        await feed(hearing, sound("1-time")[len(alone) :])
        second = await hearing.finish()
        await hearing.close()
        return first.text, before, second.text

    assert loaded(skills, woken) == ("", 1, "what time is it")  # the one is the warm-up


def test_what_was_said_is_likelier_than_what_was_not(model: Model) -> None:
    encoded = model.encode(sound("2-pasta-timer"), FLOOR_S)
    said, other = model.score(
        encoded, ["set a pasta timer for twelve minutes.", "set a pasta timer for ten minutes."], "Hey Jarvis,"
    )
    assert other < said <= 0


# models


def test_a_model_that_is_not_here_says_how_to_pull_it(skills: Skills, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path))
    absent = WhisperRecogniser(lambda: store.resolve("whisper-base.en"), skills.judge)
    with pytest.raises(ModelError) as caught:
        asyncio.run(absent.load())
    assert "voice models pull whisper-base.en" in caught.value.remedy


@pytest.mark.parametrize("files", [[], ["model.bin"], ["model.bin", "tokenizer.json"]])
def test_a_folder_that_is_no_model_is_an_error_and_nothing_is_fetched(skills: Skills, tmp_path: Path, files: list[str]) -> None:
    for name in files:
        (tmp_path / name).write_text("{}")
    with pytest.raises(EngineError) as caught:
        asyncio.run(WhisperRecogniser(lambda: tmp_path, skills.judge).load())
    assert "model.bin" in caught.value.remedy


def test_before_loading_there_is_an_error_not_a_crash(skills: Skills) -> None:
    with pytest.raises(EngineError, match="not loaded"):
        asyncio.run(turn(whisper(skills), sound("1-time")))


def test_it_may_be_closed_twice_and_loaded_again(skills: Skills) -> None:
    async def again(recogniser: WhisperRecogniser) -> str:
        await recogniser.close()
        await recogniser.close()
        await recogniser.load()
        return (await turn(recogniser, sound("1-time"))).text

    assert loaded(skills, again) == "what time is it"
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("whisper")]
    for thread in threads:
        thread.join(5)
    assert not [thread for thread in threads if thread.is_alive()]


# loudness


@pytest.fixture
def spoken_then_silent() -> Loudness:
    loudness = Loudness()
    loudness.push(sound("1-time", after_s=0.5))
    return loudness


def test_silence_after_speech_is_none(spoken_then_silent: Loudness) -> None:
    end = len(sound("1-time", after_s=0.1))
    assert not spoken_then_silent.speaks_since(end)
    assert spoken_then_silent.speaks_since(SAMPLE_RATE // 2)
    spoken_then_silent.push(NOISE)
    assert not spoken_then_silent.speaks_since(end)
    spoken_then_silent.push(sound("7-stop"))
    assert spoken_then_silent.speaks_since(end)


def test_steady_sound_may_hide_speech() -> None:
    loudness = Loudness()
    loudness.push(NOISE)
    assert loudness.speaks_since(0)


# multilingual


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One layer of random weights. CTranslate2 knows a multilingual vocabulary by its empty token."""
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    import tokenizers
    from ctranslate2.converters.transformers import WhisperLoader
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    tokenizer = tokenizers.Tokenizer.from_file(str(FIXTURE / "tokenizer.json"))
    tokenizer.add_special_tokens(["<|en|>", "<|de|>"])
    known = tokenizer.get_vocab_size()
    shape = {f"{part}_{what}": 1 for part in ("encoder", "decoder") for what in ("layers", "attention_heads", "ffn_dim")}
    special = dict.fromkeys(("pad_token_id", "bos_token_id", "eos_token_id", "decoder_start_token_id"), 0)
    config = WhisperConfig(vocab_size=known + 1, d_model=8, begin_suppress_tokens=[], **shape, **special)
    spec = WhisperLoader().get_model_spec(WhisperForConditionalGeneration(config))
    spec.register_vocabulary([*(tokenizer.id_to_token(n) for n in range(known)), ""])
    spec.config.suppress_ids = spec.config.suppress_ids_begin = []
    spec.config.alignment_heads = [(0, 0)]
    spec.validate()
    folder = tmp_path_factory.mktemp("multilingual")
    spec.save(str(folder))
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def test_a_multilingual_model_is_asked_for_english(
    multilingual: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tokenizers

    tokenizer = tokenizers.Tokenizer.from_file(str(multilingual / "tokenizer.json"))
    prompts: list[list[int]] = []
    for asked in (Model(multilingual, threads=1), model):
        generate = asked._engine.generate

        def noted(sound: Any, given: list[list[int]], generate: Any = generate, **options: Any) -> Any:
            prompts.extend(given)
            return generate(sound, given, **options)

        monkeypatch.setattr(asked, "_engine", SimpleNamespace(encode=asked._engine.encode, generate=noted))
        asked.read(asked.encode(sound("7-stop")), prompt="what time is it?")
    words = [tokenizer.id_to_token(number) for number in prompts[0]]
    assert words[0] == "<|startofprev|>"
    assert words[-4:] == ["<|startoftranscript|>", "<|en|>", "<|transcribe|>", "<|notimestamps|>"]
    assert [tokenizer.id_to_token(number) for number in prompts[-1]][-2:] == ["<|startoftranscript|>", "<|notimestamps|>"]


@pytest.mark.parametrize("old_style", [True, False])
def test_a_tokenizer_that_lacks_its_first_merge_is_mended(tmp_path: Path, old_style: bool) -> None:
    merges: list[Any] = [["t", "i"], ["m", "e"], ["ti", "me"], ["Ġt", "ime"]]
    vocabulary = {token: n for n, token in enumerate(["Ġ", "t", "i", "m", "e", "ti", "me", "time", "Ġt", "ime", "Ġtime"])}
    described = {
        "model": {
            "type": "BPE", "vocab": vocabulary, "merges": [" ".join(merge) for merge in merges] if old_style else merges,
        },
        "pre_tokenizer": {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True, "use_regex": True},
    }  # fmt: skip
    file = tmp_path / "tokenizer.json"
    file.write_text(json.dumps(described))
    assert mended(file).encode(" t").tokens == ["Ġt"]
    described["model"]["merges"].insert(0, "Ġ t" if old_style else ["Ġ", "t"])
    file.write_text(json.dumps(described))
    assert mended(file) is None


def test_without_its_package_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(EngineError, match="the engine whisper is not installed: no module faster_whisper") as raised:
        Model(FIXTURE)
    assert raised.value.remedy
