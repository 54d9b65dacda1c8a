"""The glass envelope: what would leave this machine, shown to the person before it does.

Allow-list, not filtered prose: a masked question of bounded length, coded figures with day offsets, and
passages of the public library. No name, date, id, photo, sound or history has a field to go in. The
only way to something sendable is :func:`approve`, and it holds the very bytes that were shown.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final, Literal

from assistant.conversation import Language
from assistant.deidentification.day_offsets import day_offset
from assistant.deidentification.masking import (
    Masked,
    PrivacyError,
    Replacement,
    Residual,
    mask,
    residual_scan,
)
from assistant.deidentification.personal import KnownEntities
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
    "Masked",
    "PersonProfile",
    "PrivacyError",
    "Replacement",
    "Residual",
    "approve",
    "build_envelope",
    "mask",
    "residual_scan",
]

#: Bounds of what may be sent (our rule).
QUESTION_CHARACTERS: Final = 400
MOST_FACTS: Final = 30
MOST_PASSAGES: Final = 6
PASSAGE_CHARACTERS: Final = 1500
#: Below this age nothing is sent: everything about under-14s is sensitive (PIPL Art. 28) and needs a guardian.
LEAST_AGE_YEARS: Final = 14
#: HIPAA Safe Harbor, 45 CFR 164.514(b)(2)(i)(C): ages over 89 become one group.
_TOP_BAND_YEARS: Final = 90


class Consent(StrEnum):
    """How the person agreed: to this envelope, or by a standing consent that is shown and dated."""

    THIS_ONCE = "this_once"
    STANDING = "standing"


@dataclass(frozen=True, slots=True)
class PersonProfile:
    """The little that may be said about a person. ``age_years`` leaves as a band of ten years."""

    age_years: int | None = None
    sex: Literal["female", "male"] | None = None


@dataclass(frozen=True, slots=True)
class EndpointDescription:
    """Whom the envelope would go to, as shown to the person. ``model`` is part of what is sent."""

    url: str
    model: str
    operator: str = ""
    region: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """What would be sent.

    ``payload`` is the exact request body, byte for byte; ``fields`` names what it holds about the
    person; ``residual`` blocks sending while it is not empty. ``masked`` restores placeholders in an answer.
    """

    payload: bytes
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
) -> Envelope:
    """Make the envelope for ``question``. ``now`` is aware UTC; ``request_id`` is fresh and random.

    Raises :class:`PrivacyError` when something has no place in it.
    """
    if now.tzinfo is None:
        raise PrivacyError("The time of an envelope must be aware: give it in UTC.")
    if person.age_years is not None and person.age_years < LEAST_AGE_YEARS:
        raise PrivacyError(
            f"Nothing about a child under {LEAST_AGE_YEARS} is sent: use the answer of this machine."
        )
    if len(facts) > MOST_FACTS or len(passages) > MOST_PASSAGES:
        raise PrivacyError(
            f"At most {MOST_FACTS} figures and {MOST_PASSAGES} passages are sent: ask for less at once."
        )
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
    content["passages"] = [_passage(number, passage) for number, passage in enumerate(passages, start=1)]
    messages = (
        ChatMessage("system", rules(language)),
        ChatMessage("user", json.dumps(content, ensure_ascii=False)),
    )
    return Envelope(
        payload=chat_body(endpoint.model, messages),
        question=masked.text,
        fields=tuple(content),
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
