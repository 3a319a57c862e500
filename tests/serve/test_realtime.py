"""The Realtime protocol, spoken by OpenAI's own client to a server on a real socket."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("websockets")

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openai import AsyncOpenAI
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.serve.serving import TIME, Served, run
from tests.serve.test_app import is_answered
from voice.messages import FRAME_SAMPLES
from voice.serve.realtime import caller
from voice.serve.realtime.events import unheeded
from voice.testing import WORD_FRAMES

pytestmark = pytest.mark.slow

KEY = "a-key-for-the-test"


@pytest.fixture(autouse=True)
def _words_are_not_resampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are numbers in the samples; at 24 kHz they would not come through."""
    monkeypatch.setattr(caller, "RATE", 16_000)


class Program:
    """Somebody's program, which speaks in real time."""

    def __init__(self, served: Served, connection: Any) -> None:
        self.served, self.connection = served, connection
        self.events: list[Any] = []

    async def listen(self) -> None:
        async for event in self.connection:
            self.events.append(event)

    def kinds(self) -> list[str]:
        return [event.type for event in self.events]

    async def until(self, kind: str, count: int = 1) -> Any:
        async with asyncio.timeout(60):
            while self.kinds().count(kind) < count:
                await asyncio.sleep(0.02)
        return [event for event in self.events if event.type == kind][count - 1]

    async def say(self, text: str, silence_s: float = 0.0) -> None:
        words = [np.full(WORD_FRAMES * FRAME_SAMPLES, self.served.vocabulary.number(word), "<i2") for word in text.split()]
        sound = np.concatenate([*words, np.zeros(int(silence_s * 16_000), "<i2")])
        for begin in range(0, len(sound), 1600):
            audio = base64.b64encode(sound[begin : begin + 1600].tobytes()).decode()
            await self.connection.input_audio_buffer.append(audio=audio)
            await asyncio.sleep(0.1)

    def sound(self) -> bytes:
        return b"".join(base64.b64decode(event.delta) for event in self.events if event.type == "response.output_audio.delta")


@asynccontextmanager
async def program(served: Served, key: str = "any") -> AsyncIterator[Program]:
    client = AsyncOpenAI(api_key=key, websocket_base_url=served.url.replace("http", "ws") + "/v1")
    async with client.realtime.connect(model="voice") as connection:
        there = Program(served, connection)
        listening = asyncio.create_task(there.listen())
        try:
            yield there
        finally:
            listening.cancel()
            await asyncio.gather(listening, return_exceptions=True)


def talk(folder: Path, script: Callable[[Program], Awaitable[None]], **settings: Any) -> None:
    async def served(served: Served) -> None:
        async with program(served) as there:
            await script(there)

    run(folder, served, **settings)


def test_a_question_is_answered_aloud(tmp_path: Path) -> None:
    async def script(there: Program) -> None:
        created = await there.until("session.created")
        assert created.session.audio.input.turn_detection.type == "semantic_vad"
        await there.say(TIME)
        done = await there.until("response.done")
        assert there.kinds() == [
            "session.created",
            "input_audio_buffer.speech_started",
            "input_audio_buffer.speech_stopped",
            "input_audio_buffer.committed",
            "conversation.item.added",
            "conversation.item.input_audio_transcription.completed",
            "conversation.item.done",
            "response.created",
            "conversation.item.added",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_audio_transcript.delta",
            *["response.output_audio.delta"] * there.kinds().count("response.output_audio.delta"),
            "response.output_audio.done",
            "response.output_audio_transcript.done",
            "response.content_part.done",
            "conversation.item.done",
            "response.output_item.done",
            "response.done",
        ]
        assert there.events[5].transcript == TIME
        assert (done.response.status, done.response.output[0].content[0].transcript[:4]) == ("completed", "It's")
        assert 0.2 < len(there.sound()) / 2 / 24_000 < 1.0
        started, stopped = there.events[1].audio_start_ms, there.events[2].audio_end_ms
        assert stopped - started == pytest.approx(1200, abs=250)

    talk(tmp_path, script)


