"""`voice serve`: one assistant for many rooms, until told to stop."""

import asyncio
import signal
from pathlib import Path
from typing import Any

from voice import config
from voice.cli import interrupt, output, run
from voice.cli.log import Log
from voice.errors import DeviceError
from voice.events import Announced, Joined, Left, LetGo, Ringing, Switched, TurnEnded, Warned, WordsLeft
from voice.listen.devices import find


def main(settings: Path | None, host: str, port: int, local: bool, as_json: bool) -> int:
    from voice.gateway import serve
    from voice.gateway.auth import Auth, is_loopback
    from voice.serve import token

    chosen = config.load(settings)
    needed = None if is_loopback(host) else token.served(chosen.state_dir)
    with serve.listen(host, port) as listening, Log() if as_json else Lines(output.console()) as view:
        if needed is not None:
            view.notify(Warned(f"whoever asks needs the token, which is in {token.file(chosen.state_dir)}"))
        return asyncio.run(_serve(settings, listening, Auth(needed), local and _has_devices(chosen, view), view))


def _has_devices(chosen: config.Config, view: "Log | Lines") -> bool:
    """Whether this machine has a microphone and a speaker; it is told where it has none."""
    try:
        find(chosen.listen.device, "input")
        find(chosen.speak.device, "output")
    except DeviceError as error:
        view.notify(Warned(f"only satellites are listened to: {error}"))
        return False
    return True


async def _serve(settings: Path | None, listening: Any, auth: Any, local: bool, view: "Log | Lines") -> int:
    from voice.gateway.serve import address_of
    from voice.serve.service import Service

    def here(engines: Any, notify: Any, watched: Any) -> Any:
        return run.session(engines, notify, watched=watched)

    service = Service(lambda: config.load(settings), auth, view.notify, here if local else None)
    told = interrupt.told(service.stop, signal.SIGTERM, signal.SIGINT)
    interrupt.told(service.renew, signal.SIGHUP)
    await service.run(listening, lambda: view.listening(address_of(listening, "")))
    return 130 if told[:1] == [signal.SIGINT] else 0


class Lines(output.Lines):
    """Prints a line for each thing that happens, without words."""

    def listening(self, address: str) -> None:
        self._line(f"Listening on {address}; Ctrl-C ends. In another room: voice satellite {address}")

    def notify(self, event: Any) -> None:
        match event:
            case Joined(name):
                self._line(f"{name}: here")
            case Left(name, why):
                self._line(f"{name}: gone, {why}")
            case TurnEnded(trace):
                ms = trace.voice_to_voice_ms()
                said = [f"{trace.source}: {trace.answered_by or 'no answer'}", f"{ms:.0f} ms to the reply" if ms else ""]
                said += [trace.budget["verdict"] if trace.budget else "", "interrupted" if trace.interrupted else ""]
                self._line("  ".join(filter(None, [*said, trace.error or ""])))
            case LetGo():
                self._line("not meant for the assistant")
            case Ringing():
                self._line("ringing")
            case Announced():
                self._line("announced")
            case Switched(muted):
                self._line(f"the microphone is {'off' if muted else 'on'}")
            case WordsLeft(place):
                self._line(f"words go to {place}")
            case Warned(text):
                self._line(f"warning: {text}")
