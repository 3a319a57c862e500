"""Times, scenarios, and simulated days."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from voice import config
from voice.clock import WallClock
from voice.errors import UsageError
from voice.history.database import Database
from voice.plan import times
from voice.plan.assistant import DayClock, Host, Machine
from voice.plan.day import Day
from voice.plan.draw_day import document, draw_day
from voice.plan.scenario import FOLDER, Answers, Outage, Scenario, scenario
from voice.plan.traffic import Outcome

DEVICE = Answers(name="device", where="device")
CLOUD = Answers(name="cloud", where="cloud", slots=64, price_in=0.6, price_out=0.8)


def day(**what: object) -> Outcome:
    return Day(Scenario(**{"title": "a test", "tiers": (DEVICE, CLOUD), **what})).run()  # type: ignore[arg-type]


def by(outcome: Outcome, kind: str) -> set[str]:
    return {one.by for one in outcome.told if one.kind == kind}


def test_a_day_is_the_same_each_time_and_another_with_another_seed() -> None:
    one, again, other = day(seed=7), day(seed=7), day(seed=8)
    assert one.told == again.told
    assert (one.actions, one.spent_usd) == (again.actions, again.spent_usd)
    assert one.told != other.told


def test_the_products_router_chooses() -> None:
    told = day(turns_per_day=400)
    assert by(told, "command") == {"skill"}
    assert by(told, "easy") == {"device"}
    assert by(told, "private") <= {"device", "skill"}
    assert "cloud" in by(told, "hard")
    assert len(told.told) == 400


def test_private_words_never_go_to_the_cloud_even_where_nobody_else_is() -> None:
    told = day(tiers=(CLOUD,), mix={"private": 1.0}, turns_per_day=50)
    assert by(told, "private") <= {"", "skill"}


def test_offline_asks_no_cloud() -> None:
    assert "cloud" not in {one.by for one in day(offline=True, turns_per_day=200).told}


def test_a_spending_limit_holds() -> None:
    free, limited = day(turns_per_day=500), day(turns_per_day=500, day_usd=0.005)
    assert free.spent_usd > 0.01
    assert 0 < limited.spent_usd <= 0.005
    assert "device" in by(limited, "hard")


@pytest.mark.parametrize("how", ["silent", "refused"])
def test_an_outage_is_bridged_by_the_device_and_over_afterwards(how: str) -> None:
    outage = Outage(tier="cloud", hours="10:00-14:00", how=how)  # type: ignore[arg-type]
    told = day(outages=(outage,), devices=10, sharing=10, mix={"hard": 1.0}, turns_per_day=100)
    within = [one for one in told.told if 10 * 3600 <= one.at_s < 14 * 3600]
    assert {one.by for one in within} == {"device"}
    assert "cloud" in {one.by for one in told.told if one.at_s > 14 * 3600 + 600}


def test_a_breaker_opens_where_nobody_answers_beside_it() -> None:
    """Failures are counted while requests go out; while the breaker is open none does."""
    outage = Outage(tier="cloud", hours="10:00-14:00")
    told = day(tiers=(CLOUD,), outages=(outage,), mix={"hard": 1.0}, turns_per_day=2000)
    lost = [one for one in told.told if not one.by]
    assert len(lost) > 100
    assert told.failures["cloud was down"] < len(lost) / 2


def test_a_cold_start_is_waited_out_by_another_tier_and_warm_hours_have_none() -> None:
    sleeper = CLOUD.model_copy(update={"cold_start_s": 90.0})
    cold = day(tiers=(DEVICE, sleeper), mix={"hard": 1.0}, turns_per_day=60)
    warm = day(tiers=(DEVICE, sleeper.model_copy(update={"warm_hours": ("00:00-23:59",)})), mix={"hard": 1.0}, turns_per_day=60)
    assert cold.cold_starts > 10
    assert "device" in by(cold, "hard")
    assert all(one.by for one in cold.told)
    assert warm.cold_starts <= 1


def test_keeping_a_machine_warm_is_told_with_what_it_saves_and_costs() -> None:
    kept = CLOUD.model_copy(update={"cold_start_s": 90.0, "usd_per_hour": 2.0, "warm_hours": ("09:00-17:00",)})
    given = Scenario(title="a test", tiers=(DEVICE, kept), mix={"hard": 1.0}, turns_per_day=60)
    assert given.never_kept_warm.tiers[1].warm_hours == ()
    outcome, left = Day(given).run(), Day(given.never_kept_warm).run()
    out = Console(file=io.StringIO(), width=200)
    draw_day(outcome, left, 1.0, out)
    fewer = left.cold_starts - outcome.cold_starts
    assert fewer > 3
    assert f"{fewer} cold starts fewer, {90 * fewer:,} s of starting; cloud answered" in out.file.getvalue()  # type: ignore[attr-defined]


def test_a_machine_is_paid_for_while_it_is_awake() -> None:
    rented = CLOUD.model_copy(update={"usd_per_hour": 2.0, "price_in": 0.0, "price_out": 0.0})
    assert day(tiers=(DEVICE, rented), turns_per_day=5).spent_usd == 48
    sleeper = rented.model_copy(update={"cold_start_s": 60.0})
    kept = sleeper.model_copy(update={"warm_hours": ("09:00-17:00",)})
    asleep, warm = (day(tiers=(DEVICE, one), mix={"hard": 1.0}, turns_per_day=30).spent_usd for one in (sleeper, kept))
    assert 16 < warm < 24
    assert asleep < warm


def test_too_few_slots_make_a_line() -> None:
    def p95(slots: int) -> float:
        told = day(
            tiers=(DEVICE.model_copy(update={"slots": slots}),), devices=400, sharing=400, mix={"easy": 1.0}, turns_per_day=40
        )
        return float(document(told)["all"]["p95"])

    assert p95(1) > 2 * p95(50)


def test_a_late_answer_is_announced() -> None:
    slow = Answers(name="cloud", where="cloud", times="slow")
    told = Day(Scenario(title="slow", tiers=(slow.model_copy(update={"times": "skill"}),), mix={"hard": 1.0})).run()
    assert "acknowledge" not in told.actions
    outage = Outage(tier="cloud", hours="00:00-23:59")
    told = day(tiers=(CLOUD, DEVICE), outages=(outage,), mix={"hard": 1.0})
    assert sum(told.actions.values()) > 0


def test_a_machine_does_so_much_at_a_time_in_order() -> None:
    machine, done = Machine(2), list[int]()
    for number in range(4):
        machine.do(lambda number=number: done.append(number))  # type: ignore[misc]
    assert done == [0, 1]
    machine.done()
    assert done == [0, 1, 2]


def test_a_host_sleeps_five_minutes_after_its_last_reply() -> None:
    clock = DayClock()
    host = Host(CLOUD.model_copy(update={"cold_start_s": 60.0}), clock)
    assert host.asleep
    host.wake(60)
    assert host.left_s == 60
    clock.to(61)
    assert (host.left_s, host.asleep) == (None, False)
    host.used()
    clock.to(361.5)
    assert host.asleep


@pytest.mark.parametrize("name", sorted(file.stem for file in FOLDER.glob("*.toml")))
def test_every_scenario_that_ships_runs(name: str) -> None:
    given = scenario(name)
    told = Day(given.model_copy(update={"devices": min(given.devices, 200)})).run()
    found = document(told)
    json.dumps(found)
    assert found["turns"] == len(told.told) > 0
    assert sum(one["n"] for one in found["answered_by"].values()) == found["turns"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title = ", "is no TOML"),
        ("devices = 3\n", "title"),
        ('title = "x"\nhours = [1]\n', "24 numbers"),
        ('title = "x"\n[mix]\neasy = -1\n', "mix.easy"),
        ('title = "x"\n[mix]\neasy = nan\n', "mix.easy"),
        ('title = "x"\n[mix]\neasy = 0\n', "shares of the mix"),
        ('title = "x"\nmix = {}\n', "shares of the mix"),
        ('title = "x"\nseed = -1\n', "seed"),
        ('title = "x"\nturns_per_day = inf\n', "turns_per_day"),
        ('title = "x"\nturns_per_day = nan\n', "turns_per_day"),
        ('title = "x"\nturns_per_day = 1e12\n', "at most 6,000,000"),
        ('title = "x"\nturns_per_day = 0.01\n', "at least one turn"),
        ('title = "x"\nday_usd = nan\n', "day_usd"),
        ('title = "x"\n[[tiers]]\nname = "y"\nwhere = "lan"\nwarm_hours = ["10:00-10:00"]\n', "begins when it ends"),
        ('title = "x"\n[[tiers]]\nname = "y"\nwhere = "cloud"\ntoken_ms = inf\n', "token_ms"),
        ('title = "x"\n[[tiers]]\nname = ""\nwhere = "cloud"\n', "name"),
        ('title = "x"\n[[tiers]]\nname = "skill"\nwhere = "cloud"\n', "no tier is called skill"),
        ('title = "x"\n[mix]\nquestions = 1\n', "mix"),
        ('title = "x"\n[[outages]]\ntier = "y"\nhours = "10:00-11:00"\n', "no tier is called y"),
        ('title = "x"\ndevices = 1000000\n', "devices"),
        ('title = "x"\n[[tiers]]\nname = "y"\nwhere = "cloud"\nwarm_hours = ["nine to five"]\n', "warm_hours"),
    ],
)
def test_a_scenario_that_is_none_is_told(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.toml").write_text(text)
    with pytest.raises(UsageError, match=said):
        scenario(str(tmp_path / "x.toml"))


def test_a_scenario_that_is_not_there_is_told() -> None:
    with pytest.raises(UsageError, match="no scenario is called chaos"):
        scenario("chaos")
    with pytest.raises(UsageError, match="No such file"):
        scenario("absent.toml")


@pytest.mark.slow
def test_a_fleet_makes_as_many_turns_as_its_devices_do() -> None:
    fleet = scenario("fleet")
    assert fleet.devices == 10_000
    assert len(Day(fleet.model_copy(update={"devices": 2_000})).run().told) == 30_000


def test_shipped_times_have_sources_and_rise() -> None:
    for found in times.shipped().values():
        assert found.source
        values = [found.quantile(share / 100) for share in range(101)]
        assert values == sorted(values)
    assert times.shipped()["cloud"].quantile(0.5) == 225


TURN = {"answered_by": "cloud", "stages_ms": {"transcribe": 40.0, "answer": 300.0, "wake": None}}


def test_times_come_from_a_history_traces_or_a_bench(tmp_path: Path) -> None:
    database = Database(tmp_path, config.History(), WallClock())
    for _ in range(times.ENOUGH):
        database.add(WallClock().today().timestamp(), json.dumps(TURN))
    database.close()
    (tmp_path / "traces.jsonl").write_text(f"{json.dumps(TURN)}\n" * times.ENOUGH)
    samples = {"samples_ms": [40.0] * times.ENOUGH, "p50": {"value": 1.0}, "ceiling": 50.0}
    other = {"name": "smaller", "stages": {"transcribe": {"samples_ms": [1.0] * 900}}}
    groups = [{"name": "commands", "stages": {"transcribe": samples}}, other]
    (tmp_path / "bench.json").write_text(json.dumps({"groups": groups, "changes": [{"name": "smaller"}]}))
    for name in ("history.db", "traces.jsonl", "bench.json"):
        assert times.measured(tmp_path / name)["transcribe"].quantile(0.5) == 40.0, name
    assert times.measured(tmp_path / "history.db")["answer/cloud"].quantile(0.9) == 300.0


@pytest.mark.parametrize(
    ("name", "text"), [("x.json", "{}"), ("x.json", "nonsense"), ("x.jsonl", "[1]\n"), ("x.db", "nonsense")]
)
def test_a_file_without_times_is_told(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(UsageError, match=name):
        times.measured(tmp_path / name)


def test_measured_times_count_in_a_day(tmp_path: Path) -> None:
    (tmp_path / "traces.jsonl").write_text(f"{json.dumps(TURN | {'stages_ms': {'transcribe': 5000.0}})}\n" * times.ENOUGH)
    told = day(measured=tmp_path / "traces.jsonl", turns_per_day=20)
    assert min(one.ms for one in told.told) > 5000


def test_times_that_nobody_knows_are_not_replaced_by_others() -> None:
    with pytest.raises(UsageError, match="no times are called clod, for the tier cloud"):
        day(tiers=(CLOUD.model_copy(update={"times": "clod"}),))


@pytest.mark.parametrize("ms", ["-40.0", "NaN", "Infinity"])
def test_what_is_no_time_is_not_drawn_from(ms: str, tmp_path: Path) -> None:
    (tmp_path / "traces.jsonl").write_text(f'{{"stages_ms": {{"wake": -40, "transcribe": {ms}}}}}\n' * times.ENOUGH)
    with pytest.raises(UsageError, match=r"transcribe: .* ms is no time"):
        times.measured(tmp_path / "traces.jsonl")


def test_a_file_of_times_is_looked_for_beside_the_scenario(tmp_path: Path) -> None:
    (tmp_path / "traces.jsonl").write_text(f"{json.dumps(TURN)}\n" * times.ENOUGH)
    (tmp_path / "mine.toml").write_text('title = "x"\nmeasured = "traces.jsonl"\n', encoding="utf-8-sig")
    assert scenario(str(tmp_path / "mine.toml")).measured == tmp_path / "traces.jsonl"
