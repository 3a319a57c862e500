"""`python -m benchmarks.routing`: how well the router chooses the tier, on requests it has not learnt from.

Accuracy and confusion of the task type, plain and with word errors; time of a decision, the screen for private data
included; three kinds of traffic through the whole router, with what they cost. Tables go to stderr; the last line on stdout is
one JSON document.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from time import perf_counter, thread_time
from typing import Any

import numpy as np

from benchmarks.listening.figures import counted, machine, percentiles
from benchmarks.requests import requests
from benchmarks.routing import mixes
from benchmarks.routing.labelled import Query, chance, queries, untemplated
from benchmarks.routing.mishear import misheard
from benchmarks.routing.train import calibration, expected_error
from voice import config
from voice.clock import WallClock
from voice.privacy.gate import EgressGate
from voice.route import Known, Router, task_type
from voice.skills import Skills
from voice.tiers.spend import Ledger

WORD_ERRORS = 0.1
SURE = config.Routing().sure
ROUNDS = 3
"""How often all held-out requests are timed."""

Judged = list[tuple[Query, str, task_type.TaskType]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing", description=__doc__)
    parser.add_argument("--json", action="store_true", help="no tables")
    options = parser.parse_args()
    held_out = mixes.clear(queries("held_out"))
    plain = [(query, query.text, _judge(query.text)) for query in held_out]
    noisy = [(q, text, _judge(text)) for q, text in ((q, _misheard(q)) for q in held_out)]
    router = _router()
    report = {
        "machine": machine(),
        "held_out": {"requests": len(held_out), "templates": len({query.template for query in held_out})},
        "plain": accuracy(plain),
        f"{WORD_ERRORS:.0%} word errors": accuracy(noisy),
        "untemplated": {name: through(router, list(untemplated(name))) for name in ("blind", "fresh")},
        "everyday_cpu_ms": everyday(router),
        "ms": timed(router, held_out),
        "traffic": {
            "plain": mixes.measure(router, 0),
            f"{WORD_ERRORS:.0%} word errors": mixes.measure(router, WORD_ERRORS),
        },
    }
    if not options.json:
        _show(report)
    print(json.dumps(report))


def through(router: Router, asked: list[tuple[str, str]]) -> dict[str, Any]:
    """Tier right by the task type alone and by the whole router, plain and with word errors."""
    heard = [(tier, misheard(text, WORD_ERRORS, chance(text))) for tier, text in asked]
    return {
        "plain": counted(_judge(text).tier == tier for tier, text in asked),
        "word_errors": counted(_judge(text).tier == tier for tier, text in heard),
        "whole_router": counted(router.route(text, command=False).tier == tier for tier, text in asked),
        "whole_router_word_errors": counted(router.route(text, command=False).tier == tier for tier, text in heard),
    }


def accuracy(judged: Judged) -> dict[str, Any]:
    """How often the likelier tier is the right one: overall, where it is sure, and by kind; and how well calibrated it is."""
    right = [(query.kind, found.tier == query.tier) for query, _, found in judged]
    by_kind: dict[str, list[bool]] = defaultdict(list)
    confusion: dict[str, Counter[str]] = defaultdict(Counter)
    for query, _, found in judged:
        by_kind[query.kind].append(found.tier == query.tier)
        confusion[query.kind][found.kind] += 1
    said = np.array([f.probability if f.tier == "cloud" else 1 - f.probability for _, _, f in judged], np.float32)
    table = calibration(said, np.array([query.tier == "cloud" for query, _, _ in judged], np.float32))
    return {
        "tier_right": counted(hit for _, hit in right),
        "tier_right_where_sure": counted(f.tier == q.tier for q, _, f in judged if f.verdict != "unsure"),
        "unsure": counted(f.verdict == "unsure" for _, _, f in judged),
        "kind_right": counted(f.kind == q.kind for q, _, f in judged),
        "sent_to_cloud_needlessly": counted(f.tier == "cloud" for q, _, f in judged if q.tier == "device"),
        "kept_on_device_wrongly": counted(f.tier == "device" for q, _, f in judged if q.tier == "cloud"),
        "by_kind": {kind: counted(hits) for kind, hits in by_kind.items()},
        "confusion": {kind: dict(found.most_common()) for kind, found in confusion.items()},
        "calibration": {"expected_error": expected_error(table), "table": table},
    }


def timed(router: Router, asked: list[Query]) -> dict[str, Any]:
    """Milliseconds of a decision, by the wall and by the processor, which a busy machine lengthens less; of each signal."""
    wall, cpu = [], []
    signals: dict[str, list[float | None]] = defaultdict(list)
    for _ in range(ROUNDS):
        for query in asked:
            began, worked = perf_counter(), thread_time()
            route = router.route(query.text)
            cpu.append((thread_time() - worked) * 1e3)
            wall.append((perf_counter() - began) * 1e3)
            for signal in route.signals:
                signals[signal.name].append(signal.ms)
    return {
        "decision": percentiles(wall, 4),
        "decision_cpu": percentiles(cpu, 4),
        "signals": {name: percentiles(took, 4) for name, took in signals.items()},
    }


def everyday(router: Router) -> dict[str, Any]:
    """CPU milliseconds of a decision about everyday requests, each of which is new, once as many others were decided."""
    asked = [request.text for request in requests() if request.split == "tune"]
    for text in asked[::2]:
        router.route(text, explain=True)
    took: dict[str, list[float]] = {"skills": [], "tiers": []}
    for text in asked[1::2]:
        worked = thread_time()
        route = router.route(text)
        took["skills" if route.tier == "skill" else "tiers"].append((thread_time() - worked) * 1e3)
    every = {"all": [*took["skills"], *took["tiers"]], **took}
    return {name: percentiles(ms, 4) for name, ms in every.items()}


def _judge(text: str) -> task_type.TaskType:
    return task_type.judge(text, SURE)


def _misheard(query: Query) -> str:
    return misheard(query.text, WORD_ERRORS, chance(query.text + "/misheard"))


def _router() -> Router:
    """As `voice.engines` makes it, with two tiers and nothing known of their speed."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.Config(state_dir=Path(folder), tiers=mixes.TIERS)
        gate = EgressGate.of(settings, WallClock())
        gate.screen.load()
        skills = Skills(settings, WallClock(), gate)
        skills.load()
        skills.compile()
    ledger = Ledger(None, settings.cost, WallClock())
    known = Known(overspent=ledger.overspent, price=ledger.estimate)
    router = Router(skills.match, settings.tiers, screen=gate.screen.finding, known=known)
    router.load()
    return router


