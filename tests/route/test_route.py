from collections.abc import Sequence

import pytest

from voice import config
from voice.config import Tier
from voice.messages import Finding, Match, Message, Route
from voice.route import Known, Router

BIG = Tier(name="big", where="cloud", base_url="https://c.example.com", model="m", price_in=1, price_out=2, residency="us")
HOME = Tier(name="home", where="lan", base_url="http://l", model="m")
SMALL = Tier(name="small", where="device", base_url="http://d", model="m")
TIERS = [BIG, HOME, SMALL]

EASY = "who wrote hamlet"
HARD = "write me a poem about rain"
NEVER_SURE = config.Routing(sure=1)


def match(text: str) -> Match | None:
    return Match("time", {}) if text == "what time is it" else None


def private(*kinds: str, redactable: bool = True) -> Finding:
    return Finding(kinds, redactable)


def verdicts(route: Route) -> dict[str, str]:
    return {signal.name: signal.verdict for signal in route.signals}


def removed(route: Route) -> dict[str, str]:
    return {one.tier: one.removed for one in route.alternatives if one.removed}


def test_a_skill_comes_first_and_waits_for_nothing_else() -> None:
    looked: list[Sequence[Message]] = []

    def screen(messages: Sequence[Message]) -> Finding:
        looked.append(messages)
        return Finding()

    route = Router(match, TIERS, screen=screen).route("what time is it")
    assert (route.tier, route.skill, route.candidates) == ("skill", "time", ())
    assert (list(verdicts(route)), looked) == (["skill"], [])
    explained = Router(match, TIERS, screen=screen).route("what time is it", explain=True)
    assert (explained.tier, explained.skill, explained.candidates) == ("skill", "time", ())
    assert list(verdicts(explained)) == ["skill", "privacy", "policy", "availability"]


def test_what_was_no_command_reaches_no_skill() -> None:
    assert Router(match, TIERS).route("what time is it", command=False).tier == "device"


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("who wrote hamlet", "device"),
        ("what is the capital of france", "device"),
        ("write me a poem about rain", "cloud"),
        ("write a python function that sorts a list", "cloud"),
        ("compare the french and the american revolution", "cloud"),
        ("why is the sky blue at noon and red at sunset", "cloud"),
        ("word " * 51, "cloud"),
    ],
)
def test_size_and_task_type_choose_between_device_and_cloud(text: str, tier: str) -> None:
    assert Router(match).route(text).tier == tier


def test_the_kind_is_chosen_as_if_every_tier_were_there() -> None:
    route = Router(match).route(HARD)
    assert (route.tier, route.candidates, route.alternatives) == ("cloud", (), ())


def test_candidates_are_tried_from_the_nearest_in_ability() -> None:
    router = Router(match, TIERS)
    assert router.route(HARD).candidates == ("big", "home", "small")
    assert router.route(EASY).candidates == ("small", "home", "big")


def test_silence_is_routed_nowhere() -> None:
    route = Router(match, TIERS).route("")
    assert (route.tier, route.skill, route.candidates) == ("skill", None, ())


# privacy


@pytest.mark.parametrize(
    ("policy", "finding", "tier", "candidates"),
    [
        ("refuse", private("phone"), "device", ("home", "small")),
        ("redact", private("phone"), "cloud", ("big", "home", "small")),
        ("redact", private("health", redactable=False), "device", ("home", "small")),
        ("allow", private("health", redactable=False), "cloud", ("big", "home", "small")),
        ("refuse", private(), "cloud", ("big", "home", "small")),
    ],
)
def test_a_tier_gets_of_what_is_private_what_its_policy_says(
    policy: str, finding: Finding, tier: str, candidates: tuple[str, ...]
) -> None:
    tiers = [BIG.model_copy(update={"privacy": policy}), HOME, SMALL]
    route = Router(match, tiers, screen=lambda messages: finding).route(HARD)
    assert (route.tier, route.candidates, route.private) == (tier, candidates, finding.kinds)
    assert set(removed(route)) == {"big", "home", "small"} - set(candidates)


