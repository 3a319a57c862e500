""" "Cancel" and "stop" alone: behind what was just set, with something running, and while something sounds."""

import asyncio
from pathlib import Path

import pytest

from tests.skills.making import skills_in
from tests.skills.talking import talk
from voice.skills import Context

LEFT = "20 minutes left on the timer. Say cancel the timer to end it."
SET = "set a timer for 20 minutes"


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((SET, "cancel"), "Timer cancelled."),
        ((SET, "actually cancel"), "Timer cancelled."),
        (("set an alarm for 7 am", "cancel please"), "Alarm cancelled."),
        (("add milk to my shopping list", "cancel"), "Removed milk from your shopping list."),
        ((SET, "stop"), LEFT),
        ((SET, "what time is it", "cancel"), LEFT),
        ((SET, "what time is it", "stop it"), LEFT),
        (("set a pasta timer for 20 minutes", "hello", "what time is it", "stop"),
        "The pasta timer has 20 minutes left. Say cancel the pasta"),
        ((SET, "set an egg timer for 5 minutes", "what time is it", "stop"),
        "There are two timers: egg and one of 20 minutes. Say which"),
        (("start the stopwatch", "what time is it", "stop"), "The stopwatch is at less than a second. Say stop the stopwatch"),
    ],
)  # fmt: skip
def test_nobody_is_left_to_think_that_it_ended(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1].startswith(reply)


@pytest.mark.parametrize(
    "lines",
    [
        ("stop",), ("cancel",), (SET, "cancel", "cancel"), (SET, "cancel the timer", "stop"), (SET, "what time is it",
        "never mind"),
        (SET, "what time is it", "be quiet"), ("set an alarm for 7 am", "what time is it", "stop"), (SET, "set a timer",
        "cancel"),
    ],
)  # fmt: skip
def test_it_is_silent_where_nothing_could_be_meant(tmp_path: Path, lines: tuple[str, ...]) -> None:
    assert talk(tmp_path, *lines)[-1] == ""


@pytest.mark.parametrize("context", [Context(hushed=True), Context(ringing=True)])
def test_what_cut_off_a_sound_is_done_with_that(tmp_path: Path, context: Context) -> None:
    skills = skills_in(tmp_path)
    running, stop = skills.match(SET), skills.match("stop")
    assert running is not None
    assert stop is not None

    async def replies() -> str:
        await skills.run(running, Context())
        return (await skills.run(stop, context)).text

    assert asyncio.run(replies()) == ""
