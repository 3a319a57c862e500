import asyncio
from collections.abc import AsyncGenerator, Sequence

import pytest

from voice.gateway.stop import until


def cut(pieces: Sequence[str], *stops: str) -> list[str]:
    async def source() -> AsyncGenerator[str]:
        for piece in pieces:
            yield piece

    async def collect() -> list[str]:
        return [piece async for piece in until(source(), stops)]

    return asyncio.run(collect())


def test_without_stops_the_pieces_stay_as_they_are() -> None:
    assert cut(["a ", "b", " c"]) == ["a ", "b", " c"]


@pytest.mark.parametrize("pieces", [["one END two"], ["one E", "ND two"], ["one ", "E", "N", "D", " two"], ["one ", "END"]])
def test_the_text_ends_before_the_first_stop(pieces: list[str]) -> None:
    assert "".join(cut(pieces, "END", "two")) == "one "


def test_what_only_begins_like_a_stop_comes_through() -> None:
    assert cut(["an E", "gg, an EN"], "END") == ["an ", "Egg, an ", "EN"]


def test_nothing_is_held_back_that_cannot_begin_a_stop() -> None:
    assert cut(["a", "b", "c"], "END") == ["a", "b", "c"]


def test_the_earliest_of_several_stops_counts() -> None:
    assert "".join(cut(["a\nb;c"], ";", "\n")) == "a"


def test_a_reply_that_begins_with_a_stop_is_empty() -> None:
    assert cut(["END", "more"], "END") == []
