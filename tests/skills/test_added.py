"""The user's own skills and those of other packages; a broken one is reported and left out."""

import asyncio
import sys
from collections.abc import Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import pytest

from tests.skills.making import make_skills
from voice.clock import block
from voice.config import Config
from voice.skills import Context, Skills, added


def loaded(folder: Path, toml: str) -> tuple[Skills, list[str]]:
    file = folder / "skills.toml"
    file.write_text(toml)
    skills = make_skills(Config(state_dir=folder, skills={"own": file}))  # type: ignore[arg-type]
    return skills, skills.load()


def said(skills: Skills, text: str) -> str:
    match = skills.match(text)
    assert match is not None
    return asyncio.run(skills.run(match, Context())).text


def test_a_fixed_reply_and_its_slots(tmp_path: Path) -> None:
    skills, warnings = loaded(
        tmp_path,
        """
        [[skill]]
        name = "greeting"
        sentences = ["(greet|welcome) {who}", "good (morning|night) light[s]"]
        reply = "Hello {who}, {nobody}."
        [[skill]]
        name = "bins"
        sentences = ["which bin[s] [is it|goes out] {week}", "{week}'s (bin|sack)[s]"]
        reply = "The green one, {week}."
        [skill.lists]
        week = ["this week", "next week"]
        """,
    )
    assert warnings == []
    assert (
        said(skills, "could you greet my twenty neighbours please") == "Hello my twenty neighbours, {nobody}."
    )
    assert said(skills, "good night lights") == "Hello {who}, {nobody}."
    assert said(skills, "which bins next week") == "The green one, next week."
    assert said(skills, "next week's sacks") == said(skills, "next week's bin") == "The green one, next week."
    assert skills.match("which bins last week") is None
    assert skills.completeness("which bin is it") == "unfinished"


def test_a_command_is_run_without_a_shell(tmp_path: Path) -> None:
    script = tmp_path / "say.py"
    script.write_text("import sys\nprint(sys.argv[1:])\nprint('second line')")
    skills, warnings = loaded(
        tmp_path,
        f"""
        [[skill]]
        name = "shout"
        sentences = ["shout {{words}}"]
        command = ['{sys.executable}', '{script}', "{{words}}; echo $HOME"]
        [[skill]]
        name = "fail"
        sentences = ["fail now friend"]
        command = ['{sys.executable}', "-c", "raise SystemExit(3)"]
        [[skill]]
        name = "slow"
        sentences = ["be slow friend"]
        command = ['{sys.executable}', "-c", "import time; time.sleep(60)"]
        timeout_s = 0.2
        """,
    )
    assert warnings == []
    assert said(skills, "shout a b") == "['a b; echo $HOME']"
    assert said(skills, "fail now friend") == "The command of fail failed."
    assert said(skills, "be slow friend") == "The command of slow took too long."


@pytest.mark.parametrize(
    ("command", "script", "mode", "why"),
    [
        ("/no/such/program", "", 0o644, "there is no file program"),
        ("no-such-program", "", 0o644, "there is no program no-such-program"),
        ("./say.sh", "#!/bin/sh\necho hi", 0o644, "say.sh may not be executed; to allow it: chmod +x say.sh"),
        ("./say.sh", "#!/no/such/shell\necho hi", 0o755, "the program that its first line names is not there"),
        ("./say.sh", "\x7fELF", 0o755, "its file does not begin with a line such as #!/bin/sh"),
    ],
)
def test_a_command_that_cannot_be_started_says_why(tmp_path: Path, command: str, script: str, mode: int, why: str) -> None:
    (tmp_path / "say.sh").write_text(script)
    (tmp_path / "say.sh").chmod(mode)
    skills, warnings = loaded(
        tmp_path, f'[[skill]]\nname = "talk_back"\nsentences = ["talk back friend"]\ncommand = ["{command}"]\n'
    )
    reply = asyncio.run(skills.run(skills.match("talk back friend"), Context()))
    assert reply.text == "The command of talk back could not be started."
    assert reply.remedy == f"Mend skill talk_back: {why}.", "which is shown, not spoken"
    seen = [f"{tmp_path / 'skills.toml'}: skill talk_back: command: {why}"]
    assert warnings == (seen if mode == 0o644 else [])


def test_help_names_the_skills_that_were_added(tmp_path: Path) -> None:
    skills, _ = loaded(tmp_path, '[[skill]]\nname = "which_bin"\nsentences = ["which bin"]\nreply = "The green one."\n')
    assert "You have added which bin." in said(skills, "what can you do")


def test_an_address_that_is_not_there(tmp_path: Path) -> None:
    skills, _ = loaded(
        tmp_path, '[[skill]]\nname = "nas"\nsentences = ["ask the nas"]\nurl = "http://127.0.0.1:9/{x}"\n'
    )
    assert said(skills, "ask the nas") == "The address of nas cannot be reached."


