"""Digits and letters that are dictated: how they are read is in `tests/privacy/test_spoken.py`."""

from string import ascii_lowercase

from voice.english.dictation import ALPHABET, DIGITS, MISHEARD, TEENS, TENS


def test_every_digit_and_letter_can_be_told() -> None:
    assert set(DIGITS.values()) == set("0123456789")
    assert set(ALPHABET.values()) == set(ascii_lowercase)
    assert {len(digits) for digits in TEENS.values()} == {2}
    assert set(TENS.values()) == set("23456789")


def test_a_misheard_digit_is_no_digit_word() -> None:
    assert MISHEARD.keys().isdisjoint(DIGITS.keys() | TEENS.keys() | TENS.keys())
