"""Dates and times elsewhere: what day is asked for, and what is said of it."""

import asyncio
import time
from datetime import UTC, date, datetime

import pytest

from tests.skills.making import make_skills
from voice.clock import VirtualClock
from voice.config import Config
from voice.english.holidays import BY_WEEKDAY, FIXED, FROM_EASTER, FROM_THANKSGIVING, holiday
from voice.english.places import zone
from voice.skills import Context, Skills

THURSDAY = datetime(2026, 11, 26, 14, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def skills(tmp_path_factory: pytest.TempPathFactory) -> Skills:
    loaded = make_skills(Config(state_dir=tmp_path_factory.mktemp("s")), VirtualClock(start=THURSDAY))
    assert loaded.load() == []
    return loaded


def said(skills: Skills, text: str) -> str | None:
    match = skills.match(text)
    return asyncio.run(skills.run(match, Context())).text if match else None


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("what day is christmas", "Christmas is on Friday, the 25th of December."),
        ("what day was christmas", "Christmas was on Thursday, the 25th of December, 2025."),
        ("when is easter", "Easter is on Sunday, the 28th of March, 2027."),
        ("when is easter 2030", "Easter is on Sunday, the 21st of April, 2030."),
        ("what day is memorial day this year", "Memorial Day was on Monday, the 25th of May."),
        ("When is Mother's Day?", "In the United States, Mother's Day is on Sunday, the 9th of May, 2027."),
        ("what day was yesterday", "Yesterday was Wednesday, the 25th of November."),
        ("what's the day after tomorrow", "The day after tomorrow is Saturday, the 28th of November."),
        ("what date is friday", "Friday is the 27th of November."),
        ("what date is next friday", "The coming Friday is the 27th of November; the one after that is the 4th of December."),
        ("what date is next tuesday", "Tuesday is the 1st of December."),
        ("when does the third come next week", "That is Thursday, the 3rd of December."),
        ("what's the second sunday in may", "That is Sunday, the 9th of May, 2027."),
        ("what's the date on friday week", "That is Friday, the 4th of December."),
        ("when did we have easter this year", "Easter was on Sunday, the 5th of April."),
        ("what date was last thursday", "Last Thursday was the 19th of November."),
        ("what day does april sixteenth fall on", "That is Friday, the 16th of April, 2027."),
        ("what day of the week is the twenty second of march", "That is Monday, the 22nd of March, 2027."),
        ("what day was July 4th 1976", "That was Sunday, the 4th of July, 1976."),
        ("what day is the 25th of december twenty twenty seven", "That is Saturday, the 25th of December, 2027."),
        ("when is february 29th", "That is Tuesday, the 29th of February, 2028."),
        ("what day is the third", "That is Thursday, the 3rd of December."),
        ("what's the date in 3 weeks", "That is Thursday, the 17th of December."),
        ("what was the date two weeks ago", "That was Thursday, the 12th of November."),
        ("what year was it ten years ago", "That was Saturday, the 26th of November, 2016."),
        ("what date is it two weeks from tomorrow", "That is Friday, the 11th of December."),
        ("what date is a week from friday", "That is Friday, the 4th of December."),
        ("how many days until christmas", "29 days until Christmas."),
        ("how many weeks are left until christmas", "Four weeks and one day until Christmas."),
        ("how many months until july 4th", "Seven months and eight days until the 4th of July."),
        ("how long until new year's eve", "35 days until New Year's Eve."),
        ("how many days are left in the year", "35 days until the end of the year."),
        ("how many days since halloween", "26 days ago."),
        ("how long ago was easter", "235 days ago."),
        ("what week is it", "It's week 48."),
        ("what day did christmas fall on last year", "Christmas was on Thursday, the 25th of December, 2025."),
        ("what year is next year", "Next year is 2027."),
        ("what's next month", "Next month is December."),
        ("what is the date in sydney", "It's Friday, the 27th of November in Sydney."),
        ("what day is it in honolulu", "It's Thursday, the 26th of November in Honolulu."),
        ("is 2028 a leap year", "Yes, 2028 is a leap year."),
        ("was 1900 a leap year", "No, 1900 was no leap year."),
        ("when is the next leap year", "The next leap year is 2028."),
        ("how many days are in february", "February has 28 days in 2026."),
        ("how many days are there in february 2028", "February has 29 days in 2028."),
        ("what day is february 30th", "There is no 30th of February."),
        ("what is christmas", None),
        ("what happened on the fifth of november", None),
        ("how many days does it take to get to mars", None),
    ],
)
def test_dates(skills: Skills, request_: str, reply: str | None) -> None:
    assert said(skills, request_) == reply


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("what time is it in tokyo", "It's 11 pm in Tokyo."),
        ("What's the time in New York right now?", "It's 9 am in New York."),
        ("tell me the time in india", "It's 7:30 pm in India."),
        ("what time is it in auckland", "It's 3 am tomorrow in Auckland."),
        ("what time is it in kathmandu", "It's 7:45 pm in Kathmandu."),
        ("what's the current time in orlando fl", "It's 9 am in Orlando Fl."),
        ("what time is it in paris texas", "It's 8 am in Paris Texas."),
        ("time in russia", "It's 5 pm in Russia. There are other time zones too."),
        ("what time is it in the uk", "It's 2 pm in the UK."),
        ("whats the time in nyc", "It's 9 am in NYC."),
        ("what time is it in l.a.", "It's 6 am in L A."),
        ("what's the time in zürich", "It's 3 pm in Zürich."),
        ("time in santa fe", "It's 7 am in Santa Fe."),
        ("what time is it for my friend in kl", "It's 10 pm in KL."),
        ("is it night in perth", "It's 10 pm in Perth."),
        ("is it tomorrow already in tokyo", "It's 11 pm in Tokyo."),
        ("what time zone is denver in", "It's seven hours earlier in Denver than here."),
        ("what's 9 am pacific time here", "It would be 5 pm."),
        (
            "what is the time in india when the time in us is twelve pm",
            "It would be 10:30 pm in India. There are other time zones too.",
        ),
        ("what is the current central time", "It's 8 am Central time."),
        ("what's the time difference between london and new york", "It's five hours earlier in New York than in London."),
        ("how many hours ahead is mumbai", "It's five hours and 30 minutes later in Mumbai than here."),
        ("is the time different in ghana", "It's the same time in Ghana as here."),
        ("what time is it in sydney when it's 5 pm here", "It would be 4 am in Sydney the day after."),
        ("if it's ten pm in california what time is it in alabama", "It would be midnight in Alabama the day after."),
        ("convert nine am cst to est", "It would be 10 am Eastern time."),
        ("what time is it in the movie", None),
        ("what time is it in central park", None),
        ("what time does the train leave for london", None),
    ],
)
def test_times_elsewhere(skills: Skills, request_: str, reply: str | None) -> None:
    assert said(skills, request_) == reply


