"""Tells how to build llama-cpp-python so that it runs on this processor, where it crashes."""

from pathlib import Path

SWITCHES = {
    "avx512f": "GGML_AVX512",
    "avx512_vbmi": "GGML_AVX512_VBMI",
    "avx512_vnni": "GGML_AVX512_VNNI",
    "avx512_bf16": "GGML_AVX512_BF16",
}
"""What Linux calls abilities of a processor → the switches that use them. AMX, which crashes on some, has none here."""


def remedy(processor: Path = Path("/proc/cpuinfo")) -> str:
    """The command that builds it with what the processor has."""
    try:
        able = set(processor.read_text(encoding="utf-8", errors="replace").split())
    except OSError:
        able = set()
    switches = " ".join(["-DGGML_NATIVE=OFF", *(f"-D{switch}=ON" for name, switch in SWITCHES.items() if name in able)])
    return (
        f'Build llama-cpp-python for this processor: CMAKE_ARGS="{switches}" '
        "pip install --force-reinstall --no-cache-dir --no-deps llama-cpp-python"
    )
