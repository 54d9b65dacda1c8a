"""What the person may do with an offer but send it or keep it: strike parts out, reword it, hear it, decide for good."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from PySide6.QtCore import Property, QObject, Signal, Slot

from ui.view_models.ports import CloudOffer, ConversationPort, PortFailed
from ui.view_models.tasks import Tasks

if TYPE_CHECKING:
    from ui.view_models.conversation import ConversationViewModel


class OfferRevision(QObject):
    """Belongs to a conversation. While ``busy`` nothing can be sent: what is shown is not what would leave."""

    changed = Signal()

    def __init__(self, port: ConversationPort, tasks: Tasks, conversation: ConversationViewModel) -> None:
        super().__init__(conversation)
        self._port, self._tasks, self._conversation = port, tasks, conversation
        self._busy = False
        self._failure = ""

    @Property(bool, notify=changed)
    def busy(self) -> bool:
        """The offer is being made anew."""
        return self._busy

    @Property(str, notify=changed)
    def failure(self) -> str:
        """Why that did not work."""
        return self._failure

    @Slot(str, bool)
    def strike(self, name: str, struck: bool) -> None:
        """Take a part out, or put it back."""
        offer = self._conversation.current_offer
        if offer is None:
            return
        kept = {part.name for part in offer.parts if part.struck} - {name}
        self._revise(offer, offer.wording, tuple(sorted(kept | ({name} if struck else set()))))

    @Slot(str)
    def reword(self, wording: str) -> None:
        """Ask it in other words."""
        offer = self._conversation.current_offer
        if offer is None or not wording.strip() or wording == offer.wording:
            return
        self._revise(offer, wording, tuple(part.name for part in offer.parts if part.struck))

    @Slot(bool)
    def addPicture(self, wanted: bool) -> None:  # noqa: N802
        """Send the cut-out of the report's result rows along, or not."""
        offer = self._conversation.current_offer
        if offer is not None:
            struck = tuple(part.name for part in offer.parts if part.struck and part.name != "picture")
            self._revise(offer, offer.wording, struck, picture=wanted)

    @Slot()
    def readAloud(self) -> None:  # noqa: N802
        """Say everything that would leave."""
        if (offer := self._conversation.current_offer) is not None:
            self._tasks.start(self._port.say_offer(offer.offer_id))

    @Slot()
    def sendAlways(self) -> None:  # noqa: N802
        """Send this, and what is like it from now on without asking."""
        if (offer := self._conversation.current_offer) is not None and not self._busy:
            self._tasks.start(self._agree(offer))

    @Slot()
    def never(self) -> None:
        """Keep it here, and offer no more."""
        self._conversation.stay()
        self._tasks.start(self._decline())

    def _revise(
        self, offer: CloudOffer, wording: str, struck: tuple[str, ...], *, picture: bool | None = None
    ) -> None:
        has_picture = any(part.name == "picture" and not part.struck for part in offer.parts)
        wanted = has_picture if picture is None else picture
        self._set(busy=True)
        self._tasks.start(self._make(offer, wording, struck, wanted))

    async def _make(self, offer: CloudOffer, wording: str, struck: tuple[str, ...], picture: bool) -> None:
        try:
            fresh = await asyncio.to_thread(
                self._port.revise, offer.offer_id, wording, struck, with_picture=picture
            )
        except PortFailed as error:
            self._set(busy=False, failure=error.sentence)
            return
        self._set(busy=False)
        current = self._conversation.current_offer
        if current is not None and current.offer_id == offer.offer_id:
            self._conversation.show_offer(fresh)

    async def _agree(self, offer: CloudOffer) -> None:
        try:
            await asyncio.to_thread(self._port.agree_standing, offer.offer_id)
        except PortFailed as error:
            self._set(busy=False, failure=error.sentence)
            return
        self._conversation.send()

    async def _decline(self) -> None:
        try:
            await asyncio.to_thread(self._port.decline_cloud)
        except PortFailed as error:
            self._set(busy=False, failure=error.sentence)

    def _set(self, *, busy: bool, failure: str = "") -> None:
        self._busy, self._failure = busy, failure
        self.changed.emit()
