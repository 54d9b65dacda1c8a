"""Runs one GGUF model inside the child process: text and images in, text out.

Written for Qwen2.5-VL and Qwen3-VL; text models with a chat template and base models without one go
the same way. It replaces the stock handlers of llama-cpp-python, which evaluate the whole history
and every image anew each turn, render a wrong prompt for Qwen2.5-VL, let text in a photo pose as
control tokens, and cannot be cancelled while an image is encoded.
"""

from __future__ import annotations

import codecs
import ctypes
import hashlib
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

import llama_cpp
from llama_cpp import llama_cpp as native
from llama_cpp import mtmd_cpp as mtmd
from llama_cpp.llama_grammar import LlamaGrammar

from assistant.models.chat_template import ChatTemplate, TemplateFault
from assistant.models.generation import Finish, Generation, HandlerError, LoadOptions, Outcome
from assistant.models.media_bitmaps import picture, sound
from assistant.models.native_logs import silence_native_logs

#: The vision tower looks at the cancel flag at every so many of its operations.
_NODES_PER_LOOK = 16
_PIECE_BYTES = 512
#: What Qwen's vision models read around a photo, and the most photos whose size is remembered.
_BEFORE_PHOTO, _AFTER_PHOTO = b"<|vision_start|>", b"<|vision_end|>"
_MOST_PHOTOS = 64
#: Fewer free cells than this leave no room for an answer.
_LEAST_ROOM = 16


class _Cancelled(Exception):
    pass


@dataclass(frozen=True, slots=True)
class _Item:
    """A token, or an image of several cells that takes ``positions`` places (M-RoPE counts fewer)."""

    key: int | str
    positions: int
    cells: int
    chunk: Any = None

    @property
    def is_image(self) -> bool:
        return isinstance(self.key, str)

    def same(self, other: _Item) -> bool:
        return self.key == other.key and self.positions == other.positions


