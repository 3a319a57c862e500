"""The home, against a Home Assistant on this machine."""

import asyncio
import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.skills.home_assistant import TOKEN, HomeAssistant, at
from tests.skills.making import make_skills
from voice.clock import VirtualClock, WallClock
from voice.config import HOME_TOKEN, Config
from voice.conversation import Conversation
from voice.doubt import doubted
from voice.engines import Engines
from voice.english.refusals import Refusal
from voice.messages import Route, SkillReply, Transcript
from voice.skills import Context, Skills, Told
from voice.skills.home.client import KEY, NOT_CONNECTED, REFUSED
from voice.skills.home.house import House, Thing
from voice.transcribe.phrasing import Phrasing
from voice.turn import Turn


def said(skills: Skills, text: str) -> SkillReply:
    match = skills.match(text)
    assert match, text
    return asyncio.run(skills.run(match, Context()))


DONE: list[tuple[str, str, list[str], dict[str, Any], str]] = [
    ("turn on the counter lamp", "light/turn_on", ["light.counter"], {}, "Turned on the light."),
    ("could you switch the worktop light on please", "light/turn_on", ["light.counter"], {}, "Turned on the light."),
    ("turn off the lights in the kitchen", "light/turn_off", ["light.ceiling", "light.counter"], {}, "Turned off the lights."),
    ("lounge lights on", "light/turn_on", ["light.floor_lamp"], {}, "Turned on the lights."),
    ("it's too dark in the living room", "light/turn_on", ["light.floor_lamp"], {}, "Living room lights on."),
    ("set the floor lamp to 40%", "light/turn_on", ["light.floor_lamp"], {"brightness_pct": 40}, "Brightness at 40 percent."),
    ("make the floor lamp red", "light/turn_on", ["light.floor_lamp"], {"color_name": "red"}, "Color set."),
    ("set the floor lamp temperature to 2700 kelvin", "light/turn_on", ["light.floor_lamp"], {"color_temp_kelvin": 2700},
     "Color temperature set."),
    ("switch the coffee machine on", "switch/turn_on", ["switch.coffee"], {}, "Turned on the switch."),
    ("close the blinds", "cover/close_cover", ["cover.blinds"], {}, "Closing."),
    ("open the garage door", "cover/open_cover", ["cover.garage"], {}, "Opening."),
    ("set the blinds to 30 percent", "cover/set_cover_position", ["cover.blinds"], {"position": 30}, "Position set."),
    ("pop the coffee machine on", "switch/turn_on", ["switch.coffee"], {}, "Turned on the switch."),
    ("kill the ceiling fan", "fan/turn_off", ["fan.ceiling"], {}, "Turned off the fan."),
    ("dim the floor lamp a little", "light/turn_on", ["light.floor_lamp"], {"brightness_step_pct": -25}, "Brightness set."),
    ("make the lounge lights brighter", "light/turn_on", ["light.floor_lamp"], {"brightness_step_pct": 25}, "Brightness set."),
    ("floor lamp at half brightness", "light/turn_on", ["light.floor_lamp"], {"brightness_pct": 50},
     "Brightness at 50 percent."),
    ("dim the floor lamp by 10 percent", "light/turn_on", ["light.floor_lamp"], {"brightness_step_pct": -10},
     "Brightness set."),
    ("make the floor lamp warm white", "light/turn_on", ["light.floor_lamp"], {"color_temp_kelvin": 2700},
     "Color temperature set."),
    ("turn off every light apart from the floor lamp", "light/turn_off", ["light.ceiling", "light.counter", "light.desk"], {},
     "Turned off all of the lights. I can't reach Desk Lamp."),
    ("put the blinds halfway down", "cover/set_cover_position", ["cover.blinds"], {"position": 50}, "Position set."),
    ("pull the blinds down", "cover/close_cover", ["cover.blinds"], {}, "Closing."),
    ("close all the blinds", "cover/close_cover", ["cover.blinds"], {}, "Closing the blind."),
    ("turn the heating up", "climate/set_temperature", ["climate.heating"], {"temperature": 20.0}, "Temperature changed."),
    ("heating to 21", "climate/set_temperature", ["climate.heating"], {"temperature": 21}, "Temperature set to 21 degrees."),
    ("ceiling fan on high", "fan/set_percentage", ["fan.ceiling"], {"percentage": 100}, "Speed set."),
    ("send rover back to its dock", "vacuum/return_to_base", ["vacuum.rover"], {}, "Returning."),
    ("vacuum the house", "vacuum/start", ["vacuum.rover"], {}, "Started."),
    ("lock the front door", "lock/lock", ["lock.front"], {}, "Locking."),
    ("set the thermostat to 20.5 degrees", "climate/set_temperature", ["climate.heating"], {"temperature": 20.5},
     "Temperature set to 20.5 degrees."),
    ("set the ceiling fan speed to 50%", "fan/set_percentage", ["fan.ceiling"], {"percentage": 50}, "Speed set."),
    ("pause the tv", "media_player/media_pause", ["media_player.tv"], {}, "Paused."),
    ("skip this song", "media_player/media_next_track", ["media_player.tv"], {}, "Playing next."),
    ("decrease tv volume by 20 percent", "media_player/volume_set", ["media_player.tv"], {"volume_level": 0.3}, "Volume set."),
    ("set the tv volume to 25", "media_player/volume_set", ["media_player.tv"], {"volume_level": 0.25}, "Volume set."),
    ("mute the tv", "media_player/volume_mute", ["media_player.tv"], {"is_volume_muted": True}, "Muted."),
    ("activate movie night", "scene/turn_on", ["scene.film"], {}, "Activated."),
    ("run bedtime", "script/turn_on", ["script.bedtime"], {}, "Started."),
    ("add oat milk to my shopping list", "todo/add_item", ["todo.shopping_list"], {"item": "oat milk"},
     "Added oat milk to your shopping list."),
    ("put drains on the chores list", "todo/add_item", ["todo.chores"], {"item": "drains"},
     "Added drains to your chores list."),
    ("check off windows from my chores list", "todo/update_item", ["todo.chores"], {"item": "windows", "status": "completed"},
     "Removed windows from your chores list."),
    ("vacuum the kitchen", "vacuum/clean_area", ["vacuum.rover"], {"cleaning_area_id": ["kitchen"]}, "Cleaning kitchen."),
    ("announce that dinner is ready", "assist_satellite/announce", ["assist_satellite.hall"], {"message": "dinner is ready"},
     "Done."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "service", "ids", "data", "reply"), DONE)
