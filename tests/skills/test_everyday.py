"""Small things that are asked of a device every day: chance, the stopwatch, spelling, courtesies, help, emergencies."""

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.skills.making import make_skills
from voice.clock import VirtualClock
from voice.config import Config, Home, Tier
from voice.skills import Context, Skills


def skills_with(folder: Path, **settings: object) -> Skills:
    loaded = make_skills(Config(state_dir=folder, **settings), VirtualClock(start=datetime(2026, 11, 21, 19, 5, tzinfo=UTC)))  # type: ignore[arg-type]
    assert loaded.load() == []
    return loaded


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    return skills_with(tmp_path_factory.mktemp("s"))


def said(skills: Skills, text: str) -> str | None:
    match = skills.match(text)
    return asyncio.run(skills.run(match, Context())).text if match else None


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("flip a coin", "Heads.|Tails."),
        ("heads or tails?", "Heads.|Tails."),
        ("toss three coins", r"(\w+) heads? and (\w+) tails?\."),
        ("roll a die", "A [1-6]."),
        ("roll two dice", r"[1-6] and [1-6], \d+ in all\."),
        ("roll a d20", r"An? \d+\."),
        ("roll 2d6", r"[1-6] and [1-6], \d+ in all\."),
        ("roll a ten sided die", r"An? (\d|10)\."),
        ("pick a number between one and ten", r"([1-9]|10)\."),
        ("give me a random number from 5 to 6", "[56]."),
        ("random number", r"\d{1,3}\."),
        ("roll 50 dice", "I can throw 20 at a time at most."),
    ],
)
def test_chance(skills: Skills, request_: str, reply: str) -> None:
    for _ in range(20):
        assert re.fullmatch(reply, said(skills, request_) or "")


def test_every_side_comes_up(skills: Skills) -> None:
    assert {said(skills, "flip a coin") for _ in range(100)} == {"Heads.", "Tails."}
    assert {said(skills, "roll a die") for _ in range(300)} == {f"A {side}." for side in range(1, 7)}
    assert {said(skills, "pick a number from 1 to 3") for _ in range(200)} == {"1.", "2.", "3."}


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("spell necessary", "Necessary: N, E, C, E, S, S, A, R, Y."),
        ("how do you spell Mississippi?", "Mississippi: M, I, S, S, I, S, S, I, P, P, I."),
        ("spell the word cat please", "Cat: C, A, T."),
        ("how is bread spelled", "Bread: B, R, E, A, D."),
        ("what's the spelling of rhythm", "Rhythm: R, H, Y, T, H, M."),
        ("spell new york", "New york: N, E, W. Y, O, R, K."),
        ("spell out the word queue", "Queue: Q, U, E, U, E."),
        ("spell my name", None),
        ("great, thanks", "You're welcome."),
        ("merry christmas", "The same to you."),
        ("can you set timers", "Say, for instance: set a timer for ten minutes, or: how long is left on the timer."),
        ("spell it", None),
        ("spell it out for me", None),
        ("spell that again", None),
        ("spell her name", None),
        ("spell trouble for the government in the coming election", None),
        ("cast a spell", None),
        ("spell check this document", None),
        ("thanks", "You're welcome."),
        ("Thank you very much!", "You're welcome."),
        ("good night", "Good night."),
        ("good morning", "Good morning."),
        ("hello", "Hello."),
        ("how are you today", "I'm fine, thank you."),
        ("see you tomorrow", "Goodbye."),
        ("thank you that's enough", ""),
        ("thanks to him we lost", None),
        ("say hello to my friend", None),
        ("what is the good night kiss", None),
    ],
)
def test_spelling_and_courtesies(skills: Skills, request_: str, reply: str | None) -> None:
    assert said(skills, request_) == reply


@pytest.mark.parametrize(
    "request_",
    [
        "call 911", "dial nine one one", "call an ambulance", "Call the police!", "I need an ambulance now",
        "the house is on fire", "I've fallen and I can't get up", "someone is breaking in", "send help",
        "there's someone in my house", "there is an intruder", "I smell smoke", "I can't breathe", "my chest hurts",
        "he's not breathing", "I've been stabbed", "I took too many pills", "I need a doctor", "my son drank bleach",
        "there's been an accident", "please get help", "I've cut myself badly", "the baby's choking", "he's having a fit",
        "my mum's fallen and she's not moving", "I think I broke my arm", "there's smoke everywhere", "my waters have broken",
        "call an ambulance for my dad", "my grandad has collapsed in the garden", "nine nine nine",
        "I can't breathe and my chest is tight", "there's a fire and the dog is inside",
        "call an ambulance and unlock the door",
        "I fell and my leg is broken", "add milk to my list and call an ambulance", "set an alarm for 7, call an ambulance",
        "I need help, I can't breathe", "my wife collapsed and she isn't breathing",
        "help my house is on fire, where are my keys",
        "grandma won't wake up", "he is hitting me", "someone is following me", "poison control", "I've been burgled",
    ],
)  # fmt: skip
def test_an_emergency_is_told_what_to_do(skills: Skills, request_: str) -> None:
    reply = said(skills, request_)
    assert reply is not None
    assert reply.startswith("I can't make phone calls. Please use a phone now")
    assert "911" in reply


