"""Speaks with a voice of Piper: a small network (VITS) on onnxruntime, pronounced by espeak-ng.

It needs no package of its own. `piper-tts`, the makers' (GPL-3.0), wraps the same two steps: the phonemes of espeak-ng become
numbers, and the network makes sound of them. For the same text both give the network the same numbers
(`tests/speak/test_piper.py`).
"""

import re
import threading
import unicodedata
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, Field, ValidationError

from voice import onnx
from voice.errors import ModelError
from voice.messages import Samples
from voice.models import store
from voice.speak import espeak
from voice.speak.espeak import SILENCE
from voice.speak.voices import TAIL_S, chunks, identity, loading, pieces, threads

OWN_PACE_WPM = 170
"""A voice's own pace, about, in words a minute; `rate_wpm` is taken as a share of it."""

LEVEL = 0.1
"""The loudness that every piece is brought to: root mean square of full scale, -20 dB."""

PEAK = 0.89
"""The highest peak, of full scale: -1 dB, so that resampling and a loudspeaker have room. A piece is rather left softer."""

MOST_GAIN = 8.0
"""The most that a piece is made louder by: what is softer than that is no speech."""

LONGEST = 200
"""The most characters of a piece but the first: twelve seconds of speech, made in one while the piece before is played."""

FIRST_WORDS = 3
"""A first clause of at least so many words is made on its own, for an early start."""

LEAD_S = 0.003
"""Seconds left before the first sound, so that it does not begin with a click."""

BEGIN, END, BLANK = "^", "$", "_"
"""The keys in a voice's table for what stands before and after a sentence, and behind each symbol."""

CLAUSE = re.compile(r"(?<=[,;:—–])\s+")
MARK = re.compile(r"([.?!,:;—–…]+)\W*\Z")
OTHER_LANGUAGE = re.compile(r"\([^)]+\)")
"""Where espeak-ng switches to another language and back: "(fr)"."""


class Audio(BaseModel):
    sample_rate: int = Field(ge=8_000, le=48_000)


class Language(BaseModel):
    voice: str


class Inference(BaseModel):
    noise_scale: float = 0.667
    length_scale: float = Field(1.0, gt=0)
    noise_w: float = 0.8


class Description(BaseModel):
    """What the .onnx.json file beside a model says of the voice."""

    audio: Audio
    espeak: Language
    inference: Inference = Inference()
    phoneme_type: Literal["espeak"] = "espeak"
    phoneme_id_map: dict[str, list[int]]
    speaker_id_map: dict[str, int] = {}


class Piper:
    """A voice of Piper. `model` is a name of the manifest, an .onnx file with its .onnx.json beside it, or the folder of both.

    `voice` chooses among the speakers of a model that has several.
    """

    first_words: int | None = None

    def __init__(self, voice: str = "en-gb", rate_wpm: int = 170, model: str = "piper-joe") -> None:
        self.identity = ""
        self.sample_rate = 22_050
        """The model's, in Hz, once it is loaded."""
        self._voice = voice
        self._speed = min(2.0, max(0.5, rate_wpm / OWN_PACE_WPM))
        self._model_name = model
        self._language = b""
        self._about: Description
        self._session: Any = None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="piper")

    def load(self) -> None:
        """Read the model, and say a word, as the first is slow. Raises ModelError."""
        self._worker.submit(self._load).result()

    def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence: int16, mono, shape [n], a chunk for each piece. Raises EngineError."""
        stopped, options = threading.Event(), onnx.runtime().RunOptions()

        def stop() -> None:
            stopped.set()
            options.terminate = True

        return chunks("piper", self._worker, self._made(text, options), stopped, stop)

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _load(self) -> None:
        file = model_file(store.resolve(self._model_name))
        self._about = about = description(file)
        self.sample_rate = about.audio.sample_rate
        with espeak.LOCK:
            self._language = espeak.identifier(about.espeak.voice, espeak.library()).encode()
        with loading(file.parent, "Piper"):
            self._session = _session(file)
            self.identity = identity("piper", file, self._voice if about.speaker_id_map else "", self._speed)
            list(self._made("Hello.", None))

    def _made(self, text: str, options: Any) -> Iterator[Samples]:
        parts = [part for piece in first_apart(text) for part in self._sentences(piece)]
        for count, symbols in enumerate(parts, start=1):
            sound = self._infer(numbers(symbols, self._about.phoneme_id_map), options)
            if len(trimmed := levelled(without_silence(sound, self.sample_rate, last=count == len(parts)))):
                yield trimmed

    def _sentences(self, text: str) -> list[str]:
        with espeak.LOCK:
            there = espeak.library()
            there.choose(self._language, OWN_PACE_WPM)
            return symbols(there.clauses(text))

    def _infer(self, ids: Sequence[int], options: Any) -> NDArray[np.float32]:
        pace = self._about.inference
        given = {
            "input": np.array([ids], np.int64),
            "input_lengths": np.array([len(ids)], np.int64),
            "scales": np.array([pace.noise_scale, pace.length_scale / self._speed, pace.noise_w], np.float32),
        }
        if speakers := self._about.speaker_id_map:
            given["sid"] = np.array([speakers.get(self._voice, min(speakers.values()))], np.int64)
        sound: NDArray[np.float32] = self._session.run(None, given, options)[0]
        return sound.ravel()


def first_apart(text: str) -> Iterator[str]:
    """Cut `text` into pieces: its first clause, and the rest in as few as possible."""
    clause = CLAUSE.search(text)
    if clause and len(text[: clause.start()].split()) >= FIRST_WORDS:
        yield text[: clause.start()]
        text = text[clause.end() :]
    yield from pieces(text, LONGEST)


def symbols(clauses: Iterator[tuple[str, str]]) -> list[str]:
    """Join clauses of espeak-ng to sentences in the symbols of Piper: IPA in single characters, with its punctuation."""
    sentences = [""]
    for ipa, clause in clauses:
        pause = _pause(clause)
        joined = OTHER_LANGUAGE.sub("", ipa) + pause + (" " if pause in (",", ":", ";") else "")
        sentences[-1] += unicodedata.normalize("NFD", joined)
        if pause in (".", "?", "!"):
            sentences.append("")
    return [sentence for sentence in sentences if sentence.strip()]


def _pause(clause: str) -> str:
    """Tell which mark Piper knows ends a clause; "" where there is none."""
    mark = MARK.search(clause)
    if mark is None:
        return ""
    return "," if mark[1].startswith(("..", "…")) else ";" if mark[1][0] in "—–" else mark[1][0]


def numbers(sentence: str, table: Mapping[str, Sequence[int]]) -> list[int]:
    """Turn symbols into the model's input: each with a blank behind it; what the model does not know is left out."""
    known = [BEGIN, *(symbol for symbol in sentence if symbol in table)]
    return [number for symbol in known for number in (*table[symbol], *table[BLANK])] + [*table[END]]


