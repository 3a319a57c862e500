"""The house has one way out: who may import what opens a connection, and what is really connected to.

The third proof, conversations against a server that keeps every byte, is in `tests/privacy/test_conversations.py`.
"""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VOICE = ROOT / "voice"

OPENERS = {
    "httpx2": {"Client", "AsyncClient", "HTTPTransport", "AsyncHTTPTransport", "get", "post", "put", "request", "stream"},
    "openai": {"OpenAI", "AsyncOpenAI", "DefaultAsyncHttpx2Client", "DefaultHttpx2Client"},
    "socket": {"socket", "create_connection", "create_server", "fromfd"},
    "asyncio": {"open_connection", "open_unix_connection", "start_server"},
    "huggingface_hub": {"HfApi", "get_session", "hf_hub_download", "snapshot_download", "InferenceClient"},
    "uvicorn": {"Server", "run"},
    "zeroconf": {"Zeroconf"},
    "zeroconf.asyncio": {"AsyncZeroconf"},
    "wyoming.client": {"AsyncClient", "AsyncTcpClient", "AsyncUnixClient"},
    "wyoming.server": {"AsyncServer", "AsyncTcpServer"},
}
"""What opens connections, or takes them, in the libraries that the package uses."""

NEVER = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "websockets", "smtplib", "ftplib"}

MAY = {
    "privacy/gate.py": {"httpx2.AsyncClient"},
    "privacy/connect.py": {"httpx2.AsyncHTTPTransport", "asyncio.open_connection"},
    "tiers/chat.py": {"openai.AsyncOpenAI"},
    "tiers/process.py": {"socket.create_server"},
    "tiers/worker.py": {"socket.socket", "uvicorn.Server"},
    "models/machine.py": {"httpx2.Client"},
    "models/hub.py": {"huggingface_hub.get_session"},
    "bench/stand_in.py": {"socket.create_server", "uvicorn.Server"},
    "gateway/serve.py": {"uvicorn.Server", "socket.socket"},
    "serve/watchdog.py": {"socket.socket"},
    "serve/wyoming/door.py": {"asyncio.start_server"},
    "serve/wyoming/announced.py": {"zeroconf.asyncio.AsyncZeroconf"},
}
"""The gate alone goes out with anybody's words; connect.py is its transport. chat.py is given the gate's client;
the process, its worker, the search for servers, the stand-in of a bench and the gateway stay on this machine, and so does what
the service manager is told; the door waits for Home Assistant, and announces its address, which is no word of anybody's;
the gateway sends nothing, it learns the machine's own address; the hub is asked for models when the user pulls them."""


class _Unannotated(ast.NodeTransformer):
    """Takes the types of variables and attributes out: they open nothing."""

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        node.annotation = ast.Constant(None)
        return self.generic_visit(node)


def openers(code: str) -> Iterator[str]:
    """Everything in a module that can open a connection, by its full name."""
    names: dict[str, str] = {}
    tree = _Unannotated().visit(ast.parse(code))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {(alias.asname or alias.name).split(".")[0]: alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    yield from (name for name in names.values() if name in NEVER or name.rpartition(".")[0] in NEVER)
    for name in names.values():
        module, _, what = name.rpartition(".")
        if what in OPENERS.get(module, ()):
            yield name
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = names.get(node.value.id, "")
            if node.attr in OPENERS.get(module, ()):
                yield f"{module}.{node.attr}"
        elif isinstance(node, ast.Attribute) and node.attr in ("create_connection", "sock_connect", "create_datagram_endpoint"):
            yield node.attr


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import httpx2\nhttpx2.AsyncClient()", "httpx2.AsyncClient"),
        ("def load():\n    import httpx2 as h\n    return h.get('x')", "httpx2.get"),
        ("from httpx2 import AsyncClient", "httpx2.AsyncClient"),
        ("import requests", "requests"),
        ("from urllib.request import urlopen", "urllib.request.urlopen"),
        ("import asyncio\nasyncio.get_running_loop().create_connection()", "create_connection"),
    ],
)
def test_every_form_is_seen(code: str, found: str) -> None:
    assert found in set(openers(code))


def test_only_the_gate_opens_connections() -> None:
    found = {str(file.relative_to(VOICE)): set(openers(file.read_text(encoding="utf-8"))) for file in VOICE.rglob("*.py")}
    assert {file: names for file, names in found.items() if names} == MAY


def test_the_chat_client_is_the_gates() -> None:
    tree = ast.parse((VOICE / "tiers" / "chat.py").read_text(encoding="utf-8"))
    (made,) = [
        node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "AsyncOpenAI"
    ]
    (given,) = [keyword.value for keyword in made.keywords if keyword.arg == "http_client"]
    assert ast.unparse(given) == "self._http"
    assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
    clients = [node.value for node in assigned if ast.unparse(node.targets[0]) == "self._http"]
    assert [ast.unparse(client).partition("(")[0] for client in clients] == ["self._connect_to"]


def test_only_the_machines_own_model_goes_round_the_configured_gate() -> None:
    inside = [file for file in VOICE.rglob("*.py") if "EgressGate.inside(" in file.read_text(encoding="utf-8")]
    made = [str(file.relative_to(VOICE)) for file in inside]
    assert made == ["tiers/process.py"]


def test_a_private_conversation_connects_to_nobody_but_those_at_home() -> None:
    """In a process of its own: an audit hook stays for good."""
    script = ROOT / "tests" / "privacy" / "connecting.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=600, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
