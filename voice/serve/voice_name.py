"""Names the loaded voice to programs that ask."""

from voice.engines import Engines
from voice.models.manifest import spoken_by
from voice.speak import engine_of


def voice_name(engines: Engines) -> str:
    """What the loaded voice is called: its engine, and which of that engine's voices it is."""
    engine = engine_of(engines.config.speak)
    model = spoken_by(engines.config) if engine == "piper" else None
    return model or f"{engine} {engines.config.speak.voice}"
