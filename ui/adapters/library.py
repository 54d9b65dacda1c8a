"""The library and article screens' port over the knowledge base."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Final

from app.services import Services
from assistant.conversation import Language
from kb.chunking import cut
from kb.document import Document, Hit
from kb.errors import LibraryError
from kb.library import Library
from kb.themes import shipped_themes
from ui.adapters.article_text import Place, blocks, excerpt, plain, text_blocks
from ui.adapters.error_words import failed, left_out
from ui.view_models.ports import (
    ArticleView,
    HitView,
    LibraryStatus,
    LinkView,
    ShelfView,
    ThemeView,
    TitleView,
    Unsubscribe,
)

#: Passages that a search shows.
MOST_HITS: Final = 12
#: Articles named below another.
MOST_RELATED: Final = 6
#: What the first section of an article is called that has a short form.
_SHORT: Final = frozenset({"简单说", "In short"})
_MORE: Final = {Language.ZH: "更多资料", Language.EN: "More articles"}
_OTHER: Final = {Language.ZH: Language.EN, Language.EN: Language.ZH}
_ACROSS: Final = {
    Language.ZH: "在英文资料里找到，原文显示",
    Language.EN: "Found in Chinese, shown in Chinese",
}
_WHY: Final = {
    "keyword": {Language.ZH: "词语", Language.EN: "words"},
    "vector": {Language.ZH: "意思", Language.EN: "meaning"},
    "concept": {Language.ZH: "主题", Language.EN: "topic"},
}
_MATCHES: Final = {Language.ZH: "按{}找到", Language.EN: "Found by {}"}
_AND: Final = {Language.ZH: "、", Language.EN: ", "}


class LibraryAdapter:
    """Browses, searches and reads (:class:`ui.view_models.ports.LibraryPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house
        self._listeners: list[Callable[[], None]] = []

    def shelf(self, language: Language) -> ShelfView:
        """All articles in ``language``, those of a theme in its order, others by title behind them."""
        articles = [one for one in self._library.documents() if one.language == language.value]
        place = {
            topic: (number, order, theme.key)
            for number, theme in enumerate(shipped_themes())
            for order, topic in enumerate(theme.topics)
        }
        last = (len(place), 0, "more")
        articles.sort(key=lambda one: (*place.get(one.topic, last)[:2], one.title))
        titles = tuple(
            TitleView(one.id, one.title, _line(one), place.get(one.topic, last)[2]) for one in articles
        )
        names = {theme.key: theme.names[language.value] for theme in shipped_themes()}
        names["more"] = _MORE[language]
        themes = (
            ThemeView(key, name, sum(title.theme == key for title in titles)) for key, name in names.items()
        )
        return ShelfView(tuple(theme for theme in themes if theme.count), titles)

    def status(self, language: Language) -> LibraryStatus:
        """How the library stands."""
        progress = self._house.vector_making.progress
        problems = tuple(left_out(one, language) for one in self._library.left_out)
        return LibraryStatus(progress.passages, progress.made, progress.running, problems)

    def search(self, question: str, language: Language) -> tuple[HitView, ...]:
        """The best passages."""
        library = self._library
        try:
            hits = library.search(question, language.value, MOST_HITS).hits
            return tuple(_hit(hit, library.document(hit.passage.document), language) for hit in hits)
        except LibraryError as error:
            raise failed(error, language) from error

    def article(self, document: str, language: Language, passage: str = "") -> ArticleView:
        """The article, with ``passage`` marked."""
        library = self._library
        try:
            article = library.document(document)
            related = tuple(_related(library, article))
        except LibraryError as error:
            raise failed(error, language) from error
        cited = _place(article, passage)
        sections = [
            (section, cited[1] if cited is not None and cited[0] == number else None)
            for number, section in enumerate(article.sections)
        ]
        short = sections.pop(0) if article.sections[0].path[-1] in _SHORT else None
        said = list(text_blocks(short[0].text, None, article.language)) if short else []
        return ArticleView(
            document=article.id,
            title=article.title,
            language=Language(article.language),
            line=said[0].text if said else "",
            paragraph="\n\n".join(block.text for block in said[1:]),
            short_cited=short is not None and short[1] is not None,
            blocks=tuple(blocks(sections, article.language)),
            sources=article.sources,
            publisher=article.publisher,
            reviewed=day(article.reviewed, language),
            licence=article.licence,
            related=related,
            other_language=_link(library, f"{_OTHER[Language(article.language)].value}/{article.topic}"),
        )

    def subscribe(self, on_change: Callable[[], None]) -> Unsubscribe:
        """Hear of vectors and of articles that came or went."""
        self._listeners.append(on_change)
        stop = self._house.vector_making.subscribe(on_change)

        def leave() -> None:
            self._listeners.remove(on_change)
            stop()

        return leave

    def changed(self) -> None:
        """Articles came or went."""
        for listener in tuple(self._listeners):
            listener()

    @property
    def _library(self) -> Library:
        return self._house.library


def day(date_: date, language: Language) -> str:
    """A day as it is written out."""
    if language is Language.ZH:
        return f"{date_.year}年{date_.month}月{date_.day}日"
    return f"{date_.day} {date_:%B %Y}"


def _hit(hit: Hit, article: Document, language: Language) -> HitView:
    passage = hit.passage
    why = [_WHY[channel][language] for channel in _WHY if hit.why.get(channel)]
    return HitView(
        passage=passage.id,
        title=passage.title,
        heading=plain(passage.heading),
        pieces=excerpt(passage.text, hit.spans, passage.language),
        publisher=article.publisher,
        date=day(article.reviewed, language),
        why=_MATCHES[language].format(_AND[language].join(why)) if why else "",
        label=_ACROSS[language] if passage.language != language.value else "",
    )


def _place(article: Document, passage: str) -> tuple[int, Place] | None:
    """Section and characters of a passage; an id that the article does not have (any more) is nowhere."""
    of, _, number = passage.rpartition("#")
    if of != article.id or not number.isdecimal():
        return None
    span = next(iter(cut(article)[int(number) - 1 : int(number)]), None)
    return (span.section, (span.start, span.end)) if span else None


def _line(article: Document) -> str:
    """The article in one line, if it has a short form."""
    first = article.sections[0]
    return plain(first.text.split("\n", 1)[0]) if first.path[-1] in _SHORT else ""


def _related(library: Library, article: Document) -> Iterator[LinkView]:
    """What the article names, then what speaks of the same things."""
    named = [_link(library, f"{article.language}/{topic}") for topic in article.related]
    near = library.related(f"{article.id}#1", MOST_RELATED)
    links = [link for link in named if link] + [LinkView(one.document, one.title) for one in near]
    yield from list(dict.fromkeys(links))[:MOST_RELATED]


def _link(library: Library, document: str) -> LinkView | None:
    try:
        return LinkView(document, library.document(document).title)
    except LibraryError:
        return None
