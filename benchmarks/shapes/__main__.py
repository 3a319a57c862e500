"""`python -m benchmarks.shapes NAME …`: write models of true architecture with random weights, for timing alone.

Whisper as CTranslate2 int8 (tiny, base, small), Qwen 2.5 (0.5b, 1.5b, 7b) and the sizes of SmolLM2 and Llama 3.2
(0.1b, 0.4b, 1b) as Q4_0 GGUF, Kokoro-82M (kokoro). The 7b is 4.4 GB.
The last line on stdout is one JSON document with each one's path and size.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from benchmarks.shapes import NAMES, default_out, shape


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.shapes", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="+", choices=NAMES, metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--out", type=Path, default=default_out(), help="cache folder (default: %(default)s)")
    options = parser.parse_args()
    made = {}
    for name in options.names:
        began = time.monotonic()
        try:
            path = shape(name, options.out)
        except (OSError, RuntimeError) as error:  # PyTorch has the latter for a full disk
            sys.exit(f"{name} cannot be written to {options.out}: {getattr(error, 'strerror', None) or error}")
        made[name] = {"path": str(path), "bytes": _size(path)}
        print(f"{name:8} {_size(path) / 1e6:8.0f} MB  {time.monotonic() - began:5.1f} s  {path}", file=sys.stderr)
    print(json.dumps({"random_weights": True, "shapes": made}))


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file())


if __name__ == "__main__":
    main()
