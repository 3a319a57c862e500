"""`voice serve` and `voice satellite`, as processes of their own."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest
import soundfile

from tests.cli.conftest import Voice, answering
from tests.cli.headless import STAND_INS

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "assets" / "demo"


@contextmanager
def serving(state: Path, *arguments: str, **environment: str) -> Iterator["subprocess.Popen[str]"]:
    """A server in a process of its own, which is stopped in the end."""
    command = [sys.executable, "-m", "voice.cli", "serve", "--port", "0", "--json", "--no-local", *arguments]
    pipe = subprocess.PIPE
    given = {**os.environ, "PYTHONPATH": str(ROOT), "VOICE_STATE_DIR": str(state), **environment}
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=given) as process:
        try:
            yield process
        finally:
            process.kill()


def told(process: "subprocess.Popen[str]", event: str) -> dict[str, Any]:
    """Read the log until there is an event."""
    assert process.stdout is not None
    for line in process.stdout:
        if (said := json.loads(line))["event"] == event:
            return dict(said)
    raise AssertionError(f"no {event}: {process.stderr and process.stderr.read()}")


def read(out: str) -> list[dict[str, Any]]:
    """The messages that a satellite has printed."""
    return [json.loads(line) for line in out.splitlines() if line.startswith("{")]


def satellite(url: str, *arguments: str | Path, **environment: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "voice.cli", "satellite", url, *map(str, arguments)]
    pipe = subprocess.PIPE
    given = {**os.environ, "PYTHONPATH": str(ROOT), **environment}
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=given)


@pytest.mark.slow
@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_two_satellites_are_answered_at_once_and_told_goodbye(tmp_path: Path, number: signal.Signals, code: int) -> None:
    with serving(tmp_path / "state") as server:
        url = told(server, "listening")["address"]
        clips = {"kitchen": "2-pasta-timer.flac", "office": "3-arithmetic.flac"}  # two voices: one sound is answered once
        talking = {
            name: satellite(url, "--name", name, "--audio", DEMO / clip, "--out", tmp_path / f"{name}.wav", "--json", *also)
            for (name, clip), also in zip(clips.items(), ([], ["--opus"]), strict=True)
        }
        said = {name: process.communicate(timeout=300) for name, process in talking.items()}
        for name, process in talking.items():
            assert process.returncode == 0, said[name]
            sound, rate = soundfile.read(tmp_path / f"{name}.wav", dtype="int16")
            assert len(sound) > 0.5 * rate
            assert abs(sound).max() > 1000
        answers = {name: next(one for one in read(out) if one["type"] == "answered") for name, (out, _) in said.items()}
        assert [answers[name]["by"] for name in clips] == ["timer_set", "arithmetic"]
        assert "391" in answers["office"]["reply"]
        metrics = httpx2.get(f"{url}/metrics").text
        done = subprocess.run(
            [sys.executable, "-m", "voice.cli", "say", "Dinner is ready.", "--url", url],
            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "Nobody is there" in done.stdout
        assert 'voice_replies_total{by="skill"} 2.0' in metrics
        staying = satellite(url, "--name", "hall", "--audio", DEMO / "4-unfinished.flac")
        while told(server, "joined")["satellite"] != "hall":
            pass
        server.send_signal(number)
        log, errors = server.communicate(timeout=60)
        _, refused = staying.communicate(timeout=60)
    assert (server.returncode, errors) == (code, "")
    assert (staying.returncode, "The server stops." in refused, "Traceback" in refused) == (1, True, False)
    assert json.loads(log.splitlines()[-1])["event"] == "stopped"
    for word in ("391", "seventeen", "pasta"):
        assert word not in log


WITH_DEVICES = f"""{STAND_INS}
    from voice.cli import serve

    serve.find = lambda name, kind: None
    main(["serve", "--port", "0", "--json"])
