"""Smart Turn: a small network that hears in the voice whether somebody has finished speaking.

Source: github.com/pipecat-ai/smart-turn, version 3, BSD-2.
"""

import asyncio
from pathlib import Path
from typing import Any

import numpy as np

from voice import onnx
from voice.endpoint.log_mel import log_mel
from voice.errors import ModelError
from voice.messages import Samples
from voice.models import store

NAME = "smart-turn"
"""Its name in the manifest."""

CONTEXT_S = 8
"""How much sound it takes: the last seconds of a turn."""


class SmartTurn:
    """The loaded model, version 3 and its successors of the same shape. Each call stands for itself, in any thread."""

    def __init__(self, file: Path) -> None:
        """Load it, and have it judge some silence, as the first call is slow. Raises ModelError."""
        runtime = onnx.runtime()
        options = runtime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._session: Any = runtime.InferenceSession(file, sess_options=options, providers=["CPUExecutionProvider"])
            self._input = self._session.get_inputs()[0].name
            self.finished(np.zeros(0, np.int16))
        except Exception as error:  # onnxruntime's own errors share no base class, and another model fails in many ways
            fault = f"the end-of-turn model {file} cannot be used: {type(error).__name__}"
            remedy = f'`voice models verify {NAME}` checks it; endpoint.model = "none" does without.'
            raise ModelError(fault, remedy) from None

    def finished(self, samples: Samples) -> float:
        """The probability, 0..1, that whoever spoke last in a sound (16 kHz) has finished. Takes 50 ms of one core."""
        (judged,) = self._session.run(None, {self._input: log_mel(samples, CONTEXT_S)[None]})
        return float(judged.item())

    async def hear(self, samples: Samples) -> float:
        """The same, in a thread."""
        return await asyncio.to_thread(self.finished, samples)


def load(model: str) -> SmartTurn | None:
    """Load the model that a setting names: "none", a path, or "auto" for the one in the store where it was pulled.

    Raises ModelError.
    """
    if model == "none" or (model == "auto" and store.serving(NAME) is None):
        return None
    return SmartTurn(store.path(NAME) if model == "auto" else store.resolve(model))
