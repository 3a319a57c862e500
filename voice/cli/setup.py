"""`voice setup`: look at the machine, propose a profile, write the settings, fetch the models, try them."""

import asyncio
import os
import shlex
import sys
import tempfile
import tomllib
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import typer
from rich.console import Console
from rich.table import Table

from voice import atomic, config, speak
from voice.assets import asset
from voice.cli import demo, edit, interrupt, models, nearest, output
from voice.cli.doctor import live, trial
from voice.cli.findings import Finding, examine
from voice.cli.output import console, emit, table
from voice.clock import AudioClock
from voice.errors import ConfigError, ModelError, UsageError, VoiceError
from voice.models import advice, by_path, store
from voice.models.advice import Advice, Profile
from voice.models.by_path import ByPath
from voice.models.machine import KEYS, Machine, Server, look
from voice.models.manifest import Model, named, shipped
from voice.speak.measure import Pace, pace
from voice.trace import TurnTrace

LEAVE = ("q", *output.LEAVE)
YES, NO = ("y", "yes"), ("n", "no")


@dataclass(slots=True)
class Choice:
    """What the user chose, or what was proposed and taken."""

    profile: str
    server: Server | None = None
    server_model: str = ""
    keys: dict[str, str] = field(default_factory=dict)
    """The environment variables whose keys may be used, and the model behind each."""


def main(settings: Path | None, yes: bool, pull: bool, offline: bool, as_json: bool) -> int:
    out = console(as_json)
    file = Path(os.path.realpath(settings or config.config_path()))  # of a link, the file that it names
    with out.status("Looking at this machine …"):
        machine = look(store.directory())
    advised = _advised(machine)
    edit.settings(file, edit.edited(edit.text_of(file), advised.profile.name, ()))  # what is broken is told before any question
    _describe(machine, advised, out)
    if not (yes or sys.stdin.isatty()):
        raise UsageError("there is no terminal to ask on", "Add --yes to take this, and --profile NAME to choose.")
    try:
        return _set_up(machine, advised.profile, file, out, yes, pull, offline, as_json)
    except typer.Abort:  # end of input, Ctrl-C, or q
        out.print("\nNothing was written. Come back with: voice setup")
        return 1


def _set_up(
    machine: Machine, proposed: Profile, file: Path, out: Console, yes: bool, pull: bool, offline: bool, as_json: bool
) -> int:
    choice = _taken(machine, proposed) if yes else _asked(machine, proposed, out)
    if os.environ.get("VOICE_PROFILE"):
        os.environ["VOICE_PROFILE"] = choice.profile  # else another is tried than is written
    text = edit.edited(edit.text_of(file), choice.profile, _tiers(choice))
    expected = edit.settings(file, text)
    _expect(named(expected), by_path.used(expected), out)
    if not (yes or _confirmed(f"Write {file}?", default=True)):
        raise typer.Abort
    kept = edit.write(file, text)
    out.print(f"Settings written to {file}{f', the old ones kept in {kept}' if kept else ''}", markup=False, soft_wrap=True)
    with interrupt.explained(out, "The settings are written. To go on: voice setup"):
        fetched = _fetch(file, out, offline, machine.extras) if pull else []
        fetched += _carried(file, out, offline) if pull else []
        found, turn = _try(file, out) if pull else ([], None)
    if as_json:
        document = {
            "machine": asdict(machine) | {"extras": sorted(machine.extras), "installable": sorted(machine.installable)},
            "profile": choice.profile,
            "settings": str(file),
            "kept": str(kept) if kept else None,
            "models": fetched,
            "checks": [asdict(finding) for finding in found],
            "turn": turn.as_dict() if turn else None,
        }
        emit(document)
    return 1 if pull and turn is None else 0


def _advised(machine: Machine) -> Advice:
    name = os.environ.get("VOICE_PROFILE")
    known = [profile.name for profile in advice.PROFILES]
    if name and name not in known:
        raise UsageError(f"there is no profile {name!r} to set up", f"Profiles: {', '.join(known)}.")
    return advice.asked_for(name, machine) if name else advice.advise(machine)


