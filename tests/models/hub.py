"""A model hub on this machine: the three requests that a pull makes, and the ways in which they go wrong."""

import hashlib
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit

LARGE = 1000
"""Bytes from which a file is kept outside git, and its SHA-256 is announced."""

Files = dict[str, bytes]


def git_oid(data: bytes) -> str:
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()


def commit_of(files: Files) -> str:
    return hashlib.sha1("".join(f"{name} {git_oid(data)} " for name, data in sorted(files.items())).encode()).hexdigest()


@dataclass
class Served:
    """A request for a file's bytes: which, from where, how many were sent."""

    name: str
    start: int
    sent: int


@dataclass
class Faults:
    """What goes wrong. Names are of files."""

    cut: dict[str, list[int]] = field(default_factory=dict)
    """Bytes after which the connection breaks, one entry for each request in turn."""
    other: dict[str, bytes] = field(default_factory=dict)
    """Sent in place of the file, of the same length."""
    status: int | None = None
    """Of every answer."""
    blocks: int = 0
    """Megabytes of every answer with that status."""
    garbage: bool = False
    """A page instead of the API's JSON."""
    says: dict[str, Any] = field(default_factory=dict)
    """What it says of a repository instead of the truth."""
    says_of_files: dict[str, Any] = field(default_factory=dict)
    """What it says of each file instead of the truth."""
    raw: bytes | None = None
    """Sent as it is instead of the API's JSON."""
    location: str | None = None
    """Where every request for a file is sent on to."""
    extra: bytes = b""
    """Sent behind the end of every file."""
    ignores_ranges: bool = False
    range: str = ""
    """What it says of the part that it sends, instead of the truth."""
    short: int = 0
    """How much of each file's end it does without."""


class Hub(ThreadingHTTPServer):
    """Serves `repositories`: for each its commits, the last one being the newest of its main branch."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.repositories: dict[str, list[Files]] = {}
        self.faults = Faults()
        self.served: list[Served] = []
        self.asked: list[str] = []
        """Paths of all requests."""
        self.tokens: set[str] = set()
        self.taken = 0
        """Megabytes of such answers that were taken."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def commit(self, repository: str, files: Files) -> str:
        """A new commit on the main branch; its hash."""
        self.repositories.setdefault(repository, []).append(files)
        return commit_of(files)

    def find(self, repository: str, revision: str | None) -> Files | None:
        commits = self.repositories.get(repository, [])
        if revision in (None, "main"):
            return commits[-1] if commits else None
        return next((files for files in commits if commit_of(files) == revision), None)

    @property
    def fetched(self) -> list[str]:
        """Names of the files whose bytes were sent."""
        return [served.name for served in self.served]


class _Handler(BaseHTTPRequestHandler):
    server: Hub
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = unquote(urlsplit(self.path).path)
        self.server.asked.append(path)
        self.server.tokens.add(self.headers.get("Authorization", ""))
        if self.server.faults.status:
            self._refuse(self.server.faults.status, self.server.faults.blocks)
        elif found := re.fullmatch(r"/api/models/([^/]+/[^/]+)(?:/revision/(.+))?", path):
            self._describe(found[1], found[2])
        elif found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/([^/]+)/(.+)", path):
            self._resolve(found[1], found[2], found[3])
        elif found := re.fullmatch(r"/elsewhere/([^/]+/[^/]+)/([^/]+)/(.+)", path):
            files = self.server.find(found[1], found[2])
            assert files is not None
            self._send(found[3], files[found[3]])
        else:
            self._answer(404, b"")

    def _refuse(self, status: int, blocks: int) -> None:
        self._answer(status, b"", length=blocks * 1_000_000)
        for _ in range(blocks):
            try:
                self.wfile.write(bytes(1_000_000))
            except OSError:
                self.close_connection = True
                return
            self.server.taken += 1

    def _describe(self, repository: str, revision: str | None) -> None:
        if self.server.faults.garbage:
            return self._answer(200, b"<html>Please log in to the network.</html>")
        files = self.server.find(repository, revision)
        if files is None:
            missing = "RevisionNotFound" if repository in self.server.repositories else "RepoNotFound"
            return self._answer(404, b"", {"X-Error-Code": missing})
        siblings = [_sibling(name, data) | self.server.faults.says_of_files for name, data in files.items()]
        body = {"id": repository, "sha": commit_of(files), "siblings": siblings} | self.server.faults.says
        said = json.dumps(body).encode() if self.server.faults.raw is None else self.server.faults.raw
        return self._answer(200, said, {"Content-Type": "application/json"})

    def _resolve(self, repository: str, revision: str, name: str) -> None:
        files = self.server.find(repository, revision)
        if files is None or name not in files:
            return self._answer(404, b"", {"X-Error-Code": "EntryNotFound"})
        if self.server.faults.location:
            return self._answer(302, b"", {"Location": self.server.faults.location})
        if len(files[name]) >= LARGE:  # large files are somewhere else
            return self._answer(302, b"", {"Location": f"/elsewhere/{repository}/{revision}/{name}"})
        return self._send(name, files[name])

    def _send(self, name: str, data: bytes) -> None:
        faults = self.server.faults
        data = faults.other.get(name, data) + faults.extra
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        start = int(wanted[1]) if wanted and not faults.ignores_ranges else 0
        body = data[start : len(data) - faults.short]
        cuts = faults.cut.get(name, [])
        end = cuts.pop(0) if cuts else len(body)
        self.server.served.append(Served(name, start, min(end, len(body))))
        headers = {"Content-Range": faults.range or f"bytes {start}-{len(data) - 1}/{len(data)}"} if start else {}
        self._answer(206 if start else 200, body[:end], headers, length=len(body))
        if end < len(body):
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True

    def _answer(self, status: int, body: bytes, headers: dict[str, str] | None = None, length: int | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None: ...


def _sibling(name: str, data: bytes) -> dict[str, Any]:
    said: dict[str, Any] = {"rfilename": name, "size": len(data), "blobId": git_oid(data)}
    if len(data) >= LARGE:
        sha256 = hashlib.sha256(data).hexdigest()
        pointer = f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {len(data)}\n".encode()
        said |= {"blobId": git_oid(pointer), "lfs": {"sha256": sha256, "size": len(data), "pointerSize": len(pointer)}}
    return said


@contextmanager
def serving(hub: Hub) -> Iterator[Hub]:
    thread = threading.Thread(target=hub.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        hub.shutdown()
        hub.server_close()
