"""Tells about the assistant itself: what it hears, keeps, sends and costs, what it runs on, and who gave the last answer.

Each fact is read where it is true: in the settings, the switch of the microphone, the audit log, the ledger, the last route.
"""

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from voice.clock import Clock
from voice.config import Config, Tier
from voice.english.numbers_said import counted, listed
from voice.english.refusals import refusal_of
from voice.errors import SkillError, VoiceError
from voice.messages import SkillReply
from voice.models.choice import transcriber
from voice.mute import Mute
from voice.privacy import LABELS
from voice.privacy.audit import Audit, Entry
from voice.privacy.gate import Place, home_of, place_of
from voice.provenance import program
from voice.skills.follow_up import refused
from voice.skills.skill import Answered, Context, Skill, as_captured
from voice.tiers.cost import dollars, is_priced
from voice.tiers.spend import Ledger

FIXED = {
    "maker": "I'm voice, free software under the Apache licence. No company runs me: I run on your own machine.",
    "person": "I'm a computer program, not a person.",
    "language": "I only understand English.",
    "camera": "I have no camera: I only hear.",
    "people": "I don't tell voices apart, so I don't know who is speaking.",
    "place": "I run on your own machine, this one.",
    "control": "Say mute the microphone, or run voice mute. Control C ends voice run.",
    "limits": "I can't phone or write to anybody, see a calendar, tell the weather or the news, or order anything. "
    "Other questions need a language model, and lights and music need Home Assistant.",
    "settings": "My settings are in a file. Run voice config path to see where, and voice config show to see what is set.",
    "delete": "Say forget that, for what we said. Reminders, timers and lists stay until you cancel or clear them.",
}
"""What is so under any settings."""

HOME = "Home Assistant"

NOTHING_SAID = "I haven't answered anything yet."

ENGINES = {
    "sphinx": "pocketsphinx", "whisper": "Whisper", "espeak": "espeak-ng", "piper": "Piper", "kokoro": "Kokoro",
    "kokoro-onnx": "Kokoro", "wyoming": "a Wyoming service",
    "remote": "a service elsewhere",
}  # fmt: skip
"""How engines are called aloud."""

GETS = {"refuse": "but no private ones", "redact": "with placeholders for what is private", "allow": "private ones too"}
"""What a place that is not trusted gets of the questions, by its policy."""


