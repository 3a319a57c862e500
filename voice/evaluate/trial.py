"""Puts one question to a tier, as the assistant would, and judges the answer."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from voice.errors import TierError
from voice.evaluate.match import holds
from voice.evaluate.queries import Query
from voice.messages import GenerationOptions, Message
from voice.tiers import StreamResult, Tier

JUDGE = (
    "You judge the answers of a voice assistant. Say PASS if the answer is correct and answers the question; where an "
    "expected answer is given, it must say the same thing, in whatever words. Otherwise, and where you cannot know, say FAIL. "
    "Reply with that one word."
)
"""What the judge is told. It is fixed, and the judge answers at temperature 0: the same answer gets the same verdict."""

VERDICT = GenerationOptions(max_tokens=8, temperature=0.0)
"""The verdict is one word; the other tokens are for what some models put before it."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What a tier made of a question."""

    text: str
    error: str = ""
    """Why there is no answer, or no whole one."""
    first_token_ms: float | None = None
    confidence: float | None = None
    cost_usd: float = 0.0


Ask = Callable[[str], Awaitable[Answered]]
"""Puts a question to a tier, in a conversation of its own."""


@dataclass(frozen=True, slots=True)
class Trial:
    query: Query
    answer: str
    """"" where no answer came."""
    passed: bool | None
    """None where it could not be judged."""
    why: str
    """What speaks against it, or why there is no verdict; "" when it passed."""
    first_token_ms: float | None
    confidence: float | None
    cost_usd: float
    """What the answer and the judge cost."""

    @property
    def answered(self) -> bool:
        return self.first_token_ms is not None


async def run(query: Query, ask: Ask, judge: Tier | None) -> Trial:
    """Ask, and judge the answer. A tier that fails is a question without an answer."""
    answer = await ask(query.question)
    cost, why = answer.cost_usd, answer.error
    passed: bool | None = not why
    if passed and judge:
        said = StreamResult()
        passed, why = await _judged(query, answer.text, judge, said)
        cost += judge.cost_usd(said)
    elif passed:
        passed = holds(answer.text, query.expected)
        why = "" if passed else "not what was expected"
    return Trial(query, answer.text.strip(), passed, why, answer.first_token_ms, answer.confidence, cost)


async def _judged(query: Query, answer: str, judge: Tier, result: StreamResult) -> tuple[bool | None, str]:
    """Ask the judge; its verdict, None where it gives none, and what speaks against the answer."""
    expected = f"Expected: {' or: '.join(query.expected)}\n" if query.expected else ""
    asked = f"Question: {query.question}\n{expected}Answer: {answer.strip()}"
    lines = [Message("system", JUDGE), Message("user", asked)]
    try:
        said = "".join([piece async for piece in judge.stream(lines, result, (), VERDICT)]).upper()
    except TierError as error:
        return None, str(error)
    if ("PASS" in said) == ("FAIL" in said):
        return None, f"{judge.name}: neither PASS nor FAIL"
    return "PASS" in said, "" if "PASS" in said else f"{judge.name} says so"
