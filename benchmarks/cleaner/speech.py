"""What is said, and by whom: voices of the corpora's tuning split and others that are in no split.

No speaker, accent or variant of the held-out split speaks here: what is reported there is of voices never met. Some
sentences are ways to talk to the skills, the sounds that matter most. Most are words drawn from the dictionary, so that the
network learns sounds and not sentences. Clips that cannot be aligned with their words are left out.
"""

import random
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.cleaner.alignment import Senones, aligned
from benchmarks.cleaner.progress import shown
from benchmarks.corpora import sound
from benchmarks.corpora.sound import Signal
from benchmarks.corpora.synthesis import Voice, heard, installed, spoken
from voice.config import Skills
from voice.skills.sentences import built_in
from voice.transcribe.phrasing import Phrasing

SEED = 5
ASKED, AT_RANDOM = 2500, 3500
"""How many sentences there are to the skills, and of random words: some more than are said."""
PHRASING_SEED = 99
"""Other sentences than those of the recogniser's language model."""

ACCENTS = ("en-us", "en", "en-029")
VARIANTS = (
    "", "f2", "f3", "f5", "m1", "m2", "m3", "m4", "m6", "m8", "klatt3", "Alex", "Alicia", "Andrea", "Andy", "Annie", "Gene",
    "Gene2", "Lee", "Michael", "Mike", "Tweaky", "adam", "anika", "aunty", "belinda", "benjamin", "caleb", "david", "ed",
    "edward", "grandma", "grandpa", "john", "linda", "max", "norbert", "paul", "quincy", "rob", "robert", "sandro", "shelby",
    "steph", "steph2", "travis", "victor", "zac",
)  # fmt: skip
"""The variants of espeak-ng's voices; "" is the accent as it is."""

AT_ONCE = 200
"""How many clips are made at a time: seconds of work, so that progress is seen."""


@dataclass(frozen=True, slots=True)
class Speech:
    """Clips to draw from."""

    clips: dict[str, list[Path]]
    """The clips of each voice."""
    said: Mapping[Path, Senones]
    """The senones of each clip."""

    def voice(self, chance: np.random.Generator) -> str:
        """Draw a voice, each as often as it has clips."""
        counts = np.array([len(clips) for clips in self.clips.values()])
        return str(chance.choice(list(self.clips), p=counts / counts.sum()))

    def clip(self, voice: str, chance: np.random.Generator) -> Path:
        clips = self.clips[voice]
        return clips[chance.integers(len(clips))]

    def senones(self, clip: Path) -> Senones:
        return self.said[clip]

    def anybody(self, chance: np.random.Generator) -> Signal:
        clips = [clip for clips in self.clips.values() for clip in clips]
        return read(clips[chance.integers(len(clips))])


def read(clip: Path) -> Signal:
    return sound.trimmed(heard(clip)).astype(np.float64)


def speech(folder: Path) -> Speech:
    """Every voice's clips; those already in `folder` are used again, voices that are not installed are named and left out."""
    draw = random.Random(SEED)
    texts = iter(sentences(draw))
    jobs = [(voice, next(texts)) for voice in cast(draw) for _ in range(int(voice.weight))]
    absent = {voice.name for voice, _ in jobs if not installed(voice)}
    if absent:
        print(f"voices not installed, left out: {', '.join(sorted(absent))}", file=sys.stderr)
    jobs = [(voice, text) for voice, text in jobs if voice.name not in absent]
    made: dict[tuple[str, str], Path] = {}
    for at in shown(range(0, len(jobs), AT_ONCE), "speech"):
        made |= spoken(jobs[at : at + AT_ONCE], folder)
    found = shown(aligned({path: text for (_, text), path in made.items()}), "alignment", len(made))
    said = {path: senones for path, senones in found if senones is not None}
    clips: dict[str, list[Path]] = {}
    for (name, _), path in made.items():
        if path in said:
            clips.setdefault(name, []).append(path)
    return Speech(clips, said)


def cast(draw: random.Random) -> list[Voice]:
    """Who speaks; a voice's weight is how many sentences it says.

    Voices made of recordings of two people, in many tempos, for how people sound; and many of espeak-ng's throats with
    little to say each, for how they differ. flite's "rms" says most: it is nearest to a person.
    """
    voices = [_flite("rms", stretch, 420) for stretch in (0.85, 0.92, 1.0, 1.08, 1.2)]
    voices += [_flite("kal16", stretch, 260) for stretch in (0.9, 1.0, 1.15)]
    for stretch in (0.95, 1.0):
        options = {"voice": "voice_kal_diphone", "stretch": stretch}
        voices.append(Voice(f"kal-diphone {stretch}", "festival", "kal", "tune", 150, options))
    for accent in ACCENTS:
        for variant in VARIANTS:
            name = f"{accent}+{variant}" if variant else accent
            options = {"voice": name, "rate": draw.randint(135, 190), "pitch": draw.randint(30, 70)}
            voices.append(Voice(name, "espeak", variant or accent, "tune", 11, options))
    return voices


def _flite(name: str, stretch: float, sentences: int) -> Voice:
    options = {"voice": name, "stretch": stretch}
    return Voice(f"{name} {stretch}", "flite", name.removesuffix("16"), "tune", sentences, options)


def sentences(draw: random.Random) -> list[str]:
    phrasing = Phrasing(built_in(Skills().rooms, ()).parsed(), PHRASING_SEED)
    asked = [" ".join(words) for words in phrasing.sentences(ASKED, ["hey jarvis"])]
    words = [word for word in _dictionary() if 3 <= len(word) <= 9]
    found = asked + [" ".join(draw.choice(words) for _ in range(draw.randint(2, 7))) for _ in range(AT_RANDOM)]
    draw.shuffle(found)
    return found


def _dictionary() -> Iterator[str]:
    import pocketsphinx

    for line in Path(pocketsphinx.get_model_path("en-us"), "cmudict-en-us.dict").read_text().splitlines():
        if word := re.match(r"[a-z]+(?= )", line):
            yield word[0]
