"""What can be typed: every command, its options, its help. The work is in the module of the same name.

Commands that have commands of their own are in `groups`.
"""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli import groups
from voice.cli.options import Fast, Json, JsonLines, Offline, Profile, Words

app = typer.Typer(
    name="voice",
    help="A voice assistant that answers before you notice, keeps private words at home, and can prove both.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(groups.config_app, name="config")
app.add_typer(groups.privacy_app, name="privacy")
app.add_typer(groups.models_app, name="models")
app.add_typer(groups.wake_app, name="wake")
app.add_typer(groups.history_app, name="history")
app.add_typer(groups.fleet_app, name="fleet")


def _version(wanted: bool) -> None:
    if wanted:
        from voice.provenance import program

        typer.echo(f"voice {program()}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    config: Annotated[Path | None, typer.Option(metavar="FILE", help="Settings file, instead of your own.")] = None,
    profile: Profile = None,
    version: Annotated[bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)] = False,
) -> None:
    context.obj = config


@app.command()
def demo(
    fast: Fast = False,
    aloud: Annotated[bool, typer.Option("--aloud", help="Play both sides on the speaker too.")] = False,
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the results go.")] = Path("voice-demo"),
    json: Json = False,
) -> None:
    """Hear a bundled conversation, and see every millisecond.

    The conversation goes through the whole pipeline. It needs no microphone, no speaker, no account and none
    of your settings, and sends nothing anywhere.
    """
    from voice.cli import demo

    raise typer.Exit(demo.main(out, fast, aloud, json))


@app.command()
def ask(
    context: typer.Context,
    text: Words = None,
    audio: Annotated[
        list[Path] | None, typer.Option(metavar="FILE", help="Sound file to listen to; may be given several times.")
    ] = None,
    no_wake: Annotated[bool, typer.Option("--no-wake", help="The sound file holds no wake word.")] = False,
    fast: Fast = False,
    speak: Annotated[Path | None, typer.Option(metavar="OUT.wav", help="Write the spoken replies here.")] = None,
    json: Json = False,
) -> None:
    """Ask with text, lines on standard input, or sound files.

    All that is typed is one conversation, so that "and in kelvin?" may follow; in a pipe or a file, an empty line begins
    another one. Each sound file is one of its own. Timers, lists and whatever else is set stay set in all of them.
    """
    from voice.cli import ask

    raise typer.Exit(ask.main(context.obj, text or [], audio or [], not no_wake, fast, speak, json))


@app.command()
def route(
    context: typer.Context,
    text: Words = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show every signal, for people.")] = False,
    json: JsonLines = False,
) -> None:
    """Show who would answer, and why.

    Nothing is done and nothing is sent.
    """
    from voice.cli import route

    raise typer.Exit(route.main(context.obj, text or [], explain, json))


@app.command()
def run(
    context: typer.Context,
    headless: Annotated[bool, typer.Option("--headless", help="No terminal: log JSON lines without words.")] = False,
    input: Annotated[str | None, typer.Option(metavar="NAME", help="Microphone, by any part of its name.")] = None,
    output: Annotated[str | None, typer.Option(metavar="NAME", help="Speaker, by any part of its name.")] = None,
    record: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Keep sound, words and times there, for `voice replay`.")
    ] = None,
    service: Annotated[bool, typer.Option("--service", help="Print a systemd unit for this, and end.")] = False,
    profile: Profile = None,
) -> None:
    """Listen at the microphone and answer, until Ctrl-C."""
    from voice.cli import run

    raise typer.Exit(run.unit(context.obj) if service else run.main(context.obj, headless, input, output, record))


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


@app.command()
def mute(context: typer.Context) -> None:
    """Switch the microphone off, of a running assistant too. It stays off over a restart."""
    from voice.cli import run

    raise typer.Exit(run.mute(context.obj, True))


@app.command()
def unmute(context: typer.Context) -> None:
    """Switch the microphone on again."""
    from voice.cli import run

    raise typer.Exit(run.mute(context.obj, False))


@app.command()
def devices(json: Json = False) -> None:
    """List microphones and speakers."""
    from voice.cli import devices

    raise typer.Exit(devices.main(json))


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
    json: Json = False,
) -> None:
    """Report the latency of past turns against the budget.

    `voice report compare A B` compares two results of `voice bench`, or two folders of them; it fails where B is slower.
    """
    if traces and traces[0] == Path("compare") and not traces[0].exists():
        from voice.cli import compare

        raise typer.Exit(compare.main(traces[1:], json))
    from voice.cli import report

    raise typer.Exit(report.main(context.obj, traces or [], out, markdown, baseline, false_cutoffs, gate, json))


