"""Stops talking, says the last reply again, returns courtesies, says what it can do, and what to do in an emergency."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from voice.english.numbers_said import listed
from voice.english.refusals import CALLED
from voice.english.spellings import words
from voice.messages import SkillReply
from voice.skills.skill import Context, Skill, as_captured

NOTHING_SAID = "I haven't said anything yet."

FORGOTTEN = "All right, I've forgotten what we said."

COURTESIES = {
    "thanks": "You're welcome.", "hello": "Hello.", "morning": "Good morning.", "afternoon": "Good afternoon.",
    "evening": "Good evening.", "night": "Good night.", "bye": "Goodbye.", "praise": "Thank you.", "sorry": "No problem.",
    "how": "I'm fine, thank you.", "fine": "Good.", "wishes": "The same to you.",
    "who": "I'm a voice assistant that runs on your own machine. Ask me what I can do.",
    "there": "I'm here.",
}  # fmt: skip
"""What was said → what is said back."""

CANCEL = re.compile(r"(?:(?:ok|okay|oh|no|please|wait|hang on|sorry|actually) )*cancel(?: please| now)?")
ENDS = re.compile(
    r"(?:(?:ok|okay|oh|no|please|wait|hang on|just|hey) )*(?:stop|cancel|quit|abort|end|halt)(?: (?:it|that|this|"
    r"everything))?(?: please| now)*"
)
"""What somebody says who may mean what runs, not a reply."""

EMERGENCY = "I can't make phone calls. Please use a phone now, or ask somebody near you to: call {number}."
NUMBERS = "911 in America, 999 in Britain, 112 in Europe"

DESPAIR = (
    "I'm sorry that it is so hard. I'm only a machine, but people will listen at any hour: call 988 in America or Canada, "
    "116 123 in Britain or Ireland; findahelpline.com has the numbers elsewhere. If you may hurt yourself now, call 911, 999 "
    "or 112."
)

ABLE = {
    "timer_set": ("timers", "set a timer for ten minutes, or: how long is left on the timer"),
    "alarm_set": ("alarms", "wake me at seven, or: cancel the alarm"),
    "reminder_set": ("reminders", "remind me at six pm to call home, or: what reminders do I have"),
    "lists": ("lists", "add milk to my shopping list, or: what's on my to-do list"),
    "time": ("the time anywhere", "what time is it in Tokyo"),
    "date": ("dates", "how many days until Christmas, or: what day is the 5th of May"),
    "arithmetic": ("sums", "what is 15 percent of 80"),
    "convert": ("conversions", "how many cups are in a litre"),
    "lights": ("the lights", "turn off the kitchen lights"),
    "home": ("your home", "is the front door locked, or: set the thermostat to 20 degrees"),
    "volume": ("the volume", "turn it up, or: volume 30 percent"),
    "stopwatch": ("a stopwatch", "start the stopwatch"),
    "chance": ("coins and dice", "flip a coin, or: roll two dice"),
    "spell": ("spelling", "spell necessary"),
}
"""Skill → what it is about, and how to ask it."""
NO_LIGHTS = "Lights need Home Assistant, which is not set up."
SHOWN = ("timer_set", "lists", "time")
"""Skills whose ways to ask are told where no skill was named: nobody keeps more in mind."""


def ends_something(text: str, context: Context) -> bool:
    """Whether a request to stop may be for what runs: "cancel", but not "be quiet", or where a sound stopped at it."""
    return not context.hushed and not context.ringing and ENDS.fullmatch(" ".join(words(text))) is not None


async def stop(slots: Mapping[str, Any], context: Context) -> SkillReply:
    return SkillReply("")  # whatever sounded fell silent at the wake word


async def repeat(slots: Mapping[str, Any], context: Context) -> SkillReply:
    return SkillReply(context.last_reply or NOTHING_SAID)


async def courtesy(slots: Mapping[str, Any], context: Context) -> SkillReply:
    return SkillReply(COURTESIES[slots["kind"]])


async def forget(slots: Mapping[str, Any], context: Context) -> SkillReply:
    return SkillReply(FORGOTTEN)


async def emergency(slots: Mapping[str, Any], context: Context) -> SkillReply:
    return SkillReply(DESPAIR if "despair" in slots else EMERGENCY.format(number=slots.get("number", NUMBERS)))


def skills() -> list[Skill]:
    return [
        Skill("stop", as_captured, stop),
        Skill("repeat", as_captured, repeat, (NOTHING_SAID,)),
        Skill("courtesy", as_captured, courtesy, tuple(COURTESIES.values())),
        Skill("forget", as_captured, forget, (FORGOTTEN,)),
        Skill("emergency", as_captured, emergency, (EMERGENCY.format(number=NUMBERS), DESPAIR)),
    ]


def not_understood(skill: str) -> str:
    """Say that a request was not understood which seems to be for a skill, and how that may be asked."""
    return f"I didn't get that about {CALLED[skill]}. Say, for instance: {ABLE[skill][1]}."


def helping(there: Collection[str], home: bool, tiers: bool, added: Sequence[str] = ()) -> Skill:
    """Make the skill that says what can be asked of the skills that are `there`; of the home only where there is a `home`.

    `added`: names of skills that the user or a package has added.
    """
    able = {name: told for name, told in ABLE.items() if name in there and (home or name not in ("lights", "home"))}
    about = f"I can do {listed([what for what, _ in able.values()])}." if able else "I can stop talking."
    mine = f" You have added {listed([name.replace('_', ' ') for name in added])}." if added else ""
    more = mine + (" I can answer other questions too." if tiers else "")
    shown = [able[name][1].partition(",")[0] for name in SHOWN if name in able]
    ways = f" Say, for instance: {', or: '.join(shown)}." if shown else ""

    async def run(slots: Mapping[str, Any], context: Context) -> SkillReply:
        topic = able.get(slots.get("topic", ""))
        if way := slots.get("way") or slots.get("how"):
            said = f"{'Yes. ' if 'way' in slots else ''}Say, for instance: {way}."
            return SkillReply(said if topic else NO_LIGHTS if slots["topic"] == "lights" and not home else f"No. {about}")
        return SkillReply(f"Say, for instance: {topic[1]}." if topic else f"{about}{more}{ways}")

    says = (f"{about}{more}{ways}",)
    return Skill("help", as_captured, run, says, again=lambda slots, instead: f"help with {instead}")
