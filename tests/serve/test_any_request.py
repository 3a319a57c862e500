"""No request gives a fault of the server's own: those made from its description, whole and broken."""

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import httpx2
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from tests.house import engines
from tests.serve.serving import TIME, serving
from voice.answer.cache import AnswerCache
from voice.answer.tier_pool import TierPool
from voice.clock import WallClock
from voice.config import Config
from voice.serve import peers
from voice.serve.openapi import description
from voice.testing import Vocabulary

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
KEY = "a-token-that-is-long-enough"

made = schemathesis.openapi.from_dict(description())
made.config.generation.update(modes=list(schemathesis.GenerationMode))


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that asks for a token, and lets one address ask as often as it likes."""
    folder, vocabulary = tmp_path_factory.mktemp("served"), Vocabulary()
    loaded = engines(Config(state_dir=folder), WallClock(), vocabulary, TIME)  # type: ignore[arg-type]
    loaded.pool = TierPool({}, WallClock(), AnswerCache(WallClock(), 0.0))
    begun: Future[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def run() -> None:
        over = asyncio.Event()
        async with serving(folder, loaded, vocabulary, KEY) as served:
            begun.set_result((served.url, asyncio.get_running_loop(), over))
            await over.wait()
        await loaded.close()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(peers, "RATE", 1e6)
        patch.setattr(peers, "LONGEST_S", 0.0)
        thread = threading.Thread(target=lambda: asyncio.run(run()))
        thread.start()
        url, loop, over = begun.result(60)
        yield url
        loop.call_soon_threadsafe(over.set)
        thread.join()


@made.parametrize()
@settings(
    max_examples=60, deadline=None, derandomize=True, database=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_whatever_is_made_from_the_description_is_answered_as_it_says(case: Any, here: str) -> None:
    case.call_and_validate(base_url=here, checks=CHECKS, headers={"authorization": f"Bearer {KEY}"})


def test_the_description_is_served(here: str) -> None:
    assert httpx2.get(f"{here}/openapi.json", headers={"authorization": f"Bearer {KEY}"}).json() == description()


ORIGINS = (
    "http://[", "http://]", "http://[::1", "http://a:b", "http://a:99999", "http://%", "http://[::1]:", "http://..", "https://:1",
)  # fmt: skip


@pytest.mark.parametrize("origin", ORIGINS)
def test_odd_origins_are_paired_or_refused(here: str, origin: str) -> None:
    said = httpx2.post(f"{here}/pair", json={"origin": origin}, headers={"authorization": f"Bearer {KEY}"})
    assert said.status_code in (201, 400)
    assert said.status_code == 201 or "origin" in said.json()["error"]


OTHERS = [("GET", "/announce", "POST"), ("PUT", "/pair", "POST"), ("POST", "/readyz", "GET"), ("DELETE", "/metrics", "GET")]


@pytest.mark.parametrize(("method", "path", "allowed"), OTHERS)
def test_another_method_is_told_from_another_path(here: str, method: str, path: str, allowed: str) -> None:
    said = httpx2.request(method, f"{here}{path}", headers={"authorization": f"Bearer {KEY}"})
    assert said.status_code == 405
    assert allowed in said.headers["allow"]
    assert "method" in said.json()["error"]
    assert allowed in said.json()["error"]