SCENARIO = "quick (under two minutes), full (at the pace of talking), or a TOML file of your own."
BASELINE = "An earlier result.json, or a folder of them: fail where this is slower."
THRESHOLD = "The least difference that matters, ms."


@app.command()
def bench(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help=SCENARIO)] = "quick",
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where the report goes.")] = Path("voice-bench"),
    baseline: Annotated[Path | None, typer.Option(metavar="FILE", help=BASELINE)] = None,
    machine: Annotated[str, typer.Option(metavar="NAME", help="What you call this machine.")] = "",
    threshold: Annotated[float, typer.Option(metavar="MS", min=0, help=THRESHOLD)] = 5.0,
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


@app.command()
def doctor(
    context: typer.Context,
    mic: Annotated[bool, typer.Option("--mic", help="Listen too: level, wake score, words.")] = False,
    json: Json = False,
) -> None:
    """Check that every part works on this machine."""
    from voice.cli import doctor

    raise typer.Exit(doctor.main(context.obj, mic, json))


KEY = "Environment variable with the key that clients must send; needed for other machines."


@app.command()
def gateway(
    context: typer.Context,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8377,
    key_env: Annotated[str | None, typer.Option(metavar="NAME", help=KEY)] = None,
    profile: Profile = None,
    json: Annotated[bool, typer.Option("--json", help="Log JSON lines without words.")] = False,
) -> None:
    """Answer programs that speak the OpenAI protocol.

    Until Ctrl-C, with the assistant's router, tiers and privacy. Model "voice" goes where the router decides, and
    each tier can be asked by its name. Who answered and why is in the headers x-voice-….
    """
    from voice.cli import gateway

    raise typer.Exit(gateway.main(context.obj, host, port, key_env, json))


@app.command()
def serve(
    context: typer.Context,
    host: Annotated[str, typer.Option(metavar="ADDRESS", help="Where to listen; 0.0.0.0: other machines too.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="0: any that is free.")] = 8378,
    local: Annotated[bool, typer.Option("--local/--no-local", help="This machine's microphone too, if it has one.")] = True,
    cert: Annotated[Path | None, typer.Option(metavar="FILE", help="Certificate to encrypt with (PEM).")] = None,
    key: Annotated[Path | None, typer.Option(metavar="FILE", help="Its key, where that is not in the same file.")] = None,
    profile: Profile = None,
    json: Annotated[bool, typer.Option("--json", help="Log JSON lines without words.")] = False,
) -> None:
    """Answer in many rooms, through satellites.

    This machine's own microphone is one of them. Until Ctrl-C or SIGTERM, which let replies in progress end; SIGHUP reads
    the settings and the certificate again. Health is at /healthz and /readyz, Prometheus's metrics at /metrics.
    """
    from voice.cli import serve

    raise typer.Exit(serve.main(context.obj, host, port, local, json, cert, key))


CA = "Trust the certificates in there, not those that the system trusts."


@app.command()
def satellite(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where `voice serve` listens: http://kiosk:8378.")],
    name: Annotated[str | None, typer.Option(metavar="NAME", help="The room; the machine's name when absent.")] = None,
    audio: Annotated[Path | None, typer.Option(metavar="FILE", help="Sound file in place of the microphone.")] = None,
    out: Annotated[Path | None, typer.Option(metavar="OUT.wav", help="With --audio: write the replies here.")] = None,
    ca: Annotated[Path | None, typer.Option(metavar="FILE", help=CA)] = None,
    opus: Annotated[bool, typer.Option("--opus", help="Send and take sound in a tenth of the bandwidth.")] = False,
    json: JsonLines = False,
) -> None:
    """Be microphone and speaker of an assistant elsewhere.

    Its `voice serve` asks other machines for a token, which is read from VOICE_SERVE_TOKEN in the environment.
    """
    from voice.cli import satellite

    raise typer.Exit(satellite.main(context.obj, url, name, audio, out, json, ca, "opus" if opus else "pcm"))


@app.command()
def say(
    context: typer.Context,
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help="What is said.")],
    to: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only there; may be given several times.")] = None,
    url: Annotated[str, typer.Option(metavar="URL", help="Where `voice serve` listens.")] = "http://127.0.0.1:8378",
    urgent: Annotated[bool, typer.Option("--urgent", help="In the hours of do_not_disturb too.")] = False,
    ca: Annotated[Path | None, typer.Option(metavar="FILE", help=CA)] = None,
) -> None:
    """Have `voice serve` say something in its rooms.

    As soon as nobody speaks there; the wake word cuts it off.
    """
    from voice.cli import say

    raise typer.Exit(say.main(context.obj, text, to or [], url, urgent, ca))


