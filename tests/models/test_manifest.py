"""The manifest as it is shipped, and what the profiles make of it."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from voice import config
from voice.errors import ModelError, UsageError
from voice.models import advice, store
from voice.models.manifest import Model, named, shipped

PROFILES = sorted(file.stem for file in config.PROFILES.glob("*.toml"))


def test_every_name_is_its_own() -> None:
    names = [model.name for model in shipped().model]
    assert len(names) == len(set(names))


def test_a_pattern_has_no_pin() -> None:
    pinned = [file for model in shipped().model for file in model.files if file.sha256 or file.size]
    assert not [file for file in pinned if set(file.name) & set("*?[")]


def test_what_is_one_file_is_named_by_it() -> None:
    assert all(len(model.files) == 1 for model in shipped().model if model.single)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_names_the_models_that_the_manifest_gives_it(
    profile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "config.toml"
    file.write_text(f'profile = "{profile}"\n')
    monkeypatch.delenv("VOICE_PROFILE", raising=False)
    assert named(config.load(file)) == list(shipped().needed_by(profile))


def test_every_profile_can_be_advised() -> None:
    assert sorted(profile.name for profile in advice.PROFILES) == PROFILES


def test_every_model_of_a_profile_has_its_speed_told() -> None:
    needed = [model for model in shipped().model if model.profiles]
    assert [model.name for model in needed if model.name in advice.SPEEDS] == [model.name for model in needed]


def test_what_can_be_had_instead_is_of_the_same_kind_and_known_by_its_hash() -> None:
    """And from each model one comes to an end that no hub is needed for."""
    for model in shipped().model:
        seen = [model]
        while seen[-1].instead:
            seen.append(shipped().find(seen[-1].instead))
            assert len(seen) < 5
            assert seen[-1].task == model.task
            assert seen[-1].pinned
        assert "index" in seen[-1].sources


def test_every_voice_names_its_engine() -> None:
    assert {model.engine for model in shipped().model if model.task == "speak"} == {"kokoro", "kokoro-onnx", "piper"}
    assert not [model.name for model in shipped().model if model.engine and model.task != "speak"]


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"repository": None, "packages": ()}, "neither a repository nor packages"),
        ({"files": ({"name": "model.bin"},)}, r"model\.bin has no size"),
        ({"packages": ({"name": "a", "version": "1", "size": 1, "folder": "x", "files": ("other",)},)}, "is in no package"),
        ({"packages": ({"name": "--index-url=x", "version": "1", "size": 1, "folder": "x"},)}, "pattern"),
    ],
)
def test_an_entry_that_nobody_could_pull_is_refused(changes: dict[str, object], says: str) -> None:
    whole = shipped().find("whisper-tiny.en").model_dump()
    with pytest.raises(ValidationError, match=says):
        Model.model_validate(whole | changes)


def test_a_name_leads_to_the_pulled_model_and_a_path_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own").mkdir()
    (tmp_path / "kokoro").mkdir()
    assert store.resolve(tmp_path / "own") == tmp_path / "own"
    assert store.resolve("own") == Path("own")
    with pytest.raises(ModelError, match="not here") as raised:
        store.resolve("kokoro")
    assert "voice models pull kokoro" in raised.value.remedy
    with pytest.raises(UsageError, match="no model '/nowhere'"):
        store.resolve("/nowhere")
