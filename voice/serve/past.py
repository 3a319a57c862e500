"""What a screen is shown of the history, and forgets of it: the turns of the place that it belongs to, and no others.

A turn is kept with a digest of what its browser keeps to itself (`Hello.id`): whoever has the token, but is another browser,
cannot ask for it, whatever name that takes.
"""

import hashlib
import sqlite3
from contextlib import closing

from voice.clock import Clock
from voice.config import Config
from voice.history.database import Database
from voice.history.writer import reason
from voice.serve import telling
from voice.serve.protocol import Told, Warned
from voice.serve.screen_messages import Forget, Forgotten, Past, Recall

PAGE = 10
"""Turns that are shown at a time: some twenty kilobytes."""


def visitor(id: str) -> str:
    """The digest by which the turns of a screen are known."""
    return hashlib.sha256(f"visitor {id}".encode()).hexdigest()[:32]


class PastTurns:
    """The turns of one visitor. Its methods read and write a disk: call them beside the loop."""

    def __init__(self, config: Config, clock: Clock, visitor: str) -> None:
        self._config = config
        self._clock = clock
        self._visitor = visitor

    def done(self, message: Recall | Forget) -> Told:
        """Do what is wanted; the answer."""
        try:
            with closing(Database(self._config.state_dir, self._config.history, self._clock)) as database:
                return self._recalled(database, message) if isinstance(message, Recall) else self._forgotten(database, message)
        except (sqlite3.Error, OSError) as error:
            wanted = "be read" if isinstance(message, Recall) else "be changed"
            return Warned(text=f"the history cannot {wanted}: {reason(error)}")

    def _recalled(self, database: Database, message: Recall) -> Past:
        if not self._config.history.keep:
            return Past(turns=(), more=False)
        found = database.turns_of(self._visitor, message.before, PAGE + 1)
        return Past(turns=tuple(telling.past(*one) for one in found[:PAGE]), more=len(found) > PAGE)

    def _forgotten(self, database: Database, message: Forget) -> Forgotten:
        return Forgotten(id=message.id, turns=database.forget(self._visitor, message.id))