def test_a_private_question_stays_at_home_also_where_no_tier_is_set_up() -> None:
    route = Router(match, screen=lambda messages: private("phone")).route(HARD)
    assert (route.tier, route.candidates) == ("device", ())
    assert "private (phone)" in route.reason


def test_a_trusted_tier_gets_everything() -> None:
    tiers = [BIG.model_copy(update={"trusted": True}), SMALL]
    route = Router(match, tiers, screen=lambda messages: private("health", redactable=False)).route(HARD)
    assert (route.tier, route.candidates) == ("cloud", ("big", "small"))


def test_one_tier_that_may_be_asked_keeps_the_kind() -> None:
    tiers = [BIG, BIG.model_copy(update={"name": "discreet", "privacy": "redact"}), SMALL]
    route = Router(match, tiers, screen=lambda messages: private("card")).route(HARD)
    assert (route.tier, route.candidates) == ("cloud", ("discreet", "small"))
    assert removed(route) == {"big": "private (card)"}


def test_a_device_tier_that_is_not_trusted_gets_nothing_private() -> None:
    rented = Tier(name="rented", where="device", base_url="https://d.example.com", model="m")
    assert Router(match, [rented], screen=lambda messages: private("phone")).route(EASY).candidates == ()


def test_a_detector_that_fails_acquits_nothing() -> None:
    def broken(messages: Sequence[Message]) -> Finding:
        raise RuntimeError("in the words: 555 0199")

    tiers = [BIG.model_copy(update={"privacy": "allow"}), HOME, SMALL]
    route = Router(match, tiers, screen=broken).route(HARD)
    assert (route.tier, route.candidates) == ("device", ("home", "small"))
    assert "cannot be told" in route.reason
    said = [route.reason, *(f"{signal.value} {signal.verdict}" for signal in route.signals), *removed(route).values()]
    assert not [words for words in said if "555" in words]


def test_a_skill_runs_at_home_whatever_is_private() -> None:
    router = Router(match, TIERS, screen=lambda messages: private("health", redactable=False))
    route = router.route("what time is it", explain=True)
    assert (route.tier, route.private) == ("skill", ("health",))


def test_the_screen_sees_what_was_said_before() -> None:
    seen: list[Sequence[Message]] = []

    def screen(messages: Sequence[Message]) -> Finding:
        seen.append(messages)
        return Finding()

    said = Message("user", "my number is")
    Router(match, screen=screen).route("five five five", history=[said])
    assert seen == [[said, Message("user", "five five five")]]


# policy


def test_offline_nothing_leaves_the_home() -> None:
    route = Router(match, TIERS, offline=True).route(HARD)
    assert (route.tier, route.candidates) == ("device", ("home", "small"))
    assert removed(route) == {"big": "offline"}
    assert Router(match, offline=True).route(HARD).tier == "device"


@pytest.mark.parametrize(("residency", "tier"), [((), "cloud"), (("us", "eu"), "cloud"), (("eu",), "device")])
def test_only_tiers_of_an_allowed_residency_are_asked(residency: tuple[str, ...], tier: str) -> None:
    route = Router(match, TIERS, residency=residency).route(HARD)
    assert route.tier == tier
    assert ("big" in route.candidates) == (tier == "cloud")
    assert Router(match, residency=residency).route(HARD).tier == "cloud"


def test_a_tier_that_may_cost_no_more_is_left_out() -> None:
    asked: list[int] = []

    def overspent(tier: Tier, tokens: int) -> str | None:
        asked.append(tokens)
        return "the day's limit is reached" if tier.price_in else None

    route = Router(match, TIERS, known=Known(overspent=overspent)).route(HARD)
    assert (route.tier, route.candidates) == ("device", ("home", "small"))
    assert removed(route) == {"big": "the day's limit is reached"}
    assert set(asked) == {route.signals[4].value["request"]}


# availability


def test_a_tier_that_failed_is_left_alone_and_the_kind_stays() -> None:
    route = Router(match, TIERS, known=Known(state=lambda name: (8.0 if name == "big" else 0.0, None))).route(HARD)
    assert (route.tier, route.candidates) == ("cloud", ("home", "small"))
    assert removed(route) == {"big": "failed before, left alone for 8 s more"}


