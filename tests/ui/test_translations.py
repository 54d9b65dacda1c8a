"""Every text is there in Chinese, and the window changes language while it is open."""

from __future__ import annotations

import re
import subprocess
import sysconfig
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import pytest
from item_tree import find, texts
from PySide6.QtCore import QTranslator

from assistant.conversation import Language
from ui.translation import LinguistTranslator, TranslationError, read_messages

CHINESE = Path(str(files("resources") / "i18n" / "listenwell_zh_CN.ts"))
QML = sorted(str(path) for path in Path(str(files("ui") / "qml")).rglob("*.qml"))


def tool(name: str, *arguments: str) -> None:
    command = [str(Path(sysconfig.get_path("scripts")) / f"pyside6-{name}"), "-silent", *arguments]
    subprocess.run(command, check=True, timeout=120, capture_output=True)


def messages(path: Path) -> list[tuple[str, str, str, str, str | None]]:
    return [
        (
            context.findtext("name", ""),
            message.findtext("source", ""),
            message.findtext("comment", ""),
            message.findtext("translation", ""),
            message.find("translation").get("type"),
        )
        for context in ElementTree.parse(path).iterfind("context")
        for message in context.iterfind("message")
    ]


def test_no_text_is_missing_or_left_over(tmp_path: Path) -> None:
    fresh = tmp_path / CHINESE.name
    fresh.write_bytes(CHINESE.read_bytes())
    tool("lupdate", "-no-obsolete", "-locations", "none", *QML, "-ts", str(fresh))
    assert sorted(messages(fresh)) == sorted(messages(CHINESE))


def test_every_text_is_translated_with_the_same_places() -> None:
    for context, source, _, translation, kind in messages(CHINESE):
        assert kind is None, (context, source)
        assert translation.strip(), (context, source)
        assert sorted(re.findall(r"%\d", source)) == sorted(re.findall(r"%\d", translation)), source


def test_the_same_words_as_the_compiled_file(tmp_path: Path) -> None:
    compiled = tmp_path / "zh.qm"
    tool("lrelease", str(CHINESE), "-qm", str(compiled))
    reference = QTranslator()
    assert reference.load(str(compiled))
    ours = LinguistTranslator("zh_CN")
    for context, source, comment, _, _ in messages(CHINESE):
        assert ours.translate(context, source, comment) == reference.translate(context, source, comment)


def test_a_text_that_is_unknown_stays_as_it_is() -> None:
    assert LinguistTranslator("zh_CN").translate("Nowhere", "Unheard of") == "Unheard of"


def test_a_language_without_a_file_is_told() -> None:
    with pytest.raises(TranslationError, match="install Listenwell again"):
        read_messages("tlh")


async def test_the_open_window_changes_language(open_window) -> None:
    desktop = await open_window(language=Language.EN, screen="home")
    assert "Good morning, Mrs Wang" in texts(desktop.window)
    assert "Monday, 23 November" in texts(desktop.window)
    find(desktop.window, "switch-language").click()
    await desktop.settle()
    shown = texts(desktop.window)
    assert "早上好，王奶奶" in shown
    assert "11月23日 星期一" in shown
    assert "Blood pressure" not in shown
    assert desktop.warnings == []
