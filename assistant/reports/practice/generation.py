"""Makes whole folders of practice reports: ``NAME.jpg`` beside ``truth/NAME.json``, in three tiers."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.conversation import Language
from assistant.reports.analytes import AnalyteTable, analyte_table
from assistant.reports.practice.page import CLEAN, Texts, Wear, draw_page
from assistant.reports.practice.photo import HARD_PHONE, PHONE, SCAN, Camera, photograph
from assistant.reports.practice.printing import HARD, NONE, REAL, Hazards, PracticeRow, practice_rows, truth
from assistant.reports.practice.sheets import Header, Layout, LayoutSet, sheets


@dataclass(frozen=True, slots=True)
class Tier:
    """How hard the reports are: what is printed, how it is worn, how it is photographed, which layouts.

    ``groups``: tables side by side, each drawn as often as it is named. ``shifted``, ``stamped``, ``faint``:
    shares of reports whose columns are misaligned, that carry a stamp, whose dashes are faint.
    """

    hazards: Hazards
    camera: Camera
    groups: tuple[int, ...]
    shifted: float = 0.0
    stamped: float = 0.0
    faint: float = 0.0


TIERS: Mapping[int, Tier] = {
    1: Tier(Hazards(other_names=0.3, starred_rows=0.05, unit_missing=0.05), SCAN, (1,)),
    2: Tier(REAL, PHONE, (1, 1, 1, 2), shifted=0.094, stamped=0.148, faint=0.1),
    3: Tier(HARD, HARD_PHONE, (1, 2, 2, 3, 3), shifted=0.3, stamped=0.3, faint=0.5),
}
"""Shares of tier 2 are those of real documents (mirobody-gen layout.json); tier 3 doubles them (design)."""
_ROWS = {1: (8, 22), 2: (18, 40), 3: (24, 48)}
"""Rows by tables side by side, least and most."""


def generate(
    folder: Path,
    count: int,
    tier: int,
    seed: int,
    layouts: LayoutSet,
    *,
    progress: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Path]:
    """Write ``count`` photos and their truths into ``folder``; equal arguments give equal files.

    Raises :class:`ValueError` for a tier that is not in :data:`TIERS` and
    :class:`~assistant.reports.practice.fonts.FontMissing` where no font has the letters.
    """
    if tier not in TIERS:
        raise ValueError(f"there is no tier {tier}; choose one of {', '.join(map(str, TIERS))}")
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        progress(number, count)
        photo, entry = practice_report(tier, random.Random(f"{layouts}/{tier}/{seed}/{number}"), layouts)
        name = f"t{tier}-{layouts}-{seed}-{number:03d}"
        file = folder / f"{name}.jpg"
        file.write_bytes(photo)
        entry = {"image": file.name, **entry}
        (folder / "truth" / f"{name}.json").write_text(
            json.dumps(entry, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        made.append(file)
    progress(count, count)
    return made


def practice_report(tier: int, chance: random.Random, layouts: LayoutSet) -> tuple[bytes, dict[str, Any]]:
    """One photo of ``tier`` and its truth, without the image's name."""
    kind = TIERS[tier]
    made = sheets()
    groups = chance.choice(kind.groups)
    names = [
        name for name, layout in made.layouts.items() if layout.set == layouts and layout.groups == groups
    ]
    name = chance.choice(names)
    layout = made.layouts[name]
    panels, rows = _rows(layout, kind.hazards, analyte_table(), chance)
    header = made.invented[layout.language]
    rows = _with_notes(rows, header, kind.hazards, chance)
    texts = _texts(header, layout, chance)
    photo = photograph(
        draw_page(rows, layout, texts, _wear(kind, layout, chance), chance), kind.camera, chance
    )
    return photo, {
        "lang": layout.language,
        "kind": f"practice report, tier {tier}, {name}, {' '.join(panels)}",
        "partial": False,
        "tier": tier,
        "rows": [truth(row, layout) for row in rows if not row.note],
        "personal": [value for _, value in (*texts.fields, *texts.footer)],
    }


