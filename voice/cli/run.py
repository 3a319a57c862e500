"""`voice run`: listen and answer, with microphone and speaker, until told to stop."""

import asyncio
import shlex
import shutil
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, TypeAlias

from voice import config, garbage
from voice.cli import interrupt
from voice.cli.keys import pressed
from voice.cli.log import Log
from voice.cli.output import console
from voice.clock import ArrivalClock, WallClock
from voice.config import Config
from voice.engines import Engines
from voice.errors import DeviceError
from voice.events import Notify, TurnEnded, Warned
from voice.listen import Source
from voice.listen.devices import NAMES, find, portaudio
from voice.listen.echo import EchoFree
from voice.listen.microphone import Microphone
from voice.listen.muted import Muted
from voice.listen.played import Played
from voice.listen.reopened import Reopened
from voice.listen.speaker import Speaker
from voice.models.watch import Watch
from voice.mute import Mute
from voice.recorded.session import recorded
from voice.recorded.tape import MB_A_MINUTE, Tape
from voice.session import Session

if TYPE_CHECKING:
    from voice.cli.live import Lines, LiveView

View: TypeAlias = "Log | LiveView | Lines"

Recording: TypeAlias = "tuple[Tape, ArrivalClock] | None"
"""Where the session is written down, and the clock that it then goes by."""

UNIT = Path(__file__).parent / "voice.service"


def main(settings: Path | None, headless: bool, input: str | None, output: str | None, record: Path | None) -> int:
    chosen = _with_devices(config.load(settings), input, output)
    portaudio()
    if not headless:  # which waits for what is not there, and tells of it
        _find_devices(chosen)
    with _view(chosen, headless, record) as view:
        if record is None:
            return asyncio.run(_run(chosen, view, None))
        tape = Tape(record, chosen.listen.record_mb, lambda text: view.notify(Warned(text)))
        tape.prepare()
        view.notify(Warned(_recording(record, chosen)))
        clock = ArrivalClock.live()
        return clock.run(_run(chosen, view, (tape, clock)))


def _find_devices(chosen: Config) -> None:
    """Raise DeviceError, which names both, where there is nothing to hear or speak with."""
    faults = []
    for kind, name in zip(NAMES, (chosen.listen.device, chosen.speak.device), strict=True):
        try:
            find(name, kind)
        except DeviceError as fault:
            faults.append(fault)
    if faults:
        remedies = dict.fromkeys(fault.remedy for fault in faults)
        raise DeviceError("; ".join(dict.fromkeys(map(str, faults))), " ".join(remedies))


def _recording(folder: Path, chosen: Config) -> str:
    most = f"{MB_A_MINUTE:g} MB a minute, {chosen.listen.record_mb:g} MB at most"
    return f"sound, words and times are recorded to {folder}: {most}"


def unit(settings: Path | None) -> int:
    """Print a systemd unit that runs this installation headless."""
    program = shutil.which(sys.argv[0]) or shutil.which("voice")
    words = [str(Path(program).absolute())] if program else [sys.executable, "-m", "voice.cli"]
    words += ["--config", str(settings.absolute())] if settings else []
    command = shlex.join([*words, "run", "--headless"])
    print(Template(UNIT.read_text(encoding="utf-8")).substitute(command=command), end="")
    return 0


def mute(settings: Path | None, on: bool) -> int:
    """Switch the microphone off or on, of whatever runs with these settings."""
    Mute(config.load(settings).state_dir, WallClock()).switch(on)
    print(f"The microphone is {'off' if on else 'on'}.")
    return 0


def _with_devices(chosen: Config, input: str | None, output: str | None) -> Config:
    listen = chosen.listen.model_copy(update={"device": input or chosen.listen.device})
    speak = chosen.speak.model_copy(update={"device": output or chosen.speak.device})
    return chosen.model_copy(update={"listen": listen, "speak": speak})


def _view(chosen: Config, headless: bool, record: Path | None) -> View:
    if headless:
        return Log()
    from voice.cli.live import Lines, LiveView  # here, as it imports the report: 0.1 s

    out = console()
    note = f"● recording to {record}" if record else ""
    return LiveView(out, chosen, note) if out.is_terminal else Lines(out, chosen)


async def _run(chosen: Config, view: View, recording: Recording) -> int:
    """Listen until the microphone fails, or until SIGTERM, which ends it in good order."""
    task = asyncio.current_task()
    assert task is not None
    told = interrupt.told(task.cancel, signal.SIGTERM)
    try:
        while await _lived(chosen, view, recording):
            recording = None
    except asyncio.CancelledError:
        if not told:
            raise
    return 0


async def _lived(chosen: Config, view: View, recording: Recording) -> bool:
    """Run one session from the loading of its engines to its end; true when a model has changed and another must follow."""
    watch = Watch(chosen, lambda text: view.notify(Warned(text)))
    with interrupt.at_once(console()):
        engines = await watch.loaded(partial(_loaded, chosen, view))

    def notify(event: Any) -> None:
        view.notify(event)
        if isinstance(event, TurnEnded):
            watch.note(event.trace)

    here = session(engines, notify, recording)
    engines.gate.left = lambda there: here.signals.words_left(there.name)
    view.listening()
    switch = Mute(chosen.state_dir, engines.clock)
    keys = {"m": lambda: switch.switch(not switch.on)}
    running = asyncio.create_task(here.run())
    changed = asyncio.create_task(watch.changed(lambda: here.floor.idle))
    try:
        with pressed(keys if view.takes_keys else {}):
            await asyncio.wait({running, changed}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        if recording:
            recording[0].end(recording[1].now())
        running.cancel()
        changed.cancel()
        await asyncio.gather(running, changed, return_exceptions=True)
        await engines.close()
        await watch.settled()
    if not running.cancelled():
        running.result()
        return False
    view.notify(Warned("a model has changed: loading it" + ("; the recording has ended" if recording else "")))
    return True


async def _loaded(chosen: Config, view: View) -> Engines:
    engines = Engines(chosen, WallClock(), lambda text: view.notify(Warned(text)))
    await engines.load(ears=True, voice=True)
    garbage.look_often()
    return engines


def session(
    engines: Engines, notify: Notify, recording: Recording = None, watched: Callable[[Source], Source] = lambda source: source
) -> Session:
    """Make the session of this machine's microphone and speaker. `watched`: the microphone, as somebody looks on."""
    chosen, clock = engines.config, engines.clock

    def warn(text: str) -> None:
        notify(Warned(text))

    player = engines.player(lambda rate: Speaker(clock, rate, chosen.speak.device, chosen.speak.volume, warn))
    microphone = Microphone(clock, chosen.listen.device)
    opened = watched(Reopened(microphone, clock, warn, chosen.listen.give_up_s))
    source: Source = Muted(opened, Mute(chosen.state_dir, clock))
    if chosen.listen.echo == "cancel":
        source = EchoFree(source, Played(player.sink))
    place: dict[str, Any] = {"name": "microphone", "place": "", "hears_itself": chosen.listen.echo == "off"}
    if recording:
        return recorded(engines, *recording, source, lambda _: player.sink, notify, **place)
    return Session(engines, source, player, notify, **place)
