"""`python -m benchmarks.endpointing.train`: trains the classifier of whole requests and writes its weights.

It learns from the requests of `benchmarks.routing` that are not held out, and from commands drawn from the skills' sentences:
each is whole, each beginning of one is not, unless it is a request as well. What people only tell ("my back hurts"), from
`benchmarks.privacy`, is none: a request is still to come. The weights that ship have learnt from the tuning half of
the requests of SLURP's development set (CC BY 4.0), too. scikit-learn comes with openwakeword. A minute.
"""

import argparse
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from benchmarks.corpora.plan import other_speech
from benchmarks.privacy import train as privacy
from benchmarks.routing.labelled import BEFORE_QUESTION, part, queries, wrapped
from benchmarks.slurp import split
from voice.endpoint.whole import BUCKETS, WEIGHTS, normal, rows
from voice.skills.sentences import built_in
from voice.transcribe.phrasing import Phrasing

COMMANDS = 4000
"""Commands that are learnt from."""

TOLD = 3000
"""Sentences that only tell something."""

TELLS = re.compile(
    r"(?!i (?:want|need|would|wonder|feel)\b)(?:i|i'm|i've|my|we|we're|our|he|she|his|her|it|it's|the|there|they|a|an|this|"
    r"that|you|people|some|most|nobody|everybody|last|yesterday)\b"
)
ASKED = re.compile(r"(?P<word>what|who|where|when|how \w+) (?P<verb>is|are|was|were) (?P<subject>.+)")
"""A question that ends in its verb when it is asked politely: "i'd like to know how high the eiffel tower is"."""

ASKS = re.compile(r"\b(?:what|how|who|when|where|why|which|is|are|do|does|should|can|could)\b")
"""How such a sentence begins, and words that it has not."""

STRENGTH = 0.1
"""Inverse of the pull towards zero (scikit-learn's C): of 0.03, 0.1, 0.3 and 1 the best on pauses in hesitant questions."""


def learnt(slurp: Path | None) -> Iterator[str]:
    """Give whole requests."""
    for query in queries("learnt"):
        yield query.text
        if query.kind not in ("small talk", "follow-up"):
            yield wrapped(query, "learnt").text
        if asked := ASKED.fullmatch(query.text):
            before = part(BEFORE_QUESTION, "learnt")
            yield f"{before[crc32(query.text.encode()) % len(before)]} {asked['word']} {asked['subject']} {asked['verb']}"
    for words in Phrasing(built_in(("kitchen", "bedroom"), ()).parsed()).sentences(COMMANDS, ()):
        yield " ".join(words)
    yield from requests(slurp, "tune")


def told() -> list[str]:
    """Sentences that only tell something, and ask for nothing."""
    said = (one.text.lower() for one in privacy.learnt())
    telling = [text for text in said if TELLS.match(text) and not ASKS.search(text)]
    other = [text for _, text in other_speech("tune") if TELLS.match(text)]
    return [*random.Random(0).sample(telling, TOLD - len(other)), *other]


def requests(slurp: Path | None, wanted: str) -> Iterator[str]:
    """Requests of real people: what stands behind the last tab of each line."""
    texts = [line.rpartition("\t")[2] for line in slurp.read_text(encoding="utf-8").splitlines()] if slurp else []
    return (text for text in texts if split(text) == wanted)


def beginnings(texts: Iterable[str], telling: Iterable[str] = ()) -> Iterator[tuple[list[str], bool]]:
    """Every beginning of every text, and whether it is a whole request; of what is only told, none is."""
    said = [words for text in texts if (words := normal(text))]
    whole = {" ".join(words) for words in said}
    for words in said:
        for count in range(1, len(words) + 1):
            yield words[:count], count == len(words) or " ".join(words[:count]) in whole
    for text in telling:
        words = normal(text)
        yield from ((words[:count], False) for count in range(1, len(words) + 1))


def matrix(texts: Sequence[list[str]]) -> csr_matrix:
    columns = [rows(words) for words in texts]
    starts = np.cumsum([0, *map(len, columns)])
    return csr_matrix((np.ones(starts[-1], np.float32), np.concatenate(columns), starts), shape=(len(texts), BUCKETS))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.endpointing.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where to write (default: %(default)s)")
    parser.add_argument("--slurp", type=Path, help="real people's requests to learn from as well: the last column")
    options = parser.parse_args()
    words, whole = zip(*beginnings(learnt(options.slurp), told()), strict=True)
    model = LogisticRegression(C=STRENGTH, max_iter=300, solver="liblinear").fit(matrix(words), whole)
    privacy.write(options.out, model, ["whole"])
    report = {"beginnings": len(words), "whole": float(np.mean(whole)), "bytes": options.out.stat().st_size}
    held_out = {"requests": (query.text for query in queries("held_out"))}
    if options.slurp:
        held_out["of real people"] = requests(options.slurp, "held_out")
    for name, texts in held_out.items():
        unseen, truth = zip(*beginnings(texts), strict=True)
        report[f"area under the curve, {name}"] = round(roc_auc_score(truth, model.decision_function(matrix(unseen))), 3)
    print(json.dumps(report))


if __name__ == "__main__":
    main()
