"""`voice ask`, typed."""

import io
import json
import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.cli.conftest import Voice
from tests.history.kept import turns_in
from tests.tiers.server import ChatServer, nobody, serving, text_chunk
from voice.assets import asset
from voice.cli import turns
from voice.messages import Transcript
from voice.trace import TurnTrace

TURN = {
    "source", "wake", "heard", "confidence", "complete", "engine", "route", "answered_by", "reply",
    "stages_ms", "hidden_ms", "voice_to_voice_ms", "budget", "actions", "cost_usd",
}  # fmt: skip
ROUTE = {"tier", "reason", "skill", "slots", "fallbacks", "signals"}
STAGES = {"wake", "endpoint", "transcribe", "route", "answer", "speak"}


def test_a_typed_request_has_every_key_of_the_contract(voice: Voice) -> None:
    shown = voice("ask", "set a timer for ten minutes", "--json")
    assert shown.code == 0
    assert set(shown.document) == {"turns", "verdict"}
    (turn,) = shown.document["turns"]
    assert set(turn) >= TURN
    assert set(turn["route"]) >= ROUTE
    assert set(turn["stages_ms"]) == STAGES
    assert set(turn["budget"]) >= {"path", "verdict", "stages"}
    assert (turn["source"], turn["engine"], turn["wake"]) == ("typed", "typed", None)
    assert (turn["route"]["skill"], turn["route"]["slots"]) == ("timer_set", {"seconds": 600})
    assert (turn["answered_by"], turn["complete"], turn["confidence"]) == ("timer_set", True, 1.0)
    assert [stage for stage, ms in turn["stages_ms"].items() if ms is None] == [
        "wake", "endpoint", "transcribe", "speak",
    ]  # fmt: skip
    assert turn["voice_to_voice_ms"] is None
    assert shown.document["verdict"] == turn["budget"]["verdict"]


def test_what_a_skill_was_told_is_looked_through_all_the_same(voice: Voice) -> None:
    (turn,) = voice("ask", "remind me at noon to call my divorce lawyer", "--json").document["turns"]
    assert (turn["route"]["skill"], turn["route"]["private"]) == ("reminder_set", ["law"])
    assert list(turn["route"]["signals"]) == ["skill", "privacy", "policy", "availability"]


def test_json_is_the_last_line_and_the_rest_is_for_people(voice: Voice) -> None:
    shown = voice("ask", "what time is it", "--json")
    assert len(shown.out.splitlines()) == 1
    assert "answered" in shown.err


def test_a_timer_set_without_a_running_assistant_says_so(voice: Voice) -> None:
    assert "voice run" in voice("ask", "set", "a", "timer", "for", "ten", "minutes").out


@pytest.mark.parametrize("text", ["hey jarvis, what time is it", "Hey Jarvis what time is it?", "hey, jarvis! what time is it"])
def test_the_wake_phrase_may_be_typed(voice: Voice, text: str) -> None:
    (turn,) = voice("ask", text, "--json").document["turns"]
    assert (turn["answered_by"], turn["heard"].lower().strip("?")) == ("time", "what time is it")


@pytest.mark.parametrize(
    ("text", "skill"), [("hey jarvis -5 plus 3", "arithmetic"), ("hey jarvis", None), ("hey jarviscraft what time is it", None)]
)
def test_only_the_wake_phrase_is_left_out(voice: Voice, text: str, skill: str | None) -> None:
    (turn,) = voice("ask", text, "--json").document["turns"]
    assert turn["route"]["skill"] == skill
    if skill:
        assert turn["route"]["slots"] == {"value": -2}


def test_lines_are_one_conversation(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("what is two plus two\nsay that again\nand times three\n"))
    turns = voice("ask", "--json").document["turns"]
    assert [turn["reply"] for turn in turns] == ["That's 4.", "That's 4.", "That's 12."]


def test_requests_given_together_are_one_conversation(voice: Voice) -> None:
    turns = voice("ask", "set a timer for five minutes", "make it ten", "what timers do i have", "--json").document["turns"]
    assert "Timer cancelled. Timer set for ten minutes." in turns[1]["reply"]
    assert turns[2]["reply"] == "Ten minutes left on the timer."


def test_words_beside_quoted_texts_are_refused(voice: Voice) -> None:
    shown = voice("ask", "two plus two", "three", "plus", "four")
    assert shown.code == 2
    assert "'three plus four' may be one request or several" in shown.err
    assert shown.out == ""
    assert voice("ask", "what is two plus two", "stop").code == 0


