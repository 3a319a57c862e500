"""Judges what came of a request: right, a wrong deed, a wrong answer, or refused."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from fnmatch import fnmatch
from typing import Any, Literal

from benchmarks.requests.conversation import Outcome, Set
from benchmarks.requests.house import Device

Verdict = Literal["right", "wrong deed", "wrong answer", "refused"]
Told = Mapping[str, Any]

SOON_S = 1.0
"""Seconds that a timer may be off."""
ROUNDED = 0.01
"""Share by which a figure may be rounded off."""
SINGLE = ("timer", "alarm", "reminder")
UNSAID = frozenset(["a", "an", "the", "to", "my", "your", "please", "that", "about", "is", "s"])
HONEST = re.compile(
    r"\b(can't|cannot|couldn't|don't|doesn't|isn't|not set up|there (is|are) no|no such|needs?|sorry|unable"
    r"|for instance|already passed|which one|too (long|far|many))\b|\?$"
)
"""What a reply says that does nothing."""
ONES = (
    "zero one two three four five six seven eight nine ten"
    " eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBERS = {word: n for n, word in enumerate(ONES.split())} | {word: 10 * n for n, word in enumerate(TENS.split(), 2)}
LARGE = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9}


def judge(told: Told, outcome: Outcome) -> Verdict:
    if any(_holds(one, outcome) for one in (told, told.get("or")) if one):
        return "right"
    if outcome.after != outcome.before:
        return "wrong deed"
    honest = HONEST.search(outcome.reply.lower()) and "none" not in told
    return "wrong answer" if outcome.by_skill and not honest else "refused"


def _holds(told: Told, outcome: Outcome) -> bool:
    wanted, before, after = told.get("volume"), outcome.before, outcome.after
    return (
        _answered(told, outcome)
        and _set(told, outcome)
        and _house(told, before.house, after.house)
        and (after.volume == before.volume if wanted is None else any(_is(after.volume, one) for one in _either(wanted)))
        and ("check" in told or after.lists == before.lists)
    )


def _answered(told: Told, outcome: Outcome) -> bool:
    if "none" in told:
        wrong = {"any": False, "model": outcome.by_skill, "honest": "language model" in outcome.reply}
        return not wrong[told["none"]]
    checks = told.get("check", {})
    holds = _says(told, outcome.reply) and _says(checks, outcome.checked)
    lacks = not any(_holds_words(outcome.checked, one) for one in checks.get("lacks", ()))
    return outcome.by_skill and holds and lacks


def _says(told: Told, reply: str) -> bool:
    said, found = in_digits(reply), numbers(reply)
    low, high = told.get("between", (0, 0))
    letters = "".join(re.findall(r"\b[a-z]\b", reply.lower()))
    return bool(
        all(any(_holds_words(said, one) for one in _either(fact)) for fact in _listed(told.get("fact", ())))
        and ("value" not in told or any(_rounded(n, float(v)) for n in found for v in _either(told["value"])))
        and ("between" not in told or (found and all(low <= n <= high for n in found)))
        and ("letters" not in told or any(one in letters for one in _either(told["letters"])))
    )


def _holds_words(said: str, words: str) -> bool:
    return re.search(rf"(?<![\w.:]){re.escape(words)}(?!\w)", in_digits(said)) is not None


def _rounded(found: float, value: float) -> bool:
    """Whether a figure is this value, or as much of it as a person would say."""
    digits = len(f"{found:.6f}".rstrip("0").partition(".")[2])
    exact = abs(found - value) < 1e-6
    return exact or (value != round(value) and found == round(value, digits) and abs(found - value) <= ROUNDED * abs(value))


def in_digits(text: str) -> str:
    """Write the numbers up to ninety nine in digits, and the 11th as 11."""
    words: list[str] = []
    open_tens = False
    for word in re.sub(r"(?<=[a-z])-(?=[a-z])|(?<=\d)(st|nd|rd|th)\b", " ", text.lower()).split():
        plain = word.strip(".,:;!?()")
        n = NUMBERS.get(plain)
        if n is None:
            words.append(word)
        elif open_tens and 0 < n < 10:
            words[-1] = word.replace(plain, str(int(words[-1]) + n))
        else:
            words.append(word.replace(plain, str(n)))
        open_tens = n is not None and n >= 20 and word == plain
    return " ".join(words)


def numbers(text: str) -> list[float]:
    """All figures in a reply: "minus 1,200" → [-1200]."""
    found = []
    for sign, figure, large in re.findall(r"((?:minus |negative |-)?)(\d[\d,]*(?:\.\d+)?)\s*([a-z]*)", in_digits(text)):
        found.append((-1 if sign else 1) * float(figure.replace(",", "")) * LARGE.get(large, 1))
    return found


def _set(told: Told, outcome: Outcome) -> bool:
    """Whether the timers, alarms and reminders are as they should be."""
    before, after = outcome.before.entries, outcome.after.entries
    for kind in SINGLE:
        if kind in told:
            new = list(after)
            for one in before:
                if one not in new:
                    return False
                new.remove(one)
            return len(new) == 1 and _is_set(new[0], kind, told, outcome)
        if f"{kind}s" in told:
            return _are_set(kind, told[f"{kind}s"], outcome)
    return len(before) == len(after) if "check" in told else before == after


def _is_set(one: Set, kind: str, told: Told, outcome: Outcome) -> bool:
    called = told.get("about" if kind == "reminder" else "label", None if kind == "reminder" else "")
    again = [_moment(when, outcome.now) for when in told.get("again", ())]
    return (
        one[0] == kind
        and any(_same(one[1], _moment(when, outcome.now)) for when in _either(told[kind]))
        and (called is None or any(_content(one[2]) == _content(name) for name in called.split("|")))
        and len(again) == len(outcome.again)
        and all(map(_same, again, outcome.again))
    )


def _are_set(kind: str, wanted: Iterable[float | str], outcome: Outcome) -> bool:
    others = [[one for one in world.entries if one[0] != kind] for world in (outcome.before, outcome.after)]
    due = sorted(one[1] for one in outcome.after.entries if one[0] == kind)
    expected = sorted(_moment(when, outcome.now) for when in wanted)
    return others[0] == others[1] and len(due) == len(expected) and all(map(_same, due, expected))


def _moment(when: float | str, now: datetime) -> datetime:
    """When something rings: so many seconds from now, or at a local time."""
    if isinstance(when, str) and "-" in when:
        return datetime.fromisoformat(when).astimezone()
    return now + timedelta(seconds=float(when))


def _same(one: datetime, other: datetime) -> bool:
    return abs((one - other).total_seconds()) <= SOON_S


def _content(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z0-9]+", in_digits(text)) if word not in UNSAID]


def _house(told: Told, before: Mapping[str, Device], after: Mapping[str, Device]) -> bool:
    wanted, may = told.get("home", {}), told.get("may", ())
    for name, device in after.items():
        changes = [change for pattern, change in wanted.items() if fnmatch(name, pattern)]
        if not changes and device != before[name] and not any(fnmatch(name, one) for one in may):
            return False
        if not all(_has(device, change) for change in changes):
            return False
    return True


def _has(device: Device, change: str | Told) -> bool:
    changed = {"state": change} if isinstance(change, str) else change
    return all(any(_is(device.get(what), one) for one in _either(value)) for what, value in changed.items())


def _is(found: Any, wanted: Any) -> bool:
    if isinstance(found, int | float) and not isinstance(found, bool):
        compare: dict[str, Callable[[float, float], bool]] = {">": float.__gt__, "<": float.__lt__}
        sign, limit = str(wanted)[:1], str(wanted).lstrip("<>")
        return compare.get(sign, _rounded)(float(found), float(limit))
    return bool(found == wanted)


def _either(value: Any) -> list[Any]:
    """The alternatives: "a|b" → ["a", "b"]."""
    return value.split("|") if isinstance(value, str) else [value]


def _listed(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value)
