"""`voice serve`: one assistant for many rooms, until told to stop."""

import asyncio
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voice import config, garbage
from voice.cli import interrupt, output, run
from voice.cli.log import Log
from voice.clock import WallClock
from voice.errors import DeviceError, UsageError
from voice.events import Announced, Joined, Left, LetGo, Ringing, Switched, TurnEnded, Warned, WordsLeft
from voice.listen.devices import find

if TYPE_CHECKING:
    from voice.serve.certificate import Certificate

DAY_S = 86_400.0


def main(
    settings: Path | None, host: str, port: int, local: bool, as_json: bool, cert: Path | None = None, key: Path | None = None
) -> int:
    from voice.gateway import serve
    from voice.gateway.auth import Auth, is_loopback
    from voice.serve import token
    from voice.serve.certificate import Certificate

    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # one that comes before the settings are read asks for nothing else
    garbage.share_heap()
    chosen = config.load(settings)
    if key and not cert:
        raise UsageError("--key: there is no certificate for it", "Name that too: --cert FILE.")
    certificate = Certificate(cert, key) if cert else None
    needed = None if is_loopback(host) else token.served(chosen.state_dir)
    with serve.listen(host, port) as listening, Log() if as_json else Lines(output.console()) as view:
        if needed is not None:
            where = config.SERVE_TOKEN if config.secret(config.SERVE_TOKEN) else token.file(chosen.state_dir)
            view.notify(Warned(f"whoever asks needs the token, which is in {where}"))
        here = local and _has_devices(chosen, view)
        return asyncio.run(_serve(settings, listening, Auth(needed), here, view, certificate))


def _has_devices(chosen: config.Config, view: "Log | Lines") -> bool:
    """Whether this machine has a microphone and a speaker; it is told where it has none."""
    try:
        find(chosen.listen.device, "input")
        find(chosen.speak.device, "output")
    except DeviceError as error:
        view.notify(Warned(f"only satellites are listened to: {error}"))
        return False
    return True


async def _serve(
    settings: Path | None, listening: Any, auth: Any, local: bool, view: "Log | Lines", certificate: "Certificate | None"
) -> int:
    from voice.gateway.serve import address_of
    from voice.serve import watchdog
    from voice.serve.service import Service

    def here(engines: Any, notify: Any, watched: Any) -> Any:
        return run.session(engines, notify, watched=watched)

    tls = certificate.context if certificate else None
    service = Service(lambda: config.load(settings), auth, view.notify, here if local else None, tls)

    def ready() -> None:
        view.listening(address_of(listening, "", "https" if tls else "http"))
        watchdog.tell("READY=1")

    def renew() -> None:
        service.renew()
        if certificate:
            _renew(certificate, view)

    told = interrupt.told(service.stop, signal.SIGTERM, signal.SIGINT)
    interrupt.told(renew, signal.SIGHUP)
    clock = WallClock()
    beside = [watchdog.beside(service.station, clock)]
    if certificate:
        beside.append(asyncio.create_task(_watch(certificate, clock, view)))
    try:
        await service.run(listening, ready)
    finally:
        for task in beside:
            task.cancel()
        await asyncio.gather(*beside, return_exceptions=True)
    return 130 if told[:1] == [signal.SIGINT] else 0


def _renew(certificate: "Certificate", view: "Log | Lines") -> None:
    """Show the certificate that is in the file now; one that is no good changes nothing."""
    try:
        certificate.renew()
    except UsageError as error:
        view.notify(Warned(f"the certificate stays as it was: {error}"))


async def _watch(certificate: "Certificate", clock: WallClock, view: "Log | Lines") -> None:
    """Warn, day by day, of a certificate that is over or soon will be."""
    while True:
        if warning := certificate.warning(clock):
            view.notify(Warned(warning))
        await clock.sleep(DAY_S)


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
