"""Real Ray, two replicas of each kind: OpenAI's own client, a replica that is killed, too much work, an update under load."""

import asyncio
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pytest

pytest.importorskip("ray.serve")

from tests.deploy.serving import WHISPER, Served, left_of, serving, settings, starting, until
from tests.transcribe.conftest import DEMO, feed, opened, sound
from voice.clock import WallClock
from voice.config import Config, Transcribe
from voice.errors import EngineError
from voice.messages import SAMPLE_RATE
from voice.privacy.gate import EgressGate, Place
from voice.remote import wav
from voice.remote.service import Fault, Service
from voice.skills import Skills
from voice.transcribe import create
from voice.transcribe.elsewhere import ElsewhereRecogniser

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="looks for processes in /proc")]

LONG = np.concatenate([sound("5-question"), sound("1-time", after_s=5)])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("served")) as served:
        yield served


def gate(folder: Path) -> EgressGate:
    return EgressGate.of(Config(state_dir=folder), WallClock())


class Counted(Service):
    """Counts its attempts that failed."""

    faults = 0

    async def _blocks(self, what: str, **sent: Any) -> AsyncGenerator[bytes, None]:
        try:
            async for block in super()._blocks(what, **sent):
                yield block
        except Fault:
            self.faults += 1
            raise


def service(served: Served, folder: Path) -> Counted:
    return Counted(Place("transcribe", served.url, True), gate(folder), late_s=20.0)


async def under_load(ask: Callable[[], Awaitable[str]], several: int, during: Callable[[], None]) -> Counter[str]:
    """Ask all the time, `several` at once, while something happens; tell what came of it."""
    told: Counter[str] = Counter()
    over = asyncio.Event()

    async def work() -> None:
        while not over.is_set():
            told[await ask()] += 1

    async with asyncio.TaskGroup() as group:
        for _ in range(several):
            group.create_task(work())
        try:
            await asyncio.sleep(1)
            await asyncio.to_thread(during)
            await asyncio.sleep(1)
        finally:
            over.set()
    return told


def test_openais_own_client_is_served(served: Served) -> None:
    import openai

    client = openai.OpenAI(base_url=served.url, api_key="none")
    with (DEMO / "1-time.flac").open("rb") as file:
        heard = client.audio.transcriptions.create(model="whisper-1", file=file, language="en")
    assert heard.text == "Hey Jarvis, what time is it?"
    for form, begins in (("wav", b"RIFF"), ("flac", b"fLaC"), ("mp3", b"ID3"), ("pcm", b"")):
        made = client.audio.speech.create(model="tts-1", voice="alloy", input="It is half past seven.", response_format=form)  # type: ignore[arg-type]
        assert made.content.startswith(begins)
        assert len(made.content) > 3000
    with pytest.raises(openai.BadRequestError):
        client.audio.speech.create(model="tts-1", voice="alloy", input="")
    with pytest.raises(openai.BadRequestError):
        client.audio.transcriptions.create(model="whisper-1", file=("a.wav", b"RIFF" + b"\0" * 999))
    with pytest.raises(openai.PermissionDeniedError):
        openai.OpenAI(base_url=served.url, api_key="none", default_headers={"Origin": "http://evil.example"}).audio.speech.create(
            model="tts-1", voice="alloy", input="Hello."
        )


def test_a_replica_that_is_killed_loses_no_turn(served: Served, skills: Skills, tmp_path: Path) -> None:
    """Two turns at a time, one behind the other, and others who have long sounds read: both replicas are always at work."""

    beside = service(served, tmp_path)

    async def script() -> tuple[Counter[str], Counter[str], Counter[str]]:
        asked = Transcribe(engine="remote", url=served.url)
        recogniser = create(asked, skills, ["hey_jarvis"], WallClock(), gate(tmp_path))
        assert isinstance(recogniser, ElsewhereRecogniser)
        recogniser.service = beside
        await recogniser.load()
        heard: Counter[str] = Counter()

        async def turn() -> str:
            async with opened(recogniser) as hearing:
                await feed(hearing, sound("1-time", after_s=0.3))
                words = await hearing.finish()
            heard[words.text] += 1
            return f"instead of {words.instead_of}" if words.instead_of else "by the service"

        async def read() -> str:
            try:
                await beside.transcribe(LONG)
            except EngineError as error:
                await asyncio.sleep(1)  # a service that has failed is not asked for a while, and refused at once
                return str(error).partition(served.url)[2]
            return "read"

        def kill() -> None:
            for _ in range(2):
                first = served.replicas("hear")[0]
                os.kill(first, signal.SIGKILL)
                until(lambda first=first: first not in (there := served.replicas("hear")) and len(there) == 2)

        try:
            others = asyncio.create_task(under_load(read, 3, kill))
            turns = await under_load(turn, 2, lambda: until(others.done))
            return turns, heard, await others
        finally:
            await recogniser.close()

    turns, heard, others = asyncio.run(script())
    print(f"killed twice: turns {dict(turns)}, others {dict(others)}, {beside.faults} attempts failed")
    assert beside.faults  # some were being read
    assert set(heard) == {"what time is it"}
    assert turns["by the service"] > turns.total() / 2
    assert others["read"] > others.total() / 2


