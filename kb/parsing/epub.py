"""Electronic books (EPUB 2 and 3): the chapters in reading order, as their package file lists them."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import Final
from urllib.parse import unquote

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from kb.errors import IntakeError
from kb.parsing.draft import MOST_CHARACTERS, Draft
from kb.parsing.html import read_html
from kb.parsing.packed import check_packed

_CONTAINER: Final = "META-INF/container.xml"
_NAMES: Final = {
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
}


def read_epub(data: bytes, name: str) -> Draft:
    """The text of a book. Raises :class:`IntakeError`."""
    check_packed(data, name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _book(archive, name)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, DefusedXmlException, RuntimeError) as error:
        raise IntakeError(
            f"{name} is not a readable EPUB book; a protected book cannot be taken in."
        ) from error


def _book(archive: zipfile.ZipFile, name: str) -> Draft:
    root = ElementTree.fromstring(archive.read(_CONTAINER)).find(".//c:rootfile", _NAMES)
    if root is None:
        raise KeyError("rootfile")
    package_path = root.attrib["full-path"]
    package = ElementTree.fromstring(archive.read(package_path))
    folder = posixpath.dirname(package_path)
    files = {item.attrib["id"]: item.attrib["href"] for item in package.iterfind(".//opf:item", _NAMES)}
    chapters: list[str] = []
    for reference in package.iterfind(".//opf:itemref", _NAMES):
        href = unquote(files[reference.attrib["idref"]])
        chapter = _chapter(archive.read(posixpath.normpath(posixpath.join(folder, href))), name)
        if chapter:
            chapters.append(chapter)
        if sum(map(len, chapters)) > MOST_CHARACTERS:
            break
    dated = re.match(r"\d{4}-\d\d-\d\d", _said(package, "date"))
    return Draft(
        title=_said(package, "title") or name,
        markdown="\n\n".join(chapters),
        publisher=_said(package, "publisher") or _said(package, "creator"),
        licence=_said(package, "rights"),
        dated=dated.group() if dated else "",
    )


def _chapter(data: bytes, name: str) -> str:
    """The text of a chapter; nothing for a cover or a page of contents."""
    try:
        chapter = read_html(data, name)
    except IntakeError:
        return ""
    return f"## {chapter.title}\n\n{chapter.markdown}" if chapter.title != name else chapter.markdown


def _said(package: ElementTree.Element, field: str) -> str:  # type: ignore[name-defined]
    found = package.find(f".//dc:{field}", _NAMES)
    return " ".join((found.text or "").split()) if found is not None else ""
