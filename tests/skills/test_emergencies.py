"""Emergencies in words that no sentence lists, beside other requests, and the figures of speech that are none."""

import asyncio
from pathlib import Path

import pytest

from tests.skills.making import make_skills
from voice.config import Config
from voice.skills import Context, Skills, Told

IN_DANGER = (
        "my mother in law has collapsed and isn't breathing properly", "my ex is outside and he's trying to break in",
        "my co alarm is going off", "my wife's water broke", "he's been stung by a bee and his face is swelling",
        "my dad's lips are blue",
        "a man is following me home", "the frying pan is on fire", "our tumble dryer's on fire", "heart attack",
        "my husband is having chest pains what do I do", "the cooker is on fire set a timer for five minutes",
        "set a timer for five minutes the cooker is on fire", "i think my daughter swallowed bleach", "fire", "fire!",
        "help fire", "there's a fire in the bin", "chip pan fire", "the curtains have caught fire",
        "my son swallowed a button battery", "she's taken a whole bottle of paracetamol", "he took an overdose",
        "my friend has overdosed", "my baby's not breathing", "my baby isn't breathing call someone",
        "the baby stopped breathing", "the carbon monoxide alarm is going off", "we've got carbon monoxide",
        "my brother got an electric shock from the socket", "my dad has been electrocuted", "she's choking on a grape",
        "my toddler is choking", "he is drowning in the pool", "my daughter fell into the pond", "my husband hits me",
        "he hit me again", "my boyfriend is hitting me what do i do", "he's got a knife", "domestic violence",
        "her face is drooping on one side", "his speech is slurred and he can't lift his arm",
        "my mum can't move her left arm and her speech is slurred", "my wife is having a stroke", "i'm having a heart attack",
        "i think i'm having a stroke", "my grandad has collapsed", "my nan is unconscious on the floor", "she won't wake up",
        "my neighbour is bleeding heavily", "it won't stop bleeding", "there's blood everywhere", "i can smell gas",
        "it smells of gas in here", "there's a gas leak", "smoke is coming out of the dishwasher",
        "the kitchen is full of smoke", "someone is trying to get in", "there's someone in my house and i'm scared",
        "i hear someone downstairs", "i'm being followed", "we've had a car crash", "i've been raped", "my son is missing",
        "i got bleach in my eyes", "my throat is swelling up", "i can't breathe", "he can't breathe turn off the music",
        "my little girl drank weedkiller", "my two year old son ate a dishwasher tablet", "my colleague is having a seizure",
        "my mate's not responding", "i'm not safe", "my waters have broken", "dad's having a heart attack turn on the lights",
        "the oven's on fire", "next door's on fire", "my laptop caught fire", "the house next door is on fire what do i do",
        "remind me to buy milk, my son drank bleach", "my grandmother has fallen and she can't breathe",
        "there's an intruder", "my girlfriend cut her wrists", "help me he's going to kill me", "i'm trapped in the lift",
        "something is on fire",
)  # fmt: skip
NO_DANGER = (
        "this mixtape is fire", "my phone is dying", "fire up the grill", "i'm dying to know", "fire alarm test on monday",
        "how do fire alarms work", "you're fired", "my boss fired me", "remind me about the fire drill tomorrow",
        "set fire to the rain", "play set fire to the rain", "play ring of fire", "this girl is on fire",
        "you're on fire today", "my mouth is on fire", "my feet are on fire", "the band was on fire last night",
        "he's on fire tonight", "there's a fire in the fireplace", "light the fire", "is the fire out",
        "what does a gas leak smell like", "how does carbon monoxide kill", "what are the symptoms of a stroke",
        "what are the signs of a heart attack", "my dad had a heart attack last year", "i nearly had a heart attack",
        "i'm drowning in emails", "i'm drowning in paperwork", "the deadline is killing me", "my back is killing me",
        "she's killing it", "he beats me at chess", "she hit me up for money", "i've been shot down by my boss",
        "he stabbed me in the back", "my battery is dying", "my plants are dying", "it hit me that i forgot the milk",
        "add fire lighters to my shopping list", "turn on the fire stick", "i ate a whole box of chocolates",
        "my son ate all my biscuits", "he swallowed his pride", "she choked up at the wedding", "i was shocked",
        "there's a fire sale", "my heart is on fire for you", "put the fire on", "turn the fire off", "i'm choking up",
        "what should i do if the baby is choking", "tell me a story about a house on fire",
        "the movie about a man who drowned", "i want to die laughing", "i'm dying of boredom", "i'm dying of thirst",
        "i could kill for a coffee", "i'm going to kill my brother", "my mum is going to kill me", "stroke the cat",
        "my stroke is getting better at swimming", "i'm fitting the kitchen", "the curry was on fire", "smoke on the water",
        "smoked salmon", "the team is choking", "i'm having a fit of giggles", "my son is having a birthday",
        "is my son's cough dangerous", "he is turning blue team into red", "they attacked me in the game",
        "my car was broken into last week", "the fire brigade calendar is on my list", "remind me to check the smoke alarm",
        "the smoke alarm needs a new battery", "test the fire alarm", "when is the fire alarm test", "i'm following my heart",
        "my daughter is breaking in her new shoes", "someone broke in half the biscuits",
        "i feel like i'm trapped in this job", "i can't breathe in this dress if it's too tight", "i took my medicine",
        "remind me to take my tablets", "i have taken my pills", "my son took his medicine", "i took two paracetamol",
        "I'm fainting with hunger", "my sister passed out of college", "the app crashed", "i crashed my car in the game",
        "he has a gun show", "it's burning hot", "i burnt the toast", "i've cut my hair", "i was burned out",
        "there's smoke without fire", "my dad cut himself shaving", "she wants to dye her hair", "i hope i don't wake the baby",
        "i'd rather be dead than wear that", "what's the point in going on foot", "i wish i'd been born in italy",
        "i don't want to live in london", "nobody would mind if i brought the dog", "i'm tired of living out of a suitcase",
        "i'm thinking about driving into town", "take all my tablets out of the bag", "write a goodbye letter to my boss",
        "I can't keep going to the gym any longer", "i'm afraid of what i might find", "play I don't want to live forever",
        "how many calories would kill my diet", "i want the music to stop", "talk about suicide prevention",
        "there's no reason for me to be late", "i want the meeting to be over", "i want to jump off the diving board",
 "how many pills do i take", "what's the best way to diet", "i can't go on friday",
)  # fmt: skip


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    made = make_skills(Config(state_dir=tmp_path_factory.mktemp("s")))
    made.load()
    return made


