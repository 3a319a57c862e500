"""The station: what is announced, how it stops, how it takes new settings, and what it tells of itself."""

import asyncio
import gc
from collections import Counter
from contextvars import Context, copy_context
from pathlib import Path
from typing import Any
from weakref import ref

import numpy as np
import pytest

from tests.serve.far import Home, Room
from voice import busy
from voice.clock import VirtualClock
from voice.config import Budget
from voice.events import TurnEnded, Warned
from voice.gateway.refused import Refused
from voice.messages import Sound
from voice.privacy.gate import Place
from voice.serve.announcements import MOST
from voice.serve.far_microphone import FarMicrophone
from voice.serve.health import readiness
from voice.serve.metrics import Metrics
from voice.tiers.breaker import FAILURES, Breaker

LONG = " ".join(["word"] * 60) + "."


async def rooms(home: Home, *names: str) -> list[Room]:
    return [await Room(name, home, id=name).connect() for name in names]


async def welcomed(*rooms: Room) -> None:
    for room in rooms:
        await room.until("welcome")


# announcements


def test_an_announcement_is_said_everywhere_or_where_it_is_for(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await rooms(home, "kitchen", "office")
        await welcomed(kitchen, office)
        assert home.station.announce("Dinner is ready.", None, False) == ["kitchen", "office"]
        await asyncio.gather(kitchen.until("announced"), office.until("announced"))
        assert home.station.announce("The door.", ["office"], False) == ["office"]
        await office.until("announced", 2)
        await home.clock.sleep(3.0)
        assert [one["text"] for one in kitchen.of("announced")] == ["Dinner is ready."]
        assert sum(map(len, kitchen.sound)) == 3 * 1600 * 2
        assert await kitchen.asks("what time is it") == "It's noon."

    Home(tmp_path).live(script)


def test_an_announcement_waits_until_nobody_speaks(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (kitchen,) = await rooms(home, "kitchen")
        kitchen.says("hey jarvis what time is it")
        await kitchen.until("woken")
        home.station.announce("Dinner is ready.", None, False)
        await kitchen.until("announced")
        kinds = kitchen.kinds()
        assert kinds.index("answered") < kinds.index("announced")

    Home(tmp_path).live(script)


def test_the_wake_word_cuts_an_announcement_off_and_the_next_one_follows(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (kitchen,) = await rooms(home, "kitchen")
        await welcomed(kitchen)
        home.station.announce(LONG, None, False)
        home.station.announce("The door.", None, False)
        await kitchen.until("announced")
        await kitchen.asks("what time is it")
        assert kitchen.of("stop")
        assert (await kitchen.until("announced", 2))["text"] == "The door."

    Home(tmp_path).live(script)


def test_a_sound_is_played_whole_and_cut_off_by_the_wake_word(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (kitchen,) = await rooms(home, "kitchen")
        await welcomed(kitchen)
        for number, rate in enumerate((16_000, 24_000, 8_000), start=1):
            home.station.announce(Sound(np.full(2 * rate, 900, np.int16), rate), None, False)
            assert (await kitchen.until("announced", number))["text"] == "(a sound)"
            await home.clock.sleep(4.0)
            assert sum(map(len, kitchen.sound)) == pytest.approx(number * 2 * 2 * 16_000, rel=0.01)
        home.station.announce(Sound(np.full(20 * 16_000, 900, np.int16), 16_000), None, False)
        await kitchen.until("announced", 4)
        assert await kitchen.asks("what time is it") == "It's noon."
        assert kitchen.of("stop")

    Home(tmp_path).live(script)


@pytest.mark.parametrize(("to", "status"), [(["attic"], 404), (["kitchen", "attic"], 404)])
def test_an_announcement_to_nobody_is_refused(tmp_path: Path, to: list[str], status: int) -> None:
    async def script(home: Home) -> None:
        await welcomed(*await rooms(home, "kitchen"))
        with pytest.raises(Refused, match="kitchen") as refused:
            home.station.announce("Dinner is ready.", to, False)
        assert refused.value.status == status

    Home(tmp_path).live(script)


def test_too_many_announcements_are_refused(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        await welcomed(*await rooms(home, "kitchen"))
        for _ in range(MOST):
            home.station.announce("The door.", ["kitchen"], False)
        with pytest.raises(Refused) as refused:
            home.station.announce("The door.", ["kitchen"], False)
        assert refused.value.status == 429

    Home(tmp_path).live(script)


def test_what_was_not_heard_in_a_room_that_is_gone_is_told_of(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (kitchen, office) = await rooms(home, "kitchen", "office")
        await welcomed(kitchen, office)
        for text in (LONG, "The door.", "The dog."):
            home.station.announce(text, ["kitchen"], False)
        await kitchen.until("announced")
        kitchen.vanish()
        await kitchen.gone()
        told = [event.text for event in home.events if isinstance(event, Warned)]
        assert told == ["announcements that were not heard in kitchen, as it is gone: 3"]

    Home(tmp_path).live(script)


@pytest.mark.parametrize(("plays", "unheard"), [(True, 0), (False, 2)])
def test_what_was_sent_to_a_satellite_that_hung_was_not_heard(tmp_path: Path, plays: bool, unheard: int) -> None:
    """One whose network is gone is there until it answers no ping, twenty seconds later."""

    async def script(home: Home) -> None:
        (kitchen,) = await rooms(home, "kitchen")
        await welcomed(kitchen)
        home.station.announce("Breakfast.", None, False)
        await kitchen.until("announced")
        await home.clock.sleep(5.0)
        kitchen.plays = plays
        for text in ("Dinner is ready.", "The door."):
            home.station.announce(text, None, False)
        await kitchen.until("announced", 3)
        await home.clock.sleep(10.0)
        assert not home.station.rooms["kitchen"]
        assert await kitchen.asks("what time is it")
        kitchen.vanish()
        await kitchen.gone()
        told = [event.text for event in home.events if isinstance(event, Warned)]
        assert told == [f"announcements that were not heard in kitchen, as it is gone: {unheard}"] * bool(unheard)

    Home(tmp_path).live(script)


def test_at_night_only_what_is_urgent_is_announced(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (kitchen,) = await rooms(home, "kitchen")
        await welcomed(kitchen)
        with pytest.raises(Refused) as refused:
            home.station.announce("Dinner is ready.", None, False)
        assert refused.value.status == 409
        home.station.announce("Fire!", None, True)
        await kitchen.until("announced")

    Home(tmp_path, settings={"do_not_disturb": {"hours": "11:00-13:00"}}).live(script)


# stopping


def test_a_reply_in_progress_is_heard_to_its_end_before_the_station_closes(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await rooms(home, "kitchen", "office")
        kitchen.says("hey jarvis why is the sky blue")
        await kitchen.until("heard")
        closing = asyncio.create_task(home.station.drain())
        await office.gone()
        assert office.goodbye == "stopping"
        late = await Room("hall", home).connect()
        await late.gone()
        assert late.goodbye == "stopping"
        await kitchen.gone()
        assert kitchen.replies == ["Rayleigh scattering."]
        assert not kitchen.of("answered")[0]["interrupted"]
        assert kitchen.kinds()[-1] == "goodbye"
        assert kitchen.told[-1]["retry_after_s"] is not None
        await closing

    Home(tmp_path, pieces=(1.0, "Rayleigh ", "scattering.")).live(script)


def test_a_reply_without_end_does_not_hold_it_up(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        (kitchen,) = await rooms(home, "kitchen")
        kitchen.says("hey jarvis tell me a story")
        await kitchen.until("heard")
        began = home.clock.now()
        await home.station.drain()
        await kitchen.gone()
        assert home.clock.now() - began < 10
        assert kitchen.goodbye == "stopping"

    Home(tmp_path, pieces=(" ".join(["word"] * 600) + ".",)).live(script)


def test_a_session_that_is_over_is_held_by_nothing_that_was_begun_in_it(tmp_path: Path) -> None:
    kept: list[Context] = []

    async def script(home: Home) -> None:
        home.station._notify = lambda event: kept.append(copy_context())
        (kitchen,) = await rooms(home, "kitchen")
        await welcomed(kitchen)
        session = ref(home.station.sessions["kitchen"])
        assert await kitchen.asks("what time is it")
        assert kept
        kitchen.vanish()
        await kitchen.gone()
        kitchen.close()
        gc.collect()
        assert session() is None

    Home(tmp_path).live(script)


# new settings


def test_new_engines_are_for_new_sessions_and_the_old_ones_close_behind_the_last(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        talking, silent = await rooms(home, "kitchen", "office")
        assert await talking.asks("what time is it")
        closed = asyncio.Event()
        close = home.engines.close

        async def noted() -> None:
            closed.set()
            await close()

        home.engines.close = noted
        home.station.open(newer)
        judged: list[Any] = []
        home.station._notify = lambda event: judged.append(home.station.talked_on) if isinstance(event, TurnEnded) else None
        retiring = asyncio.create_task(home.station.retire(home.engines))
        await silent.gone()  # it had no conversation that could be lost
        assert (silent.goodbye, silent.told[-1]["retry_after_s"]) == ("renewed", 0.0)
        again = await Room("office", home, id="office").connect()
        assert await again.asks("what time is it")
        assert await talking.asks("what time is it")
        assert judged == [newer, home.engines]  # each turn counts for the models that it was on
        assert not closed.is_set()
        await home.clock.sleep(home.config.conversation.forget_s)
        await talking.gone()
        assert talking.goodbye == "renewed"
        await retiring
        assert closed.is_set()
        assert again.goodbye is None
        home.engines = newer

    home = Home(tmp_path)
    newer = home.loaded()
    home.live(script)


# words that leave


def test_only_the_room_that_asked_hears_that_words_leave(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        kitchen, office = await rooms(home, "kitchen", "office")
        stream = home.tier.stream

        async def leaving(*asked: object):  # type: ignore[no-untyped-def]
            home.engines.gate.left(Place("cloud", "https://example.com", False))
            async for piece in stream(*asked):  # type: ignore[arg-type]
                yield piece

        home.tier.stream = leaving  # type: ignore[method-assign]
        await kitchen.asks("why is the sky blue")
        assert [one["place"] for one in kitchen.of("words_left")] == ["cloud"]
        assert not office.of("words_left")

    Home(tmp_path).live(script)


# health


def test_it_is_ready_when_everything_is(tmp_path: Path) -> None:
    async def script(home: Home) -> None:
        found = await readiness(home.station)
        assert found["ready"], found

    Home(tmp_path).live(script)


@pytest.mark.parametrize("what", ["models", "tiers", "microphone", "disk", "accepting"])
def test_it_says_what_is_not_ready(tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(home: Home) -> None:
        match what:
            case "models":
                home.station.engines = None
            case "tiers":
                breaker = Breaker(home.clock)
                for _ in range(FAILURES):
                    breaker.failed()
                home.tier.state = breaker.left_s, None
            case "microphone":
                home.station.local.beat()
                await home.clock.sleep(6.0)
            case "disk":
                monkeypatch.setattr("voice.serve.health.ROOM_MB", 1 << 40)
            case "accepting":
                await home.station.drain()
        found = await readiness(home.station)
        assert not found["ready"]
        assert [name for name, check in found["checks"].items() if not check["ok"]] == [what]
        assert found["checks"][what]["why"]

    Home(tmp_path).live(script)


def test_the_metrics_count_turns_and_name_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(busy, "depths", Counter())  # other tests of this process have counted too
    monkeypatch.setattr(busy, "restarts", Counter())
    async def script(home: Home) -> None:
        kitchen, office = await rooms(home, "kitchen", "office")
        await kitchen.asks("what time is it")
        await office.asks("why is the sky blue")
        text = home.metrics.text().decode()
        for line in (
            'voice_turns_total{verdict="met"} 2.0',
            'voice_replies_total{by="skill"} 1.0',
            'voice_replies_total{by="cloud"} 1.0',
            'voice_replies_total{by="none"} 0.0',
            "voice_sessions 2.0",
            "voice_slots 8.0",
            "voice_slots_leased 2.0",
            'voice_stage_answer_seconds_count{path="cloud"} 1.0',
            "voice_stage_endpoint_seconds_count 2.0",
            'voice_stage_endpoint_seconds_bucket{le="0.3"} 1.0',
            'voice_satellites_let_go_total{why="full"} 0.0',
            'voice_engine_queue{engine="speak"} 0.0',
            'voice_engine_queue{engine="transcribe"} 0.0',
            'voice_restarts_total{part="microphone"} 0.0',
            'voice_restarts_total{part="model"} 0.0',
        ):
            assert line in text.splitlines(), line
        for word in ("kitchen", "office", "noon", "sky", "Rayleigh", "time is"):
            assert word not in text

    Home(tmp_path).live(script)




def test_sound_that_is_lost_is_told_at_once_however_long_the_satellite_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(busy.lost_s, "sound", 0.0)
    metrics, microphone = Metrics(Budget()), FarMicrophone(VirtualClock())
    microphone.feed(bytes(2 * 16_000 * 7))
    assert "voice_sound_dropped_seconds_total 2.0" in metrics.text().decode()
