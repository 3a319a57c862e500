"""Writes a network in ONNX's format (github.com/onnx/onnx, onnx.proto) without its package: [n, 80, 800] → [n, 1].

What it tells is the sigmoid of the features' mean.
"""

from collections.abc import Sequence

FLOAT, INT, INTS = 1, 2, 7
BANDS, COLUMNS = 80, 800


def loudness_model() -> bytes:
    reduce = _node("ReduceMean", "input_features", "mean", [_ints("axes", [2]), _int("keepdims", 0)])
    again = _node("ReduceMean", "mean", "all", [_ints("axes", [1]), _int("keepdims", 1)])
    sigmoid = _node("Sigmoid", "all", "logits", [])
    shapes = [_field(11, _value("input_features", [1, BANDS, COLUMNS])), _field(12, _value("logits", [1, 1]))]
    graph = b"".join(_field(1, node) for node in (reduce, again, sigmoid)) + _field(2, b"tiny") + b"".join(shapes)
    return _field(1, 8) + _field(7, graph) + _field(8, _field(2, 13))


def _node(kind: str, taken: str, given: str, attributes: Sequence[bytes]) -> bytes:
    named = _field(1, taken.encode()) + _field(2, given.encode()) + _field(4, kind.encode())
    return named + b"".join(_field(5, attribute) for attribute in attributes)


def _ints(name: str, values: Sequence[int]) -> bytes:
    return _field(1, name.encode()) + b"".join(_field(8, value) for value in values) + _field(20, INTS)


def _int(name: str, value: int) -> bytes:
    return _field(1, name.encode()) + _field(3, value) + _field(20, INT)


def _value(name: str, shape: Sequence[int]) -> bytes:
    dimensions = b"".join(_field(1, _field(1, size)) for size in shape)
    return _field(1, name.encode()) + _field(2, _field(1, _field(1, FLOAT) + _field(2, dimensions)))


def _field(number: int, value: int | bytes) -> bytes:
    """A field of protocol buffers: a number, or bytes behind their length."""
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    return _varint(number << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    low, rest = value & 0x7F, value >> 7
    return bytes([low | 0x80]) + _varint(rest) if rest else bytes([low])
