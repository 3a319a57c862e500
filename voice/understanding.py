"""Understands the words of a turn behind what was said before: what they answer, what goes on from what, and who replies."""

from dataclasses import dataclass, replace

from voice.budget import TurnBudget
from voice.conversation import Conversation
from voice.doubt import Answer, answer
from voice.engines import Engines
from voice.english.numbers_heard import in_digits, is_number
from voice.meant import meant
from voice.messages import Completeness, Match, Route, Transcript

READINGS = 6
"""Readings of the sound, the likeliest first, among which the answer to a question is looked for."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What the words of a turn come to."""

    words: Transcript
    """The reading that was taken."""
    route: Route
    """Who replies."""
    answer: Answer | None = None
    """What they answer to a command that was asked back about; None where they are no such answer."""


class Understanding:
    """Understands the words of one turn, as often as they are read."""

    def __init__(self, engines: Engines, conversation: Conversation, budget: TurnBudget) -> None:
        self._engines = engines
        self._conversation = conversation
        self._budget = budget
        doubt = conversation.doubt
        self._doubt = doubt if doubt and doubt.is_open(engines.clock.now()) else None
        """What this turn may be the answer to."""

    def of(self, words: Transcript, spent_ms: float, called: bool, route: Route | None = None) -> Understood:
        """Understand words, `spent_ms` after they were over. `called`: by the wake word; `route`: chosen by somebody else."""
        words = words if called else self._as_answer(words)
        found = self._answer(words.text)
        return Understood(words, route or (found.route if found else self._chosen(words, spent_ms)), found)

    def _as_answer(self, words: Transcript) -> Transcript:
        """Take the likeliest reading that answers what a skill has asked just now, if there is one: a recogniser that expects
        commands hears "to the date" for "ten minutes".
        """
        held = self._conversation
        if held.opened != "skill" or not held.told or not words.text:
            return words
        for text in dict.fromkeys([words.text, *(one.text for one in words.hypotheses[:READINGS])]):
            if text and (match := held.follow_up(self._engines.skills, text)) and match.skill == held.told[-1].match.skill:
                return words if text == words.text else replace(words, text=text, is_command=False)
        return words

    def _answer(self, text: str) -> Answer | None:
        return answer(self._doubt, text, self._engines.skills, self._conversation.context) if self._doubt and text else None

    def _chosen(self, words: Transcript, spent_ms: float) -> Route:
        held = self._conversation
        return self._engines.router.route(
            words.text,
            command=words.is_command or words.engine == "typed",
            history=held.history.with_question(words.text)[:-1],
            remaining=self._budget.choosing_ms(spent_ms),
            follow_up=held.follow_up(self._engines.skills, words.text),
        )

    def completeness(self, it: Understood) -> Completeness | None:
        """How complete the words are, where they answer or go on from what was said before; None where they do neither."""
        if it.answer:
            return it.answer.completeness
        if not it.route.skill or it.words.is_command:
            return None
        if is_number(in_digits(it.words.text.split()[-1:])[0].text):
            return "digits"  # "twenty … five minutes"
        return self._engines.skills.completeness(it.route.deeds[-1].text)

    def is_meant(self, it: Understood) -> bool:
        """Whether the words were meant for the assistant, which nobody called."""
        opened, sure = self._conversation.opened, self._engines.config.transcribe.ask_below
        return it.answer is not None or meant(it.words, it.route, opened, sure)

    def explained(self, it: Understood) -> Route:
        """The route of what a skill has done, with what was private in the words and how the tiers stood: all but the choice,
        for which nobody had to wait.
        """
        route = it.route
        assert route.skill
        text = route.said if it.answer else it.words.text
        history = self._conversation.history.with_question(text)[:-1]
        done = Match(route.skill, route.slots, route.said, route.also)
        told = self._engines.router.route(text, history=history, follow_up=done, explain=True)
        signals = (*route.signals, *told.signals[len(route.signals) :])
        return replace(route, signals=signals, private=told.private, alternatives=told.alternatives)
