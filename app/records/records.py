"""The household's records: the one door to the database for the rooms above and the wiring."""

from __future__ import annotations

import hashlib
import os
import threading
import uuid
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from typing import Any, Final

from app.alerts.alerts import Alerts
from app.coaching.store import CoachingStore
from app.exchange.exchange import Exchange
from app.folders import Folders
from app.keys import DataKey
from app.medicines import Medicines
from app.people import Household, Person
from app.records import clean, daily, period_facts, raw, reports, standby, timestamps, views
from app.records import rebuild as rebuilding
from app.records.agreement import DeviceAgreement
from app.records.attribution.attribution import Attribution
from app.records.audit_chain import AuditChain
from app.records.clean import CleanReading
from app.records.cloud_consents import CloudConsents
from app.records.conflicts import Conflicts
from app.records.database import Database
from app.records.device_overviews import DeviceOverviews
from app.records.devices import KnownDevices
from app.records.errors import InvalidEntry
from app.records.latest import LatestReadings
from app.records.manual_entry import check_entry
from app.records.person_facts import PersonFacts
from app.records.profile.profiles import Profiles
from app.records.purpose import ProfilePurpose
from app.records.receipts import Receipts
from app.records.recovery import Recovery, open_or_recover
from app.records.reports import StoredReport
from app.records.sealed_files import SealedFiles
from app.records.thresholds import RuleSet, home_pressure
from app.records.views import HomeView, Tile, TrendView, ViewContext
from app.reminders.reminders import Reminders
from app.signed_in import SignedIn
from app.steady_clock import SteadyClock
from app.voice_habits import VoiceHabitsStore
from assistant.conversation import Language
from assistant.facts import Fact, RecordFacts
from assistant.periods import Period
from device_io.journal import RawFrame
from device_io.reading import COMPONENT_UNITS, Quantity, ReadingKind

MAX_TREND_DAYS: Final = 3660


class Change(StrEnum):
    """What a commit changed."""

    READINGS = "readings"
    REPORTS = "reports"


@dataclass(frozen=True, slots=True)
class Sources:
    """Clock, ids and randomness; tests give their own."""

    now: Callable[[], datetime] = field(default_factory=lambda: lambda: datetime.now(UTC))
    new_id: Callable[[], str] = field(default_factory=lambda: lambda: uuid.uuid4().hex)
    random_bytes: Callable[[int], bytes] = os.urandom
    steady: SteadyClock = field(default_factory=SteadyClock)


def open_records(
    folders: Folders,
    key: DataKey,
    rule_set: RuleSet = "CN",
    time_zone: str = "UTC",
    sources: Sources | None = None,
) -> Records:
    """Open or create the records of a profile, with a first person in them.

    ``time_zone`` is the household's IANA zone. Raises :class:`app.records.errors.RecordsError`.
    """
    sources = sources or Sources()
    database, recovery = open_or_recover(folders.database_file, key.secret, sources.now)
    try:
        photos = SealedFiles(folders.data / "photos", key.secret, sources.random_bytes)
        photos.sweep()
        records = Records(database, photos, rule_set, time_zone, sources)
    except BaseException:
        database.close()
        raise
    records.recovery = recovery
    return records


