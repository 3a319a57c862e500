"""Every row of the floor's table, and that there are no others."""

import asyncio
from itertools import product

import pytest

from voice.floor import Decisions, Floor, State
from voice.shared_floor import SharedFloor

FACTS = {
    "woken": Floor.woken,
    "voiced": Floor.voiced,
    "ring due": Floor.ring_due,
    "interrupted": Floor.interrupted,
    "heard": lambda floor: floor.heard(True),
    "nothing heard": lambda floor: floor.heard(False),
    "reply started": Floor.reply_started,
    "reply over": Floor.reply_over,
    "asked": Floor.asked,
    "left open": Floor.left_open,
    "unanswered": Floor.unanswered,
    "muted": Floor.muted,
    "rung out": Floor.rung_out,
}

STATES: tuple[State, ...] = ("idle", "listening", "thinking", "speaking", "asking", "following", "ringing")

BOTH: dict[tuple[State, str], tuple[State, Decisions]] = {
    ("idle", "woken"): ("listening", ("begin",)),
    ("idle", "ring due"): ("ringing", ("ring",)),
    ("listening", "heard"): ("thinking", ("reply",)),
    ("thinking", "reply started"): ("speaking", ()),
    ("thinking", "woken"): ("listening", ("stop reply", "begin")),
    ("speaking", "woken"): ("listening", ("stop reply", "begin")),
    ("speaking", "interrupted"): ("listening", ("stop reply", "begin")),
    ("thinking", "reply over"): ("idle", ()),
    ("speaking", "reply over"): ("idle", ()),
    ("thinking", "asked"): ("asking", ()),
    ("speaking", "asked"): ("asking", ()),
    ("asking", "voiced"): ("listening", ("begin",)),
    ("asking", "woken"): ("listening", ("begin",)),
    ("asking", "unanswered"): ("idle", ()),
    ("thinking", "left open"): ("following", ()),
    ("speaking", "left open"): ("following", ()),
    ("following", "voiced"): ("listening", ("begin",)),
    ("following", "woken"): ("listening", ("begin",)),
    ("following", "unanswered"): ("idle", ()),
    ("following", "ring due"): ("ringing", ("ring",)),
    ("listening", "muted"): ("idle", ()),
    ("asking", "muted"): ("idle", ()),
    ("following", "muted"): ("idle", ()),
    ("ringing", "woken"): ("listening", ("stop ringing", "begin")),
    ("ringing", "rung out"): ("idle", ()),
}
WITH_WAKE_WORD = BOTH | {("listening", "nothing heard"): ("thinking", ("reply",))}
OPEN = BOTH | {("idle", "voiced"): ("listening", ("begin",)), ("listening", "nothing heard"): ("idle", ())}


@pytest.mark.parametrize("needs_wake", [True, False], ids=["wake word", "open"])
@pytest.mark.parametrize(("state", "fact"), list(product(STATES, FACTS)))
def test_every_fact_in_every_state(state: State, fact: str, needs_wake: bool) -> None:
    floor = Floor(needs_wake)
    floor.state = state
    decisions = FACTS[fact](floor)
    table = WITH_WAKE_WORD if needs_wake else OPEN
    assert (floor.state, decisions) == table.get((state, fact), (state, ()))


def test_the_docstring_shows_every_transition() -> None:
    import voice.floor

    rows = [line.split() for line in str(voice.floor.__doc__).splitlines() if line.startswith("    ")]
    shown = " ".join(" ".join(row) for row in rows)
    for (state, fact), (after, decisions) in (WITH_WAKE_WORD | OPEN).items():
        assert state in shown
        assert fact in shown
        assert after in shown
        assert ", ".join(decisions) in shown


@pytest.mark.parametrize("state", STATES)
def test_the_wake_word_is_listened_for_but_within_a_turn(state: State) -> None:
    floor = Floor()
    floor.state = state
    assert floor.hears_wake == (state != "listening")


@pytest.mark.parametrize("state", STATES)
def test_an_open_floor_listens_for_none(state: State) -> None:
    floor = Floor(needs_wake=False)
    floor.state = state
    assert not floor.hears_wake


def test_only_an_idle_floor_is_idle() -> None:
    for state in STATES:
        floor = Floor()
        floor.state = state
        assert floor.idle == (state == "idle")


def asking(needs_wake: bool = True) -> Floor:
    """A floor on which a question has just been asked."""
    floor = Floor(needs_wake)
    floor.state = "speaking"
    floor.asked()
    return floor


@pytest.mark.parametrize("needs_wake", [True, False], ids=["wake word", "open"])
def test_after_a_sound_that_is_no_words_an_answer_is_waited_for_again(needs_wake: bool) -> None:
    floor = asking(needs_wake)
    assert floor.voiced() == ("begin",)
    assert floor.heard(meant_something=False) == ()
    assert floor.state == "asking"
    floor.unanswered()
    assert floor.idle


def test_an_answer_without_the_wake_word_gets_its_reply_and_the_next_turn_needs_the_wake_word_again() -> None:
    floor = asking()
    floor.voiced()
    assert floor.heard(meant_something=True) == ("reply",)
    floor.reply_over()
    assert floor.voiced() == ()
    assert floor.state == "idle"


def test_the_wake_word_within_an_answer_begins_the_turn_anew_and_is_then_listened_for_no_more() -> None:
    floor = asking()
    floor.voiced()
    assert floor.hears_wake
    assert floor.woken() == ("begin",)
    assert not floor.hears_wake
    assert floor.woken() == ()
    assert floor.heard(meant_something=False) == ("reply",)


def test_who_speaks_unasked_waits_until_nobody_else_does() -> None:
    async def script() -> None:
        floor = SharedFloor()
        floor.woken()
        taken = asyncio.create_task(floor.take())
        await asyncio.sleep(0)
        assert (taken.done(), floor.state) == (False, "listening")
        floor.heard(meant_something=True)
        floor.reply_started()
        await asyncio.sleep(0)
        assert not taken.done()
        floor.reply_over()
        await taken
        assert floor.state == "ringing"
        floor.rung_out()
        await floor.quiet()

    asyncio.run(script())