def test_what_is_said_is_done(
    tmp_path: Path, home: HomeAssistant, text: str, service: str, ids: list[str], data: dict[str, Any], reply: str
) -> None:
    skills, warning = at(tmp_path, home.url)
    assert warning is None
    assert said(skills, text) == SkillReply(reply)
    assert home.calls == [(service, {"entity_id": ids, **data})]


@pytest.mark.parametrize(
    ("text", "service", "ids"),
    [
        ("turn on the worktop lihgt", "light/turn_on", ["light.counter"]),
        ("turn of the ceiling", "light/turn_off", ["light.ceiling"]),
        ("switch the coffeemachine on", "switch/turn_on", ["switch.coffee"]),
        ("lights off in the living rom", "light/turn_off", ["light.floor_lamp"]),
        ("make me a cup of coffee", "switch/turn_on", ["switch.coffee"]),
        ("turn on the coffee maker please", "switch/turn_on", ["switch.coffee"]),
        ("stop the vacuum", "vacuum/return_to_base", ["vacuum.rover"]),
        ("tell the hoover to go home", "vacuum/return_to_base", ["vacuum.rover"]),
        ("do the hoovering", "vacuum/start", ["vacuum.rover"]),
        ("make sure the front door is locked", "lock/lock", ["lock.front"]),
        ("make sure the blinds are shut", "cover/close_cover", ["cover.blinds"]),
        ("half close the blinds", "cover/set_cover_position", ["cover.blinds"]),
        ("the floor lamp is too bright", "light/turn_on", ["light.floor_lamp"]),
        ("could the floor lamp be green", "light/turn_on", ["light.floor_lamp"]),
        ("all lights off", "light/turn_off", ["light.ceiling", "light.counter", "light.floor_lamp", "light.desk"]),
        ("make the telly quieter", "media_player/volume_down", ["media_player.tv"]),
        ("it's too cold in here", "climate/set_temperature", ["climate.heating"]),
        ("turn the heating up by two degrees", "climate/set_temperature", ["climate.heating"]),
        ("set the scene to movie night", "scene/turn_on", ["scene.film"]),
        ("stop the music", "media_player/media_pause", ["media_player.tv"]),
        ("pause the audio", "media_player/media_pause", ["media_player.tv"]),
        ("turn the music off", "media_player/media_pause", ["media_player.tv"]),
        ("no more music please", "media_player/media_pause", ["media_player.tv"]),
        ("stop playing", "media_player/media_pause", ["media_player.tv"]),
    ],
)
def test_other_ways_to_say_it(tmp_path: Path, home: HomeAssistant, text: str, service: str, ids: list[str]) -> None:
    skills, _ = at(tmp_path, home.url)
    said(skills, text)
    assert [(called, data["entity_id"]) for called, data in home.calls] == [(service, ids)]


