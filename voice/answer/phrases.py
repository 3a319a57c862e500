"""What is said word for word, in English, above all when there is no answer."""

from voice.answer.filler import FILLERS
from voice.messages import Route

NONE_SET_UP = {
    "cloud": "That needs a larger language model, and none is set up. I can do timers, alarms, reminders, sums, "
    "conversions, the time, and the lights.",
    "device": "That needs a language model, and none is set up. I can do timers, alarms, reminders, sums, "
    "conversions, the time, and the lights.",
}
KEPT = "That is private, so I kept it to myself, and there is no language model at home that could answer it."
NOT_ALLOWED = "My settings keep that question from the language models there are."
UNREACHABLE = "I can't reach the language model just now. Timers, sums and the other built-in skills still work."
STARTING = "The language model is still starting. Ask me again in a minute."
CUT_SHORT = "Sorry, the connection was lost."
NOTHING_HEARD = "Sorry, I didn't catch that."

FIXED = (
    *dict.fromkeys(NONE_SET_UP.values()), KEPT, UNREACHABLE, NOT_ALLOWED, STARTING, CUT_SHORT, NOTHING_HEARD, *FILLERS,
)  # fmt: skip
"""What is said word for word, so that a slow voice can have it ready."""


def for_nobody(route: Route) -> str:
    """What to say where there is no tier that may be asked."""
    if not route.alternatives:
        return NONE_SET_UP[route.tier]
    if route.private:
        return KEPT
    forbidden = {name for signal in route.signals if signal.name == "policy" for name in signal.value}
    return NOT_ALLOWED if forbidden.issuperset(other.tier for other in route.alternatives) else UNREACHABLE
