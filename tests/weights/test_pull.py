"""The weights come by `voice models pull`, and are what the manifest says."""

import hashlib
import json
from pathlib import Path

import pytest

from tests.weights.store import NAMES, STORE, voice
from voice.models import store
from voice.models.manifest import shipped

pytestmark = [pytest.mark.weights, pytest.mark.slow]


@pytest.mark.parametrize("name", NAMES)
def test_every_file_has_the_hash_of_the_manifest(weights: Path, name: str) -> None:
    """Read here by other code than the pull's."""
    there = store.path(name)
    folder = there.parent if there.is_file() else there
    found = {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in folder.rglob("*") if f.is_file()}
    assert found == {file.name: file.sha256 for file in shipped().find(name).files}


def test_a_second_pull_needs_no_network(weights: Path) -> None:
    again = voice(["models", "pull", *NAMES, "--offline", "--json"], 120)
    assert again.returncode == 0, again.stderr
    assert [model["fetched"] for model in json.loads(again.stdout)["pulled"]] == [0] * len(NAMES)


def test_they_are_verified(weights: Path) -> None:
    verified = voice(["models", "verify", "--json"], 120)
    assert json.loads(verified.stdout)["ok"]
    assert {model["name"] for model in json.loads(verified.stdout)["models"]} >= set(NAMES)


def test_they_can_be_had_from_a_folder(weights: Path, tmp_path: Path) -> None:
    """A machine without any network gets them from another one."""
    own = store.path("whisper-tiny.en")
    done = voice(["models", "pull", "whisper-tiny.en", "--from", str(own), "--json"], 120, VOICE_MODELS_DIR=str(tmp_path))
    assert done.returncode == 0, done.stderr
    assert Path(json.loads(done.stdout)["pulled"][0]["path"]).is_relative_to(tmp_path)
    assert own.is_relative_to(STORE)
