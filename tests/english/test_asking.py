from voice.english.asking import normal


def test_capitals_signs_and_fillers_are_left_out() -> None:
    assert normal("Um, What's the 2nd-largest CITY, please?") == ["whats", "the", "2nd", "largest", "city"]


def test_numbers_are_alike() -> None:
    assert normal("twenty apples and 7 pears") == normal("3 apples and ninety pears")
