"""The models in use, seen from the traces of turns; and `voice run` when one changes."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.cli.conftest import Voice, voice
from tests.cli.headless import STAND_INS
from tests.models.conftest import NAME, files
from tests.models.hub import Hub
from tests.models.test_pull import Progress, held
from tests.models.test_setup import fixtures_on_the_hub
from voice.assets import asset
from voice.config import Config, Speak, Tier, Transcribe
from voice.errors import EngineError
from voice.messages import Transcript
from voice.models import lock, store, versions
from voice.models.canary import Outcome
from voice.models.manifest import File, Model, shipped
from voice.models.pull import pull
from voice.models.watch import Watch
from voice.trace import Marks, TurnTrace

__all__ = ["fixtures_on_the_hub", "voice"]

GGUF = "qwen2.5-0.5b"
SETTINGS = Config.model_construct(
    transcribe=Transcribe(engine="whisper", model=NAME),
    tiers=(Tier(name="local", where="device", model_file=Path(GGUF)),),
)


def turn(engine: str = "whisper", **named: Any) -> TurnTrace:
    """A turn that was transcribed 50 ms after its end, with 200 ms of work before that; its first token took 300 ms."""
    trace = TurnTrace(datetime(2026, 1, 1, tzinfo=UTC), "microphone", **named)
    trace.marks = Marks(endpoint=1.0, transcribed=1.05, routed=1.1, answer_first_token=1.4)
    trace.hidden_ms["transcribe"] = 200.0
    trace.transcript = Transcript("why", 0.9, False, engine)
    return trace


@pytest.fixture
def models(model: Model, hub: Hub) -> Watch:
    """Both models here; the watch on them."""
    pinned = shipped().find(GGUF)
    name = pinned.files[0].name
    hub.commit(pinned.repository, {name: b"GGUF" * 1000})
    pull(model, Progress())
    pull(pinned.model_copy(update={"revision": None, "files": (File(name=name),)}), Progress())
    return Watch(SETTINGS, print)


def kept(name: str) -> list[Outcome]:
    file = store.home(name) / "outcomes.json"
    return [Outcome(*one) for past in json.loads(file.read_text()).values() for one in past] if file.exists() else []


def test_a_turn_counts_for_the_models_that_it_needed(models: Watch) -> None:
    assert models.record(turn(tried=["local"], answered_by="local")) == []
    assert [round(outcome.seconds, 3) for outcome in kept(NAME) + kept(GGUF)] == [0.25, 0.3]
    assert not any(outcome.failed for outcome in kept(NAME) + kept(GGUF))


def test_a_command_asks_nothing_of_them(models: Watch) -> None:
    models.record(turn("grammar", answered_by="time"))
    assert kept(NAME) + kept(GGUF) == []


def test_what_did_not_work_counts_as_failed(models: Watch) -> None:
    models.record(turn("none", tried=["local", "cloud"], answered_by="cloud"))
    assert [outcome.failed for outcome in kept(NAME) + kept(GGUF)] == [True, True]


def test_an_answer_that_was_cut_off_is_no_failure(models: Watch) -> None:
    models.record(turn(tried=["local"], interrupted=True))
    assert kept(GGUF) == []


def test_who_was_asked_first_and_was_late_failed_who_was_asked_beside_it_did_not(models: Watch) -> None:
    models.record(turn(tried=["local", "cloud"], answered_by="cloud"))
    models.record(turn(tried=["cloud", "local"], answered_by="cloud"))
    models.record(turn(tried=["cloud", "local"], answered_by="local"))
    assert [outcome.failed for outcome in kept(GGUF)] == [True, False]


def test_a_voice_that_espeak_stood_in_for_failed(hub: Hub) -> None:
    hub.commit(shipped().find("kokoro").repository, {"config.json": b"{}"})
    bare = shipped().find("kokoro").model_copy(update={"revision": None, "files": (File(name="config.json"),)})
    pull(bare, Progress())
    watch = Watch(Config.model_construct(speak=Speak(engine="kokoro")), print)
    for action in ("second_voice", "hedge"):
        spoken = turn(actions=[{"action": action, "stage": "speak", "why": ""}])
        spoken.marks.speech_first_audio = 1.5
        watch.record(spoken)
    assert [outcome.failed for outcome in kept("kokoro")] == [True, False]


def test_a_canary_that_fails_is_gone_and_told(models: Watch, model: Model, hub: Hub) -> None:
    before = store.path(NAME)
    hub.commit(model.repository, files(2))
    pull(model, Progress(), canary=10)
    said = Watch(SETTINGS, print).record(turn("none"))
    assert len(said) == 1
    assert "rolled back" in said[0]
    assert store.path(NAME) == before


def test_an_assistant_on_the_version_before_does_not_judge_the_canary(models: Watch, model: Model, hub: Hub) -> None:
    hub.commit(model.repository, files(2))
    new = pull(model, Progress(), canary=10)
    models.record(turn("none"))
    assert store.path(NAME) == new.path


def test_models_that_are_not_here_are_not_watched(hub: Hub) -> None:
    assert Watch(SETTINGS, print).record(turn("none")) == []


def test_what_cannot_be_kept_is_told(models: Watch) -> None:
    (store.home(NAME) / "lock.json").write_text("{")
    assert len(models.record(turn())) == 1


def test_a_change_is_seen_when_nobody_speaks(models: Watch, model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.models.watch.LOOK_S", 0.001)
    speaking = True

    async def story() -> None:
        nonlocal speaking
        seen = asyncio.create_task(models.changed(lambda: not speaking))
        hub.commit(model.repository, files(2))
        await asyncio.to_thread(pull, model, Progress(), update=True)
        await asyncio.sleep(0.02)
        assert not seen.done()
        speaking = False
        await asyncio.wait_for(seen, 5)

    asyncio.run(story())


def test_each_change_is_told_once_also_behind_one_that_could_not_be_loaded(models: Watch, model: Model, hub: Hub) -> None:
    assert not models.has_changed()
    for content in (2, 3):
        hub.commit(model.repository, files(content))
        pull(model, Progress(), update=True)
        assert [models.has_changed() for _ in range(2)] == [True, False]
    versions.rollback(model)
    assert [models.has_changed() for _ in range(2)] == [True, False]


def test_a_canary_that_does_not_load_is_gone(models: Watch, model: Model, hub: Hub) -> None:
    before, said = store.path(NAME), list[str]()

    async def load() -> Path:
        if store.path(NAME) != before:
            raise EngineError("the model is broken", "")
        return before

    hub.commit(model.repository, files(2))
    pull(model, Progress(), canary=10)
    watch = Watch(SETTINGS, said.append)
    assert asyncio.run(watch.loaded(load)) == before
    assert len(said) == 1
    assert "did not load" in said[0]
    assert held().canary is None
    assert watch.record(turn()) == []
    assert kept(NAME) == [Outcome(0.25, False)], "it counts for the version that serves now"


def test_what_does_not_load_for_another_reason_is_told(models: Watch) -> None:
    async def load() -> None:
        raise EngineError("the microphone is gone", "")

    with pytest.raises(EngineError, match="gone"):
        asyncio.run(models.loaded(load))


def test_the_event_loop_goes_on_while_an_outcome_waits_for_another_process(models: Watch) -> None:
    async def story() -> None:
        with lock.exclusively(store.home(NAME)):
            models.note(turn())
            await asyncio.sleep(0.01)
            assert kept(NAME) == []
        await models.settled()
        assert kept(NAME) == [Outcome(0.25, False)]

    asyncio.run(story())


@pytest.mark.slow
def test_ask_ends_a_canary_that_does_not_load(
    voice: Voice, fixtures_on_the_hub: None, hub: Hub, tmp_path: Path
) -> None:
    """Whisper's engine, with a model that is no model."""
    pytest.importorskip("faster_whisper")
    name = "whisper-base"
    pull(shipped().find(name), Progress())
    good = store.path(name)
    hub.commit("fixtures/whisper", hub.repositories["fixtures/whisper"][0] | {"model.bin": bytes(2000)})
    pull(shipped().find(name), Progress(), canary=10)
    (tmp_path / "config.toml").write_text(f'[transcribe]\nengine = "whisper"\nmodel = "{name}"\n')
    asked = voice("ask", "--audio", asset("demo/5-question.flac"), "--fast", "--json")
    assert "the new one did not load" in asked.err
    assert asked.document["turns"][0]["engine"] == "whisper"
    assert store.path(name) == good
    assert len(kept(name)) == 1


