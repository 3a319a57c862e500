"""The cleaner: the same in pieces as in one, and speech that is nearer to clean than it was."""

from collections.abc import Iterator

import numpy as np
import pytest

from benchmarks.cleaner.target import CEPSTRA, cepstra
from benchmarks.corpora.sound import Signal, room
from tests.transcribe.conftest import sound
from voice.messages import SAMPLE_RATE, Samples
from voice.transcribe.cleaner import LOOK_AHEAD, SETTLE, WEIGHTS, Cleaner, Floats
from voice.transcribe.features import FILTERS, Array, Spectra

BLOCKS = [1, 2, 3, SETTLE - 1, SETTLE, LOOK_AHEAD, LOOK_AHEAD + 1, 50]


def spectra(samples: Samples) -> Array:
    frames = Spectra()
    frames.push(samples)
    return frames.frames()


@pytest.fixture(scope="module")
def said() -> Array:
    return spectra(sound("1-time")[: 2 * SAMPLE_RATE])


def pieces(frames: Array, block: int) -> Iterator[Array]:
    return (frames[at : at + block] for at in range(0, len(frames), block))


def cleaned(frames: Array) -> Floats:
    cleaner = Cleaner()
    return np.concatenate([cleaner.push(frames), cleaner.rest()])


def same(found: Floats, wanted: Floats) -> None:
    np.testing.assert_allclose(found, wanted, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("block", BLOCKS)
def test_the_same_comes_of_pieces_as_of_the_whole(said: Array, block: int) -> None:
    cleaner = Cleaner()
    found = [cleaner.push(piece) for piece in pieces(said, block)]
    same(np.concatenate([*found, cleaner.rest()]), cleaned(said))


def test_a_frame_is_cleaned_once_those_it_looks_ahead_to_are_there(said: Array) -> None:
    cleaner = Cleaner()
    counts = np.cumsum([len(cleaner.push(piece)) for piece in pieces(said, 1)])
    assert counts.tolist() == [max(number + 1 - LOOK_AHEAD, 0) for number in range(len(said))]


def test_no_frames_change_nothing(said: Array) -> None:
    cleaner = Cleaner()
    found = []
    for piece in pieces(said, 30):
        assert cleaner.push(said[:0]).shape == (0, CEPSTRA)
        found.append(cleaner.push(piece))
    same(np.concatenate([*found, cleaner.rest()]), cleaned(said))


@pytest.mark.parametrize("block", [1, 30])
def test_more_may_follow_the_rest(said: Array, block: int) -> None:
    """It is asked for whenever the speaker pauses: as often as it likes, it leaves nothing behind."""
    cleaner = Cleaner()
    found = []
    for piece in pieces(said, block):
        found.append(cleaner.push(piece))
        same(cleaner.rest(), cleaner.rest())
    same(np.concatenate([*found, cleaner.rest()]), cleaned(said))


def test_push_and_rest_give_every_frame_once(said: Array) -> None:
    for count in range(SETTLE, 3 * LOOK_AHEAD):
        assert cleaned(said[:count]).shape == (count, CEPSTRA)


def test_less_than_it_settles_in_has_no_cepstra(said: Array) -> None:
    for count in range(SETTLE):
        assert cleaned(said[:count]).shape == (0, CEPSTRA)


def test_a_turn_knows_nothing_of_the_one_before(said: Array) -> None:
    first = cleaned(said)
    cleaned(said * 100)
    np.testing.assert_array_equal(cleaned(said), first)


@pytest.mark.parametrize("level", [0, 1, 32767, -32768])
def test_steady_sound_has_finite_cepstra(level: int) -> None:
    assert np.isfinite(cleaned(spectra(np.full(SAMPLE_RATE, level, np.int16)))).all()


@pytest.mark.parametrize("name", ["1-time", "8-lights"])
@pytest.mark.parametrize("worse", ["noise", "loud noise", "echo"])
def test_speech_in_noise_or_a_room_comes_out_nearer_to_clean(worse: str, name: str) -> None:
    """Nearer than by the noise removal that pocketsphinx's model was trained with."""
    draw, close_by = np.random.default_rng(1), sound(name).astype(float)
    if worse == "echo":
        far_off = room(close_by, draw)
    else:
        far_off = close_by + draw.normal(0, 300 if worse == "loud noise" else 100, len(close_by))
    heard, wanted = spectra(taken(far_off)), cepstra(spectra(taken(close_by + draw.normal(0, 6, len(close_by)))))
    assert distance(cleaned(heard), wanted) < 0.9 * distance(cepstra(heard), wanted)


def taken(signal: Signal) -> Samples:
    samples: Samples = np.clip(np.rint(signal), -32768, 32767).astype(np.int16)
    return samples


def test_how_loud_it_is_matters_little() -> None:
    clean = sound("1-time") + np.random.default_rng(1).normal(0, 30, len(sound("1-time")))
    loud, soft = (cleaned(spectra((clean * gain).astype(np.int16))) for gain in (1, 0.2))
    assert distance(loud, soft) < 0.5 * distance(loud, np.zeros_like(loud))


def distance(found: Floats, wanted: Floats) -> float:
    """Of cepstra, each coefficient against its own spread, their means left aside."""
    apart = (found - found.mean(0)) - (wanted - wanted.mean(0))
    return float(np.sqrt(((apart / wanted.std(0).clip(1e-3)) ** 2).mean()))


def test_the_weights_are_small_and_fit_the_features() -> None:
    assert WEIGHTS.stat().st_size < 1_000_000
    with np.load(WEIGHTS) as stored:
        assert {stored[name].dtype for name in stored} == {np.dtype(np.float16)}
        assert stored["D"].shape == (FILTERS, CEPSTRA)
        assert all(np.isfinite(stored[name]).all() for name in stored)
