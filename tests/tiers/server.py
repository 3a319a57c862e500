"""A chat endpoint on this machine that answers as a test scripts it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


def text_chunk(text: str) -> dict[str, Any]:
    return {"object": "chat.completion.chunk", "choices": [{"index": 0, "delta": {"content": text}}]}


def usage_chunk(tokens_in: int, tokens_out: int) -> dict[str, Any]:
    usage = {"prompt_tokens": tokens_in, "completion_tokens": tokens_out, "total_tokens": tokens_in + tokens_out}
    return {"object": "chat.completion.chunk", "choices": [], "usage": usage}


class ChatServer(ThreadingHTTPServer):
    """Streams `chunks` to every request; keeps the requests it got. `cut` ends the stream without its last line."""

    def __init__(self, chunks: list[Any], status: int = 200, cut: bool = False, location: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.chunks, self.status, self.cut, self.location = chunks, status, cut, location
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


class _Handler(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(body))
        self.server.keys.append(self.headers.get("Authorization", ""))
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        if self.server.status != 200:
            return
        for chunk in self.server.chunks:
            line = chunk if isinstance(chunk, str) else json.dumps(chunk)
            self.wfile.write(f"data: {line}\n\n".encode())
        if not self.server.cut:
            self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *args: Any) -> None: ...


@contextmanager
def serving(server: ChatServer) -> Iterator[ChatServer]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
