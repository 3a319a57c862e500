"""A tier's reply: the first candidate that says something answers; when none does, the listener is told what to do."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing

from voice.answer.history import History
from voice.errors import TierError
from voice.messages import Route
from voice.tiers import Tier, Usage
from voice.trace import TurnTrace

NONE_SET_UP = {
    "cloud": "That needs a larger language model, and none is set up. I can do timers, alarms, reminders, sums, "
    "conversions, the time, and the lights.",
    "device": "That needs a language model, and none is set up. I can do timers, alarms, reminders, sums, "
    "conversions, the time, and the lights.",
}
UNREACHABLE = "I can't reach the language model just now. Timers, sums and the other built-in skills still work."
CUT_SHORT = "Sorry, the connection was lost."
NOTHING_HEARD = "Sorry, I didn't catch that."


async def stream(
    route: Route, text: str, tiers: Mapping[str, Tier], history: History, trace: TurnTrace
) -> AsyncGenerator[str]:
    """The reply to `text`, piece by piece. Never raises for a tier that fails: the next is tried, or the failure said.

    Fills in who was tried, who answered, and the cost.
    """
    for name in route.candidates:
        trace.tried.append(name)
        usage = Usage()
        try:
            async with aclosing(tiers[name].stream(history.with_question(text), usage)) as pieces:
                async for piece in pieces:
                    trace.answered_by = name
                    yield piece
        except TierError as error:
            trace.error = str(error)
            if trace.answered_by:
                yield f" {CUT_SHORT}"
                return
        finally:
            trace.cost_usd += tiers[name].cost_usd(usage)
        if trace.answered_by:
            return
    yield UNREACHABLE if trace.tried else NONE_SET_UP[route.tier]