@pytest.mark.parametrize(
    "text",
    [
        "the floor", "the coffee", "don't turn on the coffee machine", "turn off the lights when it's late",
        "I'm going to turn on the ceiling", "the heat is on", "why is the vacuum of space cold", "make a song about coffee",
    ],
)  # fmt: skip
def test_what_only_sounds_like_it_is_not_done(tmp_path: Path, home: HomeAssistant, text: str) -> None:
    skills, _ = at(tmp_path, home.url)
    assert skills.match(text) is None


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("is the ceiling on", "Yes."),
        ("can you check if the counter lamp is on", "No, off."),
        ("did I lock the front door", "Yes."),
        ("is the garage still open", "No, closed."),
        ("is the window in the kitchen open", "Yes."),
        ("is the kitchen window shut", "No, open."),
        ("outdoor temperature please", "Outside temperature is 4.5 °C."),
        ("front door status", "Front door is locked."),
        ("is the counter lamp on", "No, off."),
        ("which lights are on in the kitchen", "Ceiling."),
        ("how many lights are on downstairs", "2."),
        ("is the tv on", "Yes."),
        ("is the heating off", "No, heat."),
        ("is anything still on in the living room", "Yes, Floor Lamp and TV."),
        ("have i locked up", "Yes."),
        ("is the vacuum running", "Rover is docked."),
        ("are all the lights off in the kitchen", "No, Ceiling is not off."),
        ("is the front door locked", "Yes."),
        ("are any windows open", "Yes, Kitchen Window."),
        ("are all the windows closed in the kitchen", "No, Kitchen Window is not closed."),
        ("are all the garage doors closed", "Yes."),
        ("is the kitchen window open", "Yes."),
        ("what is the outside temperature", "Outside temperature is 4.5 °C."),
        ("what's the temperature", "19.5 degrees."),
        ("where is jane", "Jane is at home."),
        ("how cold is it outside", "Outside temperature is 4.5 °C."),
        ("what is the thermostat set to", "19 degrees."),
        ("did I leave the ceiling on", "Yes."),
        ("what's rover doing", "Rover is docked."),
        ("turn the lights in the kitchen up to 300", None),
        ("what's the weather like", "7 °C and raining."),
        ("turn on the fans in the study", "Sorry, I am not aware of any fan in the study area."),
    ],
)
def test_what_is_asked_is_told(tmp_path: Path, home: HomeAssistant, text: str, reply: str | None) -> None:
    skills, _ = at(tmp_path, home.url)
    assert reply == (said(skills, text).text if skills.match(text) else None)
    assert home.calls == []


@pytest.mark.parametrize(
    "text",
    [
        "who is albert einstein", "play a game with me", "turn off the lights in 1 hour", "where is the eiffel tower",
        "what is the temperature on mars", "tell me about the kitchen of the future", "add two and two to my homework",
        "set the mood to 50 percent", "turn the secret lamp off", "turn on the router led", "is it cold in oslo",
        "play it again", "play that", "play the song louder", "play it at full volume",
    ],
)  # fmt: skip
def test_what_is_not_for_the_house_is_left_to_others(tmp_path: Path, home: HomeAssistant, text: str) -> None:
    skills, _ = at(tmp_path, home.url)
    match = skills.match(text)
    assert match is None or match.skill != "home"