@pytest.mark.parametrize("text", IN_DANGER)
def test_who_is_in_danger_is_told_the_numbers_whatever_else_is_asked(skills: Skills, text: str) -> None:
    match = skills.match(text)
    assert match is not None
    assert match.skill == "emergency"
    assert "999 in Britain" in asyncio.run(skills.run(match, Context())).text


@pytest.mark.parametrize("text", NO_DANGER)
def test_a_figure_of_speech_is_no_emergency(skills: Skills, text: str) -> None:
    match = skills.match(text)
    assert match is None or match.skill != "emergency"


@pytest.mark.parametrize(
    "text",
    [
        "I wish I was dead", "i keep thinking about killing myself", "they'd be better off without me",
        "my daughter's been self harming and I don't know what to do", "my son keeps cutting himself",
        "i've been hurting myself", "my friend wants to kill herself", "my mum says she wants to die",
        "i think about ending it all", "i can't go on like this", "some nights i hope i don't wake up", "how do i kill myself",
        "what's a painless way to die", "how many pills does it take to die", "i don't see the point in going on",
        "nobody would miss me if i disappeared", "my kids would be better off without me", "i don't deserve to live",
        "I wish I could go to sleep and never wake up", "i'm so tired of living", "i just don't want to be alive",
        "how many paracetamol would kill me", "i've been thinking about taking all my pills", "i keep cutting my arms",
        "I bought a rope today and I'm scared of what I might do", "i've written goodbye letters to my kids",
        "i think about driving into a tree", "I've got a gun and I'm going to use it on myself",
        "my daughter keeps talking about suicide", "i'm a burden to everyone", "can you tell me how to die",
    ],
)  # fmt: skip
def test_who_wants_to_die_is_told_who_listens(skills: Skills, text: str) -> None:
    match = skills.match(text)
    assert match is not None
    assert match.slots == {"despair": True}


@pytest.mark.parametrize("more", ["yes", "yes please", "what number do I call", "the number again", "who do i ring",
"call them"])
def test_the_numbers_are_told_again_right_behind_an_emergency(skills: Skills, more: str) -> None:
    first = skills.match("my son drank bleach")
    assert first is not None
    again = skills.follow_up(more, [Told(first)], Context())
    assert again is not None
    assert again.skill == "emergency"


@pytest.mark.parametrize(("more", "skill"), [("thanks", "courtesy"), ("set a timer for five minutes", "timer_set"), ("no", "")])
def test_something_else_behind_an_emergency_is_no_call_for_help(skills: Skills, more: str, skill: str) -> None:
    first = skills.match("my son drank bleach")
    assert first is not None
    found = skills.follow_up(more, [Told(first)], Context()) or skills.match(more)
    assert (found.skill if found else "") == skill


def test_the_skill_can_be_disabled(tmp_path: Path) -> None:
    made = make_skills(Config.model_validate({"state_dir": tmp_path, "skills": {"disabled": ["emergency"]}}))
    made.load()
    assert made.match("my husband is having chest pains") is None
