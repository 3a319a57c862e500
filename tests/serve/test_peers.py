"""How much one address may ask, and what a wrong token costs."""

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.serve.serving import Served, run
from voice.clock import VirtualClock
from voice.config import Budget
from voice.gateway.refused import Refused
from voice.serve import peers
from voice.serve.metrics import Metrics
from voice.serve.peers import Peers


def of(host: str) -> dict[str, Any]:
    return {"client": (host, 1234)}


def many() -> tuple[VirtualClock, Peers, Metrics]:
    clock, metrics = VirtualClock(), Metrics(Budget())
    return clock, Peers(clock, metrics), metrics


def taken(them: Peers, host: str, count: int) -> int:
    """How many of so many requests were let in."""
    done = 0
    for _ in range(count):
        with suppress(Refused):
            them.admit(of(host))
            done += 1
    return done


def test_so_many_at_once_then_so_many_a_second_and_each_address_for_itself() -> None:
    clock, them, metrics = many()
    assert taken(them, "10.0.0.1", 150) == 100
    assert taken(them, "10.0.0.2", 50) == 50
    clock.run(clock.sleep(2.0))
    assert taken(them, "10.0.0.1", 150) == 40
    assert b'voice_requests_refused_total{why="rate"} 160.0' in metrics.text()


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("fd00::1", "fd00::ffff:2", True), ("fd00::1", "fd00:0:0:1::1", False), ("::ffff:10.0.0.1", "10.0.0.1", True),
        ("fe80::1%eth0", "fe80::2%eth1", True), ("", "10.0.0.1", False), ("10.0.0.1", "10.0.0.10", False),
    ],
)  # fmt: skip
def test_who_has_many_addresses_of_a_network_is_one(one: str, other: str, same: bool) -> None:
    _, them, _ = many()
    taken(them, one, 100)
    assert taken(them, other, 1) == (0 if same else 1)


def test_wrong_tokens_are_answered_ever_later_and_forgotten_in_time() -> None:
    clock, them, metrics = many()

    async def waits(count: int) -> list[float]:
        found = []
        for _ in range(count):
            begun = clock.now()
            await them.refuse(of("10.0.0.1"), 401)
            found.append(clock.now() - begun)
        return found

    first = [round(seconds, 6) for seconds in clock.run(waits(12))]
    assert first[0] == pytest.approx(0.25)
    assert first == sorted(first)
    assert first[-1] == pytest.approx(4.0)
    clock.run(clock.sleep(300.0))
    assert clock.run(waits(1)) == [pytest.approx(0.25)]
    assert b'voice_requests_refused_total{why="token"} 13.0' in metrics.text()


def test_no_more_addresses_are_remembered_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "MOST", 10)
    _, them, _ = many()
    for number in range(1000):
        them.admit(of(f"10.0.{number >> 8}.{number & 255}"))
    assert len(them._known) == 10


@pytest.mark.slow
def test_a_flood_is_refused_with_when_to_come_again_and_a_right_token_never_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(peers, "AT_ONCE", 20.0)
    monkeypatch.setattr(peers, "LONGEST_S", 0.3)

    async def script(served: Served) -> None:
        async with served.client() as client:
            for _ in range(3):
                wrong = await client.get("/readyz", headers={"authorization": "Bearer wrong"})
                assert wrong.status_code == 401
            right = await client.get("/readyz", headers={"authorization": "Bearer the-right-token"})
            assert right.status_code == 200
            answers = [await client.get("/healthz") for _ in range(40)]
            refused = [one for one in answers if one.status_code == 429]
            assert refused
            assert refused[0].headers["retry-after"] == "1"
            assert refused[0].json()["error"]
        assert b'voice_requests_refused_total{why="token"} 3.0' in served.station.metrics.text()

    run(tmp_path, script, key="the-right-token")
