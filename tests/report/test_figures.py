import json
import re

import pytest

from voice import config, report
from voice.errors import UsageError
from voice.messages import Signal
from voice.report.prose import facts
from voice.trace import Drafted, without_words


def row(summary, name):
    return next(row for row in summary.rows if row.name == name)


def test_percentiles_are_linear(make_turn, limits):
    summary = report.summary([make_turn(endpoint=float(ms)) for ms in range(100, 201)], limits)
    figures = row(summary, "endpoint").figures
    assert (figures.n, figures.p50, figures.p95, figures.p99) == (101, 150.0, 195.0, 199.0)


def test_voice_to_voice_counts_the_wait_and_the_device(make_turn, limits):
    turn = make_turn(endpoint=290.0, transcribe=4.0, route=0.5, answer=1.5, speak=9.0, output=25.0)
    assert report.summary([turn], limits).voice_to_voice.p50 == pytest.approx(330.0)


def test_a_reply_never_spoken_has_no_voice_to_voice_and_no_compute(make_turn, limits):
    summary = report.summary([make_turn(speak=None)], limits)
    assert summary.voice_to_voice is None
    assert {r.name for r in summary.rows} == {"wake", "endpoint", "transcribe", "route", "answer_device"}


def test_cloud_turns_are_held_to_the_cloud_allocation(make_turn, limits):
    turns = [make_turn(), make_turn(tier="cloud", answered_by="big", answer=240.0)]
    summary = report.summary(turns, limits)
    assert (row(summary, "answer_device").figures.n, row(summary, "answer_cloud").figures.n) == (1, 1)
    assert row(summary, "answer_cloud").ceiling == limits.answer_cloud.ceiling
    assert summary.verdict == "met"


def test_a_stage_beyond_its_ceiling_is_missed_and_so_is_the_budget(make_turn, limits):
    summary = report.summary([make_turn(answer=290.0)], limits)
    assert row(summary, "answer_device").verdict == "missed"
    assert (summary.verdict, summary.missed) == ("missed", 1)


def test_what_earlier_stages_left_over_is_allowed(make_turn, limits):
    summary = report.summary([make_turn(transcribe=5.0, speak=80.0)], limits)
    assert row(summary, "speak").verdict == "allowed"
    assert row(summary, "speak").over == 0
    assert summary.verdict == "met"


def test_a_wait_the_words_called_for_is_allowed(make_turn, limits):
    assert report.summary([make_turn(endpoint=900.0, wait_ms=920.0)], limits).verdict == "met"
    assert report.summary([make_turn(endpoint=900.0)], limits).verdict == "missed"


def test_turns_are_judged_against_the_limits_given_not_those_of_their_day(make_turn):
    strict = config.Budget(speak=config.Stage(ceiling=1), compute_device=config.Stage(ceiling=5))
    summary = report.summary([make_turn(transcribe=49.0, answer=119.0, speak=8.0)], strict)
    assert row(summary, "speak").verdict == "missed"
    assert row(summary, "compute_device").verdict == "missed"


def test_one_late_turn_in_forty_keeps_the_budget(make_turn, limits):
    turns = [make_turn() for _ in range(39)] + [make_turn(answer=290.0)]
    summary = report.summary(turns, limits)
    assert (summary.verdict, summary.met, summary.missed) == ("met", 39, 1)


def test_the_baseline_is_a_ratio_per_stage(make_turn, limits):
    summary = report.summary(
        [make_turn(speak=5.0)] * 3, limits, baseline=[make_turn(speak=10.0, endpoint=None)] * 2
    )
    assert (row(summary, "speak").ratio, summary.baseline_turns) == (None, 2)
    summary = report.summary([make_turn(speak=5.0)] * 3, limits, baseline=[make_turn(speak=10.0)] * 2)
    ratio = row(summary, "speak").ratio
    assert (ratio.n, ratio.p50, ratio.p95) == (2, 0.5, 0.5)
    assert summary.voice_to_voice_ratio.p50 < 1


def test_engines_actions_and_cost_are_counted(make_turn, limits):
    action = {"action": "shorten_first_chunk", "stage": "speak", "why": "it would be late"}
    turns = [
        make_turn(),
        make_turn(
            engine="dictation", tier="cloud", answered_by="big", actions=[action], cost_usd=0.25, minute=3
        ),
        make_turn(answered_by=None, error="no tier", interrupted=True, cost_usd=0.5),
    ]
    summary = report.summary(turns, limits)
    assert summary.engines == {
        "wake": {"hey_jarvis": 3},
        "transcribe": {"grammar": 2, "dictation": 1},
        "answer": {"time": 1, "big": 1},
    }
    assert summary.actions == {"shorten_first_chunk": 1}
    assert (summary.saved, summary.cost_usd, summary.failed, summary.interrupted) == (1, 0.75, 1, 1)
    assert (summary.last - summary.first).total_seconds() == 180


def test_nothing_to_report_on_is_an_error(limits):
    with pytest.raises(UsageError):
        report.summary([], limits)