def test_two_questions_are_one_conversation(tmp_path: Path) -> None:
    async def script(there: Program) -> None:
        await there.say(TIME)
        await there.until("response.done")
        await there.say("and in paris")
        done = await there.until("response.done", 2)
        assert "in Paris" in done.response.output[0].content[0].transcript

    talk(tmp_path, script)


LONG = "what can you do"


def test_a_reply_is_cut_off_by_the_program(tmp_path: Path) -> None:
    async def script(there: Program) -> None:
        await there.say(LONG)
        delta = await there.until("response.output_audio.delta")
        await there.connection.response.cancel()
        done = await there.until("response.done")
        assert (done.response.status, done.response.status_details.reason) == ("cancelled", "client_cancelled")
        await there.connection.conversation.item.truncate(item_id=delta.item_id, content_index=0, audio_end_ms=200)
        assert (await there.until("conversation.item.truncated")).audio_end_ms == 200
        assert there.kinds().count("input_audio_buffer.speech_started") == 1
        await there.connection.response.cancel()
        assert (await there.until("error")).error.code == "response_cancel_not_active"
        await there.say(TIME)
        assert (await there.until("response.done", 2)).response.status == "completed"

    talk(tmp_path, script)


def test_a_reply_is_cut_off_by_what_is_said(tmp_path: Path) -> None:
    async def script(there: Program) -> None:
        await there.say(LONG)
        await there.until("response.output_audio.delta")
        await there.say(TIME)
        done = await there.until("response.done")
        assert (done.response.status, done.response.status_details.reason) == ("cancelled", "turn_detected")
        done = await there.until("response.done", 2)
        assert (done.response.status, done.response.output[0].content[0].transcript[:4]) == ("completed", "It's")
        kinds = there.kinds()
        second = [number for number, kind in enumerate(kinds) if kind == "input_audio_buffer.speech_started"][1]
        assert second < kinds.index("response.done")
        assert "response.output_audio.delta" not in kinds[second : kinds.index("response.created", second)]

    talk(tmp_path, script)


def test_an_announcement_is_heard(tmp_path: Path) -> None:
    async def script(there: Program) -> None:
        await there.until("session.created")
        there.served.station.announce("Dinner is ready.", ["realtime 1"], urgent=False)
        done = await there.until("response.done")
        assert done.response.output[0].content[0].transcript == "Dinner is ready."

    talk(tmp_path, script)


def test_what_is_not_so_here_is_said_by_name(tmp_path: Path) -> None:
    async def script(there: Program) -> None:
        await there.connection.session.update(
            session={
                "type": "realtime",
                "instructions": "Be terse.",
                "audio": {
                    "input": {"turn_detection": {"type": "server_vad", "threshold": 0.5, "create_response": True}},
                    "output": {"voice": "marin"},
                },
            }
        )
        error = (await there.until("error")).error
        assert error.code == "unsupported_value"
        for name in ("instructions", "audio.input.turn_detection.threshold", "audio.output.voice"):
            assert name in error.message
        assert (await there.until("session.updated")).session.audio.output.voice == "espeak en-gb"
        await there.connection.response.create(event_id="mine")
        error = (await there.until("error", 2)).error
        assert (error.code, error.event_id) == ("unsupported_event", "mine")
        await there.connection.input_audio_buffer.commit()
        assert (await there.until("error", 3)).error.code == "input_audio_buffer_commit_empty"
        await there.connection.input_audio_buffer.append(audio="?")
        assert (await there.until("error", 4)).error.code == "invalid_audio"
        await there.say(TIME)
        assert (await there.until("response.done")).response.status == "completed"

    talk(tmp_path, script)


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"type": "realtime"}, []),
        ({"audio": {"input": {"format": {"type": "audio/pcm", "rate": 24000}, "transcription": {"model": "x"}}}}, []),
        ({"audio": {"input": {"format": {"type": "audio/pcmu"}}}}, ["audio.input.format"]),
        ({"audio": {"input": {"turn_detection": None}}}, ["audio.input.turn_detection"]),
        ({"audio": {"input": {"turn_detection": {"threshold": 0.5}}}}, ["audio.input.turn_detection.threshold"]),
        ({"type": "transcription"}, ["type"]),
        ({"output_modalities": ["text"]}, ["output_modalities"]),
        ({"tools": [{"type": "function"}], "tool_choice": "auto"}, ["tool_choice", "tools"]),
        ({"tools": []}, []),
    ],
)
def test_settings_that_are_so_here_are_taken(asked: dict[str, Any], wrong: list[str]) -> None:
    assert unheeded(asked) == wrong


