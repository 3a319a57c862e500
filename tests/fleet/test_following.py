"""Following: the newest release is taken in steps and judged by the turns behind it; a hostile place changes nothing."""

import asyncio
import gc
import gzip
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from weakref import ReferenceType, ref

import pytest

from tests.fleet.places import NOW, Answer, Machine, Server, Today, ok, remembered, run, turn, week_before
from voice.errors import FleetError, ModelError
from voice.fleet import follower, state
from voice.fleet.follower import MOST_STARTS, TURNS, Follower
from voice.fleet.release import checked
from voice.fleet.rounds import HOUR_S, LONGEST_S, RETRY_S, Rounds
from voice.fleet.state import State, Taken
from voice.models import lock, store

DAY = timedelta(days=1)


def text(version: int, volume: int = 50, percent: float = 100) -> str:
    return f"version = {version}\npercent = {percent}\n[settings.speak]\nvolume = {volume}\n"


def followed(machine: Machine) -> Follower:
    return Follower(machine.config, machine.clock)


async def follow_once(machine: Machine) -> bool:
    rounds = machine.rounds()
    return await rounds._round("release", machine, rounds._follow)


def held(folder: Path) -> State:
    return state.read(folder)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path, Server("http://127.0.0.1:1"))


# hostile places


def dripping(body: str) -> Answer:
    async def answer(writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode())
        for letter in body.encode():
            writer.write(bytes([letter]))
            await writer.drain()
            await asyncio.sleep(0.05)

    return answer


async def endless(writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"# more\n" * 10_000)
        await writer.drain()


