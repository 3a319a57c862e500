"""Files of ours are replaced whole, and read only where they are files."""

import os
from pathlib import Path

import pytest

from voice import atomic


def test_a_pipe_in_the_place_of_a_file_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "timers.json")
    with pytest.raises(OSError, match="Not a file"):
        atomic.text(tmp_path / "timers.json")
