"""The page in a browser: turns of earlier visits, the choice of a voice, announcements, and a server that is gone."""

import time
from pathlib import Path

import httpx2
import pytest

from tests.serve.browser import PATIENCE_S, connected, needs_chromium, opened, served, sound

pytestmark = [pytest.mark.slow, needs_chromium]

TIME_UNCALLED = ("1-time.flac", 0.9)

IN_A_LINE = """[...document.querySelectorAll("#timers-list .left")].map((one) => one.scrollWidth <= one.clientWidth
  && one.getBoundingClientRect().height < 1.5 * parseFloat(getComputedStyle(one).fontSize))"""

KEEPS = {"VOICE_KEEP_WORDS": "true", "VOICE_SPEAK__VOICE": "en-gb"}  # which has several voices, whatever models are here


def test_earlier_turns_are_shown_on_demand_to_this_browser_and_forgotten_for_good(tmp_path: Path) -> None:
    heard = sound(tmp_path, 1.0, TIME_UNCALLED, 8.0, TIME_UNCALLED, 60.0)
    with served(tmp_path, **KEEPS) as there, opened(heard) as show:
        shown, other = connected(show(f"{there}/?name=mine")), connected(show(f"{there}/?name=other"))
        shown.page.locator("#talk").click()
        shown.until(lambda: shown.page.locator("#turns-list .turn").count() == 1 and shown.state == "idle")
        shown.page.reload()
        connected(shown)
        assert shown.page.locator(".turn").count() == 0
        for one, count in ((other, 0), (shown, 1)):
            one.page.get_by_role("button", name="Show earlier turns").press("Enter")
            one.until(lambda one=one: one.text("#past-said") not in ("", "One moment…"))  # type: ignore[misc]
            assert one.page.locator("#past-list .turn").count() == count
        assert shown.text("#past-list .heard") == "what time is it"
        assert shown.text("#past-list .said").startswith("It's ")
        assert "Done on this machine" in shown.text("#past-list")
        assert not shown.page.locator("#past-unsaid").is_visible()
        shown.page.get_by_role("button", name="Forget “what time is it”").press("Enter")
        assert shown.look("document.activeElement.id") == "forget-no"
        shown.page.keyboard.press("Escape")  # taken back
        assert shown.page.locator("#past-list .turn").count() == 1
        shown.page.get_by_role("button", name="Forget “what time is it”").press("Enter")
        shown.page.get_by_role("button", name="Forget", exact=True).last.click()
        shown.until(lambda: shown.text("#past-said") == "The turn is forgotten.")
        assert shown.page.locator(".turn").count() == 0
        assert shown.look("document.activeElement !== document.body")
        shown.page.reload()
        connected(shown)
        shown.page.get_by_role("button", name="Show earlier turns").click()
        shown.until(lambda: shown.text("#past-said") == "There are no earlier turns of this browser.")
        shown.page.get_by_role("button", name="Forget all turns").click()
        shown.page.locator("#forget-yes").click()
        shown.until(lambda: shown.text("#past-said") == "0 turns are forgotten.")
    for file in (tmp_path / "state").iterdir():
        assert b"what time is it" not in file.read_bytes(), file.name


def test_a_voice_is_chosen_and_stays_chosen_in_this_browser(tmp_path: Path) -> None:
    with served(tmp_path, **KEEPS) as there, opened(None) as show:
        shown = connected(show(f"{there}/?name=chooses"))
        choice = shown.page.get_by_label("Voice", exact=True)
        shown.until(choice.is_visible)
        assert choice.input_value() == "en-gb"
        choice.select_option("America, woman")
        shown.until(lambda: shown.text("#voice-said") == "The next reply has this voice.")
        shown.page.reload()
        connected(shown)
        shown.until(lambda: choice.is_visible() and choice.input_value() == "en-us+f3")
        other = connected(show(f"{there}/?name=does not"))
        other.until(other.page.locator("#voice").is_visible)
        assert other.page.locator("#voice").input_value() == "en-gb"


