"""Variants: the settings that a bench measures in turns, and who does each stage under them, real or not."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from voice.bench.corpus import Kind
from voice.bench.result import Engine, Skipped
from voice.bench.scenario import COMMANDS, Alternative, Model, Scenario
from voice.bench.stand_in import served
from voice.config import Config, budget_path
from voice.config.locations import BudgetPath
from voice.config.settings import SPOKEN_BY
from voice.errors import VoiceError
from voice.models import store
from voice.speak import engine_of

SHAPES = ("fixture", "shape")
"""What the name or folder of a model with random or toy weights holds."""


@dataclass(frozen=True, slots=True)
class Variant:
    """Settings, and the clips that are heard under them."""

    name: str
    what: str
    kinds: tuple[Kind, ...]
    config: Config
    path: BudgetPath = "device"
    model: Model | None = None
    """The language model that the questions are put to."""
    alternative: Alternative | None = None


@contextmanager
def opened(scenario: Scenario) -> Iterator[tuple[list[Variant], list[Skipped]]]:
    """Make the variants, and run the stand-ins they need while the block runs; tell which alternatives are left out."""
    base = scenario.config(without_own())
    made = [Variant(COMMANDS, "commands, done by skills", ("command", "pause", "other"), base)]
    skipped: list[Skipped] = []
    with ExitStack() as servers:
        for model in scenario.models:
            tier = _tier(model, servers, scenario.seed)
            settings = scenario.config({**without_own(), "tiers": [tier]})
            what, path = f"questions, put to the model “{model.name}”", budget_path(model.where)
            made.append(Variant(model.name, what, ("question",), settings, path, model))
        for one in scenario.alternatives:
            if why := _why_not(one, scenario, base):
                skipped.append(Skipped(name=one.name, why=why))
            else:
                settings = scenario.config(_merged(without_own(), one.settings))
                made.append(Variant(one.name, f"the same, but: {one.name}", one.kinds, settings, alternative=one))
        yield made, skipped


def engines(variant: Variant, wake: str, transcribe: Sequence[str]) -> tuple[Engine, ...]:
    """The engine of each stage. `wake`, `transcribe`: as the turns' traces name them."""
    settings = variant.config
    voice, model = engine_of(settings.speak), settings.speak.model
    heard, wait = ", ".join(transcribe) or "nobody", f"{settings.endpoint.complete_ms} ms behind a whole command"
    said_by = settings.speak.voice if voice == "espeak" else model or SPOKEN_BY.get(voice, "")
    return (
        Engine(stage="wake", name=settings.wake.engine, kind="real", note=wake),
        Engine(stage="endpoint", name="webrtcvad and the words", kind="real", note=wait),
        Engine(stage="transcribe", name=heard, kind=_kind(settings.transcribe.model), note=_heard_by(settings)),
        Engine(stage="route", name="router", kind="real", note=""),
        _answered(variant),
        Engine(stage="speak", name=voice, kind=_kind(said_by), note=said_by),
    )


def _answered(variant: Variant) -> Engine:
    model = variant.model
    if model is None:
        return Engine(stage="answer", name="skills", kind="real", note="")
    if _runs(model):
        return Engine(stage="answer", name=model.model_file, kind=_kind(model.model_file), note=f"llama.cpp, {model.where}")
    way = model.network.there_and_back_ms
    told = f"a server that waits {model.first_token_ms:g} ms" + (f", and {way:g} ms for the way there and back" if way else "")
    return Engine(stage="answer", name="stand-in", kind="stand-in", note=told)


def _heard_by(settings: Config) -> str:
    engine, model = settings.transcribe.engine, settings.transcribe.model
    whisper = engine == "whisper" or (engine == "auto" and _here(model))
    return f"command grammar and {model}" if whisper else "command grammar and dictation (pocketsphinx)"


def _kind(model: str) -> Any:
    return "shape" if any(word in model for word in SHAPES) else "real"


def _runs(model: Model) -> bool:
    """Whether the real model is here, and what runs it."""
    return bool(model.model_file) and find_spec("llama_cpp") is not None and _here(model.model_file)


def _tier(model: Model, servers: ExitStack, seed: int) -> dict[str, Any]:
    placed = {"name": model.name, "where": model.where, "trusted": True}
    if _runs(model):
        return {**placed, "model_file": model.model_file}
    return {**placed, "base_url": servers.enter_context(served(model, seed)).url, "model": "stand-in"}


def _why_not(one: Alternative, scenario: Scenario, base: Config) -> str:
    """Why an alternative is not measured here; "" where it is."""
    if missing := [name for name in one.needs if not _here(name)]:
        return f"{', '.join(missing)} is not here: voice models pull {' '.join(missing)}"
    if scenario.config(_merged(without_own(), one.settings)) == base:
        return "it is what the settings say already"
    return ""


def without_own() -> dict[str, Any]:
    """Settings without what the user's own files would add, such as skills and a home."""
    return {"skills": {"own": "/dev/null"}}


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    both = {**base, **over}
    for key in base.keys() & over.keys():
        both[key] = {**base[key], **over[key]}
    return both


def _here(name: str) -> bool:
    try:
        return store.is_here(name)
    except VoiceError:
        return False
