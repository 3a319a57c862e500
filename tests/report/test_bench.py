"""The report of a bench: what it says, and that it can be read by everybody."""

import csv
import io
import os
import re
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
        order = [text.index(part) for part in ("Budget met", "commands understood 18 of 18", "Wait less: 60")]
        assert order == sorted(order)
        assert "cut off 0 of 18" in text.replace("\\", "")
        assert "stand-in, which is not real" in text
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


@pytest.mark.slow
@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (390, "dark")])
def test_a_browser_shows_it_whole_and_axe_finds_nothing(width: int, scheme: str, tmp_path: Path) -> None:
    from tests.serve.browser import CHROMIUM, playwright

    if CHROMIUM is None:
        pytest.skip("there is no Chromium here: apt install chromium")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    file = tmp_path / "report.html"
    file.write_text(bench.html(found()), encoding="utf-8")
    complaints: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        page = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme).new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(file.as_uri())
        boxes = [picture.bounding_box() for picture in page.locator('svg[role="img"]').all()]
        assert all(box and box["width"] > 200 and box["height"] > 40 for box in boxes)
        for details in page.locator("details").all():
            details.locator("summary").click()
            assert details.locator("table").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        results = axe.Axe().run(page)
        browser.close()
    assert complaints == []
    assert results.violations_count == 0, results.generate_report()
