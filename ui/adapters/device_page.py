"""Everything about one device in words: battery, clock, whose it is, what is on its way, what contradicts itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Final

from app.people import Person
from app.records.conflicts import Conflict
from app.records.device_overviews import DeviceOverview, SlotUse
from app.records.devices import KnownDevice
from app.records.units import number, unit_word
from app.records.wording import KIND_NAMES, main_figure, relative_time
from app.services import Services
from assistant.conversation import Language
from device_io.device_clock import RESET_OFFSET, TOLERATED_OFFSET
from device_io.reading import COMPONENT_UNITS, REQUIRED_COMPONENTS, Quantity, ReadingKind
from ui.view_models.ports import ConflictView, DeviceUserView, OwnerChoice

#: Below this a battery is said to be low. Our rule.
LOW_BATTERY_PERCENT: Final = 20
_HOUR: Final = timedelta(hours=1)


def battery_words(percent: int | None, language: Language) -> str:
    """``86 %``, with a warning where it is low; empty where the device does not say."""
    if percent is None:
        return "这台设备不报电量" if language is Language.ZH else "This device does not tell"
    if battery_is_low(percent):
        return f"{percent}%，该换电池了" if language is Language.ZH else f"{percent} %, change it soon"
    return f"{percent}%" if language is Language.ZH else f"{percent} %"


def battery_is_low(percent: int | None) -> bool:
    """Whether it should be changed soon."""
    return percent is not None and percent <= LOW_BATTERY_PERCENT


def clock_words(offset: timedelta | None, language: Language) -> tuple[str, bool]:
    """How the clock of a device stands, and whether it is so far off that times had to be corrected."""
    zh = language is Language.ZH
    if offset is None:
        return (
            "没有钟，按收到的时间记" if zh else "It tells no time; readings are dated as they come"
        ), False
    if abs(offset) <= RESET_OFFSET:
        return ("走得准" if zh else "Right"), False
    span = _span(abs(offset), language)
    # The offset is what has to be added to the device's time.
    if zh:
        words = f"{'慢' if offset > timedelta() else '快'}了{span}"
    else:
        words = f"{span} {'slow' if offset > timedelta() else 'fast'}"
    if abs(offset) <= TOLERATED_OFFSET:
        return words, False
    return (f"{words}，读数的时间已改正" if zh else f"{words}; the times of readings were corrected"), True


def last_seen_words(device: KnownDevice, house: Services, language: Language) -> str:
    """When the device was last heard."""
    return relative_time(device.last_heard_at, house.zone, house.now(), language)


def user_rows(
    overview: DeviceOverview, owners: Mapping[int | None, str], people: Sequence[Person], language: Language
) -> tuple[DeviceUserView, ...]:
    """One row for each user of a device: those it told of, and those that were given to somebody."""
    slots: dict[int | None, list[SlotUse]] = {slot: [] for slot in (None, *owners)}
    for use in overview.users:
        slots.setdefault(use.slot, []).append(use)
    if len(slots) > 1 and not slots[None] and None not in owners:
        del slots[None]
    return tuple(
        _user_row(slot, uses, owners.get(slot, ""), people, language)
        for slot, uses in sorted(slots.items(), key=lambda item: item[0] or 0)
    )


def conflict_row(conflict: Conflict, house: Services, now: datetime, language: Language) -> ConflictView:
    """A record with its two values."""
    return ConflictView(
        key=f"{conflict.raw_id}:{conflict.part}",
        when=f"{KIND_NAMES[conflict.kind][language]} · {relative_time(conflict.taken_at, house.zone, now, language)}",
        first=_figure(conflict.kind, conflict.first, language),
        other=_figure(conflict.kind, conflict.other, language),
    )


def figure(kind: ReadingKind, values: Mapping[str, Quantity], language: Language) -> tuple[str, str]:
    """The digits and the unit of a reading as they are shown."""
    digits, unit = main_figure(kind, values)
    return digits, unit_word(unit, language)


def _user_row(
    slot: int | None, uses: Sequence[SlotUse], owner: str, people: Sequence[Person], language: Language
) -> DeviceUserView:
    zh, total = language is Language.ZH, sum(use.readings for use in uses)
    names = {one.id: one.name_in(language) for one in people}
    device, user = ("这台设备", "用户{}") if zh else ("This device", "User {}")
    seen = [names[use.person_id] for use in uses if use.person_id in names]
    nobody = "还没有人" if zh else "nobody yet"
    return DeviceUserView(
        slot="" if slot is None else str(slot),
        title=device if slot is None else user.format(slot),
        person=names.get(owner) or ("、" if zh else ", ").join(dict.fromkeys(seen)) or nobody,
        readings=f"{total}次读数" if zh else f"{total} reading{'' if total == 1 else 's'}",
        owner=owner,
        choices=(
            *(OwnerChoice(key, name) for key, name in names.items()),
            OwnerChoice("", "谁量的再说" if zh else "Ask each time"),
        )
        if len(names) > 1
        else (),
    )


def _figure(kind: ReadingKind, values: Mapping[str, str], language: Language) -> str:
    quantities = {
        name: Quantity(Decimal(value), COMPONENT_UNITS[kind][name])
        for name, value in values.items()
        if name in COMPONENT_UNITS[kind]
    }
    if not all(name in quantities for name in REQUIRED_COMPONENTS[kind]):
        return " · ".join(number(quantity) for quantity in quantities.values())
    digits, unit = figure(kind, quantities, language)
    pulse = quantities.get("pulse")
    more = (
        ""
        if pulse is None or kind is ReadingKind.HEART_RATE
        else f" · {number(pulse)} {unit_word(pulse.unit, language)}"
    )
    return f"{digits} {unit}{more}"


def _span(span: timedelta, language: Language) -> str:
    zh, seconds = language is Language.ZH, int(span.total_seconds())
    if span >= timedelta(days=1):
        days = span.days
        return f"{days}天" if zh else f"{days} day{'' if days == 1 else 's'}"
    if span >= _HOUR:
        hours, minutes = seconds // 3600, seconds % 3600 // 60
        return f"{hours}小时{minutes}分钟" if zh else f"{hours} h {minutes} min"
    if seconds >= 60:
        return f"{seconds // 60}分钟" if zh else f"{seconds // 60} min"
    return f"{seconds}秒" if zh else f"{seconds} s"
