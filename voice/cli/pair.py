"""`voice pair`: shows the code that lets a browser in at `voice serve`, to type and as a QR code."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from voice.cli import output
from voice.cli.asking import ask
from voice.serve import client

QUIET = 2
"""Light squares around a QR code: four are asked for, two are enough for the cameras of phones."""


def main(settings: Path | None, url: str, ca: Path | None = None) -> int:
    _show(*ask(settings, url, ca, "/pair", {"origin": client.address(url)}, 201, _read))
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


def _read(said: Any) -> tuple[str, str, list[str], float]:
    """The code, the address with it, its squares, and the minutes that it lasts."""
    return str(said["code"]), str(said["link"]), [str(row) for row in said["qr"]], said["lasts_s"] / 60
