"""The settings of the history."""

from pydantic import Field

from voice.config.section import Section


class History(Section):
    """What is kept of turns that are over: when, where, who answered, how long it took, what it cost; what was said only with
    `keep_words`. `voice history` shows it, and forgets it."""

    keep: bool = True
    """False: nothing of any turn, so that `voice report` knows of none."""
    days: float = Field(90.0, gt=0)
    """Days after which a turn is forgotten: a quarter of a year shows what has become slower since."""
    mb: float = Field(50.0, ge=1)
    """Megabytes, about; the oldest turns are forgotten before there is more. A turn takes 4 KB."""
