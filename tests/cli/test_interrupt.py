"""Ctrl-C, and what else ends a process: while modules are imported, while engines load, while an answer is awaited."""

import os
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
    before = [signal.signal(signal.SIGINT, signal.default_int_handler), signal.signal(signal.SIGHUP, signal.SIG_DFL)]
    yield
    for number, handler in zip((signal.SIGINT, signal.SIGHUP), before, strict=True):
        signal.signal(number, handler)


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


@pytest.mark.parametrize(
    ("command", "number"),
    [
        (["ask", "what time is it"], signal.SIGINT),
        (["ask", "what time is it"], signal.SIGTERM),
        (["ask", "what time is it"], signal.SIGHUP),
        (["run"], signal.SIGINT),
    ],
)
def test_what_ends_a_process_does_not_wait_for_engines_that_load(command: list[str], number: int) -> None:
    asking = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(LOADING), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert asking.stdout is not None
    assert asking.stdout.readline() == "loading\n"
    asking.send_signal(number)
    out, err = asking.communicate(timeout=30)  # the engine above loads for ever
    assert (asking.returncode, out, err) == (128 + number, "", "")


WORKING = """
    import sys, subprocess
    from pathlib import Path
    from voice.bench import cold
    from voice.cli import bench, main

    class Chosen:
        file, profile = Path("quick.toml"), "embedded"

    # A cold start, in which a process of its own makes something for itself and works.
    made = "import sys, tempfile; tempfile.mkdtemp(); sys.stderr.close(); print('working', flush=True); input()"
    run = subprocess.run
    subprocess.run = lambda command, capture_output, **how: run([sys.executable, "-c", made], **how)
    bench.main = lambda *_: cold.started(Chosen())
    main(["bench"])
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whatever_ends_a_process_it_leaves_nothing_temporary_behind(number: int, tmp_path: Path) -> None:
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", textwrap.dedent(WORKING)]
    (folder := tmp_path / "temporary").mkdir()
    given = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=given) as working:
        assert working.stdout is not None
        assert working.stdout.readline() == "working\n"
        assert list(folder.iterdir())
        working.send_signal(number)
        assert working.wait(30) == 128 + number
    assert not list(folder.iterdir())


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
