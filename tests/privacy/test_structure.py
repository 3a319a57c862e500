"""Private words that would get out by the way a conversation goes on, and everyday ones that are nobody's."""

import pytest

from benchmarks.privacy.structure import POLICIES, Script, is_kept, leaked, scripts
from voice.config import Policy
from voice.messages import Message
from voice.privacy.asked import asked_for, kinds
from voice.privacy.find import find
from voice.privacy.language import is_english
from voice.privacy.memory import MOST_VALUES, Memory
from voice.privacy.redact import Redactor
from voice.privacy.replies import UNTOLD
from voice.privacy.screen import Screen


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("one", list(scripts()), ids=lambda one: f"{one.kind}-{one.hidden[0]}")
def test_nothing_gets_out(one: Script, policy: Policy) -> None:
    assert leaked(one, policy) == []


def test_the_conversations_would_tell_it() -> None:
    """What the test above looks for is sent to whoever may have everything."""
    assert [one.lines for one in scripts() if not leaked(one, "allow")] == []


@pytest.mark.parametrize(
    ("first", "reply", "second"),
    [
        ("what time is it", "It's 12:29 pm.", "who invented the clock"),
        ("set a timer for 2 weeks", "Two weeks, starting now.", "how long do tulips flower"),
        ("set an alarm for 6 in the morning", "The alarm is set for 6:00 am.", "when does the sun rise"),
        ("when does the film start", "At 8.45 p.m.", "and when does it end"),
        ("clean my house", "I can't do that.", "how does a robot find its way"),
        ("ask me a question", "Which planet is the largest?", "jupiter"),
        ("let's guess a number", "What's the first digit of your guess, out of ten?", "why ten"),
        ("call the samaritans", "Their number is 116 123.", "are they volunteers"),
        ("what's a pin on a chip", "A metal leg that connects it to the board.", "how many does a 555 have"),
        ("plan a birthday party", "Sure. How many guests are you expecting?", "about twelve"),
        ("help me bake bread", "Great. Is your oven a fan oven?", "yes"),
        ("what do cats eat", "How old is your cat?", "three"),
        ("how do i start a garden", "You say what you like to eat, and plant it until the evening.", "and what's easiest"),
        ("70 mph in kph", "112.65.", "1/2 + 1/4"),
        ("2 hr 10 min timer", "Two hours and ten minutes, starting now.", "1920 x 1080"),
        ("reverse the number 123456", "654321.", "what's the largest number below 100000"),
        ("who wrote under the name j k rowling", "Joanne Rowling.", "when"),
        ("what happened on 11 9 1989", "The Berlin Wall fell.", "what day was 7 20 1969"),
        ("how many people fit in a boeing 747 400", "Up to 660.", "and in a boeing 737 800"),
    ],
)
def test_what_is_nobodys_may_go(first: str, reply: str, second: str) -> None:
    assert not is_kept(first, reply, second)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What's the wifi password?", "credential"), ("And the third digit?", "credential"),
        ("Choose a secret word.", "credential"), ("To log you in I need a username.", "credential"),
        ("Sure! What is the name on the account?", "name"), ("Could you spell that?", "name"),
        ("Which pharmacy and which prescription?", "health"), ("Okay, let me know your blood group.", "health"),
        ("What's your native language?", "identity"), ("Which bank are you with?", "identity"),
        ("What is your flight number?", "identity"), ("What does your bathroom look like?", "identity"),
        ("Where do you keep the spare key?", "whereabouts"), ("Have you ever been bankrupt?", "money"),
        ("Whose name is on the lease?", "name"), ("Who shall I address it to?", "name"), ("Which town are you in?", "address"),
        ("How much have you put aside?", "money"), ("What do you do?", "money"), ("Who else is at home?", "whereabouts"),
        ("How often does it happen?", "health"), ("Who are you seeing?", "intimacy"), ("Where is it hidden?", "whereabouts"),
        ("Who looks after you?", "identity"), ("When were you last there?", ""), ("What does it unlock with?", "credential"),
        ("How long were you together?", "identity"), ("What's the booking reference?", "number"), ("What are you making?", ""),
        ("Have you tried another browser?", ""), ("Who would you like to hear about?", ""),
        ("How do you peel it? You boil it.", ""),
        ("How much time do you have?", ""), ("Which one do you mean?", ""), ("What do you do with the leftovers?", ""),
        ("What's your guess?", ""), ("What's your favourite genre?", ""), ("How many people will play?", ""),
        ("Name a word and I will spell it for you.", ""), ("What ingredients do you have?", ""),
        ("Please spell your last name.", "name"), ("Where should I deliver it to?", "address"),
        ("How much do you make a year?", "money"), ("Any allergies?", "health"), ("Who did you vote for?", "identity"),
        ("Were you ever convicted?", "law"), ("Do you have children?", "intimacy"), ("When will you be away?", "whereabouts"),
        ("Would you like to know more about diabetes?", ""), ("How can I help?", ""), ("Tea or coffee?", ""),
        ("The password was changed. Anything else?", ""),
        ("Which password would you like?", "credential"), ("Which address would you like it delivered to?", "address"),
        ("What would you like your new password to be?", "credential"), ("How would you like to spell your surname?", "name"),
        ("What drink would you like?", ""), ("What would you like to know about passwords?", ""),
        ("When does nobody look after the house?", "whereabouts"), ("On which days is the place unattended?", "whereabouts"),
        ("What keeps you awake?", "health"),
    ],
)  # fmt: skip
def test_a_question_says_what_its_answer_is(question: str, kind: str) -> None:
    assert asked_for(question.lower()) == kind


