"""The web page: its files, read once, and the headers that keep everything else out of it."""

import hashlib
from functools import cache
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from voice.assets import asset

FOLDER = "/page/"
"""Where the files lie, seen from the browser; "/" is index.html."""

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".webmanifest": "application/manifest+json",
}
"""What is served; anything else in the folder is not."""

POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",
    "trusted-types": "'none'",
}
"""No script or style but those of the folder, and none that text could become."""

HEADERS = {
    "content-security-policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "microphone=(self), camera=(), geolocation=(), display-capture=()",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "cache-control": "no-cache",
}


def is_open(path: str) -> bool:
    """Whether a path is one of the page's, which is shown to whoever may reach the server: the token is asked for by it."""
    return path == "/" or path.startswith(FOLDER)


@cache
def _files() -> dict[str, tuple[bytes, str, str]]:
    """Name → content, type, and a mark that changes with the content."""
    found = [path for path in sorted(asset("page").iterdir()) if path.suffix in TYPES]
    return {path.name: _file(path) for path in found}


def _file(path: Path) -> tuple[bytes, str, str]:
    content = path.read_bytes()
    return content, TYPES[path.suffix], f'"{hashlib.sha256(content).hexdigest()[:16]}"'


async def served(asked: Request) -> Response:
    """Answer with one of the files, by a name out of those that were read: no path leads out of the folder."""
    file = _files().get(asked.path_params.get("name", "index.html"))
    if file is None:
        raise HTTPException(404)
    content, kind, mark = file
    headers = {**HEADERS, "etag": mark}
    if asked.headers.get("if-none-match") == mark:
        return Response(status_code=304, headers=headers)
    return Response(content, headers=headers, media_type=kind)
