"""Tells how to build llama-cpp-python so that it runs on this processor; `python -m voice.tiers.rebuild` prints CMAKE_ARGS."""

from pathlib import Path

SWITCHES = {
    "avx512f": "GGML_AVX512",
    "avx512_vbmi": "GGML_AVX512_VBMI",
    "avx512_vnni": "GGML_AVX512_VNNI",
    "avx512_bf16": "GGML_AVX512_BF16",
}
"""What Linux calls abilities of a processor → the switches that use them. AMX, which crashes on some, has none here."""


def arguments(processor: Path = Path("/proc/cpuinfo")) -> str:
    """What CMake is to be told to use all that the processor has, and nothing else."""
    try:
        able = set(processor.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        able = set()
    return " ".join(["-DGGML_NATIVE=OFF", *(f"-D{switch}=ON" for name, switch in SWITCHES.items() if name in able)])


def remedy(processor: Path = Path("/proc/cpuinfo")) -> str:
    """The command that builds it with what the processor has."""
    return (
        f'Build llama-cpp-python for this processor: CMAKE_ARGS="{arguments(processor)}" '
        "pip install --force-reinstall --no-cache-dir --no-deps llama-cpp-python"
    )


if __name__ == "__main__":
    print(arguments())
