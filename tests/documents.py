"""What the documents of the repository hold: commands, code blocks, links, headings."""

import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
FOLDERS = ("assets", "benchmarks", "tests", "voice")
DOCUMENTS = [README, *sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("README.md"))]

SETS_UP = re.compile(r"python3 -m venv|pip install|git clone|cd |apt|brew|systemctl|export ")
"""Commands that change the machine; continuous integration runs those of the README as they stand."""

NEEDS = re.compile(r"#\s*needs\b")
"""A trailing comment that says what a command needs; one that needs something is not run here."""

FENCED = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)

MODULE = re.compile(r"python -m ((?:benchmarks|tests|voice)[\w.]*\w)((?: --[\w-]+(?: \w+)*)*)")
"""A module of ours that is run, and the options that follow."""

SPAN = re.compile(r"`([^`]+)`")


def name(document: Path) -> str:
    return document.relative_to(ROOT).as_posix()


def blocks(text: str, *languages: str) -> list[str]:
    """The code blocks in one of these languages."""
    return [block for language, block in FENCED.findall(text) if language in languages]


def lines(text: str) -> list[str]:
    """Every line that is typed into a shell, with its comment, in their order."""
    found = []
    for language, block in FENCED.findall(text):
        if language in ("sh", "console", "bash"):
            found += [re.sub(r"^\$ ", "", line) for line in _typed(language, block) if line.strip()]
    return found


def _typed(language: str, block: str) -> list[str]:
    """The lines that are typed; the rest of a console block is output."""
    lines = block.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("$ ")] if language == "console" else lines


def parts(line: str) -> list[str]:
    """The commands of one line, without its comment."""
    plain = [part.strip() for part in re.split(r"&&", re.sub(r"\s+#.*", "", line))]
    return [part for part in plain if part and not part.startswith("#")]


def commands(text: str) -> list[str]:
    """The commands of a document that can be run anywhere, in their order."""
    found = [part for line in lines(text) if not NEEDS.search(line) for part in parts(line)]
    return [part for part in found if not SETS_UP.search(part)]


def mentioned(text: str) -> list[str]:
    """Commands of `voice` in shell blocks, also those that need something, and in running text."""
    spans = [" ".join(span.split()) for span in SPAN.findall(FENCED.sub("", text))]
    found = [part.replace(".venv/bin/", "") for line in lines(text) + spans for part in parts(line)]
    return [command for command in found if re.match(r"voice [a-z-]", command)]


def links(text: str) -> Iterator[tuple[str, str]]:
    """Every relative link and image: its path ("" for this document) and its anchor."""
    prose = SPAN.sub("", FENCED.sub("", text))
    for target in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", prose):
        if "://" not in target:
            path, _, anchor = target.partition("#")
            yield path, anchor


def anchors(text: str) -> set[str]:
    """What GitHub calls the headings."""
    headings = re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
