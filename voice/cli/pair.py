"""`voice pair`: shows the code that lets a browser in at `voice serve`, to type and as a QR code."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

from voice import config
from voice.cli import output
from voice.cli.satellite import token_for
from voice.clock import WallClock
from voice.errors import WorkError
from voice.privacy.gate import EgressGate, Place
from voice.serve import client

ANSWER_S = 10.0
"""How long the server may take to make it."""

QUIET = 2
"""Light squares around a QR code: four are asked for, two are enough for the cameras of phones."""


def main(settings: Path | None, url: str) -> int:
    chosen = config.load(settings)
    there = client.address(url)
    gate = EgressGate.of(chosen, WallClock())
    token = token_for(chosen, there)
    headers = {"authorization": f"Bearer {token.get_secret_value()}"} if token else {}
    place = gate.client_to(Place("server", there, trusted=True))
    try:
        request = place.request("POST", f"{there}/pair", timeout_s=ANSWER_S, headers=headers, json={"origin": there})
        status, answer = asyncio.run(request)
    except OSError:
        raise WorkError("the server cannot be reached", "Start it with `voice serve --host 0.0.0.0`, or name it.") from None
    _show(*_read(status, answer))
    return 0


def _show(code: str, link: str, squares: list[str], minutes: float) -> None:
    console = output.console()
    for line in _blocks(squares):
        console.print(line, style="black on bright_white", markup=False, highlight=False, no_wrap=True, overflow="ignore")
    where = link.partition("/#")[0]
    console.print(f"Point a camera at it, or open {where} and type {code[:3]}-{code[3:]}.", markup=False, highlight=False)
    console.print(f"It can be used once, within {minutes:.0f} minutes.", markup=False)


def _blocks(squares: list[str]) -> Iterator[str]:
    """Draw a QR code with two rows in a line of characters."""
    wide = len(squares[0]) + 2 * QUIET
    rows = ["0" * wide] * QUIET + [f"{'0' * QUIET}{row}{'0' * QUIET}" for row in squares] + ["0" * wide] * (QUIET + 1)
    for upper, lower in zip(rows[::2], rows[1::2], strict=False):
        yield "".join(" ▄▀█"[2 * (up == "1") + (low == "1")] for up, low in zip(upper, lower, strict=True))


def _read(status: int, answer: str) -> tuple[str, str, list[str], float]:
    """The code, the address with it, its squares, and the minutes that it lasts. Raises WorkError."""
    try:
        said = json.loads(answer)
        if status == 201:
            return str(said["code"]), str(said["link"]), [str(row) for row in said["qr"]], said["lasts_s"] / 60
        why = str(said["error"])
    except (ValueError, KeyError, TypeError):
        why = f"What answers there is no `voice serve` (HTTP {status})."
    raise WorkError(why, client.TOKEN if status == 401 else "")
