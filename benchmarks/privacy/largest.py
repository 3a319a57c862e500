"""How much CPU time it takes to judge the largest request, 256 KB, of many kinds of text, and a thousand values in a row.

    python -m benchmarks.privacy.largest

What is estimated to take longer than a fifth of a second is private as a whole. The last line on stdout is one JSON document.
"""

import base64
import json
import random
import sys
import time

from voice.messages import Message
from voice.privacy.screen import Screen

SIZE = 256 << 10
PAGE = "The library opens at nine and closes at six, and there is a reading group every other evening. "
TRIES = 3


def texts() -> dict[str, str]:
    chance = random.Random(7)
    units = {"english": PAGE, "why": "why ", "a@": "a@", "lines": "hi there\n", "emoji": "\U0001f600 hello "}
    units["name"] = "my name is "
    digits = "".join(chance.choices("0123456789", k=SIZE))
    names = " ".join("".join(chance.choices("abcdefghijklmnoprstuvw", k=7)).title() for _ in range(SIZE // 8))
    rows = json.dumps([{"id": at, "name": f"item {at}", "value": chance.random()} for at in range(SIZE // 40)])
    encoded = base64.encodebytes(chance.randbytes(SIZE)).decode()
    made = {"digits": digits, "names": names, "json": rows, "base64": encoded}
    return {name: unit * (SIZE // len(unit.encode())) for name, unit in units.items()} | {
        name: text[:SIZE] for name, text in made.items()
    } | {"values": "my pin is 3 " * 1000}


def took_ms(text: str) -> float:
    best = float("inf")
    for _ in range(TRIES):
        screen = Screen()
        screen.load()
        began = time.process_time()
        screen.finding([Message("user", text)])
        best = min(best, time.process_time() - began)
    return round(best * 1e3, 1)


def main() -> None:
    took_ms(PAGE)  # reads the tables
    measured = {name: took_ms(text) for name, text in texts().items()}
    for name, ms in measured.items():
        print(f"{name:10} {ms:6} ms", file=sys.stderr)
    print(json.dumps(measured))


if __name__ == "__main__":
    main()
