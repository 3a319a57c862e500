"""When the client is imported, which takes longer than an answer may."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiers.server import ChatServer, serving, text_chunk

SCRIPT = """
import sys
from voice.clock import AudioClock

class Finder:
    def find_spec(self, name, *rest):
        if name == "openai":
            print("imported in the turn:", any(clock._workers for clock in clocks))

clocks = []
made = AudioClock.__init__
AudioClock.__init__ = lambda clock, *rest: (made(clock, *rest), clocks.append(clock))[0]
sys.meta_path.insert(0, Finder())
from voice.cli import main
main(["ask", *sys.argv[1:]])
"""


@pytest.mark.parametrize(
    ("question", "said"), [("why is the sky blue", "imported in the turn: False"), ("what is two plus two", "")]
)
def test_a_typed_question_does_not_count_it_and_a_skill_does_not_need_it(question: str, said: str, tmp_path: Path) -> None:
    with serving(ChatServer([text_chunk("Light scatters.")])) as server:
        (tmp_path / "config.toml").write_text(
            f'[[tiers]]\nname = "t"\nwhere = "lan"\nbase_url = "{server.url}"\nmodel = "m"\nfirst_token_s = 20.0\n'
        )
        asked = subprocess.run(
            [sys.executable, "-c", SCRIPT, question],
            env={"VOICE_CONFIG": str(tmp_path / "config.toml"), "VOICE_STATE_DIR": str(tmp_path)},
            capture_output=True,
            text=True,
            timeout=120,
        )
    assert asked.returncode == 0
    assert [line for line in asked.stdout.splitlines() if "imported" in line] == [said] * bool(said)
