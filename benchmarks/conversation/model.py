"""A language model that is not there: an OpenAI-compatible server that answers after a set time with the same two sentences."""

import asyncio
import json
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route
from uvicorn import Config, Server

ANSWER = "That depends on what you compare it with. Most people say that it took them a few weeks to find out."
TOKEN_S = 0.02
"""Between two words: 50 a second."""

FAR_S = 0.08 + 0.25
"""To the first token of a large model in the cloud: the network there and back, and reading the question."""


class Model:
    """What the server does, and where it is."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.first_token_s = FAR_S

    async def chat(self, request: Request) -> JSONResponse | StreamingResponse:
        await request.json()
        return StreamingResponse(self._chunks(), media_type="text/event-stream")

    async def _chunks(self) -> AsyncIterator[str]:
        await asyncio.sleep(self.first_token_s)
        for word in ANSWER.split():
            yield _event({"content": f"{word} "})
            await asyncio.sleep(TOKEN_S)
        yield _event({}, "stop") + "data: [DONE]\n\n"


def _event(delta: dict[str, str], reason: str | None = None) -> str:
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "small"}
    return f"data: {json.dumps({**chunk, 'choices': [{'index': 0, 'delta': delta, 'finish_reason': reason}]})}\n\n"


@contextmanager
def served() -> Iterator[Model]:
    """Have the model in the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        model = Model(f"http://127.0.0.1:{listening.getsockname()[1]}/v1")
        app = Starlette(routes=[Route("/v1/chat/completions", model.chat, methods=["POST"])])
        server = Server(Config(app, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield model
        finally:
            server.should_exit = True
            thread.join()
