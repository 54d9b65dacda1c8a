"""The glass envelope: what would leave this machine, shown to the person before it does.

Allow-list, not filtered prose: a masked question of bounded length, coded figures and confirmed laboratory
results with day offsets, and passages of the public library. No name, date, id, sound or history has a field to
go in, and a picture only as the cut-out of result rows that the person chose to send. The person may strike any
part and put the question in other words. The only way to something sendable is :func:`approve`, and it holds the
very bytes that were shown.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Literal

from assistant.conversation import Language
from assistant.deidentification.day_offsets import day_offset
from assistant.deidentification.known_entities import KnownEntities
from assistant.deidentification.masking import (
    Masked,
    PrivacyError,
    Replacement,
    Residual,
    mask,
    residual_scan,
)
from assistant.facts import Fact
from assistant.models.answer_prompt import ChatMessage, rules
from assistant.models.chat_body import chat_body
from kb.document import Passage

__all__ = [
    "ApprovedEnvelope",
    "Consent",
    "EndpointDescription",
    "Envelope",
    "KnownEntities",
    "LaboratoryLine",
    "Masked",
    "PersonProfile",
    "PrivacyError",
    "Purpose",
    "Replacement",
    "Residual",
    "approve",
    "build_envelope",
    "laboratory_lines",
    "mask",
    "residual_scan",
]

#: Bounds of what may be sent (our rule).
QUESTION_CHARACTERS: Final = 400
MOST_FACTS: Final = 30
MOST_PASSAGES: Final = 6
PASSAGE_CHARACTERS: Final = 1500
MOST_LABORATORY_LINES: Final = 40
#: A cut-out of result rows as JPEG is far smaller.
MOST_PICTURE_BYTES: Final = 1_500_000
#: Parts that can be struck out; a question is always there.
STRIKABLE: Final = ("age_band", "sex", "dates", "facts", "laboratory", "passages", "picture")
#: Below this age nothing is sent: everything about under-14s is sensitive (PIPL Art. 28) and needs a guardian.
LEAST_AGE_YEARS: Final = 14
#: HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(C): ages over 89 become one group.
_TOP_BAND_YEARS: Final = 90


class Purpose(StrEnum):
    """What something leaves for; a standing consent is for one of them."""

    ANSWER = "answer"
    REPORT = "report"
    PICTURE = "picture"


class Consent(StrEnum):
    """How the person agreed: to this envelope, or by a standing consent that is shown and dated."""

    THIS_ONCE = "this_once"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """The little that may be said about a person. ``age_years`` leaves as a band of ten years.

    ``guardian_agreed``: somebody answers for a child under :data:`LEAST_AGE_YEARS`.
    """

    age_years: int | None = None
    sex: Literal["female", "male"] | None = None
    guardian_agreed: bool = False


@dataclass(frozen=True, slots=True)
class LaboratoryLine:
    """A confirmed result of a report: ``analyte`` is a key of our table, the rest as printed and bounded."""

    analyte: str
    value: str
    unit: str
    reference: str
    flag: str
    day_offset: int


@dataclass(frozen=True, slots=True)
class EndpointDescription:
    """Whom the envelope would go to, as shown to the person. ``model`` is part of what is sent.

    ``images`` tells whether it takes pictures, ``usage`` whether it counts tokens when asked to.
    """

    url: str
    model: str
    operator: str = ""
    region: str = ""
    images: bool = False
    usage: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """What would be sent.

    ``payload`` is the exact request body, byte for byte; ``content`` what of it concerns the question, by
    field; ``fields`` its names; ``residual`` blocks sending while it is not empty. ``masked`` restores
    placeholders in an answer.
    """

    purpose: Purpose
    payload: bytes
    content: Mapping[str, Any] = field(repr=False)
    question: str
    fields: tuple[str, ...]
    replacements: tuple[Replacement, ...]
    residual: tuple[Residual, ...]
    endpoint: EndpointDescription
    made_at: datetime
    request_id: str
    masked: Masked = field(repr=False)

    @property
    def sha256(self) -> str:
        """Of the payload, in hexadecimal."""
        return hashlib.sha256(self.payload).hexdigest()


_SEAL: Final = object()


@dataclass(frozen=True, slots=True)
class ApprovedEnvelope:
    """An envelope that the person has seen. Made by :func:`approve` alone.

    ``body`` and ``sha256`` are what was shown; :meth:`verify` raises :class:`PrivacyError` when they no
    longer agree.
    """

    envelope: Envelope
    body: bytes = field(repr=False)
    sha256: str
    approved_at: datetime
    how: Consent
    seal: object = field(repr=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse any maker but :func:`approve`."""
        if self.seal is not _SEAL:
            raise PrivacyError(
                "Nothing is sent before the person has seen and approved it: show the preview first."
            )

    def verify(self) -> None:
        """Raise :class:`PrivacyError` unless the body is the one that was approved."""
        if not secrets.compare_digest(hashlib.sha256(self.body).hexdigest(), self.sha256):
            raise PrivacyError(
                "The text to send is no longer the one that was approved: show the preview again."
            )


