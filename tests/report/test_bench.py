"""The report of a bench: what it says, and that it can be read by everybody."""

import csv
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bench import made
from tests.report.test_page import Page
from voice.bench.compare import compare
from voice.bench.result import Result
from voice.report import bench


def found(**changed: Any) -> Result:
    turns = [*made.turns(1), *made.turns(2, {"answer": 60.0}, group="device"), *made.turns(3, {"answer": 240.0}, group="cloud")]
    result = made.of(turns)
    costly = made.change("speak <otherwise>", 20.0, ("5% fewer understood",))
    changes = made.change("wait less", 60.0), costly, made.change("x", -4.0)
    return result.model_copy(update={"changes": changes, **changed})


def test_the_verdict_comes_first_and_accuracy_stands_beside_it() -> None:
    for text in (Page(bench.html(found())).words, bench.markdown(found())):
        order = [text.index(part) for part in ("Budget met", "commands understood 18 of 18", "Wait less: 60", "Speak")]
        assert "20 (18–22) ms less, for 5% fewer understood." in text.replace("\\", "")
        assert order == sorted(order)
        assert "cut off 0 of 18" in text.replace("\\", "")
        assert ". Answer by a stand-in, which is not real" in text.replace("\\", "")
        assert "5% fewer understood" in text.replace("\\", "")


def test_nothing_of_a_result_can_end_an_element() -> None:
    words = Page(bench.html(found())).words
    assert "2-core <machine>" in words
    assert "speak <otherwise>" in words
    assert "\\<machine\\>" in bench.markdown(found())


def test_the_page_needs_nothing_from_elsewhere() -> None:
    page = bench.html(found())
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|<script|@import|url\((?!#)", page)
    assert "default-src 'none'" in page


def test_behind_every_picture_there_is_a_table_with_its_rows() -> None:
    page = bench.html(found())
    pictures = page.count('role="img"')
    assert pictures == 8  # changes, where it went, paths, turns, three waterfalls, the loop
    assert page.count("<summary>The same as a table</summary>") == pictures


def test_a_regression_is_told() -> None:
    against = compare([made.of(made.turns(1))], [made.of(made.turns(2, {"speak": 40.0}))])
    for text in (bench.html(found(), against), bench.markdown(found(), against)):
        assert "Slower than the baseline: commands, speak" in text


def test_doubts_are_told() -> None:
    result = found()
    told = result.calibration.model_copy(update={"doubts": ("the machine was 30% slower after",)})
    for text in (bench.html(found(calibration=told)), bench.markdown(found(calibration=told))):
        assert "on a machine that was not quiet" in text
        assert "Doubtful: the machine was 30% slower after." in text


def test_a_result_without_any_reply_is_shown_too() -> None:
    silent = [one.model_copy(update={"voice_to_voice_ms": None, "stages_ms": {}, "woken": False}) for one in made.turns(1)]
    text = bench.html(made.of(silent))
    assert "none spoken" in Page(text).words
    assert "wake words heard 0 of 18" in bench.markdown(made.of(silent))


def test_every_turn_is_a_line_of_the_csv() -> None:
    rows = list(csv.DictReader(io.StringIO(bench.csv(found()))))
    assert len(rows) == 54
    assert float(rows[0]["transcribe_ms"]) > 0
    assert rows[0]["transcribe_hidden_ms"] == "40.0"
    assert {row["group"]: row["not_real"] for row in rows} == {"commands": "", "device": "", "cloud": "answer by a stand-in"}


def test_what_is_not_real_stands_beside_each_of_its_figures() -> None:
    text = Page(bench.html(found())).words
    assert text.count("cloud (answer by a stand-in)") >= 10
    assert "cloud (answer by a stand-in), voice-to-voice p50" in text
    assert "commands (" not in text.replace("commands (what", "")


def test_why_it_is_not_sure_is_told() -> None:
    few = made.of([*made.turns(1)[:17], made.turn(speak=400.0), made.turn(speak=400.0)])
    assert bench.markdown(few).startswith("# Not sure: too few turns to tell")
    busy = [one.model_copy(update={"doubtful": True, "loop_ms": 6.0}) for one in made.turns(1, {"speak": 100.0}, busy=3.0)]
    assert bench.markdown(made.of(busy)).startswith("# Not sure: what was late may be the machine's doing")


@pytest.fixture
def browser() -> Iterator[Any]:
    from tests.serve.browser import CHROMIUM, playwright

    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt install chromium")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "dark")])
def test_a_browser_shows_it_whole_and_axe_finds_nothing(width: int, scheme: str, browser: Any, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    (tmp_path / "report.html").write_text(bench.html(found()), encoding="utf-8")
    complaints: list[str] = []
    page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
    page.on("console", lambda said: complaints.append(said.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto((tmp_path / "report.html").as_uri())
    boxes = [picture.bounding_box() for picture in page.locator('svg[role="img"]').all()]
    assert all(box and box["width"] > 200 and box["height"] > 40 for box in boxes)
    for details in page.locator("details").all():
        details.locator("summary").click()
        assert details.locator("table").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    results = axe.Axe().run(page)
    assert complaints == []
    assert results.violations_count == 0, results.generate_report()


PAPER = {"A4": 210 / 25.4 * 96, "Letter": 8.5 * 96}
"""Widths in CSS pixels."""

MARGINS = 2 * 0.4 * 96


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPER)
def test_on_paper_it_is_light_and_nothing_is_cut_or_folded(paper: str, browser: Any, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(bench.html(found()), encoding="utf-8")
    width = int(PAPER[paper] - MARGINS)
    page = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme="dark").new_page()
    page.goto((tmp_path / "report.html").as_uri())
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--plate')").strip() == "#ffffff"
    assert all(one.is_visible() for one in page.locator("details table").all())
    inside = "(one) => [one.getBoundingClientRect().right, one.closest('.plate, article').getBoundingClientRect().right]"
    for one in page.locator("table, svg[role=img]").all():
        right, edge = one.evaluate(inside)
        assert right <= edge


def test_what_was_never_measured_is_told_first() -> None:
    deaf = made.of(made.deaf(made.turns(1)))
    assert bench.markdown(deaf).startswith("# Not sure: not measured: commands (wake response); ")
    empty = made.of(made.turns(1)).model_copy(update={"groups": (), "verdict": "unsure"})
    for nothing in (made.of(made.turns(1, group="cloud")), empty):
        assert "Not sure: nothing was measured that is real" in Page(bench.html(nothing)).words
        assert bench.markdown(nothing).startswith("# Not sure: nothing was measured that is real")
        assert "<title></title>" not in bench.html(nothing)