def test_the_room_that_one_is_in_is_meant_where_none_is_named(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url, area="Kitchen")
    assert said(skills, "lights off").text == "Turned off the lights."
    assert home.calls[-1] == ("light/turn_off", {"entity_id": ["light.ceiling", "light.counter"]})
    elsewhere, _ = at(tmp_path, home.url)
    assert said(elsewhere, "lights off").text == "Lights off. I can't reach Desk Lamp."


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("lower the lights", "brightness_step_pct", -25), ("make a room darker", "brightness_step_pct", -25),
        ("the lights are too bright", "brightness_step_pct", -25), ("bit darker please", "brightness_step_pct", -25),
        ("it's movie time, dim the lights", "brightness_step_pct", -25),
        ("reduce brightness by 10%", "brightness_step_pct", -10),
        ("i need some more light", "brightness_step_pct", 25), ("can you bright the lights please", "brightness_step_pct", 25),
        ("brighten up the place", "brightness_step_pct", 25), ("lights down to seven", "brightness_pct", 7),
        ("full brightness", "brightness_pct", 100), ("turn lights blue", "color_name", "blue"),
        ("make the lights in the house red", "color_name", "red"),
        ("make all the lights warm white", "color_temp_kelvin", 2700),
    ],
)  # fmt: skip
def test_lights_without_a_room_are_those_that_are_on(
    tmp_path: Path, home: HomeAssistant, text: str, field: str, value: Any
) -> None:
    skills, _ = at(tmp_path, home.url)
    said(skills, text)
    assert home.calls == [("light/turn_on", {"entity_id": ["light.ceiling", "light.floor_lamp"], field: value})]


def test_all_lights_are_not_only_those_of_the_room_that_is_known(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url, area="Kitchen")
    for text in ("make the lights in the house red", "turn all the lights red"):
        said(skills, text)
        assert home.calls[-1][1]["entity_id"] == ["light.ceiling", "light.floor_lamp"]
    said(skills, "make the lights red")
    assert "light.floor_lamp" not in home.calls[-1][1]["entity_id"]


def test_where_no_light_is_on_that_is_said(tmp_path: Path, home: HomeAssistant) -> None:
    for light in ("light.ceiling", "light.floor_lamp"):
        home.states[light] = ("off", home.states[light][1])
    skills, _ = at(tmp_path, home.url)
    assert said(skills, "turn lights blue").text.startswith("None of the lights is on. Say which one")
    assert said(skills, "the floor lamp is too bright") == SkillReply("Floor Lamp is not on.", failed=True)
    assert home.calls == []


@pytest.mark.parametrize(
    ("text", "instead"),
    [
        ("change the colour of the lights", "make the lights pink"),
        ("change the kitchen light colour", "make the kitchen lights pink"),
        ("make the floor lamp a different colour", "make the floor lamp pink"),
    ],
)  # fmt: skip
def test_a_colour_that_was_not_said_is_asked_for(tmp_path: Path, home: HomeAssistant, text: str, instead: str) -> None:
    skills, _ = at(tmp_path, home.url)
    match = skills.match(text)
    assert match
    assert said(skills, text).text == "Which colour?"
    assert home.calls == []
    answer = skills.follow_up("pink", [Told(match)], Context(last_reply="Which colour?"))
    wanted = skills.match(instead)
    assert answer
    assert wanted
    assert answer.slots == wanted.slots


@pytest.mark.parametrize(
    ("text", "answer", "meant"),
    [
        ("could you do something about the lights", "blue", "make the lights blue"),
        ("change the lights to party mode", "off", "turn off the lights"),
        ("set the lights so that I can read", "a bit brighter", "make the lights brighter"),
        ("adjust the kitchen lights for cooking", "brighter", "make the kitchen lights brighter"),
        ("make the floor lamp light nice for dinner", "warmer", "make the floor lamp warmer"),
        ("kitchen lights", "on", "turn on the kitchen lights"),
    ],
)
def test_how_the_lights_are_to_be_is_asked(tmp_path: Path, home: HomeAssistant, text: str, answer: str, meant: str) -> None:
    skills, _ = at(tmp_path, home.url)
    match, wanted = skills.match(text), skills.match(meant)
    assert match
    assert wanted
    asked = said(skills, text).text
    assert asked.startswith("How would you like the lights?")
    assert home.calls == []
    answered = skills.follow_up(answer, [Told(match)], Context(last_reply=asked))
    assert answered
    assert answered.slots == wanted.slots


