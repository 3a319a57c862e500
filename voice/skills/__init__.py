"""What the assistant does by itself, without a language model: time, dates, timers, lists, sums, units, volume, the home.

Each skill has sentences in English (hassil templates, in `sentences/*.toml`) and an action. The same sentences match text and
make the speech grammar. Slots are values in SI or plain units; optional ones are absent when not said:

    time {} or {place?, from?, time?: "HH:MM", difference?} or {seconds} or {time, until: true}
    date {day?: "tomorrow", clock?} or {date: "YYYY-MM-DD", name?, other?} or {ask: until|since|between|week|leap|length, …}
    timer_set {seconds, name?, definite?, also?: seconds, count?} or {amount} without a unit
    timer_status {name?, kind?, …as timer_cancel}
    timer_cancel {name?, all?, kind?, seconds?, time?, day?, date?, part?, every?, which?, text?}
    timer_change {change: add|take|double|halve|set|pause|resume|restart|restore, by?: seconds, …as timer_cancel}
    snooze {seconds?}
    alarm_set {time: "HH:MM", day? | date? | every?, name?} · reminder_set {text, seconds | time, day? | date? | every?}
    arithmetic {value | error} · convert {value, from, to}
    volume {} (tells it) · volume {value | change: up|down|mute|ask, by?}     (unmuting is a change up, to where it was)
    lights {state: on|off, room?} · stop {} · repeat {} · forget {} · microphone {state: off|on}
    lists {do: add|remove|move|has|read|count|clear|restore|make|names|offer, list?, source?, items?, position?, kept?, all?}
    stopwatch {do: start|stop|read|reset|lap}
    chance {coins} or {dice, sides} or {from, to} · spell {word}
    help {topic?} · courtesy {kind} · emergency {number? | despair}
    about {ask: recording|microphone|sent|data|cost|model|name|why|settings|…, period?: today|yesterday|week|month|ever}
    home {intent, name?, area?, floor?, …}         (intents and slots of Home Assistant, see `voice.skills.home`)

`kind` is "alarm", "reminder" or "everything", absent for timers; `day` is "today", "tomorrow", "day after tomorrow" or a
weekday, `date` is "YYYY-MM-DD", `every` a list of weekdays, `part` of the day "am", "pm" or "night",
`which` "first", "last", "newest".

Add one of your own in TOML (see `voice.skills.own`), or from a package, as an entry point of the group
`voice.skills` that names an object like this (`run` may be async; it has ten seconds):

    class Dice:
        name = "dice"
        sentences = ["(roll|throw) [a] {sides} sided (die|dice)", "(roll|throw) (a die|the dice)"]
        lists = {"sides": ["six", "twenty"]}       # a list left out takes any words
        any_tier = True                            # unless set, no tier that is not trusted may call it as a tool

        def run(self, slots, context):             # slots: {"sides": "six"} or {}
            sides = 20 if slots.get("sides") == "twenty" else 6
            return f"A {random.randint(1, sides)}."

    [project.entry-points."voice.skills"]          # in its pyproject.toml
    dice = "my_package:Dice"
"""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from voice.clock import Clock
from voice.config import Config
from voice.english import addressed, following, politeness
from voice.english.emergencies import emergency, wants_numbers
from voice.english.spellings import words
from voice.errors import SkillError
from voice.messages import Completeness, Match, SkillReply, Tool, ToolCall, ToolResult
from voice.mute import Mute
from voice.privacy import HOUSEHOLD
from voice.privacy.gate import EgressGate
from voice.skills import (
    added,
    arithmetic,
    chance,
    convert,
    dates,
    item_slips,
    microphone,
    referents,
    several,
    spell,
    talk,
    typos,
    volume,
)
from voice.skills.about import About
from voice.skills.added import Added
from voice.skills.clock import skills as clock_skills
from voice.skills.follow_ups import FollowUps, Told, asks
from voice.skills.home import Home
from voice.skills.home.house import names_of
from voice.skills.home.sentences import SKILL as HOME
from voice.skills.home.sentences import spoken
from voice.skills.lights import Lights
from voice.skills.lists import Lists
from voice.skills.meanings import Meanings
from voice.skills.referents import is_of_timer_before
from voice.skills.sentences import Sentences, Templates, built_in
from voice.skills.skill import Change, Context, Skill, Volume
from voice.skills.spelt import spelt
from voice.skills.stopwatch import Stopwatch
from voice.skills.store import Entry, Store
from voice.skills.timing import Timing
from voice.skills.timing_corrections import WHEN, Corrections
from voice.skills.timing_rings import Ring

