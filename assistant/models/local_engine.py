"""The local engine: a model in a child process, streamed, cancellable, restarted when it falls.

The child runs GGUF files with llama.cpp and model folders in safetensors with transformers.
"""

from __future__ import annotations

import asyncio
import io
import logging
import os
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.conversation import Route
from assistant.models.answer_prompt import ChatMessage, answer_messages
from assistant.models.catalogue import Part, Role
from assistant.models.engine import (
    AnswerRequest,
    EngineDescription,
    EngineError,
    EngineUnavailable,
    EngineYielded,
)
from assistant.models.generation import SOUND_RATE_HZ, Backend
from assistant.models.gguf_header import GgufError, check_adapter, check_pair, check_text_model
from assistant.models.safetensors_model import SafetensorsError, check_model
from assistant.models.store import ModelFiles
from assistant.models.worker_frames import Frame, FrameError
from assistant.models.worker_process import WorkerLost, WorkerProcess

_log = logging.getLogger(__name__)

#: Times a fallen child is started again before the engine gives up.
MAX_RESTARTS = 3
#: Bounds of one request.
MAX_IMAGES = 4
MAX_IMAGE_BYTES = 20 * 1024 * 1024
MAX_SOUND_BYTES = 60 * SOUND_RATE_HZ * 4
MAX_PROMPT_CHARACTERS = 200_000

#: What a model is tried with: about 200 tokens to read, and so many to write.
_TRIAL_TEXT = "Sit down, rest, and keep the arm at the height of the heart before you measure. " * 12
_TRIAL_TOKENS = 32

#: What the engines are called where an answer says who gave it.
_NAMES = {"llama_cpp": "llama.cpp", "transformers": "transformers"}

Prompt = str | Sequence[ChatMessage]


@dataclass(frozen=True, slots=True)
class LocalOptions:
    """How a model is run. Sampling follows Qwen's own advice for Qwen3-VL Instruct.

    ``context`` and ``image_tokens`` in tokens; ``memory_limit_mb`` bounds the child's address space;
    times in seconds: how long loading, the first piece and each later piece may take, how long the
    child may be silent while it loads (a busy disk holds it up) and afterwards (somebody waits for the
    excerpts that answer in its place, 2 s at most), and how long a cancel may take before it is killed.
    """

    context: int = 4096
    threads: int | None = None
    image_tokens: int = 512
    memory_limit_mb: int | None = None
    temperature: float = 0.7
    top_p: float = 0.8
    top_k: int = 20
    seed: int = 1
    load_s: float = 180.0
    first_piece_s: float = 180.0
    piece_s: float = 30.0
    load_silence_s: float = 10.0
    silence_s: float = 1.5
    cancel_s: float = 2.0

    @property
    def thread_count(self) -> int:
        """Threads for the model: one core is left to the window and the voice."""
        return self.threads or max(1, (os.cpu_count() or 2) - 1)


