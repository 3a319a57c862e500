"""Child processes end with all that they started, and leave no pipe open."""

import asyncio
import gc
import sys

import pytest

from voice import child
from voice.clock import stopwatch


async def begun(script: str, **options: bool) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec("sh", "-c", script, stdin=pipe, stdout=pipe, **options)


@pytest.mark.filterwarnings("error")
def test_one_whose_end_was_noticed_before_its_pipes_were_closed_is_let_go(capsys: pytest.CaptureFixture[str]) -> None:
    async def run() -> int:
        process = await begun("sleep 5 & exit 3")
        while process.returncode is None:
            await asyncio.sleep(0.01)
        return await child.ended(process)

    gc.collect()  # what other tests of the process have left is not looked at
    complaints: list[object] = []
    hook, sys.unraisablehook = sys.unraisablehook, lambda raised: complaints.append(raised.exc_value)
    try:
        assert asyncio.run(run()) == 3
        gc.collect()
    finally:
        sys.unraisablehook = hook
    assert complaints == []


@pytest.mark.parametrize("script", ["sleep 30; echo", "sleep 30 & wait", "exec sleep 30"])
def test_one_that_is_killed_is_not_waited_for(script: str) -> None:
    async def run() -> int | None:
        process = await begun(script, start_new_session=True)
        await asyncio.sleep(0.1)
        await child.kill(process)
        return process.returncode

    watch = stopwatch()
    assert asyncio.run(run()) == -9
    assert watch() < 10


def test_a_command_of_the_users_plays_as_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_PROP", child.PLAYS_AS["PULSE_PROP"])
    assert "PULSE_PROP" not in child.environment()
    monkeypatch.setenv("PULSE_PROP", "media.role=music")
    assert child.environment()["PULSE_PROP"] == "media.role=music"
