"""Says counts, measured values and lists, for replies, and begins them with a capital."""

from collections.abc import Sequence

from voice.english.numbers import IN_ORDER

SMALL = 12
"""Counts up to here are said in words."""


def counted(count: int, name: str) -> str:
    """Count things: "one timer", "two timers", "13 timers"."""
    return f"{IN_ORDER[count] if count <= SMALL else count} {name}{'' if count == 1 else 's'}"


def number(value: float, decimals: int = 3) -> str:
    """Write a number with at most so many decimals, none of them a last zero; a very small one as a power of ten."""
    if value and abs(value) < 10**-decimals:
        digits, _, power = f"{value:.2e}".partition("e-")
        return f"{digits} times ten to the minus {int(power)}"
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".") if value != int(value) else str(int(value))


def listed(parts: Sequence[str]) -> str:
    """Join parts: "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def capital(text: str) -> str:
    """Begin a sentence with a capital: "Five minutes"."""
    return text[:1].upper() + text[1:]
