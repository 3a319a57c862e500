"""The home: what the user's Home Assistant can do, in the sentences that those who keep Home Assistant keep.

    house      which devices, rooms and floors there are, and what they are called
    sentences  the templates of the package `home-assistant-intents`, for that house
    rephrase   other ways to say it, slips of the keyboard and short names, put into the words of those templates
    errands    what a request is for, and doing it
    deeds      an intent and its slots → calls of Home Assistant's services
    todo       its lists, and those that are kept here
    client     every request to Home Assistant
    replies    the package's replies, filled in

Nothing matches until Home Assistant is set up and its devices are known.
"""

import asyncio
import math
import re
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from voice import atomic
from voice.clock import Clock
from voice.config import Config
from voice.english.asking import without_aside
from voice.english.services import AT_HOME, service
from voice.errors import SkillError
from voice.messages import Completeness
from voice.privacy.gate import EgressGate
from voice.skills.home.client import Client
from voice.skills.home.errands import EVERY_ROOM, WHERE, Errands
from voice.skills.home.house import House, Thing, plain
from voice.skills.home.lights_said import lights_said
from voice.skills.home.rephrase import Rephrase
from voice.skills.home.sentences import SKILL, templates

if TYPE_CHECKING:
    from voice.skills.matcher import Found, Matcher

FRESH_S = 60.0
"""Seconds after which Home Assistant is asked once more what is in the house."""
WAIT_S = 1.0
"""Seconds for which a start waits for that where the house is known from last time."""

ANSWERS_S = 1.0
"""Seconds after which it is not waited for: whoever asks a question that is not for the home waits as well."""
LEFT_S = 60.0
LONGEST = 12
"""Words of the longest request that is worth asking it about."""
LONGEST_TEXT = 100
"""Characters of the longest request that is put into other words."""
AT_AN_HOUR = re.compile(r"\b(?:on|off|up|down|dim|open|close)\b(?!.*\b(?:brightness|volume)\b).* at (?:\d|1[0-2])$")
"""What may be for a certain time, of which nothing is known here: "turn the lights on at six" are no six per cent."""
THE_ONE = re.compile(r"\bthe (?:(?!(?:to|at|on|by|up|down)\b)\w+ )+one\b(?! percent| degrees?)")
"""What stands for a thing, and is no number: "the kitchen one"."""
THE_LAMP = re.compile(
    r"(?P<the>\b(?:the|my|our|that|this) |^(?:(?:turn|switch|put|shut) (?:on |off )?)?)(?P<kind>lamp|light bulb|bulb)\b"
    r"(?! (?:in|by|at|of|next|near|over|beside|on (?:the|my|our))\b)"
)
"""One lamp, whose name is not said."""
MOST_LAMPS = 4
"""How many there may be for it to be asked which is meant."""
PLAY_LATER = re.compile(
    r"\bplay\b.* (?:at \d[\d:]*(?: \d\d?)?(?: (?:[ap]m|[ap] m|o'clock|in the \w+|at night|tonight|today|tomorrow))*|"
    r"in (?:\d+|an?|half an) (?:minutes?|hours?|seconds?))$"
)
"""Music for later, which would be looked for with its time: "play jazz at seven"."""
WAYS_IN = {"unlock", "open", "door", "doors", "garage", "gate", "disarm", "alarm", "valve"}

EVERYWHERE = re.compile(
    r"(?!.*\b(?:room|here)\b).*\b(?:(?:all|every|each)(?: of| single)?(?: the| my| our)? (?:\w+ )?(?:lights?|lamps?)|"
    r"everywhere|(?:in|of|throughout|across)(?: all(?: of)?)? (?:the|my|our) (?:whole )?(?:house|home|flat|apartment))\b"
)
"""What is meant for every room: "make all the lights red"."""


