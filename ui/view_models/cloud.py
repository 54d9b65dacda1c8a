"""The pages about the cloud: choosing an endpoint, and seeing everything that ever left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Property, QObject, Signal, Slot

from assistant.conversation import Language
from ui.view_models.ports import CloudPort, CloudSnapshot, ConsentView, EndpointDraft, PortFailed, ReceiptView
from ui.view_models.row_model import RowModel, for_qml
from ui.view_models.tasks import Tasks


class CloudViewModel(QObject):
    """``busy`` is ``""``, ``reading``, ``keeping`` or ``testing``."""

    changed = Signal()
    body_changed = Signal()

    def __init__(self, port: CloudPort, tasks: Tasks, language: Language) -> None:
        super().__init__()
        self._port, self._tasks, self._language = port, tasks, language
        self._snapshot: CloudSnapshot | None = None
        self._receipts: RowModel[ReceiptView] = RowModel(ReceiptView, self)
        self._consents: RowModel[ConsentView] = RowModel(ConsentView, self)
        self._busy = ""
        self._failure = ""
        self._result = ""
        self._body: dict[str, str] = {}

    @Property("QVariantMap", notify=changed)  # type: ignore[arg-type] # Qt's name
    def endpoint(self) -> dict[str, Any]:
        """The endpoint that is set, a map of :class:`EndpointView`."""
        value = for_qml(self._snapshot.endpoint) if self._snapshot else {}
        return value if isinstance(value, dict) else {}

    @Property(list, notify=changed)
    def presets(self) -> list[Any]:
        """What can be chosen, maps of :class:`PresetView`."""
        return [for_qml(one) for one in self._snapshot.presets] if self._snapshot else []

    @Property(QObject, constant=True)
    def receipts(self) -> RowModel[ReceiptView]:
        """Everything that ever left, newest first."""
        return self._receipts

    @Property(QObject, constant=True)
    def consents(self) -> RowModel[ConsentView]:
        """Agreements that hold."""
        return self._consents

    @Property(str, notify=changed)
    def logWords(self) -> str:  # noqa: N802
        """Whether the log of all this is as it was written."""
        return self._snapshot.log_words if self._snapshot else ""

    @Property(bool, notify=changed)
    def logHolds(self) -> bool:  # noqa: N802
        """The same as yes or no."""
        return self._snapshot.log_holds if self._snapshot else True

    @Property(str, notify=changed)
    def child(self) -> str:
        """Whose guardian has to agree before the cloud is offered; mostly empty."""
        return self._snapshot.child if self._snapshot else ""

    @Property(str, notify=changed)
    def busy(self) -> str:
        """What is being done."""
        return self._busy

    @Property(str, notify=changed)
    def failure(self) -> str:
        """What did not work, and what to do."""
        return self._failure

    @Property(str, notify=changed)
    def result(self) -> str:
        """What worked."""
        return self._result

    @Property("QVariantMap", notify=body_changed)  # type: ignore[arg-type] # Qt's name
    def body(self) -> dict[str, str]:
        """The letter being read: ``title`` and ``text``; empty when none is."""
        return self._body

    def set_language(self, language: Language) -> None:
        """Word everything in ``language``."""
        self._language = language
        self._result = ""
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read everything again."""
        self._do("reading", lambda: None)

    @Slot(str, str, str, str)
    def keep(self, preset: str, base_url: str, model: str, key: str) -> None:
        """Use this endpoint; ``key`` may be empty to leave the one that is there."""
        draft, language = EndpointDraft(preset, base_url, model, key), self._language
        self._do("keeping", lambda: self._port.keep(draft, language))

    @Slot()
    def switchOff(self) -> None:  # noqa: N802
        """Nothing is offered any more."""
        language = self._language
        self._do("keeping", lambda: self._port.switch_off(language))

    @Slot(str, str)
    def limit(self, requests_per_day: str, money_per_month: str) -> None:
        """Keep the caps as they were typed."""
        language = self._language
        try:
            requests, money = int(requests_per_day), float(money_per_month.replace(",", "."))
        except ValueError:
            requests, money = (
                0,
                0.0,
            )  # what is no number is refused in the same words as one that is out of bounds
        self._do("keeping", lambda: self._port.limit(requests, money, language))

    @Slot()
    def agreeAsGuardian(self) -> None:  # noqa: N802
        """A guardian agrees for the child who is signed in."""
        language = self._language
        self._do("keeping", lambda: self._port.agree_as_guardian(language))

    @Slot(str)
    def withdraw(self, consent_id: str) -> None:
        """Take an agreement back."""
        language = self._language
        self._do("keeping", lambda: self._port.withdraw(consent_id, language))

    @Slot()
    def acceptLog(self) -> None:  # noqa: N802
        """Take the log as it is."""
        language = self._language
        self._do("keeping", lambda: self._port.accept_log(language))

    @Slot()
    def test(self) -> None:
        """Try the endpoint."""
        self._tasks.start(self._test())

    @Slot(str, str)
    def open(self, receipt_id: str, title: str) -> None:
        """Show what left, word for word."""
        self._tasks.start(self._open(receipt_id, title))

    @Slot()
    def closeBody(self) -> None:  # noqa: N802
        """Put it away."""
        self._body = {}
        self.body_changed.emit()

    def _do(self, busy: str, work: Callable[[], None]) -> None:
        self._tasks.start(self._work(busy, work))

    async def _work(self, busy: str, work: Callable[[], None]) -> None:
        self._busy, self._failure = busy, ""
        self.changed.emit()
        language = self._language
        try:
            await asyncio.to_thread(work)
            snapshot = await asyncio.to_thread(self._port.snapshot, language)
        except PortFailed as error:
            self._failure = error.sentence
        else:
            self._snapshot = snapshot
            self._receipts.set_rows(snapshot.receipts)
            self._consents.set_rows(snapshot.consents)
        self._busy = ""
        self.changed.emit()

    async def _test(self) -> None:
        self._busy, self._failure, self._result = "testing", "", ""
        self.changed.emit()
        try:
            self._result = await self._port.test(self._language)
        except PortFailed as error:
            self._failure = error.sentence
        self._busy = ""
        self.changed.emit()

    async def _open(self, receipt_id: str, title: str) -> None:
        try:
            text = await asyncio.to_thread(self._port.body, receipt_id, self._language)
        except PortFailed as error:
            self._failure = error.sentence
            self.changed.emit()
            return
        self._body = {"title": title, "text": text}
        self.body_changed.emit()
