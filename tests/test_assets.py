"""Files beside the code are found in a working copy and in a wheel."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from voice.assets import asset
from voice.errors import EngineError

ROOT = Path(__file__).parents[1]
DEMO = "demo/conversation.toml"


def test_a_working_copy_keeps_them_beside_the_package(tmp_path: Path) -> None:
    (tmp_path / "assets" / "demo").mkdir(parents=True)
    (tmp_path / "assets" / DEMO).touch()
    assert asset(DEMO, tmp_path / "voice") == tmp_path / "assets" / DEMO


def test_an_installation_keeps_them_inside_the_package(tmp_path: Path) -> None:
    for folder in (tmp_path / "voice" / "assets" / "demo", tmp_path / "assets" / "demo"):
        folder.mkdir(parents=True)
        (folder / "conversation.toml").touch()
    assert asset(DEMO, tmp_path / "voice") == tmp_path / "voice" / "assets" / DEMO


def test_a_missing_one_is_told(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="conversation"):
        asset(DEMO, tmp_path / "voice")


def test_those_of_this_copy_are_found() -> None:
    assert asset(DEMO).is_file()


def test_the_wheel_holds_them_and_no_fixtures(tmp_path: Path) -> None:
    pytest.importorskip("hatchling", reason="needs hatchling")
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("voiceloop-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    package = tmp_path / "installed" / "voice"
    assert asset(DEMO, package).is_relative_to(package)
    for folder in ("demo", "page"):
        shipped = {file.name for file in (package / "assets" / folder).iterdir()}
        assert shipped == {file.name for file in (ROOT / "assets" / folder).iterdir()}
    assert (package / "cli" / "voice.service").is_file()
    assert list((package / "config" / "profiles").glob("*.toml"))
    assert not list((tmp_path / "installed").rglob("*fixture*"))