def test_a_voice_that_is_killed_is_asked_again(served: Served, tmp_path: Path) -> None:
    there = service(served, tmp_path)

    async def script() -> Counter[str]:
        async def say() -> str:
            try:
                return str(sum([len(chunk) > 0 async for _, chunk in there.synthesise("All is well.", "")]) > 0)
            except Exception as error:
                await asyncio.sleep(1)
                return str(error).partition(served.url)[2]

        return await under_load(say, 3, lambda: os.kill(served.replicas("say")[0], signal.SIGKILL))

    told = asyncio.run(script())
    print(f"voice killed: {dict(told)}, {there.faults} attempts failed")
    assert told["True"] > 0
    assert told.total() - told["True"] <= 3  # those that broke off in mid-sentence, which the spare voice says again


def test_an_update_under_load_fails_no_request(served: Served, tmp_path: Path) -> None:
    other = tmp_path / "whisper"
    other.symlink_to(WHISPER)
    form = {"model": "default", "language": "en"}
    data = wav.whole(sound("1-time"), SAMPLE_RATE)
    before = served.replicas("hear")

    async def script() -> Counter[str]:
        async with httpx2.AsyncClient(timeout=60) as client:

            async def ask() -> str:
                answer = await client.post(f"{served.url}/audio/transcriptions", data=form, files={"file": ("a.wav", data)})
                return f"{answer.status_code} {answer.json().get('text')}"

            def update() -> None:
                served.renew(settings(other, "en-us"))
                until(lambda: not set(before) & set(there := served.replicas("hear")) and len(there) == 2)

            return await under_load(ask, 4, update)

    told = asyncio.run(script())
    print(f"update: {dict(told)}")
    assert set(told) == {"200 Hey Jarvis, what time is it?"}


def test_too_much_work_is_refused_with_when_to_come_back(served: Served) -> None:
    data = wav.whole(LONG, SAMPLE_RATE)

    async def script() -> Counter[tuple[int, str | None]]:
        limits = httpx2.Limits(max_connections=300)
        async with httpx2.AsyncClient(timeout=120, limits=limits) as client:

            async def ask() -> tuple[int, str | None]:
                answer = await client.post(f"{served.url}/audio/transcriptions", files={"file": ("a.wav", data)})
                return answer.status_code, answer.headers.get("retry-after")

            return Counter(await asyncio.gather(*[ask() for _ in range(200)]))

    began = time.monotonic()
    told = asyncio.run(script())
    print(f"saturated: {dict(told)} in {time.monotonic() - began:.1f} s")
    assert set(told) == {(200, None), (429, "1")}


def test_told_to_end_it_answers_what_is_under_way_first(tmp_path: Path) -> None:
    data = wav.whole(LONG, SAMPLE_RATE)

    async def script(served: Served) -> Counter[int]:
        async with httpx2.AsyncClient(timeout=120) as client:

            async def ask() -> int:
                answer = await client.post(f"{served.url}/audio/transcriptions", files={"file": ("a.wav", data)})
                return answer.status_code

            await ask()
            asked = [asyncio.create_task(ask()) for _ in range(20)]
            await asyncio.sleep(1)  # fewer than the replicas take at a time, all of which have come by then
            served.process.terminate()
            return Counter(await asyncio.gather(*asked))

    with serving(tmp_path) as served:
        assert asyncio.run(script(served)) == {200: 20}
        assert served.process.wait(90) == 0  # a service manager is as patient
        assert not left_of(tmp_path)


@pytest.mark.parametrize(("after_s", "told", "code"), [(3, signal.SIGTERM, 0), (5, signal.SIGINT, 130)])
def test_told_to_end_while_it_starts_it_leaves_no_process(tmp_path: Path, after_s: int, told: int, code: int) -> None:
    """At these moments it imports Ray, starts it, or its replicas, depending on the machine. Told twice it goes on ending."""
    with starting(tmp_path) as served:
        time.sleep(after_s)
        for _ in range(2):
            served.process.send_signal(told)
            time.sleep(0.5)
        _, said = served.process.communicate(timeout=120)
        assert (served.process.returncode, "Traceback" in said) == (code, False), said
        until(lambda: not left_of(tmp_path), 10)
