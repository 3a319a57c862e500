"""Tells where pulled models are. Engines need no more than `resolve`.

    <models>/<name>/lock.json            which version serves, what is kept for rollback, what every file must hash to
    <models>/<name>/versions/<id>/…      the files of one version, never changed once there; <id> is made of their hashes
    <models>/<name>/unfinished/…         what a pull has fetched so far

`<models>` is the environment variable VOICE_MODELS_DIR, or `models` in the platform's folder for the user's data.
"""

import os
from pathlib import Path

import platformdirs

from voice.errors import ModelError
from voice.models import lock
from voice.models.manifest import Model, shipped


def directory() -> Path:
    """The folder of all models, which may not exist yet."""
    return Path(os.environ.get("VOICE_MODELS_DIR") or platformdirs.user_data_path("voice") / "models")


def home(name: str) -> Path:
    return directory() / name


def path(name: str) -> Path:
    """The folder of a pulled model, or its file when it is one file (a GGUF).

    Raises ModelError when it was not pulled, UsageError for a name that is not in the manifest.
    """
    model = shipped().find(name)
    there = location(model, serving(name))
    if there is None:
        raise ModelError(f"the model {name} is not here", f"Fetch it (about {model.about_mb} MB): voice models pull {name}")
    return there


def resolve(name_or_path: str | Path) -> Path:
    """Find a model by its name in the manifest or by a path of the user's own.

    Raises ModelError when it was not pulled, UsageError when it is neither.
    """
    own = Path(name_or_path).expanduser()
    if shipped().has(str(name_or_path)) or not own.exists():
        return path(str(name_or_path))
    return own


def is_here(name_or_path: str | Path) -> bool:
    """Whether a model can be loaded, by its name in the manifest or by a path of the user's own. Raises ModelError."""
    name = str(name_or_path)
    if shipped().has(name):
        return location(shipped().find(name), serving(name)) is not None
    return Path(name).expanduser().exists()


def serving(name: str) -> str | None:
    """The version of a model that serves now; None when no version is here. Raises ModelError."""
    return lock.read(home(name)).serving


def location(model: Model, version: str | None) -> Path | None:
    """The folder of a version, or its file when it is one; None when it is not there."""
    folder = home(model.name) / "versions" / (version or "none")
    there = folder / model.files[0].name if model.single else folder
    return there if there.exists() else None
