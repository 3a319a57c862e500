"""Writes the figures as Markdown."""

import re

from voice.report.draw import printable
from voice.report.figures import LABELS, Row, Summary
from voice.report.money import Money
from voice.report.prose import counts, cutoffs, facts, headline, method, notes, percentiles, ratios, spending
from voice.trace import number


def markdown(summary: Summary) -> str:
    """The summary as Markdown, without any words that were spoken."""
    compared = summary.baseline_turns is not None
    lines = [f"# {headline(summary)}", ""]
    lines += [f"- {plain(name)}: {plain(value)}" for name, value in facts(summary)]
    lines += ["", _voice_to_voice(summary), ""]
    lines += _table(summary.rows, compared)
    lines += ["", *(f"- {plain(note)}" for note in notes(summary)), ""]
    lines += ["## Who answered, and what it cost", "", *_answered(summary.money)]
    lines += [f"- {plain(name)}: {plain(value)}" for name, value in spending(summary.money)]
    lines += ["", plain(method(summary.money)), ""]
    return "\n".join(lines)


def plain(text: str) -> str:
    """Escape every character that Markdown or HTML would act on."""
    return re.sub(r"([\\`*_\[\]<>&#|!~])", r"\\\1", " ".join(printable(text).split()))


def _voice_to_voice(summary: Summary) -> str:
    figures = summary.voice_to_voice
    if figures is None:
        return "**Voice-to-voice**: no reply was spoken."
    p50, p95, _ = percentiles(figures)
    against = f" ({ratios(summary.voice_to_voice_ratio)})" if summary.voice_to_voice_ratio else ""
    said = f"**Voice-to-voice**: p50 {p50} ms, p95 {p95} ms, n {figures.n}{against}"
    return f"{said}; false cut-offs: {cutoffs(summary)}."


def _table(rows: tuple[Row, ...], compared: bool) -> list[str]:
    head = ["stage", "n", "p50 ms", "p95 ms", "p99 ms", "target", "ceiling", "over", "verdict"]
    head += ["p50, p95 against baseline"] * compared
    lines = [head, ["---"] + ["--:"] * 7 + ["---"] * (1 + compared)]
    for row in rows:
        target = "–" if row.target is None else number(row.target)
        cells = [LABELS[row.name], str(row.figures.n), *percentiles(row.figures), target, number(row.ceiling)]
        lines.append([*cells, str(row.over), row.verdict, *[ratios(row.ratio)] * compared])
    return _lines(lines)


def _answered(money: Money) -> list[str]:
    lines = [["answered by", "where", "turns", "share", "cost"], ["---", "---", "--:", "--:", "--:"]]
    for row in money.answered:
        lines.append([plain(row.name), plain(row.where or "–"), *counts(row)])
    return [*_lines(lines), ""] if money.answered else []


def _lines(table: list[list[str]]) -> list[str]:
    return ["| " + " | ".join(cells) + " |" for cells in table]
