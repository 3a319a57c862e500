"""Runs a Whisper model through CTranslate2: encodes a sound, reads it greedily, and tells how likely other texts are.

`WhisperModel.transcribe` pads every input to 30 s, searches with five beams and asks for timestamps: right for recordings, and
many times the work that a three-second command needs. Its parts are used here, its `transcribe` is not. Given the sound's own
length the encoder does a tenth of the work. Its positions are fixed, so most models take that well; for those that do not there
are guards (`whisper_guard`), the setting `audio_context = "full"`, and models trained for it (FUTO's ACFT).
"""

import json
import math
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from voice.errors import EngineError
from voice.messages import SAMPLE_RATE, Samples
from voice.transcribe.whisper_words import repeats, without_echo

FRAMES_PER_S = 100
FULL_S = 30.0
"""Seconds of sound in every input that the models were trained on."""
FLOOR_S = 5.0
"""On natural voices 2.8 % of the words are wrong with it, 3.2 % with 3 s and with 8 s; a shorter one saves 23 ms (base)."""
PADDING_S = 1.0
"""Seconds of silence behind the sound. Of 95 questions, half in noise, 10 were read wrong at first with it, 19 with 0.2 s."""
TOKENS_PER_S = 8.0
"""The fastest speech has some five words a second, and rare ones are several tokens. More is a reading that does not end."""
SPARE_TOKENS = 12
"""Tokens on top of that, for digits and punctuation."""
ENCODED_PER_S = 50
"""The encoder halves the frames."""
BEHIND_S = 0.3
"""Seconds of silence behind the sound in which texts are looked for when they are scored; the rest of the padding costs a
quarter of the time and tells nothing."""
STEP_TOKENS = 40
"""Tokens that are written before the text is looked at for a loop: more than a command has."""
SCORED_AT_ONCE = 6
"""Texts in a batch. Of 24 in one batch each takes 8 ms, of six in one 6 (tiny)."""
MOST_WORKERS = 4
"""Batches that are scored side by side, on a CPU. While texts are scored nothing else is read, so the cores are free."""
LEAST_PROBABILITY = 1e-30
"""A token's, so that its logarithm is a number."""


@dataclass(frozen=True, slots=True)
class Sound:
    """A sound as the model's encoder left it."""

    encoded: Any
    """CTranslate2's array, float, shape [1, n, width]."""
    seconds: float
    """How much sound was read."""
    context_s: float
    """How much sound and padding together the encoder was given."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the model wrote, and how likely it found that."""

    text: str
    """As it writes: capitals, punctuation, digits."""
    logprob: float
    """Average natural log-probability of its tokens."""
    no_speech: float
    """Its own probability that there was no speech, 0..1."""
    ended: bool
    """It came to an end by itself; False when it was cut off."""
    sound: Sound
    total_logprob: float
    """Natural log-probability of all its tokens together."""


