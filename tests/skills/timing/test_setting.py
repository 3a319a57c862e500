"""Timers, alarms and reminders: kept, told, cancelled, rung."""

import asyncio
import json
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from tests.skills.making import SATURDAY as NOW
from tests.skills.making import make_skills, skills_in
from tests.skills.talking import rung, said
from voice.clock import VirtualClock
from voice.config import Config
from voice.skills import Context, Ring


def test_a_timer_rings_when_it_is_due(tmp_path: Path) -> None:
    clock = VirtualClock(start=NOW)
    skills = make_skills(Config(state_dir=tmp_path), clock)
    skills.load()
    assert said(skills, "set a one minute pasta timer") == "Pasta timer set for one minute."

    async def scenario() -> tuple[list[Ring], list[Ring]]:
        return await rung(skills, clock, 58), await rung(skills, clock, 5)

    early, late = clock.run(scenario())
    assert early == []
    assert [ring.text for ring in late] == ["Your pasta timer is done."]
    assert said(skills, "how long is left") == "There are no timers."


def test_a_timer_set_by_another_process_rings_too(tmp_path: Path) -> None:
    clock = VirtualClock(start=NOW)
    running, other = make_skills(Config(state_dir=tmp_path), clock), skills_in(tmp_path)
    running.load()

    async def scenario() -> list[Ring]:
        match = other.match("set a timer for three seconds")
        assert match
        await other.run(match, Context(will_ring=True))
        return await rung(running, clock, 6)

    assert [ring.kind for ring in clock.run(scenario())] == ["timer"]


def test_what_was_missed_rings_after_a_restart_and_says_so(tmp_path: Path) -> None:
    said(skills_in(tmp_path), "remind me at three pm to feed the cat")
    clock = VirtualClock(start=NOW + timedelta(hours=4))
    restarted = make_skills(Config(state_dir=tmp_path), clock)
    restarted.load()
    assert [ring.text for ring in clock.run(rung(restarted, clock, 2))] == [
        "Reminder from 3 pm: feed the cat."
    ]


def test_entries_survive_a_restart_for_their_owner_alone(tmp_path: Path) -> None:
    said(skills_in(tmp_path), "set a timer for ten minutes")
    assert (
        said(skills_in(tmp_path, NOW + timedelta(minutes=4)), "how long is left")
        == "Six minutes left on the timer."
    )
    assert stat.S_IMODE((tmp_path / "timers.json").stat().st_mode) == 0o600


def test_nothing_will_ring_is_said(tmp_path: Path) -> None:
    assert "voice run" in said(skills_in(tmp_path), "set a timer for ten minutes", Context(will_ring=False))


@pytest.mark.parametrize("content", ["{", "[1, 2", "null", '"x"', "\x00", "[" * 100_000], ids=len)
def test_a_damaged_file_is_moved_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture, content: str) -> None:
    (tmp_path / "timers.json").write_text(content)
    skills = make_skills(Config(state_dir=tmp_path), VirtualClock(start=NOW))
    assert any("damaged" in warning for warning in skills.load())
    assert not caplog.records, "it is told once"
    assert said(skills, "set a timer for ten minutes") == "Timer set for ten minutes."
    assert [file.read_text() for file in tmp_path.glob("timers.json.damaged-*")] == [content]


def test_a_damaged_entry_takes_no_other_with_it(tmp_path: Path) -> None:
    said(skills_in(tmp_path), "set a pasta timer for ten minutes")
    file = tmp_path / "timers.json"
    file.write_text(json.dumps([*json.loads(file.read_text()), {"id": 3}, "x", {"due": "soon"}]))
    assert said(skills_in(tmp_path), "how long is left") == "The pasta timer has ten minutes left."
    assert list(tmp_path.glob("timers.json.damaged-*"))


