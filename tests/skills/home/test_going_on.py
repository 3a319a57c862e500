"""What is said of a house behind a deed in it: the same to something else, something else to the same, steps, lists."""

from pathlib import Path
from typing import Any

import pytest

from tests.skills.home.test_home import said
from tests.skills.home.test_talk import changed, talk
from tests.skills.home_assistant import HomeAssistant, at

Call = tuple[str, str, dict[str, Any]]
LAMP, CEILING, COUNTER = "light.floor_lamp", "light.ceiling", "light.counter"
TV, HEAT, BLINDS, FAN = "media_player.tv", "climate.heating", "cover.blinds", "fan.ceiling"


HALF = {"brightness_pct": 50}


def last(home: HomeAssistant) -> Call:
    """The last call: the service, for what, and its data."""
    service, data = home.calls[-1]
    ids = data["entity_id"] if isinstance(data["entity_id"], str) else ",".join(data["entity_id"])
    return service, ids, {key: value for key, value in data.items() if key != "entity_id"}


@pytest.mark.parametrize(("said", "becomes"), [
    ("turn off the desk lamp|ok then the floor lamp", {LAMP: "off"}),
    ("turn the lamp in the lounge off|and the tv", {LAMP: "off", TV: "off"}),
    ("turn off the floor lamp|counter lamp", {LAMP: "off"}),
    ("all the lights off|and the tv", {LAMP: "off", CEILING: "off", TV: "off"}),
    ("turn on the bathroom light|the kitchen one then", {COUNTER: "on"}),
    ("light on in the study|what about the kitchen", {COUNTER: "on"}),
    ("turn on the fan|the counter one too", {FAN: "on"}),
    ("close the blinds|and the tv", {BLINDS: "closing"}),
    ("announce dinner is ready|the tv", {}),
    ("i turned off the lights|and the tv", {}),
])  # fmt: skip
def test_the_same_is_done_to_what_is_named_and_nothing_else(
    tmp_path: Path, home: HomeAssistant, said: str, becomes: dict[str, str]
) -> None:
    talk(tmp_path, home, *said.split("|"))
    assert changed(home) == becomes


def test_a_name_behind_what_cannot_be_done_to_it_is_asked_about(tmp_path: Path, home: HomeAssistant) -> None:
    assert talk(tmp_path, home, "close the blinds", "and the tv", "no")[1:] == [
        "Do you mean: turn on the tv?", "All right, I left it."
    ]  # fmt: skip


@pytest.mark.parametrize(("said", "call"), [
    ("floor lamp on|and now blue", ("light/turn_on", LAMP, {"color_name": "blue"})),
    ("dim the floor lamp to thirty percent|too dark now", ("light/turn_on", LAMP, {"brightness_step_pct": 25})),
    ("floor lamp to fifty percent|full", ("light/turn_on", LAMP, {"brightness_pct": 100})),
    ("set the tv to thirty percent|louder", ("media_player/volume_up", TV, {})),
    ("pause the tv|ok carry on", ("media_player/media_play", TV, {})),
    ("is the tv on|mute it|and unmute", ("media_player/volume_mute", TV, {"is_volume_muted": False})),
    ("turn the fan on high|medium", ("fan/set_percentage", FAN, {"percentage": 66})),
    ("what's the temperature|make it twenty one", ("climate/set_temperature", HEAT, {"temperature": 21})),
    ("turn off the tv|on again", ("media_player/turn_on", TV, {})),
    ("set the blinds to thirty percent|fifty", ("cover/set_cover_position", BLINDS, {"position": 50})),
    ("set the blinds to fifty percent|close them", ("cover/close_cover", BLINDS, {})),
    ("are there any lights on downstairs|turn them off", ("light/turn_off", f"{CEILING},{COUNTER},{LAMP}", {})),
    ("which lights are on|turn off the first one", ("light/turn_off", CEILING, {})),
    ("which lights are on|switch the second off", ("light/turn_off", LAMP, {})),
    ("what's the volume of the tv|turn it down to ten", ("media_player/volume_set", TV, {"volume_level": 0.1})),
    ("turn the volume up|no, of the tv", ("media_player/volume_up", TV, {})),
    ("turn it up|the tv", ("media_player/volume_up", TV, {})),
    ("tv off and remind me at nine to water the plants|turn it on again", ("media_player/turn_on", TV, {})),
])  # fmt: skip
def test_something_else_is_done_to_the_same(tmp_path: Path, home: HomeAssistant, said: str, call: Call) -> None:
    talk(tmp_path, home, *said.split("|"))
    assert last(home) == call


