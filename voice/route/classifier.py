"""A linear classifier of short spoken texts: hashed word and character n-grams, a softmax, a calibrated probability.

scikit-learn's HashingVectorizer with LogisticRegression is the same model; it weighs 150 MB and takes a millisecond a text.
The weights come from `benchmarks/routing/train.py`.
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zlib import crc32

import numpy as np
import numpy.typing as npt

BUCKETS = 1 << 17
"""Rows of the weights. An n-gram's row is its hash; collisions cost little, an index of names would cost the megabyte."""

WORD_GRAMS = (2, 3)
"""Lengths of the word n-grams that are used besides single words."""

CHARACTER_GRAMS = (3, 4, 5)
"""Lengths of the character n-grams of a word with its edges: they match also when it was misheard or is new."""

CHARACTER_WEIGHT = 0.7
"""What the characters of a text count, where its words count 1."""

WORDS_READ, LETTERS_READ = 80, 24
"""How many words of a text and letters of a word are read: a request is far shorter, and its size routes a longer one."""

WORDS_KNOWN = 4096
"""How many words' rows are cached: a megabyte or two."""

_NUMBER = re.compile(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million)\b"
)
_FILLER = re.compile(r"\b(?:um+|uh+|er+|erm|hm+|please|hey)\b")
_OTHER = re.compile(r"[^a-z0-9]+")
_VERBS = (
    "write|explain|compare|plan|give|translate|summari[sz]e|draft|compose|create|describe|find|show|solve|prove|list|name|define|"
    "spell|rephrase|build|implement|design|suggest|help|put|make"
)
_OPENING = re.compile(
    r"^(?:(?:okay|ok|so|well|right|alright|hello|hi|there|oh|and|listen|sorry|now|yeah|excuse me|quick question|one question|"
    r"i have a question|you know what|let me see|let me think|tell me something) )+(?=\w+ \w)"
)
_ASKING = re.compile(
    r"^(?:(?:can|could|would|will) you (?:kindly |maybe |just )?(?:tell me|help me understand|say)|tell me|would you mind|"
    r"(?:do|would) you (?:happen to )?know|any idea|(?:id|i would) (?:like|love) to know|(?:i|we) (?:want|need|wanted) to know|"
    r"(?:i|we) (?:wonder|was wondering|were wondering)|(?:my|our) \w+ (?:wants|would like) to know|"
    r"(?:i|we) (?:want|need|d like|would like) you to|id like you to|are you able to|it would be (?:great|nice|good) if you "
    r"(?:could|would)|lets see if you can|go ahead and|try to) "
    r"(?=(?:whats?|whos?|when|wheres?|how|why|which|whether|if|is|are|do|does|was|were|tell|"
    rf"{_VERBS})\b)|^(?:can|could|would|will) you (?=(?:{_VERBS})\b)"
)
_CLOSING = re.compile(
    r"(?: (?:thanks|thank you|if you can|if you know|real quick|do you know|you know|would you|then|right now|i forgot|"
    r"for me))+$"
)
"""These ways of asking say nothing about what is asked, so they are cut off."""


def normal(text: str) -> list[str]:
    """The words of a text without capitals, punctuation, fillers and ways of asking; every number becomes "0"."""
    plain = _OTHER.sub(" ", text.lower().replace("'", "").replace("\u2019", ""))
    words = _NUMBER.sub("0", plain).split()[:WORDS_READ]
    asked = " ".join(word for word in words if not _FILLER.fullmatch(word))
    for wrapping in (_OPENING, _ASKING, _OPENING, _ASKING, _CLOSING):
        asked = wrapping.sub("", asked) or asked
    return asked.split() or words


def rows(text: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """Look up which rows of the weights a text's n-grams use, and what each counts; two arrays of shape [n]."""
    words = normal(text)
    line = ["^", *words, "$"]
    chains = [" ".join(line[at : at + n]) for n in WORD_GRAMS for at in range(len(line) - n + 1)]
    of_words = [_row(gram) for gram in (*words, *chains, f"length {min(len(words), 24) // 3}")]
    parts = [row for word in words for row in _parts(word)]
    found = np.array(of_words + parts, np.int64)
    counts = np.empty(len(found), np.float32)
    counts[: len(of_words)] = 1 / math.sqrt(len(of_words))
    counts[len(of_words) :] = CHARACTER_WEIGHT / math.sqrt(len(parts) or 1)
    return found, counts


def _row(gram: str) -> int:
    return crc32(gram.encode()) % BUCKETS


@lru_cache(WORDS_KNOWN)
def _parts(word: str) -> tuple[int, ...]:
    """The rows of a word's characters: most words come again, and there are twenty of them to each."""
    edged = f"<{word[:LETTERS_READ]}>"
    return tuple(_row(edged[at : at + n]) for n in CHARACTER_GRAMS for at in range(len(edged) - n + 1))


@dataclass(frozen=True, slots=True)
class Guess:
    label: str
    """The likeliest label among the marked ones, or among the others, whichever side is likelier."""
    marked: float
    """0..1, calibrated: how likely the text is of one of the marked labels."""


class Classifier:
    """Weights: int8, shape [BUCKETS, labels], with a scale and a bias per label."""

    def __init__(
        self,
        labels: Sequence[str],
        marked: Sequence[bool],
        weights: npt.NDArray[np.int8],
        scale: npt.NDArray[np.float32],
        bias: npt.NDArray[np.float32],
        calibration: Sequence[float],
    ) -> None:
        self.labels = tuple(labels)
        self._marked = np.asarray(marked, bool)
        self._weights, self._scale, self._bias = weights, scale, bias
        self._slope, self._shift = map(float, calibration)

    @classmethod
    def load(cls, file: Path) -> "Classifier":
        """Read weights that `benchmarks.routing.train` wrote."""
        with np.load(file, allow_pickle=False) as kept:
            return cls(
                [str(label) for label in kept["labels"]],
                kept["marked"],
                kept["weights"],
                kept["scale"],
                kept["bias"],
                kept["calibration"],
            )

    def guess(self, text: str) -> Guess:
        """Classify a text: softmax over the labels, then Platt scaling of what the marked ones sum to."""
        found, counts = rows(text)
        scores = (counts @ self._weights[found]) * self._scale + self._bias
        odds = self._slope * (_log_sum(scores[self._marked]) - _log_sum(scores[~self._marked])) + self._shift
        side = self._marked if odds > 0 else ~self._marked
        label = self.labels[int(np.where(side, scores, -np.inf).argmax())]
        return Guess(label, 1 / (1 + math.exp(-max(-30.0, min(30.0, odds)))))


def _log_sum(scores: npt.NDArray[np.float32]) -> float:
    top = float(scores.max())
    return top + math.log(float(np.exp(scores - top).sum()))
