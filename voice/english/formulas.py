"""Says LaTeX's formulas, which models write into their replies: "\\\\frac{1}{2}" becomes "1 over 2"."""

import re

GROUP = r"\s*\{((?:[^{}]|\{[^{}]*\})*)\}"
"""What stands in braces, where there may be braces once more."""

DELIMITERS = re.compile(r"\$\$|\\[\[\]()]")
INLINE = re.compile(r"(?<![\w$])\$([A-Za-z\\][^$\n]{0,80})\$(?![\w$])")
RULES = (
    (re.compile(rf"\\(?:text|textbf|textit|mathrm|mathbf|mathit|operatorname){GROUP}"), r" \1 "),
    (re.compile(rf"\\[dt]?frac{GROUP}{GROUP}"), r" \1 over \2 "),
    (re.compile(rf"\\sqrt{GROUP}"), r" the square root of \1 "),
    (re.compile(r"\^\{([^{}]*)\}"), r"^\1"),
    (re.compile(r"_\{([^{}]*)\}"), r" \1"),
    (re.compile(r"\\(?:left|right|displaystyle|quad|qquad)\b|\\[,;!]"), " "),
)
COMMANDS = {
    "times": "times", "cdot": "times", "div": "divided by", "pm": "plus or minus", "approx": "is about", "neq": "is not",
    "ne": "is not", "leq": "is at most", "le": "is at most", "geq": "is at least", "ge": "is at least", "to": "to",
    "rightarrow": "to", "infty": "infinity", "sum": "the sum of", "int": "the integral of", "circ": "degrees",
    "ldots": "and so on", "dots": "and so on", "cdots": "and so on",
}  # fmt: skip
COMMAND = re.compile(r"\\([A-Za-z]{2,})")
POWER = re.compile(r"(?<=[\w)])\^(?=[A-Za-z(-])")


def spell_formulas(text: str) -> str:
    """Write the formulas of a text out in words; a text without any stays as it is."""
    if "\\" not in text and "$" not in text:
        return text
    told = INLINE.sub(r" \1 ", DELIMITERS.sub(" ", text))
    for _ in range(3):  # a fraction of fractions is the deepest that anybody follows by ear
        for pattern, said in RULES:
            told = pattern.sub(said, told)
    told = COMMAND.sub(lambda found: f" {COMMANDS.get(found[1], found[1])} ", told)
    return text if told == text else POWER.sub(" to the power of ", told)
