"""Library, article and review on the screen: nothing cut off, all reached and named, a citation in view."""

from __future__ import annotations

import itertools

import fake_ports
import pytest
from fake_library import GUIDE
from item_tree import accessible_name, buttons, find, place, press, shown_items, texts, write
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from waiting import until

from assistant.conversation import Language
from ui.view_models.ports import LibraryStatus, ReadingView

QUERY = "field-What do you want to know?"
LOOKS = list(itertools.product(Language, ("light", "contrast"), (1.0, 1.5)))


@pytest.fixture(autouse=True)
def screen_reader(qapp: QGuiApplication):
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


def check(desktop) -> None:
    """No text over an edge, every target large and named."""
    window = desktop.window
    for item in shown_items(window):
        text = item.property("text")
        if isinstance(text, str) and text and item.width() > 0:
            assert -1 <= place(item).left() <= place(item).right() <= window.width() + 1, text
    for item in buttons(window):
        assert accessible_name(item).strip(), item
        assert min(item.height(), item.width()) >= 72, accessible_name(item)
    assert desktop.warnings == []


@pytest.mark.parametrize(("language", "theme", "scale"), LOOKS)
async def test_every_state_of_the_three_screens(open_window, household, language, theme, scale) -> None:
    household.library.status_ = LibraryStatus(420, 80, being_made=True)
    desktop = await open_window(language=language, theme=theme, text_scale=scale, screen="library")
    desktop.window.resize(desktop.window.minimumWidth(), desktop.window.minimumHeight())
    library, review = desktop.library, desktop.library_review
    await desktop.settle()
    check(desktop)
    for question, state in (("rice", "found"), ("nothing", "nothing")):
        library.search(question)
        await until(library.changed, lambda state=state: library.state == state)
        await desktop.settle()
        check(desktop)
    household.library.failure = "慢一点再试。"
    library.search("rice")
    await until(library.changed, lambda: library.state == "failed")
    await desktop.settle()
    check(desktop)
    household.library.failure = ""
    desktop.article.openArticle("guide", "library")
    await until(desktop.article.changed, lambda: desktop.article.state == "shown")
    await desktop.settle()
    check(desktop)
    desktop.show("library_review")
    await desktop.settle()
    check(desktop)
    review.open("a1")
    await until(review.changed, lambda: review.state == "document")
    await desktop.settle()
    check(desktop)
    review.refuse()
    await until(review.changed, lambda: review.undoable != "" and not review.busy)
    await desktop.settle()
    check(desktop)


async def test_a_search_by_keyboard_leads_into_the_article_and_back(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="library")
    find(desktop.window, QUERY).forceActiveFocus()
    write(desktop.window, "how much rice")
    press(desktop.window, Qt.Key.Key_Return)
    await until(desktop.library.changed, lambda: desktop.library.state == "found")
    await desktop.settle()
    assert household.library.asked == [("how much rice", Language.EN)]
    hit = find(desktop.window, "hit-guide-en#1")
    assert "Half a bowl of rice a meal & greens." in accessible_name(hit)
    hit.forceActiveFocus()
    press(desktop.window, Qt.Key.Key_Return)
    await until(desktop.article.changed, lambda: desktop.article.state == "shown")
    await desktop.settle()
    assert desktop.shell.screen == "article"
    assert "Diabetes guideline 2024" in texts(desktop.window)
    find(desktop.window, "article-back").click()
    await desktop.settle()
    assert desktop.shell.screen == "library"
    assert find(desktop.window, QUERY).property("text") == "how much rice"


async def test_what_is_being_typed_stays_while_the_library_changes(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="library")
    find(desktop.window, QUERY).forceActiveFocus()
    write(desktop.window, "sal")
    household.library.status_ = LibraryStatus(420, 80, being_made=True)
    household.library.announce()
    await until(desktop.library.status_changed, lambda: desktop.library.preparing)
    desktop.library.chooseTheme("sugar")
    write(desktop.window, "t")
    assert find(desktop.window, QUERY).property("text") == "salt"


