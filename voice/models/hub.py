"""Asks the model hub what a repository holds and fetches files from it, through huggingface_hub.

That library brings the endpoint (HF_ENDPOINT), the token (HF_TOKEN), proxies and offline mode. Its own `hf_hub_download` is
not used: it deletes what it has of a file when it fails, so a download cut off at 4 of 5 GB would start again from nothing.
Its `model_info` is not used either: it reads an answer of any size and passes on whatever that holds.

Nothing that a hub says is taken on trust: a commit is forty hexadecimal digits and the one that was asked for, a file has one
of the manifest's names, written in plain characters, and no more of it is read than was announced.
"""

import hashlib
import os
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO
from urllib.parse import urlsplit

from pydantic import BaseModel, Field

from voice.clock import block, stopwatch
from voice.config import is_local, is_local_address
from voice.models.manifest import Model, fits
from voice.models.source import Listing, Remote
from voice.models.trouble import answering

if TYPE_CHECKING:
    import httpx2

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # or each pull asks the hub who might be running it, and tells it

ASK_S, ASK_BRIEFLY_S = 15.0, 5.0
"""Wait this many seconds for the hub to say what a repository holds; the second where another source has the model too."""

TRIES, PAUSE_S = 5, 1.0
"""Give up after this many attempts in a row that bring nothing; seconds to wait between them. Where another source has the
model too, that one is asked after the first."""

PLAIN = re.compile(r"(?!.*\.part$)\w[\w.+ -]*(/\w[\w.+ -]*)*", re.ASCII)
"""Names of files that are fetched: no way out of a folder, nothing that a terminal obeys, no name of an unfinished file."""

LISTED_S = 60.0
"""How long a listing may take to arrive, however steadily it trickles."""

LARGEST_LISTING = 16_000_000
"""Bytes of the largest answer about a repository that is read: 50,000 files."""

MOST_REDIRECTS = 5


class _Large(BaseModel):
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class _File(BaseModel):
    rfilename: str
    size: int = Field(ge=0, lt=1 << 50)
    oid: str | None = Field(None, alias="blobId", pattern=r"^[0-9a-f]{40}$")
    lfs: _Large | None = None


class _Repository(BaseModel):
    sha: str = Field(pattern=r"^[0-9a-f]{40}$")
    siblings: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Hub:
    """The hub as a source of a model that has a repository there."""

    model: Model
    alone: bool
    """Whether no other source will be asked: then the hub is worth waiting for."""

    @property
    def place(self) -> str:
        return host()

    def listing(self, revision: str | None) -> Listing:
        with answering(self.model, host()):
            return listing(self.model, revision, ASK_S if self.alone else ASK_BRIEFLY_S)

    def fetch(self, listing: Listing, remote: Remote, part: Path, advance: Callable[[int], None]) -> None:
        with answering(self.model, host()):
            fetch(self.model, listing.revision, remote, part, advance, TRIES if self.alone else 1)


def endpoint() -> str:
    from huggingface_hub import constants

    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")


def host() -> str:
    """The hub's host name, to be shown; its URL may hold a password."""
    return urlsplit(endpoint()).hostname or "the hub"


def listing(model: Model, revision: str | None, ask_s: float) -> Listing:
    """List a model's repository at a commit; at the newest of its main branch when `revision` is None.

    Raises what huggingface_hub and httpx2 raise; ValueError for what no hub says.
    """
    assert model.repository
    url = f"{endpoint()}/api/models/{model.repository}{f'/revision/{revision}' if revision else ''}?blobs=true"
    answer, watch = bytearray(), stopwatch()
    with _asked(url, ask_s) as pieces:
        for piece in pieces.iter_raw():
            answer += piece
            if watch() > LISTED_S:
                raise ValueError("the listing takes too long")
            if len(answer) > LARGEST_LISTING:
                raise ValueError("the listing is too long")
    said = _Repository.model_validate_json(bytes(answer))
    if revision not in (None, said.sha):
        raise ValueError("another commit than was asked for")
    return Listing(model.repository, said.sha, tuple(_wanted(model, said)))


