"""`voice models`, as it is typed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Voice, voice
from tests.models.conftest import NAME, SIZE, files
from tests.models.hub import Hub
from voice.models import store
from voice.models.manifest import Model, shipped

__all__ = ["voice"]


def test_what_there_is(voice: Voice, model: Model) -> None:
    listed = voice("models", "list")
    assert listed.code == 0
    assert all(model.name in listed.out for model in shipped().model)
    assert "CC BY-NC-SA 4.0" in listed.out


def test_what_is_kept_of_a_model(voice: Voice, model: Model, hub: Hub) -> None:
    def told() -> str:
        return next(line for line in voice("models", "list").out.splitlines() if line.startswith(f"{NAME} "))

    voice("models", "pull", NAME)
    assert told().rstrip().endswith("yes")
    hub.commit(model.repository, files(2))
    voice("models", "pull", NAME, "--canary", "5")
    assert "2 versions" in " ".join(told().split())


def test_what_there_is_as_json(voice: Voice, model: Model) -> None:
    voice("models", "pull", NAME)
    found = {model["name"]: model for model in voice("models", "list", "--json").document["models"]}
    assert found["kokoro"]["path"] is None
    here = found[NAME]
    assert (here["path"], here["licence"]) == (str(store.path(NAME)), "MIT")
    assert {file["pinned"] for file in here["files"].values()} == {"on first download"}


def test_a_pull_and_what_it_says(voice: Voice, model: Model, hub: Hub) -> None:
    pulled = voice("models", "pull", NAME, "--json")
    assert pulled.code == 0
    assert len(pulled.out.splitlines()) == 1, "all else goes to standard error"
    assert [one["name"] for one in pulled.document["pulled"]] == [NAME]
    assert "3 MB fetched" in pulled.err
    assert "nothing to fetch" in voice("models", "pull", NAME).out


def test_a_pull_without_names_brings_what_the_settings_name(voice: Voice, model: Model, tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text('[transcribe]\nengine = "sphinx"\n[speak]\nengine = "espeak"\n')
    assert "need no models" in voice("models", "pull").out
    (tmp_path / "config.toml").write_text(f'[transcribe]\nengine = "whisper"\nmodel = "{NAME}"\n[speak]\nengine = "espeak"\n')
    assert voice("models", "pull").code == 0
    assert store.path(NAME).is_dir()


def test_a_profile_may_be_named(voice: Voice, hub: Hub) -> None:
    failed = voice("models", "pull", "--profile", "pi")
    assert failed.code == 1
    assert "voice: 127.0.0.1 has no " in failed.err
    assert voice("models", "pull", "--profile", "none").code == 2


def test_a_failure_is_told_with_what_to_do(voice: Voice, model: Model, hub: Hub) -> None:
    hub.faults.status = 503
    failed = voice("models", "pull", NAME)
    assert failed.code == 1
    assert failed.err.splitlines() == [
        f"voice: {NAME}: 127.0.0.1 answered 503",
        "       Pull again: it goes on where it stopped. What was there before still serves. "
        "The package index does not have this model.",
    ]


def test_what_an_interrupted_pull_keeps_is_said(voice: Voice, model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("voice.models.pull.pull", interrupted)
    stopped = voice("models", "pull", NAME)
    assert stopped.code == 130
    assert "is kept: the next pull goes on from there" in stopped.out


def test_a_model_that_nobody_knows(voice: Voice) -> None:
    failed = voice("models", "pull", "parrot")
    assert failed.code == 2
    assert "whisper-base.en" in failed.err


def test_offline(voice: Voice, model: Model, hub: Hub) -> None:
    assert voice("models", "pull", NAME, "--offline").code == 1
    voice("models", "pull", NAME)
    assert voice("models", "pull", NAME, "--offline").code == 0


def test_verify(voice: Voice, model: Model) -> None:
    assert voice("models", "verify").out == "No model is here.\n"
    voice("models", "pull", NAME)
    assert voice("models", "verify").code == 0
    (store.path(NAME) / "model.bin").write_bytes(bytes(SIZE))
    damaged = voice("models", "verify", "--json")
    assert damaged.code == 1
    assert damaged.document["ok"] is False
    assert f"voice models pull {NAME}" in damaged.err
    voice("models", "pull", NAME)
    assert voice("models", "verify", NAME).code == 0


def test_update_rollback_and_prune(voice: Voice, model: Model, hub: Hub) -> None:
    assert voice("models", "rollback", NAME).code == 1
    first = voice("models", "pull", NAME, "--json").document["pulled"][0]["version"]
    hub.commit(model.repository, files(2))
    voice("models", "pull", NAME, "--update")
    assert voice("models", "rollback", NAME, "--json").document["version"] == first
    assert voice("models", "prune", "--json").document["freed"] == 0
    assert voice("models", "prune", "--all", "--json").document == {"freed": SIZE, "models": {NAME: SIZE}}


def test_a_canary_is_shown(voice: Voice, model: Model, hub: Hub) -> None:
    voice("models", "pull", NAME)
    hub.commit(model.repository, files(2))
    assert "on probation for 7 turns" in voice("models", "pull", NAME, "--canary", "7").out
    found = {model["name"]: model for model in voice("models", "list", "--json").document["models"]}
    assert found[NAME]["canary"] == {"version": found[NAME]["version"], "turns": 7}
    assert "probation" in voice("models", "list").out
    assert voice("models", "pull", NAME, "--canary", "-1").code == 2


def test_a_proxy_is_gone_through(model: Model, hub: Hub) -> None:
    """The hub of the test stands in for both: what is asked of a proxy names the host."""
    through = {name: value for name, value in os.environ.items() if name.lower() != "no_proxy"}
    through |= {"HF_ENDPOINT": "http://hub.example", "HTTP_PROXY": hub.url}
    command = [sys.executable, "-m", "voice.cli", "models", "pull", NAME]
    done = subprocess.run(command, env=through, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert (store.path(NAME) / "vocabulary.txt").read_bytes() == files(1)["vocabulary.txt"]


def test_a_bar_is_drawn_on_a_terminal(model: Model, hub: Hub) -> None:
    import io

    from rich.console import Console

    from voice.cli.models import Way, fetch

    out = Console(file=io.StringIO(), force_terminal=True, width=100)
    fetch([model], out, Way())
    assert isinstance(out.file, io.StringIO)
    drawn = out.file.getvalue()
    assert NAME in drawn
    assert "3.0/3.0 MB" in drawn


def test_json_is_one_document(voice: Voice, model: Model) -> None:
    for arguments in (["list"], ["pull", NAME], ["verify"], ["prune"]):
        shown = voice("models", *arguments, "--json")
        assert shown.code == 0
        assert isinstance(json.loads(shown.out), dict)


def test_a_pull_asks_the_hub_for_the_model_and_nothing_else(model: Model, hub: Hub, tmp_path: Path) -> None:
    """In a process of its own, as its library reads its settings when it is imported."""
    environment = os.environ | {"HF_HOME": str(tmp_path / "hf")}
    subprocess.run([sys.executable, "-m", "voice.cli", "models", "pull", NAME], env=environment, check=True)
    assert [path for path in hub.asked if path.startswith("/api/")] == [f"/api/models/{model.repository}"]
