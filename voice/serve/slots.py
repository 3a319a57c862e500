"""How many satellites may be here at a time. Each holds a lease of one slot for as long as it is connected."""

from collections.abc import Iterator
from contextlib import contextmanager


class Slots:
    """A fixed number of slots to lease."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.leased = 0

    @property
    def free(self) -> bool:
        return self.leased < self.count

    @contextmanager
    def lease(self) -> Iterator[bool]:
        """Hold a slot until the block is left; False where none was free."""
        if not self.free:
            yield False
            return
        self.leased += 1
        try:
            yield True
        finally:
            self.leased -= 1
