"""`voice eval`."""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from tests.cli.conftest import Voice
from tests.tiers.fixture import GGUF
from tests.tiers.server import ChatServer, Step, nobody, serving, text_chunk


def settings(tmp_path: Path, *tiers: tuple[str, str, str]) -> None:
    tables = [
        f'[[tiers]]\nname = "{name}"\nwhere = "{where}"\nbase_url = "{url}"\nmodel = "m"\nlogprobs = true\nprice_out = 1.0\n'
        for name, where, url in tiers
    ]
    (tmp_path / "config.toml").write_text("\n".join(tables))


def queries(tmp_path: Path, *lines: dict[str, object]) -> Path:
    file = tmp_path / "queries.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return file


def answers(*said: str, logprobs: Sequence[float] = ()) -> ChatServer:
    steps: list[Iterable[Step]] = [[text_chunk(text, *logprobs[at : at + 1])] for at, text in enumerate(said)]
    return ChatServer(answers=steps)


FRANCE = {"question": "what is the capital of france", "expected": "Paris"}
ITALY = {"question": "what is the capital of italy", "expected": ["Rome", "Roma"]}


def test_answers_are_scored_against_what_was_expected(voice: Voice, tmp_path: Path) -> None:
    with serving(answers("It is Paris.", "It is Milan.")) as server:
        settings(tmp_path, ("big", "cloud", "http://127.0.0.1:1/v1"), ("small", "device", server.url))
        shown = voice("eval", queries(tmp_path, FRANCE, ITALY))
    assert shown.code == 0
    assert "small passes 1 of 2: 50%" in shown.out
    assert "reference 85%" in shown.out
    assert "line 2: what is the capital of italy" in shown.out
    assert "It is Milan." in shown.out
    assert "Rome or Roma" in shown.out
    assert "It is Paris." not in shown.out, "an answer that passed is nothing to look at"
    assert "logprobs = true" in shown.out


def test_the_document(voice: Voice, tmp_path: Path) -> None:
    with serving(answers("It is Paris.", "It is Milan.", logprobs=[-0.1, -2.0])) as server:
        settings(tmp_path, ("small", "device", server.url))
        document = voice("eval", queries(tmp_path, FRANCE, ITALY), "--json").document
    assert (document["tier"], document["asked"], document["judged"], document["passed"]) == ("small", 2, 2, 1)
    assert (document["share"], document["reference"]) == (0.5, 0.85)
    assert document["interval"] == [0.0945, 0.9055]
    assert set(document["first_token_ms"]) == {"p50", "p95"}
    assert document["cost_usd"] > 0
    (failure,) = document["failures"]
    assert (failure["line"], failure["answer"]) == (2, "It is Milan.")
    assert failure["confidence"] == pytest.approx(0.1353, abs=1e-4)


def test_a_threshold_is_suggested(voice: Voice, tmp_path: Path) -> None:
    good, bad = 30, 14
    said = ["Paris"] * good + ["Milan"] * bad
    logprobs = [-0.01 - n / 1000 for n in range(good)] + [-1 - n / 100 for n in range(bad)]
    with serving(answers(*said, logprobs=logprobs)) as server:
        settings(tmp_path, ("small", "device", server.url))
        shown = voice("eval", queries(tmp_path, *[FRANCE] * len(said)), "--json")
    found = shown.document["confidence"]
    assert (found["kept"], found["kept_passed"], found["separation"]) == (35, 30, 1.0)
    assert 0 < found["suggested"] < 0.37
    assert found["escalated"] == pytest.approx(9 / 44, abs=1e-4)


