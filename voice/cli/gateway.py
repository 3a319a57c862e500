"""`voice gateway` answers programs that speak the OpenAI protocol, until told to stop."""

import asyncio
import signal
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from voice import config
from voice.cli import interrupt, output
from voice.cli.log import Log
from voice.clock import WallClock
from voice.engines import Engines
from voice.errors import UsageError
from voice.events import TurnEnded, Warned

LEAST_USD = 1e-6
"""The smallest cost that is shown, US dollars."""


def main(settings: Path | None, host: str, port: int, key_env: str | None, as_json: bool) -> int:
    from voice.gateway import auth, serve

    key = _key(key_env)
    if key is None and not auth.is_loopback(host):
        what = f"--host: {host} can be reached from other machines, and no key is asked for"
        raise UsageError(what, "Name the environment variable that holds one: --key-env NAME.")
    chosen = config.load(settings)
    with serve.listen(host, port) as listening, Log() if as_json else Lines(output.console()) as view:
        return asyncio.run(_serve(chosen, listening, key, view))


def _key(name: str | None) -> SecretStr | None:
    if name is None:
        return None
    if (key := config.secret(name)) is None:
        raise UsageError(f"--key-env: the environment variable {name} is empty or not set", "Put the key into it.")
    return key


async def _serve(chosen: config.Config, listening: Any, key: SecretStr | None, view: "Log | Lines") -> int:
    """Serve until SIGTERM or Ctrl-C, then finish what is under way."""
    from voice.gateway import app, serve
    from voice.gateway.answer import Answers
    from voice.gateway.auth import Auth

    engines = Engines(chosen, WallClock(), lambda text: view.notify(Warned(text)))
    await engines.load()
    engines.skills.compile()
    server = serve.Server(app.create(Answers(engines, view.notify), Auth(key)))
    told = interrupt.told(server.stop, signal.SIGTERM, signal.SIGINT)
    warming = asyncio.create_task(engines.warm())
    view.listening(serve.address_of(listening))
    try:
        await server.serve([listening])
    finally:
        warming.cancel()
        with suppress(asyncio.CancelledError):
            await warming
        await engines.close()
    return 130 if told[:1] == [signal.SIGINT] else 0


class Lines(output.Lines):
    """Prints one line a request, without its words."""

    def listening(self, address: str) -> None:
        self._line(f"Listening on {address}; Ctrl-C ends.")

    def notify(self, event: Any) -> None:
        match event:
            case TurnEnded(trace):
                ms = trace.stages_ms()["answer"]
                first = f"first token {ms:.0f} ms" if ms is not None and trace.answered_by else ""
                cost = f"${trace.cost_usd:.6f}" if trace.cost_usd >= LEAST_USD else ""
                said = [f"{trace.time:%H:%M:%S}", trace.answered_by or "no answer", first, cost]
                said += ["broken off" if trace.interrupted else "", trace.error or ""]
                self._line("  ".join(filter(None, said)))
            case Warned(text):
                self._line(f"warning: {text}")