RUN = f"""{STAND_INS}
    import asyncio
    from voice.engines import Ears, Engines
    from voice.errors import EngineError
    from voice.models import store, watch
    from voice.testing import FakeActivity, FakeRecogniser, FakeWakeModel, Vocabulary

    watch.LOOK_S = 0.01

    load = Engines.load

    async def loaded(engines, **what):
        if (store.path("whisper-small") / "vocabulary.txt").read_bytes() == b"broken":
            raise EngineError("the model is broken", "")
        await load(engines, voice=True)
        vocabulary = Vocabulary()
        engines.ears = Ears(FakeRecogniser(vocabulary), FakeWakeModel(vocabulary), FakeActivity)

    Engines.load = loaded
    main(["run", "--headless"])
"""


def started(program: str, folder: Path) -> "subprocess.Popen[str]":
    """Run a program that reads with the model, in a process whose settings and state are in the folder."""
    settings = folder / "config.toml"
    settings.write_text(f'[transcribe]\nengine = "whisper"\nmodel = "{NAME}"\n')
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(program)],
        env=os.environ | {"VOICE_CONFIG": str(settings), "VOICE_STATE_DIR": str(folder)},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_running_assistant_takes_a_new_version_and_gives_up_one_that_does_not_load(
    model: Model, hub: Hub, tmp_path: Path
) -> None:
    first = pull(model, Progress())
    running = started(RUN, tmp_path)
    assert running.stdout is not None

    def event() -> dict[str, Any]:
        return json.loads(running.stdout.readline())  # type: ignore[union-attr, no-any-return]

    try:
        assert event()["event"] == "listening"
        hub.commit(model.repository, files(2))
        second = pull(model, Progress(), update=True)
        assert [event()["event"], event()["event"]] == ["degraded", "listening"]
        hub.commit(model.repository, files(2) | {"vocabulary.txt": b"broken"})
        pull(model, Progress(), canary=5)
        assert [event()["event"] for _ in range(3)] == ["degraded", "degraded", "listening"]
        assert store.path(NAME) == second.path
        versions.rollback(model)
        assert [event()["event"], event()["event"]] == ["degraded", "listening"]
        assert store.path(NAME) == first.path
    finally:
        running.send_signal(signal.SIGTERM)
        running.communicate(timeout=20)
    assert running.returncode == 0