def test_a_key_is_asked_for_and_slots_are_leased(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        with pytest.raises(InvalidStatus) as refused:
            async with program(served, "wrong"):
                pass
        assert refused.value.response.status_code == 401
        async with program(served, KEY) as there:
            await there.until("session.created")
            with pytest.raises(InvalidStatus) as refused:
                async with program(served, KEY):
                    pass
            assert refused.value.response.status_code == 429
            assert refused.value.response.headers["retry-after"] == "10"

    run(tmp_path, script, key=KEY, serve={"slots": 1})


def test_a_satellite_does_not_take_the_place_of_a_program(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        async with program(served) as there:
            await there.until("session.created")
            for id in ("realtime-1", "realtime 1", "1"):
                async with served.connect() as socket:
                    await socket.send_text(json.dumps({"type": "hello", "protocol": 1, "name": "realtime 1", "id": id}))
                    assert json.loads(await socket.receive_text())["why"] in ("name", "hello")
            await there.say(TIME)
            await there.until("response.done")

    run(tmp_path, script)


def test_one_that_floods_is_let_go_and_told_why(tmp_path: Path) -> None:
    async def script(there: Program) -> None:
        audio = base64.b64encode(bytes(32_000)).decode()
        with suppress(ConnectionClosed):
            for _ in range(60):
                await there.connection.input_audio_buffer.append(audio=audio)
        assert (await there.until("error")).error.code == "flood"
        await is_answered(there.served)

    talk(tmp_path, script)


KINDS = [
    "session.update", "input_audio_buffer.append", "input_audio_buffer.commit", "response.cancel",
    "conversation.item.truncate", "conversation.item.create", "nothing",
]  # fmt: skip
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
VALUES = st.recursive(SCALARS, lambda one: st.lists(one, max_size=2) | st.dictionaries(st.text(max_size=4), one, max_size=2))
NO_SOUND = st.none() | st.integers() | st.lists(SCALARS, max_size=2) | st.sampled_from(["?", "aaaaa", "\ud800", "é"])
"""Text of letters would be words, which are numbers here."""
SESSION = st.fixed_dictionaries({"audio": VALUES | st.fixed_dictionaries({"input": VALUES, "output": VALUES})})
EVENT = st.fixed_dictionaries(
    {"type": st.sampled_from(KINDS) | VALUES},
    optional={
        "audio": NO_SOUND | st.integers(0, 99).map(lambda size: base64.b64encode(bytes(size)).decode()),
        "session": VALUES | SESSION,
        "item_id": VALUES,
        "audio_end_ms": VALUES,
        "event_id": VALUES,
    },
)


def test_whatever_is_said_it_goes_on(tmp_path: Path) -> None:
    async def script(there: Program) -> None:
        loop = asyncio.get_running_loop()

        @settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(EVENT.map(json.dumps) | st.text(max_size=30), max_size=4))
        def fuzz(texts: list[str]) -> None:
            for text in texts:
                sent = there.connection.send_raw(text)
                asyncio.run_coroutine_threadsafe(sent, loop).result(30)

        await asyncio.to_thread(fuzz)
        await asyncio.sleep(1.0)
        await there.say(TIME)
        async with asyncio.timeout(60):
            while there.events[-1].type != "response.done":
                await asyncio.sleep(0.05)
        await is_answered(there.served)

    talk(tmp_path, script)
