"""A hub that means harm: whatever it says, nothing outside the store is written or removed, and no traceback is the answer."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.models.conftest import NAME, files
from tests.models.hub import Hub, serving
from tests.models.test_pull import Progress, content, wanted
from voice.errors import ModelError
from voice.models import store
from voice.models.manifest import File, Model
from voice.models.pull import pull


@pytest.fixture(autouse=True)
def _nothing_outside_the_store_changes(tmp_path: Path) -> Iterator[None]:
    (tmp_path / "X" / "sub").mkdir(parents=True)
    (tmp_path / "X" / "diary.txt").write_text("dear diary")
    (tmp_path / "X" / "sub" / "more.txt").write_text("more")

    def outside() -> dict[str, bytes]:
        return {name: data for name, data in content(tmp_path).items() if not name.startswith("models/")}

    before = outside()
    yield
    assert outside() == before
    assert {folder.name for folder in (tmp_path / "models").glob("*")} <= {NAME}


COMMITS = [
    "../../../X", "../../../X/sub", "/X/sub", "X", "..", ".", "", "main", "0" * 39, "0" * 41, "A" * 40, "g" * 40,
    "0" * 40 + "\n", "0" * 39 + "\0", "../" * 13 + "X", 0, 1e400, None, True, [], ["0" * 40], {"0": 1},
]  # fmt: skip


@pytest.mark.parametrize("commit", COMMITS, ids=repr)
@pytest.mark.parametrize("update", [False, True])
def test_a_commit_is_forty_digits(model: Model, hub: Hub, tmp_path: Path, commit: Any, update: bool) -> None:
    before = pull(model, Progress()) if update else None
    hub.faults.says["sha"] = str(tmp_path / "X" / "sub") if commit == "/X/sub" else commit
    with pytest.raises(ModelError, match="does not answer as a model hub"):
        pull(model, Progress(), update=update)
    assert before is None or content(before.path) == wanted(1)


def test_a_commit_is_the_one_that_was_asked_for(model: Model, hub: Hub) -> None:
    pinned = model.model_copy(update={"revision": hub.commit(str(model.repository), files(2))})
    hub.faults.says["sha"] = "0" * 40
    with pytest.raises(ModelError, match="does not answer as a model hub"):
        pull(pinned, Progress())
    assert hub.fetched == []


NAMES = [
    "vocabulary./../../../../X/diary.txt", "vocabulary.txt/../../../../../X/diary.txt", "../vocabulary.txt", "/vocabulary.txt",
    "vocabulary.\0", "vocabulary.\n", "vocabulary.\x1b[2J", "vocabulary.\u202etxt", "vocabulary.txt.part",
    "vocabulary.\\..\\..\\X", "vocabulary.:x", "vocabulary.~", 5, None, [], {"vocabulary.txt": 1},
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES, ids=repr)
def test_a_name_is_one_of_the_manifests_in_plain_characters(model: Model, hub: Hub, name: Any) -> None:
    true = [{"rfilename": file, "size": len(data)} for file, data in files(1).items()]
    hub.faults.says["siblings"] = [{"rfilename": name, "size": 4, "blobId": "0" * 40}, *true]
    assert content(pull(model, Progress()).path) == wanted(1)


def test_a_name_that_is_too_long_is_told(model: Model, hub: Hub) -> None:
    hub.commit(str(model.repository), files(1) | {"vocabulary." + "x" * 300: b"long"})
    with pytest.raises(ModelError, match="too long"):
        pull(model, Progress())


@pytest.mark.parametrize("size", [-1, -(10**18), None, "many", 1.5, float("inf"), float("nan"), [], {}])
def test_a_size_is_a_number_of_bytes(model: Model, hub: Hub, size: Any) -> None:
    hub.faults.says_of_files["size"] = size
    with pytest.raises(ModelError, match="does not answer as a model hub"):
        pull(model, Progress())


@pytest.mark.parametrize("size", [10**15, 10**400])
def test_a_size_that_no_disk_has_is_told_before_anything_is_fetched(model: Model, hub: Hub, size: int) -> None:
    hub.faults.says_of_files["size"] = size
    with pytest.raises(ModelError):
        pull(model, Progress())
    assert hub.fetched == []


@pytest.mark.parametrize(
    "said",
    [
        {"lfs": {"sha256": "x"}}, {"lfs": {"sha256": 5}}, {"lfs": []}, {"lfs": "0" * 64}, {"lfs": {}}, {"blobId": 5},
        {"blobId": "../../../X"}, {"blobId": ["0" * 40]},
    ],
)  # fmt: skip
def test_a_hash_is_a_hash(model: Model, hub: Hub, said: dict[str, Any]) -> None:
    hub.faults.says_of_files |= said
    with pytest.raises(ModelError, match="does not answer as a model hub"):
        pull(model, Progress())


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"null", b"5", b"[]", b'"x"', b"{}", b"\xff\xfe", b"[" * 100_000, b'{"sha":' * 50_000, b"{" + b" " * 20_000_000,
        rb'{"sha": "0000000000000000000000000000000000000000", "siblings": [{"rfilename": "vocabulary.\ud800"}]}',
        json.dumps({"sha": "0" * 40, "siblings": 5}).encode(), json.dumps({"sha": "0" * 40, "siblings": [5]}).encode(),
        json.dumps({"sha": "0" * 40, "siblings": {"rfilename": "config.json"}}).encode(),
    ],
    ids=lambda raw: repr(raw[:20]),
)  # fmt: skip
def test_an_answer_of_any_other_form_is_none(model: Model, hub: Hub, raw: bytes) -> None:
    hub.faults.raw = raw
    with pytest.raises(ModelError, match="does not answer as a model hub"):
        pull(model, Progress())


@pytest.mark.parametrize("status", [400, 401, 403, 404, 416, 429, 500, 503])
def test_the_body_of_an_error_is_not_read(model: Model, hub: Hub, status: int) -> None:
    hub.faults.status, hub.faults.blocks = status, 100
    with pytest.raises(ModelError):
        pull(model, Progress())
    assert hub.taken < 50


def test_no_more_of_a_file_is_written_than_was_announced(model: Model, hub: Hub) -> None:
    hub.faults.extra = bytes(5_000_000)
    with pytest.raises(ModelError, match="does not answer as a model hub"):
        pull(model, Progress())
    said = sum(map(len, wanted(1).values()))
    assert sum(len(data) for data in content(store.directory()).values()) <= said


def test_a_listing_that_trickles_is_given_up(model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.models.hub.LISTED_S", -1.0)
    with pytest.raises(ModelError, match="does not answer as a model hub"):
        pull(model, Progress())


def _vouches_for_nothing(hub: Hub) -> None:
    hub.faults.says["siblings"] = [{"rfilename": file, "size": len(data)} for file, data in files(1).items()]


def test_less_of_a_file_than_was_announced_is_none(model: Model, hub: Hub) -> None:
    _vouches_for_nothing(hub)
    hub.faults.short = 1
    with pytest.raises(ModelError, match="does not answer as a model hub"):
        pull(model, Progress())


@pytest.mark.parametrize("said", ["bytes 0-9/10", "bytes 7-9/10", "bytes */10", "x"])
def test_the_rest_of_a_file_is_the_rest(model: Model, hub: Hub, said: str) -> None:
    _vouches_for_nothing(hub)
    hub.faults.cut["model.bin"] = [5]
    hub.faults.range = said
    with pytest.raises(ModelError, match="does not answer as a model hub"):
        pull(model, Progress())


@pytest.mark.parametrize(
    "where", ["file:///etc/passwd", "ftp://127.0.0.1/x", "gopher:x", "//", "http://[", "http://127.0.0.1:1/", "x" * 9000, "/x"]
)
def test_a_redirect_that_leads_nowhere(model: Model, hub: Hub, where: str) -> None:
    hub.faults.location = where
    with pytest.raises(ModelError):
        pull(model, Progress())


def test_redirects_in_a_circle(model: Model, hub: Hub) -> None:
    hub.faults.location = f"/{model.repository}/resolve/main/config.json"
    with pytest.raises(ModelError):
        pull(model, Progress())
    assert len(hub.asked) < 20


def test_a_redirect_takes_no_token_to_another_host(model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_secret")
    with serving(Hub()) as other:
        hub.faults.location = f"http://localhost:{other.server_port}/elsewhere"
        with pytest.raises(ModelError):
            pull(model, Progress())
        assert other.tokens == {""}


@pytest.mark.parametrize("home", ["http://127.0.0.1:{port}", "http://localhost:{port}", "http://[::ffff:127.0.0.1]:{port}"])
def test_a_hub_of_the_internet_redirects_nobody_into_the_home(
    model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    """The hub of the test is at 127.0.0.1, and called elsewhere for the test of its name alone."""
    monkeypatch.setattr("voice.models.hub.is_local", lambda url: not url.startswith(hub.url))
    with serving(Hub()) as router:
        hub.faults.location = home.format(port=router.server_port) + "/reboot"
        with pytest.raises(ModelError, match="does not answer as a model hub"):
            pull(model, Progress())
        assert router.asked == []


def test_nor_by_a_name_of_its_own_that_stands_for_the_home(model: Model, hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voice.models.hub.is_local", lambda url: False)
    known = socket.getaddrinfo

    def looked_up(host: str, *args: Any, **kwargs: Any) -> Any:
        return known("127.0.0.1" if host == "rebound.example" else host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)
    with serving(Hub()) as router:
        hub.faults.location = f"http://rebound.example:{router.server_port}/reboot"
        with pytest.raises(ModelError, match="does not answer as a model hub"):
            pull(model, Progress())
        assert router.asked == []


def test_what_is_true_still_arrives(model: Model) -> None:
    with_pattern = model.model_copy(update={"files": (*model.files[:2], File(name="*.json"), File(name="vocabulary.*"))})
    assert content(pull(with_pattern, Progress()).path) == wanted(1)