SERVE = RUN.replace('main(["run", "--headless"])', 'main(["serve", "--no-local", "--port", "0", "--json"])')


@pytest.mark.slow
def test_a_server_takes_a_new_version_and_an_older_one_and_gives_up_one_that_does_not_load(
    model: Model, hub: Hub, tmp_path: Path
) -> None:
    """Satellites are asked to come again, on the new one; whoever looks finds it ready all the time."""
    first = pull(model, Progress())
    running = started(SERVE, tmp_path)
    assert running.stdout is not None

    def said(*events: str) -> list[dict[str, Any]]:
        """The next events of these kinds, which must come in this order."""
        found: list[dict[str, Any]] = []
        while len(found) < len(events):
            one = json.loads(running.stdout.readline())  # type: ignore[union-attr]
            if one["event"] not in ("joined", "left"):
                found.append(one)
        assert [one["event"] for one in found] == list(events)
        return found

    @contextmanager
    def satellite() -> Iterator[Any]:
        with httpx2.Client(timeout=60) as client, client.websocket(f"{url}/satellite") as socket:
            socket.send_text('{"type": "hello", "protocol": 1, "name": "hall", "id": "one"}')
            assert "welcome" in socket.receive_text()
            yield socket

    def is_asked_to_come_again(socket: Any) -> None:
        while '"goodbye"' not in (text := socket.receive_text()):
            pass
        assert json.loads(text)["why"] == "renewed"

    try:
        url = said("listening")[0]["address"]
        with satellite() as socket:
            hub.commit(model.repository, files(2))
            second = pull(model, Progress(), update=True)
            assert "new settings" in said("degraded")[0]["what"]
            assert httpx2.get(f"{url}/readyz").status_code == 200
            is_asked_to_come_again(socket)
        with satellite() as socket:
            hub.commit(model.repository, files(2) | {"vocabulary.txt": b"broken"})
            pull(model, Progress(), canary=5)
            gone, renewed = said("degraded", "degraded")
            assert ("did not load" in gone["what"], "new settings" in renewed["what"]) == (True, True)
            assert store.path(NAME) == second.path
            assert httpx2.get(f"{url}/readyz").status_code == 200
            is_asked_to_come_again(socket)
        with satellite() as socket:
            versions.rollback(model)
            said("degraded")
            assert store.path(NAME) == first.path
            is_asked_to_come_again(socket)
        running.send_signal(signal.SIGTERM)
        said("stopped")
        assert running.wait(30) == 0
    finally:
        running.kill()
        running.communicate()
