"""Works out sums, exactly, when the request is read: the slots hold the result.

They are `{"value": 4}`, with `"unit": "dollar"` for money ("money" where the currency was not said), `{"prime": [91]}`,
`{"even": [7]}` or `{"divisible": [91, 7]}` where that is asked of whole numbers, `"told": ["12.50"]` for what "twelve fifty"
was read as where it may be something else, or
`{"error": "division by zero" | "too large" | "not real"}` where there is no result, `{"tips": 45}` for the tip on an amount
where nobody said how much it is to be, or `{"ask": True}` where no sum was said.
"""

import math
import operator
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from voice.english.numbers_said import capital, listed, number
from voice.english.units import plural
from voice.messages import SkillReply
from voice.skills.skill import Captures, Context, Skill

LARGEST = Fraction(10**15)
"""The largest result: beyond it neither a float nor a listener keeps every digit."""
SIGNS = {"dollar": "$", "euro": "€", "pound sterling": "£", "money": ""}
"""Unit of money → its sign; of what is paid nothing is said but the amount where its currency was not said."""
USUAL_TIPS = (10, 15, 20)
"""Per cent, told where nobody said how many."""
LARGEST_FACTORIAL = 17
LARGEST_PRIME = 10**10
"""The largest number of which factors are looked for: that takes milliseconds."""
GOES_ON = re.compile(
    r"(?:times|plus|minus|add|take away|subtract|less|knock off|divided?|split by|multipl(?:y|ied)|over|squared|cubed|"
    r"to the power)\b|x \d"
)
WHICH = "Which sum? Say, for instance: what is 15 percent of 80."
ERRORS = {
    "division by zero": "I can't divide by zero.",
    "too large": "That is too large for me.",
    "not real": "That has no real answer.",
}


def skills() -> list[Skill]:
    return [Skill("arithmetic", read, run, tuple(ERRORS.values()), again=_again)]


async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
    if "ask" in slots:
        return SkillReply(WHICH)
    if "error" in slots:
        return SkillReply(ERRORS[slots["error"]])
    if "tips" in slots:
        told = [f"{percent} percent is {_money(slots['tips'] * percent / 100, 'money')}" for percent in USUAL_TIPS]
        return SkillReply(f"{capital(listed(told))}.")
    for asked, answer in ABOUT.items():
        if asked in slots:
            return SkillReply(answer(slots[asked]))
    result = _money(slots["value"], slots["unit"]) if "unit" in slots else number(slots["value"])
    return SkillReply(f"With {listed(slots['told'])}, that's {result}." if "told" in slots else f"That's {result}.")


def _money(value: float, unit: str) -> str:
    """Say an amount of money with its unit; pounds may also be weight."""
    if unit not in SIGNS:
        return f"{number(value)} {unit if value == 1 else plural(unit)}"
    return SIGNS[unit] + f"{value:.2f}".removesuffix(".00")


def _again(slots: Mapping[str, Any], instead: str) -> str:
    """Go on with the result: "times two"; another number alone goes elsewhere in the sum."""
    return f"what is {slots.get('value', '')} {instead}" if GOES_ON.match(instead) else ""


def _about_prime(given: list[int]) -> str:
    value = given[0]
    if value < 2:
        return f"No, {value} is not a prime number."
    factor = next((one for one in range(2, math.isqrt(value) + 1) if value % one == 0), None)
    if factor:
        return f"No, {number(value)} is {number(factor)} times {number(value // factor)}."
    return f"Yes, {number(value)} is a prime number."


def _about_even(given: list[int]) -> str:
    return f"{number(given[0])} is {'odd' if given[0] % 2 else 'even'}."


def _about_divisible(given: list[int]) -> str:
    if given[1] == 0:
        return ERRORS["division by zero"]
    left = given[0] % given[1]
    return f"No, {number(left)} is left over." if left else f"Yes, it goes {number(given[0] // given[1])} times."


ABOUT: Mapping[str, Callable[[list[int]], str]] = {
    "prime": _about_prime, "even": _about_even, "divisible": _about_divisible,
}  # fmt: skip
"""What is asked of whole numbers, and what answers it."""


def read(captures: Captures) -> dict[str, Any] | None:
    if "ask" in dict(captures):
        return {"ask": True}
    if "tips" in dict(captures):
        return {"tips": plain(Fraction(dict(captures)["tips"]))}
    if asked := ABOUT.keys() & dict(captures):
        given = [value for slot, value in captures if slot in asked]
        whole = all(value == int(value) and value <= LARGEST_PRIME for value in given)
        return {asked.pop(): [int(value) for value in given]} if whole else None
    units = [value for slot, value in captures if slot == "money"]
    if len(set(units)) > 1:
        return None  # dollars and cents, or dollars and euros, are no sum of two numbers
    ratio = len(units) > 1 and ("op", "/") in captures
    unit = units[0] if units and not ratio else ""
    try:
        value = _value([one for one in captures if one[0] not in ("money", "cents", "told")])
        if "cents" in dict(captures) and unit != "cent":  # as it is paid; what is paid in pounds is no weight
            value, unit = _rounded(value, 2), {"pound": "pound sterling"}.get(unit, unit)
            unit = unit or ("money" if value.denominator > 1 else "")
        told = [value for slot, value in captures if slot == "told"]
        return {"value": plain(value)} | ({"unit": unit} if unit else {}) | ({"told": told} if told else {})
    except ZeroDivisionError:
        return {"error": "division by zero"}
    except OverflowError:
        return {"error": "too large"}
    except ArithmeticError:
        return {"error": "not real"}


