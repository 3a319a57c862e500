from pathlib import Path

import numpy as np
import pytest

from voice.assets import asset
from voice.bench import corpus, scenario
from voice.bench.calibration import Calibration, Spell
from voice.bench.energy import meter, pmic_watts
from voice.clock import WallClock
from voice.errors import ConfigError, UsageError
from voice.messages import SAMPLE_RATE
from voice.skills import Skills

GOOD = 'title = "T"\ntake = { command = 1 }\n'
MODEL = f'{GOOD}[[model]]\nname = "a"\nwhere = "cloud"\n'


@pytest.mark.parametrize("name", scenario.SHIPPED)
def test_shipped_scenarios_are_read_and_their_settings_too(name: str) -> None:
    found = scenario.read(name)
    assert found.config().profile == "embedded"
    for one in found.alternatives:
        assert found.config(one.settings) != found.config()


WRONG = {
    "no TOML": "title = ",
    "no title": "take = { command = 1 }",
    "unknown key": f"{GOOD}repeat = 3",
    "the place of another file": f'{GOOD}file = "other.toml"',
    "a fingerprint": f'{GOOD}digest = "0123456789abcdef"',
    "unknown kind": 'title = "T"\ntake = { shouts = 1 }',
    "no repeats": f"{GOOD}repeats = 0",
    "unknown stage": f'{GOOD}[[alternative]]\nname = "a"\nstage = "nap"\nsettings = {{}}',
    "below nothing": 'title = "T"\ntake = { command = -1 }',
    "nothing taken": 'title = "T"\ntake = { command = 0 }',
    "no voice": f"{GOOD}voices = []",
    "no number": f"{MODEL}first_token_ms = nan",
    "for ever": f"{MODEL}network = {{ jitter_ms = inf }}",
    "longer than anybody waits": f"{MODEL}first_token_ms = 1e300",
    "a turn without an end": f"{MODEL}tokens_per_s = 1e-300",
    "an alternative that is never heard": f'{GOOD}[[alternative]]\nname = "a"\nstage = "wake"\nsettings = {{}}\nkinds = []',
    "for days": f"{GOOD}repeats = 1000000",
    "the name of the settings": MODEL.replace('"a"', '"commands"'),
    "a name twice": f'{MODEL}[[alternative]]\nname = "a"\nstage = "wake"\nsettings = {{}}',
    "what a terminal would obey": MODEL.replace('"a"', '"\\u001b[31ma"'),
    "no name": MODEL.replace('"a"', '""'),
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_in_a_scenario_is_named(text: str, tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(text)
    (tmp_path / "household.toml").write_bytes((asset("scenarios") / "household.toml").read_bytes())
    with pytest.raises(UsageError, match=r"mine\.toml"):
        scenario.read(str(tmp_path / "mine.toml"))


def test_a_setting_or_a_profile_that_there_is_not_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(f"{GOOD}[settings.endpoint]\ncompleted_ms = 100\n")
    (tmp_path / "household.toml").write_bytes((asset("scenarios") / "household.toml").read_bytes())
    found = scenario.read(str(tmp_path / "mine.toml"))
    with pytest.raises(ConfigError, match=r"endpoint\.completed_ms.*mine\.toml"):
        found.config()
    with pytest.raises(ConfigError, match="no profile 'huge'"):
        scenario.read("quick", "huge").config()


def test_a_scenario_that_is_not_there_is_named() -> None:
    with pytest.raises(UsageError, match="there is no scenario slow"):
        scenario.read("slow")


def test_too_many_sentences_are_not_taken(tmp_path: Path) -> None:
    sentences = corpus.read(asset("scenarios") / "household.toml")
    with pytest.raises(UsageError, match=r"take\.pause is 99"):
        corpus.clips(sentences, {"pause": 99}, ["en-us"])


@pytest.mark.slow
def test_labels_are_true_to_the_sample() -> None:
    sentences = corpus.read(asset("scenarios") / "household.toml")
    for clip in corpus.clips(sentences, {"command": 2, "pause": 1, "other": 1}, ["en-us", "en-gb"]):
        level = np.abs(clip.samples.astype(np.int32))
        begin, end = (round(at * SAMPLE_RATE) for at in clip.speech)
        assert level[begin : begin + 1600].max() > 300 > level[: begin - 1].max()
        assert level[end - 1600 : end].max() > 300 > level[end + 1 :].max()
        if clip.wake_end is not None:
            gap = round(clip.wake_end * SAMPLE_RATE) + 1
            assert level[gap : gap + 3000].max() < 300
    again = corpus.clips(sentences, {"command": 2}, ["en-us", "en-gb"])
    assert corpus.digest(again) == corpus.digest(corpus.clips(sentences, {"command": 2}, ["en-us", "en-gb"]))


def test_every_command_is_one_and_no_question_is(tmp_path: Path) -> None:
    from voice.config import Config
    from voice.privacy.gate import EgressGate

    settings = Config.model_construct(state_dir=tmp_path)
    skills = Skills(settings, WallClock(), EgressGate.of(settings, WallClock()))
    skills.load()
    for one in corpus.read(asset("scenarios") / "household.toml"):
        match = skills.match(one.said.replace("| ", ""))
        assert (match.skill if match else None) == one.skill, one.said


def test_a_slow_loop_time_that_was_stolen_and_others_work_are_doubtful() -> None:
    found = Calibration([2.0] * 20, [2.0] * 20, [2.0] * 20)
    assert not found.doubtful(Spell(2.1, 0.0, 0.05))
    for spell in (Spell(3.0, 0.0, 0.0), Spell(2.0, 0.1, 0.0), Spell(2.0, 0.0, 0.5)):
        assert found.doubtful(spell)
    found.after_ms = [2.6] * 20
    assert any("30% slower" in doubt for doubt in found.doubts())


def test_energy_is_read_where_it_is_counted(tmp_path: Path) -> None:
    assert meter(tmp_path).source == ""
    assert meter(tmp_path).joules() is None
    package = tmp_path / "class" / "powercap" / "intel-rapl:0"
    package.mkdir(parents=True)
    (package / "energy_uj").write_text("9000000")
    (package / "max_energy_range_uj").write_text("9999999")
    found = meter(tmp_path)
    (package / "energy_uj").write_text("1000000")
    assert "RAPL" in found.source
    assert found.joules() == pytest.approx(2.0)  # it began at zero again


def test_the_watts_of_a_raspberry_pi_are_summed_up() -> None:
    said = " VDD_CORE_A current(7)=2.00000000A\n 3V3_SYS_A current(1)=0.5A\n"
    said += " VDD_CORE_V volt(15)=0.9V\n 3V3_SYS_V volt(9)=3.3V\n"
    assert pmic_watts(said) == pytest.approx(1.8 + 1.65)
    assert pmic_watts("command not found") == 0


@pytest.mark.parametrize("settings", ["{ endpoint = { completed_ms = 1 } }", "{ endpoint = 160 }", "{ skills = 5 }"])
def test_settings_of_an_alternative_are_looked_at_before_anything_is_measured(settings: str, tmp_path: Path) -> None:
    other = f'[[alternative]]\nname = "a"\nstage = "endpoint"\nsettings = {settings}\n'
    found = written(tmp_path, GOOD + other)
    found.config()
    with pytest.raises(ConfigError, match="mine"):
        found.check()


def test_a_cold_start_needs_a_command_to_say(tmp_path: Path) -> None:
    questions = '[[sentence]]\nsaid = "why do cats purr"\nkind = "question"\n'
    found = written(tmp_path, 'title = "T"\ntake = { question = 1 }\n', questions)
    with pytest.raises(UsageError, match="holds no command"):
        found.clips()


def written(folder: Path, text: str, sentences: str = "") -> scenario.Scenario:
    """A scenario of one's own, with sentences beside it."""
    (folder / "mine.toml").write_text(text)
    household = (asset("scenarios") / "household.toml").read_text(encoding="utf-8")
    (folder / "household.toml").write_text(sentences or household, encoding="utf-8")
    return scenario.read(str(folder / "mine.toml"))
