"""Rings a timer, an alarm or a reminder: says it again and again until somebody comes."""

from voice.answer.attempt import once
from voice.clock import Clock
from voice.errors import DeviceError, VoiceError
from voice.events import Notify, Ringing, RingingEnded, Warned
from voice.speak.player import Player

AGAIN_S = 4.0
"""Pause between two rings of the same timer."""

RINGS = 5
"""Rings before a timer gives up: half a minute, after which nobody is in the room."""


async def ring(text: str, player: Player, clock: Clock, notify: Notify) -> None:
    """Ring until cancelled, or until it was in vain; a speaker that fails is tried again each time."""
    notify(Ringing(text))
    for _ in range(RINGS):
        try:
            await player.play(once(text))
        except VoiceError as error:
            if not isinstance(error, DeviceError):  # which the speaker tells of, once
                notify(Warned(str(error)))
        await clock.sleep(AGAIN_S)
    notify(RingingEnded())
