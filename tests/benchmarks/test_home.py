"""Home Assistant's own test sentences, as many of them as are beside the checkout."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.home import is_right, judged, meant
from voice.config import HOME_TOKEN
from voice.messages import Match

FOLDER = Path(__file__).parents[3] / "shared/data/home-assistant"
FILES = sorted(FOLDER.glob("*/*.yaml"))


@pytest.mark.skipif(not FILES, reason="no test sentences beside the checkout")
@pytest.mark.parametrize("part", range(4))
def test_home_assistants_own_sentences(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(HOME_TOKEN, "none")
    found = [one for file in FILES[part::16] for one in judged(file)]
    verdicts = Counter(one.verdict for one in found)
    assert not [one for one in found if one.verdict == "wrong"]
    assert verdicts["right"] >= 0.9 * len(found)


def test_ours_are_right_if_they_mean_the_same() -> None:
    timer = Match("timer_set", {"seconds": 3900, "name": "pizza"})
    assert is_right(timer, "HassStartTimer", {"hours": 1, "minutes": 5, "name": "Pizza"})
    assert not is_right(timer, "HassStartTimer", {"hours": 1, "minutes": 5, "name": "Egg"})
    assert not is_right(timer, "HassStartTimer", {"hours": 1})
    assert not is_right(timer, "HassIncreaseTimer", {"hours": 1, "minutes": 5})
    assert meant(Match("volume", {"change": "down", "by": 10})) == ("HassSetVolumeRelative", {"volume_step": -10})
    assert not is_right(Match("lights", {"state": "on"}), "HassTurnOn", {"domain": "light", "area": "Kitchen"})
