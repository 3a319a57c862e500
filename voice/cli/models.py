"""`voice models`: lists the models of the profiles, and fetches, checks, puts back and removes them."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.table import Table
from rich.text import Text

from voice import config
from voice.cli import interrupt
from voice.cli.output import console, emit, table
from voice.errors import ModelError
from voice.models import by_path, store, versions
from voice.models import pull as pulling
from voice.models.by_path import ByPath
from voice.models.manifest import Model, named, shipped
from voice.models.pull import EVERYWHERE
from voice.models.versions import Here


@dataclass(frozen=True, slots=True)
class Way:
    """How models are pulled."""

    sources: Sequence[str] = EVERYWHERE
    update: bool = False
    canary: int = 0
    offline: bool = False

    def after(self, pulled: pulling.Pulled) -> "Way":
        """The way of the next model: what gave one is asked first from then on, before what gave nothing."""
        known = pulled.source in self.sources
        return replace(self, sources=sorted(self.sources, key=lambda name: name != pulled.source)) if known else self


def show(settings: Path | None, as_json: bool) -> int:
    here, own = versions.listed(shipped()), by_path.used(config.load(settings))
    if as_json:
        paths = [{"task": model.task, "path": str(model.path), "size": model.size or None} for model in own]
        emit({"models": [_as_dict(model) for model in here], "paths": paths, "directory": str(store.directory())})
        return 0
    out = console()
    out.print(_table(here))
    for model in own:
        size = f"{model.size / 1e6:.0f} MB" if model.files else "not there"
        out.print(f"Your own, to {model.task}: {model.path}, {size}", markup=False, soft_wrap=True)
    packed = ", ".join(model.model.name for model in here if "index" in model.model.sources)
    out.print(f"The package index has them too, where no hub is reached: {packed}.", style="dim", soft_wrap=True)
    out.print(f"Models are kept in {store.directory()}", style="dim", markup=False, soft_wrap=True)
    wake_words = "Wake word models come with openwakeword: CC BY-NC-SA 4.0, not for commercial use; see NOTICE."
    out.print(wake_words, style="dim", markup=False, soft_wrap=True)
    return 0


def pull(settings: Path | None, names: Sequence[str], way: Way, as_json: bool) -> int:
    wanted = [shipped().find(name) for name in names] or named(config.load(settings))
    out = console(as_json)
    if not wanted:
        out.print("These settings need no models.")
    done = fetch(wanted, out, way)
    if as_json:
        emit({"pulled": [asdict(pulled) | {"path": str(pulled.path)} for pulled in done]})
    return 0


def fetch(models: Sequence[Model], out: Console, way: Way) -> list[pulling.Pulled]:
    """Pull models one after the other, with a bar for each. Raises ModelError at the first that fails."""
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn()
    done = []
    for model in models:
        bars = Progress(*columns, console=out, transient=True, disable=not out.is_terminal)
        with interrupt.explained(out, "What came so far is kept: the next pull goes on from there."), bars as progress:
            bar = Bar(progress, out)
            pulled = pulling.pull(model, bar, sources=way.sources, update=way.update, canary=way.canary, offline=way.offline)
        way = way.after(pulled)
        out.print(_summary(pulled), soft_wrap=True)
        done.append(pulled)
    return done


class Bar:
    """Shows a pull as a progress bar on a terminal, and what it does line by line."""

    def __init__(self, progress: Progress, out: Console) -> None:
        self._progress, self._task, self._out = progress, progress.add_task("", total=None), out

    def begin(self, model: str, size: int) -> None:
        self._progress.reset(self._task, total=size, description=model)

    def advance(self, count: int) -> None:
        self._progress.advance(self._task, count)

    def say(self, text: str) -> None:
        self._out.print(text, style="dim", markup=False, soft_wrap=True)


def verify(settings: Path | None, names: Sequence[str], as_json: bool) -> int:
    pulled, own = _chosen(settings, names)
    out = console(as_json)
    found: dict[str, list[str]] = {}
    for model in pulled:
        with out.status(f"Checking {model.name} …"):
            damaged = found[model.name] = versions.verify(model)
        _judge(out, model.name, [f"{file} is missing or damaged" for file in damaged])
    faults, known = {}, {}
    for one in own:
        with out.status(f"Checking {one.path} …"):
            faults[str(one.path)], known[str(one.path)] = by_path.damaged(one), by_path.known(one)
        told = f"{one.path}: {known[str(one.path)] or 'not of the list, so its format alone was checked'}"
        _judge(out, told, faults[str(one.path)])
    bad = [name for name, files in found.items() if files]
    broken = [path for path, said in faults.items() if said]
    if as_json:
        paths = [{"path": path, "known": known[path], "damaged": said} for path, said in faults.items()]
        models = [{"name": name, "damaged": files} for name, files in found.items()]
        emit({"models": models, "paths": paths, "ok": not (bad or broken)})
    if bad or broken:
        mend = [f"Mend it: voice models pull {' '.join(bad)}"] if bad else []
        remedy = " ".join([*mend, *(["Bring your own files again."] if broken else [])])
        raise ModelError(f"damaged: {', '.join([*bad, *broken])}", remedy)
    out.print("Every file is what it was when it came." if found or faults else "No model is here.")
    return 0


def _chosen(settings: Path | None, names: Sequence[str]) -> tuple[list[Model], list[ByPath]]:
    """The models that were named; without names, all that are here and those that the settings name by a path."""
    manifest = shipped()
    if not names:
        return [one.model for one in versions.listed(manifest) if one.serving], by_path.used(config.load(settings))
    own = [name for name in names if not manifest.has(name) and Path(name).expanduser().exists()]
    return [manifest.find(name) for name in names if name not in own], [by_path.at(Path(name)) for name in own]


def _judge(out: Console, name: str, faults: Sequence[str]) -> None:
    out.print(Text.assemble(("✗ ", "red") if faults else ("✓ ", "green"), name), soft_wrap=True)
    for fault in faults:
        out.print(f"  {fault}", markup=False, soft_wrap=True)


def rollback(name: str, as_json: bool) -> int:
    model = shipped().find(name)
    version = versions.rollback(model)
    console(as_json).print(f"{name} is back at version {version}.")
    if as_json:
        emit({"name": name, "version": version, "path": str(store.path(name))})
    return 0


def prune(everything: bool, as_json: bool) -> int:
    freed = {model.name: versions.prune(model, everything) for model in shipped().model}
    console(as_json).print(f"{sum(freed.values()) / 1e6:.0f} MB freed.")
    if as_json:
        emit({"freed": sum(freed.values()), "models": {name: size for name, size in freed.items() if size}})
    return 0


def _summary(pulled: pulling.Pulled) -> Text:
    place = {"hub": " from the hub", "index": " from the package index"}.get(pulled.source or "", f" from {pulled.origin}")
    got = f"{pulled.fetched / 1e6:.0f} MB fetched{place}" if pulled.fetched else "nothing to fetch"
    kept = f", {pulled.reused / 1e6:.0f} MB were here" if pulled.fetched and pulled.reused > 5e5 else ""
    trial = f"; on probation for {pulled.canary} turns" if pulled.canary else ""
    return Text.assemble(("✓ ", "green"), f"{pulled.name}: {got}{kept}{trial}")


def _table(here: Sequence[Here]) -> Table:
    shown = table("model", "MB", "profiles", "licence", "here", figures=["MB"])
    for model in here:
        size = f"{model.size / 1e6:.0f}" if model.size else f"≈{model.model.about_mb}"
        shown.add_row(model.model.name, size, ", ".join(model.model.profiles), model.model.licence, _state(model))
    return shown


def _state(here: Here) -> Text:
    if here.serving is None:
        return Text("no", style="dim")
    canary, count = here.held.canary, len(here.held.versions)
    trial = f", on probation for {canary.turns} turns" if canary else ""
    return Text(f"yes{f', {count} versions' if count > 1 else ''}{trial}", style="green")


def _as_dict(here: Here) -> dict[str, Any]:
    model, held, serving = here.model, here.held, here.serving
    return model.model_dump(mode="json", exclude={"files", "packages", "single"}) | {
        "sources": model.sources,
        "version": held.serving,
        "revision": serving.revision if serving else model.revision,
        "size": here.size or None,
        "path": str(store.location(model, held.serving)) if serving else None,
        "previous": held.previous,
        "canary": held.canary.model_dump() if held.canary else None,
        "files": {name: file.model_dump() for name, file in serving.files.items()} if serving else {},
    }
