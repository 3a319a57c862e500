"""What is spent on replies, day by day, and the limits on it. Kept in a file that several processes share.

Before a request goes to a tier that has a price, the most that it can cost is booked; when its reply has ended, what it did
cost takes that place. A process that dies between leaves the higher sum. So a limit can be passed only by what a request was
counted too short (four characters are taken for a token) or a server writes beyond what it was asked for, however many
requests are under way, in however many processes.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voice import config
from voice.clock import Clock
from voice.errors import TierError
from voice.messages import Tool
from voice.tiers import StreamResult, protocol
from voice.tiers.cost import Habit, charge_usd, dollars, estimate, is_priced

WAIT_S = 0.25
"""For another process to finish writing, which takes it a millisecond."""

DAYS = 7
"""Days with replies that tell what a tier's are like."""

WHOLE = ("stop", "length")
"""How a reply ended that tells what replies are like: not one that was given up, or a ping."""

ENOUGH = 5
"""Replies before they are trusted to."""

DAY_REACHED = "Today's spending limit is reached. Until tomorrow I'll do without the models that cost money."
MONTH_REACHED = "This month's spending limit is reached. Until next month I'll do without the models that cost money."
UNKNOWN = "I can't keep track of what is spent, so for now I'll do without the models that cost money."

ANNOUNCEMENTS = (DAY_REACHED, MONTH_REACHED, UNKNOWN)
"""Said word for word, so that a slow voice can have them ready."""

