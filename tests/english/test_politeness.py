"""The politeness that people put around a request."""

import pytest

from voice.english.politeness import plain


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("dear, would you be so kind as to wake me at seven", "wake me at seven"),
        ("I say, be a good chap and tell me the hour", "tell me the hour"),
        ("i should like to be reminded to call the bank", "i'd like to be reminded to call the bank"),
        ("I\u2019d be ever so grateful if you could add milk to my list", "add milk to my list"),
        ("might i trouble you for the time", "the time"),
        ("be a love and put the kettle timer on", "put the kettle timer on"),
        ("if it's not too much bother, wake me at six", "wake me at six"),
        ("when you get a chance, add eggs to the list please", "add eggs to the list"),
        ("is there any chance you could set an alarm for six, there's a dear", "set an alarm for six"),
        ("good morning, i was wondering if you could remind me at noon", "remind me at noon"),
        ("excuse me old chap, what time is it in tokyo if you'd be so kind", "what time is it in tokyo"),
        ("would you mind awfully setting a timer", "setting a timer"),
        ("sorry to bother you but how many grams in an ounce", "how many grams in an ounce"),
        ("might you set a timer for three minutes, my dear", "set a timer for three minutes"),
        ("kindly cancel all my timers, thank you ever so much", "cancel all my timers"),
        ("set a timer for my dear old friend", "set a timer for my dear old friend"),
        ("please", "please"),
        ("what is love", "what is love"),
    ],
)
def test_it_is_taken_off(text: str, bare: str) -> None:
    assert plain(text) == bare
