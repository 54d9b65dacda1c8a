"""Passages of the library that explain the results out of range."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from app.services import Services
from assistant.conversation import Language
from assistant.reports.analytes import analyte_table
from assistant.reports.results import ReportRow
from kb.errors import LibraryError
from ui.view_models.ports import ReportSource

_log = logging.getLogger(__name__)

_MOST_RESULTS = 4
"""Results that are looked up; more would bury the sentences above."""
_ASKED = {Language.ZH: "{name} {way}是什么意思", Language.EN: "what does {way} {name} mean"}
_WAYS = {
    "high": {Language.ZH: "偏高", Language.EN: "high"},
    "low": {Language.ZH: "偏低", Language.EN: "low"},
}


def sources_for(house: Services, rows: Sequence[ReportRow], language: Language) -> tuple[ReportSource, ...]:
    """The best passage for each of the first results out of range, each document once; none while there is no library."""
    found: dict[str, ReportSource] = {}
    table = analyte_table()
    for row in rows[:_MOST_RESULTS]:
        if row.analyte is None or row.verdict.value not in _WAYS:
            continue
        analyte = table[row.analyte]
        name = analyte.zh[0] if language is Language.ZH else analyte.en[0]
        question = _ASKED[language].format(name=name, way=_WAYS[row.verdict.value][language])
        try:
            hits = house.library.search(question, language.value, 1).hits
        except LibraryError as error:
            _log.info("no passage for a result: %s", type(error).__name__)
            return ()
        for hit in hits:
            found.setdefault(hit.passage.document, ReportSource(hit.passage.title, hit.passage.id))
    return tuple(found.values())
