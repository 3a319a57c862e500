"""Tells whether words that nobody said the wake word for were meant for the assistant, which its last reply left listening.

    an answer to what it asked            yes: "ten minutes", "yes", "the second"; to a language model's question, any words
    a command that was heard for sure     yes, but for courtesies and the like, which people say to each other
    what goes on from the last request    yes, by an engine that hears any words: "and in Paris?"
    a question that reads like one to it  yes, where a language model is there to answer it
    anything else                         no: it is let go without a word, and leaves no trace

What is judged are the words. Who says them, and from where, is not known.
"""

from voice.conversation import Opened
from voice.english.addressing import is_addressed
from voice.english.consent import consent
from voice.messages import Route, Transcript

LONGEST = 12
"""Words of the longest answer to a question: more are a conversation in the room."""

TO_EACH_OTHER = ("courtesy", "about")
"""Skills that do what people also ask of each other: "are you listening?", "why did you say that?"."""

LEAST = {"repeat": 3}
"""Skill → the fewest words that mean it: people say "sorry?" and "pardon?" to each other."""


def meant(words: Transcript, route: Route, opened: Opened, sure: float) -> bool:
    """`opened`: what left the assistant listening. `sure`: the confidence from which a command counts."""
    heard, said = words.engine != "dictation", words.text.split()
    if route.skill:
        follows = not words.is_command
        if route.skills in TO_EACH_OTHER or len(said) < LEAST.get(route.skill, 0):
            return False
        if opened != "reply":
            return True
        return heard if follows else route.skill != "stop" and words.confidence >= sure
    if not route.candidates:
        return False
    if opened == "tier" and len(said) <= LONGEST:
        return heard or consent(words.text).meant is not None
    return heard and is_addressed(words.text)
