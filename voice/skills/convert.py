"""Converts units: the slots are `{value, from, to, rest?}`, the converted number and the names of both units, and of
a lesser one where the rest is wanted in it.

Sizes are in SI units by definition. Cups, spoons, pints and gallons are the US customary ones unless "imperial" is said; an
ounce is one of mass unless the other unit is one of volume; a calorie is that of food, a thousand of the physicists'; a
megabyte is a million bytes; a month is a twelfth of a Julian year. Bare degrees are on the scale in the settings, unless that
is what they are turned into.
"""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from voice.english.numbers_heard import in_digits, is_number
from voice.english.numbers_said import number
from voice.english.units import plural
from voice.messages import SkillReply
from voice.skills.arithmetic import plain
from voice.skills.skill import Captures, Context, Skill

SIZES: dict[str, dict[str, str]] = {
    "length": {
        "millimetre": "0.001", "centimetre": "0.01", "metre": "1", "kilometre": "1000", "inch": "0.0254",
        "foot": "0.3048", "yard": "0.9144", "mile": "1609.344", "nautical mile": "1852",
    },
    "mass": {
        "milligram": "0.000001", "gram": "0.001", "kilogram": "1", "tonne": "1000", "ton": "907.18474",
        "ounce": "0.028349523125", "pound": "0.45359237", "stone": "6.35029318",
    },
    "volume": {
        "millilitre": "0.001", "centilitre": "0.01", "decilitre": "0.1", "litre": "1", "cubic centimetre": "0.001",
        "cubic metre": "1000", "teaspoon": "0.00492892159375", "tablespoon": "0.01478676478125",
        "fluid ounce": "0.0295735295625", "cup": "0.2365882365", "pint": "0.473176473", "imperial pint": "0.56826125",
        "quart": "0.946352946", "gallon": "3.785411784", "imperial gallon": "4.54609",
    },
    "time": {
        "millisecond": "0.001", "second": "1", "minute": "60", "hour": "3600", "day": "86400", "week": "604800",
        "fortnight": "1209600", "month": "2629800", "year": "31557600", "decade": "315576000", "century": "3155760000",
        "millennium": "31557600000",
    },
    "area": {
        "square millimetre": "0.000001", "square centimetre": "0.0001", "square metre": "1", "square kilometre": "1000000",
        "square inch": "0.00064516", "square foot": "0.09290304", "square yard": "0.83612736",
        "square mile": "2589988.110336", "acre": "4046.8564224", "hectare": "10000",
    },
    "data": {
        "bit": "0.125", "byte": "1", "kilobyte": "1000", "megabyte": "1000000", "gigabyte": "1000000000",
        "terabyte": "1000000000000",
    },
    "pressure": {
        "pascal": "1", "kilopascal": "1000", "millibar": "100", "bar": "100000", "atmosphere": "101325",
        "pound per square inch": "6894.757293168",
    },
    "energy": {
        "joule": "1", "kilojoule": "1000", "calorie": "4184", "watt hour": "3600", "kilowatt hour": "3600000",
    },
    "power": {"watt": "1", "kilowatt": "1000", "horsepower": "745.69987158227"},
    "speed": {"mile per hour": "0.44704", "kilometre per hour": "5/18", "metre per second": "1", "knot": "463/900"},
}  # fmt: skip
TEMPERATURES = {
    "celsius": (Fraction(1), Fraction("273.15")),
    "fahrenheit": (Fraction(5, 9), Fraction("459.67") * Fraction(5, 9)),
    "kelvin": (Fraction(1), Fraction(0)),
    "gas mark": (Fraction(125, 9), Fraction("709.67") * Fraction(5, 9)),
}
"""Size and offset of each scale: kelvins = degrees × size + offset."""
BARE = {"C": ("celsius", "fahrenheit"), "F": ("fahrenheit", "celsius")}
"""The scale in the settings → what bare degrees may be, the likelier first."""
DIMENSIONS = {unit: dimension for dimension, sizes in SIZES.items() for unit in sizes} | dict.fromkeys(
    TEMPERATURES, "temperature"
)
MEANT: dict[str | None, tuple[str, ...]] = {
    "ounce": ("ounce", "fluid ounce"), "k": ("kelvin", "kilometre"), "m": ("metre", "minute"), "c": ("celsius", "cup"),
}  # fmt: skip
"""What stands for more than one unit, the likelier first."""
SCALES = {"celsius": "degree Celsius", "fahrenheit": "degree Fahrenheit"}
"""What the units of temperature are called in replies."""
BELOW = {
    "foot": "inch", "stone": "pound", "pound": "ounce", "hour": "minute", "minute": "second", "metre": "centimetre",
}  # fmt: skip
"""What a bare figure behind a unit counts: "five foot eleven", "an hour twenty"."""
LARGEST = 10**15
ERRORS = {"below absolute zero": "Nothing is as cold as that.", "too large": "That is too large for me."}


PARTS = re.compile(r"(?:\S+ (?:and )?){1,3}(?:half|halves|(?:third|fourth|quarter|fifth|sixth|eighth|tenth|sixteenth)s?)")
"""Parts of a unit that is not named again: "and three sixteenths"."""


