"""The choice between what the engines read."""

import pytest

from voice.messages import Completeness, Hypothesis, Transcript
from voice.transcribe.fuse import GrammarReading, Readings, fuse

KNOWN: dict[str, Completeness] = {"stop": "complete", "set a timer": "complete", "set a timer for": "unfinished"}
EITHER: tuple[Completeness, ...] = ("complete", "unfinished")


def judge(text: str) -> Completeness:
    return KNOWN.get(text, "unknown")


def grammar(*texts: str, sure: bool = True) -> GrammarReading:
    """Readings of the grammar, the likeliest first, that are all but certain or hopeless."""
    heard = tuple(Hypothesis(text, "grammar", -100.0 - n, 8000, 32000) for n, text in enumerate(texts))
    return GrammarReading(heard, 0.0 if sure else -8.0, 0.9 if sure else 0.0, 0.5)


WHISPER = Transcript(
    "what is up", 0.8, False, "whisper", note="short", hypotheses=(Hypothesis("what is up", "whisper", -2.0, 0, 32000),)
)
DICTATION = Hypothesis("what is a", "dictation", -900.0, 0, 32000)


def fused(readings: Readings, wanted: tuple[Completeness, ...] = ("complete",)) -> tuple[str, str, bool]:
    heard = fuse(readings, wanted, judge, 0.5)
    return heard.text, heard.engine, heard.is_command


def test_a_command_that_can_be_trusted_is_taken_whoever_else_read() -> None:
    for readings in (
        Readings(grammar("stop")),
        Readings(grammar("stop"), DICTATION),
        Readings(grammar("stop"), whisper=WHISPER),
    ):
        assert fused(readings) == ("stop", "grammar", True)


def test_the_first_reading_that_is_wanted_is_taken() -> None:
    heard = Readings(grammar("so stop", "set a timer for", "stop"))
    assert fused(heard, EITHER) == ("set a timer for", "grammar", False)
    assert fused(heard) == ("stop", "grammar", True)


def test_the_beginning_of_a_command_gives_way_to_whisper_and_not_to_dictation() -> None:
    begun = grammar("set a timer for")
    assert fused(Readings(begun, DICTATION), EITHER) == ("set a timer for", "grammar", False)
    assert fused(Readings(begun, whisper=WHISPER), EITHER) == ("what is up", "whisper", False)


@pytest.mark.parametrize("heard", [grammar("stop", sure=False), grammar("so", "so what"), GrammarReading()])
def test_without_a_command_to_trust_the_other_engine_counts(heard: GrammarReading) -> None:
    assert fused(Readings(heard, DICTATION)) == ("what is a", "dictation", False)
    assert fused(Readings(heard, whisper=WHISPER)) == ("what is up", "whisper", False)
    assert fused(Readings(heard)) == ("", "dictation", False)


def test_the_less_the_grammar_is_trusted_the_more_dictation_is() -> None:
    sure = fuse(Readings(grammar("so"), DICTATION), ("complete",), judge, 0.5)
    unsure = fuse(Readings(grammar("stop", sure=False), DICTATION), ("complete",), judge, 0.5)
    assert sure.confidence == 1.0
    assert 0.9 < unsure.confidence < 1.0


def test_all_that_was_read_is_kept_the_taken_one_first() -> None:
    heard = grammar("so stop", "stop")
    taken = fuse(Readings(heard, whisper=WHISPER), ("complete",), judge, 0.5)
    assert [(one.engine, one.text) for one in taken.hypotheses] == [
        ("grammar", "stop"), ("grammar", "so stop"), ("whisper", "what is up"),
    ]  # fmt: skip
    other = fuse(Readings(grammar("so"), whisper=WHISPER), ("complete",), judge, 0.5)
    assert [one.engine for one in other.hypotheses] == ["whisper", "grammar"]
    assert (other.wake_end, other.note) == (0.5, "short")
