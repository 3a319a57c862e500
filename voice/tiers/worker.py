"""Holds a local model in a process of its own and speaks the OpenAI chat protocol on the loopback interface.

Its first line on stdin is its settings, JSON; each further line asks for something to be read ahead of a request. It
ends with its stdin. On stdout it says that it is ready, or why not, and then that it is alive, five times a second; it
says nothing while the model is stuck.

uvicorn reads and writes HTTP here. HTTP by hand, on h11, was measured beside it with the test model: the first token came
0.1 ms earlier (median of 17 runs; -1.5 to 2.2 ms), and the process was ready 10 ms sooner.

llama-cpp-python's own server (0.3.36) was measured in place of this one, with 0.5 billion weights: it added 77 ms to the
first token and took up to 21 ms to cancel, as it looks for its client between tokens, which at 7 billion weights are 200 ms
apart; for log-probabilities it keeps all logits, 1.2 GB at 2,048 tokens. This one adds 3 to 5 ms, those of the `openai`
client, and cancels in 2 (5 at 7 billion): `python -m benchmarks.local_tier`.
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
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from typing import Any

import uvicorn

from voice.clock import WallClock
from voice.tiers.llama import Cancelled, Llama, Piece, Work
from voice.tiers.template import NoTemplateError

BEAT_S = 0.2
LARGEST = 1 << 20
"""Refuse a request with more bytes than this."""

HTTP: dict[str, Any] = {
    "interface": "asgi3", "http": "h11", "ws": "none", "lifespan": "off", "proxy_headers": False, "access_log": False,
    "log_config": None, "log_level": "critical",  # what an error says may hold the user's words
    "timeout_keep_alive": 86_400,  # seconds: a connection that its client wants to use again is not closed under it
}  # fmt: skip

_stdout = 1
"""Descriptor of the pipe to the parent."""


class Server(uvicorn.Server):
    """uvicorn's server, which leaves the signals as `main` set them."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Worker:
    """One model, one request at a time."""

    def __init__(self, settings: dict[str, Any]) -> None:
        self._key = settings["key"]
        self._name = settings["name"]
        model = {name: settings[name] for name in ("file", "context", "threads", "repack")}
        self._llama = Llama(**model, left_out=lambda name: say("left out", tool=name))
        self._thread = ThreadPoolExecutor(1, "llama")
        self._free = asyncio.Lock()
        self._ahead = Work()
        """The prompt that is being read ahead, or was last."""

    async def load(self) -> None:
        await self._in_thread(self._llama.load)

    @property
    def takes_tools(self) -> bool:
        return self._llama.takes_tools

    async def beat(self) -> None:
        while True:
            if not self._llama.stuck:
                say("alive")
            await asyncio.sleep(BEAT_S)

    async def prefill(self, lines: asyncio.StreamReader) -> None:
        """Compute prompts from stdin ahead; the next one or a request stops each. Returns when stdin ends."""
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

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request: an ASGI application."""
        said = dict(scope["headers"]).get(b"authorization", b"")
        if not hmac.compare_digest(said, f"Bearer {self._key}".encode()):
            await _document(send, 401, _error("the key is wrong"))
        elif scope["path"] == "/v1/models":
            await _document(send, 200, {"object": "list", "data": [{"id": self._name, "object": "model"}]})
        elif scope["path"] != "/v1/chat/completions":
            await _document(send, 404, _error("there is nothing here"))
        else:
            await self._chat(receive, send)

    async def _chat(self, receive: Any, send: Any) -> None:
        try:
            request = json.loads(await _body(receive))
            request["messages"][-1]["role"]
        except (ValueError, LookupError, TypeError):
            return await _document(send, 400, _error("not a chat request"))
        self._ahead.cancelled = True
        work, began, text = Work(), False, ""
        streamed = bool(request.get("stream"))
        async with self._free, aclosing(self._pieces(request, work, receive)) as pieces:
            try:
                async for piece in pieces:
                    text += piece.text
                    if streamed and not began:
                        await send(_head(200, b"text/event-stream"))
                        began = True
                    for choice in _choices(piece) if streamed else ():
                        await send(_event(self._named("chat.completion.chunk", choices=[choice])))
            except ValueError as error:
                return await _document(send, 400, _error(str(error)))
            except Cancelled:  # the client is gone
                return None
        if streamed:
            await send(_event(self._named("chat.completion.chunk", choices=[], usage=_usage(work))))
            await send({"type": "http.response.body", "body": b"data: [DONE]\n\n"})
        else:
            message = {"role": "assistant", "content": text}
            choice = {"index": 0, "message": message, "finish_reason": "stop"}
            await _document(send, 200, self._named("chat.completion", choices=[choice], usage=_usage(work)))

    async def _pieces(self, request: dict[str, Any], work: Work, receive: Any) -> AsyncGenerator[Piece]:
        """Yield the reply's pieces as the model writes them. Ends the model's work when the client goes away."""
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
        gone = asyncio.create_task(receive())
        gone.add_done_callback(cancel)
        try:
            while piece := await pieces.get():
                yield piece
            await writing
        finally:
            cancel()
            gone.cancel()
            await asyncio.wait([gone, writing])

    def _named(self, kind: str, **fields: Any) -> dict[str, Any]:
        created = int(WallClock().today().timestamp())
        return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "model": self._name, "created": created, **fields}

    async def _in_thread(self, work: Any, *values: Any) -> Any:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work, *values)


async def _body(receive: Any) -> bytes:
    """Receive the body of a request. Raises ValueError when it is too large or the client is gone."""
    body, more = b"", True
    while more:
        event = await receive()
        body, more = body + event.get("body", b""), event.get("more_body", False)
        if len(body) > LARGEST or event["type"] == "http.disconnect":
            raise ValueError
    return body


def _head(status: int, kind: bytes, *headers: tuple[bytes, bytes]) -> dict[str, Any]:
    return {"type": "http.response.start", "status": status, "headers": [(b"content-type", kind), *headers]}


async def _document(send: Any, status: int, document: dict[str, Any]) -> None:
    body = json.dumps(document).encode()
    await send(_head(status, b"application/json", (b"content-length", str(len(body)).encode())))
    await send({"type": "http.response.body", "body": body})


def _error(what: str) -> dict[str, Any]:
    return {"error": {"message": what, "type": "invalid_request_error"}}


def _event(document: dict[str, Any]) -> dict[str, Any]:
    return {"type": "http.response.body", "body": f"data: {json.dumps(document)}\n\n".encode(), "more_body": True}


def _choices(piece: Piece) -> list[dict[str, Any]]:
    """Make the choices of one or two chunks out of a piece."""
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
    except NoTemplateError:
        return say("failed", why="no chat template")
    except Exception as error:
        return say("failed", why=f"{type(error).__name__}: {error}")
    listening = socket.socket(fileno=settings["socket"])
    serving = asyncio.create_task(Server(uvicorn.Config(worker.answer, **HTTP)).serve([listening]))
    say("ready", takes_tools=worker.takes_tools)
    await asyncio.wait([beat, serving, asyncio.create_task(worker.prefill(lines))], return_when=asyncio.FIRST_COMPLETED)


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
