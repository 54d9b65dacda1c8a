"""The child process that runs a model: ``python -m assistant.models.worker``.

It speaks :mod:`assistant.models.worker_frames` over its standard input and output. A broken model
file or a lack of memory ends this process, not the window. It exits when its input closes, so it
never outlives the program that started it.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
from dataclasses import asdict, replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, BinaryIO

from assistant.deidentification.crash_dumps import leave_no_dump
from assistant.models import worker_frames
from assistant.models.generation import NOT_STARTED, Backend, Generation, HandlerError, LoadOptions
from assistant.models.worker_frames import Frame

if TYPE_CHECKING:
    from assistant.models.generation import Handler


class _Worker:
    """Reads frames on one thread, so that a cancel is heard while the model runs on the other."""

    def __init__(self, source: BinaryIO, sink: BinaryIO) -> None:
        self._source = source
        self._sink = sink
        self._writing = threading.Lock()
        self._jobs: queue.SimpleQueue[Frame] = queue.SimpleQueue()
        self._handler: Handler | None = None
        self._current: int | None = None
        self._cancelled: set[int] = set()

    def run(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            frame = self._jobs.get()
            if frame.op == "load":
                self._load(frame)
            else:
                self._generate(frame)

    def _listen(self) -> None:
        while True:
            frame = worker_frames.read(self._source)
            if frame is None:
                os._exit(0)
            if frame.op == "ping":
                self._send({"op": "pong"})
            elif frame.op == "cancel":
                self._cancelled.add(int(frame.header["id"]))
                if self._handler is not None and self._current == frame.header["id"]:
                    self._handler.cancel()
            else:
                self._jobs.put(frame)

    def _send(self, header: dict[str, Any]) -> None:
        data = worker_frames.encode(Frame(header))
        with self._writing:
            self._sink.write(data)
            self._sink.flush()

    def _load(self, frame: Frame) -> None:
        memory_mb = frame.header.get("memory_mb")
        _limit(memory_mb)
        started = perf_counter()
        try:
            handler = _load(frame.header["backend"], LoadOptions(**frame.header["options"]))
        except (ImportError, OSError, RuntimeError, MemoryError):
            self._refuse(_MISSING[frame.header["backend"]], memory_mb)
            return
        except HandlerError as error:
            self._refuse(str(error), memory_mb)
            return
        self._handler = handler
        milliseconds = round((perf_counter() - started) * 1000, 1)
        able = {"chats": handler.chats, "sees": handler.sees, "hears": handler.hears}
        self._send({"op": "ready", **able, "load_ms": milliseconds})

    def _refuse(self, sentence: str, memory_mb: int | None) -> None:
        """Say why nothing was loaded; under a memory limit that is the likelier reason."""
        if memory_mb:
            sentence = f"The model does not fit into its memory limit of {memory_mb} MB; raise the limit."
        self._send({"op": "error", "id": None, "sentence": sentence})

    def _generate(self, frame: Frame) -> None:
        from assistant.models.image_input import ImageRefused

        number = int(frame.header["id"])
        handler = self._handler
        if handler is None:
            self._send({"op": "error", "id": number, "sentence": "No model is loaded; choose one."})
            return

        def emit(text: str) -> None:
            if text:
                self._send({"op": "piece", "id": number, "text": text})

        # In this order a cancel is either seen below or reaches the handler.
        handler.arm()
        self._current = number
        try:
            if number in self._cancelled:
                self._send({"op": "done", "id": number, "outcome": asdict(NOT_STARTED)})
                return
            outcome = replace(handler.generate(_generation(frame), emit), peak_mb=_peak_mb())
        except (HandlerError, ImageRefused) as error:
            self._send({"op": "error", "id": number, "sentence": str(error)})
        else:
            self._send({"op": "done", "id": number, "outcome": asdict(outcome)})
        finally:
            self._current = None
            self._cancelled.discard(number)


#: What is said when a backend's own library cannot be loaded.
_MISSING: dict[Backend, str] = {
    "llama_cpp": "llama-cpp-python cannot be loaded on this machine; install it again.",
    "transformers": "The packages of the transformers engine cannot be loaded; install the transformers extra again.",
}


def _load(backend: Backend, options: LoadOptions) -> Handler:
    """Raises :class:`HandlerError`, and what importing the library raises."""
    if backend == "transformers":
        from assistant.models.transformers_handler import TransformersHandler

        return TransformersHandler(options)
    from assistant.models.qwen_vl_handler import QwenVlHandler

    return QwenVlHandler(options)


def _generation(frame: Frame) -> Generation:
    header, media, start = frame.header, [], 0
    for size in (*header["image_sizes"], *header["sound_sizes"]):
        media.append(frame.blob[start : start + size])
        start += size
    images = len(header["image_sizes"])
    schema = header["schema"]
    return Generation(
        messages=tuple((role, content) for role, content in header["messages"]),
        prompt=header["prompt"],
        images=tuple(media[:images]),
        sounds=tuple(media[images:]),
        grammar=header["grammar"],
        schema=json.dumps(schema) if schema is not None else None,
        max_tokens=header["max_tokens"],
        temperature=header["temperature"],
        top_p=header["top_p"],
        top_k=header["top_k"],
        seed=header["seed"],
    )


def _limit(memory_mb: int | None) -> None:
    """No dumps (they would hold the person's words); optionally a bound on address space."""
    leave_no_dump()
    if memory_mb and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory_mb * 1024 * 1024, memory_mb * 1024 * 1024))


def _peak_mb() -> int | None:
    """The most memory this process has held (resident set, MB)."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (1024 * 1024 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Serve frames until the input closes. Nothing else may write to the real standard output."""
    source, sink = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    _Worker(source, sink).run()


if __name__ == "__main__":
    main()
