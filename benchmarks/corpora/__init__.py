"""Spoken clips to listen to, made on the spot by free synthesisers from the sentences in this folder.

    from benchmarks.corpora import clips
    for clip in clips("command", "tune", size="small"):
        ...

Two splits: `tune` for anyone who chooses thresholds, `held_out` for what is reported. They share no way
of putting a sentence (family) and no voice (speaker, accent or variant). Sound is cached outside the
repository; a synthesiser that is not installed leaves its clips out, and `skipped()` says so.

| kind | what |
|---|---|
| command | a request one of the skills can do, with its slots |
| other | speech that is no command; recordings of people too, where they are at hand |
| pause | a command with a breath of 0.6 to 1.2 s inside |
| wake_alone | a wake word, then silence |
| wake_gap | a wake word, 0.05 to 0.8 s of silence, a command |
| wake_breath | a wake word and a command in one breath; where the wake word ends is unknown |
| wake_command, wake_other | a wake word and a command, or other speech, every second one in one breath |
| natural, natural_other | the same by natural voices, half of them at 10 dB |
| near_miss | speech that sounds a little like a wake word |
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs
import soxr

from benchmarks.corpora import sound
from benchmarks.corpora.plan import KINDS, SPLITS, Row, Size, Split, chance, other_speech, rows
from benchmarks.corpora.synthesis import heard, installed, skipped, spoken, voices
from voice.messages import SAMPLE_RATE, Samples

__all__ = ["KINDS", "SPLITS", "Clip", "Size", "Split", "clips", "of_rows", "rows", "skipped", "voices"]

LEAD_S = 0.6
"""Room tone before the first word: detectors need some sound to settle."""

TAIL_S = 2.5
"""Room tone after the last word: longer than any wait for more."""

RECORDINGS = Path(__file__).parents[3] / "shared" / "data"
"""Where recordings of people are looked for."""

RECORDED: dict[Split, tuple[str, ...]] = {"tune": ("jfk",), "held_out": ("two_cities", "beckett")}


@dataclass(frozen=True, slots=True)
class Clip:
    samples: Samples
    """int16, mono, 16 kHz; room tone before and after the words."""
    text: str
    """What was said, the wake word left out."""
    voice: str
    condition: str
    """"clean", "room", "quiet", "loud", or a noise and its distance from the speech: "babble 10 dB"."""
    skill: str | None
    slots: dict[str, Any] = field(hash=False)
    wake_end: float | None
    """Seconds to the end of the wake word's last sample; None where there is none, or where it is unknown."""
    split: Split
    kind: str
    id: str
    family: str
    phrase: str | None
    """The wake word that was said."""
    speech: tuple[float, float]
    """Seconds to the first and past the last sample of speech."""
    pause: tuple[float, float] | None
    """Seconds to the start and end of the breath inside a `pause`, or of the gap after a wake word."""


def default_out() -> Path:
    return platformdirs.user_cache_path("voice") / "corpora"


def clips(kind: str, split: Split, size: Size = "full", out: Path | None = None) -> Iterator[Clip]:
    """The clips of a kind (see above), made as they are asked for; sound already in `out` is used again."""
    yield from of_rows(rows(kind, split, size), out)
    if kind == "other":
        yield from _recorded(split)


def of_rows(planned: Iterable[Row], out: Path | None = None) -> Iterator[Clip]:
    """The clips of rows of one's own."""
    folder = out or default_out()
    wanted = [row for row in planned if installed(row.voice)]
    paths = spoken(((row.voice, text) for row in wanted for text in row.texts), folder)
    for row in wanted:
        yield _clip(row, [sound.trimmed(heard(paths[row.voice.name, text])) for text in row.texts], folder)


def _clip(row: Row, said: list[Samples], folder: Path) -> Clip:
    said = [_paced(part, row.speed) for part in said]
    parts, at, edges = [sound.silence(LEAD_S)], LEAD_S, []
    for part, gap in zip(said, (*row.gaps_s, TAIL_S), strict=True):
        edges += [at, at + len(part) / SAMPLE_RATE]
        parts += [part, sound.silence(gap)]
        at += (len(part) + sound.seconds(gap)) / SAMPLE_RATE
    alone = row.phrase and (row.gaps_s or row.kind == "wake_alone")
    return Clip(
        samples=_conditioned(np.concatenate(parts), row, folder),
        text=row.text,
        voice=row.voice.name,
        condition=row.condition,
        skill=row.skill,
        slots=row.slots,
        wake_end=edges[1] if alone else None,
        split=row.split,
        kind=row.kind,
        id=row.id,
        family=row.family,
        phrase=row.phrase,
        speech=(edges[0], edges[-1]),
        pause=(edges[1], edges[2]) if len(edges) > 2 else None,
    )


def _paced(samples: Samples, speed: float) -> Samples:
    if speed == 1.0:
        return samples
    paced: Samples = soxr.resample(samples, SAMPLE_RATE * speed, SAMPLE_RATE)
    return paced


def _conditioned(samples: Samples, row: Row, folder: Path) -> Samples:
    draw = chance(row.id + "/sound")
    signal = samples.astype(np.float64)
    kind, _, distance = row.condition.partition(" ")
    if kind == "room":
        signal = sound.room(signal, draw)
    if kind in ("white", "pink"):
        signal = sound.mixed(signal, sound.noise(kind, len(signal), draw), float(distance.removesuffix("dB")))
    if kind == "babble":
        crowd = sound.babble(list(_talkers(row.split, folder)), len(signal), draw)
        signal = sound.mixed(signal, crowd, float(distance.removesuffix("dB")))
    return sound.levelled(signal, row.peak_dbfs, draw)


@cache
def _talkers(split: Split, folder: Path) -> tuple[Samples, ...]:
    """Six of the split's voices, each with two sentences, to make babble of."""
    cast = [voice for voice in voices() if voice.split == split and installed(voice)][:6]
    sentences = [words for _, words in other_speech(split)]
    jobs = [(voice, sentences[2 * n + k]) for n, voice in enumerate(cast) for k in range(2)]
    paths = spoken(jobs, folder)
    said = [sound.trimmed(heard(paths[voice.name, text])) for voice, text in jobs]
    return tuple(np.concatenate(said[n : n + 2]) for n in range(0, len(said), 2))


def _recorded(split: Split) -> Iterator[Clip]:
    for name in RECORDED[split]:
        file = RECORDINGS / f"{name}.flac"
        if not file.is_file():
            continue
        for n, piece in enumerate(sound.pieces(heard(file))):
            padded = np.concatenate([sound.silence(LEAD_S), piece, sound.silence(TAIL_S)])
            noisy = padded.astype(np.float64)
            yield Clip(
                samples=sound.levelled(noisy, -12.0, chance(f"{name}/{n}")),
                text="",
                voice=f"recording-{name}",
                condition="recording",
                skill=None,
                slots={},
                wake_end=None,
                split=split,
                kind="other",
                id=f"other/{split}/{name}/{n}",
                family=name,
                phrase=None,
                speech=(LEAD_S, LEAD_S + len(piece) / SAMPLE_RATE),
                pause=None,
            )
