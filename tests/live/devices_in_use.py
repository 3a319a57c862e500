"""A process that listens and speaks all the time, and prints what it is told of its devices, a JSON line each.

    python -m tests.live.devices_in_use [NAME]

Beside what goes wrong and comes back, it prints whether sound is heard, whenever that changes.
"""

import asyncio
import json
import sys
from contextlib import aclosing, suppress

import numpy as np

from voice.clock import WallClock
from voice.errors import DeviceError
from voice.listen.microphone import Microphone
from voice.listen.reopened import Reopened
from voice.listen.speaker import Speaker

CLOCK, RATE = WallClock(), 22_050
TONE = (8000 * np.sin(np.arange(RATE) / 20)).astype(np.int16)
LOUD = 1000


def tell(what: str) -> None:
    print(json.dumps({"event": what}), flush=True)


async def listen(name: str | None) -> None:
    was = None
    async with aclosing(Reopened(Microphone(CLOCK, name), CLOCK, tell).frames()) as frames:
        async for frame in frames:
            if (loud := bool(np.abs(frame.samples.astype(int)).max() > LOUD)) != was:
                was = loud
                tell("loud" if loud else "quiet")


async def speak(name: str | None) -> None:
    speaker = Speaker(CLOCK, RATE, name, 100, tell)
    while True:
        with suppress(DeviceError):
            speaker.write(TONE)
            await speaker.drain()
        await CLOCK.sleep(0.5)


async def main(name: str | None) -> None:
    await asyncio.gather(listen(name), speak(name))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1] if len(sys.argv) > 1 else None))
