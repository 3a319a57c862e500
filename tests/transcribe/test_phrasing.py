from collections import Counter
from dataclasses import replace
from itertools import islice

import pytest

from voice.skills import Skills
from voice.transcribe import phrasing
from voice.transcribe.phrasing import Phrasing

COUNT = 1500


def drawn(skills: Skills, *wake_phrases: str, seed: int = 0) -> list[list[str]]:
    sentences = skills.sentences
    return list(Phrasing(sentences, seed).sentences(COUNT, wake_phrases))


def test_the_same_seed_draws_the_same(skills: Skills) -> None:
    assert drawn(skills, "hey jarvis") == drawn(skills, "hey jarvis")
    assert drawn(skills, "hey jarvis") != drawn(skills, "hey jarvis", seed=1)


def test_skills_understand_what_is_drawn(skills: Skills, monkeypatch: pytest.MonkeyPatch) -> None:
    """The rest is what no one says: sums of ambiguous numbers, lengths in degrees."""
    for name in ("DO", "WHAT", "ERRANDS"):
        monkeypatch.setattr(phrasing, name, ("freely",))
    plain = [" ".join(words) for words in drawn(skills) if "freely" not in words]
    assert len(plain) > COUNT / 2
    understood = [text for text in plain if skills.match(text)]
    assert len(understood) / len(plain) > 0.95


def test_the_usual_ways_to_ask_are_understood(skills: Skills, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are what is expected of every speaker, so a skill has to understand each of its own."""
    monkeypatch.setattr(phrasing, "USUAL", 1.0)
    monkeypatch.setattr(phrasing, "SHARES", {})
    usual = skills.sentences.usual
    assert usual.keys() == skills.sentences.intents.intents.keys()
    for name, sentences in usual.items():
        intents = replace(skills.sentences.intents, intents={name: None})
        alone = replace(skills.sentences, intents=intents, usual={name: sentences})
        said = [" ".join(words) for words in Phrasing(alone).sentences(20 * len(sentences), [])]
        lost = {text for text in said if (match := skills.match(text)) is None or match.skill != name}
        assert len(lost) <= len(said) / 50, (name, lost)


def test_every_skill_is_drawn(skills: Skills) -> None:
    some = [words for seed in range(2) for words in drawn(skills, seed=seed)]
    seen = Counter(match.skill for words in some if (match := skills.match(" ".join(words))))
    shares = {name: phrasing.SHARES.get(name, 1.0) for name in skills.sentences.intents.intents}
    for name, share in shares.items():
        assert seen[name] >= len(some) * share / sum(shares.values()) / 2, name


def test_half_is_said_behind_a_wake_phrase(skills: Skills) -> None:
    said = drawn(skills, "hey jarvis", "alexa")
    for wake, share in ((("hey", "jarvis"), 0.25), (("alexa",), 0.25)):
        woken = sum(tuple(words[: len(wake)]) == wake for words in said)
        assert woken / COUNT == pytest.approx(share, abs=0.05)


def test_without_a_wake_phrase_none_is_said(skills: Skills) -> None:
    assert not any("jarvis" in words for words in drawn(skills))


def test_sentences_are_lower_case_words(skills: Skills) -> None:
    for words in drawn(skills, "hey jarvis"):
        assert words
        assert all(word.replace("'", "").isalpha() and word.islower() for word in words), words


def test_they_are_drawn_as_they_are_asked_for(skills: Skills) -> None:
    sentences = skills.sentences
    endless = Phrasing(sentences).sentences(10**12, ["hey jarvis"])
    assert len(list(islice(endless, 3))) == 3
