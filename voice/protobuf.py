"""Writes fields of protobuf messages (https://protobuf.dev/programming-guides/encoding), as ONNX files are made of."""


def message(number: int, content: bytes) -> bytes:
    """A field with a length before it: text, bytes or a message."""
    return varint(number << 3 | 2) + varint(len(content)) + content


def integer(number: int, value: int) -> bytes:
    """A field that holds a number, 0 or more."""
    return varint(number << 3) + varint(value)


def varint(value: int) -> bytes:
    """Seven bits a byte, the lowest first; the eighth says that more follow."""
    found = b""
    while value > 127:
        found, value = found + bytes([value & 127 | 128]), value >> 7
    return found + bytes([value])
