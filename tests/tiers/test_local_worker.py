"""What the model's process says of itself."""

import asyncio

import pytest

from voice.tiers import worker


def said(progress: float | None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What it says in a moment, with the last step of the computation `progress` seconds after it began."""
    states: list[str] = []
    monkeypatch.setattr(worker, "say", lambda state, **facts: states.append(state))
    held = worker.Worker({"key": "k", "name": "m", "file": "m.gguf", "context": 512, "threads": 1, "repack": True})
    held._llama._progress = progress

    async def run() -> None:
        beat = asyncio.create_task(held.beat())
        await asyncio.sleep(2 * worker.BEAT_S)
        beat.cancel()

    asyncio.run(run())
    return states


def test_it_is_alive_while_nothing_is_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(said(None, monkeypatch)) == {"alive"}


def test_it_is_alive_while_the_computation_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    assert set(said(60.0, monkeypatch)) == {"alive"}


def test_it_falls_silent_when_the_computation_is_stuck(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said(-10.0, monkeypatch) == []
