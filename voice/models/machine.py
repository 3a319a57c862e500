"""Finds out what this machine has: processor, memory, graphics cards, disk, model servers, keys in the environment."""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from voice.config import runs_on_the_internet

SERVERS = {11434: "Ollama", 8080: "llama-server", 1234: "LM Studio", 8000: "vLLM", 1337: "Jan"}
"""The ports that model servers listen on unless they are told otherwise."""

ASK_S = 1.0
"""Wait this many seconds for a server on this machine to list its models."""

KEYS = {
    "OPENAI_API_KEY": ("https://api.openai.com/v1", "gpt-4o-mini"),
    "GROQ_API_KEY": ("https://api.groq.com/openai/v1", "llama-3.3-70b-versatile"),
    "OPENROUTER_API_KEY": ("https://openrouter.ai/api/v1", "meta-llama/llama-3.3-70b-instruct"),
    "TOGETHER_API_KEY": ("https://api.together.xyz/v1", "meta-llama/Llama-3.3-70B-Instruct-Turbo"),
}
"""Variables that may hold a key: the URL of the service, and a model there that suits spoken answers."""

PACKAGES = {"llm": "llama_cpp", "kokoro": "kokoro", "kokoro-onnx": "kokoro_onnx"}
"""The package that each extra installs."""

INSTALLABLE = frozenset(PACKAGES) - ({"kokoro"} if sys.version_info >= (3, 13) else set())
"""The extras that this Python can install: kokoro has no release for 3.13."""


@dataclass(frozen=True, slots=True)
class Gpu:
    name: str
    memory_gb: float


@dataclass(frozen=True, slots=True)
class Server:
    """A model server that runs on this machine."""

    name: str
    url: str
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Machine:
    processor: str
    cores: int
    """Cores that this process may use."""
    memory_gb: float
    disk_gb: float
    """Free space where models are kept."""
    gpus: tuple[Gpu, ...] = ()
    cuda: bool = False
    """Whether CTranslate2 can use one of the cards."""
    servers: tuple[Server, ...] = ()
    keys: tuple[str, ...] = ()
    """The variables of `KEYS` that are set."""
    extras: frozenset[str] = frozenset()
    """The extras of `PACKAGES` that are installed."""
    installable: frozenset[str] = INSTALLABLE


def look(models: Path, environment: Mapping[str, str] = os.environ) -> Machine:
    """Look at this machine; takes some seconds where a server is slow to answer. Nothing leaves it."""
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        memory_gb=round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9, 1),
        disk_gb=round(shutil.disk_usage(next(filter(Path.exists, (models, *models.absolute().parents)))).free / 1e9, 1),
        gpus=gpus(),
        cuda=_cuda(),
        servers=servers(),
        keys=tuple(name for name in KEYS if environment.get(name)),
        extras=frozenset(extra for extra, package in PACKAGES.items() if find_spec(package)),
    )


def servers() -> tuple[Server, ...]:
    return tuple(server for port, name in SERVERS.items() if (server := server_at(port, name)))


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    for line in info.read_text(encoding="utf-8", errors="replace").splitlines() if info.exists() else ():
        if line.startswith(("model name", "Model")):
            return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def gpus() -> tuple[Gpu, ...]:
    """List the NVIDIA cards with nvidia-smi."""
    command = ["nvidia-smi", "--query-gpu=name,memory.total", "--format=csv,noheader,nounits"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True).stdout
        rows = [line.rsplit(",", 1) for line in listed.splitlines() if line.strip()]
        return tuple(Gpu(name.strip(), round(float(memory) * 2**20 / 1e9, 1)) for name, memory in rows)
    except (OSError, subprocess.SubprocessError, ValueError):
        return ()


def _cuda() -> bool:
    try:
        import ctranslate2

        return bool(ctranslate2.get_cuda_device_count() > 0)
    except Exception:  # a broken driver fails in ways of its own; then there is no GPU to use
        return False


def server_at(port: int, name: str) -> Server | None:
    """Ask a port of this machine for its models; None when no OpenAI-compatible server answers there."""
    import httpx2

    url = f"http://127.0.0.1:{port}/v1"
    try:
        with httpx2.Client(trust_env=False, timeout=ASK_S) as client:
            answer: Any = client.get(f"{url}/models").raise_for_status().json()
        models = tuple(filter(_talks, (str(model["id"]) for model in answer["data"])))
    except (httpx2.HTTPError, ValueError, TypeError, KeyError):
        return None
    return Server(name, url, models) if models else None


def _talks(model: str) -> bool:
    """Whether a model writes replies and runs on this machine: no embedding model, none that Ollama runs on the internet."""
    return "embed" not in model and not runs_on_the_internet(model)
