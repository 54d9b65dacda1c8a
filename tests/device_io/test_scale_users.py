"""Scales that keep their users apart: consent, registration, a wrong code, and what goes on without."""

from __future__ import annotations

import asyncio

from device_io.codecs.user_control import HIGHEST_CONSENT_CODE
from device_io.device_users import NewUser, NoConsents, UserConsent
from device_io.events import (
    ConsentWanted,
    ReadingReceived,
    SessionResult,
    SessionState,
    StateChanged,
)
from device_io.reading import ReadingKind
from device_io.virtual.scenario import (
    BodyScaleScript,
    BodyScript,
    Quirk,
    ScaleScript,
    UserScript,
    WeightScript,
)

SCALE = "F0:00:00:00:00:07"
USERS = (UserScript(slot=1, consent_code=1234), UserScript(slot=2, consent_code=4321))


def scale(*quirks, users=USERS, slots=(1, 2)):
    held = tuple(WeightScript(kilograms=60 + slot, user=slot, minutes_ago=5) for slot in slots)
    return ScaleScript(
        kind="weight_scale", address=SCALE, name="Scale", users=users, readings=held, quirks=frozenset(quirks)
    )


def body_scale(*quirks, **facts):
    held = (
        BodyScript(
            kilograms="72.5", fat_percent="21.5", muscle_percent="41.2", water_kg="40.5", impedance_ohm="512.3",
            basal_metabolism_kj=6820, user=1, minutes_ago=5,
        ),
    )  # fmt: skip
    facts = {"users": USERS[:1], "readings": held, **facts}
    return BodyScaleScript(
        kind="body_composition", address=SCALE, name="Body", quirks=frozenset(quirks), **facts
    )


def answering(*choices):
    """Answer the questions about the user one after the other; keep what was asked."""
    left, asked = list(choices), []

    async def answer(wanted):
        asked.append(wanted.refused)
        return left.pop(0)

    return answer, asked


def of(kind, events):
    return [event for event in events if isinstance(event, kind)]


def weights(events):
    return [
        (float(event.reading.values["weight"].value), event.reading.user_slot)
        for event in of(ReadingReceived, events)
        if event.reading.kind is ReadingKind.WEIGHT
    ]


async def test_only_the_readings_of_the_user_who_consents_come(home):
    answer, asked = answering(UserConsent(2, 4321))
    consents = NoConsents()
    async with home(scale(), consent=answer, consents=consents) as here:
        ended = await here.hub.pair(SCALE)
        events = await here.events()
    assert (ended.result, weights(events)) == (SessionResult.DELIVERED, [(62.0, 2)])
    assert asked == [None]
    assert StateChanged(SCALE, SessionState.NEEDS_CONSENT) in events
    assert consents.consent(SCALE) == UserConsent(2, 4321)


async def test_a_consent_that_was_given_once_is_given_again_without_asking(home):
    answer, asked = answering(UserConsent(1, 1234))
    async with home(scale(slots=(1,)), consent=answer) as here:
        await here.hub.pair(SCALE)
        async with here.watching(SCALE):
            await here.household.monitor(SCALE).measure(WeightScript(kilograms=65, user=1))
            await here.until(
                lambda event: (
                    isinstance(event, ReadingReceived) and event.reading.values["weight"].value == 65
                )
            )
    assert asked == [None]


async def test_a_wrong_code_is_asked_for_again(home):
    wrong = UserConsent(1, 9999)
    answer, asked = answering(wrong, UserConsent(1, 1234))
    async with home(scale(), consent=answer) as here:
        await here.hub.pair(SCALE)
        events = await here.events()
    assert weights(events) == [(61.0, 1)]
    assert asked == [None, wrong]


async def test_a_code_that_stays_wrong_ends_with_what_to_do(home):
    answer, _asked = answering(*[UserConsent(1, 9999)] * 3)
    async with home(scale(), consent=answer) as here:
        ended = await here.hub.pair(SCALE)
    assert (ended.result, ended.frames) == (SessionResult.NEEDS_CONSENT, 0)
    assert "code" in ended.sentence