def _show(report: dict[str, Any]) -> None:
    from rich.console import Console
    from rich.table import Table

    out = Console(file=sys.stderr)
    noisy = f"{WORD_ERRORS:.0%} word errors"
    table = Table("", "plain", noisy, title=f"tier right, {report['held_out']['templates']} unseen templates")
    for name in ("tier_right", "tier_right_where_sure", "unsure", "sent_to_cloud_needlessly", "kept_on_device_wrongly"):
        table.add_row(name.replace("_", " "), *(f"{report[set_][name]['percent']}%" for set_ in ("plain", noisy)))
    for name, found in report["untemplated"].items():
        shares = (f"{found[key]['percent']}%" for key in ("plain", "word_errors"))
        table.add_row(f"{name}, {found['plain']['n']} in no template", *shares)
    for kind in report["plain"]["by_kind"]:
        table.add_row(kind, *(f"{report[set_]['by_kind'][kind]['percent']}%" for set_ in ("plain", noisy)))
    out.print(table)
    traffic = Table("traffic", "tier right", "stays at home", "cloud spend avoided", "saved in all", f"tier right, {noisy}")
    for name, mix in report["traffic"]["plain"].items():
        money, misheard_mix = mix["usd"], report["traffic"][noisy][name]
        traffic.add_row(
            name,
            f"{mix['tier_right']['percent']}%",
            f"{mix['local']['percent']}%",
            f"{money['cloud_spend_avoided_percent']}%",
            f"{money['saved_percent']}%",
            f"{misheard_mix['tier_right']['percent']}%",
        )
    out.print(traffic)
    times = Table("ms", "p50", "p95", "p99")
    decisions = {name: report["ms"][name] for name in ("decision", "decision_cpu")}
    everyday_cpu = {f"everyday, {name}, cpu": took for name, took in report["everyday_cpu_ms"].items()}
    for name, took in {**report["ms"]["signals"], **decisions, **everyday_cpu}.items():
        times.add_row(name.replace("_", " "), *(f"{took[q]:.3f}" for q in ("p50", "p95", "p99")))
    out.print(times)


if __name__ == "__main__":
    main()