@pytest.mark.parametrize(
    "request_",
    [
        "I want to die", "i just want to end it all", "I don't want to live anymore", "I'm feeling suicidal",
        "I took pills and I want to die", "I'm going to hurt myself", "life isn't worth living",
    ],
)  # fmt: skip
def test_who_despairs_is_told_who_listens(skills: Skills, request_: str) -> None:
    reply = said(skills, request_)
    assert reply is not None
    assert reply.startswith("I'm sorry")
    assert "988" in reply


@pytest.mark.parametrize(
    "request_",
    [
        "call the police officer's wife", "who do i call in an emergency room", "when was the fire of london",
        "there's someone at the door", "i've fallen in love", "i need a doctor's appointment", "there is a fire sale",
        "i smell bread", "i don't want to be here at 6", "i want to die my hair red", "i'm dying to see that film",
        "what should i do if the baby is choking", "i've cut my hair", "he broke my heart", "there's smoke on the water",
        "my phone is dying", "i've fallen behind", "she's having a party", "someone is following me on instagram",
        "tell me a story in which there's a fire", "is a password an overdose of security", "who is hitting on me",
    ],
)  # fmt: skip
def test_what_is_no_emergency(skills: Skills, request_: str) -> None:
    assert said(skills, request_) is None


@pytest.mark.parametrize(
    "request_", ["help", "what can you do", "What can I say?", "what are your skills", "tell me what you can do"]
)
def test_help_tells_what_is_set_up(tmp_path: Path, request_: str) -> None:
    bare = said(skills_with(tmp_path), request_) or ""
    assert "timers" in bare
    assert "lights" not in bare
    assert "questions" not in bare
    cloud = Tier(name="big", where="cloud", base_url="https://x.example/v1", model="m")
    full = skills_with(tmp_path, home=Home(url="http://home.local:8123"), tiers=(cloud,), skills={"disabled": ("timer_set",)})
    told = said(full, request_) or ""
    assert "the lights" in told
    assert "other questions" in told
    assert "timer" not in told


@pytest.mark.parametrize(
    ("topic", "shown"), [("timers", "set a timer"), ("the shopping list", "add milk"), ("dates", "how many days until")]
)
def test_help_shows_ways_to_ask_that_are_understood(skills: Skills, topic: str, shown: str) -> None:
    told = said(skills, f"help me with {topic}") or ""
    ways = told.removeprefix("Say, for instance: ").removesuffix(".").split(", or: ")
    assert ways[0].startswith(shown)
    assert [way for way in ways if skills.match(way) is None] == []


def test_the_stopwatch_runs_on_and_is_kept(tmp_path: Path) -> None:
    clock = VirtualClock(start=datetime(2026, 11, 21, 19, 5, tzinfo=UTC))

    said_and_waited = [
        ("start the stopwatch", 90), ("lap", 0), ("what's on the stopwatch", 30), ("next lap", 0), ("stop the stopwatch", 100),
        ("lap", 0), ("check the stopwatch", 0),
        ("reset the stopwatch", 0), ("stop the stopwatch", 0),
    ]  # fmt: skip

    async def hold() -> list[str]:
        replies = []
        for text, seconds in said_and_waited:
            skills = make_skills(Config(state_dir=tmp_path), clock)  # another process each time
            skills.load()
            match = skills.match(text)
            assert match is not None
            replies.append((await skills.run(match, Context())).text)
            await clock.sleep(seconds)
        return replies

    assert clock.run(hold()) == [
        "The stopwatch is running.", "Lap 1: one minute and 30 seconds.", "One minute and 30 seconds.",
        "Lap 2: 30 seconds, two minutes in all.", "Stopped at two minutes.", "It stopped at two minutes.",
        "It stopped at two minutes.",
        "The stopwatch is back at zero.", "No stopwatch is running. Say start the stopwatch.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("gas mark 4 in celsius", "177 degrees Celsius."),
        ("what's gas mark 6 in fahrenheit", "400 degrees Fahrenheit."),
        ("180 celsius in gas mark", "Gas mark 4."),
        ("180cm in feet and inches", "5 feet and 10.9 inches."),
        ("2 kg in pounds and ounces", "4 pounds and 6.5 ounces."),
        ("how tall is 5'11 in metres", "1.8 metres."),
        ("I'm 5 foot 4, what's that in cm", "163 centimetres."),
        ("100 minutes in hours and minutes", "1 hour and 40 minutes."),
        ("what's pi times 5 squared", "That's 78.54."),
        ("round 3.7", "That's 4."),
        ("round down 3.7 to the nearest whole number", None),
        ("what's 12 dozen", "That's 144."),
        ("what's 3/8 as a decimal", "That's 0.375."),
        ("what's 7/8 as a percent", "That's 87.5."),
        ("what's 45 cents times 12", "That's 540 cents."),
        ("what's 5 dollars plus 50 cents", None),
        ("what's $19.99 plus tax at 8%", "That's $21.59."),
        ("if a shirt is 40 dollars and it's 25 percent off how much is it", "That's $30."),
        ("how much is 60 hours at 15 dollars an hour", "That's $900."),
        ("we are 5 people and the bill is 120, how much each", "That's 24."),
        ("I have 50 dollars and spend 18, how much is left", "That's $32."),
        ("how much change from 20 if I spend 13.45", "That's 6.55."),
    ],
)
def test_sums_and_measures(skills: Skills, request_: str, reply: str | None) -> None:
    assert said(skills, request_) == reply
