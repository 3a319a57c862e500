"""What the assistant does by itself, without a language model: time, dates, timers, lists, sums, units, volume, the home.

Each skill has sentences in English (hassil templates, in `sentences/*.toml`) and an action. The same sentences match text and
make the speech grammar. Slots are values in SI or plain units; optional ones are absent when not said:

    time {} or {place?, from?, time?: "HH:MM", likely?, difference?} or {seconds} or {time, until: true}
    date {day?: "tomorrow", clock?} or {date: "YYYY-MM-DD", name?, other?} or {ask: until|since|between|week|leap|length, …}
    timer_set {seconds, name?, definite?, also?: seconds, count?} or {amount} without a unit
    timer_status {name?, kind?, ends?, left?, …as timer_cancel}
    timer_cancel {name?, all?, kind?, seconds?, time?, day?, date?, part?, every?, which?, text?}
    timer_change {change: add|take|double|halve|set|pause|resume|restart|restore, by?: seconds, bare?, …as timer_cancel}
    snooze {seconds?}
    alarm_set {time: "HH:MM", day? | date? | every?, name?} · reminder_set {text, seconds | time, day? | date? | every?}
    arithmetic {value, told? | error | tips} · convert {value, from, to}
    volume {} (tells it) · volume {value | change: up|down|mute|ask, by?}     (unmuting is a change up, to where it was)
    lights {state: on|off, room?} · stop {} · repeat {} · forget {} · microphone {state: off|on}
    lists {do: add|remove|move|has|read|count|clear|restore|make|names|offer, list?, source?, items?, position?, kept?, all?}
    stopwatch {do: start|stop|read|reset|lap}
    chance {coins} or {dice, sides} or {from, to} · spell {word}
    guess {requests: […]} or {either: {"alarm": "cancel the alarm", …}} or {left}   (asks whether these are meant, or which)
    help {topic?, way? | how?: "cancel the timer"} · courtesy {kind} · emergency {number? | despair}
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

from collections.abc import AsyncGenerator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from voice.clock import Clock
from voice.config import Config
from voice.english import refusals
from voice.english.refusals import Refusal
from voice.english.services import CHORES, HOUSE
from voice.errors import SkillError
from voice.messages import Completeness, Match, SkillReply, Tool, ToolCall, ToolResult
from voice.mute import Mute
from voice.privacy import HOUSEHOLD
from voice.privacy.gate import EgressGate
from voice.skills import added, arithmetic, chance, convert, dates, microphone, mishaps, spell, talk, volume
from voice.skills.about import About
from voice.skills.added import Added
from voice.skills.clock import skills as clock_skills
from voice.skills.follow_up import refused
from voice.skills.follow_up.answers import asks
from voice.skills.home import Home
from voice.skills.home.before import UNDO
from voice.skills.home.house import names_of
from voice.skills.home.lights import Lights
from voice.skills.home.sentences import SKILL as HOME
from voice.skills.home.sentences import spoken
from voice.skills.lists.keeping import Lists
from voice.skills.meanings import Meanings
from voice.skills.mishaps import otherwise
from voice.skills.requests import STOP, Requests
from voice.skills.sentences import Sentences, Templates, built_in
from voice.skills.skill import Change, Context, Skill, Told, Volume
from voice.skills.spelt import spelt
from voice.skills.stopwatch import Stopwatch
from voice.skills.timing.rings import Ring
from voice.skills.timing.setting import Timing
from voice.skills.timing.store import Entry, Store

if TYPE_CHECKING:
    from voice.skills.tools import Offer

__all__ = ["Context", "Match", "Ring", "Sentences", "Skill", "SkillReply", "Skills", "Told", "Volume"]

UNKNOWN: Completeness = "unknown"
UNCLEAR, FOR_HOME = Refusal("unclear"), Refusal("skill", HOME)
FAILED = "Something went wrong with that, and I may not have done it."


class Skills:
    """All skills: call `load()`, then `match` and `run`."""

    def __init__(self, config: Config, clock: Clock, gate: EgressGate) -> None:
        self._config = config
        self._gate = gate
        self._clock = clock
        self._store = Store(config.state_dir)
        self._timing = Timing(self._store, clock, config.skills.clock, config.do_not_disturb)
        self.home = Home(config, gate, clock)
        self._lists = Lists(config.state_dir, self.home)
        self._stopwatch = Stopwatch(config.state_dir, clock)
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
        self._requests: Requests
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
        self._requests = Requests(self._skills, self._meanings, self._clock, self._store, self._lists.names)
        return warnings + faults + self._store.load()

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

    @otherwise(None)
    def match(self, text: str) -> Match | None:
        """Find the skill and the slots of a request, spoken ("ninety seconds") or typed ("90 seconds"); None for no skill."""
        return self._requests.alone(text)

    @otherwise(None)
    def follow_up(self, text: str, told: Sequence[Told], context: Context) -> Match | None:
        """Understand what takes the rest from the last request ("and in kelvin"); None where it takes nothing."""
        return self._requests.behind(text, told, context)

    @otherwise(None)
    def astray(self, text: str, before: Sequence[Told], context: Context) -> Match | None:
        """Understand what is said of what was done before a line that nobody could answer; None where it is of nothing."""
        return self._requests.astray(text, before, context)

    @otherwise(None)
    def rest(self, begun: str, text: str) -> Match | None:
        """Understand the rest of a line that was not understood, with that: "convert 5 miles", "to kilometres"."""
        return None if self.match(text) else self.match(f"{begun} {text}")

    @otherwise(None)
    def behind_refusal(self, text: str, context: Context) -> Match | None:
        """Understand what is asked about a refusal: why, what to do, or the same of something else; None for all else."""
        if context.last is None or "about" not in self._skills:
            return None
        asked = refused.asked(text, context.last, lambda: self.match(text) is not None)
        return Match("about", {"ask": asked}, text) if asked else None

    @otherwise(None)
    def mended(self, text: str) -> Match | None:
        """Understand what was typed with a slip or two, unless it might let somebody in; None where there is none."""
        return self._requests.mended(text)

    @otherwise("")
    def half(self, text: str) -> str:
        """The part of a request for several things that alone would be understood; "" for none."""
        return self._requests.half(text)

    @otherwise(UNCLEAR)
    def refusal(self, text: str) -> Refusal:
        """Why a request that no skill understood is refused, where no tier answers it."""
        if self.home.is_missed_by(text):
            return Refusal("home")
        if part := self.half(text):
            return Refusal("part", part)
        found = refusals.why(text)
        if found == FOR_HOME and self.home.client.missing:
            return Refusal("home")
        if found == Refusal("service", CHORES) and not self.home.client.missing:
            return Refusal("service", HOUSE)  # it can, but not what is not there
        return UNCLEAR if found.kind == "skill" and found.about not in self._skills else found

    async def look(self, match: Match) -> None:
        """Learn what has to be known before a deed to tell what undoes it: what is on lists that are kept elsewhere."""
        if match.skill == "lists":
            await self._lists.look(match.slots)

    def undo(self, match: Match, context: Context) -> str:
        """A request that undoes a deed which is about to be done; "" for none."""
        change = self._skills[match.skill].change
        if change is None or not self.changes(match, context):
            return ""
        if match.skill == HOME:
            return self.home.errands.undo(match.slots, match.text)
        if match.skill == "lights":
            return UNDO
        return change.undo(match.slots, context) if change.undo else ""

    def changes(self, match: Match, context: Context) -> bool:
        """Whether a deed which is about to be done changes anything, as far as that is known."""
        return self._skills[match.skill].changes(match.slots, context)

    @otherwise(UNKNOWN)
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
            return SkillReply(str(error), failed=True, remedy=error.remedy)
        except Exception as error:
            mishaps.note(error)
            return SkillReply(FAILED, failed=True)

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
        self.home.errands.before.forget()

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
