"""The machine and the program that a bench ran on: what two results must share to be compared, and what slows one of them."""

import hashlib
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import psutil

from voice.bench import result
from voice.config import Config
from voice.errors import VoiceError
from voice.models import lock, machine, store
from voice.models.manifest import shipped
from voice.provenance import fingerprint, program
from voice.speak import engine_of

FEATURES = (
    "sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512_vnni", "avx512_bf16", "avx512_fp16", "avx_vnni",
    "amx_int8", "amx_bf16", "asimd", "asimddp", "asimdhp", "i8mm", "bf16", "sve", "sve2",
)  # fmt: skip

PACKAGES = (
    "ctranslate2", "espeakng-loader", "faster-whisper", "kokoro-onnx", "llama-cpp-python", "numpy", "onnxruntime",
    "openwakeword", "pocketsphinx", "webrtcvad-wheels",
)  # fmt: skip

CPU = Path("/sys/devices/system/cpu")
THROTTLES = "cpu*/thermal_throttle/*_throttle_count"
PI = Path("/sys/devices/platform/soc/soc:firmware/get_throttled")


class Watch:
    """Looks at the machine before a run, and again after it."""

    def __init__(self, name: str = "") -> None:
        self._name = name
        self._load = os.getloadavg()[0]
        self._free_gb = psutil.virtual_memory().available / 1e9
        self._hottest = _hottest_c()
        self._throttles = _throttles()

    def done(self) -> result.Machine:
        """Describe the machine after the run."""
        seen, hottest, throttles = machine.look(store.directory()), _hottest_c(), _throttles()
        flags, mhz = tuple(_features()), psutil.cpu_freq() if hasattr(psutil, "cpu_freq") else None
        return result.Machine(
            name=self._name or named(seen.cores, flags, _virtual()),
            processor=seen.processor,
            architecture=platform.machine(),
            system=f"{platform.system()} {platform.release()}",
            cores=seen.cores,
            features=flags,
            memory_gb=seen.memory_gb,
            memory_free_gb=round(self._free_gb, 1),
            virtual=_virtual(),
            governor=_first_line(CPU / "cpu0/cpufreq/scaling_governor"),
            mhz=round(mhz.current) if mhz else None,
            temperature_c=None if self._hottest is None or hottest is None else (self._hottest, hottest),
            throttled=_slowed(self._throttles, throttles),
            gpus=tuple(gpu.name for gpu in seen.gpus),
            load=(round(self._load, 2), round(os.getloadavg()[0], 2)),
        )


def named(cores: int, features: tuple[str, ...], virtual: str) -> str:
    """A name for such a machine: "2-core x86-64 virtual machine, AVX-512"."""
    board = _first_line(Path("/proc/device-tree/model"))
    if board:
        return board
    kind = platform.machine().replace("x86_64", "x86-64").replace("aarch64", "arm64")
    wide = {"AVX-512": "avx512f", "AVX2": "avx2", "dot products": "asimddp"}
    best = next((name for name, flag in wide.items() if flag in features), "")
    made = f"{cores}-core {kind} {'virtual machine' if virtual else 'machine'}"
    return f"{made}, {best}" if best else made


def of_program(settings: Sequence[Config]) -> result.Program:
    """Describe the program: its version, a digest of the first settings, and all models that any settings use."""
    return result.Program(
        version=program(),
        settings=fingerprint(settings[0]),
        python=platform.python_version(),
        packages=dict(_versions()),
        models=tuple({one.name: one for each in settings for one in _models(each)}.values()),
    )


def _versions() -> Iterator[tuple[str, str]]:
    for package in PACKAGES:
        try:
            yield package, version(package)
        except PackageNotFoundError:
            continue


def _models(settings: Config) -> Iterator[result.Model]:
    """The models that these settings use, with their hashes."""
    wanted = [settings.transcribe.model if settings.transcribe.engine != "sphinx" else "", "smart-turn"]
    wanted += [settings.speak.model or "piper-joe" if engine_of(settings.speak) != "espeak" else ""]
    wanted += [str(tier.model_file) for tier in settings.tiers if tier.model_file]
    for name in dict.fromkeys(filter(None, wanted)):
        try:
            here = store.is_here(name)
        except VoiceError:
            continue
        if here and shipped().has(name):
            held = lock.read(store.home(name))
            files = held.versions[held.serving or ""].files
            yield result.Model(name=name, sha256={file: one.sha256 for file, one in files.items()})
        elif here:
            yield result.Model(name=Path(name).name, sha256=_hashed(Path(name).expanduser()))


def _hashed(path: Path) -> dict[str, str]:
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    found = {}
    for file in files:
        with file.open("rb") as opened:
            found[file.name] = hashlib.file_digest(opened, "sha256").hexdigest()
    return found


def _features() -> Iterator[str]:
    """Which of `FEATURES` the processor has; none if the system does not tell."""
    flags: set[str] = set()
    info = Path("/proc/cpuinfo")
    for line in info.read_text(encoding="utf-8", errors="replace").splitlines() if info.exists() else ():
        if line.lower().startswith(("flags", "features")):
            flags = set(line.partition(":")[2].split())
            break
    if sys.platform == "darwin" and platform.machine() == "arm64":
        flags = {"asimd", "asimddp", "asimdhp"}  # all of Apple's have these
    return (feature for feature in FEATURES if feature in flags)


def _virtual() -> str:
    """The kind of virtual machine this is; "" if it is none, or cannot be known."""
    product = _first_line(Path("/sys/class/dmi/id/sys_vendor")).lower()
    known = {"qemu": "kvm", "kvm": "kvm", "vmware": "vmware", "innotek": "virtualbox", "xen": "xen", "amazon": "kvm"}
    if found := next((name for word, name in known.items() if word in product), ""):
        return found
    info = Path("/proc/cpuinfo")
    text = info.read_text(encoding="utf-8", errors="replace") if info.exists() else ""
    return "a hypervisor" if " hypervisor" in text else ""


def _hottest_c() -> float | None:
    if not hasattr(psutil, "sensors_temperatures"):
        return None
    read = [one.current for sensors in psutil.sensors_temperatures().values() for one in sensors if one.current]
    return round(max(read), 1) if read else None


def _throttles() -> int | None:
    """How often the processor was slowed down since it was started; None if it does not tell."""
    read = [_first_line(file) for file in CPU.glob(THROTTLES)]
    return sum(int(count) for count in read if count.isdigit()) if any(read) else None


def _slowed(before: int | None, after: int | None) -> bool | None:
    """Whether the processor was slowed down during the run, by its own count; on a Raspberry Pi, whether it is now."""
    if pi := _first_line(PI):
        return bool(int(pi, 16) & 0xF)
    return None if before is None or after is None else after > before


def _first_line(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").partition("\n")[0].strip("\0 ")
    except OSError:
        return ""
