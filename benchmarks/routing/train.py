"""`python -m benchmarks.routing.train`: trains the task-type classifier on the learnt split and writes its weights.

Softmax regression by AdaGrad on the n-grams of `voice.route.classifier`, in numpy. It prints, and calibrates on,
requests of templates that the model of the fold has not seen; the held-out split is not touched. A few minutes.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

from benchmarks.listening.figures import counted
from benchmarks.routing.labelled import CLOUD, EITHER, KINDS, Query, queries, wrapped
from benchmarks.routing.labelled import chance as draws
from benchmarks.routing.mishear import misheard
from voice.route import classifier
from voice.route.task_type import WEIGHTS

EPOCHS = 8
BATCH = 64
RATE = 0.3
DECAY = 2e-5
"""Pull of every touched weight towards zero, per step."""

DROPPED = 0.3
"""Share of the n-grams left out at each look at a text, so that none is relied on alone."""

SIDE = 2.0
"""Weight of being wrong about the tier, beside being wrong about the kind of task."""

FOLDS = 4
ERRORS = (0.1, 0.15, 0.2)
"""Word errors of the noisy copies of every request: of its plain, polite and plain words."""

Floats = npt.NDArray[np.float32]
Rows = list[tuple[npt.NDArray[np.int64], Floats]]
Copies = list[tuple[str, Query]]
MARKED = np.array([kind in CLOUD for kind in KINDS])


def copies(query: Query) -> list[str]:
    """A request as it is learnt: plain, politely, and misheard."""
    polite = query.text if query.kind in ("small talk", "follow-up") else wrapped(query, "learnt").text
    heard = zip((query.text, polite, query.text), ERRORS, strict=True)
    return [query.text, polite, *(misheard(text, rate, draws(text + str(rate))) for text, rate in heard)]


def target(kind: str) -> Floats:
    """What the softmax should say."""
    wanted = ("short answer", "world knowledge") if kind == EITHER else (kind,)
    return np.array([(name in wanted) / len(wanted) for name in KINDS], np.float32)


def fit(rows: Rows, targets: Floats) -> tuple[Floats, Floats]:
    """Weights [BUCKETS, labels] and bias [labels]."""
    draw = np.random.default_rng(0)
    weights = np.zeros((classifier.BUCKETS, targets.shape[1]), np.float32)
    bias = np.zeros(targets.shape[1], np.float32)
    squares, bias_squares = np.full_like(weights, 1e-3), np.full_like(bias, 1e-3)
    for _ in range(EPOCHS):
        for batch in np.array_split(draw.permutation(len(rows)), max(1, len(rows) // BATCH)):
            found = np.concatenate([rows[n][0] for n in batch])
            counts = np.concatenate([rows[n][1] for n in batch])
            counts *= (draw.random(len(counts)) >= DROPPED) / np.float32(1 - DROPPED)
            starts = np.cumsum([0, *(len(rows[n][0]) for n in batch[:-1])])
            shares = softmax(np.add.reduceat(weights[found] * counts[:, None], starts) + bias)
            error = slopes(shares, targets[batch]) / np.float32(len(batch))
            lengths = np.diff([*starts, len(found)])
            touched, where = np.unique(found, return_inverse=True)
            slope = np.zeros((len(touched), targets.shape[1]), np.float32)
            np.add.at(slope, where, np.repeat(error, lengths, axis=0) * counts[:, None])
            slope += DECAY * weights[touched]
            squares[touched] += slope**2
            weights[touched] -= RATE * slope / np.sqrt(squares[touched])
            step = error.sum(axis=0)
            bias_squares += step**2
            bias -= RATE * step / np.sqrt(bias_squares)
    return weights, bias


def slopes(shares: Floats, targets: Floats) -> Floats:
    """How the loss changes with each score: the cross-entropy of the kinds, and that of the two tiers."""
    cloud = np.clip(shares[:, MARKED].sum(axis=1, keepdims=True), 1e-6, 1 - 1e-6)
    wanted = targets[:, MARKED].sum(axis=1, keepdims=True)
    of_tier = shares * np.where(MARKED, 1 - wanted / cloud, 1 - (1 - wanted) / (1 - cloud))
    both: Floats = (shares - targets + SIDE * of_tier).astype(np.float32)
    return both


def softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def odds(weights: Floats, bias: Floats, rows: Rows) -> Floats:
    """Logarithmic odds of the cloud kinds."""
    shares = softmax(np.stack([counts @ weights[found] for found, counts in rows]) + bias)
    sides = np.stack([shares[:, ~MARKED].sum(axis=1), shares[:, MARKED].sum(axis=1)])
    between: Floats = np.diff(np.log(sides + 1e-9), axis=0)[0]
    return between


def platt(scores: Floats, truth: Floats) -> tuple[float, float]:
    """Slope and shift that make a probability of the odds (Platt 1999), by Newton's method."""
    features = np.stack([scores, np.ones_like(scores)], axis=1).astype(np.float64)
    line = np.array([1.0, 0.0])
    for _ in range(30):
        chances = 1 / (1 + np.exp(-features @ line))
        curve = (features * (chances * (1 - chances))[:, None]).T @ features
        line -= np.linalg.solve(curve + 1e-6 * np.eye(2), features.T @ (chances - truth))
    return float(line[0]), float(line[1])


