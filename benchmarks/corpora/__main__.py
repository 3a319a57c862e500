"""`python -m benchmarks.corpora`: make the sound of the corpora now, and say what there is."""

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from benchmarks.corpora import KINDS, SPLITS, clips, default_out, skipped
from voice.messages import SAMPLE_RATE


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.corpora", description=__doc__)
    parser.add_argument("--size", choices=["small", "full"], default="full")
    parser.add_argument("--out", type=Path, default=default_out(), help="cache folder (default: %(default)s)")
    options = parser.parse_args()
    counts: dict[str, dict[str, int]] = {}
    conditions: Counter[str] = Counter()
    hours = 0.0
    for split in SPLITS:
        for kind in KINDS:
            n = 0
            for clip in clips(kind, split, options.size, options.out):
                n += 1
                conditions[clip.condition] += 1
                hours += len(clip.samples) / SAMPLE_RATE / 3600
            counts.setdefault(split, {})[kind] = n
            print(f"{split:9} {kind:12} {n:4} clips", file=sys.stderr)
    if absent := skipped():
        print(f"voices not installed, their clips are left out: {', '.join(absent)}", file=sys.stderr)
    print(
        json.dumps(
            {
                "clips": counts,
                "hours": round(hours, 3),
                "conditions": conditions,
                "skipped_voices": absent,
                "out": str(options.out),
            }
        )
    )


if __name__ == "__main__":
    main()
