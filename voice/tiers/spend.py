"""Keeps what is spent on replies, day by day, in a file that several processes share, and enforces the limits.

Before a request goes to a tier that has a price, the most that it can cost is booked; when its reply has ended, what it did
cost takes that place. A process that dies between leaves the higher sum. So a limit can be passed only by what a request was
counted too short (four characters are taken for a token) or a server writes beyond what it was asked for, however many
requests are under way, in however many processes.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voice import config
from voice.clock import Clock
from voice.errors import TierError
from voice.messages import Tools
from voice.tiers import StreamResult, protocol
from voice.tiers.cost import Habit, charge_usd, dollars, estimate, is_priced

WAIT_S = 0.25
"""Wait this many seconds for another process to finish writing, which takes a millisecond."""

DAYS = 7
"""Learn what a tier's replies are like from so many of its latest days."""

WHOLE = ("stop", "length")
"""Learn only from replies that ended like this, not from one that was given up or a ping."""

ENOUGH = 5
"""Learn nothing from fewer replies."""

DAY_REACHED = "Today's spending limit is reached. Until tomorrow I'll do without the models that cost money."
MONTH_REACHED = "This month's spending limit is reached. Until next month I'll do without the models that cost money."
UNKNOWN = "I can't keep track of what is spent, so for now I'll do without the models that cost money."

ANNOUNCEMENTS = (DAY_REACHED, MONTH_REACHED, UNKNOWN)
"""All sentences that may be announced, so that a slow voice can have them ready."""

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


class Ledger:
    """What was spent by day, in the user's time zone, and by tier. Without a `file` it is forgotten when closed.

    With a limit set, what cannot be read or written is taken for spent; without, its loss costs a warning.
    """

    def __init__(
        self, file: Path | None, cost: config.Cost, clock: Clock, tools: Tools = (), warn: Callable[[str], Any] = lambda _: None
    ) -> None:
        """`tools` are those that requests carry to tiers that take them; `warn` is called once when the ledger is lost."""
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
        """The day or month whose limit was reached last, and what to say about it."""
        self._said: set[str] = set()

    def load(self) -> None:
        """Open the file, so that the first request need not wait for it; warn when it cannot be opened."""
        try:
            self._db()
        except (sqlite3.Error, OSError) as error:
            self._lost(error)

    def close(self) -> None:
        """Close the file; the next use opens it again."""
        if self._opened is not None:
            self._opened.close()
            self._opened = None

    # asked by the router: whether, and for how much

    def estimate(self, tier: config.Tier, tokens_in: int, tokens_out: float | None = None) -> float:
        """Estimate what a reply will cost, US dollars.

        `tokens_in` are those of the request and what it refers to, without the fixed prompt; `tokens_out` is None for a reply
        of the usual length.
        """
        if tier.name not in self._habits:
            self._habits[tier.name] = self._habit(tier.name)
        written = tokens_out and min(tokens_out, protocol.MAX_REPLY_TOKENS)
        return estimate(tier, self.cost, tokens_in + self._prompt_tokens(tier), written, self._habits[tier.name])

    def overspent(self, tier: config.Tier, tokens_in: int = 0) -> str | None:
        """Why a request would cost too much for a limit, in words; None when it may go out. Nothing is booked."""
        if self._is_limited and is_priced(tier):
            return self._over(charge_usd(tier, tokens_in + self._prompt_tokens(tier), protocol.MAX_REPLY_TOKENS))
        return self._unpriced(tier)

    def spent(self) -> tuple[float, float]:
        """US dollars spent today and this month. Raises sqlite3.Error or OSError."""
        query = "SELECT total(usd) FILTER (WHERE day = :to), total(usd) FROM spent WHERE day BETWEEN substr(:to, 1, 8) AND :to"
        today, month = self._db().execute(query, {"to": self._day()}).fetchone()
        return today, month

    # asked by a tier: books

    @contextmanager
    def paying(self, tier: config.Tier, request: dict[str, Any], result: StreamResult) -> Iterator[None]:
        """Book the most a request can cost, and after the block what it did cost. Raises TierError for what a limit forbids."""
        day = self._day()
        most = charge_usd(tier, protocol.estimated_tokens(request), request.get("max_tokens", tier.context_tokens))
        if why := self._unpriced(tier) or self._book(day, tier, most):
            raise TierError(f"{tier.name}: {why}", REMEDY)
        try:
            yield
        finally:
            self._settle(day, tier, most, result)

    def announcement(self) -> str | None:
        """What to say aloud about a limit that was reached; None once it was said in its day or month, by any process."""
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
        if tier.name not in self._prompts:
            self._prompts[tier.name] = protocol.estimated_tokens(protocol.request(tier, (), self._tools))
        return self._prompts[tier.name]

    def _unpriced(self, tier: config.Tier) -> str | None:
        told = is_priced(tier) or tier.model_fields_set & {"price_in", "price_out"}
        if told or tier.location.owned or not self._is_limited:
            return None
        return "it has no price, so the spending limit could not be kept; say price_in = 0 if it is free"

    def _over(self, more: float) -> str | None:
        """Why `more` US dollars may not be spent, in words; None when they may."""
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
        """Book `most` unless it is too much, in one step, so that two requests cannot both take what is left."""
        if most == 0:
            return None
        try:
            with self._db() as changing:
                changing.execute("BEGIN IMMEDIATE")
                if self._is_limited and (why := self._over(most)):
                    return why
                changing.execute(ADD, (day, tier.name, most, 0, 0, 0.0))
        except (sqlite3.Error, OSError) as error:
            why = self._lost(error)
            return why if self._is_limited else None
        return None

    def _settle(self, day: str, tier: config.Tier, most: float, result: StreamResult) -> None:
        told = (1, result.tokens_out, result.seconds) if result.ended in WHOLE else (0, 0, 0.0)
        more = charge_usd(tier, result.tokens_in, result.tokens_out) - most
        try:
            self._db().execute(ADD, (day, tier.name, more, *told))
        except (sqlite3.Error, OSError) as error:
            self._lost(error)
        self._habits.pop(tier.name, None)

    def _habit(self, name: str) -> Habit:
        latest = "SELECT * FROM spent WHERE tier = ? AND replies ORDER BY day DESC LIMIT ?"
        query = f"SELECT total(replies), total(tokens_out), total(seconds) FROM ({latest})"
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
            opened = sqlite3.connect(self._file or ":memory:", timeout=WAIT_S, isolation_level=None, check_same_thread=False)
            try:
                opened.executescript(SCHEMA)
            except sqlite3.Error:
                opened.close()
                raise
            self._opened = opened
        return self._opened

    def _lost(self, error: Exception) -> str:
        """Close a ledger that cannot be read or written; return why, in words. The next use opens it again."""
        self.close()
        plain = (error.strerror or type(error).__name__) if isinstance(error, OSError) else error
        why = f"what was spent cannot be read or written: {self._file}: {plain}"
        if not self._warned:
            self._warned = True
            self._warn(why)
        if self._is_limited:
            self._reached = self._day(), UNKNOWN
        return why
