"""Practice sheets: photos of invented laboratory reports with the truth about what they print."""

from __future__ import annotations

import random
from typing import Any

from assistant.conversation import Language
from assistant.reports.analytes import analyte_table
from assistant.reports.practice_page import draw_page
from assistant.reports.practice_photo import photograph
from assistant.reports.practice_values import practice_rows, sheets


def layouts(language: Language) -> tuple[str, ...]:
    """Names of the layouts in ``language``."""
    return tuple(name for name, layout in sheets().layouts.items() if layout.language == language)


def panels() -> tuple[str, ...]:
    """Names of the panels a sheet can show."""
    return tuple(sheets().panels)


def render(layout: str | None, language: Language, panel: str, seed: int) -> tuple[bytes, dict[str, Any]]:
    """A JPEG photo of a practice sheet and its truth.

    ``layout`` is one of :func:`layouts` (``None``: the usual one of the language), ``panel`` one of
    :func:`panels`; equal arguments give equal results. The truth has ``image``, ``lang``, ``kind``,
    ``partial`` and ``rows`` of ``printed_name``, ``code`` (where printed), ``value``, ``unit``,
    ``reference_range`` and ``flag`` (``H``, ``L`` or ``none``).

    Raises :class:`ValueError` for an unknown name and
    :class:`~assistant.reports.practice_page.FontMissing` where no font has the letters.
    """
    made = sheets()
    name = layout or made.defaults[language.value]
    if name not in layouts(language) or panel not in made.panels:
        raise ValueError(f"no practice sheet {name} / {panel} in {language.value}")
    chosen = made.layouts[name]
    table = analyte_table()
    chance = random.Random(f"{name}/{panel}/{seed}")
    rows = practice_rows(made.panels[panel], chosen, table, chance)
    words = {role: _heading(table.columns[role], language) for role in chosen.columns}
    photo = photograph(draw_page(rows, chosen, made.header[language.value], words), chance)
    truth_rows: list[dict[str, str]] = []
    for row in rows:
        entry = {"printed_name": row.name}
        if "code" in chosen.columns:
            entry["code"] = row.code
        shows_unit = chosen.unit_with_value or "unit" in chosen.columns
        shows_flag = chosen.glued_flag or "flag" in chosen.columns
        entry |= {
            "value": row.value,
            "unit": row.unit if shows_unit else "",
            "reference_range": row.reference_range,
            "flag": row.flag if shows_flag else "none",
        }
        truth_rows.append(entry)
    return photo, {
        "image": f"{name}-{panel}-{seed}.jpg",
        "lang": language.value,
        "kind": f"practice sheet, {name}, {panel}",
        "partial": False,
        "rows": truth_rows,
    }


def _heading(words: tuple[str, ...], language: Language) -> str:
    """The first word over a column in ``language``."""
    chinese = [word for word in words if not word.isascii()]
    latin = [word for word in words if word.isascii()]
    return chinese[0] if language is Language.ZH else latin[0]
