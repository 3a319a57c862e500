"""Makes checks, one after the other, and shows what each found and what to do about it."""

from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

from voice.clock import stopwatch
from voice.errors import VoiceError

DEVICES = ("microphone", "speaker")
"""What `voice run` needs besides the engines."""

Verdict = Literal["ok", "warning", "failed"]
"""A warning: it works without, but something that was set up, or that `voice run` needs, is not ready."""


@dataclass(frozen=True, slots=True)
class Finding:
    check: str
    verdict: Verdict
    what: str
    remedy: str
    ms: float


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    work: Awaitable[str]
    """Gives what was found, for people. Raises VoiceError."""
    essential: bool = True


def worst(findings: Iterable[Finding]) -> Verdict:
    there = {finding.verdict for finding in findings}
    return "failed" if "failed" in there else "warning" if "warning" in there else "ok"


def summary(findings: Sequence[Finding]) -> str:
    """Say what is ready and what is not."""
    if worst(findings) == "ok":
        return "Ready."
    missing = [finding.check for finding in findings if finding.verdict != "ok"]
    rest = "" if worst(findings) == "failed" else " The rest is ready."
    if set(missing) <= set(DEVICES):
        rest = " That is for `voice run`; for typed requests and sound files all is ready: voice ask"
    return f"Not ready: {', '.join(missing)}; see above.{rest}"


async def examine(checks: Iterable[Check], out: Console) -> list[Finding]:
    """Make each check and show what it found; stop after the settings when they are wrong."""
    findings = []
    for check in checks:
        with out.status(f"{check.name} …"):
            finding = await _found(check)
        findings.append(finding)
        _show(finding, out)
        if check.name == "settings" and finding.verdict == "failed":
            break
    return findings


async def _found(check: Check) -> Finding:
    watch = stopwatch()
    verdict: Verdict = "failed" if check.essential else "warning"
    try:
        what, verdict, remedy = await check.work, "ok", ""
    except VoiceError as error:
        what, remedy = str(error), error.remedy
    except Exception as error:  # a broken installation fails in ways that nobody foresaw: that is what this is for
        what, remedy = f"{type(error).__name__}: {error}", "Install voiceloop again."
    return Finding(check.name, verdict, what, remedy, round(watch() * 1e3, 1))


def _show(finding: Finding, out: Console) -> None:
    mark, style = {"ok": ("✓", "green"), "warning": ("!", "yellow"), "failed": ("✗", "red")}[finding.verdict]
    row = Table.grid(padding=(0, 1), expand=True)
    for width in (1, 10, None, 8):
        row.add_column(width=width, ratio=None if width else 1, justify="right" if width == 8 else "left", overflow="fold")
    row.add_row(Text(mark, style), finding.check, Text(finding.what), Text(f"{finding.ms:.0f} ms", "dim"))
    if finding.remedy:
        row.add_row("", "", Text(finding.remedy, style), "")
    out.print(row)
