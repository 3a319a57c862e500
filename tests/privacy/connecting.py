"""A private conversation under an audit hook: who is connected to, and whose name is looked up. Run by tests/test_egress.py.

The cloud tiers and the home are at addresses of a network for documentation, which nobody has (RFC 5737).
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

CONNECTED: set[tuple[str, int]] = set()
LOOKED_UP: set[str] = set()


def hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        CONNECTED.add(tuple(arguments[1][:2]))
    elif event == "socket.getaddrinfo":
        LOOKED_UP.add(str(arguments[0]))


sys.addaudithook(hook)

from tests.tiers.server import ChatServer, serving, text_chunk  # noqa: E402
from voice.clock import VirtualClock  # noqa: E402
from voice.config import Config  # noqa: E402
from voice.conversation import Conversation  # noqa: E402
from voice.engines import Engines  # noqa: E402
from voice.messages import Transcript  # noqa: E402
from voice.turn import Turn  # noqa: E402

PRIVATE = (
    "my phone number is 07700 900123 why does nobody call me",
    "i was diagnosed with diabetes last week explain in detail how it changes my diet over the next ten years",
    "write a python function that checks the card four one one one one one one one one one one one one one one one",
)


async def talk(url: str, folder: str) -> list[str]:
    cloud = {"where": "cloud", "model": "m", "price_in": 1.0, "connect_s": 0.3, "first_token_s": 0.5}
    config = Config.model_validate(
        {
            "state_dir": folder,
            "home": {"url": "http://203.0.113.7:8123", "timeout_s": 0.3},
            "tiers": [
                {"name": "here", "where": "device", "base_url": url, "model": "m"},
                cloud | {"name": "refuses", "base_url": "http://203.0.113.5:8080/v1"},
                cloud | {"name": "named", "base_url": "http://api.example.com/v1"},
            ],
        }
    )
    clock = VirtualClock()
    engines = Engines(config, clock, print)
    await engines.load()
    held, replies = Conversation(lambda event: None), []
    for text in PRIVATE:
        turn = Turn(engines, held, "typed")
        turn.draft(Transcript(text, 1.0, False, "typed"))
        await turn.prefill()
        await turn.speak()
        replies.append(str(turn.trace.answered_by))
    await engines.close()
    return replies


with tempfile.TemporaryDirectory() as folder, serving(ChatServer([text_chunk("All right.")] * 3)) as server:
    answered = asyncio.run(talk(server.url, folder))
    assert answered == ["here"] * len(PRIVATE), answered
    assert {host for host, _ in CONNECTED} == {"127.0.0.1"}, CONNECTED
    assert {port for _, port in CONNECTED} == {server.server_port}, CONNECTED
    assert {"127.0.0.1"} >= LOOKED_UP, LOOKED_UP
