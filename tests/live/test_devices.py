"""Devices that come and go on a sound card: under PulseAudio, and as ALSA names them where nothing but ALSA is set up."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from benchmarks.live import Assistant, wait_until
from benchmarks.sound_card import RATE, SoundCard, missing, sound_card

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing()), reason=missing() or "there")]

OWN, OTHER = ("speaker", "microphone"), ("other", "other.monitor")
"""The card's speaker and microphone, and another's, which hears what it plays."""

ASYM = """pcm.{name} {{
    type asym
    playback.pcm {{ type pulse server "{server}" device {speaker} }}
    capture.pcm {{ type pulse server "{server}" device {microphone} }}
}}
"""


def comes(happened: Callable[[], bool]) -> bool:
    """Whether it happens, on a busy machine too."""
    return any(wait_until(happened) for _ in range(4))


@pytest.fixture
def card() -> Iterator[SoundCard]:
    with TemporaryDirectory(prefix="card-") as folder, sound_card(Path(folder)) as card:
        card.pactl("load-module", "module-null-sink", "sink_name=other", "rate=16000")
        yield card


@contextmanager
def in_use(card: SoundCard, name: str = "", **environment: str) -> Iterator[Assistant]:
    """Have a process listen and speak in the block, once it hears the room and is heard."""
    command = sys.executable, "-m", "tests.live.devices_in_use", *([name] if name else [])
    with card.hiss():
        process = Assistant(command, card.environment | environment | {"PYTHONPATH": os.pathsep.join(sys.path)})
        try:
            assert comes(lambda: bool(process.events) and used(card) == OWN), process.events
            yield process
        finally:
            process.stop()


def used(card: SoundCard) -> tuple[str, str]:
    """The speaker and the microphone that are in use, by the process alone; "" for none."""
    return _used(card, "sink-inputs", "sinks"), _used(card, "source-outputs", "sources")


def _used(card: SoundCard, streams: str, devices: str) -> str:
    names = dict(line.split("\t")[:2] for line in card.pactl("list", "short", devices).splitlines())
    rates = {"22050Hz", "16000Hz"}
    for line in card.pactl("list", "short", streams).splitlines():
        _, device, _, driver, form = line.split("\t")[:5]
        if driver == "protocol-native.c" and form.split()[-1] in rates:
            return names.get(device, "")
    return ""


def told(process: Assistant, pattern: str, since: int = 0) -> Callable[[], bool]:
    """Asks whether something like it was printed."""
    return lambda: any(re.search(pattern, event["event"]) for event in process.events[since:])


def test_the_default_devices_of_pulseaudio_are_followed(card: SoundCard) -> None:
    with in_use(card) as process:
        for speaker, microphone in (OTHER, OWN):
            card.pactl("set-default-sink", speaker)
            card.pactl("set-default-source", microphone)
            assert comes(lambda: used(card) == (speaker, microphone)), process.events  # noqa: B023
        assert told(process, "loud")(), "where it spoke into the microphone"


def test_a_speaker_that_hangs_and_a_muted_microphone_are_told_once_and_come_back(card: SoundCard) -> None:
    with in_use(card) as process:
        card.pactl("suspend-sink", "speaker", "1")
        assert comes(told(process, "speaker 'default' has stopped playing")), process.events
        card.pactl("suspend-sink", "speaker", "0")
        assert comes(told(process, "the speaker is back")), process.events
        since = len(process.events)
        card.pactl("set-source-mute", "microphone", "1")
        assert comes(told(process, "gives nothing but zeros", since)), process.events
        card.pactl("set-source-mute", "microphone", "0")
        assert comes(told(process, "the microphone is back", since)), process.events
    assert sum("stopped playing" in event["event"] for event in process.events[:since]) == 1


def test_a_device_that_comes_back_at_another_rate_is_used_at_that(card: SoundCard) -> None:
    with in_use(card) as process:
        card.pactl("set-default-sink", "other")
        card.pactl("set-default-source", "other.monitor")
        assert comes(lambda: used(card) == OTHER), process.events
        card.pactl("unload-module", re.findall(r"^(\d+)\t.*sink_name=other", card.pactl("list", "short", "modules"), re.M)[0])
        card.pactl("load-module", "module-null-sink", "sink_name=other", "rate=44100")
        card.pactl("set-default-sink", "other")
        card.pactl("set-default-source", "other.monitor")
        since = len(process.events)
        assert comes(lambda: used(card) == OTHER), process.events
        assert comes(told(process, "loud", since)), process.events


def named(card: SoundCard, **devices: tuple[str, str]) -> None:
    """Have ALSA know these devices, in this order, and no others that play and record."""
    server = card.environment["PULSE_SERVER"]
    parts = [
        ASYM.format(name=name, server=server, speaker=speaker, microphone=microphone)
        for name, (speaker, microphone) in devices.items()
    ]
    file = Path(card.environment["ALSA_CONFIG_PATH"])
    file.write_text("\n".join(["</usr/share/alsa/alsa.conf>", *parts]))


LOOKED = """
import asyncio, json, os
from contextlib import aclosing
import numpy as np
from voice.clock import WallClock
from voice.listen import devices
from voice.listen.microphone import Microphone
from voice.listen.speaker import Speaker

