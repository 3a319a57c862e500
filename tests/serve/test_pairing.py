"""Codes that let a browser in: short-lived, used once, and not to be guessed."""

import pytest

from voice.clock import VirtualClock
from voice.gateway import serve
from voice.gateway.refused import Refused
from voice.serve import pairing
from voice.serve.pairing import AGAIN_S, LASTS_S, MOST, TRIES, Pairing


def works(codes: Pairing, code: str) -> bool:
    try:
        codes.use(code)
        return True
    except Refused as refused:
        said = str(refused)
    assert not code or code not in said
    return False


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


def test_a_code_works_once_however_it_is_typed(clock: VirtualClock) -> None:
    codes = Pairing(clock)
    code = codes.offer()
    wide = chr(ord(code[0]) + 0xFEE0)  # as a Japanese keyboard types it
    typed = f" {wide}{code[1:3].lower()}-{code[3:]} "
    assert works(codes, typed)
    assert not works(codes, typed)


def test_a_code_is_soon_worth_nothing(clock: VirtualClock) -> None:
    async def script() -> None:
        codes = Pairing(clock)
        code = codes.offer()
        await clock.sleep(LASTS_S + 1)
        assert not works(codes, code)

    clock.run(script())


@pytest.mark.parametrize("guess", ["", "AAAAAA", "ÄÖÜÄÖÜ", "A" * 32, "\ud800"])
def test_a_guess_is_refused_and_not_repeated(clock: VirtualClock, guess: str) -> None:
    codes = Pairing(clock)
    codes.offer()
    assert not works(codes, guess)


def test_guesses_are_few_and_slow(clock: VirtualClock) -> None:
    async def script() -> None:
        codes = Pairing(clock)
        code = codes.offer()
        for _ in range(TRIES):
            assert not works(codes, "AAAAAA")
        with pytest.raises(Refused) as refused:
            codes.use(code)  # the right one, too: who guesses does not learn that it is
        assert refused.value.status == 429
        await clock.sleep(AGAIN_S)
        assert works(codes, code)

    clock.run(script())


def test_the_oldest_of_many_is_given_up(clock: VirtualClock) -> None:
    codes = Pairing(clock)
    first, *others = [codes.offer() for _ in range(MOST + 1)]
    assert not works(codes, first)
    assert all(works(codes, one) for one in others)


def test_the_address_is_one_that_another_machine_can_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairing, "own_address", lambda: "192.168.1.20")
    assert pairing.link("http://127.0.0.1:8378", "K7P2XQ") == "http://192.168.1.20:8378/#pair=K7P2XQ"
    assert pairing.link("https://localhost", "K7P2XQ") == "https://192.168.1.20/#pair=K7P2XQ"
    assert pairing.link("http://kiosk:8378", "K7P2XQ") == "http://kiosk:8378/#pair=K7P2XQ"
    monkeypatch.setattr(pairing, "own_address", lambda: None)
    assert pairing.link("http://127.0.0.1:8378", "K7P2XQ") == "http://127.0.0.1:8378/#pair=K7P2XQ"


@pytest.mark.parametrize(
    ("listens", "shown"), [("0.0.0.0", "192.168.1.20"), ("::", "192.168.1.20"), ("127.0.0.1", "127.0.0.1")]
)
def test_a_server_on_every_address_shows_one_that_another_machine_can_reach(
    monkeypatch: pytest.MonkeyPatch, listens: str, shown: str
) -> None:
    monkeypatch.setattr(serve, "own_address", lambda: "192.168.1.20")
    with serve.listen(listens, 0) as listening:
        assert serve.address_of(listening, "") == f"http://{shown}:{listening.getsockname()[1]}"


def test_the_squares_are_a_qr_code() -> None:
    rows = pairing.squares("http://192.168.1.20:8378/#pair=K7P2XQ")
    assert {len(row) for row in rows} == {len(rows)}
    assert rows[0].startswith("1111111")  # a corner that cameras look for
