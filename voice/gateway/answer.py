"""Answer: one request through the router, the skills and the tiers, and its trace."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from voice import config
from voice.answer import phrases, reply
from voice.answer.cache import AnswerCache
from voice.answer.history import History
from voice.answer.tools import Toolbox
from voice.errors import ConfigError, StartingError, TierError, WithheldError
from voice.gateway.refused import Refused
from voice.gateway.request import Asked
from voice.gateway.stop import until
from voice.messages import GenerationOptions, Match, Message, Route, Tool, ToolCall, Transcript
from voice.skills import Context
from voice.skills.tools import Called
from voice.tiers import StreamResult, Tier
from voice.trace import TurnTrace
from voice.turn import Replier, TurnEnded, Warned

ROUTED = "voice"
"""The model name for which the router decides. Each tier is a model by its own name."""

LONG = "long prompt"
"""The engine that the wait for a long prompt is learnt for, in place of the tier."""

REMEDY = "`voice config show` lists the tiers, `voice doctor` tries them."


class Answers:
    """Answers any number of requests at a time, each a conversation of its own."""

    def __init__(self, replier: Replier, tiers: Sequence[config.Tier]) -> None:
        if any(tier.name == ROUTED for tier in tiers):
            raise ConfigError(f"tiers: the name {ROUTED!r} is what the gateway calls all of them", "Give the tier another one.")
        self.parts = replier
        self.tiers = {tier.name: tier for tier in tiers}

    @property
    def models(self) -> list[str]:
        return [ROUTED, *self.tiers]

    def begin(self, asked: Asked) -> "Answer":
        """Choose who answers. Raises Refused for a model or tools that nobody here has."""
        began = self.parts.clock.now()
        if asked.model not in self.models:
            known = ", ".join(self.models)
            raise Refused(404, f"There is no such model here. There are: {known}.", "model", "model_not_found")
        able = [name for name, tier in self.tiers.items() if tier.tools and asked.model in (ROUTED, name)]
        if asked.tools and not able:
            raise Refused(400, "No tier asked here may call tools: set `tools = true` for one that can.", "tools")
        return Answer(self.parts, asked, self._route(asked, able), began)

    def _route(self, asked: Asked, able: Sequence[str]) -> Route:
        """Route the request, and keep the candidates that were asked for and can do what was asked."""
        at = max(at for at, line in enumerate(asked.lines) if line.role == "user")
        command = asked.model == ROUTED and asked.is_plain
        route = self.parts.router.route(asked.question, command=command, history=asked.lines[:at])
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
        kinds = self.parts.router.screen([Message("user", said)]).kinds
        if kinds:
            able = [name for name in able if self.tiers[name].trusted or self.tiers[name].privacy == "allow"]
        candidates = tuple(name for name in route.candidates if name in able)
        return replace(route, candidates=candidates, private=tuple(dict.fromkeys([*route.private, *kinds])))


class Answer:
    """One request on its way; `pieces` is its text, the rest is known once that has ended."""

    def __init__(self, parts: Replier, asked: Asked, route: Route, began: float) -> None:
        """`began`: clock seconds at which it was read."""
        clock = parts.clock
        self.trace = TurnTrace(clock.today(), "gateway", transcript=Transcript(asked.question, 1.0, asked.is_plain, "typed"))
        self.trace.marks.transcribed = began
        self.trace.route, self.trace.marks.routed = route, clock.now()
        self.route = route
        self.calls: Sequence[ToolCall] = ()
        """What the tier asks the client to do."""
        self._asked = asked
        self._parts = parts
        self._seen = _Seen()
        self._turn_budget = parts.budget.turn()
        self._turn_budget.path = config.budget_path(route.tier)
        self._turn_budget.engines["answer"] = route.skill or next(iter(route.candidates), "none")

    async def pieces(self) -> AsyncGenerator[str]:
        """Give the text as it comes. Raises Refused when nobody can answer, also in the midst of it."""
        marks, clock = self.trace.marks, self._parts.clock
        whole = False
        try:
            source = self._by_skill() if self.route.tier == "skill" else self._by_tiers()
            async with aclosing(source), aclosing(until(source, self._asked.stop)) as text:
                async for piece in text:
                    if marks.first_sentence is None:
                        marks.first_sentence = clock.now()
                        marks.answer_first_token = marks.answer_first_token or marks.first_sentence
                    self.trace.reply += piece
                    yield piece
            whole = True
        except Refused as refused:
            whole = True
            self.trace.error = self.trace.error or str(refused)
            raise
        finally:
            self.trace.interrupted = not whole
            marks.reply_end = clock.now()

    def finish(self) -> None:
        """Judge the request and write its trace, once the client has all of it: the disk takes some milliseconds."""
        self.trace.actions = self._turn_budget.actions
        budget = self._parts.budget
        self._unlearn_long_prompts()
        self.trace.budget = budget.judge(self.trace, self._turn_budget)
        for warning in (self._parts.writer.write(self.trace), budget.predictor.save()):
            if warning:
                self._parts.notify(Warned(warning))
        self._parts.notify(TurnEnded(self.trace))

    def _unlearn_long_prompts(self) -> None:
        """Keep long prompts out of the predictions: they would make a tier look slow for spoken questions."""
        spoken = self._parts.router.routing.device_tokens
        long = [name for name, used in self.trace.usage.items() if used["in"] > spoken]
        for name in long:
            self._turn_budget.tiers_ms.pop(name, None)
            self._turn_budget.engines["answer"] = LONG

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
        """Tokens of the tier that answered, as the protocol counts them."""
        used = self.trace.usage.get(self.trace.answered_by or "", {})
        read, written = int(used.get("in", 0)), int(used.get("out", 0))
        return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}

    async def _by_skill(self) -> AsyncGenerator[str]:
        assert self.route.skill is not None
        earlier = (line.text for line in reversed(self._asked.lines) if line.role == "assistant" and line.text)
        context = Context(last_reply=next(earlier, ""))
        answer = await self._parts.skills.run(Match(self.route.skill, self.route.slots), context)
        self.trace.answered_by = self.route.skill
        if answer.text:
            yield answer.text

    async def _by_tiers(self) -> AsyncGenerator[str]:
        panel = self._parts.panel
        asked = replace(
            panel,
            tiers={name: _TierWithOptions(tier, self._asked.options, self._seen) for name, tier in panel.tiers.items()},
            cache=AnswerCache(panel.clock, 0),  # its answers are to the question alone, whatever a program has said before it
        )
        told = reply.Reply(
            asked, self.route, self._asked.question, _ClientHistory(self._asked.lines),
            Toolbox(self._asked.tools, self._pass_on), _as_it_comes, self.trace, self._turn_budget, glue="",
        )  # fmt: skip
        async with aclosing(told.chunks()) as chunks:
            async for chunk in chunks:
                if self.trace.answered_by is None:
                    raise self._nobody()
                if self.trace.error and chunk == phrases.CUT_SHORT:
                    raise Refused(502, f"The reply broke off: {self.trace.error}.", code="broke_off")
                yield chunk

    async def _pass_on(self, call: ToolCall) -> Called:
        """Leave the calls to the client; the reply ends with them."""
        self.calls = next(result.calls for result in self._seen.results if call in result.calls)
        return Called("", acted=True)

    def _nobody(self) -> Refused:
        failed = [name for name in self.trace.tried if name not in self._seen.withheld]
        if self.private and not failed:
            kinds = ", ".join(self.private)
            return Refused(
                403, f"This is private ({kinds}) and no tier may be told. `voice privacy check` explains.", code="private"
            )
        removed = [f"{other.tier}: {other.removed}" for other in self.route.alternatives if other.removed]
        why = "; ".join(filter(None, [self.trace.error, *removed])) or "no tier is set up"
        code = "starting" if self._seen.starting else "unavailable"
        return Refused(503, f"No tier can answer: {why}. {REMEDY}", code=code)


class _ClientHistory(History):
    """The conversation as the client tells it."""

    def __init__(self, lines: Sequence[Message]) -> None:
        super().__init__()
        self._lines = lines

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
    """A tier as one request asks it."""

    def __init__(self, tier: Tier, options: GenerationOptions, seen: _Seen) -> None:
        self.name = tier.name
        self._tier = tier
        self._options = options
        self._seen = seen
        self.warm, self.prefill, self.cost_usd, self.close = tier.warm, tier.prefill, tier.cost_usd, tier.close

    @property
    def state(self) -> tuple[float, float | None]:
        return self._tier.state

    async def stream(
        self,
        messages: Sequence[Message],
        result: StreamResult,
        tools: Sequence[Tool] = (),
        options: GenerationOptions | None = None,
    ) -> AsyncGenerator[str]:
        self._seen.results.append(result)
        try:
            async with aclosing(self._tier.stream(messages, result, tools, options or self._options)) as pieces:
                async for piece in pieces:
                    yield piece
            self._seen.ended = result.ended
        except TierError as error:
            self._seen.starting |= isinstance(error, StartingError)
            if isinstance(error, WithheldError):
                self._seen.withheld[self.name] = error.kinds
            raise


async def _as_it_comes(text: AsyncIterator[str]) -> AsyncGenerator[str]:
    async for piece in text:
        if piece:
            yield piece
