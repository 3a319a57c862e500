"""`voice privacy`: shows what would be sent where, and what was."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from voice import config
from voice.cli.output import console, emit, requests, unwoken
from voice.clock import WallClock
from voice.config import Config
from voice.errors import UsageError, WithheldError, WorkError
from voice.messages import Message
from voice.privacy.audit import Audit, Entry
from voice.privacy.chain import Verdict
from voice.privacy.gate import EgressGate, Place, home_of, place_of

SHOWN = 30
"""How many lines of the log are shown unless all are asked for."""


def check(settings: Path | None, arguments: Sequence[str], as_json: bool) -> int:
    """Show what is private in each text. Nothing is sent, nothing is logged."""
    chosen = config.load(settings)
    gate = EgressGate.of(chosen, WallClock())
    gate.screen.load()
    out = console()
    for number, text in enumerate(requests(arguments)):
        checked = _checked(unwoken(text, chosen.wake.said), chosen, gate)
        if as_json:
            emit(checked)
        else:
            if number:
                out.print()
            _show(out, checked)
    return 0


def log(settings: Path | None, said: str | None, everything: bool, as_json: bool) -> int:
    """Show what was sent out of the house and what was kept in; where words are given, only what concerns them."""
    if said is not None and not said.strip():
        raise UsageError("--said: no words were given", "Write them behind it, in quotes.")
    audit = Audit(config.load(settings).state_dir, WallClock())
    try:
        words = audit.fingerprint(said) if said else None
        entries = [entry for entry in audit.entries() if words is None or entry.words == words]
    except OSError as error:
        raise _unreadable(audit, error) from None
    shown = entries if everything or as_json else entries[-SHOWN:]
    if as_json:
        emit({"file": str(audit.file), "entries": [asdict(entry) for entry in shown]})
        return 0
    out = console()
    if entries:
        out.print(_table(shown))
    elif said:
        out.print("These words have not been sent, nor kept from being sent.")
    else:
        out.print("Nothing has been sent to a place that is not trusted, and nothing was kept from one.")
    if len(shown) < len(entries):
        out.print(Text(f"The last {len(shown)} of {len(entries)}; --all shows every one.", style="dim"))
    return 0


def verify(settings: Path | None, as_json: bool) -> int:
    """Check that no line of the log was removed or altered; 1 where one was."""
    audit = Audit(config.load(settings).state_dir, WallClock())
    try:
        found = audit.verify()
    except OSError as error:
        raise _unreadable(audit, error) from None
    if as_json:
        emit({"file": str(audit.file), **asdict(found)})
    else:
        console().print(Text(_verdict(found)))
    return 1 if found.broken else 0


def _verdict(found: Verdict) -> str:
    if found.broken:
        return f"{found.broken}. {found.lines} lines before are whole."
    old = f" {found.undigested} older lines have no digest: nothing vouches for them." if found.undigested else ""
    if not found.lines:
        return f"No line with a digest is there yet.{old}"
    return f"Whole: {found.lines} lines, each follows from the one before. The last digest is {found.last}.{old}"


def _unreadable(audit: Audit, error: OSError) -> WorkError:
    return WorkError(f"{error.filename or audit.file}: {error.strerror}", "Is the state directory yours to read?")


def _checked(text: str, chosen: Config, gate: EgressGate) -> dict[str, Any]:
    lines = [Message("user", text)]
    places = [place_of(tier) for tier in chosen.tiers]
    if chosen.home.url:
        places.append(home_of(chosen.home))
    try:
        found = gate.screen.look(text)
    except WithheldError as failed:
        raise UsageError(str(failed), failed.remedy) from None
    return {
        "text": text,
        "found": [
            {"kind": one.kind, "start": one.start, "end": one.end, "words": text[one.start : one.end], "why": one.reason}
            for one in found
        ],
        "places": [
            {"name": place.name, "trusted": place.trusted, "policy": place.policy, "sent": sent, "why": why}
            for place in places
            for sent, why in [_sent(lines, place, gate)]
        ],
    }


def _sent(lines: Sequence[Message], place: Place, gate: EgressGate) -> tuple[str | None, str]:
    """Return what a place would be sent of the words, and why; None if it would be sent nothing."""
    if closed := gate.closed_to(place):
        return None, closed
    if place.trusted:
        return lines[0].text, "trusted"
    try:
        cleared = gate.screen.clear(lines, place.policy)
    except WithheldError as withheld:
        return None, f"{withheld}; its policy is {place.policy}"
    hidden = ", ".join(cleared.left_out).replace("_", " ")
    return cleared.messages[0].text, f"placeholders for: {hidden}" if hidden else "nothing private"


def _show(out: Console, checked: dict[str, Any]) -> None:
    out.print(Text(checked["text"], style="bold"))
    for one in checked["found"]:
        out.print(Text(f"  {one['kind'].replace('_', ' ')}: “{one['words']}” ({one['why']})", style="yellow"))
    if not checked["found"]:
        out.print(Text("  nothing private"))
    if not checked["places"]:
        out.print(Text("  No tier is set up: nothing is sent anywhere.", style="dim"))
        return
    table = Table("place", "what it would be sent", "why", box=box.SIMPLE, pad_edge=False)
    for place in checked["places"]:
        sent = Text("nothing", style="green") if place["sent"] is None else Text(place["sent"])
        table.add_row(Text(place["name"]), sent, Text(place["why"]))
    out.print(table)


def _table(entries: Sequence[Entry]) -> Table:
    table = Table("time", "place", "host", "did", "private data", "bytes", "words", box=box.SIMPLE, pad_edge=False)
    styles = {"sent": "", "unreached": "yellow", "withheld": "green", "refused": "yellow"}
    for entry in entries:
        kinds = ", ".join(filter(None, (*entry.kinds, entry.why))).replace("_", " ")
        when, size = entry.time[:19].replace("T", " "), str(entry.bytes or "")
        row = (when, entry.place, entry.host, entry.did, kinds, size, entry.words[:8])
        table.add_row(*(Text(cell) for cell in row), style=styles.get(entry.did, ""))
    return table
