import asyncio
import copy
import os
import stat
from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import pytest

from tests.speak.sound import say
from voice.errors import EngineError
from voice.messages import Samples
from voice.speak.cache import DIGEST, CachedVoice, PhraseCache, spoken_forms

SOUND = np.arange(1_000, dtype=np.int16)


class SlowVoice:
    """A second of sound for each sentence, once it is let go."""

    sample_rate = 1_000
    first_words: int | None = 3

    def __init__(self, identity: str = "slow", fails: bool = False) -> None:
        self.identity = identity
        self.said: list[str] = []
        self.finished: list[str] = []
        self.may_speak = asyncio.Event()
        self.may_speak.set()
        self._fails = fails

    def load(self) -> None: ...

    async def synthesise(self, text: str) -> AsyncGenerator[Samples, None]:
        self.said.append(text)
        await self.may_speak.wait()
        if self._fails:
            raise EngineError("it broke", "")
        yield SOUND
        self.finished.append(text)


async def at_once() -> None: ...


async def heard(voice: CachedVoice, text: str) -> int:
    return sum([len(chunk) async for chunk in voice.synthesise(text)])


def cached(folder: Path, voice: SlowVoice, warnings: list[str] | None = None) -> CachedVoice:
    made = CachedVoice(voice, PhraseCache(folder), (warnings if warnings is not None else []).append)
    made.load()
    return made


def test_what_was_put_is_got_and_belongs_to_its_owner(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "phrases"
    cache = PhraseCache(folder)
    assert cache.get("a") is None
    assert cache.put("a", SOUND) is None
    assert (PhraseCache(folder).get("a") == SOUND).all()
    assert cache.get("b") is None
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()] == [0o600]


@pytest.mark.parametrize("damage", [b"", b"short", None, "flip"])
def test_a_damaged_file_is_no_sound_and_is_replaced(tmp_path: Path, damage: bytes | str | None) -> None:
    cache = PhraseCache(tmp_path)
    cache.put("a", SOUND)
    (file,) = tmp_path.iterdir()
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(bytes(data) if damage == "flip" else bytes(data[:-10]) if damage is None else damage)  # type: ignore[arg-type]
    assert cache.get("a") is None
    assert not file.exists()
    assert cache.put("a", SOUND) is None
    assert (cache.get("a") == SOUND).all()


def test_it_stays_within_its_bound_and_the_least_lately_used_goes_first(tmp_path: Path) -> None:
    size = DIGEST + SOUND.nbytes
    cache = PhraseCache(tmp_path, most_bytes=3 * size)
    for age, key in enumerate("abc"):
        cache.put(key, SOUND)
        file = max(tmp_path.iterdir(), key=lambda one: one.stat().st_mtime_ns)
        os.utime(file, (age + 1, age + 1))
    assert cache.get("a") is not None  # the oldest, but used now
    cache.put("d", SOUND)
    assert [key for key in "abcd" if cache.get(key) is not None] == ["a", "c", "d"]
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) <= 3 * size


def test_a_folder_that_cannot_be_written_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    warnings: list[str] = []
    voice = cached(tmp_path / "file" / "phrases", SlowVoice(), warnings)
    asyncio.run(voice.warm(["Yes.", "No."], at_once))
    assert len(warnings) == 1
    assert "phrases" in warnings[0]
    assert len(say(voice, "Yes.")) == len(SOUND)


def test_warmed_phrases_are_said_without_the_engine_also_after_a_restart(tmp_path: Path) -> None:
    asyncio.run(cached(tmp_path, SlowVoice()).warm(["Timer set. It is **five** minutes long.", "Yes."], at_once))
    again = SlowVoice()
    voice = cached(tmp_path, again)
    for text in ("Timer set.", "It is five minutes long.", "Yes."):
        assert len(say(voice, text)) == len(SOUND)
    assert again.said == []


def test_a_reply_that_is_no_fixed_phrase_never_reaches_the_disk(tmp_path: Path) -> None:
    say(cached(tmp_path, SlowVoice()), "Your number is four.")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("other", ["slow faster", "other slow"])
def test_another_voice_or_speed_is_rendered_anew(tmp_path: Path, other: str) -> None:
    asyncio.run(cached(tmp_path, SlowVoice()).warm(["Yes."], at_once))
    voice = SlowVoice(other)
    say(cached(tmp_path, voice), "Yes.")
    assert voice.said == ["Yes."]


