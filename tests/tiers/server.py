"""A chat endpoint on this machine that answers as a test scripts it."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import repeat
from typing import Any

from voice.clock import AudioClock

Step = dict[str, Any] | str | bytes | float
"""A chunk; a line of data; bytes as they are; a pause in seconds."""

KEEP_ALIVES: Iterable[Step] = [step for _ in range(2000) for step in (b": keep-alive\n\n", 0.01)]
SILENCE: Iterable[Step] = [60.0]


def _chunk(delta: dict[str, Any], **choice: Any) -> dict[str, Any]:
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": delta, **choice}]}


def text_chunk(text: str, logprob: float | None = None) -> dict[str, Any]:
    told = {} if logprob is None else {"logprobs": {"content": [{"token": text, "logprob": logprob, "top_logprobs": []}]}}
    return _chunk({"content": text}, **told)


def call_chunks(name: str, arguments: str, index: int = 0) -> list[dict[str, Any]]:
    """A tool call as it is streamed: its name, then its arguments in pieces."""
    first = {"index": index, "id": f"id{index}", "type": "function", "function": {"name": name, "arguments": ""}}
    parts = [{"index": index, "function": {"arguments": arguments[at : at + 5]}} for at in range(0, len(arguments), 5)]
    return [_chunk({"tool_calls": [part]}) for part in (first, *parts)]


def usage_chunk(tokens_in: int, tokens_out: int) -> dict[str, Any]:
    usage = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}
    return {"object": "chat.completion.chunk", "choices": [], "usage": usage}


END = _chunk({}, finish_reason="stop")


class ChatServer(ThreadingHTTPServer):
    """Streams `steps` to every request, then ends the reply; keeps the requests it got.

    `cut` ends the stream without its last lines, `bare` writes the steps alone, without the head of an HTTP answer.
    `answers`, where given, are the steps of one request after the other.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(
        self,
        steps: Iterable[Step] = (),
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        cut: bool = False,
        bare: bool = False,
        answers: Sequence[Iterable[Step]] = (),
    ) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.steps, self.status, self.headers, self.cut, self.bare = steps, status, headers or {}, cut, bare
        self.answers = iter(answers) if answers else repeat(None)
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.seen: list[str] = []
        """Every header of every request, by name."""
        self.heard = b""
        """Every byte of every request: its line, headers and body."""
        self.connections = 0
        self.closing = threading.Event()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.connections += 1
        super().process_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None: ...

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def answer(self, asked: dict[str, Any]) -> tuple[int, bytes] | None:
        """The status and the body of an answer without a stream, where this request gets one."""
        return None if self.status == 200 and asked.get("stream") else (self.status, b"{}")


class ColdServer(ChatServer):
    """Answers 503 until `cold_s` of the clock have passed since the first request."""

    def __init__(self, clock: AudioClock, cold_s: float, cold_status: int = 503) -> None:
        self._clock, self._cold_s, self._cold_status = clock, cold_s, cold_status
        super().__init__([text_chunk("Rayleigh scattering.")])
        self.asked_at: list[float] = []

    @property
    def status(self) -> int:
        self.asked_at.append(self._clock.now())
        return 200 if self._clock.now() - self.asked_at[0] >= self._cold_s else self._cold_status

    @status.setter
    def status(self, value: int) -> None: ...


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_HEAD(self) -> None:
        self.server.heard += self.raw_requestline + bytes(self.headers)
        self.server.seen += self.headers
        self.send_response(404)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.heard += self.raw_requestline + bytes(self.headers) + body
        asked = json.loads(body)
        self.server.requests.append(asked)
        self.server.seen += self.headers
        self.server.keys.append(self.headers.get("Authorization", ""))
        if self.server.bare:
            self._play(self.server.steps)
            self.close_connection = True
        elif answer := self.server.answer(asked):
            status, document = answer
            self._head("application/json", {"Content-Length": str(len(document))}, status)
            self.wfile.write(document)
        else:
            self._head("text/event-stream", {"Connection": "close"} if self.server.cut else {"Transfer-Encoding": "chunked"})
            self._play(next(self.server.answers) or self.server.steps)
            if not self.server.cut:
                self._play([END, "[DONE]"])
                self.wfile.write(b"0\r\n\r\n")

    def _head(self, kind: str, more: Mapping[str, str], status: int = 200) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **more, **self.server.headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def _play(self, steps: Iterable[Step]) -> None:
        for step in steps:
            if isinstance(step, float):
                if self.server.closing.wait(step):
                    return
                continue
            if not isinstance(step, bytes):
                step = f"data: {step if isinstance(step, str) else json.dumps(step)}\n\n".encode()
            whole = self.server.cut or self.server.bare
            self.wfile.write(step if whole else b"%x\r\n%b\r\n" % (len(step), step))
            self.wfile.flush()

    def log_message(self, *args: Any) -> None: ...


@contextmanager
def serving(*servers: ChatServer) -> Iterator[Any]:
    """The server, or all of them, running."""
    with ExitStack() as stack:
        for server in servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
            stack.callback(server.server_close)
            stack.callback(server.shutdown)
            stack.callback(server.closing.set)
        yield servers[0] if len(servers) == 1 else servers


async def pass_time(clock: AudioClock, seconds: float) -> None:
    """Let time pass second by second, and each request that falls due meanwhile be answered."""
    for _ in range(round(seconds)):
        await clock.step(1.0)
        await asyncio.sleep(0.005)


@contextmanager
def nobody() -> Iterator[str]:
    """An address that refuses connections."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{bound.getsockname()[1]}/v1"


@contextmanager
def black_hole() -> Iterator[str]:
    """An address that lets connection attempts go unanswered: its queue is full and nobody takes from it."""
    with ExitStack() as stack:
        hole = stack.enter_context(socket.socket())
        hole.bind(("127.0.0.1", 0))
        hole.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(hole.getsockname())
        yield f"http://127.0.0.1:{hole.getsockname()[1]}/v1"
