"""The manual answers in both languages how to do what the window can do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.manual import Manual, sections
from assistant.conversation import Language


@pytest.fixture(scope="module")
def manual(tmp_path_factory: pytest.TempPathFactory) -> Manual:
    return Manual(tmp_path_factory.mktemp("manual"))


def test_both_languages_say_the_same_number_of_things() -> None:
    chinese, english = sections(Language.ZH), sections(Language.EN)
    assert len(chinese) == len(english) >= 20
    assert all(one.title and one.text for one in (*chinese, *english))


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("How do I make the letters bigger?", "Larger text"),
        ("my cuff is not found", "My device is not found"),
        ("does it need internet", "Does it work without the internet"),
        ("字太小了", "字大一点"),
        ("血压计找不到", "找不到我的设备"),
        ("怎么删掉模型", "这台机器上的模型"),
        ("断网能用吗", "没有网络能用吗"),
    ],
)
def test_what_people_ask_is_found_first(manual: Manual, question: str, title: str) -> None:
    language = Language.EN if question.isascii() else Language.ZH
    assert manual.find(question, language)[0].title == title


@pytest.mark.parametrize("question", ["", "zzzz qqqq", "？！"])
def test_what_has_no_answer_has_none(manual: Manual, question: str) -> None:
    assert manual.find(question, Language.EN) == ()


def test_a_changed_manual_is_indexed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app import manual as module

    folder = tmp_path / "index"
    Manual(folder).find("text", Language.EN)
    fresh = (module.ManualSection("en/0", "Riding a bicycle", "Hold the handlebar."),)
    monkeypatch.setattr(module, "sections", lambda _language: fresh)
    assert Manual(folder).find("bicycle", Language.EN) == fresh
