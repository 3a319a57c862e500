"""Written text becomes words fit to be spoken: Markdown off, and what a synthesiser reads badly spelled out.

espeak-ng reads plain numbers, decimals, percentages and e-mail addresses well; those are left alone.
"""

import re
import unicodedata
from collections.abc import Callable

from voice.speak.abbreviations import ANYWHERE, BEFORE_A_NUMBER, BEFORE_MORE, MONTHS
from voice.speak.numbers import spell_numbers

CODE_OMITTED = "I have left out some code."

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

MARKDOWN: tuple[Rule, ...] = (
    (re.compile(r"```.*?(?:```|\Z)", re.DOTALL), CODE_OMITTED),
    (re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-+:?)?\s*$", re.M), ""),  # under a table's head
    (re.compile(r"^\s*(?:[-*_]\s*){3,}$", re.MULTILINE), ""),  # a rule
    (re.compile(r"^\s*\|(.*)\|\s*$", re.MULTILINE), lambda row: ", ".join(_cells(row[1]))),
    (re.compile(r"^\s*(?:>\s*)*(?:#{1,6}\s+|[-*+•]\s+(?:\[[ xX]\]\s+)?)?", re.MULTILINE), ""),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"`([^`]*)`"), r"\1"),
    (re.compile(r"</?[A-Za-z][^<>:]*>"), " "),
    (re.compile(r"(\*{1,3}|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|~-])"), r"\1"),
)

ADDRESSES: tuple[Rule, ...] = (
    (
        re.compile(
            r"<?\b(?:https?://(?:www\.)?|www\.)(?P<host>[\w.-]*\w)(?:[:/?#][^\s<>)\]]*?)?>?(?=[.,;:!?]*(?:[\s)\]]|\Z))"
        ),
        r"\g<host>",
    ),
)

SIGNS: tuple[Rule, ...] = (
    (re.compile(r"\s*[→⇒]\s*"), " to "),
    (re.compile(r"(?<=\d)\s*\*\s*(?=\d)"), " times "),
    (re.compile(r"(?<=\w)\^2\b|²"), " squared"),
    (re.compile(r"(?<=\w)\^3\b|³"), " cubed"),
    (re.compile(r"(?<=\w)\^(?=\d)"), " to the power of "),
    (re.compile(r"\bvs\b"), "versus"),
    (re.compile(r"\bC#"), "C sharp"),
    (re.compile(r"#(?=\d)"), "number "),
    (re.compile(r"[~≈]\s?(?=[\d$£€])"), "about "),
    (re.compile(r"\b(and)/(or)\b", re.IGNORECASE), r"\1 \2"),
    (re.compile(r"[*_~|#`\\{}]+"), " "),
)

ABBREVIATION = re.compile(r"(?<![\w.])(?P<word>e\.g|i\.e|[A-Za-z]{1,6})\.(?!\w)(?=\s*(?P<next>\S?))")
MONTH = re.compile(r"(?<=\d )(?P<before>[A-Z][a-z]{2,3})\b\.?|\b(?P<after>[A-Z][a-z]{2,3})\b\.?(?=\s\d)")


def normalise(text: str) -> str:
    """`text`, one sentence or block of it, as it is to be spoken; "" when nothing in it can be."""
    for rules in (MARKDOWN, ADDRESSES):
        text = _applied(rules, text)
    text = "".join(c for c in unicodedata.normalize("NFC", text) if not _is_picture(c))
    text = MONTH.sub(lambda m: MONTHS.get((m["before"] or m["after"]).lower(), m[0]), text)
    text = ABBREVIATION.sub(_spoken, spell_numbers(text))
    text = " ".join(_applied(SIGNS, text).split())
    text = re.sub(r"\s+([,.;:!?])", r"\1", text)
    return text if any(c.isalnum() for c in text) else ""


def _applied(rules: tuple[Rule, ...], text: str) -> str:
    for pattern, spoken in rules:
        text = pattern.sub(spoken, text)
    return text


def _cells(row: str) -> list[str]:
    return [cell.strip() for cell in row.split("|") if cell.strip()]


def _is_picture(character: str) -> bool:
    """Emoji, what glues them together, and control characters; ° © ™ are none."""
    if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"}:
        return not character.isspace()
    return character == "\ufe0f" or (
        character >= "\u2300" and unicodedata.category(character) in {"So", "Sk"}
    )


def _spoken(found: re.Match[str]) -> str:
    written, after = found["word"], found["next"]
    word = written.lower()
    if word == "st" and not after.isupper():
        return _like(written, "street") + ("" if after else ".")
    if word in BEFORE_A_NUMBER and after.isdigit():
        return _like(written, BEFORE_A_NUMBER[word])
    if word in BEFORE_MORE:
        return _like(written, BEFORE_MORE[word])
    if word in ANYWHERE:
        return _like(written, ANYWHERE[word]) + ("." if not after or after.isupper() else "")
    return found[0]


def _like(written: str, spoken: str) -> str:
    return spoken.capitalize() if written[0].isupper() else spoken
