"""A tiny Qwen3-VL with random weights as a folder in safetensors, made on this machine in seconds.

It exercises the transformers engine where no model hub is reached; its words mean nothing. Needs the ``transformers``
extra. The sizes are those of :mod:`assistant.models.tiny_qwen_vl`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from assistant.models.tiny_qwen_vl import CHAT_TEMPLATE, MERGES, SPECIAL_QWEN3

#: Splits text as Qwen2's tokenizer does (``tokenizer.json`` of the Qwen2 models).
_SPLIT = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_PATCH = 16


def write_tiny_qwen_vl_folder(folder: Path, *, seed: int = 1234) -> None:
    """Write model, tokenizer and processor into ``folder``. The same ``seed`` gives the same weights.

    Raises ``ImportError`` without the ``transformers`` extra and ``OSError`` when the disk refuses.
    """
    import torch  # type: ignore[import-not-found,unused-ignore]
    from transformers import (  # type: ignore[import-not-found,unused-ignore]
        Qwen2VLImageProcessor,
        Qwen3VLForConditionalGeneration,
        Qwen3VLProcessor,
        Qwen3VLVideoProcessor,
    )

    tokenizer = _tokenizer()
    model = Qwen3VLForConditionalGeneration(_config(tokenizer)).float().eval()
    random = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, values in model.named_parameters():
            if values.ndim > 1:
                # 1/sqrt(fan in) keeps activations near one, so that an image moves the logits.
                values.normal_(0, values[0].numel() ** -0.5, generator=random)
            elif name.endswith("bias"):
                values.normal_(0, 0.01, generator=random)
    model.save_pretrained(folder, safe_serialization=True)
    sizes = {"patch_size": _PATCH, "merge_size": 2, "temporal_patch_size": 2}
    half = [0.5] * 3
    processor = Qwen3VLProcessor(
        image_processor=Qwen2VLImageProcessor(image_mean=half, image_std=half, **sizes),
        tokenizer=tokenizer,
        video_processor=Qwen3VLVideoProcessor(**sizes),
        chat_template=CHAT_TEMPLATE,
    )
    processor.save_pretrained(folder)


def _tokenizer() -> Any:
    """256 byte tokens, a few merges and Qwen's control tokens."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers
    from transformers import PreTrainedTokenizerFast  # type: ignore[import-not-found,unused-ignore]

    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    pairs = [(one, other) for one, _, other in (merge.partition(" ") for merge in MERGES)]
    vocabulary = {token: number for number, token in enumerate([*letters, *map("".join, pairs)])}
    inner = Tokenizer(models.BPE(vocab=vocabulary, merges=pairs))
    inner.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(_SPLIT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    inner.decoder = decoders.ByteLevel()
    inner.add_special_tokens(
        [AddedToken(name, special=True) for name in SPECIAL_QWEN3 if name.startswith("<|")]
    )
    inner.add_tokens([AddedToken(name) for name in SPECIAL_QWEN3 if not name.startswith("<|")])
    return PreTrainedTokenizerFast(
        tokenizer_object=inner, eos_token="<|im_end|>", pad_token="<|endoftext|>", chat_template=CHAT_TEMPLATE
    )


def _config(tokenizer: Any) -> Any:
    from transformers import Qwen3VLConfig  # type: ignore[import-not-found,unused-ignore]

    number = tokenizer.convert_tokens_to_ids
    shared = {"hidden_size": 64, "intermediate_size": 128}
    text = shared | {
        "vocab_size": (len(tokenizer) + 31) // 32 * 32,
        "num_hidden_layers": 4,
        "num_attention_heads": 2,
        "num_key_value_heads": 1,
        "head_dim": 32,
        "max_position_embeddings": 8192,
        "rms_norm_eps": 1e-6,
        "rope_parameters": {
            "rope_type": "default",
            "rope_theta": 5e6,
            "mrope_section": [6, 5, 5],
            "mrope_interleaved": True,
        },
        "tie_word_embeddings": False,
        "bos_token_id": number("<|endoftext|>"),
        "eos_token_id": number("<|im_end|>"),
        "pad_token_id": number("<|endoftext|>"),
    }
    vision = shared | {
        "depth": 4,
        "num_heads": 2,
        "out_hidden_size": 64,
        "patch_size": _PATCH,
        "spatial_merge_size": 2,
        "temporal_patch_size": 2,
        "in_channels": 3,
        "num_position_embeddings": 256,
        "deepstack_visual_indexes": [1, 2],
    }
    return Qwen3VLConfig(
        text_config=text,
        vision_config=vision,
        image_token_id=number("<|image_pad|>"),
        video_token_id=number("<|video_pad|>"),
        vision_start_token_id=number("<|vision_start|>"),
        vision_end_token_id=number("<|vision_end|>"),
        tie_word_embeddings=False,
    )
