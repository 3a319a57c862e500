"""Options that several commands have."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON document as the last line of standard output.")]
Offline = Annotated[bool, typer.Option("--offline", help="Fetch nothing.")]
Fast = Annotated[bool, typer.Option("--fast", help="As fast as the machine can, not in real time.")]
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TEXT",
        help="What you would say. Quoted texts are requests of their own; unquoted words are one request.",
        show_default=False,
    ),
]

Profile = Annotated[str | None, typer.Option(metavar="NAME", help="Set of engines to use.", show_default=False)]


@contextmanager
def _using(profile: str) -> Iterator[None]:
    before = os.environ.get("VOICE_PROFILE", "")
    os.environ["VOICE_PROFILE"] = profile
    try:
        yield
    finally:
        os.environ["VOICE_PROFILE"] = before  # none where it is empty


def use(context: typer.Context, profile: str | None) -> None:
    """A profile given as an option wins over the settings file's, for as long as the command runs."""
    if profile:
        context.with_resource(_using(profile))
