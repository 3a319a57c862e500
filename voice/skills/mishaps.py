"""A mistake of ours at a request costs that request, not the conversation. It is logged, without a word of what was said."""

import logging
import traceback
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

log = logging.getLogger(__name__)


def note(error: Exception) -> None:
    """Log where something went wrong that should not have."""
    at = traceback.extract_tb(error.__traceback__)[-1]
    log.error("a request failed: %s at %s:%s; please report it", type(error).__name__, Path(at.filename).name, at.lineno)


def otherwise(nothing: T) -> Callable[[Callable[P, R]], Callable[P, R | T]]:
    """Have a function give `nothing` where it fails."""

    def guarded(read: Callable[P, R]) -> Callable[P, R | T]:
        @wraps(read)
        def guard(*args: P.args, **kwargs: P.kwargs) -> R | T:
            try:
                return read(*args, **kwargs)
            except Exception as error:  # whatever it is: words of all kinds come here, and somebody waits
                note(error)
                return nothing

        return guard

    return guarded