@pytest.mark.parametrize(
    "text",
    [
        "turn the lights on at six", "switch on the floor lamp at 7", "dim the lights at 9", "turn the tv on at 8",
        "put the heating on at 6", "turn off the lights when I leave", "set the lights to blue every evening",
        "make a list of lights to buy", "make a light sponge cake", "adjust the brightness of my screen",
    ],
)  # fmt: skip
def test_what_is_for_later_or_no_lamp_is_left(tmp_path: Path, home: HomeAssistant, text: str) -> None:
    skills, _ = at(tmp_path, home.url)
    assert skills.match(text) is None


def test_nothing_is_asked_where_the_lights_own_sentences_know(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url)
    match = skills.match("put the lights out in the kitchen")
    assert match
    assert match.slots["state"] == "off"


@pytest.mark.parametrize(
    ("before", "text", "meant"),
    [
        ("turn on the floor lamp", "make it dimmer", "make the floor lamp dimmer"),
        ("turn on the kitchen lights", "make them blue", "make the kitchen lights blue"),
        ("turn on the kitchen lights", "it's still too dark", "the kitchen lights are too dark"),
        ("turn on the kitchen lights", "too bright", "the kitchen lights are too bright"),
        ("set the floor lamp to 40", "a little brighter", "make the floor lamp a little brighter"),
        ("dim the floor lamp", "a bit more", "dim the floor lamp"),
    ],
)
def test_it_is_the_lamp_before_and_not_every_light(
    tmp_path: Path, home: HomeAssistant, before: str, text: str, meant: str
) -> None:
    skills, _ = at(tmp_path, home.url)
    match, wanted = skills.match(before), skills.match(meant)
    assert match
    assert wanted
    followed = skills.follow_up(text, [Told(match)], Context())
    assert followed
    assert (followed.slots, followed.also) == (wanted.slots, ())


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("increase the light in the lounge", "make the lounge lights brighter"),
        ("warm light in the kitchen", "make the kitchen lights warmer"),
        ("the floor lamp is blinding me", "dim the floor lamp"),
        ("it's a bit dark in the living room", "it's dark in the living room"),
        ("I want the lights turned off", "turn off all the lights"),
    ],
)
def test_how_else_light_is_asked_for(tmp_path: Path, home: HomeAssistant, text: str, meant: str) -> None:
    skills, _ = at(tmp_path, home.url)
    match, wanted = skills.match(text), skills.match(meant)
    assert match
    assert wanted
    told = ("brightness_step", "temperature", "area", "name", "room", "state")
    assert [match.slots.get(slot) for slot in told] == [wanted.slots.get(slot) for slot in told]


def test_everything_off_spares_plugs_heating_and_locks(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url)
    assert said(skills, "we're leaving, turn everything off").text.startswith(
        "Lights, fans and players are off; the rest is as it was"
    )
    assert {called for called, _ in home.calls} == {"light/turn_off", "fan/turn_off", "media_player/turn_off"}


def test_it_is_the_lamp_and_not_the_volume(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url)
    match = skills.match("turn the floor lamp on and set it to 40 percent")
    assert match
    assert [one.slots.get("brightness") for one in match.also] == [40]


def test_what_cannot_be_reached_is_not_said_to_be_done(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url)
    assert said(skills, "turn off the desk lamp") == SkillReply("I can't reach Desk Lamp.", failed=True)
    assert said(skills, "turn the study lights on") == SkillReply("I can't reach Desk Lamp.", failed=True)
    assert said(skills, "turn off the counter lamp").text == "Turned off the light."  # it was off already
    del home.states["light.counter"]
    assert said(skills, "turn on the counter lamp") == SkillReply("I can't reach Counter Lamp.", failed=True)
    home.status = 500
    assert said(skills, "lock the front door").text == "Home Assistant could not do that: it answered 500."


@pytest.mark.parametrize("answer", ["text", 3, {"a": 1}, [None], [{"entity": 1}], [[]]])
def test_what_cannot_be_read_is_one_line(tmp_path: Path, home: HomeAssistant, answer: Any) -> None:
    skills, _ = at(tmp_path, home.url)
    home.answer = answer
    assert said(skills, "turn on the counter lamp") == SkillReply("I can't read what Home Assistant answered.", failed=True)
    assert said(skills, "play queen on the tv").failed


