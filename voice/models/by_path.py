"""Models that the settings name by a path of the user's own: what they are, and whether they are whole."""

from dataclasses import dataclass
from pathlib import Path

from voice.config import Config
from voice.models.manifest import Model, heard_by, shipped, spoken_by
from voice.models.versions import digest
from voice.models.whole import fault


@dataclass(frozen=True, slots=True)
class ByPath:
    """A model by its path."""

    task: str
    path: Path

    @property
    def files(self) -> list[Path]:
        """Its files, those in folders below it too; none when it is not there."""
        found = [self.path] if self.path.is_file() else self.path.rglob("*")
        return sorted(file for file in found if file.is_file())

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(file.stat().st_size for file in self.files)


def used(settings: Config) -> list[ByPath]:
    """List the models that the settings name by a path."""
    tiers = [("answer", str(tier.model_file)) for tier in settings.tiers if tier.model_file]
    names = [("transcribe", heard_by(settings)), ("speak", spoken_by(settings)), *tiers]
    return [ByPath(task, Path(name).expanduser()) for task, name in names if name and not shipped().has(name)]


def at(path: Path) -> ByPath:
    """A path that somebody typed; what the model is for is not known."""
    return ByPath("", path.expanduser())


def damaged(model: ByPath) -> list[str]:
    """Tell what is wrong with a model's files; nothing where all are whole, as far as their formats tell. Raises OSError."""
    if not model.files:
        return [f"{model.path} is not there, or empty"]
    return [f"{file}: {what}" for file in model.files if (what := fault(file))]


def known(model: ByPath) -> str | None:
    """The name of the model of the manifest that it is, byte for byte; None when it is none. Raises OSError."""
    return next((one.name for one in shipped().model if one.pinned and _is(model, one)), None)


def _is(model: ByPath, one: Model) -> bool:
    if one.single:
        pairs = [(model.path, one.files[0])] if model.path.is_file() else []
    else:
        pairs = [(model.path / file.name, file) for file in one.files]
    sizes = bool(pairs) and all(there.is_file() and there.stat().st_size == file.size for there, file in pairs)
    return sizes and all(digest(there) == file.sha256 for there, file in pairs)
