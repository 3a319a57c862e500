"""Asks the model hub what a repository holds and fetches files from it, through huggingface_hub.

That library brings the endpoint (HF_ENDPOINT), the token (HF_TOKEN), proxies and offline mode. Its own `hf_hub_download` is
not used: it deletes what it has of a file when it fails, so a download cut off at 4 of 5 GB would start again from nothing.
"""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from voice.clock import block

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # or each pull asks the hub who might be running it, and tells it

ASK_S = 15.0
"""Wait this many seconds for the hub to say what a repository holds."""

TRIES, PAUSE_S = 5, 1.0
"""Give up after this many attempts in a row that bring nothing; seconds to wait between them."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file in a repository."""

    name: str
    size: int | None
    """Bytes."""
    sha256: str | None
    """None for small files."""
    oid: str | None
    """Git's hash of a small file, or of the pointer that stands for a large one in git."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a repository holds at a commit."""

    revision: str
    files: tuple[Remote, ...]


def endpoint() -> str:
    from huggingface_hub import constants

    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")


def host() -> str:
    """The hub's host name, to be shown; its URL may hold a password."""
    return urlsplit(endpoint()).hostname or "the hub"


def listing(repository: str, revision: str | None) -> Listing:
    """List the files of a repository at a commit; at the newest of its main branch when `revision` is None.

    Raises what huggingface_hub and httpx2 raise.
    """
    from huggingface_hub import HfApi

    info = HfApi(endpoint=endpoint()).model_info(repository, revision=revision, files_metadata=True, timeout=ASK_S)
    if info.sha is None:
        raise ValueError("no commit")
    files = (Remote(s.rfilename, s.size, s.lfs.sha256 if s.lfs else None, s.blob_id) for s in info.siblings or ())
    return Listing(info.sha, tuple(files))


def fetch(repository: str, revision: str, remote: Remote, part: Path, advance: Callable[[int], None]) -> None:
    """Fetch what `part` lacks of the file; what arrived stays. Raises OSError, and what huggingface_hub and httpx2 raise."""
    import httpx2
    from huggingface_hub import hf_hub_url

    url = hf_hub_url(repository, remote.name, revision=revision, endpoint=endpoint())
    part.parent.mkdir(parents=True, exist_ok=True)
    if part.exists() and part.stat().st_size > (remote.size or 0):
        part.unlink()
    with part.open("ab") as file:
        advance(file.tell())
        left = TRIES
        while file.tell() != remote.size:
            have = file.tell()
            try:
                _read_on(url, file, advance)
                break
            except httpx2.TransportError:
                left = TRIES if file.tell() > have else left - 1
                if not left:
                    raise
                block(PAUSE_S)
        file.flush()
        os.fsync(file.fileno())


def _read_on(url: str, file: BinaryIO, advance: Callable[[int], None]) -> None:
    """Request the rest of a file and append each piece as it arrives."""
    from huggingface_hub import constants, get_session, hf_raise_for_status
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # documented, not re-exported

    have = file.tell()
    headers = build_hf_headers() | {"Accept-Encoding": "identity", "Range": f"bytes={have}-"}
    with get_session().stream("GET", url, headers=headers, timeout=constants.HF_HUB_DOWNLOAD_TIMEOUT) as answer:
        hf_raise_for_status(answer)
        if answer.status_code != 206:  # it knows no ranges, and sends the whole file
            file.seek(0)
            file.truncate()
            advance(-have)
        for piece in answer.iter_raw():
            file.write(piece)
            advance(len(piece))


def is_content(remote: Remote, file: Path, sha256: str) -> bool:
    """Whether `file`, whose hash is `sha256`, is what the hub announced; true when it announced nothing."""
    if remote.sha256:
        return sha256 == remote.sha256
    if remote.oid:
        data = file.read_bytes()  # a small one: git keeps it whole
        return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == remote.oid
    return True
