"""Conversations with skills alone, for tests, and what they leave set."""

import asyncio
import json
from pathlib import Path

from tests.skills.making import NOW, skills_in
from tests.talk import conversation, replies
from voice.clock import VirtualClock
from voice.skills import Context, Ring, Skills
from voice.skills.skill import Volume
from voice.skills.timing.store import Store


class Speaker:
    volume = 30


def said(skills: Skills, text: str, context: Context | None = None) -> str:
    """The reply to one request, which a skill must answer."""
    match = skills.match(text)
    assert match is not None
    return asyncio.run(skills.run(match, context or Context(will_ring=True))).text


def talk(folder: Path, *lines: str, will_ring: bool = True, speaker: Volume | None = None) -> list[str]:
    """The replies of one conversation; "" where no skill answers."""
    held = conversation(will_ring)
    held.context.volume = speaker
    return asyncio.run(replies(skills_in(folder, NOW), held, lines))


def left(folder: Path) -> list[str]:
    """What is set: names of timers, times of alarms and reminders."""
    return [one.text or (f"{one.due:%H:%M}" if one.kind != "timer" else f"{one.seconds}") for one in Store(folder).entries()]


def kept(folder: Path) -> dict[str, list[str]]:
    """What is on each list."""
    file = folder / "lists.json"
    return json.loads(file.read_text()) if file.exists() else {}


async def rung(skills: Skills, clock: VirtualClock, seconds: int) -> list[Ring]:
    """What rings within so many seconds of virtual time."""
    heard: list[Ring] = []

    async def listen() -> None:
        async for ring in skills.rings():
            heard.append(ring)

    task = asyncio.create_task(listen())
    await clock.sleep(seconds)
    await asyncio.sleep(0)  # what is due by now is heard
    task.cancel()
    return heard
