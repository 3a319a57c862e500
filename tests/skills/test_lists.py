"""The lists that are kept at home."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.skills.making import make_skills
from voice.config import Config
from voice.skills import Context, Skills


def skills_in(folder: Path) -> Skills:
    loaded = make_skills(Config(state_dir=folder))
    assert loaded.load() == []
    return loaded


@pytest.fixture(scope="module")
def matching(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    return skills_in(tmp_path_factory.mktemp("s"))


def say(skills: Skills, text: str) -> str | None:
    match = skills.match(text)
    return asyncio.run(skills.run(match, Context())).text if match else None


def kept(folder: Path) -> dict[str, list[str]]:
    file = folder / "lists.json"
    return json.loads(file.read_text()) if file.exists() else {}


@pytest.mark.parametrize(
    ("request_", "name", "items"),
    [
        ("add milk to my shopping list", "shopping", ["milk"]),
        ("put apples on the list", None, ["apples"]),
        (
            "Add milk, eggs and two bottles of olive oil to the grocery list, please.",
            "shopping",
            ["milk", "eggs", "two bottles of olive oil"],
        ),
        ("add mac and cheese to the shopping list", "shopping", ["mac and cheese"]),
        ("could you add some bread and a dozen eggs to my shopping list", "shopping", ["bread", "twelve eggs"]),
        ("add call mum and dad to my to-do list", "to-do", ["call mum and dad"]),
        ("put take out the trash on my to do list", "to-do", ["take out the trash"]),
        ("on my shopping list put cheese", "shopping", ["cheese"]),
        ("put ham down on the shopping list", "shopping", ["ham"]),
        ("remember to add batteries to the shopping list", "shopping", ["batteries"]),
        ("we need eggs on the shopping list", "shopping", ["eggs"]),
        ("add buy stamps to my to do list for today", "to-do", ["buy stamps"]),
        ("add pastries to the christmas list", "christmas", ["pastries"]),
    ],
)
def test_what_is_added(matching: Skills, request_: str, name: str | None, items: list[str]) -> None:
    match = matching.match(request_)
    assert match is not None
    assert match.skill == "lists"
    assert match.slots == {"do": "add", "items": items} | ({"list": name} if name else {})


@pytest.mark.parametrize(
    ("requests", "reply", "left"),
    [
        (["take eggs off the list"], "Removed eggs from your shopping list.", {"shopping": ["milk", "red wine"]}),
        (["check wine off my shopping list"], "Removed red wine from your shopping list.", {"shopping": ["milk", "eggs"]}),
        (["remove soap from my shopping list"], "Soap is not on your shopping list.", None),
        (["remove the last item from my to do list"], "Removed pay rent from your to-do list.", {"to-do": ["call mum"]}),
        (
            ["remove item two from the shopping list"],
            "Removed eggs from your shopping list.",
            {"shopping": ["milk", "red wine"]},
        ),
        (["remove item two"], "Which one: the shopping list or the to-do list?", None),
        (["clear my shopping list"], "Cleared your shopping list, which had three items.", {"shopping": []}),
        (["clear the list"], "Which one: the shopping list or the to-do list?", None),
        (["add milk to the list"], "Milk is on your shopping list already.", None),
        (["add it to my list"], "Add what? Say, for instance: add milk to my shopping list.", None),
        (["add pens to the office list"], "There is no office list. To have one, say: create a list called office.", None),
        (["delete my office list"], "There is no office list.", None),
        (
            ["create a packing list", "add socks and shoes to my packing list"],
            "Added socks and shoes to your packing list.",
            {"packing": ["socks", "shoes"]},
        ),
        (["create a packing list", "delete the packing list"], "Deleted your packing list, which had no items.", {}),
        (
            ["get rid of everything on the shopping list"],
            "Cleared your shopping list, which had three items.",
            {"shopping": []},
        ),
        (["start my shopping list over"], "Cleared your shopping list, which had three items.", {"shopping": []}),
        (
            ["start a new shopping list"],
            "You have a shopping list already. To empty it, say: clear my shopping list.",
            None,
        ),
        (["create a list"], "What shall it be called? Say, for instance: create a packing list.", None),
        (
            ["to-do: renew passport"],
            "Added renew passport to your to-do list.",
            {"to-do": ["call mum", "pay rent", "renew passport"]},
        ),
        (
            ["we're out of bread and butter"],
            "Added bread and butter to your shopping list.",
            {"shopping": ["milk", "eggs", "red wine", "bread", "butter"]},
        ),
        (
            ["I've finished paying the rent, take it off my to do list"],
            "Removed pay rent from your to-do list.",
            {"to-do": ["call mum"]},
        ),
        (["we need more toilet roll"], "Shall I add toilet roll to your shopping list?", None),
        (["new list please"], "What shall it be called? Say, for instance: create a packing list.", None),
        (["got the milk"], "Removed milk from your shopping list.", {"shopping": ["eggs", "red wine"]}),
        (["which items are on my to do list"], "On your to-do list: call mum and pay rent.", None),
        (["what's on my shopping list"], "On your shopping list: milk, eggs and red wine.", None),
        (["read me my to do list"], "On your to-do list: call mum and pay rent.", None),
        (["what's the first item on my to do list"], "Call mum.", None),
        (["check item five on my to do list"], "Your to-do list has only two items.", None),
        (["are eggs on my shopping list"], "Yes: eggs, on your shopping list.", None),
        (["is soap on the shopping list"], "No, your shopping list doesn't have it.", None),
        (["how many items are on my shopping list"], "Three items on your shopping list.", None),
        (
            ["remind me of how many lists i have"],
            "There are two lists: the shopping list with three items and the to-do list with two items.",
            None,
        ),
    ],
)
def test_what_is_done(tmp_path: Path, requests: list[str], reply: str, left: dict[str, list[str]] | None) -> None:
    skills, before = skills_in(tmp_path), {"shopping": ["milk", "eggs", "red wine"], "to-do": ["call mum", "pay rent"]}
    (tmp_path / "lists.json").write_text(json.dumps(before))
    assert [say(skills, text) for text in requests][-1] == reply
    after = {name: items for name, items in (before | (left or {})).items() if items}
    assert {name: items for name, items in kept(tmp_path).items() if items} == after


@pytest.mark.parametrize(
    "request_",
    [
        "don't add milk to my list", "what is on the list of ingredients", "make a list of the best films", "add five",
        "put the kettle on", "write a shopping list for a barbecue with ten friends", "list the planets",
        "is it true that milk is on the list of banned goods", "remove the stain from my shirt",
        "remove a list of things to buy", "i don't need milk",
    ],
)  # fmt: skip
def test_what_is_no_list(matching: Skills, request_: str) -> None:
    match = matching.match(request_)
    assert match is None or match.skill != "lists"


def test_what_another_process_adds_is_there_too(tmp_path: Path) -> None:
    one, other = skills_in(tmp_path), skills_in(tmp_path)
    say(one, "add milk to my shopping list")
    say(other, "add eggs to my shopping list")
    assert say(one, "what's on my shopping list") == "On your shopping list: milk and eggs."
    assert (tmp_path / "lists.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("damage", ["{", "[]", "[" * 100_000, '{"shopping": 5, "to-do": [1, null]}', "\udc80"])
def test_a_damaged_file_is_no_trouble(tmp_path: Path, damage: str) -> None:
    (tmp_path / "lists.json").write_bytes(damage.encode("utf-8", "surrogateescape"))
    skills = skills_in(tmp_path)
    assert say(skills, "what's on my shopping list") == "Your shopping list is empty."
    assert say(skills, "add milk to my shopping list") == "Added milk to your shopping list."
    assert kept(tmp_path)["shopping"] == ["milk"]


def test_what_cannot_be_saved_is_said(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file where the folder should be")
    skills = skills_in(tmp_path / "state")
    assert str(say(skills, "add milk to my shopping list")).endswith(
        "I can't save it, though: the state folder cannot be written."
    )
    assert str(say(skills, "what's on my shopping list")).startswith("On your shopping list: milk.")