@pytest.mark.parametrize(
    ("request_", "reply"),
    [
        ("how many hours from 9 am to 5 pm", "Eight hours."),
        ("how long is it from 8:30 to 14:15", "Five hours and 45 minutes."),
        ("how many hours between 10 pm and 6", "Eight hours."),
        ("how long is it between 9 and 5", "Eight hours."),
        ("how many minutes between 2:15 and 3:40", "One hour and 25 minutes."),
        ("what's 3 hours after 4 pm", "That's 7 pm."),
        ("what time is 45 minutes before noon", "That's 11:15 am."),
        ("what's 3 hours after 4", None),
        ("how old is someone born in 1990", "35 or 36 years old."),
        ("how old is someone born on may 5 1980", "46 years old."),
        ("if I was born in december 1990 how old am i", "35 years old."),
        ("I was born in 1975, how old am I", "50 or 51 years old."),
        ("how old is someone born in 2100", None),
        ("how many years since 1969", "57 years."),
        ("how many years until 2050", "24 years."),
        ("what day of the year is it", "It's day 330 of 365."),
        ("is it the weekend yet", "It's Thursday, the 26th of November, 2026."),
        ("how many days until the weekend", "Two days until Saturday."),
        ("how many days from now until july 4", "220 days until the 4th of July."),
        ("4 pm in berlin what time is that here", "It would be 3 pm."),
        ("is new york ahead or behind of london", "It's five hours earlier in New York than in London."),
    ],
)
def test_times_and_years_are_reckoned(skills: Skills, request_: str, reply: str | None) -> None:
    assert said(skills, request_) == reply


@pytest.mark.parametrize(
    ("zone_", "request_", "reply"),
    [
        ("Europe/London", "when do the clocks change", "The clocks go forward one hour on Sunday, the 28th of March, 2027."),
        ("Europe/London", "when do the clocks go back", "The clocks go back one hour on Sunday, the 31st of October, 2027."),
        ("America/New_York", "when do we spring forward", "The clocks go forward one hour on Sunday, the 14th of March, 2027."),
        ("Asia/Tokyo", "when do we put the clocks back", "The clocks don't change here."),
    ],
)  # fmt: skip
def test_the_clocks_change(monkeypatch: pytest.MonkeyPatch, skills: Skills, zone_: str, request_: str, reply: str) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone_)
        time.tzset()
        assert said(skills, request_) == reply
    time.tzset()


@pytest.mark.parametrize(
    ("year", "easter"), [(1961, "1961-04-02"), (2000, "2000-04-23"), (2026, "2026-04-05"), (2038, "2038-04-25")]
)
def test_easter(year: int, easter: str) -> None:
    assert str(holiday("Easter", year)) == easter


def test_every_holiday_of_the_sentences_has_its_day(skills: Skills) -> None:
    named = {value.value_out for value in skills.sentences.intents.slot_lists["holiday"].values}  # type: ignore[attr-defined]
    assert named == {*FIXED, *BY_WEEKDAY, *FROM_EASTER, *FROM_THANKSGIVING}
    assert holiday("Thanksgiving", 2028) == date(2028, 11, 23)
    assert holiday("Memorial Day", 2027) == date(2027, 5, 31)


def test_every_place_and_time_zone_of_the_sentences_is_known(skills: Skills) -> None:
    lists = skills.sentences.intents.slot_lists
    named = [value.value_out for name in ("city", "time_zone") for value in lists[name].values]  # type: ignore[attr-defined]
    assert [place for place in named if zone(place) is None] == []
