"""Puts what was said into a skill's reply, command, URL or body, so that it stays a value there and becomes nothing else.

Whoever fills a slot chooses its words: a guest at the microphone, a program, a language model. What cannot be written safely
where it goes is refused; people do not say such things.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import takewhile
from numbers import Number
from pathlib import PurePath
from typing import Any
from unicodedata import normalize
from urllib.parse import quote, quote_plus, unquote_plus
from xml.sax.saxutils import escape

from voice.errors import SkillError

SLOT = re.compile(r"\{([a-z_]+)\}")

JSON_PART = re.compile(rf'"(?:[^"\\]|\\.)*"|{SLOT.pattern}')
FORM = re.compile(r"[\w.\[\]-]+=")
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")

BEGINS = re.compile(r"[^\W_]")
"""How words may begin an argument or stand in a path: not as an option does, nor as `@file`, `~`, `..` or `%2e`."""

ADDRESS = re.compile(r"[^{]*https?://")
"""How an argument begins in which slots are parts of an address: of `curl http://lamp/{room}/on`."""

PLAIN = re.compile(r"[^\W_][\w.,:\u2019-]*( [^\W_][\w.,:\u2019-]*)*")
"""Words that mean themselves in every shell and language, quoted or not."""

QUOTED = re.compile(r"[\"`]|(?<!\w)'|'(?!\w)|\{\{|[$#%]\{|\$\(")
"""Signs of code or data around a slot, in whatever language: of JSON in an argument or a form, of a template in a string."""

RUNS_NEXT = re.compile(
    r"-[a-z]{0,3}[cepr]|-ex|--?[a-z-]*(eval|exec|expression|command|run|script|shell|rsh|hook)[a-z-]*", re.IGNORECASE
)
"""Options behind which an argument may be a program: `perl -ne`, `psql -c`, `find -exec`, `tar --to-command`."""

INTERPRETER = re.compile(
    r"(r?ba|da|a|z|k|c|tc|fi|tcl)?sh[0-9.]*|busybox|python[0-9.]*|perl|ruby|node|deno|php|lua[0-9.]*|julia|Rscript"
)
TAKES_CODE = re.compile(r"-\w*[cepr]\w*")
"""Options of an interpreter behind which its program is: `sh -c`, `sh -eucx`, `node -p`."""

RUNS_ALL = re.compile(
    r"ssh|su|[gm]?awk|sed|xargs|watch|parallel|make|tmux|screen|eval|osascript|sqlite3|jq|dc|at|(pwsh|powershell|cmd)(\.exe)?"
)
"""Programs that run their arguments, or have another run them."""

REFUSED = "That has signs in it that I don't pass on. Say it in plain words."


def filled(template: str, slots: Mapping[str, Any]) -> str:
    """Replace each `{name}` by its slot, as it is; braces around anything else stay."""
    return SLOT.sub(lambda found: str(slots.get(found[1], found[0])), template)


def command(parts: Sequence[str], slots: Mapping[str, Any]) -> list[str]:
    """Fill the arguments of a command. Raises SkillError for what would be an option, or code."""
    return [_argument(part, slots, _is_code(parts, number)) for number, part in enumerate(parts)]


def runs_slot(parts: Sequence[str]) -> bool:
    """Whether a command would run words that were said as a program: `{words}`, `sh -c {words}`."""
    programs = [number for number in range(1, len(parts)) if _is_code(parts, number)]
    return any(SLOT.match(parts[number].lstrip()) for number in [0, *(programs if any(map(_interprets, parts)) else ())])


def _argument(part: str, slots: Mapping[str, Any], is_code: bool) -> str:
    if not is_code and ADDRESS.match(part):
        return url(part, slots)
    values = {name: slots[name] for name in SLOT.findall(part) if name in slots}
    argument = filled(part, {name: _plain(value) for name, value in values.items()} if is_code else _fitting(part, values))
    first = SLOT.match(part)
    if first and not (BEGINS.match(argument) or isinstance(values.get(first[1], 0), Number)):
        raise SkillError(REFUSED)
    return argument


def _is_code(parts: Sequence[str], number: int) -> bool:
    """Whether a program, or one that it calls, may read an argument as a program: `-c` and other options may be before it."""
    part, before = parts[number], parts[:number]
    if any(RUNS_ALL.fullmatch(PurePath(one).name) for one in before) or RUNS_NEXT.match(part) or _interprets(part):
        return True
    options = takewhile(lambda one: one.startswith(("-", "+")), reversed(before))
    takes = TAKES_CODE if any(map(_interprets, before)) else RUNS_NEXT
    return any(takes.fullmatch(one) or RUNS_NEXT.fullmatch(one) for one in options)


def _interprets(part: str) -> bool:
    """Whether an argument is an interpreter, or a whole command with one (`env -S "sh -c …"`)."""
    first, *rest = part.split() or [""]
    return bool(INTERPRETER.fullmatch(PurePath(first).name)) and (not rest or rest[0].startswith("-"))


def url(template: str, slots: Mapping[str, Any]) -> str:
    """Fill an address. Raises SkillError for what would be another path."""
    path, mark, query = template.partition("?")
    segments = {name: _segment(slots[name]) for name in SLOT.findall(path) if name in slots}
    return filled(path, segments) + mark + _fields(query, slots, partial(quote, safe="", errors="replace"))


def body(template: str, slots: Mapping[str, Any]) -> str:
    """Fill a body, written as JSON, XML or a form by the looks of it, or else as it is."""
    begins = template.lstrip()
    if begins.startswith(("{", "[")) and not SLOT.match(begins):
        return JSON_PART.sub(lambda found: _in_json(found[0], slots), template)
    if begins.startswith("<"):
        return filled(template, {name: escape(str(value), {'"': "&quot;", "'": "&apos;"}) for name, value in slots.items()})
    if FORM.match(begins):
        return _fields(template, slots, partial(quote_plus, errors="replace"))
    return filled(template, _fitting(template, slots))


def _fields(template: str, slots: Mapping[str, Any], written: Callable[[str], str]) -> str:
    """Fill each field of a form or a query."""
    every = []
    for field in template.split("&"):
        values = _fitting(unquote_plus(field), slots)
        every.append(filled(field, {name: written(str(value)) for name, value in values.items()}))
    return "&".join(every)


def _fitting(template: str, slots: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values of the slots of a text; where that is code or data itself, plain ones. Raises SkillError where one is not."""
    if not QUOTED.search(SLOT.sub("", template)):
        return slots
    return {name: _plain(slots[name]) for name in SLOT.findall(template) if name in slots}


def _in_json(part: str, slots: Mapping[str, Any]) -> str:
    """Fill a string of a JSON text, or write the value of a slot that stands there by itself."""
    if part.startswith('"'):
        values = _fitting(part[1:-1], slots)
        return filled(part, {name: json.dumps(str(value))[1:-1] for name, value in values.items()})
    value = slots.get(part[1:-1], part)
    return str(value) if NUMBER.fullmatch(str(value)) else json.dumps(str(value))


def _plain(value: Any) -> str:
    text = str(value).replace("'", "\u2019")
    if not (PLAIN.fullmatch(text) or isinstance(value, Number)):
        raise SkillError(REFUSED)
    return text


def _segment(value: Any) -> str:
    text = str(value)
    if not (BEGINS.match(text) or isinstance(value, Number)) or set(normalize("NFKC", text)) & set("/\\%"):
        raise SkillError(REFUSED)
    return quote(text, safe="", errors="replace")
