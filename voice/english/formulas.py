"""Says formulas, which models write into their replies in LaTeX or in signs: "\\\\frac{1}{2}" becomes "1 over 2"."""

import re
from collections.abc import Callable

from voice.english.numbers import IN_ORDER

GROUP = r"\s*\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
"""What stands in braces, where there may be braces twice more."""
ONE = r"\s*([A-Za-z0-9])"

DELIMITERS = re.compile(r"\$\$|\\[\[\]()]|\\(?:begin|end)\{[a-z*]+\}")
INLINE = re.compile(r"(?<![\w$])\$(?!\s)(?:(?=[A-Za-z\\(-])|(?=[^$\n]*[\\^_{]))([^$\n]{1,120})(?<!\s)\$(?![\w$])")
"""A formula within a line; "$5 and $10" is none."""

MINUS = re.compile(r"^\s*[-\u2212]")
TOWARDS = re.compile(r"\\(?:to|rightarrow)\b")
LIMITED = {"sum": "the sum", "prod": "the product", "int": "the integral"}

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

RULES: tuple[Rule, ...] = (
    (re.compile(rf"\\(?:text|textbf|textit|mathrm|mathbf|mathit|mathbb|operatorname|boxed|overline|hat|vec){GROUP}"), r" \1 "),
    (re.compile(rf"\\[dtc]?frac(?:{GROUP}{GROUP}|{ONE}{ONE})"), lambda m: f" {m[1] or m[3]} over {m[2] or m[4]} "),
    (re.compile(rf"\\d?binom{GROUP}{GROUP}"), r" \1 choose \2 "),
    (re.compile(rf"\\sqrt\[3\]{GROUP}"), r" the cube root of \1 "),
    (re.compile(rf"\\sqrt\[(\w+)\]{GROUP}"), r" the \1th root of \2 "),
    (re.compile(rf"\\sqrt(?:{GROUP}|{ONE})"), lambda m: f" the square root of {m[1] or m[2]} "),
    (
        re.compile(rf"\\(sum|prod|int)(?:\\limits)?_(?:{GROUP}|{ONE})\s*\^(?:{GROUP}|(\\?\w+))"),
        lambda m: f" {LIMITED[m[1]]} from {m[2] or m[3]} to {m[4] or m[5]} of ",
    ),
    (re.compile(rf"\\lim_{GROUP}"), lambda m: f" the limit as {TOWARDS.sub(' approaches ', m[1])} of "),
    (re.compile(rf"\\log_(?:{GROUP}|{ONE})"), lambda m: f" log base {m[1] or m[2]} of "),
    (re.compile(r"\^\s*\{?\\circ\}?"), " degrees "),
    (
        re.compile(r"\^\s*\{([^{}]*)\}"),
        lambda m: f"^{m[1]}" if m[1].strip().isalnum() else f" to the power of {MINUS.sub('minus ', m[1])} ",
    ),
    (  # in a word, for "1 m" is a metre
        re.compile(r"(?<=\b[A-Za-z])_(?:\{(1?\d)\}|(\d)(?!\w))"),
        lambda m: f" {IN_ORDER[int(m[1] or m[2])]} ",
    ),
    (re.compile(r"_\s*\{([^{}]*)\}|(?<=\b\w)_(?=\w\b)"), lambda m: f" {m[1] or ''} "),
    (re.compile(r"\\(?:left|right|big|Big|displaystyle|quad|qquad|limits)\b[.]?|\\[,;:!> ]|\\\\"), " "),
    (re.compile(r"\\([%$#&])"), r"\1"),
)
COMMANDS = {
    "times": "times", "cdot": "times", "div": "divided by", "pm": "plus or minus", "approx": "is about", "neq": "is not",
    "ne": "is not", "leq": "is at most", "le": "is at most", "geq": "is at least", "ge": "is at least", "to": "to",
    "rightarrow": "to", "infty": "infinity", "sum": "the sum of", "int": "the integral of", "circ": "degrees",
    "ldots": "and so on", "dots": "and so on", "cdots": "and so on", "lt": "is less than", "gt": "is greater than",
    "implies": "so", "Rightarrow": "so", "therefore": "therefore", "sin": "sine of", "cos": "cosine of", "tan": "tangent of",
    "log": "log", "ln": "the natural log of", "in": "in", "partial": "partial", "equiv": "is equivalent to", "sim": "is about",
    "mod": "modulo", "cup": "union", "cap": "intersection", "prod": "the product of", "lim": "the limit of",
}  # fmt: skip
COMMAND = re.compile(r"\\([A-Za-z]{2,})")

