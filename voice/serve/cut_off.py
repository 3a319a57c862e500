"""The exception that ends a satellite's connection, with what it is told."""

from voice.serve.protocol import Goodbye, Why

AGAIN_S = 10.0
"""Seconds after which a satellite that found no free slot may come again."""

SOON_S = 2.0
"""Seconds after which a satellite may come again that did nothing wrong, or seems to: one that floods may have been held up."""


class CutOff(Exception):
    """A satellite is let go, or not let in."""

    def __init__(self, why: Why, what: str, retry_after_s: float | None = None) -> None:
        """`what` is for people, and holds none of anybody's words."""
        super().__init__(what)
        self.goodbye = Goodbye(why=why, what=what, retry_after_s=retry_after_s)


def full(slots: int) -> CutOff:
    return CutOff("full", f"All {slots} slots are taken.", AGAIN_S)


def stopping() -> CutOff:
    return CutOff("stopping", "The server stops.", SOON_S)


def starting() -> CutOff:
    return CutOff("starting", "The server loads its models.", SOON_S)
