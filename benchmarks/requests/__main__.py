"""`python -m benchmarks.requests`: everyday requests, each made to the product in a house and a state of its own.

right          what was to be done was done and nothing else, or the reply tells what was asked
wrong deed     something else was done
wrong answer   a skill told something else
refused        nothing was done: a question for a language model, or an honest sentence

The last line on stdout is one JSON document. Failures are shown of the split that may be tuned on, never of the other.
"""

import argparse
import asyncio
import json
import os
import sys
import time
from collections.abc import Iterable
from typing import Any, get_args

from benchmarks.listening.figures import counted, machine
from benchmarks.requests import Request, Split, requests
from benchmarks.requests.conversation import Outcome, had
from benchmarks.requests.house import HOUSE, House, served
from benchmarks.requests.judge import Verdict, judge
from voice.config import HOME_TOKEN

Judged = list[tuple[Request, Outcome, Verdict]]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.requests", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--split", choices=get_args(Split), default="held_out")
    parser.add_argument("--show", choices=["tune"], help="print what went wrong there")
    options = parser.parse_args()
    split = options.show or options.split
    os.environ |= {HOME_TOKEN: "token", "TZ": HOUSE["zone"]}
    time.tzset()
    judged = asyncio.run(made([request for request in requests() if request.split == split]))
    if options.show:
        _show(judged)
    report = {"machine": machine(), "split": split, "all": figures(judged), "kinds": by_kind(judged)}
    _table({**report["kinds"], "all": report["all"]})
    print(json.dumps(report))


async def made(asked: Iterable[Request]) -> Judged:
    house, judged = House(), []
    with served(house) as url:
        for request in asked:
            outcome = await had(request, house, url)
            judged.append((request, outcome, judge(request.told, outcome)))
    return judged


def by_kind(judged: Judged) -> dict[str, Any]:
    kinds = dict.fromkeys(request.kind for request, _, _ in judged)
    return {kind: figures([one for one in judged if one[0].kind == kind]) for kind in kinds}


def figures(judged: Judged) -> dict[str, Any]:
    return {verdict: counted(found == verdict for _, _, found in judged) for verdict in get_args(Verdict)}


def _show(judged: Judged) -> None:
    for request, outcome, verdict in judged:
        if verdict != "right":
            wanted = {what: value for what, value in request.told.items() if what != "say"}
            print(f"{verdict:12} {request.text}\n{'':13}{outcome.reply}\n{'':13}{wanted}", file=sys.stderr)


def _table(rows: dict[str, Any]) -> None:
    print(f"{'':16}" + "".join(f"{verdict:>22}" for verdict in get_args(Verdict)), file=sys.stderr)
    for kind, row in rows.items():
        cells = (f"{one['hits']}/{one['n']} ({one['interval'][0]:.0f}-{one['interval'][1]:.0f} %)" for one in row.values())
        print(f"{kind:16}" + "".join(f"{cell:>22}" for cell in cells), file=sys.stderr)


if __name__ == "__main__":
    main()