"""


@pytest.mark.slow
def test_this_machine_is_a_room_too_where_it_has_a_microphone(tmp_path: Path) -> None:
    command, pipe = [sys.executable, "-c", textwrap.dedent(WITH_DEVICES)], subprocess.PIPE
    given = {**os.environ, "PYTHONPATH": str(ROOT), "VOICE_STATE_DIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=given) as server:
        url = told(server, "listening")["address"]
        said = {"to": []}
        while not said["to"]:
            said = httpx2.post(f"{url}/announce", json={"text": "Dinner is ready."}).json()
        assert said == {"to": ["microphone"]}
        told(server, "announced")
        assert httpx2.get(f"{url}/readyz").json()["checks"]["microphone"] == {"ok": True, "why": ""}
        server.send_signal(signal.SIGHUP)
        assert "new settings" in told(server, "degraded")["what"]
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=60)
    assert (server.returncode, errors) == (0, "")


SATELLITE = """
    import sys
    from voice.cli import main, satellite
    from voice.listen.recording import Recording
    from voice.listen.scripted import Scripted

    satellite.find = lambda name, kind: None
    satellite.Microphone = lambda clock, device: Scripted(clock)
    satellite.Reopened = lambda source, clock, warn, give_up_s: source
    satellite.Speaker = lambda clock, rate, device, volume, warn: Spoken(clock, rate, volume)

    class Spoken(Recording):
        def close(self):
            print(f"spoken: {len(self.take()) / self.sample_rate:.1f} s", file=sys.stderr)
    main(["satellite", *sys.argv[1:]])
"""


@pytest.mark.slow
def test_a_satellite_with_devices_comes_again_when_the_server_does_and_ends_when_it_is_told_to(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    command, pipe = [sys.executable, "-c", textwrap.dedent(SATELLITE), f"127.0.0.1:{port}", "--json"], subprocess.PIPE
    given = {**os.environ, "PYTHONPATH": str(ROOT), "VOICE_STATE_DIR": str(tmp_path / "satellite")}
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=given) as staying:
        try:
            for _ in range(2):
                with serving(tmp_path / "state", "--port", str(port)) as server:
                    joined = told(server, "joined")["satellite"]
                    said = subprocess.run(
                        [sys.executable, "-m", "voice.cli", "say", "Hello.", "--url", f"127.0.0.1:{port}", "--to", joined],
                        env=given, capture_output=True, text=True, check=True,
                    )  # fmt: skip
                    assert joined in said.stdout
                    told(server, "announced")
                    server.send_signal(signal.SIGTERM)
                    server.communicate(timeout=60)
            staying.send_signal(signal.SIGTERM)
            out, errors = staying.communicate(timeout=60)
        finally:
            staying.kill()
    assert staying.returncode == 0
    assert [one["type"] for one in read(out)].count("welcome") == 2
    assert "Trying again" in errors
    assert "Traceback" not in errors


@pytest.mark.slow
def test_at_a_full_server_a_satellite_says_so_aloud(tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text("[serve]\nslots = 0\n")
    with serving(tmp_path / "state", VOICE_CONFIG=str(settings)) as server:
        url = told(server, "listening")["address"]
        command, pipe = [sys.executable, "-c", textwrap.dedent(SATELLITE), url], subprocess.PIPE
        given = {**os.environ, "PYTHONPATH": str(ROOT), "VOICE_STATE_DIR": str(tmp_path / "satellite")}
        with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=given) as staying:
            try:
                assert staying.stderr is not None
                spoken = next(line for line in staying.stderr if line.startswith("spoken: "))
                staying.send_signal(signal.SIGTERM)
                out, errors = staying.communicate(timeout=60)
            finally:
                staying.kill()
    assert float(spoken.split()[1]) > 2.0
    assert out.count("All slots of the server are taken.") == 1
    assert "Traceback" not in errors


ENCRYPTED = """
    import sys
    from pathlib import Path
    import trustme

    made = trustme.CA()
    made.cert_pem.write_to_path("ca.pem")
    made.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path("both.pem")
