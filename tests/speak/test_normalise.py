import pytest

from voice.speak.normalise import CODE_OMITTED, normalise


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        # Markdown
        ("**Bold**, *it*, __both__ and _em_ ~~gone~~", "Bold, it, both and em gone"),
        ("# Heading", "Heading"),
        ("* **Milk** and `eggs`", "Milk and eggs"),
        ("- [x] done", "done"),
        ("> quoted", "quoted"),
        ("2. Second", "2. Second"),
        ("[a link](https://x.y/z) and ![a cat](cat.png)", "a link and a cat"),
        ("```python\nx = 1\n```", CODE_OMITTED),
        ("| Name | Age |", "Name, Age"),
        ("|---|:--:|", ""),
        ("---", ""),
        ("one<br>two", "one two"),
        ("my_file_name", "my file name"),
        # addresses
        ("See https://www.example.com/a/b.html?c=d.", "See example.com."),
        ("at www.example.org, or <https://example.com>", "at example.org, or example.com"),
        ("mail joe@example.com", "mail joe@example.com"),
        # numbers that the voice reads well
        ("1,234.5 and -3 and 50% and 21st", "1,234.5 and -3 and 50% and 21st"),
        ("the 100th of 2000th", "the 1 hundredth of 2 thousandth"),
        ("5-10 and 5–10 and 2010 – 2015", "5 to 10 and 5 to 10 and 2010 to 2015"),
        ("well-known COVID-19", "well-known COVID-19"),
        ("1/2, 3/4, 1 1/2 and 2½ cups", "a half, 3 quarters, 1 and a half and 2 and a half cups"),
        ("24/7", "24/7"),
        ("5 * 3 and x^2", "5 times 3 and x squared"),
        ("#1, ~5 and ≈6", "number 1, about 5 and about 6"),
        ("call 555-1234", "call five five five, one two three four"),
        ("192.168.1.1", "192 dot 168 dot 1 dot 1"),
        # money
        ("$5, £3.50 and €1m", "5 dollars, 3 pounds and 50 pence and 1 million euros"),
        ("$1, $1.01, £0.01, -$5", "1 dollar, 1 dollar and 1 cent, 1 penny, minus 5 dollars"),
        ("$2.5 million and ¥1,200", "2.5 million dollars and 1,200 yen"),
        # units
        ("300 km/s", "300 kilometres per second"),
        ("5 km/h, 20°C and 68 °F", "5 kilometres per hour, 20 degrees Celsius and 68 degrees Fahrenheit"),
        ("1 kg, 3kg, 6 ft, 100 km²", "1 kilogram, 3 kilograms, 6 feet, 100 square kilometres"),
        ("10 min. later", "10 minutes later"),
        ("a 5G phone", "a 5G phone"),
        ("€3,50, 5€ and 10 €", "3 euros and 50 cents, 5 euros and 10 euros"),
        ("USD 5, 5 USD and 50¢", "5 dollars, 5 dollars and 50 cents"),
        ("$5-10 and $20/month", "5 to 10 dollars and 20 dollars per month"),
        ("100 Mbps, 5 GHz, 20 cm²", "100 megabits per second, 5 gigahertz, 20 square centimetres"),
        ("6.022e23", "6.022 times 10 to the power of 23"),
        ("1 ½ cups", "1 and a half cups"),
        # times and dates
        ("5 p.m. Tuesday, at 9 a.m.", "5 pm Tuesday, at 9 am."),
        ("Mon-Fri, Tues. and Sat. at 9", "Monday to Friday, Tuesday and Saturday at 9"),
        ("The Sun. He sat.", "The Sun. He sat."),
        ("7:05 pm, 7:00 p.m. and 9:30am", "7 oh 5 pm, 7 pm and 9 30 am"),
        ("10:00, 19:30, 19:00 and 0:00", "10 o'clock, 19 30, 19 hundred and midnight"),
        ("16:9", "16:9"),
        ("2026-11-21", "21st of November 20 26"),
        ("21/11/2026 and 11/21/2026", "21st of November 20 26 and 21st of November 20 26"),
        ("Nov 21, 1984 and 3 Jan.", "November 21, 19 84 and 3 January"),
        ("in 1984, since 1905, the 1990s", "in 19 84, since 19 oh 5, the 19 nineties"),
        ("in 1750 metres", "in 1750 metres"),
        ("Mozart (1756-1791), from 1850 to 1990, after 1950", "Mozart (17 56 to 17 91), from 18 50 to 19 90, after 19 50"),
        ("between 1500 and 1600 metres", "between 1500 and 1600 metres"),
        ("It's 5:22 pm.", "It's 5 22 pm."),
        ("at 5:22 p.m. on Sunday", "at 5 22 pm on Sunday"),
        ("World War II, Henry VIII and Louis XIV", "World War 2, Henry the 8th and Louis the 14th"),
        ("Malcolm X and I", "Malcolm X and I"),
        # abbreviations
        ("Dr. Smith vs. Mr. Jones", "Doctor Smith versus Mister Jones"),
        ("St. John lives in Main St. now", "Saint John lives in Main Street now"),
        ("e.g. this, i.e. that, etc.", "for example this, that is that, et cetera."),
        ("No. 5", "Number 5"),
        ("Rm. 5, Apt. 4B and Ft. Worth", "Room 5, Apartment 4B and Fort Worth"),
        ("6 ft. tall w/o shoes", "6 feet tall without shoes"),
        ("He is 6'2\" tall.", "He is 6 foot 2 tall."),
        ("No. I said no.", "No. I said no."),
        ("and/or", "and or"),
        # emoji
        ("👍🏽 done ✅ 👩‍💻 ★", "done"),
        ("🎉", ""),
        ("", ""),
        ("?!", ""),
        ("It is ten o'clock.", "It is ten o'clock."),
    ],
)
def test_written_text_as_it_is_spoken(written: str, spoken: str) -> None:
    assert normalise(written) == spoken


def test_what_is_normal_stays_as_it_is() -> None:
    said = normalise("**Dr. Smith** paid $5 at 7:05 pm on 2026-11-21.")
    assert normalise(said) == said
