"""Words the replies of the package `home-assistant-intents`, which are Jinja templates over slots and states."""

from collections.abc import Mapping, Sequence
from typing import Any

from voice.skills.home.client import State
from voice.skills.home.house import Thing


class Shown(str):
    """A state as the templates read it: a text with attributes."""

    entity_id: str
    name: str
    domain: str
    attributes: Mapping[str, Any]

    @classmethod
    def of(cls, thing: Thing, state: State) -> "Shown":
        shown = cls(state.get("state", ""))
        shown.entity_id, shown.name, shown.domain = thing.id, thing.names[0], thing.domain
        shown.attributes = state.get("attributes", {})
        return shown

    @property
    def state(self) -> "Shown":
        return self

    @property
    def state_with_unit(self) -> str:
        return " ".join(filter(None, [self, self.attributes.get("unit_of_measurement")]))


def worded(template: str, values: Mapping[str, Any], matched: Sequence[Shown] = (), unmatched: Sequence[Shown] = ()) -> str:
    """Fill a template in, with a full stop behind it. `matched`: the things that the reply is about."""
    from jinja2 import Environment

    shown = {one.entity_id: one for one in (*matched, *unmatched)}
    known = {
        "slots": values,
        "query": {"matched": matched, "unmatched": unmatched},
        "state": next(iter(shown.values()), None),
        "state_attr": lambda name, attribute: shown[name].attributes.get(attribute),
    }
    text = " ".join(Environment().from_string(template).render({**values, **known}).split())
    text = text.replace(" ,", ",")
    return f"{text}." if text and text[-1] not in ".!?" else text
