"""The one way out: a harder question to the household's endpoint, shown first, sent once, kept as a receipt."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from app.agent_servers import FOREIGN
from app.cloud_budget import CloudBudget, budget, cost, dearest
from app.records.cloud_consents import GUARDIAN, StandingConsent
from app.records.receipts import Ending, StoredReceipt
from assistant.conversation import Answer, Language
from assistant.deidentification.result_cutout import cut_out_results
from assistant.models.endpoint_engine import Endpoint, EndpointEngine
from assistant.models.engine import EngineError, EngineUnavailable
from assistant.privacy import (
    LEAST_AGE_YEARS,
    Consent,
    EndpointDescription,
    Envelope,
    KnownEntities,
    LaboratoryLine,
    PersonProfile,
    PrivacyError,
    approve,
    build_envelope,
    laboratory_lines,
)
from assistant.routing import STOP_WORDS, CloudSituation, CloudStanding, standing
from assistant.workflow import Answered

if TYPE_CHECKING:
    from app.people import Person
    from app.records.reports import StoredReport
    from app.services import Services

#: The purpose under which "do not offer me the cloud" is kept.
DECLINED: Final = "declined"
#: A report read this recently is what a question about results is about (our rule).
LEAST_SERIAL_DIGITS: Final = 4
RECENT_REPORT: Final = timedelta(hours=24)
_ASKS_RESULTS: Final = ("化验", "报告", "检查单", "检验", "指标", "结果", "report", "result", "lab", "test")


@dataclass(frozen=True, slots=True)
class PreparedOffer:
    """What would leave, for the person to see: ``body`` is the exact request, ``endpoint`` its address.

    ``blocked`` says why it cannot be sent as it is, empty when it can; ``standing`` is the agreement that covers it.
    """

    id: str
    endpoint: str
    region: str
    operator: str
    body: bytes = field(repr=False)
    replacements: tuple[tuple[str, str], ...]
    blocked: str
    standing: StandingConsent | None
    question: str = field(repr=False)
    struck: frozenset[str]
    picture: bytes | None = field(repr=False)
    picture_possible: bool
    answered: Answered = field(repr=False)
    envelope: Envelope = field(repr=False)


class CloudDoor:
    """Builds offers and sends those that were accepted."""

    def __init__(self, house: Services) -> None:
        self._house = house

    def prepare(
        self,
        answered: Answered,
        *,
        question: str | None = None,
        struck: Collection[str] = (),
        picture: bytes | None = None,
    ) -> PreparedOffer:
        """What would leave for ``answered``, with the question as it was asked or in other words.

        ``struck`` are parts that stay here; ``picture`` the cut-out that the person wants to send along. Raises
        :class:`PrivacyError` when it cannot be made at all.
        """
        house, cloud = self._house, self._house.settings.cloud
        person, words = house.person, answered.asked if question is None else question
        envelope = build_envelope(
            words,
            answered.request.language,
            answered.request.facts,
            # What another server gave is not ours to send on; it stands behind the library's own.
            [one for one in answered.request.passages if not one.id.startswith(FOREIGN)],
            person=self._profile(person),
            endpoint=EndpointDescription(
                cloud.base_url, cloud.model, cloud.operator, cloud.region, cloud.images, cloud.usage
            ),
            known=known_entities(house),
            now=house.now(),
            request_id=uuid.uuid4().hex,
            laboratory=self._laboratory(words, person),
            picture=picture,
            struck=struck,
        )
        return PreparedOffer(
            id=envelope.request_id,
            endpoint=cloud.base_url,
            region=cloud.region,
            operator=cloud.operator,
            body=envelope.payload,
            replacements=tuple((one.kind, one.placeholder) for one in envelope.replacements),
            blocked=_blocked(envelope, answered.request.language),
            standing=self._standing_consent(person, envelope),
            question=words,
            struck=frozenset(struck),
            picture=picture,
            picture_possible=cloud.images and self._has_photo(person),
            answered=answered,
            envelope=envelope,
        )

    def revise(
        self,
        offer: PreparedOffer,
        *,
        question: str | None = None,
        struck: Collection[str] | None = None,
        with_picture: bool | None = None,
    ) -> PreparedOffer:
        """The offer with another wording, other parts struck out, or the cut-out of the last report added.

        Raises :class:`PrivacyError` when that cannot be made.
        """
        picture = offer.picture
        if with_picture is not None:
            picture = self.result_cutout() if with_picture else None
        return self.prepare(
            offer.answered,
            question=offer.question if question is None else question,
            struck=offer.struck if struck is None else struck,
            picture=picture,
        )

    def result_cutout(self) -> bytes:
        """The result rows of the last report's photo. Raises :class:`PrivacyError` when there is none."""
        report = self._last_report(self._house.person)
        photo = self._house.records.report_photo(report) if report is not None else None
        if report is None or photo is None:
            raise PrivacyError("No photo of a report was kept today: read one first.")
        boxes = [
            tuple(row["box"]) for row in report.rows if row.get("analyte") and len(row.get("box", ())) == 4
        ]
        return cut_out_results(photo, [(box[0], box[1], box[2], box[3]) for box in boxes])

    async def send(
        self, offer: PreparedOffer, on_sentence: Callable[[str], None], *, how: Consent = Consent.THIS_ONCE
    ) -> Answer:
        """Send what the person saw and agreed to; the answer's sentences have passed all checks.

        Raises :class:`~assistant.models.engine.EngineError`, :class:`PrivacyError` and what the records raise. A
        receipt and an entry of the audit log are on disk before the first byte leaves, and completed however it
        ends.
        """
        house, cloud = self._house, self._house.settings.cloud
        person = house.person
        self._must_be_open(offer)
        if how is Consent.STANDING and offer.standing is None:
            raise PrivacyError("No standing consent covers what would leave: show the preview and ask.")
        approved = approve(offer.envelope, approved_at=house.now(), how=how)
        endpoint = Endpoint(
            cloud.base_url,
            cloud.model,
            key=await asyncio.to_thread(house.cloud_key, cloud.base_url),
            connect_s=cloud.connect_seconds,
            first_token_s=cloud.first_token_seconds,
            total_s=cloud.total_seconds,
            accept_missing_finish=cloud.finish_may_be_missing,
            tls=house.cloud_tls,
        )
        workflow = await asyncio.to_thread(house.workflow)
        begun = self._begun(offer, endpoint, person, approved.approved_at)
        await asyncio.to_thread(self._begin, begun)
        engine = EndpointEngine(endpoint, approved, now=house.now, breaker=house.cloud_breaker)
        failure = "stopped"
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
            failure = str(error)
            raise
        finally:
            # Also when the task was cancelled: what left is completed before anything else happens.
            await asyncio.shield(asyncio.to_thread(self._end, begun, engine, failure))

    # --- agreements ---

    def agree(self, offer: PreparedOffer) -> StandingConsent:
        """From now on what holds no more than this offer may leave for the same purpose without asking."""
        house = self._house
        consent = house.records.cloud_consents.give(
            house.person.id, offer.envelope.purpose.value, offer.endpoint, offer.envelope.fields
        )
        house.audit.note("consent_given", consent.id, purpose=consent.purpose, endpoint=consent.endpoint, fields=" ".join(sorted(consent.fields)))  # fmt: skip
        return consent

    def withdraw(self, consent_id: str) -> None:
        """From now on everything is asked again."""
        self._house.records.cloud_consents.withdraw(consent_id)
        self._house.audit.note("consent_withdrawn", consent_id)

    def decline(self) -> None:
        """The person does not want to be offered the cloud any more."""
        consent = self._house.records.cloud_consents.give(self._house.person.id, DECLINED, "", ())
        self._house.audit.note("cloud_declined", consent.id)

    def agree_as_guardian(self, child: Person) -> StandingConsent:
        """A guardian agrees that questions about ``child`` may be offered the cloud."""
        consent = self._house.records.cloud_consents.give(child.id, GUARDIAN, "", ())
        self._house.audit.note("guardian_agreed", consent.id)
        return consent

    # --- parts ---

    def _must_be_open(self, offer: PreparedOffer) -> None:
        now_standing = cloud_standing(self._house)
        if not now_standing.available:
            stop = now_standing.stop
            words = STOP_WORDS[stop][offer.answered.request.language] if stop else now_standing.refusal
            raise EngineUnavailable(f"{words[:1].upper()}{words[1:]}.")
        left = _budget(self._house)
        if not left.affords(dearest(self._house.settings.cloud, len(offer.body))):
            raise EngineUnavailable(
                {
                    Language.ZH: "这个问题可能超出本月的费用上限，没有发送。",
                    Language.EN: "This question could cost more than is left for this month; nothing was sent.",
                }[offer.answered.request.language]
            )

    def _begun(
        self, offer: PreparedOffer, endpoint: Endpoint, person: Person, approved_at: datetime
    ) -> StoredReceipt:
        cloud, envelope = self._house.settings.cloud, offer.envelope
        return StoredReceipt(
            offer.id,
            approved_at,
            endpoint.url,
            endpoint.model,
            offer.body,
            envelope.sha256,
            offer.standing.id if offer.standing is not None else Consent.THIS_ONCE.value,
            0,
            0.0,
            "unknown",
            person.id,
            envelope.purpose.value,
            cloud.operator,
            cloud.region,
            envelope.fields,
            Counter(kind for kind, _ in offer.replacements),
            currency=cloud.currency,
        )

    def _begin(self, begun: StoredReceipt) -> None:
        house = self._house
        house.records.receipts.begin(begun)
        house.audit.note("sending", begun.id, sha256=begun.body_sha256, bytes=len(begun.body), purpose=begun.purpose, endpoint=begun.endpoint, consent=begun.consent)  # fmt: skip

    def _end(self, begun: StoredReceipt, engine: EndpointEngine, failure: str) -> None:
        house, kept = self._house, engine.receipt
        if kept is None:  # refused before anything left
            ending = Ending(0, 0.0, failure)
        else:
            price = cost(house.settings.cloud, kept.bytes_sent, kept.tokens_sent, kept.tokens_received, kept.bytes_received)  # fmt: skip
            ending = Ending(
                kept.bytes_received,
                kept.milliseconds,
                kept.outcome,
                kept.answer_sha256,
                kept.tokens_sent,
                kept.tokens_received,
                price,
            )
        house.records.receipts.finish(begun.id, ending)
        outcome = "answered" if ending.outcome == "answered" else "failed"
        house.audit.note("ended", begun.id, outcome=outcome, bytes=ending.bytes_received, answer_sha256=ending.answer_sha256, cost_micros=ending.cost_micros)  # fmt: skip

    def _profile(self, person: Person) -> PersonProfile:
        house = self._house
        age = person.age_on(house.now().astimezone(house.zone).date())
        agreed = house.records.cloud_consents.find(person.id, GUARDIAN) is not None
        return PersonProfile(age, person.profile.sex, agreed)

    def _laboratory(self, question: str, person: Person) -> tuple[LaboratoryLine, ...]:
        asked = question.lower()
        report = self._last_report(person) if any(word in asked for word in _ASKS_RESULTS) else None
        return (
            laboratory_lines(report.rows, report.stored_at, self._house.now()) if report is not None else ()
        )

    def _has_photo(self, person: Person) -> bool:
        report = self._last_report(person)
        return report is not None and report.photo_file is not None

    def _last_report(self, person: Person) -> StoredReport | None:
        last = next(iter(self._house.records.reports(person, 1)), None)
        return last if last is not None and self._house.now() - last.stored_at <= RECENT_REPORT else None

    def _standing_consent(self, person: Person, envelope: Envelope) -> StandingConsent | None:
        found = self._house.records.cloud_consents.find(
            person.id, envelope.purpose.value, envelope.endpoint.url
        )
        return found if found is not None and found.covers(envelope.fields) else None


