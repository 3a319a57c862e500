"""Embed: turns whole sounds into the speech embeddings that wake words are told by.

The network is Google's speech embedding, in openwakeword's wheel (Apache-2.0; Lin and others 2020, "Training keyword spotters
with limited and synthesized speech data"). It looks at 76 columns and gives 96 numbers. Its convolutions reach no further than
what they look at, so one run over a long sound gives exactly what a run for each 76 columns gives, in a tenth of the time; the
file only has to be told that its input may be longer.
"""

from typing import Any

import numpy as np

from voice import onnx
from voice.errors import EngineError
from voice.messages import Samples
from voice.wake import openwakeword
from voice.wake.openwakeword import MEL_SAMPLES, WINDOW_COLUMNS, Floats

EMBEDDINGS = 16
"""Embeddings that a head looks at: two seconds of sound."""

STEP = 8
"""Columns between two embeddings: 80 ms."""

STEP_SAMPLES = STEP * 160
LEAD = WINDOW_COLUMNS - STEP + (EMBEDDINGS - 1) * STEP
"""Columns of silence before a sound: its first 80 ms end the first window that a head looks at."""

FIRST_END = STEP_SAMPLES + 480
"""Samples of a sound to the end of the first window: 80 ms, and the 30 ms that the last column reaches ahead."""

FIXED = np.array([-1, 1, WINDOW_COLUMNS, 34], "<i8").tobytes(), b"\x0a\x02\x08" + bytes([WINDOW_COLUMNS])
OPEN = np.array([0, 1, -1, 34], "<i8").tobytes(), b"\x0a\x02\x12\x00"
"""The two places in the file that fix the number of columns, and the same that leave it open: the shape of a reshaping, and a
dimension of the input (76, and one without a name)."""


class Embedder:
    """The two networks, for sounds of any length. Raises EngineError where openwakeword's files are not those known."""

    def __init__(self) -> None:
        folder = openwakeword.models_folder()
        self._mel = openwakeword.opened(folder / "melspectrogram.onnx")
        self._embedding = _opened((folder / "embedding_model.onnx").read_bytes())
        quiet = self._columns(np.zeros(MEL_SAMPLES, np.float32))[:1]
        self._lead = quiet.repeat(LEAD, axis=0)

    def embed(self, samples: Samples) -> Floats:
        """Give the embeddings of a sound after silence, [n, 96], 80 ms apart, each of 760 ms.

        The first sixteen end with the first 80 ms of the sound.
        """
        columns = np.concatenate((self._lead, self._columns(samples.astype(np.float32))))
        found: Floats = self._embedding.run(None, {"input_1": columns[None, ..., None]})[0]
        return found.reshape(96, -1).T  # the file's last reshaping was meant for one embedding: time comes last

    def _columns(self, sound: Floats) -> Floats:
        columns: Floats = self._mel.run(None, {"input": sound[None]})[0].reshape(-1, 32) / 10 + 2
        return columns


def _opened(model: bytes) -> Any:
    for fixed, opened in zip(FIXED, OPEN, strict=True):
        if model.count(fixed) != 1:
            remedy = "Run `pip install --force-reinstall 'openwakeword>=0.4,<0.5'`."
            raise EngineError("openwakeword's embedding_model.onnx is not the one that is known", remedy)
        model = model.replace(fixed, opened)
    options = onnx.runtime().SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # it warns that the shape which the file declares for its output is exceeded
    return onnx.runtime().InferenceSession(model, sess_options=options, providers=["CPUExecutionProvider"])
