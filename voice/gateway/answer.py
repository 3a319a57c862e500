"""Answers one request with the router, the skills and the tiers, and writes its trace."""

import json
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from voice.answer import phrases
from voice.answer.attempt import as_it_comes
from voice.answer.cache import AnswerCache
from voice.answer.history import History
from voice.answer.question import Question
from voice.answer.reply import Chunking, Reply
from voice.answer.tools import Toolbox
from voice.aside import aside
from voice.conversation import Conversation
from voice.engines import Engines
from voice.errors import ConfigError, StartingError, TierError, WithheldError
from voice.events import Notify
from voice.gateway.refused import Refused
from voice.gateway.request import Asked
from voice.gateway.stop import until
from voice.messages import GenerationOptions, Message, Route, Tool, ToolCall, ToolResult, Tools, Transcript
from voice.tiers import StreamResult, Tier
from voice.turn import Turn

ROUTED = "voice"
"""The model name that leaves the choice of tier to the router. Each tier is a model by its own name."""

LONG = "long prompt"
"""The name under which the time of long prompts is learnt, in place of the tier's."""

REMEDY = "`voice config show` lists the tiers, `voice doctor` tries them."


class Answers:
    """Answers any number of requests at a time, each a conversation of its own."""

    def __init__(self, engines: Engines, notify: Notify) -> None:
        self.tiers = {tier.name: tier for tier in engines.config.tiers}
        if ROUTED in self.tiers:
            raise ConfigError(f"tiers: the name {ROUTED!r} is what the gateway calls all of them", "Give the tier another one.")
        self.engines = engines
        self.notify = notify

    @property
    def models(self) -> list[str]:
        return [ROUTED, *self.tiers]

    async def begin(self, asked: Asked) -> "Answer":
        """Choose who answers. Raises Refused for a model or tools that nobody here has."""
        began = self.engines.clock.now()
        if asked.model not in self.models:
            known = ", ".join(self.models)
            raise Refused(404, f"There is no such model here. There are: {known}.", "model", "model_not_found")
        able = [name for name, tier in self.tiers.items() if tier.tools and asked.model in (ROUTED, name)]
        if asked.tools and not able:
            raise Refused(400, "No tier asked here may call tools: set `tools = true` for one that can.", "tools")
        route = await aside(asked.size, lambda: self._route(asked, able))
        return Answer(self, asked, route, began)

    def _route(self, asked: Asked, able: Sequence[str]) -> Route:
        """Route the request, and keep the candidates that were asked for and can do what was asked."""
        at = max(at for at, line in enumerate(asked.lines) if line.role == "user")
        command = asked.model == ROUTED and asked.is_plain
        route = self.engines.router.route(asked.question, command=command, history=asked.lines[:at], explain=True)
        if asked.tools:
            route = self._able(route, asked.tools, able)
        if asked.model == ROUTED:
            return route
        return replace(
            route,
            tier=self.tiers[asked.model].location.kind,
            reason=f"the program asked for {asked.model}",
            candidates=tuple(name for name in route.candidates if name == asked.model),
        )

    def _able(self, route: Route, tools: Sequence[Tool], able: Sequence[str]) -> Route:
        """Keep only tiers that can call the tools and may see them: a declaration with placeholders would be broken."""
        said = " ".join(f"{tool.name} {tool.description} {json.dumps(tool.parameters, ensure_ascii=False)}" for tool in tools)
        kinds = self.engines.router.screen([Message("user", said)]).kinds
        if kinds:
            able = [name for name in able if self.tiers[name].trusted or self.tiers[name].privacy == "allow"]
        candidates = tuple(name for name in route.candidates if name in able)
        return replace(route, candidates=candidates, private=tuple(dict.fromkeys([*route.private, *kinds])))


