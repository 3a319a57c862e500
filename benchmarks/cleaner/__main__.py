"""`python -m benchmarks.cleaner`: train the network of voice.transcribe.cleaner from nothing.

Speech (kept in the cache folder), noise and rooms are made first, the same ones every time; then it learns for `--minutes`.
How many steps those are, and so the weights' last digits, depend on the machine. Needs torch beside the package; flite and
festival, where they are installed, add the two voices that are nearest to people.
"""

import argparse
import importlib.util
import json
import sys
import time
from pathlib import Path

from benchmarks.cleaner.examples import examples
from benchmarks.cleaner.progress import shown
from benchmarks.cleaner.speech import speech
from benchmarks.corpora import default_out
from voice.transcribe.cleaner import WEIGHTS

KEPT_APART = 200
"""Examples that are not learnt from. The same voices speak them: they show learning by heart, not how well a stranger is
heard; `python -m benchmarks.listening` shows that."""


def main() -> None:
    options = _options()
    if importlib.util.find_spec("torch") is None:
        sys.exit("torch is not installed: pip install torch")
    began = time.monotonic()
    made = list(shown(examples(options.examples, speech(default_out() / "cleaner")), "examples", options.examples))

    import torch

    from benchmarks.cleaner.network import Network, export
    from benchmarks.cleaner.training import SEED, train

    torch.manual_seed(SEED)
    network = Network()
    outcome = train(network, made[KEPT_APART:], made[:KEPT_APART], options.minutes)
    export(network, options.out)
    result = {
        "examples": len(made),
        "steps": outcome.steps,
        "loss": {"learnt": round(outcome.learnt, 4), "kept_apart": round(outcome.apart, 4)},
        "parameters": sum(values.numel() for values in network.parameters()),
        "seconds": round(time.monotonic() - began),
        "file": str(options.out),
        "bytes": options.out.stat().st_size,
    }
    print(json.dumps(result))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.cleaner", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=25, help="of training (default: %(default)s)")
    parser.add_argument("--examples", type=int, default=9600, help="to learn from (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="weights (default: those of the product)")
    options = parser.parse_args()
    if options.minutes <= 0:
        parser.error("--minutes: more than none")
    if options.examples < 2 * KEPT_APART:
        parser.error(f"--examples: {2 * KEPT_APART} or more, {KEPT_APART} of them are kept apart")
    return options


if __name__ == "__main__":
    main()
