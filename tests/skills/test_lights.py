"""Lights, against a Home Assistant played by a local server."""

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.skills.making import make_skills
from voice.config import Config
from voice.skills import Context


class Home(HTTPServer):
    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status = 200
        self.calls: list[tuple[str, str | None, object]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Home

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.calls.append((self.path, self.headers["Authorization"], body))
        self.send_response(self.server.status)
        self.send_header("Location", f"{self.server.url}/elsewhere")
        self.end_headers()
        self.wfile.write(b"[]")

    def log_message(self, *_: object) -> None:
        """Keep the tests' output clean."""


@pytest.fixture
def home() -> Iterator[Home]:
    server = Home()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def said(folder: Path, url: str | None, text: str) -> str:
    config = Config(state_dir=folder, home={"url": url, "timeout_s": 2})  # type: ignore[arg-type]
    skills = make_skills(config)
    skills.load()
    match = skills.match(text)
    assert match
    return asyncio.run(skills.run(match, Context())).text


def test_a_room_is_switched(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_HOME_TOKEN", "t0ken")
    assert said(tmp_path, home.url, "turn on the living room lights") == "Living room lights on."
    assert home.calls == [("/api/services/light/turn_on", "Bearer t0ken", {"area_id": "living_room"})]


def test_all_are_switched_past_any_proxy(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_HOME_TOKEN", "t0ken")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert said(tmp_path, home.url + "/", "switch off every light") == "Lights off."
    assert home.calls == [("/api/services/light/turn_off", "Bearer t0ken", {"entity_id": "all"})]


def test_what_goes_wrong_is_said(tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    neither = said(tmp_path, None, "lights off")
    assert "home.url" in neither
    assert "VOICE_HOME_TOKEN" in neither
    no_token = said(tmp_path, home.url, "lights off")
    assert "VOICE_HOME_TOKEN" in no_token
    assert "home.url" not in no_token
    monkeypatch.setenv("VOICE_HOME_TOKEN", "t0ken")
    no_url = said(tmp_path, None, "lights off")
    assert "home.url" in no_url
    assert "VOICE_HOME_TOKEN" not in no_url
    assert said(tmp_path, home.url, "turn on the garage light") == "I don't know a room called garage."
    assert home.calls == []
    home.status = 401
    assert "refused" in said(tmp_path, home.url, "lights off")
    home.status = 500
    assert "500" in said(tmp_path, home.url, "lights off")
    home.status = 302
    assert "302" in said(tmp_path, home.url, "lights off")
    assert {path for path, _, _ in home.calls} == {"/api/services/light/turn_off"}
    assert said(tmp_path, "http://127.0.0.1:9", "lights off") == "I can't reach Home Assistant."
