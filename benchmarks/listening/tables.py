"""The report for people, on stderr."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

WIDTH = 110
"""Columns; narrower than that the tables wrap."""


def show(report: Mapping[str, Any]) -> None:
    """Print every part of the report that is there."""
    console = Console(stderr=True, width=WIDTH)
    machine = report["machine"]
    console.print(
        f"{machine['cpu']}, {machine['cores']} cores, Python {machine['python']}; "
        f"{report['split']} split, {report['size']} size; {report['warm']}",
        highlight=False,
    )
    parts = {
        "wake": _wake, "commands": _commands, "follow_up": _follow_up, "reading": _reading, "words": _words,
        "endpoint": _endpoint, "cpu": _cpu,
    }  # fmt: skip
    for name, make in parts.items():
        for table in make(report[name]) if name in report else ():
            console.print(table)


def _wake(wake: Mapping[str, Any]) -> list[Table]:
    table = _table("Wake word", "gated", "ungated")
    sides = wake["gated"], wake["ungated"]
    table.add_row("recall", *(_share(side["recall"]) for side in sides))
    table.add_row("response ms p50 / p95", *(_percentiles(side["response_ms"]) for side in sides))
    table.add_row("false accepts in other speech", *(_rate(side["false_accepts"]) for side in sides))
    table.add_row("… in recordings of people", *(_rate(side["false_accepts_recordings"]) for side in sides))
    table.add_row("near misses accepted", *(_share(side["near_miss_accepts"]) for side in sides))
    for name in wake["gated"]["other_phrases"]:
        table.add_row(f"recall of {name}", *(_share(side["other_phrases"][name]) for side in sides))
    voices = _table("… recall by voice", "gated", "ungated")
    for name in wake["gated"]["recall_by_voice"]:
        voices.add_row(name, *(_share(side["recall_by_voice"][name]) for side in sides))
    return [table, voices]


def _commands(found: Mapping[str, Any]) -> list[Table]:
    whole = _table("Commands understood exactly (skill and slots)", "share")
    for name in ("without_wake_word", "after_wake_word", "with_pause"):
        whole.add_row(name.replace("_", " "), _share(found[name]["exact"]))
    other = found["other_speech"]
    whole.add_row("other speech taken for a command", _share(other["taken"]))
    whole.add_row("… recordings of people", _share(other["taken_recordings"]))
    detail = [
        _groups(f"… by {what}", found["without_wake_word"][f"by_{what}"])
        for what in ("condition", "voice", "skill")
    ]
    times = _table("Skill turns, compute in ms", "n", "p50", "p95", "p99")
    for name, value in found["stages_ms"].items():
        if name != "not_exact":
            times.add_row(name.replace("_", " "), *(str(value[key]) for key in ("n", "p50", "p95", "p99")))
    times.caption = f"of these turns, not understood exactly: {_share(found['stages_ms']['not_exact'])}"
    return [whole, *detail, times]


def _follow_up(found: Mapping[str, Any]) -> list[Table]:
    table = _table("Behind a reply, without the wake word", "share")
    table.add_row("commands done exactly", _share(found["exact"]["exact"]))
    table.add_row("other speech taken for a command", _share(found["other"]["taken"]))
    table.add_row("other speech that reads like a question to a language model", _share(found["like_a_question_to_it"]))
    return [table]


def _reading(found: Mapping[str, Any]) -> list[Table]:
    table = _table("Commands behind the wake word", "exact", "other speech taken", "Whisper alone", "… taken", "remnants")
    for engine, voices in found.items():
        for voice, figures in voices.items():
            alone = [_share(figures[key]) for key in ("whisper_alone", "whisper_alone_other_taken") if key in figures]
            row = [_share(figures["exact"]["exact"]), _share(figures["other_taken"]), *(alone or ("", ""))]
            table.add_row(f"{engine}, {voice}", *row, str(figures.get("remnants", "")))
    return [table]


def _words(found: Mapping[str, Any]) -> list[Table]:
    table = _table("Free speech", "sounds", "word errors: ours", "transcribe", "times faster p50")
    for model, speakers in found.items():
        for who, one in speakers.items():
            rates = one["wer_percent"]
            row = one["sounds"], f"{rates['ours']} %", f"{rates['transcribe']} %", one["times_faster"]["p50"]
            table.add_row(f"{model}, {who}", *map(str, row))
    return [table]


def _endpoint(found: Mapping[str, Any]) -> list[Table]:
    table = _table("False cut-offs against the wait", "in one go", "with a pause", "wait ms p50 / p95")
    rows = [(f"voice activity alone, {point['wait_ms']} ms", point) for point in found["fixed"]]
    for name, point in [*rows, ("adaptive", found["adaptive"])]:
        cut_off = _share(point["cut_off"]), _share(point["cut_off_with_pause"])
        table.add_row(name, *cut_off, _percentiles(point["after_speech_ms"]))
    return [table]


def _cpu(found: Mapping[str, Any]) -> list[Table]:
    table = _table("CPU, per cent of a core, in real time", "wake gate", "no gate")
    for scene in found.values():
        table.add_row(scene["what"], str(scene["gated"]), str(scene["ungated"]))
    return [table]


def _groups(title: str, groups: Mapping[str, Any]) -> Table:
    table = _table(title, "share")
    for name, value in groups.items():
        table.add_row(name, _share(value))
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table("", title=title, title_justify="left")
    for column in columns:
        table.add_column(column, justify="right")
    return table


def _share(value: Mapping[str, Any]) -> str:
    if not value["n"]:
        return "–"
    low, high = value["interval"]
    return f"{value['percent']:.1f}% of {value['n']} ({low:.1f}–{high:.1f})"


def _percentiles(value: Mapping[str, Any]) -> str:
    return f"{value['p50']} / {value['p95']} (n={value['n']})"


def _rate(value: Mapping[str, Any]) -> str:
    return f"{value['count']} in {value['hours']} h"
