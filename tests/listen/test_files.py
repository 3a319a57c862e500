import asyncio
from contextlib import aclosing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.listen.conftest import SetClock, tone
from voice.clock import VirtualClock, WallClock
from voice.errors import AudioError
from voice.listen.files import TAIL_S, SoundFile
from voice.messages import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame


async def heard(source: SoundFile, count: int | None = None) -> list[Frame]:
    """The first `count` frames, or all until the source has ended."""
    frames: list[Frame] = []
    async with aclosing(source.frames()) as stream:
        async for frame in stream:
            if count is None and source.ended:
                break
            frames.append(frame)
            if len(frames) == count:
                break
    return frames


def play(path: Path) -> np.ndarray:
    """All samples of the file itself, as heard."""
    frames = asyncio.run(heard(SoundFile(path, VirtualClock())))
    assert all(f.samples.dtype == np.int16 and f.samples.shape == (FRAME_SAMPLES,) for f in frames)
    sound = np.concatenate([f.samples for f in frames])
    tail = round(TAIL_S * SAMPLE_RATE)
    assert not sound[-tail:].any()
    return sound[:-tail]


@pytest.mark.parametrize("rate", [8_000, 11_025, 16_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2, 6])
def test_any_rate_and_channel_count(tmp_path: Path, rate: int, channels: int) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.tile(tone(rate, 0.5)[:, None], channels), rate)
    sound = play(path)
    assert len(sound) == 8_000
    middle = sound[2_000:6_000].astype(float)
    assert np.sqrt((middle**2).mean()) == pytest.approx(0.5 * 32_768 / np.sqrt(2), rel=0.01)
    assert np.abs(np.fft.rfft(middle)).argmax() * SAMPLE_RATE / len(middle) == pytest.approx(440, abs=4)


@pytest.mark.parametrize(
    ("suffix", "subtype"),
    [
        ("wav", "PCM_24"),
        ("wav", "FLOAT"),
        ("wav", "ULAW"),
        ("flac", "PCM_16"),
        ("ogg", "VORBIS"),
        ("mp3", None),
        ("aiff", "PCM_16"),
    ],
)
def test_any_format(tmp_path: Path, suffix: str, subtype: str | None) -> None:
    path = tmp_path / f"tone.{suffix}"
    soundfile.write(path, tone(48_000, 1.0), 48_000, subtype=subtype)
    middle = play(path)[4_000:12_000].astype(float)
    assert np.abs(np.fft.rfft(middle)).argmax() * SAMPLE_RATE / len(middle) == pytest.approx(440, abs=2)


def test_samples_at_16_khz_pass_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "noise.wav"
    noise = np.random.default_rng(1).integers(-32_768, 32_768, 3_200, dtype=np.int16)
    soundfile.write(path, noise, SAMPLE_RATE)
    assert (play(path) == noise).all()


def test_the_last_frame_is_filled_with_silence(tmp_path: Path) -> None:
    path = tmp_path / "short.wav"
    soundfile.write(path, np.full(330, 1_000, np.int16), SAMPLE_RATE)
    sound = play(path)
    assert len(sound) == 640
    assert (sound[:330] == 1_000).all()
    assert not sound[330:].any()


def test_loud_float_samples_are_clipped_not_wrapped(tmp_path: Path) -> None:
    path = tmp_path / "loud.wav"
    soundfile.write(path, np.array([2.0, -2.0] * 160, np.float32), SAMPLE_RATE, subtype="FLOAT")
    assert set(play(path)) == {32_767, -32_768}


def test_an_audio_clock_is_stepped_frame_by_frame(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(SAMPLE_RATE, 0.1), SAMPLE_RATE)
    clock = VirtualClock()
    frames = asyncio.run(heard(SoundFile(path, clock), count=200))
    assert [f.time for f in frames] == pytest.approx([FRAME_S * (i + 1) for i in range(200)])
    assert clock.now() == pytest.approx(200 * FRAME_S)


def test_a_source_has_ended_only_after_the_silence_behind_it(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(SAMPLE_RATE, 0.1), SAMPLE_RATE)
    frames = asyncio.run(heard(SoundFile(path, VirtualClock())))
    assert len(frames) == round((0.1 + TAIL_S) / FRAME_S)


def test_real_time_does_not_drift(tmp_path: Path) -> None:
    path = tmp_path / "tone.wav"
    soundfile.write(path, tone(SAMPLE_RATE, 0.1), SAMPLE_RATE)
    clock = SetClock(50.0, late_s=0.007)
    frames = asyncio.run(heard(SoundFile(path, clock), count=500))
    assert [f.time for f in frames] == pytest.approx([50 + FRAME_S * (i + 1) for i in range(500)])
    assert clock.now() == pytest.approx(50 + 500 * FRAME_S + 0.007)


def damaged(folder: Path, kind: str) -> Path:
    path = folder / f"{kind}.wav"
    whole = folder / "whole.wav"
    soundfile.write(whole, tone(SAMPLE_RATE, 1.0), SAMPLE_RATE)
    match kind:
        case "empty":
            path.write_bytes(b"")
        case "directory":
            path.mkdir()
        case "header":
            path.write_bytes(whole.read_bytes()[:30])
        case "data":
            path.write_bytes(whole.read_bytes()[:9_000])
        case "flac":
            soundfile.write(folder / "whole.flac", tone(SAMPLE_RATE, 1.0), SAMPLE_RATE)
            path = folder / "cut.flac"
            path.write_bytes((folder / "whole.flac").read_bytes()[:9_000])
        case "text":
            path.write_text("not sound " * 100)
        case "raw":
            path = folder / "headerless.raw"
            path.write_bytes(whole.read_bytes())
        case "zero":
            soundfile.write(path, np.empty(0, np.int16), SAMPLE_RATE)
        case "nan" | "inf":
            sound = tone(SAMPLE_RATE, 1.0)
            sound[12_345] = float(kind)
            soundfile.write(path, sound, SAMPLE_RATE, subtype="FLOAT")
    return path


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        ("missing", "does not exist"),
        ("empty", "is empty"),
        ("directory", "is a directory"),
        ("header", "is damaged"),
        ("data", "is cut short"),
        ("flac", "is damaged"),
        ("text", "is damaged or in no known sound format"),
        ("raw", "is damaged or in no known sound format"),
        ("zero", "zero samples"),
        ("nan", "not numbers"),
        ("inf", "not numbers"),
    ],
)
def test_a_bad_file_is_refused_before_its_first_frame(tmp_path: Path, kind: str, says: str) -> None:
    path = damaged(tmp_path, kind)
    clock = VirtualClock()
    with pytest.raises(AudioError, match=says) as caught:
        asyncio.run(heard(SoundFile(path, clock)))
    assert str(path) in str(caught.value)
    assert caught.value.remedy
    assert caught.value.exit_code == 2
    assert clock.now() == 0


def test_an_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.wav"
    soundfile.write(path, tone(SAMPLE_RATE, 0.1), SAMPLE_RATE)

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(AudioError, match="Permission denied"):
        SoundFile(path, WallClock()).check()


def test_a_wav_written_into_a_pipe_claims_no_length_and_is_heard(tmp_path: Path) -> None:
    path = tmp_path / "piped.wav"
    soundfile.write(path, tone(SAMPLE_RATE, 0.2), SAMPLE_RATE, subtype="PCM_16")
    data = bytearray(path.read_bytes())
    data[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    assert len(play(path)) == 3_200
