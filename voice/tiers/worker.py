"""Worker: the process that holds a local model and speaks the OpenAI chat protocol on the loopback interface.

Its first line on stdin is its settings, JSON; each further line asks for something to be read ahead of a request. It
ends with its stdin. On stdout it says that it is ready, or why not, and then that it is alive, five times a second; it
says nothing while the model is stuck.

llama-cpp-python's own server (0.3.36, extra `server`) was measured in its place: 0.5 billion weights in Q4_0, random, one
thread of two cores, a warm prefix and a question of 12 words, in turns with the model called directly (77 ms). It added
77 ms to the first token and took up to 21 ms to cancel: it looks for its client between tokens, which at 7 billion weights
are 200 ms apart. It has log-probabilities only with `logits_all`, which keeps context × vocabulary × 4 bytes: 1.2 GB for
this model at 2,048 tokens. Hence this one, which adds 3 to 5 ms, those of the `openai` client, and cancels in 2 (5 at 7
billion): `python -m benchmarks.local_tier`.
"""

import asyncio
import contextlib
import hmac
import json
import os
import signal
import socket
import sys
import uuid
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any

import h11

from voice.clock import WallClock
from voice.tiers.llama import Cancelled, Llama, Piece, Work

BEAT_S = 0.2
LARGEST = 1 << 20
"""Bytes of a request."""

_stdout = 1
"""Descriptor of the pipe to the parent."""


