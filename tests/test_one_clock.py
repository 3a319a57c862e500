"""No file but `voice/clock.py` asks for the time: whatever waits or measures is given a clock, or starts a stopwatch."""

import ast
from pathlib import Path

import pytest

VOICE = Path(__file__).parents[1] / "voice"

ASKS = {"datetime.datetime.now", "datetime.datetime.utcnow", "datetime.datetime.today", "datetime.date.today", "os.times"}
"""What asks for the time, beside everything in the module `time`."""

LOADS = ("__import__", "import_module")


def first(name: str) -> str:
    return name.partition(".")[0]


class Names:
    """What the names of a module stand for: "t" is "time" after `import time as t`."""

    def __init__(self, tree: ast.Module) -> None:
        self._full: dict[str, str] = {}
        for node in ast.walk(tree):
            match node:
                case ast.Import():
                    names = [(alias.asname, alias.name) if alias.asname else (first(alias.name),) * 2 for alias in node.names]
                    self._full |= dict(names)
                case ast.ImportFrom():
                    self._full |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        for _ in range(2):  # a name of a name
            for node in ast.walk(tree):
                match node:
                    case ast.Assign(targets=[ast.Name(name)], value=value) if full := self.full(value):
                        self._full[name] = full

    def full(self, node: ast.AST) -> str:
        """The full name of an expression; "" for one that stands for nothing imported."""
        match node:
            case ast.alias():
                found = self._full.get(node.asname or node.name, "")
            case ast.Name():
                found = self._full.get(node.id, "")
            case ast.Attribute():
                found = f"{above}.{node.attr}" if (above := self.full(node.value)) else ""
            case ast.Call(func=ast.Name("getattr"), args=[above, ast.Constant(str(name)), *_]):
                found = f"{self.full(above)}.{name}"
            case ast.Call(func=loads, args=[ast.Constant(str(found)), *_]) if ast.unparse(loads).endswith(LOADS):
                pass
            case _:
                return ""
        return found.removeprefix("voice.clock.")


def asks_for_time(code: str) -> set[str]:
    """Everything in a module that asks for the time, by its full name."""
    tree = ast.parse(code)
    names = Names(tree)
    found = {names.full(node) for node in ast.walk(tree)}
    loops = {"loop.time" for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node).endswith(".time()")}
    return loops | {name for name in found if name in ASKS or first(name) == "time"}


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import time\nx = time.monotonic()", "time.monotonic"),
        ("import time as t\nx = t.perf_counter()", "time.perf_counter"),
        ("def f():\n    from time import sleep as rest\n    rest(1)", "time.sleep"),
        ("from time import *", "time.*"),
        ("import time\nnow = time.time", "time.time"),
        ("import time\nclock = time\nx = clock.process_time()", "time.process_time"),
        ("import time\nx = getattr(time, 'localtime')()", "time.localtime"),
        ("x = __import__('time').monotonic()", "time.monotonic"),
        ("import importlib\nx = importlib.import_module('time').time()", "time.time"),
        ("from voice.clock import time\nx = time.time()", "time.time"),
        ("import voice.clock\nx = voice.clock.time.time()", "time.time"),
        ("import voice.clock as c\nx = c.time.time()", "time.time"),
        ("from datetime import datetime\nx = datetime.now()", "datetime.datetime.now"),
        ("from datetime import datetime as d\nx = map(d.utcnow, ())", "datetime.datetime.utcnow"),
        ("import datetime as d\nx = d.date.today()", "datetime.date.today"),
        ("import datetime\nday = datetime.date\nx = day.today()", "datetime.date.today"),
        ("import os\nx = os.times()", "os.times"),
        ("import asyncio\nx = asyncio.get_running_loop().time()", "loop.time"),
    ],
)
def test_every_way_to_ask_is_seen(code: str, found: str) -> None:
    assert found in asks_for_time(code)


@pytest.mark.parametrize(
    "code",
    [
        "from datetime import datetime, timedelta\nx = datetime.fromisoformat('2026-01-01') + timedelta(1)",
        "def f(clock, frame):\n    return clock.now() - frame.time, clock.today()",
        "from voice.clock import WallClock, stopwatch\nx = WallClock().now()",
    ],
)
def test_what_is_given_the_time_asks_for_none(code: str) -> None:
    assert asks_for_time(code) == set()


def test_only_the_clock_asks_for_the_time() -> None:
    asking = {str(file.relative_to(VOICE)) for file in VOICE.rglob("*.py") if asks_for_time(file.read_text(encoding="utf-8"))}
    assert asking == {"clock.py"}
