"""Requests about lights and the volume are understood in any order of words, and only where every word is known."""

import pytest

from voice.skills.home.lights_said import lights_said
from voice.skills.volume_said import in_any_order

THERE = {"kitchen": "area", "desk lamp": "light", "upstairs": "floor", "tv": ""}


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("i'd like the kitchen to be dark", "turn off the lights in the kitchen"),
        ("let there be light in the kitchen", "turn on the lights in the kitchen"),
        ("switch every light in the house off", "all lights off"),
        ("can i get a little less light in here", "dim the lights"),
        ("it's too bright for me", "dim the lights"),
        ("make it less dark in here", "brighten the lights"),
        ("i no longer need the light in the kitchen", "turn off the lights in the kitchen"),
        ("too much light in the kitchen", "dim the kitchen lights"),
        ("bring the desk lamp down to a third", "set the desk lamp to 33 percent"),
        ("can we have some light in the kitchen at forty percent", "set the lights in the kitchen to 40 percent"),
        ("it's too dark in the kitchen", "turn on the lights in the kitchen"),
        ("make the desk lamp ten percent brighter", "brighten the desk lamp by 10 percent"),
        ("dim the desk lamp by ten percent", "dim the desk lamp by 10 percent"),
        ("set a red light in the kitchen", "make the kitchen red"),
        ("i'd like a warm light in the kitchen", "make the kitchen lights warmer"),
        ("make every light in the house blue", "make the lights blue"),
        ("make the upstairs lights a bit brighter", "brighten the lights on upstairs"),
        ("i'd like another color for the lights", "change the color of the lights"),
        ("i do not want any light in the kitchen", "turn off the lights in the kitchen"),
        ("i don't want the lights on in the kitchen anymore", "turn off the lights in the kitchen"),
        ("change the kitchen lights from white to yellow", "make the kitchen yellow"),
        ("drop the desk lamp to forty percent", "set the desk lamp to 40 percent"),
        ("the room is dim make it bright", "brighten the lights"),
        ("it's very bright please dim", "dim the lights"),
        ("the light hurts", "dim the lights"),
        ("lights off for the night", "turn off the lights"),
        ("i'm in the kitchen and need light", "turn on the lights in the kitchen"),
        ("i'd like a warm white in the kitchen", "make the kitchen lights warm white"),
        ("make the lights violet", "make the lights purple"),
        ("use a softer light color", "change the color of the lights"),
        ("set a random color on the lights", "change the color of the lights"),
        ("change the color of the kitchen", "change the color of the kitchen lights"),
        ("dim lights for the movie", "dim the lights"),
        ("push the brightness up to eighty", "set the lights to 80 percent"),
        ("it's dark in here get me some more light", "brighten the lights"),
        ("the lights are too bright reduce them", "dim the lights"),
        ("going to bed lights off", "turn off the lights"),
        ("do not leave the lights on in the kitchen", "turn off the lights in the kitchen"),
        ("intensity of light should be increased", "brighten the lights"),
    ],
)
def test_lights(text: str, plain: str) -> None:
    assert list(lights_said(text, THERE, here=True)) == [plain]


@pytest.mark.parametrize(
    "text",
    [
        "don't turn on the lights", "no turn on the lights", "i don't want the lights off", "the lights are on",
        "do you want the lights on", "turn on two lights", "turn off the lights in ten minutes", "dim the tv",
        "turn off the lights when i leave", "turn off all lights but the kitchen", "i need a lighter", "the lights are dim",
        "turn the kitchen and the desk lamp off", "make the lights red and blue", "set the desk lamp to 40 a little brighter",
        "what day is the 5th light", "today the lights are red", "the desk lamp is red",
        "will it be bright today", "will there be light",
    ],
)  # fmt: skip
def test_what_is_not_all_understood_or_contradicts_itself_is_no_request_for_light(text: str) -> None:
    assert not list(lights_said(text, THERE, here=True))


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("don't talk so loud", {"change": "down"}),
        ("you're hurting my ears", {"change": "down"}),
        ("speak louder i can't hear you", {"change": "up"}),
        ("i'd like the volume to be at sixty percent", {"value": 60}),
        ("volume ten percent higher", {"change": "up", "by": 10}),
        ("i can barely hear what you are saying", {"change": "up"}),
        ("put the volume at about half", {"value": 50}),
        ("bring the volume down a hair", {"change": "down"}),
        ("be quiet for a while", {"change": "mute"}),
        ("you are speaking too softly", {"change": "up"}),
        ("please talk in a low voice", {"change": "down"}),
        ("make it twice as loud", {"times": 2}),
        ("turn off your voice", {"change": "mute"}),
        ("i don't want to hear you for a while", {"change": "mute"}),
        ("please come off mute", {"change": "up"}),
        ("reset the volume", {"change": "ask"}),
        ("adjust the volume down", {"change": "down"}),
        ("that is really loud turn it down", {"change": "down"}),
        ("are you muted", {}),
        ("play the song louder", {"change": "up"}),
        ("stop talking for now", {"change": "mute"}),
        ("please decrease volume by half", {"times": 0.5}),
        ("i would like the volume raised", {"change": "up"}),
        ("activate mute", {"change": "mute"}),
        ("i am not able to hear you", {"change": "up"}),
    ],
)
def test_volume(text: str, slots: dict[str, object]) -> None:
    assert in_any_order(text) == slots


@pytest.mark.parametrize(
    "text",
    [
        "mute for ten minutes", "turn the volume down in ten minutes", "change your voice", "what's that noise",
        "the volume was up", "should the volume be lower", "i want to hear music", "play loud music", "turn the tv up",
        "don't turn the volume up", "why are you so loud", "it's so quiet here", "turn the sound up and down",
        "play turn up the volume", "enable sound", "the volume was raised", "stop talking about the volume of music",
    ],
)  # fmt: skip
def test_what_is_not_all_understood_is_no_request_for_volume(text: str) -> None:
    assert in_any_order(text) is None