class Worker:
    """One model, one request at a time."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._key = settings["key"]
        self._name = settings["name"]
        self._llama = Llama(
            settings["file"],
            settings["context"],
            settings["threads"],
            settings["repack"],
            lambda name: say("left out", tool=name),
        )
        self._thread = ThreadPoolExecutor(1, "llama")
        self._free = asyncio.Lock()
        self._ahead = Work()
        """What is being read ahead, or was last."""

    async def load(self) -> None:
        await self._in_thread(self._llama.load)

    async def beat(self) -> None:
        while True:
            if not self._llama.stuck:
                say("alive")
            await asyncio.sleep(BEAT_S)

    async def prefill(self, lines: asyncio.StreamReader) -> None:
        """Read what the lines tell to, each until the next line or a request comes. Returns when stdin ends."""
        reading: asyncio.Task[None] | None = None
        while line := await lines.readline():
            if reading is not None:
                self._ahead.cancelled = True
                await asyncio.wait([reading])
            reading = asyncio.create_task(self._read(json.loads(line)))

    async def _read(self, wanted: dict[str, Any]) -> None:
        self._ahead = work = Work()
        async with self._free:
            if not work.cancelled:
                with contextlib.suppress(Cancelled, ValueError):
                    await self._in_thread(self._llama.read, wanted["messages"], wanted["tools"], work)

    async def connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        talk = h11.Connection(h11.SERVER)
        try:
            while request := await _request(talk, reader):
                await self._answer(talk, reader, writer, *request)
                talk.start_next_cycle()
        except (h11.ProtocolError, OSError, RuntimeError) as error:
            print(type(error).__name__, file=sys.stderr)  # the name alone: the text may hold words
        finally:
            writer.close()

    async def _answer(
        self,
        talk: h11.Connection,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        head: h11.Request,
        body: bytes,
    ) -> None:
        def send(*events: h11.Event) -> None:
            writer.write(b"".join(talk.send(event) or b"" for event in events))

        said = dict(head.headers).get(b"authorization", b"")
        if not hmac.compare_digest(said, f"Bearer {self._key}".encode()):
            send(*_document(401, _error("the key is wrong")))
        elif head.target == b"/v1/models":
            send(*_document(200, {"object": "list", "data": [{"id": self._name, "object": "model"}]}))
        elif head.target != b"/v1/chat/completions":
            send(*_document(404, _error("there is nothing here")))
        else:
            await self._chat(body, reader, send)
        await writer.drain()

    async def _chat(self, body: bytes, reader: asyncio.StreamReader, send: Any) -> None:
        try:
            request = json.loads(body)
            request["messages"][-1]["role"]
        except (ValueError, LookupError, TypeError):
            send(*_document(400, _error("not a chat request")))
            return
        self._ahead.cancelled = True
        work, began, text = Work(), False, ""
        streamed = bool(request.get("stream"))
        async with self._free, aclosing(self._pieces(request, work, reader)) as pieces:
            try:
                async for piece in pieces:
                    text += piece.text
                    if streamed and not began:
                        send(_HEAD)
                        began = True
                    for choice in _choices(piece) if streamed else ():
                        send(_event(self._named("chat.completion.chunk", choices=[choice])))
            except ValueError as error:
                send(*_document(400, _error(str(error))))
                return
        if streamed:
            last = self._named("chat.completion.chunk", choices=[], usage=_usage(work))
            send(_event(last), h11.Data(data=b"data: [DONE]\n\n"), h11.EndOfMessage())
        else:
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            send(*_document(200, self._named("chat.completion", choices=[choice], usage=_usage(work))))

    async def _pieces(self, request: dict[str, Any], work: Work, reader: asyncio.StreamReader) -> AsyncGenerator[Piece]:
        """The reply's pieces as the model writes them. Ends the model's work when the client goes away."""
        loop = asyncio.get_running_loop()
        pieces: asyncio.Queue[Piece | None] = asyncio.Queue()

        def write() -> None:
            try:
                for piece in self._llama.reply(request, work):
                    loop.call_soon_threadsafe(pieces.put_nowait, piece)
            finally:
                loop.call_soon_threadsafe(pieces.put_nowait, None)

        def cancel(_: Any = None) -> None:
            work.cancelled = True

        writing = asyncio.ensure_future(self._in_thread(write))
        gone = asyncio.create_task(reader.read(1))
        gone.add_done_callback(cancel)
        try:
            while piece := await pieces.get():
                yield piece
            await writing
        except Cancelled:
            raise ConnectionResetError from None
        finally:
            cancel()
            gone.cancel()
            await asyncio.wait([gone, writing])

    def _named(self, kind: str, **fields: Any) -> dict[str, Any]:
        named = {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "model": self._name}
        return {**named, "created": int(WallClock().today().timestamp()), **fields}

    async def _in_thread(self, work: Any, *values: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *values)


_HEAD = h11.Response(status_code=200, headers=[("Content-Type", "text/event-stream"), ("Transfer-Encoding", "chunked")])


async def _request(talk: h11.Connection, reader: asyncio.StreamReader) -> tuple[h11.Request, bytes] | None:
    """The next request of a connection, whole; None when there is no other."""
    head, body = None, b""
    while True:
        event = talk.next_event()
        if event is h11.NEED_DATA:
            talk.receive_data(await reader.read(1 << 16))
        elif isinstance(event, h11.Request):
            head = event
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > LARGEST:
                return None
        elif isinstance(event, h11.EndOfMessage) and head is not None:
            return head, body
        else:
            return None


def _document(status: int, document: dict[str, Any]) -> tuple[h11.Event, ...]:
    body = json.dumps(document).encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    return h11.Response(status_code=status, headers=headers), h11.Data(data=body), h11.EndOfMessage()


def _error(what: str) -> dict[str, Any]:
    return {"error": {"message": what, "type": "invalid_request_error"}}


def _event(document: dict[str, Any]) -> h11.Data:
    return h11.Data(data=f"data: {json.dumps(document)}\n\n".encode())


def _choices(piece: Piece) -> list[dict[str, Any]]:
    """A piece as the choices of one or two chunks."""
    made: list[dict[str, Any]] = []
    if piece.text:
        made.append({"index": 0, "delta": {"content": piece.text}, "finish_reason": None})
        if piece.logprobs:
            unnamed: dict[str, Any] = {"token": "", "bytes": None, "top_logprobs": []}
            made[-1]["logprobs"] = {"content": [{**unnamed, "logprob": logprob} for logprob in piece.logprobs]}
    if piece.call:
        call = json.loads(piece.call)
        function = {"name": call["name"], "arguments": json.dumps(call["arguments"])}
        one = {"index": 0, "id": f"call_{uuid.uuid4().hex[:12]}", "type": "function", "function": function}
        made.append({"index": 0, "delta": {"tool_calls": [one]}, "finish_reason": None})
    if piece.end:
        made.append({"index": 0, "delta": {}, "finish_reason": piece.end})
    return made


def _usage(work: Work) -> dict[str, Any]:
    return {
        "prompt_tokens": work.prompt,
        "completion_tokens": work.written,
        "total_tokens": work.prompt + work.written,
        "prompt_tokens_details": {"cached_tokens": work.cached},
    }


def say(state: str, **facts: Any) -> None:
    os.write(_stdout, json.dumps({"state": state, **facts}).encode() + b"\n")


async def serve() -> None:
    """Load the model, then serve until stdin ends."""
    lines = asyncio.StreamReader(limit=LARGEST)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    settings = json.loads(await lines.readline())
    worker = Worker(settings)
    beat = asyncio.create_task(worker.beat())
    try:
        await worker.load()
    except ImportError:
        return say("failed", why="missing")
    except Exception as error:
        return say("failed", why=f"{type(error).__name__}: {error}")
    listening = socket.socket(fileno=settings["socket"])
    server = await asyncio.start_server(worker.connection, sock=listening, limit=1 << 16)
    say("ready")
    async with server:
        await worker.prefill(lines)
    beat.cancel()


def main() -> None:
    global _stdout
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C in the terminal is for the parent to act on
    _stdout = os.dup(1)
    os.dup2(2, 1)  # out of reach of whatever a library prints
    with contextlib.suppress(BrokenPipeError):
        asyncio.run(serve())
    os._exit(0)  # without waiting for a computation that nobody will read


if __name__ == "__main__":
    main()