class QwenVlHandler:
    """A loaded model. One generation at a time; :meth:`cancel` may be called from another thread."""

    def __init__(self, options: LoadOptions) -> None:
        """Load the model and, when given, its projector. Raises :class:`HandlerError`."""
        self._cancel = threading.Event()
        self._options = options
        self._held: list[_Item] = []
        self._photos: dict[str, _Item] = {}
        self._projector: Any = None
        silence_native_logs()
        try:
            self._llama = llama_cpp.Llama(
                options.text_file,
                n_ctx=options.context,
                n_batch=min(512, options.context),
                n_threads=options.threads,
                n_threads_batch=options.threads,
                lora_path=options.adapter_file,
                verbose=False,
            )
        except (ValueError, RuntimeError) as error:
            name = " with ".join(
                Path(file).name for file in (options.text_file, options.adapter_file) if file
            )
            raise HandlerError(f"{name} cannot be loaded; it is damaged or too new; get it again.") from error
        self._abort = native.ggml_abort_callback(lambda _: self._cancel.is_set())
        native.llama_set_abort_callback(self._llama.ctx, self._abort, ctypes.c_void_p(0))
        template = self._llama.metadata.get("tokenizer.chat_template", "")
        try:
            self._template = ChatTemplate(template) if template else None
        except TemplateFault as error:
            raise HandlerError(str(error)) from error
        if options.projector_file is not None:
            self._load_projector(options.projector_file)

    @property
    def chats(self) -> bool:
        """Whether the model has a chat template; base models have none."""
        return self._template is not None

    @property
    def sees(self) -> bool:
        """Whether the model takes images."""
        return self._projector is not None and bool(mtmd.mtmd_support_vision(self._projector))

    @property
    def hears(self) -> bool:
        """Whether the model takes sound, as Qwen2.5-Omni's projector does."""
        return self._projector is not None and bool(mtmd.mtmd_support_audio(self._projector))

    def arm(self) -> None:
        """Take back a cancel that was meant for an earlier generation."""
        self._cancel.clear()

    def cancel(self) -> None:
        """Stop the running generation: within one decoding step, or within the image encoder."""
        self._cancel.set()

    def generate(self, request: Generation, emit: Callable[[str], None]) -> Outcome:
        """Run ``request`` and give each piece of text to ``emit``.

        Raises :class:`HandlerError` and :class:`~assistant.models.image_input.ImageRefused`.
        """
        started = first = perf_counter()

        def timed(text: str) -> None:
            nonlocal first
            first = perf_counter() if first == started else first
            emit(text)

        grammar = self._grammar(request)
        with ExitStack() as native_memory:
            items = self._items(request, native_memory)
            cells = sum(item.cells for item in items)
            room = self._llama.n_ctx() - cells
            if room < _LEAST_ROOM:
                raise HandlerError("The question with its sources is too long for this model; shorten it.")
            reused = self._reuse(items)
            if any(item.is_image and item.chunk is None for item in items[reused:]):
                self._photos.clear()  # a photo that is remembered but not held has to be looked at again
                items = self._items(request, native_memory)
                reused = self._reuse(items)
            try:
                pending = self._evaluate(items[reused:])
                finish, tokens = self._decode(request, grammar, pending, min(request.max_tokens, room), timed)
            except _Cancelled:
                finish, tokens = "cancelled", 0
        return Outcome(
            finish,
            cells,
            sum(item.cells for item in items[:reused]),
            tokens,
            round((first - started) * 1000, 1),
            round((perf_counter() - first) * 1000, 1),
        )

    # -- the prompt ------------------------------------------------------------------------------

    def _text(self, request: Generation) -> str:
        if request.prompt is not None:
            return request.prompt
        if self._template is None:
            return "\n\n".join(content for _, content in request.messages) + "\n\n"
        try:
            return self._template.render(
                request.messages,
                mtmd.mtmd_default_marker().decode() * (len(request.images) + len(request.sounds)),
            )
        except TemplateFault as error:
            raise HandlerError(str(error)) from error

    def _items(self, request: Generation, native_memory: ExitStack) -> list[_Item]:
        text = self._text(request).encode()
        raw = self._template is None or request.prompt is not None
        if request.images and (raw or not self.sees):
            raise HandlerError("This model takes no photos; choose a vision model.")
        if request.sounds and (raw or not self.hears):
            raise HandlerError("This model takes no sound; ask in writing, or choose a model that hears.")
        if raw or self._projector is None:
            tokens = self._llama.tokenize(text, add_bos=True, special=not raw)
            if not tokens:
                raise HandlerError("There is nothing to answer; ask something.")
            return [_Item(token, 1, 1) for token in tokens]
        return self._media_items(text, request, native_memory)

    def _media_items(self, text: bytes, request: Generation, native_memory: ExitStack) -> list[_Item]:
        keys = [hashlib.sha256(data).hexdigest() for data in (*request.images, *request.sounds)]
        if not request.sounds and (known := self._known_items(text, keys)) is not None:
            return known
        bitmaps = [*map(picture, request.images), *map(sound, request.sounds)]
        for bitmap in bitmaps:
            native_memory.callback(mtmd.mtmd_bitmap_free, bitmap)
        chunks = mtmd.mtmd_input_chunks_init()
        native_memory.callback(mtmd.mtmd_input_chunks_free, chunks)
        given = mtmd.mtmd_input_text(text=text, text_len=len(text), add_special=True, parse_special=True)
        array = (mtmd.mtmd_bitmap_p_ctypes * len(bitmaps))(*bitmaps)
        if mtmd.mtmd_tokenize(self._projector, chunks, ctypes.byref(given), array, len(bitmaps)) != 0:
            raise HandlerError("The photo or recording cannot be prepared for this model; make another one.")
        items, coming = list[_Item](), iter(keys)
        for index in range(mtmd.mtmd_input_chunks_size(chunks)):
            chunk = mtmd.mtmd_input_chunks_get(chunks, index)
            if mtmd.mtmd_input_chunk_get_type(chunk) == mtmd.MTMD_INPUT_CHUNK_TYPE_TEXT:
                count = ctypes.c_size_t()
                tokens = mtmd.mtmd_input_chunk_get_tokens_text(chunk, ctypes.byref(count))
                items += [_Item(int(tokens[place]), 1, 1) for place in range(count.value)]
            else:
                positions = mtmd.mtmd_input_chunk_get_n_pos(chunk)
                cells = mtmd.mtmd_input_chunk_get_n_tokens(chunk)
                items.append(_Item(next(coming), positions, cells, chunk))
        if not request.sounds:
            self._remember(text, keys, items)
        return items

    def _remember(self, text: bytes, keys: Sequence[str], items: Sequence[_Item]) -> None:
        """Keep how many cells each photo takes, if this prompt can be put together again from that."""
        if len(self._photos) >= _MOST_PHOTOS:
            self._photos.clear()
        self._photos |= {str(item.key): replace(item, chunk=None) for item in items if item.is_image}
        again = self._known_items(text, keys)
        if again is None or [item.key for item in again] != [item.key for item in items]:
            self._photos.clear()

    def _known_items(self, text: bytes, keys: Sequence[str]) -> list[_Item] | None:
        """The prompt without decoding a photo: for a further question about photos that the cache holds."""
        parts = text.split(mtmd.mtmd_default_marker())
        if not keys or len(parts) != len(keys) + 1 or not self._photos.keys() >= set(keys):
            return None
        items: list[_Item] = []
        for place, part in enumerate(parts):
            piece = (_AFTER_PHOTO if place else b"") + part + (_BEFORE_PHOTO if place < len(keys) else b"")
            items += [_Item(token, 1, 1) for token in self._llama.tokenize(piece, False, True)]  # noqa: FBT003
            items += [self._photos[key] for key in keys[place : place + 1]]
        return items

    def _grammar(self, request: Generation) -> LlamaGrammar | None:
        if request.grammar is None and request.schema is None:
            return None
        try:
            if request.schema is not None:
                grammar = LlamaGrammar.from_json_schema(request.schema, verbose=False)
            else:
                grammar = LlamaGrammar.from_string(request.grammar or "", verbose=False)
        except (ValueError, KeyError, TypeError, RecursionError, AssertionError) as error:
            raise HandlerError("The wanted form of the answer is not a valid schema.") from error
        # The binding adds a sampler that failed to parse without looking, and crashes on it later.
        vocabulary = native.llama_model_get_vocab(self._llama.model)
        sampler = native.llama_sampler_init_grammar(vocabulary, grammar._grammar.encode(), b"root")  # noqa: SLF001
        if not sampler:
            raise HandlerError("The wanted form of the answer is not a valid grammar.")
        native.llama_sampler_free(sampler)
        return grammar

    # -- evaluation ------------------------------------------------------------------------------

    def _reuse(self, items: Sequence[_Item]) -> int:
        """Keep what the cache holds of the beginning of ``items``; returns how many of them."""
        same = 0
        while same < min(len(self._held), len(items) - 1) and self._held[same].same(items[same]):
            same += 1
        places = sum(item.positions for item in self._held[:same])
        if not same or not self._llama._ctx.kv_cache_seq_rm(-1, places, -1):  # noqa: SLF001
            self._llama.reset()  # type: ignore[no-untyped-call]
            self._llama._ctx.kv_cache_clear()  # type: ignore[no-untyped-call]  # noqa: SLF001
            same = places = 0
        self._llama.n_tokens = places
        self._held = self._held[:same]
        return same

    def _evaluate(self, items: Sequence[_Item]) -> list[int]:
        """Evaluate up to the last image; returns the tokens behind it. Raises ``_Cancelled``."""
        pending: list[int] = []
        for item in items:
            if item.chunk is None:
                pending.append(int(item.key))
                continue
            if pending:
                self._evaluate_tokens(pending)
                pending = []
            self._evaluate_image(item)
        return pending

    def _evaluate_tokens(self, tokens: list[int]) -> None:
        before = self._llama.n_tokens
        try:
            self._llama.eval(tokens)
        except RuntimeError as error:
            raise self._stopped() from error
        finally:
            self._hold_since(before)

    def _evaluate_image(self, item: _Item) -> None:
        llama, place = self._llama, native.llama_pos(0)
        result = mtmd.mtmd_helper_eval_chunk_single(
            self._projector,
            llama.ctx,
            item.chunk,
            native.llama_pos(llama.n_tokens),
            native.llama_seq_id(0),
            llama.n_batch,
            False,  # noqa: FBT003 - logits of the last cell are not needed: text follows
            ctypes.byref(place),
        )
        if result != 0 or self._cancel.is_set():
            llama._ctx.kv_cache_seq_rm(-1, llama.n_tokens, -1)  # noqa: SLF001
            raise self._stopped()
        llama.input_ids[llama.n_tokens : place.value] = 0
        llama.n_tokens = place.value
        self._held.append(_Item(item.key, item.positions, item.cells))

    def _decode(
        self,
        request: Generation,
        grammar: LlamaGrammar | None,
        pending: list[int],
        limit: int,
        emit: Callable[[str], None],
    ) -> tuple[Finish, int]:
        """Evaluate ``pending``, then write up to ``limit`` tokens; returns how it ended and how many."""
        llama, before, count = self._llama, self._llama.n_tokens, 0
        finish: Finish = "length"
        vocabulary = native.llama_model_get_vocab(llama.model)
        # Random weights and cut-off answers may end inside a character.
        text = codecs.getincrementaldecoder("utf-8")("replace")
        llama.set_seed(request.seed)
        tokens = llama.generate(
            pending,
            top_k=request.top_k,
            top_p=request.top_p,
            temp=request.temperature,
            repeat_penalty=1.0,  # above 1 it damages repeated digits and JSON
            grammar=grammar,
            reset=False,
        )
        try:
            for token in tokens:
                if self._cancel.is_set():
                    finish = "cancelled"
                    break
                if native.llama_vocab_is_eog(vocabulary, token):
                    finish = "stop"
                    break
                count += 1
                emit(text.decode(self._piece(vocabulary, token)))
                if count >= limit:
                    break
        except RuntimeError as error:
            stopped = self._stopped()
            if isinstance(stopped, HandlerError):
                raise stopped from error
            finish = "cancelled"
        finally:
            tokens.close()
            self._hold_since(before)
        emit(text.decode(b"", final=True))
        return finish, count

    def _hold_since(self, before: int) -> None:
        held = self._llama.input_ids[before : self._llama.n_tokens]
        self._held += [_Item(int(token), 1, 1) for token in held]

    def _stopped(self) -> _Cancelled | HandlerError:
        if self._cancel.is_set():
            return _Cancelled()
        return HandlerError("The model could not go on; ask again or choose another model.")

    @staticmethod
    def _piece(vocabulary: Any, token: int) -> bytes:
        buffer = ctypes.create_string_buffer(_PIECE_BYTES)
        size = native.llama_token_to_piece(vocabulary, token, buffer, _PIECE_BYTES, 0, False)  # noqa: FBT003
        return buffer.raw[: max(size, 0)]

    def _load_projector(self, file: str) -> None:
        """Load the image projector with a cap on tokens per image and a cancel hook."""
        looked = 0

        def on_node(tensor: Any, ask: bool, data: Any) -> bool:
            nonlocal looked
            if ask:
                looked += 1
                return looked % _NODES_PER_LOOK == 0
            return not self._cancel.is_set()

        self._on_node = native.ggml_backend_sched_eval_callback(on_node)
        parameters = mtmd.mtmd_context_params_default()
        parameters.use_gpu = False
        parameters.print_timings = False
        parameters.warmup = False
        parameters.n_threads = self._options.threads
        parameters.image_max_tokens = self._options.image_tokens
        parameters.cb_eval = self._on_node
        self._projector = mtmd.mtmd_init_from_file(file.encode(), self._llama.model, parameters)
        if not self._projector or not (self.sees or self.hears):
            raise HandlerError(
                f"{Path(file).name} does not work with {Path(self._options.text_file).name}; "
                "get both from the same repository."
            )
