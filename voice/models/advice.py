"""Says which profile suits a machine, and how fast each model is, measured or estimated."""

from dataclasses import dataclass

from voice.models.machine import Machine
from voice.models.manifest import shipped


@dataclass(frozen=True, slots=True)
class Profile:
    """What a profile asks of a machine."""

    name: str
    says: str
    cores: int = 1
    memory_gb: float = 0.0
    """Enough for the models and for the rest of the system."""
    gpu_gb: float = 0.0
    extras: tuple[str, ...] = ()


PROFILES = (
    Profile(
        "gpu", "Whisper large-v3-turbo, a 7B model and Kokoro, on the graphics card",
        cores=2, memory_gb=8, gpu_gb=8, extras=("llm", "kokoro"),
    ),
    Profile(
        "desktop", "Distil-Whisper small, a 7B model and Kokoro, on the processor",
        cores=8, memory_gb=12, extras=("llm", "kokoro"),
    ),
    Profile(
        "pi", "Whisper base, a 0.5B model and Piper, small enough for a Raspberry Pi",
        cores=2, memory_gb=3.5, extras=("llm",),
    ),
    Profile("embedded", "a command grammar, the smallest Whisper and Piper, no language model of its own"),
)  # fmt: skip
"""All profiles, the best first."""


@dataclass(frozen=True, slots=True)
class Advice:
    profile: Profile
    missing: tuple[str, ...]
    better: Profile | None
    """A better profile, which this machine could run if more were installed."""
    beyond: Profile | None
    """The next better profile, which this machine is too small for."""


def advise(machine: Machine) -> Advice:
    """Choose the best profile that this machine can run with what is installed."""
    able = [profile for profile in PROFILES if fits(profile, machine)]
    chosen = next(profile for profile in able if not missing(profile, machine))
    first = PROFILES.index(able[0])
    return Advice(chosen, (), None if able[0] is chosen else able[0], PROFILES[first - 1] if first else None)


def asked_for(name: str, machine: Machine) -> Advice:
    """Take the profile called `name`, whatever the machine is like. Raises KeyError when there is none."""
    chosen = {profile.name: profile for profile in PROFILES}[name]
    return Advice(chosen, missing(chosen, machine), None, None if fits(chosen, machine) else chosen)


def fits(profile: Profile, machine: Machine) -> bool:
    """Whether the machine is large enough and its Python can install what the profile needs."""
    card = max((gpu.memory_gb for gpu in machine.gpus), default=0.0) if machine.cuda else 0.0
    fast = machine.cores >= profile.cores and machine.memory_gb >= profile.memory_gb and card >= profile.gpu_gb
    roomy = machine.disk_gb >= size_gb(profile) or profile is PROFILES[-1]  # the last does without its models
    return fast and roomy and machine.installable.issuperset(profile.extras)


def missing(profile: Profile, machine: Machine) -> tuple[str, ...]:
    """Extras that the profile needs and that are not installed."""
    return tuple(extra for extra in profile.extras if extra not in machine.extras)


def size_gb(profile: Profile) -> float:
    return sum(model.about_mb for model in shipped().needed_by(profile.name)) / 1e3


def needs(profile: Profile, machine: Machine) -> str:
    """What a profile asks of a machine, with the Python where this one is too new."""
    card = f"a CUDA graphics card with {profile.gpu_gb:.0f} GB, " if profile.gpu_gb else ""
    python = "" if machine.installable.issuperset(profile.extras) else "Python 3.12 or older, "
    return f"{card}{python}{profile.cores} cores, {profile.memory_gb:g} GB of memory and {size_gb(profile):.1f} GB of disk"


MEASURED = "measured on two cores of a server, random weights of this shape"
REAL = "measured on two cores of a server"
ESTIMATE = "estimate"
SPEEDS = {
    "whisper-tiny.en": ("about 0.1 s for a 3 s sentence on two cores", REAL),
    "whisper-base": ("about 0.1 s for a 3 s sentence, most of it while you still speak", MEASURED),
    "whisper-distil-small.en": ("about 0.2 s for a 3 s sentence on two cores", ESTIMATE),
    "whisper-large-v3-turbo": ("about 0.1 s for a 3 s sentence on a recent card", ESTIMATE),
    "qwen2.5-0.5b": ("50 tokens a second on two cores; speech needs 4", MEASURED),
    "qwen2.5-7b": ("5 tokens a second on two cores, about 15 on eight; speech needs 4", MEASURED + "; eight cores: estimate"),
    "smollm2-135m": ("first token after 0.1 to 0.2 s on two cores", REAL),
    "piper-joe": ("first words after 0.04 to 0.1 s on two cores", REAL),
    "kokoro": ("a third of the sound's length on two cores, first words after 0.24 s", MEASURED),
    "kokoro-onnx": ("slower than Kokoro on PyTorch; espeak-ng speaks where it is late", ESTIMATE),
    "kokoro-onnx-int8": ("first words after 0.8 to 1.4 s on two cores", REAL),
}
"""How fast each model is, where known, and how that is known."""
