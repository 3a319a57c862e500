"""Cast: every voice at hand on this machine, to have a phrase said in as many ways as possible.

espeak-ng has accents and throats (variants), Kokoro has voices, and a mixture of two of them is a voice of its own. flite,
where it is installed, and Piper have a voice or two, which are made smaller and larger. Who is kept out of training is decided
here, once: no accent, throat or voice of one part is in another.
"""

import asyncio
import itertools
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import soundfile
import soxr

from voice.messages import SAMPLE_RATE, Samples
from voice.speak import espeak
from voice.speak.kokoro_onnx import KokoroOnnx
from voice.speak.piper import Piper

Part = Literal["train", "tune", "check"]

ACCENTS: dict[Part, tuple[str, ...]] = {
    "train": ("en-us", "en-gb", "en-029", "en-gb-x-gbclan"),
    "tune": ("en-gb-x-gbcwmd",),
    "check": ("en-us-nyc", "en-gb-x-rp", "en-gb-scotland"),
}
THROATS: dict[Part, tuple[str, ...]] = {
    "train": (
        "", "f2", "f3", "m1", "m2", "m3", "m4", "m6", "klatt", "klatt3", "klatt4", "Alex", "Alicia", "Andrea", "Denis", "Diogo",
        "Gene", "Henrique", "Hugo", "Jacky", "Lee", "Marco", "Mario", "Michael", "Mike", "Mr serious", "Nguyen", "Reed",
        "RicishayMax", "Storm", "Tweaky", "adam", "anika", "announcer", "antonio", "aunty", "belinda", "benjamin", "boris",
        "caleb", "david", "ed", "edward", "gustave", "ian", "iven", "iven3", "john", "kaukovalta", "marcelo", "michel",
        "miguel", "pablo", "paul", "pedro", "quincy", "rob", "robert", "sandro", "shelby", "steph", "travis", "whisper", "zac",
    ),
    "tune": ("f5", "m8", "Annie", "Gene2", "grandma", "klatt5", "RicishayMax2", "edward2", "steph2", "victor", "mike2"),
    "check": ("f1", "f4", "m5", "m7", "Andy", "grandpa", "klatt2", "linda", "max", "norbert", "steph3", "RicishayMax3"),
}  # fmt: skip
"""Variants of espeak-ng; "" is the accent as it is. Left out are those that no person sounds like, and who croaks."""

NATURAL: dict[Part, tuple[str, ...]] = {
    "tune": ("af_kore", "am_liam", "bf_lily"),
    "check": ("af_bella", "af_sky", "am_fenrir", "am_michael", "bf_isabella", "bm_fable", "bm_george"),
}
"""Voices of Kokoro that are kept out; every other English one is for training."""

BLENDS: dict[Part, int] = {"train": 90, "tune": 3, "check": 7}
"""Mixtures of two voices of a part."""

BLEND = 0.3, 0.7
"""The share of the first voice in a mixture."""

FLITES = "rms", "kal16"
"""flite's voices for training: of diphones and of a statistical model, which sound like no other engine here."""

SIZES = tuple(round(0.82 + 0.03 * step, 2) for step in range(18))
"""Sizes of a speaker: played so many times faster, which makes throat and pitch those of somebody smaller."""

PACE_WPM = 165


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice that says any text."""

    name: str
    part: Part
    natural: bool
    """It sounds like a person, and takes a second of work for a second of speech."""
    say: Callable[[str, float], Samples]
    """Give the sound of a text at a pace, 1 being the usual one: int16, mono, 16 kHz, shape [n]."""


def cast(kokoro: KokoroOnnx | None = None, piper: Piper | None = None) -> list[Speaker]:
    """List the speakers of espeak-ng and flite, and those of the engines given, which are loaded."""
    return [*_robots(), *_flites(), *(_people(kokoro) if kokoro else ()), *(_sized(piper) if piper else ())]


def _robots() -> Iterator[Speaker]:
    for part, accents in ACCENTS.items():
        for accent, throat in itertools.product(accents, THROATS[part]):
            name = f"{accent}+{throat}" if throat else accent
            yield Speaker(f"espeak {name}", part, False, robot(name))


def robot(name: str) -> Callable[[str, float], Samples]:
    """Make what says a text at a pace in a voice of espeak-ng's ("en-us+f2"): int16, mono, 16 kHz, shape [n]."""

    def say(text: str, pace: float) -> Samples:
        chunks: list[Samples] = []

        def heard(chunk: Samples) -> bool:
            chunks.append(chunk)
            return True

        with espeak.LOCK:
            espeak.library().choose(espeak.identifier(name, espeak.library()).encode(), round(PACE_WPM * pace))
            espeak.library().say(text, heard)
        return _resampled(np.concatenate([np.zeros(1, np.int16), *chunks]), espeak.SAMPLE_RATE)

    return say


def _flites() -> Iterator[Speaker]:
    if command := shutil.which("flite"):
        for name, size in itertools.product(FLITES, SIZES):
            yield Speaker(f"flite {name} {size}", "train", False, partial(_flite, command, name, size))


def _flite(command: str, name: str, size: float, text: str, pace: float) -> Samples:
    with tempfile.TemporaryDirectory(prefix="voice-") as folder:
        file = Path(folder, "said.wav")
        how = "-voice", name, "--setf", f"duration_stretch={size / pace:.3f}"
        subprocess.run([command, *how, "-t", text, "-o", file], check=True, stderr=subprocess.DEVNULL)
        sound, rate = soundfile.read(file, dtype="int16")
    return _resampled(sound, round(rate * size))


def _sized(piper: Piper) -> Iterator[Speaker]:
    for size in SIZES:
        yield Speaker(f"{piper.identity} {size}", "train", True, partial(_piper, piper, size))


def _piper(piper: Piper, size: float, text: str, pace: float) -> Samples:
    """Say a text at Piper's own pace, and so quicker by the smaller and slower by the larger: `pace` is not looked at."""

    async def said() -> list[Samples]:
        return [chunk async for chunk in piper.synthesise(text)]

    sound = np.concatenate([np.zeros(1, np.int16), *asyncio.run(said())])
    return _resampled(sound, round(piper.sample_rate * size))


def _people(kokoro: KokoroOnnx) -> Iterator[Speaker]:
    draw = random.Random(1)
    for part, names in parts(kokoro.voices()).items():
        for name in names:
            yield Speaker(f"kokoro {name}", part, True, _person(kokoro, {name: 1.0}))
        pairs = [pair for pair in itertools.combinations(names, 2) if pair[0][0] == pair[1][0]]
        for one, other in draw.sample(pairs, min(BLENDS[part], len(pairs))):
            share = round(draw.uniform(*BLEND), 2)
            shares = {one: share, other: 1 - share}
            yield Speaker(f"kokoro {one} {share} {other}", part, True, _person(kokoro, shares))


def parts(there: Sequence[str]) -> dict[Part, list[str]]:
    english = sorted(name for name in there if name[0] in "ab")
    kept = {name for names in NATURAL.values() for name in names}
    parts: dict[Part, list[str]] = {part: [name for name in english if name in names] for part, names in NATURAL.items()}
    parts["train"] = [name for name in english if name not in kept]
    return parts


def _person(kokoro: KokoroOnnx, shares: dict[str, float]) -> Callable[[str, float], Samples]:
    return lambda text, pace: _resampled(kokoro.blended(text, shares, pace), kokoro.sample_rate)


def _resampled(sound: Samples, rate: int) -> Samples:
    heard: Samples = soxr.resample(sound, rate, SAMPLE_RATE)
    return heard
