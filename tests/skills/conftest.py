"""A Home Assistant for the tests of the skills."""

from collections.abc import Iterator

import pytest

from tests.skills.home_assistant import TOKEN, HomeAssistant, running
from voice.config import HOME_TOKEN


@pytest.fixture(scope="module")
def server() -> Iterator[HomeAssistant]:
    with running() as home:
        yield home


@pytest.fixture
def home(server: HomeAssistant, monkeypatch: pytest.MonkeyPatch) -> HomeAssistant:
    monkeypatch.setenv(HOME_TOKEN, TOKEN)
    server.begin()
    return server
