"""The profile screen's port over the records: tags with what they rest on, and the quality of the data."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from app.records import wording
from app.records.errors import RecordsError
from app.records.marks import DatedEvent, LifeEvent
from app.records.profile import words
from app.records.profile.data_quality import DataQuality
from app.records.profile.tags.finding import TagState
from app.records.profile.tags.tags import Tag
from app.records.thresholds import OWN
from app.services import Services
from assistant.conversation import Language
from device_io.reading import ReadingKind
from ui.adapters.error_words import failed
from ui.adapters.headings import heading
from ui.adapters.quality_words import quality_view
from ui.view_models.ports import (
    EventView,
    PendingTag,
    ProfileSnapshot,
    QualityView,
    TagExplanation,
    TagReading,
    TagView,
    Unsubscribe,
)
from ui.view_models.ports.people import Named

_EVENT_NAMES: Final = {
    Language.ZH: {LifeEvent.ILLNESS: "生病", LifeEvent.ECG: "做了心电图"},
    Language.EN: {LifeEvent.ILLNESS: "Ill", LifeEvent.ECG: "ECG made"},
}
_HAPPENINGS: Final = {
    Language.ZH: {LifeEvent.ILLNESS: "今天病了", LifeEvent.ECG: "今天做了心电图"},
    Language.EN: {LifeEvent.ILLNESS: "I am ill today", LifeEvent.ECG: "An ECG was made today"},
}
#: Events listed; older ones change nothing that is shown.
_MOST_EVENTS: Final = 5
#: Readings listed beneath an explanation; the rest is counted.
MOST_LISTED: Final = 60


class ProfileAdapter:
    """The profile of the person who uses Listenwell (:class:`ui.view_models.ports.ProfilePort`)."""

    def __init__(self, house: Services) -> None:
        self._house = house

    def snapshot(self, language: Language) -> ProfileSnapshot:
        """The tags that hold, those that wait for data, and the quality of the data."""
        house = self._house
        try:
            tags = self._tags(language)
            quality = house.records.profile.quality(house.person, language, house.now())
            events = house.records.profile.marks.events(house.person.id)
            return ProfileSnapshot(
                tags=tuple(_view(tag, language) for tag in tags if tag.state is TagState.PRESENT),
                pending=_pending(tags),
                quality=self._quality(quality, language),
                happenings=tuple(Named(one.value, text) for one, text in _HAPPENINGS[language].items()),
                events=tuple(_event(one, language) for one in reversed(events))[:_MOST_EVENTS],
            )
        except RecordsError as error:
            raise failed(error, language) from error

    def believe(self, kind: str, device: str, language: Language) -> None:
        """Average with ``device`` where devices disagree."""
        house = self._house
        try:
            house.records.agreement.trust(house.person.id, ReadingKind(kind), device or None)
        except RecordsError as error:
            raise failed(error, language) from error

    def note(self, happening: str, language: Language) -> None:
        """Note that something happened today."""
        self._say(LifeEvent(happening), self._house.now().astimezone(self._house.zone).date(), language)

    def take_back(self, event: str, language: Language) -> None:
        """Take back what was noted."""
        name, _, day = event.partition("|")
        self._say(LifeEvent(name), date.fromisoformat(day), language, holds=False)

    def _say(self, event: LifeEvent, day: date, language: Language, *, holds: bool = True) -> None:
        house = self._house
        try:
            house.records.profile.marks.happened(house.person.id, event, day, holds=holds)
        except RecordsError as error:
            raise failed(error, language) from error

    def explanation(self, key: str, language: Language) -> TagExplanation | None:
        """Why the tag ``key`` holds."""
        house = self._house
        try:
            found = [
                tag for tag in self._tags(language) if _key(tag) == key and tag.state is TagState.PRESENT
            ]
            if not found:
                return None
            tag = found[0]
            rows = house.records.profile.readings(house.person, tag.readings, MOST_LISTED)
        except RecordsError as error:
            raise failed(error, language) from error
        readings = tuple(
            TagReading(
                when=wording.date_and_time(row.reading.taken_at, house.zone, house.now(), language),
                name=wording.KIND_NAMES[row.reading.kind][language],
                figure=wording.figure_with_unit(row.reading.kind, row.reading.values, language),
                notes=wording.flag_words(row.reading.flags, language),
            )
            for row in rows
        )
        return TagExplanation(
            name=heading(tag.name),
            lines=_lines(tag, language),
            ours=tag.status in OWN,
            readings=readings,
            more=_more(len(tag.readings) - len(readings), language),
        )

    def subscribe(self, callback: Callable[[], None]) -> Unsubscribe:
        """Call ``callback`` after each commit."""
        return self._house.records.subscribe(lambda _change: callback())

    def _tags(self, language: Language) -> tuple[Tag, ...]:
        house = self._house
        return house.records.profile.tags(house.person, language, house.now(), every=True)

    def _quality(self, quality: DataQuality, language: Language) -> QualityView:
        records, person = self._house.records, self._house.person
        names = {one.device.address: one.device.name for one in records.devices.all()}
        kinds = {pair.kind for pair in quality.devices if pair.disagree}
        believed = {kind: records.agreement.trusted(person.id, kind) or "" for kind in kinds}
        return quality_view(quality, names, believed, language)


def _event(event: DatedEvent, language: Language) -> EventView:
    return EventView(
        f"{event.event.value}|{event.day.isoformat()}",
        _EVENT_NAMES[language][event.event],
        wording.day_name(event.day, language),
    )


def _key(tag: Tag) -> str:
    return f"{tag.id}:{tag.subject}"


def _view(tag: Tag, language: Language) -> TagView:
    return TagView(
        key=_key(tag),
        kind=tag.kind.value,
        name=heading(tag.name),
        sentence=tag.sentence,
        ours=tag.status in OWN,
        simulated=tag.simulated,
        until="" if tag.expires_on is None else wording.day_name(tag.expires_on, language),
    )


def _pending(tags: tuple[Tag, ...]) -> tuple[PendingTag, ...]:
    """The tags that lack data of a kind the person measures: what is counted of nothing helps nobody."""
    return tuple(
        PendingTag(heading(tag.name), tag.sentence)
        for tag in tags
        if tag.state is TagState.NOT_ENOUGH and any(have > 0 for _, have, _ in tag.needs)
    )


def _lines(tag: Tag, language: Language) -> tuple[str, ...]:
    """The explanation without the numbers of its readings, which are listed beneath it by day and value."""
    count = len(tag.readings)
    counted = (
        f"用了 {count} 次读数。"
        if language is Language.ZH
        else f"From {count} {'reading' if count == 1 else 'readings'}."
    )
    named = words.readings_line(tag.readings, language)
    return tuple(counted if line == named else line for line in tag.explanation)


def _more(count: int, language: Language) -> str:
    if count <= 0:
        return ""
    if language is Language.ZH:
        return f"还有更早的 {count} 次。"
    return f"And {count} earlier {'one' if count == 1 else 'ones'}."
