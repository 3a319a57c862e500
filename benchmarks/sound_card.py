"""A sound card that is not there: PulseAudio's virtual devices, for tests and benchmarks of the real audio path.

Its one output has two channels. The left is the room, which the microphone hears; the right is the speaker. So whoever records
the card hears both on one sample clock, and the time between the end of a question and the beginning of its answer can be read
off. PortAudio finds it as the default device of a process that has `SoundCard.environment`.
"""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt

from voice import child
from voice.messages import Samples

RATE = 48_000
"""Hz of the card, and of whatever is played into it and recorded."""

BLOCK = 480
"""Samples that an echo is passed on in: 10 ms."""

HISS = 8
"""The noise of a quiet room: -72 dB of full scale."""

LATE_MS = 5
"""How late it is recorded. The card takes from each player as much at once as the most eager of all asks for. Where that is as
long as the blocks of a speaker, or a multiple, its stream runs dry up to 200 times when it is opened: with 10 or 20 ms, but
not with 5."""

RAW = ("--raw", "--format=s16le", f"--rate={RATE}")

DEVICES = """
load-module module-native-protocol-unix socket={socket} auth-anonymous=1
load-module module-null-sink sink_name=card rate={rate} channels=2 channel_map=front-left,front-right
load-module module-remap-sink sink_name=room master=card {left}
load-module module-remap-sink sink_name=speaker master=card {right}
load-module module-remap-source source_name=microphone master=card.monitor {left}
set-default-sink speaker
set-default-source microphone
"""
CHANNEL = "channels=1 channel_map=front-{side} master_channel_map=front-{side} remix=no"

ALSA = """</usr/share/alsa/alsa.conf>
pcm.!default pulse
ctl.!default pulse
"""

Taken = npt.NDArray[np.int16]
"""What was recorded, [n, 2] at `RATE`: the room, and the speaker."""