async def silent(writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def garbage(writer: asyncio.StreamWriter) -> None:
    writer.write(b"\x00\xff\x00 SSH-2.0-no http\r\n\r\n")


GOOD = text(9)

HOSTILE: dict[str, tuple[Answer, str]] = {
    "wrong signature": (ok(GOOD.replace("50", "99")), "not signed"),
    "redirect": (ok("", "302 Found", "Location: /other.toml\r\n"), "answered with 302"),
    "elsewhere": (ok("", "308 Moved", "Location: https://evil.example/x.toml\r\n"), "nothing is followed"),
    "not found": (ok("", "404 Not Found"), "answered with 404"),
    "huge": (endless, "64 KB or more"),
    "bomb": (ok(gzip.compress(b"#" * 50_000_000), head="Content-Encoding: gzip\r\n"), "64 KB or more"),
    "no gzip": (ok(GOOD, head="Content-Encoding: gzip\r\n"), "no connection"),
    "drip": (dripping(GOOD), "no connection"),
    "silence": (silent, "no connection"),
    "garbage": (garbage, "no connection"),
    "no text": (ok(GOOD.encode() + b"\xff"), "not signed"),
    "empty": (ok(""), "not signed"),
    "login page": (ok("<html>please log in</html>"), "not signed"),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_place_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hostile: str) -> None:
    monkeypatch.setattr(follower, "FETCH_S", 0.5)

    async def script(server: Server) -> None:
        machine = Machine(tmp_path, server)
        server.offers(GOOD)
        server.answers["/other.toml"] = ok(GOOD)
        server.answers["/fleet.toml"], told = HOSTILE[hostile]
        assert not await asyncio.wait_for(follow_once(machine), 10)
        assert told in machine.told[0]
        assert (held(tmp_path).seen, held(tmp_path).taken, machine.renewed) == (0, None, 0)
        assert not any(b"/other.toml" in one for one in server.heard)

    run(script)


def test_a_place_that_is_gone_changes_nothing(tmp_path: Path) -> None:
    async def script(server: Server) -> None:
        machine = Machine(tmp_path, Server("http://127.0.0.1:1"))
        assert not await follow_once(machine)
        assert "no connection to the fleet's place" in machine.told[0]

    run(script)


def test_an_older_release_is_a_replay(tmp_path: Path) -> None:
    async def script(server: Server) -> None:
        machine = Machine(tmp_path, server)
        server.offers(text(5))
        assert await follow_once(machine)
        for replayed in (text(4), text(1, 60), text(5, 60), text(5, percent=99)):
            server.offers(replayed)
            assert not await follow_once(machine)
            assert "is not taken" in machine.told[-1]
        assert (held(tmp_path).seen, held(tmp_path).taken.settings) == (5, {"speak": {"volume": 50}})
        server.offers(text(6, 60))
        assert await follow_once(machine)
        assert held(tmp_path).taken.version == 6

    run(script)


def test_a_replay_is_refused_behind_a_release_that_did_not_concern_this_machine(machine: Machine) -> None:
    followed(machine).take(checked(text(5, percent=0)))
    with pytest.raises(FleetError, match="version 4"):
        followed(machine).take(checked(text(4)))


def test_a_damaged_state_takes_nothing_and_says_what_to_do(machine: Machine) -> None:
    (machine.folder / "fleet.json").write_text('{"seen": "many"}')
    with pytest.raises(FleetError, match="damaged") as refused:
        followed(machine).take(checked(text(1)))
    assert "Remove it" in refused.value.remedy


# in steps


def test_a_release_comes_to_more_machines_with_its_percentage(tmp_path: Path) -> None:
    machines = [Machine(tmp_path / str(number), Server("http://127.0.0.1:1")) for number in range(60)]
    reached = []
    for version, percent in enumerate((0, 20, 60, 100), 1):
        for machine in machines:
            followed(machine).take(checked(text(version, percent=percent)))
        reached.append({machine.folder for machine in machines if held(machine.folder).taken})
    assert reached[0] == set()
    assert reached[0] < reached[1] < reached[2] < reached[3]
    assert len(reached[3]) == 60


def test_who_was_away_takes_the_newest_alone(tmp_path: Path) -> None:
    async def script(server: Server) -> None:
        machine = Machine(tmp_path, server)
        server.offers(text(1, 41))
        await follow_once(machine)
        server.answers.clear()  # and 2 to 6 meanwhile
        assert not await follow_once(machine)
        server.offers(text(7, 47))
        await follow_once(machine)
        assert (held(tmp_path).taken.version, held(tmp_path).taken.settings) == (7, {"speak": {"volume": 47}})
        assert machine.told[-1] == "release 7 of the fleet is tried"
        assert machine.renewed == 2

    run(script)


# on probation

BAD: dict[str, Callable[[Random], dict[str, Any]]] = {
    "fails": lambda draw: turn(error="x" if draw.random() < 0.3 else None),
    "is slower": lambda draw: usual(draw) | {"voice_to_voice_ms": draw.lognormvariate(6.4, 0.4)},
    "hears worse": lambda draw: turn(confidence=draw.betavariate(4, 3)),
    "wakes for nothing": lambda draw: turn(ended="no_speech", voice_to_voice_ms=None) if draw.random() < 0.5 else usual(draw),
}


def usual(draw: Random) -> dict[str, Any]:
    values = {"confidence": draw.betavariate(8, 2), "voice_to_voice_ms": draw.lognormvariate(5.7, 0.4)}
    ended, error = "no_speech" if draw.random() < 0.05 else "complete", "x" if draw.random() < 0.01 else None
    return turn(ended=ended, error=error, **values)


def judged(machine: Machine, new: list[dict[str, Any]], before: list[dict[str, Any]]) -> str:
    """Take a release behind a week, look each hour of a day, and tell what became of it."""
    week_before(machine.folder, before)
    machine.clock.day = NOW
    followed(machine).take(checked(text(held(machine.folder).seen + 1, draw_volume(machine))))
    remembered(machine.folder, new, NOW, NOW + DAY)
    told = ""
    for hour in range(1, 25):
        machine.clock.day = NOW + timedelta(hours=hour)
        with_now = [one for one in (followed(machine).judge(),) if one]
        told = with_now[0].text if with_now else told
    return told


def draw_volume(machine: Machine) -> int:
    return 20 + held(machine.folder).seen % 80


@pytest.mark.parametrize("bad", BAD)
def test_what_does_worse_is_rolled_back(machine: Machine, bad: str) -> None:
    draw = Random(1)
    told = judged(machine, [BAD[bad](draw) for _ in range(4 * TURNS)], [usual(draw) for _ in range(300)])
    assert "rolled back" in told
    now = held(machine.folder)
    assert (now.stage, now.taken, len(now.failed)) == ("rolled back", None, 1)
    assert followed(machine).take(checked(text(9, 20))) is None, "the same content again"
    assert held(machine.folder).taken is None


def test_what_does_no_worse_is_kept_in_nineteen_of_twenty(tmp_path: Path) -> None:
    gone = 0
    for seed in range(60):
        draw = Random(seed)
        machine = Machine(tmp_path / str(seed), Server("http://127.0.0.1:1"))
        told = judged(machine, [usual(draw) for _ in range(3 * TURNS)], [usual(draw) for _ in range(200)])
        gone += "rolled back" in told
        assert held(machine.folder).stage in ("kept", "rolled back")
    assert gone <= 3


def test_going_back_leads_to_the_last_that_was_kept(machine: Machine) -> None:
    good = Taken(version=1, content="good", since=NOW - 30 * DAY, settings={"speak": {"volume": 33}})
    state.write(machine.folder, State(stage="kept", taken=good, seen=1))
    followed(machine).take(checked(text(2, 50)))
    followed(machine).take(checked(text(3, 60)))
    assert held(machine.folder).before == good
    assert followed(machine).failed("no") is not None
    assert held(machine.folder).taken == good
    followed(machine).take(checked(text(4, 70)))
    assert held(machine.folder).before == good, "also behind one that was rolled back"


def has_run(machine: Machine, hours: int) -> None:
    """Have what is on trial been there for so many hours."""
    now = held(machine.folder)
    assert now.taken
    now.taken.hours = hours
    state.write(machine.folder, now)


def test_a_machine_that_nobody_talks_to_keeps_a_release_after_a_week(machine: Machine) -> None:
    followed(machine).take(checked(text(1)))
    has_run(machine, 6 * 24)
    assert followed(machine).judge() is None
    has_run(machine, 7 * 24)
    kept = followed(machine).judge()
    assert kept
    assert (kept.text, kept.renews) == ("release 1 of the fleet is kept", False)


def test_another_recogniser_is_not_judged_by_its_confidence(machine: Machine) -> None:
    draw = Random(3)
    week_before(machine.folder, [usual(draw) for _ in range(300)])
    followed(machine).take(checked("version = 1\n[settings.transcribe]\naudio_context = 'full'\n"))
    remembered(machine.folder, [usual(draw) | {"confidence": 0.4} for _ in range(2 * TURNS)], NOW, NOW + DAY)
    machine.clock.day = NOW + DAY
    kept = followed(machine).judge()
    assert kept
    assert "kept" in kept.text


def test_what_does_not_load_or_ends_the_program_goes(machine: Machine) -> None:
    assert followed(machine).failed("nothing is on probation") is None
    followed(machine).take(checked(text(1)))
    for _ in range(MOST_STARTS):
        assert followed(machine).started() is None
    gone = followed(machine).started()
    assert gone
    assert f"ended {MOST_STARTS} times" in gone.text
    followed(machine).take(checked(text(2, 60)))
    for _ in range(3 * MOST_STARTS):  # a machine that is switched off each night
        assert followed(machine).started() is None
        machine.clock.day += timedelta(hours=2)
        assert followed(machine).judge() is None


# models


@pytest.fixture
def pulls(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[tuple[str, int]]:
    """Models are pulled without a network: each pull writes the lock of one version."""
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path / "models"))
    done: list[tuple[str, int]] = []

    def pull(model: Any, show: Any, canary: int) -> Any:
        done.append((model.name, canary))
        home, version = store.home(model.name), model.files[0].sha256[:12]
        home.mkdir(parents=True, exist_ok=True)
        now = lock.read(home)
        files = {one.name: lock.Held(size=one.size, sha256=one.sha256, pinned="by the manifest") for one in model.files}
        now.versions[version] = lock.Version(repository="x", revision=model.revision or "", pulled="", files=files)
        folder = home / "versions" / version
        folder.mkdir(parents=True, exist_ok=True)
        if canary and now.current:
            now.canary = lock.Canary(version=version, turns=canary)
        else:
            now.current = version
        lock.write(home, now)
        return replace_version(version)

    monkeypatch.setattr(follower, "pull", pull)
    return done