SUPERSCRIPTS = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺ⁿ", ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "minus ", "plus ", "n"], strict=True)
)
SUBSCRIPTS = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
POWERS = {"2": "squared", "3": "cubed"}
BETWEEN = {
    "<=": "is at most", ">=": "is at least", "!=": "is not", "==": "equals", "=": "equals", "<": "is less than",
    ">": "is greater than", "≤": "is at most", "≥": "is at least", "≠": "is not", "≈": "is about", "+": "plus", "-": "minus",
    "\u2212": "minus", "×": "times", "·": "times", "*": "times", "÷": "divided by", "/": "divided by", "±": "plus or minus",
}  # fmt: skip
"""Signs of arithmetic, and what they are called."""
_BEFORE = r"(?:(?<=[\d)⁰¹²³⁴-⁹ⁿ])|(?<=\b[A-Za-z])|(?<=\d[A-Za-z]))"
_AFTER = r"(?=[-\u2212]?(?:[\d(√]|[$£€]\d|\d*[A-Za-z](?![A-Za-z])))"
ARITHMETIC = re.compile(
    r"(?P<kept>\S*(?://|www\.)\S*)"  # an address
    rf"|{_BEFORE}[ \t]*(?P<tight><=|>=|!=|==|[=≤≥≠≈+×·*÷±]){_AFTER}[ \t]*(?![*+=])"
    rf"|{_BEFORE}[ \t]+(?P<sign><=|>=|!=|==|[=≤≥≠≈+×·*÷±</>\u2212-])[ \t]+{_AFTER}"
    r"|(?<=[\w)])[ \t]+(?P<equal>[=+])[ \t]+(?=[-\w(√])"
)
"""Signs between numbers or letters. A bare "-", "/", "<" or ">" counts only with blanks around it: "5-10", "24/7"."""
UNARY = re.compile(r"(?<![\w)\]-])[-\u2212](?=[A-Za-z](?![A-Za-z'-]))|(?<=\()[-\u2212](?=\d)")
"""A minus before a letter, which espeak-ng leaves out."""
PRIME = re.compile(r"\b([A-Za-z])(''?)(?=\s?\()")
FACTORIAL = re.compile(r"(?<=[\dn)])!(?=\s*[=+×*/÷\u2212-]| is\b)")
RAISED = re.compile(r"(?<![\w*])(\d+|[A-Za-z]) ?\*\* ?(\d+|[a-z])(?![\w*])")
"""A power as programs write it, which is no bold text."""
FORMULA = re.compile(r"[=^]")
"""Tells a text in which "3 - 2" is no range."""
SCRIPT = re.compile(
    rf"(?<=[\w)\]])(?:(?P<raised>[{''.join(SUPERSCRIPTS)}]+)|\^(?P<written>[-\u2212]?\w+|\([^()]*\)))(?P<more>(?=\w))?"
)


def spell_formulas(text: str) -> str:
    """Write the formulas of a text out in words; a text without any stays as it is."""
    text = RAISED.sub(r"\1^\2", text)
    is_formula = FORMULA.search(text) is not None
    if "\\" in text or "$" in text or "^{" in text:
        bare = INLINE.sub(r" \1 ", DELIMITERS.sub(" ", text))
        is_formula |= bare != text
        text = bare
        for _ in range(3):  # a fraction of fractions is the deepest that anybody follows by ear
            for pattern, said in RULES:
                text = pattern.sub(said, text)
        text = COMMAND.sub(lambda found: f" {COMMANDS.get(found[1], found[1])} ", text)
    text = PRIME.sub(lambda found: f"{found[1]} {'double ' * (len(found[2]) - 1)}prime ", FACTORIAL.sub(" factorial", text))
    text = ARITHMETIC.sub(_sign, text)
    return UNARY.sub("minus ", text) if is_formula else text


def spell_powers(text: str) -> str:
    """Write raised numbers and letters out: "x²" becomes "x squared", "10⁻³" and "10^-3" "10 to the power of minus 3"."""
    return SCRIPT.sub(_power, text.translate(SUBSCRIPTS))


def _sign(found: re.Match[str]) -> str:
    sign = found["tight"] or found["sign"] or found["equal"]
    if not sign or (sign == "-" and not FORMULA.search(found.string)):
        return found[0]
    return f" {BETWEEN[sign]} "


def _power(found: re.Match[str]) -> str:
    written = found["written"] or "".join(SUPERSCRIPTS[sign] for sign in found["raised"])
    said = MINUS.sub("minus ", written)
    return f" {POWERS.get(said, f'to the power of {said}')}" + (" " if found["more"] is not None else "")
