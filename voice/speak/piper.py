"""Speaks with a voice of Piper: a small network (VITS) on onnxruntime, pronounced by espeak-ng.

It needs no package of its own. `piper-tts`, the makers' (GPL-3.0), wraps the same two steps: the phonemes of espeak-ng become
numbers, and the network makes sound of them. For the same text both give the network the same numbers
(`tests/speak/test_piper.py`). Here the network is cut in two, so that the first sound of a sentence does not wait for its last.
"""

import copy
import re
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
from voice.speak.level import gain_of, pcm
from voice.speak.vits import REACH, chunked, halves
from voice.speak.voices import identity, loading, pieces, stoppable, threads

OWN_PACE_WPM = 170
"""A voice's own pace, about, in words a minute; `rate_wpm` is taken as a share of it."""

FIRST_FRAMES = 24
"""Frames in a first chunk: a quarter of a second of sound, made in a tenth of that or less."""

LONGEST = 200
"""The most characters that are planned at once: twelve seconds of speech."""

WHOLE = 60
"""The most characters of a sentence whose first clause is not made on its own: planning it takes 0.1 s of one core."""

FIRST_WORDS = 3
"""The fewest words of a first clause that is made on its own."""

TRIAL = "The quick brown fox jumps over the lazy dog, and it is half past nine."
"""What a voice says while it is loaded, to find out how loud it is."""

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
        self.name = voice
        """The speaker's, in a model that has several."""
        self._speed = min(2.0, max(0.5, rate_wpm / OWN_PACE_WPM))
        self._model_name = model
        self._language = b""
        self._file: Path
        self._about: Description
        self._network: Network
        self._gain = 1.0
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="piper")

    def load(self) -> None:
        """Read the model, and say a word, as the first is slow. Raises ModelError."""
        self._worker.submit(self._load).result()

    def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        """Give the sound of one sentence: int16, mono, shape [n], a chunk for each piece. Raises EngineError."""
        return stoppable("piper", self._worker, lambda options: self._made(text, options))

    def names(self) -> dict[str, str]:
        """List the speakers of the model, with what people call them."""
        return {name: name.replace("_", " ").title() for name in self._about.speaker_id_map}

    def called(self, name: str) -> "Piper":
        """Make another speaker of the same model. Raises ModelError."""
        made = copy.copy(self)
        made.name = name

        def begin() -> None:
            with loading(self._file.parent, "Piper"):
                made._begin(self._network.of(self._about.speaker_id_map[name]))

        self._worker.submit(begin).result()
        return made

    def close(self) -> None:
        self._worker.shutdown(wait=False, cancel_futures=True)

    def _load(self) -> None:
        self._file = file = model_file(store.resolve(self._model_name))
        self._about = about = description(file)
        self.sample_rate = about.audio.sample_rate
        with espeak.LOCK:
            self._language = espeak.identifier(about.espeak.voice, espeak.library()).encode()
        with loading(file.parent, "Piper"):
            speaker = about.speaker_id_map.get(self.name, 0)
            self.name = next((name for name, one in about.speaker_id_map.items() if one == speaker), "")
            self._begin(Network(file, about, self._speed, speaker))

    def _begin(self, network: "Network") -> None:
        """Speak with a network from now on, as loud as others."""
        self._network = network
        self.identity = identity("piper", self._file, self.name, self._speed)
        self._gain = 1.0
        self._gain = gain_of(np.concatenate(list(self._made(TRIAL, None))))

    def _made(self, text: str, options: Any) -> Iterator[Samples]:
        parts = [part for piece in first_apart(text) for part in self._sentences(piece)]
        for count, symbols in enumerate(parts, start=1):
            spoken = self._network.sound(numbers(symbols, self._about.phoneme_id_map), options)
            yield from pcm(spoken, self._gain, self.sample_rate, last=count == len(parts))

    def _sentences(self, text: str) -> list[str]:
        with espeak.LOCK:
            there = espeak.library()
            there.choose(self._language, OWN_PACE_WPM)
            return symbols(there.clauses(text))


class Network:
    """A voice's network on onnxruntime."""

    def __init__(self, file: Path, about: Description, speed: float, speaker: int) -> None:
        """`speed`: how many times faster than its own pace it speaks. Raises ModelError for a network of another kind."""
        pace, model = about.inference, file.read_bytes()
        cut = halves(model)
        self._plan = _session(cut.plan if cut else model)
        self._decode = _session(cut.decode) if cut else None
        self._frames = cut.frames if cut else ""
        self._scales = np.array([pace.noise_scale, pace.length_scale / speed, pace.noise_w], np.float32)
        self._speaker = np.array([speaker], np.int64)
        self._takes = {given.name for given in self._plan.get_inputs()}
        if not {"input", "input_lengths", "scales"} <= self._takes:
            raise ModelError(f"{file} is no voice of Piper", "Kokoro's models are for speak.engine = kokoro-onnx.")

    def of(self, speaker: int) -> "Network":
        """The same with another speaker."""
        made = copy.copy(self)
        made._speaker = np.array([speaker], np.int64)
        return made

    def sound(self, ids: Sequence[int], options: Any) -> Iterator[tuple[NDArray[np.float32], bool]]:
        """Make the sound of a sentence in chunks, the first after a third of the work: -1 to 1, shape [n]; is it the last?"""
        symbols, length = np.array([ids], np.int64), np.array([len(ids)], np.int64)
        given = {"input": symbols, "input_lengths": length, "scales": self._scales, "sid": self._speaker}
        made = self._plan.run(None, {name: value for name, value in given.items() if name in self._takes}, options)[0]
        if self._decode is None:
            yield made.ravel(), True
            return
        for begin, end in chunked(made.shape[2], FIRST_FRAMES):
            from_ = max(0, begin - REACH)
            sound = self._decode.run(None, {self._frames: made[:, :, from_ : end + REACH]}, options)[0].ravel()
            hop = len(sound) // (min(end + REACH, made.shape[2]) - from_)
            yield sound[(begin - from_) * hop : (end - from_) * hop], end == made.shape[2]


def first_apart(text: str) -> Iterator[str]:
    """Cut `text` into pieces: its first clause, and the rest in as few as possible."""
    clause = CLAUSE.search(text) if len(text) > WHOLE else None
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


def _session(model: bytes) -> Any:
    runtime = onnx.runtime()
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads()
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return runtime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