@pytest.mark.parametrize("said", [
    "turn off the floor lamp|unlock", "turn off the floor lamp|red wine",
    "turn off the floor lamp|seven", "turn off the floor lamp|light", "turn off the floor lamp|the dog is barking",
    "lock the front door|off", "turn off the tv|and milk",
    "dim the floor lamp to thirty percent|a bit more",
])  # fmt: skip
def test_other_words_do_nothing_to_it(tmp_path: Path, home: HomeAssistant, said: str) -> None:
    talk(tmp_path, home, *said.split("|"))
    assert len(home.calls) == 1


def test_a_number_is_the_alarm_that_was_set_beside_a_lamp(tmp_path: Path, home: HomeAssistant) -> None:
    told = talk(tmp_path, home, "set an alarm for seven and turn on the ceiling", "make it eight")
    assert (told[-1], len(home.calls)) == ("Alarm cancelled. Alarm set for 8 am tomorrow.", 1)


@pytest.mark.parametrize(("said", "call"), [
    ("turn the heating up two degrees|one more", ("climate/set_temperature", HEAT, {"temperature": 20.0})),
    ("turn the heating down three degrees|another one", ("climate/set_temperature", HEAT, {"temperature": 18.0})),
    ("turn the tv up|ten more", ("media_player/volume_set", TV, {"volume_level": 0.6})),
    ("set the tv to thirty percent|ten percent less", ("media_player/volume_set", TV, {"volume_level": 0.4})),
    ("floor lamp to fifty percent|twenty less", ("light/turn_on", LAMP, {"brightness_step_pct": -20})),
    ("brighten the floor lamp|one more", ("light/turn_on", LAMP, {"brightness_step_pct": 25})),
])  # fmt: skip
def test_a_step_is_as_large_as_was_said(tmp_path: Path, home: HomeAssistant, said: str, call: Call) -> None:
    talk(tmp_path, home, *said.split("|"))
    assert last(home) == call


@pytest.mark.parametrize(("said", "becomes"), [
    ("turn off everything in the kitchen but the counter lamp", {CEILING: "off"}),
    ("turn off all the lights except in the kitchen", {LAMP: "off"}),
    ("everything off downstairs except the tv", {CEILING: "off", LAMP: "off"}),
    ("turn on every light apart from the study", {COUNTER: "on"}),
    ("turn the kitchen lights off but not the ceiling", {}),
    ("turn off the lights downstairs but not in the kitchen", {LAMP: "off"}),
    ("turn off all the lights apart from the kitchen and the lounge", {}),
    ("turn off the tv but not the floor lamp", {}),
    ("turn off the tv but the fan on", {TV: "off", FAN: "on"}),
    ("all the lights off please|except the ceiling", {LAMP: "off"}),
    ("turn off everything|but not the tv", {CEILING: "off", LAMP: "off"}),
])  # fmt: skip
def test_what_is_left_out_is_left(tmp_path: Path, home: HomeAssistant, said: str, becomes: dict[str, str]) -> None:
    talk(tmp_path, home, *said.split("|"))
    assert changed(home) == becomes


@pytest.mark.parametrize("said", ["turn off the lights except the counter lamp", "turn off the lights|except the counter lamp"])
def test_in_a_room_that_is_known_only_its_lights_are_meant(tmp_path: Path, home: HomeAssistant, said: str) -> None:
    talk(tmp_path, home, *said.split("|"), area="kitchen")
    assert changed(home) == {CEILING: "off"}


@pytest.mark.parametrize(("said", "calls"), [
    ("floor lamp and ceiling to half", [("light/turn_on", LAMP, HALF), ("light/turn_on", CEILING, HALF)]),
    ("the tv and the fan off", [("media_player/turn_off", TV, {}), ("fan/turn_off", FAN, {})]),
    ("coffee machine and the fan on", [("switch/turn_on", "switch.coffee", {}), ("fan/turn_on", FAN, {})]),
])  # fmt: skip
def test_things_that_are_only_named_share_what_is_said_behind_them(
    tmp_path: Path, home: HomeAssistant, said: str, calls: list[Call]
) -> None:
    talk(tmp_path, home, said)
    assert [(name, *data.pop("entity_id"), data) for name, data in home.calls] == calls


@pytest.mark.parametrize("deed", ["turn off the lights and the tv", "turn off the kitchen lights", "turn off everything"])
def test_several_that_are_put_back_on_are_as_they_were(tmp_path: Path, home: HomeAssistant, deed: str) -> None:
    talk(tmp_path, home, deed, "turn them back on")
    assert changed(home) == {}