def replace_version(version: str) -> Any:
    from voice.models.pull import Pulled

    return replace(Pulled("", "", "", Path(), True, 0, 0, 0), version=version)


def tiny(version: int, sha256: str) -> str:
    from voice.models.manifest import shipped

    known = shipped().find("whisper-tiny.en").files
    files = ", ".join(f'{{name = "{one.name}", size = 5, sha256 = "{sha256 * 64}"}}' for one in known)
    return f'version = {version}\n[[models]]\nname = "whisper-tiny.en"\nrevision = "{"b" * 40}"\nfiles = [{files}]\n'


def test_models_come_on_probation_and_a_release_goes_with_its_model(machine: Machine, pulls: list[tuple[str, int]]) -> None:
    followed(machine).take(checked(tiny(1, "a")))
    has_run(machine, 7 * 24)
    followed(machine).judge()
    followed(machine).take(checked(tiny(2, "c")))
    assert pulls == [("whisper-tiny.en", TURNS)] * 2
    assert store.serving("whisper-tiny.en") == "c" * 12
    now = lock.read(store.home("whisper-tiny.en"))
    now.canary = None  # as the model's own canary does
    lock.write(store.home("whisper-tiny.en"), now)
    gone = followed(machine).judge()
    assert gone
    assert gone.text == "release 2 of the fleet is rolled back: the model whisper-tiny.en went back to its version before"
    assert held(machine.folder).taken.version == 1


