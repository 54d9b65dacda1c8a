"""Printed units and their UCUM form. Recognisers lose carets and case, so the analyte decides what is meant."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass

_IGNORED = re.compile(r"[\s×x*^~'’`´\"″“”·.,()（）\[\]]")
TORN = 3
"""A unit of which fewer signs were read could be another (design)."""
LOST = 2
"""So many signs of a unit may be lost where the analyte tells which unit is meant (design)."""
_THIN = frozenset("il1/0123456789")
"""Signs that recognisers lose: thin ones, and raised figures."""
_LIKE = {"1": "l", "i": "l", "|": "l", "0": "o", "5": "s"}
"""Signs that recognisers take for one another."""
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


def misread(read: str, form: str) -> bool:
    """Whether the folded unit ``read`` may be ``form`` with thin signs or its end lost, or a sign taken for its like."""
    if len(form) - len(read) > LOST or len(read) > len(form) or len(read) < 2:
        return False
    place = 0
    for sign in form:
        if place == len(read):
            return True  # the end is torn off
        if _LIKE.get(read[place], read[place]) == _LIKE.get(sign, sign):
            place += 1
        elif sign not in _THIN or (not place and sign != "/"):
            return False
    return place == len(read)


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
            found = tuple(ucum for ucum in found if ucum in allowed) or self._misread(printed, allowed, found)
        return found[0] if found else None

    def _misread(self, printed: str, allowed: Collection[str], found: Collection[str]) -> tuple[str, ...]:
        """The one allowed unit that ``printed`` is misread from or torn off ("mmol/", "mmo/L"); nothing for another unit."""
        fitting = [] if found else [ucum for ucum in self._likely(printed) if ucum in allowed]
        return (fitting[0],) if len(fitting) == 1 else ()

    def _likely(self, printed: str) -> list[str]:
        """UCUM units that an unknown ``printed`` may be misread from."""
        folded = folded_unit(printed)
        found = [codes for form, codes in self._forms.items() if misread(folded, form)]
        return list(dict.fromkeys(ucum for codes in found for ucum in codes))

    def mended(self, printed: str) -> str:
        """``printed``, or the one known unit that an unknown text is misread from or torn off."""
        likely = [] if self.candidates(printed) else self._likely(printed)
        return self.shown(likely[0]) if len(likely) == 1 else printed

    def is_unit(self, text: str) -> bool:
        """Whether ``text`` is a printed unit of the table, or one whose end behind the stroke is torn off ("mmol/")."""
        folded = folded_unit(text)
        torn = len(folded) >= TORN and folded.endswith("/")
        return folded in self._forms or (torn and any(form.startswith(folded) for form in self._forms))
