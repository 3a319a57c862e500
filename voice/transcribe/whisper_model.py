"""Runs a Whisper model through CTranslate2 once over a sound: greedy, without timestamps, at a context of the caller's choice.

`WhisperModel.transcribe` pads every input to 30 s, searches with five beams and asks for timestamps: right for recordings, and
many times the work that a three-second command needs. Its parts are used here, its `transcribe` is not. Given the sound's own
length the encoder does a tenth of the work. Its positions are fixed, so most models take that well; for those that do not there
are guards (`whisper_guard`), the setting `audio_context = "full"`, and models trained for it (FUTO's ACFT).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from voice.errors import EngineError
from voice.messages import SAMPLE_RATE, Samples

FRAMES_PER_S = 100
FULL_S = 30.0
"""Seconds of sound in every input that the models were trained on."""
FLOOR_S = 5.0
"""Shorter contexts gain little (23 ms of encoder at base size) and are where models were seen to fail."""
TOKENS_PER_S = 15.0
"""The fastest speech has some five words a second, and rare ones are several tokens. More is a reading that does not end."""
SPARE_TOKENS = 16
"""Tokens on top of that, for digits and punctuation."""
PROMPT_TOKENS = 48
"""The most tokens of hotwords that a reading is given: the model reads every one of them before it writes a word."""


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
    seconds: float
    """How much sound was read."""
    context_s: float
    """How much sound and padding together the encoder was given."""
    total_logprob: float
    """Natural log-probability of all its tokens together."""


class Model:
    """A loaded model. `path` is a folder in CTranslate2's format with its tokenizer.json; `threads` 0 leaves it to the engine.

    int8 on a CPU, float16 on a CUDA device where there is one. Raises EngineError.
    """

    def __init__(self, path: Path, hotwords: Sequence[str] = (), threads: int = 0) -> None:
        remedy = "A model is a folder with model.bin and tokenizer.json; `voice models pull whisper-base.en` fetches one."
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
        device, precision = ("cuda", "float16") if cuda else ("cpu", "int8")
        try:
            loaded = WhisperModel(str(path), device=device, compute_type=precision, cpu_threads=threads, local_files_only=True)
            self._tokens = Tokenizer(loaded.hf_tokenizer, loaded.model.is_multilingual, task="transcribe", language="en")
        except Exception as error:  # the two libraries have no common one
            raise EngineError(f"the Whisper model in {path} cannot be loaded: {type(error).__name__}", remedy) from None
        self._engine = loaded.model
        self._extract = loaded.feature_extractor
        self._suppressed = list(get_suppressed_tokens(self._tokens, [-1]))
        self.prompt = self._prompted(hotwords)

    def _prompted(self, hotwords: Sequence[str]) -> list[int]:
        words = self._tokens.encode(" " + ", ".join(hotwords))[:PROMPT_TOKENS] if hotwords else []
        before = [self._tokens.sot_prev, *words] if words else []
        return [*before, *self._tokens.sot_sequence, self._tokens.no_timestamps]

    def read(self, samples: Samples, context_s: float = FULL_S) -> Reading:
        """Read the last 30 s of `samples` with at least `context_s` seconds of context."""
        import ctranslate2

        sound = samples[-round(FULL_S * SAMPLE_RATE) :].astype(np.float32) / 32768
        mel = self._extract(sound)
        frames = max(round(context_s * FRAMES_PER_S), mel.shape[1] + mel.shape[1] % 2)
        features = np.zeros((1, mel.shape[0], min(frames, round(FULL_S * FRAMES_PER_S))), np.float32)
        features[0, :, : mel.shape[1]] = mel[:, : features.shape[2]]
        seconds = len(sound) / SAMPLE_RATE
        limit = SPARE_TOKENS + round(TOKENS_PER_S * seconds)
        found: Any = self._engine.generate(
            ctranslate2.StorageView.from_array(features),
            [self.prompt],
            beam_size=1,
            max_length=len(self.prompt) + limit,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_tokens=self._suppressed,
        )[0]
        written: list[int] = found.sequences_ids[0]
        return Reading(
            text=self._tokens.decode(written).strip(),
            logprob=found.scores[0] * len(written) / (len(written) + 1),
            no_speech=found.no_speech_prob,
            ended=len(written) < limit,
            seconds=seconds,
            context_s=features.shape[2] / FRAMES_PER_S,
            total_logprob=found.scores[0] * len(written),
        )