class Answer:
    """One request on its way; `pieces` is its text, the rest is known once that has ended."""

    def __init__(self, answers: Answers, asked: Asked, route: Route, began: float) -> None:
        """`began`: clock seconds at which it was read."""
        self.route, self._asked, self._engines = route, asked, answers.engines
        self.calls: Sequence[ToolCall] = ()
        """What the tier asks the client to do."""
        self._seen = _Seen()
        self._turn = Turn(answers.engines, Conversation(answers.notify, history=_ClientHistory(asked.lines)), "gateway")
        self.trace = self._turn.trace
        self.trace.marks.transcribed = began
        self._turn.draft(Transcript(asked.question, 1.0, asked.is_plain, "typed"), route)

    async def pieces(self) -> AsyncGenerator[str]:
        """Give the text as it comes. Raises Refused when nobody can answer, also in the midst of it."""
        whole, sent = False, ""
        try:
            async with (
                aclosing(self._turn.commit(self._reply())) as chunks,
                aclosing(self._answered(chunks)) as answered,
                aclosing(until(answered, self._asked.stop)) as text,
            ):
                async for piece in text:
                    sent += piece
                    yield piece
            whole = True
        except Refused as refused:
            whole = True
            self.trace.error = self.trace.error or str(refused)
            raise
        finally:
            self.trace.reply = sent
            self.trace.interrupted = not whole
            self.trace.marks.reply_end = self._engines.clock.now()

    def finish(self) -> None:
        """Judge the request by its budget and write its trace; call it after the reply is sent, as the disk takes some ms."""
        spoken, budget = self._engines.config.routing.device_tokens, self._turn.budget
        for name, used in self.trace.usage.items():
            if used["in"] > spoken:  # a long prompt would make a tier look slow for spoken questions: nothing is learnt of it
                budget.tiers_ms.pop(name, None)
                budget.engines["answer"] = LONG
        self._turn.finish()

    @property
    def ended(self) -> str:
        """Why the reply is over, in the words of the protocol."""
        if self.calls:
            return "tool_calls"
        return self._seen.ended if self._seen.ended in ("length", "content_filter") else "stop"

    @property
    def private(self) -> list[str]:
        """Kinds of private data that kept the request, or a part of it, from a tier."""
        return list(dict.fromkeys([*self.route.private, *(kind for kinds in self._seen.withheld.values() for kind in kinds)]))

    def tokens(self) -> dict[str, int]:
        """Count the tokens of the tier that answered, as the protocol does."""
        used = self.trace.usage.get(self.trace.answered_by or "", {})
        read, written = int(used.get("in", 0)), int(used.get("out", 0))
        return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}

    def _reply(self) -> Reply:
        """Make the tiers' reply with the program's options and tools, passed on as it comes. The cache is not used, as it
        knows only the question, not what the program has sent before it."""
        pool, asked = self._engines.pool, self._asked
        tiers = {name: _TierWithOptions(tier, asked.options, self._seen) for name, tier in pool.tiers.items()}
        question = Question(asked.question, asked.lines, self.route, Toolbox(asked.tools, self._pass_on))
        fresh = replace(pool, tiers=tiers, cache=AnswerCache(pool.clock, 0))
        return Reply(fresh, question, Chunking(as_it_comes, glue="", aloud=False), self.trace, self._turn.budget)

    async def _answered(self, chunks: AsyncGenerator[str]) -> AsyncGenerator[str]:
        """Pass on the chunks that answer. Raises Refused in place of what a listener would be told when nobody does."""
        async for chunk in chunks:
            if self.trace.answered_by is None and self.route.tier != "skill":
                raise self._nobody()
            if self.trace.error and chunk == phrases.CUT_SHORT:
                raise Refused(502, f"The reply broke off: {self.trace.error}.", code="broke_off")
            yield chunk

    async def _pass_on(self, call: ToolCall) -> ToolResult:
        """Leave the calls to the client; the reply ends with them."""
        self.calls = next(result.calls for result in self._seen.results if call in result.calls)
        return ToolResult("", acted=True)

    def _nobody(self) -> Refused:
        failed = [name for name in self.trace.tried if name not in self._seen.withheld]
        if self.private and not failed:
            what = f"This is private ({', '.join(self.private)}) and no tier may be told. `voice privacy check` explains."
            return Refused(403, what, code="private")
        removed = [f"{other.tier}: {other.removed}" for other in self.route.alternatives if other.removed]
        why = "; ".join(filter(None, [self.trace.error, *removed])) or "no tier is set up"
        code = "starting" if self._seen.starting else "unavailable"
        return Refused(503, f"No tier can answer: {why}. {REMEDY}", code=code)


class _ClientHistory(History):
    """The conversation as the client tells it."""

    def __init__(self, lines: Sequence[Message]) -> None:
        super().__init__()
        self._lines = lines

    @property
    def last_reply(self) -> str:
        return next((line.text for line in reversed(self._lines) if line.role == "assistant" and line.text), "")

    def with_question(self, question: str) -> list[Message]:
        return list(self._lines)


@dataclass(slots=True)
class _Seen:
    """What the tiers did for one request, beside its text."""

    results: list[StreamResult] = field(default_factory=list)
    ended: str = ""
    """Why the last whole stream ended: that of the tier that answered, as the others are broken off."""
    withheld: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Tier → kinds of private data that it was not sent."""
    starting: bool = False


class _TierWithOptions:
    """Wraps a tier: asks it with the options of one request, and notes what it did."""

    def __init__(self, tier: Tier, options: GenerationOptions, seen: _Seen) -> None:
        self.name, self._tier, self._options, self._seen = tier.name, tier, options, seen
        self.warm, self.prefill, self.cost_usd, self.close = tier.warm, tier.prefill, tier.cost_usd, tier.close

    @property
    def state(self) -> tuple[float, float | None]:
        return self._tier.state

    async def stream(
        self, messages: Sequence[Message], result: StreamResult, tools: Tools = (), options: GenerationOptions | None = None
    ) -> AsyncGenerator[str]:
        self._seen.results.append(result)
        try:
            async with aclosing(self._tier.stream(messages, result, tools, options or self._options)) as pieces:
                async for piece in pieces:
                    yield _whole_letters(piece)
            result.calls[:] = [_in_whole_letters(call) for call in result.calls]
            self._seen.ended = result.ended
        except TierError as error:
            self._seen.starting |= isinstance(error, StartingError)
            if isinstance(error, WithheldError):
                self._seen.withheld[self.name] = error.kinds
            raise


def _whole_letters(text: str) -> str:
    """Replace halves of letters, which some tiers send as JSON escapes and no document can hold."""
    return text if text.isascii() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _in_whole_letters(call: ToolCall) -> ToolCall:
    return replace(call, id=_whole_letters(call.id), name=_whole_letters(call.name), arguments=_whole_letters(call.arguments))
