"""The local model in our child process against a bare llama-cpp-python loop, and a photo's second turn with reuse.

Both sides of the first comparison load the same file with the same threads and batch, get the same
words, and write the same number of tokens greedily; ours crosses a process and streams pieces. The
second compares the second question about one photo with what it costs when nothing is kept.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from ui.benchmarks.benchmark import Bench, CannotMeasure, Comparison, Goal, Measured, rounded

if TYPE_CHECKING:
    from assistant.models.local_engine import LocalEngine
    from assistant.models.store import ModelFiles, ModelStore

PACKAGES = ("llama-cpp-python",)

#: The packaged model of real size, and the one made on this machine when that is absent.
_SPEED_MODELS: Final = ("gemma-3-270m", "qwen3-vl-tiny")
_PHOTO_MODEL: Final = "qwen3-vl-tiny"
_CONTEXT: Final = 2048
_TOKENS, _QUICK_TOKENS = 96, 32
#: A cache that lies: greedy text of a raw continuation, so that both write the same.
_TEXT: Final = (
    "Blood pressure is the force of the blood on the walls of the arteries. It rises and falls during the day. "
    "Sit down, rest, and keep the arm at the height of the heart before measuring. "
)
_PHOTO_SIZE: Final = (1024, 768)
_REUSE_GOAL, _TOKENS_GOAL = 0.1, 0.95


@dataclass(frozen=True, slots=True)
class _Turn:
    """Milliseconds to the first piece of text, and tokens a second from there to the end."""

    first_ms: float
    tokens_per_second: float
    text: str


def measure(bench: Bench) -> Measured:
    """Tokens a second and time to the first text beside the bare loop; then a photo's second turn."""
    if find_spec("llama_cpp") is None or find_spec("gguf") is None:
        raise CannotMeasure(
            "The local engine is not installed; install the llama and packaged-models extras."
        )
    store = _store(bench)
    with asyncio.Runner() as runner:
        speed, same_text, model = _speed(bench, store, runner)
        photo, reused = _photo(bench, store, runner)
    tokens, first = speed
    return Measured(
        {
            "model": model,
            "threads": _threads(),
            "tokens_per_second": tokens.as_json(),
            "first_text_ms": first.as_json(),
            "same_text": same_text,
            "photo_model": _PHOTO_MODEL,
            "photo_second_turn_ms": photo.as_json(),
            "photo_reused_share": rounded(reused),
        },
        (
            Goal("tokens_ratio", tokens.ratio, _TOKENS_GOAL),
            Goal("photo_second_turn_ratio", photo.ratio, _REUSE_GOAL, at_most=True),
        ),
        {"tokens_ratio": rounded(tokens.ratio)},
    )


def _store(bench: Bench) -> ModelStore:
    from assistant.models.catalogue import load_catalogue
    from assistant.models.store import ModelStore

    return ModelStore(load_catalogue(), bench.folder / "models", bench.folder / "cache", offline=True)


def _threads() -> int:
    from assistant.models.local_engine import LocalOptions

    return LocalOptions().thread_count


def _engine(files: ModelFiles, context: int) -> LocalEngine:
    from assistant.models.local_engine import LocalEngine, LocalOptions

    # A photo that is encoded while others use the machine must not count as hung.
    return LocalEngine(files, LocalOptions(context=context, temperature=0.0, silence_s=30.0))


