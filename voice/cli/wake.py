"""`voice wake`: makes a wake word of one's own, and says what it is worth."""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import platformdirs
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

from voice import atomic, config
from voice.cli import interrupt
from voice.cli.output import check_writable, console, emit, table, warn
from voice.clock import stopwatch
from voice.config import Config
from voice.errors import UsageError, WorkError
from voice.models import store
from voice.models.manifest import shipped
from voice.skills.sentences import built_in
from voice.speak import ENGINES, Voice
from voice.speak.cast import Speaker, cast
from voice.speak.kokoro_onnx import KokoroOnnx
from voice.speak.piper import Piper
from voice.transcribe.phrasing import Phrasing
from voice.wake.train import FULL, QUICK, Rate, Share, Training, Worth
from voice.wake.train.lexicon import checked, syllables

FEWEST_SYLLABLES = 3
"""A shorter phrase is in too many other words; "alexa" and "hey jarvis" have three."""

SENTENCES, SEED = 1500, 7
"""Requests to the skills, as people would put them: what a wake word hears most of, and must not wake at."""


def train(settings: Path | None, phrase: str, out: Path | None, quick: bool, as_json: bool) -> int:
    chosen, said, watch = config.load(settings), checked(phrase), stopwatch()
    file, folder = _place(said, out), platformdirs.user_cache_path("voice") / "wake"
    if syllables(said) < FEWEST_SYLLABLES:
        warn(f"{said!r} is short, and other words hold it; phrases of three syllables or more are safer")
    shown = console(as_json)
    kept = "What was spoken so far is kept: the next training goes on from there."
    with speakers(chosen, shown) as everybody, interrupt.explained(shown, kept), Shown(shown) as progress:
        training = Training(QUICK if quick else FULL, folder, progress)
        model, worth = training.wake_word(said, everybody, requests_of(chosen), chosen.wake.threshold)
    atomic.replace(file, model)
    size = sum(one.stat().st_size for one in folder.rglob("*.*"))
    _show(said, worth, file, shown)
    if quick:
        shown.print("A quick one is to try it out: trained without --quick, it hears more and wakes less by mistake.")
    kept_text = f"Kept for the next one, {size / 1e6:.0f} MB: {folder} (removing the folder costs nothing but time)"
    shown.print(kept_text, style="dim", markup=False, soft_wrap=True)
    if as_json:
        made = {"phrase": said, "file": str(file), "bytes": len(model), "seconds": round(watch(), 1)}
        emit(made | document(worth) | {"cache": str(folder), "cache_bytes": size})
    return 0


class Shown:
    """Shows a training: a bar for each stage, or a line where there is no terminal."""

    def __init__(self, out: Console) -> None:
        self._out = out
        columns = TextColumn("{task.description:<24}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        self._bars = Bars(*columns, console=out, transient=True, disable=not out.is_terminal)
        self._task = self._bars.add_task("", visible=False)

    def __enter__(self) -> "Shown":
        self._bars.start()
        return self

    def __exit__(self, *raised: object) -> None:
        self._bars.stop()

    def begin(self, stage: str, total: int) -> None:
        self._bars.reset(self._task, total=total, description=stage, visible=True)
        if not self._out.is_terminal:
            self._out.print(f"{stage}: {total}", markup=False)

    def advance(self) -> None:
        self._bars.advance(self._task)


def _place(phrase: str, out: Path | None) -> Path:
    """The file to write. Raises UsageError where it cannot be written."""
    name = f"{phrase.replace(' ', '_')}.onnx"
    if out is not None:
        file = out.expanduser().absolute()
        check_writable(file)
        if file.suffix != ".onnx":
            raise UsageError(f"{file.name} is no name for a wake word", f"It must end in .onnx: {name}")
        return file
    file = platformdirs.user_data_path("voice") / "wake" / name
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{file.parent} cannot be made: {error.strerror}", "Say where with --out FILE.onnx") from None
    check_writable(file)
    return file


@contextmanager
def speakers(chosen: Config, out: Console) -> Iterator[list[Speaker]]:
    """Everybody at hand, with Kokoro and Piper where they were pulled; that only machines are learnt from is said."""
    with ExitStack() as engines:
        kokoro, piper = (_loaded(engine, chosen, engines, out) for engine in ("kokoro-onnx", "piper"))
        if not (kokoro or piper):
            fetch = "`voice models pull kokoro-onnx-int8 piper-joe` fetches"
            out.print(f"Without natural voices, which {fetch}, people are heard worse.", markup=False, soft_wrap=True)
        assert kokoro is None or isinstance(kokoro, KokoroOnnx)
        assert piper is None or isinstance(piper, Piper)
        yield cast(kokoro, piper)


def _loaded(engine: str, chosen: Config, engines: ExitStack, out: Console) -> Voice | None:
    """Load an engine with the model of the settings or one that was pulled; None where that is not to be had."""
    own = [chosen.speak.model] if chosen.speak.engine == engine else []
    named = [model.name for model in shipped().model if model.engine == engine]
    if not (model := next(filter(store.is_here, [*own, *named]), None)):
        return None
    voice = ENGINES[engine].make(chosen.speak.model_copy(update={"engine": engine, "model": model, "voice": "en-us"}))
    try:
        voice.load()
    except WorkError as error:
        out.print(f"Without the voices of {engine}: {error}", markup=False, soft_wrap=True)
        return None
    engines.callback(voice.close)
    return voice


def requests_of(chosen: Config) -> Sequence[str]:
    phrasing = Phrasing(built_in(chosen.skills.rooms, ()).parsed(), SEED)
    return [" ".join(words) for words in phrasing.sentences(SENTENCES, ())]


def _show(phrase: str, worth: Worth, file: Path, out: Console) -> None:
    rows = table("voices, sentences and sound kept out of training", "measured", "95 %", figures=["measured", "95 %"])
    rows.add_row("heard, natural voices", *_share(worth.people))
    rows.add_row("heard, machines' voices", *_share(worth.robots))
    rows.add_row(f"other words taken for {phrase!r}", *_share(worth.near))
    false = worth.false_wakes
    low, high = false.interval
    rows.add_row("false wakes in everyday sound", f"{false.count} in {false.hours:g} h", f"{low:.2f}-{high:.2f} an hour")
    out.print(rows)
    out.print(f"Written: {file}", markup=False, soft_wrap=True)
    setting = f"[wake]\nphrases = [{json.dumps(str(file))}]"
    out.print(f"To use it, set in the file that `voice config path` names:\n\n{setting}\n", markup=False, soft_wrap=True)


def _share(share: Share) -> tuple[str, str]:
    low, high = share.interval
    return (f"{share.hits} of {share.n}", f"{100 * low:.0f}-{100 * high:.0f} %") if share.n else ("no such voice here", "")


def document(worth: Worth) -> dict[str, Any]:
    shares = {"people": worth.people, "robots": worth.robots, "near_misses": worth.near}
    return {name: _figures(share) for name, share in shares.items()} | {"false_wakes": _rate(worth.false_wakes)}


def _figures(share: Share) -> dict[str, Any]:
    return {"hits": share.hits, "n": share.n, "interval": [round(end, 4) for end in share.interval]}


def _rate(rate: Rate) -> dict[str, Any]:
    return {"count": rate.count, "hours": rate.hours, "interval_per_hour": [round(end, 3) for end in rate.interval]}
