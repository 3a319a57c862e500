from pathlib import Path

import numpy as np
import pytest

from benchmarks.routing.labelled import DEVICE, queries, templates
from benchmarks.routing.mishear import misheard
from voice.config import Routing
from voice.route import Router, task_type
from voice.route.classifier import BUCKETS, CHARACTER_WEIGHT, Classifier, rows

SURE = Routing().sure

CLEAR = {
    "device": [
        "how tall is the eiffel tower",
        "who wrote the script for jaws",
        "what does algorithm mean",
        "how do you say thank you in italian",
        "where are the toilets please",
        "how are you",
        "and in germany",
        "is a whale a fish or a mammal",
    ],
    "cloud": [
        "write a python script that renames my photos",
        "explain how a nuclear reactor works in detail",
        "compare renting and buying a flat",
        "plan a week in japan for a family of four",
        "write a bedtime story about a dragon",
        "prove that there are infinitely many primes",
        "what are the pros and cons of electric cars",
    ],
}


@pytest.mark.parametrize(("tier", "text"), [(tier, text) for tier, texts in CLEAR.items() for text in texts])
def test_a_clear_request_goes_to_its_tier(tier: str, text: str) -> None:
    judged = task_type.judge(text, SURE)
    assert (judged.tier, judged.verdict) == (tier, tier)
    assert SURE <= judged.probability <= 1


def test_capitals_signs_and_fillers_do_not_matter() -> None:
    assert task_type.judge("Um, who wrote Hamlet?", SURE) == task_type.judge("who wrote hamlet please", SURE)


def test_the_kind_belongs_to_the_tier() -> None:
    for texts in CLEAR.values():
        for text in texts:
            guess = task_type.model().guess(text)
            marked = guess.label in ("code", "reasoning", "long-form", "synthesis", "world knowledge", "planning")
            assert marked == (guess.marked > 0.5)


def test_how_sure_is_sure_enough_is_chosen() -> None:
    text = "where are the toilets please"
    assert task_type.judge(text, sure=1.01).verdict == "unsure"
    assert task_type.judge(text, sure=1.01).tier == task_type.judge(text, sure=0.5).verdict == "device"


def test_an_unsure_request_takes_the_likelier_tier_and_says_so() -> None:
    texts = ["why is the sky blue", "tell me about lions", "how does soap work", "what should i do this weekend", "what is war"]
    routes = [Router(lambda text: None).route(text) for text in texts]
    assert any(route.signals[-1].name == "latency" for route in routes)
    assert all(route.tier in ("device", "cloud") and "sure" in route.reason for route in routes)


@pytest.mark.parametrize("text", ["", " ", "?", "um", "ж", "\x00", "\udcff", "a" * 20_000, "word " * 5_000])
def test_any_text_is_judged(text: str) -> None:
    assert 0.5 <= task_type.judge(text, SURE).probability <= 1


def test_rows_are_those_of_the_weights() -> None:
    found, counts = rows("is it far")
    assert found.shape == counts.shape
    assert 0 <= found.min() <= found.max() < BUCKETS
    assert np.isclose((counts**2).sum(), 1 + CHARACTER_WEIGHT**2)


def test_the_same_words_give_the_same_rows_in_every_process() -> None:
    assert rows("who")[0][:3].tolist() == [15009, 51770, 22592]


def test_the_shipped_weights_are_small() -> None:
    assert task_type.WEIGHTS.stat().st_size < 1_000_000


def test_weights_of_one_sign_give_a_certain_guess(tmp_path: Path) -> None:
    file = tmp_path / "weights.npz"
    found, _ = rows("buy milk")
    weights = np.zeros((BUCKETS, 2), np.int8)
    weights[found, 1] = 127
    np.savez_compressed(
        file,
        labels=np.array(["near", "far"]),
        marked=np.array([False, True]),
        weights=weights,
        scale=np.ones(2, np.float32),
        bias=np.zeros(2, np.float32),
        calibration=np.array([1.0, 0.0], np.float32),
    )
    model = Classifier.load(file)
    assert model.guess("buy milk").label == "far"
    assert model.guess("buy milk").marked > 0.99
    assert model.guess("one two six words of another kind").marked == 0.5


def test_a_rule_is_certain_on_every_labelled_request_that_is_learnt_from() -> None:
    taken = [(query, judged) for query in queries("learnt") if (judged := task_type.judge(query.text, SURE)).probability == 1]
    assert len(taken) > 100
    assert {query.text for query, _ in taken if query.kind in DEVICE} == set()


def test_no_template_is_in_both_splits() -> None:
    assert len(queries("learnt")) + len(queries("held_out")) > 1_500
    assert not set(templates("learnt")) & set(templates("held_out"))
    assert not {query.text for query in queries("learnt")} & {query.text for query in queries("held_out")}


@pytest.mark.slow
def test_misheard_words_sound_alike() -> None:
    pytest.importorskip("pocketsphinx")
    draw = np.random.default_rng(0)
    heard = [misheard("where is the nearest train station", 0.1, draw) for _ in range(200)]
    same = [sum(word in line.split() for word in ["where", "is", "the", "nearest", "train", "station"]) for line in heard]
    assert 0.85 < sum(same) / (6 * len(heard)) < 0.97
    assert misheard("where is it", 1e-9, draw) == "where is it"
