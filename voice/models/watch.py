"""Watches how the models in use do, turn by turn, and whether another version of one should be loaded."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from voice.config import Config
from voice.errors import ModelError, VoiceError
from voice.models import canary, lock, store, versions
from voice.models.canary import Outcome
from voice.models.manifest import heard_by, named, shipped, spoken_by
from voice.trace import TurnTrace

Loaded = TypeVar("Loaded")

LOOK_S = 5.0
"""Look this often, seconds, whether another process pulled a model or rolled one back."""


class Watch:
    """The models that the settings name, in the versions that serve now. Make it before the engines load them."""

    def __init__(self, settings: Config, warn: Callable[[str], None]) -> None:
        """`warn` shows people what was done about a canary, or could not be written down."""
        self._settings = settings
        self._warn = warn
        self._noting: set[asyncio.Task[None]] = set()
        self._versions = {model.name: store.serving(model.name) for model in named(settings)}
        self._seen = dict(self._versions)
        """Those that served when it was looked last; they may not have been loaded."""

    async def loaded(self, load: Callable[[], Awaitable[Loaded]]) -> Loaded:
        """Run `load`; when it fails and some models are canaries, roll those back and run it again. Raises VoiceError."""
        try:
            return await load()
        except VoiceError:
            if not (names := await asyncio.to_thread(self._give_up)):
                raise
        for name in names:
            self._warn(f"the model {name} rolled back to its version before: the new one did not load")
        return await load()

    def note(self, trace: TurnTrace) -> None:
        """Write down in the background how each model did in a turn."""
        task = asyncio.create_task(self._note(trace))
        self._noting.add(task)
        task.add_done_callback(self._noting.discard)

    async def settled(self) -> None:
        """Wait until all that was noted is written."""
        await asyncio.gather(*self._noting)

    async def _note(self, trace: TurnTrace) -> None:
        for text in await asyncio.to_thread(self.record, trace):
            self._warn(text)

    def record(self, trace: TurnTrace) -> list[str]:
        """Write down how each model did in a turn; return what to show: what was done about canaries, what failed."""
        said = []
        for name, outcome in self._outcomes(trace).items():
            try:
                if (version := self._versions[name]) and (done := canary.record(name, version, outcome)):
                    said.append(done)
            except ModelError as error:
                said.append(str(error))
        return said

    async def changed(self, idle: Callable[[], bool]) -> None:
        """Return once another version of a model serves than when this was made, and nobody is speaking."""
        while not (idle() and self.has_changed()):
            await asyncio.sleep(LOOK_S)

    def has_changed(self) -> bool:
        """Whether another version of a model serves than when this was asked last, or the watch was made."""
        with suppress(ModelError):
            seen = {name: store.serving(name) for name in self._versions}
            if seen != self._seen:
                self._seen = seen
                return True
        return False

    def _give_up(self) -> list[str]:
        """Roll back every canary among the models; return the names of those models."""
        done = []
        for name in self._versions:
            with suppress(ModelError):
                if lock.read(store.home(name)).canary:
                    self._versions[name] = self._seen[name] = versions.rollback(shipped().find(name))
                    done.append(name)
        return done

    def _outcomes(self, trace: TurnTrace) -> dict[str, Outcome]:
        """How each model did in a turn; models that the turn did not need are left out."""
        stages, found = trace.stages_ms(), {}
        engine = trace.transcript.engine if trace.transcript else ""
        if (name := heard_by(self._settings)) and engine in ("whisper", "none"):
            ms = (stages["transcribe"] or 0.0) + trace.hidden_ms.get("transcribe", 0.0)
            found[name] = Outcome(ms / 1e3, engine == "none")
        if (name := spoken_by(self._settings)) and stages["speak"] is not None:
            gave_up = any(action["action"] == "second_voice" for action in trace.actions)
            found[name] = Outcome(stages["speak"] / 1e3, gave_up)
        for tier in self._settings.tiers:
            answered = trace.answered_by == tier.name
            asked = trace.tried[:1] == [tier.name] and not trace.interrupted
            if answered or asked:
                found[str(tier.model_file)] = Outcome((stages["answer"] or 0.0) / 1e3, not answered)
        return {name: outcome for name, outcome in found.items() if name in self._versions}
