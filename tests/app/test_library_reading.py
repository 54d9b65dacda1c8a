"""The library is read in the background: told as it goes, never while somebody asks, ended at once."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from app.library_reading import LibraryReading, ReadingProgress
from assistant.conversation import Route
from assistant.models.engine import EngineDescription, EngineError, EngineYielded
from assistant.models.local_engine import Completion
from kb.document import Document, Section
from kb.library import Library

PASSAGES = 6


class Slow:
    """Names ``legs`` each time it is let; ``asked`` tells that somebody else uses it."""

    description = EngineDescription("scripted", "Slow", Route.LOCAL, answers_health_questions=True)

    def __init__(self) -> None:
        self.begun, self.given_up, self.refused = Event(), Event(), Event()
        self.go = asyncio.Event()
        self.done = 0
        self.asked = False
        self.trouble: EngineError | None = None

    async def spare(self, prompt: Any, **how: Any) -> Completion:
        if self.trouble is not None:
            raise self.trouble
        if self.asked:
            self.refused.set()
            raise EngineYielded("Somebody asks.")
        self.begun.set()
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.given_up.set()
            raise
        self.done += 1
        return Completion('{"terms": ["legs"]}', "stop", 0, 0, 0, 0.0, 0.0)


@pytest.fixture
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    """A loop that runs on a thread of its own, as the window's does."""
    made = asyncio.new_event_loop()
    thread = Thread(target=made.run_forever)
    thread.start()
    yield made
    made.call_soon_threadsafe(made.stop)
    thread.join()
    made.close()


@pytest.fixture
def engine() -> Slow:
    return Slow()


@pytest.fixture
def shelf(tmp_path: Path) -> Library:
    documents = [
        Document(
            f"en/a{number}",
            f"a{number}",
            f"Article {number}",
            "en",
            "p",
            "l",
            date(2026, 1, 1),
            ("s",),
            (Section((f"Article {number}",), f"Words of {'legs' if number < 2 else 'arms'} {number}."),),
        )
        for number in range(PASSAGES)
    ]
    library = Library(documents, tmp_path, read_terms=True)
    library.build()
    return library


def reading(shelf: Library, engine: Slow | None, loop: asyncio.AbstractEventLoop | None) -> LibraryReading:
    made = LibraryReading(lambda: shelf, lambda: engine, rest_s=0.01, breath_s=0.0)
    if loop is not None:
        made.serve(loop)
    return made


def test_it_is_read_to_the_end_and_counts(shelf, engine, loop) -> None:
    work = reading(shelf, engine, loop)
    heard: list[int] = []
    work.subscribe(lambda: heard.append(work.progress.read))
    assert work.progress == ReadingProgress(0, PASSAGES, running=False)
    work.begin()
    assert engine.begun.wait(10)
    assert work.progress.running
    work.begin()  # does nothing meanwhile
    loop.call_soon_threadsafe(engine.go.set)
    work._thread.join(10)
    assert heard == [1, 2, 3, 4, 5, 6, 6]
    assert work.progress == ReadingProgress(PASSAGES, PASSAGES, running=False)
    assert engine.done == PASSAGES
    assert ["concept" in hit.why for hit in shelf.search("legs", "en").hits] == [True, True]
    work.end()


def test_a_question_ends_the_passage_at_once_and_it_is_read_again_later(shelf, engine, loop) -> None:
    work = reading(shelf, engine, loop)
    work.begin()
    assert engine.begun.wait(10)
    engine.begun.clear()
    work.give_way()
    assert engine.begun.wait(10)  # again, after a rest
    assert engine.given_up.wait(10)
    engine.asked = True
    loop.call_soon_threadsafe(engine.go.set)
    assert engine.refused.wait(10)
    assert engine.done == 1
    engine.asked = False
    work._thread.join(10)
    assert engine.done == PASSAGES == shelf.stats().passages_read


def test_it_ends_within_a_passage_and_goes_on_later(shelf, engine, loop) -> None:
    work = reading(shelf, engine, loop)
    work.begin()
    assert engine.begun.wait(10)
    work.end()
    assert not work.progress.running
    assert engine.given_up.wait(10)
    assert shelf.stats().passages_read == 0
    loop.call_soon_threadsafe(engine.go.set)
    work.begin()
    work._thread.join(10)
    assert shelf.stats().passages_read == PASSAGES


def test_other_work_in_the_background_comes_first(shelf, engine, loop) -> None:
    busy, looked = [True], Event()

    def is_busy() -> bool:
        looked.set()
        return busy[0]

    work = LibraryReading(lambda: shelf, lambda: engine, is_busy, rest_s=0.0, breath_s=0.0)
    work.serve(loop)
    work.begin()
    assert looked.wait(10)
    assert not engine.begun.is_set()
    busy[0] = False
    assert engine.begun.wait(10)
    work.end()


def test_a_model_that_breaks_is_told_and_not_tried_again_and_again(shelf, engine, loop) -> None:
    engine.trouble = EngineError("The model fell.")
    work = reading(shelf, engine, loop)
    work.begin()
    work._thread.join(10)
    assert work.progress == ReadingProgress(0, PASSAGES, running=False, failed=True)


@pytest.mark.parametrize(("with_engine", "with_loop"), [(False, True), (True, False)])
def test_without_a_model_or_a_window_nothing_is_read(shelf, engine, loop, with_engine, with_loop) -> None:
    work = reading(shelf, engine if with_engine else None, loop if with_loop else None)
    work.begin()
    work.end()
    work.give_way()
    assert not work.progress.running
    assert not engine.begun.is_set()
