"""Worker: a process that reads turns with pocketsphinx. Each request on stdin gets a reply on stdout; it ends with its stdin.

A message is a header (kind, desk, number, length) and its bytes. Each turn that is read at the same time has a desk of its own.
Replies repeat the number of the request they answer.
"""

import json
import os
import struct
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

HEADER = struct.Struct("<cBII")
LOAD, START, FEED, COMMAND, DICTATION = b"L", b"S", b"F", b"C", b"D"
DONE, READING, FAILED = b"d", b"r", b"f"


def message(kind: bytes, number: int, content: bytes = b"", desk: int = 0) -> bytes:
    return HEADER.pack(kind, desk, number, len(content)) + content


def main() -> None:
    requests, replies = sys.stdin.buffer, _own_stdout()
    readers: dict[int, Any] = {}
    loads: dict[str, Any] = {}
    while header := requests.read(HEADER.size):
        kind, desk, number, length = HEADER.unpack(header)
        content = requests.read(length)
        try:
            if kind == LOAD:
                loads = json.loads(content)
            if desk not in readers:
                readers[desk] = _reader(loads, readers.get(0))
            reply = (DONE, b"") if kind == LOAD else _answered(readers[desk], kind, content)
        except Exception as error:
            reply = FAILED, type(error).__name__.encode()  # the name alone: the text may hold words
        replies.write(message(reply[0], number, reply[1]))
        replies.flush()
        if kind == LOAD and readers:
            _ = readers[0].dictation  # nobody waits for it: it loads while the first turn is still to come


def _reader(loads: dict[str, Any], beside: Any) -> Any:
    from voice.transcribe.sphinx_reader import SphinxReader

    return SphinxReader(**loads, beside=beside)


def _answered(reader: Any, kind: bytes, content: bytes) -> tuple[bytes, bytes]:
    if kind == COMMAND:
        return READING, json.dumps(asdict(reader.heard(json.loads(content)))).encode()
    if kind == DICTATION:
        return READING, json.dumps(asdict(reader.dictated())).encode()
    if kind == START:
        reader.start()
    else:
        import numpy as np

        reader.feed(np.frombuffer(content, np.int16))
    return DONE, b""


def _own_stdout() -> BinaryIO:
    """The pipe behind stdout, out of reach of whatever a library prints."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return replies


if __name__ == "__main__":
    main()
