"""Commands that sound like what was read."""

import pytest

from voice.transcribe.sound_alikes import SoundAlikes, sound

COMMANDS = SoundAlikes([
    "set a timer for ten minutes", "set a timer for eight minutes", "turn on the hall light", "what time is it",
    "wake me up at half past eight", "how much time is left on the timer",
])  # fmt: skip


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("set the time before ten minutes", "set a timer for ten minutes"),
        ("watt time ease it", "what time is it"),
        ("turn on the whole light", "turn on the hall light"),
        ("set a timer for 8 minutes", "set a timer for eight minutes"),
    ],
)
def test_the_nearest_command_is_what_was_meant(read: str, meant: str) -> None:
    assert COMMANDS.nearest(read)[0] == meant


@pytest.mark.parametrize("read", ["why is the sky blue", "who painted the mona lisa", ""])
def test_what_is_far_from_all_commands_is_near_none(read: str) -> None:
    assert COMMANDS.nearest(read) == []


def test_one_word_is_changed_for_one_that_sounds_like_it() -> None:
    assert "wake me up at half past eight" in list(COMMANDS.repaired("wake me up at half past aid"))
    assert list(COMMANDS.repaired("how much time is left on the time")) == ["how much time is left on the timer"]
    assert list(COMMANDS.repaired("turn on the haul light")) == ["turn on the hall light"]
    assert list(COMMANDS.repaired("")) == []


def test_no_word_is_changed_for_one_that_never_stands_there() -> None:
    assert list(COMMANDS.repaired("set a timer for ate hours")) == []


def test_commands_are_sorted_by_how_much_they_sound_alike() -> None:
    said = "set the time before ten minutes"
    in_order = ["set a timer for ten minutes", "set a timer for eight minutes", "what time is it"]
    assert COMMANDS.ranked(said, reversed(in_order)) == in_order


def test_digits_sound_like_their_words() -> None:
    assert sound("23 minutes at 6:30") == sound("twenty three minutes at six thirty")
    assert sound("105") == sound("one hundred five")
