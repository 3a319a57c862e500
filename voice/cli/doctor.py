"""`voice doctor`: does every part work on this machine, and if not, what to do."""

import asyncio
import tempfile
from collections.abc import Awaitable, Iterator
from contextlib import aclosing
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from voice import config, speak, transcribe, wake
from voice.assets import asset
from voice.cli import local, reach
from voice.cli.ears import hear, listen, peak_db, wake_gate, word_errors
from voice.cli.findings import Check, examine, summary, worst
from voice.cli.output import console, emit
from voice.clock import AudioClock, WallClock, cpu_stopwatch, stopwatch
from voice.config import Config
from voice.errors import EngineError, ModelError, UsageError, VoiceError, WorkError
from voice.listen.devices import Kind, accepted_format, find
from voice.listen.echo import EchoPath
from voice.listen.files import SoundFile
from voice.messages import FRAME_S, FRAME_SAMPLES, SAMPLE_RATE, Frame
from voice.models import versions
from voice.models.choice import transcriber
from voice.models.manifest import Model, heard_by, shipped, spoken_by
from voice.mute import Mute
from voice.privacy.gate import EgressGate
from voice.skills import Skills
from voice.time_zone import zone_fault
from voice.wake.openwakeword import BUNDLED

WAKE_PHRASES = ("hey_jarvis",)
"""What the recordings begin with, whatever the user's own wake word is."""

CLIP = "demo/1-time.flac"
"""A wake word and a command that every engine must hear."""

SAID = {
    "sphinx": (CLIP, "what time is it"),
    "whisper": ("demo/trial.flac", "what is the capital of france"),
    "wyoming": ("demo/trial.flac", "what is the capital of france"),
    "remote": ("demo/trial.flac", "what is the capital of france"),
}
"""The recording that each transcribing engine is tried with, and its words. Whisper's is no command, as commands are left to
the grammar, and is in a natural voice, as real models read the synthetic ones of the demo wrongly."""

WRONG = 0.2
"""Share of the words that may be wrong: one of six."""

SENTENCE = "It is half past seven, and all is well."

SILENT_DB = -40.0
"""Peak of full scale below which nobody would hear a voice."""

TRIED_FRAMES, LEAST_LESS_DB = 100, 12.0
"""How much sound the echo filter is tried with, and by how much that must be softer at the end."""


def main(settings: Path | None, mic: bool, as_json: bool) -> int:
    out = console(as_json)
    findings = asyncio.run(examine(_checks(settings), out))
    verdict = worst(findings)
    document: dict[str, Any] = {"verdict": verdict, "checks": [asdict(finding) for finding in findings]}
    if mic and verdict != "failed":
        document["microphone"] = asdict(asyncio.run(listen(config.load(settings), out)))
    out.print(summary(findings), style="bold", markup=False, soft_wrap=True)
    if as_json:
        emit(document)
    return 0 if verdict == "ok" else 1


def trial(chosen: Config) -> Iterator[Check]:
    """Make the checks that `voice setup` ends with: hearing, speaking, answering on this machine."""
    yield Check("transcribe", check_transcribe(chosen))
    yield Check("speak", check_speak(chosen))
    for tier in chosen.tiers:
        if tier.location.small:
            yield Check(tier.name, local.asked(tier, EgressGate.of(chosen, WallClock())))


def live(chosen: Config) -> Iterator[Check]:
    """Make the checks of what `voice run` needs besides that."""
    yield Check("wake word", check_wake(chosen), essential=False)
    yield from devices(chosen)


def devices(chosen: Config) -> Iterator[Check]:
    """Make the checks of what `voice run` hears and speaks with."""
    yield Check("microphone", _device(chosen, "input"), essential=False)
    yield Check("speaker", _device(chosen, "output"), essential=False)


def _checks(settings: Path | None) -> Iterator[Check]:
    yield Check("settings", _settings(settings))
    chosen = config.load(settings)
    gate = EgressGate.of(chosen, WallClock())
    yield Check("clock", _clock(), essential=False)
    yield Check("state", _state(chosen))
    yield Check("skills", _skills(chosen, gate), essential=False)
    yield Check("wake", check_wake(chosen))
    yield Check("transcribe", _or_damaged(check_transcribe(chosen), heard_by(chosen)))
    yield Check("speak", _or_damaged(check_speak(chosen), spoken_by(chosen)))
    yield Check("echo", check_echo(chosen), essential=False)
    yield from devices(chosen)
    for tier in chosen.tiers:
        if tier.model_file:  # no network and no other machine is to blame
            yield Check(tier.name, _or_damaged(local.asked(tier, gate), str(tier.model_file)))
        else:
            yield Check(tier.name, reach.tier(tier, gate), essential=False)
    if not any(tier.location.owned for tier in chosen.tiers):
        yield Check("local model", local.running())
    yield Check("home", reach.home(chosen.home, gate) if chosen.home.url else _no_home(), essential=False)


async def _settings(settings: Path | None) -> str:
    chosen = config.load(settings)
    file = settings or config.config_path()
    return f"profile {chosen.profile}, {file if file.is_file() else 'no settings file, the defaults'}"


async def _no_home() -> str:
    return f"no Home Assistant, so no lights: it wants home.url in the settings and {config.HOME_TOKEN} in the environment"


async def _clock() -> str:
    if fault := zone_fault():
        raise UsageError(fault, "Set it to a name such as Europe/London, or unset it.")
    now = WallClock().today()
    return f"{now:%A, %H:%M}, UTC{now.isoformat()[-6:]}"


async def _state(chosen: Config) -> str:
    try:
        chosen.state_dir.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=chosen.state_dir):
            pass
    except OSError as error:
        what = f"{chosen.state_dir} cannot be written: {error.strerror}"
        raise WorkError(what, "Timers and traces will be lost. Make it writable, or set state_dir.") from None
    return str(chosen.state_dir)


