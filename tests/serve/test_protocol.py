"""The schema that is shipped, and the messages that it describes."""

import json
from typing import Any, get_args

import pytest

from tests.serve.far import FROM, TO
from voice.serve import protocol


def test_the_shipped_schema_is_that_of_the_messages() -> None:
    assert protocol.SCHEMA.read_text(encoding="utf-8") == protocol.schema(), "run python -m voice.serve.protocol"


def messages(union: Any) -> list[type[protocol.Told]]:
    return list(get_args(get_args(union)[0]))


@pytest.mark.parametrize("message", [*messages(protocol.FromSatellite), *messages(protocol.ToSatellite)])
def test_every_message_and_every_key_says_what_it_means(message: type[protocol.Told]) -> None:
    assert message.__doc__
    assert message.model_fields["type"].default == message.model_json_schema()["properties"]["type"]["const"]


def test_what_is_not_known_is_passed_over() -> None:
    assert protocol.to_satellite('{"type": "dance"}') is None
    assert protocol.to_satellite("no json") is None
    told = protocol.from_satellite('{"type": "muted", "on": true, "since": "noon"}')
    assert told == protocol.Muted(on=True)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "hello", "protocol": 1, "name": "the hall-2", "id": "a"},
        {"type": "echo", "db": None},
        {"type": "echo", "db": -40},
        {"type": "muted", "on": False},
        {"type": "played", "samples": 0},
    ],
)
def test_what_a_satellite_may_say_fits_the_schema_and_is_read(message: dict[str, Any]) -> None:
    assert FROM.is_valid(message)
    assert not TO.is_valid(message)
    assert protocol.from_satellite(json.dumps(message)) is not None