class About:
    """Answers questions about the assistant."""

    def __init__(self, config: Config, clock: Clock, audit: Audit, mute: Mute) -> None:
        self._config = config
        self._clock = clock
        self._audit = audit
        self._mute = mute
        self.added = False
        """Whether there are skills that the user has added."""

    def skill(self) -> Skill:
        return Skill("about", as_captured, self._run)

    async def _run(self, slots: Mapping[str, Any], context: Context) -> SkillReply:
        asked, period = slots["ask"], slots.get("period", "")
        match asked:
            case "sent":
                return SkillReply(await asyncio.to_thread(self._sent, period))
            case "cost":
                return SkillReply(self._cost(period))
            case "recording":
                return SkillReply(self._recording(context.recorded))
            case "microphone":
                return SkillReply(self._microphone(context.will_ring))
            case "refused" | "set up" | "same" if context.last:
                return SkillReply({"refused": refused.why, "set up": refused.set_up}.get(asked, refused.again)(context.last))
            case "why" | "away":
                return SkillReply(self._why(context.last, away_only=asked == "away"))
        facts = {
            "data": self._data, "name": self._name, "offline": self._offline, "model": self._model, "home": self._home,
        }  # fmt: skip
        return SkillReply(facts[asked]() if asked in facts else FIXED.get(asked) or f"I'm voice, version {program()}.")

    # what it hears and keeps

    def _recording(self, recorded: bool) -> str:
        if recorded:
            return "This session is being recorded on this machine, sound and words, because I was started that way."
        if self._config.keep_words and self._config.history.keep:
            return "I keep no sound, but the words of every turn, in a file on this machine, because the settings say so."
        return "I keep no sound, and no words but those of your reminders, timers and lists, on this machine."

    def _microphone(self, running: bool) -> str:
        state = "switched off" if self._mute.on else "on"
        if not running:
            return f"Nothing is listening here: no microphone is open. While voice run runs, it is {state}."
        if self._mute.on:
            return "The microphone is switched off."
        return f"The microphone is on. Until I hear {self._woken}, I listen for that alone and keep nothing."

    @property
    def _woken(self) -> str:
        return " or ".join(phrase.replace("_", " ") for phrase in self._config.wake.said)

    def _name(self) -> str:
        return f"I'm called voice. I wake up to {self._woken}."

    # what leaves the house

    @property
    def _places(self) -> dict[str, Place]:
        """Everywhere outside the home that may be asked, by how it is called."""
        places = {tier.name: place_of(tier) for tier in self._config.tiers}
        if self._config.home.url:
            places[HOME] = home_of(self._config.home)
        return {name: place for name, place in places.items() if place.is_away}

    def _data(self) -> str:
        mine = " Skills that you have added go where you wrote." if self.added else ""
        if (collector := self._config.fleet.report) and not self._config.offline:
            mine += f" How fast and how often I answer is told to {urlsplit(collector).hostname}, in numbers."
        sound = "The sound of your voice stays on this machine"
        if self._config.offline or not self._places:
            why = ", as I am set to stay offline" if self._config.offline else ""
            return f"{sound}, and your words stay at home{why}.{mine}"
        gets = [
            f"{name} gets {'what is asked of it' if name == HOME else 'the questions that I cannot answer'}, "
            f"{'private ones too' if place.trusted else GETS[place.policy]}"
            for name, place in self._places.items()
        ]
        return f"{sound}. {'; '.join(gets)}.{mine}"

    def _offline(self) -> str:
        names = listed(list(self._places))
        if not names:
            return "I work without the internet: nothing that is set up needs it."
        if self._config.offline:
            return f"I work without the internet, and do so now: I am set to stay offline, so {names} is not asked."
        return f"I work without the internet, but for what {names} {'answer' if len(self._places) > 1 else 'answers'}."

    def _home(self) -> str:
        if not self._config.home.url:
            return "Home Assistant is not set up."
        return f"Home Assistant is set up, at {home_of(self._config.home).host}. Run voice doctor to see whether it answers."

    def _sent(self, period: str) -> str:
        """Tell from the audit log what went out: how many requests, where to, and of what kind, but no words."""
        try:
            entries = [one for one in self._audit.entries() if one.bytes or one.words]
        except OSError as error:
            raise SkillError(f"I can't read my log: {error.strerror}.") from None
        name, first, last = _span(period, self._clock.today().date())
        within = [one for one in entries if str(first) <= one.time[:10] <= str(last)]
        said = [f"{name.capitalize()}, {_told(within)}."]
        if not period and len(entries) > len(within):
            said.append(f"Before, {_told(entries[: len(entries) - len(within)])}.")
        if trusted := [name for name, place in self._places.items() if place.trusted]:
            said.append(f"What goes to {listed(trusted)}, which you trust, is not counted.")
        return " ".join(said)

    # what it costs, and what it runs on

    def _cost(self, period: str) -> str:
        file = self._config.state_dir / "spend.db"
        try:
            with closing(Ledger(file, self._config.cost, self._clock)) as ledger:
                today, month = ledger.spent() if file.exists() else (0.0, 0.0)
        except (sqlite3.Error, OSError):
            raise SkillError("I can't read what was spent.") from None
        unknown = [tier.name for tier in self._config.tiers if _is_of_unknown_price(tier)]
        rest = f" What {listed(unknown)} costs I don't know: the settings hold no price." if unknown else ""
        if not month and not unknown:
            priced = any(map(is_priced, self._config.tiers))
            return "Nothing this month." if priced else "Nothing: no model that costs money is set up."
        if period == "month":
            return f"Models have cost {_sum(month)} this month.{rest}"
        return f"Models have cost {_sum(today)} today, and {_sum(month)} this month.{rest}"

    def _model(self) -> str:
        tiers = [f"{tier.name}, which is {_model_of(tier)} {_where(tier)}" for tier in self._config.tiers]
        said = [f"Questions go to {listed(tiers)}." if tiers else "No language model is set up: what I do, I do by rule."]
        from voice.speak import engine_of  # here, as a voice may never be loaded

        with suppress(VoiceError):  # a model that is missing is told of where it is loaded
            hears, speaks = transcriber(self._config.transcribe), engine_of(self._config.speak)
            elsewhere = self._config.transcribe.is_elsewhere or self._config.speak.is_elsewhere
            here = "" if elsewhere else ", on this machine"
            said.append(f"I hear with {ENGINES[hears]} and speak with {ENGINES[speaks]}{here}.")
        return " ".join(said)

    # who answered

    def _why(self, last: Answered | None, away_only: bool) -> str:
        if last is None:
            return NOTHING_SAID
        if refusal_of(last.route.signals) and not away_only:
            return refused.why(last)
        route, away = last.route, [tier for tier in self._config.tiers if not tier.is_at_home]
        if away_only and not away:
            return "Nothing went out: no language model outside your home is set up."
        if away_only and (asked := [tier.name for tier in away if tier.name in last.asked]):
            return f"{listed(asked).capitalize()} was asked{'' if last.by in asked else ', and did not give the answer'}."
        removed = {one.tier: f"{one.tier} was not asked ({one.removed})" for one in route.alternatives if one.removed}
        if route.skill:
            why = f"my {route.skill.replace('_', ' ')} skill did that by rule, without a language model"
        elif away_only and (kept := [removed[tier.name] for tier in away if tier.name in removed]):
            why = "; ".join(kept)
        elif last.by is None:
            why = f"nobody could answer: {'; '.join(removed.values()) or 'no language model is set up'}"
        else:
            why = f"{last.by} answered, for this reason: {route.reason}"
        return f"Nothing of that went out of your home: {why}." if away_only else f"{why[0].upper()}{why[1:]}."


