import json
import re
from html.parser import HTMLParser

import pytest

from voice import report
from voice.messages import Alternative
from voice.report import prose
from voice.report.page import SHOWN, TOGETHER
from voice.trace import without_words

VOID = {"meta", "rect", "line", "br"}


class Page(HTMLParser):
    """Tags, attributes and text of a page; fails on tags left open."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.tags, self.attributes, self.text, self.open = [], [], [], []
        self.feed(source)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text.append(data)

    @property
    def words(self):
        return " ".join(" ".join(self.text).split())


@pytest.fixture
def page(limits):
    def render(turns, **options):
        return report.html(report.summary(turns, limits, **options), turns)

    return render


def test_the_page_shows_what_was_heard_answered_decided_and_done(make_turn, page):
    action = {"action": "shorten_first_chunk", "stage": "speak", "why": "speech would have been late"}
    turn = make_turn(
        "how tall is ben nevis", "1,345 metres.", "cloud", "big", "knowledge", actions=[action], cost_usd=0.02
    )
    words = Page(page([turn])).words
    for expected in (
        "how tall is ben nevis",
        "1,345 metres.",
        "cloud: knowledge",
        "budget met by acting in time",
        "shorten first chunk: speech would have been late",
        "$0.02",
        "ceiling: 500 ms after the wait",
    ):
        assert expected in words


def test_voice_to_voice_never_stands_without_false_cutoffs(make_turn, page):
    assert "not measured here" in page([make_turn()])
    assert "3.1%" in page([make_turn()], false_cutoffs=0.031)


def test_few_turns_are_marked(make_turn, page):
    assert "290†" in page([make_turn()] * 19)
    many = page([make_turn()] * 100)
    assert "†" not in many


def test_words_not_kept_are_said_to_be_so(make_turn, page):
    source = page([without_words(make_turn("secret words", "secret reply"))])
    assert "Words not kept" in source
    assert "secret" not in source


def test_silence_and_failure_are_shown(make_turn, page):
    turn = make_turn("", "", answered_by=None, answer=None, error="the tier did not answer")
    words = Page(page([turn])).words
    for expected in ("nothing was said", "no reply was spoken", "nobody", "the tier did not answer"):
        assert expected in words


HOSTILE = "<script>alert(1)</script><img src=x onerror=go()>\"'&amp;{{ 7 * 7 }}{% raw %}</style>\x1b\x00\ud800"


def hostile(value):
    """Every string of a trace that is free text, made hostile."""
    if isinstance(value, dict):
        fixed = ("path", "time", "verdict", "tier")
        return {key: old if key in fixed else hostile(old) for key, old in value.items()}
    if isinstance(value, list):
        return [hostile(old) for old in value]
    return HOSTILE if isinstance(value, str) else value


def test_whatever_the_microphone_heard_is_inert(make_turn, page):
    action = {"action": "x", "stage": "speak", "why": "y"}
    plain = make_turn(actions=[action], error="z", alternatives=[Alternative("a", "cloud", 1.0, 0.1, "b")])
    plain["route"]["private"] = plain["route"]["fallbacks"] = ["a", "b"]
    attacked = hostile(plain)
    attacked["hidden_ms"][HOSTILE] = 3.0
    attacked["route"]["alternatives"][0]["tier"] = HOSTILE
    attacked["route"]["tier"] = attacked["actions"][0]["stage"] = HOSTILE
    calm, found = Page(page([plain])), Page(page([attacked]))
    assert found.words.count("<script>alert(1)</script>") >= 6
    assert sorted(set(found.tags)) == sorted(set(calm.tags))
    assert {(tag, name) for tag, name, _ in found.attributes} == {
        (tag, name) for tag, name, _ in calm.attributes
    }
    assert not {"script", "img"} & set(found.tags)
    page([attacked]).encode()


def test_the_page_needs_nothing_from_elsewhere(make_turn, page):
    source = page([make_turn()])
    assert not re.search(r"https?://|@import|url\((?!#)", source)
    assert not any(name in ("src", "href") or name.startswith("on") for _, name, _ in Page(source).attributes)
    assert "default-src 'none'" in source


def test_the_page_can_be_read_without_seeing_it(make_turn, page):
    found = Page(page([make_turn()] * 3, baseline=[make_turn()]))
    assert found.tags.count("table") == 5
    assert ("html", "lang", "en") in found.attributes
    assert found.tags.count("th") == sum(name == "scope" for tag, name, _ in found.attributes if tag == "th")
    pictures = sum((tag, name, value) == ("svg", "role", "img") for tag, name, value in found.attributes)
    assert pictures == 4
    assert found.tags.count("title") == pictures + 1
    assert "×1.00, ×1.00" in found.words


def test_a_long_history_shows_its_worst_turns_first(make_turn, page):
    """What was over budget, then what nobody answered, then the slowest; the picture on top has the latest."""
    turns = [make_turn(f"turn number {place}", output=30.0 + place) for place in range(SHOWN + 5)]
    turns[1] = make_turn("turn number 1", answer=900.0)
    turns[2] = make_turn("turn number 2", tier="cloud", answered_by=None)
    source = page(turns)
    assert re.findall(r"<q>turn number (\d+)</q>", source) == [str(n) for n in (1, 2, *range(SHOWN + 4, 6, -1))]
    assert source.count(f"“turn number {SHOWN + 4}”") == 1
    assert source.count(f"“turn number {SHOWN + 4 - TOGETHER}”") == 0
    assert f"the {SHOWN} worst of {SHOWN + 5}" in source


def test_what_was_not_answered_or_misheard_is_counted_beside_the_version(make_turn, page):
    origin = {"version": "1.2 (0a1b2c3d)", "settings": "cafe0123"}
    nobody = make_turn(tier="cloud", answered_by=None, origin=origin)
    words = Page(page([make_turn(), nobody, make_turn(doubt="no"), make_turn(ended="no_speech", answered_by=None)])).words
    assert "Not answered 1 of 3 with words" in words
    assert "1 misheard" in words
    assert "1 without words after the wake word" in words
    assert "Version 1.2 (0a1b2c3d), settings cafe0123" in words


def test_what_was_missed_is_said_with_its_limit(make_turn, page):
    assert "answer 900 of 167 ms: over budget" in Page(page([make_turn(answer=900.0)])).words


def test_the_bars_have_a_legend_and_one_scale(make_turn, page):
    source = page([make_turn(), make_turn(speak=40.0)])
    assert all(f"</svg>{kind}</li>" in source for kind in ("p50", "p95", "target", "ceiling", "hidden work"))
    assert len(set(re.findall(r'<line class="top" x1="([\d.]+%)"', source))) == 1


def test_a_trace_read_back_gives_the_same_page(tmp_path, make_turn, page):
    turns = [make_turn(), make_turn(tier="cloud", answer=500.0)]
    path = tmp_path / "traces.jsonl"
    path.write_text("".join(json.dumps(turn) + "\n" for turn in turns))
    assert page(report.load([path])) == page(turns)


def test_a_wake_word_that_was_known_before_its_end_is_explained(make_turn, limits):
    early, late = make_turn(), make_turn()
    early["marks"]["wake_heard"] = early["marks"]["wake_end"] - 0.04
    early["stages_ms"]["wake"] = -40.0
    for turn, told in ((early, True), (late, False)):
        said = " ".join(prose.notes(report.summary([turn], limits)))
        assert ("below zero, the word was known before its last sample" in said) == told
