"""Qwen 2.5's shapes as Q4_0 GGUF (0.5b, 1.5b, 7b), and the sizes of SmolLM2 and Llama 3.2 in its architecture (0.1b, 0.4b, 1b).

Random blocks, quantised as llama.cpp's own Q4_0 files are. Dimensions: the published config.json of each. Written with the
`gguf` package, tensor by tensor.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, GGUFWriter, LlamaFileType, TokenType

from benchmarks.shapes.vocabulary import filled, learnt

CONTEXT = 32_768

SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
"""ChatML, as Qwen has it."""


@dataclass(frozen=True, slots=True)
class Shape:
    layers: int
    width: int
    hidden: int
    heads: int
    kv_heads: int
    vocabulary: int
    tied: bool
    """The last layer is the token embedding."""


SHAPES = {
    "0.1b": Shape(30, 576, 1536, 9, 3, 49_152, True),
    "0.4b": Shape(32, 960, 2560, 15, 5, 49_152, True),
    "0.5b": Shape(24, 896, 4864, 14, 2, 151_936, True),
    "1b": Shape(16, 2048, 8192, 32, 8, 128_256, True),
    "1.5b": Shape(28, 1536, 8960, 12, 2, 151_936, True),
    "7b": Shape(28, 3584, 18_944, 28, 4, 152_064, False),
}


def write(name: str, path: Path) -> None:
    shape = SHAPES[name]
    writer = GGUFWriter(path, "qwen2")
    _describe(writer, name, shape)
    _vocabulary(writer, shape)
    tensors = _tensors(shape)
    for tensor, (rows, columns, kind) in tensors.items():
        if kind == GGMLQuantizationType.F32:
            writer.add_tensor_info(tensor, (columns,), np.dtype(np.float32), columns * 4)
        else:
            block, size = GGML_QUANT_SIZES[kind]
            writer.add_tensor_info(
                tensor, (rows, columns // block * size), np.dtype(np.uint8), rows * columns // block * size, raw_dtype=kind
            )
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()
    random = np.random.default_rng(0)
    for tensor, (rows, columns, kind) in tensors.items():
        writer.write_tensor_data(_values(tensor, rows, columns, kind, random))
    writer.close()


def _describe(writer: GGUFWriter, name: str, shape: Shape) -> None:
    writer.add_name(f"{name}, random weights: for timing alone")
    writer.add_file_type(LlamaFileType.MOSTLY_Q4_0)
    writer.add_block_count(shape.layers)
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(shape.width)
    writer.add_feed_forward_length(shape.hidden)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_freq_base(1e6)
    writer.add_layer_norm_rms_eps(1e-6)


def _vocabulary(writer: GGUFWriter, shape: Shape) -> None:
    tokens = filled(shape.vocabulary, SPECIAL)
    types = [TokenType.CONTROL] * len(SPECIAL) + [TokenType.NORMAL] * (len(tokens) - len(SPECIAL))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(learnt()[1])
    writer.add_eos_token_id(SPECIAL.index("<|im_end|>"))
    writer.add_bos_token_id(SPECIAL.index("<|endoftext|>"))
    writer.add_add_bos_token(False)
    writer.add_chat_template(TEMPLATE)


Tensors = dict[str, tuple[int, int, GGMLQuantizationType]]
"""Rows, columns and quantisation by name."""


def _tensors(shape: Shape) -> Tensors:
    q4, f32 = GGMLQuantizationType.Q4_0, GGMLQuantizationType.F32
    width, kv = shape.width, shape.width // shape.heads * shape.kv_heads
    # llama.cpp keeps the last layer of a Q4_0 file in Q6_K, or in Q8_0 where the width is no multiple of 256
    last = GGMLQuantizationType.Q8_0 if width % 256 else GGMLQuantizationType.Q6_K
    tensors: Tensors = {"token_embd.weight": (shape.vocabulary, width, last if shape.tied else q4)}
    for number in range(shape.layers):
        at = f"blk.{number}."
        tensors |= {
            f"{at}attn_norm.weight": (1, width, f32),
            f"{at}attn_q.weight": (width, width, q4),
            f"{at}attn_q.bias": (1, width, f32),
            f"{at}attn_k.weight": (kv, width, q4),
            f"{at}attn_k.bias": (1, kv, f32),
            f"{at}attn_v.weight": (kv, width, q4),
            f"{at}attn_v.bias": (1, kv, f32),
            f"{at}attn_output.weight": (width, width, q4),
            f"{at}ffn_norm.weight": (1, width, f32),
            f"{at}ffn_gate.weight": (shape.hidden, width, q4),
            f"{at}ffn_up.weight": (shape.hidden, width, q4),
            f"{at}ffn_down.weight": (width, shape.hidden, q4),
        }
    tensors["output_norm.weight"] = (1, width, f32)
    if not shape.tied:
        tensors["output.weight"] = (shape.vocabulary, width, last)
    return tensors


def _values(name: str, rows: int, columns: int, kind: GGMLQuantizationType, random: np.random.Generator) -> np.ndarray:  # type: ignore[type-arg]
    """Random blocks of the size that keeps the activations of a model of random weights within range."""
    if kind == GGMLQuantizationType.F32:
        return np.full(columns, 0.0 if name.endswith("bias") else 1.0, np.float32)
    block, size = GGML_QUANT_SIZES[kind]
    blocks = np.frombuffer(random.bytes(rows * columns // block * size), np.uint8).reshape(-1, size).copy()
    deviation = {GGMLQuantizationType.Q4_0: 4.6, GGMLQuantizationType.Q8_0: 74.0, GGMLQuantizationType.Q6_K: 18.5 * 74.0}
    scale = np.frombuffer(np.float16(1 / (deviation[kind] * columns**0.5)).tobytes(), np.uint8)
    at = size - 2 if kind == GGMLQuantizationType.Q6_K else 0  # Q6_K has its scale last
    blocks[:, at : at + 2] = scale
    return blocks.reshape(rows, -1)