async def _skills(chosen: Config, gate: EgressGate) -> str:
    skills = Skills(chosen, WallClock(), gate)
    if warnings := skills.load():
        raise WorkError("; ".join(warnings), "Mend the skill, or disable it in the settings.")
    if skills.match("what time is it") is None and "time" not in chosen.skills.disabled:
        raise EngineError('"what time is it" is not understood', "Install voiceloop again.")
    return "understand what is said to them"


async def _or_damaged(work: Awaitable[str], name: str | None) -> str:
    """Make a check; where it fails because the pulled model is not what it was, say that, with what mends it."""
    try:
        return await work
    except VoiceError:
        for model in shipped().model:
            if model.name == name and (files := await asyncio.to_thread(_changed, model)):
                what = f"the model {name} is damaged: {', '.join(files)}"
                raise ModelError(what, f"Fetch it again: voice models pull {name}") from None
        raise


def _changed(model: Model) -> list[str]:
    """The files of a model that are not what they were when it came; none where it never came."""
    try:
        return versions.verify(model)
    except ModelError:
        return []


async def _clip(file: str) -> list[Frame]:
    """Read a recording that begins with "hey jarvis", and the second of silence behind it."""
    source = SoundFile(asset(file), AudioClock(compute=None))
    frames = []
    async with aclosing(source.frames()) as heard:
        while not source.ended:
            frames.append(await anext(heard))
    return frames


async def check_wake(chosen: Config) -> str:
    frames = await _clip(CLIP)
    gate, activity = wake_gate(chosen)
    watch = cpu_stopwatch()
    heard = [event for frame in frames if (event := gate.feed(frame, activity.voiced(frame)))]
    load = watch() / (len(frames) * FRAME_S)
    engine, phrases = chosen.wake.engine, ", ".join(chosen.wake.phrases)
    if "hey_jarvis" in chosen.wake.phrases and not heard:
        raise EngineError(f"{engine} does not hear the bundled wake word", "Lower wake.threshold.")
    own = engine == "openwakeword" and not set(chosen.wake.phrases) & set(BUNDLED)
    licence = "your own" if own else wake.ENGINES[engine].licence
    return f"{engine}: {phrases}; {load:.1%} of a core while speech is heard ({licence})"


async def check_transcribe(chosen: Config) -> str:
    engine = transcriber(chosen.transcribe)
    file, said = SAID[engine]
    words, ms = await hear(chosen, await _clip(file), WAKE_PHRASES)
    if chosen.transcribe.is_elsewhere and not any(one.engine == engine for one in words.hypotheses):
        raise EngineError(words.note, "Look whether it runs, and whether transcribe.url is right.")
    heard = next((one.text for one in words.hypotheses if one.engine == engine), words.text)  # whoever was believed in the end
    wrong, count = word_errors(heard, said), len(said.split())
    if wrong > WRONG * count:
        how = "heard nothing" if not heard else f"had {wrong} of {count} words wrong, where {int(WRONG * count)} may be"
        raise EngineError(f"{engine} {how}: {said!r} is said", "Set another model, or another engine.")
    return f"{engine}: heard {heard!r}, {ms:.0f} ms after its end ({transcribe.ENGINES[engine].licence})"


async def check_speak(chosen: Config) -> str:
    engine = speak.engine_of(chosen.speak)
    names = {"piper": Path(chosen.speak.model).name, "wyoming": chosen.speak.url, "remote": chosen.speak.url}
    name = names.get(engine, chosen.speak.voice)
    voice = speak.ENGINES[engine].make(chosen.speak, EgressGate.of(chosen, WallClock()))
    voice.load()
    watch, sound, ms = stopwatch(), [np.empty(0, np.int16)], 0.0
    async with aclosing(voice.synthesise(SENTENCE)) as chunks:
        async for chunk in chunks:
            ms = ms or watch() * 1e3
            sound.append(chunk)
    level = peak_db(np.concatenate(sound))
    if level < SILENT_DB:
        raise EngineError(f"{engine}: {name} is silent", "Set another voice, or another engine.")
    told = f"{engine}: {name}, first sound after {ms:.1f} ms, at most {level:.0f} dB"
    return f"{told} ({speak.ENGINES[engine].licence})"


async def check_echo(chosen: Config) -> str:
    """Say what can interrupt it while it speaks, and what hearing that costs."""
    if chosen.listen.echo == "off":
        return 'not cancelled (listen.echo = "off"): while it speaks, only the wake word interrupts it'
    if chosen.listen.echo == "headphones":
        return "none, as it is heard in headphones: speech interrupts it"
    path, noise = EchoPath(), np.random.default_rng(1).integers(-8000, 8000, (TRIED_FRAMES, FRAME_SAMPLES), np.int16)
    watch = cpu_stopwatch()
    left = np.concatenate([path.feed(frame // 2, frame)[0] for frame in noise])
    load = watch() / (TRIED_FRAMES * FRAME_S)
    less = peak_db(noise // 2) - peak_db(left[-FRAME_SAMPLES:])
    if less < LEAST_LESS_DB:
        raise EngineError("the echo of its own voice is not cancelled", "Install voiceloop again.")
    return f"cancelled: speech interrupts it; {load:.1%} of a core while it speaks"


async def _device(chosen: Config, kind: Kind) -> str:
    device = find(chosen.listen.device if kind == "input" else chosen.speak.device, kind)
    accepted_format(device, kind, SAMPLE_RATE)
    if kind == "input" and Mute(chosen.state_dir, WallClock()).on:
        raise WorkError(f"{device.name} is switched off", "Switch it on: voice unmute")
    return device.name
