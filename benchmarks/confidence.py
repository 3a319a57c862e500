"""`python -m benchmarks.confidence`: how many of a reply's first tokens tell whether a model knows the answer.

The fixture model knows `assets/fixtures/llama/conversations.toml` by heart and nothing else, so that every other question is
one that it should doubt: per number of tokens, how often a known question scores above an unknown one (the area under the
curve). And what a log-probability costs. The model is tiny: the order of the figures carries over, their size does not.
The last line on stdout is one JSON document.
"""

import json
import math
import sys
import time
import tomllib
from pathlib import Path

import numpy as np

from voice.tiers import llama
from voice.tiers.protocol import SYSTEM

FIXTURE = Path(__file__).parents[1] / "assets" / "fixtures" / "llama"

UNKNOWN = (
    "what is the capital of spain", "what is the capital of peru", "how far is mars", "who wrote faust",
    "how high is mont blanc", "who painted guernica", "what is the smallest planet", "how many moons has jupiter",
    "which river is the shortest", "how many legs does a dog have", "who invented the telephone", "what do cows eat",
    "why do cats purr", "what is photosynthesis", "when did the war end", "how old is the universe",
    "who composed the ninth symphony", "what language do they speak in brazil", "how deep is the ocean",
    "what is the boiling point of water", "why is grass green", "how heavy is an elephant", "what makes bread rise",
    "who discovered radium", "what is the speed of sound",
)  # fmt: skip

MOST = 8
TOKENS = (1, 2, 3, 4, 6, MOST)
VOCABULARY = 151_936
"""Tokens in the vocabulary of the Qwen models, the largest in use."""


def logprobs(model: llama.Llama, question: str) -> tuple[list[float], str]:
    """Those of a reply's first tokens, and the reply."""
    lines = [{"role": "system", "content": SYSTEM}, {"role": "user", "content": question}]
    pieces = list(model.reply({"messages": lines, "logprobs": True, "max_tokens": 60}, llama.Work()))
    return [one for piece in pieces for one in piece.logprobs], "".join(piece.text for piece in pieces).strip()


def area(known: list[float], unknown: list[float]) -> float:
    """How often a known question scores above an unknown one."""
    wins = sum((a > b) + 0.5 * (a == b) for a in known for b in unknown)
    return wins / (len(known) * len(unknown))


def cost_ms() -> float:
    """CPU time of one log-probability."""
    logits = np.random.default_rng(0).standard_normal(VOCABULARY, np.float32)
    began = time.process_time()
    for _ in range(200):
        highest = logits.max()
        float(logits[3] - highest - np.log(np.exp(logits - highest).sum()))
    return (time.process_time() - began) / 200 * 1e3


def main() -> None:
    llama.FIRST_TOKENS = MOST
    model = llama.Llama(str(FIXTURE / "fixture.gguf"), 1024, 1)
    model.load()
    asked = tomllib.loads((FIXTURE / "conversations.toml").read_text(encoding="utf-8"))["ask"]
    known = [told for ask in asked for question in ask["questions"] if (told := logprobs(model, question))[1] == ask["reply"]]
    unknown = [logprobs(model, question) for question in UNKNOWN]

    def scores(told: list[tuple[list[float], str]], tokens: int) -> list[float]:
        return [math.exp(sum(one[:tokens]) / len(one[:tokens])) for one, _ in told]

    areas = {tokens: round(area(scores(known, tokens), scores(unknown, tokens)), 3) for tokens in TOKENS}
    for tokens, value in areas.items():
        print(f"{tokens} tokens: {value:.3f}", file=sys.stderr)
    print(json.dumps({"known": len(known), "unknown": len(unknown), "area": areas, "logprob_cpu_ms": round(cost_ms(), 3)}))


if __name__ == "__main__":
    main()
