"""What is told where llama-cpp-python crashes on a processor."""

from pathlib import Path

from voice.tiers.rebuild import remedy


def test_it_is_built_with_what_the_processor_has(tmp_path: Path) -> None:
    (tmp_path / "cpuinfo").write_text("flags\t: fpu avx2 avx512f avx512_vnni amx_int8\n")
    assert '"-DGGML_NATIVE=OFF -DGGML_AVX512=ON -DGGML_AVX512_VNNI=ON"' in remedy(tmp_path / "cpuinfo")
    assert '"-DGGML_NATIVE=OFF"' in remedy(tmp_path / "nowhere")
