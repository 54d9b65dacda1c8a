"""The library and the article without a screen: browsing, searching, reading, leafing, going back."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from threading import Event

import pytest
from fake_devices import FakeVoice
from fake_library import FakeLibrary
from fake_ports import FakeConversation
from waiting import until

from assistant.conversation import Language
from ui.view_models.article import PAGE, ArticleViewModel
from ui.view_models.library import LibraryViewModel
from ui.view_models.ports import LibraryStatus
from ui.view_models.tasks import Tasks


@pytest.fixture
async def tasks() -> AsyncIterator[Tasks]:
    tasks = Tasks(lambda: None)
    yield tasks
    await tasks.close()


@pytest.fixture
def port(qapp) -> FakeLibrary:
    return FakeLibrary()


@pytest.fixture
def dictation() -> FakeConversation:
    return FakeConversation()


@pytest.fixture
async def library(port: FakeLibrary, dictation: FakeConversation, tasks: Tasks) -> LibraryViewModel:
    library = LibraryViewModel(port, dictation, tasks, Language.ZH)
    assert library.state == "loading"
    library.refresh()
    await until(library.changed, lambda: library.state == "browsing")
    return library


class Reader:
    """An article view model, and the screens it asked for."""

    def __init__(self, port: FakeLibrary, tasks: Tasks) -> None:
        self.screens: list[str] = []
        self.voice = FakeVoice()
        self.article = ArticleViewModel(port, self.voice, tasks, Language.ZH, self.screens.append)

    async def shown(self, document: str) -> None:
        await until(self.article.changed, lambda: self.article.article.get("document") == document)


@pytest.fixture
def reader(port: FakeLibrary, tasks: Tasks) -> Reader:
    return Reader(port, tasks)


async def test_browsing_goes_by_theme(library: LibraryViewModel) -> None:
    assert [theme.key for theme in library.themes.rows] == ["all", "sugar", "heart"]
    assert library.themes.rows[0].count == library.articles == 2
    library.chooseTheme("heart")
    assert [title.document for title in library.titles.rows] == ["pressure"]
    library.set_language(Language.EN)
    await until(library.changed, lambda: library.articles == 1)
    assert library.theme == "all"
    assert library.titles.rows[0].title == "Eating with diabetes"


async def test_matched_places_are_marked_and_nothing_of_the_text_is_markup(library: LibraryViewModel) -> None:
    library.search("  主食吃多少 ")
    assert (library.state, library.query) == ("searching", "主食吃多少")
    await until(library.changed, lambda: library.state == "found")
    first, second = library.hits.rows
    assert first.pieces == (
        {"html": "每顿的", "marked": False},
        {"html": "主食", "marked": True},
        {"html": "&lt;半碗&gt;。", "marked": False},
    )
    assert first.plain == "每顿的主食<半碗>。"
    assert (first.label, second.label) == ("", "在英文资料里找到，原文显示")


async def test_nothing_found_is_an_answer_and_an_empty_question_leads_back(library: LibraryViewModel) -> None:
    library.search("nothing")
    await until(library.changed, lambda: library.state == "nothing")
    assert library.hits.rows == ()
    library.search("   ")
    assert (library.state, library.query) == ("browsing", "")


async def test_a_spoken_question_is_searched_for(
    library: LibraryViewModel, port: FakeLibrary, dictation: FakeConversation
) -> None:
    dictation.dictated = asyncio.get_running_loop().create_future()
    library.listen()
    assert library.listening
    dictation.dictated.set_result("主食吃多少")
    await until(library.changed, lambda: library.state == "found")
    assert (library.listening, library.query) == (False, "主食吃多少")
    dictation.failure = "没听清，请再说一次。"
    library.listen()
    await until(library.changed, lambda: not library.listening)
    assert (library.trouble, library.state) == (dictation.failure, "found")


async def test_listening_is_ended_by_a_second_tap(
    library: LibraryViewModel, port: FakeLibrary, dictation: FakeConversation
) -> None:
    dictation.dictated = asyncio.get_running_loop().create_future()
    library.listen()
    library.listen()
    assert dictation.stops == 1
    dictation.dictated.set_result("")
    await until(library.changed, lambda: not library.listening)
    assert (library.state, port.asked) == ("browsing", [])


async def test_an_answer_that_was_overtaken_is_ignored(
    library: LibraryViewModel, port: FakeLibrary, tasks: Tasks
) -> None:
    port.gates["slow"] = Event()
    library.search("slow")
    library.search("nothing")
    await until(library.changed, lambda: library.state == "nothing")
    port.gates["slow"].set()
    await tasks.idle()
    assert (library.state, library.query) == ("nothing", "nothing")


async def test_a_library_that_fails_says_what_to_do_and_can_be_tried_again(
    library: LibraryViewModel, port: FakeLibrary
) -> None:
    port.failure = "资料库正在整理，请过一会儿再试。"
    library.search("主食")
    await until(library.changed, lambda: library.state == "failed")
    assert library.failure == port.failure
    port.failure = ""
    library.refresh()
    await until(library.changed, lambda: library.state == "found")


async def test_what_is_being_prepared_is_told_as_it_goes(
    library: LibraryViewModel, port: FakeLibrary
) -> None:
    assert not library.preparing
    port.status_ = LibraryStatus(420, 80, being_made=True, problems=("x.md is not an article.",))
    port.announce()
    await until(library.status_changed, lambda: library.vectors == 80)
    assert (library.preparing, library.passages, library.problems) == (True, 420, ["x.md is not an article."])
    library.close()
    assert port.callbacks == []


async def test_an_article_has_three_layers_and_leads_on(reader: Reader) -> None:
    reader.article.openArticle("guide", "library")
    await reader.shown("guide")
    article = reader.article.article
    assert (article["line"], article["paragraph"]) == ("少吃甜的，多吃菜。", "一天三顿，定时定量。")
    assert article["sources"] == ["中国糖尿病防治指南 2024"]
    assert article["otherLanguage"] == {"document": "guide-en", "title": "Eating with diabetes"}
    assert reader.article.citedBlock == -1
    assert not reader.article.foreign
    reader.article.follow("guide-en")
    await reader.shown("guide-en")
    assert reader.article.foreign
    assert reader.article.article["otherLanguage"] == {"document": "", "title": ""}
    reader.article.back()
    await reader.shown("guide")
    reader.article.back()
    assert reader.screens == ["article", "library"]


async def test_a_citation_opens_its_page(reader: Reader) -> None:
    reader.article.openPassage("pressure#310", "conversation")
    await reader.shown("pressure")
    assert (reader.article.page, reader.article.pages) == (310 // PAGE, 3)
    assert reader.article.citedBlock == 310 % PAGE
    reader.article.turnTo(0)
    assert (reader.article.page, reader.article.citedBlock) == (0, -1)
    assert len(reader.article.blocks.rows) == PAGE
    reader.article.turnTo(3)
    assert reader.article.page == 0
    reader.article.back()
    assert reader.screens[-1] == "conversation"


async def test_an_article_that_is_gone_says_so(reader: Reader) -> None:
    reader.article.openPassage("lost#1", "conversation")
    await until(reader.article.changed, lambda: reader.article.state == "failed")
    assert (reader.article.failure, reader.article.article) == ("It is gone.", {})


async def test_the_short_form_is_read_aloud(reader: Reader, tasks: Tasks) -> None:
    reader.article.openArticle("guide-en", "library")
    await reader.shown("guide-en")
    reader.article.readAloud()
    await tasks.idle()
    (said,) = reader.voice.said
    assert said.splitlines() == [
        "Eating with diabetes",
        "Less sweet, more greens.",
        "Three meals at fixed times.",
    ]