def _describe(machine: Machine, advised: Advice, out: Console) -> None:
    cards = ", ".join(f"{gpu.name} ({gpu.memory_gb:.0f} GB)" for gpu in machine.gpus) or "no NVIDIA graphics card"
    unused = ", which CTranslate2 cannot use" if machine.gpus and not machine.cuda else ""
    lines = [
        f"This machine: {machine.processor}, {machine.cores} cores, {machine.memory_gb:.0f} GB of memory, {cards}{unused}, "
        f"{machine.disk_gb:.0f} GB of free disk.",
        *(f"{server.name} runs here with {', '.join(server.models[:5])}." for server in machine.servers),
        f"The profile that suits it: {advised.profile.name}: {advised.profile.says}.",
    ]
    if advised.better:
        lines.append(f"It could also be {advised.better.name}: {advised.better.says}. {_install(advised.better, machine)}")
    if advised.missing:
        lines.append(f"Something is missing for it. {_install(advised.profile, machine)}")
    if advised.beyond:
        lines.append(f"The profile {advised.beyond.name} needs {advice.needs(advised.beyond, machine)}.")
    for line in lines:
        out.print(line, markup=False, soft_wrap=not out.is_terminal)


def _install(profile: Profile, machine: Machine) -> str:
    return f"Install: pip install 'voiceloop[{','.join(advice.missing(profile, machine))}]', then set up again."


def _taken(machine: Machine, profile: Profile) -> Choice:
    """Choose what `--yes` takes: a server of this machine rather than a download, and never a cloud."""
    server = machine.servers[0] if machine.servers else None
    return Choice(profile.name, server, server.models[0] if server else "")


def _asked(machine: Machine, proposed: Profile, out: Console) -> Choice:
    known = [profile.name for profile in advice.PROFILES]
    out.print(_profiles(machine))
    name = _answered(f"Profile ({', '.join(known)}; q leaves)", proposed.name).lower()
    while name not in known:
        name = _answered(f"One of {', '.join(known)}, or q to leave", proposed.name).lower()
    choice = Choice(name)
    for server in machine.servers:
        if choice.server is None and _confirmed(f"Answer questions with {server.name}?", default=True):
            choice.server, choice.server_model = server, _answered("Its model", server.models[0])
    for key in machine.keys:
        host = urlsplit(KEYS[key][0]).hostname
        consent = f"{key} is set. Send questions to {host}? They go there as you asked them, and it may call the skills."
        if _confirmed(consent, default=False):
            choice.keys[key] = _answered("Its model", KEYS[key][1])
    return choice


def _profiles(machine: Machine) -> Table:
    """What can be chosen: what each brings, what it needs of the machine, how much is fetched for it."""
    shown = table("profile", "what it brings", "what it needs", "to fetch", figures=["to fetch"])
    for one in advice.PROFILES:
        needs = advice.needs(one, machine) if one.memory_gb else "any machine"
        lacks = "" if advice.fits(one, machine) else ": not this machine"
        shown.add_row(one.name, one.says, needs + lacks, f"{advice.size_gb(one):.1f} GB")
    return shown


def _answered(question: str, default: str) -> str:
    """Ask for a name. Raises typer.Abort where somebody wants to leave."""
    answer: str = typer.prompt(question, default=default, show_default=bool(default)).strip()
    if answer.lower() in LEAVE:
        raise typer.Abort
    return answer


def _confirmed(question: str, default: bool) -> bool:
    """Ask for a yes or a no. Raises typer.Abort where somebody wants to leave."""
    while (answer := _answered(f"{question} ({'Y/n' if default else 'y/N'})", "").lower()) not in ("", *YES, *NO):
        pass
    return default if not answer else answer in YES


def _tiers(choice: Choice) -> list[dict[str, Any]]:
    """Return the tiers to write; none where the profile's own are enough."""
    own = tomllib.loads((config.PROFILES / f"{choice.profile}.toml").read_text(encoding="utf-8")).get("tiers", [])
    if choice.server:
        own = [_tier(choice.server.name.lower(), "device", choice.server.url, choice.server_model) | {"trusted": True}]
    clouds = [
        _tier(key.removesuffix("_API_KEY").lower(), "cloud", KEYS[key][0], model) | {"key_env": key, "tools": True}
        for key, model in choice.keys.items()
    ]
    return [*own, *clouds] if choice.server or clouds else []


def _tier(name: str, where: str, url: str, model: str) -> dict[str, Any]:
    return {"name": name, "where": where, "base_url": url, "model": model}