async def test_a_person_may_go_on_without_choosing(home):
    answer, _asked = answering(None)
    async with home(scale(), consent=answer) as here:
        ended = await here.hub.pair(SCALE)
        assert here.household.monitor(SCALE).stored == 2
    assert ended.result is SessionResult.NOTHING_NEW


async def test_a_new_user_is_registered_with_a_code_of_its_own(home):
    answer, _asked = answering(NewUser())
    consents = NoConsents()
    async with home(scale(), consent=answer, consents=consents) as here:
        await here.hub.pair(SCALE)
        assert here.household.monitor(SCALE).users == {1, 2, 3}
    kept = consents.consent(SCALE)
    assert kept.slot == 3
    assert 0 <= kept.code <= HIGHEST_CONSENT_CODE
    assert str(kept.code) not in repr(kept)


async def test_a_consent_that_the_scale_forgot_is_said_and_nobody_is_asked_out_of_the_blue(home):
    consents = NoConsents()
    consents.keep(SCALE, UserConsent(1, 1))
    answer, asked = answering()
    async with home(scale(), consent=answer, consents=consents) as here, here.watching(SCALE):
        ended = await here.until(lambda event: getattr(event, "result", None) is not None)
    assert ended.result is SessionResult.NEEDS_CONSENT
    assert asked == []


async def test_the_question_may_be_answered_on_the_event(home):
    async with home(scale()) as here:
        pairing = asyncio.create_task(here.hub.pair(SCALE))
        wanted = await here.until(lambda event: isinstance(event, ConsentWanted))
        wanted.reply.set_result(UserConsent(1, 1234))
        assert (await pairing).result is SessionResult.DELIVERED


async def test_a_user_the_scale_does_not_know_is_the_one_who_consented(home):
    answer, _asked = answering(UserConsent(1, 1234))
    async with home(scale(Quirk.UNKNOWN_USER, slots=(1,)), consent=answer) as here:
        await here.hub.pair(SCALE)
        events = await here.events()
    assert weights(events) == [(61.0, 1)]


async def test_a_body_scale_brings_composition_and_weight_apart(home):
    answer, _asked = answering(UserConsent(1, 1234))
    async with home(body_scale(), consent=answer) as here:
        ended = await here.hub.pair(SCALE)
        events = await here.events()
    assert ended.result is SessionResult.DELIVERED
    assert weights(events) == [(72.5, 1)]
    (composition,) = compositions(events)
    assert {name: float(one.value) for name, one in composition.values.items()} == {
        "body_fat": 21.5, "muscle": 41.2, "basal_metabolism": 6820, "water_mass": 40.5, "impedance": 512.3,
    }  # fmt: skip


async def test_a_frame_with_both_gives_both(home):
    answer, _asked = answering(UserConsent(1, 1234))
    async with home(body_scale(weight_apart=False), consent=answer) as here:
        await here.hub.pair(SCALE)
        events = await here.events()
    assert len(compositions(events)) == 1
    assert weights(events) == [(72.5, 1)]
    assert {(event.raw_id, event.part) for event in of(ReadingReceived, events)} == {(1, 0), (1, 1)}


async def test_a_measurement_in_two_frames_is_one_even_when_each_comes_twice(home, journal):
    answer, _asked = answering(UserConsent(1, 1234))
    script = body_scale(Quirk.DUPLICATE_FRAMES, split_frames=True, weight_apart=False)
    async with home(script, consent=answer) as here:
        await here.hub.pair(SCALE)
        events = await here.events()
    assert len(journal.frames) == 4
    first, again = compositions(events)
    assert first.values == again.values
    assert {"body_fat", "impedance", "basal_metabolism"} <= first.values.keys()
    assert (first.user_slot, first.device_stamp) == (again.user_slot, again.device_stamp)
    assert first.device_stamp is not None


async def test_placeholders_are_no_readings(home):
    answer, _asked = answering(UserConsent(1, 1234))
    async with home(body_scale(Quirk.PLACEHOLDER), consent=answer) as here:
        await here.hub.pair(SCALE)
        events = await here.events()
    assert len(compositions(events)) == 1
    assert weights(events) == [(72.5, 1)]


def compositions(events):
    return [
        event.reading
        for event in of(ReadingReceived, events)
        if event.reading.kind is ReadingKind.BODY_COMPOSITION
    ]
