import asyncio
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.tiers.opened import opened
from tests.tiers.server import ChatServer, serving, text_chunk, usage_chunk
from voice.clock import VirtualClock
from voice.config import Cost, Tier
from voice.errors import TierError
from voice.messages import Message, Tool
from voice.tiers import StreamResult, protocol
from voice.tiers.chat import ChatTier
from voice.tiers.spend import DAY_REACHED, ENOUGH, MONTH_REACHED, UNKNOWN, Ledger

EVENING = datetime(2026, 11, 29, 23, 0, tzinfo=timezone(timedelta(hours=13)))
DAY_S = 86_400.0

CLOUD = Tier(name="cloud", where="cloud", base_url="https://models.example/v1", model="m", price_out=1000.0)
"""A tenth of a cent for a token that it writes."""
HOME = Tier(name="home", where="lan", base_url="http://127.0.0.1:1/v1", model="m")

REQUEST = {"messages": [{"content": "why is the sky blue"}], "max_tokens": 100}
"""Ten cents at most."""


class Books:
    """A ledger, opened anew for each use, as by another process, and a clock."""

    def __init__(self, file: Path, **cost: float) -> None:
        self.file, self.cost, self.clock = file, Cost(**cost), VirtualClock(start=EVENING)
        self.warnings: list[str] = []

    def open(self, tools: tuple[Tool, ...] = ()) -> Ledger:
        return Ledger(self.file, self.cost, self.clock, tools, self.warnings.append)

    def pay(
        self, tokens_out: int, tier: Tier = CLOUD, seconds: float = 1.0, ledger: Ledger | None = None, ended: str = "stop"
    ) -> None:
        result = StreamResult(ended=ended)
        with (ledger or self.open()).paying(tier, REQUEST, result):
            result.tokens_out, result.seconds = tokens_out, seconds

    def pass_time(self, seconds: float) -> None:
        asyncio.run(self.clock.step(seconds))


@pytest.fixture
def books(tmp_path: Path) -> Callable[..., Books]:
    return lambda **cost: Books(tmp_path / "state" / "spend.db", **cost)


def test_what_is_spent_is_kept_for_the_next_start_and_for_the_owner_alone(books: Callable[..., Books]) -> None:
    book = books()
    book.pay(50)
    book.pay(25)
    assert book.open().spent() == pytest.approx((0.075, 0.075))
    assert {stat.S_IMODE(file.stat().st_mode) for file in book.file.parent.iterdir()} == {0o600}


def test_a_ledger_that_others_could_read_is_made_its_owners_alone(books: Callable[..., Books]) -> None:
    book = books()
    book.file.parent.mkdir()
    book.file.touch(mode=0o644)
    book.pay(50)
    assert stat.S_IMODE(book.file.stat().st_mode) == 0o600


def test_days_and_months_end_at_midnight_where_the_user_lives(books: Callable[..., Books]) -> None:
    book = books()
    book.pay(50)
    book.pass_time(3600.0)
    book.pay(10)
    assert book.open().spent() == pytest.approx((0.010, 0.060))
    book.pass_time(DAY_S)
    assert book.open().spent() == (0.0, 0.0)


def test_at_the_limit_of_the_day_priced_tiers_are_refused_until_tomorrow(books: Callable[..., Books]) -> None:
    book = books(day_usd=0.12)
    assert book.open().overspent(CLOUD.model_copy(update={"price_out": 100.0})) is None
    book.pay(50)
    with pytest.raises(TierError, match=r"today's spending limit is reached: \$0.05 of \$0.12 spent, and a reply may"):
        book.pay(50)
    assert "today's spending limit" in (book.open().overspent(CLOUD) or "")
    assert book.open().overspent(HOME) is None
    book.pay(50, HOME)
    book.pass_time(3600.0)
    book.pay(50)


def test_the_limit_of_the_month_outlives_the_day(books: Callable[..., Books]) -> None:
    book = books(day_usd=10.0, month_usd=0.12)
    book.pay(50)
    book.pass_time(3600.0)
    with pytest.raises(TierError, match=r"this month's spending limit"):
        book.pay(50)
    book.pass_time(DAY_S)
    book.pay(50)


def test_nothing_may_be_spent_where_the_limit_is_nothing(books: Callable[..., Books]) -> None:
    with pytest.raises(TierError):
        books(day_usd=0.0).pay(0)


