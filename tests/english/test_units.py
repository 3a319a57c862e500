import pytest

from voice.english.units import ABBREVIATIONS, plural
from voice.skills.convert import DIMENSIONS


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("metre", "metres"),
        ("foot", "feet"),
        ("inch", "inches"),
        ("stone", "stone"),
        ("century", "centuries"),
        ("mile per hour", "miles per hour"),
        ("degree Celsius", "degrees Celsius"),
        ("fluid ounce", "fluid ounces"),
    ],
)
def test_units_in_the_plural(one: str, many: str) -> None:
    assert plural(one) == many


def test_units_have_one_name() -> None:
    """What is said of "5 km" is what the conversion calls it; it has no areas, data and power, and names degrees by scale."""
    other = {name for name in ABBREVIATIONS.values() if not name.startswith("degree ")} - DIMENSIONS.keys()
    without = ("byte", "watt", "watt hour", "hertz", "kilometre per second", "it per second", "byte per second", "micrometre")
    assert {name for name in other if not name.endswith(without) and not name.startswith(("square ", "cubic "))} == set()
