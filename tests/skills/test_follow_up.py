"""Questions that take the rest from the one before."""

from pathlib import Path

import pytest

from tests.skills.making import make_skills
from voice.config import Config
from voice.skills import Context, Skills


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    made = make_skills(Config(state_dir=Path(tmp_path_factory.mktemp("state"))))
    made.load()
    return made


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("convert 20 celsius to fahrenheit", "And in kelvin?", "what is 20 celsius in kelvin"),
        ("how many pounds are in 5 kilos", "what about ounces", "how many ounces are in 5 kilos"),
        ("how many pounds are in 5 kilos", "what is that in grams", "how many grams are in 5 kilos"),
        ("what time is it", "and in tokyo", "what time is it in tokyo"),
        ("what time is it in tokyo", "how about new york?", "what time is it in new york"),
        ("what is 15 percent of 80", "times two", "what is 12 times two"),
        ("what is 15 percent of 80", "and divided by 4", "what is 12 divided by 4"),
        ("what date is it", "what about tomorrow", "what date is tomorrow"),
        ("how many days until christmas", "and easter", "how many days until easter"),
    ],
)
def test_the_rest_is_taken_from_the_question_before(skills: Skills, before: str, text: str, meant: str) -> None:
    whole, wanted = skills.follow_up(text, skills.match(before), Context()), skills.match(meant)
    assert whole
    assert wanted
    found = skills.match(whole)
    assert found
    assert found.skill == wanted.skill
    assert {**found.slots, "from": None, "value": 0} == {**wanted.slots, "from": None, "value": 0}
    assert found.slots.get("value", 0) == pytest.approx(wanted.slots.get("value", 0))


@pytest.mark.parametrize(
    ("before", "text"),
    [
        ("set a timer for ten minutes", "and in kelvin"),
        ("set a timer for ten minutes", "what about five minutes"),
        ("what time is it", "what about the weather"),
        ("what time is it", "and another thing"),
        ("what is 2 plus 2", "what about the french revolution"),
        ("convert 20 celsius to fahrenheit", "why is that"),
        ("convert 20 celsius to fahrenheit", "what time is it"),
        ("turn off the lights", "and the kitchen"),
    ],
)
def test_what_changes_something_or_is_a_question_of_its_own_takes_nothing(skills: Skills, before: str, text: str) -> None:
    assert skills.follow_up(text, skills.match(before), Context()) is None


def test_nothing_is_taken_where_nothing_was_asked_before(skills: Skills) -> None:
    assert skills.follow_up("and in kelvin", None, Context()) is None


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("set a timer", "5 minutes", "set a timer for 5 minutes"),
        ("set an alarm", "seven am", "set an alarm for seven am"),
        ("remind me to call mum", "at six pm", "remind me at six pm to call mum"),
        ("remind me in an hour", "to call bob", "remind me in one hour to call bob"),
        ("remind me in an hour", "call bob", "remind me in one hour to call bob"),
    ],
)
def test_an_answer_completes_what_was_asked(skills: Skills, before: str, text: str, meant: str) -> None:
    whole = skills.follow_up(text, skills.match(before), Context(last_reply="For how long? Say, for instance: …"))
    assert whole
    assert skills.match(whole) == skills.match(meant)
    assert skills.follow_up(text, skills.match(before), Context(last_reply="Timer set.")) is None


@pytest.mark.parametrize(
    ("before", "undone"),
    [
        ("set a timer for ten minutes", "timer_cancel"), ("set a pasta timer for ten minutes", "timer_cancel"),
        ("set an alarm for seven am", "timer_cancel"), ("remind me at six pm to call mum", "timer_cancel"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("text", ["cancel it", "Cancel that.", "no, undo that", "delete it please"])
def test_what_was_done_last_is_taken_back(skills: Skills, before: str, undone: str, text: str) -> None:
    whole = skills.follow_up(text.replace(",", ""), skills.match(before), Context(last_reply="Timer set for ten minutes."))
    assert whole
    match = skills.match(whole)
    assert match
    assert match.skill == undone


def test_what_only_told_something_cannot_be_taken_back(skills: Skills) -> None:
    assert skills.follow_up("cancel that", skills.match("what time is it"), Context(last_reply="It's noon.")) is None


def test_the_first_one_of_no_list_is_nothing_on_a_list(skills: Skills) -> None:
    match = skills.match("cancel the first one")
    assert match is None or match.skill != "lists"