async def main():
    microphone, speaker = Microphone(WallClock()), Speaker(WallClock(), 22050)
    for number in range(13):
        speaker.write(np.zeros(2000, np.int16))
        async with aclosing(microphone.frames()) as frames:
            await anext(frames)
        devices.look_again()
        if number in (2, 12):
            print(json.dumps([len(os.listdir("/proc/self/fd")), len(os.listdir("/proc/self/task"))]), flush=True)

asyncio.run(main())
"""


def test_looking_for_devices_again_and_again_leaves_no_handle_and_no_thread(card: SoundCard) -> None:
    environment = os.environ | card.environment | {"PYTHONPATH": os.pathsep.join(sys.path)}
    with card.hiss():
        ran = subprocess.run([sys.executable, "-c", LOOKED], env=environment, capture_output=True, text=True, timeout=120)
    before, after = map(json.loads, ran.stdout.splitlines())
    assert after == before


NO_PULSEAUDIO = {"PULSE_SERVER": "unix:/nowhere"}
"""ALSA then makes no default device of it."""


def test_another_default_device_of_alsa_is_followed(card: SoundCard) -> None:
    named(card, **{"!default": OWN})
    with in_use(card, **NO_PULSEAUDIO) as process:
        for there in (OTHER, OWN):
            named(card, **{"!default": there})
            assert comes(lambda: used(card) == there), process.events  # noqa: B023
    assert not told(process, "is gone|has stopped|there is no")(), "nothing was lost"


def test_a_named_device_is_found_again_under_another_number(card: SoundCard) -> None:
    named(card, attic=OTHER, kitchen=OWN)
    with in_use(card, "kitchen") as process:
        named(card, attic=OTHER, bedroom=OTHER, cellar=OTHER, kitchen=OWN)
        assert comes(lambda: used(card) == OWN), process.events
        named(card, attic=OTHER)
        assert comes(told(process, "no microphone has 'kitchen'")), process.events
        assert comes(told(process, "no speaker has 'kitchen'")), process.events
        named(card, kitchen=OWN, attic=OTHER)
        assert comes(told(process, "the microphone is back")), process.events
        assert comes(told(process, "the speaker is back")), process.events
        assert used(card) == OWN
    assert sum("no speaker has" in event["event"] for event in process.events) == 1


SPEAKS = """
import sys
from voice.clock import WallClock
from voice.listen.speaker import Speaker
speaker = Speaker(WallClock(), 22050)
print("ready", flush=True)
sys.stdin.readline()
speaker.open()
sys.stdin.readline()
speaker.close()
"""


def test_other_players_are_turned_down_while_it_speaks_where_pulseaudio_is_told_to(card: SoundCard) -> None:
    options = "trigger_roles=assistant", "ducking_roles=any_role", "volume=-12dB"
    assert card.pactl("load-module", "module-role-ducking", *options).strip().isdecimal()
    environment = os.environ | card.environment | {"PYTHONPATH": os.pathsep.join(sys.path)}
    pipe = subprocess.PIPE
    with (
        card.recording() as recorder,
        card.hiss("speaker", 6000),
        subprocess.Popen([sys.executable, "-c", SPEAKS], env=environment, stdin=pipe, stdout=pipe, text=True) as speaks,
    ):
        assert speaks.stdin
        assert speaks.stdout

        def changes_to(level: float) -> bool:
            return comes(lambda: float(np.std(recorder.so_far()[-RATE // 2 :, 1])) == pytest.approx(level, rel=0.03))

        assert speaks.stdout.readline() == "ready\n"
        alone = 6000 / np.sqrt(3)
        assert changes_to(alone)
        print(file=speaks.stdin, flush=True)
        assert changes_to(alone * 10 ** (-12 / 20)), card.pactl("list", "sink-inputs")
        print(file=speaks.stdin, flush=True)
        assert changes_to(alone), card.pactl("list", "sink-inputs")
