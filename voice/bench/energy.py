"""Energy: what the machine has used so far, in joules, where it can be read.

Intel's and AMD's processors count it (RAPL), a Raspberry Pi 5 measures its supplies, a Jetson its rails. Readable or not, the
report says which.
"""

import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

from voice.clock import WallClock

SYS = Path("/sys")

EVERY_S = 0.1
"""Seconds between two readings of a sensor that tells watts rather than joules."""


class Meter:
    """Counts joules. `source` names the sensor; "" means that there is none."""

    def __init__(self, source: str, joules: Callable[[], float | None], close: Callable[[], None] = lambda: None) -> None:
        self.source = source
        self.joules = joules
        """Joules since some time in the past; None where they cannot be read."""
        self.close = close


def meter(root: Path = SYS) -> Meter:
    """Find a sensor that can be read on this machine."""
    if counters := _readable(sorted(root.glob("class/powercap/*-rapl:[0-9]*/energy_uj")), top=True):
        return Rapl(counters).meter()
    if (command := shutil.which("vcgencmd")) and pmic_watts(_asked(command)):
        return Sampled("the supplies of the Raspberry Pi", lambda: pmic_watts(_asked(command))).meter()
    if rails := _readable(sorted(root.glob("class/hwmon/hwmon*/power*_input"))):
        return Sampled("power sensors (hwmon)", lambda: sum(int(rail.read_text()) for rail in rails) / 1e6).meter()
    return Meter("", lambda: None)


class Rapl:
    """Reads the processor's own energy counters, in microjoules; they start again at zero when they are full."""

    def __init__(self, counters: list[Path]) -> None:
        self._counters = counters
        self._full = [int(file.with_name("max_energy_range_uj").read_text()) for file in counters]
        self._last = [int(file.read_text()) for file in counters]
        self._sum = 0

    def meter(self) -> Meter:
        return Meter("RAPL, processor packages", self.joules)

    def joules(self) -> float:
        for place, file in enumerate(self._counters):
            now = int(file.read_text())
            self._sum += (now - self._last[place]) % (self._full[place] + 1)
            self._last[place] = now
        return self._sum / 1e6


class Sampled:
    """Reads watts ten times a second and adds them up."""

    def __init__(self, source: str, watts: Callable[[], float]) -> None:
        self._source = source
        self._watts = watts
        self._sum = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def meter(self) -> Meter:
        self._thread.start()
        return Meter(self._source, lambda: self._sum, self._over.set)

    def _run(self) -> None:
        clock = WallClock()
        last = clock.now()
        while not self._over.wait(EVERY_S):
            now = clock.now()
            self._sum += self._watts() * (now - last)
            last = now


def pmic_watts(said: str) -> float:
    """Sum up what `vcgencmd pmic_read_adc` tells of a Raspberry Pi 5: for each rail a current and a voltage; 0: nothing."""
    amperes = dict(re.findall(r"(\w+)_A current\(\d+\)=([\d.]+)A", said))
    volts = dict(re.findall(r"(\w+)_V volt\(\d+\)=([\d.]+)V", said))
    return sum(float(amperes[rail]) * float(volts[rail]) for rail in amperes.keys() & volts.keys())


def _asked(command: str) -> str:
    try:
        return subprocess.run([command, "pmic_read_adc"], capture_output=True, text=True, timeout=2, check=False).stdout
    except (OSError, subprocess.SubprocessError):
        return ""


def _readable(files: list[Path], top: bool = False) -> list[Path]:
    """The files that this user may read; `top`: only whole packages, not the cores in them ("intel-rapl:0", not "…:0:1")."""
    found = []
    for file in files:
        if top and file.parent.name.count(":") > 1:
            continue
        try:
            int(file.read_text())
        except (OSError, ValueError):
            continue
        found.append(file)
    return found
