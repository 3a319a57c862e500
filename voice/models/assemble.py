"""Puts the files of a new version together in a folder aside: links those that are here, fetches the rest, checks each."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from voice.errors import ModelError
from voice.models import hub
from voice.models.lock import Held, Lock
from voice.models.manifest import File, Model, fits
from voice.models.source import Listing, Remote, Show, Source
from voice.models.trouble import Unanswered
from voice.models.versions import digest


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that the new version needs."""

    remote: Remote
    pin: str | None
    """The SHA-256 it must have; None when any will do."""
    by_manifest: bool


@dataclass(frozen=True, slots=True)
class Assembly:
    """A new version of a model, made of what one source has."""

    model: Model
    source: Source
    listing: Listing
    held: Lock
    home: Path

    @property
    def folder(self) -> Path:
        """Where the version is put together. A file that is whole and checked has its own name, any other ends in .part."""
        return self.home / "unfinished" / (self.listing.revision or "files")

    def run(self, show: Show) -> tuple[dict[str, Held], int]:
        """Bring all files into `folder`; return their sizes and hashes, and how many of their bytes came over the network.

        Raises Unanswered, ModelError when the disk is too full, OSError.
        """
        wanted = self._wanted()
        self._check_space(wanted)
        if not (self.listing.revision or self.model.pinned):
            shutil.rmtree(self.folder, ignore_errors=True)  # may be of another folder of the user's, and nothing would tell
        self.folder.mkdir(parents=True, exist_ok=True)
        show.begin(self.model.name, sum(want.remote.size or 0 for want in wanted))
        files, fetched = {}, 0
        for want in wanted:
            file = self.folder / want.remote.name
            sha256 = (_matching(want, file) if file.is_file() else None) or self._linked(want, file)
            if sha256:
                show.advance(file.stat().st_size)
            else:
                sha256 = self._fetched(want, file, show)
                fetched += file.stat().st_size
            pinned = "by the manifest" if want.by_manifest else "on first download"
            files[want.remote.name] = Held(size=file.stat().st_size, sha256=sha256, pinned=pinned, oid=want.remote.oid)
        return files, fetched

    def _wanted(self) -> list[Wanted]:
        """The files of the repository that the model needs; where several names of the manifest fit, the first counts."""
        pins = {
            name: file.sha256
            for version in self.held.versions.values()
            if version.revision and version.revision == self.listing.revision
            for name, file in version.files.items()
        }
        found: dict[str, Wanted] = {}
        for file in self.model.files:
            if not (fitting := [remote for remote in self.listing.files if fits(remote.name, file.name)]):
                what = f"{self.listing.origin} has no {file.name}"
                raise Unanswered(what, "Upgrade voiceloop: the repository has changed.")
            for remote in fitting:
                self._check_announced(file, remote)
                pin = file.sha256 or pins.get(remote.name)
                found.setdefault(remote.name, Wanted(remote, pin, file.sha256 is not None))
        return list(found.values())

    def _check_announced(self, file: File, remote: Remote) -> None:
        """Raise Unanswered when the source announces another file than the manifest pins, before gigabytes are fetched."""
        wrong_hash = file.sha256 and remote.sha256 and file.sha256 != remote.sha256
        if wrong_hash or (file.size and remote.size and file.size != remote.size):
            raise self._changed(remote.name, f"{self.source.place} has another file than the manifest pins")

    def _check_space(self, wanted: list[Wanted]) -> None:
        to_fetch = [w.remote for w in wanted if not (self.folder / w.remote.name).exists() and not self._held(w.remote)]
        parts = [part for remote in to_fetch if (part := self._part(remote)).exists()]
        size = sum(remote.size or 0 for remote in to_fetch) - sum(part.stat().st_size for part in parts)
        free = shutil.disk_usage(self.home).free
        if size > free:
            needs = f"{self.model.name} needs {size / 1e6:.0f} MB more and {self.home} has {free / 1e6:.0f} MB"
            raise ModelError(f"the disk is too full: {needs}", "Free some; voice models prune removes what no model needs.")

    def _linked(self, want: Wanted, file: Path) -> str | None:
        """Link `file` to the same one of another version; return its SHA-256, None when no version has the right one."""
        there = self._held(want.remote)
        try:
            if there is None or (sha256 := _matching(want, there)) is None:
                return None
            file.parent.mkdir(parents=True, exist_ok=True)
            file.unlink(missing_ok=True)
            _link(there, file)
        except FileNotFoundError:  # that version has gone meanwhile: a canary was settled
            return None
        return sha256

    def _held(self, remote: Remote) -> Path | None:
        """The path of a file with the same content in any version that is here."""
        for identity, version in self.held.versions.items():
            for name, file in version.files.items():
                same = file.sha256 == remote.sha256 if remote.sha256 else remote.oid and file.oid == remote.oid
                if same and (there := self.home / "versions" / identity / name).is_file():
                    return there
        return None

    def _fetched(self, want: Wanted, file: Path, show: Show) -> str:
        """Fetch a file and return its SHA-256. Removes it and raises Unanswered when that is not the right one."""
        part = self._part(want.remote)
        self.source.fetch(self.listing, want.remote, part, show.advance)
        sha256 = _matching(want, part)
        if sha256 is None:
            part.unlink()
            raise self._changed(want.remote.name, "what arrived does not have the SHA-256 it should")
        part.replace(file)
        return sha256

    def _part(self, remote: Remote) -> Path:
        return self.folder / f"{remote.name}.part"

    def _changed(self, name: str, what: str) -> Unanswered:
        return Unanswered(f"{self.model.name}: {name}: {what}", "Pull again; if it stays so, do not use the file and tell us.")


def _link(there: Path, file: Path) -> None:
    try:
        os.link(there, file)
    except OSError:  # a file system without hard links
        shutil.copyfile(there, file)


def _matching(want: Wanted, file: Path) -> str | None:
    """The SHA-256 of `file`; None when its content is not the wanted one."""
    sha256 = digest(file)
    return sha256 if want.pin in (None, sha256) and hub.is_content(want.remote, file, sha256) else None
