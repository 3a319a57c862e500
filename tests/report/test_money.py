import json

import pytest

from voice import config, report
from voice.messages import Alternative
from voice.report.money import money
from voice.report.turn import Turn

HOME = Alternative("home", "lan", 200.0, 0.00002)
CLOUD = Alternative("cloud", "cloud", 300.0, 0.004)
EDGE = Alternative("edge", "edge", 150.0, 0.001)
FREE = Alternative("free", "cloud", 150.0, 0.0)


def used(**usd):
    return {name: {"in": 100, "out": 20, "estimated": False, "seconds": 1.0, "usd": cost} for name, cost in usd.items()}


@pytest.fixture
def day(make_turn):
    """Two skills, one reply of the home server, one of the cloud after the home server was late."""
    both = [HOME, CLOUD]
    return [
        make_turn(alternatives=both),
        make_turn("set a timer", answered_by="timer_set", alternatives=both),
        make_turn(tier="device", answered_by="home", alternatives=both, usage=used(home=0.00003), cost_usd=0.00003),
        make_turn(
            tier="cloud", answered_by="cloud", alternatives=both, usage=used(home=0.00001, cloud=0.006), cost_usd=0.00601
        ),
    ]


def totals(turns, tiers=()):
    return money([Turn.model_validate(turn) for turn in turns], {tier.name: tier.where for tier in tiers})


def test_who_answered_how_often_and_what_each_cost(day):
    rows = [(row.name, row.where, row.turns, row.share, pytest.approx(row.usd)) for row in totals(day).answered]
    assert rows == [
        ("skills", "skill", 2, 0.5, 0.0),
        ("home", "lan", 1, 0.25, 0.00004),
        ("cloud", "cloud", 1, 0.25, 0.006),
    ]


def test_what_is_paid_and_what_the_machine_at_home_costs_are_told_apart(day):
    found = totals(day)
    assert (found.spent_usd, found.home_usd) == (pytest.approx(0.006), pytest.approx(0.00004))


def test_avoided_is_what_the_cloud_would_have_cost_less_what_was_paid(day):
    other = totals(day).instead
    assert (other.tier, other.turns) == ("cloud", 4)
    assert other.usd == pytest.approx(3 * 0.004 + 0.006)
    assert other.spent_usd == pytest.approx(0.006)
    assert other.avoided_usd == pytest.approx(0.012)


def test_a_hedge_that_was_paid_for_takes_from_what_was_avoided(make_turn):
    late = make_turn(
        tier="device", answered_by="home", alternatives=[HOME, CLOUD], usage=used(home=0.00002, cloud=0.005), cost_usd=0.00502
    )
    assert totals([late]).instead.avoided_usd == pytest.approx(-0.001)


def test_the_cloud_is_compared_with_before_the_edge_and_only_where_it_has_a_price(make_turn):
    assert totals([make_turn(alternatives=[EDGE, CLOUD])]).instead.tier == "cloud"
    assert totals([make_turn(alternatives=[FREE, EDGE])]).instead.tier == "edge"
    assert totals([make_turn(alternatives=[HOME, FREE])]).instead is None


def test_what_nobody_answered_would_have_cost_nothing(make_turn):
    silent = make_turn("", "", answered_by=None, alternatives=[CLOUD])
    found = totals([silent])
    assert (found.answered, found.instead) == ((), None)


def test_older_traces_name_the_tier_but_not_its_place_or_share_of_the_cost(make_turn):
    turn = make_turn(tier="cloud", answered_by="big", usage={"big": {"in": 1, "out": 1, "estimated": True}}, cost_usd=0.5)
    del turn["route"]["alternatives"]
    big = config.Tier(name="big", where="edge", base_url="https://models.example/v1", model="m")
    for tiers, where in (((), ""), ((big,), "edge")):
        (row,) = totals([turn], tiers).answered
        assert (row.name, row.where, row.usd) == ("big", where, 0.5)


def test_the_reply_of_a_cache_is_neither_a_skill_nor_a_tier(make_turn):
    (row,) = totals([make_turn(tier="device", answered_by="cache", alternatives=[HOME])]).answered
    assert (row.name, row.where) == ("cache", "cache")


def test_the_sums_are_told_in_every_form(day, limits):
    summary = report.summary(day, limits)
    document = json.loads(json.dumps(report.as_json(summary), allow_nan=False))["money"]
    assert document["instead"]["avoided_usd"] == pytest.approx(0.012)
    assert document["answered"][0]["share"] == 0.5
    for text in (report.markdown(summary).replace("\\", ""), report.html(summary, day)):
        for told in ("skill 50%, lan 25%, cloud 25%", "$0.006", "$0.012, 67% of the $0.018", "$0.00004"):
            assert told in text
    page = report.html(summary, day)
    assert page.count("What each tier would take</summary>") == 4
    assert '<tr><th scope="row">cloud</th><td>cloud</td><td>300</td><td>$0.004</td><td>–</td></tr>' in page


def test_without_a_price_it_is_said_that_nothing_is_known_to_be_avoided(make_turn, limits):
    summary = report.summary([make_turn(alternatives=[HOME, FREE])], limits)
    assert "not known: no cloud tier with a price" in report.markdown(summary)
    assert report.as_json(summary)["money"]["instead"] is None


def test_why_a_tier_was_not_asked_is_shown(make_turn, limits):
    withheld = Alternative("cloud", "cloud", 300.0, 0.004, "private: health")
    turn = make_turn(alternatives=[withheld])
    assert "<td>private: health</td>" in report.html(report.summary([turn], limits), [turn])
