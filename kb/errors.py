"""What can go wrong in the library. Each message is one sentence that says what to do."""

from __future__ import annotations


class LibraryError(Exception):
    """Anything that keeps the library from doing what it was asked."""


class IntakeError(LibraryError):
    """An article cannot be taken in."""


class SearchRefused(LibraryError):
    """A search asks for something there is not, such as another language."""


class QueryTooLong(SearchRefused):
    """A question is longer than the library searches for."""


class UnknownPassage(LibraryError):
    """No passage has this id (the article may have changed since it was cited)."""


class UnknownDocument(LibraryError):
    """No document has this id."""


class IndexBusy(LibraryError):
    """Another process is writing the index."""


class IndexUnusable(LibraryError):
    """The index cannot be written or read where it lies."""
