"""How English words are pronounced, by the CMU pronouncing dictionary that pocketsphinx brings."""

from collections.abc import Iterator, Sequence
from pathlib import Path


def pronunciations() -> Iterator[tuple[str, Sequence[str]]]:
    """Read every word with its first pronunciation, in ARPAbet. Takes a fifth of a second."""
    with _dictionary().open(encoding="utf-8") as lines:
        for line in lines:
            word, *phonemes = line.split()
            if "(" not in word:
                yield word, phonemes


def is_word(word: str) -> bool:
    """Whether a word, in lower case, is in the dictionary. Looks through all of it, in about a millisecond."""
    return f"\n{word} ".encode() in _dictionary().read_bytes()


def _dictionary() -> Path:
    import pocketsphinx

    return Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"))