def test_of_two_devices_of_one_name_none_is_taken_at_random(tmp_path: Path, home: HomeAssistant) -> None:
    home.states["light.second"] = ("off", {"friendly_name": "Floor Lamp"})
    skills, _ = at(tmp_path, home.url)
    assert said(skills, "turn on the floor lamp").text == "Sorry, there are multiple devices called floor lamp."
    assert home.calls == []
    assert said(skills, "turn on the floor lamp in the lounge").text == "Turned on the light."
    assert home.calls == [("light/turn_on", {"entity_id": ["light.floor_lamp"]})]
    skills, _ = at(tmp_path, home.url, area="Living Room")
    assert said(skills, "turn off the floor lamp").text == "Turned off the light."
    assert home.calls[1:] == [("light/turn_off", {"entity_id": ["light.floor_lamp"]})]


def test_the_home_can_be_disabled(tmp_path: Path, home: HomeAssistant) -> None:
    config = Config.model_validate({"state_dir": tmp_path, "home": {"url": home.url}, "skills": {"disabled": ["home"]}})
    skills = make_skills(config)
    assert asyncio.run(skills.home.refresh()) is None
    assert skills.load() == []
    assert asyncio.run(skills.home.answered("party time", typed=True)) is None
    assert home.asked == home.calls == []
    assert skills.match("close the blinds") is None


def test_music_is_looked_for_and_played(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url)
    assert said(skills, "play the album in rainbows on the tv").text == "Playing media."
    looked = {"entity_id": "media_player.tv", "search_query": "in rainbows", "media_filter_classes": ["album"]}
    played = {"entity_id": "media_player.tv", "media_content_id": "m1", "media_content_type": "music"}
    assert home.calls == [("media_player/search_media", looked), ("media_player/play_media", played)]
    assert said(skills, "play nothing on the tv") == SkillReply("Media not found.", failed=True)


def test_the_house_of_last_time_is_used_while_home_assistant_is_down(tmp_path: Path, home: HomeAssistant) -> None:
    clock = VirtualClock()
    at(tmp_path, home.url, clock)
    assert home.asked.count("config/area_registry/list") == 1
    at(tmp_path, home.url, VirtualClock(clock.today() + timedelta(seconds=50)))
    assert home.asked.count("config/area_registry/list") == 1
    later = VirtualClock(clock.today() + timedelta(days=40_000))
    home.token = "another"
    skills, warning = at(tmp_path, home.url, later)
    assert warning == f"home: {REFUSED} {KEY.rstrip('.')}; the devices that it had last time are used"
    assert skills.match("turn on the counter lamp")
    (file,) = tmp_path.glob("home-*.json")
    assert file.stat().st_mode & 0o777 == 0o600
    file.write_text('{"entities": [{"id": 3}]}')
    skills, _ = at(tmp_path, home.url, later)
    match = skills.match("turn on the counter lamp")
    assert match is None or match.skill != "home"


def test_a_device_that_is_new_is_known_without_a_new_start(tmp_path: Path, home: HomeAssistant) -> None:
    clock = VirtualClock()
    skills, _ = at(tmp_path, home.url, clock)
    assert skills.match("switch the kettle on") is None
    home.states["switch.kettle"] = ("off", {"friendly_name": "Kettle"})
    asyncio.run(skills.home.renew())  # a moment ago it was not there
    assert skills.match("switch the kettle on") is None
    (file,) = tmp_path.glob("home-*.json")
    os.utime(file, (0, 0))
    asyncio.run(skills.home.renew())
    assert said(skills, "switch the kettle on").text == "Turned on the switch."


def test_without_home_assistant_nothing_of_it_is_understood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(HOME_TOKEN, raising=False)
    skills, warning = at(tmp_path, None)
    assert warning is None
    assert skills.match("close the blinds") is None
    assert said(skills, "turn on the kitchen light").text == NOT_CONNECTED


