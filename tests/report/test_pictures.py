import re
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from voice import report
from voice.report.draw import number, ticks
from voice.report.turn import ceiling_at, judged, spans

SVG = "{http://www.w3.org/2000/svg}"


def bars(document):
    """x and width, per cent, of the bars by class."""
    found = {}
    for rect in ElementTree.fromstring(document).iter(f"{SVG}rect"):
        if rect.get("x", "").endswith("%"):
            found[rect.get("class")] = float(rect.get("x")[:-1]), float(rect.get("width")[:-1])
    return found


def test_stages_follow_one_another_from_the_last_spoken_word(make_turn, limits):
    turn = judged(
        make_turn(endpoint=300.0, transcribe=40.0, route=1.0, answer=9.0, speak=50.0, output=20.0), limits
    )
    laid = [(span.stage, round(span.start), round(span.ms)) for span in spans(turn)]
    assert laid == [
        ("endpoint", 0, 300),
        ("transcribe", 300, 40),
        ("route", 340, 1),
        ("answer", 341, 9),
        ("speak", 350, 50),
        ("output", 400, 20),
    ]
    assert ceiling_at(turn) == 500


def test_the_picture_keeps_the_proportions(make_turn, limits):
    found = bars(report.svg(make_turn(endpoint=300.0, transcribe=40.0, answer=60.0, hidden=30.0), limits))
    assert found["endpoint"][0] == 0
    assert found["endpoint"][1] / found["answer"][1] == pytest.approx(5, abs=0.01)
    hidden, transcribe = found["hidden"], found["transcribe"]
    assert hidden[0] + hidden[1] == pytest.approx(transcribe[0], abs=0.02)
    assert hidden[1] / transcribe[1] == pytest.approx(0.75, abs=0.01)


def test_an_answer_found_while_something_was_being_said_is_drawn_behind_what_was_waited_for(make_turn, limits):
    turn = make_turn(answer=100.0)
    turn["hidden_ms"] = {"answer": 4000.0}
    found = bars(report.svg(turn, limits))
    hidden, answer = found["hidden"], found["answer"]
    assert hidden[0] == pytest.approx(answer[0] + answer[1], abs=0.02)
    assert hidden[1] / answer[1] == pytest.approx(40, rel=0.01)
    assert hidden[0] + hidden[1] <= 100
    line = next(line for line in report.waterfall_text(turn, 120) if line.startswith("answer"))
    assert line.index("█") < line.index("░")
    assert "4,000 ms of answer hidden in what was being said" in report.svg(turn, limits)


def test_nothing_is_drawn_outside_the_picture(make_turn, limits):
    turns = [make_turn(hidden=5000.0), make_turn(endpoint=None), make_turn(answer=90_000.0, tier="cloud")]
    for turn in turns:
        for x, width in bars(report.svg(turn, limits)).values():
            assert 0 <= x <= x + width <= 100


def test_the_alternative_text_says_what_the_picture_shows(make_turn, limits):
    title = ElementTree.fromstring(report.svg(make_turn(), limits)).find(f"{SVG}svg/{SVG}title").text
    assert title.startswith("endpoint wait 290 ms; transcribe 4.0 ms; route 0.20 ms")
    assert "21 ms of transcribe hidden" in title


def test_the_overview_has_a_row_for_each_turn_and_marks_the_late(make_turn, limits):
    turns = [make_turn("first"), make_turn("second", answer=900.0), make_turn("third", answer=None)]
    document = report.overview_svg(turns, limits)
    ElementTree.fromstring(document)
    assert all(word in document for word in ("first", "second", "third", "no reply", "1,227 ms over"))
    assert document.count(" over<") == 1


