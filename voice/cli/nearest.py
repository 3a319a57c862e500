"""Takes the nearest model where one of the settings cannot be had, and writes that into the settings file."""

from collections.abc import Collection
from pathlib import Path

from rich.console import Console

from voice import atomic, config
from voice.cli import edit, models
from voice.errors import ModelError
from voice.models.machine import PACKAGES
from voice.models.manifest import Model, named, optional, shipped
from voice.models.pull import Pulled
from voice.models.trouble import Unanswered


def fetch(file: Path, out: Console, way: models.Way, extras: Collection[str]) -> list[Pulled]:
    """Pull the models of a settings file, each from the first source that has it, or else the nearest that can be had.

    What the settings do without is left out where it cannot be had; `extras` are those that are installed. Raises ModelError.
    """
    settings, done = config.load(file), list[Pulled]()
    for model in named(settings):
        try:
            pulled = _nearest(file, model, out, way, extras)
        except ModelError as error:
            if model.name not in optional(settings):
                raise
            out.print(f"{error}. It goes without; later: voice models pull {model.name}", markup=False, soft_wrap=True)
            continue
        done.append(pulled)
        way = way.after(pulled)
    return done


def _nearest(file: Path, wanted: Model, out: Console, way: models.Way, extras: Collection[str]) -> Pulled:
    model = wanted
    while True:
        try:
            [pulled] = models.fetch([model], out, way)
            break
        except Unanswered as error:
            if (other := _instead(model, extras)) is None:
                raise
            what = f"{error}. In its place: {other.name}, {other.about}."
            out.print(what, markup=False, soft_wrap=True)
            model = other
    if model is not wanted:
        atomic.replace(file, replaced(file.read_text(encoding="utf-8-sig"), wanted, model))
        config.load(file)
        out.print(f"{file} now names {model.name} in place of {wanted.name}.", markup=False, soft_wrap=True)
    return pulled


def _instead(model: Model, extras: Collection[str]) -> Model | None:
    """The next model in place of one, of an engine that is installed; None when there is none."""
    while model.instead:
        model = shipped().find(model.instead)
        if model.engine not in PACKAGES or model.engine in extras:
            return model
    return None


def replaced(text: str, model: Model, other: Model) -> str:
    """Name `other` in place of `model` in the text of a settings file. Raises ConfigError."""
    match other.task:
        case "speak":
            return edit.put(text, "speak", {"engine": other.engine, "model": other.name})
        case "answer":
            return edit.with_model_file(text, model.name, other.name)
    return edit.put(text, other.task, {"model": other.name})
