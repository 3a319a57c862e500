"""Personal data is found in what was said and written; general questions about the same subjects are left alone."""

import random

import pytest

from benchmarks.privacy import misheard, rounds, sentences
from voice.privacy import IDENTIFIERS, STATEMENTS, Detector
from voice.privacy.find import LONGEST_TEXT, find
from voice.privacy.find_numbers import iban_holds, luhn_holds

EVERYTHING = list(sentences(seed=7, private=2, general=2))


def kinds(text: str, previous: str = "") -> set[str]:
    return {one.kind for one in find(text, previous)}


def spans(text: str, previous: str = "") -> list[str]:
    return [text[one.start : one.end] for one in find(text, previous)]


@pytest.mark.parametrize("kind", sorted({*IDENTIFIERS, *STATEMENTS} - {"number"}))
def test_most_of_a_kind_is_found(kind: str) -> None:
    labelled = [one.text for one in EVERYTHING if one.private and one.kind == kind]
    found = [text for text in labelled if find(text)]
    assert labelled
    assert len(found) >= (0.97 if kind in IDENTIFIERS else 0.8) * len(labelled), set(labelled) - set(found)


def test_few_general_questions_are_taken_for_private() -> None:
    general = [one.text for one in EVERYTHING if not one.private]
    assert len([text for text in general if find(text)]) < 0.05 * len(general)


@pytest.mark.parametrize(
    ("text", "kind", "span"),
    [
        ("my card is 4111 1111 1111 1111", "card", "4111 1111 1111 1111"),
        ("transfer it to DE89 3704 0044 0532 0130 00 today", "iban", "DE89 3704 0044 0532 0130 00"),
        (
            "call oh two oh seven nine four six oh nine five eight now",
            "phone",
            "oh two oh seven nine four six oh nine five eight",
        ),
        ("write to john dot smith at gmail dot com please", "email", "john dot smith at gmail dot com"),
        ("the door code is double five one two", "credential", "double five one two"),
        ("my password is fluffy bunny and i need it changed", "credential", "fluffy bunny"),
        ("i live at 14 maple drive with my cat", "address", "14 maple drive"),
        ("i was born on the third of may nineteen eighty five in rome", "birth_date", "third of may nineteen eighty five"),
        ("block ten dot zero dot four dot seventeen", "ip_address", "ten dot zero dot four dot seventeen"),
        ("my name is maria rossi", "name", "maria rossi"),
        ("my nhs number is 943 476 5919", "patient_number", "943 476 5919"),
    ],
)
def test_a_span_is_the_value_and_no_more(text: str, kind: str, span: str) -> None:
    (found,) = find(text)
    assert (found.kind, text[found.start : found.end]) == (kind, span)


def test_several_are_found_in_their_order() -> None:
    text = "my phone is 555 0123 and my email is a.b@example.org and my pin is 4471"
    assert [one.kind for one in find(text)] == ["phone", "email", "credential"]


@pytest.mark.parametrize(
    ("previous", "text", "kind"),
    [
        ("my card number is four one one one", "one one one one one one one one one one one one", "card"),
        ("my phone number is", "five five five oh one two three", "phone"),
        ("my phone number is 555", "0123", "phone"),
        ("i was just diagnosed with", "type two diabetes", "health"),
        ("the door code is", "four four one nine", "credential"),
        ("my password is", "fluffy bunny", "credential"),
        ("i live at", "forty two elm street", "address"),
        ("my email is john at", "gmail dot com", "email"),
    ],
)
def test_a_pause_hides_nothing(previous: str, text: str, kind: str) -> None:
    found = find(text, previous)
    assert kind in {one.kind for one in found}
    assert all(0 <= one.start < one.end <= len(text) for one in found)


