"""The judge of everyday requests, on requests whose outcome is known, and what the corpus itself must hold."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from benchmarks.requests import Request, requests
from benchmarks.requests.__main__ import made
from benchmarks.requests.house import HOUSE, House
from benchmarks.requests.judge import in_digits, numbers
from voice.config import HOME_TOKEN

OUTCOMES: list[tuple[str, dict[str, Any], str]] = [
    ("set a timer for ten minutes", {"timer": 600}, "right"),
    ("set a timer for ten minutes", {"timer": 660}, "wrong deed"),
    ("set a timer for ten minutes", {"reminder": 600}, "wrong deed"),
    ("set a timer for ten minutes", {"none": "any"}, "wrong deed"),
    ("set a timer for ten minutes", {"none": "any", "or": {"timer": 600}}, "right"),
    ("set a pizza timer for ten minutes", {"timer": 600, "label": "pizza"}, "right"),
    ("set a pizza timer for ten minutes", {"timer": 600}, "wrong deed"),
    ("set a timer for ten minutes", {"before": ["set a timer for 5 minutes"], "timers": [300, 600]}, "right"),
    ("set an alarm for 7 am", {"alarm": "2026-11-12T07:00"}, "right"),
    ("set an alarm for 7 am", {"alarm": "2026-11-12T07:00", "again": ["2026-11-13T07:00"]}, "wrong deed"),
    ("how long is left on the timer", {"before": ["set a timer for 10 minutes"], "later": 180, "fact": "7 minutes"}, "right"),
    ("how long is left on the timer", {"before": ["set a timer for 10 minutes"], "fact": "7 minutes"}, "wrong answer"),
    ("what is two plus two", {"value": 4}, "right"),
    ("what is two plus two", {"value": 5}, "wrong answer"),
    ("what is two plus two", {"none": "model"}, "wrong answer"),
    ("who wrote hamlet", {"fact": "shakespeare"}, "refused"),
    ("who wrote hamlet", {"none": "model"}, "right"),
    ("who wrote hamlet", {"none": "honest"}, "refused"),
    ("set the volume to 30", {"volume": 30}, "right"),
    ("set the volume to 30", {"volume": ">50"}, "wrong deed"),
    ("turn on the bathroom lights", {"home": {"light.bathroom": "on"}}, "right"),
    ("turn on the kitchen lights", {"home": {"light.ceiling_spots": "on"}}, "wrong deed"),
    ("turn on the kitchen lights", {"home": {"light.ceiling_spots": "on"}, "may": ["light.*"]}, "right"),
]


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patched:
        patched.setenv(HOME_TOKEN, "token")
        patched.setenv("TZ", HOUSE["zone"])
        time.tzset()
        yield
    time.tzset()


def test_what_came_of_a_request_is_judged() -> None:
    judged = asyncio.run(made([Request(text, "any", told) for text, told, _ in OUTCOMES]))
    assert [(one.text, one.told, verdict) for one, _, verdict in judged] == OUTCOMES


@pytest.mark.parametrize(
    ("service", "data", "device", "has"),
    [
        ("light/turn_on", {"area_id": "bathroom"}, "light.bathroom", {"state": "on"}),
        ("light/turn_on", {"entity_id": "light.porch", "brightness": 51}, "light.porch", {"state": "on", "brightness": 20}),
        ("homeassistant/turn_off", {"floor_id": "upstairs"}, "light.desk_lamp", {"state": "off"}),
        ("cover/set_cover_position", {"entity_id": "cover.garage_door", "position": 4}, "cover.garage_door", {"state": "open"}),
        ("climate/set_temperature", {"entity_id": "all", "temperature": 21}, "climate.thermostat", {"temperature": 21}),
        ("scene/turn_on", {"entity_id": ["scene.movie_night"]}, "scene.movie_night", {"state": "activated"}),
    ],
)
def test_the_house_changes_as_asked(service: str, data: dict[str, Any], device: str, has: dict[str, Any]) -> None:
    house = House()
    domain, _, name = service.partition("/")
    assert device in (house.call(domain, name, data) or ())
    assert house.devices[device] | has == house.devices[device]


def test_replies_are_read_as_figures() -> None:
    assert in_digits("Twenty-five minutes, the 11th.") == "25 minutes, the 11 ."
    assert numbers("It's minus 1,200.5, or two million.") == [-1200.5, 2e6]


def test_the_corpus_is_large_and_whole() -> None:
    every = list(requests())
    assert len(every) >= 600
    assert Counter(one.text.lower() for one in every).most_common(1)[0][1] == 1
    assert 0.4 < sum(one.split == "held_out" for one in every) / len(every) < 0.6
    known = set(HOUSE["entities"])
    for one in every:
        named = {*one.told.get("house", {}), *one.told.get("home", {})}
        assert {name for name in named if "*" not in name} <= known, one.text
        assert one.told.keys() - {"say", "now", "before", "later", "house", "start", "may", "or", "again"}, one.text
