"""Translations straight from Qt Linguist files: the source is English, every other language is one ``.ts``."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

from PySide6.QtCore import QObject, QTranslator

#: Language codes the window speaks and the locale that formats their dates and numbers.
LOCALES: Final = {"en": "en_GB", "zh": "zh_CN"}


class TranslationError(Exception):
    """A translation file is damaged; the message says which."""


class LinguistTranslator(QTranslator):
    """Looks texts up in ``resources/i18n/listenwell_LOCALE.ts``; nothing has to be compiled."""

    def __init__(self, locale: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._messages = read_messages(locale)

    def isEmpty(self) -> bool:  # noqa: N802
        """Whether there is nothing to look up."""
        return not self._messages

    def translate(
        self,
        context: str | bytes,
        source_text: str | bytes,
        disambiguation: str | bytes | None = None,
        n: int = -1,
    ) -> str:
        """Return the translation, or the source where there is none (an empty text would be shown as such)."""
        source = _text(source_text)
        return self._messages.get((_text(context), source, _text(disambiguation or "")), source)


def read_messages(locale: str) -> dict[tuple[str, str, str], str]:
    """Return ``{(context, source, comment): translation}`` of the finished messages of a language."""
    from xml.etree import ElementTree  # an English window needs none of it

    path = files("resources") / "i18n" / f"listenwell_{locale}.ts"
    try:
        root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ElementTree.ParseError) as error:
        raise TranslationError(
            f"The translation file {path.name} cannot be read ({error}); install Listenwell again."
        ) from None
    return {
        (
            context.findtext("name", ""),
            message.findtext("source", ""),
            message.findtext("comment", ""),
        ): translation.text
        for context in root.iterfind("context")
        for message in context.iterfind("message")
        if (translation := message.find("translation")) is not None
        and translation.get("type") is None
        and translation.text
    }


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
