"""What can be typed: every command, its options, its help. The work is in the module of the same name."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="voice",
    help="A voice assistant that answers before you notice, keeps private words at home, and can prove both.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
config_app = typer.Typer(help="Show the settings in use and where each comes from.", no_args_is_help=True)
app.add_typer(config_app, name="config")
models_app = typer.Typer(help="Fetch, check and put back the models of the profiles.", no_args_is_help=True)
app.add_typer(models_app, name="models")

Json = Annotated[bool, typer.Option("--json", help="One JSON document as the last line of standard output.")]
Offline = Annotated[bool, typer.Option("--offline", help="Fetch nothing.")]
Fast = Annotated[bool, typer.Option("--fast", help="As fast as the machine can, not in real time.")]
Words = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="TEXT",
        help="What you would say. Quoted texts are requests of their own; unquoted words are one request.",
        show_default=False,
    ),
]


Profile = Annotated[
    str | None, typer.Option(metavar="NAME", help="Set of engines to use.", show_default=False)
]


@contextmanager
def _using(profile: str) -> Iterator[None]:
    before = os.environ.get("VOICE_PROFILE", "")
    os.environ["VOICE_PROFILE"] = profile
    try:
        yield
    finally:
        os.environ["VOICE_PROFILE"] = before  # none where it is empty


def _use(context: typer.Context, profile: str | None) -> None:
    """A profile given as an option wins over the settings file's, for as long as the command runs."""
    if profile:
        context.with_resource(_using(profile))


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            number = version("voiceloop")
        except PackageNotFoundError:
            number = "(not installed)"
        typer.echo(f"voice {number}")
        raise typer.Exit


@app.callback()
def common(
    context: typer.Context,
    config: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Settings file, instead of your own.", show_default=False),
    ] = None,
    profile: Profile = None,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    _use(context, profile)
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
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="Sound file to listen to; may be given several times.", show_default=False
        ),
    ] = None,
    no_wake: Annotated[bool, typer.Option("--no-wake", help="The sound file holds no wake word.")] = False,
    fast: Fast = False,
    speak: Annotated[
        Path | None,
        typer.Option(metavar="OUT.wav", help="Write the spoken replies here.", show_default=False),
    ] = None,
    json: Json = False,
) -> None:
    """Ask with text, lines on standard input, or sound files.

    Each is a conversation of its own.
    """
    from voice.cli import ask

    raise typer.Exit(ask.main(context.obj, text or [], audio or [], not no_wake, fast, speak, json))


