"""Earcons, mute, hours in which not to disturb, and the cue when words leave the house; conversations in virtual time."""

import asyncio
from collections.abc import AsyncGenerator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from tests.house import House
from voice.clock import VirtualClock
from voice.config import Config, DoNotDisturb
from voice.errors import EngineError
from voice.events import LeftOpen, Ringing, Switched, WordsLeft
from voice.listen.muted import Muted
from voice.messages import Frame, Samples
from voice.mute import Mute
from voice.privacy.gate import EgressGate, Place
from voice.signals import NOTES, PEAK_DB, Earcon, earcon
from voice.testing import FakeVoice, ScriptedTier

EARCONS: tuple[Earcon, ...] = get_args(Earcon)
NIGHT = DoNotDisturb(hours="22:00-07:00")


def configured(house: House, **sections: Any) -> House:
    house.engines.config = house.engines.config.model_copy(update=sections)
    house.speak_with(FakeVoice())
    return house


def at(hour: int, minute: int = 0) -> VirtualClock:
    return VirtualClock(start=datetime(2026, 11, 21, hour, minute).astimezone())


# earcons


@pytest.mark.parametrize("rate", [16_000, 22_050, 24_000])
@pytest.mark.parametrize("name", EARCONS)
def test_an_earcon_is_short_and_quiet_and_does_not_click(name: Earcon, rate: int) -> None:
    sound = earcon(name, rate).astype(float) / 32768
    assert 0.05 < len(sound) / rate < 0.15
    peak = 20 * np.log10(np.abs(sound).max())
    assert PEAK_DB - 1 < peak <= PEAK_DB
    assert sound[0] == sound[-1] == 0
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)))) ** 2
    hertz = np.fft.rfftfreq(len(sound), 1 / rate)
    assert spectrum[hertz > 4000].sum() < 1e-6 * spectrum.sum()  # a click is all frequencies
    rms = np.sqrt(np.mean(sound[: rate // 1000] ** 2))  # the first millisecond
    assert rms < 0.1 * np.abs(sound).max()


@pytest.mark.parametrize("name", EARCONS)
def test_voice_activity_would_take_an_earcon_for_voice(name: Earcon) -> None:
    """Why a session takes no frame for voiced in which one sounds."""
    import webrtcvad

    room = np.random.default_rng(1).normal(0, 30, 16_000)
    room[8000 : 8000 + len(earcon(name, 16_000))] += earcon(name, 16_000)
    vad = webrtcvad.Vad(2)
    assert any(vad.is_speech(room[i : i + 320].astype(np.int16).tobytes(), 16_000) for i in range(0, 16_000, 320))


@pytest.mark.parametrize("room", [5, 100])
@pytest.mark.parametrize(("speaks", "expected"), [(False, False), (True, True)])
def test_who_speaks_while_an_earcon_sounds_is_voice(speaks: bool, expected: bool, room: int, tmp_path: Path) -> None:
    """What voice activity says of every frame is that it is voiced, as it does of a sine and holds on to it."""
    house = Loud(tmp_path)
    signals, sound, random = house.session.signals, earcon("wake", 16_000), np.random.default_rng(1)
    low = 1000 * np.sin(2 * np.pi * 200 * np.arange(16_000) / 16_000)
    heard = random.normal(0, room, 16_000)
    heard[5440 : 5440 + len(sound)] += sound
    heard[5440:] += low[5440:] if speaks else 0
    signals.woken()
    now = house.clock.now() - 0.3  # it sounds at the sixteenth frame
    pairs = [(i, Frame(heard[i : i + 320].astype(np.int16), now + i / 16_000)) for i in range(0, 16_000, 320)]
    found = [signals.heard(frame, voiced=i >= 5440) for i, frame in pairs]
    assert house.earcons() == ["wake"]
    during = [voiced for (_, frame), voiced in zip(pairs, found, strict=True) if 0.34 <= frame.time - now < 0.54]
    assert during == [expected] * 10


class Loud(House):
    """A house whose microphone hears its speaker, and what was played with the times at which that began."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self.played: list[tuple[float, Samples]] = []
        write = self.sink.write

        def noted(samples: Samples) -> float:
            begins = write(samples)
            self.played.append((begins, samples))
            return begins

        self.sink.write = noted  # type: ignore[method-assign]

    def earcons(self) -> list[str]:
        named = {earcon(name, FakeVoice.sample_rate).tobytes(): name for name in EARCONS}
        return [named[sound.tobytes()] for _, sound in self.played if sound.tobytes() in named]


def test_who_goes_on_in_the_same_breath_hears_no_earcon(tmp_path: Path) -> None:
    house = Loud(tmp_path, commands=("what time is it",))
    (turn,) = house.says("hey jarvis what time is it")
    assert house.earcons() == []
    assert turn.voice_to_voice_ms() == pytest.approx(220)


def test_who_waits_behind_the_wake_word_hears_it_and_is_heard_as_without_it(tmp_path: Path) -> None:
    def waits(folder: Path, on: bool) -> tuple[Loud, Any]:
        house = Loud(folder, commands=("what time is it",))
        configured(house, signals=house.engines.config.signals.model_copy(update={"earcons": on}))

        async def script(house: House) -> None:
            house.microphone.say("hey jarvis")
            house.microphone.pause(0.5)
            house.microphone.say("what time is it")
            await house.ended(1)

        return house, house.hold(script)[0]

    with_it, turn = waits(tmp_path / "with", True)
    without, same = waits(tmp_path / "without", False)
    assert (with_it.earcons(), without.earcons()) == (["wake"], [])
    assert turn.reply == same.reply == "It's noon."
    assert turn.marks == same.marks


def test_an_earcon_is_no_voice_and_what_is_said_meanwhile_is_heard(tmp_path: Path) -> None:
    house = Loud(tmp_path, commands=("stop", "what time is it"))

    async def script(house: House) -> None:
        house.microphone.say("hey jarvis")
        house.microphone.pause(0.34)  # the earcon has just begun
        house.microphone.say("what time is it")
        await house.ended(1)

    (turn,) = house.hold(script)
    assert turn.reply == "It's noon."
    assert turn.voice_to_voice_ms() == pytest.approx(220)


def test_the_earcon_in_the_microphone_does_not_begin_a_turn(tmp_path: Path) -> None:
    house = Loud(tmp_path)

    async def script(house: House) -> None:
        house.microphone.say("hey jarvis")
        house.microphone.pause(0.32)
        house.microphone._frames.extend([house.microphone._vocabulary.number("")] * 8)  # sound without words
        await house.ended(1)

    (turn,) = house.hold(script)
    assert turn.ended == "no_speech"
    assert house.earcons() == ["wake", "end"]


@pytest.mark.parametrize(("late_s", "earcons"), [(0.0, []), (0.5, ["end"])])
def test_a_late_reply_is_announced_and_never_delayed(late_s: float, earcons: list[str], tmp_path: Path) -> None:
    clock = at(12)
    house = Loud(tmp_path, ScriptedTier("cloud", late_s, "Scattering.", clock=clock), clock=clock)
    (turn,) = house.says("hey jarvis why is the sky blue")
    assert house.earcons() == earcons
    assert turn.marks.speech_first_audio == pytest.approx(turn.marks.answer_first_token)


def test_a_reply_cuts_an_earcon_off(tmp_path: Path) -> None:
    clock = at(12)
    house = Loud(tmp_path, ScriptedTier("cloud", 0.16, "Scattering.", clock=clock), clock=clock)
    (turn,) = house.says("hey jarvis why is the sky blue")
    assert house.earcons() == ["end"]
    assert turn.marks.audible == pytest.approx(turn.marks.answer_first_token)


def test_a_failure_that_nothing_can_be_said_of_is_heard(tmp_path: Path) -> None:
    class Mute(FakeVoice):
        async def synthesise(self, text: str) -> AsyncGenerator[Samples]:
            raise EngineError("the voice died", "Try again.")
            yield

    house = Loud(tmp_path, commands=("what time is it",))
    house.speak_with(Mute())
    (turn,) = house.says("hey jarvis what time is it")
    assert turn.error
    assert house.earcons() == ["error"]


# mute


@pytest.mark.parametrize("how", ["said", "switched"])
def test_muted_means_that_no_frame_reaches_an_engine(how: str, tmp_path: Path) -> None:
    house = Loud(tmp_path, commands=("mute the microphone", "what time is it"))
    fed: list[Frame] = []

    async def script(house: House) -> None:
        if how == "said":
            house.microphone.say("hey jarvis mute the microphone")
            await house.ended(1)
        else:
            Mute(house.folder, house.clock).switch(True)
        await house.clock.sleep(0.5)
        for part in ("_activity", "_recent"):
            setattr(house.session, part, _Nobody(fed))
        house.session._utterance.feed = _Nobody(fed).feed  # type: ignore[method-assign]
        house.session._attention.feed = _Nobody(fed).feed  # type: ignore[method-assign]
        house.microphone.say("hey jarvis what time is it")
        await house.clock.sleep(5.0)

    turns = house.hold(script)
    assert fed == []
    assert [turn.answered_by for turn in turns] == (["microphone"] if how == "said" else [])
    assert [event.muted for event in house.events if isinstance(event, Switched)] == [True]
    assert house.earcons() == ([] if how == "said" else ["muted"])
    assert Mute(house.folder, house.clock).on  # and so does the next process


class _Nobody:
    """An engine that notes what reaches it."""

    def __init__(self, fed: list[Frame]) -> None:
        self._fed = fed

    def voiced(self, frame: Frame) -> bool:
        self._fed.append(frame)
        return False

    def feed(self, frame: Any, *more: Any) -> None:
        self._fed.append(frame)


def test_what_was_being_said_when_it_was_muted_is_dropped(tmp_path: Path) -> None:
    house = Loud(tmp_path, commands=("what time is it",))
    mute = Mute(tmp_path, house.clock)

    async def script(house: House) -> None:
        house.microphone.say("hey jarvis what time is it")
        await house.clock.sleep(0.9)
        assert house.session.floor.state == "listening"
        mute.switch(True)
        await house.clock.sleep(60.0)
        assert house.session.floor.idle
        mute.switch(False)
        await house.clock.sleep(1.0)
        house.microphone.say("hey jarvis what time is it")
        await house.ended(1)

    turns = house.hold(script)
    assert [turn.reply for turn in turns] == ["It's 12:01 pm."]
    assert house.earcons() == ["muted", "unmuted"]


def test_a_muted_assistant_rings(tmp_path: Path) -> None:
    house = Loud(tmp_path, commands=("set a timer for five seconds",))

    async def script(house: House) -> None:
        house.microphone.say("hey jarvis set a timer for five seconds")
        await house.ended(1)
        Mute(tmp_path, house.clock).switch(True)
        await house.clock.sleep(6.0)
        assert any(isinstance(event, Ringing) for event in house.events)
        while not house.session.floor.idle:
            await house.clock.sleep(0.1)

    house.hold(script)


def test_it_starts_muted_if_it_was(tmp_path: Path) -> None:
    Mute(tmp_path, at(12)).switch(True)
    house = Loud(tmp_path, commands=("what time is it",))

    async def script(house: House) -> None:
        house.microphone.say("hey jarvis what time is it")
        await house.clock.sleep(5.0)

    assert house.hold(script) == []
    assert house.earcons() == ["muted"]


def test_behind_the_switch_there_is_silence(tmp_path: Path) -> None:
    clock = at(12)
    mute = Mute(tmp_path, clock)

    class Talking:
        ended = False

        async def frames(self) -> Any:
            for number in range(100):
                await clock.sleep(0.02)
                if number == 50:
                    mute.switch(True)
                yield Frame(np.full(320, 1000, np.int16), clock.now())

    async def heard() -> list[bool]:
        return [bool(frame.samples.any()) async for frame in Muted(Talking(), mute).frames()]

    assert clock.run(heard()) == [True] * 50 + [False] * 50


# do not disturb


@pytest.mark.parametrize(
    ("hours", "time", "held"),
    [
        ("22:00-07:00", "22:00", True), ("22:00-07:00", "03:00", True), ("22:00-07:00", "07:00", False),
        ("22:00-07:00", "21:59", False), ("13:00-14:30", "14:00", True), ("13:00-14:30", "14:30", False), ("", "03:00", False),
    ],
)  # fmt: skip
def test_the_hours(hours: str, time: str, held: bool) -> None:
    assert DoNotDisturb(hours=hours).holds(datetime.fromisoformat(f"2026-11-21T{time}")) == held


def night(folder: Path, clock: VirtualClock, *commands: str, **settings: str) -> Loud:
    house = Loud(folder, commands=commands, clock=clock)
    chosen = NIGHT.model_copy(update=settings)
    house.engines.skills._timing.rings.quiet = chosen
    configured(house, do_not_disturb=chosen)
    return house


def rung(house: House) -> list[str]:
    return [event.text for event in house.events if isinstance(event, Ringing)]


@pytest.mark.parametrize(
    ("what", "hours", "after_s", "rings", "spoken"),
    [
        ("remind me in ninety seconds to lock up", {}, 100, False, False),
        ("remind me in ninety seconds to lock up", {}, 200, True, True),
        ("remind me in ninety seconds to lock up", {"reminders": "silent"}, 100, True, False),
        ("set an alarm for two minutes past noon", {}, 130, True, True),
        ("set a timer for ninety seconds", {}, 100, True, True),
    ],
)
def test_reminders_wait_until_the_hours_are_over_and_alarms_and_timers_do_not(
    what: str, hours: dict[str, str], after_s: float, rings: bool, spoken: bool, tmp_path: Path
) -> None:
    house = night(tmp_path, at(12), what, hours="12:01-12:03", **hours)

    async def script(house: House) -> None:
        house.microphone.say(f"hey jarvis {what}")
        await house.ended(1)
        house.sink.take()
        await house.clock.sleep(after_s - house.clock.now())

    house.hold(script)
    assert bool(rung(house)) == rings
    assert bool(len(house.sink.take())) == spoken


def test_a_reminder_that_waits_says_so_when_it_is_set(tmp_path: Path) -> None:
    house = night(tmp_path, at(21, 30), "remind me at eleven pm to lock up")
    (turn,) = house.says("hey jarvis remind me at eleven pm to lock up")
    assert turn.reply == "I'll remind you at 11 pm: lock up. Do not disturb is on then, so it waits until 7 am."


def test_a_reminder_that_was_set_within_the_hours_is_heard(tmp_path: Path) -> None:
    house = night(tmp_path, at(23), "remind me in ten minutes to turn the oven off")

    async def script(house: House) -> None:
        house.microphone.say("hey jarvis remind me in ten minutes to turn the oven off")
        await house.ended(1)
        await house.clock.sleep(700.0)

    house.hold(script)
    assert rung(house) == ["Reminder: turn the oven off."]


def test_in_these_hours_there_are_no_earcons_and_only_questions_leave_the_floor_open(tmp_path: Path) -> None:
    house = night(tmp_path, at(23), "what time is it", "set a timer")
    always = house.engines.config.conversation.model_copy(update={"follow_up": "always"})
    configured(house, conversation=always)
    house.says("hey jarvis", "hey jarvis what time is it")
    assert house.earcons() == []
    assert not any(isinstance(event, LeftOpen) for event in house.events)


# words that leave the house


@pytest.mark.parametrize("wanted", [True, False])
def test_words_that_leave_the_house_are_told_and_heard_if_wanted(wanted: bool, tmp_path: Path) -> None:
    place = Place("cloud", "https://example.com/v1", trusted=False)

    class Away(ScriptedTier):
        async def stream(self, *arguments: Any, **more: Any) -> AsyncGenerator[str]:
            house.engines.gate.left(place)
            async for piece in super().stream(*arguments, **more):
                yield piece

    clock = at(12)
    house = Loud(tmp_path, Away("cloud", 0.1, "Scattering.", clock=clock), clock=clock)
    configured(house, signals=house.engines.config.signals.model_copy(update={"away": wanted}))
    house.engines.gate.left = lambda place: house.session.signals.words_left(place.name)
    house.says("hey jarvis why is the sky blue")
    assert [event.place for event in house.events if isinstance(event, WordsLeft)] == ["cloud"]
    assert house.earcons() == ["away"] * wanted


@pytest.mark.parametrize(
    ("url", "body", "told"),
    [("http://127.0.0.1:1/v1", b"{}", False), ("https://example.com/v1", b"{}", True), ("https://example.com/v1", b"", False)],
)
def test_the_gate_tells_when_words_pass(url: str, body: bytes, told: bool, tmp_path: Path) -> None:
    import httpx2

    gate = EgressGate.of(Config(state_dir=tmp_path), at(12))
    gate.screen.load()
    left: list[Place] = []
    gate.left = left.append
    client = gate.client_to(Place("there", url, trusted=True))
    asyncio.run(client._admit(httpx2.Request("POST", url, content=body)))
    assert bool(left) == told


def test_the_notes_of_earcons_go_up_to_wake_and_down_to_end() -> None:
    def rises(name: Earcon) -> bool:
        return all(one < other for (one, _), (other, _) in pairwise(NOTES[name]))

    assert [rises(name) for name in ("wake", "unmuted", "end", "muted")] == [True, True, False, False]