def test_a_judge_decides_without_expected_answers(voice: Voice, tmp_path: Path) -> None:
    with serving(answers("Paris.", "Milan."), answers("PASS", "**Fail**.")) as (small, judge):
        settings(tmp_path, ("small", "device", small.url), ("home", "lan", judge.url))
        file = queries(tmp_path, {"question": FRANCE["question"]}, ITALY)
        document = voice("eval", file, "--judge", "home", "--json").document
    assert (document["judge"], document["passed"], document["judged"]) == ("home", 1, 2)
    first, second = judge.requests
    assert first["messages"][0]["role"] == "system"
    assert "Question: what is the capital of france\nAnswer: Paris." in first["messages"][1]["content"]
    assert "Expected: Rome or: Roma" in second["messages"][1]["content"]
    assert first["temperature"] == 0.0


def test_a_judge_without_a_verdict_counts_neither_way(voice: Voice, tmp_path: Path) -> None:
    with serving(answers("Paris.", "Rome."), answers("PASS", "Who knows?")) as (small, judge):
        settings(tmp_path, ("small", "device", small.url), ("home", "lan", judge.url))
        shown = voice("eval", queries(tmp_path, FRANCE, ITALY), "--judge", "home", "--json")
    assert (shown.document["judged"], shown.document["passed"]) == (1, 1)
    assert "neither PASS nor FAIL" in shown.err
    assert "without a verdict: 1" in shown.err


def test_private_questions_are_not_sent_to_a_judge_elsewhere(voice: Voice, tmp_path: Path) -> None:
    private = {"question": "is 4111 1111 1111 1111 my card number", "expected": "yes"}
    with serving(answers("Yes.", "Paris."), answers("PASS")) as (small, judge):
        settings(tmp_path, ("small", "device", small.url), ("big", "cloud", judge.url))
        document = voice("eval", queries(tmp_path, private, FRANCE), "--judge", "big", "--json").document
    assert (document["judged"], document["passed"]) == (1, 1)
    assert "card" in document["failures"][0]["why"]
    assert "4111" not in json.dumps(judge.requests)


def test_a_question_without_an_answer_has_failed(voice: Voice, tmp_path: Path) -> None:
    with serving(answers("Paris.", "")) as server:
        settings(tmp_path, ("small", "device", server.url))
        document = voice("eval", queries(tmp_path, FRANCE, ITALY), "--json").document
    assert (document["judged"], document["passed"]) == (2, 1)
    assert document["failures"][0]["why"] == "small: it said nothing"


def test_a_tier_that_never_answers_is_an_error(voice: Voice, tmp_path: Path) -> None:
    with nobody() as gone:
        settings(tmp_path, ("small", "device", gone))
        shown = voice("eval", queries(tmp_path, FRANCE), "--json")
    assert shown.code == 1
    assert "small: no connection" in shown.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--tier", "none"], "no tier 'none'"),
        (["--judge", "none"], "no tier 'none'"),
        ([], "line 2: no expected answer"),
    ],
)
def test_bad_input_is_refused(voice: Voice, tmp_path: Path, arguments: list[str], said: str) -> None:
    settings(tmp_path, ("small", "device", "http://127.0.0.1:1/v1"))
    file = queries(tmp_path, FRANCE, {"question": "q"} if not arguments else ITALY)
    shown = voice("eval", file, *arguments)
    assert (shown.code, shown.out) == (2, "")
    assert said in shown.err


def test_without_a_device_tier_the_user_is_told(voice: Voice, tmp_path: Path) -> None:
    shown = voice("eval", queries(tmp_path, FRANCE))
    assert shown.code == 2
    assert "no device tier" in shown.err


def test_a_real_local_model_is_scored(voice: Voice, tmp_path: Path) -> None:
    pytest.importorskip("llama_cpp")
    local = f'[[tiers]]\nname = "small"\nwhere = "device"\nmodel_file = "{GGUF}"\ncontext_tokens = 1024\nthreads = 1\n'
    (tmp_path / "config.toml").write_text(local + "logprobs = true\n")
    wrong = {"question": "who wrote hamlet", "expected": "Marlowe"}
    document = voice("eval", queries(tmp_path, FRANCE, ITALY, wrong), "--json").document
    assert (document["asked"], document["passed"]) == (3, 2)
    assert document["failures"][0]["confidence"] > 0.5
