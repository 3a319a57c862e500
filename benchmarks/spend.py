"""What keeping a spending limit costs a reply, and how near several processes come to it.

    python -m benchmarks.spend [--processes N]

A reply is booked before its request and settled after it; the router looks at the ledger for each tier that has a price. Then
processes spend beside one another until all are refused. The last line on stdout is one JSON document.
"""

import argparse
import contextlib
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

from voice.clock import WallClock
from voice.config import Cost, Tier
from voice.errors import TierError
from voice.messages import Message
from voice.tiers import StreamResult, protocol
from voice.tiers.spend import Ledger

CLOUD = Tier(name="cloud", where="cloud", base_url="https://models.example/v1", model="m", price_in=0.9, price_out=0.9)
"""A 70B at a common price."""

REQUEST = protocol.request(CLOUD, [Message("user", "why is the sky blue")], ())
ROUNDS = 2000
LIMIT_USD = 0.05


def opened(file: Path, day_usd: float) -> Ledger:
    ledger = Ledger(file, Cost(day_usd=day_usd), WallClock())
    ledger.load()
    return ledger


def pay(ledger: Ledger) -> None:
    result = StreamResult()
    with ledger.paying(CLOUD, REQUEST, result):
        result.ended, result.tokens_in, result.tokens_out, result.seconds = "stop", 80, random.randint(20, 120), 1.0


def timed(work: Callable[[], object]) -> dict[str, float]:
    """Time a piece of work, in milliseconds."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1e3)
    cuts = statistics.quantiles(times, n=100)
    return {"p50_ms": round(cuts[49], 4), "p95_ms": round(cuts[94], 4), "max_ms": round(max(times), 2)}


def spend_all(file: Path) -> tuple[int, int]:
    """Spend until it is refused for good; the replies paid for, and how often another process was in the way."""
    ledger, paid, refused = opened(file, LIMIT_USD), 0, 0
    while ledger.overspent(CLOUD) is None:
        with contextlib.suppress(TierError):
            pay(ledger)
            paid += 1
            continue
        refused += 1
    return paid, refused


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--processes", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        ledger = opened(Path(folder) / "alone.db", 1e6)
        figures = {
            "reply": timed(partial(pay, ledger)),
            "look": timed(partial(ledger.overspent, CLOUD, 20)),
            "estimate": timed(partial(ledger.estimate, CLOUD, 20)),
        }
        ledger.close()
        file = Path(folder) / "shared.db"
        opened(file, LIMIT_USD).close()
        with ProcessPoolExecutor(wanted.processes) as pool:
            shares = list(pool.map(spend_all, [file] * wanted.processes))
        spent, _ = opened(file, LIMIT_USD).spent()
    together = {"limit_usd": LIMIT_USD, "spent_usd": round(spent, 6), "replies": [paid for paid, _ in shares]}
    together["in_the_way"] = sum(refused for _, refused in shares)
    for name, row in {**figures, "together": together}.items():
        print(f"{name:10} {row}", file=sys.stderr)
    print(json.dumps({**figures, "together": together}))


if __name__ == "__main__":
    main()
