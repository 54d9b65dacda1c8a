"""The review screen's port over quarantine, the household's own articles and packs."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from app.services import Services
from app.settings import SettingsError, load_settings, save_settings
from assistant.conversation import Language
from kb.errors import IndexUnusable, LibraryError, UnknownDocument
from kb.fetching import addresses, fetch
from kb.intake import folder_articles
from kb.packs import LARGEST_PACK
from kb.parsing.reader import SUFFIXES
from kb.quarantine import Waiting
from kb.review import review
from ui.adapters.error_words import failed
from ui.adapters.review_words import (
    NO_FILES,
    NOT_KEPT,
    PACK_UNREADABLE,
    reading_line,
    review_view,
    waiting_view,
)
from ui.view_models.ports import (
    DocumentReview,
    LinkView,
    PackView,
    PortFailed,
    ReadingView,
    ReviewShelf,
    Unsubscribe,
)

_log = logging.getLogger(__name__)

#: Most files that one choice may bring in.
MOST_FILES: Final = 500


@dataclass(frozen=True, slots=True)
class _Removed:
    """What was taken away last: a waiting document, or the files of an article or a pack with their bytes."""

    waiting: Waiting | None = None
    files: tuple[tuple[Path, bytes], ...] = ()


class LibraryReviewAdapter:
    """What comes into the library and what goes (:class:`ui.view_models.ports.LibraryReviewPort`).

    What was removed is gone from the disk at once; until the next removal it can be brought back from memory.
    """

    def __init__(self, house: Services, on_articles: Callable[[], None] = lambda: None) -> None:
        """``on_articles`` is called after articles came or went."""
        self._house = house
        self._on_articles = on_articles
        self._listeners: list[Callable[[], None]] = []
        self._removed = _Removed()
        self._changing = Lock()

    def shelf(self, language: Language) -> ReviewShelf:
        """Everything the screen lists."""
        with _worded(language):
            own = folder_articles(self._house.own_articles).documents
            return ReviewShelf(
                waiting=tuple(waiting_view(one, language) for one in self._house.quarantine.waiting()),
                own=tuple(LinkView(one.id, one.title) for one in own),
                packs=tuple(
                    PackView(
                        pack.name,
                        pack.version,
                        max((kept for kept in pack.kept if kept < pack.version), default=0),
                    )
                    for pack in self._house.packs.packs()
                ),
                reading=self._reading(language),
            )

    def files(self, paths: tuple[Path, ...], language: Language) -> tuple[Path, ...]:
        """The documents among ``paths``, and within those that are folders."""
        with _worded(language):
            found = [
                file
                for path in paths
                for file in (sorted(path.rglob("*")) if path.is_dir() else [path])
                if not path.is_dir() or (file.is_file() and file.suffix.lower() in SUFFIXES)
            ]
        if not found or len(found) > MOST_FILES:
            raise PortFailed(NO_FILES[language].format(MOST_FILES))
        return tuple(found)

    def addresses(self, text: str, language: Language) -> tuple[str, ...]:
        """The addresses of a list."""
        with _worded(language):
            return addresses(text)

    def take_file(self, path: Path, language: Language) -> None:
        """Read a document and let it wait."""
        with _worded(language):
            self._house.quarantine.take_file(path)
        self._tell()

    def take_address(self, address: str, language: Language) -> None:
        """Fetch a document and let it wait."""
        with _worded(language):
            found = fetch(address)
            self._house.quarantine.take(found.data, found.name, found.suffix, address)
        self._tell()

    def review(self, number: str, language: Language) -> DocumentReview:
        """What is known of a waiting document."""
        with _worded(language):
            waiting = self._house.quarantine.find(number)
            library = self._house.library
            found = review(waiting, library.documents())
            titles = {one.id: one.title for one in library.documents()}
            return review_view(waiting, found, titles, language)

    def admit(self, number: str, corrections: Mapping[str, str], language: Language) -> LinkView:
        """Let it into the library, which is opened anew."""
        with self._changed_library(language):
            article = self._house.quarantine.admit(number, self._house.own_articles, corrections)
        return LinkView(article.id, article.title)

    def refuse(self, number: str, language: Language) -> None:
        """Forget it; :meth:`undo` brings it back."""
        with _worded(language), self._changing:
            waiting = self._house.quarantine.find(number)
            self._house.quarantine.refuse(waiting.id)
            self._removed = _Removed(waiting)
        self._tell()

    def remove(self, document: str, language: Language) -> None:
        """Delete an article of the household's own; :meth:`undo` brings it back."""
        with self._changed_library(language):
            files = self._own_files(document)
            if not files:
                raise UnknownDocument("The household has no such article; those that ship stay.")
            kept = tuple((file, file.read_bytes()) for file in files)
            for file in files:
                file.unlink()
            self._removed = _Removed(files=kept)

    def undo(self, language: Language) -> None:
        """Bring back what was taken away last."""
        removed, self._removed = self._removed, _Removed()
        if removed.waiting is not None:
            with _worded(language):
                self._house.quarantine.put_back(removed.waiting)
            self._tell()
        elif removed.files:
            with self._changed_library(language):
                for file, content in removed.files:
                    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                    file.write_bytes(content)

    def install_pack(self, path: Path, language: Language) -> None:
        """Verify a pack and use it."""
        try:
            with path.open("rb") as file:
                data = file.read(LARGEST_PACK + 1)
        except OSError as error:
            raise PortFailed(PACK_UNREADABLE[language]) from error
        with self._changed_library(language):
            self._house.packs.install(data)

    def roll_back(self, name: str, language: Language) -> None:
        """Use a pack's version before."""
        with self._changed_library(language):
            self._house.packs.rollback(name)

    def remove_pack(self, name: str, language: Language) -> None:
        """Delete a pack; :meth:`undo` brings back the version that counted."""
        with self._changed_library(language):
            packs = self._house.packs
            kept = tuple((file, file.read_bytes()) for file in packs.counting_files(name))
            packs.remove(name)
            self._removed = _Removed(files=kept)

    def let_read(self, on: bool, language: Language) -> None:
        """Keep the choice; what was read counts, or no longer does, at once."""
        file = self._house.folders.settings_file
        try:
            save_settings(file, {"library.read_by_model": on})
            self._house.settings = load_settings(file, os.environ)
        except SettingsError as error:
            _log.warning("the choice of reading along was not kept: %s", type(error).__name__)
            raise PortFailed(NOT_KEPT[language]) from error
        with self._changed_library(language):
            pass

    def _reading(self, language: Language) -> ReadingView:
        on, possible = self._house.settings.library.read_by_model, self._house.chat_model is not None
        line = reading_line(self._house.library_reading.progress, on, possible, language)
        return ReadingView(on, possible, line)

    def subscribe(self, on_change: Callable[[], None]) -> Unsubscribe:
        """Hear of every change."""
        self._listeners.append(on_change)
        stop = self._house.library_reading.subscribe(on_change)

        def leave() -> None:
            self._listeners.remove(on_change)
            stop()

        return leave

    def _own_files(self, document: str) -> list[Path]:
        language, _, topic = document.partition("/")
        home = self._house.own_articles
        return [
            file
            for file in home.rglob("*.md")
            if file.stem == topic and file.parent.name in {language, home.name}
        ]

    @contextmanager
    def _changed_library(self, language: Language) -> Iterator[None]:
        """One change at a time; after it the library holds the articles that are there now."""
        with _worded(language), self._changing:
            yield
            self._house.reload_library()
        self._tell()
        self._on_articles()

    def _tell(self) -> None:
        for listener in tuple(self._listeners):
            listener()


@contextmanager
def _worded(language: Language) -> Iterator[None]:
    """Errors of the library and of the disk, in the person's language."""
    try:
        yield
    except LibraryError as error:
        raise failed(error, language) from error
    except OSError as error:
        _log.warning("the library's folder cannot be used: %s", type(error).__name__)
        unusable = IndexUnusable(
            "A file of the library cannot be read or written; check its folder and the disk."
        )
        raise failed(unusable, language) from error