OWN_MANAGER = typer.Option("--user", help="For you alone, beside your desktop's sound; needs no root.")
DRY = typer.Option("--dry-run", help="Only tell what would be done.")


@app.command("install-service")
def install_service(
    context: typer.Context,
    options: Annotated[list[str] | None, typer.Argument(metavar="-- OPTIONS", help="Those of voice serve.")] = None,
    user: Annotated[bool, OWN_MANAGER] = False,
    print: Annotated[bool, typer.Option("--print", help="Show the unit, and write nothing.")] = False,
    dry: Annotated[bool, DRY] = False,
) -> None:
    """Have systemd run `voice serve`.

    As root: for the machine, under a user of its own, with nothing to see but the system, its own folder and sound.
    """
    from voice.cli import service

    raise typer.Exit(service.install(context.obj, options or [], user, print, dry))


@app.command("uninstall-service")
def uninstall_service(user: Annotated[bool, OWN_MANAGER] = False, dry: Annotated[bool, DRY] = False) -> None:
    """Stop that service and remove it.

    What it has heard, set and fetched stays.
    """
    from voice.cli import service

    raise typer.Exit(service.uninstall(user, dry))


@app.command()
def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where it is written, as .tar.gz.")],
    secrets: Annotated[bool, typer.Option("--secrets", help="Keys and tokens too, and the log that needs them.")] = False,
) -> None:
    """Write settings, timers, lists and history to one file.

    Wake words that were trained here too. The assistant may be running. Models are only named, as they can be fetched again.
    """
    from voice.cli import backup

    raise typer.Exit(backup.write(context.obj, file, secrets))


@app.command("restore")
def put_back(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `voice backup` wrote.")],
) -> None:
    """Put back what `voice backup` wrote.

    What was there before is kept in a backup of its own. Whatever runs has to be started again behind it.
    """
    from voice.cli import backup

    raise typer.Exit(backup.back(context.obj, file))


@app.command()
def pair(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where `voice serve` listens.")] = "http://127.0.0.1:8378",
) -> None:
    """Let a browser in at `voice serve`: shows a code for it.

    It can be used once, within five minutes; the browser keeps the token that it is given for it.
    """
    from voice.cli import pair

    raise typer.Exit(pair.main(context.obj, url))


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
def setup(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take what is proposed; ask nothing.")] = False,
    pull: Annotated[bool, typer.Option("--pull/--no-pull", help="Fetch the models too.")] = True,
    offline: Offline = False,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Look at this machine and propose settings for it.

    Then write them, fetch the models and try them. What is there already is kept aside. Keys are never written.
    """
    from voice.cli import setup

    raise typer.Exit(setup.main(context.obj, yes, pull, offline, json))


DEVICE = "this (measured now, in half a minute), a known one (rtx-4090, raspberry-pi-5, …), or a TOML file that describes one."
PRIVATE = "open: nothing is private; mixed: what is private stays at home; strict: nothing that was said leaves."
MEASURED = "With --what-if: a history.db, traces or a bench's JSON whose times count."
WHAT_IF = "Simulate a day of traffic: a TOML file, or a name (household, outage, cold-start, fleet)."


@app.command("plan")
def make_plan(
    context: typer.Context,
    device: Annotated[str, typer.Option(metavar="DEVICE", help=DEVICE)] = "this",
    turns_per_day: Annotated[float, typer.Option(metavar="N", min=1, max=1e9)] = 200,
    hard_share: Annotated[float, typer.Option(metavar="X", min=0, max=1, help="Share that needs a large model.")] = 0.15,
    privacy: Annotated[str, typer.Option(metavar="KIND", help=PRIVATE)] = "mixed",
    offline: Annotated[bool, typer.Option("--offline", help="Nothing leaves the home network.")] = False,
    budget_ms: Annotated[float | None, typer.Option(metavar="MS", min=1, help="From the end of a turn to the reply.")] = None,
    what_if: Annotated[str | None, typer.Option("--what-if", metavar="SCENARIO", help=WHAT_IF)] = None,
    measured: Annotated[Path | None, typer.Option(metavar="FILE", help=MEASURED)] = None,
    json: Json = False,
) -> None:
    """Say what should run where, how fast, at what cost.

    For this machine, or for one that is not here: which models fit, what each stage will take, and what to change.
    """
    from voice.cli import plan

    if what_if:
        raise typer.Exit(plan.simulate(what_if, measured, json))
    raise typer.Exit(plan.main(context.obj, device, turns_per_day, hard_share, privacy, offline, budget_ms, json))
