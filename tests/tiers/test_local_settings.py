"""Where a model on this machine comes from, by the settings."""

from pathlib import Path

import pytest

from voice import config
from voice.errors import ConfigError


def load(tmp_path: Path, text: str) -> config.Config:
    file = tmp_path / "config.toml"
    file.write_text(text)
    return config.load(file)


def test_a_model_file_is_a_tier_without_a_url(tmp_path: Path) -> None:
    chosen = load(tmp_path, '[[tiers]]\nname = "here"\nwhere = "device"\nmodel_file = "/models/small.gguf"\nthreads = 2\n')
    (tier,) = chosen.tiers
    assert (tier.model_file, tier.threads) == (Path("/models/small.gguf"), 2)


def test_a_variable_makes_a_trusted_device_tier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOICE_DEVICE_FILE", "/models/small.gguf")
    (tier,) = load(tmp_path, "").tiers
    assert (tier.name, tier.where, tier.model_file, tier.trusted) == ("device", "device", Path("/models/small.gguf"), True)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('where = "cloud"\nbase_url = "http://localhost:1/v1"', "base_url and model, or model_file"),
        ('where = "device"\nmodel = "m"', "base_url and model, or model_file"),
        ('where = "cloud"\nmodel_file = "a.gguf"', 'where = "device"'),
        ('where = "device"\nmodel_file = "a.gguf"\nthreads = 0', "threads"),
    ],
)
def test_a_tier_that_is_nowhere_is_refused(tmp_path: Path, lines: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        load(tmp_path, f'[[tiers]]\nname = "t"\n{lines}\n')


@pytest.mark.parametrize("model", ["gpt-oss:120b-cloud", "kimi-k2:cloud"])
def test_a_model_that_ollama_runs_on_the_internet_is_not_of_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    tier = f'[[tiers]]\nname = "t"\nbase_url = "http://localhost:11434/v1"\nmodel = "{model}"\nwhere = '
    with pytest.raises(ConfigError, match="on the internet"):
        load(tmp_path, f'{tier}"device"\n')
    with pytest.raises(ConfigError, match="on the internet"):
        load(tmp_path, f'{tier}"cloud"\ntrusted = true\n')
    assert not load(tmp_path, f'{tier}"cloud"\n').tiers[0].trusted
    monkeypatch.setenv("VOICE_DEVICE_URL", "http://localhost:11434/v1")
    monkeypatch.setenv("VOICE_DEVICE_MODEL", model)
    with pytest.raises(ConfigError, match="on the internet"):
        load(tmp_path, "")
