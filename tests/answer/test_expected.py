"""When a reply is expected, before it is asked for."""

from collections.abc import Mapping

import pytest

from tests.answer.asking import Asking
from voice.messages import Alternative
from voice.predictor import ENOUGH
from voice.testing import ScriptedTier

NOW = 0.0


def asking(past: Mapping[str, float], **settings: object) -> Asking:
    tiers = [ScriptedTier("big", "Big."), ScriptedTier("small", "Small.")]
    asked = Asking(tiers, **({"small": frozenset({"small"})} | settings))  # type: ignore[arg-type]
    for tier, ms in past.items():
        for _ in range(ENOUGH):
            asked.budget.predictor.learn("answer", tier, ms)
    return asked


@pytest.mark.parametrize(
    ("past", "settings", "expected_ms"),
    [
        ({}, {}, None),
        ({"big": 2000}, {}, 2000),
        ({}, {"alternatives": [Alternative("big", "cloud", 700.0, 0.0)]}, 700),
        ({"big": 2000}, {"alternatives": [Alternative("big", "cloud", 700.0, 0.0)]}, 2000),
        ({"big": 2000, "small": 100}, {}, 2000),  # it is asked when the other has failed
        ({"big": 2000, "small": 100}, {"beside": frozenset({"small"})}, 2000),  # it is asked after 2,000
        ({"big": 2000, "small": 100}, {"beside": frozenset({"small"}), "kind": "device"}, 171),  # just in time
        ({"big": 2000, "small": 100}, {"draft": True}, 100),
        ({}, {"tiers": ()}, NOW),  # nobody to wait for
    ],
)
def test_as_past_turns_and_settings_tell(
    past: Mapping[str, float], settings: dict[str, object], expected_ms: float | None
) -> None:
    asked = asking(past)
    for name, value in settings.items():
        setattr(asked, name, value)
    asked.ask()
    assert asked.expected_ms == (None if expected_ms is None else pytest.approx(expected_ms, abs=1))


def test_at_once_where_the_answer_is_known() -> None:
    asked = asking({"big": 2000}, cache_s=60)
    asked.ask()
    asked.ask()
    assert asked.expected_ms == NOW