def test_an_empty_line_of_a_pipe_begins_another_conversation(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\nwhat is two plus two\nand three\n\n\nand three\n"))
    turns = voice("ask", "--json").document["turns"]
    assert [turn["answered_by"] for turn in turns] == ["arithmetic", "arithmetic", None]


@pytest.mark.parametrize(
    ("late", "engine", "shown"),
    [
        ({}, "typed", ("took", "20 ms")),
        ({"route": (20.0, 1.0)}, "typed", ("took", "20 ms")),
        ({"route": (60.0, 1.0)}, "typed", ("budget", "missed: route took 60 of 1.0 ms, 20 ms to answer")),
        ({"route": (2.0, 0.5)}, "typed", ("budget", "missed: route took 2.0 of 0.50 ms, 20 ms to answer")),
        ({"route": (2.0, 1.0), "answer": (140.0, 120.0)}, "typed", (
            "budget", "missed: route took 2.0 of 1.0 ms, answer took 140 of 120 ms, 20 ms to answer")),
        ({"route": (2.0, 1.0)}, "grammar", ("budget", "missed: route took 2.0 of 1.0 ms, 20 ms to answer")),
    ],
)  # fmt: skip
def test_who_types_is_told_of_a_wait_that_somebody_notices(
    late: dict[str, tuple[float, float]], engine: str, shown: tuple[str, str]
) -> None:
    trace = TurnTrace(datetime.now(UTC), engine, {}, transcript=Transcript("what time is it", 1.0, True, engine))
    stages = {stage: {"verdict": "missed", "ms": ms, "ceiling": most} for stage, (ms, most) in late.items()}
    trace.budget = {"verdict": "missed" if late else "met", "stages": stages, "compute": {"verdict": "met", "ceiling": 200.0},
    "compute_ms": 20.0}
    table = turns.table(trace)
    rows = dict(zip(*(list(column.cells) for column in table.columns), strict=True))
    assert (shown[0], str(rows[shown[0]])) == shown


@pytest.mark.parametrize(
    ("answered_by", "shown"),
    [("time", "20 ms"), ("home", "20 ms to the first word"), ("spare", "20 ms to the first word"), (None, "20 ms")],
)
def test_what_streams_is_told_to_have_taken_so_long_to_its_first_word(answered_by: str | None, shown: str) -> None:
    trace = TurnTrace(datetime.now(UTC), "typed", {}, transcript=Transcript("why", 1.0, True, "typed"), answered_by=answered_by)
    trace.tried = ["home", "spare"] if answered_by != "time" else []
    trace.budget = {"verdict": "met", "stages": {}, "compute": {"verdict": "met", "ceiling": 200.0}, "compute_ms": 20.0}
    table = turns.table(trace)
    rows = dict(zip(*(list(column.cells) for column in table.columns), strict=True))
    assert str(rows["took"]) == shown


def test_two_requests_in_one_are_both_done(voice: Voice) -> None:
    (turn,) = voice("ask", "add milk to my shopping list and what is two plus two", "--json").document["turns"]
    assert turn["reply"] == "Added milk to your shopping list. That's 4."
    assert turn["answered_by"] == "lists, arithmetic"


def test_a_slip_of_typing_is_put_right_and_the_answer_says_so(voice: Voice) -> None:
    shown = voice("ask", "set a tiemr for 5 mintues", "--json")
    (turn,) = shown.document["turns"]
    assert (turn["heard"], turn["route"]["slots"]) == ("set a timer for 5 minutes", {"seconds": 300})
    assert re.search(r"taken as +set a timer for 5 minutes", shown.err)


def test_nothing_is_done_of_what_is_understood_in_part(voice: Voice) -> None:
    shown = voice("ask", "add milk to my shopping list and order a pizza", "what's on my shopping list", "--json")
    turns = shown.document["turns"]
    assert "I did nothing" in turns[0]["reply"]
    assert turns[1]["reply"] == "Your shopping list is empty."


def test_nothing_asked_is_no_error(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n"))
    shown = voice("ask", "--json")
    assert (shown.code, shown.document) == (0, {"turns": [], "verdict": None})


def test_a_question_without_a_tier_gets_an_honest_answer(voice: Voice) -> None:
    shown = voice("ask", "explain quantum theory", "--json")
    (turn,) = shown.document["turns"]
    assert shown.code == 0
    assert (turn["route"]["tier"], turn["answered_by"], turn["error"]) == ("cloud", None, None)
    assert turn["reply"]


def test_a_tier_that_refuses_fails_the_command(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_CLOUD_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("VOICE_CLOUD_MODEL", "large")
    shown = voice("ask", "explain quantum theory", "--json")
    (turn,) = shown.document["turns"]
    assert shown.code == 1
    assert (turn["route"]["fallbacks"], turn["answered_by"]) == (["cloud"], None)
    assert turn["reply"]


def test_the_reply_is_written_as_sound(voice: Voice, tmp_path: Path) -> None:
    shown = voice("ask", "what is two plus two", "--speak", tmp_path / "reply.wav", "--json")
    assert shown.code == 0
    sound, rate = soundfile.read(tmp_path / "reply.wav")
    assert len(sound) > rate / 4
    assert np.abs(sound).max() > 0.01
    assert shown.document["turns"][0]["stages_ms"]["speak"] is not None


def test_a_setting_of_the_state_that_cannot_be_written_costs_a_warning(
    voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VOICE_STATE_DIR", str(tmp_path / "file" / "state"))
    shown = voice("ask", "what time is it")
    assert shown.code == 0
    assert "warning: " in shown.err


def _sound(file: Path, samples: np.ndarray, subtype: str = "PCM_16") -> Path:
    soundfile.write(file, samples, 16_000, subtype=subtype)
    return file


def _cut(tmp_path: Path) -> Path:
    whole = _sound(tmp_path / "cut.wav", np.zeros(16_000)).read_bytes()
    (tmp_path / "cut.wav").write_bytes(whole[: len(whole) // 2])
    return tmp_path / "cut.wav"


def _bytes(tmp_path: Path, content: bytes) -> Path:
    (tmp_path / "text.wav").write_bytes(content)
    return tmp_path / "text.wav"


BAD = {
    "missing": lambda at: at / "missing.wav",
    "directory": lambda at: at,
    "empty": lambda at: _bytes(at, b""),
    "not sound": lambda at: _bytes(at, b"this is not sound at all" * 50),
    "cut short": _cut,
    "zero length": lambda at: _sound(at / "zero.wav", np.zeros(0)),
    "not a number": lambda at: _sound(at / "nan.wav", np.full(1600, np.nan), "FLOAT"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_sound_is_refused_by_name_before_any_work(voice: Voice, tmp_path: Path, kind: str) -> None:
    good = _sound(tmp_path / "good.wav", np.zeros(16_000))
    bad = BAD[kind](tmp_path)
    shown = voice("ask", "--audio", good, "--audio", bad, "--fast", "--json")
    assert shown.code == 2
    assert str(bad) in shown.err
    assert shown.out == ""
    assert not (tmp_path / "state").exists()


def test_text_and_sound_together_are_refused(voice: Voice, tmp_path: Path) -> None:
    assert voice("ask", "hello", "--audio", _sound(tmp_path / "a.wav", np.zeros(1600))).code == 2


@pytest.mark.parametrize("name", [".", "nowhere/reply.wav"])
def test_a_reply_that_cannot_be_written_is_told_before_any_work(
    voice: Voice, tmp_path: Path, name: str
) -> None:
    shown = voice("ask", "what time is it", "--speak", tmp_path / name)
    assert shown.code == 2
    assert str(tmp_path / name) in shown.err
    assert not (tmp_path / "state").exists()


def test_a_request_in_the_place_of_the_reply_file_is_told(voice: Voice) -> None:
    shown = voice("ask", "--speak", "hi")
    assert (shown.code, shown.out) == (2, "")
    assert 'voice ask --speak out.wav "hi"' in shown.err


def test_an_unknown_voice_is_told(voice: Voice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("VOICE_SPEAK__VOICE", "klingon-9")
    shown = voice("ask", "what time is it", "--speak", tmp_path / "reply.wav")
    assert shown.code == 2
    assert "klingon-9" in shown.err


def test_the_trace_is_kept_without_the_words(voice: Voice, tmp_path: Path) -> None:
    voice("ask", "what time is it")
    (turn,) = turns_in(tmp_path / "state")
    assert turn["route"]["skill"] == "time"
    assert "what time is it" not in json.dumps(turn)


@pytest.mark.slow
def test_a_sound_file_is_a_conversation(voice: Voice, tmp_path: Path) -> None:
    clip = asset("demo/3-arithmetic.flac")
    silence = _sound(tmp_path / "silence.wav", np.zeros(16_000))
    reply = tmp_path / "reply.wav"
    shown = voice("ask", "--audio", clip, "--audio", silence, "--fast", "--speak", reply, "--json")
    assert shown.code == 0, shown.err
    (turn,) = shown.document["turns"]
    assert turn["source"] == str(clip)
    assert turn["wake"]["phrase"] == "hey_jarvis"
    assert (turn["route"]["skill"], turn["route"]["slots"]) == ("arithmetic", {"value": 391})
    assert all(ms is not None for ms in turn["stages_ms"].values())
    assert turn["voice_to_voice_ms"] > 0
    assert len(soundfile.read(reply)[0])


@pytest.mark.slow
def test_sound_without_a_wake_word_is_no_turn(voice: Voice, tmp_path: Path) -> None:
    silence = _sound(tmp_path / "silence.wav", np.zeros(16_000))
    shown = voice("ask", "--audio", silence, "--fast", "--json")
    assert (shown.code, shown.document) == (0, {"turns": [], "verdict": None})
    assert "No wake word" in shown.err


@pytest.mark.slow
def test_no_wake_word_is_needed_with_no_wake(voice: Voice, tmp_path: Path) -> None:
    samples, rate = soundfile.read(asset("demo/3-arithmetic.flac"), dtype="int16")
    command = tmp_path / "command.wav"
    soundfile.write(command, samples[int(1.0 * rate) :], rate)
    (turn,) = voice("ask", "--audio", command, "--no-wake", "--fast", "--json").document["turns"]
    assert turn["wake"] is None
    assert turn["heard"]


@pytest.mark.slow
def test_sound_files_share_no_conversation(voice: Voice) -> None:
    first, second = asset("demo/3-arithmetic.flac"), asset("demo/9-volume.flac")
    turns = voice("ask", "--audio", first, "--audio", second, "--audio", first, "--fast", "--json").document[
        "turns"
    ]
    assert [turn["source"] for turn in turns] == [str(first), str(second), str(first)]
    assert turns[0]["reply"] == turns[2]["reply"]


def test_a_verdict_names_the_stage_and_the_limit_that_was_missed(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_BUDGET__ROUTE", '{"ceiling": 0.0001}')
    shown = voice("ask", "what time is it")
    assert re.search(r"budget +missed: route took [\d.]+ of 0\.00 ms, [\d.]+ ms to answer", shown.out)


def test_a_request_that_was_typed_is_judged_by_no_wait(voice: Voice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_BUDGET__ENDPOINT", '{"ceiling": 0}')
    monkeypatch.setenv("VOICE_BUDGET__ROUTE", '{"ceiling": 1000}')
    (turn,) = voice("ask", "what time is it", "--json").document["turns"]
    assert turn["budget"]["verdict"] == "met"


CLOUD = '[[tiers]]\nname = "big"\nwhere = "cloud"\nbase_url = "{}"\nmodel = "m"\nprice_out = 1.0\n'


def replies(voice: Voice, *asked: str) -> list[str]:
    return [turn["reply"] for turn in voice("ask", *asked, "--json").document["turns"]]


def test_it_tells_of_the_last_answer_and_of_what_it_sent(voice: Voice, tmp_path: Path) -> None:
    with serving(ChatServer([text_chunk("Scattering.")])) as server:
        (tmp_path / "config.toml").write_text(CLOUD.format(server.url))
        asked = replies(
            voice, "why is the sky blue", "who answered that", "did that go to the cloud", "what time is it",
            "did you ask the cloud", "what did you send to the cloud today", "forget that", "why did you say that",
        )  # fmt: skip
    assert asked[1].startswith("Big answered, for this reason: ")
    assert asked[2] == "Big was asked.", "it is about the same answer still"
    assert asked[4] == "Nothing of that went out of your home: my time skill did that by rule, without a language model."
    assert asked[5] == "Today, I sent one request to big."
    assert asked[7] == "I haven't answered anything yet."


def test_what_found_no_connection_was_not_sent(voice: Voice, tmp_path: Path) -> None:
    with nobody() as gone:
        (tmp_path / "config.toml").write_text(CLOUD.format(gone))
        asked = replies(voice, "why is the sky blue", "what did you send")
    assert asked[1] == "Today, I sent nothing out and had no connection for one request."


def test_what_asks_nothing_is_told_so_and_names_no_tier(voice: Voice) -> None:
    shown = voice("ask", "hmm")
    assert "Sorry, I didn't understand that." in shown.out
    assert "tier" not in shown.out
