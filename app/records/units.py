"""Units: from what was typed or sent to what records keep, and from that to what people read."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from app.records.errors import InvalidEntry
from app.records.thresholds import clinical_row
from assistant.conversation import Language
from device_io.interpretation import MMHG_PER_KPA
from device_io.reading import COMPONENT_UNITS, Quantity, ReadingKind

#: (from, to) → factor. Glucose: molar mass 180.16 g/mol, so 1 mmol/L = 18.016 mg/dL; the pound is exact by
#: the international agreement of 1959, the thermochemical calorie by definition (NIST SP 811, B.8).
_FACTORS: Final = {
    ("kPa", "mm[Hg]"): MMHG_PER_KPA,
    ("mg/dL", "mmol/L"): 1 / Decimal("18.016"),
    ("[lb_av]", "kg"): Decimal("0.45359237"),
    ("g", "kg"): Decimal("0.001"),
    ("mg/dL/min", "mmol/L/min"): 1 / Decimal("18.016"),
    ("kcal", "kJ"): Decimal("4.184"),
}
#: Decimal places kept by records and shown to people. Finer digits come from conversions, not from devices.
_PLACES: Final = {
    "mm[Hg]": (1, 0),
    "/min": (1, 0),
    "%": (1, 0),
    "Cel": (2, 1),
    "mmol/L": (2, 1),
    "kg": (2, 1),
    "mmol/L/min": (3, 2),
    "kJ": (0, 0),
    "Ohm": (1, 0),
}
_WORDS: Final = {
    Language.ZH: {
        "mm[Hg]": "mmHg",
        "/min": "次/分",
        "Cel": "℃",
        "kJ": "千焦",
        "Ohm": "欧",
        "mmol/L/min": "mmol/L/分",
    },
    Language.EN: {"mm[Hg]": "mmHg", "/min": "bpm", "Cel": "°C", "Ohm": "ohm"},
}


#: The unit of a number that came without one.
UNKNOWN_UNIT: Final = ""


def to_record_unit(kind: ReadingKind, component: str, quantity: Quantity) -> Quantity:
    """Return ``quantity`` in the unit that records keep for ``component``.

    Glucose without a unit has the one that its value can have on a meter. Raises :class:`InvalidEntry` for a
    component the kind does not have, a unit that does not fit it, or a glucose that may be in either unit.
    """
    target = COMPONENT_UNITS[kind].get(component)
    if target is None:
        known = ", ".join(COMPONENT_UNITS[kind])
        raise InvalidEntry(f"A {kind.value} reading has no '{component}': use {known}.")
    if not quantity.value.is_finite():
        raise InvalidEntry(f"The {component} is not a number: type it again.")
    if quantity.unit == UNKNOWN_UNIT and component == "glucose":
        quantity = Quantity(quantity.value, glucose_unit(quantity.value))
    value = quantity.value
    if quantity.unit == target:
        kept = _rounded(value, _PLACES[target][0])
        return quantity if kept is value else Quantity(kept, target)
    if (quantity.unit, target) == ("[degF]", "Cel"):
        return Quantity(_rounded((value - 32) / Decimal("1.8"), _PLACES[target][0]), target)
    factor = _FACTORS.get((quantity.unit, target))
    if factor is None:
        raise InvalidEntry(f"The {component} cannot be in {quantity.unit}: give it in {target}.")
    return Quantity(_rounded(value * factor, _PLACES[target][0]), target)


def glucose_unit(value: Decimal) -> str:
    """Return the unit that a glucose without one must be in, by what meters can show.

    ``unit_guess`` in ``resources/clinical/thresholds.yaml``. Raises :class:`InvalidEntry` between the two.
    """
    row = clinical_row("unit_guess", "glucose")
    if value < Decimal(str(row["mmol_below"])):
        return "mmol/L"
    if value > Decimal(str(row["mg_above"])):
        return "mg/dL"
    raise InvalidEntry("This glucose may be in mmol/L or in mg/dL: say which unit the meter shows.")


def shown(quantity: Quantity) -> Decimal:
    """Return the value as people see it; it is also the value that is compared with a reference."""
    places = _PLACES[quantity.unit][1]
    return quantity.value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(quantity: Quantity) -> str:
    """Return the digits to show, e.g. ``128`` or ``36.6``."""
    return f"{shown(quantity):f}"


def unit_word(unit: str, language: Language) -> str:
    """Return the unit as people write it, e.g. ``mmHg``, ``次/分``."""
    return _WORDS[language].get(unit, unit)


def with_unit(quantity: Quantity, language: Language) -> str:
    """Return number and unit, e.g. ``72 次/分``; a percent sign sticks to its number."""
    gap = "" if quantity.unit == "%" else " "
    return f"{number(quantity)}{gap}{unit_word(quantity.unit, language)}"


def decimal_text(value: Decimal) -> str:
    """Return the one way records write ``value``: no exponent, no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _rounded(value: Decimal, places: int) -> Decimal:
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return value
    return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
