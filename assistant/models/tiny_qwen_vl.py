"""Tiny Qwen-VL models with random weights: the real architecture, made on this machine in a blink.

They exercise loading, image encoding, streaming, grammars and cancelling on machines that reach no
model hub. Their words mean nothing. Keys and tensor names follow llama.cpp's own converter
(``conversion/qwenvl.py`` and ``conversion/qwen3vl.py``). Needs the ``gguf`` package.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Architecture = Literal["qwen3vl", "qwen2vl"]

#: Control tokens of the Qwen2 vocabulary in its order; Qwen3 adds four.
_SPECIAL = [
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
    "<tool_call>",
    "</tool_call>",
    "<|fim_prefix|>",
    "<|fim_middle|>",
    "<|fim_suffix|>",
    "<|fim_pad|>",
    "<|repo_name|>",
    "<|file_sep|>",
]
SPECIAL_QWEN3 = [*_SPECIAL, "<tool_response>", "</tool_response>", "<think>", "</think>"]
#: A few merges, so that tokens longer than a byte occur.
MERGES = ["Ġ t", "h e", "i n", "Ġt he"]
#: Token types of the GGUF specification.
_NORMAL, _CONTROL, _USER_DEFINED, _UNUSED = 1, 3, 4, 5

CHAT_TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n"
    "{% if message['content'] is string %}{{ message['content'] }}{% else %}"
    "{% for part in message['content'] %}{% if part['type'] == 'image' %}"
    "<|vision_start|><|image_pad|><|vision_end|>{% else %}{{ part['text'] }}{% endif %}{% endfor %}"
    "{% endif %}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)


@dataclass(frozen=True, slots=True)
class _Shape:
    """Sizes of one tiny model: text side first, then the vision tower."""

    layers: int
    rope_base: float
    rope_sections: tuple[int, int, int, int]
    special: list[str]
    patch: int
    image_size: int
    projector: str
    deepstack: tuple[int, ...] = ()
    embedding: int = 64
    heads: int = 2
    head_width: int = 32
    feed_forward: int = 128
    vision_layers: int = 4
    positions: int = 256


_SHAPES: dict[Architecture, _Shape] = {
    "qwen3vl": _Shape(4, 5e6, (6, 5, 5, 0), SPECIAL_QWEN3, 16, 256, "qwen3vl_merger", deepstack=(1, 2)),
    "qwen2vl": _Shape(2, 1e6, (4, 6, 6, 0), _SPECIAL, 14, 560, "qwen2.5vl_merger"),
}
_CONTEXT = 8192
_EPSILON = 1e-6


def write_tiny_qwen_vl(
    architecture: Architecture, text_file: Path, projector_file: Path, *, seed: int = 1234
) -> None:
    """Write the text model and its image projector. The same ``seed`` gives the same bytes.

    Raises ``ImportError`` without the ``gguf`` package and ``OSError`` when the disk refuses.
    """
    import numpy as np

    shape = _SHAPES[architecture]
    for path, write in ((text_file, _write_text), (projector_file, _write_projector)):
        unfinished = path.with_name(path.name + ".part")
        write(unfinished, architecture, shape, np.random.default_rng(seed))
        unfinished.replace(path)


def _vocabulary(shape: _Shape) -> tuple[list[str], list[int]]:
    """256 byte tokens, the merged ones, the control tokens, padded to a multiple of 32."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {byte: chr(byte) for byte in printable} | {
        byte: chr(256 + index) for index, byte in enumerate(others)
    }
    tokens = [letters[byte] for byte in range(256)] + [merge.replace(" ", "") for merge in MERGES]
    types = [_NORMAL] * len(tokens)
    for name in shape.special:
        tokens.append(name)
        types.append(_CONTROL if name.startswith("<|") else _USER_DEFINED)
    while len(tokens) % 32:
        types.append(_UNUSED)
        tokens.append(f"[PAD{len(tokens)}]")
    return tokens, types