class Model:
    """A loaded model. `path` is a folder in CTranslate2's format with its tokenizer.json; `threads` 0 leaves it to the engine.

    int8 on a CPU, float16 on a CUDA device where there is one. Raises EngineError.
    """

    def __init__(self, path: Path, threads: int = 0) -> None:
        remedy = "A model is a folder with model.bin and tokenizer.json; `voice models verify` tells whether it is damaged."
        # without its tokenizer faster-whisper would fetch one
        if not all((path / name).is_file() for name in ("model.bin", "tokenizer.json")):
            raise EngineError(f"there is no whole Whisper model in {path}", remedy)
        try:
            import ctranslate2
            from faster_whisper import WhisperModel
            from faster_whisper.tokenizer import Tokenizer
            from faster_whisper.transcribe import get_suppressed_tokens
        except ImportError as error:
            missing = f"the engine whisper is not installed: no module {error.name}"
            raise EngineError(missing, "Install voiceloop again: it brings faster-whisper.") from None

        cuda = ctranslate2.get_cuda_device_count() > 0
        workers = 1 if cuda else max(1, min(MOST_WORKERS, os.cpu_count() or 1))
        device, precision = ("cuda", "float16") if cuda else ("cpu", "int8")
        try:
            options = {"device": device, "compute_type": precision, "cpu_threads": threads, "num_workers": workers}
            loaded = WhisperModel(str(path), **options, local_files_only=True)
            tokens = mended(path / "tokenizer.json") or loaded.hf_tokenizer
            self._tokens = Tokenizer(tokens, loaded.model.is_multilingual, task="transcribe", language="en")
        except Exception as error:  # the two libraries have no common one
            raise EngineError(f"the Whisper model in {path} cannot be loaded: {type(error).__name__}", remedy) from None
        self._engine = loaded.model
        self._workers = workers
        self._extract = loaded.feature_extractor
        self._suppressed = list(get_suppressed_tokens(self._tokens, [-1]))

    def encode(self, samples: Samples, context_s: float = FULL_S) -> Sound:
        """Encode the last 30 s of `samples` with at least `context_s` seconds of context."""
        import ctranslate2

        heard = samples[-round(FULL_S * SAMPLE_RATE) :].astype(np.float32) / 32768
        length = round(min(FULL_S, max(context_s, len(heard) / SAMPLE_RATE + PADDING_S)) * FRAMES_PER_S / 2) * 2
        padded = np.zeros(length * SAMPLE_RATE // FRAMES_PER_S, np.float32)  # silence, as the model knows it
        padded[: len(heard)] = heard
        mel = np.ascontiguousarray(self._extract(padded, padding=0)[None, :, :length])
        encoded = self._engine.encode(ctranslate2.StorageView.from_array(mel), to_cpu=True)
        return Sound(encoded, len(heard) / SAMPLE_RATE, length / FRAMES_PER_S)

    def read(self, sound: Sound, opening: str = "", prompt: str = "") -> Reading:
        """Write what is said behind `opening`, words that are known to begin the sound; `prompt` is text said before it."""
        before = [*self._prompt(prompt), *self._tokens.sot_sequence, self._tokens.no_timestamps]
        begun = self._begun(opening)
        again = self._begins(opening)
        limit = SPARE_TOKENS + round(TOKENS_PER_S * sound.seconds)
        written: list[int] = []
        total, no_speech, ended = 0.0, 0.0, False
        while not ended and len(written) < limit and not repeats(self._tokens.decode(written)):
            most = len(begun) + len(written) + min(STEP_TOKENS, limit - len(written))
            found = self._written(sound, before, [*begun, *written], most, again)
            no_speech = no_speech if written else found.no_speech_prob
            total += found.scores[0] * len(found.sequences_ids[0])
            written = found.sequences_ids[0][len(begun) :]
            ended = len(found.sequences_ids[0]) < most
        text = self._tokens.decode(written).strip()
        said = without_echo(text, opening, ended)
        return Reading(
            text=said,
            logprob=total / (len(written) + 1),
            no_speech=no_speech,
            ended=ended or said != text,
            sound=sound,
            total_logprob=total,
        )

    def read_together(self, sounds: Sequence[Samples]) -> list[Reading]:
        """Read several sounds at once, without prompts: on a graphics card that takes little longer than reading one."""
        import ctranslate2

        heard = [samples[-round(FULL_S * SAMPLE_RATE) :].astype(np.float32) / 32768 for samples in sounds]
        longest_s = max(map(len, heard)) / SAMPLE_RATE
        length = round(min(FULL_S, max(FLOOR_S, longest_s + PADDING_S)) * FRAMES_PER_S / 2) * 2
        size = length * SAMPLE_RATE // FRAMES_PER_S
        padded = [np.pad(one[:size], (0, max(0, size - len(one)))) for one in heard]
        mel = np.ascontiguousarray(np.stack([self._extract(one, padding=0)[:, :length] for one in padded]))
        before = [*self._tokens.sot_sequence, self._tokens.no_timestamps]
        most = SPARE_TOKENS + round(TOKENS_PER_S * longest_s)
        found = self._engine.generate(
            self._engine.encode(ctranslate2.StorageView.from_array(mel)),
            [before] * len(sounds),
            beam_size=1,
            max_length=2 * most,  # CTranslate2 writes half of it
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
        )
        return [self._told(one, most, len(sound) / SAMPLE_RATE, length) for one, sound in zip(found, heard, strict=True)]

    def _told(self, found: Any, most: int, seconds: float, length: int) -> Reading:
        written = found.sequences_ids[0]
        total = found.scores[0] * len(written)
        return Reading(
            text=self._tokens.decode(written).strip(),
            logprob=total / (len(written) + 1),
            no_speech=found.no_speech_prob,
            ended=len(written) < most,
            sound=Sound(None, seconds, length / FRAMES_PER_S),
            total_logprob=total,
        )

    def score(self, sound: Sound, texts: Sequence[str], opening: str = "") -> list[float]:
        """Tell how likely each of `texts` is behind `opening`: natural log-probabilities, each the sum over its tokens.

        The model says nothing of where a text ends, so the punctuation behind it counts for that.
        """
        begun = self._begun(opening)
        tokens = [[*begun, *self._tokens.encode(f" {text}")] for text in texts]
        heard = np.array(sound.encoded)[:, : math.ceil((sound.seconds + BEHIND_S) * ENCODED_PER_S)]
        order = sorted(range(len(tokens)), key=lambda at: len(tokens[at]))  # a batch takes as long as its longest text
        batches = [order[at : at + SCORED_AT_ONCE] for at in range(0, len(order), SCORED_AT_ONCE)]
        with ThreadPoolExecutor(self._workers) as side_by_side:
            aligned = side_by_side.map(lambda batch: self._aligned(heard, [tokens[at] for at in batch]), batches)
            found = dict(zip(order, chain.from_iterable(aligned), strict=True))
        return [_total(found[at].text_token_probs[len(begun) :]) for at in range(len(tokens))]

    def _aligned(self, encoded: npt.NDArray[np.float32], tokens: list[list[int]]) -> Any:
        import ctranslate2

        same = ctranslate2.StorageView.from_array(np.repeat(encoded, len(tokens), axis=0))
        frames = [2] * len(tokens)  # the alignment itself is not wanted
        return self._engine.align(same, list(self._tokens.sot_sequence), tokens, frames, median_filter_width=1)

    def _begun(self, opening: str) -> list[int]:
        return list(self._tokens.encode(f" {opening}")) if opening else []

    def _begins(self, opening: str) -> list[int]:
        """The tokens that would begin `opening` anew. Without them a model that has written a request ends; with them it writes
        the same once more in every third turn, until it is stopped (tiny.en)."""
        return [self._tokens.encode(text)[0] for text in (f" {opening}", opening)] if opening else []

    def _prompt(self, text: str) -> list[int]:
        return [self._tokens.sot_prev, *self._tokens.encode(f" {text}")] if text else []

    def _written(self, sound: Sound, before: list[int], begun: list[int], most: int, unwanted: list[int]) -> Any:
        """Have the engine write on behind `begun`, without `unwanted` tokens, until it holds so many tokens in all."""
        return self._engine.generate(
            sound.encoded,
            [[*before, *begun]],
            beam_size=1,
            max_length=2 * most,  # CTranslate2 writes half of it
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=[*self._suppressed, *unwanted],
        )[0]


def mended(file: Path) -> Any:
    """Read a tokenizer and give it the merge that the multilingual conversions lack, "Ġ" with "t"; None where it is there.

    Without it " time" is two tokens that the model has never seen in a row, and every score of such a word is too low.
    """
    import tokenizers

    described = json.loads(file.read_text(encoding="utf-8"))
    merges = described.get("model", {}).get("merges", [])
    lacking: Any = ["Ġ", "t"] if merges and isinstance(merges[0], list) else "Ġ t"
    if not merges or lacking in merges or "Ġt" not in described["model"]["vocab"]:
        return None
    merges.insert(0, lacking)
    return tokenizers.Tokenizer.from_str(json.dumps(described))


def _total(probabilities: Sequence[float]) -> float:
    return float(np.log(np.maximum(probabilities, LEAST_PROBABILITY)).sum())
