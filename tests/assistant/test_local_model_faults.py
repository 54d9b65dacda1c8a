"""The local model is killed, hangs, starves or is damaged: the answer still comes, and the person is told."""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import signal
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from time import monotonic

import pytest

from assistant import safety
from assistant.conversation import Answer, Language, Route
from assistant.facts import Fact
from assistant.models.catalogue import Catalogue, CatalogueEntry, Part, load_catalogue
from assistant.models.engine import AnswerRequest, EngineDescription
from assistant.models.excerpt_engine import ExcerptEngine
from assistant.models.local_engine import MAX_RESTARTS, LocalEngine, LocalOptions
from assistant.models.store import ModelFiles, ModelStore, ModelUnavailable
from assistant.routing import CloudStanding
from assistant.workflow import AnsweringWorkflow, Question
from device_io.reading import Reading, ReadingKind
from kb.document import Document, Section
from kb.library import Library

pytestmark = pytest.mark.skipif(
    find_spec("llama_cpp") is None or find_spec("gguf") is None,
    reason="llama-cpp-python or the packaged-models extra is not installed",
)

#: From the fault to the end of the answer (seconds): our promise.
FALLBACK_S = 2.0
QUESTIONS = {
    Language.EN: "How do I measure my blood pressure?",
    Language.ZH: "怎么量血压？",
}
TEXTS = {
    Language.EN: ("en", "Measuring blood pressure", "Sit and rest before you measure your blood pressure."),
    Language.ZH: ("zh", "在家量血压", "量血压之前安静坐一会儿。"),
}


class Nobody:
    """Somebody without records."""

    def profile(self) -> safety.Profile:
        return safety.Profile(rule_set="CN", region="CN")

    def recent_readings(self) -> Sequence[Reading]:
        return ()

    def facts(
        self, _kinds: Collection[ReadingKind], _language: Language, _periods: Sequence[object] = ()
    ) -> Sequence[Fact]:
        return ()


class Struck:
    """A local engine whose child gets ``sign`` as soon as it says something."""

    def __init__(self, engine: LocalEngine, sign: signal.Signals) -> None:
        self.engine, self.sign = engine, sign
        self.pids: list[int | None] = []
        self.at = 0.0

    @property
    def description(self) -> EngineDescription:
        return self.engine.description

    async def stream(self, request: AnswerRequest) -> AsyncGenerator[str, None]:
        struck = False
        async for piece in self.engine.stream(request):
            if not struck and self.engine.pid is not None:
                self.pids.append(self.engine.pid)
                os.kill(self.engine.pid, self.sign)
                struck, self.at = True, monotonic()
                yield piece
            # What was on its way already is not heard: it may hold a whole sentence.

    async def aclose(self) -> None:
        await self.engine.aclose()


@pytest.fixture(scope="module")
def store(tmp_path_factory) -> ModelStore:
    folder = tmp_path_factory.mktemp("store")
    return ModelStore(load_catalogue(), folder / "models", folder / "cache", offline=True)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    made = Library(
        [
            Document(
                id=f"{language}/pressure",
                topic="pressure",
                title=title,
                language=language,
                publisher="Example",
                licence="CC0-1.0",
                reviewed=date(2026, 1, 31),
                sources=("A guideline",),
                sections=(Section((title, title), text),),
            )
            for language, title, text in TEXTS.values()
        ],
        tmp_path / "index",
    )
    made.build()
    return made


@pytest.fixture
async def engine(store) -> AsyncIterator[LocalEngine]:
    made = LocalEngine(store.path("qwen3-vl-tiny"), LocalOptions(context=8192, threads=1, temperature=0.0))
    yield made
    await made.aclose()


def workflow(library: Library, engine: LocalEngine | Struck) -> AnsweringWorkflow:
    person = Nobody()
    return AnsweringWorkflow(
        facts=person,
        library=library,
        engine=engine,
        fallback=ExcerptEngine(),
        person=person,
        cloud=lambda: CloudStanding(available=False),
    )


async def ask(library: Library, engine: LocalEngine | Struck, language: Language) -> tuple[Answer, list[str]]:
    shown: list[str] = []
    given = await workflow(library, engine).ask(Question(QUESTIONS[language], language), shown.append)
    return given.answer, shown


def is_told_and_answered(answer: Answer, shown: list[str], language: Language) -> None:
    assert answer.route is Route.EXCERPTS
    assert shown[0] == answer.notice
    assert ("model on this device" if language is Language.EN else "本机的模型") in answer.notice
    assert TEXTS[language][2] in answer.text
    assert answer.citations
    assert answer.text.startswith(answer.notice)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP, signal.SIGSEGV])
@pytest.mark.parametrize("language", list(Language))
async def test_excerpts_take_over_within_two_seconds(library, engine, sign, language) -> None:
    struck = Struck(engine, sign)
    answer, shown = await ask(library, struck, language)
    assert monotonic() - struck.at <= FALLBACK_S
    is_told_and_answered(answer, shown, language)


async def test_the_window_goes_on_while_the_model_hangs(library, engine) -> None:
    """Its loop is held up for less than 100 ms beyond what the machine does to any thread."""
    longest, last = 0.0, monotonic()

    async def beat() -> None:
        nonlocal longest, last
        while True:
            await asyncio.sleep(0.005)
            longest, last = max(longest, monotonic() - last), monotonic()

    held_up_by_others = Lateness()
    held_up_by_others.start()
    beating = asyncio.create_task(beat())
    struck = Struck(engine, signal.SIGSTOP)
    await ask(library, struck, Language.EN)
    beating.cancel()
    assert struck.pids
    assert longest < 0.1 + held_up_by_others.stop()


