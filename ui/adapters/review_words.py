"""What is known of a waiting document, in the person's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from app.library_reading import ReadingProgress
from assistant.conversation import Language
from kb.quarantine import Waiting
from kb.review import REMARKS, Review
from ui.view_models.ports import DifferenceLine, DocumentReview, LineKind, WaitingView

#: Characters of a document's text that are shown before it is admitted.
SHOWN_TEXT: Final = 6_000
#: From this quality on nothing much is lacking.
_GOOD: Final = 0.75
_FAIR: Final = 0.5

NO_FILES: Final = {
    Language.ZH: "这里没有能收的资料，或者超过{}份，请少选一些。",
    Language.EN: "There is no document here that can be taken in, or more than {}; choose fewer.",
}
PACK_UNREADABLE: Final = {
    Language.ZH: "资料包打不开，请再选一次。",
    Language.EN: "The pack cannot be opened; choose it again.",
}
NOT_KEPT: Final = {
    Language.ZH: "没能记住这个选择。请检查磁盘空间，再试一次。",
    Language.EN: "The choice could not be kept. Check the disk and try again.",
}
_READING: Final = {
    "no_model": {
        Language.ZH: "还没有装能回答问题的模型，所以读不了；可以在“模型”里装一个。",
        Language.EN: "No model that answers questions is installed, so none can read; add one under Models.",
    },
    "off": {Language.ZH: "现在没有在读。", Language.EN: "It does not read now."},
    "failed": {
        Language.ZH: "读了{0}段（共{1}段），模型出了问题，停下了；下次打开康聆时接着读。",
        Language.EN: "The model stopped after {0} of {1} passages; it goes on when Listenwell is opened again.",
    },
    "running": {
        Language.ZH: "读了{0}段，共{1}段。您提问时它会停下让路。",
        Language.EN: "{0} of {1} passages read. It gives way when you ask something.",
    },
    "waiting": {
        Language.ZH: "读了{0}段，共{1}段，下次打开康聆时接着读。",
        Language.EN: "{0} of {1} passages read; it goes on when Listenwell is opened again.",
    },
    "done": {Language.ZH: "{1}段都读完了。", Language.EN: "All {1} passages are read."},
}
_LANGUAGES: Final = {
    "zh": {Language.ZH: "中文", Language.EN: "Chinese"},
    "en": {Language.ZH: "英文", Language.EN: "English"},
}
_FROM: Final = {Language.ZH: "{}，来自 {}", Language.EN: "{}, from {}"}
_CHINESE_REMARKS: Final = {
    "short": "太短，不像一篇能用的资料。",
    "no_headings": "没有小标题，引用时说不清在哪一段。",
    "broken": "有很多乱码。",
    "repeating": "同样的话反复出现。",
    "hidden": "里面有看不见的字符，可能藏着话，已经去掉。",
    "undated": "没写是什么时候的。",
    "unsigned": "没写是谁出的，或怎样授权。",
}
_QUALITY: Final = {
    Language.ZH: ("质量不错", "质量一般", "质量差"),
    Language.EN: ("Good quality", "Fair quality", "Poor quality"),
}
_SAME: Final = {Language.ZH: "和《{}》的文字一样。", Language.EN: "It has the same words as “{}”."}
_ALIKE: Final = {Language.ZH: "和《{}》有{}%一样。", Language.EN: "It is {1}% the same as “{0}”."}
_REPLACES: Final = {
    Language.ZH: "收下以后会代替现在的《{}》。",
    Language.EN: "Admitted, it takes the place of “{}”.",
}
_HIDDEN: Final = {
    Language.ZH: "去掉了{}个看不见的字符。",
    Language.EN: "{} invisible characters were taken out.",
}
_MARKS: Final[Mapping[str, LineKind]] = {"@": "place", "-": "removed", "+": "added"}


def reading_line(progress: ReadingProgress, on: bool, possible: bool, language: Language) -> str:
    """How far the model is with reading the library, or what is needed."""
    if not possible:
        state = "no_model"
    elif not on:
        state = "off"
    elif progress.failed:
        state = "failed"
    elif progress.running:
        state = "running"
    else:
        state = "done" if progress.read >= progress.passages else "waiting"
    return _READING[state][language].format(progress.read, progress.passages)


def waiting_view(waiting: Waiting, language: Language) -> WaitingView:
    """A document as the list shows it."""
    note = _FROM[language].format(_LANGUAGES[waiting.language][language], waiting.origin)
    return WaitingView(waiting.id, waiting.title, note)


def review_view(
    waiting: Waiting, found: Review, titles: Mapping[str, str], language: Language
) -> DocumentReview:
    """What was found of a document; ``titles`` are those of the library by id."""
    level = 0 if found.quality >= _GOOD else 1 if found.quality >= _FAIR else 2
    return DocumentReview(
        number=waiting.id,
        title=waiting.title,
        publisher=waiting.publisher,
        licence=waiting.licence,
        dated=waiting.dated,
        origin=waiting.origin,
        language=_LANGUAGES[waiting.language][language],
        quality=_QUALITY[language][level],
        good=level == 0,
        duplicates=tuple(_alike(titles.get(id_, id_), share, language) for id_, share in found.duplicates),
        replaces=_REPLACES[language].format(titles.get(found.replaces, "")) if found.replaces else "",
        difference=tuple(_difference(found.difference)),
        remarks=tuple(
            _CHINESE_REMARKS[remark] if language is Language.ZH else REMARKS[remark]
            for remark in found.remarks
        ),
        instructions=found.instructions,
        hidden=_HIDDEN[language].format(waiting.hidden_characters) if waiting.hidden_characters else "",
        text=waiting.markdown[:SHOWN_TEXT],
        cut=len(waiting.markdown) > SHOWN_TEXT,
    )


def _alike(title: str, share: float, language: Language) -> str:
    if share >= 1:
        return _SAME[language].format(title)
    return _ALIKE[language].format(title, round(share * 100))


def _difference(lines: tuple[str, ...]) -> Iterator[DifferenceLine]:
    """A unified difference without the two lines that name its sides."""
    for line in lines[2:]:
        kind = _MARKS.get(line[:1], "same")
        yield DifferenceLine(kind, "…" if kind == "place" else line[1:])
