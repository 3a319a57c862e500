"""Microphones and speakers, as PortAudio sees them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol
from weakref import WeakSet

from voice.child import PLAYS_AS
from voice.errors import DeviceError

Kind = Literal["input", "output"]

NAMES: dict[Kind, str] = {"input": "microphone", "output": "speaker"}


CARDS = "/proc/asound/cards", "/dev/snd"
"""What changes on Linux when a card comes or goes."""

SETTINGS = "/etc/asound.conf", "~/.asoundrc", "~/.config/alsa/asoundrc"
"""Where ALSA is told which device is the default, beside the file that `ALSA_CONFIG_PATH` names."""


@dataclass(frozen=True, slots=True)
class Device:
    index: int
    name: str
    inputs: int
    """Channels it can record."""
    outputs: int
    """Channels it can play."""
    rate: int
    """Hz, the device's own."""
    is_default_input: bool
    is_default_output: bool


def portaudio() -> Any:
    """Import `sounddevice`. Raises DeviceError where the PortAudio library is missing or does not start."""
    for name, value in PLAYS_AS.items():
        os.environ.setdefault(name, value)
    try:
        import sounddevice
    except OSError:
        remedy = "Install it: `sudo apt install libportaudio2` (Debian) or `brew install portaudio` (macOS)."
        raise DeviceError("the PortAudio library is not installed", remedy) from None
    except Exception as error:  # its own, which a failed import leaves no name for: ALSA's settings are broken
        raise DeviceError(f"PortAudio does not start: {error}", "Check the sound settings.") from None
    return sounddevice


def devices() -> list[Device]:
    """List every device that records or plays. Raises DeviceError where PortAudio is missing or fails."""
    sd = portaudio()
    try:
        default_input, default_output = sd.default.device
        found = list(sd.query_devices())
        defaults = _default(sd, "input", default_input), _default(sd, "output", default_output)
    except sd.PortAudioError as error:
        raise DeviceError(f"PortAudio lists no sound devices: {error}", "Check the sound settings.") from None
    return [
        Device(
            index,
            entry["name"],
            entry["max_input_channels"],
            entry["max_output_channels"],
            round(entry["default_samplerate"]),
            index == defaults[0],
            index == defaults[1],
        )
        for index, entry in enumerate(found)
    ]


def find(name: str | None, kind: Kind) -> Device:
    """Find the device whose name is or contains `name`, in any case; the system's default when None.

    Raises DeviceError, which lists what there is, when no device or more than one fits.
    """
    there = [d for d in devices() if (d.inputs if kind == "input" else d.outputs)]
    what = NAMES[kind]
    if not there:
        raise DeviceError(f"there is no {what}", "Plug one in and check that `voice devices` lists it.")
    if name is None:
        default = [d for d in there if (d.is_default_input if kind == "input" else d.is_default_output)]
        fitting = default or there[:1]
    else:
        wanted = name.casefold()
        fitting = [d for d in there if wanted in d.name.casefold()]
        fitting = [d for d in fitting if wanted == d.name.casefold()] or fitting
    if len(fitting) == 1:
        return fitting[0]
    problem = "no" if not fitting else "more than one"
    names = ", ".join(repr(d.name) for d in fitting or there)
    raise DeviceError(f"{problem} {what} has {name!r} in its name", f"There is: {names}. See `voice devices`.")


def accepted_format(device: Device, kind: Kind, rate: int) -> dict[str, Any]:
    """Find a format that the device takes, as sounddevice's streams want it: our rate before its own, mono before all channels.

    Raises DeviceError.
    """
    sd = portaudio()
    check, most = (sd.check_input_settings, device.inputs) if kind == "input" else (sd.check_output_settings, device.outputs)
    for channels in (1, most):
        for hertz in (rate, device.rate):
            form = {"device": device.index, "channels": channels, "dtype": "int16", "samplerate": hertz}
            try:
                check(**form)
            except sd.PortAudioError as error:
                reason = error
            else:
                return form
    raise DeviceError(f"{device.name!r} cannot be used: {reason}", "Choose another; see `voice devices`.")


class Holder(Protocol):
    """What holds a stream of PortAudio's."""

    def close(self) -> None:
        """Let go of it; it may be opened again at any time."""

    def rest(self) -> None:
        """Let go of it if it has ended."""


HOLDERS: "WeakSet[Holder]" = WeakSet()


class Machine:
    """Tells whether there may be other devices than PortAudio knows, which looks for them only when it starts."""

    def __init__(self) -> None:
        self._missed = 0
        """How often in a row a device could not be opened."""
        self._misses = False
        """Whether one is to be looked for."""
        self._known = _traces()

    @property
    def changed(self) -> bool:
        """Whether to look again: something was plugged in or out, the default is another, or a device is missed."""
        return self._misses or _traces() != self._known

    def looked(self) -> None:
        """PortAudio has looked."""
        self._misses, self._known = False, _traces()

    def missed(self) -> None:
        """A device could not be opened: it may be there under another number.

        One that stays away is looked for ever more rarely, as each look interrupts the microphone.
        """
        self._missed += 1
        self._misses = self._misses or self._missed.bit_count() == 1

    def found(self) -> None:
        """A device could be opened."""
        self._missed = 0


def _traces() -> list[object]:
    """What is different when devices or settings are."""
    return [_trace(file) for file in (*CARDS, *SETTINGS, os.environ.get("ALSA_CONFIG_PATH", "")) if file]


def _trace(file: str) -> object:
    """What a file of the kernel's says, when another or a folder was changed; None where it is not there."""
    try:
        return Path(file).read_bytes() if file in CARDS[:1] else Path(file).expanduser().stat().st_mtime_ns
    except (OSError, RuntimeError):
        return None


MACHINE = Machine()


def let_rest() -> None:
    """Let go of streams that have ended. Held on to, a silent speaker has PulseAudio wake the microphone much more often."""
    for holder in tuple(HOLDERS):
        holder.rest()


def look_again() -> None:
    """Have PortAudio see what was plugged in or out, which it does only when it starts; every stream is closed first.

    Raises DeviceError.
    """
    sd = portaudio()
    MACHINE.looked()
    for holder in tuple(HOLDERS):
        holder.close()
    try:
        sd._terminate()
        sd._initialize()
    except sd.PortAudioError as error:
        raise DeviceError(f"PortAudio lists no sound devices: {error}", "Check the sound settings.") from None


@contextmanager
def opening(device: Device, kind: Kind) -> Iterator[Any]:
    """Yield `sounddevice` for opening a stream in the block; raise DeviceError, which names the device, if that fails."""
    sd = portaudio()
    try:
        yield sd
    except sd.PortAudioError as error:
        raise DeviceError(f"the {NAMES[kind]} {device.name!r} cannot be opened: {error}", "See `voice devices`.") from None


def _default(sd: Any, kind: Kind, index: int) -> int:
    """Ask PortAudio for the default device, which it leaves at -1 until it is asked."""
    if index >= 0:
        return index
    try:
        return int(sd.query_devices(kind=kind)["index"])
    except (sd.PortAudioError, ValueError):
        return -1
