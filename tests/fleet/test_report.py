"""Summaries: numbers and words of this program go up, and nothing that anybody said, called or set."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.fleet.places import NOW, Machine, Server, ok, remembered, run, turn, week_before
from voice import busy
from voice.errors import FleetError
from voice.fleet import report, state
from voice.fleet.report import Value
from voice.privacy.audit import Audit
from voice.privacy.carried import Carried

metrics_service = pytest.importorskip("opentelemetry.proto.collector.metrics.v1.metrics_service_pb2")

PLANTED = ("zanzibar", "quokka", "xylophone", "marzipan", "pemberton", "07700900123", "wombat", "ocelot", "narwhal", "UklGRg")


def telling(**values: Any) -> dict[str, Any]:
    """A turn full of what must not leave: words, names, slots, numbers, sound."""
    return turn(
        heard="my name is zanzibar pemberton and my number is 07700900123", reply="hello zanzibar", source="quokka room",
        hypotheses=[{"text": "marzipan", "engine": "whisper"}], answered_by="wombat tier", called=["ocelot"], error=None,
        route={"tier": "skill", "slots": {"name": "xylophone"}, "signals": {"n": {"value": "narwhal"}}}, sound="UklGRgAA",
        usage={"wombat tier": {"in": 7700900123}}, origin="quokka",
    ) | values  # fmt: skip


async def report_once(machine: Machine) -> None:
    rounds = machine.rounds()
    await rounds._round("report", machine, rounds._report)


def numbers(values: list[Value]) -> dict[str, float]:
    return {" ".join([value.name.removeprefix("voice."), *value.labels.values()]): value.number for value in values}


def test_no_word_of_a_conversation_is_in_any_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_FLEET_TOKEN", "a-token")

    async def script(server: Server) -> None:
        server.answers["/v1/metrics"] = ok("{}")
        failed = telling(error="the wombat said quokka", ended="no_speech", confidence="zanzibar", voice_to_voice_ms="marzipan")
        week_before(tmp_path, [telling()] * 60 + [failed] * 5)
        remembered(tmp_path, [telling(confidence=0.5)] * 60, NOW - timedelta(days=14), NOW - timedelta(days=7))
        machine = Machine(tmp_path, server, {"keep_words": True, "wake": {"phrases": ("xylophone.onnx",)}})
        await report_once(machine)
        assert machine.told == []
        (sent,) = server.heard
        for word in PLANTED:
            assert word.lower().encode() not in sent.lower()
        assert b"authorization: Bearer a-token" in sent
        _is_understood(sent.partition(b"\r\n\r\n")[2], state.read(tmp_path).device)

    run(script)


def _is_understood(body: bytes, device: str) -> None:
    """As a collector reads it: every text is one of ours."""
    from google.protobuf import json_format

    (resource,) = json_format.Parse(body, metrics_service.ExportMetricsServiceRequest()).resource_metrics
    named = {one.key: one.value.string_value for one in resource.resource.attributes}
    assert named["service.instance.id"] == device
    metrics = {one.name: one for one in resource.scope_metrics[0].metrics}
    assert metrics["voice.breaker.trips"].sum.is_monotonic
    spoken = [one.as_double for one in metrics["voice.latency"].gauge.data_points if "speak" in str(one.attributes[0])]
    assert spoken == pytest.approx([0.02, 0.02])
    drifted = {one.attributes[0].value.string_value: one.as_double for one in metrics["voice.drift.found"].gauge.data_points}
    assert drifted == {"voice_to_voice": 0, "confidence": 1, "wake_score": 0, "wakes_for_nothing": 0}


@pytest.mark.parametrize("settings", [{"offline": True}, {"fleet": {}}, {"history": {"keep": False}}])
def test_nothing_is_sent_or_asked_without_the_opt_in(tmp_path: Path, settings: dict[str, Any]) -> None:
    async def script(server: Server) -> None:
        week_before(tmp_path, [telling()])
        server.answers["/v1/metrics"] = ok("{}")
        machine = Machine(tmp_path, server, settings)
        task = asyncio.create_task(machine.rounds().run())
        while len(machine.clock.slept) < 30:
            await asyncio.sleep(0.01)
        task.cancel()
        assert server.heard == []

    run(script)


def test_offline_closes_the_gate_to_a_collector_elsewhere(tmp_path: Path) -> None:
    async def script(server: Server) -> None:
        machine = Machine(tmp_path, server, {"offline": True, "fleet": {"report": "https://otel.example.com/v1/metrics"}})
        await report_once(machine)
        assert machine.told == ["fleet: offline = true. `voice privacy check` shows what would go where, and why."]

    run(script)


def test_a_summary_that_cannot_be_logged_does_not_go(tmp_path: Path) -> None:
    async def script(server: Server) -> None:
        machine = Machine(tmp_path, server)
        (tmp_path / "egress.jsonl").mkdir()
        await report_once(machine)
        assert server.heard == []
        assert "audit log cannot be written" in machine.told[0]

    run(script)


def test_what_goes_is_in_the_log_of_what_left_the_house(tmp_path: Path) -> None:
    async def script(server: Server) -> None:
        server.answers["/v1/metrics"] = ok("{}")
        machine = Machine(tmp_path, server)
        await report_once(machine)
        (entry,) = Audit(tmp_path, machine.clock).entries()
        assert (entry.place, entry.did, entry.kinds) == ("fleet", "sent", ())

    run(script)


def test_a_word_that_came_into_a_summary_is_held_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(server: Server) -> None:
        server.answers["/v1/metrics"] = ok("{}")
        leak = Value("voice.leak", "1", 1.0, {"said": "my number is 07700900123"})
        monkeypatch.setattr(report, "summary", lambda *_: [leak])
        machine = Machine(tmp_path, server)
        await report_once(machine)
        assert server.heard == []
        assert "private data" in machine.told[0]

    run(script)


def test_no_text_of_a_summary_is_taken_for_private(tmp_path: Path) -> None:
    import httpx2

    week_before(tmp_path, [turn()] * 60)
    before = [turn(confidence=0.1 * (one % 10)) for one in range(60)]
    remembered(tmp_path, before, NOW - timedelta(days=14), NOW - timedelta(days=7))
    machine = Machine(tmp_path, Server("http://127.0.0.1:1"))
    values, screen = report.summary(machine.config, state.State(), NOW), machine.gate.screen
    for number in range(300):
        body = json.dumps(report.message(values, state.State().device, NOW, NOW + timedelta(hours=number))).encode()
        carried = Carried(httpx2.Request("POST", "https://otel.example.com/v1/metrics", content=body), body)
        assert {kind for words in carried.words for kind in screen.kinds_in(words)} == set()


def test_figures_are_those_of_the_day_and_of_both_weeks(tmp_path: Path) -> None:
    lost = turn(ended="no_speech", confidence=None, voice_to_voice_ms=None, stages_ms={})
    day = [turn(voice_to_voice_ms=float(ms)) for ms in range(100, 1100, 100)] + [turn(error="x"), lost, turn(ended=None)]
    remembered(tmp_path, day, NOW - timedelta(hours=20), NOW)
    remembered(tmp_path, [turn(wake=None, confidence=0.35)] * 30, NOW - timedelta(days=9), NOW - timedelta(days=8))
    held = state.State(stage="on trial", taken=state.Taken(version=7, content="x", since=NOW))
    found = numbers(report.summary(Machine(tmp_path, Server("http://127.0.0.1:1")).config, held, NOW))
    assert (found["turns"], found["failed"], found["wakes this"], found["wakes last"]) == (12, 1, 12, 0)
    assert found["latency voice_to_voice 0.5"] == pytest.approx(0.5)
    assert found["latency voice_to_voice 0.95"] == pytest.approx(0.95)
    assert "latency wake 0.5" not in found
    assert (found["confidence.share last 0.3"], found["confidence.share this 0.9"]) == (1.0, 1.0)
    assert (found["release"], found["release.stage on trial"], found["release.stage kept"]) == (7, 1, 0)


def test_a_machine_without_turns_tells_so(tmp_path: Path) -> None:
    found = numbers(report.summary(Machine(tmp_path, Server("http://127.0.0.1:1")).config, state.State(), NOW))
    assert found["turns"] == 0
    assert not any(name.startswith(("latency", "drift", "confidence")) for name in found)


def test_trips_of_breakers_are_counted() -> None:
    from voice.clock import VirtualClock
    from voice.tiers.breaker import FAILURES, Breaker

    before, breaker = busy.trips["breaker"], Breaker(VirtualClock())
    for _ in range(FAILURES + 3):
        breaker.failed()
    assert busy.trips["breaker"] == before + 1
    sent = json.dumps(report.message([], "x", NOW, NOW))
    assert f'"asInt": "{before + 1}"' in sent


@pytest.mark.parametrize(("status", "told"), [("401 Unauthorized", "401"), ("302 Found", "302"), ("500 Oh", "500")])
def test_a_collector_that_takes_nothing_is_told_of_once(tmp_path: Path, status: str, told: str) -> None:
    async def script(server: Server) -> None:
        server.answers["/v1/metrics"] = ok("", status, "Location: https://evil.example/\r\n")
        machine = Machine(tmp_path, server)
        rounds = machine.rounds()
        for _ in range(3):
            await rounds._round("report", machine, rounds._report)
        assert len(machine.told) == 1
        assert f"the collector answered with {told}" in machine.told[0]
        assert "VOICE_FLEET_TOKEN" in machine.told[0]
        assert told in state.read(tmp_path).told["report"]

    run(script)


def test_a_history_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    (tmp_path / "history.db").mkdir()
    with pytest.raises(FleetError, match="history cannot be read"):
        report.summary(Machine(tmp_path, Server("http://127.0.0.1:1")).config, state.State(), NOW)
