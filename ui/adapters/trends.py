"""The trends screen's port over the records."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

from app.records.errors import RecordsError
from app.services import Services
from assistant.conversation import Language
from device_io.reading import ReadingKind
from ui.adapters.error_words import failed
from ui.adapters.headings import heading
from ui.view_models.ports import Component, TrendSnapshot, Unsubscribe


class TrendsAdapter:
    """Courses of blood pressure and pulse (:class:`ui.view_models.ports.TrendsPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house

    def trend(self, days: int, component: Component, language: Language) -> TrendSnapshot:
        """The last ``days`` days of ``component``."""
        house = self._house
        try:
            view = house.records.trend(
                house.person, ReadingKind.BLOOD_PRESSURE, component, days, house.now(), language
            )
        except RecordsError as error:
            raise failed(error, language) from error
        return TrendSnapshot(
            title=heading(view.title),
            unit=view.unit_word,
            points=tuple(
                (one.taken_at.timestamp(), float(one.value), one.out_of_range) for one in view.points
            ),
            band_low=_number(view.band_low),
            band_high=_number(view.band_high),
            band_name=view.band_name,
            sentence=view.sentence,
            mean=_words(view.mean),
            minimum=_words(view.minimum),
            maximum=_words(view.maximum),
            count=view.n,
        )

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each commit."""
        return self._house.records.subscribe(lambda _change: callback())


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _words(value: Decimal | None) -> str:
    return "" if value is None else str(int(value.to_integral_value(ROUND_HALF_UP)))