class Records:
    """Readings, trends, reports and facts. Synchronous, fast, and callable from any thread."""

    def __init__(
        self, database: Database, photos: SealedFiles, rule_set: RuleSet, time_zone: str, sources: Sources
    ) -> None:
        """Refine what was journalled but not refined, and everything again if rules have changed."""
        self._database, self._photos, self._sources = database, photos, sources
        #: What was done about a damaged file at this start; somebody has to be told.
        self.recovery: Recovery | None = None
        self._rule_set: RuleSet = rule_set
        self._time_zone = time_zone
        self._subscribers: list[Callable[[Change], None]] = []
        self._subscribing = threading.Lock()
        self.household = Household(database, sources.now, sources.new_id)
        self.household.ensure_someone()
        self.medicines = Medicines(database, sources.now, sources.new_id)
        self.voice_habits = VoiceHabitsStore(database)
        self.exchange = Exchange(
            database,
            self.medicines,
            (rule_set, time_zone),
            (sources.now, sources.new_id),
            lambda: self._announce(Change.READINGS),
        )
        self.purpose = ProfilePurpose(database, sources.now)
        self.devices = KnownDevices(database, sources.now)
        self.device_overviews = DeviceOverviews(database)
        self.conflicts = Conflicts(database, sources.now, lambda: self._announce(Change.READINGS))
        self.coaching = CoachingStore(database, sources.new_id)
        self.receipts = Receipts(database)
        self.cloud_consents = CloudConsents(database, sources.now, sources.new_id)
        self._latest = LatestReadings(database)
        self.agreement = DeviceAgreement(database, sources.now, daily.summarise_series)
        self.journal = raw.Journal(database)
        zone = timestamps.zone(time_zone)
        self.profile = Profiles(database, self.medicines, rule_set, zone, sources.now)
        self.attribution = Attribution(
            database,
            self.household,
            (sources.now, sources.new_id),
            timestamps.zone(time_zone),
            lambda: self._announce(Change.READINGS),
        )
        self.signed_in = SignedIn(database, self.household, self.attribution, sources.steady)
        self.alerts = Alerts(database, self.household, sources.now, timestamps.zone(time_zone), rule_set)
        self.subscribe(self._look_for_red_flags)
        self.reminders = Reminders(
            database,
            self.household,
            (sources.now, sources.new_id),
            lambda: timestamps.zone(time_zone),
        )
        with database.transaction() as connection:
            if rebuilding.is_outdated(connection):
                rebuilding.rebuild(connection)
            else:
                daily.summarise(connection, clean.refine_pending(connection).days)
            daily.summarise(connection, self.attribution.decide_pending(connection))
        self.alerts.check()

    # --- writing ---

    def refine(self, raw_id: int) -> CleanReading | None:
        """Refine the journalled frame ``raw_id`` (and any before it still waiting).

        Returns the (first) measurement in it, also when it is a duplicate of an earlier frame; ``None`` when the
        frame carries no reading, cannot be read or contradicts an earlier one. Subscribers hear of new rows.
        """
        with self._database.transaction() as connection:
            refined = clean.refine_pending(connection, raw_id)
            daily.summarise(connection, refined.days | self.attribution.decide_pending(connection))
            found = clean.of_raw(connection, raw_id)
        if refined.measurements:
            self._announce(Change.READINGS)
        return found

    def add_manual(
        self, kind: ReadingKind, values: Mapping[str, Quantity], taken_at: datetime, person: Person
    ) -> CleanReading:
        """Record what ``person`` typed. Units may be any that fit; the entry is kept as typed.

        Raises :class:`app.records.errors.InvalidEntry` saying what is missing or wrong. A value outside what
        a body can have is kept and flagged, not refused.
        """
        now = self._sources.now()
        check_entry(kind, values, taken_at, now)
        entry = raw.ManualEntry(kind, values, taken_at, now, self._time_zone)
        with self._database.transaction() as connection:
            raw_id = raw.insert_manual(connection, entry, person.id, self._sources.new_id())
            daily.summarise(connection, clean.refine_pending(connection, raw_id).days)
            found = clean.of_raw(connection, raw_id)
        if found is None:
            raise InvalidEntry("The entry was kept but could not be read: type it again.")
        self._announce(Change.READINGS)
        return found

    def store_report(
        self,
        person: Person,
        rows: Sequence[Mapping[str, Any]],
        photo_sha256: str,
        photo: bytes | None = None,
        detail: Mapping[str, Any] | None = None,
    ) -> StoredReport:
        """Keep a report's rows as given (plain JSON) and, if wanted, its photo, encrypted.

        ``detail`` is what the report says about itself, as in ``report read``. A photo that was stored before
        keeps its file and its corrections; the newer rows take the place of the older ones.

        Raises :class:`app.records.errors.InvalidEntry` for what cannot be stored, also when ``photo`` does
        not have the checksum ``photo_sha256``.
        """
        payloads = reports.validated(rows, photo_sha256, detail)
        if photo is not None and hashlib.sha256(photo).hexdigest() != photo_sha256:
            raise InvalidEntry("The photo is not the one its checksum names: read the photo again.")
        before = self.report_of_photo(person, photo_sha256)
        kept = before.photo_file if before is not None else None
        report = StoredReport(
            id=self._sources.new_id(),
            person_id=person.id,
            stored_at=self._sources.now() if before is None else before.stored_at,
            photo_sha256=photo_sha256,
            photo_file=kept or (None if photo is None else self._photos.seal(photo)),
            rows=tuple(dict(row) for row in rows),
            detail=dict(detail or {}),
        )
        with self._database.transaction() as connection:
            reports.insert(connection, report, payloads, self._time_zone)
        self._announce(Change.REPORTS)
        return self.report_of_photo(person, photo_sha256) or report

    def report_of_photo(self, person: Person, photo_sha256: str) -> StoredReport | None:
        """Return the last reading of the photo with this checksum, with the person's corrections, if there is one."""
        with self._database.snapshot() as connection:
            return reports.of_photo(connection, person.id, photo_sha256)

    def correct_report(self, report: StoredReport, index: int, value: str) -> StoredReport:
        """Keep what the person says row ``index`` is, and return the report with it; what was read stays as it was.

        Raises :class:`app.records.errors.InvalidEntry` for a row that is not there and for what cannot be a result.
        """
        return self._settle_report(report, partial(reports.correct, index=index, value=value))

    def name_report_row(self, report: StoredReport, index: int, analyte: str) -> StoredReport:
        """Keep which of the tests that row ``index`` may be it is, and return the report with it.

        Raises :class:`app.records.errors.InvalidEntry` for a row that is not there and for a test it cannot be.
        """
        return self._settle_report(report, partial(reports.name, index=index, analyte=analyte))

    def _settle_report(self, report: StoredReport, settle: Callable[..., None]) -> StoredReport:
        with self._database.transaction() as connection:
            settle(connection, report, now=self._sources.now())
            found = reports.of_photo(connection, report.person_id, report.photo_sha256)
        self._announce(Change.REPORTS)
        return found or report

    def other_photo_of(self, person: Person, report: StoredReport) -> StoredReport | None:
        """Return a stored report of the same paper that another photo shows, if there is one."""
        return reports.same_paper(report, self.reports(person))

    def rebuild(
        self, progress: rebuilding.Progress = lambda _done, _of: None, *, compare: bool = True
    ) -> rebuilding.RebuildReport:
        """Make everything derived again from raw, in one transaction; views stay as they were until it ends.

        Returns what that changed (unless ``compare`` is off, which is quicker); ``progress`` hears how many of how
        many raw rows were refined.
        """
        with self._database.transaction() as connection:
            report = rebuilding.rebuild(connection, progress, compare=compare)
        self._announce(Change.READINGS)
        return report

    # --- reading ---

    def readings(
        self, person: Person, kind: ReadingKind | None = None, limit: int = 100
    ) -> tuple[CleanReading, ...]:
        """Return the person's readings, newest first, flagged ones included."""
        with self._database.snapshot() as connection:
            return clean.newest(connection, person.id, kind, limit)

    def raw_frame(self, raw_id: int) -> RawFrame:
        """Return a frame as it was received. Raises ``KeyError`` for a row that is not one."""
        with self._database.snapshot() as connection:
            return raw.frame(connection, raw_id)

    def table(
        self,
        person: Person,
        language: Language,
        now: datetime,
        kind: ReadingKind | None = None,
        limit: int = 100,
    ) -> tuple[Tile, ...]:
        """Return :meth:`readings` worded for a table."""
        context = self._context(person, language, now)
        return tuple(views.tile(reading, context) for reading in self.readings(person, kind, limit))

    def home(self, person: Person, language: Language, now: datetime) -> HomeView:
        """Return the tiles of the home screen."""
        return views.home(self._latest.of(person.id), self._context(person, language, now))

    def trend(
        self, person: Person, kind: ReadingKind, component: str, days: int, now: datetime, language: Language
    ) -> TrendView:
        """Return ``component`` over the last ``days`` local days. Raises ``ValueError`` for one the kind lacks."""
        if component not in COMPONENT_UNITS[kind] or not 1 <= days <= MAX_TREND_DAYS:
            raise ValueError(f"no trend of {component} in {kind.value} over {days} days")
        with self._database.snapshot() as connection:
            return views.trend(connection, self._context(person, language, now), kind, component, days)

    def facts_for(self, person: Person) -> RecordFacts:
        """Return what the assistant may know about ``person``."""
        return PersonFacts(self, person)

    def facts(
        self,
        person: Person,
        kinds: Collection[ReadingKind],
        language: Language,
        now: datetime,
        periods: Sequence[Period] = (),
    ) -> Sequence[Fact]:
        """Return the facts of ``kinds`` about ``person``: of ``periods``, if any are asked for, else the newest first."""
        with self._database.snapshot() as connection:
            context = self._context(person, language, now)
            if periods:
                return period_facts.facts(connection, context, kinds, periods)
            found = views.facts(connection, context, kinds)
        return (*found, *self.profile.facts(person, tuple(kinds), language, now)) if found else found

    def reports(self, person: Person, limit: int = 50) -> tuple[StoredReport, ...]:
        """Return the person's reports, newest first."""
        with self._database.snapshot() as connection:
            return reports.load(connection, person.id, limit)

    def report_photo(self, report: StoredReport) -> bytes | None:
        """Return the kept photo of ``report``, decrypted and verified, or ``None`` if it was not kept."""
        return None if report.photo_file is None else self._photos.open(report.photo_file)

    def now(self) -> datetime:
        """Return the moment on the clock of the records."""
        return self._sources.now()

    def subscribe(self, callback: Callable[[Change], None]) -> Callable[[], None]:
        """Call ``callback`` after each commit, in the thread that wrote; returns what ends it.

        A callback must be quick and must not raise: it runs in the path of a reading.
        """
        with self._subscribing:
            self._subscribers.append(callback)

        def unsubscribe() -> None:
            with self._subscribing:
                if callback in self._subscribers:
                    self._subscribers.remove(callback)

        return unsubscribe

    def audit_chain(self, key: bytes) -> AuditChain:
        """The audit log, signed with a key made from ``key``."""
        return AuditChain(self._database, key)

    def check(self) -> None:
        """Verify every page; raises :class:`app.records.errors.DamagedDatabase`."""
        self._database.check()

    def keep_copy(self) -> bool:
        """Make the daily copy that stands by for a damaged file, if it is due; may take seconds.

        Call it aside, when the household waits for nothing. Returns whether one was made; raises
        :class:`app.records.errors.RecordsError`.
        """
        if not standby.is_due(self._database.path, self._sources.now()):
            return False
        self._database.keep_copy(self._sources.now)
        return True

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _context(self, person: Person, language: Language, now: datetime) -> ViewContext:
        zone = timestamps.zone(self._time_zone)
        rule_set = person.profile.rule_set or self._rule_set
        return ViewContext(person.id, language, now, zone, home_pressure(rule_set))

    def _look_for_red_flags(self, change: Change) -> None:
        if change is Change.READINGS:
            self.alerts.check()

    def _announce(self, change: Change) -> None:
        with self._subscribing:
            subscribers = tuple(self._subscribers)
        for subscriber in subscribers:
            subscriber(change)