@app.command()
def route(
    context: typer.Context,
    text: Words = None,
    explain: Annotated[bool, typer.Option("--explain", help="Show every signal, for people.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Show who would answer, and why.

    Nothing is done and nothing is sent.
    """
    from voice.cli import route

    raise typer.Exit(route.main(context.obj, text or [], explain, json))


@app.command()
def run(
    context: typer.Context,
    headless: Annotated[
        bool, typer.Option("--headless", help="No terminal: log JSON lines without words.")
    ] = False,
    input: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Microphone, by any part of its name.", show_default=False),
    ] = None,
    output: Annotated[
        str | None, typer.Option(metavar="NAME", help="Speaker, by any part of its name.", show_default=False)
    ] = None,
    service: Annotated[
        bool, typer.Option("--service", help="Print a systemd unit for this, and end.")
    ] = False,
    profile: Profile = None,
) -> None:
    """Listen and answer, with microphone and speaker, until Ctrl-C."""
    from voice.cli import run

    _use(context, profile)
    raise typer.Exit(run.unit(context.obj) if service else run.main(context.obj, headless, input, output))


@app.command()
def devices(json: Json = False) -> None:
    """List microphones and speakers."""
    from voice.cli import devices

    raise typer.Exit(devices.main(json))


@app.command()
def report(
    context: typer.Context,
    traces: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="TRACES", help="JSON-lines files of turns; your own when absent.", show_default=False
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.html", help="Write an HTML page.", show_default=False)
    ] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown.")] = False,
    baseline: Annotated[
        Path | None, typer.Option(metavar="TRACES", help="Earlier turns to compare with.", show_default=False)
    ] = None,
    false_cutoffs: Annotated[
        float | None,
        typer.Option(
            metavar="PERCENT",
            min=0,
            max=100,
            help="Turns that ended before the speaker did, as measured; shown beside voice-to-voice.",
            show_default=False,
        ),
    ] = None,
    gate: Annotated[bool, typer.Option("--gate", help="Fail when the budget was missed.")] = False,
    json: Json = False,
) -> None:
    """Report the latency of past turns against the budget."""
    from voice.cli import report

    raise typer.Exit(report.main(context.obj, traces or [], out, markdown, baseline, false_cutoffs, gate, json))


@app.command()
def doctor(
    context: typer.Context,
    mic: Annotated[bool, typer.Option("--mic", help="Listen too: level, wake score, words.")] = False,
    json: Json = False,
) -> None:
    """Check that every part works on this machine."""
    from voice.cli import doctor

    raise typer.Exit(doctor.main(context.obj, mic, json))


@config_app.command("show")
def config_show(context: typer.Context, json: Json = False) -> None:
    """Every setting, its value and where it comes from, as TOML. Secrets are never shown."""
    from voice.cli import settings

    raise typer.Exit(settings.show(context.obj, json))


@config_app.command("path")
def config_path(context: typer.Context) -> None:
    """Where the settings file is, or would be."""
    from voice.cli import settings

    raise typer.Exit(settings.path(context.obj))


@app.command()
def setup(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take what is proposed; ask nothing.")] = False,
    pull: Annotated[bool, typer.Option("--pull/--no-pull", help="Fetch the models too.")] = True,
    offline: Offline = False,
    profile: Profile = None,
    json: Json = False,
) -> None:
    """Look at this machine, propose a profile, write the settings.

    Then fetch the models and try them. What is there already is kept aside. Keys are never written.
    """
    from voice.cli import setup

    _use(context, profile)
    raise typer.Exit(setup.main(context.obj, yes, pull, offline, json))


Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Models.", show_default=False)]


@models_app.command("list")
def models_list(json: Json = False) -> None:
    """Every model: size, licence, profiles, what is here."""
    from voice.cli import models

    raise typer.Exit(models.show(json))


@models_app.command("pull")
def models_pull(
    context: typer.Context,
    names: Names = None,
    profile: Profile = None,
    update: Annotated[bool, typer.Option("--update", help="The newest version, unless one is pinned.")] = False,
    canary: Annotated[
        int,
        typer.Option(
            metavar="TURNS",
            min=0,
            help="Try the newest version for so many turns; it goes by itself when it does worse.",
            show_default=False,
        ),
    ] = 0,
    offline: Offline = False,
    json: Json = False,
) -> None:
    """Fetch models, or what is missing of them.

    Without names, those that the settings name. Downloads go on where they stopped. A model that is here
    serves until the new one is whole and checked.
    """
    from voice.cli import models

    _use(context, profile)
    raise typer.Exit(models.pull(context.obj, names or [], update, canary, offline, json))


@models_app.command("verify")
def models_verify(names: Names = None, json: Json = False) -> None:
    """Check every file of the models that are here."""
    from voice.cli import models

    raise typer.Exit(models.verify(names or [], json))


@models_app.command("rollback")
def models_rollback(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Model.")], json: Json = False
) -> None:
    """Let the version before serve again."""
    from voice.cli import models

    raise typer.Exit(models.rollback(name, json))


@models_app.command("prune")
def models_prune(
    everything: Annotated[
        bool, typer.Option("--all", help="Also the versions that are kept for rollback.")
    ] = False,
    json: Json = False,
) -> None:
    """Remove old versions and unfinished downloads."""
    from voice.cli import models

    raise typer.Exit(models.prune(everything, json))