def _wanted(model: Model, said: _Repository) -> Iterator[Remote]:
    """Give the files of a repository that the model may need, under their names in the model's folder."""
    for sibling in said.siblings:
        path = str(sibling.get("rfilename"))
        name = path.removeprefix(model.folder)
        wanted = any(fits(name, file.name) for file in model.files)
        if path.startswith(model.folder) and wanted and PLAIN.fullmatch(name):
            file = _File.model_validate(sibling)
            yield Remote(name, file.size, file.lfs.sha256 if file.lfs else None, file.oid)


def fetch(model: Model, revision: str, remote: Remote, part: Path, advance: Callable[[int], None], tries: int) -> None:
    """Fetch what `part` lacks of the file; what arrived stays. Gives up after `tries` attempts in a row that bring nothing.

    Raises OSError, and what huggingface_hub and httpx2 raise.
    """
    import httpx2
    from huggingface_hub import hf_hub_url

    assert model.repository
    assert remote.size is not None
    url = hf_hub_url(model.repository, model.folder + remote.name, revision=revision, endpoint=endpoint())
    part.parent.mkdir(parents=True, exist_ok=True)
    if part.exists() and part.stat().st_size > remote.size:
        part.unlink()
    with part.open("ab") as file:
        advance(file.tell())
        left = tries
        while file.tell() != remote.size:
            have = file.tell()
            try:
                _read_on(url, file, remote.size, advance)
                break
            except httpx2.TransportError:
                left = tries if file.tell() > have else left - 1
                if not left:
                    raise
                block(PAUSE_S)
        file.flush()
        os.fsync(file.fileno())


def _read_on(url: str, file: BinaryIO, size: int, advance: Callable[[int], None]) -> None:
    """Request the rest of a file and append each piece as it arrives. Raises ValueError when another part or size comes."""
    from huggingface_hub import constants

    have = file.tell()
    with _asked(url, constants.HF_HUB_DOWNLOAD_TIMEOUT, {"Range": f"bytes={have}-"}) as answer:
        if answer.status_code != 206:  # it knows no ranges, and sends the whole file
            file.seek(0)
            file.truncate()
            advance(-have)
        elif not re.match(rf"bytes {have}-", answer.headers.get("content-range", "")):
            raise ValueError("another part than was asked for")
        for piece in answer.iter_raw():
            if file.tell() + len(piece) > size:
                raise ValueError("more than was announced")
            file.write(piece)
            advance(len(piece))
    if file.tell() < size:
        raise ValueError("less than was announced")


@contextmanager
def _asked(url: str, timeout_s: float, headers: dict[str, str] | None = None) -> "Iterator[httpx2.Response]":
    """Request a URL of the hub and follow its redirects, but not into the home network from outside it.

    Raises what huggingface_hub and httpx2 raise; ValueError for redirects that are not followed.
    """
    import httpx2
    from huggingface_hub import get_session, hf_raise_for_status
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # documented, not re-exported

    sent = build_hf_headers() | {"Accept-Encoding": "identity"} | (headers or {})
    request = get_session().build_request("GET", url, headers=sent, timeout=timeout_s)
    for _ in range(MOST_REDIRECTS):
        with closing(get_session().send(request, stream=True, follow_redirects=False)) as answer:
            if answer.next_request is None:
                bodyless = httpx2.Response(answer.status_code, headers=answer.headers, request=answer.request)
                hf_raise_for_status(bodyless)  # it would read all of an error's body, however long
                yield answer
                return
            request = answer.next_request  # without the token, where it is another host
            if not is_local(url) and _is_at_home(str(request.url)):
                raise ValueError("a redirect into the home network")
    raise ValueError("too many redirects")


def _is_at_home(url: str) -> bool:
    """Whether a URL is of the home network, by its name or by what that stands for."""
    with suppress(OSError, UnicodeError):  # behind a proxy names may stand for nothing
        found = socket.getaddrinfo(urlsplit(url).hostname, None, type=socket.SOCK_STREAM)
        if any(is_local_address(str(address[0])) for *_, address in found):
            return True
    return is_local(url)


def is_content(remote: Remote, file: Path, sha256: str) -> bool:
    """Whether `file`, whose hash is `sha256`, is what the hub announced; true when it announced nothing."""
    if remote.sha256:
        return sha256 == remote.sha256
    if remote.oid:
        head = b"blob %d\0" % file.stat().st_size  # a small one: git keeps it whole
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, lambda: hashlib.sha1(head, usedforsecurity=False)).hexdigest() == remote.oid
    return True
