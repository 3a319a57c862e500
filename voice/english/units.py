"""Names of units and money: written short, in the singular and in the plural."""

ABBREVIATIONS = {
    "kmh": "kilometre per hour", "kph": "kilometre per hour", "mph": "mile per hour", "Mbps": "megabit per second",
    "Gbps": "gigabit per second", "Hz": "hertz", "kHz": "kilohertz", "MHz": "megahertz", "GHz": "gigahertz",
    "µm": "micrometre", "km": "kilometre",
    "cm": "centimetre", "mm": "millimetre", "m": "metre", "kg": "kilogram", "mg": "milligram", "g": "gram",
    "ml": "millilitre", "mL": "millilitre", "cl": "centilitre", "l": "litre", "L": "litre", "ft": "foot", "yd": "yard",
    "mi": "mile", "lb": "pound", "lbs": "pound", "oz": "ounce", "tsp": "teaspoon", "tbsp": "tablespoon", "h": "hour",
    "hr": "hour", "hrs": "hour", "min": "minute", "mins": "minute", "sec": "second", "secs": "second", "ms": "millisecond",
    "kB": "kilobyte", "KB": "kilobyte", "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "W": "watt", "kW": "kilowatt",
    "kWh": "kilowatt hour", "°C": "degree Celsius", "° C": "degree Celsius", "℃": "degree Celsius", "°F": "degree Fahrenheit",
    "° F": "degree Fahrenheit", "℉": "degree Fahrenheit",
}  # fmt: skip
"""Short form → name, in the singular."""

ONLY_WRITTEN = {
    "wk": "week", "wks": "week", "yr": "year", "yrs": "year", "mos": "month", "gal": "gallon", "gals": "gallon", "qt": "quart",
    "qts": "quart", "fl oz": "fluid ounce", "fl. oz": "fluid ounce", "lbf": "pound force", "ha": "hectare",
    "nm": "nanometre", "μm": "micrometre", "μs": "microsecond", "µs": "microsecond", "ns": "nanosecond", "µg": "microgram",
    "μg": "microgram", "mcg": "microgram", "dl": "decilitre", "dL": "decilitre", "hPa": "hectopascal", "kPa": "kilopascal",
    "MPa": "megapascal", "Pa": "pascal", "psi": "pound per square inch", "kJ": "kilojoule", "MJ": "megajoule",
    "kcal": "kilocalorie", "cal": "calorie", "Wh": "watt hour", "MW": "megawatt", "GW": "gigawatt", "mW": "milliwatt",
    "V": "volt", "mV": "millivolt", "kV": "kilovolt", "mA": "milliamp", "mAh": "milliamp hour", "Ah": "amp hour",
    "dB": "decibel", "lm": "lumen", "lx": "lux", "rpm": "revolution per minute", "bpm": "beat per minute",
    "fps": "frame per second", "ppm": "part per million", "kN": "kilonewton", "Nm": "newton metre", "mol": "mole",
    "mmol": "millimole", "kbps": "kilobit per second", "Tbps": "terabit per second", "PB": "petabyte", "MP": "megapixel",
    "dpi": "dot per inch", "ppi": "pixel per inch",
}  # fmt: skip
"""Short forms that nobody says, in the same way."""

DIVISORS = ABBREVIATIONS | ONLY_WRITTEN | {"s": "second", "d": "day"}
"""Short forms behind a stroke: "m/s", "kg/m³", "mg/dL"."""

LENGTHS = ("metre", "foot", "inch", "yard", "mile")
POWERS = {"²": ("square", "squared"), "³": ("cubic", "cubed")} | {"^2": ("square", "squared"), "^3": ("cubic", "cubed")}

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
    "foot": "feet", "inch": "inches", "lux": "lux", "stone": "stone", "century": "centuries",
    "millennium": "millennia", "horsepower": "horsepower",
}  # fmt: skip


def plural(unit: str) -> str:
    """Put a unit into the plural: "miles per hour", "degrees Celsius", "feet"."""
    head, per, rest = unit.partition(" per ")
    if head.startswith("degree "):
        return head.replace("degree ", "degrees ")
    before, space, last = head.rpartition(" ")
    return before + space + IRREGULAR.get(last, f"{last}s") + per + rest


def raised(unit: str, power: str) -> str:
    """Put a unit to a power: "square metre", "second squared"."""
    before, behind = POWERS[power]
    return f"{before} {unit}" if unit.endswith(LENGTHS) else f"{unit} {behind}"
