"""The commands that measure: past turns, this machine, one that is not here, a language model, a recorded session."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from voice.cli.options import Json, Profile, finite
from voice.errors import UsageError

app = typer.Typer()


OF_COMPARE = "With compare: the least difference that matters, 5 when absent."
CUT_OFF = "Turns that ended before the speaker did, as measured; shown beside voice-to-voice."


@app.command()
def report(
    context: typer.Context,
    traces: Annotated[
        list[Path] | None, typer.Argument(metavar="TRACES", help="JSON-lines files of turns; your own when absent.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE.html", help="Write an HTML page.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    baseline: Annotated[Path | None, typer.Option(metavar="TRACES", help="Earlier turns to compare with.")] = None,
    false_cutoffs: Annotated[float | None, typer.Option(metavar="PERCENT", min=0, max=100, help=CUT_OFF)] = None,
    gate: Annotated[bool, typer.Option("--gate", help="Fail when the budget was missed.")] = False,
    threshold: Annotated[float | None, typer.Option(metavar="MS", callback=finite, min=0, help=OF_COMPARE)] = None,
    json: Json = False,
) -> None:
    """Report the latency of past turns against the budget.

    `voice report compare A B` compares two results of `voice bench`, or two folders of them; it fails where B is slower.
    """
    files = traces or []
    compares = files[:1] == [Path("compare")] and not files[0].exists()
    of_traces = {"--out": out, "--markdown": markdown, "--baseline": baseline, "--false-cutoffs": false_cutoffs, "--gate": gate}
    given = of_traces if compares else {"--threshold": threshold}
    if wrong := [name for name, value in given.items() if value is not None and value is not False]:
        what = f"{wrong[0]} says nothing of a {'comparison of benches' if compares else 'report of past turns'}"
        raise UsageError(what, "voice report compare BEFORE AFTER takes --threshold and --json alone; the rest is for traces.")
    if compares:
        from voice.cli import compare

        raise typer.Exit(compare.main(files[1:], json, threshold))
    from voice.cli import report

    raise typer.Exit(report.main(context.obj, files, out, markdown, baseline, false_cutoffs, gate, json))


SCENARIO = "quick (under two minutes), full (at the pace of talking), or a TOML file of your own."
BASELINE = "An earlier result.json, or a folder of them: fail where this is slower."
THRESHOLD = "The least difference that matters, ms."


@app.command()
def bench(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help=SCENARIO)] = "quick",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the report goes.")] = Path("voice-bench"),
    baseline: Annotated[Path | None, typer.Option(metavar="FILE", help=BASELINE)] = None,
    machine: Annotated[str, typer.Option(metavar="NAME", help="What you call this machine.")] = "",
    threshold: Annotated[float, typer.Option(metavar="MS", callback=finite, min=0, help=THRESHOLD)] = 5.0,
    gate: Annotated[bool, typer.Option("--gate", help="Fail when the budget was missed.")] = False,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Measure this machine, and report it against the budget.

    It hears sentences that espeak-ng says, with the engines and models that are here; which of them is real stands
    beside each figure. It needs no account and none of your settings, and sends nothing anywhere.
    """
    from voice.cli import bench

    raise typer.Exit(bench.main(scenario, out, baseline, machine, threshold, gate, json))


DEVICE = """this (measured now, in half a minute), a known one (rtx-4090, raspberry-pi-5, …), a TOML file that describes one, or
what benchmarks.gpu has written of a card (.json)."""
PRIVATE = "open: nothing is private; mixed: what is private stays at home; strict: nothing that was said leaves."
MEASURED = "With --what-if: a history.db, traces or a bench's JSON whose times count."
HARD = "Share that needs a large model."
TO_REPLY = "From the end of a turn to the reply."
WHAT_IF = "Simulate a day of traffic: a TOML file, or a name (household, outage, cold-start, fleet)."
LAN = "Machine in the local network that may help, as for --device; or none."
WORKLOAD = "Weigh a workload alone: one of the reference's, a TOML file, or all its figures (reference)."