"""


@pytest.mark.slow
def test_what_is_said_may_be_encrypted(tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-c", textwrap.dedent(ENCRYPTED)], cwd=tmp_path, check=True)
    ca, both, clip = tmp_path / "ca.pem", tmp_path / "both.pem", DEMO / "1-time.flac"
    with serving(tmp_path / "state", "--cert", str(both)) as server:
        url = told(server, "listening")["address"]
        assert url.startswith("https://")
        shown, errors = satellite(url, "--audio", clip, "--ca", ca).communicate(timeout=120)
        assert "answered: " in shown, errors
        for wrong, says in ((url, "not trusted"), (url.replace("https", "http"), "take https://")):
            refused = satellite(wrong, "--audio", clip)
            _, errors = refused.communicate(timeout=60)
            assert (refused.returncode, says in errors, "Traceback" in errors) == (1, True, False), errors
        given = {**os.environ, "PYTHONPATH": str(ROOT), "VOICE_STATE_DIR": str(tmp_path / "say")}
        plain, trusted = url.replace("https", "http"), ["--ca", str(ca)]
        for arguments, code, says in (
            (["say", "Hello.", "--url", url, *trusted], 0, "Nobody is there"),
            (["pair", url, *trusted], 1, "Nobody needs pairing"),
            *((asked, 1, "not trusted") for asked in (["say", "Hello.", "--url", url], ["pair", url])),
            *((asked, 1, "take https://") for asked in (["say", "Hello.", "--url", plain], ["pair", plain])),
        ):
            command = [sys.executable, "-m", "voice.cli", *arguments]
            done = subprocess.run(command, env=given, capture_output=True, text=True, check=False)
            assert (done.returncode, says in done.stdout + done.stderr) == (code, True), arguments
        both.write_text("nonsense")
        server.send_signal(signal.SIGHUP)
        assert "the certificate stays as it was: --cert" in told(server, "degraded")["what"]
        assert "new settings" in told(server, "degraded")["what"]
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=60)
    assert (server.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--key", "key.pem"], "--key: there is no certificate"), (["--cert", "none.pem"], "--cert: none.pem cannot be read"),
        (["--cert", "."], "--cert"),
    ],
)  # fmt: skip
def test_a_certificate_that_cannot_be_shown_is_refused(voice: Voice, arguments: list[str], says: str) -> None:
    shown = voice("serve", "--no-local", "--port", "0", *arguments)
    assert (shown.code, says in shown.err) == (2, True)


HUNG_UP = """
    import os, signal
    from voice import config
    from voice.cli import main

    load = config.load

    def read(*given):
        os.kill(os.getpid(), signal.SIGHUP)
        return load(*given)

    config.load = read
    main(["serve", "--port", "0", "--no-local", "--json"])