class Lateness(threading.Thread):
    """How late a thread wakes that does nothing but sleep."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._over = threading.Event()
        self._longest = 0.0

    def run(self) -> None:
        last = monotonic()
        while not self._over.wait(0.005):
            self._longest, last = max(self._longest, monotonic() - last), monotonic()

    def stop(self) -> float:
        """The longest wait (seconds)."""
        self._over.set()
        self.join()
        return self._longest


@pytest.mark.parametrize("limit_mb", [100, 200])
@pytest.mark.parametrize("language", list(Language))
async def test_too_little_memory_is_said_and_excerpts_answer(library, store, limit_mb, language) -> None:
    starved = LocalEngine(
        store.path("qwen3-vl-tiny"), LocalOptions(context=8192, threads=1, memory_limit_mb=limit_mb)
    )
    try:
        answer, shown = await ask(library, starved, language)
    finally:
        await starved.aclose()
    is_told_and_answered(answer, shown, language)
    assert starved.pid is None


async def test_after_three_restarts_it_is_off_and_excerpts_go_on(library, engine) -> None:
    struck = Struck(engine, signal.SIGKILL)
    for _ in range(MAX_RESTARTS + 1):
        is_told_and_answered(*await ask(library, struck, Language.EN), Language.EN)
    assert len(set(struck.pids)) == MAX_RESTARTS + 1
    began = monotonic()
    for language in Language:
        is_told_and_answered(*await ask(library, struck, language), language)
    assert monotonic() - began <= FALLBACK_S
    assert len(struck.pids) == MAX_RESTARTS + 1
    assert engine.pid is None


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSTOP])
async def test_red_flags_do_not_wait_for_a_fallen_model(library, engine, sign) -> None:
    """A hundred of them, each within 200 ms, while the child is dead or hangs."""
    await engine.self_test()
    assert engine.pid is not None
    os.kill(engine.pid, sign)
    door = workflow(library, engine)
    emergencies = {
        Language.EN: "I have crushing chest pain and my left arm hurts.",
        Language.ZH: "我胸口疼得厉害，喘不上气。",
    }
    slow = 0
    for number in range(100):
        language = list(Language)[number % 2]
        shown: list[str] = []
        began = monotonic()
        given = await door.ask(Question(emergencies[language], language), shown.append)
        slow += monotonic() - began > 0.2
        assert given.answer.route is Route.RULES
        assert given.answer.red_flag is not None
        assert given.answer.red_flag.level == "999"
        assert shown == [given.answer.text]
    assert slow <= 1


# --- damaged and swapped files ---


def sealed(files: ModelFiles) -> CatalogueEntry:
    """The tiny model as if it came from a hub: with sizes and checksums."""
    values = files.entry.model_dump(by_alias=True, mode="json")
    values["source"] = []
    for file in values["file"]:
        data = files.paths[file["name"]].read_bytes()
        file |= {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    return CatalogueEntry.model_validate(values)


@pytest.fixture
def placed(store, tmp_path) -> tuple[ModelStore, CatalogueEntry, dict[Part, Path]]:
    """A store whose folder holds the sealed model, and the paths of its two files."""
    files = store.path("qwen3-vl-tiny")
    entry = sealed(files)
    folder = tmp_path / "models" / entry.id
    folder.mkdir(parents=True)
    paths = {}
    for file in entry.files:
        assert file.part is not None
        paths[file.part] = folder / file.name
        paths[file.part].write_bytes(files.paths[file.name].read_bytes())
    made = ModelStore(Catalogue([entry]), tmp_path / "models", tmp_path / "cache", offline=True)
    return made, entry, paths


def test_whole_files_are_taken(placed) -> None:
    models, entry, _ = placed
    assert models.path(entry.id).verified


@pytest.mark.parametrize("part", [Part.TEXT, Part.PROJECTOR])
def test_one_flipped_bit_anywhere_is_refused(placed, part) -> None:
    models, entry, paths = placed
    whole = paths[part].read_bytes()
    places = random.Random(6).sample(range(len(whole)), 48)
    for place in (0, len(whole) - 1, *places):
        damaged = bytearray(whole)
        damaged[place] ^= 1 << (place % 8)
        paths[part].write_bytes(damaged)
        with pytest.raises(ModelUnavailable, match="differs from its checksum; delete it and get it again"):
            models.path(entry.id)
    paths[part].write_bytes(whole)
    assert models.path(entry.id).verified


@pytest.mark.parametrize("part", [Part.TEXT, Part.PROJECTOR])
@pytest.mark.parametrize("kept", [0, 1, 1000, -1])
def test_a_cut_file_is_refused(placed, part, kept) -> None:
    models, entry, paths = placed
    paths[part].write_bytes(paths[part].read_bytes()[:kept])
    with pytest.raises(ModelUnavailable, match=r"delete it and get it again|is not here|missing"):
        models.path(entry.id)


def test_swapped_files_are_refused(placed) -> None:
    models, entry, paths = placed
    text, projector = (paths[part].read_bytes() for part in (Part.TEXT, Part.PROJECTOR))
    paths[Part.TEXT].write_bytes(projector)
    paths[Part.PROJECTOR].write_bytes(text)
    with pytest.raises(ModelUnavailable, match="delete it and get it again"):
        models.path(entry.id)


def test_a_file_that_changes_after_it_was_checked_is_looked_at_again(placed) -> None:
    models, entry, paths = placed
    assert models.path(entry.id).verified
    damaged = bytearray(paths[Part.TEXT].read_bytes())
    damaged[-1] ^= 1
    paths[Part.TEXT].write_bytes(damaged)
    with pytest.raises(ModelUnavailable, match="differs from its checksum"):
        models.path(entry.id)
