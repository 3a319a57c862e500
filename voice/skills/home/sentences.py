"""Makes templates of Home Assistant's own English sentences, for the devices, rooms and floors of one house.

The sentences are those of the package `home-assistant-intents`, which those who keep Home Assistant keep.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from voice.skills.added import whole_words
from voice.skills.home.house import House, names_of
from voice.skills.sentences import Templates, built_in

SKILL = "home"

OURS = re.compile("Timer|Nevermind|Respond|GetCurrent")
"""Intents that this assistant does by itself."""

HEARD_AS_OURS = re.compile("SetVolume|Mute|Unmute")
"""Further ones of which our own sentences are heard."""

A_NAME = "[<the>] {name}"
"""A sentence that says nothing of what is to be done, which is to switch something on; behind another request it means that."""

APART = "home_"

DOMAINS: Mapping[str, Set[str]] = {
    "HassBroadcast": {"assist_satellite"},
    "HassClimateGetTemperature": {"climate", "sensor"},
    "HassClimateSet": {"climate"},
    "HassFan": {"fan"},
    "HassGetWeather": {"weather"},
    "HassLawnMower": {"lawn_mower"},
    "HassMedia": {"media_player"},
    "HassSetVolume": {"media_player"},
    "HassShoppingList": {"todo"},
    "HassVacuum": {"vacuum"},
}
"""The beginning of an intent's name → the kinds of device that it is for, where its sentences do not say."""

MORE = Path(__file__).with_name("more.toml")

SHOPPING_LIST = "todo.shopping_list"
"""Has sentences of its own, and so is no list of a name."""


@cache
def package() -> Mapping[str, Any]:
    """The sentences and replies of the package, and ours."""
    from home_assistant_intents import get_intents

    return _with_more(get_intents("en") or {})


def _with_more(data: Mapping[str, Any]) -> dict[str, Any]:
    """Data of the package with our own sentences, lists, rules and replies."""
    more = tomllib.loads(MORE.read_text(encoding="utf-8"))
    theirs, ours = data["intents"], more["intents"]
    replies = data["responses"]["intents"]
    replies |= {name: replies[name] | own for name, own in more["responses"].items()}
    return {
        "intents": {name: [*theirs.get(name, {}).get("data", ()), *ours.get(name, ())] for name in {**theirs, **ours}},
        "lists": data["lists"] | more["lists"],
        "expansion_rules": data["expansion_rules"] | more["rules"],
        "responses": data["responses"],
    }


def domains_of(intent: str) -> Set[str]:
    """The kinds of device that an intent is for; empty for all."""
    return next((domains for start, domains in DOMAINS.items() if intent.startswith(start)), frozenset())


def templates(house: House) -> Templates:
    """Write the sentences of the package with the names of a house, without those that nothing in it is for."""
    polite = {name: rule for name, rule in built_in((), ()).rules.items() if name in ("before", "after")}
    return _templates(house, package(), polite)


def spoken(house: House, own: Templates) -> Templates:
    """Write our own sentences and those of the package that are meant for speech, whose rules and lists get names of their own.

    They are two skills, switching and the rest, so that a speech model gives them the room of two, however large the house.
    """
    from home_assistant_intents import get_speech_to_phrase_intents

    made = _templates(house, _with_more(get_speech_to_phrase_intents("en") or {}), {})
    switching, others = list[str](), list[str]()
    for block in made.skills[SKILL]:
        intent, sentences = block["slots"]["intent"], map(_apart, block["sentences"])
        if not HEARD_AS_OURS.search(intent):
            (switching if intent.startswith("HassTurn") else others).extend(sentences)
    percent = {f"{APART}{name}": own.spoken["percent"] for name in ("brightness", "position", "fan_speed")}
    return replace(
        own,
        skills=own.skills | {f"{SKILL} {at}": [{"sentences": some}] for at, some in enumerate((switching, others)) if some},
        rules=own.rules | {APART + name: _apart(rule) for name, rule in made.rules.items()},
        lists=own.lists | {APART + name: values for name, values in made.lists.items()},
        spoken=own.spoken | percent,
    )


def _templates(house: House, data: Mapping[str, Any], rules: Mapping[str, str]) -> Templates:
    package_rules = {name: whole_words(rule) for name, rule in data["expansion_rules"].items()}
    made = Templates(rules={**package_rules, **rules}, lists=dict(data["lists"]))
    made.lists["temperature"] = {"range": {"from": 0, "to": 10000, "fractions": "tenths"}}
    made.lists["zone"] = _values(["home", *names_of(house.of_domain({"zone"}))])
    made.lists["measured"] = {"values": [{"in": place, "out": name} for name, place in _measured(house)]}
    made.lists["area"], made.lists["floor"] = _values(names_of(house.areas)), _values(names_of(house.floors))
    blocks = [block for intent, held in data["intents"].items() for one in held for block in _block(intent, one, house)]
    for domains in {block["slots"].get("domains", ()) for block in blocks}:
        made.lists[_list_of(domains)] = _values(names_of(one for one in house.of_domain(domains) if one.id != SHOPPING_LIST))
    made.skills[SKILL] = [block for block in blocks if block["sentences"]]
    return made


def _measured(house: House) -> Iterator[tuple[str, str]]:
    """Each thermometer, and where it is, going by its name: "Outside Temperature"."""
    for name in names_of(one for one in house.of_domain({"sensor"}) if one.device_class in ("", "temperature")):
        if name.endswith(" temperature"):
            yield name, name.removesuffix(" temperature")


def _apart(text: str) -> str:
    """Name the rules and lists in a sentence of the package apart from ours."""
    return re.sub(r"<(\w+)>", rf"<{APART}\1>", re.sub(r"\{(\w+)(?::\w+)?\}", rf"{{{APART}\1}}", text))


def _block(intent: str, data: Mapping[str, Any], house: House) -> Iterator[dict[str, Any]]:
    """Give a block of sentences as it is matched here, if the house has what it is for."""
    context, fixed = data.get("requires_context", {}), data.get("slots", {})
    asks_covers = intent == "HassGetState" and fixed.get("domain") == "cover"
    domains = ("cover", "binary_sensor") if asks_covers else tuple(context.get("domain", ()))
    needed = domains or ({fixed["domain"]} if "domain" in fixed else domains_of(intent))
    if OURS.search(intent) or (needed and not house.of_domain(needed)):
        return
    slots = {"intent": intent, "response": data["response"], **fixed}
    slots |= {"domains": domains} if domains else {}
    slots |= {"here": True} if "area" in context else {}
    places = {"{area}": house.areas, "{floor}": house.floors}
    there = [text for text in data["sentences"] if all(place not in text or things for place, things in places.items())]
    for bare in (False, True):
        some = [_sentence(text, domains) for text in there if (text == A_NAME) is bare]
        yield {"sentences": some, "slots": slots | ({"bare": True} if bare else {}), "metadata": data.get("metadata", {})}


def _sentence(text: str, domains: Sequence[str]) -> str:
    text = whole_words(text).replace("{volume_step_down:volume_step}", "{volume_step_down}")
    return re.sub(r"\{name(?=[:}])", f"{{{_list_of(domains)}", text.replace("{name}", "{name:name}"))


def _list_of(domains: Sequence[str]) -> str:
    """What the list of all names of some kinds of device is called."""
    return "_".join(["name", *domains])


def _values(texts: Sequence[str]) -> dict[str, Any]:
    return {"values": list(texts)}
