"""`voice gateway`."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx2
import openai
import pytest

from tests.cli.conftest import Voice


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7"])
def test_other_machines_need_a_key(voice: Voice, host: str) -> None:
    shown = voice("gateway", "--host", host)
    assert shown.code == 2
    assert "--key-env" in shown.err


def test_a_key_that_is_not_there_is_refused(voice: Voice) -> None:
    shown = voice("gateway", "--key-env", "NO_SUCH_KEY")
    assert shown.code == 2
    assert "NO_SUCH_KEY" in shown.err


def test_a_port_that_is_taken_is_refused(voice: Voice) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        shown = voice("gateway", "--port", str(taken.getsockname()[1]))
    assert shown.code == 2
    assert "taken" in shown.err


def test_a_host_that_is_none_is_refused(voice: Voice) -> None:
    assert voice("gateway", "--host", "no such host").code == 2


def test_a_tier_may_not_be_called_like_the_router(voice: Voice, tmp_path: Path) -> None:
    settings = '[[tiers]]\nname = "voice"\nwhere = "device"\nbase_url = "http://127.0.0.1:1/v1"\nmodel = "m"\n'
    (tmp_path / "config.toml").write_text(settings)
    shown = voice("gateway", "--port", "0")
    assert shown.code == 2
    assert "tiers" in shown.err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_serves_until_told_to_stop_and_logs_no_words(number: signal.Signals, code: int) -> None:
    command = [sys.executable, "-m", "voice.cli", "gateway", "--port", "0", "--json", "--key-env", "VOICE_GATEWAY_KEY"]
    environment = os.environ | {"VOICE_GATEWAY_KEY": "the-key", "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        listening = json.loads(process.stdout.readline())
        url = listening["address"]
        assert httpx2.get(f"{url}/models").status_code == 401
        client = openai.OpenAI(base_url=url, api_key="the-key", max_retries=0)
        asked = [{"role": "user", "content": "what is two plus three"}]
        said = client.chat.completions.create(model="voice", messages=asked)  # type: ignore[arg-type]
        process.send_signal(number)
        logged, errors = process.communicate(timeout=30)
    assert "5" in (said.choices[0].message.content or "")
    assert process.returncode == code
    events = [json.loads(line) for line in logged.splitlines()]
    assert [event["event"] for event in events] == ["turn_ended", "stopped"]
    assert events[0]["turn"]["answered_by"] == "arithmetic"
    assert "plus" not in logged
    assert "the-key" not in logged + errors
    assert errors == ""
