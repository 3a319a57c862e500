"""The choice between what the engines read."""

import pytest

from voice.messages import Completeness, Hypothesis, Match, Transcript
from voice.transcribe.fuse import GrammarReading, Readings, agreed, candidates, fuse, weighed

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


def test_the_beginning_of_a_command_does_not_give_way_to_dictation() -> None:
    begun = grammar("set a timer for")
    assert fused(Readings(begun, DICTATION), EITHER) == ("set a timer for", "grammar", False)


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


# beside Whisper

DEEDS = {
    "set a timer": Match("timer_set", {}),
    "set a timer for me": Match("timer_set", {}),
    "set a timer for eight minutes": Match("timer_set", {"seconds": 480}),
    "set timer for eight minutes": Match("timer_set", {"seconds": 480}),
    "set a timer for a minute": Match("timer_set", {"seconds": 60}),
    "set a timer for ten minutes": Match("timer_set", {"seconds": 600}),
    "set a timer for thirteen minutes": Match("timer_set", {"seconds": 780}),
    "set a timer for thirty minutes": Match("timer_set", {"seconds": 1800}),
    "set the volume to 80": Match("volume", {"value": 80}),
    "remind me to phone her at noon": Match("reminder_set", {"text": "phone her", "time": 720}),
    "remind me to fold her at noon": Match("reminder_set", {"text": "fold her", "time": 720}),
    "set an alarm for 6:30 a m": Match("alarm_set", {"time": 390}),
    "set an alarm for six thirty eight": Match("alarm_set", {"time": 398}),
    "what time is it": Match("time", {}),
}


def whole(text: str) -> Completeness:
    return "complete" if text in DEEDS else "unknown"


def whisper(text: str) -> Transcript:
    return Transcript(text, 0.8, False, "whisper", hypotheses=(Hypothesis(text, "whisper", -2.0, 0, 32000),))


def read(words: str, *texts: str, alike: tuple[str, ...] = ()) -> Readings:
    return Readings(grammar(*texts), whisper=whisper(words), alike=alike)


def test_two_wordings_of_one_deed_agree() -> None:
    same = agreed(read("set timer for eight minutes", "set a timer for eight minutes"), ("complete",), whole, DEEDS.get)
    assert same
    assert (same.text, same.is_command, same.engine) == ("set a timer for eight minutes", True, "grammar")
    assert agreed(read("set a timer for a minute", "set a timer for eight minutes"), ("complete",), whole, DEEDS.get) is None
    assert agreed(read("the weather", "set a timer for eight minutes"), ("complete",), whole, DEEDS.get) is None
    assert agreed(read("", "what time is it"), ("complete",), whole, DEEDS.get) is None


def test_candidates_are_one_wording_of_each_deed() -> None:
    heard = read(
        "set a timer for ten minutes", "set a timer for eight minutes", "set timer for eight minutes", "so",
        alike=("set timer for eight minutes", "what time is it"),
    )  # fmt: skip
    assert candidates(heard, ("complete",), whole, DEEDS.get) == [
        "set a timer for ten minutes", "set a timer for eight minutes", "set timer for eight minutes", "what time is it",
    ]  # fmt: skip
    assert candidates(read("why is the sky blue"), ("complete",), whole, DEEDS.get) == []


def taken(heard: Readings, scores: dict[str, float], wanted: tuple[Completeness, ...] = EITHER) -> tuple[str, str, bool]:
    found = weighed(heard, scores, wanted, whole, DEEDS.get, 0.5)
    return found.text, found.engine, found.is_command


def test_the_number_that_whisper_finds_likelier_is_taken() -> None:
    heard = read("set a timer for eight minutes", "set a timer for a minute")
    likely = {"set a timer for eight minutes": -1.0, "set a timer for a minute": -14.0}
    assert taken(heard, likely) == ("set a timer for eight minutes", "fused", True)
    assert taken(heard, {"set a timer for eight minutes": -9.0, "set a timer for a minute": -1.0}) == (
        "set a timer for a minute", "fused", True,
    )  # fmt: skip


def test_the_grammar_is_no_witness_of_numbers() -> None:
    heard = read("set a timer for thirteen minutes", "set a timer for thirty minutes")
    by_a_little = {"set a timer for thirteen minutes": -2.0, "set a timer for thirty minutes": -2.5}
    assert taken(heard, by_a_little)[0] == "set a timer for thirteen minutes"
    morning = read("set an alarm for 6:30 a m", "set an alarm for six thirty eight")
    by_less = {"set an alarm for 6:30 a m": -3.4, "set an alarm for six thirty eight": -5.3}
    assert taken(morning, by_less)[0] == "set an alarm for 6:30 a m"
    others = read("set a timer for thirteen minutes", "what time is it")
    assert taken(others, {"set a timer for thirteen minutes": -2.0, "what time is it": -2.5})[0] == "what time is it"


@pytest.mark.parametrize("begun", ["set a timer", "set a timer for me"])
@pytest.mark.parametrize(("more", "less"), [(-1.1, -8.5), (-13.7, -0.7)])
def test_what_the_grammar_read_of_a_request_speaks_for_all_of_it(begun: str, more: float, less: float) -> None:
    """In noise it loses the end; whether there was more is for Whisper to tell."""
    heard = read("set a timer for eight minutes", begun)
    likely = {"set a timer for eight minutes": more, begun: less}
    assert taken(heard, likely)[0] == max(likely, key=lambda text: likely[text])


@pytest.mark.parametrize(("by", "words"), [(3.5, "phone"), (0.5, "fold")])
def test_the_grammar_knows_few_names_and_errands(by: float, words: str) -> None:
    heard = read("remind me to phone her at noon", "remind me to fold her at noon")
    likely = {"remind me to phone her at noon": -1.4, "remind me to fold her at noon": -1.4 - by}
    assert taken(heard, likely)[0] == f"remind me to {words} her at noon"


def test_at_the_end_of_a_turn_a_whole_command_is_taken() -> None:
    def begun(text: str) -> Completeness:
        return "unfinished" if text == "set a timer for" else whole(text)

    heard = read("set a timer for ten minute", "set a timer for")
    likely = {"set a timer for": -6.0, "set a timer for ten minutes": -3.0}
    assert weighed(heard, likely, EITHER, begun, DEEDS.get, 0.5).text == "set a timer for"
    assert weighed(heard, likely, ("complete",), begun, DEEDS.get, 0.5).text == "set a timer for ten minutes"


def test_words_that_were_written_as_digits_are_tried() -> None:
    assert "set the volume to 80" in candidates(read("set the volume 280"), ("complete",), whole, DEEDS.get)


def test_what_both_find_likely_wins_though_whisper_wrote_something_else() -> None:
    heard = read("set the time before ten minutes", "set a timer for ten minutes")
    scores = {"set the time before ten minutes": -3.0, "set a timer for ten minutes": -5.0}
    assert taken(heard, scores) == ("set a timer for ten minutes", "fused", True)


def test_a_question_stays_a_question() -> None:
    heard = read("what time do kangaroos sleep", "what time is it", alike=("what time is it",))
    scores = {"what time do kangaroos sleep": -2.0, "what time is it": -32.0}
    assert taken(heard, scores) == ("what time do kangaroos sleep", "whisper", False)


def test_without_candidates_whispers_words_stand() -> None:
    assert taken(read("why is the sky blue"), {}) == ("why is the sky blue", "whisper", False)
