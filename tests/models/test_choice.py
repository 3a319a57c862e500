"""The engine that "auto" stands for, and what changes when its model comes."""

import asyncio
from pathlib import Path

import pytest

from tests.models.conftest import NAME
from tests.models.hub import Hub
from tests.models.test_pull import Progress
from voice.config import Config, Speak, Transcribe
from voice.errors import UsageError
from voice.models import manifest, watch
from voice.models.choice import transcriber
from voice.models.manifest import Model
from voice.models.pull import pull


def test_the_default_waits_for_the_smallest_whisper_and_the_voice_joe() -> None:
    settings = Config()
    assert (settings.transcribe.engine, settings.transcribe.model) == ("auto", "whisper-tiny.en")
    assert transcriber(settings.transcribe) == "sphinx"
    assert [model.name for model in manifest.named(settings)] == ["whisper-tiny.en", "piper-joe"]
    assert manifest.optional(settings) == {"whisper-tiny.en", "piper-joe"}


def test_whisper_hears_as_soon_as_its_model_is_here_unless_it_is_turned_off(model: Model) -> None:
    settings = Transcribe(model=NAME)
    assert transcriber(settings) == "sphinx"
    pull(model, Progress())
    assert transcriber(settings) == "whisper"
    assert transcriber(Transcribe(engine="sphinx", model=NAME)) == "sphinx"


def test_a_model_by_its_path_is_here_when_the_path_is(tmp_path: Path) -> None:
    assert transcriber(Transcribe(model=str(tmp_path))) == "whisper"


@pytest.mark.parametrize("model", ["whisper-tny", "/no/such/folder"])
def test_a_model_that_nobody_knows_is_told(model: str) -> None:
    with pytest.raises(UsageError, match="neither by name nor by path"):
        transcriber(Transcribe(model=model))


def test_an_engine_that_is_named_is_taken_with_its_model_or_without() -> None:
    settings = Config(transcribe=Transcribe(engine="whisper"), speak=Speak(engine="piper"))
    assert transcriber(settings.transcribe) == "whisper"
    assert manifest.optional(settings) == set()


def test_a_voice_that_is_asked_for_by_name_needs_no_model() -> None:
    assert [model.name for model in manifest.named(Config(speak=Speak(voice="en-gb+f3")))] == ["whisper-tiny.en"]
    assert manifest.named(Config(transcribe=Transcribe(engine="sphinx"), speak=Speak(engine="espeak"))) == []


def test_a_running_assistant_notices_a_model_that_came(model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "LOOK_S", 0.01)
    watching = watch.Watch(Config(transcribe=Transcribe(model=NAME)), lambda text: None)

    async def changes() -> bool:
        changed = asyncio.create_task(watching.changed(lambda: True))
        await asyncio.sleep(0.05)
        before = changed.done()
        await asyncio.to_thread(pull, model, Progress())
        await changed
        return before

    assert asyncio.run(changes()) is False
