"""Draws pictures of turns in SVG and fills in the files of `templates`.

Positions across are per cent, so that a picture fills the width it is given and its letters keep their size.
Colours are in `templates/waterfall.css` and follow the reader's light or dark setting.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice.report.turn import SPOKEN
from voice.trace import number

if TYPE_CHECKING:  # it costs 30 ms, and a report is rarely made
    from jinja2 import Environment
    from markupsafe import Markup

TEMPLATES = Path(__file__).with_name("templates")

MARGIN = 16
"""Pixels around a picture in a file of its own."""

FOOT = 22
"""Height of the axis below a picture, pixels."""

THIN = 0.35
"""The narrowest bar that can still be seen, per cent of the width."""

NAMES = {"endpoint": "endpoint wait", "output": "to the ear"}
"""Stages that have another name in a picture."""

LEGEND = {stage: NAMES.get(stage, stage) for stage in (*SPOKEN, "output", "ceiling")}
"""The stages and the ceiling, with the names that explain their colours."""

UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that no XML document may hold."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing that a page or a file of its own can hold."""

    marks: "Markup"
    """SVG elements, positions across in per cent."""
    height: int
    """Pixels."""
    alternative: str
    """What the picture shows, in words."""

    def document(self, width: int) -> str:
        """Make a file of its own, in which the picture is `width` pixels wide."""
        wide, high = width + 2 * MARGIN, self.height + 2 * MARGIN
        return str(rendered("document.svg", picture=self, width=width, wide=wide, high=high, margin=MARGIN))


def rendered(name: str, **values: Any) -> "Markup":
    """Fill in the template `name`; text among the values cannot end an element or an attribute."""
    from markupsafe import Markup

    return Markup(printable(_templates().get_template(name).render(values)))


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"ms": number, "spaced": spaced}
    return made


def spaced(name: str) -> str:
    return name.replace("_", " ")


def printable(text: str) -> str:
    return UNPRINTABLE.sub("\ufffd", text)


def scale_of(ends: Sequence[float]) -> float:
    """How many milliseconds the whole width shows: the longest and a little room."""
    return max([*ends, 1.0]) * 1.04


def bar(kind: str, x: float, width: float, y: float, height: int) -> dict[str, str]:
    """The attributes of a bar: `x` and `width` in per cent, `y` and `height` in pixels."""
    return {"class": kind, "x": f"{x:.2f}%", "width": f"{max(THIN, width):.2f}%", "y": f"{y:g}", "height": str(height)}


def ticks(scale: float, zero: str = "last word") -> Iterator[dict[str, str]]:
    """The times along the axis and where they stand. `zero`: what they are counted from."""
    steps = (digit * 10**power for power in count() for digit in (1, 2, 5))  # ms
    step = next(step for step in steps if scale / step <= 4.2)
    for tick in range(int(scale / step) + 1):
        share = tick * step / scale
        anchor = "start" if tick == 0 else "end" if share > 0.94 else "middle"
        aside = "aside" if tick % 2 else ""  # where a screen is narrow, neighbours would run into one another
        yield {"x": f"{share:.2%}", "name": f"{tick * step:,} ms" if tick else zero, "anchor": anchor, "aside": aside}