@pytest.mark.parametrize(
    ("text", "needs"),
    [
        ("dim the lights", True), ("it's too bright in here", True), ("lock the door", True), ("is the garage open", True),
        ("make it warmer", True), ("start the vacuum", True), ("raise the blinds", True), ("set the fan to high", True),
        ("pause the tv", True), ("what is a thermostat", False), ("how do i open a garage door", False),
        ("who was ada lovelace", False), ("play some jazz", False),
    ],
)  # fmt: skip
def test_without_home_assistant_it_says_how_to_set_it_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, needs: bool
) -> None:
    monkeypatch.delenv(HOME_TOKEN, raising=False)
    skills, _ = at(tmp_path, None)
    assert (skills.refusal(text) == Refusal("home")) is needs


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("unlock the front door", "Unlock the front door?"),
        ("open the garage door", "Open the garage door?"),
        ("set the garage door to 50 percent", "Set the garage door to 50 percent?"),
        ("lock the front door", None),
        ("close the garage door", None),
        ("open the blinds", None),
        ("turn on the coffee machine", None),
    ],
)
def test_what_lets_somebody_in_is_asked_back_however_surely_it_was_heard(
    tmp_path: Path, home: HomeAssistant, text: str, asked: str | None
) -> None:
    skills, _ = at(tmp_path, home.url)
    match = skills.match(text)
    assert match
    route = Route("skill", "", skill=match.skill, slots=match.slots)
    for engine in ("grammar", "fused", "whisper"):
        found = doubted(Transcript(text, 1.0, True, engine), route, 0.5, skills, Context())
        assert (found and found.question) == asked
        assert found is None or found.undo is None
    assert doubted(Transcript(text, 1.0, True, "typed"), route, 0.5, skills, Context()) is None


def test_home_assistant_answers_what_its_user_taught_it(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url)
    home.understands = {"party time": "Party on", "open the pod bay door": "Opened"}
    ask = skills.home.answered
    assert asyncio.run(ask("party time", typed=False)) == "Party on"
    assert home.calls == [("conversation", {"text": "party time", "language": "en", "agent_id": "conversation.home_assistant"})]
    assert asyncio.run(ask("what is love", typed=False)) is None
    assert asyncio.run(ask("open the pod bay door", typed=False)) is None
    assert asyncio.run(ask("open the pod bay door", typed=True)) == "Opened"
    asked = len(home.calls)
    assert asyncio.run(ask(" ".join(["long"] * 13), typed=True)) is None
    home.token = "another"
    assert asyncio.run(ask("party time", typed=True)) is None
    home.token = TOKEN
    assert asyncio.run(ask("party time", typed=True)) is None  # left alone for a minute
    assert len(home.calls) == asked


def test_home_assistant_is_asked_before_a_tier(tmp_path: Path, home: HomeAssistant) -> None:
    home.understands = {"party time": "Party on."}

    async def answered(text: str) -> tuple[list[str], str | None]:
        config = Config.model_validate({"state_dir": tmp_path, "home": {"url": home.url, "timeout_s": 5}})
        engines = Engines(config, WallClock(), warned.append)
        await engines.load()
        turn = Turn(engines, Conversation(lambda event: None), "typed")
        turn.draft(Transcript(text, 1.0, False, "typed"))
        chunks = [chunk async for chunk in turn.commit()]
        await engines.close()
        return chunks, turn.trace.answered_by

    warned: list[str] = []
    assert asyncio.run(answered("party time")) == (["Party on."], "home")
    assert asyncio.run(answered("turn on the counter lamp")) == (["Turned on the light."], "home")
    assert [service for service, _ in home.calls] == ["conversation", "light/turn_on"]
    chunks, by = asyncio.run(answered("why is the sky blue"))
    assert chunks
    assert by is None  # there is no tier
    assert warned == []


def test_what_is_listened_for_is_understood(tmp_path: Path, home: HomeAssistant) -> None:
    skills, _ = at(tmp_path, home.url)
    drawn = {" ".join(words) for words in Phrasing(skills.sentences).sentences(8000, ())}
    heard = [(text, match) for text in drawn if (match := skills.match(text)) and match.skill == "home"]
    assert len(heard) > 100
    assert {"HassTurnOn", "HassTurnOff", "HassGetState", "HassLightSet"} <= {match.slots["intent"] for _, match in heard}
    assert skills.completeness("turn on the counter") == "unfinished"
    assert skills.completeness("turn on the counter lamp") == "complete"


def test_names_with_signs_and_digits_do_no_harm(tmp_path: Path, home: HomeAssistant) -> None:
    at(tmp_path, home.url)
    (file,) = tmp_path.glob("home-*.json")
    odd = House((Thing("light.odd", ("Bob's [old] {lamp} <2>", "(", "", "lamp | 3")),))
    file.write_text(json.dumps(json.loads(odd.written())))
    assert House.of(file.read_text()) == odd
    again = make_skills(Config.model_validate({"state_dir": tmp_path, "home": {"url": home.url}}))
    assert again.load() == []
    match = again.match("turn on bob's old lamp 2")
    assert match
    assert match.slots["intent"] == "HassTurnOn"