@pytest.mark.parametrize("policy", POLICIES)
def test_what_a_model_at_home_answered_is_not_told_while_the_questions_are(policy: Policy) -> None:
    screen = Screen()
    lines = [Message("user", "how do i cook rice"), Message("assistant", "In twice as much water.")]
    screen.kinds_of(lines, by_skill=False)
    sent = screen.clear([*lines, Message("user", "and how long does it take")], policy)
    assert [line.text for line in sent.messages] == ["how do i cook rice", UNTOLD, "and how long does it take"]


def test_what_a_skill_or_a_place_away_answered_is_told() -> None:
    screen = Screen()
    lines = [Message("user", "what is two plus two"), Message("assistant", "Four.")]
    screen.kinds_of(lines, by_skill=True)
    further = [Message("user", "why is the sky blue"), Message("assistant", "Blue light is scattered; you see it.")]
    screen.memory.said(further[1].text, Redactor())
    screen.kinds_of(further, by_skill=False)
    asked = [*lines, *further, Message("user", "and at night")]
    assert list(screen.clear(asked, "refuse").messages) == asked


def test_a_request_is_no_answer_and_the_question_stays_open_for_digits() -> None:
    lines = [Message("assistant", "What's your pin?"), Message("user", "what's a pin"), Message("assistant", "A number.")]
    assert kinds([*lines, Message("user", "who invented it")]) == ["", "", "", ""]
    assert kinds([*lines, Message("user", "4711")]) == ["", "", "", "credential"]


def test_digits_behind_the_announcement_of_a_secret() -> None:
    lines = [Message("user", "i want to tell you my pin"), Message("assistant", "Go ahead."), Message("user", "four seven")]
    assert kinds(lines) == ["", "", "credential"]


@pytest.mark.parametrize("beginning", ["alex", "xand", "alexand"])
def test_the_beginning_of_a_name_is_known_as_a_nickname(beginning: str) -> None:
    memory = Memory()
    memory.learn("name", "Alexander")
    redacted = Redactor(memory.values).redact(f"what rhymes with {beginning}", [])
    assert (beginning not in redacted) == "alexander".startswith(beginning)


@pytest.mark.parametrize(
    ("text", "is_told"),
    [("sign it Tim", True), ("call me Timmy", True), ("is Tim a short form of it", True), ("hold on a tim", False)],
)
def test_three_letters_of_a_name_are_known_where_they_are_used_as_one(text: str, is_told: bool) -> None:
    memory = Memory()
    memory.learn("name", "Timothy Wexler")
    assert (Redactor(memory.values).redact(text, []) != text) == is_told


def test_a_number_is_known_again_in_parts() -> None:
    memory = Memory()
    memory.learn("credential", "7 31 4")
    assert Redactor(memory.values).redact("what is 7 plus 31 plus 4", []) == "what is [credential 1]"
    assert Redactor(memory.values).redact("what is 7 plus 31", []) == "what is 7 plus 31"


