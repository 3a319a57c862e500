"""Numbers as they are reported: every one with its n."""

import math
import os
import platform
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any


def share(hits: int, n: int) -> dict[str, Any]:
    """A share in per cent with its 95% interval (Wilson), which says what a small n is worth."""
    if not n:
        return {"percent": None, "hits": 0, "n": 0, "interval": None}
    z, p = 1.96, hits / n
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    interval = [round(100 * max(0.0, centre - half), 2), round(100 * min(1.0, centre + half), 2)]
    return {"percent": round(100 * p, 2), "hits": hits, "n": n, "interval": interval}


def counted(outcomes: Iterable[bool]) -> dict[str, Any]:
    """The share of outcomes that are true."""
    every = list(outcomes)
    return share(sum(every), len(every))


def percentiles(values: Iterable[float | None], digits: int = 2) -> dict[str, Any]:
    """p50, p95, p99 and the largest of the values that are there."""
    known = sorted(value for value in values if value is not None)
    if not known:
        return {"n": 0, "p50": None, "p95": None, "p99": None, "max": None}
    found = {f"p{q}": round(quantile(known, q / 100), digits) for q in (50, 95, 99)}
    return {"n": len(known), **found, "max": round(known[-1], digits)}


def quantile(ordered: Sequence[float], q: float) -> float:
    """A quantile of ordered values, linear between neighbours."""
    at = q * (len(ordered) - 1)
    low = math.floor(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (at - low) * (ordered[high] - ordered[low])


def machine() -> dict[str, Any]:
    """What the numbers were measured on."""
    return {
        "cpu": _cpu(),
        "cores": os.cpu_count(),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "load": [round(load, 2) for load in os.getloadavg()] if sys.platform != "win32" else None,
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
