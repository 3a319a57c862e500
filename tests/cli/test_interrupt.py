"""Ctrl-C: while modules are imported, while engines load, while an answer is awaited."""

import signal
import socket
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from voice.cli import main

LOADING = """
    import sys, threading
    from voice.cli import main, run
    from voice.engines import Engines

    class Engine(threading.Thread):
        def run(self):
            print("loading", flush=True)
            threading.Event().wait()

    async def load(*_, **__):
        engine = Engine()
        engine.start()
        engine.join()

    Engines.load = load
    run.find = lambda name, kind: None
    run.Microphone = lambda clock, device: None
    main(sys.argv[1:])
"""


@pytest.fixture(autouse=True)
def _interrupts_are_taken() -> Iterator[None]:
    """A process that starts in the background ignores them, and so do those that it starts, unless they are handled here."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_an_interrupt_while_commands_are_imported_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupting:
        def find_spec(self, name: str, *_: object) -> None:
            if name == "voice.cli.commands":
                raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "voice.cli.commands", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Interrupting(), *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert ended.value.code == 130


@pytest.mark.parametrize("command", [["ask", "what time is it"], ["run"]])
def test_an_interrupt_does_not_wait_for_engines_that_load(command: list[str]) -> None:
    asking = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(LOADING), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert asking.stdout is not None
    assert asking.stdout.readline() == "loading\n"
    asking.send_signal(signal.SIGINT)
    out, err = asking.communicate(timeout=30)  # the engine above loads for ever
    assert (asking.returncode, out, err) == (130, "", "")


def test_an_interrupt_while_an_answer_is_awaited_shows_no_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("VOICE_DEVICE_URL", f"http://127.0.0.1:{silent.getsockname()[1]}/v1")
        monkeypatch.setenv("VOICE_DEVICE_MODEL", "m")
        asking = subprocess.Popen(
            [sys.executable, "-m", "voice.cli", "ask", "explain quantum theory"],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        connection, _ = silent.accept()
        with connection:
            assert connection.recv(10)
            asking.send_signal(signal.SIGINT)
            out, err = asking.communicate(timeout=30)
    assert (asking.returncode, out, err) == (130, "", "")
