"""Speech: the clips of each part of a training, said by the voices of that part alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from voice.wake.train import texts
from voice.wake.train.plan import Plan
from voice.wake.train.progress import Progress
from voice.wake.train.scenes import Crowd
from voice.wake.train.spoken import Clip, Line, Speaker, clips, lines
from voice.wake.train.texts import Part


@dataclass(frozen=True, slots=True)
class Speech:
    """The clips of one part."""

    phrase: list[Clip]
    near: list[Clip]
    """Clips of what is easily taken for the phrase."""
    everyday: list[Clip]

    @property
    def crowd(self) -> Crowd:
        return Crowd(self.everyday)


def speech(wanted: dict[Part, list[list[Line]]], folder: Path, progress: Progress) -> dict[Part, Speech]:
    """Have everything said, or find it in the folder. Raises UsageError where the folder cannot be written."""
    progress.begin("speaking", sum(len(kind) for kinds in wanted.values() for kind in kinds))

    def said(kind: Sequence[Line]) -> list[Clip]:
        return list(clips(kind, folder, progress.advance))

    return {part: Speech(*map(said, kinds)) for part, kinds in wanted.items()}


def wanted(phrase: str, sentences: Sequence[str], speakers: Sequence[Speaker], plan: Plan) -> dict[Part, list[list[Line]]]:
    """List who says what: for each part the phrase, what is taken for it, and everyday sentences.

    The everyday sentences are the same for every phrase, and so are found on disk by the second.
    """
    near, everyday = texts.near_misses(phrase, plan.sound_alikes), texts.everyday(phrase, sentences)
    found = {}
    for part, amounts in plan.parts.items():
        robots = [one for one in speakers if one.part == part and not one.natural]
        people = [one for one in speakers if one.part == part and one.natural]
        kinds = (
            (texts.wordings(phrase), amounts.phrase),
            (texts.only(part, near), amounts.near),
            (texts.only(part, everyday), amounts.everyday),
        )
        found[part] = [lines(said, robots, few, 1) + lines(said, people, some, 1) for said, (few, some) in kinds]
    return found