def calibration(chances: Floats, truth: Floats, bins: int = 10) -> list[dict[str, float]]:
    """For each tenth of the scale: how often it was right to say cloud, beside what was said."""
    places = np.minimum((chances * bins).astype(int), bins - 1)
    return [
        {"said": round(float(chances[here].mean()), 3), "was": round(float(truth[here].mean()), 3), "n": int(here.sum())}
        for here in (places == n for n in range(bins))
        if here.any()
    ]


def expected_error(table: Sequence[dict[str, float]]) -> float:
    """Expected calibration error: the mean distance of the two, by share."""
    return round(sum(abs(row["said"] - row["was"]) * row["n"] for row in table) / sum(row["n"] for row in table), 4)


def write(file: Path, weights: Floats, bias: Floats, line: tuple[float, float]) -> None:
    """Keep a byte for each weight."""
    scale = np.abs(weights).max(axis=0) / 127
    np.savez_compressed(
        file,
        labels=np.array(KINDS),
        marked=MARKED,
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=bias,
        calibration=np.array(line, np.float32),
    )


def unseen(rows: Rows, targets: Floats, copied: Copies) -> Floats:
    """Odds of every row by a model that has seen none of its template."""
    fold = np.array([crc32(query.template.encode()) // 7 % FOLDS for _, query in copied])
    scores = np.zeros(len(rows), np.float32)
    for n in range(FOLDS):
        inside, outside = np.flatnonzero(fold != n), np.flatnonzero(fold == n)
        scores[outside] = odds(*fit([rows[i] for i in inside], targets[inside]), [rows[i] for i in outside])
        print(f"fold {n + 1} of {FOLDS}", file=sys.stderr)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.routing.train", description=__doc__)
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where to write (default: %(default)s)")
    parser.add_argument("--mistakes", action="store_true", help="list what a fold's model got wrong")
    options = parser.parse_args()
    copied = [(text, query) for query in queries("learnt") for text in copies(query)]
    rows = [classifier.rows(text) for text, _ in copied]
    targets = np.stack([target(query.kind) for _, query in copied])
    clear = [n for n, (_, query) in enumerate(copied) if query.kind != EITHER]
    scores = unseen(rows, targets, copied)[clear]
    truth = np.array([copied[n][1].kind in CLOUD for n in clear], np.float32)
    line = platt(scores, truth)
    write(options.out, *fit(rows, targets), line)
    chances = 1 / (1 + np.exp(-(line[0] * scores + line[1])))
    right = (chances > 0.5) == (truth > 0.5)
    plain = np.array(clear) % (2 + len(ERRORS)) == 0
    for n in np.flatnonzero(plain & ~right) if options.mistakes else ():
        text, query = copied[clear[n]]
        print(f"{chances[n]:.2f} {query.kind}: {text}", file=sys.stderr)
    table = calibration(chances, truth)
    for row in table:
        print(f"said {row['said']:.2f}  was {row['was']:.2f}  n {row['n']}", file=sys.stderr)
    report = {
        "learnt": len(queries("learnt")),
        "templates": len({query.template for query in queries("learnt")}),
        "unseen_templates": {
            "plain": counted(right[plain].tolist()),
            "all_copies": counted(right.tolist()),
        },
        "right_where_as_sure_as": {
            sure: counted(right[np.maximum(chances, 1 - chances) >= sure].tolist()) for sure in (0.6, 0.65, 0.7, 0.75, 0.8)
        },
        "calibration": {"line": line, "expected_error": expected_error(table), "table": table},
        "bytes": options.out.stat().st_size,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
