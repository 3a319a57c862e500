"""What continuous integration makes of an audit: a finding fails it, nobody's answer does not."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.documents import ROOT

CLEAN = {"name": "idna", "version": "3.10", "vulns": []}
SKIPPED = {"name": "mine", "skip_reason": "not found"}
FAULTS = [{"id": "GHSA-1", "fix_versions": ["3.7"]}, {"id": "GHSA-2", "fix_versions": []}]
BAD = {"name": "idna", "version": "3.6", "vulns": FAULTS}


@pytest.mark.parametrize(
    ("found", "code", "says"),
    [
        ([CLEAN, SKIPPED], 0, "1 packages audited, 0 with findings"),
        ([CLEAN, BAD], 1, "idna 3.6: GHSA-1, mended in 3.7"),
        ([BAD], 1, "GHSA-2, mended in no version"),
        ([], 0, "0 packages audited"),
        (None, 0, "Not audited"),
        ("nonsense", 0, "Not audited"),
    ],
)
def test_a_finding_fails_and_silence_does_not(tmp_path: Path, found: Any, code: int, says: str) -> None:
    answer = tmp_path / "answer"
    if found is not None:
        answer.write_text(found if isinstance(found, str) else json.dumps({"dependencies": found}))
    program = tmp_path / "pip-audit"
    program.write_text(f"#!{sys.executable}\nimport shutil, sys\nshutil.copy({str(answer)!r}, sys.argv[-1])\n")
    program.chmod(0o755)
    done = subprocess.run([ROOT / ".ci" / "audit", program, tmp_path], capture_output=True, text=True, check=False)
    assert (done.returncode, says in done.stdout) == (code, True), done


def test_without_the_program_nothing_is_audited(tmp_path: Path) -> None:
    done = subprocess.run([ROOT / ".ci" / "audit", tmp_path / "no", tmp_path], capture_output=True, text=True, check=False)
    assert (done.returncode, "Not audited" in done.stdout) == (0, True)
