"""One turn: from the words that were heard to the last spoken word of the reply, with its trace and its budget.

    draft ─▶ commit ─▶ speak        drafts may follow one another; nothing happens before the commit

A turn is cancelled by the next one (barge-in): its sound stops, its request is closed, its trace is still written.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import ExitStack, aclosing
from dataclasses import replace
from functools import partial

from voice import config
from voice.answer import phrases
from voice.answer.attempt import once
from voice.answer.filler import first_of
from voice.answer.question import Question
from voice.answer.reply import Chunking, Reply
from voice.answer.tools import Toolbox
from voice.conversation import Conversation
from voice.deeds import Deeds
from voice.doubt import Doubt
from voice.drafts import Drafts
from voice.engines import Engines
from voice.english.refusals import Refusal, refusal_of
from voice.errors import DeviceError, VoiceError
from voice.events import RouteChosen, Saying, TurnEnded, Warned
from voice.haste import Haste
from voice.messages import Completeness, Message, Route, ToolCall, ToolResult, Transcript
from voice.skills.talk import not_understood
from voice.speak.sentences import sentences
from voice.trace import TurnTrace
from voice.understanding import Understanding, Understood


class Turn:
    """One exchange of a conversation."""

    def __init__(self, engines: Engines, conversation: Conversation, source: str) -> None:
        """`source`: where it came from, for the trace: a file's path, "microphone", "typed"."""
        self.trace = TurnTrace(engines.clock.today(), source, engines.origin, conversation.visitor)
        self.budget = engines.budget.turn()
        self.drafts = Drafts(engines.clock, engines.budget, engines.config.answer.ahead_waste)
        self.trace.drafts = self.drafts.told
        self._engines = engines
        self._conversation = conversation
        self._era = engines.era()
        conversation.recall(engines.clock.now(), engines.config.conversation.forget_s, self._era)
        self._understanding = Understanding(engines, conversation, self.budget)
        self._haste = Haste(engines, conversation.player, self.trace, self.budget)
        self._understood: Understood | None = None
        self._asked: Doubt | None = None
        """What this turn asks back."""
        self._begun: Reply | None = None
        """The draft that is said, if one was made of what tiers say."""
        self._told: tuple[str, ...] = ()
        """Kinds of private data that tools have told."""
        self._speaking: asyncio.Task[None] | None = None

    # draft

    def draft(self, words: Transcript, route: Route | None = None) -> Route:
        """Set the turn's words and choose who would answer; a later draft replaces this one.

        `route`: where somebody else has chosen already. A draft has no effect, and may be dropped.
        """
        self.trace.marks.routed = None  # or the time since an earlier draft would count as spent
        called, spent_ms = self.trace.wake is not None, self._haste.spent_ms()
        self._understood = understood = self._understanding.of(words, spent_ms, called, route)
        route = understood.route
        self.trace.transcript, self.trace.route = understood.words, route
        self.budget.path = config.budget_path(route.tier)
        self.budget.engines |= {"transcribe": words.engine, "answer": route.skill or next(iter(route.candidates), "none")}
        self.trace.marks.routed = self._engines.clock.now()
        return route

    @property
    def _draft(self) -> Understood:
        assert self._understood is not None, "a turn is drafted before it is committed"
        return self._understood

    @property
    def completeness(self) -> Completeness | None:
        """How complete the draft is, where it answers or goes on from what was said before; None where it does neither."""
        return self._understanding.completeness(self._draft)

    def meant(self) -> bool:
        """Whether the draft was meant for the assistant, which nobody called."""
        return self._understanding.is_meant(self._draft)

    async def ahead(self, completeness: Completeness, hidden_ms: float = 0.0) -> None:
        """Begin the reply to the draft, unheard and without an effect; where that is not to be, let a tier begin to read it.

        `hidden_ms`: how much longer the turn stays open at least.
        """
        words, route = self._draft.words, self._draft.route
        if self.drafts.still_fits(words.text, route):
            return
        await self.drafts.drop()
        may_begin = self._engines.config.answer.ahead != "never" and self.drafts.may_begin(words, completeness)
        if may_begin and (said := await self._foreseen(hidden_ms)):
            return self.drafts.begin(words, completeness, route, said, self._haste.early_player())
        await self.prefill()

    async def _foreseen(self, hidden_ms: float) -> Reply | str:
        """What replies to the draft, as far as that can be known without doing anything; "" where it cannot."""
        route = self._draft.route
        if route.tier != "skill":
            first = next(iter(self._engines.pool.in_order(route)), "")
            return self._reply(hidden_ms) if first in self._engines.pool.ahead else ""
        async with aclosing(self._cut(await self._deeds().foretold())) as pieces:
            return await anext(pieces, "")

    async def prefill(self) -> None:
        """Let the tier that would answer the draft begin to read it, if that tier runs here."""
        words = self._draft.words
        if words.text and not words.is_command:
            for name in self._engines.pool.in_order(self._draft.route)[:1]:
                await self._engines.pool.tiers[name].prefill(self._lines())

    async def reread(self) -> None:
        """The turn is over: let the tier here that answered read the conversation again, in case another question follows."""
        if tier := self._engines.pool.tiers.get(self.trace.answered_by or ""):
            await tier.prefill(self._conversation.history.with_question(""))

    # commit

    async def commit(self, reply: Reply | None = None) -> AsyncGenerator[str]:
        """Answer the draft: run the skill, or ask the tiers. What can be spoken, chunk by chunk.

        `reply` takes the place of the one that is made for a listener, whose chunks are sentences.
        """
        text, route, listened_to = self._draft.words.text, self._draft.route, reply is None
        self._settle()
        self._begun = self.drafts.claim(text, route)
        await self.drafts.drop()
        announces, expected_ms = listened_to and route.tier != "skill", None
        if route.tier == "skill":
            chunks = self._cut(await self._deeds().done(), listened_to)
            self._asked = self._conversation.doubt
        elif said := await self._by_home():
            chunks, announces = self._cut(said, listened_to), False
        elif not route.candidates and (refused := self._refused(text)):
            chunks, announces = self._cut(refused, listened_to), False
        else:
            self._engines.keep_private(route, text)
            reply = reply or self._begun or self._reply()
            chunks, expected_ms = reply.chunks(), reply.expected_ms
        async with aclosing(chunks), first_of(chunks) as first:
            if announces and await self._haste.bridges(first, expected_ms):
                yield next(self._conversation.fillers)
            chunk = await first
            while chunk is not None:
                self._note(chunk)
                yield chunk
                chunk = await anext(chunks, None)
        if announces and (over := self._engines.ledger.announcement()):
            self._note(over)
            yield over

    def _settle(self) -> None:
        """Close what the last turn left open, and tell of the route, which is final."""
        route = self._draft.route
        self._conversation.doubt, self._conversation.opened = None, ""
        self._conversation.leave(self._draft.words.text, route)
        self._engines.gate.screen.learn(self._lines())
        if self._draft.words.instead_of:
            self.budget.read_here(self._draft.words.note)
        self._conversation.notify(RouteChosen(route))
        self.budget.chose(route)

    def _deeds(self) -> Deeds:
        return Deeds(self._engines, self._conversation, self.trace, self._draft)

    def _lines(self) -> list[Message]:
        """The conversation so far, with the question as its last line."""
        return self._conversation.history.with_question(self._draft.words.text)

    async def _by_home(self) -> str | None:
        """What Home Assistant answers where it understands what no skill does."""
        words = self._draft.words
        said = await self._engines.skills.home.answered(words.text, typed=words.engine == "typed")
        if said:
            self._conversation.before = None
            self.trace.answered_by = self.budget.engines["answer"] = "home"
        return said

    def _refused(self, text: str) -> str:
        """Note why nobody answers; what to say where a skill might have, "" for all else."""
        self.trace.route = route = self._engines.router.refused(self._draft.route, text)
        self._understood, refusal = replace(self._draft, route=route), refusal_of(route.signals)
        match refusal:
            case Refusal("home"):
                self.trace.remedy = self._engines.skills.home.client.remedy
                return self._engines.skills.home.client.needed
            case Refusal("part", part):
                return phrases.only_half(part)
            case Refusal("skill", skill):
                return not_understood(skill)
        return ""

    def _cut(self, text: str, in_sentences: bool = True) -> AsyncGenerator[str]:
        return sentences(once(text), self._haste.first_chunk_words()) if in_sentences else once(text)

    def _reply(self, hidden_ms: float | None = None) -> Reply:
        """The tiers' reply, as a listener is given it; the tiers may call the skills.

        `hidden_ms`: how much of it nobody waits for, None where the turn is over.
        """
        pool, asked = self._engines.pool, self._draft
        question = Question(asked.words.text, self._lines(), asked.route, Toolbox(pool.tools, self._call))
        to_come_ms = self.budget.predicted("answer") or 0.0
        cut = partial(sentences, first_chunk_words=self._haste.first_chunk_words(to_come_ms, hidden_ms))
        return Reply(pool, question, Chunking(cut, draft=sentences if pool.draft else None), self.trace, self.budget)

    async def _call(self, asked: ToolCall) -> ToolResult:
        result = await self._engines.skills.call(asked, self._conversation.context)
        self._told += result.private
        if result.understood:
            self.trace.called.append(asked.name)
        return result

    def _note(self, chunk: str) -> None:
        marks, now = self.trace.marks, self._engines.clock.now()
        marks.answer_first_token = now if marks.answer_first_token is None else marks.answer_first_token
        marks.first_sentence = now if marks.first_sentence is None else marks.first_sentence
        self.trace.reply = f"{self.trace.reply} {chunk}".lstrip()
        self._conversation.notify(Saying(chunk))

    # speak

    async def speak(self, started: Callable[[], object] = lambda: None) -> None:
        """Commit, and say the reply aloud where there is a player; returns when it has been heard and the trace is written.

        `started` is called once the first sound has gone out.
        """
        self._speaking = asyncio.current_task()
        held = ExitStack()
        held.enter_context(self._engines.clock.working())
        try:
            with held:
                async with aclosing(self.commit()) as chunks:
                    await self._play(chunks, held, started)
        except asyncio.CancelledError:
            self.trace.interrupted = True
            raise
        except VoiceError as error:
            self._conversation.doubt = None  # the question was not heard
            self.trace.error = str(error)
            if not isinstance(error, DeviceError):  # which the speaker tells of, once
                self._conversation.notify(Warned(str(error)))
        finally:
            await self.drop()
            self.finish()

    async def drop(self) -> None:
        """Give up what was begun ahead and is not heard."""
        await self.drafts.drop()
        if self._begun:
            await self._begun.drop()
        if self._conversation.player:
            await self._conversation.player.forget()

    def cancel(self) -> None:
        """Fall silent, and give up the answer; the trace is still written. A draft is dropped without a trace."""
        if self._speaking:
            self._speaking.cancel()

    def finish(self) -> None:
        """Remember what was said, judge the turn, and write it down."""
        trace, notify, budget = self.trace, self._conversation.notify, self._engines.budget
        if self._asked:
            self._asked.asked = self._engines.clock.now()
        heard = self._heard()
        private = self._private() if heard else ()
        if self._draft.route.skill:
            trace.route = self._understanding.explained(self._draft)
        self._conversation.over(self._engines.clock.now(), trace, self._draft.words.text, heard, private)
        if self._engines.era() != self._era:  # everything was forgotten meanwhile
            self._conversation.forget()
        if trace.marks.acknowledged is not None and trace.marks.answer_first_token is not None:
            trace.hide("answer", max(0.0, (trace.marks.answer_first_token - trace.marks.acknowledged) * 1e3))
        trace.cost_usd += trace.drafts.wasted_usd
        trace.actions = self.budget.actions
        trace.budget = budget.judge(trace, self.budget)
        for warning in (self._engines.writer.write(trace, begun=self._era), budget.predictor.save()):
            if warning:
                notify(Warned(warning))
        notify(TurnEnded(trace))

    def _heard(self) -> str:
        """The reply, as far as it was heard."""
        player = self._conversation.player
        if not self.trace.interrupted or player is None:
            return self.trace.reply
        return " ".join(player.heard()[self.trace.marks.acknowledged is not None :])  # without the filler

    def _private(self) -> tuple[str, ...]:
        """Kinds of what is private in this exchange, for the turns that follow."""
        lines, route = [*self._lines(), Message("assistant", self.trace.reply)], self._draft.route
        kinds = self._engines.gate.screen.kinds_of(lines, by_skill=bool(route.skill))
        done = [kind for one in route.deeds for kind in self._engines.skills.private(one.skill, one.slots)]
        return tuple(dict.fromkeys([*kinds, *done, *self._told]))

    def _is_public(self) -> bool:
        """Whether nothing that was said or told so far is private; the gate looks at the words of the reply itself."""
        route, skills = self._draft.route, self._engines.skills
        known = route.private or self._told or any(line.private for line in self._lines())
        told = any(skills.private(one.skill, one.slots) for one in route.deeds)
        return bool(route.deeds or route.candidates) and not known and not told and self.trace.answered_by != "home"

    async def _play(self, chunks: AsyncGenerator[str], held: ExitStack, started: Callable[[], object]) -> None:
        """Say the reply; the next frame may be heard as soon as its first sample is out."""
        player, marks = self._conversation.player, self.trace.marks
        if player is None:
            async for _ in chunks:
                pass
            return

        def begun(first_audio: float, audible: float) -> None:
            marks.speech_first_audio, marks.audible = first_audio, audible
            if player.hidden_ms:
                self.trace.hidden_ms["speak"] = player.hidden_ms
            if player.sink.estimated:
                marks.estimated.add("audible")
            held.close()
            started()

        def fell_back(why: str) -> None:
            self.budget.fell_back(why)
            self._conversation.notify(Warned(f"the spare voice speaks, for this reply: {why}"))

        await player.play(chunks, begun, fell_back, self._haste.uses_spare(player), self._is_public)
        marks.reply_end = self._engines.clock.now()
