"""Scores the wake word models of openwakeword every 20 ms instead of every 80.

The package's wheel carries the models. Its own stream scores whole 80 ms blocks, which costs up to 80 ms of
response, and its reset keeps the sound heard before. So the three networks are driven from here:

    sound → mel spectrogram, 10 ms columns → embedding of 760 ms, each frame → score of embeddings 80 ms apart

and a score that rises is looked at as it would be after a little silence, without waiting for it.

"hey jarvis" is looked at twice: by the package's model, and by one that `python -m benchmarks.wake_second` trains on other
voices. They err on different sounds, and their odds are multiplied.

The package's models are CC BY-NC-SA 4.0.
"""

import importlib.util
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

from voice import onnx
from voice.errors import ConfigError, EngineError
from voice.messages import Frame, WakeHeard

BUNDLED = ("alexa", "hey_jarvis", "hey_mycroft", "hey_marvin")
"""Wake words in the package's wheel; its other models are spoken requests, not wake words."""

Floats = npt.NDArray[np.float32]

MEL_SAMPLES = 1280 + 480
"""80 ms and the 30 ms the first column reaches back. The spectrogram clips relative to its loudest column,
so it is given as many as in the package's own stream."""

FRAME_COLUMNS = 2
WINDOW_COLUMNS = 76
STRIDE = 4
"""Frames between the embeddings of one score: 80 ms."""

SECOND_LOOKS = Path(__file__).parent
"""Where networks of our own lie that look at the same embeddings as the bundled one of their name; see `voice.wake.train`."""

LEAST = 1e-9
"""A chance, so that odds are numbers."""

CANDIDATE = 0.02
"""A score from which it is worth looking ahead; other speech stays below it nearly always."""

AHEAD = 4
"""Steps of 80 ms to look ahead."""

AHEAD_SHARE = 0.7
"""The mean of the scores now and ahead passes at this share of the threshold. Measured: it keeps recall, adds
few false accepts of near words, and takes the median response from 70 ms to none."""


SUREST = 0.99
"""No score that is only foreseen is surer, so that another head can overrule it."""


class _Head(NamedTuple):
    session: Any
    input: str
    embeddings: int


class _Model(NamedTuple):
    phrase: str
    heads: tuple[_Head, ...]
    """Each judges by itself whether the phrase was said."""


class OpenWakeWord:
    """Loads bundled wake words and ONNX models by path. Source: github.com/dscripka/openWakeWord."""

    def __init__(self, phrases: Sequence[str], threshold: float) -> None:
        self._phrases = phrases
        self._threshold = threshold

    def load(self) -> None:
        """Load the networks. Raises ConfigError for a phrase or model it cannot use, EngineError for a broken package."""
        folder = models_folder()
        mel, embedding = opened(folder / "melspectrogram.onnx"), opened(folder / "embedding_model.onnx")
        self._networks = _Networks(mel, embedding, [_wake_model(phrase, folder) for phrase in self._phrases])

    def open(self) -> "OpenWakeWordDetector":
        """A new detector on the loaded networks."""
        return OpenWakeWordDetector(self._networks, self._threshold)

    def score(self, embeddings: Floats) -> float:
        """The highest score, 0..1, that a wake word has behind these embeddings, 80 ms apart, [n, 96]."""
        scores = ([self._networks.score(head, embeddings) for head in model.heads] for model in self._networks.models)
        return max(map(multiplied, scores))


class _Networks:
    """The three networks. Each call stands for itself, so any number of detectors may share them."""

    def __init__(self, mel: Any, embedding: Any, models: Sequence[_Model]) -> None:
        self._mel = mel
        self._embedding = embedding
        self.models = models
        self.silence = self.spectrogram(np.zeros(MEL_SAMPLES, np.float32))[:1].repeat(WINDOW_COLUMNS, axis=0)
        """The columns of silence, [76, 32]."""

    def spectrogram(self, sound: Floats) -> Floats:
        """Columns, [n, 32], of sound at int16 scale."""
        columns = self._mel.run(None, {"input": sound[None]})[0].reshape(-1, 32)
        scaled: Floats = columns / 10 + 2  # the scale the embedding was trained with
        return scaled

    def embed(self, columns: Floats) -> Floats:
        """Embeddings, [n, 96], of n windows of columns, [n, 76, 32]."""
        embedding: Floats = self._embedding.run(None, {"input_1": columns[..., None]})[0]
        return embedding.reshape(-1, 96)

    def score(self, head: _Head, embeddings: Floats) -> float:
        """The score, 0..1, of embeddings 80 ms apart, [n, 96], the latest last."""
        return float(head.session.run(None, {head.input: embeddings[None, -head.embeddings :]})[0].item())