@pytest.mark.parametrize(
    ("toml", "names"),
    [
        ("[[skill]]\nname = 'x'\nsentences = ['do x']\n", "exactly one of reply, command and url"),
        ("[[skill]]\nname = 'x'\nreply = 'a'\n", "skill x.sentences"),
        ("[[skill]]\nname = 'x'\nsentences = []\nreply = 'a'\n", "skill x.sentences"),
        ("[[skill]]\nsentences = ['do x']\nreply = 'a'\n", "skill 1.name"),
        ("[[skill]]\nname = 'x'\nsentences = ['do x']\nreply = 'a'\ncolour = 1\n", "skill x.colour"),
        ("[[skill]]\nname = 'x'\nsentences = ['do (x']\nreply = 'a'\n", "skill x: sentences"),
        ("[[skill]]\nname = 'x'\nsentences = ['do <norule>']\nreply = 'a'\n", "skill x: sentences"),
        ("[[skill]]\nname = 'x'\nsentences = ['{anything}']\nreply = 'a'\n", "would match anything"),
        ("[[skill]]\nname = 'x'\nsentences = ['[do]']\nreply = 'a'\n", "would match anything"),
        ("[[skill]]\nname = 'time'\nsentences = ['do x']\nreply = 'a'\n", "there already"),
        ("[[skill]]\nname = 'x'\nsentences = ['do x']\nurl = 'file:///etc/passwd'\n", "skill x.url"),
        ("skill = 3", "[[skill]]"),
        ("other = 3", "other: unknown key"),
        ("[speak]\nvolume = 3", "speak: that is a setting, which belongs in"),
        ("offline = true", "offline: that is a setting"),
        ("[[skills]]\nname = 'x'", "write [[skill]], without s"),
    ],
)
def test_a_broken_skill_is_named_and_left_out(tmp_path: Path, toml: str, names: str) -> None:
    good = "[[skill]]\nname = 'good'\nsentences = ['do good']\nreply = 'Done so.'\n"
    skills, warnings = loaded(tmp_path, toml + ("" if toml.startswith("skill") else f"\n{good}"))
    assert len(warnings) == 1
    assert names in warnings[0]
    assert "skills.toml" in warnings[0]
    assert skills.match("what time is it") is not None
    if "good" in (tmp_path / "skills.toml").read_text():
        assert said(skills, "do good") == "Done so."


def test_every_fault_of_a_skill_is_named(tmp_path: Path) -> None:
    _, warnings = loaded(tmp_path, "[[skill]]\nname = 'X'\nsentences = []\nreply = 'a'\ncolour = 1\n")
    assert [warning.split(": ")[1] for warning in warnings] == ["skill X.name", "skill X.sentences", "skill X.colour"]


def test_what_a_command_has_started_ends_with_it(tmp_path: Path) -> None:
    toml = '[[skill]]\nname = "slow"\nsentences = ["be slow"]\ncommand = ["sh", "-c", "(sleep 1; touch late) & wait"]\n'
    skills, _ = loaded(tmp_path, f"{toml}timeout_s = 0.2\n")
    assert said(skills, "be slow") == "The command of slow took too long."
    block(1.2)
    assert not (tmp_path / "late").exists()


@pytest.mark.parametrize("content", [b"[[skill", b"\xff\xfe\x00", b"a = " + b"[" * 100_000])
def test_a_file_that_is_no_toml(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "skills.toml"
    file.write_bytes(content)
    skills = make_skills(Config(state_dir=tmp_path, skills={"own": file}))  # type: ignore[arg-type]
    assert "cannot be read as TOML" in skills.load()[0]
    assert skills.match("what time is it") is not None


def test_a_file_that_is_missing(tmp_path: Path) -> None:
    config = Config(state_dir=tmp_path, skills={"own": tmp_path / "none.toml"})  # type: ignore[arg-type]
    assert "there is no file" in make_skills(config).load()[0]


class Dice:
    name = "dice"
    sentences = ("(roll|throw) [a] {sides} sided (die|dice)", "(roll|throw) (a die|the dice)")
    lists = {"sides": ("six", "twenty")}  # noqa: RUF012

    def run(self, slots: Mapping[str, Any], context: Context) -> str:
        return f"A {slots.get('sides', 'plain')} one."


class Coin:
    name = "coin"
    sentences = ("flip a coin",)
    any_tier = True

    async def run(self, slots: Mapping[str, Any], context: Context) -> str:
        return "Heads."


class Broken:
    name = "broken"
    sentences = ("break now",)

    def run(self, slots: Mapping[str, Any], context: Context) -> str:
        raise RuntimeError("secret words")


class Nameless:
    sentences = ("x y",)


def test_skills_of_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    offered = ["Dice", "Coin", "Broken", "Nameless", "Absent"]
    points = [EntryPoint(name, f"{__name__}:{name}", added.GROUP) for name in offered]
    monkeypatch.setattr(added, "entry_points", lambda group: points if group == "voice.skills" else [])
    skills = make_skills(Config(state_dir=tmp_path))
    warnings = skills.load()
    assert [warning.split()[1] for warning in warnings] == ["Nameless", "Absent"]
    assert said(skills, "please roll a twenty sided die") == "A twenty one."
    assert said(skills, "throw the dice") == "A plain one."
    assert said(skills, "flip a coin") == "Heads."
    assert said(skills, "break now") == "The skill broken failed."
    assert {tool.name for tool in skills.tools if not tool.any_tier} == {"dice", "broken"}


def test_a_file_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "skills.toml"
    file.write_bytes(b'\xef\xbb\xbf[[skill]]\nname = "good"\nsentences = ["do good"]\ncommand = ["true"]\n')
    skills = make_skills(Config(state_dir=tmp_path, skills={"own": file}))  # type: ignore[arg-type]
    assert skills.load() == []
    assert skills.match("do good") is not None
