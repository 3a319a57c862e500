"""What the router looks at. Each signal is a pure function of the request."""

from voice.messages import TierKind

DEVICE_WORDS = 50
"""A longer question goes to the larger tier: about what a small model's practical context leaves room for."""


def words(text: str) -> int:
    """Words of the request itself."""
    return len(text.split())


def size(text: str) -> tuple[int, TierKind | None]:
    """Words of the request, and the tier they ask for, if any."""
    count = words(text)
    return count, "cloud" if count > DEVICE_WORDS else None
