"""Training: the steps of making a wake word, from what is said to what it is worth."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import numpy as np

from voice.messages import SAMPLE_RATE
from voice.wake.openwakeword import Floats
from voice.wake.train import scenes
from voice.wake.train.bank import HEARD_S, UNHEARD_S, Bank, bank, together
from voice.wake.train.embed import Embedder
from voice.wake.train.head import ROUNDS, Head, fitted
from voice.wake.train.hours import Hours
from voice.wake.train.measure import Ear, Rate, Share
from voice.wake.train.onnx_file import written
from voice.wake.train.plan import Plan
from voice.wake.train.progress import Progress, told
from voice.wake.train.scenes import Scene
from voice.wake.train.speech import Speech, speech, wanted
from voice.wake.train.spoken import Clip, Speaker
from voice.wake.train.texts import Part

CANDIDATE = 0.005
"""A score from which the detector itself listens to a block: it looks ahead from 0.02, 20 ms apart instead of 80."""

NEAR_TAKEN = 0.08
"""The share of what sounds like the phrase that may wake it, where the threshold is chosen."""

PER_HOUR = 0.5
"""Wakes in an hour of everyday sound that the threshold is chosen for. That sound is nearly all talk; at half of it a
wake word of ours missed one more in twenty-five."""

LOUDEST = 20
"""So many blocks of everyday sound, those it comes nearest to waking at, tell how rare a wake is."""

MISSED = 0.03
"""The share of the phrase that is given up for a threshold half way to what must not wake it."""


class Scorer(Protocol):
    """Tells how sure it is that the phrase was said in each window of a bank, [n]; 0 is even chances."""

    def all_logits(self, bank: Bank) -> Floats: ...


@dataclass(frozen=True, slots=True)
class Worth:
    """What a wake word is worth on voices and sound kept out."""

    robots: Share
    """How much of the phrase is heard from synthesisers that sound like machines."""
    people: Share
    """The same from natural voices."""
    near: Share
    """How much of what sounds a little like the phrase is taken for it."""
    false_wakes: Rate
    """In everyday sound."""


class Training:
    """One training, and what its steps share."""

    def __init__(self, plan: Plan, folder: Path, progress: Progress) -> None:
        """`folder`: where speech and embeddings are kept for the next training."""
        self.plan = plan
        self.folder = folder
        self.progress = progress

    def wake_word(
        self, phrase: str, speakers: Sequence[Speaker], sentences: Sequence[str], threshold: float
    ) -> tuple[bytes, Worth]:
        """Train, tune and check: an ONNX file that `wake.phrases` takes, and what it is worth.

        `sentences`: everyday speech beside that which comes with the package. Raises UsageError where the folder cannot be
        written, EngineError where openwakeword or a voice fails.
        """
        heard = self.heard(phrase, speakers, sentences)
        model = written(self.calibrated(self.head(heard["train"]), heard["tune"], threshold), phrase)
        with TemporaryDirectory() as folder:
            file = Path(folder, "wake.onnx")
            file.write_bytes(model)
            return model, self.checked(str(file), heard["check"], threshold)

    @cached_property
    def embedder(self) -> Embedder:
        return Embedder()

    def heard(self, phrase: str, speakers: Sequence[Speaker], sentences: Sequence[str]) -> dict[Part, Speech]:
        """Have everything said."""
        return speech(wanted(phrase, sentences, speakers, self.plan), self.folder / "speech", self.progress)

    def head(self, heard: Speech) -> Head:
        """Train on a part."""
        amounts = self.plan.parts["train"]
        scened = list(self._embedded(heard.phrase, heard, amounts.phrase_scenes, "the phrase"))
        phrase, begun = _bank(scened, HEARD_S), _bank(scened, UNHEARD_S)
        near = together([self._near(heard, amounts.near_scenes), begun])
        everyday = self._everyday(Hours(heard.everyday, amounts.hours))
        self.progress.begin("training", ROUNDS * self.plan.steps)
        return fitted(phrase, (near, everyday), self.plan.steps, 1, self.progress.advance)

    def calibrated(self, head: Head, heard: Speech, threshold: float, beside: Scorer | None = None) -> Head:
        """Shift a head so that the product's threshold is right, on a part that it was not trained on.

        `beside`: another head, whose odds will be multiplied with its own.
        """
        amounts = self.plan.parts["tune"]
        scened = self._embedded(heard.phrase, heard, amounts.phrase_scenes, "the phrase, tuning")
        heads = (head, beside) if beside else (head,)
        phrase = _peaks(heads, _bank(scened, HEARD_S))
        near = float(np.quantile(_peaks(heads, self._near(heard, amounts.near_scenes)), 1 - NEAR_TAKEN))
        hours = Hours(heard.everyday, amounts.hours)
        loudest = max(near, level_of(_peaks(heads, self._everyday(hours)), hours.hours, PER_HOUR))
        point = max(loudest, (loudest + np.quantile(phrase, MISSED)) / 2)
        return head.shifted(float(np.log(threshold / (1 - threshold)) - point))

    def checked(self, wake_word: str, heard: Speech, threshold: float) -> Worth:
        """Measure a wake word, anybody's, with the product's detector; `wake_word`: the name of a bundled one, or a file."""
        amounts, ear = self.plan.parts["check"], Ear(wake_word, threshold)
        said = [clip for clip in heard.phrase for _ in range(amounts.phrase_scenes)]
        found = [bool(ear.wakes(scene.samples)) for scene in self._scenes(said, heard, 1, "checking the phrase")]
        near = [bool(ear.wakes(scene.samples)) for scene in self._scenes(heard.near, heard, 1, "checking other words")]
        natural = [clip.natural for clip in said]
        robots, people = ([hit for hit, kind in zip(found, natural, strict=True) if kind is one] for one in (False, True))
        return Worth(_share(robots), _share(people), _share(near), self._false_wakes(ear, Hours(heard.everyday, amounts.hours)))

    def _false_wakes(self, ear: Ear, hours: Hours) -> Rate:
        everyday = self._everyday(hours)
        likely = np.unique(everyday.scenes[ear.scores(everyday) > CANDIDATE])
        blocks = told(likely, "checking everyday sound", len(likely), self.progress)
        return Rate(sum(len(ear.wakes(hours.block(int(number)))) for number in blocks), hours.hours)

    def _everyday(self, hours: Hours) -> Bank:
        return hours.bank(self.embedder, self.folder / "hours", self.progress)

    def _near(self, heard: Speech, times: int) -> Bank:
        scened = self._embedded(heard.near, heard, times, "other words")
        return bank((embeddings, (0.0, end + HEARD_S[1])) for embeddings, end in scened)

    def _embedded(self, clips: Sequence[Clip], heard: Speech, times: int, stage: str) -> Iterator[tuple[Floats, float]]:
        """The embeddings of each scene, and the second at which what is said ends."""
        for scene in self._scenes(clips, heard, times, stage):
            yield self.embedder.embed(scene.samples).astype(np.float16), scene.end / SAMPLE_RATE

    def _scenes(self, clips: Sequence[Clip], heard: Speech, times: int, stage: str) -> Iterator[Scene]:
        crowd = heard.crowd
        everyone = [clip for clip in clips for _ in range(times)]
        for number, clip in enumerate(told(everyone, stage, len(everyone), self.progress)):
            yield scenes.said(clip, crowd, np.random.default_rng([number, 4]))


def _bank(scened: Iterable[tuple[Floats, float]], around_s: tuple[float, float]) -> Bank:
    return bank((embeddings, (end + around_s[0], end + around_s[1])) for embeddings, end in scened)


def _peaks(heads: Sequence[Scorer], of: Bank) -> Floats:
    """The surest moment of each scene, [n], of heads together."""
    found = np.full(of.scenes.max() + 1, -np.inf, np.float32)
    np.maximum.at(found, of.scenes, sum(head.all_logits(of) for head in heads))
    return found[np.isfinite(found)]


def level_of(peaks: Floats, hours: float, per_hour: float) -> float:
    """The level that peaks reach so often in an hour; `peaks`: those of `hours` hours, in blocks.

    The highest alone would tell little, as one odd block moves it by far. Peaks over a threshold fall off exponentially
    (Pickands 1975), at a rate that all of the highest tell together.
    """
    highest = np.sort(peaks)[::-1][: min(LOUDEST, len(peaks) // 2) + 1]
    spread = float(np.mean(highest[:-1] - highest[-1]))
    return float(highest[-1]) + spread * float(np.log((len(highest) - 1) / hours / per_hour))


def _share(found: Sequence[bool]) -> Share:
    return Share(sum(found), len(found))
