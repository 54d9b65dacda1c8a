"""The one way out: a harder question to the household's endpoint, shown first, sent once, kept as a receipt."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.records.receipts import StoredReceipt
from assistant.conversation import Answer
from assistant.models.circuit_breaker import CircuitBreaker
from assistant.models.endpoint_engine import Endpoint, EndpointEngine
from assistant.models.engine import EngineError
from assistant.privacy import (
    Consent,
    EndpointDescription,
    Envelope,
    KnownEntities,
    PersonProfile,
    PrivacyError,
    approve,
    build_envelope,
)
from assistant.workflow import Answered

if TYPE_CHECKING:
    from app.services import Services


@dataclass(frozen=True, slots=True)
class PreparedOffer:
    """What would leave, for the person to see: ``body`` is the exact request, ``endpoint`` its address."""

    id: str
    endpoint: str
    region: str
    body: bytes = field(repr=False)
    replacements: tuple[tuple[str, str], ...]
    answered: Answered = field(repr=False)
    envelope: Envelope = field(repr=False)


class CloudDoor:
    """Builds offers and sends those that were accepted."""

    def __init__(self, house: Services) -> None:
        self._house = house
        self._breaker = CircuitBreaker()

    def prepare(self, answered: Answered) -> PreparedOffer:
        """What would leave for ``answered``. Raises :class:`PrivacyError` when it cannot be made safe."""
        house, cloud = self._house, self._house.settings.cloud
        names = tuple(one.display_name for one in house.records.household.people() if one.display_name)
        envelope = build_envelope(
            answered.asked,
            answered.request.language,
            answered.request.facts,
            answered.request.passages,
            person=PersonProfile(),
            endpoint=EndpointDescription(cloud.base_url, cloud.model, cloud.operator, cloud.region),
            known=KnownEntities(names=names),
            now=house.now(),
            request_id=uuid.uuid4().hex,
        )
        if envelope.residual:
            raise PrivacyError("The question still holds something that looks personal: please reword it.")
        return PreparedOffer(
            id=envelope.request_id,
            endpoint=cloud.base_url,
            region=cloud.region,
            body=envelope.payload,
            replacements=tuple((one.kind, one.placeholder) for one in envelope.replacements),
            answered=answered,
            envelope=envelope,
        )

    async def send(
        self, offer: PreparedOffer, on_sentence: Callable[[str], None], *, how: Consent = Consent.THIS_ONCE
    ) -> Answer:
        """Send what the person saw and agreed to; the answer's sentences have passed all checks.

        Raises :class:`~assistant.models.engine.EngineError` and :class:`PrivacyError`. A receipt is on
        disk before the first byte leaves, and completed however it ends.
        """
        house, cloud = self._house, self._house.settings.cloud
        approved = approve(offer.envelope, approved_at=house.now(), how=how)
        endpoint = Endpoint(
            cloud.base_url,
            cloud.model,
            key=await asyncio.to_thread(house.cloud_key, cloud.base_url),
            connect_s=cloud.connect_seconds,
            first_token_s=cloud.first_token_seconds,
            total_s=cloud.total_seconds,
        )
        workflow = await asyncio.to_thread(house.workflow)
        receipts = house.records.receipts
        begun = StoredReceipt(
            offer.id,
            house.now(),
            endpoint.url,
            endpoint.model,
            approved.body,
            approved.sha256,
            how.value,
            0,
            0,
            "",
        )
        await asyncio.to_thread(receipts.begin, begun)
        engine = EndpointEngine(endpoint, approved, now=house.now, breaker=self._breaker)
        restore = offer.envelope.masked.restore
        try:
            answer = await workflow.ask_cloud(
                offer.answered,
                engine,
                lambda text: on_sentence(restore(text)),
                [placeholder for _, placeholder in offer.replacements],
            )
            return replace(answer, text=restore(answer.text))
        except (EngineError, PrivacyError) as error:
            if engine.receipt is None:  # refused before anything left
                await asyncio.to_thread(receipts.finish, offer.id, 0, 0.0, str(error))
            raise
        finally:
            if engine.receipt is not None:
                kept = engine.receipt
                await asyncio.to_thread(
                    receipts.finish, offer.id, kept.bytes_received, kept.milliseconds, kept.outcome
                )
