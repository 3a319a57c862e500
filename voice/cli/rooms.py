"""The commands to answer many rooms and programs."""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli.options import JsonLines, Profile

app = typer.Typer()


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
    text: Annotated[list[str] | None, typer.Argument(metavar="TEXT", help="What is said.")] = None,
    sound: Annotated[Path | None, typer.Option(metavar="FILE", help="Play this instead: half a minute at most.")] = None,
    to: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only there; may be given several times.")] = None,
    url: Annotated[str, typer.Option(metavar="URL", help="Where `voice serve` listens.")] = "http://127.0.0.1:8378",
    urgent: Annotated[bool, typer.Option("--urgent", help="In the hours of do_not_disturb too.")] = False,
    ca: Annotated[Path | None, typer.Option(metavar="FILE", help=CA)] = None,
) -> None:
    """Have `voice serve` say something in its rooms.

    As soon as nobody speaks there; the wake word cuts it off.
    """
    from voice.cli import say

    raise typer.Exit(say.main(context.obj, text or [], sound, to or [], url, urgent, ca))


@app.command()
def pair(
    context: typer.Context,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where `voice serve` listens.")] = "http://127.0.0.1:8378",
    ca: Annotated[Path | None, typer.Option(metavar="FILE", help=CA)] = None,
) -> None:
    """Let a browser in at `voice serve`: shows a code for it.

    It can be used once, within five minutes; the browser keeps the token that it is given for it.
    """
    from voice.cli import pair

    raise typer.Exit(pair.main(context.obj, url, ca))


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
