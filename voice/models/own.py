"""A folder or a file that the user has, as a source: the model's files, or the archives of the packages that carry them."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from voice.models.archives import Parts, join
from voice.models.manifest import File, Model
from voice.models.source import Listing, Remote
from voice.models.trouble import Unanswered


@dataclass(frozen=True, slots=True)
class Own:
    """The user's own copy of a model. It is copied, and stays as it is."""

    model: Model
    path: Path

    @property
    def place(self) -> str:
        return str(self.path)

    def listing(self, revision: str | None) -> Listing:
        """Find the model's files there. Raises Unanswered when one is missing."""
        files: list[Remote] = []
        for file in self.model.files:
            found = [Remote(name, there.stat().st_size, file.sha256) for name, there in self._loose(file).items()]
            if not found and self._parts(file.name):
                found = [Remote(file.name, file.size, file.sha256)]
            if not found:
                raise Unanswered(f"{self.path} holds no {file.name}", f"It must hold {self._wanted()}.")
            files += [remote for remote in found if remote.name not in {other.name for other in files}]
        return Listing(str(self.path), (self.model.revision or "") if self.model.pinned else "", tuple(files))

    def fetch(self, listing: Listing, remote: Remote, part: Path, advance: Callable[[int], None]) -> None:
        """Copy the file, or join it out of the archives. Raises Unanswered, OSError."""
        part.parent.mkdir(parents=True, exist_ok=True)
        loose = {name: there for file in self.model.files for name, there in self._loose(file).items()}
        if there := loose.get(remote.name):
            shutil.copyfile(there, part)
        else:
            join(self._parts(remote.name), remote, part)
        advance(remote.size or 0)

    @property
    def _folder(self) -> Path:
        return self.path if self.path.is_dir() else self.path.parent

    def _loose(self, file: File) -> dict[str, Path]:
        """Name in the model's folder → path, of the files there that match one of the manifest."""
        if self.model.single and self.path.is_file() and not self._is_archive(self.path):
            return {file.name: self.path}
        found = {str(there.relative_to(self._folder)): there for there in self._folder.glob(file.name) if there.is_file()}
        beside = self._folder / Path(file.name).name  # without the folder that it has in the model's
        return found or ({file.name: beside} if beside.is_file() else {})

    def _parts(self, name: str) -> Parts:
        """The archives that a file is joined from, each with its member; none unless all are there."""
        members = self.model.members(name)
        archives = [self.path] if self.path.is_file() else sorted(self.path.iterdir())
        parts = [(there, member) for package, member in members for there in archives if package.is_archive(there)]
        return parts if len(parts) == len(members) else []

    def _is_archive(self, file: Path) -> bool:
        return any(package.is_archive(file) for package in self.model.packages)

    def _wanted(self) -> str:
        files = [file.name for file in self.model.files]
        some = ", ".join(files[:4]) + (f" and {len(files) - 4} more" if len(files) > 4 else "")
        names = ", ".join(f"{package.name} {package.version}" for package in self.model.packages)
        return f"{some}{f', or the archives of {names}' if names else ''}"
