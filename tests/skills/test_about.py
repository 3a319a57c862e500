"""What is asked of the assistant itself: every answer is what the settings, the log, the ledger and the last turn say."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.skills.making import make_skills
from voice.clock import VirtualClock
from voice.config import Config, Cost
from voice.meant import meant
from voice.messages import Alternative, Match, Route, Transcript
from voice.mute import Mute
from voice.privacy.audit import Audit
from voice.privacy.gate import EgressGate
from voice.skills import Context, Skills
from voice.skills.skill import Answered
from voice.tiers.spend import Ledger

NOW = datetime(2026, 11, 21, 19, 5, tzinfo=UTC)

CLOUD = {"name": "big", "where": "cloud", "base_url": "https://example.test/v1", "model": "a-70b", "price_out": 1.0}
SMALL = {"name": "small", "where": "device", "base_url": "http://127.0.0.1:1/v1", "model": "a-1b"}


def skills_with(folder: Path, clock: VirtualClock | None = None, **settings: Any) -> Skills:
    made = make_skills(Config.model_validate({"state_dir": folder, **settings}), clock or VirtualClock(start=NOW))
    made.load()
    return made


def said(skills: Skills, text: str, context: Context | None = None) -> str:
    match = skills.match(text)
    assert match, text
    assert match.skill == "about", text
    return asyncio.run(skills.run(match, context or Context())).text


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    return skills_with(tmp_path_factory.mktemp("s"))


WORDINGS = {
    "recording": (
        "do you record me", "are you recording this", "do you store my conversations", "am i being recorded",
        "is everything i say recorded", "what do you know about me", "how long do you keep my data", "do you save my voice",
    ),
    "microphone": (
        "is the microphone on", "are you listening", "are you always listening to us", "is your mic off", "are you muted",
        "when do you listen", "can you hear me all the time",
    ),
    "sent": (
        "what did you send to the cloud", "what left the house today", "did you send anything to the cloud this week",
        "how many requests did you send out", "what have you shared", "show me what you sent", "what was sent to the internet",
    ),
    "data": (
        "where does my data go", "who can hear me", "do you share my data", "are you spying on me", "is my data safe",
        "what do you do with my voice", "do you send everything to the cloud", "can I trust you",
    ),
    "maker": ("who made you", "who owns you", "which company built you", "who do you work for", "are you open source"),
    "name": ("what's your name", "what should I call you", "what is your wake word", "how do I wake you", "are you Alexa"),
    "person": ("are you a robot", "are you human", "am I talking to a machine", "do you have feelings", "are you alive"),
    "offline": ("do you work offline", "do you need the internet", "are you online", "does this work without wifi"),
    "cost": (
        "how much did you cost today", "how much did you cost this month", "are you free", "how much have I spent on you",
        "how much does the cloud cost me", "do I have to pay for you",
    ),
    "model": (
        "which model are you using", "what llm do you use", "are you ChatGPT", "what do you run on", "how do you understand me",
    ),
    "version": ("what version are you", "how old are you", "when were you made"),
    "why": ("why did you say that", "who answered that", "how do you know that", "where did you get that from"),
    "away": ("why didn't you ask the cloud", "did that go to the cloud", "did that leave the house", "did you send that out"),
    "language": ("what languages do you speak", "do you understand German"),
    "camera": ("can you see me", "do you have a camera"),
    "place": ("where are you", "where do you live", "do you run on this machine"),
    "control": ("how do I turn you off", "how can I mute you", "how do I make you stop listening", "how do I shut you down"),
    "settings": (
        "how do I change your voice", "where are your settings", "how do I add a skill", "what are your settings",
        "how do I set up Home Assistant", "how can I configure you",
    ),
    "delete": (
        "delete my data", "erase everything you know about me", "delete all my conversations", "how do I delete my recordings",
    ),
    "home": ("is Home Assistant working", "are you connected to Home Assistant", "is my smart home set up"),
    "people": ("do you know who I am", "can you recognise my voice"),
}  # fmt: skip


@pytest.mark.parametrize("asked", WORDINGS)
def test_it_knows_what_is_asked_of_itself(plain: Skills, asked: str) -> None:
    found = {text: plain.match(text) for text in WORDINGS[asked]}
    assert {text: match and (match.skill, match.slots["ask"]) for text, match in found.items()} == dict.fromkeys(
        found, ("about", asked)
    )


@pytest.mark.parametrize(
    "text",
    [
        "what does it cost", "who made the iphone", "how much does a model cost", "why is the sky blue", "how old is the queen",
        "did you send the email", "do you remember my birthday", "where does my bus go", "who said to be or not to be",
        "what is the best language model", "is the light on", "what's my name", "do you keep bees", "how do you make bread",
    ],
)  # fmt: skip
def test_what_is_asked_of_the_world_is_not_taken_for_it(plain: Skills, text: str) -> None:
    match = plain.match(text)
    assert match is None or match.skill != "about"


def test_the_home_is_told_as_it_is_set_up(plain: Skills, tmp_path: Path) -> None:
    assert said(plain, "is home assistant working") == "Home Assistant is not set up."
    told = said(skills_with(tmp_path, home={"url": "http://ha.local:8123"}), "is home assistant working")
    assert told == "Home Assistant is set up, at ha.local. Run voice doctor to see whether it answers."


def test_what_is_kept_is_what_the_settings_keep(plain: Skills, tmp_path: Path) -> None:
    assert said(plain, "do you record me").startswith("I keep no sound, and no words but")
    assert "because the settings say so" in said(skills_with(tmp_path, keep_words=True), "do you record me")
    assert said(plain, "do you record me", Context(recorded=True)).startswith("This session is being recorded")


def test_the_microphone_is_told_as_it_is(tmp_path: Path) -> None:
    clock = VirtualClock(start=NOW)
    skills, running = skills_with(tmp_path, clock, wake={"phrases": ["alexa"]}), Context(will_ring=True)
    assert said(skills, "is the microphone on", running) == (
        "The microphone is on. Until I hear alexa, I listen for that alone and keep nothing."
    )
    assert said(skills, "is the microphone on").endswith("no microphone is open. While voice run runs, it is on.")
    Mute(tmp_path, clock).switch(True)
    asyncio.run(clock.step(1))
    assert said(skills, "are you listening", running) == "The microphone is switched off."
    assert said(skills, "are you listening").endswith("it is switched off.")


def test_what_was_sent_is_counted_from_the_log_and_holds_no_words(tmp_path: Path) -> None:
    clock = VirtualClock(start=NOW - timedelta(days=1))
    audit = Audit(tmp_path, clock)
    audit.note("big", "example.test", "sent", words="why is the sky blue", size=10)
    asyncio.run(clock.step(86_400))
    skills = skills_with(tmp_path, clock, tiers=[CLOUD])
    assert said(skills, "what did you send") == "Today, I sent nothing out. Before, I sent one request to big."
    audit.note("big", "example.test", "sent", ("phone",), words="call 07700 900123", size=10)
    audit.note("big", "example.test", "withheld", ("health",), words="my tablets")
    audit.note("big", "example.test", "sent", words="who was napoleon", size=12)
    audit.note("big", "example.test", "unreached", words="who was napoleon", size=12)
    audit.note("big", "example.test", "sent")  # a look whether it is there, which says nothing
    assert said(skills, "what did you send to the cloud today") == (
        "Today, I sent one request to big, with placeholders for phone, kept one request back as private (health) and had no "
        "connection for one request."
    )
    assert said(skills, "what did you send yesterday") == "Yesterday, I sent one request to big."


def test_a_trusted_place_is_not_in_the_log_and_that_is_said(tmp_path: Path) -> None:
    skills = skills_with(tmp_path, tiers=[{**CLOUD, "trusted": True}])
    assert said(skills, "what left the house").endswith("What goes to big, which you trust, is not counted.")


def test_a_log_that_cannot_be_read_is_no_empty_log(tmp_path: Path) -> None:
    (tmp_path / "egress.jsonl").mkdir()
    assert said(skills_with(tmp_path), "what did you send").startswith("I can't read my log")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "your words stay at home"),
        ({"tiers": [SMALL]}, "your words stay at home"),
        ({"tiers": [CLOUD]}, "big gets the questions that I cannot answer, but no private ones"),
        ({"tiers": [{**CLOUD, "privacy": "redact"}]}, "with placeholders for what is private"),
        ({"tiers": [{**CLOUD, "privacy": "allow"}]}, "private ones too"),
        ({"tiers": [{**CLOUD, "trusted": True}]}, "private ones too"),
        ({"tiers": [CLOUD], "offline": True}, "your words stay at home, as I am set to stay offline"),
        ({"home": {"url": "https://ha.example.com"}}, "Home Assistant gets what is asked of it, but no private ones"),
    ],
)
def test_where_words_go_is_what_the_settings_say(tmp_path: Path, settings: dict[str, Any], told: str) -> None:
    assert told in said(skills_with(tmp_path, **settings), "where does my data go")


def test_whether_it_needs_the_internet_too(plain: Skills, tmp_path: Path) -> None:
    assert said(plain, "do you work offline") == "I work without the internet: nothing that is set up needs it."
    assert said(skills_with(tmp_path, tiers=[CLOUD]), "do you need the internet").endswith("but for what big answers.")


def test_costs_are_those_of_the_ledger(plain: Skills, tmp_path: Path) -> None:
    assert said(plain, "are you free") == "Nothing: no model that costs money is set up."
    skills = skills_with(tmp_path, tiers=[CLOUD])
    assert said(skills, "how much did you cost today") == "Nothing this month."
    for day, usd in ((NOW - timedelta(days=1), 0.4), (NOW, 0.05)):
        ledger = Ledger(tmp_path / "spend.db", Cost(), VirtualClock(start=day))
        ledger._book(f"{day:%Y-%m-%d}", Config.model_validate({"tiers": [CLOUD]}).tiers[0], usd)
        ledger.close()
    assert said(skills, "how much did you cost today") == "Models have cost $0.05 today, and $0.45 this month."
    assert said(skills, "how much did you cost this month") == "Models have cost $0.45 this month."


def test_an_unknown_price_is_no_price_of_nothing(tmp_path: Path) -> None:
    skills = skills_with(tmp_path, tiers=[{key: value for key, value in CLOUD.items() if key != "price_out"}])
    assert "What big costs I don't know" in said(skills, "how much did you cost today")


def test_the_models_are_those_that_are_set_up(plain: Skills, tmp_path: Path) -> None:
    assert said(plain, "which model are you using").startswith("No language model is set up")
    told = said(skills_with(tmp_path, tiers=[SMALL, CLOUD]), "which model are you using")
    assert told.startswith("Questions go to small, which is a-1b on this machine and big, which is a-70b outside your home.")


def test_who_answered_and_why_is_the_last_route(plain: Skills, tmp_path: Path) -> None:
    both = skills_with(tmp_path, tiers=[SMALL, CLOUD])
    assert said(plain, "why did you say that") == "I haven't answered anything yet."
    by_skill = Context(last=Answered(Route("skill", "it can", skill="time"), "time", frozenset({"time"})))
    assert said(both, "why did you say that", by_skill) == "My time skill did that by rule, without a language model."
    assert said(both, "did that go to the cloud", by_skill).startswith("Nothing of that went out of your home: my time skill")
    nobody_there = "Nothing went out: no language model outside your home is set up."
    assert said(plain, "why didn't you ask the cloud", by_skill) == nobody_there
    chosen = Route("device", "task type: short answer", alternatives=(Alternative("big", "cloud", 1, 0),))
    by_small = Context(last=Answered(chosen, "small", frozenset({"small"})))
    assert said(both, "who answered that", by_small) == "Small answered, for this reason: task type: short answer."
    kept = Route("device", "stays at home", alternatives=(Alternative("big", "cloud", 1, 0, "private (health)"),))
    at_home = Context(last=Answered(kept, "small", frozenset({"small"})))
    assert said(both, "why didn't you ask the cloud", at_home).endswith("home: big was not asked (private (health)).")
    asked = Context(last=Answered(chosen, "small", frozenset({"small", "big"})))
    assert said(both, "did that go to the cloud", asked) == "Big was asked, and did not give the answer."
    by_big = Context(last=Answered(chosen, "big", frozenset({"big"})))
    assert said(both, "did that go to the cloud", by_big) == "Big was asked."
    nobody = Context(last=Answered(Route("device", "because"), None, frozenset()))
    assert said(plain, "why did you say that", nobody) == "Nobody could answer: no language model is set up."


@pytest.mark.parametrize("text", ["are you listening to me", "why did you say that", "are you recording this"])
def test_people_ask_it_of_each_other_too(plain: Skills, text: str) -> None:
    match = plain.match(text)
    assert match
    heard = Transcript(text, 0.95, True, "fused")
    assert not meant(heard, Route("skill", "it can", skill=match.skill, slots=match.slots, said=text), "reply", 0.8)


def test_it_changes_nothing_and_no_tier_may_call_it(plain: Skills) -> None:
    assert plain.change("about") is None
    assert "about" not in {tool.name for tool in plain.tools}
    assert plain.private("about", Match("about", {"ask": "sent"}).slots), "what was sent is nothing for those it was sent to"


def test_a_question_makes_no_file(tmp_path: Path) -> None:
    config = Config(state_dir=tmp_path / "none")
    skills = Skills(config, VirtualClock(start=NOW), EgressGate.of(config, VirtualClock(start=NOW)))
    skills.load()
    said(skills, "how much did you cost today")
    assert not (tmp_path / "none" / "spend.db").exists()