@dataclass(frozen=True, slots=True)
class Completion:
    """A finished text. Cells and tokens are counted by the model; times in milliseconds."""

    text: str
    finish: str
    prompt_cells: int
    reused_cells: int
    tokens: int
    prompt_ms: float
    decode_ms: float
    peak_mb: int | None = None


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What a model did on this machine when it was tried.

    ``vision_ms`` is how long it looked at a photo of 640×480 before its first word (``None``: it takes none),
    ``memory_mb`` the most memory it held, where the system tells.
    """

    load_ms: float
    prompt_tokens_per_second: float
    tokens_per_second: float
    vision_ms: float | None
    memory_mb: int | None

    @property
    def sees(self) -> bool:
        """Whether it took the photo."""
        return self.vision_ms is not None


class LocalEngine:
    """One model for one event loop. Requests wait for each other."""

    def __init__(self, files: ModelFiles, options: LocalOptions | None = None) -> None:
        """Nothing is loaded until the first request."""
        if files.entry.engine not in _NAMES:
            raise EngineUnavailable(f"{files.entry.title} is no chat model; choose another model.")
        self._backend: Backend = "transformers" if files.entry.engine == "transformers" else "llama_cpp"
        text = files.folder if self._backend == "transformers" else files.part(Part.TEXT)
        if text is None:
            raise EngineUnavailable(f"{files.entry.title} has no text model; choose another model.")
        self._text_file: Path = text
        self._projector_file = files.part(Part.PROJECTOR)
        self._adapter_file = files.part(Part.ADAPTER)
        self._sees = Role.VISION in files.entry.roles
        self._options = options or LocalOptions()
        self._description = EngineDescription(
            _NAMES[self._backend],
            files.entry.title,
            Route.LOCAL,
            files.entry.answers_health_questions,
            adapted=self._adapter_file is not None,
        )
        self._busy = asyncio.Lock()
        self._asked = 0
        self._spare: asyncio.Task[Completion] | None = None
        self._worker: WorkerProcess | None = None
        self._ready: Mapping[str, Any] = {}
        self._falls = 0
        self._number = 0
        self._last = Completion("", "", 0, 0, 0, 0.0, 0.0)

    @property
    def description(self) -> EngineDescription:
        """Which engine and model this is."""
        return self._description

    @property
    def pid(self) -> int | None:
        """The child process, when one runs."""
        return self._worker.pid if self._worker is not None and self._worker.running else None

    @property
    def last(self) -> Completion:
        """What the last finished request took; its text is not kept."""
        return self._last

    def stream(self, request: AnswerRequest) -> AsyncIterator[str]:
        """Yield the draft in pieces; see :class:`assistant.models.engine.Engine`."""
        return self.generate(answer_messages(request), images=request.images, max_tokens=request.max_tokens)

    async def generate(
        self,
        prompt: Prompt,
        *,
        grammar: str | None = None,
        schema: Mapping[str, Any] | None = None,
        images: Sequence[bytes] = (),
        sounds: Sequence[bytes] = (),
        max_tokens: int = 400,
        temperature: float | None = None,
        seed: int | None = None,
    ) -> AsyncGenerator[str, None]:
        """Yield text for messages, or for a raw ``prompt`` that the model continues.

        ``grammar`` (GBNF) or a JSON ``schema`` binds the text's form; ``sounds`` are 32-bit float samples, mono, at
        :data:`~assistant.models.generation.SOUND_RATE_HZ`, for models that hear. Closing the iterator stops
        the model. Raises :class:`~assistant.models.engine.EngineError`.
        """
        options = self._options
        header, blob = self._request(prompt, images, sounds)
        header |= {"grammar": grammar, "schema": dict(schema) if schema else None, "max_tokens": max_tokens}
        header |= {"temperature": options.temperature if temperature is None else temperature}
        header |= {"top_p": options.top_p, "top_k": options.top_k}
        header |= {"seed": options.seed if seed is None else seed}
        async with self._first(), self._busy:
            worker = await self._running()
            self._number += 1
            header |= {"op": "generate", "id": self._number}
            finished = False
            try:
                await worker.send(Frame(header, blob))
                wait_s = options.first_piece_s
                while True:
                    frame = await worker.receive(wait_s)
                    if frame.header.get("id") != self._number:
                        continue
                    if frame.op == "piece":
                        wait_s = options.piece_s
                        yield str(frame.header["text"])
                        continue
                    finished = True
                    self._falls = 0
                    if frame.op == "error":
                        raise EngineError(str(frame.header["sentence"]))
                    self._last = Completion("", **frame.header["outcome"])
                    return
            except (WorkerLost, FrameError) as error:
                finished = True
                await self._fallen()
                raise EngineError(str(error)) from error
            finally:
                if not finished:
                    await self._cancel(worker, self._number)

    async def complete(self, prompt: Prompt, **how: Any) -> Completion:
        """The whole text at once; takes what :meth:`generate` takes."""
        pieces = [piece async for piece in self.generate(prompt, **how)]
        return replace(self._last, text="".join(pieces))

    async def spare(self, prompt: Prompt, **how: Any) -> Completion:
        """As :meth:`complete`, in the time that nobody asks: given up as soon as another request comes.

        Raises :class:`~assistant.models.engine.EngineYielded` then, besides what :meth:`complete` raises.
        """
        if self._asked or self._spare is not None:
            raise EngineYielded("The model is being asked; go on when it has answered.")
        self._spare = spare = asyncio.create_task(self.complete(prompt, **how))
        try:
            await asyncio.wait({spare})
        finally:
            spare.cancel()
            self._spare = None
        if spare.cancelled():
            raise EngineYielded("Somebody asks the model; go on when it has answered.")
        return spare.result()

    @asynccontextmanager
    async def _first(self) -> AsyncIterator[None]:
        """Whoever asks is not kept waiting by work in spare time."""
        if self._spare is not None and asyncio.current_task() is self._spare:
            yield
            return
        if self._spare is not None:
            self._spare.cancel()
        self._asked += 1
        try:
            yield
        finally:
            self._asked -= 1

    async def self_test(self) -> SelfTest:
        """Load the model, let it read and write a little, and show it a photo when it takes one."""
        text = ChatMessage("user", _TRIAL_TEXT)
        said = await self.complete([text], max_tokens=_TRIAL_TOKENS, temperature=0.0)
        done, vision_ms = said, None
        if self._sees:
            looked = ChatMessage("user", "Describe this.")
            done = await self.complete([looked], images=(_trial_photo(),), max_tokens=2, temperature=0.0)
            vision_ms = done.prompt_ms
        return SelfTest(
            float(self._ready.get("load_ms", 0.0)),
            round((said.prompt_cells - said.reused_cells) / max(said.prompt_ms, 0.1) * 1000, 1),
            # The first token belongs to the prompt's time.
            round(max(said.tokens - 1, 1) / max(said.decode_ms, 0.1) * 1000, 1),
            vision_ms,
            done.peak_mb,
        )

    async def aclose(self) -> None:
        """End the child process and free its memory."""
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.close()

    def _request(
        self, prompt: Prompt, images: Sequence[bytes], sounds: Sequence[bytes]
    ) -> tuple[dict[str, Any], bytes]:
        messages = [] if isinstance(prompt, str) else [(message.role, message.content) for message in prompt]
        length = len(prompt) if isinstance(prompt, str) else sum(len(content) for _, content in messages)
        if length > MAX_PROMPT_CHARACTERS:
            raise EngineError("The question with its sources is too long for this model; shorten it.")
        if len(images) > MAX_IMAGES or any(len(image) > MAX_IMAGE_BYTES for image in images):
            raise EngineError(f"At most {MAX_IMAGES} photos of 20 MB each can be looked at; send fewer.")
        if sum(map(len, sounds)) > MAX_SOUND_BYTES:
            raise EngineError("At most 60 seconds of sound can be listened to at once; say it in parts.")
        header: dict[str, Any] = {
            "messages": messages,
            "prompt": prompt if isinstance(prompt, str) else None,
            "image_sizes": [len(image) for image in images],
            "sound_sizes": [len(sound) for sound in sounds],
        }
        return header, b"".join((*images, *sounds))

    async def _running(self) -> WorkerProcess:
        if self._worker is not None and self._worker.running:
            return self._worker
        if self._worker is not None:
            await self._fallen()
        if self._falls > MAX_RESTARTS:
            raise EngineUnavailable(
                f"The local model fell {self._falls} times in a row and is switched off; choose another model."
            )
        await asyncio.to_thread(self._check_files)
        options = self._options
        worker = await WorkerProcess.spawn(threads=options.thread_count, silence_s=options.load_silence_s)
        self._worker = worker
        load = {
            "text_file": str(self._text_file),
            "projector_file": str(self._projector_file) if self._projector_file is not None else None,
            "context": options.context,
            "threads": options.thread_count,
            "image_tokens": options.image_tokens,
            "adapter_file": str(self._adapter_file) if self._adapter_file is not None else None,
        }
        order = {
            "op": "load",
            "backend": self._backend,
            "options": load,
            "memory_mb": options.memory_limit_mb,
        }
        try:
            await worker.send(Frame(order))
            frame = await worker.receive(options.load_s)
        except (WorkerLost, FrameError) as error:
            await self._fallen()
            raise EngineError(str(error)) from error
        except asyncio.CancelledError:
            await self.aclose()
            raise
        if frame.op != "ready":
            await self.aclose()
            raise EngineUnavailable(str(frame.header.get("sentence", "The model cannot be loaded.")))
        self._ready = frame.header
        worker.silence_s = options.silence_s
        _log.info("model loaded in %s ms", frame.header.get("load_ms"))
        return worker

    def _check_files(self) -> None:
        try:
            if self._backend == "transformers":
                check_model(self._text_file)
            elif self._projector_file is not None:
                check_pair(self._text_file, self._projector_file)
            else:
                check_text_model(self._text_file)
            if self._adapter_file is not None:
                check_adapter(self._text_file, self._adapter_file)
        except (GgufError, SafetensorsError) as error:
            raise EngineUnavailable(str(error)) from error

    async def _fallen(self) -> None:
        self._falls += 1
        _log.warning("the model's process fell (%d in a row)", self._falls)
        worker, self._worker = self._worker, None
        if worker is not None:
            await worker.kill()

    async def _cancel(self, worker: WorkerProcess, number: int) -> None:
        """Stop request ``number``; a child that does not obey in time is killed."""
        try:
            async with asyncio.timeout(self._options.cancel_s):
                await worker.send(Frame({"op": "cancel", "id": number}))
                while True:
                    frame = await worker.receive(self._options.cancel_s)
                    if frame.header.get("id") == number and frame.op in {"done", "error"}:
                        return
        except (TimeoutError, WorkerLost):
            await self._kill(worker)

    async def _kill(self, worker: WorkerProcess) -> None:
        """Kill ``worker``; the next request starts another."""
        if self._worker is worker:
            self._worker = None
        await worker.kill()


def _trial_photo() -> bytes:
    from PIL import Image

    file = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(file, "PNG")
    return file.getvalue()
