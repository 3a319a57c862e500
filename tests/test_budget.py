import json
import stat
from datetime import datetime
from pathlib import Path

import pytest

from voice import config
from voice.budget import COMPUTE, Budget
from voice.predictor import ENOUGH, WINDOW, Predictor
from voice.trace import STAGES, TurnTrace

LIMITS = config.Budget()


def times(**ms):
    """Stage times of a turn; those not named did not happen."""
    return {stage: ms.get(stage) for stage in STAGES}


def taught(**ms):
    """A budget that has seen `ENOUGH` turns of these stage times."""
    budget = Budget(LIMITS)
    for stage, value in ms.items():
        for _ in range(ENOUGH):
            budget.predictor.learn(stage, "", value)
    return budget


# verdict


def test_a_turn_within_every_ceiling_is_met():
    verdict = (
        Budget(LIMITS)
        .turn()
        .verdict(times(wake=80, endpoint=290, transcribe=4, route=0.2, answer=1, speak=9))
    )
    assert verdict["verdict"] == "met"
    assert {stage: entry["verdict"] for stage, entry in verdict["stages"].items()} == dict.fromkeys(
        STAGES, "met"
    )
    assert verdict["compute_ms"] == pytest.approx(14.2)


def test_the_ceiling_itself_is_met_and_a_hair_more_is_missed():
    turn = Budget(LIMITS).turn()
    assert turn.verdict(times(endpoint=300))["verdict"] == "met"
    assert turn.verdict(times(endpoint=300.001))["stages"]["endpoint"]["verdict"] == "missed"


def test_a_stage_that_did_not_happen_is_not_judged():
    stages = Budget(LIMITS).turn().verdict(times(route=0.2))["stages"]
    assert [stage for stage, entry in stages.items() if entry] == ["route"]


def test_what_a_stage_leaves_over_is_carried_to_the_next():
    turn = Budget(LIMITS).turn()
    stages = turn.verdict(times(transcribe=10, route=1, answer=120, speak=90))["stages"]
    assert [stages[stage]["carried"] for stage in COMPUTE] == [0, 40, 40, 40]
    assert stages["speak"]["verdict"] == "met"
    assert (
        turn.verdict(times(transcribe=10, route=1, answer=120, speak=91))["stages"]["speak"]["verdict"]
        == "missed"
    )


def test_an_overrun_is_not_carried_as_a_debt():
    stages = Budget(LIMITS).turn().verdict(times(transcribe=400, route=0.5, answer=1, speak=1))["stages"]
    assert [stages[s]["verdict"] for s in COMPUTE] == ["missed", "met", "met", "met"]


def test_the_wait_pays_into_nothing_and_draws_from_nothing():
    stages = Budget(LIMITS).turn().verdict(times(wake=1, endpoint=100, transcribe=60))["stages"]
    assert stages["endpoint"]["carried"] == 0
    assert stages["transcribe"]["verdict"] == "missed"


def test_all_stages_within_their_allowance_may_still_miss_the_whole():
    verdict = Budget(LIMITS).turn().verdict(times(transcribe=50, route=1, answer=110, speak=50))
    assert all(entry["verdict"] == "met" for entry in verdict["stages"].values() if entry)
    assert (verdict["compute"]["verdict"], verdict["verdict"]) == ("missed", "missed")


def test_the_cloud_has_allocations_of_its_own():
    spent = times(transcribe=10, route=0.5, answer=280, speak=10)
    turn = Budget(LIMITS).turn()
    assert turn.verdict(spent)["verdict"] == "missed"
    turn.path = "cloud"
    verdict = turn.verdict(spent)
    assert verdict["verdict"] == "met"
    assert verdict["stages"]["answer"]["ceiling"] == LIMITS.answer_cloud.ceiling


def test_a_wait_that_the_words_called_for_is_allowed():
    turn = Budget(LIMITS).turn()
    assert turn.verdict(times(endpoint=820))["verdict"] == "missed"
    turn.wait_ms = 820
    assert turn.verdict(times(endpoint=820))["verdict"] == "met"
    turn.wait_ms = 100
    assert turn.limit("endpoint").ceiling == LIMITS.endpoint.ceiling


def test_an_action_that_helped_is_named_and_one_that_did_not_is_not():
    turn = taught(speak=400).turn()
    assert turn.should_shorten_first_chunk(spent_ms=0)
    helped = turn.verdict(times(speak=30))
    assert helped["stages"]["speak"]["verdict"] == "saved by shorten_first_chunk"
    assert helped["verdict"] == "saved"
    assert turn.verdict(times(speak=400))["verdict"] == "missed"


