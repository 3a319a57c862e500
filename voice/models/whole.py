"""Tells whether a model file of the user's own is whole, from its format alone: no hash of it is known.

Each format says how long its parts are; a file that was cut off ends before the last of them does. Sources: the GGUF
specification (ggml), CTranslate2's `model_spec.py`, the encoding of Protocol Buffers.
"""

import json
import os
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

GGUF_FIXED = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
"""Type of a GGUF value → its bytes; 8 is text, 9 a list."""


def fault(file: Path) -> str | None:
    """What is wrong with a file; None when nothing is, or its format is unknown. Raises OSError."""
    check, size = _check(file), file.stat().st_size
    if check is None or not size:
        return None if size else "it is empty"
    with file.open("rb") as opened:
        try:
            return check(opened, size)
        except (struct.error, ValueError, KeyError, IndexError, OverflowError, MemoryError):
            return "it is cut off, or damaged"


def _check(file: Path) -> Callable[[BinaryIO, int], str | None] | None:
    if file.name == "model.bin":
        return _ctranslate2
    return {".gguf": _gguf, ".onnx": _onnx, ".json": _json}.get(file.suffix)


def _json(file: BinaryIO, size: int) -> str | None:
    json.load(file)
    return None


def _ctranslate2(file: BinaryIO, size: int) -> str | None:
    """Walk over the weights, each with its length before it."""
    _number(file, "I")
    _text(file, "H")
    _number(file, "I")
    for _ in range(_number(file, "I")):
        _text(file, "H")
        file.seek(4 * _number(file, "B") + 1, os.SEEK_CUR)  # the shape and the type
        file.seek(_number(file, "I"), os.SEEK_CUR)
    for _ in range(_number(file, "I") if file.tell() < size else 0):  # other names of weights, two texts each
        _text(file, "H")
        _text(file, "H")
    return None if file.tell() == size else "it is cut off"


def _gguf(file: BinaryIO, size: int) -> str | None:
    """Read the header, which says where the weights of each tensor begin."""
    if file.read(4) != b"GGUF":
        return "it is no GGUF file"
    _number(file, "I")
    tensors, values = _number(file, "Q"), _number(file, "Q")
    for _ in range(values):
        _text(file, "Q")
        _skip(file, _number(file, "I"))
    last = 0
    for _ in range(tensors):
        _text(file, "Q")
        file.seek(8 * _number(file, "I") + 4, os.SEEK_CUR)
        last = max(last, _number(file, "Q"))
    return None if file.tell() + last < size else "it is cut off"


def _skip(file: BinaryIO, kind: int) -> None:
    if kind == 8:
        _text(file, "Q")
    elif kind == 9:
        of, count = _number(file, "I"), _number(file, "Q")
        if of in GGUF_FIXED:
            file.seek(GGUF_FIXED[of] * count, os.SEEK_CUR)
            return
        for _ in range(count):
            _skip(file, of)
    else:
        file.seek(GGUF_FIXED[kind], os.SEEK_CUR)


def _onnx(file: BinaryIO, size: int) -> str | None:
    """Walk over the fields of the outermost message; the network is one of them, with its length before it."""
    while file.tell() < size:
        key = _varint(file)
        if key < 8:  # no field has the number 0
            raise ValueError(key)
        match key & 7:
            case 0:
                _varint(file)
            case 2:
                file.seek(_varint(file), os.SEEK_CUR)
            case kind:
                file.seek({1: 8, 5: 4}[kind], os.SEEK_CUR)
    return None if file.tell() == size else "it is cut off"


def _varint(file: BinaryIO) -> int:
    value, shift = 0, 0
    while True:
        byte = file.read(1)[0]
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value


def _number(file: BinaryIO, kind: str) -> int:
    code = f"<{kind}"
    number: int = struct.unpack(code, file.read(struct.calcsize(code)))[0]
    return number


def _text(file: BinaryIO, length: str) -> None:
    file.seek(_number(file, length), os.SEEK_CUR)
