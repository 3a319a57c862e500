"""Whisper's shapes as CTranslate2 int8: tiny, base, small, multilingual. Random weights through CTranslate2's own converter.

Dimensions: the published config.json of each. Needs torch and transformers.
"""

import itertools
from pathlib import Path

from benchmarks.shapes.vocabulary import filled, learnt

TEXT_TOKENS = 50_257
TIMESTAMPS = 1501

SHAPES = {"tiny": (384, 4, 6), "base": (512, 6, 8), "small": (768, 12, 12)}
"""Width, layers (of the encoder, and of the decoder), heads."""


def write(name: str, path: Path) -> None:
    from ctranslate2.converters.transformers import WhisperLoader
    from transformers import WhisperConfig, WhisperForConditionalGeneration

    width, layers, heads = SHAPES[name]
    tokens = [*_text(), *_special()]
    dimensions = {"d_model": width, "vocab_size": len(tokens)}
    for part in ("encoder", "decoder"):
        dimensions |= {f"{part}_layers": layers, f"{part}_attention_heads": heads, f"{part}_ffn_dim": 4 * width}
    spec = WhisperLoader().get_model_spec(WhisperForConditionalGeneration(WhisperConfig(**dimensions)).eval())
    spec.register_vocabulary(tokens)
    spec.config.suppress_ids = []
    spec.config.suppress_ids_begin = []
    spec.config.lang_ids = [number for number, token in enumerate(tokens) if token in _languages()]
    spec.config.alignment_heads = list(itertools.product(range(layers // 2, layers), range(heads)))
    spec.validate()
    spec.optimize(quantization="int8")
    path.mkdir()
    spec.save(str(path))
    _tokenizer(path / "tokenizer.json")


def _text() -> list[str]:
    return [*filled(TEXT_TOKENS - 1), ""]  # CTranslate2 knows a multilingual vocabulary by its empty token


def _languages() -> list[str]:
    from faster_whisper.tokenizer import _LANGUAGE_CODES

    return [f"<|{code}|>" for code in _LANGUAGE_CODES[:99]]


def _special() -> list[str]:
    """In Whisper's order, which its numbers depend on."""
    tasks = ["translate", "transcribe", "startoflm", "startofprev", "nospeech", "notimestamps"]
    first = ["<|endoftext|>", "<|startoftranscript|>", *_languages(), *(f"<|{task}|>" for task in tasks)]
    return first + [f"<|{number * 0.02:.2f}|>" for number in range(TIMESTAMPS)]


def _tokenizer(path: Path) -> None:
    from tokenizers import AddedToken, Tokenizer
    from tokenizers.decoders import ByteLevel as Decoder
    from tokenizers.models import BPE
    from tokenizers.pre_tokenizers import ByteLevel

    merges = [tuple(merge.split(" ")) for merge in learnt()[1]]
    tokenizer = Tokenizer(BPE({token: number for number, token in enumerate(_text())}, merges))
    tokenizer.pre_tokenizer = ByteLevel(add_prefix_space=False)
    tokenizer.decoder = Decoder()
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in _special()])
    tokenizer.save(str(path))