class Home:
    """Knows the house and matches the requests for it."""

    def __init__(self, config: Config, gate: EgressGate, clock: Clock) -> None:
        self.client = Client(config.home, gate)
        self.errands = Errands(self.client, config.home.area)
        host = urlsplit(config.home.url or "").netloc.replace(":", "-")
        self._file = config.state_dir / f"home-{host}.json"
        """The house as it was last time: it is known while Home Assistant is down."""
        self._clock = clock
        self._left_until = 0.0
        """Clock seconds until which Home Assistant is not asked to understand anything, because it just failed to answer."""
        self._matcher: Matcher | None = None
        self._rephrase: Rephrase
        self._disabled = SKILL in config.skills.disabled

    @property
    def _is_used(self) -> bool:
        return not self._disabled and not self.client.missing

    @property
    def lists(self) -> list[Thing]:
        """The lists that Home Assistant keeps."""
        return self.errands.house.of_domain({"todo"}) if self._is_used else []

    async def refresh(self) -> str | None:
        """Ask what is in the house, unless that was done a moment ago; say what went wrong, if anything did."""
        age_s = _age_s(self._file, self._clock)
        if not self._is_used or age_s < FRESH_S:
            return None
        try:
            async with asyncio.timeout(WAIT_S if age_s < math.inf else None):
                house = await self.client.house()
            self._keep(house)
        except (SkillError, OSError) as error:
            kept = "; the devices that it had last time are used" if age_s < math.inf else ""
            told = " ".join(filter(None, (str(error), getattr(error, "remedy", ""))))
            return f"home: {told.rstrip('.') or 'Home Assistant is late'}{kept}"
        return None

    async def renew(self) -> None:
        """Ask again in an assistant that is running; new sentences are made, aside, only where something has changed."""
        before = self.errands.house
        await self.refresh()
        if self._read() not in (None, before):
            await asyncio.to_thread(self.load)

    def _keep(self, house: House) -> None:
        """Write the house to its file; one that is as before only gets a new date, which spares memory cards."""
        if house == self._read():
            self._file.touch()
        else:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            atomic.replace(self._file, house.written())

    async def known(self) -> House:
        """The house, asked for now where it was never reached before. Raises SkillError."""
        if not self.errands.house.entities:
            self.errands.house = await self.client.house()
        return self.errands.house

    async def answered(self, text: str, typed: bool) -> str | None:
        """Have Home Assistant itself understand and do a request, by the sentences and automations that its user wrote there.

        None where it does not understand or cannot be asked, and for what might let somebody in if it was misheard.
        """
        words = plain(text).split()
        now = self._clock.now()
        if not self._is_used or now < self._left_until or len(words) > LONGEST or not (typed or WAYS_IN.isdisjoint(words)):
            return None
        try:
            async with asyncio.timeout(ANSWERS_S):
                return await self.client.converse(text)
        except (SkillError, TimeoutError):
            self._left_until = now + LEFT_S
            return None

    def is_missed_by(self, text: str) -> bool:
        """Whether a request is for a home, and none is set up."""
        if self._disabled or not self.client.missing or len(text) > LONGEST_TEXT:
            return False
        return service(text) in AT_HOME or any(lights_said(plain(text), {}, here=True))

    def load(self) -> None:
        """Make the sentences of the house as it was last time."""
        from voice.skills.matcher import matcher

        house = self._read()
        if house and self._is_used:
            written = templates(house)
            blocks = [text for held in written.skills.values() for block in held for text in block["sentences"]]
            rephrase = Rephrase(house, [*blocks, *written.rules.values()], bool(self.errands.area))
            self.errands.house, self._matcher, self._rephrase = house, matcher(written)[1], rephrase

    def _read(self) -> House | None:
        """The house as it was last time; None where it was never asked for, or the file is damaged."""
        try:
            return House.of(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError, TypeError, KeyError):
            return None

    @property
    def vocabulary(self) -> Set[str]:
        """Every word of the house's sentences."""
        return self._matcher.vocabulary if self._matcher else frozenset()

    def lamps(self, text: str) -> dict[str, str]:
        """The request for each lamp of several that "the lamp" may be, by its name; none where it is only one."""
        found = THE_LAMP.search(plain(text))
        if not found or any(one.is_called(found["kind"]) for one in self.errands.house.entities):
            return {}
        lights = self.errands.house.of_domain({"light"})
        called = [one for one in lights if plain(one.names[0]).endswith(f" {found['kind']}")] or lights
        here = [one for one in called if self.errands.area and one in self.errands.house.entities_in(self.errands.area)]
        names = [plain(one.names[0]) for one in here or called]
        return {one: THE_LAMP.sub(rf"\g<the>{one}", plain(text)) for one in names} if len(names) > 1 else {}

    def compile(self) -> None:
        if self._matcher:
            self._matcher.compile()

    def completeness(self, text: str, understood: "Sequence[Found]") -> Completeness:
        """Tell what the words heard so far are, as `Matcher.completeness` does."""
        return self._matcher.completeness(text, understood) if self._matcher else "unknown"

    def find(self, text: str, in_any_order: bool = True) -> "Iterable[Found]":
        """Give what a request may be for the home, the likeliest first."""
        said = plain(text)
        if not self._matcher or AT_AN_HOUR.search(said) or PLAY_LATER.search(said) or THE_ONE.search(text.lower()):
            return ()
        if self.lamps(text):
            return ()
        found = self._matcher.find(text)
        if not found and len(text) <= LONGEST_TEXT:
            beside = (f"{asked} in the {place}" if place else asked for asked, place in without_aside(text))
            ways = (way for one in (*beside, text) for way in self._rephrase.ways(one, in_any_order))
            found = next(filter(None, map(self._matcher.find, ways)), ())
        everywhere = EVERYWHERE.search(said)
        return sorted((_not_only_here(one) if everywhere else one for one in found), key=_rank)


def _not_only_here(found: "Found") -> "Found":
    """The same for the lights that are on in every room."""
    if ("intent", "HassLightSet") not in found.captures:
        return found
    return replace(found, captures=[("here", EVERY_ROOM) if one == ("here", True) else one for one in found.captures])


def _rank(found: "Found") -> tuple[int, int, int, bool]:
    """Sort readings: fewest free words first, then the longest name of a thing, then the fewest slots, a question last."""
    captured = dict(found.captures)
    where = [len(captured[slot]) for slot in WHERE if slot in captured]
    return found.free_words, -max(where, default=0), len(where), captured["intent"] == "HassGetState"


def _age_s(file: Path, clock: Clock) -> float:
    try:
        return clock.today().timestamp() - file.stat().st_mtime
    except OSError:
        return math.inf
