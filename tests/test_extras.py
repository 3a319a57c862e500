"""What `pip install 'voiceloop[all]'` brings, as pip reads it."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from voice.models.machine import PACKAGES

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = {name: [Requirement(line) for line in lines] for name, lines in PROJECT["optional-dependencies"].items()}


def wanted(extra: str, python: str) -> list[Requirement]:
    return [one for one in EXTRAS[extra] if one.marker is None or one.marker.evaluate({"python_version": python})]


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_all_brings_every_engine_that_a_python_can_run(python: str) -> None:
    brought = {extra for one in wanted("all", python) for extra in one.extras}
    assert brought == {extra for extra in (*PACKAGES, "fleet", "wyoming") if wanted(extra, python)}


def test_the_server_needs_no_extra() -> None:
    """The packages that only extras bring are hidden."""
    hidden = sorted({one.name.replace("-", "_") for extra in EXTRAS for one in EXTRAS[extra]} & {"wyoming", "zeroconf"})
    needed = "voice.cli.serve, voice.cli.satellite, voice.serve.service"
    code = f"import sys; sys.modules.update(dict.fromkeys({hidden})); import {needed}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert hidden == ["wyoming", "zeroconf"]
    assert (done.returncode, done.stderr) == (0, "")
