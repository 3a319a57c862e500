"""Written English becomes words fit to be spoken: Markdown is taken off, and what a synthesiser reads badly is written out.

espeak-ng reads plain numbers, decimals, percentages and e-mail addresses well; those are left alone.
"""

import html
import re
import unicodedata
from collections.abc import Callable

from voice.english.abbreviations import spell_abbreviations, spell_months, spell_signs, spell_weekdays
from voice.english.figures import spell_numbers
from voice.english.formulas import spell_formulas, spell_powers

CODE_OMITTED = "I have left out some code."

Rule = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]

ADDRESS = re.compile(
    r"<?\b(?:(?:https?|ftp)://(?:www\.)?|www\.)(?P<host>[\w.-]*\w)(?:[:/?#][^\s<>)\]]*?)?>?(?=[.,;:!?]*(?:[\s)\]]|\Z))"
)
"""An address of the web, of which only the host is said."""

MARKDOWN: tuple[Rule, ...] = (
    (re.compile(r"```.*?(?:```|\Z)", re.DOTALL), CODE_OMITTED),
    (re.compile(r"^\s*\|?(?:\s*:?-{2,}:?\s*\|)+(?:\s*:?-+:?)?\s*$", re.MULTILINE), ""),  # under a table's head
    (re.compile(r"^\s*(?:[-*_]\s*){3,}$", re.MULTILINE), ""),  # a rule
    (
        re.compile(r"^[ \t]*\|(.*)\|[ \t]*$", re.MULTILINE),
        lambda row: ", ".join(filter(None, map(str.strip, row[1].split("|")))),
    ),
    (re.compile(r"^\s*(?:>(?![$£€]?\d)\s*)*(?:#{1,6}\s+|[-*+•]\s+(?:\[[ xX]\]\s+)?)?", re.MULTILINE), ""),
    (re.compile(r"!?\[([^\]]*)\]\([^)]*\)"), r"\1"),
    (re.compile(r"`([^`]*)`"), r"\1"),
    (re.compile(r"<?(?:mailto:)?\b([\w.+-]+@[\w-]+(?:\.[\w-]+)+)>?"), lambda mail: mail[1].replace("_", " underscore ")),
    (re.compile(r"(?<=[\w.,;!?)\"'])(?:\[(?:\^\w+|[1-9]\d{0,2})\])+"), ""),  # a footnote
    (re.compile(r"</?[A-Za-z][^<>:]*>"), " "),
    (re.compile(r"(\*{1,3}|~~)(?=\S)(.+?)(?<=\S)\1"), r"\2"),
    (re.compile(r"(?<!\w)(_{1,3})(?=\S)(.+?)(?<=\S)\1(?!\w)"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+.!|~-])"), r"\1"),
    (ADDRESS, r"\g<host>"),
)


def normalise(text: str) -> str:
    """Turn a sentence or a block of text into what is to be spoken; "" where nothing of it can be."""
    text = spell_formulas(html.unescape(text))
    for pattern, spoken in MARKDOWN:
        text = pattern.sub(spoken, text)
    text = "".join(c for c in unicodedata.normalize("NFC", text) if not _is_picture(c))
    text = spell_numbers(spell_weekdays(spell_months(text)))
    text = spell_signs(spell_powers(spell_abbreviations(text)))
    text = " ".join(text.split())
    text = re.sub(r"\s+([,.;:!?])", r"\1", text)
    return text if any(c.isalnum() for c in text) else ""


def _is_picture(character: str) -> bool:
    """Whether it is an emoji, a joint between emoji or a control character; ° © ™ are none of these."""
    if unicodedata.category(character) in {"Cc", "Cf", "Co", "Cs"}:
        return not character.isspace()
    return character == "\ufe0f" or (character >= "\u2300" and unicodedata.category(character) in {"So", "Sk"})