def render(layout: str | None, language: Language, panel: str, seed: int) -> tuple[bytes, dict[str, Any]]:
    """A JPEG photo of a plain practice sheet, marked as one, and its truth.

    ``layout`` is one of :func:`layouts` (``None``: the usual one of the language), ``panel`` one of
    :func:`panels`; equal arguments give equal results. The truth has ``image``, ``lang``, ``kind``,
    ``partial`` and ``rows`` of ``printed_name``, ``code`` (where printed), ``value``, ``unit``,
    ``reference_range`` and ``flag`` (``H``, ``L`` or ``none``).

    Raises :class:`ValueError` for an unknown name and
    :class:`~assistant.reports.practice.fonts.FontMissing` where no font has the letters.
    """
    made = sheets()
    name = layout or made.defaults[language.value]
    if name not in layouts(language) or panel not in made.panels:
        raise ValueError(f"no practice sheet {name} / {panel} in {language.value}")
    chosen = made.layouts[name]
    chance = random.Random(f"{name}/{panel}/{seed}")
    rows = practice_rows(made.panels[panel], chosen, analyte_table(), chance, NONE)
    texts = _texts(made.header[language.value], chosen, None)
    photo = photograph(draw_page(rows, chosen, texts, CLEAN, chance), Camera(), chance)
    return photo, {
        "image": f"{name}-{panel}-{seed}.jpg",
        "lang": language.value,
        "kind": f"practice sheet, {name}, {panel}",
        "partial": False,
        "rows": [truth(row, chosen) for row in rows],
    }


def layouts(language: Language) -> tuple[str, ...]:
    """Names of the layouts in ``language``."""
    return tuple(name for name, layout in sheets().layouts.items() if layout.language == language)


def panels() -> tuple[str, ...]:
    """Names of the panels a sheet can show."""
    return tuple(sheets().panels)


def _rows(
    layout: Layout, hazards: Hazards, table: AnalyteTable, chance: random.Random
) -> tuple[list[str], list[PracticeRow]]:
    """Panels one after the other until the sheet is full, and their rows; no analyte comes twice."""
    made = sheets()
    least, most = _ROWS[layout.groups]
    names = list(made.panels)
    chance.shuffle(names)
    chosen: list[str] = []
    rows: list[PracticeRow] = []
    keys: set[str] = set()
    for name in names:
        items = [item for item in made.panels[name] if not item.key or item.key not in keys]
        if len(rows) + len(items) > most:
            continue
        chosen.append(name)
        keys |= {item.key for item in items if item.key}
        rows += practice_rows(items, layout, table, chance, hazards)
        if len(rows) >= least:
            break
    return chosen, rows


def _with_notes(
    rows: Sequence[PracticeRow], header: Header, hazards: Hazards, chance: random.Random
) -> list[PracticeRow]:
    """``rows`` with a group's name before the first and ranges for others under some."""
    noted = []
    if chance.random() < hazards.group_labels:
        noted.append(_note(chance.choice(header.groups)))
    several = chance.random() < hazards.range_notes
    for row in rows:
        noted.append(row)
        if several and chance.random() < 0.15:
            noted.append(_note(chance.choice(header.ranges)))
    return noted


def _note(text: str) -> PracticeRow:
    return PracticeRow("", text, "", "", "", "", "none", note=True)


def _texts(header: Header, layout: Layout, chance: random.Random | None) -> Texts:
    """Texts around the table; the first choice of each where ``chance`` is ``None``."""

    def pick(options: Sequence[str]) -> str:
        if chance is None:
            return options[0]
        text = chance.choice(options)
        while "{n}" in text:
            text = text.replace("{n}", str(chance.randint(1, 9)), 1)
        return text.replace("{b}", str(chance.randint(0, 2)))

    words = analyte_table().columns
    headings = {}
    for role in layout.columns:
        options = [word for word in words[role] if word.isascii() == (layout.language == "en")]
        headings[role] = pick(options or words[role])
    return Texts(
        pick(header.titles),
        tuple((label, pick(values)) for label, values in header.fields),
        tuple((label, pick(values)) for label, values in header.footer),
        ()
        if chance is None or not header.notes
        else tuple(chance.sample(header.notes, chance.randint(0, 2))),
        headings,
    )


def _wear(tier: Tier, layout: Layout, chance: random.Random) -> Wear:
    shifts = {}
    if chance.random() < tier.shifted:
        shifts = {role: chance.uniform(-0.3, 0.3) for role in ("result", "unit", "range")}
    return Wear(
        shifts,
        faint=chance.randint(110, 190) if chance.random() < tier.faint else 0,
        stamp=("检验专用章" if layout.language == "zh" else "FINAL")
        if chance.random() < tier.stamped
        else "",
        barcode=chance.random() < 0.3,
    )
