"""`python -m benchmarks`: `voice bench` of this checkout; its arguments are the same."""

import sys

from voice.cli import main

if __name__ == "__main__":
    main(["bench", *sys.argv[1:]])
