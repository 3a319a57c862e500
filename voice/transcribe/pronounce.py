"""Pronounce: spells words that the dictionary lacks in the phonemes of pocketsphinx's English model.

espeak-ng says them in IPA. Its state is global, so this runs in the recogniser's own process.
"""

import ctypes
from collections.abc import Iterator
from functools import cache

from voice.assets import espeak_data

SPOKEN = {"am": ("EY EH M",), "pm": ("P IY EH M",), "unmute": ("AH N M Y UW T",)}
"""Words whose usual reading differs from the dictionary's, or that espeak-ng gets wrong."""

PHONEMES = {
    "tʃ": "CH", "dʒ": "JH", "aɪ": "AY", "aʊ": "AW", "eɪ": "EY", "ɔɪ": "OY", "oʊ": "OW", "əʊ": "OW", "ɪə": "IH R",
    "eə": "EH R", "ʊə": "UH R", "ɜː": "ER", "ɚ": "ER", "ɝ": "ER", "iː": "IY", "uː": "UW", "ɑː": "AA", "ɔː": "AO",
    "oː": "AO", "əl": "AH L", "aː": "AA", "ɑ": "AA", "ɒ": "AA", "ɐ": "AH", "a": "AE", "æ": "AE", "ʌ": "AH", "ə": "AH",
    "ᵻ": "IH", "ɪ": "IH", "i": "IY", "ʊ": "UH", "u": "UW", "ɔ": "AO", "o": "OW", "ɛ": "EH", "e": "EH", "b": "B",
    "d": "D", "ð": "DH", "f": "F", "ɡ": "G", "g": "G", "h": "HH", "j": "Y", "k": "K", "x": "K", "l": "L", "ɫ": "L",
    "m": "M", "n": "N", "ŋ": "NG", "p": "P", "ɹ": "R", "r": "R", "ɾ": "T", "s": "S", "ʃ": "SH", "t": "T", "θ": "TH",
    "v": "V", "w": "W", "z": "Z", "ʒ": "ZH", "ʔ": "T",
}  # fmt: skip

SILENT = frozenset("ˈˌː.-‿ '\u0329\u200d")
UTF8_IPA = 0x02
AS_UTF8 = 1


def pronunciation(word: str) -> str | None:
    """How a word sounds, in ARPAbet phonemes divided by spaces; None for a word that cannot be said."""
    phonemes = list(_phonemes(_ipa(word)))
    return None if not phonemes or "" in phonemes else " ".join(phonemes)


def _phonemes(ipa: str) -> Iterator[str]:
    """Phonemes of the model, longest match first; "" for one it does not have."""
    at = 0
    while at < len(ipa):
        size = 2 if ipa[at : at + 2] in PHONEMES else 1
        sign = ipa[at : at + size]
        if sign not in SILENT:
            yield PHONEMES.get(sign, "")
        at += size


def _ipa(word: str) -> str:
    text = ctypes.c_char_p(word.encode())
    read = _espeak().espeak_TextToPhonemes(ctypes.byref(text), AS_UTF8, UTF8_IPA)
    return read.decode() if read else ""


@cache
def _espeak() -> ctypes.CDLL:
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    synchronous, dont_exit = 2, 0x8000
    library.espeak_Initialize(synchronous, 0, bytes(espeak_data()), dont_exit)
    library.espeak_SetVoiceByName(b"en-us")
    return library
