"""Which program and settings a record comes from."""

from pathlib import Path

from voice.config import Config
from voice.provenance import fingerprint, program


def test_the_program_is_named_with_its_commit_where_there_is_a_checkout() -> None:
    number, _, commit = program().partition(" ")
    assert number[0].isdigit()
    if (Path(__file__).parents[1] / ".git").exists():
        assert len(commit.strip("()")) == 8


def test_other_settings_have_another_fingerprint_and_another_folder_does_not(tmp_path: Path) -> None:
    usual = Config()
    assert fingerprint(usual) == fingerprint(usual.model_copy(update={"state_dir": tmp_path}))
    assert fingerprint(usual) != fingerprint(usual.model_copy(update={"offline": True}))
