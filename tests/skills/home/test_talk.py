"""Conversations about a house: several things in one breath, what a turn takes from the one before, and what is undone."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.skills.home_assistant import STATES, HomeAssistant, at
from tests.skills.talking import Speaker
from tests.talk import conversation, replies
from voice.skills import Context


def talk(folder: Path, home: HomeAssistant, *lines: str, area: str | None = None) -> list[str]:
    """The replies of one conversation; "" where no skill answers."""
    skills, _ = at(folder, home.url, area=area)
    held = conversation(True)
    held.context.volume = Speaker()
    return asyncio.run(replies(skills, held, lines))


LAMP, COUNTER, TV, COFFEE, FAN = "light.floor_lamp", "light.counter", "media_player.tv", "switch.coffee", "fan.ceiling"
OFF = ["light.ceiling", LAMP, TV]


@pytest.mark.parametrize(("said", "becomes"), [
    ("turn off the floor lamp and the tv", {LAMP: "off", TV: "off"}),
    ("turn off the tv and the floor lamp", {LAMP: "off", TV: "off"}),
    ("turn off the floor lamp, the tv and the ceiling", {LAMP: "off", TV: "off", "light.ceiling": "off"}),
    ("turn off the tv, the floor lamp", {LAMP: "off", TV: "off"}),
    ("turn both the coffee machine and the fan on", {COFFEE: "on", FAN: "on"}),
    ("can you switch the coffee machine and the counter lamp on please", {COFFEE: "on", COUNTER: "on"}),
    ("turn off the tv and the kitchen lights", {TV: "off", "light.ceiling": "off"}),
    ("turn off the kitchen and living room lights", {LAMP: "off", "light.ceiling": "off"}),
    ("turn off the tv, my head hurts", {TV: "off"}),
    ("turn off the tv but not the floor lamp", {}),
    ("floor lamp off|and the tv", {LAMP: "off", TV: "off"}),
    ("turn off the floor lamp|the tv too", {LAMP: "off", TV: "off"}),
    ("turn on the coffee machine|and the fan", {COFFEE: "on", FAN: "on"}),
    ("lights off in the kitchen and on in the study", {"light.ceiling": "off"}),
    ("turn the fan on and the tv off", {FAN: "on", TV: "off"}),
    ("turn on the coffee machine then the fan", {COFFEE: "on", FAN: "on"}),
    ("turn off the tv and then wake me at seven", {TV: "off"}),
    ("set an alarm for seven and turn off the tv", {TV: "off"}),
    ("wake me at seven and turn on the fan", {}),
    ("set a timer for ten minutes and then turn off the tv", {}),
    ("counter lamp", {COUNTER: "on"}),
    ("what time is it|counter lamp", {COUNTER: "on"}),
])  # fmt: skip
def test_what_is_only_named_is_done_as_what_was_said_before_it(
    tmp_path: Path, home: HomeAssistant, said: str, becomes: dict[str, str]
) -> None:
    talk(tmp_path, home, *said.split("|"))
    assert changed(home) == becomes


def changed(home: HomeAssistant) -> dict[str, str]:
    """What is otherwise than at first, and how."""
    return {one: state for one, (state, _) in home.states.items() if state != STATES[one][1]}


@pytest.mark.parametrize(("said", "becomes"), [
    ("turn on the coffee machine|no the fan", {FAN: "on"}),
    ("turn on the coffee machine|no, I meant the counter lamp", {COUNTER: "on"}),
    ("turn off the floor lamp|no the tv", {TV: "off"}),
    ("turn on the kitchen lights|no the living room", {}),
    ("turn off the kitchen lights|no the living room lights", {LAMP: "off"}),
    ("turn on the counter lamp|no turn off the tv", {TV: "off"}),
    ("turn on the counter lamp|no i said turn off the tv", {TV: "off"}),
    ("turn on the counter lamp|please turn off the tv", {COUNTER: "on", TV: "off"}),
])  # fmt: skip
def test_what_is_put_right_is_undone(tmp_path: Path, home: HomeAssistant, said: str, becomes: dict[str, str]) -> None:
    talk(tmp_path, home, *said.split("|"))
    assert changed(home) == becomes


@pytest.mark.parametrize("deed", [
    "turn on the kitchen lights", "turn off the lights", "turn off everything", "turn off the floor lamp and the tv",
])  # fmt: skip
@pytest.mark.parametrize("undo", ["undo that", "put it back", "put everything back how it was", "change it back"])
def test_undone_it_is_as_it_was_and_not_the_opposite(tmp_path: Path, home: HomeAssistant, deed: str, undo: str) -> None:
    assert talk(tmp_path, home, deed, undo)[-1].startswith("It's as it was.")
    assert changed(home) == {}


def test_deeds_are_undone_one_after_the_other(tmp_path: Path, home: HomeAssistant) -> None:
    talk(tmp_path, home, "turn off the floor lamp", "turn off the tv", "undo")
    assert changed(home) == {LAMP: "off"}
    talk(tmp_path, home, "turn on the desk lamp", "undo")
    assert changed(home) == {LAMP: "off"}


def test_what_no_scene_brings_back_is_undone_in_words_or_not_at_all(tmp_path: Path, home: HomeAssistant) -> None:
    assert talk(tmp_path, home, "lock the front door", "undo") == ["Locking.", "Unlocking."]
    assert talk(tmp_path, home, "start the vacuum", "undo") == ["Started.", ""]
    for deed, undo in (("start the vacuum", "cancel that"), ("activate movie night", "no, leave it as it was")):
        assert talk(tmp_path, home, deed, undo)[1:] == ["I don't know how it was before."]


def test_a_home_assistant_without_scenes_does_what_it_is_told(tmp_path: Path, home: HomeAssistant) -> None:
    home.has_scenes = False
    told = talk(tmp_path, home, "turn off the tv", "undo")
    assert told == ["Turned off the media player.", "I don't know how it was before."]


def test_the_scenes_that_it_is_remembered_in_have_no_names(tmp_path: Path, home: HomeAssistant) -> None:
    home.states["scene.voice_before_0"] = ("unknown", {"friendly_name": "voice before 0"})
    assert talk(tmp_path, home, "activate voice before 0") == [""]


@pytest.mark.parametrize(("said", "told", "left"), [
    ("add milk to my shopping list", "Added milk to your shopping list.", ["bread", "tea", "milk"]),
    ("add milk and eggs", "Added milk and eggs to your shopping list.", ["bread", "tea", "milk", "eggs"]),
    ("buy eggs|and rice|not the eggs", "Removed eggs from your shopping list.", ["bread", "tea", "rice"]),
    ("what's on my shopping list", "On your shopping list: bread and tea.", ["bread", "tea"]),
    ("what do i need to buy", "On your shopping list: bread and tea.", ["bread", "tea"]),
    ("is tea on my list", "Yes: tea, on your shopping list.", ["bread", "tea"]),
    ("remove tea from my list", "Removed tea from your shopping list.", ["bread"]),
    ("tick off tea|undo", "Tea is back on your shopping list.", ["bread", "tea"]),
    ("clear my shopping list", "Cleared your shopping list, which had two items.", []),
    ("clear my shopping list|undo", "Bread and tea are back on your shopping list.", ["bread", "tea"]),
    ("add milk to my to do list", "Added milk to your to-do list.", ["bread", "tea"]),
])  # fmt: skip
def test_a_list_of_home_assistant_is_the_only_one_of_its_name(
    tmp_path: Path, home: HomeAssistant, said: str, told: str, left: list[str]
) -> None:
    assert talk(tmp_path, home, *said.split("|"))[-1] == told
    assert home.lists == {"todo.shopping_list": left, "todo.chores": ["windows"]}


def test_its_other_lists_are_told_of_and_not_deleted(tmp_path: Path, home: HomeAssistant) -> None:
    said = ("what's on my chores list", "move tea to my chores list", "what lists do i have", "delete the chores list")
    assert talk(tmp_path, home, *said) == [
        "On your chores list: windows.",
        "Moved tea from your shopping list to your chores list.",
        "There are three lists: the shopping list with one item, the to-do list with no items"
        " and the chores list with two items.",
        "Cleared your chores list, which had two items.",
    ]
    assert home.lists == {"todo.shopping_list": ["bread"], "todo.chores": []}


def test_what_is_done_is_ticked_and_comes_back_as_it_was(tmp_path: Path, home: HomeAssistant) -> None:
    talk(tmp_path, home, "tick off windows", "undo")
    status = [(service, data["status"]) for service, data in home.calls]
    assert status == [("todo/update_item", "completed"), ("todo/update_item", "needs_action")]


def test_what_was_on_a_list_before_home_assistant_had_one_moves_there(tmp_path: Path, home: HomeAssistant) -> None:
    (tmp_path / "lists.json").write_text('{"shopping": ["salt", "tea"], "party": ["cake"]}')
    assert talk(tmp_path, home, "what's on my list", "add milk") == [
        "On your shopping list: bread, tea and salt.",
        "Added milk to your shopping list.",
    ]
    assert home.lists["todo.shopping_list"] == ["bread", "tea", "salt", "milk"]
    assert json.loads((tmp_path / "lists.json").read_text()) == {"party": ["cake"]}


def test_what_cannot_move_there_stays(tmp_path: Path, home: HomeAssistant) -> None:
    (tmp_path / "lists.json").write_text('{"shopping": ["salt"]}')
    home.takes_items = False
    assert talk(tmp_path, home, "add milk") == ["Home Assistant could not do that: it answered 400."]
    assert json.loads((tmp_path / "lists.json").read_text()) == {"shopping": ["salt"]}


def test_a_list_that_is_not_reached_is_not_said_to_be_empty(tmp_path: Path, home: HomeAssistant) -> None:
    del home.lists["todo.chores"]
    assert talk(tmp_path, home, "what's on my chores list", "what's on my shopping list") == [
        "Home Assistant can't reach your chores list just now.",
        "On your shopping list: bread and tea.",
    ]


def test_while_home_assistant_is_down_only_its_lists_are(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url)
    home.status = 500

    def told(text: str) -> str:
        match = skills.match(text)
        assert match
        return asyncio.run(skills.run(match, Context())).text

    for text in ("what's on my shopping list", "add milk", "what lists do i have"):
        assert told(text) == "Home Assistant could not do that: it answered 500."
    assert told("add milk to my to do list") == "Added milk to your to-do list."
    home.status = 200
    assert told("what's on my list") == "On your shopping list: bread and tea."
    assert told("what's on my to do list") == "On your to-do list: milk."
