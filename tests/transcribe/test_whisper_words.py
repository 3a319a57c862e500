"""What Whisper writes, as the words that were said."""

import pytest

from voice.transcribe.whisper_words import opening, prompt, spellings, spoken, unwoken, without_echo, without_loop


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("What's 17 times 23?", "what's 17 times 23"),
        ("Set a timer for 1,000 seconds.", "set a timer for 1000 seconds"),
        ("Set an alarm for 7:30 a.m.", "set an alarm for 7:30 a m"),
        ("Turn it up to 50%.", "turn it up to 50 percent"),
        ("Set a 12-minute timer…", "set a 12 minute timer"),
        ("What is 1.5 plus -3?", "what is 1.5 plus -3"),
        ("“Hello,” she said – twice!", "hello she said twice"),
        ("It\N{RIGHT SINGLE QUOTATION MARK}s late.", "it's late"),
        ("  ", ""),
    ],
)
def test_words_are_lower_case_without_punctuation(written: str, said: str) -> None:
    assert spoken(written) == said


@pytest.mark.parametrize(
    ("heard", "rest"),
    [
        ("hey jarvis what time is it", "what time is it"),
        ("hey jervis what time is it", "what time is it"),
        ("jarvis stop", "stop"),
        ("hey jarvis stop", "stop"),
        ("hi jarvis is it going to rain", "is it going to rain"),
        ("hey jarvis", ""),
        ("hey listen what time is it", "hey listen what time is it"),
        ("harvest time", "harvest time"),
        ("stop", "stop"),
        ("", ""),
    ],
)
def test_the_wake_phrase_is_left_out_however_it_was_spelt(heard: str, rest: str) -> None:
    assert unwoken(heard, ["hey_jarvis"]) == rest


def test_without_a_wake_phrase_all_words_stay() -> None:
    assert unwoken("hey jarvis what time is it", []) == "hey jarvis what time is it"


@pytest.mark.parametrize(
    ("words", "like", "spelt"),
    [
        ("what time is it", "What time is it?", ["what time is it?"]),
        ("set a timer for twenty three minutes", "Set the timer.",
         ["set a timer for twenty three minutes.", "set a timer for 23 minutes."]),
        ("set a timer for twenty three minutes", "Set a timer for 20 minutes.", ["set a timer for 23 minutes."]),
        ("set an alarm for six thirty a m", "Set an alarm for 6:13 a.m.", ["set an alarm for 6:30 a.m."]),
        ("set an alarm for six thirty a m", "Set an alarm for 6.13.", ["set an alarm for 6.30am."]),
        ("wake me at seven pm", "Wake me at 11pm.", ["wake me at 7pm."]),
        ("wake me at seven pm", "Wake me at heaven.", ["wake me at seven p.m.", "wake me at 7 p.m."]),
        ("stop", "Stop 5.", ["stop."]),
    ],
)  # fmt: skip
def test_a_command_is_spelt_as_whisper_wrote_what_it_heard(words: str, like: str, spelt: list[str]) -> None:
    assert spellings(words, like) == spelt


def test_the_prompt_is_whole_sentences_behind_the_wake_phrase() -> None:
    assert opening("hey_jarvis") == "Hey Jarvis,"
    assert prompt("hey_jarvis") == "Hey Jarvis, what time is it? Hey Jarvis, set a timer for ten minutes."
    assert (opening(""), prompt("")) == ("", "what time is it? set a timer for ten minutes.")


@pytest.mark.parametrize(
    ("heard", "ended", "rest"),
    [
        ("what time is it? Hey Jarvis, what time is it?", True, "what time is it?"),
        ("set an alarm. Hey Jarvis, set a", True, "set an alarm. Hey Jarvis, set a"),
        ("what's the date? Hey Jarvis, what's", True, "what's the date?"),
        ("stop. Hey Jarvis", True, "stop."),
        ("Mute. Hey Jarvis, mute. Hey Jarvis, mute.", True, "Mute."),
        ("Never mind. Hey Jarvis, never mind.", True, "Never mind."),
        ("what did you say to Hey Jarvis, the song?", True, "what did you say to Hey Jarvis, the song?"),
        ("play some jazz. Hey Jarvis, play it. Hey Jarvis, play it", False, "play some jazz."),
        ("and so on and so on and so on", False, "and so on and so on and so on"),
        ("Hey Jarvis, stop.", True, "Hey Jarvis, stop."),
        ("", True, ""),
    ],
)
def test_an_echo_is_cut_off(heard: str, ended: bool, rest: str) -> None:
    assert without_echo(heard, "Hey Jarvis,", ended) == rest
    assert without_echo(heard, "", ended) == heard


@pytest.mark.parametrize(
    ("heard", "rest"),
    [
        ("so it went on and on so it went on and on so it went", "so it went on and on"),
        ("only in the superlative degree of comparison only in the superlative degree of comparison only",
         "only in the superlative degree of comparison"),
        ("no no no", "no no no"),
        ("what is two plus two", "what is two plus two"),
        ("again and again and again", "again and again and again"),
    ],
)  # fmt: skip
def test_a_loop_at_the_end_is_cut_off(heard: str, rest: str) -> None:
    assert without_loop(heard) == rest