def test_what_a_request_under_way_may_come_to_counts(books: Callable[..., Books]) -> None:
    book = books(day_usd=0.15)
    result = StreamResult()
    with book.open().paying(CLOUD, REQUEST, result):
        with pytest.raises(TierError, match=r"\$0.10 of \$0.15"):
            book.pay(10)
        result.tokens_out = 20
    book.pay(10)


def test_a_process_that_died_in_a_reply_is_taken_to_have_paid_for_all_of_it(books: Callable[..., Books]) -> None:
    book = books(day_usd=0.15)
    code = (
        "import os, sys; from pathlib import Path; from tests.tiers.test_spend import *\n"
        "book = Books(Path(sys.argv[1]), day_usd=0.15)\n"
        "with book.open().paying(CLOUD, REQUEST, StreamResult()): os._exit(0)"
    )
    subprocess.run([sys.executable, "-c", code, str(book.file)], check=True, timeout=60)
    assert book.open().spent() == pytest.approx((0.1, 0.1))
    with pytest.raises(TierError):
        book.pay(10)


@pytest.mark.slow
def test_requests_of_many_processes_together_keep_the_limit(books: Callable[..., Books]) -> None:
    book = books(day_usd=1.0)
    code = (
        "import sys; from pathlib import Path; from tests.tiers.test_spend import *\n"
        "book, paid = Books(Path(sys.argv[1]), day_usd=1.0), 0\n"
        "for _ in range(40):\n"
        "    try: book.pay(50); paid += 1\n"
        "    except TierError: pass\n"
        "print(paid)"
    )
    command = [sys.executable, "-c", code, str(book.file)]
    workers = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    paid = sum(int(worker.communicate(timeout=120)[0]) for worker in workers)
    today, _ = book.open().spent()
    assert today == pytest.approx(0.05 * paid)
    assert 0.9 < today <= 1.0


def test_a_request_without_a_limit_of_its_own_may_fill_the_context(books: Callable[..., Books]) -> None:
    book = books(day_usd=1.0)
    endless = {key: value for key, value in REQUEST.items() if key != "max_tokens"}
    with pytest.raises(TierError), book.open().paying(CLOUD, endless, StreamResult()):
        pass


def test_a_ledger_that_cannot_be_kept_is_taken_for_spent(books: Callable[..., Books]) -> None:
    book = books(month_usd=100.0)
    book.file.mkdir(parents=True)
    ledger = book.open()
    with pytest.raises(TierError, match="cannot be read or written"):
        book.pay(1, ledger=ledger)
    assert "cannot be read or written" in (ledger.overspent(CLOUD) or "")
    assert ledger.announcement() == UNKNOWN
    assert ledger.announcement() is None
    assert len(book.warnings) == 1
    book.file.rmdir()
    book.pay(1, ledger=ledger)


def test_a_damaged_ledger_is_taken_for_spent(books: Callable[..., Books]) -> None:
    book = books(day_usd=100.0)
    book.file.parent.mkdir()
    book.file.write_bytes(b"not a database " * 500)
    with pytest.raises(TierError, match="cannot be read or written"):
        book.pay(1)