def _speed(
    bench: Bench, store: ModelStore, runner: asyncio.Runner
) -> tuple[tuple[Comparison, Comparison], bool, str]:
    from assistant.models.catalogue import Part
    from assistant.models.store import ModelState

    chosen = next(name for name in _SPEED_MODELS if store.status(name).state is not ModelState.MISSING)
    files = store.path(chosen)
    text_file = files.part(Part.TEXT)
    bench.say(f"loading {files.entry.title} twice")
    bare = _bare_model(str(text_file))
    engine = _engine(files, _CONTEXT)
    limit = _QUICK_TOKENS if bench.quick else _TOKENS
    turns: dict[str, list[_Turn]] = {"ours": [], "bare": []}
    count = {"ours": 0, "bare": 0}

    def taking(name: str, take: Callable[[str], _Turn]) -> Callable[[], float]:
        def once() -> float:
            # Every turn has words of its own at its beginning: nobody profits from a kept prompt.
            count[name] += 1
            turns[name].append(take(f"Note {count[name]}. {_TEXT}"))
            return turns[name][-1].tokens_per_second

        return once

    async def asked(prompt: str) -> _Turn:
        return await _our_turn(bench, engine, prompt, limit)

    ours = taking("ours", lambda prompt: runner.run(asked(prompt)))
    peer = taking("bare", lambda prompt: _bare_turn(bench, bare, prompt, limit))
    try:
        ours(), peer()  # warm: files are mapped, threads are up
        for name in turns:
            turns[name].clear()
        tokens = bench.compare(ours, peer, bench.rounds(9, 3))
    finally:
        runner.run(engine.aclose())
        bare.close()
    first = Comparison(*(tuple(turn.first_ms for turn in turns[name]) for name in ("ours", "bare")))
    same = [one.text == other.text for one, other in zip(turns["ours"], turns["bare"], strict=True)]
    return (tokens, first), all(same), files.entry.title


def _bare_model(file: str) -> Any:
    import llama_cpp

    threads = _threads()
    return llama_cpp.Llama(
        file, n_ctx=_CONTEXT, n_batch=512, n_threads=threads, n_threads_batch=threads, verbose=False
    )


def _bare_turn(bench: Bench, model: Any, prompt: str, limit: int) -> _Turn:
    """The loop that anybody writes: tokenise, generate, turn tokens into text."""
    tokens = model.tokenize(prompt.encode(), add_bos=True)
    pieces: list[bytes] = []
    started = first = bench.clock()
    for token in model.generate(tokens, top_k=20, top_p=0.8, temp=0.0, repeat_penalty=1.0):
        if not pieces:
            first = bench.clock()
        if token == model.token_eos():
            break
        pieces.append(model.detokenize([token]))
        if len(pieces) >= limit:
            break
    return _turn(bench, started, first, len(pieces), b"".join(pieces).decode("utf-8", "replace"))


async def _our_turn(bench: Bench, engine: LocalEngine, prompt: str, limit: int) -> _Turn:
    pieces: list[str] = []
    started = first = bench.clock()
    async for piece in engine.generate(prompt, max_tokens=limit, temperature=0.0):
        if not pieces:
            first = bench.clock()
        pieces.append(piece)
    return _turn(bench, started, first, engine.last.tokens, "".join(pieces))


def _turn(bench: Bench, started: float, first: float, count: int, text: str) -> _Turn:
    seconds = max(bench.clock() - first, 1e-9)
    return _Turn((first - started) * 1000, max(count - 1, 1) / seconds, text)


def _photo(bench: Bench, store: ModelStore, runner: asyncio.Runner) -> tuple[Comparison, float]:
    bench.say("asking twice about a photo")
    engine = _engine(store.path(_PHOTO_MODEL), 4096)
    photos = (_png(1), _png(2))
    shares: list[float] = []

    async def second_turn(photo: bytes, question: str) -> float:
        """Milliseconds to the first text of a question about ``photo``."""
        from assistant.models.answer_prompt import ChatMessage

        done = await engine.complete(
            [ChatMessage("user", question)], images=[photo], max_tokens=1, temperature=0.0
        )
        shares.append(done.reused_cells / done.prompt_cells)
        return done.prompt_ms

    def with_reuse() -> float:
        runner.run(second_turn(photos[0], "What is in the picture?"))
        return runner.run(second_turn(photos[0], "And in its corner?"))

    def without() -> float:
        # Another photo takes the place of the first, so that nothing of it is kept.
        runner.run(second_turn(photos[1], "What is in the picture?"))
        return runner.run(second_turn(photos[0], "And in its corner?"))

    try:
        with_reuse()
        found = bench.compare(with_reuse, without, bench.rounds(7, 3))
    finally:
        runner.run(engine.aclose())
    return found, _second(shares)


def _second(shares: Sequence[float]) -> float:
    """The largest share that was reused: that of a second turn about the same photo."""
    return max(shares)


def _png(seed: int) -> bytes:
    """A photo with a pattern in it; the vision tower does not care which."""
    from PIL import Image

    file = io.BytesIO()
    Image.linear_gradient("L").rotate(90 * seed).resize(_PHOTO_SIZE).convert("RGB").save(file, "PNG")
    return file.getvalue()
