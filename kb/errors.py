"""What can go wrong in the library. Each message is one sentence that says what to do."""

from __future__ import annotations


class LibraryError(Exception):
    """Anything that keeps the library from doing what it was asked."""


class IntakeError(LibraryError):
    """An article cannot be taken in."""


class FormatRefused(IntakeError):
    """A document is of a kind that is not taken in."""


class DocumentEmpty(IntakeError):
    """A document has no content."""


class DocumentTooLarge(IntakeError):
    """A document has more bytes than one may have."""


class DocumentTooDemanding(IntakeError):
    """A document needs more time or memory to be read than one may take."""


class DocumentUnreadable(IntakeError):
    """A document is damaged, locked, or not there."""


class DocumentUnsigned(IntakeError):
    """A document does not say who published it or under which licence."""


class TooManyArticles(IntakeError):
    """A folder holds more articles than are taken in."""


class QuarantineFull(IntakeError):
    """Too many documents wait already."""


class AddressRefused(IntakeError):
    """A list holds an address that may not be fetched, or too many."""


class AddressUnreachable(IntakeError):
    """At an address nothing answers, or no document lies there."""


class PackUntrusted(IntakeError):
    """Nobody who is trusted has signed a pack."""


class PackNotNewer(IntakeError):
    """A pack is here already, in the same version or a later one."""


class NoEarlierPack(IntakeError):
    """A pack has no version before to go back to."""


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


class ReaderUnavailable(LibraryError):
    """The model that reads the library cannot read."""
