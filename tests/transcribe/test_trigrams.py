import random
import re

import pytest

from voice.transcribe.trigrams import arpa

Model = list[dict[tuple[str, ...], tuple[float, float]]]
"""For each size: gram → its chance and the weight of backing off from it."""


def read(text: str) -> Model:
    """The model in an ARPA file, by the format's rules alone."""
    sections = re.split(r"^\\(\d)-grams:\n", text.split("\\end\\")[0], flags=re.MULTILINE)
    model: Model = []
    for size, lines in zip(map(int, sections[1::2]), sections[2::2], strict=True):
        fields = [line.split() for line in lines.strip().splitlines()]
        model.append(
            {
                tuple(f[1 : size + 1]): (10 ** float(f[0]), 10 ** float(f[size + 1]) if len(f) > size + 1 else 1.0)
                for f in fields
            }
        )
    return model


def chance(model: Model, gram: tuple[str, ...]) -> float:
    """Katz: the gram's own chance, else what its context leaves to shorter ones."""
    if gram in model[len(gram) - 1]:
        return model[len(gram) - 1][gram][0]
    weight = model[len(gram) - 2].get(gram[:-1], (0.0, 1.0))[1]
    return weight * chance(model, gram[1:])


def drawn(count: int) -> list[list[str]]:
    """Sentences of a toy grammar; "always" has one successor only."""
    draw = random.Random(1)
    return [
        ["set", draw.choice(["a", "the", "my"]), draw.choice(["timer", "alarm", "light"]), *draw.choice([[], ["now"]])]
        if draw.random() < 0.8
        else ["what", "time", "always"]
        for _ in range(count)
    ]


def test_the_header_counts_what_follows() -> None:
    text = arpa(drawn(200))
    assert text.startswith("\\data\\\n")
    assert text.endswith("\\end\\\n")
    counts = {int(size): int(count) for size, count in re.findall(r"^ngram (\d)=(\d+)$", text, re.MULTILINE)}
    assert counts == {size: len(grams) for size, grams in enumerate(read(text), start=1)}
    assert set(counts) == {1, 2, 3}


@pytest.mark.parametrize("count", [1, 7, 500])
def test_the_chances_behind_every_context_sum_to_one(count: int) -> None:
    model = read(arpa(drawn(count)))
    followers = [word for (word,) in model[0] if word != "<s>"]
    contexts = [(), *(gram for gram in [*model[0], *model[1]] if gram[-1] != "</s>"), ("light", "what"), ("my", "time")]
    for context in contexts:
        total = sum(chance(model, (*context, word)) for word in followers)
        assert total == pytest.approx(1, abs=2e-3), context


def test_what_was_said_more_often_is_likelier() -> None:
    model = read(arpa([["lights", "on"]] * 3 + [["lights", "off"]]))
    on, off = chance(model, ("<s>", "lights", "on")), chance(model, ("<s>", "lights", "off"))
    assert on > off > chance(model, ("<s>", "lights", "lights")) > 0


def test_a_sentence_of_one_word_has_its_trigram() -> None:
    assert ("<s>", "stop", "</s>") in read(arpa([["stop"]]))[2]