def cloud_standing(house: Services) -> CloudStanding:
    """Whether the cloud may be offered to whoever uses Listenwell now; nothing is contacted."""
    cloud = house.settings.cloud
    if not cloud.enabled or house.guest:
        return standing(CloudSituation(enabled=cloud.enabled, guest=house.guest))
    person, consents = house.person, house.records.cloud_consents
    age = person.age_on(house.now().astimezone(house.zone).date())
    left = _budget(house)
    return standing(
        CloudSituation(
            enabled=True,
            child=age is not None and age < LEAST_AGE_YEARS,
            guardian_agreed=consents.find(person.id, GUARDIAN) is not None,
            declined=consents.find(person.id, DECLINED) is not None,
            requests_left=left.requests_left,
            money_left=left.micros_left > 0 or not (cloud.price_sent or cloud.price_received),
            breaker_open=house.cloud_breaker.closed_in_s > 0,
        )
    )


def known_entities(house: Services) -> KnownEntities:
    """What the household's records know and no payload may hold: everybody's names, the devices and who set targets."""
    people = (*house.records.household.people(), *house.records.household.removed())
    names = {person.display_name for person in people if person.display_name}
    names |= {target.set_by for person in people for target in person.profile.targets if target.set_by}
    devices = [known.device for known in house.records.devices.all()]
    # A name such as "Omron" is nobody's; one with a serial number in it is.
    serials = {one.name for one in devices if sum(map(str.isdigit, one.name)) >= LEAST_SERIAL_DIGITS}
    others = serials | {one.address for one in devices}
    return KnownEntities(tuple(sorted(names)), tuple(sorted(others)))


def _budget(house: Services) -> CloudBudget:
    return budget(house.records.receipts, house.settings.cloud, house.person.id, house.now(), house.zone)


def _blocked(envelope: Envelope, language: Language) -> str:
    if not envelope.residual:
        return ""
    return {
        Language.ZH: "问题里还有像个人信息的内容，请改一下再发。",
        Language.EN: "The question still holds something that looks personal: please reword it.",
    }[language]
