"""`python -m benchmarks.privacy`: recall of personal data by kind, and false alarms on general questions about the same.

On the templates that the rules were tuned with and on those held out, as said and with 10% word errors; on sentences written
after the rules ("seen": the rules were then changed by them; "blind": they were not); time per sentence. A find counts where
any kind is found: what matters is that the sentence stays. "named" counts the right kind alone. The last line on stdout is
one JSON document.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter

from benchmarks.privacy import Labelled, misheard, plain, sentences
from voice.privacy import IDENTIFIERS
from voice.privacy.find import find


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.privacy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what went wrong on the tuning split, without word errors")
    options = parser.parse_args()
    everything = list(sentences(options.seed))
    words = sorted({word for one in everything if not one.private for word in one.text.split() if word.isalpha()})
    rng = random.Random(options.seed)
    noisy = [misheard(one.text, rng, words) for one in everything]
    report: dict[str, object] = {"sentences": _counts(everything)}
    for name, held in (("tuned", False), ("held_out", True)):
        chosen = [at for at, one in enumerate(everything) if one.held_out == held]
        report[name] = _figures([everything[at] for at in chosen], [everything[at].text for at in chosen])
        report[f"{name}_word_errors"] = _figures([everything[at] for at in chosen], [noisy[at] for at in chosen])
    for name in ("seen", "blind"):
        some = list(plain(name))
        report[name] = _figures(some, [one.text for one in some])
    report["us"] = _times([one.text for one in everything])
    if options.show:
        _show([one for one in everything if not one.held_out])
    _table(report)
    print(json.dumps(report))


def _counts(everything: list[Labelled]) -> dict[str, int]:
    return {
        "private": sum(one.private for one in everything),
        "general": sum(not one.private for one in everything),
        "templates": len({one.template for one in everything}),
        "held_out_templates": len({one.template for one in everything if one.held_out}),
    }


def _figures(labelled: list[Labelled], texts: list[str]) -> dict[str, object]:
    seen: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    named: Counter[str] = Counter()
    alarms = general = 0
    for one, text in zip(labelled, texts, strict=True):
        kinds = {found.kind for found in find(text)}
        if one.private:
            group = "identifiers" if one.kind in IDENTIFIERS else "statements"
            for key in (one.kind, group):
                seen[key] += 1
                hit[key] += bool(kinds)
                named[key] += one.kind in kinds
        else:
            general += 1
            alarms += bool(kinds)
    recall = {key: round(hit[key] / seen[key], 3) for key in seen}
    return {
        "recall": recall,
        "named": {key: round(named[key] / seen[key], 3) for key in seen},
        "false_alarms": round(alarms / general, 4),
    }


def _times(texts: list[str]) -> dict[str, float]:
    """CPU microseconds a sentence, the best of three rounds each."""
    took = []
    for text in texts:
        rounds = []
        for _ in range(3):
            began = time.thread_time_ns()
            find(text)
            rounds.append(time.thread_time_ns() - began)
        took.append(min(rounds) / 1e3)
    took.sort()
    return {"p50": took[len(took) // 2], "p95": took[int(len(took) * 0.95)], "max": took[-1]}


def _show(labelled: list[Labelled]) -> None:
    for one in labelled:
        kinds = [found.kind for found in find(one.text)]
        if one.private and one.kind not in kinds:
            print(f"{'missed' if not kinds else 'named':7} {one.kind:15} {one.text}  {kinds}", file=sys.stderr)
        elif not one.private and kinds:
            print(f"{'alarm':7} {one.kind:15} {one.text}  {kinds}", file=sys.stderr)


def _table(report: dict[str, object]) -> None:
    columns = ["tuned", "tuned_word_errors", "held_out", "held_out_word_errors", "seen", "blind"]
    parts = [report[name] for name in columns]
    print(f"{'':18}" + "".join(f"{name:>22}" for name in columns), file=sys.stderr)
    assert all(isinstance(part, dict) for part in parts)
    for key in sorted({key for part in parts for key in part["recall"]}):  # type: ignore[index]
        cells = [f"{part['recall'].get(key, 0):.3f} ({part['named'].get(key, 0):.3f})" for part in parts]  # type: ignore[index]
        print(f"{key:18}" + "".join(f"{cell:>22}" for cell in cells), file=sys.stderr)
    print(f"{'false alarms':18}" + "".join(f"{part['false_alarms']:>22}" for part in parts), file=sys.stderr)  # type: ignore[index]


if __name__ == "__main__":
    main()
