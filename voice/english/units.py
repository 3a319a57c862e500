"""Names of units and money: written short, in the singular and in the plural."""

ABBREVIATIONS = {
    "km/h": "kilometre per hour", "kmh": "kilometre per hour", "kph": "kilometre per hour", "mph": "mile per hour",
    "m/s": "metre per second", "km/s": "kilometre per second",
    "MB/s": "megabyte per second", "Mbps": "megabit per second", "Gbps": "gigabit per second", "Hz": "hertz",
    "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz", "µm": "micrometre", "cm²": "square centimetre",
    "mm²": "square millimetre", "cm³": "cubic centimetre", "km²": "square kilometre",
    "m²": "square metre", "m³": "cubic metre",
    "km": "kilometre",
    "cm": "centimetre", "mm": "millimetre", "m": "metre", "kg": "kilogram", "mg": "milligram", "g": "gram",
    "ml": "millilitre", "mL": "millilitre", "cl": "centilitre", "l": "litre", "L": "litre", "ft": "foot", "yd": "yard",
    "mi": "mile", "lb": "pound", "lbs": "pound", "oz": "ounce", "tsp": "teaspoon", "tbsp": "tablespoon", "h": "hour",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second", "secs": "second", "ms": "millisecond",
    "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "W": "watt", "kW": "kilowatt",
    "kWh": "kilowatt hour", "°C": "degree Celsius", "° C": "degree Celsius", "℃": "degree Celsius", "°F": "degree Fahrenheit",
    "° F": "degree Fahrenheit", "℉": "degree Fahrenheit",
}  # fmt: skip
"""Short form → name, in the singular."""

MONEY = {
    "$": ("dollar", "dollars", "cent", "cents"),
    "£": ("pound", "pounds", "penny", "pence"),
    "€": ("euro", "euros", "cent", "cents"),
    "¥": ("yen", "yen", "sen", "sen"),
    "₹": ("rupee", "rupees", "paisa", "paise"),
}
"""Sign → singular and plural of the unit, then those of its hundredth."""

CURRENCY_SIGNS = "".join(MONEY)

IRREGULAR = {
    "hertz": "hertz", "kilohertz": "kilohertz", "megahertz": "megahertz", "gigahertz": "gigahertz",
    "foot": "feet", "inch": "inches", "stone": "stone", "century": "centuries",
    "millennium": "millennia", "horsepower": "horsepower",
}  # fmt: skip


def plural(unit: str) -> str:
    """Put a unit into the plural: "miles per hour", "degrees Celsius", "feet"."""
    head, per, rest = unit.partition(" per ")
    if head.startswith("degree "):
        return head.replace("degree ", "degrees ")
    before, space, last = head.rpartition(" ")
    return before + space + IRREGULAR.get(last, f"{last}s") + per + rest
