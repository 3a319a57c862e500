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
from voice.answer.filler import first_of, is_late
from voice.answer.question import Question
from voice.answer.reply import Chunking, Reply
from voice.answer.tools import Toolbox
from voice.conversation import PASSING, Conversation
from voice.deeds import Deeds
from voice.doubt import Answer, Doubt, answer
from voice.drafts import Drafts
from voice.engines import Engines
from voice.english.numbers_heard import in_digits, is_number
from voice.errors import DeviceError, VoiceError
from voice.events import RouteChosen, TurnEnded, Warned
from voice.meant import meant
from voice.messages import Completeness, Match, Message, Route, ToolCall, ToolResult, Transcript
from voice.speak.sentences import SHORT_CHUNK_WORDS, sentences
from voice.trace import TurnTrace

READINGS = 6
"""Readings of the sound, the likeliest first, among which the answer to a question is looked for."""


class Turn:
    """One exchange of a conversation."""

    def __init__(self, engines: Engines, conversation: Conversation, source: str) -> None:
        """`source`: where it came from, for the trace: a file's path, "microphone", "typed"."""
        self.trace = TurnTrace(engines.clock.today(), source, engines.origin)
        self.budget = engines.budget.turn()
        self.drafts = Drafts(engines.clock, engines.budget, engines.config.answer.ahead_waste)
        self.trace.drafts = self.drafts.told
        self._engines = engines
        self._conversation = conversation
        self._words = Transcript("", 0.0, False, "none")
        conversation.recall(engines.clock.now(), engines.config.conversation.forget_s)
        self._route: Route | None = None
        doubt = conversation.doubt
        self._doubt = doubt if doubt and doubt.is_open(engines.clock.now()) else None
        """What this turn may be the answer to."""
        self.answer: Answer | None = None
        """The answer to it that the draft is, if it is one."""
        self._asked: Doubt | None = None
        """What this turn asks back."""
        self._begun: Reply | None = None
        """The draft that is said, if one was made of what tiers say."""
        self._told: tuple[str, ...] = ()
        """Kinds of private data that tools have told."""
        self._by_spare = False
        """Whether the spare voice says the reply, which is decided before it begins."""
        self._speaking: asyncio.Task[None] | None = None

    # draft

    def draft(self, words: Transcript, route: Route | None = None) -> Route:
        """Set the turn's words and choose who would answer; a later draft replaces this one.

        `route`: where somebody else has chosen already. A draft has no effect, and may be dropped.
        """
        self._words = self.trace.transcript = words = self._as_answer(words)
        self.trace.marks.routed = None  # or the time since an earlier draft would count as spent
        self.budget.engines["transcribe"] = words.engine
        self.answer = self._answer(words.text)
        route = route or (self.answer.route if self.answer else self._chosen(words))
        self._route = self.trace.route = route
        self.budget.path = config.budget_path(route.tier)
        self.budget.engines["answer"] = route.skill or next(iter(route.candidates), "none")
        self.trace.marks.routed = self._engines.clock.now()
        return route

    def _as_answer(self, words: Transcript) -> Transcript:
        """Take the likeliest reading that answers what a skill has asked just now, if there is one: a recogniser that expects
        commands hears "to the date" for "ten minutes".
        """
        held = self._conversation
        if held.opened != "skill" or self.trace.wake or not held.told or not words.text:
            return words
        for text in dict.fromkeys([words.text, *(one.text for one in words.hypotheses[:READINGS])]):
            if text and (match := held.follow_up(self._engines.skills, text)) and match.skill == held.told[-1].match.skill:
                return words if text == words.text else replace(words, text=text, is_command=False)
        return words

    def _chosen(self, words: Transcript) -> Route:
        held = self._conversation
        return self._engines.router.route(
            words.text,
            command=words.is_command or words.engine == "typed",
            history=held.history.with_question(words.text)[:-1],
            remaining=self.budget.choosing_ms(self._spent_ms()),
            follow_up=held.follow_up(self._engines.skills, words.text),
        )

    def _deeds(self) -> Deeds:
        return Deeds(self._engines, self._conversation, self.trace, self._words, self.answer)

    def _answer(self, text: str) -> Answer | None:
        return answer(self._doubt, text, self._engines.skills, self._conversation.context) if self._doubt and text else None

    @property
    def completeness(self) -> Completeness | None:
        """How complete the draft is, where it answers or goes on from what was said before; None where it does neither."""
        if self.answer:
            return self.answer.completeness
        if self._route is None or not self._route.skill or self._words.is_command:
            return None
        if is_number(in_digits(self._words.text.split()[-1:])[0].text):
            return "digits"  # "twenty … five minutes"
        return self._engines.skills.completeness(self._route.deeds[-1].text)

    def meant(self) -> bool:
        """Whether the draft was meant for the assistant, which nobody called."""
        assert self._route
        opened, sure = self._conversation.opened, self._engines.config.transcribe.ask_below
        return self.answer is not None or meant(self._words, self._route, opened, sure)

    async def ahead(self, completeness: Completeness) -> None:
        """Begin the reply to the draft, unheard and without an effect; where that is not to be, let a tier begin to read it."""
        assert self._route is not None
        if self.drafts.still_fits(self._words.text, self._route):
            return
        await self.drafts.drop()
        if self._engines.config.answer.ahead != "never" and self.drafts.may_begin(self._words, completeness):
            player, late_ms = self._conversation.player, self._engines.config.speak.late_ms
            if player and player.has_spare and self.budget.voice_ms() > late_ms:
                player = None  # the spare voice will speak, which needs no start
            if said := await self._foreseen(self._route):
                return self.drafts.begin(self._words, completeness, self._route, said, player)
        await self.prefill()

    async def _foreseen(self, route: Route) -> Reply | str:
        """What replies to the draft, as far as that can be known without doing anything; "" where it cannot."""
        if route.tier != "skill":
            first = next(iter(self._engines.pool.in_order(route)), "")
            waits = self._engines.config.endpoint
            hidden_ms = waits.default_ms - waits.hangover_ms
            return self._reply(route, hidden_ms) if first in self._engines.pool.ahead else ""
        text = await self._deeds().foretold(route)
        async with aclosing(self._cut(once(text), in_sentences=True)) as pieces:
            return await anext(pieces, "")

    async def prefill(self) -> None:
        """Let the tier that would answer the draft begin to read it, if that tier runs here."""
        if self._route and self._words.text and not self._words.is_command:
            for name in self._engines.pool.in_order(self._route)[:1]:
                lines = self._conversation.history.with_question(self._words.text)
                await self._engines.pool.tiers[name].prefill(lines)

    # commit

    async def commit(self, reply: Reply | None = None) -> AsyncGenerator[str]:
        """Answer the draft: run the skill, or ask the tiers. What can be spoken, chunk by chunk.

        `reply` takes the place of the one that is made for a listener, whose chunks are sentences.
        """
        route, listened_to = self._committed(), reply is None
        self._begun = self.drafts.claim(self._words.text, route)
        await self.drafts.drop()
        announces, expected_ms = listened_to and route.tier != "skill", None
        if route.tier == "skill":
            chunks = self._cut(once(await self._deeds().done(route)), listened_to)
            self._asked = self._conversation.doubt
        elif said := await self._by_home():
            chunks, announces = self._cut(once(said), listened_to), False
        elif not route.candidates and (needed := self._engines.skills.home.needed(self._words.text)):
            chunks, announces = self._cut(once(needed), listened_to), False
        elif not route.candidates and (half := self._engines.skills.half(self._words.text)):
            chunks, announces = self._cut(once(phrases.only_half(half)), listened_to), False
        else:
            self._engines.keep_private(route, self._words.text)
            reply = reply or self._begun or self._reply(route)
            chunks, expected_ms = reply.chunks(), reply.expected_ms
        async with aclosing(chunks), first_of(chunks) as first:
            if announces and await self._is_bridged(first, expected_ms):
                yield next(self._conversation.fillers)
            chunk = await first
            while chunk is not None:
                self._note(chunk)
                yield chunk
                chunk = await anext(chunks, None)
        if announces and (text := self._engines.ledger.announcement()):
            self._note(text)
            yield text

    def _committed(self) -> Route:
        assert self._route is not None, "a turn is drafted before it is committed"
        self._conversation.doubt, self._conversation.opened = None, ""
        if self._route.skill not in PASSING and (self._route.skill or self._route.candidates):
            self._conversation.told = ()
        self._engines.gate.screen.learn(self._conversation.history.with_question(self._words.text))
        self._conversation.notify(RouteChosen(self._route))
        self.budget.chose(self._route)
        return self._route

    async def _by_home(self) -> str | None:
        """What Home Assistant answers where it understands what no skill does."""
        said = await self._engines.skills.home.answered(self._words.text, typed=self._words.engine == "typed")
        if said:
            self.trace.answered_by = self.budget.engines["answer"] = "home"
        return said

    async def _cut(self, text: AsyncGenerator[str], in_sentences: bool) -> AsyncGenerator[str]:
        async with aclosing(sentences(text, self._first_chunk_words()) if in_sentences else text) as chunks:
            async for chunk in chunks:
                yield chunk

    def _reply(self, route: Route, hidden_ms: float | None = None) -> Reply:
        """The tiers' reply, as a listener is given it; the tiers may call the skills.

        `hidden_ms`: the wait that it is begun in, None where the turn is over.
        """
        pool, text = self._engines.pool, self._words.text
        question = Question(text, self._conversation.history.with_question(text), route, Toolbox(pool.tools, self._call))
        to_come_ms = self.budget.predicted("answer") or 0.0
        cut = partial(sentences, first_chunk_words=self._first_chunk_words(to_come_ms, hidden_ms))
        return Reply(pool, question, Chunking(cut, draft=sentences if pool.draft else None), self.trace, self.budget)

    async def _call(self, asked: ToolCall) -> ToolResult:
        result = await self._engines.skills.call(asked, self._conversation.context)
        self._told += result.private
        if result.understood:
            self.trace.called.append(asked.name)
        return result

    def _first_chunk_words(self, to_come_ms: float = 0.0, hidden_ms: float | None = None) -> int | None:
        """The most words of the first chunk if the voice would be late with a whole sentence; else None.

        `to_come_ms`: until there is something to say; `hidden_ms`: how much of all that the wait for the end of the turn hides.
        """
        player = self._conversation.player
        if player is None:
            return None
        spoken = (self.trace.marks.endpoint is not None and not player.is_prepared) or hidden_ms is not None
        spent_ms = self._spent_ms() + to_come_ms - (hidden_ms or 0.0)
        late = spoken and self.budget.should_shorten_first_chunk(spent_ms)
        words = None if self._by_spare else player.first_words
        return words or (SHORT_CHUNK_WORDS if late else None)

    async def _is_bridged(self, first: "asyncio.Task[str | None]", expected_ms: float | None) -> bool:
        """Wait until the answer begins or is late; return True if the listener must be told that it is coming."""
        allowed_ms, clock = self._engines.config.answer.bridge_ms, self._engines.clock
        if self._conversation.player is None or not allowed_ms or not self.budget.may("acknowledge"):
            return False
        after_ms = self.budget.acknowledge_after_ms(allowed_ms, self._spent_ms(), expected_ms)
        if not await is_late(first, after_ms / 1e3, clock):
            return False
        self.trace.marks.acknowledged = clock.now()
        self.budget.acknowledged(allowed_ms, self._spent_ms(), expected_ms)
        return True

    def _note(self, chunk: str) -> None:
        marks, now = self.trace.marks, self._engines.clock.now()
        marks.answer_first_token = now if marks.answer_first_token is None else marks.answer_first_token
        marks.first_sentence = now if marks.first_sentence is None else marks.first_sentence
        self.trace.reply = f"{self.trace.reply} {chunk}".lstrip()

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
        if self._route and self._route.skill:
            trace.route = self._explained(self._route)
        self._conversation.over(self._engines.clock.now(), self._words.text, heard, private)
        if trace.marks.acknowledged is not None and trace.marks.answer_first_token is not None:
            hidden_ms = max(0.0, (trace.marks.answer_first_token - trace.marks.acknowledged) * 1e3)
            trace.hidden_ms["answer"] = trace.hidden_ms.get("answer", 0.0) + hidden_ms
        trace.cost_usd += trace.drafts.wasted_usd
        trace.actions = self.budget.actions
        trace.budget = budget.judge(trace, self.budget)
        for warning in (self._engines.writer.write(trace), budget.predictor.save()):
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
        lines = self._conversation.history.with_question(self._words.text)
        by_skill = bool(self._route and self._route.skill)
        kinds = self._engines.gate.screen.kinds_of([*lines, Message("assistant", self.trace.reply)], by_skill)
        deeds = self._route.deeds if self._route else ()
        done = [kind for one in deeds for kind in self._engines.skills.private(one.skill, one.slots)]
        return tuple(dict.fromkeys([*kinds, *done, *self._told]))

    def _explained(self, route: Route) -> Route:
        """The route of what a skill has done, with what was private in the words and how the tiers stood: all but the choice,
        for which nobody had to wait.
        """
        assert route.skill
        text = route.said if self.answer else self._words.text
        history = self._conversation.history.with_question(text)[:-1]
        done = Match(route.skill, route.slots, route.said, route.also)
        told = self._engines.router.route(text, history=history, follow_up=done, explain=True)
        signals = (*route.signals, *told.signals[len(route.signals) :])
        return replace(route, signals=signals, private=told.private, alternatives=told.alternatives)

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
            self._conversation.notify(Warned(f"espeak-ng speaks, for this reply: {why}"))

        late_ms = self._engines.config.speak.late_ms
        self._by_spare = player.has_spare and self.budget.should_use_spare(late_ms)  # before the first chunk is cut for it
        await player.play(chunks, begun, fell_back, self._by_spare)
        marks.reply_end = self._engines.clock.now()

    def _spent_ms(self) -> float:
        """Milliseconds since the question ended or, if it was typed, since it was routed."""
        asked = self.trace.marks.routed if self.trace.marks.endpoint is None else self.trace.marks.endpoint
        return 0.0 if asked is None else (self._engines.clock.now() - asked) * 1e3