# actions


def test_nothing_is_done_on_a_guess():
    turn = Budget(LIMITS).turn()
    assert not turn.should_end_wait_early()
    assert not turn.should_shorten_first_chunk(spent_ms=10_000)
    assert turn.actions == []


def test_the_wait_pays_for_slow_stages():
    turn = taught(transcribe=30, route=0.2, answer=160, speak=40).turn()
    assert turn.should_end_wait_early()
    assert [action["action"] for action in turn.actions] == ["end_wait_early"]
    assert "230 ms predicted, 200 ms allowed" in turn.actions[0]["why"]


def test_fast_stages_leave_the_wait_alone():
    turn = taught(transcribe=30, route=0.2, answer=60, speak=40).turn()
    assert not turn.should_end_wait_early()


def test_the_first_chunk_is_shortened_only_when_nothing_is_left_over():
    turn = taught(speak=100).turn()
    allowed_before = 50 + 1 + 120
    assert not turn.should_shorten_first_chunk(spent_ms=allowed_before - 60)
    assert turn.should_shorten_first_chunk(spent_ms=allowed_before)
    assert "100 ms predicted, 50 ms left" in turn.actions[0]["why"]


# prediction


def test_a_prediction_needs_enough_turns_and_is_kept_per_engine():
    predictor = Predictor()
    for _ in range(ENOUGH - 1):
        predictor.learn("answer", "time", 10)
    assert predictor.predict("answer", "time") is None
    predictor.learn("answer", "time", 10)
    assert predictor.predict("answer", "time") == 10
    assert predictor.predict("answer", "cloud") is None


def test_a_prediction_follows_a_device_that_slows_down():
    predictor = Predictor()
    for ms in [10] * WINDOW + [50] * WINDOW:
        predictor.learn("speak", "espeak", ms)
    assert predictor.predict("speak", "espeak") == 50


def test_one_turn_in_ten_is_slower_than_predicted():
    predictor = Predictor()
    for ms in range(60):
        predictor.learn("speak", "espeak", ms)
    assert sum(ms > predictor.predict("speak", "espeak") for ms in range(60)) == 5


def test_judging_teaches_the_predictor_the_stages_that_compute():
    budget = Budget(LIMITS)
    for _ in range(ENOUGH):
        trace, turn = TurnTrace(datetime.now().astimezone(), "typed"), budget.turn()
        turn.engines["route"] = "router"
        trace.marks.last_voice, trace.marks.endpoint = 1.0, 1.3
        trace.marks.transcribed, trace.marks.routed = 1.3, 1.3005
        assert budget.judge(trace, turn)["verdict"] == "met"
    assert budget.predictor.predict("route", "router") == pytest.approx(0.5)
    assert budget.predictor.predict("endpoint", "") is None


def test_the_past_survives_a_restart(tmp_path):
    path = tmp_path / "state" / "latency.json"
    first = Predictor(path)
    for ms in (1, 2, 3, 4, 5):
        first.learn("speak", "espeak", ms)
    assert first.save() is None
    second = Predictor(path)
    second.load()
    assert second.predict("speak", "espeak") == first.predict("speak", "espeak") == 5
    assert [file.name for file in path.parent.iterdir()] == ["latency.json"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    ["", "{", "[1]", '{"speak/espeak": 3}', '{"speak/espeak": ["x"]}', '{"speak/espeak": [null]}', "\xff", "[" * 100_000],
    ids=len,
)
def test_a_damaged_past_counts_as_none(tmp_path, content):
    path = tmp_path / "latency.json"
    path.write_bytes(content.encode("latin-1"))
    predictor = Predictor(path)
    predictor.load()
    assert predictor.predict("speak", "espeak") is None
    assert predictor.save() is None
    assert json.loads(path.read_text()) == {}


