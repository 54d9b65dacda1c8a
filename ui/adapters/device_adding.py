"""What the wizard shows of a search and of a pairing: a device that was heard, the first reading, a failure."""

from __future__ import annotations

from collections.abc import Sequence

from app.records.wording import KIND_NAMES, relative_time
from app.services import Services
from assistant.conversation import Language
from device_io.device_users import NewUser, UserChoice, UserConsent
from device_io.events import DeviceFound, SessionEnded, SessionResult
from device_io.models import match_model
from device_io.radio import RadioUnavailable
from device_io.reading import Reading, ReadingKind
from ui.adapters import device_words as words
from ui.adapters.device_page import figure
from ui.adapters.headings import heading
from ui.view_models.ports import AddedDevice, ConsentAnswer, DeviceFailed, DeviceView


def may_be(event: DeviceFound, kind: ReadingKind) -> bool:
    """Whether a device that was heard can be of ``kind``; one that does not tell can be of any."""
    return not event.kinds or kind in event.kinds


def found_view(event: DeviceFound, language: Language, *, known: bool) -> DeviceView:
    """Return a device that was heard; ``known``: it is one of the household's."""
    device = event.device
    state = f"{event.rssi} dBm" if event.supported else words.VENDOR_ONLY[language]
    return DeviceView(
        device.address,
        device.name or device.address,
        words.KNOWN[language] if known else state,
        None,
        device.simulated,
        hint=match_model(device.name).press.in_language(language.value),
        supported=event.supported,
        known=known,
    )


def added_view(
    ended: SessionEnded, readings: Sequence[Reading], house: Services, language: Language
) -> AddedDevice:
    """Return the end of a pairing that went well, with the newest of the ``readings`` it brought."""
    device = ended.device
    name = device.model or device.name
    sentence = words.ADDED[ended.result][language]
    if not readings:
        return AddedDevice(device.address, name, sentence)
    newest = max(readings, key=lambda one: one.taken_at)
    value, unit = figure(newest.kind, newest.values, language)
    return AddedDevice(
        device.address,
        name,
        sentence,
        title=heading(KIND_NAMES[newest.kind][language]),
        value=value,
        unit=unit,
        when=heading(relative_time(newest.taken_at, house.zone, house.now(), language)),
    )


def failure(ended: SessionEnded, unavailable: RadioUnavailable | None, language: Language) -> DeviceFailed:
    """Return what happened and the one next thing to do, after a conversation that did not go well."""
    if ended.result is SessionResult.NO_BLUETOOTH:
        sentence = ended.sentence if unavailable is None else unavailable_words(unavailable, language)
        return DeviceFailed(sentence, "search", words.NOTHING_FOUND[1][language])
    what, step, then = words.FAILURES[ended.result]
    return DeviceFailed(what[language], step, then[language])


def unavailable_words(error: RadioUnavailable, language: Language) -> str:
    """Return what to do about Bluetooth that cannot be used."""
    return words.bluetooth_words(error.state.condition, language)


def choice(answer: ConsentAnswer | None) -> UserChoice | None:
    """Return whose readings a device is asked for, as a person answered."""
    if answer is None:
        return None
    if answer.slot is None or answer.code is None:
        return NewUser()
    return UserConsent(answer.slot, answer.code)