def plain(value: Fraction) -> int | float:
    """Turn a result into an int where it is whole, else into a float of ten significant digits."""
    return int(value) if value.denominator == 1 else float(f"{float(value):.10g}")


def _value(captures: Captures) -> Fraction:
    for slot, named in NAMED.items():
        if given := [Fraction(value) for name, value in captures if name == slot]:
            return _bounded(named(given))
    if function := dict(captures).get("function"):
        return _bounded(_applied(function, float(dict(captures)["number"])))
    numbers, between = _terms(captures)
    for priority in (("^",), ("*", "/", "%"), ("+", "-")):
        _reduce(numbers, between, priority)
    return numbers[0]


NAMED: dict[str, Callable[[list[Fraction]], Fraction]] = {
    "sum": lambda given: sum(given, Fraction(0)),
    "product": lambda given: math.prod(given, start=Fraction(1)),
    "difference": lambda given: abs(given[0] - given[1]),
    "quotient": lambda given: given[0] / given[1],
    "taken": lambda given: given[1] - given[0],
    "inside": lambda given: given[1] / given[0],
    "remainder": lambda given: given[0] % given[1],
    "share": lambda given: 100 * given[0] / given[1],
    "whole": lambda given: 100 * given[1] / given[0],
    "marked_down": lambda given: given[0] * (1 - given[1] / 100),
    "marked_up": lambda given: given[0] * (1 + given[1] / 100),
    "added": lambda given: given[1] * (1 + given[0] / 100),
    "discounted": lambda given: given[1] * (1 - given[0] / 100),
    "lessened": lambda given: given[0] - given[1],
    "part": lambda given: given[0] / given[1] * given[2],
    "rounded": lambda given: _rounded(given[0], int(given[1]) if len(given) > 1 else 0),
    "mean": lambda given: sum(given, Fraction(0)) / len(given),
    "tip": lambda given: given[0] * given[1] / 100,
    "portion": lambda given: 100 * given[0],
    "squared": lambda given: given[0] ** 2,
    "cubed": lambda given: given[0] ** 3,
    "raised": lambda given: _power(given[1], given[0]),
    "factorial": lambda given: _factorial(given[0]),
}
"""What to do with the numbers of a sum that names it first: "the sum of two and three"."""


def _rounded(number: Fraction, places: int) -> Fraction:
    """Round as is taught at school: a half goes up."""
    return Fraction(math.floor(number * 10**places + Fraction(1, 2)), 10**places)


def _terms(captures: Captures) -> tuple[list[Fraction], list[str]]:
    """Gather the numbers and the operators between them; signs, roots, powers, percentages and parts are applied already."""
    numbers: list[Fraction] = []
    between: list[str] = []
    sign, root = 1, 1
    for slot, value in captures:
        if slot == "op":
            between.append(value)
        elif slot == "sign":
            sign = -1
        elif slot == "root":
            root = value
        elif slot == "part_of":
            numbers.append(Fraction(value))
        elif slot == "percent":
            numbers.append(Fraction(value) / 100)
        elif slot == "off":
            numbers.append(_bounded((1 - numbers.pop()) * Fraction(value)))
        elif slot == "of":
            numbers.append(_bounded(numbers.pop() * Fraction(value)))
        elif slot == "power":
            base = numbers.pop()
            numbers.append(_bounded(_factorial(base) if value == "!" else _power(base, Fraction(value))))
        else:
            numbers.append(_rooted(sign * Fraction(value), root))
            sign, root = 1, 1
    return numbers, between


def _reduce(numbers: list[Fraction], between: list[str], those: tuple[str, ...]) -> None:
    """Apply `those` of the operators between the numbers in place, from left to right."""
    at = 0
    while at < len(between):
        if between[at] in those:
            right = numbers.pop(at + 1)
            numbers[at] = _bounded(OPERATORS[between.pop(at)](numbers[at], right))
        else:
            at += 1


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    if base == 0 and exponent < 0:
        raise ZeroDivisionError
    if abs(exponent) * max(1.0, abs(math.log2(abs(base)))) > 200 if base else False:
        raise OverflowError
    power = base**exponent
    if isinstance(power, complex):
        raise ArithmeticError("not real")
    return Fraction(power)


def _applied(function: str, number: float) -> Fraction:
    """Work out an angle's function, in degrees, or a logarithm."""
    if function in ("log", "ln"):
        if number <= 0:
            raise ArithmeticError("not real")
        return Fraction(round(math.log10(number) if function == "log" else math.log(number), 10))
    angle = math.radians(number)
    if function == "tan" and number % 180 == 90:
        raise ArithmeticError("not real")
    return Fraction(round({"sin": math.sin, "cos": math.cos, "tan": math.tan}[function](angle), 10))


def _factorial(number: Fraction) -> Fraction:
    if number < 0 or number.denominator != 1:
        raise ArithmeticError("not real")
    if number > LARGEST_FACTORIAL:
        raise OverflowError
    return Fraction(math.factorial(int(number)))


OPERATORS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "%": operator.mod, "^": _power,
}  # fmt: skip


def _rooted(number: Fraction, root: int) -> Fraction:
    """Take a root; the result is exact if it is a whole number."""
    if root == 1:
        return number
    if number < 0 and root % 2 == 0:
        raise ArithmeticError("not real")
    near = math.copysign(abs(float(number)) ** (1 / root), float(number))
    return Fraction(round(near)) if Fraction(round(near)) ** root == number else Fraction(near)


def _bounded(number: Fraction) -> Fraction:
    if abs(number) > LARGEST:
        raise OverflowError
    return number
