"""The web page in a real browser, whose microphone hears a sound file, before a real `voice serve`."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from tests.serve.serving import free_port
from voice.assets import asset

playwright = pytest.importorskip("playwright.sync_api")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here: apt install chromium")

ROOT = Path(__file__).parents[2]

PATIENCE_S = 120.0
"""A loaded machine takes many times what a turn takes."""

LISTENS = """
const connect = AudioNode.prototype.connect;
globalThis.loudest = globalThis.loud = 0;
AudioNode.prototype.connect = function (to, ...rest) {
  if (to instanceof AudioDestinationNode) {
    const look = new AnalyserNode(this.context, { fftSize: 4096 }), held = new Float32Array(4096);
    connect.call(this, look);
    setInterval(() => {
      look.getFloatTimeDomainData(held);
      globalThis.loud = Math.max(...held.map(Math.abs));
      globalThis.loudest = Math.max(globalThis.loudest, globalThis.loud);
    }, 20);
  }
  return connect.call(this, to, ...rest);
};
"""
"""Listens at what leads to the speaker, whatever the page says of itself."""


def sound(folder: Path, *parts: float | tuple[str, float]) -> Path:
    """Write what the microphone hears: seconds of silence, and files of the demo from a second on."""
    pieces = []
    for part in parts:
        if isinstance(part, tuple):
            said, rate = soundfile.read(asset("demo") / part[0], dtype="int16")
            pieces.append(said[round(part[1] * rate) :])
        else:
            pieces.append(np.zeros(round(part * 16_000), np.int16))
    soundfile.write(folder / "heard.wav", np.concatenate(pieces), 16_000)
    return folder / "heard.wav"


@contextmanager
def served(folder: Path, *options: str, **environment: str) -> Iterator[str]:
    """Run `voice serve`; its address."""
    port = free_port()
    command = [sys.executable, "-m", "voice.cli", "serve", "--no-local", "--port", str(port), *options]
    given = os.environ | {"VOICE_STATE_DIR": str(folder / "state"), "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"}
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    with subprocess.Popen(command, cwd=folder, env=given | environment, **piped) as running:
        try:
            said = [running.stdout.readline()]
            while "Listening" not in said[-1]:
                said.append(running.stdout.readline())
                assert said[-1], said
            yield f"http://127.0.0.1:{port}"
        finally:
            running.terminate()


@dataclass
class Shown:
    """A page, and what its browser complained of."""

    page: Any
    complaints: list[str] = field(default_factory=list)

    def text(self, what: str) -> str:
        return str(self.page.locator(what).text_content())

    @property
    def state(self) -> str:
        return str(self.page.locator("#state").get_attribute("data-state"))

    def look(self, expression: str) -> Any:
        return self.page.evaluate(expression)

    def until(self, true: Callable[[], object], why: str = "") -> None:
        """Wait; the page's policy lets nothing be waited for inside it."""
        end = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < end, why or (self.state, self.text("#words"), self.text("#reply"), self.text("#link"))
            time.sleep(0.03)


def connected(shown: Shown) -> Shown:
    shown.until(lambda: shown.text("#link") == "Connected")
    return shown


@contextmanager
def opened(heard: Path | None, **options: Any) -> Iterator[Callable[[str], Shown]]:
    """A browser; each address is opened in a new one's page, with nothing kept. Nothing may be complained of."""
    arguments = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    arguments += [f"--use-file-for-fake-audio-capture={heard}%noloop"] if heard else []
    arguments += ["--no-sandbox"] if os.geteuid() == 0 else []
    shown: list[Shown] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)

        def show(address: str) -> Shown:
            context = browser.new_context(permissions=["microphone"], **options)
            context.add_init_script(LISTENS)
            one = Shown(context.new_page())
            one.page.on("console", lambda said: one.complaints.append(said.text) if said.type in ("error", "warning") else None)
            one.page.on("pageerror", lambda error: one.complaints.append(str(error)))
            one.page.goto(address)
            shown.append(one)
            return one

        yield show
        complaints = [complaint for one in shown for complaint in one.complaints]
        browser.close()
    assert not complaints
