"""Private words on every path through the assistant, against servers that keep every byte they are sent."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.privacy.capture import Capture, capturing
from tests.talk import conversation, loaded
from tests.tiers.server import ChatServer, call_chunks, serving, text_chunk
from voice.clock import WallClock
from voice.config import Config
from voice.messages import Transcript
from voice.privacy.audit import Audit
from voice.trace import TurnTrace
from voice.turn import Turn

HARD = "explain in detail the causes and consequences of the french revolution"
"""A question for the larger tier, and nobody's secret."""

PRIVATE = {
    "phone": ("my phone number is 07700 900123 explain in detail why {hard}", ("07700", "900123")),
    "spoken card": (
        "my card is four one one one one one one one one one one one one one one one explain in detail why {hard}",
        ("one one one", "1111"),
    ),
    "e-mail": ("my email is anna dot berg at example dot com explain in detail why {hard}", ("berg", "example")),
    "door code": ("our front door code is four seven one nine explain in detail why {hard}", ("four seven", "4719")),
    "health": ("i was diagnosed with diabetes last week explain in detail why {hard}", ("diabetes", "diagnosed")),
    "empty house": (
        "we are away until sunday and the house is empty explain in detail why {hard}",
        ("house is", "empty explain"),
    ),
}
"""What is said, and what of it nobody else may learn."""

POLICIES = ("refuse", "redact")


@dataclass
class World:
    """An assistant with a model at home, and places elsewhere that are listened in on."""

    folder: Path
    policy: str
    here: ChatServer = field(default_factory=lambda: ChatServer([text_chunk("All right, done.")]))
    cloud: ChatServer = field(default_factory=lambda: ChatServer([text_chunk("A long story, [phone 1] or not.")]))
    settings: dict[str, Any] = field(default_factory=lambda: {"answer": {"hedge": "never"}})
    """Unless told otherwise, nobody is asked beside a tier that is late, as one may be on a busy machine."""
    device: dict[str, Any] = field(default_factory=dict)
    priced: dict[str, Any] = field(default_factory=dict)
    """More settings of the cloud tier."""

    def talk(self, *texts: str, partial: bool = False) -> list[TurnTrace]:
        """Say one after the other; `partial`: each word by word, as the recogniser hears it."""
        with serving(self.here), serving(self.cloud):
            return asyncio.run(self._talk(texts, partial))

    async def _talk(self, texts: Sequence[str], partial: bool) -> list[TurnTrace]:
        cloud = {"name": "cloud", "where": "cloud", "base_url": self.cloud.url, "model": "m", "tools": True}
        here = {"name": "here", "where": "device", "base_url": self.here.url, "model": "m"}
        tiers = [here | self.device, cloud | {"privacy": self.policy} | self.priced]
        config = Config.model_validate({"state_dir": self.folder, "tiers": tiers, **self.settings})
        engines, held = await loaded(config), conversation(will_ring=True)
        traces = []
        for text in texts:
            turn = Turn(engines, held, "typed")
            turn.trace.marks.endpoint = turn.trace.marks.transcribed = engines.clock.now()
            if partial:
                words = text.split()
                for count in range(1, len(words)):
                    turn.draft(Transcript(" ".join(words[:count]), 1.0, False, "dictation"))
                    await turn.prefill()
            turn.draft(Transcript(text, 1.0, False, "typed"))
            await turn.speak()
            traces.append(turn.trace)
        await engines.warm()
        await engines.close()
        return traces


@pytest.fixture(params=POLICIES)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    return World(tmp_path, request.param)


@pytest.fixture(params=PRIVATE)
def secret(request: pytest.FixtureRequest) -> tuple[str, tuple[str, ...]]:
    said, hidden = PRIVATE[request.param]
    return said.format(hard=HARD), hidden


def unheard(hidden: Sequence[str], *servers: ChatServer | Capture) -> bool:
    heard = b"".join(server.heard for server in servers).lower()
    return not any(word.encode() in heard for word in hidden)


def test_the_servers_would_hear_it(tmp_path: Path, secret: tuple[str, tuple[str, ...]]) -> None:
    """What the other tests look for is there when nothing keeps it back."""
    said, hidden = secret
    world = World(tmp_path, "allow", device={"where": "cloud", "trusted": False, "privacy": "allow"})
    world.talk(said)
    assert not unheard(hidden, world.cloud, world.here)


