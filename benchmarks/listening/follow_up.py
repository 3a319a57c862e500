"""Speech without the wake word behind a reply, where the settings let anything follow: commands done, other speech let go.

Whole sessions: "hey jarvis, what time is it", the reply, half a second, and the clip. No language model is set up, so that only
skills can take what is not meant for them; what would go to a model by its words is counted in `benchmarks.routing`'s terms.
"""

from collections.abc import Sequence
from typing import Any

import soundfile

from benchmarks.corpora import Clip
from benchmarks.listening.commands import accuracy, false_accepts
from benchmarks.listening.figures import counted
from benchmarks.listening.turns import Outcome, Room
from voice.assets import asset
from voice.config import Config
from voice.english.addressing import is_addressed
from voice.messages import Samples


async def measure(settings: Config, commands: Sequence[Clip], others: Sequence[Clip]) -> dict[str, Any]:
    always = settings.conversation.model_copy(update={"follow_up": "always"})
    first = _first()
    async with Room(settings.model_copy(update={"conversation": always})) as room:
        said = [await room.follow(first, clip) for clip in commands]
        other = [await room.follow(first, clip) for clip in others]
    return {
        "exact": accuracy(said),
        "other": false_accepts(other),
        "like_a_question_to_it": counted(_asks(outcome) for outcome in other),
    }


def _first() -> Samples:
    samples: Samples = soundfile.read(asset("demo") / "1-time.flac", dtype="int16")[0]
    return samples


def _asks(outcome: Outcome) -> bool:
    """Whether a language model would be asked what was said, if it were heard word for word."""
    return is_addressed(outcome.clip.text)
