"""How a picture of turns is drawn in SVG.

Positions across are per cent, so that a picture fills the width it is given and its letters keep their size.
Colours are in `waterfall.css` and follow the reader's light or dark setting.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from voice.trace import number as number

STYLE = Path(__file__).with_name("waterfall.css")

MARGIN = 16
"""Pixels around a picture in a file of its own."""

FOOT = 22
"""Pixels of the axis below."""

THIN = 0.35
"""Per cent: the narrowest bar that can still be seen."""

NAMES = {"endpoint": "endpoint wait", "output": "to the ear"}
"""Stages whose name in a picture is not their own."""

HATCH = (
    '<defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
    'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="5"/></pattern></defs>'
)

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold."""


@dataclass(frozen=True, slots=True)
class Picture:
    """Drawn, not yet placed."""

    marks: str
    """SVG elements, positions across in per cent."""
    height: int
    """Pixels."""
    alternative: str
    """The same in words."""

    def inline(self) -> str:
        """An element for a page, as wide as the page lets it; the page holds `HATCH` and the style."""
        return self._element('width="100%"')

    def document(self, width: int) -> str:
        """A file of its own."""
        wide, high = width + 2 * MARGIN, self.height + 2 * MARGIN
        return (
            f'<svg class="waterfall" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
            f'width="{wide}" height="{high}"><style>{STYLE.read_text(encoding="utf-8")}</style>{HATCH}'
            f'<rect class="plate" width="100%" height="100%" rx="8"/>'
            f'{self._element(f"""x="{MARGIN}" y="{MARGIN}" width="{width}" """)}</svg>\n'
        )

    def _element(self, place: str) -> str:
        return (
            f'<svg class="waterfall" role="img" {place} height="{self.height}">'
            f"<title>{clean(self.alternative)}</title>{self.marks}</svg>"
        )


def spaced(name: str) -> str:
    """A key as people read it."""
    return name.replace("_", " ")


def clean(text: str) -> str:
    """`text` safe inside HTML, SVG and their attributes."""
    return escape(printable(text))


def printable(text: str) -> str:
    """`text` with what no document may hold shown as a replacement."""
    return UNPRINTABLE.sub("\ufffd", text)


def scale_of(ends: Sequence[float]) -> float:
    """Milliseconds of the whole width: the longest and a little air."""
    return max([*ends, 1.0]) * 1.04


def bar(kind: str, x: float, width: float, y: float, height: int) -> str:
    """A bar from `x`, both per cent; y and height in pixels."""
    wide = max(THIN, width)
    return f'<rect class="{kind}" x="{x:.2f}%" y="{y:g}" width="{wide:.2f}%" height="{height}" rx="2"/>'


def axis(scale: float, top: int, bottom: int) -> str:
    """Grid lines and their times from the last spoken word on."""
    step = next(s for s in _steps() if scale / s <= 4.2)
    parts = []
    for tick in range(int(scale / step) + 1):
        x = f"{tick * step / scale:.2%}"
        name = f"{tick * step:,} ms" if tick else "last word"
        anchor = "start" if tick == 0 else "end" if tick * step / scale > 0.94 else "middle"
        parts.append(
            f'<line class="grid" x1="{x}" x2="{x}" y1="{top}" y2="{bottom}"/>'
            f'<text class="faint" x="{x}" y="{bottom + 15}" text-anchor="{anchor}">{name}</text>'
        )
    return "".join(parts)


def _steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50, … ms."""
    size = 1
    while True:
        yield from (size, 2 * size, 5 * size)
        size *= 10


def dashed(share: float, top: int, bottom: int) -> str:
    """A ceiling, at a share of the whole width."""
    return f'<line class="line" x1="{share:.2%}" x2="{share:.2%}" y1="{top}" y2="{bottom}"/>'
