"""The real weights, pulled once by the product's own command into .weights/ of the checkout, for every process of a run.

A test that needs them is marked `weights` and asks for the fixture `weights`. It is skipped where no package index is reached;
where one is, a pull that fails is a failure.
"""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]
STORE = ROOT / ".weights"
NAMES = ("whisper-tiny.en", "whisper-base", "kokoro-onnx-int8", "smollm2-135m", "piper-joe")
PULL_S = 600
"""More than a pull of all takes at a megabyte a second."""

SMALL = "iniconfig"
"""A package of a few kilobytes that any index has, as pytest needs it."""


@pytest.fixture(scope="session")
def pulled() -> Path:
    """The store with all of NAMES. Its first use pulls them."""
    STORE.mkdir(exist_ok=True)
    with FileLock(STORE / ".pulling"):
        done = voice(["models", "pull", *NAMES], PULL_S)
    if done.returncode == 0:
        return STORE
    if reason := _unreachable():
        pytest.skip(f"no package index is reached: {reason}")
    pytest.fail(f"the index is reached, but the weights could not be pulled:\n{done.stdout}{done.stderr}", pytrace=False)


@pytest.fixture
def weights(pulled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, as the store of this process and of those it starts."""
    monkeypatch.setenv("VOICE_MODELS_DIR", str(pulled))
    return pulled


def voice(arguments: Sequence[str], limit_s: float, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a user does, on this store."""
    return subprocess.run(
        [sys.executable, "-m", "voice.cli", *arguments],
        cwd=ROOT,
        env=os.environ | {"VOICE_MODELS_DIR": str(STORE)} | environment,
        capture_output=True,
        text=True,
        timeout=limit_s,
        check=False,
    )


def _unreachable() -> str:
    """Why a small package cannot be had either; empty when it can."""
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--no-cache-dir", "--retries", "1", "--timeout", "20"]
    asked = subprocess.run(
        [*command, "--dest", str(STORE / "probe"), SMALL], capture_output=True, text=True, timeout=PULL_S, check=False
    )
    return (asked.stderr.strip().splitlines() or ["pip failed"])[-1] if asked.returncode else ""
