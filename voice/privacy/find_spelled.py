"""Finds what somebody spells of their own, letter by letter: "my surname is W R I O T H", "B for bravo, that's my login"."""

from voice.english.words import vocabulary
from voice.privacy import Private
from voice.privacy.spoken import Run, Sentence

SHORTEST = 3
"""Letters of the shortest word that is one."""
_OWN = vocabulary("my our i i'm me we his her their he she")
_NAMES = vocabulary("name surname called maiden family first last initials")
_SPELLED = _NAMES | vocabulary(
    "spell spelled spelt spelling written write login username password passcode passphrase email street"
)


def spelled(sentence: Sentence, runs: list[Run]) -> list[Private]:
    """The words that are spelled, where somebody says whose they are."""
    if _OWN.isdisjoint(sentence.said) or _SPELLED.isdisjoint(sentence.said):
        return []
    kind = "credential" if _NAMES.isdisjoint(sentence.said) else "name"
    letters = [run for run in runs if sum(len(group) == 1 and group.isalpha() for group in run.groups) >= SHORTEST]
    return [Private(kind, *sentence.span(run.first, run.last), "letters, one by one") for run in letters]
