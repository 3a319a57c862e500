"""Both Kokoro engines, through the real packages, with the fixture models."""

import asyncio
import os
import shutil
import subprocess
import sys
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest

from tests.speak.sound import FIXTURES, say
from voice.config import Speak
from voice.errors import DeviceError, EngineError, ModelError
from voice.speak import ENGINES, Several, Voice
from voice.speak.kokoro_onnx import KokoroOnnx
from voice.speak.voices import LONGEST, pieces

PACKAGES = {"kokoro": "kokoro", "kokoro-onnx": "kokoro_onnx"}

OFFLINE = """
import socket, sys
def refused(*args, **kwargs): raise AssertionError("the network was asked")
socket.socket.connect = socket.getaddrinfo = socket.create_connection = refused
import asyncio, os
from voice.config import Speak
from voice.speak import ENGINES
voice = ENGINES[sys.argv[1]].make(Speak(engine=sys.argv[1], model=sys.argv[2]))
voice.load()
async def run(): return sum([len(chunk) async for chunk in voice.synthesise("Hello there.")])
print(asyncio.run(run()), os.environ.get("ORT_DISABLE_TELEMETRY"))
"""


def made(engine: str, model: Path | None = None, **settings: object) -> Voice:
    pytest.importorskip(PACKAGES[engine])
    return ENGINES[engine].make(Speak.model_validate({"engine": engine, "model": str(model or FIXTURES / engine), **settings}))


def loaded(engine: str, **settings: object) -> Voice:
    voice = made(engine, **settings)
    voice.load()
    return voice


@pytest.fixture(scope="module", params=list(PACKAGES))
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def voice(engine: str) -> Voice:
    return loaded(engine)


@pytest.mark.slow
def test_sound_is_as_long_as_the_text(voice: Voice) -> None:
    texts = ("Yes.", "It is half past nine.", "Paris is the capital of France, and a very large city, too.")
    lengths = []
    for text in texts:
        sound = say(voice, text)
        assert sound.dtype == np.int16
        assert np.abs(sound.astype(int)).max() < 32_767
        assert 300 < np.sqrt((sound.astype(float) ** 2).mean()) < 8_000
        lengths.append(len(sound) / voice.sample_rate)
        assert 0.1 < lengths[-1] / len(text.split()) < 0.6
    assert lengths == sorted(lengths)


@pytest.mark.slow
def test_a_higher_rate_is_shorter_and_another_voice_sounds_different(engine: str, voice: Voice) -> None:
    text = "It is half past nine in the evening."
    assert len(say(loaded(engine, rate_wpm=300), text)) < 0.75 * len(say(voice, text))
    american = loaded(engine, voice="en-us")
    assert "af_fixture" in american.identity
    assert "bf_fixture" in voice.identity
    assert len(say(american, "the dance in the larger bath")) != len(say(voice, "the dance in the larger bath"))


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "   ", "a\0b", "日本", "<speak>[[h]]", "1234567890 " * 4, "x" * 200])
def test_odd_text_is_no_error(voice: Voice, text: str) -> None:
    assert say(voice, text).dtype == np.int16


@pytest.mark.slow
def test_a_long_sentence_comes_in_pieces_with_all_its_words(voice: Voice) -> None:
    async def run() -> list[int]:
        return [len(chunk) async for chunk in voice.synthesise("It goes on and on, as some do. " * 10)]

    lengths = asyncio.run(run())
    assert len(lengths) >= 3
    assert max(lengths) < 20 * voice.sample_rate
    assert sum(lengths) > 12 * voice.sample_rate


@pytest.mark.slow
def test_closing_stops_the_work(voice: Voice) -> None:
    async def run() -> list[int]:
        async with aclosing(voice.synthesise("And on it goes, " * 400)) as chunks:
            await anext(chunks)
        return [len(chunk) async for chunk in voice.synthesise("Yes.")]

    assert sum(asyncio.run(run())) < 2 * voice.sample_rate


def test_cancelling_within_a_piece_stops_the_work(voice: Voice) -> None:
    async def run() -> int:
        async def speak() -> None:
            async for _ in voice.synthesise("And on it goes, " * 400):
                pass

        task = asyncio.create_task(speak())
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return sum([len(chunk) async for chunk in voice.synthesise("Yes.")])

    assert asyncio.run(run()) < 2 * voice.sample_rate


@pytest.mark.slow
def test_nothing_is_downloaded_and_no_telemetry_runs(engine: str, tmp_path: Path) -> None:
    pytest.importorskip(PACKAGES[engine])
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "ORT_", "TRANSFORMERS"))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", OFFLINE, engine, str(FIXTURES / engine)],
        capture_output=True,
        text=True,
        env=alone | {"HF_HOME": str(tmp_path), "HOME": str(tmp_path)},
    )
    assert done.returncode == 0, done.stderr
    length, telemetry = done.stdout.split()
    assert int(length) > 5_000
    assert engine == "kokoro" or telemetry == "1"


