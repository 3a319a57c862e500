"""Pulls against a hub on this machine: what arrives, what is fetched again, what a failure leaves behind."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.models.conftest import NAME, SIZE, files
from tests.models.hub import Hub
from voice.errors import ModelError
from voice.models import canary, lock, store
from voice.models.canary import Outcome
from voice.models.manifest import File, Model
from voice.models.pull import pull
from voice.models.versions import rollback

ROOT = Path(__file__).parents[2]


@dataclass
class Progress:
    size: int = 0
    done: int = 0
    said: list[str] = field(default_factory=list)

    def begin(self, model: str, size: int) -> None:
        self.size, self.done = size, 0

    def advance(self, count: int) -> None:
        self.done += count

    def say(self, text: str) -> None:
        self.said.append(text)


def held(name: str = NAME) -> lock.Lock:
    return lock.read(store.home(name))


def content(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def wanted(seed: int) -> dict[str, bytes]:
    return {name: data for name, data in files(seed).items() if name != "README.md"}


def test_a_model_arrives_whole(model: Model, hub: Hub) -> None:
    progress = Progress()
    done = pull(model, progress)
    assert content(store.path(NAME)) == wanted(1)
    assert done.changed
    assert done.fetched == progress.size == progress.done == sum(map(len, wanted(1).values()))
    assert "README.md" not in hub.fetched


def test_what_is_not_pinned_is_pinned_on_first_download(model: Model) -> None:
    done = pull(model, Progress())
    pins = held().versions[done.version].files
    assert {name: pin.sha256 for name, pin in pins.items()} == {
        name: hashlib.sha256(data).hexdigest() for name, data in wanted(1).items()
    }
    assert {pin.pinned for pin in pins.values()} == {"on first download"}
    assert '"pinned": "on first download"' in (store.home(NAME) / "lock.json").read_text()


def test_a_second_pull_fetches_nothing(model: Model, hub: Hub) -> None:
    first = pull(model, Progress())
    hub.commit(model.repository, files(2))
    asked = len(hub.asked)
    again = pull(model, Progress())
    assert (again.version, again.changed, again.fetched) == (first.version, False, 0)
    assert len(hub.asked) == asked, "a model that is here is not asked for"


def test_an_update_fetches_only_what_changed(model: Model, hub: Hub) -> None:
    first = pull(model, Progress())
    hub.commit(model.repository, files(2))
    hub.served.clear()
    progress = Progress()
    second = pull(model, progress, update=True)
    assert hub.fetched == ["model.bin"]
    assert second.fetched == SIZE
    assert progress.done == progress.size
    assert content(second.path) == wanted(2)
    assert (held().current, held().previous) == (second.version, first.version)
    assert (first.path / "vocabulary.txt").samefile(second.path / "vocabulary.txt")


def test_a_commit_that_changes_no_file_of_the_model_changes_nothing(model: Model, hub: Hub) -> None:
    first = pull(model, Progress())
    hub.commit(model.repository, files(1) | {"README.md": b"new words"})
    second = pull(model, Progress(), update=True)
    assert (second.version, second.changed, second.fetched) == (first.version, False, 0)
    assert second.revision != first.revision
    assert held().previous is None


def test_a_download_that_is_cut_goes_on_by_itself(model: Model, hub: Hub) -> None:
    hub.faults.cut["model.bin"] = [1_000_000, 500_000]
    progress = Progress()
    pull(model, progress)
    assert [served.start for served in hub.served if served.name == "model.bin"] == [0, 1_000_000, 1_500_000]
    assert content(store.path(NAME)) == wanted(1)
    assert progress.done == progress.size


def test_a_pull_goes_on_where_one_before_was_cut_off(model: Model, hub: Hub) -> None:
    hub.faults.cut["model.bin"] = [1_000_000] + [0] * 10
    with pytest.raises(ModelError, match="cut"):
        pull(model, Progress())
    assert held().current is None
    with pytest.raises(ModelError, match="not here"):
        store.path(NAME)
    hub.faults.cut.clear()
    hub.served.clear()
    progress = Progress()
    done = pull(model, progress)
    assert [(served.name, served.start) for served in hub.served if served.name == "model.bin"] == [("model.bin", 1_000_000)]
    assert "config.json" not in hub.fetched, "a file that had arrived is not fetched again"
    assert content(done.path) == wanted(1)
    assert progress.done == progress.size


def test_a_server_that_knows_no_ranges_is_put_up_with(model: Model, hub: Hub) -> None:
    hub.faults.ignores_ranges = True
    hub.faults.cut["model.bin"] = [1_000_000]
    progress = Progress()
    pull(model, progress)
    assert content(store.path(NAME)) == wanted(1)
    assert progress.done == progress.size


@pytest.mark.parametrize("name", ["model.bin", "vocabulary.txt"])
def test_other_bytes_than_announced_never_serve(model: Model, hub: Hub, name: str) -> None:
    before = pull(model, Progress())
    new = files(2) | {"vocabulary.txt": b"a\nc\n"}
    hub.commit(model.repository, new)
    hub.faults.other[name] = bytes(len(new[name]))
    with pytest.raises(ModelError, match="SHA-256"):
        pull(model, Progress(), update=True)
    assert store.path(NAME) == before.path
    assert content(before.path) == wanted(1)
    hub.faults.other.clear()
    assert content(pull(model, Progress(), update=True).path)[name] == new[name], "what was wrong is fetched again"


def test_the_manifest_is_believed_before_the_hub(model: Model, hub: Hub) -> None:
    pinned = model.model_copy(update={"files": (File(name="model.bin", sha256="0" * 64), *model.files)})
    with pytest.raises(ModelError, match="another file than the manifest pins"):
        pull(pinned, Progress())
    assert hub.fetched == []


def test_a_pinned_file_may_match_a_pattern_too(model: Model) -> None:
    sha256 = hashlib.sha256(files(1)["model.bin"]).hexdigest()
    pinned = model.model_copy(update={"files": (File(name="model.bin", sha256=sha256), File(name="*.[bj]*"))})
    done = pull(pinned, Progress())
    assert sorted(content(done.path)) == ["config.json", "model.bin", "tokenizer.json"]
    assert held().versions[done.version].files["model.bin"].pinned == "by the manifest"


def test_a_pattern_stays_in_its_folder(model: Model, hub: Hub) -> None:
    outside = "voices/af_/../../../../../../escaped.pt"
    hub.commit(model.repository, {"voices/af_heart.pt": b"heart", "voices/old/af_heart.pt": b"old", outside: b"out"})
    done = pull(model.model_copy(update={"files": (File(name="voices/[ab][fm]_*.pt"),)}), Progress())
    assert content(done.path) == {"voices/af_heart.pt": b"heart"}
    assert not list(store.directory().parent.rglob("escaped.pt"))


def test_a_pin_of_the_manifest_is_marked_so(model: Model) -> None:
    sha256 = hashlib.sha256(files(1)["model.bin"]).hexdigest()
    pinned = model.model_copy(update={"files": (File(name="model.bin", size=SIZE, sha256=sha256),)})
    done = pull(pinned, Progress())
    assert held().versions[done.version].files["model.bin"].pinned == "by the manifest"


def test_a_small_file_is_held_to_the_pin_of_its_first_download(model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the hub announces no hash for it."""
    monkeypatch.setattr("voice.models.hub.is_content", lambda *_: True)
    first = pull(model, Progress())
    (first.path / "vocabulary.txt").unlink()
    hub.faults.other["vocabulary.txt"] = b"x\ny\n"
    with pytest.raises(ModelError, match=r"vocabulary\.txt"):
        pull(model, Progress())


