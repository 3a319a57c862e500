"""Interruptions: whether what is heard during a reply is said to the assistant, or is a cough, an "mhm" or the television.

    quiet ──a syllable──▶ maybe (the reply is turned down) ──a pause, or voice enough──▶ judged by its words
      ▲                      │
      └───────silence────────┘

It looks at voice and words alone: what the assistant itself says has been taken out of the sound before.
"""

import re
from collections import deque
from typing import Literal

from voice.messages import FRAME_S

SYLLABLE_FRAMES, NEAR_FRAMES = 4, 8
"""So many voiced frames of so many are the first evidence."""

ENOUGH_S = 0.6
"""Voice that is more than a cough or an "mhm", which last 0.3 to 0.5 s in a room, and in which recognisers read words."""

AGAIN_S = 0.4
"""After so much more voice the words are read again."""

PAUSE_S = 0.2
"""Silence behind which a word is whole."""

SILENCE_S = 0.7
"""Silence that ends what was no interruption."""

LEAD_S = 0.4
"""Sound before the first evidence that may belong to it: soft beginnings are not voiced."""

WITHIN_S = 2.0
"""Voice is counted over so long."""

NO_TURN = {
    "mhm", "mm", "mmm", "hm", "hmm", "uh", "um", "ah", "oh", "huh", "ha", "aha", "yeah", "yes", "yep", "okay", "ok", "right",
    "sure", "wow", "nice", "well", "so", "i", "a", "the",
}  # fmt: skip
"""Words of one who goes on listening, and what coughs are read as."""

STOPS = {"stop", "quiet", "silence", "enough", "cancel", "shush", "no", "wait"}
BESIDE = {"be", "please", "now", "that's", "it", "talking", "speaking", "just"}
"""Words that end a reply by themselves, and what may stand beside them."""

OWN_WORDS = 12
"""Words of the reply that may just have been heard: some four seconds."""

Step = Literal["duck", "judge", "let go"]
"""Turn the reply down and listen; read the words; go on as before."""


class Interruption:
    """What may be an interruption of one reply. Feed it every frame that is heard while the reply sounds."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._voiced: deque[float] = deque()
        """Times of the voiced frames of the last seconds."""
        self.since: float | None = None
        """When it may have begun; None while nothing is heard."""
        self._judged_s = 0.0

    @property
    def voiced_s(self) -> float:
        return FRAME_S * len(self._voiced)

    def feed(self, time: float, voiced: bool) -> Step | None:
        """Take one frame: when its last sample was taken, and whether it is voiced."""
        if voiced:
            self._voiced.append(time)
        while self._voiced and self._voiced[0] < time - WITHIN_S:
            self._voiced.popleft()
        if self.since is None:
            return self._begin(time)
        silent_s = time - self._voiced[-1] if self._voiced else SILENCE_S
        if silent_s >= SILENCE_S:
            self.forget()
            return "let go"
        return "judge" if self._is_due(silent_s) else None

    def _begin(self, time: float) -> Step | None:
        near = [at for at in self._voiced if at > time - NEAR_FRAMES * FRAME_S]
        if len(near) < SYLLABLE_FRAMES:
            return None
        self.since = near[0] - LEAD_S
        self._voiced = deque(near)
        return "duck"

    def _is_due(self, silent_s: float) -> bool:
        """Whether there is more to read than when the words were read last."""
        more = self.voiced_s - self._judged_s
        enough = more >= AGAIN_S if self._judged_s else more >= ENOUGH_S
        due = enough or (silent_s >= PAUSE_S and more >= SYLLABLE_FRAMES * FRAME_S)
        self._judged_s = self.voiced_s if due else self._judged_s
        return due


def is_meant(text: str, voiced_s: float, said: str) -> bool:
    """Whether words that were heard during a reply interrupt it. `said`: the reply until now, which may be heard in part."""
    words = set(_words(text))
    if words & STOPS and words <= STOPS | BESIDE:
        return True
    others = words - NO_TURN - set(_words(said)[-OWN_WORDS:])
    return bool(others) and voiced_s >= ENOUGH_S


def _words(text: str) -> list[str]:
    return re.findall(r"[\w']+", text.casefold())
