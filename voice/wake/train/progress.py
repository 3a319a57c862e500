"""Progress: what a training tells whoever waits for it."""

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    def begin(self, stage: str, total: int) -> None:
        """A stage of so many steps begins; the one before is over."""
        ...

    def advance(self) -> None:
        """One step is done."""
        ...


def told(items: Iterable[T], stage: str, total: int, progress: Progress) -> Iterator[T]:
    """Give the items of a stage, telling of each."""
    progress.begin(stage, total)
    for item in items:
        progress.advance()
        yield item
