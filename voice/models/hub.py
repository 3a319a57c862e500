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
from voice.models.manifest import Model
from voice.models.source import Listing, Remote
from voice.models.trouble import answering

os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")  # or each pull asks the hub who might be running it, and tells it

ASK_S, ASK_BRIEFLY_S = 15.0, 5.0
"""Wait this many seconds for the hub to say what a repository holds; the second where another source has the model too."""

TRIES, PAUSE_S = 5, 1.0
"""Give up after this many attempts in a row that bring nothing; seconds to wait between them. Where another source has the
model too, that one is asked after the first."""


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

    Raises what huggingface_hub and httpx2 raise.
    """
    from huggingface_hub import HfApi

    assert model.repository
    info = HfApi(endpoint=endpoint()).model_info(model.repository, revision=revision, files_metadata=True, timeout=ask_s)
    if info.sha is None:
        raise ValueError("no commit")
    found = ((s, s.rfilename.removeprefix(model.folder)) for s in info.siblings or () if s.rfilename.startswith(model.folder))
    files = (Remote(name, s.size, s.lfs.sha256 if s.lfs else None, s.blob_id) for s, name in found)
    return Listing(model.repository, info.sha, tuple(files))


def fetch(model: Model, revision: str, remote: Remote, part: Path, advance: Callable[[int], None], tries: int) -> None:
    """Fetch what `part` lacks of the file; what arrived stays. Gives up after `tries` attempts in a row that bring nothing.

    Raises OSError, and what huggingface_hub and httpx2 raise.
    """
    import httpx2
    from huggingface_hub import hf_hub_url

    assert model.repository
    url = hf_hub_url(model.repository, model.folder + remote.name, revision=revision, endpoint=endpoint())
    part.parent.mkdir(parents=True, exist_ok=True)
    if part.exists() and part.stat().st_size > (remote.size or 0):
        part.unlink()
    with part.open("ab") as file:
        advance(file.tell())
        left = tries
        while file.tell() != remote.size:
            have = file.tell()
            try:
                _read_on(url, file, advance)
                break
            except httpx2.TransportError:
                left = tries if file.tell() > have else left - 1
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
