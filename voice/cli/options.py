"""Options that several commands have."""

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document as the last line of standard output.")]
JsonLines = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
Offline = Annotated[bool, typer.Option("--offline", help="Fetch nothing.")]
Fast = Annotated[bool, typer.Option("--fast", help="As fast as the machine can, not in real time.")]


def finite(value: float | None) -> float | None:
    """Refuse "inf", which an option without a maximum takes, and which would switch off what it is compared with."""
    if value is not None and not math.isfinite(value):
        raise typer.BadParameter(f"{value} is no number to reckon with.")
    return value


def _typed(words: list[str] | None) -> list[str] | None:
    return None if words == ["-"] else words  # as for other programs, which stands for standard input


TEXTS = "What you would say: unquoted words are one request; or quoted texts, each of its own. - or none: standard input."
Words = Annotated[list[str] | None, typer.Argument(metavar="TEXT", help=TEXTS, callback=_typed)]


def _use(context: typer.Context, profile: str | None) -> str | None:
    if profile:
        context.with_resource(_profile(profile))
    return profile


@contextmanager
def _profile(name: str) -> Iterator[None]:
    before = os.environ.pop("VOICE_PROFILE", None)
    os.environ["VOICE_PROFILE"] = name
    try:
        yield
    finally:
        del os.environ["VOICE_PROFILE"]
        if before is not None:
            os.environ["VOICE_PROFILE"] = before


Profile = Annotated[str | None, typer.Option(metavar="NAME", help="Set of engines to use.", callback=_use)]
"""Overrides the settings file's profile while the command runs, by its callback; commands need not read the value."""