class Recorder:
    """Listens to the card while it is open; `taken` afterwards."""

    def __init__(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        self._chunks: list[bytes] = []
        self.began = 0.0
        """Monotonic time of its first sample, give or take the `LATE_MS` that it is late."""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.taken: Taken = np.empty((0, 2), np.int16)

    def _read(self) -> None:
        assert self._process.stdout
        while chunk := self._process.stdout.read(4 * BLOCK):
            self.began = self.began or time.monotonic() - len(chunk) / (4 * RATE)
            self._chunks.append(chunk)

    @property
    def seconds(self) -> float:
        """How much it has heard so far."""
        return sum(map(len, self._chunks)) / (4 * RATE)

    def so_far(self) -> Taken:
        heard = b"".join(self._chunks)
        return np.frombuffer(heard[: len(heard) // 4 * 4], "<i2").reshape(-1, 2)

    def close(self) -> None:
        self._process.terminate()
        self._reader.join()
        self._process.wait()
        self.taken = self.so_far()


class SoundCard:
    """One card, while `sound_card` holds it."""

    def __init__(self, folder: Path) -> None:
        socket = folder / "socket"
        self.environment = {"PULSE_SERVER": f"unix:{socket}", "ALSA_CONFIG_PATH": str(folder / "alsa.conf")}
        """What a process needs in its environment to use this card."""
        (folder / "alsa.conf").write_text(ALSA)
        sides = {side: CHANNEL.format(side=side) for side in ("left", "right")}
        (folder / "devices.pa").write_text(DEVICES.format(socket=socket, rate=RATE, **sides))
        command = "pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no", f"--log-target=file:{folder / 'pulse.log'}"
        own = os.environ | {"HOME": str(folder), "XDG_RUNTIME_DIR": str(folder)}
        self._server = subprocess.Popen([*command, "-F", folder / "devices.pa"], env=own, stderr=subprocess.DEVNULL)
        self._wait_for(socket)

    def _wait_for(self, socket: Path) -> None:
        until = time.monotonic() + 20
        while not socket.exists() or self._run("pactl", "info").returncode:
            if self._server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"PulseAudio did not start: {(socket.parent / 'pulse.log').read_text()}")
            time.sleep(0.05)

    def _run(self, *command: str, input: bytes = b"") -> "subprocess.CompletedProcess[bytes]":
        environment = child.environment() | self.environment
        return subprocess.run(command, env=environment, capture_output=True, check=False, input=input)

    def _open(self, *command: str) -> "subprocess.Popen[bytes]":
        environment, pipe = child.environment() | self.environment, subprocess.PIPE
        return subprocess.Popen(command, env=environment, bufsize=0, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)

    def say(self, samples: Samples, device: str = "room") -> None:
        """Play into the room, or out of the "speaker", [n] at `RATE`; returns when it has been heard."""
        sound = np.concatenate((np.zeros(BLOCK, np.int16), samples))  # as the first 5 ms of a stream are lost
        self._run("pacat", *RAW, "--channels=1", f"--device={device}", "--latency-msec=20", input=sound.tobytes())

    @contextmanager
    def recording(self) -> Iterator[Recorder]:
        """Record the room and the speaker in the block."""
        command = "parec", *RAW, "--channels=2", "--device=card.monitor", f"--latency-msec={LATE_MS}"
        recorder = Recorder(self._open(*command))
        try:
            while not recorder.seconds:
                time.sleep(0.01)
            yield recorder
        finally:
            recorder.close()

    @contextmanager
    def echo(self, response: npt.NDArray[np.float64]) -> Iterator[None]:
        """Let the room hear the speaker in the block, through an impulse response, [m] at `RATE`.

        The way there adds some 40 ms of delay, which stays the same while it lasts; measure it in a recording.
        """
        ear = self._open("parec", *RAW, "--channels=1", "--device=speaker.monitor", "--latency-msec=10")
        mouth = self._open("pacat", *RAW, "--channels=1", "--device=room", "--latency-msec=20")
        thread = threading.Thread(target=_pass_on, args=(ear, mouth, response), daemon=True)
        thread.start()
        try:
            yield
        finally:
            ear.terminate()
            thread.join()
            mouth.terminate()
            ear.wait()
            mouth.wait()

    @contextmanager
    def hiss(self, device: str = "room", amplitude: int = HISS) -> Iterator[None]:
        """Play noise in the block, of 32768 at most: the room is then as quiet as a real one, not dead."""
        volume = round(65536 * (amplitude / 32768) ** (1 / 3))
        how = "--raw", "--format=u8", f"--rate={RATE}", "--channels=1", f"--device={device}", f"--volume={volume}"
        process = self._open("pacat", *how, "/dev/urandom")
        try:
            yield
        finally:
            process.terminate()
            process.wait()

    def pactl(self, *command: str) -> str:
        """Change something about the card as a user would; what is printed."""
        return self._run("pactl", *command).stdout.decode()

    @contextmanager
    def stalled(self) -> Iterator[None]:
        """Have the microphone give no sound in the block, as if it had been unplugged."""
        self.pactl("suspend-source", "microphone", "1")
        try:
            yield
        finally:
            self.pactl("suspend-source", "microphone", "0")

    def close(self) -> None:
        self._server.terminate()
        self._server.wait(10)


def _pass_on(ear: "subprocess.Popen[bytes]", mouth: "subprocess.Popen[bytes]", response: npt.NDArray[np.float64]) -> None:
    """Pass the speaker's sound to the room block by block, each with the rest of those before it (overlap and add)."""
    assert ear.stdout
    assert mouth.stdin
    rest = np.zeros(len(response) - 1)
    held = b""
    while chunk := ear.stdout.read(2 * BLOCK):
        held += chunk
        whole = len(held) // 2 * 2
        block, held = np.frombuffer(held[:whole], "<i2"), held[whole:]
        sound = np.convolve(block, response)
        sound[: len(rest)] += rest
        mouth.stdin.write(np.clip(np.rint(sound[: len(block)]), -32768, 32767).astype("<i2").tobytes())
        rest = sound[len(block) :]


def found_at(heard: Samples, said: Samples) -> int:
    """The sample at which what was said begins in what was heard: where the two are most alike."""
    size = 2 ** int(np.ceil(np.log2(len(heard) + len(said))))
    alike = np.fft.irfft(np.fft.rfft(heard, size) * np.conj(np.fft.rfft(said, size)), size)
    return int(np.argmax(alike[: len(heard)]))


def missing() -> str:
    """Say what this machine lacks for a sound card; "" where it has everything."""
    lacking = [program for program in ("pulseaudio", "pacat", "parec", "pactl") if shutil.which(program) is None]
    if not any(Path("/usr/lib").glob("*/alsa-lib/libasound_module_pcm_pulse.so")):
        lacking.append("libasound2-plugins")
    return f"{' and '.join(lacking)} cannot be found: apt install pulseaudio libasound2-plugins" if lacking else ""


@contextmanager
def sound_card(folder: Path) -> Iterator[SoundCard]:
    """Have a sound card in the block, whose files are in an empty folder with a short path. Raises RuntimeError."""
    card = SoundCard(folder)
    try:
        yield card
    finally:
        card.close()
