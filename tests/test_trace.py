import json
from dataclasses import replace
from datetime import datetime

from voice.messages import Alternative, Hypothesis, Match, Route, Signal, Transcript, WakeHeard
from voice.trace import SHOWN_HYPOTHESES, STAGES, TurnTrace, route_as_dict, without_words

SECRET = "my pin is four two"


def spoken():
    """A turn whose words, slots and signals all repeat a secret."""
    turn = TurnTrace(datetime(2026, 11, 21, 9, 41).astimezone(), "microphone", reply=f"You said {SECRET}.")
    turn.wake = WakeHeard(2.0, "hey_jarvis", 0.91234, 1.9)
    readings = (Hypothesis(SECRET, "grammar", -12.5, 9600, 48000), Hypothesis(SECRET, "whisper", None, 0, 48000))
    turn.transcript = Transcript(SECRET, 0.87654, True, "grammar", hypotheses=readings)
    signals = (Signal("size", SECRET, "device", 0.01), Signal("skill", None, "no skill", 0.02))
    also = (Match("lists", {"items": [SECRET]}, SECRET),)
    turn.route = Route("device", "short look-up", None, {"text": SECRET}, ("home",), signals, ("pin",), (), 0.2, SECRET, also)
    return turn


def test_stages_are_the_time_between_marks():
    turn = spoken()
    m = turn.marks
    m.wake_end, m.wake_heard, m.last_voice, m.endpoint, m.transcribed = 1.9, 1.98, 4.0, 4.3, 4.304
    m.routed, m.answer_first_token, m.first_sentence, m.speech_first_audio, m.audible = (
        4.3042,
        4.31,
        4.311,
        4.32,
        4.345,
    )
    assert turn.stages_ms() == {
        "wake": 80.0, "endpoint": 300.0, "transcribe": 4.0, "route": 0.2, "answer": 5.8, "speak": 10.0
    }  # fmt: skip
    assert turn.voice_to_voice_ms() == 345.0


def test_a_stage_that_did_not_happen_is_none():
    turn = spoken()
    turn.marks.transcribed, turn.marks.routed = 1.0, 1.5
    assert turn.stages_ms() == dict.fromkeys(STAGES) | {"route": 500.0}
    assert turn.voice_to_voice_ms() is None


def test_the_machine_readable_form_keeps_its_keys():
    turn = spoken().as_dict()
    contract = {
        "source", "wake", "heard", "confidence", "complete", "engine", "route", "answered_by", "reply",
        "stages_ms", "hidden_ms", "voice_to_voice_ms", "budget", "actions", "cost_usd",
    }  # fmt: skip
    assert contract <= set(turn)
    assert turn["wake"] == {"phrase": "hey_jarvis", "score": 0.912}
    assert (turn["heard"], turn["confidence"], turn["complete"]) == (SECRET, 0.877, True)
    assert {"tier", "reason", "skill", "slots", "fallbacks", "signals"} <= set(turn["route"])
    assert json.loads(json.dumps(turn, allow_nan=False)) == turn


def test_the_fallbacks_are_the_tiers_tried_or_those_that_would_be():
    route = Route("device", "short", candidates=("home", "cloud"))
    assert route_as_dict(route)["fallbacks"] == ["home", "cloud"]
    assert route_as_dict(route, ["home"])["fallbacks"] == ["home"]


def test_what_every_tier_would_have_taken_is_kept_without_the_words_too():
    turn = spoken()
    removed = Alternative("cloud", "cloud", 310.04, 0.0001234, "private: pin")
    turn.route = replace(turn.route, alternatives=(removed,))
    assert without_words(turn.as_dict())["route"]["alternatives"] == [
        {"tier": "cloud", "where": "cloud", "ms": 310.0, "usd": 0.0001234, "removed": "private: pin"}
    ]


def test_a_turn_without_words_repeats_nothing_that_was_said():
    whole = spoken().as_dict()
    bare = without_words(whole)
    assert SECRET not in json.dumps(bare)
    assert (bare["heard"], bare["reply"]) == (None, None)
    assert bare["route"]["signals"]["size"] == {"value": None, "verdict": "device", "ms": 0.01}
    assert SECRET in json.dumps(whole)
    assert without_words({"route": None, "heard": "x"}) == {"route": None, "heard": None}


def test_what_every_engine_read_is_kept_without_the_words_too():
    whole = spoken().as_dict()
    assert whole["hypotheses"][0] == {"text": SECRET, "engine": "grammar", "logprob": -12.5, "begin": 9600, "end": 48000}
    assert without_words(whole)["hypotheses"] == [
        {"text": None, "engine": "grammar", "logprob": -12.5, "begin": 9600, "end": 48000},
        {"text": None, "engine": "whisper", "logprob": None, "begin": 0, "end": 48000},
    ]
    assert [one["text"] for one in whole["hypotheses"]] == [SECRET, SECRET]


def test_the_best_hypotheses_of_each_engine_are_kept():
    turn = spoken()
    grammar = tuple(Hypothesis(f"{SECRET} {n}", "grammar", -float(n), 0, 100) for n in range(30))
    whisper = Hypothesis(SECRET, "whisper", -3.0, 0, 100)
    turn.transcript = replace(turn.transcript, hypotheses=(*grammar, whisper))
    kept = turn.as_dict()["hypotheses"]
    assert [one["text"] for one in kept] == [one.text for one in (*grammar[:SHOWN_HYPOTHESES], whisper)]