def test_in_a_question(world: World, secret: tuple[str, tuple[str, ...]]) -> None:
    said, hidden = secret
    (trace,) = world.talk(said)
    assert unheard(hidden, world.cloud)
    assert trace.answered_by in ("here", "cloud")
    assert trace.route
    assert trace.route.private


def test_what_stays_at_home_is_in_the_log(tmp_path: Path) -> None:
    said = PRIVATE["health"][0].format(hard=HARD)
    World(tmp_path, "refuse").talk(said, HARD)
    entries = list(Audit(tmp_path, WallClock()).entries())
    assert [(entry.place, entry.did) for entry in entries if entry.words] == [("cloud", "withheld"), ("cloud", "sent")]
    assert entries[0].words == Audit(tmp_path, WallClock()).fingerprint(said)


def test_in_an_earlier_line(world: World, secret: tuple[str, tuple[str, ...]]) -> None:
    said, hidden = secret
    traces = world.talk(said, HARD)
    assert traces[-1].answered_by == "cloud"
    assert unheard(hidden, world.cloud)


def test_in_what_the_model_at_home_said(world: World) -> None:
    world.here = ChatServer([text_chunk("Your number is 07700 900123, is it not.")])
    traces = world.talk("what is the capital of france", HARD)
    assert [trace.answered_by for trace in traces] == ["here", "cloud"]
    assert unheard(("07700", "900123"), world.cloud)


def test_when_home_fails(world: World, secret: tuple[str, tuple[str, ...]]) -> None:
    said, hidden = secret
    world.here.status = 500
    world.talk(said)
    assert unheard(hidden, world.cloud)


def test_when_home_breaks_off_in_mid_reply(world: World, secret: tuple[str, tuple[str, ...]]) -> None:
    said, hidden = secret
    world.here = ChatServer([text_chunk(f"You said: {said}. "), text_chunk("And what is")], cut=True)
    world.talk(said, HARD)
    assert unheard(hidden, world.cloud)


@pytest.mark.slow
def test_when_home_is_late_and_another_is_asked_beside_it(world: World, secret: tuple[str, tuple[str, ...]]) -> None:
    said, hidden = secret
    world.here = ChatServer([0.4, text_chunk("All right, done.")])
    world.settings = {"answer": {"hedge": "always"}}
    world.talk(said)
    assert unheard(hidden, world.cloud)


def test_while_it_is_being_said(world: World, secret: tuple[str, tuple[str, ...]]) -> None:
    said, hidden = secret
    world.talk(said, partial=True)
    assert unheard(hidden, world.cloud)


def test_in_what_was_drafted_at_home(world: World) -> None:
    world.here = ChatServer([text_chunk("Your number is 07700 900123. "), text_chunk("And then some.")])
    world.settings = {"answer": {"draft": True}}
    world.talk(HARD)
    assert unheard(("07700", "900123"), world.cloud)


def test_when_the_model_at_home_is_unsure(world: World, secret: tuple[str, tuple[str, ...]]) -> None:
    said, hidden = secret
    world.here = ChatServer([text_chunk("Perhaps so, ", logprob=-5.0), text_chunk("or not.", logprob=-5.0)])
    world.device = {"logprobs": True}
    world.settings = {"routing": {"confidence": 0.9}}
    world.talk(said)
    assert unheard(hidden, world.cloud)


def test_in_what_a_tool_found(world: World) -> None:
    asks = call_chunks("timer_status", '{"kind": "reminder"}')
    world.cloud = ChatServer(answers=[asks, [text_chunk("Fine.")]])
    traces = world.talk("remind me to call 07700 900123 in ten minutes", f"{HARD} and what i have to do next")
    assert traces[0].answered_by == "reminder_set"
    assert traces[1].called == ["timer_status"]
    assert unheard(("07700", "900123"), world.cloud)


def test_what_is_kept_at_home_is_no_result_for_others(world: World) -> None:
    world.cloud = ChatServer(answers=[call_chunks("timer_status", '{"kind": "reminder"}'), [text_chunk("Fine.")]])
    traces = world.talk("remind me to pick up the parcel in ten minutes", HARD)
    assert traces[1].called == ["timer_status"]
    assert traces[1].answered_by == "here"
    assert unheard(("parcel",), world.cloud)