EMERGENCY = "emergency"
STOP = "stop"
"""The skill that hushes what is said, with words that may take back what was done: "cancel that"."""

if TYPE_CHECKING:
    from voice.skills.tools import Offer

__all__ = ["Context", "Match", "Ring", "Sentences", "Skill", "SkillReply", "Skills", "Told", "Volume"]


class Skills:
    """All skills: call `load()`, then `match` and `run`."""

    def __init__(self, config: Config, clock: Clock, gate: EgressGate) -> None:
        self._config = config
        self._gate = gate
        self._clock = clock
        self._store = Store(config.state_dir)
        self._timing = Timing(self._store, clock, config.skills.clock, config.do_not_disturb)
        self._lists = Lists(config.state_dir)
        self._stopwatch = Stopwatch(config.state_dir, clock)
        self.home = Home(config, gate, clock)
        lights = Lights(self.home, config.skills.rooms)
        mute = Mute(config.state_dir, clock)
        self._about = About(config, clock, gate.audit, mute)
        skills = [
            *clock_skills(clock, config.skills.clock),
            dates.skill(clock, config.skills.clock),
            *self._timing.skills(),
            *arithmetic.skills(),
            *convert.skills(config.skills.temperature),
            *volume.skills(),
            *lights.skills(),
            self.home.errands.skill(),
            self._lists.skill(),
            self._stopwatch.skill(),
            chance.skill(),
            spell.skill(),
            microphone.skill(mute),
            self._about.skill(),
            *talk.skills(),
        ]
        disabled = config.skills.disabled
        skills.append(talk.helping((), home=False, tiers=False))
        self._skills = {skill.name: skill for skill in skills if skill.name not in disabled}
        self.known = {skill.name for skill in skills}
        """Names of those that are built in, the disabled ones too."""
        self._corrections: Corrections
        self._follow_ups: FollowUps
        self._added: list[Added] = []
        self._meanings: Meanings
        self._templates: Templates
        self._sentences: Sentences

    def load(self) -> list[str]:
        """Gather every sentence. Returns a warning for each thing that was left out, and why."""
        from voice.skills.matcher import matcher

        warnings = [
            f"skills.disabled: there is no skill {name}" for name in self._config.skills.disabled if name not in self.known
        ]
        self.home.load()
        rooms = (*self._config.skills.rooms, *names_of(self.home.errands.house.areas))
        templates = built_in(rooms, self._config.skills.disabled)
        self._added, self._templates, faults = added.gathered(self._config, self._gate, self._skills, templates)
        self._skills |= {one.skill.name: one.skill for one in self._added}
        self._about.added = bool(self._added)
        if "help" in self._skills:
            names = [one.skill.name for one in self._added]
            self._skills["help"] = talk.helping(self._skills, bool(self._config.home.url), bool(self._config.tiers), names)
        self._sentences, made = matcher(self._templates)
        self._meanings = Meanings(self._skills, made, self.home)
        self._corrections = Corrections(self._meanings, self._clock)
        self._follow_ups = FollowUps(self._skills, self._meanings, self._corrections)
        self._store.entries()
        return warnings + faults + self._store.warnings

    def compile(self) -> None:
        """Compile every sentence now, about a second: where somebody speaks, the first request must not wait for it."""
        self._meanings.compile()

    @cached_property
    def sentences(self) -> Sentences:
        """Everything that is listened for."""
        house = self.home.errands.house
        return spoken(house, self._templates).parsed() if house.entities else self._sentences

    @property
    def phrases(self) -> list[str]:
        """Replies that are often given word for word; a slow voice renders them ahead."""
        return [said for skill in self._skills.values() for said in skill.says]

    def match(self, text: str) -> Match | None:
        """Find the skill and the slots of a request, spoken ("ninety seconds") or typed ("90 seconds"); None for no skill."""
        found = self._whole(text)
        return found if found or several.SLIP.search(text) else self._meanings.likeliest(addressed.unaddressed(text))

    def follow_up(self, text: str, told: Sequence[Told], context: Context) -> Match | None:
        """Understand what takes the rest from the last request ("and in kelvin"); None where it takes nothing."""
        if not told:
            return None
        said, each = following.MEANT.sub("I meant", addressed.unaddressed(text)), partial(self._simple_behind, told, context)
        if talk.CANCEL.fullmatch(" ".join(words(said))) and self._took_nothing(told):
            said = text = "cancel that"
        if told[-1].match.skill == EMERGENCY and wants_numbers(" ".join(words(said))):
            return replace(told[-1].match, also=())
        if named := self._by_name(said, told[-1].match):
            return named
        if renamed := self._follow_ups.renamed(said, told[-1]):
            return renamed
        if put_right := item_slips.put_right(said, each, partial(self._some, each), self._instead):
            return put_right
        found, whole = None, self._whole(said)
        goes_back = whole and whole.also and (whole.skill == STOP or is_of_timer_before(whole, told[-1].match))
        if not goes_back and self._each_alone(said):
            return None
        found = self._follow_ups.find(said, told, context)
        return found if found or (whole and not goes_back) else several.understood(said, each, self._behind)

    def mended(self, text: str) -> Match | None:
        """Understand what was typed with a slip or two, unless it might let somebody in; None where there is none."""
        match = typos.mended(text, self._meanings.vocabulary, self._whole)
        deeds = [match, *match.also] if match else []
        return None if any((change := self.change(one.skill)) and change.danger(one.slots) for one in deeds) else match

    def half(self, text: str) -> str:
        """The part of a request for several things that alone would be understood; "" for none."""
        part = several.half(text, self._meanings.certain)
        found = self._meanings.certain(part) if part else None
        change = self.change(found.skill) if found else None
        return "" if found and change and change.danger(found.slots) else part

    def undo(self, match: Match, context: Context) -> str:
        """A request that undoes a deed which is about to be done; "" for none."""
        change = self._skills[match.skill].change
        if change is None or not self.changes(match, context):
            return ""
        if change.undo:
            return change.undo(match.slots, context)
        return following.opposite(match.text) if match.skill == HOME else ""

    def changes(self, match: Match, context: Context) -> bool:
        """Whether a deed which is about to be done changes anything, as far as that is known."""
        change = self._skills[match.skill].change
        return change is not None and (change.noted or change.asked(match.slots, context) is not None)

    def _whole(self, text: str) -> Match | None:
        text = addressed.unwoken(text) or text
        bare = addressed.unaddressed(text)
        whole = bare != text and not several.SLIP.search(text) and not emergency(text)
        one = (self._meanings.simple(text) or self._meanings.simple(bare)) if whole else None
        ways = (text, *(way for way in dict.fromkeys((bare, politeness.plain(bare))) if way.lower() != text.lower()))
        return one or next(filter(None, map(self._alone, ways)), None)

    def _alone(self, text: str) -> Match | None:
        simple = self._meanings.simple
        if EMERGENCY in self._skills and (danger := emergency(text)):  # whatever else is asked in the same breath
            return Match(EMERGENCY, {"despair": True} if danger == "despair" else {}, text)
        if named := self._by_name(text):
            return named
        if put_right := item_slips.put_right(text, simple, partial(self._some, simple), self._instead):
            return put_right
        if several.SLIP.search(text):
            return several.corrected(text, simple, self._corrections.of)
        if (found := simple(text)) and found.skill == "reminder_set" and WHEN.isdisjoint(found.slots):
            return several.all_alike(text, simple) or found
        return found or several.urgent(text, simple) or several.understood(text, simple, self._behind)

    def _by_name(self, text: str, last: Match | None = None) -> Match | None:
        """Match what is said of a timer or an alarm by its name alone, where one of that name is set."""
        said = " ".join(words(text))
        if not following.OF_NAMED.fullmatch(said):
            return None
        names = {one.text: one.kind for one in self._store.entries() if one.kind != "reminder"}
        named = referents.by_name(said, names, last)
        return self._meanings.certain(named) if named else None

    def _some(self, certain: Callable[[str], Match | None], text: str) -> Match | None:
        return certain(text) or several.understood(text, certain, self._behind)

    def _simple_behind(self, told: Sequence[Told], context: Context, text: str) -> Match | None:
        """Match one of several requests in one breath, which may take the rest from the last turn."""
        return self._follow_ups.find(text, told, context) or self._meanings.simple(text)

    def _each_alone(self, text: str) -> bool:
        """Whether a text is several requests, each of which could have been made alone."""
        each = None if self._meanings.simple(text) else several.understood(text, self._meanings.simple, self._behind)
        return bool(each and each.also and each.skill != STOP)  # "cancel that and wake me at 8" takes back what was done

    def _behind(self, text: str, before: Match) -> Match | None:
        return self._follow_ups.find(f"and {text}", [Told(before)], Context())

    def _took_nothing(self, told: Sequence[Told]) -> bool:
        """Whether something was done in the last turn that can be undone, and nothing taken away that would come back."""
        undone = [self._meanings.certain(one.undo) for one in told if one.undo]
        return bool(undone) and not any(one and "restore" in (one.slots.get("do"), one.slots.get("change")) for one in undone)

    def _instead(self, match: Match, said: str) -> str:
        """The same request with something else in the place of what was said for it."""
        change = self._skills[match.skill].change
        return change.again(match.slots, said) if change and change.again else ""

    def completeness(self, text: str) -> Completeness:
        """Tell what the words heard so far are: a whole command, the beginning of one, or neither."""
        return self._meanings.completeness(text)

    def judge(self, text: str) -> Completeness:
        """Tell whether words are a "complete" command, even if more may follow, an "unfinished" one, or "unknown"."""
        if self.match(text):
            return "complete"
        return "unfinished" if self.completeness(text) == "unfinished" else "unknown"

    def change(self, name: str) -> Change | None:
        """How to ask whether what a skill changes was meant, and how to undo it; None for one that only tells something."""
        return self._skills[name].change

    async def likely(self, match: Match, context: Context) -> str:
        """What a skill will probably say, told without an effect; "" where that cannot be known."""
        skill = self._skills[match.skill]
        if skill.change is None and not skill.anew:  # it only tells something, and will tell the same again
            return (await self.run(match, context)).text
        return skill.likely(self._spelt(match, context), context) if skill.likely else ""

    async def run(self, match: Match, context: Context) -> SkillReply:
        """Do what was asked. A failure becomes the reply; nothing is raised."""
        if match.skill == STOP and talk.ends_something(match.text, context) and not asks(context.last_reply):
            running = (self._timing.still_runs(context.place), self._stopwatch.still_runs(context.place))
            return SkillReply(" ".join(filter(None, running)))
        try:
            return await self._skills[match.skill].run(self._spelt(match, context), context)
        except SkillError as error:
            return SkillReply(str(error), failed=True)

    def _spelt(self, match: Match, context: Context) -> Mapping[str, Any]:
        return spelt(match.slots, match.skill, context.said, match.text)

    @cached_property
    def _offer(self) -> "Offer":
        from voice.skills.tools import Offer

        return Offer(self._skills, self._added, self._templates.lists)

    @property
    def tools(self) -> tuple[Tool, ...]:
        """The skills that a tier may call, as it is told of them."""
        return self._offer.tools

    async def call(self, call: ToolCall, context: Context) -> ToolResult:
        """Run the skill that a tier called; where the name or the arguments are wrong, say what is wrong."""
        from voice.skills.tools import ONLY_TELL

        slots = self._offer.read(call)
        if isinstance(slots, str):
            return ToolResult(slots, understood=False)
        reply = await self.run(Match(call.name, slots), context)
        return ToolResult(reply.text, acted=call.name not in ONLY_TELL, private=self.private(call.name, slots))

    def private(self, name: str, slots: Mapping[str, Any]) -> tuple[str, ...]:
        """Kinds of private data that what a skill was told, and its reply, count as, whatever their words look like."""
        from voice.skills.tools import TELL_NOTHING_PRIVATE

        tells = name not in TELL_NOTHING_PRIVATE or not {"name", "text"}.isdisjoint(slots)
        return (HOUSEHOLD,) if tells and not self._config.privacy.household else ()

    def forget(self) -> None:
        """Drop what the skills remember of earlier deeds, to undo them. What is set is in files, and not dropped."""
        self._timing.forget()
        self._lists.forget()
    def waiting(self, place: str) -> list[Entry]:
        """The timers, alarms and reminders that are set in a place, the next to ring first."""
        return [one for one in self._store.entries() if one.place == place]

    def rings_at(self, one: Entry) -> str:
        """When one of them rings, as it is said: "7 am tomorrow"."""
        return self._timing.rings_at(one)

    def remove(self, one: Entry) -> None:
        """Cancel one of them."""
        self._store.remove({one.id})

    def rings(self, place: str = "") -> AsyncGenerator[Ring]:
        """Yield each timer, alarm or reminder of a place when it rings, for the one session that runs there."""
        return self._timing.rings.at(place)