@pytest.mark.parametrize(
    ("previous", "text"),
    [
        ("i have diabetes", "what time is it"),
        ("my son loves planes", "what is diabetes"),
        ("my phone number is 555 0123", "what's the weather tomorrow"),
        ("what's your favourite card", "tell me a joke"),
    ],
)
def test_what_was_private_before_does_not_stain_the_next_sentence(previous: str, text: str) -> None:
    assert find(text, previous) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("my surname is spelled K W O L E K", "K W O L E K"),
        ("it's T for tango, O as in oscar, D for delta, that's my login", "T for tango, O as in oscar, D for delta"),
        ("our last name, written L dash U dash X", "L dash U dash X"),
        ("passphrase velvet anchor nine comets", "velvet anchor nine comets"),
        ("recovery words: pillow, mango, orbit, lamp", "pillow, mango, orbit, lamp"),
        ("code word marzipan", "marzipan"),
        ("wifi harbour view 22 all lower case", "harbour view 22 all lower case"),
        ("locker 12 left 30 right 7", "12 left 30 right 7"),
        ("the bike lock is five one nine", "five one nine"),
        ("phone pattern bottom left, middle, top right", "phone pattern bottom left, middle, top right"),
        ("wifi Marigold password thistle", "thistle"),
        ("wifi key copper lantern 8", "copper lantern 8"),
        ("mother's maiden name Penhaligon", "penhaligon"),
        ("keysafe 1 8 6 6", "1 8 6 6"),
        ("security answer toffee", "toffee"),
        ("my nan is called Hepzibah", "hepzibah"),
        ("my dentist is Dr. Okonjo", "Okonjo"),
        ("tell Mr. Achterberg that I'm ill", "Achterberg"),
        ("our village is called Nether Wallop", "nether wallop"),
        ("my address is the old rectory, church lane, much wenlock", "old rectory, church lane, much wenlock"),
        ("deliver it to Rose Cottage in Wickham", "rose cottage in wickham"),
        ("my what three words is filled dot count dot soap", "filled dot count dot soap"),
        ("my vin is WVWZZZ1JZXW000010", "WVWZZZ1JZXW000010"),
        ("my insta handle is @maudlin_moth", "@maudlin_moth"),
    ],
)
def test_what_is_told_without_a_verb_or_letter_by_letter(text: str, value: str) -> None:
    assert value.lower() in [span.lower() for span in spans(text)]


@pytest.mark.parametrize(
    "text",
    [
        "how do you spell r h y t h m", "a b b a is a band", "passphrase generator", "password manager for firefox",
        "recovery phrase explained", "code word puzzles", "the lock is 3 metres wide", "vault 101", "wifi 6 or wifi 7",
        "unlock pattern not working", "is dr pepper a cola", "i love dr who", "password or pin which is better",
        "wifi password reset", "my school play is called grease", "wifi key finder", "first pet names",
        "mother's maiden name meaning", "what is a passphrase", "safe words", "who sang 867 5309",
        "what does 225 45 17 mean on a tyre", "my address is wrong on the form",
        "taxi to the white house", "my twitter is down",
    ],
)  # fmt: skip
def test_what_only_speaks_about_secrets_and_letters_is_nobodys(text: str) -> None:
    assert find(text) == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("how many paracetamol would kill me", "health"),
        ("i don't see the point in going on", "health"),
        ("what's the quickest way to end it all", "health"),
        ("the doctor says it's back", "health"),
        ("the lump turned out to be malignant", "health"),
        ("we're skint until friday", "money"),
        ("my brother came out to our parents as gay", "identity"),
        ("they locked my cousin up for burglary", "law"),
        ("my husband has been sleeping with his secretary", "intimacy"),
        ("the kids get home to an empty house at four", "whereabouts"),
        ("I was diagnosed with diabetes. What should I eat?", "health"),
    ],
)
def test_a_statement_is_known_by_what_it_says(text: str, kind: str) -> None:
    assert kind in kinds(text)


HARD = "explain in detail the causes and the consequences of the french revolution"


