"""Gathers the English sentence templates of every skill, from the TOML files in `sentences/` and from added skills.

Both the matching of text and the speech grammar are compiled from them.
"""

import json
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hassil import Intents, Sentence

FOLDER = Path(__file__).parent / "sentences"


@dataclass(frozen=True, slots=True)
class Sentences:
    """Everything that can be said to the skills.

    A request is `[<before>] sentence [<after>]`: the rules `before` and `after` hold the politeness around any sentence. Lists
    in `intents.slot_lists` are words (TextSlotList), numbers (RangeSlotList: digits only, never enumerate one) or free words
    (WildcardSlotList: a speech grammar cannot hold these; leave out what contains one).
    """

    intents: "Intents"
    spoken: "Mapping[str, Sentence]"
    """Each list of numbers → how its numbers are spoken, by rules in `intents.expansion_rules`."""
    usual: "Mapping[str, Sequence[Sentence]]"
    """Skill → the usual ways to ask it, in spoken words; all of them are among those of `intents`."""
    written: str
    """The templates that all this was parsed from, as JSON: equal for equal sentences, in every process."""


@dataclass(frozen=True, slots=True)
class Templates:
    """Sentences as they are written, before hassil parses them."""

    skills: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    lists: dict[str, Any] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)
    usual: dict[str, list[str]] = field(default_factory=dict)

    def parsed(self) -> Sentences:
        from hassil import Intents, parse_sentence

        data = {name: {"data": blocks} for name, blocks in self.skills.items()}
        written = {"language": "en", "intents": data, "lists": self.lists, "expansion_rules": self.rules}
        return Sentences(
            Intents.from_dict(written),
            {name: parse_sentence(text) for name, text in self.spoken.items()},
            {name: [parse_sentence(text) for text in texts] for name, texts in self.usual.items()},
            self.written(),
        )

    def written(self) -> str:
        """The templates as JSON."""
        return json.dumps(asdict(self))

    def only(self, sentences: Collection[str], lists: Mapping[str, Any]) -> "Templates":
        """Make templates of these sentences alone, with the rules and lists of all."""
        return Templates({"only": [{"sentences": list(sentences)}]}, self.rules, {**self.lists, **lists})


def built_in(rooms: Iterable[str], disabled: Collection[str]) -> Templates:
    """Gather the sentences of the built-in skills, without the disabled ones."""
    templates = Templates()
    for data in map(dict, _files()):
        for skill, blocks in data.pop("skills", {}).items():
            templates.skills[skill] = templates.skills.get(skill, []) + blocks
        for name, held in data.items():
            getattr(templates, name).update(held)
    for name in disabled:
        templates.skills.pop(name, None)
        templates.usual.pop(name, None)
    templates.lists["room"] = {"values": sorted({" ".join(room.lower().split()) for room in rooms})}
    return templates


@cache
def _files() -> list[dict[str, Any]]:
    return [tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(FOLDER.glob("*.toml"))]