OF_PLAN = ("device", "turns_per_day", "hard_share", "privacy", "offline", "budget_ms", "lan")


@app.command("plan")
def make_plan(
    context: typer.Context,
    device: Annotated[str, typer.Option(metavar="DEVICE", help=DEVICE)] = "this",
    turns_per_day: Annotated[float, typer.Option(metavar="N", min=1, max=1e9)] = 200,
    hard_share: Annotated[float, typer.Option(metavar="X", min=0, max=1, help=HARD)] = 0.15,
    privacy: Annotated[str, typer.Option(metavar="KIND", help=PRIVATE)] = "mixed",
    offline: Annotated[bool, typer.Option("--offline", help="Nothing leaves the home network.")] = False,
    budget_ms: Annotated[float | None, typer.Option(metavar="MS", min=1, max=60_000, help=TO_REPLY)] = None,
    lan: Annotated[str, typer.Option(metavar="DEVICE", help=LAN)] = "rtx-4090",
    what_if: Annotated[str | None, typer.Option("--what-if", metavar="SCENARIO", help=WHAT_IF)] = None,
    measured: Annotated[Path | None, typer.Option(metavar="FILE", help=MEASURED)] = None,
    workload: Annotated[str | None, typer.Option(metavar="KIND", help=WORKLOAD)] = None,
    json: Json = False,
) -> None:
    """Say what should run where, how fast, at what cost.

    For this machine, or for one that is not here: which models fit, what each stage will take, and what to change.
    """
    from voice.cli import plan

    _refuse(context, () if what_if else ("measured",), "a plan without --what-if")
    if what_if or workload:
        _refuse(context, OF_PLAN, "a simulated day: its file says all" if what_if else "a workload: its file says all")
    if what_if and workload:
        raise UsageError("a day is simulated, or a workload weighed, not both", "Leave out --what-if or --workload.")
    if workload:
        raise typer.Exit(plan.weigh(workload, json))
    if what_if:
        raise typer.Exit(plan.simulate(what_if, measured, json))
    raise typer.Exit(plan.main(context.obj, device, turns_per_day, hard_share, privacy, offline, budget_ms, lan, json))


def _refuse(context: typer.Context, options: Sequence[str], what: str) -> None:
    """Raise UsageError for an option that was given and is not looked at."""
    for name in options:
        source = context.get_parameter_source(name)
        if source is not None and source.name == "COMMANDLINE":
            raise UsageError(f"--{name.replace('_', '-')} says nothing of {what}", "Leave it out; see voice plan --help.")


QUERIES = """JSON lines {"question", "expected"}; or .csv or .tsv with these columns.
"expected" may hold several answers: a list, or with "|" between them."""


@app.command("eval")
def evaluate(
    context: typer.Context,
    queries: Annotated[Path, typer.Argument(metavar="QUERIES", help=QUERIES)],
    tier: Annotated[str | None, typer.Option(metavar="NAME", help="Score this tier; else the device's.")] = None,
    judge: Annotated[
        str | None, typer.Option(metavar="NAME", help="Tier that judges; expected answers are not needed then.")
    ] = None,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Score a language model on your own questions.

    An answer passes when it holds an expected one: the same words in one piece, whatever their case and punctuation,
    numbers by their value. Suggests below which confidence a larger model should be asked too.
    """
    from voice.cli import eval

    raise typer.Exit(eval.main(context.obj, queries, tier, judge, json))


@app.command()
def replay(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What `voice run --record DIR` made.")],
    set: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="Under another setting; show what changes.")
    ] = None,
    engines: Annotated[bool, typer.Option("--engines", help="Ask the engines again, with the recorded sound.")] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write a copy without words and sound, to show to others.")
    ] = None,
    json: Json = False,
) -> None:
    """Run a recorded session again, without its engines.

    The events come out the same, to the last bit; exits with 1, and the first difference, where they do not.
    """
    from voice.cli import replay

    raise typer.Exit(replay.main(folder, set or [], engines, report, json))
