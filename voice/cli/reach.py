"""Tries what answers elsewhere, with its key and without a word of anybody's: language models and Home Assistant."""

import json
from typing import Any

from voice import config
from voice.config import Home, Tier
from voice.errors import TierError, WithheldError
from voice.privacy.gate import EgressGate, Place, home_of, place_of
from voice.tiers.faults import SLEEPING

REACH_S = 3.0
"""How long a place may take to accept a connection and to answer."""

NAMED = 5
"""Models that are named where the one in the settings is not there."""

REFUSED = (401, 403)

ELSEWHERE = (200, 301, 302, 307, 308, 404, 405)
"""What tells that an address is none of the chat protocol: there, an empty request is a mistake."""


async def tier(chosen: Tier, gate: EgressGate) -> str:
    """Ask a tier which models it has: tells whether it is there, takes the key and has the model. Raises TierError."""
    place, url = place_of(chosen), chosen.base_url.rstrip("/")
    status, text = await _asked(place, "GET", f"{url}/models", gate, chosen.key_env)
    if status in SLEEPING and chosen.cold_start_s:
        return f"{place.host} sleeps, and takes {chosen.cold_start_s:.0f} s to wake"
    if status >= 500:
        raise TierError(f"{place.host} answers with HTTP {status}", "Look whether it is in order.")
    there = _models(text) if status == 200 else []
    if not there:
        status, _ = await _asked(place, "POST", f"{url}/chat/completions", gate, chosen.key_env)
        if status in ELSEWHERE:
            what = f"{place.host} answers, but there is no language model at {url} (HTTP {status})"
            raise TierError(what, f"Is the base_url of the tier {chosen.name} right? Most end in /v1.")
        return f"{place.host} answers, and does not tell whether it has {chosen.model}"
    if not any(one in (chosen.model, f"{chosen.model}:latest") for one in there):
        known = ", ".join(there[:NAMED]) + (" …" if len(there) > NAMED else "")
        raise TierError(f"{place.host} has no model {chosen.model}", f"Set model of the tier {chosen.name} to one of: {known}.")
    return f"{place.host} answers, and has {chosen.model}"


async def home(chosen: Home, gate: EgressGate) -> str:
    """Ask Home Assistant whether it runs. Raises TierError."""
    place = home_of(chosen)
    status, text = await _asked(place, "GET", f"{place.url.rstrip('/')}/api/", gate, config.HOME_TOKEN)
    if status != 200 or not isinstance(_document(text), dict):
        raise TierError(
            f"{place.host} answers, but not as Home Assistant does (HTTP {status})",
            "Is home.url right? It is what the browser shows, without a path: http://homeassistant.local:8123",
        )
    return f"{place.host} answers, and takes the key"


async def _asked(place: Place, method: str, url: str, gate: EgressGate, key: str | None) -> tuple[int, str]:
    secret = config.secret(key)
    headers = {"authorization": f"Bearer {secret.get_secret_value()}"} if secret else {}
    body: dict[str, Any] | None = {} if method == "POST" else None
    try:
        status, text = await gate.client_to(place).request(method, url, timeout_s=REACH_S, headers=headers, json=body)
    except WithheldError as withheld:
        remedy = "Set offline = false, or take it out of the settings." if gate.closed_to(place) else withheld.remedy
        raise TierError(f"{place.host} is not asked: {withheld}", remedy) from None
    except OSError as error:
        reason = "no answer in time" if isinstance(error, TimeoutError) else "no connection"
        unset = f", and {key} is not set" if key and not secret else ""
        raise TierError(f"{place.host}: {reason}{unset}", "Is it running, and is the URL right?") from None
    if key and not secret:
        raise TierError(f"{place.host} answers, but {key} is not set", "Set it in the environment.")
    if status in REFUSED:
        what = f"{place.host} refuses the key in {key}" if key else f"{place.host} wants a key, and key_env names none"
        raise TierError(f"{what} (HTTP {status})", f"Check {key}." if key else "Set key_env to the variable that holds it.")
    return status, text


def _models(text: str) -> list[str]:
    """The models of a list in the OpenAI protocol; none where it is none, or was cut off."""
    document = _document(text)
    listed = document.get("data") if isinstance(document, dict) else None
    return [str(one["id"]) for one in listed if isinstance(one, dict) and "id" in one] if isinstance(listed, list) else []


def _document(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