def _write_text(path: Path, architecture: Architecture, shape: _Shape, rng: np.random.Generator) -> None:
    import gguf

    tokens, types = _vocabulary(shape)
    first_special = 256 + len(MERGES)
    writer = gguf.GGUFWriter(path, architecture)
    writer.add_name(f"{architecture}-tiny-random")
    writer.add_type("model")
    writer.add_description("Random weights, for testing the path")
    writer.add_block_count(shape.layers)
    writer.add_context_length(_CONTEXT)
    writer.add_embedding_length(shape.embedding)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(1)
    writer.add_rope_freq_base(shape.rope_base)
    writer.add_rope_dimension_sections(list(shape.rope_sections))
    writer.add_layer_norm_rms_eps(_EPSILON)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    if shape.deepstack:
        writer.add_key_length(shape.head_width)
        writer.add_value_length(shape.head_width)
        writer.add_num_deepstack_layers(len(shape.deepstack))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(tokens)
    writer.add_token_types(types)
    writer.add_token_merges(MERGES)
    writer.add_bos_token_id(first_special)
    writer.add_pad_token_id(first_special)
    writer.add_eos_token_id(first_special + shape.special.index("<|im_end|>"))
    writer.add_add_bos_token(value=False)
    writer.add_chat_template(CHAT_TEMPLATE)
    _finish(writer, _text_tensors(shape, len(tokens), rng))


def _text_tensors(
    shape: _Shape, vocabulary: int, rng: np.random.Generator
) -> Iterator[tuple[str, NDArray[Any]]]:
    import numpy as np

    width, head, inner = shape.embedding, shape.head_width, shape.feed_forward
    yield "token_embd.weight", _matrix(rng, vocabulary, width)
    for layer in range(shape.layers):
        block = f"blk.{layer}."
        yield block + "attn_norm.weight", np.ones(width, np.float32)
        yield block + "ffn_norm.weight", np.ones(width, np.float32)
        for name, rows in (("q", shape.heads * head), ("k", head), ("v", head)):
            yield block + f"attn_{name}.weight", _matrix(rng, rows, width)
            if not shape.deepstack:
                yield block + f"attn_{name}.bias", _vector(rng, rows)
        if shape.deepstack:
            yield block + "attn_q_norm.weight", np.ones(head, np.float32)
            yield block + "attn_k_norm.weight", np.ones(head, np.float32)
        yield block + "attn_output.weight", _matrix(rng, width, shape.heads * head)
        yield block + "ffn_gate.weight", _matrix(rng, inner, width)
        yield block + "ffn_up.weight", _matrix(rng, inner, width)
        yield block + "ffn_down.weight", _matrix(rng, width, inner)
    yield "output_norm.weight", np.ones(width, np.float32)
    # Not tied to the embedding: with tied random weights greedy decoding ignores the image.
    yield "output.weight", _matrix(rng, vocabulary, width)


def _write_projector(path: Path, architecture: Architecture, shape: _Shape, rng: np.random.Generator) -> None:
    import gguf

    writer = gguf.GGUFWriter(path, "clip")
    writer.add_type("mmproj")
    writer.add_name(f"{architecture}-tiny-random-projector")
    writer.add_description("Random weights, for testing the path")
    writer.add_clip_has_vision_encoder(value=True)
    writer.add_clip_projector_type(shape.projector)
    writer.add_vision_projection_dim(shape.embedding)
    writer.add_vision_image_size(shape.image_size)
    writer.add_vision_patch_size(shape.patch)
    writer.add_vision_embedding_length(shape.embedding)
    writer.add_vision_feed_forward_length(shape.feed_forward)
    writer.add_vision_block_count(shape.vision_layers)
    writer.add_vision_head_count(shape.heads)
    writer.add_vision_attention_layernorm_eps(_EPSILON)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    if shape.deepstack:
        writer.add_vision_image_mean([0.5] * 3)
        writer.add_vision_image_std([0.5] * 3)
        writer.add_vision_use_gelu(value=True)
        writer.add_vision_spatial_merge_size(2)
        writer.add_vision_is_deepstack_layers([n in shape.deepstack for n in range(shape.vision_layers)])
    else:
        # The image normalisation of CLIP, which Qwen2.5-VL uses.
        writer.add_vision_image_mean([0.48145466, 0.4578275, 0.40821073])
        writer.add_vision_image_std([0.26862954, 0.26130258, 0.27577711])
        writer.add_vision_use_silu(value=True)
        writer.add_vision_n_wa_pattern(2)
    _finish(writer, _projector_tensors(shape, rng))