def test_the_manifest_chooses_the_commit(model: Model, hub: Hub) -> None:
    old = pull(model, Progress()).revision
    hub.commit(model.repository, files(2))
    new = pull(model.model_copy(update={"revision": hub.commit(model.repository, files(3))}), Progress())
    assert content(new.path) == wanted(3)
    back = pull(model.model_copy(update={"revision": old}), Progress())
    assert content(back.path) == wanted(1)


def test_damage_is_mended_with_the_same_version(model: Model, hub: Hub) -> None:
    first = pull(model, Progress())
    hub.commit(model.repository, files(2))
    (first.path / "model.bin").write_bytes(bytes(SIZE))
    hub.served.clear()
    mended = pull(model, Progress())
    assert hub.fetched == ["model.bin"]
    assert (mended.version, mended.path) == (first.version, first.path)
    assert content(mended.path) == wanted(1)


def test_no_more_than_two_versions_are_kept(model: Model, hub: Hub) -> None:
    for seed in (1, 2, 3):
        hub.commit(model.repository, files(seed))
        pull(model, Progress(), update=True)
    kept = {folder.name for folder in (store.home(NAME) / "versions").iterdir()}
    assert kept == {held().current, held().previous} == set(held().versions)


def test_offline_what_is_here_serves_and_nothing_is_asked(model: Model, hub: Hub) -> None:
    with pytest.raises(ModelError, match="not here"):
        pull(model, Progress(), offline=True)
    first = pull(model, Progress())
    asked = len(hub.asked)
    assert pull(model, Progress(), offline=True, update=True).version == first.version
    assert len(hub.asked) == asked


