"""Takes articles in: Markdown with a TOML front matter between lines of ``+++``.

The front matter says title, topic, language (zh or en), publisher, licence, reviewed (a date) and
sources (one text each); it may name related topics. The body has ``##`` headings, paragraphs and
lists. An article is known as ``LANGUAGE/TOPIC``; its language versions share the topic.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path, PurePosixPath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from kb.document import Document, Section
from kb.errors import (
    DocumentEmpty,
    DocumentTooLarge,
    DocumentUnreadable,
    FormatRefused,
    IntakeError,
    TooManyArticles,
)

#: Largest article, in bytes (design; a book chapter has about 0.1 MB).
LARGEST_ARTICLE = 1_000_000
#: Most sections of an article and most articles in a folder (design).
MOST_SECTIONS = 1_000
MOST_ARTICLES = 20_000
#: Folders within folders that are looked into; ends circles of links too.
DEEPEST_FOLDER = 4

_FRONT = re.compile(r"\A\ufeff?\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$", re.MULTILINE)

_Line = Annotated[str, StringConstraints(min_length=1, max_length=300, pattern=r"^[^\n\x00]+$")]
_Topic = Annotated[str, StringConstraints(pattern=r"^\w[\w-]{0,79}$")]


class _FrontMatter(BaseModel):
    """What stands between the ``+++`` lines."""

    model_config = ConfigDict(extra="forbid", strict=True)

    title: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\n\x00]+$")]
    topic: _Topic
    language: Literal["zh", "en"]
    publisher: _Line
    licence: _Line
    reviewed: date
    sources: Annotated[list[_Line], Field(min_length=1, max_length=30)]
    related: Annotated[list[_Topic], Field(max_length=12)] = []


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file, by its name, that did not become an article, and why."""

    name: str
    reason: IntakeError


@dataclass(frozen=True, slots=True)
class Shelf:
    """The articles of a folder, and what was left out."""

    documents: tuple[Document, ...]
    problems: tuple[LeftOut, ...] = ()


def read_article(text: str, path: PurePosixPath) -> Document:
    """The article ``text`` that lies at ``path``, whose name (without ``.md``) is its topic.

    Raises :class:`kb.errors.IntakeError`, in one sentence, when it is not an article of this form.
    """
    if len(text) > LARGEST_ARTICLE or len(text.encode(errors="replace")) > LARGEST_ARTICLE:
        raise DocumentTooLarge(
            f"{path.name} is larger than {LARGEST_ARTICLE // 1_000_000} MB; split it into parts."
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text:
        raise FormatRefused(f"{path.name} is not a text file; save it as UTF-8 Markdown.")
    front = _FRONT.match(text)
    if front is None:
        raise IntakeError(f"{path.name} has no front matter; begin it with a block between two lines of +++.")
    matter = _front_matter(front.group(1), path)
    if matter.topic != path.stem:
        raise IntakeError(f"{path.name} says that its topic is {matter.topic}; give file and topic one name.")
    return Document(
        id=f"{matter.language}/{matter.topic}",
        topic=matter.topic,
        title=matter.title,
        language=matter.language,
        publisher=matter.publisher,
        licence=matter.licence,
        reviewed=matter.reviewed,
        sources=tuple(matter.sources),
        related=tuple(matter.related),
        sections=_sections(text[front.end() :], matter.title, path),
    )


def shipped_articles() -> Shelf:
    """The articles that come with Listenwell."""
    return _shelf(_sorted(resources.files("resources") / "knowledge"))


def folder_articles(folder: Path) -> Shelf:
    """The articles (``.md``) in ``folder`` and below; none when there is no such folder.

    An article that cannot be taken in is named among the problems and keeps no other out.
    """
    if not folder.is_dir():
        return Shelf(())
    try:
        return _shelf(_sorted(folder))
    except OSError:
        refused = DocumentUnreadable(f"The folder {folder.name} cannot be read; check its permissions.")
        return Shelf((), (LeftOut(folder.name, refused),))


def _sorted(folder: Traversable) -> list[tuple[PurePosixPath, Traversable]]:
    return sorted(_markdown(folder, PurePosixPath()), key=lambda found: str(found[0]))


def _markdown(folder: Traversable, within: PurePosixPath) -> Iterator[tuple[PurePosixPath, Traversable]]:
    for entry in folder.iterdir():
        if entry.name.startswith("."):
            continue
        if entry.is_dir() and len(within.parts) < DEEPEST_FOLDER:
            yield from _markdown(entry, within / entry.name)
        elif entry.is_file() and entry.name.lower().endswith(".md"):
            yield within / entry.name, entry


def _shelf(files: list[tuple[PurePosixPath, Traversable]]) -> Shelf:
    documents, problems = [], []
    for path, file in files[:MOST_ARTICLES]:
        try:
            documents.append(read_article(_text(file, path), path))
        except IntakeError as error:
            problems.append(LeftOut(path.name, error))
    if len(files) > MOST_ARTICLES:
        too_many = (
            f"Only the first {MOST_ARTICLES:,} articles were taken in; move the others to another folder."
        )
        problems.append(LeftOut(files[MOST_ARTICLES][0].name, TooManyArticles(too_many)))
    return Shelf(tuple(documents), tuple(problems))


def _text(file: Traversable, path: PurePosixPath) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(LARGEST_ARTICLE + 1).decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end >= LARGEST_ARTICLE:
            raise DocumentTooLarge(
                f"{path.name} is larger than {LARGEST_ARTICLE // 1_000_000} MB; split it into parts."
            ) from error
        raise FormatRefused(f"{path.name} is not a text file; save it as UTF-8 Markdown.") from error
    except OSError as error:
        raise DocumentUnreadable(f"{path.name} cannot be read; check its permissions.") from error


def _front_matter(text: str, path: PurePosixPath) -> _FrontMatter:
    try:
        return _FrontMatter.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise IntakeError(f"The front matter of {path.name} is not TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise IntakeError(f"The front matter of {path.name} is wrong at {field}: {first['msg']}.") from error


def _sections(body: str, title: str, path: PurePosixPath) -> tuple[Section, ...]:
    headings = list(_HEADING.finditer(body))
    trail: list[str] = [title]
    sections = []
    starts = [0, *(heading.end() for heading in headings)]
    ends = [*(heading.start() for heading in headings), len(body)]
    for heading, start, end in zip([None, *headings], starts, ends, strict=True):
        if heading is not None:
            level = len(heading.group(1))
            if level == 1:
                raise IntakeError(
                    f"{path.name} has a heading with one #; the title stands in the front matter, use ##."
                )
            if not heading.group(2):
                raise IntakeError(f"{path.name} has an empty heading; name it or take it out.")
            trail = [*trail[: level - 1], heading.group(2)]
        if text := body[start:end].strip():
            sections.append(Section(tuple(trail), text))
    if not sections:
        raise DocumentEmpty(f"{path.name} has no text below its front matter; write some or take it away.")
    if len(sections) > MOST_SECTIONS:
        raise IntakeError(f"{path.name} has more than {MOST_SECTIONS:,} sections; split it into parts.")
    return tuple(sections)