"""


@pytest.mark.slow
def test_a_reload_that_comes_while_it_starts_does_not_end_it(tmp_path: Path) -> None:
    command, pipe = [sys.executable, "-c", textwrap.dedent(HUNG_UP)], subprocess.PIPE
    given = {**os.environ, "PYTHONPATH": str(ROOT), "VOICE_STATE_DIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=given) as server:
        try:
            told(server, "listening")
            server.send_signal(signal.SIGTERM)
            assert server.wait(60) == 0
        finally:
            server.kill()


@pytest.mark.slow
def test_new_settings_are_taken_up_and_wrong_ones_change_nothing(tmp_path: Path) -> None:
    settings = tmp_path / "config.toml"
    settings.write_text("[serve]\nslots = 1\n")
    with serving(tmp_path / "state", VOICE_CONFIG=str(settings)) as server:
        url = told(server, "listening")["address"]
        for text, slots in (("[serve]\nslots = -1\n", 1), ("nonsense", 1), ("[serve]\nslots = 0\n", 0)):
            settings.write_text(text)
            server.send_signal(signal.SIGHUP)
            assert "settings" in told(server, "degraded")["what"]
            assert f"voice_slots {slots}.0" in httpx2.get(f"{url}/metrics").text
        full = satellite(url, "--audio", DEMO / "1-time.flac")
        _, errors = full.communicate(timeout=60)
        assert (full.returncode, "All slots" in errors, "Traceback" in errors) == (1, True, False)
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=60)
    assert (server.returncode, errors) == (0, "")


@pytest.mark.slow
def test_other_machines_need_a_token_that_is_in_no_log(tmp_path: Path) -> None:
    state = tmp_path / "state"
    with serving(state, "--host", "0.0.0.0") as server:
        warning = told(server, "degraded")["what"]
        token = (state / "serve-token").read_text()
        assert str(state / "serve-token") in warning
        port = told(server, "listening")["address"].rpartition(":")[2]
        url = f"http://127.0.0.1:{port}"
        assert httpx2.get(f"{url}/healthz").status_code == 200
        assert httpx2.get(f"{url}/metrics").status_code == 401
        assert httpx2.get(f"{url}/metrics", headers={"authorization": f"Bearer {token}"}).status_code == 200
        clip = ("--audio", DEMO / "1-time.flac")
        outside = satellite(url, *clip, VOICE_STATE_DIR=str(tmp_path / "elsewhere"))
        _, errors = outside.communicate(timeout=60)
        assert (outside.returncode, "VOICE_SERVE_TOKEN" in errors) == (1, True)
        inside = satellite(url, *clip, VOICE_STATE_DIR=str(state))
        shown, _ = inside.communicate(timeout=120)
        assert (inside.returncode, "answered: " in shown) == (0, True)
        server.send_signal(signal.SIGTERM)
        log, errors = server.communicate(timeout=60)
    assert token not in log + errors + warning


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["nowhere at all"], "address"),
        (["http://127.0.0.1:1", "--audio", "nothing.flac"], "nothing.flac"),
        (["http://127.0.0.1:1", "--out", "x.wav"], "--audio"),
        (["http://127.0.0.1:1", "--name", "a/b", "--audio", str(DEMO / "1-time.flac")], "--name"),
        (["http://127.0.0.1:1", "--audio", str(DEMO / "1-time.flac"), "--out", "nowhere/x.wav"], "nowhere"),
    ],
)
def test_a_satellite_that_cannot_be_is_told_why(voice: Voice, arguments: list[str], says: str) -> None:
    shown = voice("satellite", *arguments)
    assert shown.code == 2
    assert says in shown.err


def test_a_satellite_without_a_server_fails(voice: Voice) -> None:
    shown = voice("satellite", "http://127.0.0.1:1", "--audio", DEMO / "1-time.flac")
    assert shown.code == 1
    assert "cannot be reached" in shown.err
    assert "Check the address and the port" in shown.err


def test_a_port_that_is_taken_is_refused(voice: Voice) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        shown = voice("serve", "--no-local", "--port", str(taken.getsockname()[1]))
    assert shown.code == 2
    assert "taken" in shown.err


def test_a_token_that_can_be_guessed_is_refused(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_SERVE_TOKEN", "short")
    shown = voice("serve", "--no-local", "--host", "0.0.0.0", "--port", "0")
    assert shown.code == 2
    assert "too short" in shown.err


@pytest.mark.parametrize(
    ("status", "body", "code", "says"),
    [
        (202, '{"to": ["kitchen", "office"]}', 0, "kitchen, office"),
        (202, '{"to": []}', 0, "Nobody"),
        (404, '{"error": "There is no attic here, but kitchen."}', 1, "no attic here"),
        (401, '{"error": "The key is missing or wrong."}', 1, "VOICE_SERVE_TOKEN"),
        (200, "<html>", 1, "no `voice serve`"),
        (202, "[]", 1, "no `voice serve`"),
    ],
)
def test_what_is_to_be_said_is_taken_or_it_is_told_why_not(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, status: int, body: str, code: int, says: str
) -> None:
    asked = answering(monkeypatch, status, body)
    shown = voice("say", "Dinner", "is", "ready.", "--to", "kitchen")
    assert asked == [
        ("POST", "http://127.0.0.1:8378/announce", {"text": "Dinner is ready.", "to": ["kitchen"], "urgent": False})
    ]
    assert (shown.code, says in shown.out + shown.err) == (code, True)


def test_a_sound_is_sent_as_it_is(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(monkeypatch, 202, '{"to": ["kitchen"]}')
    shown = voice("say", "--sound", str(DEMO / "1-time.flac"), "--urgent")
    ((_, _, wanted),) = asked
    assert base64.b64decode(wanted.pop("sound")) == (DEMO / "1-time.flac").read_bytes()
    assert wanted == {"to": None, "urgent": True}
    assert (shown.code, "played in: kitchen" in shown.out + shown.err) == (0, True)


@pytest.mark.parametrize(
    "arguments",
    [[], ["Hello.", "--sound", str(DEMO / "1-time.flac")], *(["--sound", file] for file in ("none.wav", __file__, "long.wav"))],
)
def test_what_is_no_announcement_is_refused_before_it_is_sent(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: list[str]
) -> None:
    asked = answering(monkeypatch, 202, "{}")
    soundfile.write(tmp_path / "long.wav", np.zeros(16_000 * 60, np.int16), 16_000)
    shown = voice("say", *arguments)
    assert (shown.code, asked) == (2, [])


def test_where_nobody_serves_nothing_is_said(voice: Voice) -> None:
    shown = voice("say", "Hello.", "--url", "http://127.0.0.1:1")
    assert (shown.code, "voice serve" in shown.err) == (1, True)