def build_envelope(
    question: str,
    language: Language,
    facts: Sequence[Fact],
    passages: Sequence[Passage],
    *,
    person: PersonProfile,
    endpoint: EndpointDescription,
    known: KnownEntities,
    now: datetime,
    request_id: str,
    laboratory: Sequence[LaboratoryLine] = (),
    picture: bytes | None = None,
    struck: Collection[str] = (),
) -> Envelope:
    """Make the envelope for ``question``. ``now`` is aware UTC; ``request_id`` is fresh and random.

    ``picture`` is the cut-out that the person chose to send (:mod:`assistant.deidentification.result_cutout`);
    ``struck`` holds names of :data:`STRIKABLE` that stay here. Raises :class:`PrivacyError` when something has no
    place in it.
    """
    _check(person, facts, passages, laboratory, picture, endpoint, now, struck)
    masked = mask(question, known)
    if len(masked.text) > QUESTION_CHARACTERS:
        raise PrivacyError(
            f"A question to the cloud has at most {QUESTION_CHARACTERS} characters: please shorten it."
        )
    content: dict[str, Any] = {"question": masked.text, "lang": language.value}
    if person.age_years is not None:
        content["age_band"] = _age_band(person.age_years)
    if person.sex is not None:
        content["sex"] = person.sex
    if dates := _date_offsets(masked, now):
        content["dates"] = dates
    if facts:
        content["facts"] = [_fact(number, fact, now) for number, fact in enumerate(facts, start=1)]
    if laboratory:
        content["laboratory"] = [asdict(line) for line in laboratory]
    content["passages"] = [_passage(number, passage) for number, passage in enumerate(passages, start=1)]
    content = {name: value for name, value in content.items() if name not in struck}
    sent_picture = picture if "picture" not in struck else None
    messages = (
        ChatMessage("system", rules(language)),
        ChatMessage("user", json.dumps(content, ensure_ascii=False)),
    )
    return Envelope(
        purpose=_purpose(content, sent_picture),
        payload=chat_body(endpoint.model, messages, picture=sent_picture, usage=endpoint.usage),
        content=content,
        question=masked.text,
        fields=(*content, *(("picture",) if sent_picture is not None else ())),
        replacements=masked.replacements,
        residual=residual_scan(masked.text),
        endpoint=endpoint,
        made_at=now,
        request_id=request_id,
        masked=masked,
    )


def approve(envelope: Envelope, *, approved_at: datetime, how: Consent) -> ApprovedEnvelope:
    """Seal what the person has seen. Raises :class:`PrivacyError` while something in it looks personal."""
    if envelope.residual:
        what = ", ".join(sorted({residual.kind for residual in envelope.residual}))
        raise PrivacyError(
            f"The question still holds something that looks personal ({what}): please reword it."
        )
    if approved_at.tzinfo is None or approved_at < envelope.made_at:
        raise PrivacyError("An envelope is approved after it was made: show the preview again.")
    return ApprovedEnvelope(envelope, envelope.payload, envelope.sha256, approved_at, how, _SEAL)