def test_a_missing_past_and_a_place_that_cannot_be_written_cost_nothing(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    predictor = Predictor(blocked / "latency.json")
    predictor.load()
    predictor.learn("speak", "espeak", 1)
    assert "were not kept" in predictor.save()
    assert Predictor().save() is None


# hedge


@pytest.mark.parametrize(
    ("path", "first", "second", "after_ms"),
    [
        ("cloud", None, None, 350),  # nothing is known: its ceiling, and what the stages before left over
        ("cloud", 200, 100, 350),  # usually in time
        ("cloud", 900, 100, 900),  # usually late: given its usual time, it was asked for being the better one
        ("device", 900, 100, 70),  # usually late, and the other, no worse, can still be in time
        ("device", 900, 500, 900),  # neither can
        ("device", 100, 50, 170),
    ],
)
def test_a_second_tier_is_asked_when_the_first_is_late_for_itself_and_for_the_budget(path, first, second, after_ms):
    budget = Budget(LIMITS)
    for tier, ms in (("first", first), ("second", second)):
        for _ in range(ENOUGH if ms else 0):
            budget.predictor.learn("answer", tier, ms)
    turn = budget.turn()
    turn.path = path
    assert turn.hedge_after_ms("first", "second", spent_ms=1) == pytest.approx(after_ms)


def test_time_the_turn_has_lost_already_is_not_given_to_the_first_tier():
    turn = Budget(LIMITS).turn()
    turn.path = "cloud"
    assert turn.hedge_after_ms("first", "second", spent_ms=500) == pytest.approx(300)


def test_a_hedge_is_an_action_of_the_answer():
    turn = Budget(LIMITS).turn()
    turn.hedged("big", "small", 351)
    verdict = turn.verdict(times(transcribe=4, route=0.2, answer=90, speak=9))
    assert verdict["stages"]["answer"]["verdict"] == "saved by hedge"
    assert turn.actions[0]["why"].endswith("(big silent for 351 ms, small asked)")


# acknowledgement


@pytest.mark.parametrize(
    ("spent", "expected", "after_ms"),
    [
        (0, None, 900),  # nothing is known: when it is late
        (100, None, 800),  # the turn has cost time already
        (2000, None, 0),
        (0, 300, 900),  # usually in time
        (0, 880, 0),  # and 50 ms until it is heard
        (0, 2500, 0),
        (700, 300, 0),  # usually in time, but not in this turn
    ],
)
def test_the_listener_is_told_when_the_answer_is_late_or_at_once_where_it_will_be(spent, expected, after_ms):
    turn = taught(speak=50).turn()
    assert turn.acknowledge_after_ms(900, spent, expected) == pytest.approx(after_ms)


def test_what_is_usual_is_what_half_of_the_turns_keep():
    budget = Budget(LIMITS)
    for ms in (300, 300, 300, 3000, 3000):
        budget.predictor.learn("answer", "cloud", ms)
    assert budget.turn().usual_ms("cloud") == 300
    assert budget.predictor.predict("answer", "cloud") == 3000
    assert budget.turn().usual_ms("other") is None


def test_an_answer_after_an_acknowledgement_teaches_nothing_about_the_voice():
    budget = Budget(LIMITS)
    for _ in range(ENOUGH):
        trace, turn = TurnTrace(datetime.now().astimezone(), "typed"), budget.turn()
        m = trace.marks
        m.endpoint, m.transcribed, m.routed, m.acknowledged = 1.0, 1.01, 1.01, 1.02
        m.answer_first_token, m.speech_first_audio = 3.0, 1.03
        turn.tiers_ms["cloud"] = 1990.0
        turn.acknowledged(900, 20, 1990)
        verdict = budget.judge(trace, turn)
    assert verdict["stages"]["answer"]["verdict"] == "saved by acknowledge"
    assert verdict["compute_ms"] == pytest.approx(30)
    assert budget.predictor.predict("answer", "cloud") == 1990
    assert budget.predictor.predict("speak", "") is None
    assert budget.predictor.predict("transcribe", "") == pytest.approx(10)


def test_what_is_done_for_a_better_answer_saves_no_time():
    turn = Budget(LIMITS).turn()
    turn.escalated("small", "large", 0.2, 0.5)
    verdict = turn.verdict(times(answer=100))
    assert (verdict["stages"]["answer"]["verdict"], verdict["verdict"]) == ("met", "met")


def test_a_frozen_predictor_knows_nothing_and_keeps_nothing(tmp_path: Path) -> None:
    predictor = Predictor(tmp_path / "latency.json")
    for _ in range(2 * ENOUGH):
        predictor.learn("speak", "slow", 900.0)
    predictor.save()
    before = (tmp_path / "latency.json").read_text()
    predictor.freeze()
    for _ in range(ENOUGH):
        predictor.learn("speak", "slow", 100.0)
    assert predictor.predict("speak", "slow") is None
    assert predictor.save() is None
    assert (tmp_path / "latency.json").read_text() == before