def without_silence(sound: NDArray[np.float32], sample_rate: int, last: bool) -> NDArray[np.float32]:
    """Cut the silence before a piece, and that behind the last one; the others keep the pause of their clause."""
    loud = np.flatnonzero(np.abs(sound) > SILENCE / 32_768)
    if not len(loud):
        return sound[:0]
    begin = max(0, loud[0] - round(LEAD_S * sample_rate))
    return sound[begin : loud[-1] + 1 + round(TAIL_S * sample_rate) if last else None]


def levelled(sound: NDArray[np.float32]) -> Samples:
    """Bring a piece to `LEVEL`, or as near as `PEAK` allows: the model's own loudness differs by 4 dB between pieces."""
    if not len(sound):
        return np.empty(0, np.int16)
    sound = np.nan_to_num(sound)
    loudness, peak = float(np.sqrt(np.mean(sound**2))), float(np.abs(sound).max())
    gain = min(LEVEL / max(loudness, 1e-9), PEAK / max(peak, 1e-9), MOST_GAIN)
    return (sound * gain * 32_767).astype(np.int16)


def model_file(there: Path) -> Path:
    """Find the .onnx file of a voice, given that or its folder. Raises ModelError."""
    found = [there] if there.suffix == ".onnx" else sorted(there.glob("*.onnx"))
    if not found:
        raise ModelError(f"{there} holds no voice of Piper", "Name an .onnx file with its .onnx.json, or the folder of both.")
    if len(found) > 1:
        raise ModelError(f"{there} holds {len(found)} .onnx files", f"Name one in speak.model: {found[0]}")
    return found[0]


def description(file: Path) -> Description:
    """Read what a voice says of itself. Raises ModelError, which names what is wrong with it."""
    beside = file.with_name(f"{file.name}.json")
    try:
        about = Description.model_validate_json(beside.read_bytes())
    except OSError:
        raise ModelError(f"{beside} is not there", "Each voice of Piper comes with one: put it beside the model.") from None
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"])) or "the file"
        raise ModelError(f"{beside}: {where}: {fault['msg']}", "Fetch the voice's own file again.") from None
    if missing := {BEGIN, END, BLANK} - about.phoneme_id_map.keys():
        raise ModelError(f"{beside}: phoneme_id_map lacks {sorted(missing)}", "Fetch the voice's own file again.")
    return about


def _session(file: Path) -> Any:
    runtime = onnx.runtime()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    session = runtime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    if not {"input", "input_lengths", "scales"} <= {given.name for given in session.get_inputs()}:
        raise ModelError(f"{file} is no voice of Piper", "Kokoro's models are for speak.engine = kokoro-onnx.")
    return session