def _expect(needed: list[Model], own: list[ByPath], out: Console) -> None:
    """Say how large the models are and how fast; models of the user's own are checked."""
    for mine in own:
        said = "; ".join(by_path.damaged(mine)) or by_path.known(mine) or "whole, as far as its format tells"
        out.print(f"Your own, to {mine.task}: {mine.path}: {said}.", markup=False, soft_wrap=True)
    if not needed:
        out.print("It needs no models.")
        return
    shown = table("model", "MB", "expect", "known from", figures=["MB"])
    for model in needed:
        shown.add_row(model.name, f"≈{model.about_mb}", *advice.SPEEDS.get(model.name, ("", "")))
    out.print(shown)
    out.print(f"In all about {sum(model.about_mb for model in needed) / 1e3:.1f} GB, less what is here already.")


def _fetch(file: Path, out: Console, offline: bool, extras: Collection[str]) -> list[dict[str, Any]]:
    try:
        pulled = nearest.fetch(file, out, models.Way(offline=offline), extras)
    except ModelError as error:
        after = "The settings are written. Go on with: voice models pull. Until then: voice --profile embedded run."
        raise ModelError(str(error), f"{error.remedy} {after}") from None
    return [{"name": one.name, "path": str(one.path), "fetched": one.fetched, "source": one.source} for one in pulled]


def _carried(file: Path, out: Console, offline: bool) -> list[dict[str, Any]]:
    """Where this machine is too slow for Kokoro, pull Piper's voice and write that into the settings."""
    chosen = config.load(file).speak
    if not chosen.engine.startswith("kokoro"):
        return []
    try:
        with out.status("Measuring how fast it speaks …"):
            measured = asyncio.run(_pace(chosen))
        if measured.suits(chosen.late_ms):
            return []
        [piper] = models.fetch([shipped().find("piper-joe")], out, models.Way(offline=offline))
    except VoiceError:
        return []  # the trial that follows says what is wrong
    atomic.replace(file, edit.put(file.read_text(encoding="utf-8-sig"), "speak", {"engine": "piper", "model": piper.name}))
    slow = f"Kokoro begins after {measured.first_ms / 1e3:.1f} s and works {measured.work:.1f} s for a second of speech"
    out.print(f"{slow}: too slow here. {file} now names Piper.", markup=False, soft_wrap=True)
    return [{"name": piper.name, "path": str(piper.path), "fetched": piper.fetched, "source": piper.source}]


async def _pace(chosen: config.Speak) -> Pace:
    voice = speak.ENGINES[chosen.engine].make(chosen)
    try:
        await asyncio.to_thread(voice.load)
        return await pace(voice)
    finally:
        voice.close()


def _try(file: Path, out: Console) -> tuple[list[Finding], TurnTrace | None]:
    """Try each part with the new settings, then all of them in one spoken turn of the demo, unless a part failed.

    Raises VoiceError.
    """
    out.print("To try it, each part, then all of them in one spoken turn:")
    line = demo.script(asset("demo"))[0]
    with tempfile.TemporaryDirectory(prefix="voice-setup-") as state:
        chosen = config.load(file).model_copy(update={"state_dir": Path(state), "wake": config.Wake()})
        found = asyncio.run(examine(trial(chosen), out))
        if any(finding.verdict == "failed" for finding in found):
            out.print("Something does not work yet; see above. The settings are written.", style="bold")
            return found, None
        said = demo.Conversation([line], AudioClock(), out)
        asyncio.run(said.play(chosen))
    if line.file not in said.traces:
        raise ConfigError("the turn was not heard", "See what is wrong with: voice doctor")
    found += asyncio.run(examine(live(config.load(file)), out))
    out.print(_next(found, file), style="bold", markup=False, soft_wrap=True)
    return found, said.traces[line.file]


def _next(found: list[Finding], file: Path) -> str:
    usual = os.path.realpath(config.config_path()) == str(file)
    voice = "voice" if usual else f"voice --config {shlex.quote(str(file))}"
    missing = [finding.check for finding in found if finding.verdict != "ok"]
    if not missing:
        return f"It works. Speak to it with: {voice} run"
    return f"It works, but `{voice} run` has no {' and no '.join(missing)} yet. Until then, type to it: {voice} ask"
