"""The conversation: what its turns share, such as its history and what was done last."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import cycle
from typing import Literal

from voice.answer.filler import FILLERS
from voice.answer.history import History
from voice.doubt import Doubt
from voice.english.consent import consent
from voice.english.spellings import words
from voice.events import Notify
from voice.messages import Match, Route, SkillReply
from voice.skills import Context, Skills, Told
from voice.skills.follow_up.answers import asks
from voice.skills.follow_up.finding import of_sum
from voice.skills.follow_up.taking_back import is_undo, takes_back
from voice.skills.guess import NAME as GUESS
from voice.skills.skill import Answered
from voice.speak.player import Player
from voice.trace import TurnTrace

PASSING = ("courtesy", "repeat", "about")
"""Skills after which a conversation goes on where it was."""

GoesOn = Literal["off", "question", "always"]
Opened = Literal["", "reply", "skill", "tier", "doubt"]
"""What left the assistant listening without the wake word: nothing; a reply; a question of a skill's, or of a language model's;
a command in doubt."""

FORGETS = "forget"
"""The skill behind which nothing is left of a conversation."""

GOES_ON_S = 20.0
"""Seconds behind a line that nobody could answer in which its rest may be said."""

HINT = re.compile(r"(?<=\?) Say, for instance: .*")
"""How a skill tells, behind a question, what to say in full to somebody who cannot just answer it."""


@dataclass(slots=True)
class Conversation:
    """What the turns of one conversation share."""

    notify: Notify
    player: Player | None = None
    """None: replies are read, not heard."""
    context: Context = field(default_factory=Context)
    history: History = field(default_factory=History)
    language: str = "en"
    fillers: Iterator[str] = field(default_factory=lambda: cycle(FILLERS))
    visitor: str = ""
    """Whose it is, for the traces: see `TurnTrace.visitor`."""
    listens: bool = False
    """Whether somebody may answer a question that is asked back, without the wake word."""
    doubt: Doubt | None = None
    """The command that was asked back in the last turn."""
    told: Sequence[Told] = ()
    """What skills did in the last turn: "and in kelvin?" takes the rest from it; none behind a line that was not understood."""
    before: Sequence[Told] | None = None
    """What skills did before a line that nobody could answer, or that only told something; None where there is none."""
    refused: bool = False
    """Whether nobody could answer that line."""
    begun: str = ""
    """That line, of which the next one may be the rest: "calculate 18", "times five"."""
    done: Sequence[Told] = ()
    """The last of them that can be undone, where nothing was done since: "undo" means it behind a question, too."""
    goes_on: GoesOn = "off"
    """After which replies the next words need no wake word, as the setting `conversation.follow_up` says."""
    opened: Opened = ""
    """What the last reply left open."""
    question: str = ""
    """What a skill has asked, as long as it may be answered: one line that is no answer leaves it open."""
    strayed: bool = False
    """Whether such a line came behind the question."""
    last: float = math.inf
    """Clock seconds at which the last turn was over; infinity before the first."""
    era: str | None = None
    """The era of the last turn, as `voice.history.era` tells it."""

    def follow_up(self, skills: Skills, text: str) -> Match | None:
        """What a text means behind the last turn; None where it takes nothing from it."""
        told = self.done if is_undo(text) and not any(one.undo for one in self.told) else self.told
        if (length := of_sum(text, self.told)) and self.done and self.done[-1].match.skill == "timer_set":
            text, told = length, self.done
        context = replace(self.context, last_reply=self.question or self.history.last_reply)
        found = skills.follow_up(text, told, context)
        if not found and self.before is not None and (self.refused or takes_back(text) or not skills.match(text)):
            found = skills.astray(text, self.before, replace(context, last_reply=""))
        rest = skills.rest(self.begun, text) if self.begun and not found else None
        return found or rest or skills.behind_refusal(text, context)

    @property
    def asks(self) -> bool:
        """Whether a question that is asked back can be heard and answered."""
        return self.listens and (self.context.volume is None or self.context.volume.volume > 0)

    async def do(self, skills: Skills, match: Match) -> SkillReply:
        """Have a skill do what was asked, and remember it."""
        if match.skill not in PASSING:
            await skills.look(match)
            new = Told(match, skills.undo(match, self.context))
            self.told = [*self.told, new]
            if new.undo or skills.changes(match, self.context):
                self.done = [one for one in self.told if one.undo]
                self.before = None
        return await skills.run(match, self.context)

    def leaves_open(self, trace: TurnTrace) -> Opened:
        """Tell what a turn's reply leaves open."""
        self.opened = "doubt" if self.doubt else self._open_after(trace) if self.asks and self.goes_on != "off" else ""
        if self.opened == "reply" and self.goes_on != "always":
            self.opened = ""
        return self.opened

    def _open_after(self, trace: TurnTrace) -> Opened:
        if not trace.reply or not trace.route or trace.route.skill == "courtesy":
            return ""
        if trace.route.skill:
            return "skill" if asks(trace.reply) else "reply"
        if self.question and trace.answered_by is None:
            return "skill"
        return "tier" if trace.reply.rstrip("\"')\u2019\u201d").endswith("?") else "reply"

    def over(self, now: float, trace: TurnTrace, asked: str, reply: str, private: tuple[str, ...]) -> None:
        """Remember an exchange that was over at `now`, clock seconds; forget them all where that was asked for."""
        self.last = now
        if trace.route and reply and trace.route.skill not in PASSING:
            by, asked_of = trace.answered_by, frozenset({*trace.tried, trace.answered_by or ""})
            self.context.last = Answered(trace.route, by, asked_of, reply, trace.declined)
        self._keep_question(trace, asked, reply)
        if any(one.match.skill == FORGETS for one in self.told):
            self.forget()
        elif reply:
            self.history.add(asked, reply, private)

    def hesitated(self, text: str) -> bool:
        """Whether somebody who was asked something has said nothing yet: "hmm"."""
        return bool(self.question) and not consent(" ".join(words(text))).rest

    def leave(self, text: str, route: Route) -> None:
        """Leave what was done before, where a line is no passing one: "no, seven" behind it may be about the line.

        What a skill asks stays open behind a line that nobody answers."""
        self.begun = "" if route.skill or route.candidates else text
        says_something = bool(consent(" ".join(words(text))).rest)
        if route.skill in PASSING or (not route.skill and not (says_something and (route.candidates or not self.question))):
            return
        if route.candidates:
            self.before = None
        elif not route.skill:
            self.before = self.told or self.before or self.done
        elif route.skill != GUESS:
            self.before = self.done or None
        if route.skill != GUESS:
            self.refused = not route.skill
        self.told = ()

    def _keep_question(self, trace: TurnTrace, asked: str, reply: str) -> None:
        """Keep what a skill asks open, behind one line that is no answer too."""
        skill = trace.route.skill if trace.route else None
        if not reply or skill == "repeat":
            return
        passes = not self.strayed and (skill in PASSING or trace.answered_by is None or self.hesitated(asked))
        if skill and skill not in PASSING:
            self.question, self.strayed = reply if self.told and asks(reply) else "", False
        elif not passes:
            self.question = ""
        else:
            self.strayed = True

    def recall(self, now: float, forget_s: float, era: str) -> None:
        """Forget what was said if the last turn was over more than `forget_s` before `now` (seconds), or in another era."""
        if now - self.last > GOES_ON_S:
            self.begun = ""
        if now - self.last > forget_s or self.era not in (None, era):
            self.forget()
        self.era = era

    def forget(self) -> None:
        self.history, self.told, self.before, self.done, self.doubt = History(), (), None, (), None
        self.context.last_reply, self.context.last, self.question, self.begun = "", None, "", ""

    def shortened(self, reply: str) -> str:
        """A skill's reply without the hint how to ask in full, where its question can just be answered."""
        return HINT.sub("", reply) if self.asks and self.goes_on != "off" else reply
