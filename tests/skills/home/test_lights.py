"""Lights, against a Home Assistant on this machine."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.skills.home_assistant import TOKEN, HomeAssistant, running
from tests.skills.making import make_skills
from voice.config import HOME_TOKEN, Config
from voice.skills import Context, SkillReply
from voice.skills.home.client import NOT_CONNECTED


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Iterator[HomeAssistant]:
    with running() as home:
        yield home


def said(folder: Path, url: str | None, text: str) -> str:
    return replied(folder, url, text).text


def remedy(folder: Path, url: str | None, text: str) -> str:
    return replied(folder, url, text).remedy


def replied(folder: Path, url: str | None, text: str) -> SkillReply:
    """What is replied by an assistant that was never told what is in the house."""
    config = Config(state_dir=folder, home={"url": url, "timeout_s": 5})  # type: ignore[arg-type]
    skills = make_skills(config)
    skills.load()
    match = skills.match(text)
    assert match
    return asyncio.run(skills.run(match, Context()))


def test_a_room_is_switched(tmp_path: Path, home: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_TOKEN, TOKEN)
    assert said(tmp_path, home.url, "turn on the living room lights") == "Living room lights on."
    assert home.calls == [("light/turn_on", {"entity_id": ["light.floor_lamp"]})]


def test_all_are_switched_past_any_proxy(tmp_path: Path, home: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_TOKEN, TOKEN)
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert said(tmp_path, home.url + "/", "switch off every light") == "Lights off. I can't reach Desk Lamp."
    every = ["light.ceiling", "light.counter", "light.floor_lamp", "light.desk"]
    assert home.calls == [("light/turn_off", {"entity_id": every})]


def test_a_light_that_is_not_there_is_not_said_to_be_off(
    tmp_path: Path, home: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(HOME_TOKEN, TOKEN)
    assert said(tmp_path, home.url, "turn off the office lights") == "I don't know a room called office."
    assert said(tmp_path, home.url, "turn off the study lights") == "I can't reach Desk Lamp."
    del home.states["light.ceiling"], home.states["light.counter"]
    assert said(tmp_path, home.url, "lights off in the kitchen") == "Sorry, I am not aware of any light in the kitchen area."


def test_what_goes_wrong_is_said(tmp_path: Path, home: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_TOKEN, raising=False)
    assert said(tmp_path, None, "lights off") == NOT_CONNECTED, "which names no setting: it is heard"
    neither = remedy(tmp_path, None, "lights off")
    assert "home.url" in neither
    assert HOME_TOKEN in neither
    no_token = remedy(tmp_path, home.url, "lights off")
    assert HOME_TOKEN in no_token
    assert "home.url" not in no_token
    monkeypatch.setenv(HOME_TOKEN, TOKEN)
    no_url = remedy(tmp_path, None, "lights off")
    assert "home.url" in no_url
    assert HOME_TOKEN not in no_url
    assert said(tmp_path, home.url, "turn on the garage light") == "I don't know a room called garage."
    assert home.calls == []
    for status in (500, 302):
        home.status = status
        assert str(status) in said(tmp_path, home.url, "lights off")
    assert {service for service, _ in home.calls} == {"scene/create", "light/turn_off"}
    home.token = "another"
    assert "refused" in said(tmp_path, home.url, "lights off")
    assert HOME_TOKEN in remedy(tmp_path, home.url, "lights off")
    assert said(tmp_path, "http://127.0.0.1:9", "lights off") == "I can't reach Home Assistant."
