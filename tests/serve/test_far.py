"""The far ends of a connection by themselves: the times of what is heard, what waits to be sent, when a reply is over."""

import asyncio
import random
from contextlib import suppress
from itertools import pairwise

import numpy as np
import pytest

from voice.clock import VirtualClock
from voice.messages import FRAME_S, FRAME_SAMPLES
from voice.serve.codecs import PIECE
from voice.serve.cut_off import CutOff
from voice.serve.far_microphone import QUEUE_S, ArrivalTimes, FarMicrophone
from voice.serve.far_speaker import LATE_S, FarSpeaker
from voice.serve.outbox import MOST, Outbox
from voice.serve.protocol import Stop
from voice.serve.slots import Slots

FRAME = bytes(2 * FRAME_SAMPLES)


# times


def arrivals(lates_s: list[float], gap_s: float = 0.0, drift: float = 1.0) -> tuple[list[float], list[float]]:
    """When frames were taken, and when they are thought to have been; each comes so late, and never before the one before it.

    `gap_s`: nothing was taken for so long in the middle.
    """
    times, taken, told, now = ArrivalTimes(), [], [], 0.0
    for number, late_s in enumerate(lates_s, start=1):
        taken.append(number * FRAME_S * drift + (gap_s if number > len(lates_s) / 2 else 0.0))
        now = max(now, taken[-1] + late_s)
        told += times.of(1, now)
    return taken, told


def test_a_network_that_jitters_moves_no_frame() -> None:
    chance = random.Random(1)
    taken, told = arrivals([0.005 + chance.random() * 0.08 for _ in range(3000)])
    off = [there - here for here, there in zip(taken, told, strict=True)][200:]
    assert min(off) > 0.0
    assert max(off) < 0.03
    assert all(later > earlier for earlier, later in pairwise(told))


def test_a_stall_moves_no_frame_either() -> None:
    lates = [0.005] * 200 + [1.5 - 0.02 * number for number in range(75)] + [0.005] * 200
    taken, told = arrivals(lates)
    assert max(there - here for here, there in zip(taken, told, strict=True)) < 0.01


@pytest.mark.parametrize("gap_s", [0.5, 30.0])
def test_a_gap_in_the_sound_is_seen_within_two_seconds(gap_s: float) -> None:
    taken, told = arrivals([0.005] * 1000, gap_s=gap_s)
    assert taken[-1] - told[-1] < 0.01
    assert told[500 + 110] - taken[500 + 110] == pytest.approx(0.005, abs=0.01)


@pytest.mark.parametrize("drift", [0.9995, 1.0005])
def test_a_clock_that_drifts_is_followed(drift: float) -> None:
    taken, told = arrivals([0.005] * 20_000, drift=drift)
    assert abs(told[-1] - taken[-1] - 0.005) < 0.005


def test_several_frames_that_come_together_were_taken_one_after_the_other() -> None:
    times = ArrivalTimes().of(3, 1.0)
    assert times == pytest.approx([0.96, 0.98, 1.0])


# microphone


def test_frames_carry_what_was_told_before_them() -> None:
    async def run() -> None:
        clock = VirtualClock()
        microphone = FarMicrophone(clock)
        microphone.feed(FRAME[:-100])  # pieces of any length make whole frames
        microphone.feed(FRAME[-100:])
        microphone.muted, microphone.echo_db = True, -30.0
        microphone.feed(FRAME)
        frames = microphone.frames()
        first, second = await anext(frames), await anext(frames)
        assert (first.muted, first.echo_db) == (False, float("-inf"))
        assert (second.muted, second.echo_db) == (True, -30.0)
        await frames.aclose()

    asyncio.run(run())


def test_the_oldest_sound_is_lost_where_nobody_takes_it_and_is_counted() -> None:
    microphone = FarMicrophone(VirtualClock())
    for value in range(500):
        microphone.feed(np.full(FRAME_SAMPLES, value, "<i2").tobytes())
    assert microphone.dropped == 500 - QUEUE_S / FRAME_S

    async def first() -> int:
        frames = microphone.frames()
        value = int((await anext(frames)).samples[0])
        await frames.aclose()
        return value

    assert asyncio.run(first()) == microphone.dropped


# outbox


def test_sound_is_cut_into_pieces_and_can_be_dropped_while_words_stay() -> None:
    async def run() -> None:
        box = Outbox()
        box.play(np.zeros(PIECE, np.int16))
        box.tell(Stop())
        assert len(await box.take()) == PIECE
        assert (box.sent_samples, box.holds_sound) == (PIECE // 2, True)
        box.drop_sound()
        assert (await box.take(), box.holds_sound) == (Stop().written(), False)

    asyncio.run(run())


def test_what_is_not_taken_overflows() -> None:
    box = Outbox()
    box.play(np.zeros(MOST // 2 + 1, np.int16))
    assert box.overflows
    box.drop_sound()
    assert not box.overflows


# speaker


def test_the_way_to_the_speaker_is_learnt_from_when_replies_were_over() -> None:
    async def run(clock: VirtualClock) -> None:
        box = Outbox()
        speaker = FarSpeaker(clock, 16_000, box, 80)
        for _ in range(20):
            begin = speaker.write(np.ones(16_000, np.int16))
            while box.holds_sound:
                await box.take()
            await clock.sleep(1.3)  # it is heard 0.3 s late
            speaker.heard(box.sent_samples)
            await speaker.drain()
            await clock.sleep(1.0)
        assert begin - clock.now() + 2.3 == pytest.approx(0.3, abs=0.02)

    clock = VirtualClock()
    clock.run(run(clock))


def test_a_stop_teaches_nothing_and_what_follows_begins_at_once() -> None:
    async def run(clock: VirtualClock) -> None:
        speaker = FarSpeaker(clock, 16_000, Outbox(), 80)
        speaker.write(np.ones(160_000, np.int16))
        speaker.stop()
        speaker.heard(0)
        assert speaker.write(np.ones(160, np.int16)) == clock.now() + LATE_S

    clock = VirtualClock()
    clock.run(run(clock))


def test_a_satellite_that_never_tells_is_waited_for_a_while() -> None:
    async def run(clock: VirtualClock) -> None:
        speaker = FarSpeaker(clock, 16_000, Outbox(), 80)
        speaker.write(np.ones(16_000, np.int16))
        await speaker.drain()
        assert 1.0 < clock.now() < 4.0

    clock = VirtualClock()
    clock.run(run(clock))


# slots


def test_a_slot_is_free_again_whatever_ends_the_lease() -> None:
    slots = Slots(1)
    with suppress(CutOff), slots.lease() as first:
        assert first
        with slots.lease() as second:
            assert not second
        assert not slots.free
        raise CutOff("failed", "It failed.")
    assert slots.free
