"""The web page: what is sent to browsers, and the page in one, spoken to and looked at."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.serve.browser import connected, needs_chromium, opened, served, sound
from tests.serve.serving import Served, run
from voice.assets import asset
from voice.serve import page
from voice.serve.pairing import AGAIN_S

pytestmark = pytest.mark.slow

TIME, TIMERS, STOP = ("1-time.flac", 0.0), ("6-timers.flac", 0.0), ("7-stop.flac", 0.0)
TIME_UNCALLED = ("1-time.flac", 0.9)
"""The same without the wake word."""

TOKEN = "a-token-that-is-long-enough"


# what is sent


def test_the_page_is_sent_whole_with_headers_that_keep_all_else_out(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        async with served.client() as client:
            html = await client.get("/")
            names = re.findall(r'(?:src|href)="(/[^"#]+)"', html.text)
            assert names
            for name in ["/", *names]:
                answer = await client.get(name)
                assert answer.status_code == 200, name
                headers = answer.headers
                assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")
                assert "unsafe" not in headers["content-security-policy"]
                assert "default-src 'none'" in headers["content-security-policy"]
                same = await client.get(name, headers={"if-none-match": headers["etag"]})
                assert (same.status_code, same.content) == (304, b"")

    run(tmp_path, script)


def test_nothing_comes_from_elsewhere_and_nothing_is_inline() -> None:
    for path in asset("page").iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert path.suffix in page.TYPES, "it would not be served"
        assert not re.search(r"https?://(?!localhost)\w", text), path.name
        assert not re.search(r"innerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text), path.name
    html = (asset("page") / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html)


OUT = ["../app.py", "%2e%2e/README.md", "..%2fREADME.md", "..%5cREADME.md", "/etc/passwd", "", "main.js/", "main.js%00", "x"]


def test_no_path_leads_out_of_its_folder(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        for path in OUT:
            asked = f"GET /page/{path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
            reader, writer = await served.raw(asked.encode())
            answer = await asyncio.wait_for(reader.read(), 10)
            writer.close()
            assert b" 404 " in answer.partition(b"\r\n")[0] + b" ", path
        async with served.client() as client:
            assert (await client.get("/", headers={"host": "elsewhere.example"})).status_code == 403
            assert (await client.get("/", headers={"origin": "http://elsewhere.example"})).status_code == 403

    run(tmp_path, script)


def test_a_code_is_given_to_who_has_the_token_and_gives_it_to_who_has_not(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        key, there = {"authorization": f"Bearer {TOKEN}"}, {"origin": "http://kiosk:8378"}
        async with served.client() as client:
            assert (await client.get("/")).status_code == 200  # the page asks for the code
            assert (await client.post("/pair", json=there)).status_code == 401
            made = await client.post("/pair", json=there, headers=key)
            assert made.status_code == 201
            assert TOKEN not in made.text
            code = made.json()["code"]
            assert made.json()["link"] == f"http://kiosk:8378/#pair={code}"
            foreign = await client.post("/paired", json={"code": code}, headers={"origin": "http://elsewhere.example"})
            assert foreign.status_code == 403
            assert (await client.post("/paired", json={"code": code})).json() == {"token": TOKEN}
            again = await client.post("/paired", json={"code": code})
            assert (again.status_code, TOKEN in again.text) == (403, False)
            bad = [b"", b"[]", b'{"code": 5}', b'{"code": "' + b"A" * 33 + b'"}']
            assert [(await client.post("/paired", content=body)).status_code for body in bad] == [400] * 4
            assert (await client.post("/pair", json={"origin": "javascript:alert"}, headers=key)).status_code == 400
            guesses = [await client.post("/paired", json={"code": "AAAAAA"}) for _ in range(6)]
            assert (guesses[-1].status_code, guesses[-1].headers["retry-after"]) == (429, f"{AGAIN_S:.0f}")

    run(tmp_path, script, key=TOKEN)


def test_where_nobody_needs_a_token_nobody_is_paired(tmp_path: Path) -> None:
    async def script(served: Served) -> None:
        async with served.client() as client:
            assert (await client.post("/pair", json={"origin": "http://localhost"})).status_code == 409

    run(tmp_path, script)


# in a browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with served(tmp_path_factory.mktemp("served")) as there:
        yield there


@needs_chromium
def test_a_spoken_question_is_answered_aloud_and_the_answer_interrupted(tmp_path: Path, address: str) -> None:
    tried = (TIMERS, 4.0, STOP, 12.0)  # where the machine is so loaded that the reply is late, the next time will do
    heard = sound(tmp_path, 1.5, TIME, 6.0, *tried, *tried, *tried, 60.0)
    with opened(heard) as show:
        shown = connected(show(f"{address}/?name=spoken"))
        assert shown.look("loudest") == 0
        for colour in ("red", "green", "blue", "black"):  # of which it has much to tell
            shown.page.get_by_label("Name (optional)").fill(colour)
            shown.page.get_by_role("button", name="Set timer").click()
        shown.until(lambda: shown.page.locator("#timers-list li").count() == 4)
        shown.page.get_by_label("Listen for").check()
        shown.until(lambda: shown.text("#words") == "what time is it")
        shown.until(lambda: shown.text("#reply").startswith("It's "))
        shown.until(lambda: shown.look("loudest") > 0.1, "no sound was played")
        shown.until(lambda: shown.page.locator(".turn").count() == 1)
        assert shown.page.locator(".turn .chip").count() == 1  # its verdict, whatever this machine has to do beside
        shown.until(lambda: shown.text("#reply").startswith("Four timers") and shown.look("loud") > 0.1)
        shown.until(lambda: "interrupted" in shown.text("#turns-list"))
        shown.until(lambda: shown.look("loud") == 0 and shown.state == "waiting")
        shown.page.locator("summary").last.click()
        rows = shown.page.locator(".turn").last.locator("tbody tr")
        assert [row.locator("th").text_content() for row in rows.all()][:5] == [
            "wake word", "wait for the end", "words", "who answers", "answer",
        ]  # fmt: skip
        assert "Done on this machine, without a language model." in shown.text("#turns-list")


@needs_chromium
def test_with_the_keyboard_alone_one_talks_and_takes_it_back(tmp_path: Path, address: str) -> None:
    with opened(sound(tmp_path, 1.0, TIME_UNCALLED, 60.0)) as show:
        shown = connected(show(f"{address}/?name=keys"))
        shown.page.keyboard.press("Tab")
        assert shown.look("document.activeElement.className") == "skip"
        shown.page.keyboard.press("Enter")
        shown.page.keyboard.press("Tab") if shown.look("document.activeElement.id") != "talk" else None
        shown.page.keyboard.press("Enter")
        shown.until(lambda: shown.state == "listening")
        shown.until(lambda: shown.text("#reply").startswith("It's "))
        shown.until(lambda: shown.state == "idle")  # and its microphone is off again
        assert shown.text("#microphone-said") == "The microphone is off until you talk."
        shown.page.keyboard.press("Control+Enter")
        shown.until(lambda: shown.state == "listening")
        shown.page.keyboard.press("Escape")
        shown.until(lambda: shown.state == "idle")


@needs_chromium
def test_a_timer_set_by_hand_is_shown_rings_and_is_silenced(tmp_path: Path, address: str) -> None:
    with opened(None) as show:
        shown = connected(show(f"{address}/?name=timers"))
        shown.page.get_by_label("Minutes").fill("0.1")
        shown.page.get_by_label("Name (optional)").fill("Egg")
        shown.page.get_by_role("button", name="Set timer").click()
        shown.until(lambda: shown.text("#timers-said") == "Egg timer set for six seconds.")
        assert shown.text("#timers-list strong") == "egg timer"
        shown.until(lambda: shown.state == "ringing")
        assert shown.text("#reply") == "Your egg timer is done."
        shown.until(lambda: shown.look("loudest") > 0.1, "it was not heard")
        shown.page.get_by_role("button", name="Stop").click()
        shown.until(lambda: shown.state == "idle" and shown.page.locator("#timers-list li").count() == 0)
        for _ in range(2):
            shown.page.get_by_role("button", name="Set alarm").click()
        shown.until(lambda: shown.page.locator("#timers-list li").count() == 2)
        for left in (1, 0):  # the focus stays where the next one is
            shown.page.locator("#timers-list button").first.press("Enter")
            shown.until(lambda left=left: shown.page.locator("#timers-list li").count() == left)  # type: ignore[misc]
            assert shown.look("document.activeElement !== document.body")


@needs_chromium
def test_a_browser_is_paired_by_a_code_once_and_for_good(tmp_path: Path) -> None:
    with served(tmp_path, "--host", "0.0.0.0", VOICE_SERVE_TOKEN=TOKEN) as there, opened(None) as show:

        def offered() -> Any:
            asked = {"json": {"origin": there}, "headers": {"authorization": f"Bearer {TOKEN}"}}
            return httpx2.post(f"{there}/pair", **asked).json()  # type: ignore[arg-type]

        typed = show(there)
        typed.until(lambda: typed.look("document.activeElement.id") == "pairing-code")
        typed.page.keyboard.type(offered()["code"].lower())
        typed.page.keyboard.press("Enter")
        connected(typed)
        typed.page.reload()
        connected(typed)
        code = offered()["code"]
        scanned = connected(show(f"{there}/#pair={code}"))
        assert code not in scanned.page.url
        late = show(f"{there}/#pair={code}")
        late.until(lambda: "was used" in late.text("#pairing-said"))
        assert late.complaints.pop().startswith("Failed to load resource: the server responded with a status of 403")
        typed.page.get_by_role("button", name="Pair another device").click()
        typed.until(lambda: typed.page.locator("#pair-qr svg").is_visible())
        typed.page.get_by_role("button", name="Close").click()
        before = typed.look("localStorage['voice.id']")
        typed.page.get_by_role("button", name="Unpair this browser").click()
        typed.until(lambda: typed.page.locator("#pairing-code").is_visible())
        assert typed.look("localStorage['voice.id']") != before  # whoever pairs it next is somebody else


VIEWS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
    "wall": {"viewport": {"width": 3840, "height": 2160}, "color_scheme": "dark"},
}

SMALL = """[...document.querySelectorAll("button, a, input, select, summary")].filter((one) => one.checkVisibility()
  && !one.matches(".skip") && Math.min(one.getBoundingClientRect().height, one.getBoundingClientRect().width) < 24)
  .map((one) => one.id || one.textContent)"""


@needs_chromium
@pytest.mark.parametrize("kiosk", ["", "&view=kiosk"], ids=["all", "kiosk"])
@pytest.mark.parametrize("view", VIEWS)
def test_it_keeps_nobody_out(tmp_path: Path, address: str, view: str, kiosk: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    said = (TIME_UNCALLED, 2.0) * (40 if kiosk else 1)  # a wall's microphone is open from the start, long before the button
    heard = sound(tmp_path, 1.0, *said, 60.0)
    with opened(heard, reduced_motion="reduce", **VIEWS[view]) as show:
        shown = connected(show(f"{address}/?name={view}{len(kiosk)}{kiosk}"))
        for what in ("before", "during", "after", *(() if kiosk else ("later", "asked back"))):
            if what == "during":
                shown.page.locator("#talk").click()
                shown.until(lambda: shown.state == "listening")
                assert not shown.look("document.getAnimations().some((one) => one instanceof CSSAnimation)")
            if what == "after":
                shown.until(lambda: shown.page.locator(".turn").count() == 1)
                shown.look("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            if what == "later":
                shown.page.reload()
                connected(shown)
                shown.page.locator("#past-more").click()
                shown.until(lambda: shown.page.locator("#past-list .turn").count() == 1)
            if what == "asked back":
                shown.page.locator(".forget").click()
            found = axe.Axe().run(shown.page).response["violations"]
            assert not [(one["id"], [node["target"] for node in one["nodes"]]) for one in found], what
            assert shown.look(SMALL) == []
            assert shown.look("document.documentElement.scrollWidth <= innerWidth")
        assert "You are talking to a machine." in shown.text("header")
