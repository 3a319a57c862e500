"""A language model that is not there: a server on this machine that answers after a set time, always the same.

It speaks the OpenAI protocol, so that all of the product's own work for an answer is real; how long the model and the way to it
take is what it was told. Every figure that comes of it says so.
"""

import asyncio
import json
import random
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, StreamingResponse
from starlette.routing import Route
from uvicorn import Config, Server

from voice.bench.scenario import Model

ANSWER = "That depends on what you compare it with. Most people say that it took them a few weeks to find out."


class StandIn:
    """What the server does. `first_token_s` may be changed while it runs."""

    def __init__(self, model: Model, seed: int = 1) -> None:
        self.url = ""
        self.first_token_s = model.first_token_ms / 1e3
        self._model = model
        self._draw = random.Random(seed)

    async def chat(self, request: Request) -> JSONResponse | StreamingResponse:
        await request.json()
        network = self._model.network
        way_ms = max(network.there_and_back_ms / 2, self._draw.gauss(network.there_and_back_ms, network.jitter_ms))
        if self._draw.random() < network.lost:
            await asyncio.sleep(way_ms / 1e3)
            return JSONResponse({"error": {"message": "lost, as the scenario wants"}}, status_code=503)
        return StreamingResponse(self._chunks(way_ms / 1e3), media_type="text/event-stream")

    async def _chunks(self, way_s: float) -> AsyncIterator[str]:
        await asyncio.sleep(way_s + self.first_token_s)
        for word in ANSWER.split():
            yield _event({"content": f"{word} "})
            await asyncio.sleep(1 / self._model.tokens_per_s)
        yield _event({}, "stop") + "data: [DONE]\n\n"


def _event(delta: dict[str, str], reason: str | None = None) -> str:
    chunk = {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "stand-in"}
    return f"data: {json.dumps({**chunk, 'choices': [{'index': 0, 'delta': delta, 'finish_reason': reason}]})}\n\n"


@contextmanager
def served(model: Model, seed: int = 1) -> Iterator[StandIn]:
    """Run the stand-in for as long as the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stand_in = StandIn(model, seed)
        stand_in.url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        app = Starlette(routes=[Route("/v1/chat/completions", stand_in.chat, methods=["POST"])])
        server = Server(Config(app, log_level="critical", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            yield stand_in
        finally:
            server.should_exit = True
            thread.join()
