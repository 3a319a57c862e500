"""`python -m benchmarks.service`: how many satellites one `voice serve` carries, and what it withstands.

    python -m benchmarks.service [capacity] [--engines embedded whisper] [--settings NAME=FILE] [--steps 1 2 4 …] [--seconds 90]
    python -m benchmarks.service soak [--minutes 10] [--seed 1] [--settings FILE]
    python -m benchmarks.service fleet [--kiosks 10000] [--measured FILE]

What is printed for people goes to stderr; the last line on stdout is one JSON document.
"""

import argparse
import json
import sys

from benchmarks.service import capacity, fleet, soak

PARTS = {"capacity": capacity, "soak": soak, "fleet": fleet}


def main(given: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = parser.add_subparsers(dest="part", required=True)
    for name, part in PARTS.items():
        part.arguments(parts.add_parser(name, help=(part.__doc__ or "").partition("\n")[0]))
    chosen = parser.parse_args(given if given[:1] and given[0] in (*PARTS, "-h", "--help") else ["capacity", *given])
    found = PARTS[chosen.part].run(chosen)
    print(json.dumps(found))
    return 0 if found.get("ok", True) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
