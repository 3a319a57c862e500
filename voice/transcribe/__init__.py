"""Transcribe: makes words of a turn's sound while it is being spoken."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from voice.clock import Clock
from voice.config import Transcribe
from voice.errors import EngineError
from voice.messages import Completeness, Match, Samples, Transcript
from voice.models.choice import transcriber

if TYPE_CHECKING:
    from voice.privacy.gate import EgressGate
    from voice.skills import Sentences
    from voice.transcribe.elsewhere import Service

Judge = Callable[[str], Completeness]
"""Tells whether words are a whole command, the beginning of one, or neither."""


class Commands(Protocol):
    """What can be asked of the skills."""

    @property
    def sentences(self) -> "Sentences":
        """The sentences that a command grammar is made of."""
        ...

    def judge(self, text: str) -> Completeness:
        """Tell whether words are a whole command, the beginning of one, or neither."""
        ...

    def match(self, text: str) -> Match | None:
        """Tell what a command would do; None for words that are none."""
        ...


class Hearing(Protocol):
    """Takes one turn's sound and makes words of it. Any method but `close` may raise EngineError; the turn is then lost."""

    async def feed(self, samples: Samples) -> None:
        """Take more sound of the turn; returns once every engine has consumed it."""
        ...

    async def likely(self) -> Transcript | None:
        """The command that the words so far probably are, known before `partial` is; None: none, or that is as fast."""
        ...

    async def partial(self) -> Transcript:
        """What the words are so far; the turn goes on."""
        ...

    async def finish(self) -> Transcript:
        """What the words were. Ends the turn."""
        ...

    async def close(self) -> None:
        """Release its resources, also in the middle of a turn. Whoever opened it calls this; calling it twice does no harm."""
        ...


class Recogniser(Protocol):
    """The engines that turns are read with, loaded once and shared by all hearings."""

    async def load(self) -> None:
        """Load models, start workers. Raises EngineError."""
        ...

    async def open(self, phrase: str = "", wake_end: float = 0.0) -> Hearing:
        """Begin a turn. Raises EngineError, also when too many others are being heard.

        `phrase`: the wake phrase that its sound holds, and how many seconds after the first sample that ends; "" for none.
        """
        ...

    async def close(self) -> None:
        """End every thread and worker; hearings that are still open fail from then on."""
        ...


def _sphinx(
    settings: Transcribe, skills: Commands, wake_phrases: Iterable[str], _clock: Clock, _gate: "EgressGate | None"
) -> Recogniser:
    from voice.transcribe.sphinx import SphinxRecogniser

    return SphinxRecogniser(skills.sentences, skills.judge, wake_phrases, settings.min_confidence)


def _whisper(
    settings: Transcribe, skills: Commands, wake_phrases: Iterable[str], clock: Clock, _gate: "EgressGate | None"
) -> Recogniser:
    from voice.models import store
    from voice.transcribe.language_model import likely_commands
    from voice.transcribe.sphinx import SphinxRecogniser
    from voice.transcribe.together import Together
    from voice.transcribe.whisper import WhisperRecogniser

    phrases = tuple(wake_phrases)
    grammar = SphinxRecogniser(skills.sentences, skills.judge, phrases, settings.min_confidence)
    words = WhisperRecogniser(
        partial(store.resolve, settings.model),
        skills.judge,
        phrases,
        partial(likely_commands, skills.sentences),
        settings.min_confidence,
        settings.audio_context,
    )
    return Together(grammar, words, skills.match, clock)


def _wyoming(
    settings: Transcribe, skills: Commands, wake_phrases: Iterable[str], clock: Clock, gate: "EgressGate | None"
) -> Recogniser:
    try:
        from voice.wyoming.service import Service
    except ModuleNotFoundError as error:
        raise EngineError(f"the package {error.name} is not installed", "pip install 'voiceloop[wyoming]'") from None
    assert gate is not None, "what asks a service elsewhere has a way out"
    service = Service("transcribe", settings.url or "", settings.trusted, gate, settings.model)
    return _elsewhere(settings, skills, wake_phrases, clock, service)


def _remote(
    settings: Transcribe, skills: Commands, wake_phrases: Iterable[str], clock: Clock, gate: "EgressGate | None"
) -> Recogniser:
    from voice.privacy.gate import Place
    from voice.remote.service import Service

    assert gate is not None, "what asks a service elsewhere has a way out"
    place = Place("transcribe", settings.url or "", settings.trusted)
    service = Service(place, gate, settings.late_ms / 1e3, settings.model, settings.key_env)
    return _elsewhere(settings, skills, wake_phrases, clock, service)


def _elsewhere(
    settings: Transcribe, skills: Commands, wake_phrases: Iterable[str], clock: Clock, service: "Service"
) -> Recogniser:
    from voice.transcribe.elsewhere import ElsewhereRecogniser
    from voice.transcribe.sphinx import SphinxRecogniser
    from voice.transcribe.together import Together

    phrases = tuple(wake_phrases)
    here = create(Transcribe(engine="auto", min_confidence=settings.min_confidence), skills, phrases, clock)
    assert isinstance(here, SphinxRecogniser | Together), "what is chosen where nothing is set"
    return ElsewhereRecogniser(here, service, settings.engine, phrases, skills.match)


class Engine(NamedTuple):
    make: "Callable[[Transcribe, Commands, Iterable[str], Clock, EgressGate | None], Recogniser]"
    licence: str
    """Licence of the engine and its models."""


ENGINES = {
    "sphinx": Engine(_sphinx, "BSD"),
    "whisper": Engine(_whisper, "MIT; pocketsphinx beside it: BSD"),
    "wyoming": Engine(_wyoming, "the service's own; pocketsphinx beside it: BSD"),
    "remote": Engine(_remote, "the service's own; pocketsphinx beside it: BSD"),
}
"""Every engine by its name in the settings."""


def create(
    settings: Transcribe, skills: Commands, wake_phrases: Iterable[str], clock: Clock, gate: "EgressGate | None" = None
) -> Recogniser:
    """The configured engine; `load()` it before a turn.

    `wake_phrases` are names ("hey_jarvis") or words, `clock` is the one that pauses are waited out by, `gate` the way out to
    an engine elsewhere.
    """
    return ENGINES[transcriber(settings)].make(settings, skills, wake_phrases, clock, gate)
