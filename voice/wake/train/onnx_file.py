"""Writes a head as an ONNX file: [1, 16, 96] in, a score of 0..1 as [1, 1] out.

The file is a protocol buffer of a few fields (github.com/onnx/onnx, onnx.proto), so it is written here rather than by the
package onnx, which is larger than the rest of the training.
"""

from collections.abc import Sequence

from voice.wake.openwakeword import Floats
from voice.wake.train.embed import EMBEDDINGS
from voice.wake.train.head import Head

IR_VERSION, OPSET = 8, 13
FLOAT = 1
"""Type of the elements of a tensor."""


def written(head: Head, phrase: str) -> bytes:
    """The file of a head; the phrase stands in its description."""
    nodes, tensors, value = [_node("Flatten", ["embeddings"], "flat")], [], "flat"
    for n, layer in enumerate(head.layers):
        tensors += [_tensor(f"weights{n}", layer.weights), _tensor(f"bias{n}", layer.bias)]
        nodes.append(_node("Gemm", [value, f"weights{n}", f"bias{n}"], value := f"sum{n}"))
        if n < len(head.layers) - 1:
            nodes.append(_node("Relu", [value], value := f"hidden{n}"))
    nodes.append(_node("Sigmoid", [value], "score"))
    given, taken = _value("embeddings", [1, EMBEDDINGS, 96]), _value("score", [1, 1])
    graph = b"".join(_field(1, node) for node in nodes) + _field(2, b"wake")
    graph += b"".join(_field(5, tensor) for tensor in tensors) + _field(11, given) + _field(12, taken)
    described = _field(2, b"voice") + _field(6, phrase.encode())
    return _number(1, IR_VERSION) + described + _field(7, graph) + _field(8, _number(2, OPSET))


def _node(kind: str, inputs: Sequence[str], output: str) -> bytes:
    return b"".join(_field(1, name.encode()) for name in inputs) + _field(2, output.encode()) + _field(4, kind.encode())


def _tensor(name: str, values: Floats) -> bytes:
    shape = b"".join(_number(1, size) for size in values.shape)
    return shape + _number(2, FLOAT) + _field(8, name.encode()) + _field(9, values.astype("<f4").tobytes())


def _value(name: str, shape: Sequence[int]) -> bytes:
    dimensions = b"".join(_field(1, _number(1, size)) for size in shape)
    return _field(1, name.encode()) + _field(2, _field(1, _number(1, FLOAT) + _field(2, dimensions)))


def _field(number: int, content: bytes) -> bytes:
    """A field with a length before it: text, bytes or a message."""
    return _varint(number << 3 | 2) + _varint(len(content)) + content


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    found = b""
    while value > 127:
        found += bytes([value & 127 | 128])
        value >>= 7
    return found + bytes([value])
