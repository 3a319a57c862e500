"""The map of the package in `voice/README.md`: every module and the first sentence of its docstring.

`python -m tests.tree` writes it; a test holds the document to it.
"""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
README = ROOT / "voice" / "README.md"
MARKS = re.compile(r"(<!-- tree -->\n).*?(<!-- /tree -->)", re.DOTALL)
WIDTH = 24
FIRST = ("session.py", "turn.py", "floor.py", "engines.py")
"""What a newcomer reads first, in this order."""


def tree() -> str:
    """One line a file: what to read first, the stages in the order of the flow, the other folders, the other files."""
    lines = []
    for path in sorted((ROOT / "voice").rglob("*.py"), key=_place):
        inside = path.relative_to(ROOT / "voice")
        if path.name == "__main__.py" or inside == Path("__init__.py"):
            continue
        folder = path.name == "__init__.py"
        name = f"{inside.parent}/" if folder else ("  " * (len(inside.parts) - 1) + path.name)
        lines.append(f"    {name:<{WIDTH}}{_summary(path)}")
    return "\n".join(lines)


def _place(path: Path) -> tuple[object, ...]:
    flow = ("listen", "wake", "endpoint", "transcribe", "route", "answer", "speak")
    inside = path.relative_to(ROOT / "voice")
    first = inside.parts[0]
    if len(inside.parts) == 1:
        return (0, FIRST.index(first)) if first in FIRST else (2, first)
    stage = flow.index(first) if first in flow else len(flow)
    return (1, stage, first, path.name != "__init__.py", path.name)


def _summary(path: Path) -> str:
    text = " ".join((ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or "").split("\n\n")[0].split())
    sentence = re.split(r"(?<=[.:]) ", text + " ")[0].rstrip(" .:")
    rest = text[len(sentence) :].lstrip(" .:")
    return sentence if len(sentence) > 12 or not rest else f"{sentence}: {rest.rstrip('.')}"


def main() -> None:
    text = README.read_text(encoding="utf-8")
    README.write_text(MARKS.sub(lambda m: f"{m[1]}\n{tree()}\n\n{m[2]}", text), encoding="utf-8")


if __name__ == "__main__":
    main()