def test_an_unwritable_directory_keeps_timers_in_memory(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")
    skills = skills_in(tmp_path / "file" / "state")
    assert "restart would lose it" in said(skills, "set a timer for ten minutes")
    assert said(skills, "how long is left") == "Ten minutes left on the timer."
    assert said(skills, "cancel the timer") == "Timer cancelled."
    assert said(skills, "how long is left") == "There are no timers."


def test_a_lock_that_another_keeps_does_not_keep_a_timer_from_being_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("voice.skills.shared_file.LOCKED_S", 0.1)
    with FileLock(tmp_path / "timers.lock"):
        assert said(skills_in(tmp_path), "set a timer for ten minutes") == "Timer set for ten minutes."
    assert "timers.json is locked by another process" in caplog.text
    assert said(skills_in(tmp_path), "how long is left") == "Ten minutes left on the timer."


def test_cancelling_asks_where_it_must_and_says_what_it_did(tmp_path: Path) -> None:
    skills = skills_in(tmp_path)
    assert said(skills, "cancel the timer") == "There are no timers."
    said(skills, "set a ten minute pasta timer")
    said(skills, "set a twenty minute pasta timer")
    said(skills, "set a five minute egg timer")
    three = "There are three timers: egg, pasta of ten minutes and pasta of 20 minutes."
    assert said(skills, "cancel the timer").startswith(three)
    assert said(skills, "cancel the rice timer").startswith("There is no rice timer, but there are three timers: egg, ")
    asked = "There are two timers: pasta of ten minutes and pasta of 20 minutes. Say which one, or all of them."
    assert said(skills, "cancel the pasta timer") == asked
    assert said(skills, "cancel the ten minute pasta timer") == "Pasta timer cancelled."
    assert said(skills, "how long is left on the pasta timer") == "The pasta timer has 20 minutes left."
    assert said(skills, "cancel the egg timer") == "Egg timer cancelled."
    said(skills, "set a five minute egg timer")
    assert said(skills, "cancel all timers") == "Both timers cancelled."


@pytest.mark.parametrize(
    ("set_as", "asked_as"),
    [
        ("cookies", "cookie"),
        ("cookie", "cookies"),
        ("potatoes", "potato"),
        ("potato", "potatoes"),
        ("boiled eggs", "boiled egg"),
        ("berries", "berry"),
        ("dishes", "dish"),
        ("swiss roll", "swiss rolls"),
    ],
)
def test_a_timer_is_found_by_its_name_in_singular_and_plural(tmp_path: Path, set_as: str, asked_as: str) -> None:
    skills = skills_in(tmp_path)
    said(skills, "set a twenty minute bread timer")
    said(skills, f"set a ten minute timer for the {set_as}")
    told = f"The {set_as} timer has ten minutes left."
    assert said(skills, f"how long is left on the {asked_as} timer") == told
    assert said(skills, f"cancel the {asked_as} timer") == f"{set_as.capitalize()} timer cancelled."
    assert said(skills, "how long is left") == "The bread timer has 20 minutes left."


def test_a_name_as_it_was_said_comes_first(tmp_path: Path) -> None:
    skills = skills_in(tmp_path)
    said(skills, "set a ten minute timer for the cookies")
    said(skills, "set a twenty minute cookie timer")
    assert said(skills, "how long is left on the cookie timer") == "The cookie timer has 20 minutes left."


def test_what_nobody_will_ring_and_nothing_can_keep_is_not_promised(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    skills = skills_in(tmp_path / "file" / "state")
    match = skills.match("set a timer for ten minutes")
    assert match
    refused = asyncio.run(skills.run(match, Context())).text
    assert "will not ring" in refused
    assert "voice run" not in refused
    kept = asyncio.run(skills.run(match, Context(will_ring=True))).text
    assert kept.startswith("Timer set for ten minutes.")
    assert "restart" in kept


def test_cancelling_what_rings_stops_it(tmp_path: Path) -> None:
    skills = skills_in(tmp_path)
    match = skills.match("stop the timer")
    assert match
    assert asyncio.run(skills.run(match, Context(will_ring=True, ringing=True))).text == ""


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("set an alarm for seven am", "Alarm set for 7 am tomorrow."),
        ("set an alarm for six pm", "Alarm set for 6 pm today."),
        ("wake me on monday at seven", "Alarm set for 7 am on Monday."),
        ("set an alarm for nine am on saturday", "Alarm set for 9 am on Saturday, the 28th of November."),
        ("set an alarm for six am today", "6 am today has already passed."),
        ("remind me at six to feed the cat", "I'll remind you at 6 pm: feed the cat."),
        ("remind me tomorrow to pay rent", "I'll remind you at 9 am tomorrow: pay rent."),
        ("set a timer", "For how long? Say, for instance: set a timer for ten minutes."),
        ("set a timer for zero minutes", "A timer needs a length above zero."),
        ("set a timer for 900 hours", "That is too long: a timer can run for 30 days at most."),
        ("remind me to feed the cat", "When? Say, for instance: remind me at six pm, or in twenty minutes."),
    ],
)
def test_replies(tmp_path: Path, request_: str, reply: str) -> None:
    assert said(skills_in(tmp_path), request_) == reply


def test_a_24_hour_clock(tmp_path: Path) -> None:
    skills = skills_in(tmp_path, skills={"clock": 24})
    assert said(skills, "what time is it") == "It's 14:00."
    assert said(skills, "set an alarm for six pm") == "Alarm set for 18:00 today."


def test_no_more_than_a_hundred(tmp_path: Path) -> None:
    skills = skills_in(tmp_path)
    for _ in range(100):
        said(skills, "set a timer for ten minutes")
    assert said(skills, "set a timer for ten minutes").startswith(
        "100 timers, alarms and reminders are set already."
    )