def test_the_hubs_own_offline_switch_is_obeyed(model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(ModelError, match="HF_HUB_OFFLINE"):
        pull(model, Progress())
    assert hub.asked == []


def test_a_token_goes_to_the_hub(model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    pull(model, Progress())
    assert "Bearer hf_secret" in hub.tokens


@pytest.mark.parametrize(
    ("status", "says"), [(500, "answered 500"), (429, "answered 429"), (403, "answered 403"), (401, "wants a token")]
)
def test_a_hub_that_refuses(model: Model, hub: Hub, status: int, says: str) -> None:
    before = pull(model, Progress())
    hub.faults.status = status
    with pytest.raises(ModelError, match=says) as raised:
        pull(model, Progress(), update=True)
    assert raised.value.remedy
    assert store.path(NAME) == before.path


def test_a_token_that_is_refused_is_named(model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    hub.faults.status = 401
    with pytest.raises(ModelError, match="does not accept HF_TOKEN"):
        pull(model, Progress())


def test_a_login_page_is_no_hub(model: Model, hub: Hub) -> None:
    hub.faults.garbage = True
    with pytest.raises(ModelError, match="does not answer as a model hub"):
        pull(model, Progress())


@pytest.mark.parametrize("url", ["http://user:secret@127.0.0.1:1", "not a url", "http://"])
def test_a_hub_that_is_not_there(model: Model, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("HF_ENDPOINT", url)
    with pytest.raises(ModelError) as raised:
        pull(model, Progress())
    assert "secret" not in str(raised.value)


def test_a_repository_that_is_gone(model: Model, hub: Hub) -> None:
    hub.repositories.clear()
    with pytest.raises(ModelError, match=f"has no {model.repository}"):
        pull(model, Progress())


def test_a_commit_that_is_gone(model: Model) -> None:
    with pytest.raises(ModelError, match="lost the version"):
        pull(model.model_copy(update={"revision": "0" * 40}), Progress())


def test_a_repository_without_the_file(model: Model, hub: Hub) -> None:
    hub.commit(model.repository, {"config.json": b"{}"})
    with pytest.raises(ModelError, match=r"has no model\.bin"):
        pull(model, Progress())


def test_a_disk_that_is_too_small_is_known_before(model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type("Usage", (), {"free": 1_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda _: usage)
    with pytest.raises(ModelError, match="needs 3 MB more"):
        pull(model, Progress())
    assert hub.fetched == []


def test_a_disk_that_fills_up_leaves_what_was_there(model: Model, hub: Hub, small_disk: Path) -> None:
    before = pull(model, Progress())
    hub.commit(model.repository, files(2, size=6_000_000))
    with pytest.raises(ModelError, match="disk is full"):
        pull(model, Progress(), update=True)
    assert store.path(NAME) == before.path
    assert content(before.path) == wanted(1)


@pytest.fixture
def small_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A disk that says it has room, and has 5 MB: writes past them fail as a full disk's do."""
    folder = tmp_path / "models"
    real = Path.open

    class Filling:
        def __init__(self, file: object) -> None:
            self._file = file

        def write(self, data: bytes) -> int:
            used = sum(f.stat().st_size for f in folder.rglob("*") if f.is_file())
            if used + len(data) > 5_000_000:
                raise OSError(28, os.strerror(28))
            return self._file.write(data)  # type: ignore[attr-defined,no-any-return]

        def __enter__(self) -> "Filling":
            return self

        def __exit__(self, *_: object) -> None:
            self._file.close()  # type: ignore[attr-defined]

        def __getattr__(self, name: str) -> object:
            return getattr(self._file, name)

    def opened(path: Path, mode: str = "r", *rest: object, **named: object) -> object:
        file = real(path, mode, *rest, **named)  # type: ignore[call-overload]
        return Filling(file) if mode == "ab" else file

    monkeypatch.setattr(Path, "open", opened)
    return folder


def test_a_disk_mounted_read_only(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    before = pull(model, Progress())

    def refused(*_: object, **__: object) -> None:
        raise OSError(30, os.strerror(30))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", refused)
        with pytest.raises(ModelError, match="cannot be written"):
            pull(model, Progress(), update=True)
    assert store.path(NAME) == before.path


def test_a_folder_that_cannot_be_made(model: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("VOICE_MODELS_DIR", str(tmp_path / "file"))
    with pytest.raises(ModelError, match="Not a directory"):
        pull(model, Progress())


def test_two_pulls_do_not_mix(model: Model) -> None:
    with lock.alone(store.home(NAME)), pytest.raises(ModelError, match="another process"):
        pull(model, Progress())


HOLDS = """
import sys, time
from pathlib import Path
from voice.models import lock
with getattr(lock, sys.argv[1])(Path(sys.argv[2])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def held_elsewhere(which: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds a lock of the model until it is killed."""
    command = [sys.executable, "-c", HOLDS, which, str(store.home(NAME))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as other:
        assert other.stdout
        assert other.stdout.readline() == "held\n"
        try:
            yield other
        finally:
            other.kill()


def test_a_pull_in_another_process_is_told_at_once(model: Model, hub: Hub) -> None:
    with held_elsewhere("alone"), pytest.raises(ModelError, match=f"another process is pulling the model {NAME}") as raised:
        pull(model, Progress())
    assert raised.value.remedy == "Wait until it has ended."
    assert hub.asked == []


def test_a_change_in_another_process_is_waited_for_so_long(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lock, "CHANGE_S", 0.2)
    with held_elsewhere("exclusively"), pytest.raises(ModelError, match=f"is changing the versions of {NAME}"):
        pull(model, Progress())
    done = pull(model, Progress())
    assert (done.fetched, done.changed) == (0, True), "what had come is not fetched again"


@pytest.mark.parametrize("which", ["alone", "exclusively"])
def test_a_process_that_died_holds_no_lock(model: Model, which: str) -> None:
    with held_elsewhere(which) as other:
        other.kill()
        other.wait()
        assert pull(model, Progress()).changed


class Meanwhile(Progress):
    """Does something once, when the first bytes of a download have come."""

    def __init__(self, work: Callable[[], object]) -> None:
        super().__init__()
        self._work: Callable[[], object] | None = work

    def advance(self, count: int) -> None:
        if count and (work := self._work):
            self._work = None
            work()


def test_while_a_model_is_fetched_turns_are_kept_and_it_can_be_rolled_back(model: Model, hub: Hub) -> None:
    first = pull(model, Progress())
    for seed in (2, 3):
        hub.commit(model.repository, files(seed))
        pull(model, Progress(), update=True)
    second, third = held().previous, held().current
    assert second
    assert third
    hub.commit(model.repository, files(4))

    def meanwhile() -> None:
        assert canary.record(NAME, third, Outcome(0.3, False)) is None
        assert rollback(model) == second

    fourth = pull(model, Meanwhile(meanwhile), update=True)
    assert (held().current, held().previous) == (fourth.version, second)
    assert first.version not in held().versions


def test_a_canary_that_goes_while_a_model_is_fetched_takes_no_file_of_the_new_one(model: Model, hub: Hub) -> None:
    """The new version shares files with the canary, which are looked at and gone a moment later."""
    pull(model, Progress())
    hub.commit(model.repository, files(2) | {"vocabulary.txt": b"new words"})
    trial = pull(model, Progress(), canary=5)
    hub.commit(model.repository, files(3) | {"vocabulary.txt": b"new words"})

    def meanwhile() -> None:
        assert "rolled back" in (canary.record(NAME, trial.version, Outcome(0.3, True)) or "")

    new = pull(model, Meanwhile(meanwhile), update=True)
    assert content(new.path) == wanted(3) | {"vocabulary.txt": b"new words"}


def test_what_has_come_of_a_small_file_stays_when_a_pull_is_interrupted(model: Model, hub: Hub) -> None:
    hub.commit(model.repository, files(1))

    class Interrupted(Progress):
        def advance(self, count: int) -> None:
            super().advance(count)
            if self.done > 1_000_000:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pull(model, Interrupted())
    hub.served.clear()
    pull(model, Progress())
    assert next(served.start for served in hub.served if served.name == "model.bin") > 900_000


def test_a_download_of_which_nothing_comes_is_given_up(model: Model, hub: Hub) -> None:
    hub.faults.cut["model.bin"] = [0] * 20
    with pytest.raises(ModelError, match="cut"):
        pull(model, Progress())
    assert 5 <= hub.fetched.count("model.bin") < 10


def test_a_lock_file_that_is_broken_is_told(model: Model) -> None:
    pull(model, Progress())
    (store.home(NAME) / "lock.json").write_text("{")
    with pytest.raises(ModelError, match="not a lock file"):
        store.path(NAME)


def test_a_lock_that_cannot_be_written_loses_no_download(
    model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr("voice.models.pull.write", full)
        with pytest.raises(ModelError, match="disk is full"):
            pull(model, Progress())
    hub.served.clear()
    pull(model, Progress())
    assert hub.fetched == []
