"""`pytest --engines`, where every engine is installed: a test that is skipped for want of one fails the run.

So does, in every run, a connection to anything but this machine: an audit hook sees whatever the product or a test connects to.
"""

import logging
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.weights.store import pulled, weights
from voice.config import is_local_address

__all__ = ["pulled", "weights"]

os.environ["XDG_DATA_HOME"] = str(Path(tempfile.gettempdir()) / "voice-tests-without-models")
os.environ.pop("VOICE_MODELS_DIR", None)
"""The models of whoever runs the tests are not for them: the engines that the default settings choose depend on them."""

ELSEWHERE: set[str] = set()
"""Addresses of other machines that were connected to."""


def _watch(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "socket.connect" and isinstance(arguments[1], tuple) and not _is_here(str(arguments[1][0])):
        ELSEWHERE.add(str(arguments[1][0]))


def _is_here(address: str) -> bool:
    try:
        return is_local_address(address)
    except ValueError:
        return address == "localhost"


sys.addaudithook(_watch)


@pytest.fixture(autouse=True)
def _environment_is_left_as_it_was() -> Iterator[None]:
    """A setting that a test left in the environment would decide the tests after it."""
    before = {name: value for name, value in os.environ.items() if name.startswith("VOICE_")}
    yield
    assert {name: value for name, value in os.environ.items() if name.startswith("VOICE_")} == before


@pytest.fixture(autouse=True)
def mishaps() -> Iterator[list[str]]:
    """What went wrong unexpectedly at requests: the product goes on, a test fails unless it clears them."""
    met: list[str] = []

    class Met(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            met.append(record.getMessage())

    handler, log = Met(), logging.getLogger("voice.skills.mishaps")
    log.addHandler(handler)
    yield met
    log.removeHandler(handler)
    assert not met


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--engines", action="store_true", help="fail where a test is skipped for want of a package")
    parser.addoption("--kills", type=int, default=10, help="how often a process that writes the history is killed")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One process more than there are cores: many tests wait for a server or for another process."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the files with slow tests first: begun last, one of them would keep a single process busy in the end.

    Nobody who runs the tests for the first time gets real weights unasked.
    """
    if not (config.getoption("engines") or "weights" in config.getoption("markexpr")):
        unasked = pytest.mark.skip(reason="real weights, 0.5 GB, are pulled only with --engines or -m weights")
        for item in items:
            if item.get_closest_marker("weights"):
                item.add_marker(unasked)
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """One of pytest-xdist's processes ended: what it connected to counts here."""
    ELSEWHERE.update(getattr(node, "workeroutput", {}).get("elsewhere", ()))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["elsewhere"] = sorted(ELSEWHERE)
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if ELSEWHERE:
        sys.stderr.write(f"connections left this machine: {', '.join(sorted(ELSEWHERE))}\n")
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    if reporter is None or not session.config.getoption("engines"):
        return
    reasons = {str(report.longrepr[2]) for report in reporter.stats.get("skipped", [])}
    if missing := sorted(reason for reason in reasons if "could not import" in reason):
        reporter.write_line(f"--engines: {'; '.join(missing)}", red=True)
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
