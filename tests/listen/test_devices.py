import sys
from pathlib import Path

import pytest

from tests.listen.conftest import FakeSoundDevice, device
from voice.errors import DeviceError
from voice.listen.devices import devices, find


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
