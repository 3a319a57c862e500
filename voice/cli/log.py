"""The log of a headless assistant: JSON lines on standard output, never a word of what was said."""

import json
import logging
import sys
from typing import Any, Self

from voice.clock import WallClock
from voice.events import Announced, Joined, Left, LetGo, Ringing, Switched, TurnEnded, Warned, WordsLeft
from voice.messages import SpeechEnded, WakeHeard
from voice.trace import without_words


class Log(logging.Handler):
    """Writes events, and what the libraries log, as one JSON object a line: {"time", "level", "event", …}."""

    def __enter__(self) -> Self:
        logging.getLogger().addHandler(self)
        return self

    def __exit__(self, *raised: object) -> None:
        logging.getLogger().removeHandler(self)
        self._write("info", "stopped")

    takes_keys = False

    def listening(self, address: str = "") -> None:
        """Log that it is ready; `address` is where requests are taken, if they are."""
        self._write("info", "listening", **({"address": address} if address else {}))

    def notify(self, event: Any) -> None:
        match event:
            case WakeHeard():
                self._write("info", "wake_heard", phrase=event.phrase, score=round(event.score, 3))
            case SpeechEnded():
                self._write("info", "speech_ended", reason=event.reason)
            case TurnEnded(trace):
                self._write("info", "turn_ended", turn=without_words(trace.as_dict()))
            case Switched(muted):
                self._write("info", "muted" if muted else "unmuted")
            case WordsLeft(place):
                self._write("info", "words_left", place=place)
            case LetGo():
                self._write("info", "let_go")
            case Ringing():
                self._write("info", "ringing")
            case Announced():
                self._write("info", "announced")
            case Joined(name):
                self._write("info", "joined", satellite=name)
            case Left(name, why):
                self._write("info", "left", satellite=name, why=why)
            case Warned(text):
                self._write("warning", "degraded", what=text)

    def emit(self, record: logging.LogRecord) -> None:
        self._write(record.levelname.lower(), "log", logger=record.name, what=record.getMessage())

    def _write(self, level: str, event: str, **fields: Any) -> None:
        time = WallClock().today().isoformat(timespec="milliseconds")
        line = {"time": time, "level": level, "event": event} | fields
        print(json.dumps(line, ensure_ascii=False), file=sys.stdout, flush=True)
