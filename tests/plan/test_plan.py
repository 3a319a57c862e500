"""Devices, speeds and the plan."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from voice.assets import asset
from voice.errors import UsageError
from voice.plan import answers, calibrate, transcribing
from voice.plan.calibrate import Taken, fit
from voice.plan.device import Device, described, shipped
from voice.plan.granted import granted
from voice.plan.place import PLACES
from voice.plan.shapes import HEARERS, SPEAKERS, WRITERS
from voice.plan.speeds import Speeds, fitted, speeds_of
from voice.plan.stage import PROGRAM_GB
from voice.plan.stages import Plan, plan
from voice.plan.use import Use

NAMES = ["raspberry-pi-5", "jetson-agx-orin", "apple-m4-max", "rtx-4090", "rtx-5090", "l4", "h100", "h200"]


def planned(name: str, **use: object) -> Plan:
    return plan(speeds_of(described(name)), Use(**use))  # type: ignore[arg-type]


def test_the_devices_that_were_asked_for_are_there_each_with_its_source() -> None:
    assert list(shipped()) == NAMES
    for device in shipped().values():
        assert len(device.source) > 20
        assert (device.price_usd is None) != (device.usd_per_hour is None)
        assert not device.measured or (device.decode or device.prefill)


def test_a_device_can_be_described_in_a_file(tmp_path: Path) -> None:
    text = (
        'name = "x"\ntitle = "X"\nkind = "card"\nmemory_gb = 8\nbandwidth_gb_s = 300\ntflops = 20\nwatts = 100\nsource = "me"\n'
    )
    (tmp_path / "x.toml").write_text(f"{text}price_usd = 0\n", encoding="utf-8-sig")
    assert described(str(tmp_path / "x.toml")).title == "X"


GOOD = described("l4").model_dump(exclude_none=True)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("memory_gb", -8), ("memory_gb", "8 GB"), ("memory_gb", "8"), ("memory_gb", True), ("memory_gb", None),
        ("memory_gb", 1e9), ("bandwidth_gb_s", 0), ("bandwidth_gb_s", float("inf")), ("bandwidth_gb_s", 1e-300),
        ("tflops", float("nan")), ("watts", float("nan")), ("watts", -1), ("decode", 5), ("decode", 0),
        ("usd_per_hour", float("inf")), ("usd_per_hour", None), ("price_usd", 100), ("source", None), ("name", 5),
        ("title", "a\x1b[31m b"), ("watts", 1e308), ("usd_per_hour", 1e300), ("prefill", 1e300),
    ],
)  # fmt: skip
def test_a_value_that_no_machine_has_is_told_by_its_key(key: str, value: object) -> None:
    """Negative, none, with a unit, of another kind, beyond any machine; no price, and two."""
    given = {name: one for name, one in (GOOD | {key: value}).items() if one is not None}
    with pytest.raises(ValidationError) as raised:
        Device(**given)
    assert "price" in key or "usd" in key or raised.value.errors()[0]["loc"] == (key,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "is no TOML"),
        ('name = "x"\n', "title"),
        ('machine = "x"\n', "machine"),
        ("machine = []\n", "describes no device"),
        ('[[machine]]\nname = "x"\ntitle = "X"\nkind = "toaster"\n', "kind"),
    ],
)
def test_a_file_that_describes_none_is_told_by_name_and_key(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.toml").write_text(text)
    with pytest.raises(UsageError, match=said) as raised:
        described(str(tmp_path / "x.toml"))
    assert "x.toml" in str(raised.value)


def test_a_device_that_is_not_known_is_told_with_those_that_are() -> None:
    with pytest.raises(UsageError, match="no device is called pi") as raised:
        described("pi")
    assert "raspberry-pi-5" in raised.value.remedy
    with pytest.raises(UsageError, match="No such file"):
        described("absent.toml")


@pytest.mark.parametrize(
    ("name", "size", "gb"), [("qwen2.5-0.5b", "Q4_0", 0.351), ("qwen2.5-1.5b", "Q4_0", 0.933), ("smollm2-135m", "Q4_0", 0.0916)]
)
def test_sizes_are_those_of_the_files(name: str, size: str, gb: float) -> None:
    """As `benchmarks.shapes` writes them, whose files have a vocabulary and norms, too: within 4 %."""
    assert WRITERS[name].size_gb(size) == pytest.approx(gb, rel=0.04)


@pytest.mark.parametrize(("name", "billions"), [("qwen2.5-7b", 7.6), ("qwen2.5-32b", 32.8), ("llama-3.3-70b", 70.6)])
def test_shapes_have_as_many_weights_as_the_models(name: str, billions: float) -> None:
    writer = WRITERS[name]
    assert (writer.body + 2 * writer.head) / 1e9 == pytest.approx(billions, rel=0.02)


@pytest.mark.parametrize(
    ("device", "model", "quantised", "published"),
    [
        ("raspberry-pi-5", "qwen2.5-7b", "Q4_K_M", 2.17),
        ("jetson-agx-orin", "qwen2.5-7b", "Q4_0", 22.5),
        ("rtx-5090", "qwen2.5-7b", "Q4_K_M", 221.7),
    ],
)
def test_predictions_are_near_what_others_published(device: str, model: str, quantised: str, published: float) -> None:
    """Of models of about that size (8B, 7B, 8B): within a quarter."""
    rate = 1e3 / speeds_of(described(device)).token_ms(WRITERS[model], quantised)
    assert rate == pytest.approx(published, rel=0.25)


def test_decoding_goes_by_bandwidth_and_reading_by_products() -> None:
    one = speeds_of(described("rtx-4090"))
    twice = speeds_of(described("rtx-4090").model_copy(update={"bandwidth_gb_s": 2016}))
    writer = WRITERS["qwen2.5-7b"]
    fixed = one.reached("token_ms")
    assert twice.token_ms(writer, "Q4_0") - fixed == pytest.approx((one.token_ms(writer, "Q4_0") - fixed) / 2)
    assert twice.prefill_ms(writer, 2000, "Q4_0") == one.prefill_ms(writer, 2000, "Q4_0")
    assert twice.encoding_ms(HEARERS["whisper-base"], 30) == one.encoding_ms(HEARERS["whisper-base"], 30)


def taken(speeds: Speeds, *sizes: float) -> list[Taken]:
    """What a machine of these speeds would be measured to take."""
    base, small = HEARERS["whisper-base"], WRITERS["qwen2.5-0.5b"]
    return [
        *(Taken("encode", base.name, s, base.encoding(s), speeds.encoding_ms(base, s)) for s in sizes),
        Taken("decode", small.name, 1, small.token("Q4_0"), speeds.token_ms(small, "Q4_0")),
    ]


def test_a_fit_finds_the_constants_that_the_measurements_support() -> None:
    device = described("raspberry-pi-5")
    true = speeds_of(device)
    true = true.with_(
        {"encode": replace(true.constants["encode"], value=0.9), "attend": replace(true.constants["attend"], value=0.05)}
    )
    found = fit(device, taken(true, 2.0, 8.0, 30.0))
    assert found.reached("encode") == pytest.approx(0.9)
    assert found.reached("attend") == pytest.approx(0.05)
    assert found.constants["encode"].measured == 3
    assert found.constants["encode"].how == "measured here: whisper-base, 3 sizes"


def test_a_constant_that_one_measurement_cannot_support_is_said_to_be_one() -> None:
    found = fit(described("raspberry-pi-5"), taken(speeds_of(described("raspberry-pi-5")), 2.0))
    for name in ("attend", "encode_ms", "token_ms"):
        assert found.constants[name].measured == 0
        assert found.constants[name].how == "assumed: one measurement cannot tell it from the rest"
    assert found.constants["encode"].measured == found.constants["decode"].measured == 1
    assert found.constants["prefill"].how == "assumed"


def test_what_checks_a_fit_is_no_part_of_it() -> None:
    device = described("raspberry-pi-5")
    true = speeds_of(device)
    *used, decode = taken(true, 2.0, 8.0)
    base = HEARERS["whisper-base"]
    aside = Taken("encode", base.name, 5.0, base.encoding(5.0), 2 * true.encoding_ms(base, 5.0), checks=True)
    with_it, without = fit(device, [*used, aside, decode]), fit(device, [*used, decode])
    assert with_it.constants == without.constants
    assert [check.error for check in with_it.checks] == [pytest.approx(-0.5)]
    assert without.checks == ()


def test_everything_that_is_granted_says_how_it_is_known() -> None:
    found = list(granted())
    assert len({what for what, _, _ in found}) == len(found)
    for what, value, how in found:
        assert value, what
        assert how.startswith(("measured", "the settings", "the reference", "assumed", "the middle")), what


CARD = described("h100").model_dump_json()


@pytest.mark.parametrize(
    "text",
    ["", "nonsense", "[]", "{}", '{"card": {}, "taken": []}', f'{{"card": {CARD}, "taken": [{{"kind": "encode"}}]}}'],
)
def test_a_file_that_holds_no_measurements_of_a_card_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "card.json").write_text(text)
    with pytest.raises(UsageError, match="holds no measurements of a card") as raised:
        calibrate.recorded(tmp_path / "card.json")
    assert "benchmarks.gpu" in raised.value.remedy
    with pytest.raises(UsageError, match="No such file"):
        calibrate.recorded(tmp_path / "absent.json")


def test_two_sizes_that_are_the_same_tell_no_more_than_one() -> None:
    assert fitted([[1, 1], [1, 1]], [5, 5], [9, 2]) == [(pytest.approx(3), True), (2, False)]
    assert fitted([[1, 1], [2, 1]], [5, 8], [9, 9]) == [(pytest.approx(3), True), (pytest.approx(2), True)]


def test_a_fit_that_would_make_a_time_negative_is_not_taken() -> None:
    (slope, supported), (fixed, known) = fitted([[1, 1], [2, 1]], [1, 3], [9, 0.5])
    assert (supported, known, fixed) == (True, False, 0.5)
    assert slope > 0


@pytest.mark.parametrize(
    ("name", "converses"),
    [("raspberry-pi-5", False), ("jetson-agx-orin", True), ("apple-m4-max", True), ("rtx-4090", True), ("l4", True)],
)
def test_it_is_said_plainly_whether_a_7b_holds_a_conversation(name: str, converses: bool) -> None:
    found = planned(name)
    assert found.seven_converses is converses
    assert ("cannot hold a conversation here" in found.seven) is not converses
    assert any("a 7B would need" in change for change in found.changes) is not converses


def test_a_7b_that_does_not_fit_is_no_conversation_either() -> None:
    small = described("rtx-4090").model_copy(update={"memory_gb": 4.0})
    found = plan(speeds_of(small), Use())
    assert not found.seven_converses
    assert "does not fit" in found.seven


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("privacy", ["open", "mixed", "strict"])
def test_what_is_chosen_fits_and_may_be_asked(name: str, privacy: str) -> None:
    found = planned(name, privacy=privacy)
    for stage in found.stages:
        if privacy == "strict":
            assert stage.where in (PLACES["device"].title, PLACES["local"].title, "nowhere")
    easy = next(stage for stage in found.stages if stage.name == "answer")
    writer, _, quantised = easy.with_.partition(" ")
    if easy.where == PLACES["device"].title:
        assert WRITERS[writer].size_gb(quantised) + answers.BESIDE_GB <= described(name).memory_gb


def test_offline_and_strict_stay_at_home_and_say_what_that_costs() -> None:
    for use in ({"offline": True}, {"privacy": "strict"}):
        found = planned("rtx-4090", **use)
        assert {stage.where for stage in found.stages} <= {PLACES["device"].title, PLACES["local"].title}
        assert found.decision.deployment == "edge only"
        assert any("want a larger model than may be asked" in change for change in found.changes)


def test_where_no_model_runs_on_the_device_it_is_said_who_may_be_asked_what_is_private() -> None:
    asked = "answer: who may be asked what is private: "
    small = speeds_of(described("raspberry-pi-5").model_copy(update={"memory_gb": 0.5}))
    for lan, who in (("", "nobody"), (PLACES["local"].machine, "qwen2.5-")):
        changes = plan(small, Use(lan=lan)).changes
        assert any(change.startswith(asked + who) for change in changes), changes
    assert not any(change.startswith(asked) for change in plan(small, Use(privacy="open")).changes)


def test_a_tighter_budget_takes_a_smaller_model() -> None:
    def billions(budget_ms: float) -> float:
        stage = next(one for one in planned("raspberry-pi-5", budget_ms=budget_ms).stages if one.name == "answer")
        return WRITERS[stage.with_.split()[0]].billions

    assert billions(20) <= billions(200) <= billions(2000)
    assert billions(2000) > billions(20)


def test_the_machine_that_can_do_least_has_a_plan_too() -> None:
    toaster = Device(
        name="toaster",
        title="Toaster",
        kind="processor",
        memory_gb=0.2,
        bandwidth_gb_s=0.5,
        tflops=0.0005,
        price_usd=5,
        watts=1,
        source="none",
    )
    home = plan(speeds_of(toaster), Use(offline=True))
    assert {stage.name: stage.where for stage in home.stages}["transcribe"] == PLACES["local"].title
    assert any("voice satellite" in change for change in home.changes)
    away = plan(speeds_of(toaster), Use(privacy="open"))
    assert next(stage for stage in away.stages if stage.name == "answer").where not in ("nowhere", PLACES["device"].title)


def test_an_answer_that_is_late_here_has_somewhere_else_to_go_with_what_that_saves_and_costs() -> None:
    slow = described("raspberry-pi-5").model_copy(update={"tflops": 0.02})
    late = next(change for change in plan(speeds_of(slow), Use()).changes if change.startswith("answer: "))
    assert re.search(r" begins after \d+: \d+ ms less, for \$[\d.]+ a month; else a filler bridges it", late), late
    at_home = next(change for change in plan(speeds_of(slow), Use(offline=True)).changes if change.startswith("answer: "))
    assert "on the local network begins after" in at_home


def test_the_machine_in_the_house_that_a_plan_counts_on_is_named_and_may_be_absent() -> None:
    small = speeds_of(described("raspberry-pi-5").model_copy(update={"memory_gb": 0.2}))
    use = Use(offline=True)
    assert any("counts on a machine in the local network, NVIDIA RTX 4090" in one for one in plan(small, use).changes)
    alone = plan(small, replace(use, lan=""))
    assert {stage.where for stage in alone.stages} <= {"the device", "nowhere"}
    assert not any("counts on" in one for one in alone.changes)
    weak = plan(small, replace(use, lan="raspberry-pi-5"))
    assert weak.decision.deployment == "edge only"
    away = {stage.where for stage in plan(small, Use(turns_per_day=1e6, privacy="open", lan="")).stages}
    assert away & {PLACES["edge"].title, PLACES["regional"].title}


def test_a_device_that_carries_the_large_model_needs_no_cloud() -> None:
    assert planned("h200", hard_share=1.0, privacy="open").decision.deployment == "edge only"


def test_a_voice_is_the_best_that_is_in_time() -> None:
    found = {name: next(s for s in planned(name).stages if s.name == "speak").with_ for name in ("raspberry-pi-5", "rtx-4090")}
    assert found == {"raspberry-pi-5": "espeak-ng", "rtx-4090": "kokoro"}
    assert list(SPEAKERS) == ["espeak-ng", "piper", "kokoro"]


@pytest.mark.parametrize(("privacy", "owned"), [("open", False), ("mixed", True), ("strict", True)])
def test_sound_is_raw_data_and_leaves_the_house_only_where_nothing_is_private(privacy: str, owned: bool) -> None:
    places = transcribing._open_to(Use(privacy=privacy))  # type: ignore[arg-type]
    assert all(place.location.owned for place in places) is owned


def test_what_a_stage_leaves_over_the_next_may_use() -> None:
    stages = {stage.name: stage for stage in planned("raspberry-pi-5").stages}
    assert stages["route"].ms > stages["route"].allowed_ms  # type: ignore[operator]
    assert stages["route"].meets
    assert stages["route"].carried_ms == stages["transcribe"].left_ms == 50


def test_a_machine_that_two_stages_run_on_is_paid_for_once() -> None:
    weak = described("raspberry-pi-5").model_copy(update={"memory_gb": 0.2, "tflops": 0.001, "bandwidth_gb_s": 1.0})
    stages = {stage.name: stage for stage in plan(speeds_of(weak), Use(offline=True)).stages}
    assert stages["transcribe"].place is stages["answer"].place is PLACES["local"]
    assert stages["transcribe"].month_usd > 0 == stages["answer"].month_usd


def test_a_plan_tells_what_its_tokens_cost_and_from_which_load_on_it_pays() -> None:
    tokens, even, warm = planned("rtx-5090", turns_per_day=5000).worth
    assert tokens.startswith("a million tokens written here: $")
    assert even.startswith("all 5,000 in the cloud: $61.20 a month")
    assert warm.startswith("an H100 kept awake 09:00-17:00 instead: $482.40 a month; 2 minutes")
    assert not any("cloud:" in line for line in planned("rtx-5090", privacy="strict").worth)


def test_a_device_pays_from_the_load_that_the_plan_names() -> None:
    """At that many replies a day paying for each in the cloud costs as much as the device does now."""
    found = planned("raspberry-pi-5")
    even = float(found.worth[1].split("from ")[1].split(" a day")[0].replace(",", ""))
    assert even * answers.REPLY_USD * 30 == pytest.approx(found.device_month_usd, rel=0.01)


def test_two_machines_in_one_file_are_not_guessed_between() -> None:
    with pytest.raises(UsageError, match="describes 8 devices"):
        described(str(asset("devices.toml")))


@pytest.mark.parametrize("memory_gb", [0.2, 0.45, 0.6, 1.0, 1.5])
def test_whisper_and_a_voice_fit_beside_each_other_however_quick_the_machine_is(memory_gb: float) -> None:
    found = plan(speeds_of(described("h200").model_copy(update={"memory_gb": memory_gb})), Use())
    stages = {stage.name: stage for stage in found.stages}
    heard, spoken = stages["transcribe"], SPEAKERS[stages["speak"].with_]
    beside = HEARERS[heard.with_].size_gb if heard.place is PLACES["device"] else 0.0
    assert beside + PROGRAM_GB <= memory_gb or not beside
    assert spoken is SPEAKERS["espeak-ng"] or beside + PROGRAM_GB + spoken.size_gb <= memory_gb
    if memory_gb < 0.4:
        assert heard.place is PLACES["local"]
        assert heard.why.startswith("too large on the device")


@pytest.mark.parametrize("budget_ms", [1.0, 2.0, 3.0, 10.0, 1e6])
@pytest.mark.parametrize("name", NAMES)
def test_a_budget_that_nothing_keeps_has_a_plan_too(name: str, budget_ms: float) -> None:
    stages = {stage.name: stage for stage in planned(name, budget_ms=budget_ms).stages}
    assert stages["speak"].ms is not None
    if budget_ms == 1:
        assert (stages["speak"].with_, stages["speak"].why) == ("espeak-ng", "no voice is in time; this one begins soonest")


@pytest.mark.parametrize("privacy", ["open", "mixed", "strict"])
@pytest.mark.parametrize("hard_share", [0.0, 0.15, 1.0])
@pytest.mark.parametrize("offline", [False, True])
@pytest.mark.parametrize("memory_gb", [0.2, 24.0])
def test_the_deployment_is_that_of_the_stages(privacy: str, hard_share: float, offline: bool, memory_gb: float) -> None:
    """No "edge only" above a table whose answers come from the cloud."""
    device = described("rtx-4090").model_copy(update={"memory_gb": memory_gb})
    found = plan(speeds_of(device), Use(privacy=privacy, hard_share=hard_share, offline=offline))  # type: ignore[arg-type]
    asked = [stage for stage in found.stages if stage.name == "answer" or (stage.name == "answer, hard" and hard_share)]
    away = any(stage.place and not stage.place.location.owned for stage in asked)
    assert (found.decision.deployment != "edge only") is away


def test_more_turns_than_a_machine_can_do_take_more_machines_and_cost_as_much() -> None:
    household, city = (planned("raspberry-pi-5", turns_per_day=turns) for turns in (200, 1_000_000))
    assert (household.machines, city.machines > 50) == (1, True)
    assert city.changes[0] == f"1,000,000 turns a day take {city.machines:,} such devices in the busiest hour"
    assert not any("such devices" in change for change in household.changes)
    assert city.device_month_usd == pytest.approx(city.machines * household.device_month_usd, rel=0.2)
    few, many = (planned("rtx-4090", turns_per_day=turns, hard_share=1.0, privacy="open").month_usd for turns in (1e6, 1e9))
    assert many > 100 * few
