"""Vectors are made in the background: told as they go, ended within one, gone on with later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from numpy.typing import NDArray

from app.vector_making import VectorMaking, VectorProgress
from kb.document import Document, Section
from kb.library import Library


class SlowEmbedder:
    """Makes a vector each time it is let."""

    name = "slow"

    def __init__(self) -> None:
        self.made = 0
        self.telling = {"en": (0.8, 0.9)}
        self.begun, self.go = Event(), Event()

    def embed_question(self, text: str) -> NDArray[np.float32]:
        return np.eye(4, dtype=np.float32)[len(text) % 4]

    def embed_passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.begun.set()
        assert self.go.wait(10)
        self.made += len(texts)
        return np.stack([self.embed_question(text) for text in texts])


def library(folder: Path, embedder: SlowEmbedder) -> Library:
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
            (Section((f"Article {number}",), f"Words of article number {number}."),),
        )
        for number in range(20)
    ]
    return Library(documents, folder, embedder)


@pytest.fixture
def embedder() -> SlowEmbedder:
    return SlowEmbedder()


def test_it_is_made_to_the_end_and_told(tmp_path: Path, embedder: SlowEmbedder) -> None:
    shelf = library(tmp_path, embedder)
    making = VectorMaking(lambda: shelf)
    done, heard = Event(), []

    def hear() -> None:
        heard.append(making.progress.made)
        if making.progress.made == 20:
            done.set()

    leave = making.subscribe(hear)
    assert making.progress == VectorProgress(0, 20, running=False)
    making.begin()
    assert embedder.begun.wait(10)
    assert making.progress.running
    making.begin()  # does nothing meanwhile
    embedder.go.set()
    assert done.wait(10)
    making.end()
    assert heard == [8, 16, 20]
    assert embedder.made == 20
    assert making.progress == VectorProgress(20, 20, running=False)
    leave()


def test_what_was_made_before_the_end_is_kept(tmp_path: Path, embedder: SlowEmbedder) -> None:
    shelf = library(tmp_path, embedder)
    making = VectorMaking(lambda: shelf)
    halfway = Event()

    def hear() -> None:
        if making.progress.made == 8:
            making._leaving.set()
            halfway.set()

    making.subscribe(hear)
    embedder.go.set()
    making.begin()
    assert halfway.wait(10)
    making.end()
    made = embedder.made
    assert 8 <= made < 20
    making.begin()
    making._thread.join()
    assert embedder.made == 20


def test_to_end_what_never_began_does_no_harm(tmp_path: Path, embedder: SlowEmbedder) -> None:
    shelf = library(tmp_path, embedder)
    making = VectorMaking(lambda: shelf)
    making.end()
    making.end()
    assert embedder.made == 0
