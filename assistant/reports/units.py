"""Printed units and their UCUM form. Recognisers lose carets and case, so the analyte decides what is meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_IGNORED = re.compile(r"[\s×x*^~'’`´\"″“”·.,()（）\[\]]")
TORN = 3
"""A unit of which fewer signs were read could be another (design)."""
_MICRO = str.maketrans({"µ": "u", "μ": "u"})


def folded_unit(printed: str) -> str:
    """``printed`` without width, case, spaces, carets, multiplication signs and kinds of micro sign."""
    plain = unicodedata.normalize("NFKC", printed).translate(_MICRO).casefold().translate(_MICRO)
    return _IGNORED.sub("", plain)


@dataclass(frozen=True, slots=True)
class Unit:
    """``ucum`` code, how people see it, and the forms reports print."""

    ucum: str
    shown: str
    printed: tuple[str, ...]


class UnitTable:
    """Which UCUM units a printed unit may stand for."""

    def __init__(self, units: Collection[Unit]) -> None:
        self._units: Mapping[str, Unit] = {unit.ucum: unit for unit in units}
        self._forms: dict[str, list[str]] = {}
        for unit in units:
            for form in (unit.ucum, unit.shown, *unit.printed):
                folded = folded_unit(form)
                if folded and not folded.isdigit() and unit.ucum not in self._forms.setdefault(folded, []):
                    self._forms[folded].append(unit.ucum)

    def __contains__(self, ucum: object) -> bool:
        return ucum in self._units

    def shown(self, ucum: str) -> str:
        """How ``ucum`` is written for people."""
        return self._units[ucum].shown

    def candidates(self, printed: str) -> tuple[str, ...]:
        """UCUM units ``printed`` may stand for, likeliest first; empty when none is known."""
        return tuple(self._forms.get(folded_unit(printed), ()))

    def resolve(self, printed: str, allowed: Collection[str]) -> str | None:
        """The UCUM unit of ``printed`` for an analyte measured in ``allowed`` (any unit when empty), or ``None``."""
        found = self.candidates(printed)
        if allowed:
            found = tuple(ucum for ucum in found if ucum in allowed) or self._nearly(printed, allowed, found)
        return found[0] if found else None

    def _nearly(self, printed: str, allowed: Collection[str], found: Collection[str]) -> tuple[str, ...]:
        """The one allowed unit of which ``printed`` is a torn beginning ("mmol/", "10^9"); nothing for another unit."""
        folded = folded_unit(printed)
        if found or len(folded) < TORN:
            return ()
        return tuple(
            ucum
            for ucum in allowed
            if any(form.startswith(folded) for form, codes in self._forms.items() if ucum in codes)
        )[:1]

    def is_unit(self, text: str) -> bool:
        """Whether ``text`` is a printed unit of the table, or one whose end behind the stroke is torn off ("mmol/")."""
        folded = folded_unit(text)
        torn = len(folded) >= TORN and folded.endswith("/")
        return folded in self._forms or (torn and any(form.startswith(folded) for form in self._forms))
