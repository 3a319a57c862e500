"""What can be typed: every command, its options, its help. The work is in the module of the same name.

Those to talk with it are in `talking`, those for many rooms in `rooms`, those that measure in `measuring`; commands that have
commands of their own are in `groups`.
"""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli import groups, measuring, rooms, talking
from voice.cli.options import Profile
from voice.cli.typed import Commands

app = typer.Typer(
    name="voice",
    cls=Commands,
    help="A voice assistant that answers before you notice, keeps private words at home, and can prove both.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for part in (talking, rooms, measuring):
    app.add_typer(part.app)
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
