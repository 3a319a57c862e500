"""Stages never import one another: what crosses them is in `voice.messages`, and the wiring connects them."""

import ast
from pathlib import Path

import pytest

VOICE = Path(__file__).parents[1] / "voice"
STAGES = ("listen", "wake", "endpoint", "transcribe", "route", "answer", "speak")


def stages_in(code: str) -> set[str]:
    """The stages that a module imports, wherever in it."""
    names = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return {parts[1] for name in names if (parts := name.split("."))[0] == "voice" and parts[1] in STAGES}


@pytest.mark.parametrize(
    "code",
    [
        "import voice.speak",
        "import voice.speak.player as player",
        "from voice import config, speak",
        "from voice.speak import Voice",
        "def load():\n    from voice.speak.espeak import Espeak",
        "if TYPE_CHECKING:\n    from voice.speak import Voice",
    ],
)
def test_every_form_of_import_is_seen(code: str) -> None:
    assert stages_in(code) == {"speak"}


@pytest.mark.parametrize("stage", STAGES)
def test_a_stage_imports_no_other(stage: str) -> None:
    files = list((VOICE / stage).rglob("*.py"))
    assert files
    found = {file.name: stages_in(file.read_text(encoding="utf-8")) - {stage} for file in files}
    assert {name: others for name, others in found.items() if others} == {}
