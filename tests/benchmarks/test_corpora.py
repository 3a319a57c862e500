"""The corpora: same plan every time, splits that share nothing, labels that are what the skills mean.

Sound is made with espeak-ng, which every installation has; where flite and festival are absent their clips
are left out.
"""

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.corpora import SPLITS, Clip, clips, rows, sound, voices
from benchmarks.corpora.plan import KINDS, commands, other_speech
from voice.messages import SAMPLE_RATE

pytestmark = pytest.mark.slow

SLOTS: dict[str, tuple[set[str], set[str]]] = {
    "time": (set(), set()),
    "date": (set(), set()),
    "timer_set": ({"seconds"}, {"name"}),
    "timer_status": (set(), {"name"}),
    "timer_cancel": (set(), {"name", "all"}),
    "alarm_set": ({"time"}, {"day"}),
    "reminder_set": ({"text"}, {"seconds", "time", "day"}),
    "arithmetic": ({"value"}, set()),
    "convert": ({"value", "from", "to"}, set()),
    "volume": (set(), {"value", "change"}),
    "lights": ({"state"}, {"room"}),
    "stop": (set(), set()),
    "repeat": (set(), set()),
}
"""The slots each skill must and may have."""

EVERY_COMMAND = [(split, *command) for split in SPLITS for command in commands(split)]


def test_there_is_enough_to_measure() -> None:
    assert len({words for _, _, words, _, _ in EVERY_COMMAND}) >= 300
    assert len({words for split in SPLITS for _, words in other_speech(split)}) >= 190
    for split in SPLITS:
        assert {skill for where, _, _, skill, _ in EVERY_COMMAND if where == split} == set(SLOTS)


def test_every_command_has_the_slots_of_its_skill() -> None:
    for _, _, words, skill, slots in EVERY_COMMAND:
        must, may = SLOTS[skill]
        assert must <= set(slots) <= must | may, words
        assert re.fullmatch(r"[a-z' ]+", words), "commands are written as they are spoken"
        assert skill != "volume" or len(slots) == 1, words
        assert skill != "reminder_set" or ("seconds" in slots) != ("time" in slots), words
        assert "time" not in slots or re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", slots["time"]), words


def test_the_splits_share_no_sentence_family_or_voice() -> None:
    planned = {split: [row for kind in KINDS for row in rows(kind, split)] for split in SPLITS}
    for what in ("id", "family"):
        tune, held_out = ({getattr(row, what) for row in planned[split]} - {"wake"} for split in SPLITS)
        shared = {name for name in tune & held_out if not re.fullmatch(r"(pause|near)-\d+", name)}
        assert not shared
    tune, held_out = ({row.text for row in planned[split]} - {""} for split in SPLITS)
    assert not tune & held_out
    tune, held_out = ({row.voice.base for row in planned[split]} for split in SPLITS)
    assert not tune & held_out
    for split in SPLITS:
        assert all(row.voice.split == split for row in planned[split])


def test_espeak_accents_and_variants_belong_to_one_split() -> None:
    parts: dict[str, set[str]] = {split: set() for split in SPLITS}
    for voice in voices():
        if voice.engine == "espeak":
            parts[voice.split] |= set(voice.options["voice"].split("+"))
    assert not parts["tune"] & parts["held_out"]


def test_the_plan_is_the_same_every_time() -> None:
    assert rows("command", "tune") == rows("command", "tune")
    first = rows("wake_gap", "held_out")[0]
    assert first.id.startswith("wake_gap/held_out/hey_jarvis/0/")
    assert {row.id for row in rows("other", "tune", "small")} < {row.id for row in rows("other", "tune")}


def test_a_third_of_the_clips_is_noisy() -> None:
    conditions = [row.condition for row in rows("command", "held_out")]
    noisy = sum(condition.endswith("dB") for condition in conditions)
    assert 0.25 < noisy / len(conditions) < 0.42


@pytest.fixture(scope="module")
def woken(tmp_path_factory: pytest.TempPathFactory) -> list[Clip]:
    return list(clips("wake_gap", "tune", "small", tmp_path_factory.mktemp("corpora")))


def test_the_sound_is_the_same_every_time(woken: list[Clip], tmp_path: Path) -> None:
    again = list(clips("wake_gap", "tune", "small", tmp_path))
    assert [clip.id for clip in again] == [clip.id for clip in woken]
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(again, woken, strict=True))


def test_the_wake_word_ends_where_its_label_says(woken: list[Clip]) -> None:
    for clip in woken:
        assert clip.samples.dtype == np.int16
        assert clip.wake_end is not None
        assert clip.pause is not None
        assert clip.speech[0] < clip.wake_end == clip.pause[0] < clip.pause[1] < clip.speech[1]
        if clip.condition != "clean":
            continue
        end = sound.seconds(clip.wake_end)
        loud = np.abs(clip.samples[: sound.seconds(clip.speech[1])].astype(int)).max()
        gap = clip.samples[end : sound.seconds(clip.pause[1])].astype(int)
        assert np.abs(gap).max() < 0.02 * loud
        assert np.abs(clip.samples[end - 320 : end].astype(int)).max() > np.abs(gap).max()


def test_levels_are_as_drawn(woken: list[Clip]) -> None:
    peaks = {clip.condition: np.abs(clip.samples.astype(int)).max() / 32767 for clip in woken}
    assert peaks.get("quiet", 0.0316) == pytest.approx(10 ** (-30 / 20), rel=0.05)
    assert peaks.get("loud", 0.501) == pytest.approx(10 ** (-6 / 20), rel=0.05)
    assert all(peak <= 0.51 for peak in peaks.values())


def test_noise_is_as_far_below_the_speech_as_it_says() -> None:
    chance = np.random.default_rng(1)
    speech = np.concatenate([np.zeros(SAMPLE_RATE), 3000 * chance.standard_normal(SAMPLE_RATE)])
    noisy = sound.mixed(speech, sound.noise("pink", len(speech), chance), 10.0)
    power = ((noisy - speech) ** 2).mean()
    assert 10 * np.log10(3000**2 / power) == pytest.approx(10, abs=0.2)


def test_recordings_are_cut_into_pieces_of_three_to_six_seconds() -> None:
    whole = np.random.default_rng(2).integers(-1000, 1000, 20 * SAMPLE_RATE).astype(np.int16)
    cut = sound.pieces(whole)
    assert np.array_equal(np.concatenate(cut), whole)
    assert all(3.0 <= len(piece) / SAMPLE_RATE <= 6.0 for piece in cut[:-1])