def test_json_has_the_same_figures_and_is_json(make_turn, limits):
    summary = report.summary([make_turn(), make_turn(answer=None)], limits, false_cutoffs=0.03)
    whole = json.loads(json.dumps(report.as_json(summary), allow_nan=False))
    assert whole["stages"]["endpoint"]["figures"]["n"] == 2
    assert whole["voice_to_voice"]["n"] == 1
    assert (whole["false_cutoffs"], whole["verdict"], whole["baseline_turns"]) == (0.03, "met", None)


def test_markdown_has_the_same_figures_and_no_words(make_turn, limits):
    turns = [make_turn("my secret plan", "A secret reply.", answered_by="a|b<i>*\n\ud800")]
    summary = report.summary(turns, limits, baseline=turns)
    text = report.markdown(summary)
    assert "secret" not in text
    assert "false cut-offs: not measured here" in text
    assert r"a\|b\<i\>\*" in text
    text.encode()
    stages, answered = ([line for line in part.split("\n") if line] for part in re.findall(r"(?:^\|.*\n)+", text, re.MULTILINE))
    for table in (stages, answered):
        assert len({line.replace(r"\|", "").count("|") for line in table}) == 1
    assert "| endpoint wait | 1 | 290 | 290† | 290† | 300 | 300 | 0 | met | ×1.00, ×1.00 |" in stages


def test_a_refusal_is_no_answer(make_turn, limits):
    refusal = make_turn(tier="cloud", answered_by=None)
    rows = {r.name for r in report.summary([refusal], limits).rows}
    assert rows == {"wake", "endpoint", "transcribe", "route", "speak"}
    answered = make_turn(tier="cloud", answered_by="big", answer=240.0)
    assert row(report.summary([refusal, answered], limits), "answer_cloud").figures.p50 == 240.0


def test_a_tier_that_was_tried_and_failed_kept_somebody_waiting(make_turn, limits):
    failed = make_turn(tier="cloud", answered_by=None, answer=900.0, tried=["big"])
    assert row(report.summary([failed], limits), "answer_cloud").verdict == "missed"


def test_the_wait_for_words_that_never_came_is_no_endpoint(make_turn, limits):
    silent = make_turn(heard="", endpoint=5000.0, wait_ms=5020.0, speak=None, answered_by=None, ended="no_speech")
    summary = report.summary([make_turn(), silent], limits)
    assert (row(summary, "endpoint").figures.n, row(summary, "endpoint").figures.p99) == (1, 290.0)
    assert row(summary, "wake").figures.n == 2


def test_the_share_escalated_and_the_time_it_cost(make_turn, limits):
    action = {"action": "escalate", "stage": "answer", "why": "pi 0.20 sure, 0.50 asked for, big asked"}
    turns = [make_turn(tier="device", answered_by="pi", signals=[Signal("confidence", 0.9, "sure", 150.0)])] * 3
    for ms in (200.0, 240.0):
        doubted = Signal("confidence", 0.2, "larger tier", ms)
        turns.append(make_turn(tier="device", answered_by="big", signals=[doubted], actions=[action]))
    turns = [without_words(turn) for turn in (*turns, make_turn())]
    summary = report.summary(turns, limits)
    cascade = report.as_json(summary)["cascade"]
    assert (cascade["judged"], cascade["escalated"], cascade["share"]) == (5, 2, 0.4)
    assert (cascade["lost"]["n"], cascade["lost"]["p50"]) == (2, 220.0)
    assert "2 of 5 replies of the device's model (40%) given to a larger tier, asked 220 ms later" in report.markdown(summary)


def test_where_no_confidence_was_looked_at_nothing_is_said_of_it(make_turn, limits):
    summary = report.summary([make_turn()], limits)
    assert summary.cascade is None
    assert "Confidence" not in report.markdown(summary)


def test_replies_that_were_begun_in_the_wait_are_counted(make_turn, limits):
    def drafted(made, hit, ms, hidden=0.0):
        turn = make_turn(drafts=Drafted(made, hit, ms, round(ms / 10), ms / 1e6))
        return turn | {"hidden_ms": {"transcribe": 20.0, "answer": hidden, "speak": hidden / 2}}

    turns = [drafted(1, True, 0.0, 200.0), drafted(3, True, 400.0, 400.0), drafted(1, False, 50.0), make_turn()]
    found = report.summary(turns, limits)
    told = found.drafts
    assert (told.made, told.hits, told.wasted_ms, told.wasted_tokens) == (5, 2, 450.0, 45)
    assert (told.hidden.n, told.hidden.p50) == (2, 450.0)
    (said,) = [value for name, value in facts(found) if name == "Begun in the wait"]
    assert said == "2 of 5 replies said, 450 ms of them hidden (p50; p95 585†); dropped: 450 ms, 45 tokens, $0.00045"
    assert report.summary([make_turn()], limits).drafts is None
    older = {key: value for key, value in make_turn().items() if key != "drafts"}
    assert report.summary([older], limits).drafts is None
