import asyncio
from datetime import UTC, datetime

import pytest

from voice.clock import AudioClock, VirtualClock
from voice.tiers.breaker import FAILURES, FIRST_PAUSE_S, LONGEST_PAUSE_S, LONGEST_RETRY_AFTER_S, Breaker, retry_after_s

NOW = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def opened() -> tuple[Breaker, AudioClock]:
    clock = VirtualClock()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        assert breaker.allow()
        breaker.failed()
    return breaker, clock


def pass_time(clock: VirtualClock, seconds: float) -> None:
    asyncio.run(clock.step(seconds))


def test_it_opens_after_failures_in_a_row_only() -> None:
    breaker = Breaker(VirtualClock())
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.allow()
    breaker.failed()
    breaker.failed()
    assert not breaker.allow()


def test_one_trial_at_a_time_once_the_pause_is_over() -> None:
    breaker, clock = opened()
    assert not breaker.allow()
    pass_time(clock, FIRST_PAUSE_S)
    assert [breaker.allow(), breaker.allow()] == [True, False]
    breaker.dropped()
    assert breaker.allow()
    breaker.succeeded()
    assert [breaker.allow(), breaker.allow()] == [True, True]


def test_each_failed_trial_doubles_the_pause_up_to_a_limit() -> None:
    breaker, clock = opened()
    pauses = []
    for _ in range(7):
        pauses.append(breaker.left_s)
        pass_time(clock, breaker.left_s)
        assert breaker.allow()
        breaker.failed()
    assert pauses == [10, 20, 40, 80, 160, LONGEST_PAUSE_S, LONGEST_PAUSE_S]


def test_a_success_forgets_how_long_the_pauses_had_become() -> None:
    breaker, clock = opened()
    pass_time(clock, FIRST_PAUSE_S)
    assert breaker.allow()
    breaker.failed()
    pass_time(clock, breaker.left_s)
    assert breaker.allow()
    breaker.succeeded()
    breaker.failed()
    breaker.failed()
    assert breaker.left_s == FIRST_PAUSE_S


def test_what_the_server_asks_for_is_kept_within_reason() -> None:
    breaker = Breaker(VirtualClock())
    breaker.failed(retry_after_s=42.0)
    assert breaker.left_s == 42.0
    breaker.failed(retry_after_s=1e9)
    assert breaker.left_s == LONGEST_RETRY_AFTER_S


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "Sat, 21 Nov 2026 12:01:30 GMT"}, 90.0),
        ({"retry-after": "Sat, 21 Nov 2026 11:00:00 GMT"}, 0.0),
        ({"retry-after-ms": "1500", "retry-after": "7"}, 1.5),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "\u00b2"}, None),
        ({"retry-after-ms": "x"}, None),
        ({"retry-after-ms": "1500.5"}, 1.5005),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after": " 7 "}, 7.0),
        ({"retry-after": "+7"}, 7.0),
        ({"retry-after": '"7"'}, 7.0),
        ({"retry-after": "7s"}, 7.0),
        ({"retry-after": "7 seconds"}, 7.0),
        ({"retry-after": "7, 60"}, 7.0),
        ({"retry-after": "7;w=1"}, 7.0),
        ({"retry-after": "7, Sat, 21 Nov 2026 12:01:30 GMT"}, 7.0),
        ({"retry-after": "Sat, 21 Nov 2026 12:01:30 GMT, Sat, 21 Nov 2026 12:09:00 GMT"}, 90.0),
        ({"retry-after": "Saturday, 21-Nov-26 12:01:30 GMT"}, 90.0),
        ({"retry-after": "Sat Nov 21 12:01:30 2026"}, 90.0),
        ({"retry-after": "Sat, 21 Nov 2026 13:01:30 +0100"}, 90.0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "9" * 400}, None),
        ({"retry-after": ""}, None),
    ],
)
def test_retry_after_in_all_its_forms(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers, NOW) == seconds
