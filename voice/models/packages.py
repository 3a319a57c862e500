"""Downloads the archives of packages with the user's own pip or npm, so that their index, proxy and certificates count.

Nothing is installed: pip is told to take wheels alone, as it would run the code of anything else, and npm to run no scripts.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path

from voice.models.manifest import Package
from voice.models.trouble import Unanswered

LOOK_S = 0.2
"""Look this often, seconds, how much has come."""

RETRIES = "2"
"""Attempts of pip and npm after the first: theirs are five, with waits in between that nobody at a prompt sits out."""

PIP = (
    "-P", "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--ignore-requires-python", "--no-input",
    "--disable-pip-version-check", "--progress-bar", "off", "--retries", RETRIES,
)  # fmt: skip
NPM = ("pack", "--ignore-scripts", "--fetch-retries", RETRIES, "--no-update-notifier", "--no-audit", "--no-fund")

NO_PIP = "Install it (python -m ensurepip, or uv pip install pip), or name a folder that has the files with --from."
NO_NPM = "Install it (apt install npm, or nodejs.org), or name a folder that has the files with --from."


def check(packages: Sequence[Package]) -> None:
    """Raise Unanswered when pip or npm is needed and not here."""
    registries = {package.registry for package in packages}
    if "pypi" in registries and find_spec("pip") is None:
        raise Unanswered(f"pip, which fetches from the package index, is not installed for {sys.executable}", NO_PIP)
    if "npm" in registries and shutil.which("npm") is None:
        names = ", ".join(package.name for package in packages if package.registry == "npm")
        raise Unanswered(f"npm, which fetches the package {names}, is not installed", NO_NPM)


def download(package: Package, folder: Path, come: Callable[[int], None]) -> Path:
    """Download a package's archive into `folder`; return its path. `come` is told how many bytes have come so far.

    Raises Unanswered, OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="coming-", dir=folder) as coming, tempfile.TemporaryFile() as said:
        status = _run(_command(package), Path(coming), said.fileno(), come)
        got = [file for file in Path(coming).iterdir() if package.is_archive(file)]
        if status or not got:
            said.seek(0)
            raise _failed(package, said.read().decode(errors="replace"))
        return got[0].replace(folder / got[0].name)


def _command(package: Package) -> list[str]:
    if package.registry == "npm":
        return [shutil.which("npm") or "npm", *NPM, f"{package.name}@{package.version}"]
    return [sys.executable, *PIP, "--dest", ".", f"{package.name}=={package.version}"]


def _run(command: Sequence[str], folder: Path, said: int, come: Callable[[int], None]) -> int:
    """Run a downloader in `folder`, with its temporary files there; return its exit status."""
    environment = os.environ | {"TMPDIR": str(folder)}
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=said, stderr=said) as running:
        try:
            while True:
                try:
                    return running.wait(LOOK_S)
                except subprocess.TimeoutExpired:
                    come(_come(folder))
        except BaseException:
            running.kill()
            raise


def _come(folder: Path) -> int:
    """Bytes of the largest file in a folder: pip writes what comes into its cache and beside it."""
    sizes = [0]
    for place, _, names in os.walk(folder):  # it takes no notice of a folder that vanishes meanwhile, as rglob would
        for name in names:
            with suppress(FileNotFoundError):
                sizes.append(Path(place, name).stat().st_size)
    return max(sizes)


def _failed(package: Package, said: str) -> Unanswered:
    """Tell in one line why a downloader failed, from what it said."""
    tool, place = ("npm", "the npm registry") if package.registry == "npm" else ("pip", "the package index")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    told = [line for line in lines if line.casefold().startswith(("error", "npm err", "npm error"))]
    reason = (told or lines or ["it said nothing"])[0 if tool == "npm" else -1][:200]
    if any("connection broken" in line or "ENOTFOUND" in line or "ECONNREFUSED" in line for line in lines):
        return Unanswered(f"{place} cannot be reached for {package.name}", f"Does this work: {_by_hand(package)}")
    return Unanswered(f"{place} does not give {package.name} {package.version}: {reason}", f"Try: {_by_hand(package)}")


def _by_hand(package: Package) -> str:
    if package.registry == "npm":
        return f"npm pack {package.name}@{package.version}"
    return f"python -m pip download --no-deps {package.name}=={package.version}"
