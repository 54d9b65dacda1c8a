"""What practice reports are made from: ``resources/specimens/sheets.yaml``, read once and checked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

Tongue = Literal["zh", "en"]
LayoutSet = Literal["building", "judging"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Layout(_Strict):
    """How a sheet is laid out: roles of its columns and how units, ranges and marks are printed.

    ``set`` keeps the layouts the reader is built on apart from those it is judged by. ``gaps`` of
    ``tight`` columns all but touch; ``groups`` is how many tables stand side by side.
    """

    language: Tongue
    set: LayoutSet
    columns: tuple[str, ...]
    range_forms: tuple[str, ...]
    flags: Mapping[Literal["H", "L"], str]
    groups: int = 1
    glued_flag: bool = False
    unit: Literal["value", "range"] | None = None
    gaps: Literal["wide", "tight"] = "wide"
    rules: Literal["ends", "rows", "grid"] = "ends"
    font: Literal["sans", "serif"] = "sans"


class Item(_Strict):
    """One line of a practice panel; see the remarks in the file."""

    key: str = ""
    names: Mapping[Tongue, tuple[str, ...]] = {}
    unit: str
    low: float | None = None
    high: float | None = None
    digits: int = 0
    below: float | None = None
    follows: str | None = None
    ratio: tuple[float, float] | None = None
    expected: Mapping[Tongue, str] | None = None
    other: Mapping[Tongue, tuple[str, ...]] | None = None
    ranged: bool = True


class Header(_Strict):
    """What stands above and below the table; several texts are choices."""

    titles: tuple[str, ...]
    fields: tuple[tuple[str, tuple[str, ...]], ...]
    footer: tuple[tuple[str, tuple[str, ...]], ...]
    notes: tuple[str, ...]
    ranges: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class Sheets(_Strict):
    """Everything practice sheets are made from."""

    layouts: Mapping[str, Layout]
    defaults: Mapping[Tongue, str]
    header: Mapping[Tongue, Header]
    invented: Mapping[Tongue, Header]
    panels: Mapping[str, tuple[Item, ...]]


@cache
def sheets() -> Sheets:
    """The practice sheets that ship with Listenwell."""
    file = resources.files("resources") / "specimens" / "sheets.yaml"
    return Sheets.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