@pytest.mark.parametrize(("said", "calls"), [
    ("turn on the fan|faster", ["turn_on", "increase_speed"]),
    ("make the fan faster|a bit more", ["increase_speed", "increase_speed"]),
    ("turn the fan up|too fast", ["increase_speed", "decrease_speed"]),
    ("slow the ceiling fan down", ["decrease_speed"]),
    ("turn on the fan|turn it down", ["turn_on", "decrease_speed"]),
    ("turn the fan down to 30 percent", ["set_percentage"]),
])  # fmt: skip
def test_a_fan_is_made_faster_and_slower(tmp_path: Path, home: HomeAssistant, said: str, calls: list[str]) -> None:
    talk(tmp_path, home, *said.split("|"))
    assert [name for name, _ in home.calls] == [f"fan/{one}" for one in calls]


@pytest.mark.parametrize(("said", "asked", "data"), [
    ("set the floor lamp to fifty percent|a bit more", "brighten the floor lamp", {"brightness_step_pct": 25}),
    ("set the floor lamp to fifty percent|less", "dim the floor lamp", {"brightness_step_pct": -25}),
    ("set the tv volume to fifty|a little less", "turn the tv down", {}),
])  # fmt: skip
def test_more_than_a_value_is_asked_about(
    tmp_path: Path, home: HomeAssistant, said: str, asked: str, data: dict[str, int]
) -> None:
    assert talk(tmp_path, home, *said.split("|"), "yes")[1] == f"Do you mean: {asked}?"
    assert last(home)[2] == data


@pytest.mark.parametrize(("said", "becomes"), [
    ("turn off the floor lamp and the tv|both on", {TV: "on"}),
    ("turn on the coffee machine and the fan|all of them off", {}),
    ("turn off the floor lamp|all on", {LAMP: "off"}),
    ("turn off the floor lamp|not that one", {}),
    ("turn off the floor lamp|not that one, the tv", {TV: "off"}),
])  # fmt: skip
def test_all_of_them_or_none(tmp_path: Path, home: HomeAssistant, said: str, becomes: dict[str, str]) -> None:
    talk(tmp_path, home, *said.split("|"))
    assert changed(home) == becomes


def test_a_number_in_two_parts_is_one(tmp_path: Path, home: HomeAssistant) -> None:
    talk(tmp_path, home, "set the lights in the kitchen to a hundred and ten percent")
    assert home.calls == []


WHICH = "Which one: the counter lamp, the floor lamp or the desk lamp?"


@pytest.mark.parametrize(("answer", "becomes"), [
    ("the counter lamp", {COUNTER: "on"}), ("the counter one", {COUNTER: "on"}), ("the first", {COUNTER: "on"}), ("none", {}),
])  # fmt: skip
def test_which_lamp_of_several_is_asked(tmp_path: Path, home: HomeAssistant, answer: str, becomes: dict[str, str]) -> None:
    assert talk(tmp_path, home, "turn on the lamp", answer)[0] == WHICH
    assert changed(home) == becomes


@pytest.mark.parametrize("said", ["turn off the lamp and the tv", "turn off the lamp and set a timer for ten minutes"])
def test_one_lamp_of_several_is_not_all_of_them(tmp_path: Path, home: HomeAssistant, said: str) -> None:
    talk(tmp_path, home, said)
    assert changed(home) == {}


def test_what_is_no_number_of_lights_is_no_room(tmp_path: Path, home: HomeAssistant) -> None:
    for none in ("turn on two lights", "turn off everything except the lights", "turn on a few lights"):
        assert talk(tmp_path, home, none) == [""]


def test_what_was_done_before_a_forgotten_conversation_is_not_undone(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url)
    assert said(skills, "turn off the tv").text == "Turned off the media player."
    skills.forget()
    assert said(skills, "put the house back as it was").text == "I don't know how it was before."
    assert changed(home) == {TV: "off"}


@pytest.mark.parametrize(("request_", "cannot"), [
    ("turn on the coffee machine for an hour", "do that later, only right now"),
    ("switch off the coffee machine in half an hour", "do that later, only right now"),
    ("turn on the dishwasher", "see or control that"),
])  # fmt: skip
def test_why_it_is_not_done_is_true(tmp_path: Path, home: HomeAssistant, request_: str, cannot: str) -> None:
    skills, _ = at(tmp_path, home.url)
    assert (skills.match(request_), skills.refusal(request_).about) == (None, cannot)


@pytest.mark.parametrize(("message", "calls"), [("the taxi is here", 1), ("about the party", 0), ("what time it is", 0)])
def test_everyone_is_told_what_is_to_be_told(tmp_path: Path, home: HomeAssistant, message: str, calls: int) -> None:
    talk(tmp_path, home, f"tell everyone {message}")
    assert len(home.calls) == calls