def test_what_is_kept_at_home_is_told_to_the_user_where_nobody_else_can_answer(tmp_path: Path) -> None:
    world = World(tmp_path, "refuse", device={"where": "cloud", "trusted": False})
    world.cloud = ChatServer(answers=[call_chunks("timer_status", '{"kind": "reminder"}'), [text_chunk("Fine.")]])
    world.here.status = 500
    traces = world.talk("remind me to pick up the parcel in ten minutes", HARD)
    assert traces[1].reply.startswith("Pick up the parcel")
    assert unheard(("parcel",), world.cloud, world.here)


def test_what_is_kept_at_home_may_go_where_the_settings_say_so(world: World) -> None:
    world.settings = {"privacy": {"household": True}, "answer": {"hedge": "never"}}
    world.cloud = ChatServer(answers=[call_chunks("timer_status", '{"kind": "reminder"}'), [text_chunk("Fine.")]])
    assert world.talk("remind me to pick up the parcel in ten minutes", HARD)[1].answered_by == "cloud"
    assert not unheard(("parcel",), world.cloud)


def test_in_what_the_model_at_home_knows(world: World) -> None:
    world.here = ChatServer([text_chunk("Oats, as it goes with that.")])
    world.talk("i have hiv what should i eat", "what is a good breakfast", "what is the capital of france", HARD)
    assert unheard(("hiv", "oats"), world.cloud)
    assert not unheard(("french revolution",), world.cloud)


def test_in_a_value_glued_to_other_letters(tmp_path: Path) -> None:
    world = World(tmp_path, "redact")
    world.cloud = ChatServer([text_chunk("Dear x[name 1]x and _[Name 1]_, [NAME 1]s.")])
    traces = world.talk(f"my name is tobias wexelberg {HARD}", HARD, f"{HARD} and sign it as t wexelberg")
    assert "xtobias wexelbergx" in traces[0].reply
    assert [trace.answered_by for trace in traces] == ["cloud"] * 3
    assert unheard(("tobias", "wexel"), world.cloud)


def test_in_what_a_tool_is_told_to_do(tmp_path: Path) -> None:
    world = World(tmp_path, "redact")
    asks = call_chunks("reminder_set", '{"text": "call [phone 1]", "seconds": 600}')
    world.cloud = ChatServer(answers=[asks, [text_chunk("Fine.")]])
    said = f"my phone number is 07700 900123 {HARD} and have me call it"
    (trace,) = world.talk(said)
    assert trace.called == ["reminder_set"]
    assert "07700 900123" in trace.reply
    assert unheard(("07700", "900123"), world.cloud)


def test_a_reply_is_made_whole_again(tmp_path: Path) -> None:
    world = World(tmp_path, "redact")
    (trace,) = world.talk(PRIVATE["phone"][0].format(hard=HARD))
    assert (trace.answered_by, trace.reply) == ("cloud", "A long story, 07700 900123 or not.")


@pytest.fixture
def elsewhere() -> Iterator[Capture]:
    with ExitStack() as stack:
        yield stack.enter_context(capturing())


OWN = """
[[skill]]
name = "note"
sentences = ["note down {text}"]
url = "URL/note/{text}"
trusted = false
[[skill]]
name = "tell"
sentences = ["tell them {text}"]
url = "URL/tell"
method = "POST"
body = '{"said": "{text}"}'
trusted = false
"""


def test_lights_and_own_skills(world: World, elsewhere: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_HOME_TOKEN", "t0ken")
    own = world.folder / "skills.toml"
    own.write_text(OWN.replace("URL", elsewhere.url))
    world.settings = {"home": {"url": elsewhere.url, "trusted": False}, "skills": {"own": own}}
    traces = world.talk(
        "turn on the kitchen light", "note down my phone number is 07700 900123", "tell them i was diagnosed with diabetes",
        "note down milk and eggs",
    )  # fmt: skip
    assert [trace.answered_by for trace in traces] == ["lights", "note", "tell", "note"]
    assert b"/api/websocket" in elsewhere.heard  # it was asked what is in the house, and is no Home Assistant
    assert b"milk" in elsewhere.heard
    assert "private" in traces[1].reply
    assert "phone" in traces[1].remedy
    assert unheard(("07700", "900123", "diabetes"), elsewhere)