def test_a_model_that_was_not_pulled_names_the_command(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path))
    with pytest.raises(ModelError) as caught:
        made(engine, Path(engine)).load()
    assert f"voice models pull {engine}" in caught.value.remedy


def test_a_folder_without_a_model_says_what_it_must_hold(engine: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="holds no Kokoro model"):
        made(engine, tmp_path).load()


def test_a_damaged_model_is_an_error_with_a_remedy(engine: str, tmp_path: Path) -> None:
    pytest.importorskip(PACKAGES[engine])
    folder = shutil.copytree(FIXTURES / engine, tmp_path / "model")
    file = next(file for file in folder.iterdir() if file.suffix in (".pth", ".onnx"))
    file.write_bytes(file.read_bytes()[:5_000])
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        made(engine, folder).load()
    assert "verify" in caught.value.remedy


def test_an_unknown_voice_lists_near_names(engine: str) -> None:
    with pytest.raises(DeviceError, match="af_fixtur") as caught:
        made(engine, voice="af_fixtur").load()
    assert "af_fixture" in caught.value.remedy


def test_a_missing_package_names_its_extra(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, PACKAGES[engine], None)
    with pytest.raises(EngineError, match=f"the engine {engine} is not installed") as caught:
        ENGINES[engine].make(Speak.model_validate({"engine": engine, "model": str(FIXTURES / engine)})).load()
    old = sys.version_info < (3, 13)
    assert (f"voiceloop[{engine}]" if old or engine == "kokoro-onnx" else "kokoro-onnx") in caught.value.remedy


def test_a_failure_of_the_engine_is_an_engine_error_without_words(engine: str) -> None:
    voice = loaded(engine)
    setattr(voice, "_style", "no style")  # noqa: B010 - what a damaged voice would be
    with pytest.raises(EngineError) as caught:
        say(voice, "secret")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "One.", "a, " * 200, "word " * 200, "x" * 1_000, "Yes, it is; and so on."])
def test_pieces_hold_every_word_and_are_short(text: str) -> None:
    cut = list(pieces(text))
    assert "".join(" ".join(cut).split()) == "".join(text.split())
    assert all(len(piece) <= LONGEST for piece in cut)
    assert len(cut) <= 1 + 2 * len(text) // LONGEST


def test_voices_may_lie_in_a_file_each(tmp_path: Path) -> None:
    pytest.importorskip("kokoro_onnx")
    there = FIXTURES / "kokoro-onnx"
    shutil.copy(there / "kokoro-v1.0.onnx", tmp_path)
    (tmp_path / "voices").mkdir()
    for name, style in np.load(there / "voices-v1.0.bin").items():
        style.astype("<f4").tofile(tmp_path / "voices" / f"{name}.bin")
    apart, together = made("kokoro-onnx", tmp_path, voice="en-us"), loaded("kokoro-onnx", voice="en-us")
    apart.load()
    assert "af_fixture" in apart.identity
    assert np.array_equal(say(apart, "It is half past nine."), say(together, "It is half past nine."))
    assert isinstance(apart, KokoroOnnx)
    assert isinstance(together, KokoroOnnx)
    assert sorted(apart.voices()) == sorted(together.voices()) == ["af_fixture", "bf_fixture"]
    said = {name: apart.blended("half past nine", {name: 1.0}, 1.0) for name in apart.voices()}
    assert not np.array_equal(*(sound[:4000] for sound in said.values()))
    (tmp_path / "voices" / "af_fixture.bin").write_bytes(b"short")
    with pytest.raises(ModelError, match="cannot be loaded"):
        made("kokoro-onnx", tmp_path, voice="en-us").load()


@pytest.mark.slow
def test_another_voice_is_made_on_the_same_model(engine: str, voice: Voice) -> None:
    assert isinstance(voice, Several)
    assert voice.name == "bf_fixture"
    assert voice.names() == {"af_fixture": "Fixture, American, woman", "bf_fixture": "Fixture, British, woman"}
    text, american, alone = "the dance in the larger bath", voice.called("af_fixture"), loaded(engine, voice="af_fixture")
    assert american.identity == alone.identity
    british, same, other = (len(say(one, text)) for one in (voice, alone, american))
    assert other == pytest.approx(same, rel=0.01) != pytest.approx(british, rel=0.01)  # no two runs are quite alike
    assert len(say(voice, text)) == pytest.approx(british, rel=0.01)

    async def run() -> list[int]:
        async with aclosing(american.synthesise("And on it goes, " * 400)) as chunks:
            await anext(chunks)
        return [len(chunk) async for chunk in voice.synthesise("Yes.")]

    assert sum(asyncio.run(run())) < 2 * voice.sample_rate  # they give way to one another
