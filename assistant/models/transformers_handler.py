"""Runs a Qwen-VL model in safetensors with transformers and qwen-vl-utils, inside the child process.

For machines with a GPU that PyTorch knows, and for checking the GGUF engine against the original code. It evaluates
the whole prompt each turn; the llama.cpp handler, which keeps it, is the one for everyday use.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import torch  # type: ignore[import-not-found,unused-ignore]
from PIL import Image
from qwen_vl_utils import process_vision_info  # type: ignore[import-not-found,unused-ignore]
from transformers import (  # type: ignore[import-not-found,unused-ignore]
    AutoModelForImageTextToText,
    AutoProcessor,
    StoppingCriteria,
    TextStreamer,
)

from assistant.models.control_tokens import inert
from assistant.models.generation import Finish, Generation, HandlerError, LoadOptions, Outcome
from assistant.models.image_input import pixels

#: Fewer free places than this leave no room for an answer.
_LEAST_ROOM = 16


class _Cancelled(Exception):
    pass


class TransformersHandler:
    """A loaded model. One generation at a time; :meth:`cancel` may be called from another thread."""

    def __init__(self, options: LoadOptions) -> None:
        """Load the model of the folder ``options.text_file``. Raises :class:`HandlerError`."""
        self._options = options
        self._cancel = threading.Event()
        torch.set_num_threads(options.threads)
        folder = Path(options.text_file)
        device = "cuda" if torch.cuda.is_available() else "cpu"
        try:
            # Nothing of a model folder may run: only tensors and settings are read, and nothing is fetched.
            local = {"local_files_only": True, "trust_remote_code": False}
            model = AutoModelForImageTextToText.from_pretrained(
                folder, dtype="auto", use_safetensors=True, **local
            )
            self._processor: Any = AutoProcessor.from_pretrained(folder, **local)
        except (OSError, ValueError, RuntimeError, KeyError) as error:
            raise HandlerError(
                f"{folder.name} cannot be loaded; it is damaged or too new; get it again."
            ) from error
        self._model: Any = model.eval().to(device)
        for module in self._model.modules():
            # The text layers and the blocks of the vision tower are where a cancel is looked for.
            if isinstance(module, torch.nn.ModuleList):
                for layer in module:
                    layer.register_forward_pre_hook(self._look)

    @property
    def chats(self) -> bool:
        """Whether the model has a chat template."""
        return bool(
            getattr(self._processor, "chat_template", None) or self._processor.tokenizer.chat_template
        )

    @property
    def sees(self) -> bool:
        """Whether the model takes images: all that this handler loads do."""
        return True

    @property
    def hears(self) -> bool:
        """Whether the model takes sound: none that this handler loads does."""
        return False

    def arm(self) -> None:
        """Take back a cancel that was meant for an earlier generation."""
        self._cancel.clear()

    def cancel(self) -> None:
        """Stop the running generation before its next layer."""
        self._cancel.set()

    def generate(self, request: Generation, emit: Callable[[str], None]) -> Outcome:
        """Run ``request`` and give each piece of text to ``emit``.

        Raises :class:`HandlerError` and :class:`~assistant.models.image_input.ImageRefused`.
        """
        if request.grammar is not None or request.schema is not None:
            raise HandlerError("This engine cannot bind the form of an answer; choose a GGUF model for that.")
        if request.sounds:
            raise HandlerError("This model takes no sound; ask in writing, or choose a model that hears.")
        started = perf_counter()
        inputs = self._inputs(request)
        cells = int(inputs["input_ids"].shape[1])
        room = self._options.context - cells
        if room < _LEAST_ROOM:
            raise HandlerError("The question with its sources is too long for this model; shorten it.")
        pieces = _Pieces(self._processor.tokenizer, emit)
        finish: Finish
        try:
            finish = self._write(request, inputs, min(request.max_tokens, room), pieces)
        except _Cancelled:
            finish = "cancelled"
        except torch.cuda.OutOfMemoryError as error:
            raise HandlerError(
                "The model does not fit into the memory of this machine; choose a smaller one."
            ) from error
        first = pieces.first or perf_counter()
        milliseconds = (round((first - started) * 1000, 1), round((perf_counter() - first) * 1000, 1))
        return Outcome(finish, cells, 0, pieces.tokens, *milliseconds)

    def _inputs(self, request: Generation) -> Any:
        if request.prompt is not None:
            if request.images:
                raise HandlerError("A raw prompt takes no photos; ask a question instead.")
            return self._processor(text=[request.prompt], return_tensors="pt").to(self._model.device)
        rows: list[dict[str, Any]] = [
            {"role": role, "content": [{"type": "text", "text": inert(content)}]}
            for role, content in request.messages
        ]
        patch = self._processor.image_processor.patch_size
        side = patch * self._processor.image_processor.merge_size
        most = self._options.image_tokens * side * side
        for data in reversed(request.images):
            width, height, rgb = pixels(data)
            picture = Image.frombytes("RGB", (width, height), rgb)
            rows[-1]["content"].insert(0, {"type": "image", "image": picture, "max_pixels": most})
        text = self._processor.apply_chat_template(rows, tokenize=False, add_generation_prompt=True)
        images, _ = process_vision_info(rows, image_patch_size=patch)
        # The pictures have their size already; the processor must not choose another.
        made = self._processor(text=[text], images=images, do_resize=False, return_tensors="pt")
        return made.to(self._model.device)

    def _write(self, request: Generation, inputs: Any, limit: int, pieces: _Pieces) -> Finish:
        sampling: dict[str, Any] = {"do_sample": False}
        if request.temperature > 0:
            torch.manual_seed(request.seed)
            sampling = {
                "do_sample": True,
                "temperature": request.temperature,
                "top_p": request.top_p,
                "top_k": request.top_k,
            }
        with torch.inference_mode():
            written = self._model.generate(
                **inputs,
                **sampling,
                max_new_tokens=limit,
                streamer=pieces,
                stopping_criteria=[_Stopping(self._cancel)],
            )
        if self._cancel.is_set():
            return "cancelled"
        ends = self._model.generation_config.eos_token_id
        last = int(written[0, -1])
        return "stop" if last in (ends if isinstance(ends, list) else [ends]) else "length"

    def _look(self, *_: Any) -> None:
        if self._cancel.is_set():
            raise _Cancelled


class _Pieces(TextStreamer):  # type: ignore[misc,unused-ignore]
    """Gives text away as it is written, and counts tokens."""

    def __init__(self, tokenizer: Any, emit: Callable[[str], None]) -> None:
        super().__init__(tokenizer, skip_prompt=True, skip_special_tokens=True)
        self._emit = emit
        self.first: float | None = None
        self.tokens = -1  # the prompt is put first

    def put(self, value: Any) -> None:
        self.tokens += 1
        if self.tokens == 1:
            self.first = perf_counter()
        super().put(value)

    def on_finalized_text(self, text: str, stream_end: bool = False) -> None:
        self._emit(text)


class _Stopping(StoppingCriteria):  # type: ignore[misc,unused-ignore]
    def __init__(self, cancel: threading.Event) -> None:
        self._cancel = cancel

    def __call__(self, input_ids: Any, scores: Any, **_: Any) -> Any:
        return torch.full((input_ids.shape[0],), self._cancel.is_set(), device=input_ids.device)