@pytest.mark.parametrize(
    "statement", ["i was diagnosed with diabetes last week", "my husband is in prison", "we can't pay the rent"]
)
def test_a_statement_is_not_lost_in_a_long_request(statement: str) -> None:
    assert not find(HARD)
    for text in (f"{statement} {HARD}", f"{HARD} {statement}", f"{HARD}. {statement.capitalize()}. {HARD}"):
        assert not {one.kind for one in find(text)}.isdisjoint(STATEMENTS)


def test_only_the_sentence_that_says_it_is_the_span() -> None:
    text = "The sky is blue. My wife has breast cancer. What is the capital of Peru?"
    assert spans(text) == ["My wife has breast cancer"]


def test_what_can_be_taken_out_is_no_statement() -> None:
    """Else nothing with an identifier in it could be redacted."""
    private = [one.text for one in EVERYTHING if one.private and one.kind in IDENTIFIERS]
    stated = [text for text in private if not {one.kind for one in find(text)}.isdisjoint(STATEMENTS)]
    assert len(stated) < 0.05 * len(private), stated


def test_sentences_nobody_changed_anything_by() -> None:
    blind = list(rounds(blind=True))
    found = {one.text: bool(find(one.text, one.previous)) for one in blind}
    stated = [found[one.text] for one in blind if one.private and one.kind in STATEMENTS]
    identified = [found[one.text] for one in blind if one.private and one.kind in IDENTIFIERS]
    alarms = [found[one.text] for one in blind if not one.private]
    assert sum(stated) >= 0.8 * len(stated)
    assert sum(identified) >= 0.95 * len(identified)
    assert sum(alarms) < 0.05 * len(alarms)


def test_one_misheard_digit_acquits_nothing() -> None:
    assert "card" in kinds("my card is four one one one one one one one one two one one one one one one")
    assert spans("my card is four one one one one banana one one one one one one one one one one") == [
        "four one one one one banana one one one one one one one one one one"
    ]


def test_reasons_hold_none_of_the_words() -> None:
    for one in EVERYTHING:
        for private in find(one.text):
            said = one.text[private.start : private.end].lower()
            assert len(said) < 4 or said not in private.reason


def test_word_errors_hide_little() -> None:
    rng = random.Random(3)
    words = [word for one in EVERYTHING if not one.private for word in one.text.split() if word.isalpha()]
    private = [misheard(one.text, rng, words) for one in EVERYTHING if one.private]
    assert len([text for text in private if find(text)]) >= 0.85 * len(private)


def test_any_text_is_borne_and_spans_lie_inside() -> None:
    rng = random.Random(5)
    words = [word for one in EVERYTHING for word in one.text.split()]
    odd = ["", " ", "…", "é" * 50, "\x00", "1" * 500, "@" * 40, "a " * 300, "dot " * 50, "²³ ١٢٣ ½"]
    odd += ["İİİİ i live at 4 elm street İ at İ dot com", "'" * 9, "double"]
    for text in [*odd, *(misheard(one.text, rng, words, 0.5) for one in EVERYTHING)]:
        for one in find(text, rng.choice([*odd, "my pin is"])):
            assert 0 <= one.start < one.end <= len(text)
            assert one.kind in (*IDENTIFIERS, *STATEMENTS)


def test_a_long_text_is_read_to_its_end() -> None:
    text = "the sky is blue and so is the sea. " * (LONGEST_TEXT // 20) + "my phone number is 555 0123"
    assert spans(text) == ["555 0123"]


def test_a_long_text_is_not_cut_in_the_midst_of_a_word() -> None:
    page = "I would like to know how the weather in the north of England changes over the year. "
    assert find(page * (LONGEST_TEXT * 12 // len(page))) == []


def test_check_digits() -> None:
    assert luhn_holds("4111111111111111")
    assert not luhn_holds("4111111111111112")
    assert iban_holds("gb29nwbk60161331926819")
    assert not iban_holds("gb29nwbk60161331926818")
    assert not iban_holds("²²12345")


def test_find_is_a_detector() -> None:
    detector: Detector = find
    assert detector("what time is it") == []
