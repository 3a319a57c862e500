"""`python -m benchmarks.routing`: how well the router chooses the tier, on requests it has not learnt from.

Accuracy and confusion of the task type, plain and with word errors; time of a decision; three kinds of traffic through the
whole router. Tables go to stderr; the last line on stdout is one JSON document.
"""

import argparse
import json
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.listening.figures import counted, machine, percentiles
from benchmarks.routing import mixes
from benchmarks.routing.labelled import Query, chance, fresh, queries
from benchmarks.routing.mishear import misheard
from benchmarks.routing.train import calibration, expected_error
from voice import config
from voice.clock import WallClock
from voice.route import Router, task_type
from voice.skills import Skills

WORD_ERRORS = 0.1
ROUNDS = 3
"""Of timing, over all held-out requests."""

Judged = list[tuple[Query, str, task_type.TaskType]]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing", description=__doc__)
    parser.add_argument("--json", action="store_true", help="no tables")
    options = parser.parse_args()
    held_out = mixes.clear(queries("held_out"))
    plain = [(query, query.text, task_type.judge(query.text)) for query in held_out]
    noisy = [(q, text, task_type.judge(text)) for q, text in ((q, _misheard(q)) for q in held_out)]
    router = _router()
    report = {
        "machine": machine(),
        "held_out": {"requests": len(held_out), "templates": len({query.template for query in held_out})},
        "plain": accuracy(plain),
        f"{WORD_ERRORS:.0%} word errors": accuracy(noisy),
        "fresh": counted(task_type.judge(text).tier == tier for tier, text in fresh()),
        f"fresh, {WORD_ERRORS:.0%} word errors": counted(
            task_type.judge(misheard(text, WORD_ERRORS, chance(text))).tier == tier for tier, text in fresh()
        ),
        "ms": {"task_type": timed(task_type.judge, held_out), "whole_router": timed(router.route, held_out)},
        "traffic": {
            "plain": mixes.measure(router, 0),
            f"{WORD_ERRORS:.0%} word errors": mixes.measure(router, WORD_ERRORS),
        },
    }
    if not options.json:
        _show(report)
    print(json.dumps(report))


def accuracy(judged: Judged) -> dict[str, Any]:
    """Of requests with one right tier: the likelier tier right, also of the sure ones alone, by kind, and calibration."""
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


def timed(judge: Any, asked: list[Query]) -> dict[str, Any]:
    """Milliseconds of a decision."""
    took = []
    for _ in range(ROUNDS):
        for query in asked:
            began = perf_counter()
            judge(query.text)
            took.append((perf_counter() - began) * 1e3)
    return percentiles(took, 4)


def _misheard(query: Query) -> str:
    return misheard(query.text, WORD_ERRORS, chance(query.text + "/misheard"))


def _router() -> Router:
    with tempfile.TemporaryDirectory() as folder:
        skills = Skills(config.Config(state_dir=Path(folder)), WallClock())
        skills.load()
    router = Router(skills.match)
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
    table.add_row("written afresh, in no template", *(f"{report[name]['percent']}%" for name in ("fresh", f"fresh, {noisy}")))
    for kind in report["plain"]["by_kind"]:
        table.add_row(kind, *(f"{report[set_]['by_kind'][kind]['percent']}%" for set_ in ("plain", noisy)))
    out.print(table)
    traffic = Table("traffic", "tier right", "stays at home", f"tier right, {noisy}")
    for name, mix in report["traffic"]["plain"].items():
        shares = (mix["tier_right"], mix["local"], report["traffic"][noisy][name]["tier_right"])
        traffic.add_row(name, *(f"{share['percent']}%" for share in shares))
    out.print(traffic)
    for name, took in report["ms"].items():
        out.print(f"{name.replace('_', ' ')}: p50 {took['p50']} ms, p95 {took['p95']} ms")


if __name__ == "__main__":
    main()
