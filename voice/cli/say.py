"""`voice say`: has `voice serve` say something in its rooms."""

import asyncio
import json
from pathlib import Path

from voice import config
from voice.cli import output
from voice.cli.satellite import token_for
from voice.clock import WallClock
from voice.errors import WorkError
from voice.privacy.gate import EgressGate, Place
from voice.serve import client, refusals
from voice.serve.certificate import trusting

ANSWER_S = 10.0
"""How long the server may take to take it."""


def main(settings: Path | None, words: list[str], to: list[str], url: str, urgent: bool, ca: Path | None = None) -> int:
    chosen = config.load(settings)
    there = client.address(url)
    gate = EgressGate.of(chosen, WallClock())
    token = token_for(chosen, there)
    headers = {"authorization": f"Bearer {token.get_secret_value()}"} if token else {}
    asked = {"text": " ".join(words), "to": to or None, "urgent": urgent}
    place = gate.client_to(Place("server", there, trusted=True, trusts=trusting(ca) if ca else None))
    try:
        request = place.request("POST", f"{there}/announce", timeout_s=ANSWER_S, headers=headers, json=asked)
        status, answer = asyncio.run(request)
    except OSError as error:
        if refused := refusals.of_tls(error):
            raise WorkError(str(refused), refused.remedy) from None
        raise WorkError("the server cannot be reached", "Start it with `voice serve`, or name it with --url.") from None
    rooms = _read(status, answer)
    output.console().print(f"It is said in: {', '.join(rooms)}." if rooms else "Nobody is there to hear it.", markup=False)
    return 0


def _read(status: int, answer: str) -> list[str]:
    """The rooms in which it is said. Raises WorkError where the server did not take it."""
    try:
        said = json.loads(answer)
        if status == 202:
            return [str(room) for room in said["to"]]
        why = str(said["error"])
    except (ValueError, KeyError, TypeError):
        why = f"What answers there is no `voice serve` (HTTP {status})."
    raise WorkError(why, client.TOKEN if status == 401 else "")