def skills(temperature: str) -> list[Skill]:
    return [Skill("convert", partial(read, BARE[temperature]), run, again=_again)]


async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
    source, target = slots["from"], slots["to"]
    if "error" in slots:
        return SkillReply(ERRORS[slots["error"]])
    if "value" not in slots:
        return SkillReply(f"I can't turn {_named(source)} into {_named(target)}: they measure different things.")
    if "rest" in slots:
        return SkillReply(_in_two(slots["value"], target, slots["rest"]))
    rounded = _as_said(slots["value"])
    if target == "gas mark":
        return SkillReply(f"Gas mark {round(rounded)}.")
    return SkillReply(f"{number(rounded, 12)} {_named(target, one=rounded == 1)}.")


def _in_two(value: float, unit: str, lesser: str) -> str:
    """Say an amount in a unit and what is left in a lesser one: "5 feet and 10.9 inches"."""
    size = _size(unit) / _size(lesser)
    whole, left = divmod(round(Fraction(value) * size, 1), size)
    said = [f"{number(float(count), 1)} {_named(name, count == 1)}" for count, name in ((whole, unit), (left, lesser)) if count]
    return f"{' and '.join(said) or f'0 {_named(unit)}'}."


def _again(slots: Mapping[str, Any], instead: str) -> str:
    """The same amount in another unit, or another amount in the same."""
    if "value" not in slots:
        return ""
    if instead.startswith("in ") and len(instead.split()) == 2:
        amount = _converted(Fraction(slots["value"]), slots["to"], slots["from"])
        return f"convert {number(float(amount or 0), 9)} {slots['from']} {instead}"
    said = [token.text for token in in_digits(instead.split())]
    if said[1:] and PARTS.fullmatch(instead):
        return f"convert {instead} of {'an' if slots['from'] in ('inch', 'ounce') else 'a'} {slots['from']} to {slots['to']}"
    if not is_number(said[0]) or slots["to"] == "gas mark":
        return ""
    return f"convert {' '.join(said)} {'' if said[1:] else slots['from']} to {slots['to']}"


def _as_said(value: float) -> float:
    """Round as a person would say it: to three figures, and never to less than a whole number: 188, 16.1, 5280."""
    return float(f"{value:.3g}") if abs(value) < 100 else round(value)


def _named(unit: str, one: bool = False) -> str:
    name = SCALES.get(unit, unit)
    return name if one else plural(name)


def read(bare: Sequence[str], captures: Captures) -> dict[str, Any] | None:
    said = dict(captures)
    source, target = _units(said, bare)
    if source is None:
        return None
    if (amount := _amount(said, source)) is None:
        return None
    slots = {"from": source, "to": target}
    if DIMENSIONS[source] != DIMENSIONS[target]:
        return slots
    if (value := _converted(amount, source, target)) is None:
        return slots | {"error": "below absolute zero"}
    if abs(value) > LARGEST:
        return slots | {"error": "too large"}
    rest = said.get("rest")
    if rest and DIMENSIONS[rest] == DIMENSIONS[target] and _size(rest) < _size(target) and value > 0:
        slots["rest"] = rest
    return {"value": plain(value)} | slots


def _units(said: Mapping[str, Any], bare: Sequence[str]) -> tuple[str | None, str]:
    """Find both units: no unit means bare degrees; one that may be several is the one that the other can be turned into."""
    source, target = said.get("from"), said.get("to", bare[0])
    pairs = [(one, other) for one in MEANT.get(source, (source,)) for other in MEANT.get(target, (target,))]
    source, target = next((pair for pair in pairs if DIMENSIONS.get(str(pair[0])) == DIMENSIONS[pair[1]]), pairs[0])
    if source is None and DIMENSIONS[target] == "temperature":
        source = next(scale for scale in bare if scale != target)
    return source, target


def _amount(said: Mapping[str, Any], unit: str) -> Fraction | None:
    """Work out how many of the first unit: a number, one for "a", halves before or behind it, lesser units behind it."""
    amount = Fraction(said.get("number", 1 if said.keys().isdisjoint(("fraction", "bottom")) else 0))
    amount += Fraction(said.get("fraction", 0)) + Fraction(said.get("half", 0))
    amount += Fraction(said.get("top", 0), said.get("bottom", 1))
    if "more" in said:
        lesser = said.get("of") or BELOW.get(unit)
        if lesser not in SIZES.get(DIMENSIONS[unit], {}):
            return None  # "3 miles 20" tells nothing
        amount += Fraction(said["more"]) * _size(lesser) / _size(unit)
    return -amount if "sign" in said else amount


def _size(unit: str) -> Fraction:
    return Fraction(SIZES[DIMENSIONS[unit]][unit])


def _converted(amount: Fraction, source: str, target: str) -> Fraction | None:
    if DIMENSIONS[source] == "temperature":
        size, offset = TEMPERATURES[source]
        kelvins = amount * size + offset
        size, offset = TEMPERATURES[target]
        return (kelvins - offset) / size if kelvins >= 0 else None
    return amount * _size(source) / _size(target)
