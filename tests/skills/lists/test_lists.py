"""The lists that are kept at home."""

import asyncio
import json
from pathlib import Path

import pytest

from tests.skills.making import skills_in
from tests.skills.talking import kept
from voice.skills import Context, Skills

FOUR = ["milk", "red tape", "blue tape", "tea"]


@pytest.fixture(scope="module")
def matching(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    return skills_in(tmp_path_factory.mktemp("s"))


def say(skills: Skills, text: str) -> str | None:
    match = skills.match(text)
    return asyncio.run(skills.run(match, Context())).text if match else None


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
    ("request_", "items"),
    [
        ("add milk and actually no", None),
        ("add soap and actually no soap", None),
        ("add nails to my shopping list and actually no", None),
        ("add milk, actually never mind", None),
        ("buy milk no don't", None),
        ("add bread and jam, no not jam, honey", ["bread", "honey"]),
        ("add milk and eggs, no eggs", ["milk"]),
        ("add milk and eggs, no wait, not eggs", ["milk"]),
        ("add milk, sorry, bread, sorry, cake to my list", ["cake"]),
        ("add salt to my list, no, sugar", ["sugar"]),
        ("add milk no bread", ["bread"]),
        ("add milk, i mean butter to my list", ["butter"]),
        ("add crisps but not the salted ones to my list", ["crisps but not the salted ones"]),
        ("add coffee with no sugar to my list", ["coffee with no sugar"]),
    ],
)
def test_a_slip_is_put_right_in_the_same_breath(matching: Skills, request_: str, items: list[str] | None) -> None:
    match = matching.match(request_)
    assert match is not None
    assert (match.skill, match.slots.get("items"), match.also) == ("lists" if items else "stop", items, ())


@pytest.mark.parametrize(
    "request_",
    [
        "add nothing to my shopping list", "add actually no to my shopping list", "add don't to my list",
        "add never mind to my list", "remove everything off the list except coffee from my list",
        "put me on the list", "add us to my list",
    ],
)  # fmt: skip
def test_what_is_no_thing_is_not_put_on_a_list(matching: Skills, request_: str) -> None:
    assert matching.match(request_) is None


@pytest.mark.parametrize(
    ("request_", "items"),
    [
        ("add eggs please and thank you", ["eggs"]),
        ("add nails and screws to my list please and thank you", ["nails", "screws"]),
        ("add nails and that's it to my list", ["nails"]),
        ("add bread and butter and that's all", ["bread", "butter"]),
        ("add say thank you to my to-do list", ["say thank you"]),
        ("add fish and chips", ["fish and chips"]),
        ("add bread, fish and chips and beans to my list", ["bread", "fish and chips", "beans"]),
        ("add mac and cheese and salt and pepper", ["mac and cheese", "salt and pepper"]),
        ("put cheese and onion crisps and lemonade on my list", ["cheese and onion crisps", "lemonade"]),
        ("add fish and rice to my list", ["fish", "rice"]),
        ("remove the sugar, we've got some from my list", ["sugar"]),
    ],
)
def test_things_are_taken_apart(matching: Skills, request_: str, items: list[str]) -> None:
    match = matching.match(request_)
    assert match is not None
    assert (match.slots["items"], match.also) == (items, ())


@pytest.mark.parametrize(
    ("request_", "reply", "left"),
    [
        ("take everything off the list except tea", "Only tea is left on your shopping list.", ["tea"]),
        ("clear my shopping list but keep the tea", "Only tea is left on your shopping list.", ["tea"]),
        ("remove all but the tea from my list", "Only tea is left on your shopping list.", ["tea"]),
        ("keep the tea and milk and delete the rest", "Only milk and tea are left on your shopping list.", ["milk", "tea"]),
        ("get rid of everything on my list apart from tea", "Only tea is left on your shopping list.", ["tea"]),
        ("empty the shopping list except for the tea", "Only tea is left on your shopping list.", ["tea"]),
        ("remove everything except rum", "Rum is not on your shopping list, so I left it as it is.", FOUR),
        ("remove all the tape from my list", "Removed red tape and blue tape from your shopping list.", ["milk", "tea"]),
    ],
)
def test_some_things_are_left(tmp_path: Path, request_: str, reply: str, left: list[str]) -> None:
    (tmp_path / "lists.json").write_text(json.dumps({"shopping": FOUR}))
    assert say(skills_in(tmp_path), request_) == reply
    assert kept(tmp_path)["shopping"] == left


@pytest.mark.parametrize(
    ("request_", "held"),
    [
        ("create a list for the party with crisps and beer", {"party": ["crisps", "beer"]}),
        ("make a party list with crisps, beer and balloons", {"party": ["crisps", "beer", "balloons"]}),
        ("start a packing list with socks and a towel", {"packing": ["socks", "towel"]}),
        ("create a list called party and add crisps to it", {"party": ["crisps"]}),
        ("set up a list for school including pens and paper", {"school": ["pens", "paper"]}),
        ("make a shopping list with milk and eggs", {"shopping": ["milk", "eggs"]}),
        ("create a bed and breakfast list", {"bed and breakfast": []}),
    ],
)
def test_a_list_is_made_with_what_is_to_be_on_it(tmp_path: Path, request_: str, held: dict[str, list[str]]) -> None:
    say(skills_in(tmp_path), request_)
    assert kept(tmp_path) == held


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
        (["is soap on the shopping list"], "No, soap is not on your shopping list.", None),
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
        "add bbc to my news list", "add it to my favorites list", "put this person in my list",
        "are there any emails on the list", "which list should i delete", "is the list clear", "my list is gone",
        "remove all events from the list", "list everything for may", "what should i name my list",
        "make a list of movies to watch", "remove this song from the list", "create a list with milk and eggs",
        "make a shopping list for the chili", "make a packing list for a trip to the north of iceland", "i don't need milk",
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


@pytest.mark.parametrize(("said", "items"), [
    ("add three apples and two pears", ["three apples", "two pears"]),
    ("buy two eggs and three onions", ["two eggs", "three onions"]),
    ("get two pints of milk please", ["two pints of milk"]),
    ("add half a dozen eggs", ["six eggs"]),
    ("buy two tickets", None),
    ("get two people", None),
    ("buy stocks", None),
    ("add eggs no wait do we have eggs", None),
    ("add milk, no, what do we have", None),
])  # fmt: skip
def test_so_much_of_what_is_sold_goes_on_the_shopping_list(matching: Skills, said: str, items: list[str] | None) -> None:
    match = matching.match(said)
    assert (match and (match.skill, match.slots["list"], match.slots["items"])) == (items and ("lists", "shopping", items))
