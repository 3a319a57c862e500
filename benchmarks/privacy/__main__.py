"""`python -m benchmarks.privacy`: recall of personal data by kind, and false alarms on general questions about the same.

Columns, from what was tuned on to what says what to expect of sentences nobody has seen:
  tuned      templates and patterns that the rules were written with and the classifier of statements has learnt from
  rounds     sentences written in rounds, scored once, then tuned on ("first" below has their scores before that)
  held_out   templates and patterns never learnt from; the rules for identifiers have seen templates like them
  blind      the last rounds: nothing was changed by them. This column is generalisation.
"structure" are conversations that would tell what is private by the way they go on: the value of a placeholder, what a tool or
the model at home says, the answer to a question, another language. "everyday" are conversations of which nothing is anybody's.
Each column with 10% word errors as well. A find counts where any kind is found: what matters is that the sentence stays; in
brackets, and as "named", the right kind alone. The last line on stdout is one JSON document.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import TypedDict

from benchmarks.privacy import FIRST_SEEN, Labelled, misheard, patterns, rounds, sentences
from benchmarks.privacy.structure import kept, kept_wrongly
from voice.privacy import IDENTIFIERS
from voice.privacy.find import find

Wrong = Callable[[Labelled, list[str]], None]


class Figures(TypedDict):
    recall: dict[str, float]
    named: dict[str, float]
    false_alarms: float
    private: int
    general: int


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.privacy", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="print what went wrong in the columns that are tuned on")
    options = parser.parse_args()
    made = [one for one in (*sentences(options.seed), *patterns()) if one.kind != "values"]
    columns = {
        "tuned": [one for one in made if not one.held_out],
        "rounds": list(rounds(blind=False)),
        "held_out": [one for one in made if one.held_out],
        "blind": list(rounds(blind=True)),
    }
    words = sorted({word for one in made if not one.private for word in one.text.split() if word.isalpha()})
    rng = random.Random(options.seed)
    report: dict[str, object] = {}
    for name, some in columns.items():
        report[name] = _figures(some, show if options.show and name in ("tuned", "rounds") else _quiet)
        report[f"{name}_word_errors"] = _figures([_noisy(one, rng, words) for one in some], _quiet)
    _table({name: figures for name, figures in report.items() if isinstance(figures, dict)})
    report["structure"] = kept()
    report["everyday_kept_wrongly"] = {"tuned": kept_wrongly(held_out=False), "held_out": kept_wrongly(held_out=True)}
    print("structure", report["structure"], "everyday kept wrongly", report["everyday_kept_wrongly"], file=sys.stderr)
    report["first"] = FIRST_SEEN
    report["us"] = _times([one.text for some in columns.values() for one in some])
    for row in FIRST_SEEN:
        print("first seen", *(f"{key} {value}" for key, value in row.items()), file=sys.stderr)
    print("microseconds a sentence", report["us"], file=sys.stderr)
    print(json.dumps(report))


def _noisy(one: Labelled, rng: random.Random, words: Sequence[str]) -> Labelled:
    text = misheard(one.text, rng, words) or one.text
    return Labelled(text, one.kind, one.private, one.held_out, one.template, one.previous)


def _figures(labelled: Iterable[Labelled], wrong: Wrong) -> Figures:
    seen: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    named: Counter[str] = Counter()
    alarms = general = private = 0
    for one in labelled:
        kinds = [found.kind for found in find(one.text, one.previous)]
        if one.private:
            private += 1
            for key in (one.kind, "identifiers" if one.kind in IDENTIFIERS else "statements"):
                seen[key] += 1
                hit[key] += bool(kinds)
                named[key] += one.kind in kinds
        else:
            general += 1
            alarms += bool(kinds)
        if bool(kinds) != one.private:
            wrong(one, kinds)
    return {
        "recall": {key: round(hit[key] / seen[key], 3) for key in seen},
        "named": {key: round(named[key] / seen[key], 3) for key in seen},
        "false_alarms": round(alarms / max(1, general), 4),
        "private": private,
        "general": general,
    }


def show(one: Labelled, kinds: list[str]) -> None:
    print(f"{'missed' if one.private else 'alarm':7} {one.kind:15} {one.text}  {kinds}", file=sys.stderr)


def _quiet(one: Labelled, kinds: list[str]) -> None:
    """Says nothing: what is not tuned on is not looked at."""


def _times(texts: Sequence[str]) -> dict[str, float]:
    """CPU microseconds a sentence, the best of three rounds each."""
    took = []
    for text in texts:
        rounds_us = []
        for _ in range(3):
            began = time.thread_time_ns()
            find(text)
            rounds_us.append(time.thread_time_ns() - began)
        took.append(min(rounds_us) / 1e3)
    took.sort()
    return {"p50": took[len(took) // 2], "p95": took[int(len(took) * 0.95)], "max": took[-1]}


def _table(columns: dict[str, Figures]) -> None:
    print(f"{'':16}" + "".join(f"{name:>22}" for name in columns), file=sys.stderr)
    for key in sorted({key for column in columns.values() for key in column["recall"]}):
        cells = [_cell(column, key) for column in columns.values()]
        print(f"{key:16}" + "".join(f"{cell:>22}" for cell in cells), file=sys.stderr)
    for key in ("false_alarms", "private", "general"):
        print(f"{key:16}" + "".join(f"{column[key]:>22}" for column in columns.values()), file=sys.stderr)


def _cell(column: Figures, key: str) -> str:
    return f"{column['recall'][key]:.3f} ({column['named'][key]:.3f})" if key in column["recall"] else "-"


if __name__ == "__main__":
    main()
