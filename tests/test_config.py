"""Settings: where they come from, which wins, and how a wrong one is reported."""

import os
from pathlib import Path

import pytest

from voice import config
from voice.errors import ConfigError


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No settings of the machine's own."""
    for name in [name for name in os.environ if name.startswith("VOICE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))


def _file(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "settings.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_everything_has_a_default() -> None:
    chosen = config.load()
    assert chosen.profile == "embedded"
    assert chosen.wake.phrases == ("hey_jarvis",)
    assert chosen.tiers == ()
    assert chosen.keep_words is False


def test_the_file_wins_over_the_profile_and_the_environment_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = _file(tmp_path, '[wake]\nengine = "keyphrase"\nthreshold = 0.3\n')
    assert config.load().wake.engine == "openwakeword"
    assert config.load(file).wake.engine == "keyphrase"
    monkeypatch.setenv("VOICE_WAKE__THRESHOLD", "0.7")
    both = config.load(file)
    assert both.wake.threshold == 0.7
    assert both.wake.engine == "keyphrase"


def test_the_users_own_file_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_CONFIG", str(_file(tmp_path, "[skills]\nclock = 24\n")))
    assert config.load().skills.clock == 24


TIER = "[[tiers]]\nname = 'x'\nwhere = 'lan'\nbase_url = 'http://a'\nmodel = 'm'"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("volume = 3", "volume"),
        ("[speak]\nloudness = 3", "speak.loudness"),
        ("[speak]\nvolume = 101", "speak.volume"),
        ("[wake]\nthreshold = 'high'", "wake.threshold"),
        ("[endpoint]\naggressiveness = 4", "endpoint.aggressiveness"),
        ("[[tiers]]\nname = 'x'\nwhere = 'moon'\nbase_url = 'http://a'\nmodel = 'm'", "tiers.0.where"),
        (TIER.replace("where = 'lan'", ""), "tiers.0.where"),
        (TIER.replace("name = 'x'", ""), "tiers.0.name"),
        ("tiers = [3]", "tiers.0"),
        (f"{TIER}\nwarm_hours = ['7-9']", "tiers.0.warm_hours.0"),
        (f"{TIER}\nfirst_token_s = 0", "tiers.0.first_token_s"),
        (f"{TIER}\ntimeout_s = 20", "tiers.0.timeout_s"),
        ("[answer]\nhedge = 'sometimes'", "answer.hedge"),
        ("profile = 'none such'", "profile"),
        ("tiers = 3", "tiers"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(tmp_path: Path, text: str, key: str) -> None:
    file = _file(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    assert str(caught.value).startswith(f"{key}:")
    assert str(file) in str(caught.value)
    assert caught.value.exit_code == 2
    assert caught.value.remedy


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_SPEAK__VOLUME", "loud")
    with pytest.raises(ConfigError, match=r"^speak\.volume: .*VOICE_SPEAK__VOLUME"):
        config.load()


@pytest.mark.parametrize("content", [b"[wake", b"\xff\xfe\x00", b"a = \n"])
def test_a_malformed_file_is_named(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.toml"
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=r"broken\.toml"):
        config.load(file)


def test_a_file_asked_for_must_exist(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        config.load(tmp_path / "nowhere.toml")


def test_the_environment_alone_makes_tiers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_CLOUD_URL", "https://example.test/v1")
    monkeypatch.setenv("VOICE_CLOUD_MODEL", "large")
    monkeypatch.setenv("VOICE_DEVICE_URL", "http://127.0.0.1:8080/v1")
    monkeypatch.setenv("VOICE_DEVICE_MODEL", "small")
    tiers = {tier.name: tier for tier in config.load().tiers}
    assert (tiers["cloud"].where, tiers["cloud"].model, tiers["cloud"].trusted) == ("cloud", "large", False)
    assert (tiers["device"].where, tiers["device"].trusted) == ("device", True)
    assert tiers["cloud"].key_env == "VOICE_CLOUD_KEY"


def test_a_tier_without_its_model_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_CLOUD_URL", "https://example.test/v1")
    with pytest.raises(ConfigError, match="VOICE_CLOUD_MODEL"):
        config.load()


def test_a_key_of_another_program_turns_nothing_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-not-ours")
    assert config.load().tiers == ()


def test_two_tiers_may_not_share_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _file(tmp_path, "[[tiers]]\nname = 'cloud'\nwhere = 'lan'\nbase_url = 'http://a'\nmodel = 'm'")
    monkeypatch.setenv("VOICE_CLOUD_URL", "https://example.test/v1")
    monkeypatch.setenv("VOICE_CLOUD_MODEL", "large")
    with pytest.raises(ConfigError, match="same name"):
        config.load(file)


def test_a_key_pasted_in_place_of_its_variable_is_refused_and_not_repeated(tmp_path: Path) -> None:
    pasted = "sk-1234567890"
    file = _file(
        tmp_path,
        f"[[tiers]]\nname = 'c'\nwhere = 'cloud'\nbase_url = 'http://a'\nmodel = 'm'\nkey_env = '{pasted}'",
    )
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    assert "key_env" in str(caught.value)
    assert pasted not in str(caught.value) + caught.value.remedy


def test_a_secret_hides_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "sk-secret")
    held = config.secret("SOME_KEY")
    assert held is not None
    assert held.get_secret_value() == "sk-secret"
    assert "sk-secret" not in f"{held} {held!r}"
    assert config.secret(None) is None
    assert config.secret("VOICE_NOT_SET") is None


def test_the_origin_of_every_setting_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = _file(tmp_path, "[wake]\nthreshold = 0.4\n")
    monkeypatch.setenv("VOICE_SPEAK__VOLUME", "40")
    assert config.origin(("speak", "volume"), file) == "environment variable VOICE_SPEAK__VOLUME"
    assert config.origin(("wake", "threshold"), file) == str(file)
    assert config.origin(("wake", "engine"), file).endswith("embedded.toml")
    assert config.origin(("wake", "refractory_s"), file) == "default"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("VOICE_SPEEK__RATE", "VOICE_SPEAK__RATE_WPM"),
        ("VOICE_CLOUD_URI", "VOICE_CLOUD_URL"),
        ("voice_wak__threshold", "VOICE_WAKE__THRESHOLD"),
    ],
)
def test_a_variable_that_names_no_setting_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, meant: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(ConfigError) as caught:
        config.load()
    assert caught.value.exit_code == 2
    assert str(caught.value).startswith(f"{name}:")
    assert meant in caught.value.remedy


@pytest.mark.parametrize("name", ["VOICE_SPEAK__RATE", "VOICE_TIERS__0__NAME"])
def test_a_variable_that_names_nothing_in_a_section_is_named(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "1")
    with pytest.raises(ConfigError, match=name):
        config.load()


def test_variables_of_ours_are_no_settings_but_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tier = "[[tiers]]\nname = 'c'\nwhere = 'cloud'\nbase_url = 'http://a'\nmodel = 'm'\nkey_env = 'VOICE_MY_KEY'"
    monkeypatch.setenv("VOICE_CONFIG", str(_file(tmp_path, tier)))
    for name in ("VOICE_MY_KEY", "VOICE_HOME_TOKEN", "VOICE_CLOUD_KEY", "VOICE_DEVICE_MODEL", "VOICE_PROFILE"):
        monkeypatch.setenv(name, "embedded")
    monkeypatch.setenv("VOICE_SKILLS", '{"clock": 24}')
    monkeypatch.setenv("VOICE_BUDGET__SPEAK__CEILING", "70")
    chosen = config.load()
    assert (chosen.skills.clock, chosen.budget.speak.ceiling) == (24, 70)


def test_a_misspelt_setting_is_told_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(_file(tmp_path, "[speak]\nrate = 3"))
    assert "speak.rate_wpm" in caught.value.remedy


URLS = ["foo", "example.test/v1", "ftp://example.test", "http://", "http://user:hunter2", "http://a b/v1", "http://[::1"]


@pytest.mark.parametrize("url", URLS)
def test_a_url_that_is_none_is_refused_and_not_repeated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    file = _file(tmp_path, f"[[tiers]]\nname = 'c'\nwhere = 'cloud'\nbase_url = '{url}'\nmodel = 'm'")
    with pytest.raises(ConfigError, match=r"^tiers\.0\.base_url: not a URL"):
        config.load(file)
    with pytest.raises(ConfigError, match=r"^home\.url: not a URL"):
        config.load(_file(tmp_path, f"[home]\nurl = '{url}'"))
    monkeypatch.setenv("VOICE_CLOUD_URL", url)
    monkeypatch.setenv("VOICE_CLOUD_MODEL", "large")
    with pytest.raises(ConfigError, match=r"^VOICE_CLOUD_URL: not a URL") as caught:
        config.load(_file(tmp_path, ""))
    assert caught.value.exit_code == 2
    assert "hunter2" not in str(caught.value) + caught.value.remedy


def test_a_number_of_which_there_is_a_choice_may_come_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOICE_CONFIG", str(_file(tmp_path, "")))
    monkeypatch.setenv("VOICE_SKILLS__CLOCK", "24")
    assert config.load().skills.clock == 24
    monkeypatch.setenv("VOICE_SKILLS__CLOCK", "13")
    with pytest.raises(ConfigError, match="12 or 24"):
        config.load()


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf[skills]\r\nclock = 24\r\n", b"\xef\xbb\xbf[skills]\nclock = 24"])
def test_a_byte_order_mark_is_read_over(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(content)
    assert config.load(tmp_path / "settings.toml").skills.clock == 24


@pytest.mark.parametrize("content", [b"a = " + b"[" * 100_000, b"a = 1\x00", b"a = " + b"9" * 5000])
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(content)
    with pytest.raises(ConfigError, match=r"settings\.toml cannot be read as TOML"):
        config.load(tmp_path / "settings.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (TIER.replace("where = 'lan'", ""), "tiers.0.where: not set (from the tier 'x' of {})"),
        (TIER.replace("'lan'", "'moon'"), "from the tier 'x' of {}"),
        (f"{TIER}\n{TIER.replace('x', 'y')}\nmodell = 'm'", "tiers.1.modell: unknown setting (from the tier 'y' of {})"),
        (TIER.replace("name = 'x'", ""), "tiers.0.name: not set (from {})"),
        (TIER.replace("name = 'x'", "name = 3"), "tiers.0.name: Input should be a valid string (from {})"),
        ("tiers = [3]", "tiers.0"),
    ],
)
def test_a_wrong_tier_is_named_by_its_name_and_file(tmp_path: Path, text: str, said: str) -> None:
    file = _file(tmp_path, text)
    with pytest.raises(ConfigError) as refused:
        config.load(file)
    assert said.format(file) in str(refused.value)


KEYED = f"{TIER}\nkey_env = 'MY_KEY'\n"


@pytest.mark.parametrize(
    "around",
    [" {}", "{}\n", "{}\r\n", "\t{} ", "\ufeff{}", "{}\u200b", "\u00a0{}\n\n", '"{}"', "'{}'\n", "Bearer {}"],
)
def test_what_was_copied_around_a_key_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, around: str) -> None:
    monkeypatch.setenv("MY_KEY", around.format("sk-1 2"))
    config.load(_file(tmp_path, KEYED))
    key = config.secret("MY_KEY")
    assert key is not None
    assert key.get_secret_value() == "sk-1 2"


@pytest.mark.parametrize("name", ["MY_KEY", "VOICE_HOME_TOKEN"])
@pytest.mark.parametrize("key", ["sk-1\nsk-2", "sk\r-1", "sk-\x1b[A", "sk-\x7f", "sk\x85", "“sk-1”", "sk\u200b-1", "\udcff"])
def test_a_key_that_no_header_can_hold_is_refused_and_not_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, key: str, name: str
) -> None:
    monkeypatch.setenv(name, key)
    with pytest.raises(ConfigError, match=f"{name}: not a key") as refused:
        config.load(_file(tmp_path, KEYED))
    assert "sk" not in f"{refused.value} {refused.value.remedy}"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (r'state_dir = "a\u0000b"', "state_dir"), ('[skills]\n' + r'rooms = ["den", "a\u001b[31mb"]', "skills.rooms"),
        ('[transcribe]\n' + r'model = "a\u0000"', "transcribe.model"), ('[listen]\n' + r'device = "a\u0007"', "listen.device"),
        (TIER + '\n' + r'residency = "a\u007f"', "tiers.0.residency"), ('[home]\n' + r'area = "\u0008"', "home.area"),
    ],
)  # fmt: skip
def test_control_characters_are_no_setting(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(ConfigError, match=f"{key}: it holds control characters"):
        config.load(_file(tmp_path, text))


@pytest.mark.parametrize("coding", ["utf-16", "utf-32", "latin-1"])
def test_settings_in_another_coding_are_told_so(tmp_path: Path, coding: str) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes('[skills]\nrooms = ["K\u00fcche"]\n'.encode(coding))
    with pytest.raises(ConfigError, match=r"is not UTF-8 text: line [12]") as told:
        config.load(file)
    assert "Save it as UTF-8" in told.value.remedy


@pytest.mark.parametrize("blank", ["", " ", "\n"])
def test_a_blank_key_is_none(monkeypatch: pytest.MonkeyPatch, blank: str) -> None:
    monkeypatch.setenv("MY_KEY", blank)
    assert config.secret("MY_KEY") is None


def test_all_that_is_wrong_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_SPEK__VOLUME", "3")
    file = _file(tmp_path, f"[speak]\nvolume = 300\n[wake]\nphrases = 'alexa'\n{TIER}\nmodell = 'x'\nfirst_token_s = 0\n")
    with pytest.raises(ConfigError) as caught:
        config.load(file)
    told = str(caught.value).splitlines()
    assert told[0] == "5 settings are wrong:"
    keys = [line.split(":")[0].strip() for line in told[1:]]
    assert keys == ["wake.phrases", "speak.volume", "tiers.0.first_token_s", "tiers.0.modell", "VOICE_SPEK__VOLUME"]
    assert "Did you mean model?" in told[4]
    assert "Did you mean VOICE_SPEAK__VOLUME?" in told[5]


def test_what_only_follows_from_another_fault_is_none(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^tiers\.0\.where"):
        config.load(_file(tmp_path, TIER.replace("lan", "moon")))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[skill]]\nname = 'bins'\nsentences = ['which bin']", "skills.toml"),
        ("[skill]\nname = 'bins'\nsentences = ['which bin']", "skills.toml"),
        ("[[skills]]\nname = 'bins'\nsentences = ['which bin']", "skills.toml"),
        ("[[skills]]\nclock = 24", "[skills], with one bracket"),
        ("[tiers]\nname = 'x'", "[[tiers]], with two brackets"),
        ("rooms = ['kitchen']", "rooms belongs in [skills]"),
        (f"{TIER}\noffline = true", "offline belongs above the first [table]"),
        ("[answer]\nbase_url = 'http://a'", "base_url belongs in one of the [[tiers]]"),
        ("[wake]\nday_usd = 3", "day_usd belongs in [cost]"),
        ("clok = 24", "Did you mean skills.clock?"),
        ("[skills]\nclok = 24", "Did you mean skills.clock?"),
    ],
)
def test_what_stands_in_the_wrong_place_is_told_where_it_belongs(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(_file(tmp_path, text))
    assert told in caught.value.remedy


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("# hello\n" * 100_000, "it has more than 256 kB"),
        ("".join(f"key{number} = 1\n" for number in range(100_000)), "it has more than 256 kB"),
        (".".join(["a"] * 100_000) + " = 1", "a key within forty others"),
        (f"[{'. '.join(['a'] * 50_000)}]", "a key within forty others"),
    ],
)
def test_a_file_that_would_be_read_for_minutes_is_refused_at_once(tmp_path: Path, content: str, why: str) -> None:
    file = tmp_path / "settings.toml"
    file.write_text(content)
    with pytest.raises(ConfigError, match=why):
        config.load(file)


def test_of_thousands_of_faults_the_first_are_told(tmp_path: Path) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("".join(f"key{number} = 1\n" for number in range(5000)))
    with pytest.raises(ConfigError, match="at least 20 settings are wrong"):
        config.load(file)


def test_a_pipe_in_the_place_of_the_users_settings_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("VOICE_CONFIG", raising=False)
    monkeypatch.setattr("voice.config.reading.config_path", lambda: tmp_path / "config.toml")
    os.mkfifo(tmp_path / "config.toml")
    with pytest.raises(ConfigError, match="it is no file"):
        config.load()