def test_a_row_of_bare_digits_is_a_number() -> None:
    lines = [line for digit in ("four", "seven", "one") for line in (Message("user", digit), Message("assistant", "Yes?"))]
    assert kinds(lines)[::2] == ["", "", "number"]


@pytest.mark.parametrize(
    "text",
    [
        "meine Mutter ist krank", "mi padre murió ayer", "j'ai perdu mon emploi", "il mio conto è vuoto", "estou grávida",
        "bin pleite", "min kone slår mig", "işimi kaybettim", "mieheni lyö minua", "non dormo più", "férjem iszik",
        "schwanger, dritter Monat", "embarazada", "hab Krebs", "depressione grave", "wir fahren in den Urlaub",
        "mera naam Petra hai", "dw i'n feichiog", "estic embarassada", "ako ay buntis", "watashi wa byoki desu",
        "sou gay", "am diabet", "halni akarok", "mul pole raha", "mwen malad", "ina da ciwo", "waan xanuunsanahay",
        "jam i sëmurë",
        "ik ben mijn baan kwijt", "мне плохо", "私は病気です", "translate this: ich bin in meinen Chef verliebt",
    ],
)  # fmt: skip
def test_another_language(text: str) -> None:
    assert not is_english(text)
    assert Screen().finding([Message("user", text)]).kinds


@pytest.mark.parametrize(
    "text",
    [
        "what does je ne sais quoi mean", "when was she born", "is nina simone alive",
        "play la vie en rose", "who is ursula von der leyen", "what does carpe diem mean", "kubectl get pods", "", "4711",
        "echo", "see ya", "play salon music", "what is treble clef", "anti social social club", "add naan and arts supplies",
        "tell me about the time zone of maine", "nato summit", "soy milk recipe", "translate krank", "sim card", "morton salt",
        "covid symptoms", "greggs vegan roll", "wether tomorow", "nhs app", "ljubljana dragons", "ring mr wexelberg",
        "message Siobhán", "jalapeño heat", "sup",
        "gpu prices",
        "navigate to rue de rivoli", "how do i cook spaghetti alla carbonara", "café near me", "what does привет mean",
    ],
)  # fmt: skip
def test_english(text: str) -> None:
    assert is_english(text)


def test_only_the_latest_values_are_remembered() -> None:
    memory = Memory()
    for number in range(MOST_VALUES + 1):
        memory.learn("phone", f"0770090{number:04}")
    assert len(memory.values) == MOST_VALUES
    assert not Redactor(memory.values).redact("0770090 0000", []).startswith("[")
    assert memory.kinds_in("ring 07700900001 soon") == ["phone"]


def test_an_interrupted_reply_is_known_by_its_beginning() -> None:
    memory = Memory()
    memory.said("Because blue light is scattered more than red.", Redactor())
    assert memory.told("Because blue light is scattered")
    assert memory.told("Because") is None
    assert memory.told("Because blue light is absorbed") is None


@pytest.mark.parametrize(
    ("first", "second", "learnt"),
    [("my pin is", "7283", ["7283"]), ("my pin is 7283", "what is the square root of 7283", ["7283"])],
)
def test_of_a_value_that_a_pause_cuts_in_two_nothing_else_of_the_line_before_is_remembered(
    first: str, second: str, learnt: list[str]
) -> None:
    screen = Screen()
    lines = [Message("user", first), Message("user", second)]
    screen.learn(lines)
    assert [value.said for value in screen.memory.values] == learnt
    assert screen.finding(lines).kinds == ("credential",)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("i'm done with everything", True), ("sometimes i think about driving into a tree", True),
        ("i can't do this anymore", True),
        ("i can't do this crossword anymore", False), ("i don't want to be late set an alarm", False),
        ("i would rather not be here any longer", True), ("i'm done with life", True),
        ("i can't see the point of living", True),
        ("i wouldn't mind being hit by a bus", True), ("what is the point of a fuse", False),
        ("how many people are hit by a bus each year", False), ("is there a reason to go on a cruise", False),
        ("set an alarm so i don't wake late", False),
    ],
)  # fmt: skip
def test_despair_stays_at_home(said: str, kept: bool) -> None:
    assert bool(find(said)) is kept
