"""The banner of alerts over the red flags of the records."""

from __future__ import annotations

import threading
from collections.abc import Callable

from app.alerts.alert import Alert
from app.alerts.judgement import Stage
from app.people import UnknownPerson
from app.records.errors import RecordsError
from app.records.wording import KIND_NAMES, relative_time
from app.services import Services
from assistant.conversation import Language
from assistant.red_flags.table import red_flag_table
from ui.adapters.error_words import failed
from ui.adapters.headings import heading
from ui.view_models.ports import Unsubscribe
from ui.view_models.ports.alerts import AlertView


class AlertsAdapter:
    """Red flags (:class:`ui.view_models.ports.alerts.AlertsPort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house
        self._lock = threading.Lock()
        #: Alerts that a full disk could not keep; they are shown all the same, until somebody takes note.
        self._unkept: dict[str, Alert] = {}

    def open(self, language: Language) -> tuple[AlertView, ...]:
        """The open alerts."""
        try:
            kept = {str(one.id): one for one in self._house.records.alerts.open()}
        except RecordsError as error:
            raise failed(error, language) from error
        with self._lock:
            found = {**self._unkept, **kept}
        return tuple(self._view(key, one, language) for key, one in found.items())

    def shown(self, key: str) -> None:
        """Note that an alert is on the screen."""
        alerts = self._house.records.alerts
        for one in alerts.open():
            if str(one.id) == key:
                alerts.shown(one)

    def acknowledge(self, key: str, language: Language) -> None:
        """Note that somebody has taken note."""
        with self._lock:
            if self._unkept.pop(key, None) is not None:
                return
        alerts = self._house.records.alerts
        try:
            for one in alerts.open():
                if str(one.id) == key:
                    alerts.acknowledge(one)
        except RecordsError as error:
            raise failed(error, language) from error

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` when an alert is raised, and after each commit: a calm repeat ends one."""

        def raised(alerts: tuple[Alert, ...]) -> None:
            with self._lock:
                self._unkept.update(
                    {f"unkept:{one.reading_id}:{one.flag}": one for one in alerts if one.id is None}
                )
            callback()

        deaf = self._house.records.alerts.listen(raised)
        unsubscribed = self._house.records.subscribe(lambda _change: callback())

        def stop() -> None:
            deaf()
            unsubscribed()

        return stop

    def _view(self, key: str, one: Alert, language: Language) -> AlertView:
        words = one.words[language]
        number = red_flag_table().emergency[self._house.settings.rule_set]
        name = heading(KIND_NAMES[one.kind][language])
        return AlertView(
            key=key,
            level=one.level,
            repeat=one.stage is Stage.REPEAT,
            words=words,
            reading=f"{name} {one.figures[language]}",
            age=heading(relative_time(one.taken_at, self._house.zone, self._house.now(), language)),
            whose=self._whose(one, language),
            call=number if number in words else "",
            kind=one.kind.value,
        )

    def _whose(self, one: Alert, language: Language) -> str:
        household = self._house.records.household
        if one.person_id is None or len(household.people()) == 1:
            return ""
        try:
            return household.person(one.person_id).name_in(language)
        except UnknownPerson:
            return ""
