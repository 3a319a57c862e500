"""`python -m benchmarks.privacy.train`: trains the classifier of statements and writes its weights.

It learns from the templates and patterns that are not held out, and from the rounds that were written and scored first. The
last rounds (`benchmarks.privacy.BLIND`) it never sees. The weights that ship have learnt from the requests of SLURP's
development set (CC BY 4.0) as well. scikit-learn comes with openwakeword. Half a minute.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from benchmarks.privacy import Labelled, general_requests, misheard, patterns, rounds, sentences
from voice.privacy import STATEMENTS
from voice.privacy.find import identifiers
from voice.privacy.find_model import BUCKETS, WEIGHTS, rows, subjects
from voice.privacy.find_statements import masked
from voice.privacy.redact import Redactor
from voice.privacy.spoken import Sentence

STRENGTH = 1.0
"""Inverse of the pull towards zero (scikit-learn's C): of 0.5, 1, 2 and 3 the best on what it has not learnt."""
ALTERNATIVES = 30
"""Up to so many sentences are learnt from a pattern: of 8, 14, 20 and 30 the most finds the most in held-out ones."""
JOINED = 0.4
"""Share of what is no statement that is also learnt in one breath with another; of statements, all are."""
UNKNOWN = 0.25
"""Share of the subjects that a noisy copy of a sentence is read without: words that are on no list must be borne."""
SOMEBODYS = (
    "doctor", "therapist", "medicine", "clinic", "girlfriend", "birthday", "lottery", "i have the money", "jack@gmail",
)  # fmt: skip
"""Words of those requests among SLURP's that do say something private."""
BARE = 0.5
"""The share of the noisy copies that are without apostrophes."""
ERRORS = 0.08
"""The share of wrong words in the noisy copies."""


def label(one: Labelled) -> str:
    return one.kind if one.private and one.kind in STATEMENTS else "none"


def learnt() -> Iterator[Labelled]:
    """Everything that may be learnt from."""
    for one in (*sentences(1, 3, 3), *patterns(ALTERNATIVES), *general_requests()):
        if not one.held_out:
            yield one
    yield from rounds(blind=False)


def requests(file: Path) -> Iterator[Labelled]:
    """Requests of real people that are nobody's secret: what stands behind the last tab of each line."""
    for line in file.read_text(encoding="utf-8").splitlines():
        text = line.rpartition("\t")[2]
        if not any(words in text for words in SOMEBODYS):
            yield Labelled(text, "request", False, False, text)


def copies(one: Labelled, rng: random.Random, words: Sequence[str]) -> Iterator[list[str]]:
    """The words of a sentence as they are learnt: plain; misheard, some subjects unknown; redacted where that can be."""
    yield read(one.text)
    heard = misheard(one.text, rng, words, ERRORS) or one.text
    yield read(heard.replace("'", "") if rng.random() < BARE else heard)
    sentence = Sentence(one.text)
    if found := identifiers(sentence):
        yield read(Redactor().redact(one.text, found))


def joined(labelled: Sequence[Labelled], rng: random.Random) -> Iterator[tuple[list[str], str]]:
    """A statement before or behind what is none, and two that are none, in one breath."""
    plain = [one for one in labelled if label(one) == "none"]
    for one in labelled:
        if label(one) != "none" or rng.random() < JOINED:
            both = [one, rng.choice(plain)]
            rng.shuffle(both)
            yield read(" ".join(part.text for part in both)), label(one)


def read(text: str) -> list[str]:
    sentence = Sentence(text)
    return masked(sentence, identifiers(sentence))


def matrix(texts: Sequence[list[str]], rng: random.Random) -> csr_matrix:
    """Features of every text; each second one has lost some subjects."""

    def forgetful(phrase: str) -> tuple[str, ...]:
        return () if rng.random() < UNKNOWN else subjects(phrase)

    taken = [rows(words, forgetful if at % 2 else subjects) for at, words in enumerate(texts)]
    starts = np.cumsum([0, *(len(found) for found, _ in taken)])
    values = np.concatenate([counts for _, counts in taken])
    columns = np.concatenate([found for found, _ in taken])
    return csr_matrix((values, columns, starts), shape=(len(taken), BUCKETS))


def write(file: Path, model: LogisticRegression, labels: Sequence[str]) -> None:
    """Keep a byte for each weight; `labels`: one for each row of the model's."""
    weights = model.coef_.T
    scale = np.abs(weights).max(axis=0) / 127
    np.savez_compressed(
        file,
        labels=np.array(labels),
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=model.intercept_.astype(np.float32),
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.privacy.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where to write (default: %(default)s)")
    parser.add_argument("--requests", type=Path, help="real people's requests to learn from as well: SLURP's, the last column")
    options = parser.parse_args()
    rng = random.Random(0)
    labelled = [*learnt(), *(requests(options.requests) if options.requests else ())]
    words = sorted({word for one in labelled for word in one.text.split() if word.isalpha()})
    copied = [(copy, label(one)) for one in labelled for copy in copies(one, rng, words) if copy]
    copied += joined(labelled, rng)
    model = LogisticRegression(C=STRENGTH, max_iter=1000, tol=1e-4)
    model.fit(matrix([copy for copy, _ in copied], rng), [said for _, said in copied])
    write(options.out, model, model.classes_.astype(str))
    counts = Counter(label(one) for one in labelled)
    print(json.dumps({"learnt": counts, "copies": len(copied), "bytes": options.out.stat().st_size}))


if __name__ == "__main__":
    main()
