"""Whether words are a whole request or only its beginning."""

import pytest

from voice.endpoint.whole import normal, odds


@pytest.mark.parametrize(
    ("beginning", "rest"),
    [
        ("what is the difference between", "jam and jelly"),
        ("how many people", "live in chile"),
        ("my knee hurts", "what can i do about it"),
        ("can you tell me", "who wrote war and peace"),
        ("is it true that", "cats always land on their feet"),
        ("i would like to", "know how high the eiffel tower is"),
        ("when was the", "first film made"),
        ("please write me a", "poem about autumn"),
    ],
)
def test_a_beginning_is_less_likely_a_request_than_the_whole(beginning: str, rest: str) -> None:
    begun, asked = odds(beginning), odds(f"{beginning} {rest}")
    assert begun is not None
    assert asked is not None
    assert begun < -2
    assert asked > -1


def test_it_goes_by_words_and_not_by_how_they_are_written() -> None:
    assert normal("What's 12.5 percent of 1,300?") == ["what's", "#", "percent", "of", "#"]
    assert odds("Who wrote Hamlet?") == odds("who wrote hamlet")


def test_it_says_nothing_of_no_words_and_of_speech_longer_than_requests_are() -> None:
    story = "to heaven we were all going direct the other way in short the period was so far like the present period"
    assert odds("...") is None
    assert odds(story) is None