def _projector_tensors(shape: _Shape, rng: np.random.Generator) -> Iterator[tuple[str, NDArray[Any]]]:
    import numpy as np

    qwen3 = bool(shape.deepstack)
    width, inner, merged = shape.embedding, shape.feed_forward, 4 * shape.embedding
    for name in ("v.patch_embd.weight", "v.patch_embd.weight.1"):
        kernel = (width, 3, shape.patch, shape.patch)
        yield name, _matrix(rng, width, 3 * shape.patch * shape.patch).reshape(kernel)
    if qwen3:
        yield "v.patch_embd.bias", _vector(rng, width)
        yield "v.position_embd.weight", _matrix(rng, shape.positions, width).astype(np.float32)
    for layer in range(shape.vision_layers):
        yield from _vision_block(f"v.blk.{layer}.", width, inner, rng, qwen3=qwen3)
    yield "v.post_ln.weight", np.ones(width, np.float32)
    if qwen3:
        yield "v.post_ln.bias", np.zeros(width, np.float32)
    yield from _linear(rng, "mm.0", merged, merged)
    yield from _linear(rng, "mm.2", shape.embedding, merged)
    for layer in shape.deepstack:
        block = f"v.deepstack.{layer}."
        yield block + "norm.weight", np.ones(merged, np.float32)
        yield block + "norm.bias", np.zeros(merged, np.float32)
        yield from _linear(rng, block + "fc1", merged, merged)
        yield from _linear(rng, block + "fc2", shape.embedding, merged)


def _vision_block(
    block: str, width: int, inner: int, rng: np.random.Generator, *, qwen3: bool
) -> Iterator[tuple[str, NDArray[Any]]]:
    import numpy as np

    for norm in ("ln1", "ln2"):
        yield f"{block}{norm}.weight", np.ones(width, np.float32)
        if qwen3:
            yield f"{block}{norm}.bias", np.zeros(width, np.float32)
    if qwen3:
        yield from _linear(rng, block + "attn_qkv", 3 * width, width)
    else:
        for name in "qkv":
            yield from _linear(rng, f"{block}attn_{name}", width, width)
        yield from _linear(rng, block + "ffn_gate", inner, width)
    yield from _linear(rng, block + "attn_out", width, width)
    yield from _linear(rng, block + "ffn_up", inner, width)
    yield from _linear(rng, block + "ffn_down", width, inner)


def _linear(
    rng: np.random.Generator, name: str, rows: int, columns: int
) -> Iterator[tuple[str, NDArray[Any]]]:
    yield name + ".weight", _matrix(rng, rows, columns)
    yield name + ".bias", _vector(rng, rows)


def _matrix(rng: np.random.Generator, rows: int, columns: int) -> NDArray[np.float16]:
    """Standard deviation 1/√columns keeps activations near one, so that an image moves the logits."""
    import numpy as np

    return (rng.standard_normal((rows, columns), dtype=np.float32) / np.float32(columns**0.5)).astype(
        np.float16
    )


def _vector(rng: np.random.Generator, size: int) -> NDArray[np.float32]:
    import numpy as np

    return rng.standard_normal(size, dtype=np.float32) * np.float32(0.01)


def _finish(writer: Any, tensors: Iterator[tuple[str, NDArray[Any]]]) -> None:
    for name, values in tensors:
        writer.add_tensor(name, values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
