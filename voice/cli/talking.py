"""The commands to talk with the assistant here, and to set it up."""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli.options import Fast, Json, JsonLines, Offline, Profile, Words

app = typer.Typer()


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


@app.command()
def doctor(
    context: typer.Context,
    mic: Annotated[bool, typer.Option("--mic", help="Listen too: level, wake score, words.")] = False,
    json: Json = False,
) -> None:
    """Check that every part works on this machine."""
    from voice.cli import doctor

    raise typer.Exit(doctor.main(context.obj, mic, json))


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