REMEDY = "The limits are cost.day_usd and cost.month_usd in the settings."

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS spent (
    day TEXT, tier TEXT, usd REAL DEFAULT 0, replies INTEGER DEFAULT 0, tokens_out INTEGER DEFAULT 0, seconds REAL DEFAULT 0,
    PRIMARY KEY (day, tier)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (period TEXT PRIMARY KEY) WITHOUT ROWID;
"""
"""A write-ahead log outlives a process that dies; a power cut may take its last seconds, which are worth less than the wait
for the memory card at every reply would be."""

ADD = """
INSERT INTO spent (day, tier, usd, replies, tokens_out, seconds) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
usd = usd + excluded.usd, replies = replies + excluded.replies, tokens_out = tokens_out + excluded.tokens_out,
seconds = seconds + excluded.seconds
"""

Warn = Callable[[str], None]


class Ledger:
    """Spending by day of the user's own time zone, and by tier. Without a `file` it lasts until it is closed.

    With a limit set, what cannot be read or written is taken for spent; without, its loss costs a warning.
    """

    def __init__(
        self, file: Path | None, cost: config.Cost, clock: Clock, tools: Sequence[Tool] = (), warn: Warn = lambda text: None
    ) -> None:
        """`tools`: those that requests will carry, to tiers whose settings say so. `warn`: told once of a lost ledger."""
        self.cost = cost
        self._file = file
        self._clock = clock
        self._tools = tools
        self._warn = warn
        self._warned = False
        self._opened: sqlite3.Connection | None = None
        self._habits: dict[str, Habit] = {}
        self._prompts: dict[str, int] = {}
        self._reached: tuple[str, str] | None = None
        """The period of the last refusal, and what to say of it."""
        self._said: set[str] = set()

    def load(self) -> None:
        """Open the file, for which the first request would otherwise wait; one that cannot be opened costs a warning here."""
        try:
            self._db()
        except (sqlite3.Error, OSError) as error:
            self._lost(error)

    def close(self) -> None:
        """Let go of the file; whatever comes after opens it again."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    # asked by the router: whether, and for how much

    def estimate(self, tier: config.Tier, tokens_in: int, tokens_out: float | None = None) -> float:
        """What a reply will cost, US dollars.

        `tokens_in`: of the request and what it refers to, without the fixed prompt; `tokens_out`: None for a reply as usual.
        """
        if tier.name not in self._habits:
            self._habits[tier.name] = self._habit(tier.name)
        written = tokens_out and min(tokens_out, protocol.MAX_REPLY_TOKENS)
        return estimate(tier, self.cost, tokens_in + self._prompt_tokens(tier), written, self._habits[tier.name])

    def overspent(self, tier: config.Tier, tokens_in: int = 0) -> str | None:
        """Why a request may not go to a tier for the money's sake, for people; None: it may. Nothing is booked."""
        if self._is_limited and is_priced(tier):
            written = protocol.MAX_REPLY_TOKENS
            return self._over(charge_usd(tier, StreamResult(tokens_in + self._prompt_tokens(tier), written)))
        return self._unpriced(tier)

    def spent(self) -> tuple[float, float]:
        """US dollars of today and of this month. Raises sqlite3.Error or OSError."""
        day = self._day()
        query = "SELECT total(usd) FILTER (WHERE day = ?1), total(usd) FROM spent WHERE day BETWEEN substr(?1, 1, 8) AND ?1"
        today, month = self._db().execute(query, (day,)).fetchone()
        return today, month

    # asked by a tier: books

    @contextmanager
    def paying(self, tier: config.Tier, request: dict[str, Any], result: StreamResult) -> Iterator[None]:
        """Book a request, of the chat protocol, for the length of the block; after it what `result` then says.

        Raises TierError when a limit does not allow it.
        """
        day = self._day()
        written = request.get("max_tokens", tier.context_tokens)
        most = charge_usd(tier, StreamResult(protocol.estimated_tokens(request), written))
        if why := self._unpriced(tier) or self._book(day, tier, most):
            raise TierError(f"{tier.name}: {why}", REMEDY)
        try:
            yield
        finally:
            self._settle(day, tier, most, result)

    def announcement(self) -> str | None:
        """What to say aloud of a limit that keeps requests at home: once a day or month, restarts included; else None."""
        if self._reached is None:
            return None
        (period, text), self._reached = self._reached, None
        if period in self._said or not self._day().startswith(period):
            return None
        self._said.add(period)
        try:
            return text if self._db().execute("INSERT OR IGNORE INTO said VALUES (?)", (period,)).rowcount else None
        except (sqlite3.Error, OSError) as error:
            self._lost(error)
            return text

    @property
    def _is_limited(self) -> bool:
        return self.cost.day_usd is not None or self.cost.month_usd is not None

    def _day(self) -> str:
        return f"{self._clock.today():%Y-%m-%d}"

    def _prompt_tokens(self, tier: config.Tier) -> int:
        """Of what every request begins with."""
        if tier.name not in self._prompts:
            self._prompts[tier.name] = protocol.estimated_tokens(protocol.request(tier, (), self._tools))
        return self._prompts[tier.name]

    def _unpriced(self, tier: config.Tier) -> str | None:
        told = is_priced(tier) or tier.model_fields_set & {"price_in", "price_out"}
        if told or tier.location.owned or not self._is_limited:
            return None
        return "it has no price, so the spending limit could not be kept; say price_in = 0 if it is free"

    def _over(self, more: float) -> str | None:
        """Why `more` US dollars may not be spent."""
        try:
            today, month = self.spent()
        except (sqlite3.Error, OSError) as error:
            return self._lost(error)
        for sofar, limit, period, name, text in (
            (month, self.cost.month_usd, self._day()[:7], "this month's", MONTH_REACHED),
            (today, self.cost.day_usd, self._day(), "today's", DAY_REACHED),
        ):
            if limit is not None and sofar + more > limit:
                self._reached = period, text
                spent = f"{dollars(sofar)} of {dollars(limit)} spent, and a reply may cost {dollars(more)}"
                return f"{name} spending limit is reached: {spent}"
        return None

    def _book(self, day: str, tier: config.Tier, most: float) -> str | None:
        """Book `most`, unless it is too much: one step, so that two requests cannot both take what is left."""
        if most == 0:
            return None
        try:
            with self._changing():
                if self._is_limited and (why := self._over(most)):
                    return why
                self._db().execute(ADD, (day, tier.name, most, 0, 0, 0.0))
        except (sqlite3.Error, OSError) as error:
            why = self._lost(error)
            return why if self._is_limited else None
        return None

    def _settle(self, day: str, tier: config.Tier, most: float, result: StreamResult) -> None:
        told = (1, result.tokens_out, result.seconds) if result.ended in WHOLE else (0, 0, 0.0)
        try:
            with self._changing():
                self._db().execute(ADD, (day, tier.name, charge_usd(tier, result) - most, *told))
        except (sqlite3.Error, OSError) as error:
            self._lost(error)
        self._habits.pop(tier.name, None)

    def _habit(self, name: str) -> Habit:
        query = (
            "SELECT total(replies), total(tokens_out), total(seconds) FROM "
            "(SELECT * FROM spent WHERE tier = ? AND replies ORDER BY day DESC LIMIT ?)"
        )
        try:
            replies, tokens, seconds = self._db().execute(query, (name, DAYS)).fetchone()
        except (sqlite3.Error, OSError) as error:
            self._lost(error)
            return Habit()
        return Habit(tokens / replies, tokens / seconds) if replies >= ENOUGH and seconds > 0 else Habit()

    def _db(self) -> sqlite3.Connection:
        if self._opened is None:
            if self._file is not None:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.touch(mode=0o600)
                self._file.chmod(0o600)
            opened = sqlite3.connect(self._file or ":memory:", WAIT_S, isolation_level=None, check_same_thread=False)
            try:
                opened.executescript(SCHEMA)
            except sqlite3.Error:
                opened.close()
                raise
            self._opened = opened
        return self._opened

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """One step that no other process sees half of."""
        self._db().execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db().execute("ROLLBACK")
            raise
        self._db().execute("COMMIT")

    def _lost(self, error: Exception) -> str:
        """The ledger cannot be read or written: why, for people. The next try opens it anew."""
        self.close()
        why = f"what was spent cannot be read or written: {self._file}: {_plain(error)}"
        if not self._warned:
            self._warned = True
            self._warn(why)
        if self._is_limited:
            self._reached = self._day(), UNKNOWN
        return why


def _plain(error: Any) -> str:
    return error.strerror or type(error).__name__ if isinstance(error, OSError) else str(error)
