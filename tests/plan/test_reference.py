"""The placement rules of the reference material, a test for each of its sentences, with its own numbers.

Where a figure does not follow from the inputs that stand beside it, the test says so, with the arithmetic.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from voice.errors import UsageError
from voice.plan import costs
from voice.plan.device import described
from voice.plan.place import (
    PLACES,
    by_compliance,
    by_latency,
    by_size,
    reachable,
    recommend_deployment,
    stays_local,
    video_bytes_per_s,
)
from voice.plan.reference import figures
from voice.plan.workload import PATTERNS, Workload, decide, workload

OWN, RENTED = described("rtx-5090"), described("h100")


def test_five_tiers_and_their_network_latencies() -> None:
    """device 0; local 1 to 10 ms; edge point of presence 10 to 30; regional 30 to 100; central 50 to 200."""
    assert [(place.name, place.least_ms, place.most_ms) for place in PLACES.values()] == [
        ("device", 0, 0), ("local", 1, 10), ("edge", 10, 30), ("regional", 30, 100), ("central", 50, 200),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("work", "driver", "to"),
    [
        (Workload(500, 0.2, "open", 1000), "capability", "cloud"),
        (Workload(5, 0.0, "open", 1000), "latency", "device"),
        (Workload(500, 0.0, "mixed", 1000), "privacy", "device"),
        (Workload(500, 0.0, "open", 1000, bytes_per_s=9e6), "input size", "device"),
        (Workload(500, 0.0, "open", 1_000_000), "cost shape", "cloud"),
        (Workload(500, 0.0, "open", 1000, listens_hours=24), "cost shape", "device"),
    ],
)
def test_each_of_the_five_drivers_pulls_by_itself(work: Workload, driver: str, to: str) -> None:
    """Capability, latency, privacy, input size, cost shape; the last one either way."""
    assert [(found.name, found.to) for found in decide(work).drivers] == [(driver, to)]


def test_size_thresholds() -> None:
    """Under 7B and 24 GB: edge possible; over 7B or 40 GB: cloud. Between 24 and 40 GB the reference says nothing."""
    assert by_size(6.9, 23.9) == by_size(7, 24) == "edge possible"
    assert by_size(7.1, 5) == by_size(3, 40) == by_size(70, 43) == "cloud"
    assert by_size(7, 30) == "edge with that much memory"


def test_latency_thresholds() -> None:
    """Under 10 ms: edge; 10 to 50: hybrid; 50 to 200: cloud acceptable. What may take longer may go there all the more."""
    assert [by_latency(ms) for ms in (9.9, 10, 49.9, 50, 200, 5000)] == ["edge", "hybrid", "hybrid", *["cloud acceptable"] * 3]


def test_the_latency_thresholds_follow_from_the_networks() -> None:
    """Within 10 ms nothing beyond the local network is reached, within 50 not the central cloud, within 200 all of it."""
    assert reachable(9.9, 0) == ["device"]
    assert reachable(10, 0) == ["device", "local"]
    assert reachable(49.9, 0) == ["device", "local", "edge"]
    assert reachable(200, 0) == list(PLACES)


def test_compliance() -> None:
    """Raw data at the edge, anonymised results in the cloud."""
    assert by_compliance("raw", True) is PLACES["device"]
    assert by_compliance("anonymised", True) is by_compliance("raw", False) is PLACES["central"]


def test_recommend_deployment_scores() -> None:
    """Latency +2, privacy +2, over 1,000 requests a day +1; a large model +3 for the cloud."""
    small = {"latency_ms": 500, "private": False, "requests_per_day": 500, "billions": 7}
    assert (recommend_deployment(**small).edge, recommend_deployment(**small).cloud) == (0, 0)
    assert recommend_deployment(**small | {"latency_ms": 20}).edge == 2
    assert recommend_deployment(**small | {"private": True}).edge == 2
    assert recommend_deployment(**small | {"requests_per_day": 1000}).edge == 0
    assert recommend_deployment(**small | {"requests_per_day": 1001}).edge == 1
    assert recommend_deployment(**small | {"billions": 70}).cloud == 3


def test_points_on_both_sides_are_a_hybrid() -> None:
    assert recommend_deployment(20, True, 5000, 70).where == "hybrid"
    assert recommend_deployment(20, True, 5000, 3).where == "edge"
    assert recommend_deployment(500, False, 500, 70).where == "cloud"


def test_under_a_hundred_requests_a_day_a_hybrid_is_not_worth_it() -> None:
    """A rule of thumb about the work of running two systems. Money alone would ask for more: the reference's $2,000 device is
    $55.56 a month without power, and 15 % fewer replies of a 70B at $0.0004 (600 tokens read, 60 written) are $0.18 for 100
    requests a day; the device pays for itself from 4,535 such requests a day on."""
    assert recommend_deployment(20, True, 99, 70).where == "edge"
    assert recommend_deployment(500, False, 99, 70).where == "cloud"
    assert recommend_deployment(20, True, 100, 70).where == "hybrid"
    assert decide(Workload(40, 0.15, "mixed", 99)).deployment == "edge only"
    assert decide(Workload(40, 0.15, "mixed", 100)).deployment == "hybrid"
    reply = (600 * 0.6 + 60 * 0.8) / 1e6
    assert costs.break_even_requests(2000 / 36, reply) == pytest.approx(4539, rel=0.01)


def test_offline_is_the_device() -> None:
    assert recommend_deployment(5000, False, 10, 70, offline=True).where == "edge"
    assert decide(Workload(5000, 1.0, "open", 10_000, offline=True)).deployment == "edge only"


@pytest.mark.parametrize(
    ("pattern", "deployment"),
    [
        ("real-time voice", "hybrid"),
        ("privacy first", "edge only"),
        ("batch", "cloud only"),
        ("variable API", "cloud on demand"),
        ("always-on ambient", "edge only"),
        ("frontier", "cloud only"),
    ],
)
def test_the_six_workload_patterns_are_worked_out(pattern: str, deployment: str) -> None:
    assert decide(PATTERNS[pattern]).deployment == deployment


@pytest.mark.parametrize(
    ("pattern", "change", "deployment"),
    [
        ("real-time voice", {"hard_share": 0.0}, "edge only"),
        ("privacy first", {"privacy": "mixed"}, "hybrid"),
        ("batch", {"requests_per_day": 1000}, "cloud only"),
        ("variable API", {"peak": 1.0}, "cloud only"),
        ("always-on ambient", {"hard_share": 0.1}, "hybrid"),
        ("frontier", {"peak": 10.0}, "cloud on demand"),
    ],
)
def test_and_not_looked_up(pattern: str, change: dict[str, object], deployment: str) -> None:
    """Another input gives another deployment, where the reason for the first is gone."""
    from dataclasses import replace

    assert decide(replace(PATTERNS[pattern], **change)).deployment == deployment  # type: ignore[arg-type]


def test_the_cloud_kept_warm_in_business_hours() -> None:
    """Its cold start (60 to 120 s, 90 here) against its hours: nine to five on an H100 at $2.01 is $482 a month of 30 days.

    The reference gives no number of requests. With one every ten minutes a machine that sleeps after five is cold each time: 48
    times 90 s, 72 minutes of waiting a day; with one a minute it is cold once, and keeping it warm saves 90 s.
    """
    every_ten_minutes = [9 * 3600 + 600.0 * number for number in range(48)]
    seldom = costs.warm(("09:00-17:00",), 2.01, 90, every_ten_minutes)
    assert (seldom.hours, seldom.saved_s) == (8, 48 * 90)
    assert seldom.month_usd == pytest.approx(482.4)
    assert seldom.usd_per_saved_minute == pytest.approx(482.4 / 30 / 72)
    often = costs.warm(("09:00-17:00",), 2.01, 90, [9 * 3600 + 60.0 * number for number in range(480)])
    assert often.saved_s == 90


def test_video_stays_local() -> None:
    """30 frames of 300 KB are 9 MB/s (72 Mbit/s), more than a household sends (20 Mbit/s, assumed)."""
    assert video_bytes_per_s() == 9e6
    assert stays_local(video_bytes_per_s())
    assert not stays_local(32_000)
    assert decide(Workload(500, 0.5, "open", 5000, bytes_per_s=9e6)).deployment == "edge only"


def test_an_rtx_5090_costs_12_6_cents_an_hour() -> None:
    """$2,000 over three years (26,280 hours: $0.0761) and 500 W at $0.10 a kWh ($0.05): $0.1261. To half a tenth of a cent."""
    assert costs.hour_usd(OWN) == pytest.approx(0.126, abs=0.0005)


def test_its_million_tokens_cost_35_cents() -> None:
    """100 tokens a second, all day: $0.350. Tolerance: half a cent."""
    assert costs.million_usd(costs.hour_usd(OWN), 100) == pytest.approx(0.35, abs=0.005)


def test_an_h100s_million_tokens_cost_19_cents() -> None:
    """$2.01 an hour, 3,000 tokens a second: $0.186. Tolerance: half a cent."""
    assert costs.million_usd(2.01, 3000) == pytest.approx(0.19, abs=0.005)
    assert costs.hour_usd(RENTED) == 2.01


def test_on_spot_they_cost_7_cents() -> None:
    """$0.80 an hour: $0.074. Tolerance: half a cent."""
    assert costs.million_usd(0.80, 3000) == pytest.approx(0.07, abs=0.005)


def test_ten_times_more_at_a_tenth_of_the_use() -> None:
    """Exactly so for what is rented. For a device of one's own only if it draws its 500 W while it idles, too: where it draws
    them for a tenth of the time, its hour is 0.0761 + 0.005 = $0.0811 and its million tokens $2.25, 6.4 times as many."""
    assert costs.million_usd(2.01, 3000, used=0.1) == pytest.approx(10 * costs.million_usd(2.01, 3000))
    full = costs.million_usd(costs.hour_usd(OWN), 100)
    assert costs.million_usd(costs.hour_usd(OWN), 100, used=0.1) == pytest.approx(10 * full)
    assert costs.million_usd(costs.hour_usd(OWN, busy=0.1), 100, used=0.1) == pytest.approx(6.43 * full, rel=0.01)


def test_the_crossover() -> None:
    """The reference names none. From its figures: an H100 must be used for 53 % of its hours to write as cheaply as a 5090 that
    is always busy, and for less than 1,594 tokens a second in all, sixteen 5090s are cheaper than one H100."""
    own, rented = costs.million_usd(costs.hour_usd(OWN), 100), costs.million_usd(2.01, 3000)
    assert costs.crossover_use(own, rented) == pytest.approx(0.53, abs=0.005)
    assert costs.million_usd(2.01, 3000, used=costs.crossover_use(own, rented)) == pytest.approx(own)
    steady = costs.crossover_tokens_per_s(costs.hour_usd(OWN), 100, 2.01)
    assert steady == pytest.approx(1594, rel=0.005)
    assert steady / 100 * costs.hour_usd(OWN) == pytest.approx(2.01)


def test_85_percent_on_the_device_saves_60_to_80() -> None:
    """It does not follow from the reference's own prices: at full use the device's tokens are the dearer ones, $0.35 against
    $0.19, and 85 % of them on the device cost 0.15 × 0.186 + 0.85 × 0.350 = $0.326, three quarters *more*. It holds where the
    cloud's tokens cost $1.19 to $5.95 a million: an H100 used for 3 to 16 % of its hours (at the reference's 10 %: 69 %), or an
    API at such a price; and it can never be more than 85 %."""
    own, rented = costs.million_usd(costs.hour_usd(OWN), 100), costs.million_usd(2.01, 3000)
    assert costs.saved(0.85, own, rented) == pytest.approx(-0.75, abs=0.01)
    assert costs.saved(0.85, own, costs.million_usd(2.01, 3000, used=0.1)) == pytest.approx(0.69, abs=0.005)
    assert costs.saved(0.85, own, 1.19) == pytest.approx(0.60, abs=0.005)
    assert costs.saved(0.85, own, 5.95) == pytest.approx(0.80, abs=0.005)
    assert costs.saved(0.85, 0.0, rented) == 0.85


def test_an_h100_around_the_clock_costs_1450_a_month() -> None:
    """$2.01 × 24 × 30 = $1,447; with the mean month of 730 hours $1,467. Tolerance: $5."""
    assert costs.month_usd(RENTED) == pytest.approx(1450, abs=5)


def test_against_a_device_of_2000_over_three_years() -> None:
    """36 months of it are $52,099. The device is $56 a month, and $91 with 500 W around the clock."""
    assert costs.month_usd(OWN, busy=0.0) == pytest.approx(2000 / 36, rel=0.02)
    assert costs.month_usd(OWN) == pytest.approx(91, abs=1)
    assert costs.month_usd(RENTED) / costs.month_usd(OWN) == pytest.approx(16, rel=0.02)


def test_what_the_reference_says_of_places_and_patterns_comes_out() -> None:
    """The rest of the table, `voice plan --workload reference`, is in the tests above, with the arithmetic."""
    rows = {what: (said, here) for what, said, here in figures()}
    for name in PATTERNS:
        assert rows[name][0] == rows[name][1]
    assert rows["an RTX 5090: $2,000, 500 W, an hour"] == ("≈ $0.126", "$0.1261")
    assert rows["85 % of the tokens on the 5090 save"][1].startswith("-75%, or 69%")
    assert rows["score: all four"][1] == "edge 5, cloud 3: hybrid"
    assert "hybrid" not in rows["score: all but the many, under 100 a day"][1]
    assert len(rows) > 30


@pytest.mark.parametrize("name", PATTERNS)
def test_a_pattern_written_to_a_file_is_the_same_and_another_input_is_another(name: str, tmp_path: Path) -> None:
    work, file = PATTERNS[name], tmp_path / "mine.toml"
    lines = [f"{key} = {json.dumps(value)}" for key, value in asdict(work).items()]
    file.write_text("\n".join(lines))
    assert workload(str(file)) == work
    file.write_text("\n".join(lines).replace("bytes_per_s = ", "bytes_per_s = 9e6 # "))
    assert decide(workload(str(file))).deployment == "edge only"


@pytest.mark.parametrize(
    "change",
    ["hard_share = 2", "latency_ms = 0", "peak = 0.5", "tokens = nan", "privacy = 'some'", "latency = 5", "listens_hours = 25"],
)
def test_a_workload_that_cannot_be_is_told_by_its_key(change: str, tmp_path: Path) -> None:
    key = change.partition(" ")[0]
    given = {name: value for name, value in asdict(PATTERNS["batch"]).items() if name != key}
    lines = [change, *(f"{name} = {json.dumps(value)}" for name, value in given.items())]
    (tmp_path / "mine.toml").write_text("\n".join(lines))
    with pytest.raises(UsageError, match=rf"mine\.toml: {key}: "):
        workload(str(tmp_path / "mine.toml"))
    with pytest.raises(UsageError, match="no workload is called voice"):
        workload("voice")