def test_a_release_that_goes_takes_its_model_with_it(
    machine: Machine, pulls: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from voice.models import versions

    monkeypatch.setattr(versions, "damaged", lambda *_: [])
    followed(machine).take(checked(tiny(1, "a")))
    has_run(machine, 7 * 24)
    followed(machine).judge()
    followed(machine).take(checked(tiny(2, "c")))
    followed(machine).failed("it does not load")
    assert store.serving("whisper-tiny.en") == "a" * 12
    assert held(machine.folder).taken.version == 1


def test_a_model_that_is_here_is_not_fetched_again(machine: Machine, pulls: list[tuple[str, int]]) -> None:
    followed(machine).take(checked(tiny(1, "a")))
    followed(machine).take(checked(tiny(2, "a") + "[settings.speak]\nvolume = 40\n"))
    followed(machine).take(checked('version = 3\n[settings.transcribe]\nmodel = "whisper-tiny.en"\n'))
    assert len(pulls) == 1
    followed(machine).take(checked('version = 4\n[settings.speak]\nengine = "piper"\n'))
    assert pulls[1:] == [("piper-joe", 0)]


def test_a_model_that_cannot_be_fetched_leaves_everything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pull(*_: Any, **__: Any) -> Any:
        raise ModelError("no connection to the hub", "Pull again.")

    monkeypatch.setattr(follower, "pull", pull)
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path / "models"))

    async def script(server: Server) -> None:
        machine = Machine(tmp_path, server)
        server.offers(tiny(1, "a"))
        assert not await follow_once(machine)
        assert machine.told == ["fleet: no connection to the hub. Pull again."]
        assert held(tmp_path).taken is None

    run(script)


# rounds


def test_waits_grow_with_failures_and_are_drawn_at_random(machine: Machine) -> None:
    rounds = machine.rounds()
    assert all(0.9 * HOUR_S <= rounds._wait(0) <= 1.1 * HOUR_S for _ in range(100))
    for failures in range(1, 2000, 7):
        longest = min(LONGEST_S, RETRY_S * 2 ** min(failures - 1, 20))
        assert longest / 2 <= rounds._wait(failures) <= longest
    assert len({machine.rounds(seed)._wait(3) for seed in range(50)}) == 50


def test_rounds_go_on_behind_failures(tmp_path: Path) -> None:
    async def script(server: Server) -> None:
        machine = Machine(tmp_path, server, {})
        task = asyncio.create_task(machine.rounds().run())
        while len(server.heard) < 10:
            await asyncio.sleep(0.01)
        server.offers(text(1))
        server.answers["/v1/metrics"] = ok("{}")
        while not machine.renewed:
            await asyncio.sleep(0.01)
        task.cancel()
        assert "release 1 of the fleet is tried" in machine.told
        assert len([one for one in machine.told if "404" in one]) == 2, "each is told of once"

    run(script)


def test_engines_are_not_held_between_rounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are megabytes, and retired long before the next round."""

    async def script(server: Server) -> None:
        clock = Today()
        held: list[ReferenceType[Machine]] = []

        def engines() -> Machine:
            held.append(ref(made := Machine(tmp_path, server, {})))
            return made

        task = asyncio.create_task(Rounds(engines, clock, lambda told: None, lambda: None).run())
        while len(held) < 5:
            await asyncio.sleep(0.01)
        monkeypatch.setattr(clock, "sleep", lambda seconds: asyncio.sleep(seconds))
        while any(one() for one in held):  # until the limit of a test, if one is held
            gc.collect()
            await asyncio.sleep(0.01)
        task.cancel()

    run(script)


def test_a_start_reads_the_settings_without_what_is_rolled_back(machine: Machine) -> None:
    followed(machine).take(checked(text(1)))
    reads: list[int] = []

    def read() -> Any:
        reads.append(1)
        return machine.config

    for _ in range(MOST_STARTS):
        machine.rounds().started(read)
    assert (len(reads), machine.told) == (MOST_STARTS, [])
    machine.rounds().started(read)
    assert len(reads) == MOST_STARTS + 2
    assert "rolled back" in machine.told[0]


def test_settings_that_do_not_load_are_given_up(tmp_path: Path) -> None:
    async def script(server: Server) -> None:
        machine = Machine(tmp_path, server)
        followed(machine).take(checked(text(1)))
        await machine.rounds().unloaded(machine.config, "kokoro is not installed")
        assert machine.told == ["release 1 of the fleet is rolled back: it does not load: kokoro is not installed"]
        assert machine.renewed == 1

    run(script)


@pytest.mark.parametrize("off", [1000 * DAY, -DAY, -400 * DAY, datetime(1970, 1, 1, tzinfo=UTC) - NOW])
def test_a_clock_that_was_wrong_neither_delays_nor_forestalls_a_judgement(machine: Machine, off: timedelta) -> None:
    week_before(machine.folder, [turn()] * 700)
    machine.clock.day = NOW + off
    assert followed(machine).take(checked(text(1)))
    machine.clock.day = NOW
    assert followed(machine).judge() is None
    remembered(machine.folder, [turn(error="late", voice_to_voice_ms=None)] * TURNS, NOW, NOW + DAY)
    machine.clock.day = NOW + DAY
    assert followed(machine).judge()
    assert held(machine.folder).stage == "rolled back"
