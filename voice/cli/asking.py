"""Asks a `voice serve` that runs, here or on another machine, to do something."""

import asyncio
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from voice import config
from voice.cli.satellite import token_for
from voice.clock import WallClock
from voice.errors import WorkError
from voice.privacy.gate import EgressGate, Place
from voice.serve import client, refusals
from voice.serve.certificate import trusting

ANSWER_S = 10.0
"""How long the server may take to answer."""

Read = TypeVar("Read")


def ask(
    settings: Path | None,
    url: str,
    ca: Path | None,
    path: str,
    wanted: Mapping[str, Any],
    done: int,
    read: Callable[[Any], Read],
) -> Read:
    """Send what is wanted; what is read of the answer, whose status says that it is `done`.

    Raises UsageError, and WorkError where it is not done.
    """
    chosen = config.load(settings)
    there = client.address(url)
    token = token_for(chosen, there)
    headers = {"authorization": f"Bearer {token.get_secret_value()}"} if token else {}
    trusts = trusting(ca) if ca else None
    place = EgressGate.of(chosen, WallClock()).client_to(Place("server", there, trusted=True, trusts=trusts))
    try:
        request = place.request("POST", f"{there}{path}", timeout_s=ANSWER_S, headers=headers, json=wanted)
        status, answer = asyncio.run(request)
    except OSError as error:
        raise refusals.explained(error.__cause__ or error, welcomed=False) from None
    try:
        said = json.loads(answer)
        if status == done:
            return read(said)
        why = str(said["error"])
    except (ValueError, KeyError, TypeError):
        why = f"What answers there is no `voice serve` (HTTP {status})."
    raise WorkError(why, client.TOKEN if status == 401 else "")
