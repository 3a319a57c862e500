"""Releases: only what the fleet's key has signed is read, and only within what a fleet may set."""

import json
from pathlib import Path

import pytest

from tests.fleet.places import KEY, minisign, signed
from voice import config
from voice.config.fleet import MAY, STATE, outside
from voice.errors import ConfigError, FleetError
from voice.fleet.release import checked, opened
from voice.models.manifest import shipped

GOOD = "version = 3\n[settings.endpoint]\ndefault_ms = 700\n"

OTHER = minisign.KeyPair.generate()


def test_what_the_key_has_signed_is_read() -> None:
    assert opened(GOOD, signed(GOOD), KEY).settings == {"endpoint": {"default_ms": 700}}


def swapped(text: str) -> str:
    lines = signed(GOOD).splitlines()
    lines[2] = "trusted comment: version:9"
    return "\n".join(lines)


WRONG = {
    "another key": lambda text: signed(text, OTHER.secret_key),
    "another text": lambda text: signed(text + " "),
    "another comment": swapped,
    "nothing": lambda text: "",
    "no signature": lambda text: "<html>not here</html>",
    "cut off": lambda text: signed(text)[:-40],
    "no base64": lambda text: signed(text).replace("RU", "R\u00fc", 1),
    "twice": lambda text: signed(text) * 2,
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_is_not_signed_so_is_not(wrong: str) -> None:
    with pytest.raises(FleetError, match="not signed by the fleet's key") as refused:
        opened(GOOD, WRONG[wrong](GOOD), KEY)
    assert "voice fleet sign" in refused.value.remedy


@pytest.mark.parametrize("settings", [
    "[settings.tiers]\ntrusted = true", "[[settings.tiers]]\nname = 'x'\ntrusted = true",
    "[settings.privacy]\nhousehold = true",
    "[settings]\nkeep_words = true", "[settings]\nstate_dir = '/tmp'", "[settings]\noffline = false",
    "[settings.history]\ndays = 1",
    "[settings.home]\nurl = 'http://evil.example'", "[settings.fleet]\nkey = 'x'", "[settings.skills]\nown = '/tmp/x.toml'",
    "[settings.serve]\nwyoming = 'tcp://0.0.0.0:1'", "[settings.conversation]\nfollow_up = 'always'",
    "[settings.wake]\nphrases = ['the']", "[settings.wake]\nthreshold = 0.01", "[settings.wake]\nthreshold = nan",
    "[settings.wake]\ngated = 1", "[settings.wake]\nthreshold = true", "[settings.transcribe]\nask_below = 0.0",
    "[settings.transcribe]\nengine = 'wyoming'", "[settings.transcribe]\nurl = 'tcp://evil.example:1'",
    "[settings.answer]\nahead = 'always'", "[settings.cost]\nday_usd = 1000", "[settings.routing]\nconfidence = 1",
    "[settings.listen]\nrecord_mb = 9", "[settings.budget.answer_cloud]\nceiling = 1", "[settings.serve]\nslots = 0",
])  # fmt: skip
def test_what_no_fleet_may_set_is_refused_whole(settings: str) -> None:
    with pytest.raises(FleetError, match="what no fleet may"):
        checked(f"version = 3\n{settings}\n")


@pytest.mark.parametrize("name", [
    "../../etc/passwd", "/etc/passwd", "..", ".hidden", "a/b", "~", "x\\y", "", "a b", "whisper-none",
])  # fmt: skip
@pytest.mark.parametrize("where", ["[settings.transcribe]\nmodel", "[settings.speak]\nmodel", "[[models]]\nfiles = []\nname"])
def test_no_name_leads_anywhere_else(where: str, name: str) -> None:
    with pytest.raises(FleetError):
        checked(f"version = 3\n{where} = {json.dumps(name)}\n")


def model(**changed: object) -> str:
    known = shipped().find("whisper-tiny.en")
    files = [{"name": file.name, "size": 5, "sha256": "a" * 64} for file in known.files]
    given = {"name": known.name, "revision": "b" * 40, "files": files} | changed
    return "\n".join(["version = 3", "[[models]]", *(f"{key} = {_toml(value)}" for key, value in given.items())])


def _toml(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + "}"
    return f"[{', '.join(map(_toml, value))}]" if isinstance(value, list) else json.dumps(value)


def test_a_model_of_the_list_may_have_another_version() -> None:
    (brought,) = checked(model()).brings()
    assert (brought.name, brought.revision, brought.sources) == ("whisper-tiny.en", "b" * 40, ("hub",))
    assert {file.sha256 for file in brought.files} == {"a" * 64}


def files(*names: str, **kept: object) -> list[dict[str, object]]:
    return [{"name": name, "size": 5, "sha256": "a" * 64} | kept for name in names]


ITS = [file.name for file in shipped().find("whisper-tiny.en").files]


@pytest.mark.parametrize("changed", [
    {"files": files(*ITS[:-1], "../../x")}, {"files": files(*ITS, "/etc/cron.d/x")}, {"files": files(*ITS, ITS[0])},
    {"files": files(*ITS[:-1])}, {"files": files(*ITS, "more.bin")}, {"files": [{"name": name} for name in ITS]},
    {"files": files(*ITS, size=-1)}, {"files": []}, {"name": "no-such"}, {"revision": "main"}, {"repository": "../x"},
    {"repository": "https://evil.example/x"}, {"task": "speak"}, {"licence": "none"}, {"packages": []},
])  # fmt: skip
def test_a_model_is_pinned_whole_and_has_its_engines_files(changed: dict[str, object]) -> None:
    with pytest.raises(FleetError):
        checked(model(**changed))


@pytest.mark.parametrize("text", [
    "", "version = 0", "version = -1", "version = 3.0", "version = '3'", "version = 3000000000", "version = 3\npercent = 101",
    "version = 3\npercent = -1", "version = 3\nnew = 1", "version = 3\nversion = 4", "version = ", "\x00", "{}" * 100,
    "version = 3\nsettings = 5", "version = 3\nmodels = 'x'", "a = " + "[" * 3000,
    "version = 3\n[settings.speak]\nrate_wpm = '9'",
    "version = 3\n[settings.skills]\nclock = 13",
])  # fmt: skip
def test_what_is_no_release_is_refused_with_a_remedy(text: str) -> None:
    with pytest.raises(FleetError) as refused:
        checked(text)
    assert refused.value.remedy


def test_every_setting_that_may_be_shared_is_one() -> None:
    known = config.Config()
    for key in MAY:
        section, _, name = key.partition(".")
        assert hasattr(getattr(known, section), name), key
        default = getattr(getattr(known, section), name)
        assert default == "" or not outside({section: {name: default}}), key


def test_raising_the_percentage_moves_nobody() -> None:
    fleet = [f"device{number}" for number in range(2000)]
    few, more = (checked(f"version = {v}\npercent = {p}\n[settings.speak]\nvolume = 50\n") for v, p in ((1, 10), (2, 30)))
    first, then = ({one for one in fleet if release.concerns(one)} for release in (few, more))
    assert first < then
    assert 0.08 < len(first) / 2000 < 0.12
    assert 0.27 < len(then) / 2000 < 0.33
    other = checked("version = 3\npercent = 10\n[settings.speak]\nvolume = 60\n")
    assert {one for one in fleet if other.concerns(one)} != first
    nobody, all_of_them = (checked(f"version = 4\npercent = {percent}\n") for percent in (0, 100))
    assert not any(map(nobody.concerns, fleet))
    assert all(map(all_of_them.concerns, fleet))


# what holds of it on a machine


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The settings file of a machine that has taken a release."""
    monkeypatch.setenv("VOICE_STATE_DIR", str(tmp_path))
    taken(tmp_path, {"speak": {"volume": 40, "rate_wpm": 150}})
    file = tmp_path / "config.toml"
    file.write_text(f'[speak]\nrate_wpm = 200\n[fleet]\nrelease = "https://a.example/x.toml"\nkey = "{KEY}"\n')
    return file


def taken(folder: Path, settings: object) -> None:
    (folder / STATE).write_text(json.dumps({"taken": {"settings": settings}}))


def test_a_machines_own_settings_win(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    speak = config.load(file).speak
    assert (speak.volume, speak.rate_wpm) == (40, 200)
    assert config.origin(("speak", "volume"), file) == "the fleet"
    assert config.origin(("speak", "rate_wpm"), file) == str(file)
    monkeypatch.setenv("VOICE_SPEAK__VOLUME", "70")
    assert config.load(file).speak.volume == 70


@pytest.mark.parametrize("settings", [
    {"privacy": {"household": True}}, {"speak": {"volume": 40}, "keep_words": True}, {"speak": 5}, 7, None, [],
    {"speak": {"rate_wpm": 99999}}, {"skills": {"clock": 13}},
])  # fmt: skip
def test_a_state_that_was_tampered_with_sets_nothing(file: Path, settings: object) -> None:
    taken(file.parent, settings)
    assert config.load(file).speak.volume == config.Config().speak.volume


def test_without_the_opt_in_nothing_of_it_holds(file: Path) -> None:
    file.write_text("")
    assert config.load(file).speak.volume == config.Config().speak.volume
    assert config.origin(("speak", "volume"), file) != "the fleet"


@pytest.mark.parametrize(("fleet", "told"), [
    ('release = "https://a.example/x.toml"', "needs the key"), ('report = "http://otel.example.com/v1/metrics"', "https://"),
    ('report = "nowhere"', "URL"), ('release = "https://a.example/x.toml"\nkey = "short"', "key"), ("tokens = 1", "unknown"),
])  # fmt: skip
def test_settings_of_a_fleet_are_checked(file: Path, fleet: str, told: str) -> None:
    file.write_text(f"[fleet]\n{fleet}\n")
    with pytest.raises(ConfigError, match=told):
        config.load(file)
