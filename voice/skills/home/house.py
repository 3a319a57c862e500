"""The house: the devices, rooms and floors that the user's Home Assistant has, with every name they go by."""

import json
import re
from collections.abc import Container, Iterable
from dataclasses import asdict, dataclass
from functools import lru_cache

from voice.english.numbers_heard import in_digits
from voice.english.spellings import words

UNSAID = re.compile(r"[][(){}<>|]")
"""Signs that nobody says and that mean something in a template."""


@lru_cache(maxsize=4096)
def plain(name: str) -> str:
    """Write a name as requests are matched: "Kitchen Light" → "kitchen light"."""
    return " ".join(token.text for token in in_digits(words(UNSAID.sub(" ", name))))


@dataclass(frozen=True, slots=True)
class Thing:
    """A device or something that it measures, a room, or a floor."""

    id: str
    names: tuple[str, ...]
    """Its name, then its aliases."""
    inside: str = ""
    """Id of the room that a device is in, or of the floor that a room is on."""
    device_class: str = ""

    @property
    def domain(self) -> str:
        """What Home Assistant calls the kind of a device: "light", "cover"."""
        return self.id.partition(".")[0]

    def is_called(self, name: str) -> bool:
        return plain(name) in map(plain, self.names)


@dataclass(frozen=True, slots=True)
class House:
    entities: tuple[Thing, ...] = ()
    areas: tuple[Thing, ...] = ()
    floors: tuple[Thing, ...] = ()

    @classmethod
    def of(cls, written: str) -> "House":
        """Read what `written` gave. Raises ValueError, TypeError or KeyError where it is damaged."""
        held = json.loads(written)
        return cls(*(tuple(Thing(**one | {"names": tuple(one["names"])}) for one in held[kind]) for kind in cls.__slots__))

    def written(self) -> str:
        return json.dumps(asdict(self))

    def of_domain(self, domains: Container[str]) -> list[Thing]:
        return [one for one in self.entities if one.domain in domains]

    def entities_in(self, area: str | None = None, floor: str | None = None) -> list[Thing]:
        """The entities in a room, on a floor or, without either, anywhere."""
        floors = {one.id for one in self.floors if floor and one.is_called(floor)}
        on_floor = {one.id for one in self.areas if one.inside in floors}
        rooms = {one.id for one in self.areas if area and one.is_called(area)}
        return [one for one in self.entities if (not area or one.inside in rooms) and (not floor or one.inside in on_floor)]


def names_of(things: Iterable[Thing]) -> list[str]:
    """Every name of things once, in plain words."""
    return [name for name in dict.fromkeys(plain(name) for one in things for name in one.names) if name]
