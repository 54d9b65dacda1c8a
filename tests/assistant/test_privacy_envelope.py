from __future__ import annotations

import dataclasses
import hashlib
import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.conversation import Language
from assistant.deidentification.day_offsets import day_offset
from assistant.facts import Fact
from assistant.privacy import (
    ApprovedEnvelope,
    Consent,
    EndpointDescription,
    Envelope,
    KnownEntities,
    PersonProfile,
    PrivacyError,
    approve,
    build_envelope,
)
from device_io.reading import Quantity, ReadingKind
from kb.document import Passage

NOW = datetime(2026, 3, 20, 9, 30, tzinfo=UTC)
ENDPOINT = EndpointDescription("https://llm.example/v1", "demo-model", "Example", "EU")
PASSAGE = Passage(
    "en/blood-pressure#2", "en/blood-pressure", "Measuring", "At home", "en", "AHA", "Sit for five minutes."
)
FACT = Fact(
    source="reading:secret-row",
    kind=ReadingKind.BLOOD_PRESSURE,
    figure="148/92 mmHg",
    sentence="On 18 March at 8:05 Margaret measured 148/92 mmHg.",
    values={"systolic": Quantity(Decimal(148), "mm[Hg]"), "diastolic": Quantity(Decimal("92.5"), "mm[Hg]")},
    taken_at=NOW - timedelta(days=2, hours=1),
)


def envelope(question: str = "Is 148/92 high?", **changes: Any) -> Envelope:
    arguments: dict[str, Any] = {
        "facts": [FACT],
        "passages": [PASSAGE],
        "person": PersonProfile(74, "female"),
        "endpoint": ENDPOINT,
        "known": KnownEntities(names=("Margaret Okafor",)),
        "now": NOW,
        "request_id": "r-1",
    }
    arguments |= changes
    return build_envelope(
        question, Language.EN, arguments.pop("facts"), arguments.pop("passages"), **arguments
    )


def content(made: Envelope) -> dict[str, Any]:
    body = json.loads(made.payload)
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    value = json.loads(body["messages"][1]["content"])
    assert isinstance(value, dict)
    return value


def test_only_listed_fields_are_sent() -> None:
    made = envelope("Margaret's reading on 18 March 2026 was 148/92. Is that high?")
    sent = content(made)
    assert sent == {
        "question": "[NAME-1]'s reading on [DATE-1] was 148/92. Is that high?",
        "lang": "en",
        "age_band": "70-79",
        "sex": "female",
        "dates": {"[DATE-1]": -2},
        "facts": [
            {
                "id": "{F1}",
                "kind": "blood_pressure",
                "values": {
                    "systolic": {"value": 148, "unit": "mm[Hg]"},
                    "diastolic": {"value": 92.5, "unit": "mm[Hg]"},
                },
                "day_offset": -2,
            }
        ],
        "passages": [
            {"n": 1, "id": "en/blood-pressure#2", "title": "Measuring", "text": "Sit for five minutes."}
        ],
    }
    assert made.fields == tuple(sent)
    text = made.payload.decode()
    for secret in ("Margaret", "Okafor", "secret-row", "8:05", "March", "2026", "r-1", "74"):
        assert secret not in text
    assert made.masked.restore(sent["question"]).startswith("Margaret's reading on 18 March 2026")


def test_what_is_unknown_has_no_field() -> None:
    made = envelope(person=PersonProfile(), facts=[])
    assert set(content(made)) == {"question", "lang", "passages"}


@pytest.mark.parametrize(
    ("age", "band"), [(14, "10-19"), (40, "40-49"), (89, "80-89"), (90, "90+"), (104, "90+")]
)
def test_ages_leave_as_bands(age: int, band: str) -> None:
    assert content(envelope(person=PersonProfile(age)))["age_band"] == band


def test_a_birthday_gets_no_offset() -> None:
    sent = content(envelope("I was born on July 4, 1958. Is 148/92 high?"))
    assert "[DATE-1]" in sent["question"]
    assert "dates" not in sent


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"question": "is it high " * 50}, "at most 400 characters"),
        ({"person": PersonProfile(13)}, "under 14"),
        ({"facts": [FACT] * 31}, "At most 30 figures"),
        ({"passages": [PASSAGE] * 7}, "6 passages"),
        ({"now": NOW.replace(tzinfo=None)}, "aware"),
    ],
)
def test_what_has_no_place_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(PrivacyError, match=says):
        envelope(**changes)


def test_an_approved_envelope_holds_the_bytes_that_were_shown() -> None:
    made = envelope()
    approved = approve(made, approved_at=NOW + timedelta(seconds=9), how=Consent.THIS_ONCE)
    assert approved.body == made.payload
    assert approved.sha256 == hashlib.sha256(made.payload).hexdigest() == made.sha256
    approved.verify()
    changed = dataclasses.replace(approved, body=approved.body + b" ")
    with pytest.raises(PrivacyError, match="no longer the one that was approved"):
        changed.verify()


def test_nothing_is_sendable_without_approval() -> None:
    made = envelope()
    with pytest.raises(PrivacyError, match="show the preview first"):
        ApprovedEnvelope(made, made.payload, made.sha256, NOW, Consent.THIS_ONCE, object())
    with pytest.raises(PrivacyError, match="show the preview again"):
        approve(made, approved_at=NOW - timedelta(seconds=1), how=Consent.STANDING)


def test_a_residual_shape_blocks_approval() -> None:
    made = envelope("my code is 1 2 3 4 5, is that high?")
    assert [residual.kind for residual in made.residual] == ["digits"]
    with pytest.raises(PrivacyError, match=r"looks personal \(digits\): please reword"):
        approve(made, approved_at=NOW, how=Consent.THIS_ONCE)


@settings(max_examples=120, deadline=None)
@given(
    st.one_of(
        st.from_regex(r"[A-Z][a-z]{3,9} [A-Z][a-z]{3,9}", fullmatch=True),
        st.text(alphabet=[chr(code) for code in range(0x4E00, 0x9FA5, 11)], min_size=3, max_size=3),
    ),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.sampled_from(
        ("{name}的电话{phone}，血压150/95高吗？", "{name} ({phone}) asks: is 150/95 high?", "{phone} {name}")
    ),
)
def test_no_known_entity_is_in_the_bytes(name: str, phone: str, frame: str) -> None:
    made = envelope(frame.format(name=name, phone=phone), known=KnownEntities(names=(name,), others=(phone,)))
    question = content(made)["question"]
    assert name not in question
    assert phone not in made.payload.decode()
    approve(made, approved_at=NOW, how=Consent.THIS_ONCE).verify()


@pytest.mark.parametrize(
    ("text", "days"),
    [("2026年3月18日", -2), ("3月25日", 5), ("2026-03-01", -19), ("March 3rd", -17), ("18 March 2026", -2), ("03/19/2026", -1),
     ("Dec 30", -80), ("1958-07-04", None), ("2月31日", None), ("三月", None), ("Nov 31, 2025", None)],
)  # fmt: skip
def test_day_offsets(text: str, days: int | None) -> None:
    assert day_offset(text, date(2026, 3, 20)) == days