def test_a_tier_that_is_starting_has_not_failed_and_comes_last() -> None:
    route = Router(match, TIERS, known=Known(state=lambda name: (0.0, 30.0 if name == "big" else None))).route(HARD)
    assert (route.tier, route.candidates, removed(route)) == ("cloud", ("home", "small", "big"), {})
    assert verdicts(route)["availability"] == "big last"
    assert "starting" in route.signals[3].value["big"]


# size


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("explain " + "the " * 60, "cloud"),
        ("tell me five hundred words about it", "cloud"),
        ("tell me ten paragraphs about tea", "cloud"),
        ("tell me fifty words about tea", "device"),
        ("how long is a three hundred page book", "device"),
    ],
)
def test_a_long_request_or_reply_is_for_the_larger_tier(text: str, tier: str) -> None:
    route = Router(match).route(text)
    assert (verdicts(route)["size"] == "cloud") == (tier == "cloud")
    assert tier == "device" or route.tier == "cloud"


def test_what_was_said_before_counts_where_it_is_referred_to() -> None:
    before = [Message("user", "tell me of it"), Message("assistant", "word " * 450)]
    router = Router(match)
    assert verdicts(router.route("and what does that mean", history=before))["size"] == "cloud"
    assert verdicts(router.route("who wrote hamlet", history=before))["size"] == "no objection"


def test_thresholds_are_settings() -> None:
    assert Router(match, routing=config.Routing(query_tokens=2)).route(EASY).tier == "cloud"
    assert Router(match, routing=config.Routing(device_tokens=30)).route(EASY).tier == "cloud"
    assert "latency" in verdicts(Router(match, routing=NEVER_SURE).route(EASY))


# latency


@pytest.mark.parametrize(
    ("device_ms", "cloud_ms", "tier"), [(90, 500, "device"), (400, 200, "cloud"), (None, 200, "cloud"), (90, None, "device")]
)
def test_the_tier_that_will_be_in_time_answers_what_is_unsure(
    device_ms: float | None, cloud_ms: float | None, tier: str
) -> None:
    slow = [tier.model_copy(update={"ttft_budget_ms": 900.0}) for tier in TIERS if tier.where != "lan"]
    router = Router(match, slow, NEVER_SURE, known=Known(predict=lambda name: {"small": device_ms, "big": cloud_ms}[name]))
    route = router.route(EASY, remaining={"device": 120, "cloud": 300})
    assert route.tier == tier
    assert verdicts(route)["latency"] == tier


@pytest.mark.parametrize("ms", [90.0, 2000.0])
def test_where_both_are_in_time_or_late_the_likelier_tier_answers(ms: float) -> None:
    route = Router(match, TIERS, NEVER_SURE, known=Known(predict=lambda name: ms)).route(EASY)
    assert verdicts(route)["latency"] == "no preference"
    assert route.tier == Router(match).route(EASY).tier


def test_the_latency_is_not_asked_where_the_task_type_is_sure() -> None:
    assert "latency" not in verdicts(Router(match, TIERS, known=Known(predict=lambda name: 9000.0)).route(EASY))


# what it says


def test_every_tier_is_an_alternative_with_its_time_and_price() -> None:
    router = Router(match, TIERS, known=Known(predict=lambda name: 450.0 if name == "big" else None))
    by_name = {one.tier: one for one in router.route(EASY).alternatives}
    assert [(one.where, one.ms) for one in by_name.values()] == [("cloud", 450.0), ("lan", 300.0), ("device", 120.0)]
    assert by_name["big"].usd > by_name["home"].usd == 0
    assert {one.removed for one in router.route("what time is it", explain=True).alternatives} == {"no model is needed"}


def test_a_longer_reply_costs_more() -> None:
    router = Router(match, TIERS)
    short, long = (router.route(f"write {words} words on tea").alternatives[0].usd for words in ("fifty", "three hundred"))
    assert long > 3 * short