def test_a_wall_shows_timers_whole_and_an_announcement_as_one_and_does_not_keep_it(tmp_path: Path) -> None:
    with served(tmp_path) as there, opened(None, viewport={"width": 1080, "height": 1920}) as show:
        shown = show(f"{there}/?name=hall")
        shown.page.clock.install()
        connected(shown)
        for minutes in ("10", "90", "4"):
            shown.page.get_by_label("Minutes").fill(minutes)
            shown.page.get_by_role("button", name="Set timer").click()
        shown.until(lambda: shown.page.locator("#timers-list li").count() == 3)
        shown.page.goto(f"{there}/?view=kiosk&name=hall")
        connected(shown)
        shown.until(lambda: shown.page.locator("#timers-list li").count() == 3)
        assert shown.look(IN_A_LINE) == [True] * 3
        assert not shown.page.locator("#turns").is_visible()
        shown.page.locator("#state").click()  # browsers play nothing before
        httpx2.post(f"{there}/announce", json={"text": "Dinner is ready.", "to": ["hall"]}, timeout=PATIENCE_S)
        shown.until(lambda: shown.text("#reply") == "Dinner is ready.")
        shown.until(lambda: shown.text("#state") == "Announcement")
        shown.until(lambda: shown.state in ("idle", "waiting"))
        assert shown.text("#reply") == "Dinner is ready."
        shown.page.clock.fast_forward(61_000)
        shown.until(lambda: shown.text("#reply") == shown.text("#aloud") == "")
        assert shown.page.locator("#tries").is_visible()


SLOWLY = """(() => {
  const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  globalThis.opened = [];
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    await new Promise((done) => setTimeout(done, 300));
    opened.push(await open(wanted));
    return opened.at(-1);
  };
})()"""
"""Opens a microphone as slowly as where somebody is asked whether it may be."""

TURN = "(on) => { const wake = document.querySelector('#wake'); wake.checked = on; wake.dispatchEvent(new Event('change')); }"

LIVE = "opened.flatMap((one) => one.getTracks()).filter((one) => one.readyState === 'live').length"


@pytest.mark.parametrize("view", ["", "&view=kiosk"], ids=["all", "kiosk"])
def test_however_fast_one_presses_one_microphone_is_open_or_none(tmp_path: Path, view: str) -> None:
    with served(tmp_path) as there, opened(sound(tmp_path, 60.0)) as show:
        shown = connected(show(f"{there}/?name=hasty{view}"))
        shown.page.evaluate(TURN, False)  # a wall listens from the beginning
        shown.look(SLOWLY)
        shown.page.locator("#talk").dblclick()
        shown.until(lambda: shown.state == "listening")
        assert (shown.look("opened.length"), shown.look(LIVE)) == (1, 1)
        shown.page.keyboard.press("Escape")
        shown.until(lambda: shown.look(LIVE) == 0)
        for last, live in ((False, 0), (True, 1), (False, 0)):
            for on in (True, False, last):
                shown.page.evaluate(TURN, on)
            time.sleep(1.0)
            shown.until(lambda live=live: shown.look(LIVE) == live)  # type: ignore[misc]
            assert ("is on" in shown.text("#microphone-said")) == last
        assert not shown.text("#notices")


TAKEN_AWAY = "(() => { const track = opened.at(-1).getTracks()[0]; track.stop(); track.dispatchEvent(new Event('ended')); })()"


def test_a_microphone_that_is_gone_is_told_of_and_listened_to_again_once_it_is_back(tmp_path: Path) -> None:
    with served(tmp_path) as there, opened(sound(tmp_path, 60.0)) as show:
        shown = connected(show(f"{there}/?name=wall"))
        shown.look(SLOWLY)
        shown.page.evaluate(TURN, True)
        shown.until(lambda: "is on" in shown.text("#microphone-said"))
        shown.look(TAKEN_AWAY)
        shown.until(lambda: "The microphone is gone" in shown.text("#notices"))
        shown.look("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
        shown.until(lambda: "is on" in shown.text("#microphone-said") and not shown.text("#notices"))
        assert shown.look(LIVE) == 1
        shown.page.evaluate(TURN, False)
        shown.look("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
        time.sleep(1.0)
        assert shown.look(LIVE) == 0


def test_what_cannot_be_told_to_the_server_is_said_not_to_be_done(tmp_path: Path) -> None:
    with opened(None) as show:
        with served(tmp_path) as there:
            shown = connected(show(f"{there}/?name=alone"))
        shown.until(lambda: shown.text("#link").startswith("Not connected"))
        for button in ("Set timer", "Show earlier turns"):
            shown.page.get_by_role("button", name=button).click()
            shown.until(lambda: "nothing was done" in shown.text("#notices"))
            shown.page.get_by_role("button", name="Close this notice").click()
            assert shown.text("#past-said") == ""
        shown.complaints.clear()  # Chromium's, that nobody is there
