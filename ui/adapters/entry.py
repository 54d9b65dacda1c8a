"""Typing a reading in, over the records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from app.records.errors import InvalidEntry, RecordsError
from app.records.units import unit_word
from app.records.wording import COMPONENT_NAMES, KIND_NAMES
from app.services import Services
from assistant.conversation import Language
from assistant.speech.spoken_entry import agreed, entry_question, spoken_entry
from device_io.reading import COMPONENT_UNITS, REQUIRED_COMPONENTS, Quantity, ReadingKind
from ui.adapters.device_page import figure
from ui.adapters.error_words import failed
from ui.adapters.headings import heading
from ui.view_models.ports import EntryField, PortFailed
from ui.view_models.ports.entry import SpokenReading

#: What a person can read off a display and type; the rest only devices know.
_TYPED: Final[Mapping[ReadingKind, tuple[str, ...]]] = {
    ReadingKind.BLOOD_PRESSURE: ("systolic", "diastolic", "pulse"),
    ReadingKind.GLUCOSE: ("glucose",),
    ReadingKind.CONTINUOUS_GLUCOSE: ("glucose",),
    ReadingKind.TEMPERATURE: ("temperature",),
    ReadingKind.SPO2: ("spo2", "pulse"),
    ReadingKind.WEIGHT: ("weight",),
    ReadingKind.BODY_COMPOSITION: ("body_fat",),
    ReadingKind.HEART_RATE: ("pulse",),
}
#: A value read off the display of a sensor is one value, as that of a meter is.
_KEPT_AS: Final[Mapping[ReadingKind, ReadingKind]] = {ReadingKind.CONTINUOUS_GLUCOSE: ReadingKind.GLUCOSE}
_IMPOSSIBLE: Final = {
    Language.EN: "I heard {value}, which cannot be right. Say the numbers again, or type them.",
    Language.ZH: "我听到的是{value}，这不像是对的。请再说一遍，或者输入数字。",
}
_NO_NUMBER: Final = {
    Language.EN: "I heard no number. Say it again, or type it.",
    Language.ZH: "没有听到数字。请再说一遍，或者输入数字。",
}
_NUMBER: Final = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,2})?")


class EntryAdapter:
    """Readings that are typed (:class:`ui.view_models.ports.EntryPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house

    def fields(self, kind: str, language: Language) -> tuple[EntryField, ...]:
        """The numbers to type."""
        which = ReadingKind(kind)
        return tuple(
            EntryField(
                name,
                _label(name, language, optional=name not in REQUIRED_COMPONENTS[which]),
                unit_word(COMPONENT_UNITS[which][name], language),
            )
            for name in _TYPED[which]
        )

    def heard(self, kind: str, text: str, language: Language) -> SpokenReading:
        """See :class:`ui.view_models.ports.EntryPort`."""
        spoken = spoken_entry(text, _TYPED[ReadingKind(kind)], language)
        if spoken.impossible is not None:
            raise PortFailed(_IMPOSSIBLE[language].format(value=spoken.impossible))
        if not spoken.values:
            raise PortFailed(_NO_NUMBER[language])
        values = {name: str(value) for name, value in spoken.values.items()}
        return SpokenReading(values, entry_question(spoken.values, language))

    def agrees(self, said: str, language: Language) -> bool | None:
        """See :class:`ui.view_models.ports.EntryPort`."""
        return agreed(said, language)

    def save(self, kind: str, values: Mapping[str, str], language: Language) -> str:
        """Keep what was typed as a reading of now."""
        which = ReadingKind(kind)
        quantities = {
            name: Quantity(_number(text, name, language), COMPONENT_UNITS[which][name])
            for name, text in values.items()
            if name in _TYPED[which] and (text.strip() or name in REQUIRED_COMPONENTS[which])
        }
        kept_as = _KEPT_AS.get(which, which)
        try:
            kept = self._house.records.add_manual(kept_as, quantities, self._house.now(), self._house.person)
        except InvalidEntry as error:
            words = "这些数不能存，请对着设备再输一次。" if language is Language.ZH else str(error)
            raise PortFailed(words) from error
        except RecordsError as error:
            raise failed(error, language) from error
        value, unit = figure(kept_as, kept.reading.values, language)
        name = KIND_NAMES[kept_as][language]
        return (
            f"记下了：{name} {value} {unit}。"
            if language is Language.ZH
            else f"Saved: {name} {value} {unit}."
        )


def _label(name: str, language: Language, *, optional: bool) -> str:
    label = heading(COMPONENT_NAMES[name][language])
    if not optional:
        return label
    return f"{label}（可以不填）" if language is Language.ZH else f"{label} (may be left empty)"


def _number(text: str, name: str, language: Language) -> Decimal:
    typed = text.strip().replace(",", ".").replace("，", ".").replace("。", ".")
    if not _NUMBER.fullmatch(typed):
        label = COMPONENT_NAMES[name][language]
        raise PortFailed(
            f"请输入{label}的数字。" if language is Language.ZH else f"Type the number of the {label}."
        )
    return Decimal(typed)