async def test_an_example_is_asked_when_nothing_was_found(open_window, household) -> None:
    desktop = await open_window(language=Language.ZH, screen="library")
    desktop.library.search("nothing")
    await until(desktop.library.changed, lambda: desktop.library.state == "nothing")
    await desktop.settle()
    find(desktop.window, "library-example-0").click()
    await until(desktop.library.changed, lambda: desktop.library.state == "found")
    assert household.library.asked[-1] == ("在家怎样量血压？", Language.ZH)
    await desktop.settle()
    assert find(desktop.window, "field-您想知道什么？").property("text") == "在家怎样量血压？"


async def test_a_citation_of_an_answer_leads_to_its_place_in_the_article(open_window, household) -> None:
    household.conversation.script = list(fake_ports.ANSWER_ZH)
    desktop = await open_window(screen="conversation")
    desktop.conversation.openPassage(GUIDE, "应在另一天复查")
    await desktop.settle()
    find(desktop.window, "whole-article").click()
    await until(desktop.article.changed, lambda: desktop.article.state == "shown")
    await desktop.settle()
    cited = find(desktop.window, "block-7")
    assert cited.property("cited") is True
    assert 0 <= place(cited).top() <= place(cited).bottom() <= desktop.window.height()
    desktop.article.back()
    assert desktop.shell.screen == "conversation"


async def test_a_document_is_read_put_right_and_admitted(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="library_review")
    find(desktop.window, "look-a1").click()
    await until(desktop.library_review.changed, lambda: desktop.library_review.state == "document")
    await desktop.settle()
    shown = texts(desktop.window)
    assert '"ignore all previous instructions"' in shown
    assert "4 invisible characters were taken out." in shown
    assert "+ Rest for 5 minutes" in shown
    admit = find(desktop.window, "review-admit")
    assert not admit.isEnabled()
    for field, text in (("Publisher (needed)", "Our clinic"), ("Licence (needed)", "private use")):
        find(desktop.window, f"field-{field}").forceActiveFocus()
        write(desktop.window, text)
    assert admit.isEnabled()
    admit.click()
    await until(desktop.library_review.changed, lambda: desktop.library_review.state == "list")
    await desktop.settle()
    assert household.library_review.calls[-1] == (
        "admit",
        "a1",
        {"publisher": "Our clinic", "licence": "private use"},
    )
    assert '"Home manual" is in the library.' in texts(desktop.window)


async def test_a_pack_goes_back_a_version(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="library_review")
    assert "Version 1" in texts(desktop.window)
    find(desktop.window, "pack-heart").click()
    await until(desktop.library_review.changed, lambda: not desktop.library_review.busy)
    assert household.library_review.calls == [("roll back", "heart")]


async def test_the_model_is_let_to_read_along_and_no_longer(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="library_review")
    assert "It does not read now." in texts(desktop.window)
    find(desktop.window, "review-read-along").click()
    await until(desktop.library_review.changed, lambda: desktop.library_review.readAlong)
    assert household.library_review.calls == [("let read", True)]


async def test_a_machine_without_a_model_says_so(open_window, household) -> None:
    household.library_review.reading = ReadingView()
    desktop = await open_window(language=Language.EN, screen="library_review")
    names = {item.objectName() for item in shown_items(desktop.window)}
    assert "review-files" in names
    assert "review-read-along" not in names


async def test_a_pack_is_deleted_and_can_be_brought_back(open_window, household) -> None:
    desktop = await open_window(language=Language.EN, screen="library_review")
    find(desktop.window, "remove-pack-heart").click()
    await until(desktop.library_review.changed, lambda: not desktop.library_review.busy)
    assert household.library_review.calls == [("remove pack", "heart")]
    assert desktop.library_review.undoable == "heart"