def test_a_ledger_locked_by_another_process_is_taken_for_spent(books: Callable[..., Books]) -> None:
    book = books(day_usd=100.0)
    book.pay(1)
    other = sqlite3.connect(book.file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(TierError, match="locked"):
        book.pay(1)
    other.close()


def test_without_a_limit_a_lost_ledger_costs_one_warning(books: Callable[..., Books]) -> None:
    book = books()
    book.file.mkdir(parents=True)
    ledger = book.open()
    book.pay(50, ledger=ledger)
    book.pay(50, ledger=ledger)
    assert ledger.overspent(CLOUD) is None
    assert len(book.warnings) == 1


def test_a_tier_away_without_a_price_is_refused_under_a_limit_unless_it_is_said_to_be_free(
    books: Callable[..., Books],
) -> None:
    unpriced = Tier(name="cloud", where="cloud", base_url="https://models.example/v1", model="m")
    free = Tier(name="cloud", where="cloud", base_url="https://models.example/v1", model="m", price_in=0)
    with pytest.raises(TierError, match="no price"):
        books(day_usd=1.0).pay(10, unpriced)
    assert "no price" in (books(day_usd=1.0).open().overspent(unpriced) or "")
    books(day_usd=1.0).pay(10, free)
    books().pay(10, unpriced)


def test_a_limit_is_said_once_a_day_restarts_included(books: Callable[..., Books]) -> None:
    book = books(day_usd=0.05)
    ledger = book.open()
    assert ledger.announcement() is None
    assert ledger.overspent(CLOUD)
    assert ledger.announcement() == DAY_REACHED
    for again in (ledger, book.open()):
        assert again.overspent(CLOUD)
        assert again.announcement() is None
    book.pass_time(3600.0)
    assert ledger.announcement() is None
    assert ledger.overspent(CLOUD)
    assert ledger.announcement() == DAY_REACHED


def test_yesterdays_limit_is_not_said_today(books: Callable[..., Books]) -> None:
    book = books(day_usd=0.05)
    ledger = book.open()
    assert ledger.overspent(CLOUD)
    book.pass_time(3600.0)
    assert ledger.announcement() is None


def test_the_limit_of_the_month_is_said_once_a_month(books: Callable[..., Books]) -> None:
    book = books(month_usd=0.05)
    ledger = book.open()
    for expected in (MONTH_REACHED, None):
        assert ledger.overspent(CLOUD)
        assert ledger.announcement() == expected
        book.pass_time(3600.0)


def test_an_estimate_follows_the_replies_of_the_past(books: Callable[..., Books]) -> None:
    book = books(hardware_usd=0.0, watts=3.6e9, kwh_usd=0.001)
    per_second = book.open().cost.watts / 1e3 * book.cost.kwh_usd / 3600
    assert book.open().estimate(CLOUD, 0) == pytest.approx(0.060)
    assert book.open().estimate(HOME, 0) == pytest.approx(6.0 * per_second)
    ledger = book.open()
    for _ in range(ENOUGH):
        book.pay(120, ledger=ledger)
        book.pay(40, HOME, seconds=8.0, ledger=ledger)
    for known in (ledger, book.open()):
        assert known.estimate(CLOUD, 0) == pytest.approx(0.120)
        assert known.estimate(CLOUD, 0, 20) == pytest.approx(0.020)
        assert known.estimate(CLOUD, 0, 5000) == pytest.approx(protocol.MAX_REPLY_TOKENS / 1000)
        assert known.estimate(HOME, 0) == pytest.approx(8.0 * per_second)
        assert known.estimate(HOME, 0, 10) == pytest.approx(2.0 * per_second)


def test_a_reply_that_was_given_up_tells_nothing_of_others(books: Callable[..., Books]) -> None:
    book = books()
    for _ in range(ENOUGH):
        book.pay(3, ended="")
    assert book.open().estimate(CLOUD, 0) == pytest.approx(0.060)


def test_an_estimate_counts_what_every_request_begins_with(books: Callable[..., Books]) -> None:
    reader = CLOUD.model_copy(update={"price_in": 1e6, "price_out": 0.0})
    caller = reader.model_copy(update={"name": "caller", "tools": True})
    ledger = books().open((Tool("timer_set", "Sets a timer. " * 20, {"type": "object"}),))
    assert ledger.estimate(reader, 7) == 7 + len(protocol.SYSTEM) // protocol.CHARS_PER_TOKEN
    assert ledger.estimate(caller, 7) > ledger.estimate(reader, 7) + 50


def test_a_tier_books_its_replies_and_asks_nobody_once_the_limit_is_reached(books: Callable[..., Books]) -> None:
    book = books(day_usd=0.5)
    replies: list[str] = []

    async def run(chat: ChatTier) -> None:
        for _ in range(3):
            replies.extend([piece async for piece in chat.stream([Message("user", "why is the sky blue")], StreamResult())])
        with pytest.raises(TierError, match="spending limit"):
            await anext(chat.stream([Message("user", "why is the sky blue")], StreamResult()))
        await chat.close()

    with serving(ChatServer([text_chunk("Scattering."), usage_chunk(30, 100)])) as server:
        tier = CLOUD.model_copy(update={"base_url": server.url, "trusted": True})
        asyncio.run(run(opened(tier, book.clock, book.open())))
        assert len(server.requests) == len(replies) == 3
    assert book.open().spent()[0] == pytest.approx(0.3)
    for _ in range(ENOUGH - 3):
        book.pay(100)
    assert book.open().estimate(CLOUD, 0) == pytest.approx(0.1)


def test_a_refused_request_costs_nothing(books: Callable[..., Books]) -> None:
    book = books()

    async def run(chat: ChatTier) -> None:
        with pytest.raises(TierError):
            await anext(chat.stream([Message("user", "why is the sky blue")], StreamResult()))
        await chat.close()

    with serving(ChatServer(status=500)) as server:
        tier = CLOUD.model_copy(update={"base_url": server.url, "price_in": 1e6, "trusted": True})
        asyncio.run(run(opened(tier, book.clock, book.open())))
    assert book.open().spent() == (0.0, 0.0)
