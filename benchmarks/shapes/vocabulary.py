"""Vocabularies: a byte-level BPE of English words, filled up to the size of the model it stands in for.

Trained with `tokenizers` on the dictionary that pocketsphinx brings, so that a sentence has about as many tokens as it
has in the true vocabulary, while the size, which is what the last layer's time depends on, is the true one.
"""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

LEARNT = 24_000
"""Tokens learnt; more would take minutes and shorten few sentences."""

COMMON = 60
"""Times that the words of a short dictionary entry count: short words are the common ones."""


@cache
def learnt() -> tuple[dict[str, int], list[str]]:
    """The tokens with their numbers, and the merges as "left right"."""
    import pocketsphinx
    from tokenizers import Tokenizer
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import ByteLevel
    from tokenizers.trainers import BpeTrainer

    dictionary = Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")).read_text(encoding="utf-8")
    words = sorted({line.split()[0].split("(")[0] for line in dictionary.splitlines() if line})
    tokenizer = Tokenizer(BPE())
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    trainer = BpeTrainer(vocab_size=LEARNT, initial_alphabet=ByteLevel.alphabet(), show_progress=False)
    tokenizer.train_from_iterator((f" {word}" for word in words for _ in range(COMMON // len(word) + 1)), trainer)
    model: dict[str, Any] = json.loads(tokenizer.to_str())["model"]
    return model["vocab"], [one if isinstance(one, str) else " ".join(one) for one in model["merges"]]


def filled(size: int, first: Sequence[str] = ()) -> list[str]:
    """`size` tokens: `first`, then those that were learnt, then fillers that no text holds."""
    vocab, _ = learnt()
    tokens = [*first, *sorted(vocab, key=vocab.__getitem__)]
    return tokens + [f"<|unused_{number}|>" for number in range(size - len(tokens))]
