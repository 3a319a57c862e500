"""Writes a head as an ONNX file: [1, 16, 96] in, a score of 0..1 as [1, 1] out.

The file is a protocol buffer of a few fields (github.com/onnx/onnx, onnx.proto), so it is written here rather than by the
package onnx, which is larger than the rest of the training.
"""

from collections.abc import Sequence

from voice.protobuf import integer, message
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
    graph = b"".join(message(1, node) for node in nodes) + message(2, b"wake")
    graph += b"".join(message(5, tensor) for tensor in tensors) + message(11, given) + message(12, taken)
    described = message(2, b"voice") + message(6, phrase.encode())
    return integer(1, IR_VERSION) + described + message(7, graph) + message(8, integer(2, OPSET))


def _node(kind: str, inputs: Sequence[str], output: str) -> bytes:
    return b"".join(message(1, name.encode()) for name in inputs) + message(2, output.encode()) + message(4, kind.encode())


def _tensor(name: str, values: Floats) -> bytes:
    shape = b"".join(integer(1, size) for size in values.shape)
    return shape + integer(2, FLOAT) + message(8, name.encode()) + message(9, values.astype("<f4").tobytes())


def _value(name: str, shape: Sequence[int]) -> bytes:
    dimensions = b"".join(message(1, integer(1, size)) for size in shape)
    return message(1, name.encode()) + message(2, message(1, integer(1, FLOAT) + message(2, dimensions)))
