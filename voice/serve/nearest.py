"""Finds the nearest satellite: of those that heard the same wake word, the one that heard it loudest answers.

Two wake words at once are one only where both microphones took the same sound: two people who call two kiosks in one hall are
both answered.
"""

from dataclasses import dataclass
from weakref import ref

import numpy as np

from voice.clock import Clock
from voice.messages import SAMPLE_RATE, Samples, WakeHeard
from voice.session import Session

WITHIN_S = 0.2
"""How long after the first the loudest may come; later the one that listens already keeps the turn."""

LATEST_S = 1.0
"""How much later than the first a satellite may still hear the same word, over a slow network."""

WORD_S = 1.0
"""How long a wake word takes."""

LATER_S = 0.6
"""How much later the word may stand in one sound than in the other: detectors and networks differ by less."""

BAND_HZ = 200, 4000
"""Where voices are, and what rooms and microphones leave of them."""

WHITENED = 0.9
"""How far the cross spectrum is whitened: all of it lets the noise of quiet frequencies have its say."""

ALIKE = 11.4
"""The least peak of the correlation of one sound with itself elsewhere, over its root mean square. One word in two places of a
room (echo up to 4 dB louder than the voice, noise 8 to 20 dB softer) has 11.6 to 40, other voices that speak alike without any
echo or noise at most 11.1, in rooms 9."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A wake word that a satellite heard."""

    session: "ref[Session]"
    """A weak reference: the session may be over before the next word is heard."""
    at: float
    sound: Samples
    loudness: float


class Nearest:
    """Keeps the wake words of the last moment, and sends all satellites but one back to sleep."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._heard: list[Heard] = []

    def heard(self, session: Session, event: WakeHeard) -> None:
        """A session heard the wake word: where another heard it, too, one of them leaves the turn to the other."""
        now, sound = self._clock.now(), session.heard_since(event.wake_end - WORD_S)
        mine = Heard(ref(session), now, sound, float(np.std(sound)))
        self._heard = [one for one in self._heard if now - one.at <= LATEST_S and one.session() not in (None, session)]
        same = next((one for one in self._heard if alike(one.sound, sound)), None)
        if same is None:
            self._heard.append(mine)
            return
        first_keeps = now - same.at > WITHIN_S or same.loudness >= mine.loudness
        if not first_keeps:
            self._heard[self._heard.index(same)] = Heard(mine.session, same.at, sound, mine.loudness)
        leaves = session if first_keeps else same.session()
        assert leaves is not None, "it was just there"
        leaves.hush()


def alike(one: Samples, other: Samples) -> bool:
    """Whether two microphones took the same sound, by the correlation of its phases.

    Knapp and Carter, "The generalized correlation method for estimation of time delay", 1976: the phase transform, which rooms
    and loudness hardly change.
    """
    size = 1 << (len(one) + len(other) - 1).bit_length()
    cross = np.fft.rfft(one, size) * np.conj(np.fft.rfft(other, size))
    hz = np.fft.rfftfreq(size, 1 / SAMPLE_RATE)
    cross[(hz < BAND_HZ[0]) | (hz > BAND_HZ[1])] = 0
    found = np.fft.irfft(cross / np.maximum(np.abs(cross), 1e-9) ** WHITENED, size)
    reach = round(LATER_S * SAMPLE_RATE)
    near = np.concatenate([found[-reach:], found[:reach]])
    return bool(near.max() > ALIKE * np.sqrt(np.mean(near**2)))
