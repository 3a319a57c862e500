"""`python -m benchmarks.cleaner`: train the network of voice.transcribe.cleaner from nothing.

Speech (kept in the cache folder), noise and rooms are made first, the same ones every time; then it learns for `--minutes`
to give clean cepstra, and for `--tuning-minutes` to be understood by pocketsphinx's model. How many steps those are, and so
the weights' last digits, depend on the machine. Needs torch beside the package; flite and festival, where they are
installed, add the two voices that are nearest to people.
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


SHARE = 0.4
"""The share of the weights that learnt to be understood, mixed with those that learnt to clean (Wortsman et al. 2022, "Robust
fine-tuning of zero-shot models"): on their own they are made for the few voices they learnt from, and hear a stranger in
noise worse."""


def main() -> None:
    options = _options()
    if importlib.util.find_spec("torch") is None:
        sys.exit("torch is not installed: pip install torch")
    began = time.monotonic()
    made = list(shown(examples(options.examples, speech(default_out() / "cleaner")), "examples", options.examples))

    import torch

    from benchmarks.cleaner.acoustic import AcousticModel, Understood, model_folder
    from benchmarks.cleaner.network import Network, between, export
    from benchmarks.cleaner.training import PEAK_RATE, SEED, TUNING_RATE, Distance, train

    torch.manual_seed(SEED)
    network = Network()
    apart, learnt = made[:KEPT_APART], made[KEPT_APART:]
    near = train(network, learnt, apart, Distance(learnt), options.minutes, PEAK_RATE)
    understood = Understood(AcousticModel(model_folder()), learnt)
    clean = {name: values.clone() for name, values in network.state_dict().items()}
    outcomes = [near, train(network, learnt, apart, understood, options.tuning_minutes, TUNING_RATE)]
    network.load_state_dict(between(clean, network.state_dict(), SHARE))
    export(network, options.out)
    result = {
        "examples": len(made),
        "steps": [outcome.steps for outcome in outcomes],
        "loss": [{"learnt": round(outcome.learnt, 4), "kept_apart": round(outcome.apart, 4)} for outcome in outcomes],
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
    parser.add_argument("--minutes", type=float, default=25, help="of learning clean cepstra (default: %(default)s)")
    parser.add_argument("--tuning-minutes", type=float, default=8, help="of learning to be understood (default: %(default)s)")
    parser.add_argument("--examples", type=int, default=12000, help="to learn from (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="weights (default: those of the product)")
    options = parser.parse_args()
    for name in ("minutes", "tuning_minutes"):
        if getattr(options, name) <= 0:
            parser.error(f"--{name.replace('_', '-')}: more than none")
    if options.examples < 2 * KEPT_APART:
        parser.error(f"--examples: {2 * KEPT_APART} or more, {KEPT_APART} of them are kept apart")
    return options


if __name__ == "__main__":
    main()
