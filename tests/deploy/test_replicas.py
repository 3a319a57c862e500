"""What a replica does with what it is sent, without Ray: sounds are read together as alone, and nonsense is refused."""

from typing import Any

import numpy as np
import pytest

pytest.importorskip("ray.serve")

from starlette.testclient import TestClient

from tests.deploy.serving import WHISPER
from tests.transcribe.conftest import sound
from voice.deploy import replicas
from voice.errors import UsageError
from voice.gateway.refused import Refused
from voice.remote import wav
from voice.transcribe.whisper_model import Model

CLIPS = ("1-time", "5-question", "9-volume")


@pytest.fixture(scope="module")
def model() -> Model:
    return Model(WHISPER, 1)


@pytest.mark.slow
def test_sounds_of_any_length_are_read_together_as_they_are_alone(model: Model) -> None:
    sounds = [sound(clip) for clip in CLIPS] + [np.zeros(800, np.int16)]
    alone = [replicas.texts(model, [one])[0] for one in sounds]
    assert replicas.texts(model, sounds) == alone
    assert alone[0] == "Hey Jarvis, what time is it?"
    assert alone[-1] == ""


@pytest.mark.parametrize(
    "sent",
    [
        b"", b"{", b"[" * 100_000, b"7", b'{"input": 7}', b'{"input": ""}', b'{"input": "' + b"a" * 5000 + b'"}',
        b'{"input": "a", "response_format": "aac"}', b'{"input": "a", "speed": 2}',
    ],
)  # fmt: skip
def test_a_request_to_speak_that_cannot_be_done_is_refused(sent: bytes) -> None:
    with pytest.raises(Refused) as refused:
        replicas.wanted(sent)
    assert refused.value.status == 400


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"data": {"model": "a"}}, 400),
        ({"content": b"nonsense", "headers": {"content-type": "multipart/form-data; boundary=x"}}, 400),
        ({"content": b"nonsense", "headers": {"content-type": "multipart/form-data"}}, 400),
        ({"files": {"file": ("a.wav", b"nonsense")}}, 400),
        ({"files": {"file": ("a.wav", b"\0" * (7 << 20))}}, 413),
        ({"files": {"file": ("a.wav", wav.whole(np.zeros(1600, np.int16), 16_000))}, "data": {"language": "fr"}}, 400),
        ({"files": {"file": ("a.wav", wav.whole(np.zeros(1600, np.int16), 16_000))}, "data": {"response_format": "srt"}}, 400),
        ({"files": {"file": ("a.wav", wav.whole(np.zeros(1600, np.int16), 16_000))}}, 200),
        ({"files": {"file": ("a.wav", b"")}, "headers": {"origin": "http://evil.example"}}, 403),
    ],
)
def test_a_request_to_hear_that_cannot_be_done_is_refused(sent: dict[str, Any], status: int) -> None:
    guarded = replicas.Guarded(None)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        asked = replicas.Request(scope, receive)

        async def work(body: bytes) -> replicas.Response:
            heard, _ = await replicas.heard_in(asked, body)
            return replicas.JSONResponse({"samples": len(heard)})

        await (await guarded.answer(asked, work))(scope, receive, send)

    assert TestClient(app, base_url="http://127.0.0.1").post("/", **sent).status_code == status


def test_a_replica_that_fails_again_and_again_is_ill(tmp_path: Any) -> None:
    guarded = replicas.Guarded(None)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        async def work(body: bytes) -> replicas.Response:
            if body == b"bad":
                raise RuntimeError("words of somebody")
            return replicas.Response()

        await (await guarded.answer(replicas.Request(scope, receive), work))(scope, receive, send)

    client = TestClient(app, base_url="http://127.0.0.1")
    for sent in (b"bad", b"bad", b"good", b"bad", b"bad"):
        answer = client.post("/", content=sent)
        assert "somebody" not in answer.text
        guarded.check()
    client.post("/", content=b"bad")
    with pytest.raises(RuntimeError, match="3 requests"):
        guarded.check()


def test_off_loopback_the_token_is_asked_for(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from voice.deploy import ray

    config = tmp_path / "config.toml"
    config.write_text(f'state_dir = "{tmp_path}"\n[transcribe]\nengine = "whisper"\nmodel = "{WHISPER}"\n')
    with pytest.raises(RuntimeError, match="no token"):
        replicas.Guarded(str(tmp_path))
    asked = ray._asked(["--host", "0.0.0.0", "--replicas", "2"])
    plan = ray._plan(asked, ray.config.load(config))
    assert (plan.state, plan.replicas, plan.most) == (str(tmp_path), 2, 2)
    guarded = replicas.Guarded(plan.state)
    with pytest.raises(Refused, match="key"):
        guarded._auth.check({"host": "nas.local"})
    key = ray.token.file(tmp_path).read_text()
    guarded._auth.check({"host": "nas.local", "authorization": f"Bearer {key}"})


def test_a_machine_that_serves_does_not_ask_another(tmp_path: Any) -> None:
    from voice.config import Config, Speak
    from voice.deploy import ray

    with pytest.raises(UsageError, match="elsewhere"):
        ray._plan(ray._asked([]), Config(state_dir=tmp_path, speak=Speak(engine="remote", url="http://nas.local/v1")))


def test_replicas_may_become_more_and_share_a_graphics_card(tmp_path: Any) -> None:
    from voice.config import Config, Transcribe
    from voice.deploy import ray

    chosen = Config(state_dir=tmp_path, transcribe=Transcribe(engine="whisper", model=str(WHISPER)))
    (route, hear), (_, _) = ray.apps(chosen, ray.Plan(2, 6, gpus=0.5)).values()
    made = hear._bound_deployment
    assert route == "/v1/audio/transcriptions"
    assert (made._deployment_config.autoscaling_config.min_replicas, made.ray_actor_options["num_gpus"]) == (2, 0.5)
    assert made._deployment_config.autoscaling_config.max_replicas == 6
