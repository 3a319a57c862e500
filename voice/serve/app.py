"""The web application: the page, satellites, health, metrics, announcements, pairing."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from voice.clock import WallClock
from voice.gateway import app
from voice.gateway.auth import Auth
from voice.gateway.refused import Refused
from voice.serve import openapi, page, pairing, protocol
from voice.serve.bodies import LARGEST, Announcement, Typed, Wanted
from voice.serve.health import readiness
from voice.serve.peers import Peers
from voice.serve.realtime import caller as realtime
from voice.serve.station import Station

HEALTH = "/healthz"
"""It needs no token: it tells nothing but that the process answers."""

PAIRED = "/paired"
"""It needs no token but a code, for which it gives one."""

UNSTORED = {"cache-control": "no-store"}

Body = TypeVar("Body", bound=BaseModel)


def create(station: Station, auth: Auth) -> ASGIApp:
    """Make the application."""
    handlers = {HTTPException: _not_here, Refused: _refused, ClientDisconnect: _gone}
    made = Starlette(routes=_Endpoints(station, auth).routes, exception_handlers=handlers)
    made.router.redirect_slashes = False  # it would read the Host header, which may be anything
    return _Door(auth, made, Peers(WallClock(), station.metrics))


@dataclass(frozen=True, slots=True)
class _Endpoints:
    """What is answered at each path."""

    station: Station
    auth: Auth

    @property
    def routes(self) -> list[BaseRoute]:
        return [
            Route(HEALTH, self.healthy),
            Route("/readyz", self.ready),
            Route("/metrics", self.metrics),
            Route("/announce", self.announce, methods=["POST"]),
            Route("/", page.served),
            Route(f"{page.FOLDER}{{name}}", page.served),
            Route("/pair", self.pair, methods=["POST"]),
            Route(PAIRED, self.paired, methods=["POST"]),
            Route("/openapi.json", self.described),
            WebSocketRoute(protocol.ENDPOINT, self.satellite),
            WebSocketRoute(realtime.ENDPOINT, self.talk),
        ]

    async def healthy(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(self, _: Request) -> Response:
        found = await readiness(self.station)
        return JSONResponse(found, 200 if found["ready"] else 503)

    async def metrics(self, _: Request) -> Response:
        return Response(self.station.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def announce(self, asked: Request) -> Response:
        wanted = _read(Announcement, await app.body(asked, LARGEST))
        try:
            what = await asyncio.to_thread(wanted.what)
        except ValueError as error:
            raise Refused(400, f"sound: {error}.") from None
        return JSONResponse({"to": self.station.announce(what, wanted.to, wanted.urgent)}, 202)

    async def pair(self, asked: Request) -> Response:
        wanted = _read(Wanted, await app.body(asked))
        if self.auth.key is None:
            raise Refused(409, "Nobody needs pairing: only this machine is let in, until the server is started with --host.")
        code = self.station.pairing.offer()
        link = pairing.link(wanted.origin, code)
        offered = {"code": code, "link": link, "qr": pairing.squares(link), "lasts_s": pairing.LASTS_S}
        return JSONResponse(offered, 201, UNSTORED)

    async def paired(self, asked: Request) -> Response:
        self.station.pairing.use(_read(Typed, await app.body(asked)).code)
        return JSONResponse({"token": self.auth.key.get_secret_value() if self.auth.key else None}, headers=UNSTORED)

    async def described(self, _: Request) -> Response:
        return JSONResponse(openapi.description())

    async def satellite(self, socket: WebSocket) -> None:
        if why := self.station.refused():
            return await socket.send_denial_response(_not_now(why.goodbye))
        await socket.accept()
        await self.station.receive(socket, Auth() if "authorization" in socket.headers else self.auth)

    async def talk(self, socket: WebSocket) -> None:
        self.auth.check_key(socket.headers)
        if why := self.station.refused():
            return await socket.send_denial_response(_not_now(why.goodbye))
        await socket.accept()
        await realtime.receive(self.station, socket, WallClock())


@dataclass(frozen=True, slots=True)
class _Door:
    """Checks who comes before the application sees the request."""

    auth: Auth
    app: ASGIApp
    peers: Peers

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return
        asked = Request({**scope, "type": "http"})
        try:
            self.peers.admit(scope)
            self.auth.check_place(asked.headers, linked=page.is_open(scope["path"]) and scope.get("method") == "GET")
            if self._wants_key(scope, asked):
                self.auth.check_key(asked.headers)
        except Refused as refused:
            if refused.status != 429:
                await self.peers.refuse(scope, refused.status)
            await _told(refused)(scope, receive, send)
        else:
            await self.app(scope, receive, send)

    def _wants_key(self, scope: Scope, asked: Request) -> bool:
        """Whether a key is looked for here: a browser's WebSocket, which cannot bring one, shows it in its first message."""
        if scope["type"] == "websocket":
            return "authorization" in asked.headers
        return scope["path"] not in (HEALTH, PAIRED) and not page.is_open(scope["path"])


def _read(kind: type[Body], body: bytes) -> Body:
    """Read a request. Raises Refused, which repeats no value."""
    try:
        return kind.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise Refused(400, f"{where}: {first['msg']}." if where else "The body is no JSON object.") from None


def _not_now(goodbye: protocol.Goodbye) -> Response:
    status = 429 if goodbye.why == "full" else 503
    return Response(
        goodbye.written(), status, {"retry-after": f"{goodbye.retry_after_s or 0:.0f}"}, media_type="application/json"
    )


def _refusal(status: int, what: str, headers: Mapping[str, str] | None = None) -> Response:
    return Response(json.dumps({"error": what}) + "\n", status, dict(headers or {}), media_type="application/json")


def _told(refused: Refused) -> Response:
    later = {"retry-after": f"{refused.again_s:.0f}"} if refused.status == 429 else {}
    return _refusal(refused.status, str(refused), later)


async def _refused(_: Request | WebSocket, error: Exception) -> Response:
    assert isinstance(error, Refused)
    return _told(error)


async def _not_here(_: Request | WebSocket, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 405:
        allowed = (error.headers or {}).get("Allow", "another")
        return _refusal(405, f"This method is not answered here, but {allowed}.", error.headers)
    sockets = f"{protocol.ENDPOINT} and {realtime.ENDPOINT}"
    known = f"There is the page /, {HEALTH}, /readyz, /metrics, /announce, /openapi.json and, as WebSockets, {sockets}."
    return _refusal(error.status_code, known)


async def _gone(_: Request | WebSocket, error: Exception) -> Response:
    return _refusal(400, "The request broke off.")
