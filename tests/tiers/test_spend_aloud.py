"""A spending limit that is reached is said once, and the model at home answers."""

from pathlib import Path

from tests.privacy.test_conversations import HARD, World
from voice.tiers.spend import DAY_REACHED


def test_the_limit_is_said_with_the_first_reply_that_it_keeps_at_home(tmp_path: Path) -> None:
    settings = {"cost": {"day_usd": 0.0}}
    world = World(tmp_path, "refuse", settings=settings, priced={"price_in": 5.0, "price_out": 5.0})
    first, second = world.talk(HARD, HARD)
    assert [trace.answered_by for trace in (first, second)] == ["here", "here"]
    assert first.reply.endswith(DAY_REACHED)
    assert DAY_REACHED not in second.reply
    assert not world.cloud.requests