def test_warming_again_renders_nothing(tmp_path: Path) -> None:
    voice = SlowVoice()
    for _ in range(2):
        asyncio.run(cached(tmp_path, voice).warm(["Yes."], at_once))
    assert voice.said == ["Yes."]


async def warms_while(engine: SlowVoice, voice: CachedVoice, speaks: CachedVoice) -> None:
    """Have one voice warm a phrase, and another voice of the engine, or the same, say something meanwhile."""
    warming = asyncio.create_task(voice.warm(["Yes."], at_once))
    while not engine.said:
        await asyncio.sleep(0.001)
    reply = asyncio.create_task(heard(speaks, "Well?"))
    while len(engine.said) < 2:
        await asyncio.sleep(0.001)
    engine.may_speak.set()
    assert await reply == len(SOUND)
    await warming


def test_warming_gives_way_to_a_reply_and_goes_on_after_it(tmp_path: Path) -> None:
    async def run() -> SlowVoice:
        engine = SlowVoice()
        engine.may_speak.clear()
        voice = cached(tmp_path, engine)
        await warms_while(engine, voice, speaks=voice)
        return engine

    engine = asyncio.run(run())
    assert engine.said[:2] == ["Yes.", "Well?"]
    assert "Yes." in engine.finished
    assert PhraseCache(tmp_path).get("slow\nYes.") is not None


def test_warming_waits_until_it_is_quiet(tmp_path: Path) -> None:
    async def run() -> None:
        voice = SlowVoice()
        speaking = asyncio.Event()
        warming = asyncio.create_task(cached(tmp_path, voice).warm(["Yes."], lambda: speaking.wait()))  # type: ignore[arg-type, return-value]
        await asyncio.sleep(0.02)
        assert voice.said == []
        speaking.set()
        await warming
        assert voice.finished == ["Yes."]

    asyncio.run(run())


def test_cancelled_warming_leaves_nothing_running(tmp_path: Path) -> None:
    async def run() -> None:
        engine = SlowVoice()
        engine.may_speak.clear()
        warming = asyncio.create_task(cached(tmp_path, engine).warm(["Yes."], at_once))
        while not engine.said:
            await asyncio.sleep(0.001)
        warming.cancel()
        with pytest.raises(asyncio.CancelledError):
            await warming
        assert len(asyncio.all_tasks()) == 1

    asyncio.run(run())


def test_an_engine_that_fails_ends_warming_with_a_warning(tmp_path: Path) -> None:
    warnings: list[str] = []
    engine = SlowVoice(fails=True)
    asyncio.run(cached(tmp_path, engine, warnings).warm(["Yes.", "No."], at_once))
    assert (engine.said, len(warnings)) == (["Yes."], 1)


def test_spoken_forms_are_whole_sentences_and_their_first_cut_short() -> None:
    forms = asyncio.run(spoken_forms(["For how long? Say, for instance: one.", "🎉"], (None, 3)))
    assert forms == ["For how long?", "Say, for instance: one."]
    forms = asyncio.run(spoken_forms(["Sorry, I didn't catch that at all."], (None, 4)))
    assert forms == ["Sorry, I didn't catch that at all.", "Sorry, I didn't catch", "that at all."]


def test_a_file_that_another_process_removes_meanwhile_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = PhraseCache(tmp_path)
    cache.put("a", SOUND)
    real = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda folder: [*real(folder), folder / "gone"])
    assert cache.put("b", SOUND) is None


class Choir(SlowVoice):
    """Has another voice, which shares its engine."""

    name = "slow"

    def names(self) -> dict[str, str]:
        return {"slow": "Slow", "other": "Other"}

    def called(self, name: str) -> "Choir":
        made = copy.copy(self)
        made.name = made.identity = name
        return made


def test_another_voice_keeps_phrases_of_its_own_and_its_replies_go_before_rendering(tmp_path: Path) -> None:
    async def run() -> Choir:
        engine = Choir()
        engine.may_speak.clear()
        voice = cached(tmp_path, engine)
        other = voice.called("other")
        assert (voice.names(), other.name, other.identity) == (engine.names(), "other", "other")
        await warms_while(engine, voice, speaks=other)
        await other.warm(["Yes."], at_once)
        return engine

    engine = asyncio.run(run())
    assert engine.finished == ["Well?", "Yes.", "Yes."]
    assert PhraseCache(tmp_path).get("other\nYes.") is not None
