"""Tells how English text is pronounced, in the symbols that Kokoro was trained on. Nothing is downloaded.

Misaki, Kokoro's own, has a dictionary, which needs a spaCy model and Python before 3.13. Without them espeak-ng
pronounces, through phonemizer, and its phonemes become Kokoro's as in misaki's fallback for unknown words.
"""

import logging
import re
from collections.abc import Callable
from importlib import metadata
from typing import Any

from voice.speak import espeak

Phonemes = Callable[[str], str]

DICTIONARY = "en_core_web_sm"
"""Misaki's spaCy model. Misaki would download it where it is missing, so misaki is only used where it is installed."""

Pairs = tuple[tuple[str, str], ...]

SOUNDS: Pairs = (
    ("ʔˌn\u0329", "ʔn"), ("ʔn\u0329", "ʔn"), ("a^ɪ", "I"), ("a^ʊ", "W"), ("d^ʒ", "ʤ"), ("e^ɪ", "A"), ("t^ʃ", "ʧ"),
    ("ɔ^ɪ", "Y"), ("ə^l", "ᵊl"), ("e^ə", "ɛː"), ("ʲo", "jo"), ("ʲə", "jə"), ("ʲ", ""), ("e", "A"), ("ɚ", "əɹ"), ("r", "ɹ"),
    ("x", "k"), ("ç", "k"), ("ɐ", "ə"), ("ɬ", "l"), ("\u0303", ""),
)  # fmt: skip
"""Symbols of espeak-ng, with ties, and Kokoro's for the same sound."""
BRITISH: Pairs = (("iə", "ɪə"), ("ə^ʊ", "Q"))
AMERICAN: Pairs = (("o^ʊ", "O"), ("ɜːɹ", "ɜɹ"), ("ɜː", "ɜɹ"), ("ɪə", "iə"), ("ː", ""))
LAST: Pairs = (("o", "ɔ"), ("ɾ", "T"), ("ʔ", "t"), ("^", ""))

SYLLABIC = re.compile("(\\S)\u0329")


def english(british: bool) -> Phonemes:
    """Make the best pronouncer that is installed. Hold `espeak.LOCK` for this call and for each call of what it returns."""
    by_espeak = with_espeak(british)
    if not has_dictionary():
        return by_espeak
    from misaki.en import G2P

    def unknown(token: Any) -> tuple[str, int]:
        return by_espeak(token.text), 2  # misaki's rating for a guess

    dictionary = G2P(trf=False, british=british, fallback=unknown, unk="")
    return lambda text: str(dictionary(text)[0])


def has_dictionary() -> bool:
    """Tell whether misaki and its spaCy model are installed."""
    try:
        return all(metadata.distribution(name) for name in ("misaki", DICTIONARY))
    except metadata.PackageNotFoundError:
        return False


def source() -> str:
    """Name what pronounces on this machine."""
    return "misaki" if has_dictionary() else "espeak-ng"


def from_espeak(ipa: str, british: bool) -> str:
    """Turn phonemes of espeak-ng, tied with "^", into Kokoro's symbols."""
    for old, new in SOUNDS:
        ipa = ipa.replace(old, new)
    ipa = SYLLABIC.sub("ᵊ\\1", ipa)
    for old, new in (BRITISH if british else AMERICAN) + LAST:
        ipa = ipa.replace(old, new)
    return ipa


def with_espeak(british: bool) -> Phonemes:
    """Make a pronouncer of espeak-ng, used like `english`'s, also for words that a dictionary lacks."""
    import espeakng_loader
    from phonemizer.backend import EspeakBackend
    from phonemizer.backend.espeak.wrapper import EspeakWrapper

    EspeakWrapper.set_library(espeakng_loader.get_library_path())
    EspeakWrapper.set_data_path(str(espeak.library().data))
    language = "en-gb" if british else "en-us"
    # its own logger would warn of each sentence that espeak-ng pronounces in more or fewer words than are written
    quiet = logging.getLogger(f"{__name__}.phonemizer")
    quiet.setLevel(logging.ERROR)
    backend = EspeakBackend(language, preserve_punctuation=True, with_stress=True, tie="^", logger=quiet)
    return lambda text: from_espeak("".join(backend.phonemize([text])).strip(), british)
