import os
import sys
from pathlib import Path

import pytest

from tests.listen.conftest import FakeSoundDevice, device
from voice.errors import DeviceError
from voice.listen import devices as module
from voice.listen.devices import Kind, Machine, devices, find


def test_the_list_marks_the_defaults(sounddevice: FakeSoundDevice) -> None:
    microphone, headset, hdmi = devices()
    assert (microphone.is_default_input, microphone.is_default_output) == (True, False)
    assert (hdmi.is_default_input, hdmi.is_default_output) == (False, True)
    assert (headset.name, headset.inputs, headset.outputs, headset.rate) == ("USB Headset", 1, 2, 48_000)


@pytest.mark.parametrize(
    ("name", "kind", "index"),
    [
        (None, "input", 0),
        (None, "output", 2),
        ("usb", "input", 1),
        ("HEADSET", "output", 1),
        ("built-in", "input", 0),
    ],
)
def test_any_part_of_a_name_finds_a_device(
    sounddevice: FakeSoundDevice, name: str, kind: str, index: int
) -> None:
    assert find(name, kind).index == index  # type: ignore[arg-type]


def test_a_whole_name_wins_over_names_that_contain_it(sounddevice: FakeSoundDevice) -> None:
    sounddevice.devices = [device("sysdefault", inputs=1), device("default", inputs=1)]
    assert find("default", "input").index == 1


def test_the_systems_default_is_asked_for_when_none_is_set(sounddevice: FakeSoundDevice) -> None:
    sounddevice.default.device = (-1, -1)
    sounddevice.query_devices = lambda kind=None: {"index": 1} if kind else sounddevice.devices  # type: ignore[method-assign]
    assert find(None, "input").index == 1


@pytest.mark.parametrize(("name", "says"), [("piano", "no microphone has"), ("u", "more than one")])
def test_an_unknown_or_ambiguous_name_lists_what_there_is(
    sounddevice: FakeSoundDevice, name: str, says: str
) -> None:
    with pytest.raises(DeviceError, match=says) as caught:
        find(name, "input")
    assert "'Built-in Microphone', 'USB Headset'" in caught.value.remedy
    assert "HDMI" not in caught.value.remedy
    assert "voice devices" in caught.value.remedy


def test_no_device_at_all(sounddevice: FakeSoundDevice) -> None:
    sounddevice.devices = [device("HDMI Output", outputs=2)]
    with pytest.raises(DeviceError, match="there is no microphone"):
        find(None, "input")


def test_broken_sound_settings_are_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "sounddevice.py").write_text("raise RuntimeError('Unanticipated host error')")
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(str(tmp_path))
    with pytest.raises(DeviceError, match="PortAudio does not start: Unanticipated host error"):
        devices()


def test_a_missing_library_names_the_command_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sounddevice.py").write_text("raise OSError('PortAudio library not found')")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    with pytest.raises(DeviceError, match="PortAudio") as caught:
        devices()
    assert "apt install libportaudio2" in caught.value.remedy
    assert "brew install portaudio" in caught.value.remedy


def change(folder: Path, name: str, value: str) -> None:
    """Write a file, later than it was written last."""
    file = folder / name
    later = file.stat().st_mtime_ns + 1_000_000 if file.exists() else None
    file.write_text(value)
    if later:
        os.utime(file, ns=(later, later))


@pytest.mark.parametrize(
    ("file", "values"),
    [
        ("cards", (" 0 [PCH]: HDA", " 0 [PCH]: HDA\n 1 [USB]: Headset")),
        ("cards", (" 0 [PCH]: HDA\n 1 [USB]: Headset", " 0 [PCH]: HDA")),
        ("cards", (" 0 [PCH]: HDA\n 1 [USB]: Headset", " 0 [USB]: Headset\n 1 [PCH]: HDA")),
        (".asoundrc", ("pcm.!default usb", "pcm.!default pch")),
        (".asoundrc", (None, "pcm.!default pch")),
        ("alsa.conf", ("pcm.!default usb", "pcm.!default pch")),
    ],
)
def test_what_tells_of_other_devices_is_seen_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, values: tuple[str | None, str]
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("ALSA_CONFIG_PATH", str(tmp_path / "alsa.conf"))
    monkeypatch.setattr(module, "CARDS", (str(tmp_path / "cards"), str(tmp_path / "no snd")))
    before, after = values
    if before is not None:
        change(tmp_path, file, before)
    machine = Machine()
    assert not machine.changed
    change(tmp_path, file, after)
    assert machine.changed
    machine.looked()
    assert not machine.changed


def test_a_device_that_stays_away_is_looked_for_ever_more_rarely() -> None:
    machine, looked = Machine(), []
    for number in range(1, 101):
        machine.missed()
        if machine.changed:
            looked.append(number)
            machine.looked()
    assert looked == [1, 2, 4, 8, 16, 32, 64]
    machine.found()
    machine.missed()
    assert machine.changed


@pytest.mark.parametrize("others", [[], ["Monitor"], ["Monitor", "Webcam", "Dock"]])
def test_a_named_device_is_found_again_wherever_it_is_listed(sounddevice: FakeSoundDevice, others: list[str]) -> None:
    sounddevice.devices = [*(device(name, inputs=1, outputs=2) for name in others), sounddevice.devices[1]]
    kinds: tuple[Kind, ...] = "input", "output"
    for kind in kinds:
        assert find("usb", kind).index == len(others)