def test_documents_ask_for_nothing_from_elsewhere(make_turn, limits):
    for document in (report.svg(make_turn(), limits), report.overview_svg([make_turn()], limits)):
        rest = document.replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|href|@import|<script|url\((?!#)", rest)


@pytest.mark.parametrize(
    ("ms", "said"), [(0, "0"), (0.04, "0.04"), (4.14, "4.1"), (9.97, "10"), (1299.4, "1,299"), (-12, "-12")]
)
def test_milliseconds_have_as_many_digits_as_mean_something(ms, said):
    assert number(ms) == said


def test_words_are_inert(make_turn, limits):
    words = "<b a='1' c=\"2\">&\x00\x1b{{ 7 * 7 }}{% raw %}"
    document = report.overview_svg([make_turn(words)], limits)
    shown = "".join(ElementTree.fromstring(document).itertext())
    assert "“<b a='1' c=\"2\">&\ufffd\ufffd{{ 7 * 7 }}{% raw %}”" in shown
    ElementTree.fromstring(document)


def test_the_template_engine_is_imported_when_a_report_is_made():
    code = "import sys, voice.report, voice.cli; assert not {'jinja2', 'markupsafe'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_text_lines_fit_their_width_and_show_hidden_work_and_ceiling(make_turn):
    turn = make_turn(endpoint=250.0, transcribe=25.0, hidden=50.0)
    for width in (40, 80, 120):
        *stages, total = report.waterfall_text(turn, width)
        assert {len(line) for line in stages} == {width}
        assert [line.split()[0] for line in stages] == [
            "endpoint", "transcribe", "route", "answer", "speak", "output"
        ]  # fmt: skip
        assert "░" in stages[1]
        assert "░" not in stages[0]
        assert all("┊" in line for line in stages)
        assert total == "309 ms from the last word to the reply · budget met"


def test_text_bars_are_as_long_as_the_time_they_show(make_turn):
    stages = report.waterfall_text(make_turn(endpoint=200.0, answer=100.0, transcribe=10.0, output=0.5), 220)
    length = {line.split()[0]: line.count("█") for line in stages}
    assert length["endpoint"] / length["answer"] == pytest.approx(2, rel=0.05)
    assert stages[0].index("█") < stages[3].index("█")


def test_who_typed_is_told_how_long_the_answer_took(make_turn, limits):
    turn = make_turn("typed", engine="typed", endpoint=None, transcribe=None, speak=None, output=None)
    assert "no reply" not in report.overview_svg([turn], limits)
    assert judged(turn, limits).took.endswith(" ms, typed")


def test_neighbours_on_the_axis_give_way_on_a_phone():
    assert [tick["aside"] for tick in ticks(200.0)] == ["", "aside", "", "aside", ""]


def test_text_of_a_turn_still_under_way(make_turn):
    assert report.waterfall_text({"stages_ms": {}}, 80) == []
    assert report.waterfall_text(make_turn(answer=None), 80)[-1].startswith("no reply was spoken")
    assert report.waterfall_text({"stages_ms": {"route": 0.2, "answer": 3.0}}, 30)[0].startswith("route")


def test_what_was_heard_is_cut_with_a_sign_on_a_phone(make_turn, limits):
    document = report.overview_svg([make_turn("set a pasta timer for twelve minutes"), make_turn("stop")], limits)
    assert '“set a pasta timer for tw<tspan class="aside">elve minutes”</tspan><tspan class="cut">…</tspan>' in document
    assert document.count('<tspan class="cut">') == 1
    assert "max-width: 620px) { .waterfall .aside { display: none; } .waterfall .cut { display: inline; } }" in document


def test_no_bar_and_no_ceiling_runs_through_words(make_turn, limits):
    for turn in (make_turn(hidden=5303.0, transcribe=1388.0), make_turn(endpoint=2000.0), make_turn(answer=900.0)):
        drawn = ElementTree.fromstring(report.svg(turn, limits)).find(f"{SVG}svg")
        words = [(float(text.get("y")) - 11, float(text.get("y")) + 3) for text in drawn.iter(f"{SVG}text")]
        bars = [(float(one.get("y")), float(one.get("y")) + float(one.get("height"))) for one in drawn.iter(f"{SVG}rect")]
        lines = [one for one in drawn.iter(f"{SVG}line") if one.get("class") == "line"]
        dashes = [(float(one.get("y1")), float(one.get("y2"))) for one in lines]
        assert dashes
        assert not [(word, one) for word in words for one in (*bars, *dashes) if word[0] < one[1] and one[0] < word[1]]
