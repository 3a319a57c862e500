"""Progress on stderr, so that stdout is left to the result."""

from collections.abc import Iterable
from typing import TypeVar

from rich.console import Console
from rich.progress import Progress, track

T = TypeVar("T")

ERRORS = Console(stderr=True)


def shown(work: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    return track(work, what, total, console=ERRORS)


def bar() -> Progress:
    return Progress(console=ERRORS)
