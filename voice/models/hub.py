"""The hub: what a repository holds and how its files are fetched, through huggingface_hub.

That library brings the endpoint (HF_ENDPOINT), the token (HF_TOKEN), proxies, offline mode and retries within one fetch. Its
own `hf_hub_download` is not used: it deletes what it has of a file when it fails, so a download cut off at 4 of 5 GB would
start again from nothing.
"""

import hashlib
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ASK_S = 15.0
"""How long the hub may take to say what a repository holds."""

Advance = Callable[[int], None]
"""Told of bytes as they arrive; of a negative number when some have to be fetched again."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file in a repository."""

    name: str
    size: int | None
    """Bytes."""
    sha256: str | None
    """Known of large files alone."""
    oid: str | None
    """Git's hash of a small file; of a large one, of what stands for it in git."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What a repository holds at a commit."""

    revision: str
    files: tuple[Remote, ...]


def endpoint() -> str:
    from huggingface_hub import constants

    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")


def host() -> str:
    """The hub's name for people; a URL may hold a password."""
    return urlsplit(endpoint()).hostname or "the hub"


def listing(repository: str, revision: str | None) -> Listing:
    """What the repository holds at a commit, at the newest of its main branch when `revision` is None.

    Raises what huggingface_hub and httpx2 raise.
    """
    from huggingface_hub import HfApi

    info = HfApi(endpoint=endpoint()).model_info(repository, revision=revision, files_metadata=True, timeout=ASK_S)
    if info.sha is None:
        raise ValueError("no commit")
    siblings = info.siblings or []
    files = (Remote(s.rfilename, s.size, s.lfs.sha256 if s.lfs else None, s.blob_id) for s in siblings)
    return Listing(info.sha, tuple(files))


def fetch(repository: str, revision: str, remote: Remote, part: Path, advance: Advance) -> None:
    """Bring `part` up to the whole file, from where it stands. What has arrived stays after a failure, but for the last
    10 MB, which the library may still hold.

    Raises OSError, and what huggingface_hub and httpx2 raise.
    """
    from huggingface_hub import hf_hub_url
    from huggingface_hub.file_download import http_get
    from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]  # documented, not re-exported

    logging.getLogger("huggingface_hub").setLevel(logging.ERROR)  # a cut that it mends by itself is no news
    part.parent.mkdir(parents=True, exist_ok=True)
    if remote.size is not None and part.exists() and part.stat().st_size > remote.size:
        part.unlink()
    with part.open("ab") as file:
        have = file.tell()
        advance(have)
        http_get(
            hf_hub_url(repository, remote.name, revision=revision, endpoint=endpoint()),
            file,
            resume_size=have,
            headers=build_hf_headers(),
            expected_size=remote.size,
            tqdm_class=_bar(advance),
        )
        file.flush()
        os.fsync(file.fileno())


def is_content(remote: Remote, file: Path, sha256: str) -> bool:
    """Whether `file`, whose hash is `sha256`, is what the hub says; true when the hub says nothing."""
    if remote.sha256:
        return sha256 == remote.sha256
    if remote.oid:
        data = file.read_bytes()  # a small one: git keeps it whole
        return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest() == remote.oid
    return True


def _bar(advance: Advance) -> Any:
    """As much of a tqdm bar as `http_get` makes use of."""

    class Bar:
        def __init__(self, *_: Any, **__: Any) -> None: ...

        def __enter__(self) -> "Bar":
            return self

        def __exit__(self, *_: object) -> None: ...

        def update(self, count: int) -> None:
            advance(count)

    return Bar
