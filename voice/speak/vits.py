"""Cuts a voice's network (VITS) in two, so that its sound can be made in chunks.

The first part reads a whole sentence and plans it, frame by frame; that is three tenths of the work. The second, a decoder of
convolutions, makes sound of the frames, and sees no further than `REACH` of them: made in chunks with so many more on either
side the sound is the same, to 2 in a million. The file is cut as protobuf (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto);
the package onnx, which can do that too, is 20 MB for these few lines.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from voice.protobuf import message

REACH = 12
"""Frames before and after a frame that its sound depends on: 8 leave an error of 0.002, 12 of 0.000001 (voice joe)."""

DECODER = "/dec/"
"""How the names of the decoder's nodes begin in every export."""

GRAPH = 7
"""The field of a model that holds its graph."""
NODE, INITIALIZER, INPUT, OUTPUT, VALUE_INFO = 1, 5, 11, 12, 13
"""Fields of a graph."""
NODE_INPUT, NODE_OUTPUT, NODE_NAME, TENSOR_NAME, INFO_NAME, INFO_TYPE, FLOAT = 1, 2, 3, 8, 1, 2, 1


class Field(NamedTuple):
    """One field of a message."""

    number: int
    whole: bytes
    """With its tag and length, as it is copied."""
    value: bytes
    """Its content; empty for a plain number."""


class Halves(NamedTuple):
    plan: bytes
    """The first part, an ONNX model from symbols to frames."""
    decode: bytes
    """The second part, an ONNX model from frames to sound."""
    frames: str
    """The name of what is handed over, float32 of shape [1, channels, frames]."""


def halves(model: bytes) -> Halves | None:
    """Cut a model in two; None for one that has another shape or hands over more than the frames (several speakers)."""
    outer = list(fields(model))
    graph = next((list(fields(field.value)) for field in outer if field.number == GRAPH), [])
    nodes = [field for field in graph if field.number == NODE]
    first = next((node for node in nodes if _text(node, NODE_NAME)[:1] and _text(node, NODE_NAME)[0].startswith(DECODER)), None)
    if first is None:
        return None
    frames = _text(first, NODE_INPUT)[0]
    after = _after(nodes, frames)
    behind = set(after)
    before = [node for node in nodes if node not in behind]
    made = {name for node in before for name in _text(node, NODE_OUTPUT)}
    if {name for node in after for name in _text(node, NODE_INPUT)} & made != {frames}:
        return None
    shape = message(2, 3 * message(1, b""))  # of three lengths that are not told
    info = message(INFO_NAME, frames.encode()) + message(INFO_TYPE, message(1, bytes([8, FLOAT]) + shape))

    def with_graph(nodes: list[Field], keep: int, field: int) -> bytes:
        part = _part(graph, nodes, keep) + message(field, info)
        return b"".join(message(GRAPH, part) if one.number == GRAPH else one.whole for one in outer)

    return Halves(with_graph(before, INPUT, OUTPUT), with_graph(after, OUTPUT, INPUT), frames)


def fields(data: bytes) -> Iterator[Field]:
    """Read the fields of a message. Raises IndexError or ValueError for what is none."""
    at = 0
    while at < len(data):
        begin = at
        tag, at = _varint(data, at)
        kind = tag & 7
        if kind == 2:
            length, at = _varint(data, at)
            yield Field(tag >> 3, data[begin : at + length], data[at : at + length])
            at += length
            continue
        at = _varint(data, at)[1] if kind == 0 else at + {1: 8, 5: 4}.get(kind, len(data))
        yield Field(tag >> 3, data[begin:at], b"")


def chunked(frames: int, first: int) -> Iterator[tuple[int, int]]:
    """Cut so many frames into spans: `first` in the first, then ever more, and no small rest."""
    at, size = 0, first
    while at < frames:
        end = frames if frames - at <= 1.5 * size else at + size
        yield at, end
        at, size = end, size + size // 2


def _part(graph: list[Field], nodes: list[Field], keep: int) -> bytes:
    """Copy a graph with only these nodes, the initial values that they need, and the fields numbered `keep`."""
    needed, kept = {name for node in nodes for name in _text(node, NODE_INPUT)}, set(nodes)
    left_out = {INPUT, OUTPUT, VALUE_INFO} - {keep}

    def stays(field: Field) -> bool:
        if field.number == INITIALIZER:
            return _text(field, TENSOR_NAME)[0] in needed
        return field in kept if field.number == NODE else field.number not in left_out

    return b"".join(field.whole for field in filter(stays, graph))


def _after(nodes: Iterable[Field], name: str) -> list[Field]:
    """The nodes that depend on a value; nodes stand in the order in which they run."""
    reached, found = {name}, []
    for node in nodes:
        if reached & set(_text(node, NODE_INPUT)):
            found.append(node)
            reached |= set(_text(node, NODE_OUTPUT))
    return found


def _text(message: Field, number: int) -> list[str]:
    return [field.value.decode() for field in fields(message.value) if field.number == number]


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        value, shift, at = value | (byte & 127) << shift, shift + 7, at + 1
        if byte < 128:
            return value, at
