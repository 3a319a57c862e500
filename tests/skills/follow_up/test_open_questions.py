"""What becomes of a question that a skill has asked: what answers it, what leaves it open, and what is no answer."""

import asyncio
from pathlib import Path

import pytest

from tests.talk import ask as asked
from tests.talk import conversation, loaded
from voice.config import Config

ADD = "add something to my shopping list"
ADD_WHAT = "Add what? Say, for instance: add milk to my shopping list."
ADDED = "Added milk to your shopping list."
TWO_LISTS = ("add milk to my shopping list", "add call mum to my to do list")
TWO_PAINTS = ("add blue paint to my shopping list", "add red paint to my shopping list")
TWO_ALARMS = ("set an alarm for 7 am", "set an alarm for 8 am")
WHICH_PAINT = "There is blue paint and red paint on your shopping list. Say which one."


def talk(folder: Path, *lines: str) -> list[tuple[str, str]]:
    """Who answered each line, and how; "" for nobody."""

    async def replies() -> list[tuple[str, str]]:
        engines, held = await loaded(Config(state_dir=folder)), conversation(will_ring=True)
        traces = [await asked(engines, held, line) for line in lines]
        await engines.close()
        return [((trace.route.skill if trace.route else "") or "", trace.reply) for trace in traces]

    return asyncio.run(replies())


@pytest.mark.parametrize(
    ("lines", "reply"),
    [
        ((ADD, "hmm", "milk"), ADDED),
        ((ADD, "let me think", "milk"), ADDED),
        ((ADD, "the dog is barking again", "milk"), ADDED),
        ((ADD, "thanks", "milk"), ADDED),
        ((ADD, "pardon?", "milk"), ADDED),
        (("set a timer for twelve", "um", "minutes"), "Timer set for twelve minutes."),
        (("set a timer", "er", "ten minutes"), "Timer set for ten minutes."),
        (("set an alarm", "hmm", "7 am"), "Alarm set for 7 am"),
        (("remind me", "hmm", "to call mum"), "When?"),
        (("create a list", "well", "camping"), "Your camping list is ready."),
        ((*TWO_ALARMS, "cancel the alarm", "hmm", "the first"), "The alarm at 7 am"),
    ],
)
def test_a_stray_line_leaves_it_open(tmp_path: Path, lines: tuple[str, ...], reply: str) -> None:
    assert talk(tmp_path, *lines)[-1][1].startswith(reply)


def test_a_second_stray_line_closes_it(tmp_path: Path) -> None:
    assert talk(tmp_path, ADD, "hmm", "hmm", "milk")[-1] == ("", "Sorry, I didn't understand that. Ask me what I can do.")


@pytest.mark.parametrize(
    ("before", "text", "skill"),
    [
        ((ADD,), "flip a coin", "chance"),
        ((ADD,), "what time is it", "time"),
        (("remind me",), "add milk to my shopping list", "lists"),
        (("remind me",), "flip a coin", "chance"),
        (("remind me",), "turn up the volume", "volume"),
        (("remind me",), "start the stopwatch", "stopwatch"),
        (("remind me",), "spell necessary", "spell"),
        (("set a timer",), "what's the date", "date"),
        (("set an alarm",), "add milk to my shopping list", "lists"),
        (("create a list",), "what can you do", "help"),
        ((*TWO_ALARMS, "cancel the alarm"), "flip a coin", "chance"),
        ((*TWO_PAINTS, "remove paint from my shopping list"), "what time is it", "time"),
    ],
)
def test_a_request_of_its_own_is_no_answer(tmp_path: Path, before: tuple[str, ...], text: str, skill: str) -> None:
    assert talk(tmp_path, *before, text)[-1][0] == skill


@pytest.mark.parametrize("text", ["play some jazz", "call mum", "i don't know", "hmm", "open the garage"])
def test_nothing_is_put_on_a_list_that_is_no_thing(tmp_path: Path, text: str) -> None:
    assert talk(tmp_path, ADD, text, "what's on my shopping list")[-1][1] == "Your shopping list is empty."


@pytest.mark.parametrize(
    ("lines", "asked_again"),
    [
        ((ADD,), ADD_WHAT),
        (("create a list",), "What shall it be called?"),
        (("set a timer",), "For how long?"),
        (("remind me",), "Remind you of what?"),
        ((*TWO_LISTS, "clear all my lists"), "Which one: the shopping list or the to-do list?"),
        ((*TWO_PAINTS, "remove paint from my shopping list"), WHICH_PAINT),
    ],
)
def test_behind_a_yes_it_is_asked_again_and_behind_a_no_it_is_left(
    tmp_path: Path, lines: tuple[str, ...], asked_again: str
) -> None:
    assert talk(tmp_path, *lines, "yes")[-1][1].startswith(asked_again)
    assert talk(tmp_path, *lines[-1:], "no")[-1] == ("stop", "")


@pytest.mark.parametrize(
    ("before", "text", "reply"),
    [
        ((*TWO_LISTS, "clear all my lists"), "the shopping one", "Cleared your shopping list, which had one item."),
        ((*TWO_LISTS, "clear all my lists"), "the to do list", "Cleared your to-do list, which had one item."),
        (
            (*TWO_LISTS, "clear all my lists"), "both",
            "Cleared your shopping list, which had one item. Cleared your to-do list, which had one item.",
        ),
        ((*TWO_PAINTS, "remove paint from my shopping list"), "the red one", "Removed red paint from your shopping list."),
        ((*TWO_PAINTS, "remove paint from my shopping list"), "blue", "Removed blue paint from your shopping list."),
        (
            (*TWO_PAINTS, "remove paint from my shopping list"), "both of them",
            "Removed blue paint and red paint from your shopping list.",
        ),
    ],
)  # fmt: skip
def test_which_of_several_lists_and_things_was_meant(tmp_path: Path, before: tuple[str, ...], text: str, reply: str) -> None:
    assert talk(tmp_path, *before, text)[-1][1] == reply
