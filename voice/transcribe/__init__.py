"""Transcribe: words out of sound, while it is being spoken."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

from voice.config import Transcribe
from voice.messages import Completeness, Samples, Transcript

if TYPE_CHECKING:
    from voice.skills import Sentences


class Transcriber(Protocol):
    """Turns the sound of one turn into words. One turn at a time."""

    async def load(self) -> None:
        """Load models, start workers. Raises EngineError."""
        ...

    async def start(self) -> None:
        """Begin a turn, dropping an unfinished one."""
        ...

    async def feed(self, samples: Samples) -> None:
        """Take more sound of the turn; returns once every engine has consumed it."""
        ...

    async def partial(self) -> Transcript:
        """What the words are so far; the turn goes on."""
        ...

    async def finish(self) -> Transcript:
        """What the words were. Ends the turn."""
        ...

    async def close(self) -> None:
        """End every worker."""
        ...


def _sphinx(
    settings: Transcribe, sentences: "Sentences", judge: Callable[[str], Completeness], wake_phrases: Iterable[str]
) -> Transcriber:
    from voice.transcribe.sphinx import SphinxTranscriber

    return SphinxTranscriber(sentences, judge, wake_phrases, settings.min_confidence)


def _whisper(
    settings: Transcribe, sentences: "Sentences", judge: Callable[[str], Completeness], wake_phrases: Iterable[str]
) -> Transcriber:
    from voice.models import store
    from voice.transcribe.sphinx import SphinxTranscriber
    from voice.transcribe.together import Together
    from voice.transcribe.whisper import WhisperTranscriber
    from voice.transcribe.whisper_words import hotwords

    phrases = tuple(wake_phrases)
    grammar = SphinxTranscriber(sentences, judge, phrases, settings.min_confidence, dictates=False)
    words = WhisperTranscriber(
        partial(store.resolve, settings.model),
        judge,
        phrases,
        hotwords(sentences),
        settings.min_confidence,
        settings.audio_context,
    )
    return Together(grammar, words)


class Engine(NamedTuple):
    make: Callable[[Transcribe, "Sentences", Callable[[str], Completeness], Iterable[str]], Transcriber]
    licence: str
    """Of the engine and its models."""


ENGINES = {"sphinx": Engine(_sphinx, "BSD"), "whisper": Engine(_whisper, "MIT; pocketsphinx beside it: BSD")}
"""Every engine by its name in the settings."""


def create(
    settings: Transcribe, sentences: "Sentences", judge: Callable[[str], Completeness], wake_phrases: Iterable[str]
) -> Transcriber:
    """The configured engine; `load()` it before a turn.

    `sentences` are the skills', `judge` says whether words are one of them or the beginning of one, `wake_phrases` are names
    ("hey_jarvis") or words.
    """
    return ENGINES[settings.engine].make(settings, sentences, judge, wake_phrases)