def laboratory_lines(
    rows: Iterable[Mapping[str, Any]], stored_at: datetime, now: datetime
) -> tuple[LaboratoryLine, ...]:
    """The lines of a stored report that may leave: those of known analytes, read without doubt.

    A printed name never goes, for a laboratory may print a person's into it.
    """
    days = -max(0, (now - stored_at) // timedelta(days=1))
    lines = [
        LaboratoryLine(
            analyte=str(row["analyte"])[:40],
            value=str(row.get("value", ""))[:20],
            unit=str(row.get("ucum") or row.get("unit") or "")[:20],
            reference=str(row.get("range") or row.get("general_range") or "")[:30],
            flag=str(row.get("flag", "none"))[:4],
            day_offset=days,
        )
        for row in rows
        if row.get("analyte") and not row.get("doubts") and row.get("agreed") is not False
    ]
    clean = [line for line in lines if not residual_scan(line.value) and not residual_scan(line.reference)]
    return tuple(clean[:MOST_LABORATORY_LINES])


def _purpose(content: Mapping[str, Any], picture: bytes | None) -> Purpose:
    if picture is not None:
        return Purpose.PICTURE
    return Purpose.REPORT if "laboratory" in content else Purpose.ANSWER


def _check(
    person: PersonProfile,
    facts: Sequence[Fact],
    passages: Sequence[Passage],
    laboratory: Sequence[LaboratoryLine],
    picture: bytes | None,
    endpoint: EndpointDescription,
    now: datetime,
    struck: Collection[str],
) -> None:
    if now.tzinfo is None:
        raise PrivacyError("The time of an envelope must be aware: give it in UTC.")
    child = person.age_years is not None and person.age_years < LEAST_AGE_YEARS
    if child and not person.guardian_agreed:
        raise PrivacyError(
            f"Nothing about a child under {LEAST_AGE_YEARS} is sent: use the answer of this machine."
        )
    if len(facts) > MOST_FACTS or len(passages) > MOST_PASSAGES or len(laboratory) > MOST_LABORATORY_LINES:
        raise PrivacyError(
            f"At most {MOST_FACTS} figures and {MOST_PASSAGES} passages are sent: ask for less at once."
        )
    if picture is not None and not endpoint.images:
        raise PrivacyError("This endpoint takes no pictures: send the results as text.")
    if picture is not None and len(picture) > MOST_PICTURE_BYTES:
        raise PrivacyError("The picture is too large to send: send the results as text.")
    if unknown := set(struck) - set(STRIKABLE):
        raise PrivacyError(f"There is nothing called {', '.join(sorted(unknown))} to strike out.")


def _age_band(years: int) -> str:
    low = years // 10 * 10
    return f"{_TOP_BAND_YEARS}+" if years >= _TOP_BAND_YEARS else f"{low}-{low + 9}"


def _date_offsets(masked: Masked, now: datetime) -> dict[str, int]:
    offsets: dict[str, int] = {}
    for replacement in masked.replacements:
        if replacement.kind == "DATE":
            days = day_offset(masked.original(replacement.placeholder), now.date())
            if days is not None:
                offsets[replacement.placeholder] = days
    return offsets


def _fact(number: int, fact: Fact, now: datetime) -> dict[str, Any]:
    return {
        "id": f"{{F{number}}}",
        "kind": fact.kind.value,
        "values": {
            name: {"value": _json_number(quantity.value), "unit": quantity.unit}
            for name, quantity in fact.values.items()
        },
        "day_offset": -max(0, (now - fact.taken_at) // timedelta(days=1)),
    }


def _passage(number: int, passage: Passage) -> dict[str, Any]:
    return {
        "n": number,
        "id": passage.id,
        "title": passage.title,
        "text": passage.text[:PASSAGE_CHARACTERS],
    }


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
