"""Private words told in odd ways, or beside words that make a question general."""

import pytest

from voice.messages import Message
from voice.privacy.find import find
from voice.privacy.letters import plainly
from voice.privacy.screen import Screen

TOLD = (
    "good evening the alarm code is 4821",
    "the door code is 4821 good night",
    "the show starts at eight and the gate code is 4821",
    "what is the best time to ring 07700 900123",
    "is 07700 900123 a good number",
    "text jane at oh seven seven double oh nine hundred one two three that the film starts at eight",
    "send the episode list to 020 7946 0018",
    "the bad news goes to 415 555 0132",
    "show passport number 533401829 on the screen",
    "save patient number 4432219876 as the average one",
    "staff number 448812 is the best",
    "the account number 12345678 sort code 12-34-56 is good",
    "driving licence MORGA657054SM9IJ good or bad",
    "is 078-05-1120 a possible social security number",
    "how strong is my password my password is hunter2",
    "why is the sky blue, my password is hunter2",
    "why does netflix not log me in my password is hunter2",
    "how do i log in to my bank my password is sunflower99",
    "why is the sky blue i have lupus",
    "what is the capital of france, i am pregnant",
    "what is a good diet i am diabetic",
    "password hunter2",
    "wifi password bluehunter2 why is it slow",
    "hunter2 is my password is it strong",
    "is hunter2 a good password for my bank",
    "{\"password\":\"hunter2\"}",
    "export DB_PASSWORD=hunter2",
    "secret=hunter2",
    "<b>password</b>: hunter2",
    "Username jane, password hunter2",
    "Your password hunter2 was saved.",
    "jane.doe\uff20gmail.com",
    "jane.d\u200boe@gma\u200bil.com",
    "jane.doe\u200d@gmail.com",
    "jane.doe@\u00adgmail.com",
    "jane.doe(at)gmail(dot)com",
    "jane.doe [at] gmail [dot] com",
    "jane.doe @ gmail . com",
    "my card is \u2463\u2460\u2460\u2460\u2460\u2460\u2460\u2460\u2460\u2460\u2460\u2460\u2460\u2460\u2460\u2460",
    "my son has adhd how do i help him study"
)


@pytest.mark.parametrize("text", TOLD)
def test_found(text: str) -> None:
    assert find(text)


def test_found_in_the_midst_of_a_long_text() -> None:
    text = "the history of rome is long. " * 150 + "call 07700 900123 " + "and so it goes on. " * 200
    assert [text[one.start : one.end] for one in find(text)] == ["07700 900123"]


@pytest.mark.parametrize(
    "text",
    [
        "is 1234 a common pin", "what is the best password manager", "what is the square root of 123456789",
        "how do i reset my password on windows11", "what is wpa2 password security",
        "what are the next three digits of pi 3 1 4 1 5 9",
    ],
)  # fmt: skip
def test_nobodys(text: str) -> None:
    assert not find(text)


def test_spans_are_of_the_text_as_it_was_written() -> None:
    text = "mail jane.d\u200boe\uff20example.com now"
    (found,) = find(text)
    assert text[found.start : found.end] == "jane.d\u200boe\uff20example.com"
    assert plainly("\uff20\u200bx") == ("@x", [0, 2])


@pytest.mark.parametrize(
    ("question", "answer", "kind"),
    [
        ("What is your password?", "hunter2 and then what", "credential"),
        ("Sure, what is your pin?", "4821", "credential"),
        ("When were you born?", "may third nineteen eighty two", "birth_date"),
        ("Any medical conditions?", "yes lupus", "health"),
    ],
)
def test_an_answer_to_the_assistants_question(question: str, answer: str, kind: str) -> None:
    lines = [Message("user", "help me fill in a form"), Message("assistant", question), Message("user", answer)]
    assert kind in Screen().finding(lines).kinds


@pytest.mark.parametrize(("question", "answer"), [("How can I help?", "why is the sky blue"), ("Favourite colour?", "blue")])
def test_an_answer_that_is_nothing_private(question: str, answer: str) -> None:
    assert not Screen().finding([Message("user", "hello"), Message("assistant", question), Message("user", answer)]).kinds
