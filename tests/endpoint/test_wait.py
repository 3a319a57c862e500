"""How long a silence ends a turn, and how likely somebody has finished."""

import pytest

from voice.config import Endpoint
from voice.endpoint.wait import Evidence, finished, wait

SETTINGS = Endpoint(complete_ms=240, default_ms=800, digits_ms=900, unfinished_ms=2000)


@pytest.mark.parametrize(
    ("known", "seconds", "reason"),
    [
        (Evidence("complete", speech_s=0.4), 0.24, "complete"),
        (Evidence("digits", speech_s=0.4), 0.9, "digits"),
        (Evidence("telling", speech_s=0.4), 0.45, "digits"),
        (Evidence("unfinished", finished=0.99, speech_s=3.0), 2.0, "unfinished"),
        (Evidence(speech_s=3.0), 0.8, "default"),
        (Evidence(speech_s=0.5), 1.2, "default"),
        (Evidence(speech_s=3.0, longest_pause_s=1.0), 1.02, "default"),
        (Evidence(speech_s=3.0, longest_pause_s=5.0), 2.0, "default"),
        (Evidence(finished=1.0, speech_s=0.5), 0.32, "default"),
        (Evidence(finished=0.5, speech_s=0.5), 1.0, "default"),
        (Evidence(finished=0.0, speech_s=3.0), 2.0, "default"),
        (Evidence(speech_s=3.0, hurried=True), 0.24, "budget"),
        (Evidence(finished=0.4, speech_s=3.0, hurried=True), 1.162, "default"),
        (Evidence("unfinished", speech_s=3.0, hurried=True), 2.0, "unfinished"),
        (Evidence("complete", speech_s=3.0, hurried=True), 0.24, "complete"),
    ],
)
def test_the_wait_follows_from_what_is_known(known: Evidence, seconds: float, reason: str) -> None:
    waited = wait(known, SETTINGS)
    assert waited.seconds == pytest.approx(seconds, abs=1e-3)
    assert waited.reason == reason


def test_somebody_has_finished_by_the_words_and_by_the_voice() -> None:
    assert finished(None, None) is None
    told = (-2.0, None), (None, 0.1), (None, 0.9), (2.0, 0.1), (2.0, None), (2.0, 0.9)
    known = [finished(whole, voice) or 0.0 for whole, voice in told]
    assert known == sorted(known)
    assert known[0] < 0.25
    assert known[-1] > 0.9