class OpenWakeWordDetector:
    """Hears wake words in one stream of frames. The buffers are its own, the networks are shared."""

    def __init__(self, networks: _Networks, threshold: float) -> None:
        self._networks = networks
        self._threshold = threshold
        self.reset()

    def reset(self) -> None:
        """Forget all sound fed so far, as if there had been silence."""
        depth = max((head.embeddings for model in self._networks.models for head in model.heads), default=1)
        self._sound: Floats = np.zeros(MEL_SAMPLES, np.float32)
        self._columns = self._networks.silence
        self._embeddings = self._networks.embed(self._columns[None]).repeat((depth - 1) * STRIDE + 1, axis=0)

    def feed(self, frame: Frame) -> WakeHeard | None:
        """Take one frame; a wake word that has just passed the threshold. The sound is then forgotten."""
        self._sound = _slid(self._sound, frame.samples)
        self._columns = _slid(self._columns, self._networks.spectrogram(self._sound)[-FRAME_COLUMNS:])
        self._embeddings = _slid(self._embeddings, self._networks.embed(self._columns[None]))
        score, phrase = max((self._heard(model), model.phrase) for model in self._networks.models)
        if score < self._threshold:
            return None
        self.reset()
        return WakeHeard(frame.time, phrase, score, frame.time)

    def _heard(self, model: _Model) -> float:
        """The score, 0..1, of the sound so far; once it rises, with the first head's predicted one if that is higher."""
        first, *others = (self._networks.score(head, self._embeddings[::STRIDE]) for head in model.heads)
        now = multiplied([first, *others])
        if not CANDIDATE <= now < self._threshold:
            return now
        return max(now, multiplied([self._ahead(model.heads[0], first), *others]))

    def _ahead(self, head: _Head, score: float) -> float:
        """The score after some of the quiet that would follow a wake word: the mean of that now and after 80 to 320 ms.

        openwakeword's models were trained on words with a little silence behind them; it need not be waited for.
        """
        quiet = np.quantile(self._columns, 0.1, axis=0).astype(np.float32)
        columns = np.concatenate((self._columns, np.tile(quiet, (AHEAD * 8, 1))))
        steps = range(8, AHEAD * 8 + 1, 8)
        coming = self._networks.embed(np.stack([columns[step : step + WINDOW_COLUMNS] for step in steps]))
        embeddings = np.concatenate((self._embeddings[::STRIDE], coming))
        scores = [self._networks.score(head, embeddings[: len(embeddings) - AHEAD + n]) for n in range(1, AHEAD + 1)]
        return min(SUREST, (score + sum(scores)) / (AHEAD + 1) / AHEAD_SHARE)


def multiplied(scores: Sequence[float]) -> float:
    """The score, 0..1, of several heads together: their odds multiplied."""
    odds = math.prod(max(score, LEAST) / max(1 - score, LEAST) for score in scores)
    return odds / (1 + odds)


def _slid(window: Floats, new: npt.NDArray[Any]) -> Floats:
    return np.concatenate((window[len(new) :], new), dtype=np.float32)


def models_folder() -> Path:
    spec = importlib.util.find_spec("openwakeword")  # not imported: it would pull in scikit-learn
    if spec is None or not spec.submodule_search_locations:
        raise EngineError("openwakeword is not installed", "Run `pip install 'openwakeword>=0.4,<0.5'`.")
    return Path(spec.submodule_search_locations[0]) / "resources" / "models"


def _wake_model(phrase: str, folder: Path) -> _Model:
    bundled = phrase in BUNDLED
    file = folder / f"{phrase}_v0.1.onnx" if bundled else Path(phrase).expanduser()
    if not bundled and file.suffix != ".onnx":
        raise ConfigError(
            f"wake.phrases: no model for {phrase!r}",
            f"Bundled: {', '.join(BUNDLED)}; or give the path of an .onnx model, "
            'or set wake.engine = "keyphrase" for words of your own.',
        )
    if not file.is_file():
        _unusable(file, "is not there", bundled)
    second = SECOND_LOOKS / f"{phrase}.onnx"
    files = (file, second) if bundled and second.is_file() else (file,)
    return _Model(re.sub(r"_v\d[\d.]*$", "", file.stem), tuple(_head(one, bundled) for one in files))


def _head(file: Path, bundled: bool) -> _Head:
    session = opened(file, bundled)
    taken, given = session.get_inputs(), session.get_outputs()
    shapes = [list(one.shape)[1:] for one in (*taken, *given)]
    if len(taken) != 1 or shapes[0][1:] != [96] or not isinstance(shapes[0][0], int) or shapes[1] != [1]:
        _unusable(file, "is not a wake word model: it must take [1, n, 96] and give [1, 1]", bundled)
    return _Head(session, taken[0].name, shapes[0][0])


def opened(file: Path, bundled: bool = True) -> Any:
    onnxruntime = onnx.runtime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # too small to share out
    try:
        return onnxruntime.InferenceSession(file, sess_options=options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no base class of theirs
        _unusable(file, f"cannot be loaded: {type(error).__name__}", bundled)


def _unusable(file: Path, what: str, bundled: bool) -> NoReturn:
    if bundled:
        remedy = "Run `pip install --force-reinstall 'openwakeword>=0.4,<0.5'`."
        raise EngineError(f"openwakeword's {file.name} {what}", remedy)
    remedy = "Give the path of an ONNX model trained for openwakeword."
    raise ConfigError(f"wake.phrases: {file} {what}", remedy)