def _span(period: str, today: date) -> tuple[str, date, date]:
    """What a period is called, and its first and last day."""
    match period:
        case "yesterday":
            return "yesterday", today - timedelta(1), today - timedelta(1)
        case "week":
            return "in the last seven days", today - timedelta(6), today
        case "month":
            return "this month", today.replace(day=1), today
        case "ever":
            return "so far", date.min, today
    return "today", today, today


def _told(entries: Sequence[Entry]) -> str:
    """Say what became of requests, in counts."""
    sent = [one for one in entries if one.did == "sent"]
    to = [f"{counted(times, 'request')} to {place}" for place, times in Counter(one.place for one in sent).items()]
    said = [f"I sent {listed(to) or 'nothing out'}"]
    if kinds := _kinds(sent):
        said[0] += f", with placeholders for {kinds}"
    if kept := [one for one in entries if one.did == "withheld"]:
        said.append(f"kept {counted(len(kept), 'request')} back as private ({_kinds(kept)})")
    if refused := sum(one.did == "refused" for one in entries):
        said.append(f"refused {counted(refused, 'request')}")
    if lost := sum(one.did == "unreached" for one in entries):
        said.append(f"had no connection for {counted(lost, 'request')}")
    return listed(said)


def _kinds(entries: Iterable[Entry]) -> str:
    return listed(list(dict.fromkeys(LABELS.get(kind, kind) for one in entries for kind in one.kinds)))


def _is_of_unknown_price(tier: Tier) -> bool:
    return not tier.location.owned and not is_priced(tier) and not tier.model_fields_set & {"price_in", "price_out"}


def _sum(usd: float) -> str:
    return dollars(usd) if usd else "nothing"


def _model_of(tier: Tier) -> str:
    return Path(tier.model_file).stem if tier.model_file else tier.model


def _where(tier: Tier) -> str:
    return "on this machine" if tier.location.small else "at home" if tier.is_at_home else "outside your home"
