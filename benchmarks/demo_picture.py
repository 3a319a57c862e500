"""The picture of the README: the demo's turns on one axis.

    voice demo --fast --out voice-demo && python -m benchmarks.demo_picture voice-demo/traces.jsonl
"""

import sys
from pathlib import Path

from voice import report
from voice.config import Budget

PICTURE = Path(__file__).parents[1] / "assets" / "demo.svg"


def main() -> None:
    PICTURE.write_text(report.overview_svg(report.load([Path(sys.argv[1])]), Budget()) + "\n", encoding="utf-8")
    print(PICTURE)


if __name__ == "__main__":
    main()
