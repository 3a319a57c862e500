"""The web application: `/v1/chat/completions` and `/v1/models`, any number of requests at a time."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from voice.events import Warned
from voice.gateway import documents, openapi, request
from voice.gateway.answer import Answer, Answers
from voice.gateway.auth import Auth
from voice.gateway.refused import Refused
from voice.gateway.request import Asked

LARGEST = 256 << 10
"""Bytes of a request: some 60,000 tokens."""

BODY_S = 20.0
"""How long the body of a request may take to arrive."""

UNCACHED = {"cache-control": "no-cache"}
FINAL = {"x-should-retry": "false"}
"""Keeps the `openai` client from asking twice more, as every tier has been tried."""

Respond = Callable[[Response], Awaitable[None]]


def create(answers: Answers, auth: Auth) -> ASGIApp:
    """Make the application."""
    since = int(answers.engines.clock.today().timestamp())
    description = JSONResponse(openapi.description(answers.models))  # once: it takes milliseconds

    async def models(_: Request) -> Response:
        return JSONResponse(documents.models(answers.models, since))

    async def model(asked: Request) -> Response:
        name = asked.path_params["name"]
        if name not in answers.models:
            return refusal(asked, Refused(404, "There is no such model here.", "model", "model_not_found"))
        return JSONResponse(documents.model(name, since))

    async def described(_: Request) -> Response:
        return description

    chat = Route("/v1/chat/completions", _Chat(answers), methods=["POST"])
    routes = [chat, Route("/v1/models", models), Route("/v1/models/{name:path}", model), Route("/openapi.json", described)]
    app = Starlette(routes=routes, exception_handlers={Refused: refusal, HTTPException: _not_here})
    app.router.redirect_slashes = False  # it would read the Host header, which may be anything
    return _Authenticated(auth, app)


def refusal(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return JSONResponse(error.document(), error.status, FINAL)


def _not_here(asked: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    said = "This method is not answered here." if error.status_code == 405 else "There is /v1/chat/completions and /v1/models."
    return refusal(asked, Refused(error.status_code, said))


@dataclass(frozen=True, slots=True)
class _Authenticated:
    """Checks who asks before the application sees the request."""

    auth: Auth
    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        asked = Request(scope)
        try:
            self.auth.check(asked.headers)
        except Refused as refused:
            await refusal(asked, refused)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


@dataclass(frozen=True, slots=True)
class _Chat:
    """Answers a chat request; closes the request to the tier when the client goes away."""

    answers: Answers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asked = Request(scope, receive)
        begun = False

        async def respond(response: Response) -> None:
            nonlocal begun
            begun = True
            await response(scope, _never, send)  # who goes away is looked for here

        async def answer(body: bytes) -> None:
            try:
                await self._answer(body, respond)
            except Refused as refused:
                await respond(refusal(asked, refused))
            except Exception as error:  # its name alone: the text may hold words
                self.answers.notify(Warned(f"a request failed: {type(error).__name__}"))
                if not begun:  # else the stream breaks off, which says as much
                    await respond(refusal(asked, Refused(500, "The gateway failed; its log names the fault.")))

        try:
            await _unless_gone(answer(await body(asked)), receive)
        except (ClientDisconnect, asyncio.CancelledError):  # who asked is gone, or the server is told to stop
            return
        except Refused as refused:
            await respond(refusal(asked, refused))

    async def _answer(self, body: bytes, respond: Respond) -> None:
        asked = request.read(body)
        answer = await self.answers.begin(asked)
        try:
            await _send_reply(asked, answer, respond)
        finally:
            answer.finish()


async def _send_reply(asked: Asked, answer: Answer, respond: Respond) -> None:
    """Send the reply, whole or streamed, or say why there is none."""
    async with aclosing(answer.pieces()) as pieces:
        try:
            if asked.stream:
                first = await anext(pieces, None)
            else:
                text = "".join([piece async for piece in pieces])
        except Refused as refused:
            return await respond(JSONResponse(refused.document(), refused.status, FINAL | documents.headers(answer)))
        said = documents.headers(answer)
        if not asked.stream:
            document = documents.whole(answer, asked.model, text)
            return await respond(JSONResponse(document, headers=said | documents.cost(answer)))
        async with aclosing(documents.events(answer, asked.model, asked.counted, pieces, first)) as events:
            await respond(StreamingResponse(events, headers=said | UNCACHED, media_type="text/event-stream"))


async def body(asked: Request, most: int = LARGEST) -> bytes:
    """Read the whole body. Raises Refused when it is too long or too slow, ClientDisconnect when the client goes away."""
    came = bytearray()
    try:
        async with asyncio.timeout(BODY_S):
            async for piece in asked.stream():
                came += piece
                if len(came) > most:
                    raise Refused(413, f"The request is longer than {most >> 10} KB.")
    except TimeoutError:
        raise Refused(408, f"The request took longer than {BODY_S:.0f} s to arrive.", code="too_slow") from None
    return bytes(came)


async def _never() -> Any:
    await asyncio.Event().wait()


async def _unless_gone(work: Coroutine[Any, Any, None], receive: Receive) -> None:
    """Do `work`; give it up when the client goes away. The request has been read: all that can still come is its end."""
    working, gone = asyncio.create_task(work), asyncio.ensure_future(receive())
    try:
        await asyncio.wait({working, gone}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        working.cancel()
        gone.cancel()
        await asyncio.gather(working, gone, return_exceptions=True)
