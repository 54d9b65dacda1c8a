"""The door for everything that comes in or goes out as a file, for one household."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.exchange import tables
from app.exchange.import_store import ImportStore
from app.exchange.portable import PortableReading
from app.exchange.selection import Selection, readings_of
from app.medicines import Medicines
from app.people import Person
from app.records import reports
from app.records.database import Connection, Database
from app.records.profile.evidence import Evidence
from app.records.profile.subject import Subject, subject_of
from app.records.thresholds import RuleSet
from app.records.timestamps import zone
from device_io.reading import ReadingKind

if TYPE_CHECKING:
    # Readers and writers are loaded when a file comes or goes: the records open without them.
    from app.exchange.fhir.bundle import PressureMean
    from app.exchange.import_draft import ImportDraft
    from app.exchange.import_file import ImportOptions
    from app.exchange.visit_sheet.content import SheetContent, SheetOptions
    from app.records.profile.protocol_average import ProtocolAverage

_MOST_REPORTS: Final = 500
#: An A4 page of 1191 x 1684 pixels.
_SCREEN_DOTS_PER_INCH: Final = 144.0
_EVERYTHING: Final = Selection()


class Exchange:
    """Imports, exports and what both need to know of the household. Callable from any thread."""

    def __init__(
        self,
        database: Database,
        medicines: Medicines,
        household: tuple[RuleSet, str],
        sources: tuple[Callable[[], datetime], Callable[[], str]],
        announce: Callable[[], None],
    ) -> None:
        """``household`` = (rule set, IANA time zone), ``sources`` = (clock, new ids).

        ``announce`` is called after each commit that changed readings.
        """
        now, new_id = sources
        self.imports = ImportStore(database, now, new_id, announce)
        self._database, self._medicines, self._now = database, medicines, now
        rule_set, time_zone = household
        self._rule_set: RuleSet = rule_set
        self._time_zone = time_zone

    def read(self, path: Path, options: ImportOptions | None = None) -> ImportDraft:
        """Read a file whole in a child process, keeping nothing; ``self.imports.store`` keeps it.

        It may take seconds: call it from a thread. Raises :class:`app.exchange.errors.ImportRefused`.
        """
        from app.exchange.import_process import read_apart

        return read_apart(path, zone(self._time_zone), options)

    def readings(self, person: Person, selection: Selection = _EVERYTHING) -> tuple[PortableReading, ...]:
        """Return the person's readings as they leave, oldest first."""
        return readings_of(self._database, person, selection)

    def csv(self, person: Person, selection: Selection = _EVERYTHING) -> bytes:
        """Return the readings as CSV."""
        return tables.csv_bytes(self.readings(person, selection))

    def xlsx(self, person: Person, selection: Selection = _EVERYTHING) -> bytes:
        """Return the readings as an Excel workbook."""
        return tables.xlsx_bytes(self.readings(person, selection))

    def fhir(self, person: Person, selection: Selection = _EVERYTHING, *, named: bool = True) -> bytes:
        """Return readings, protocol average, reports and medicines as a FHIR R4 bundle.

        ``named``: with the person's name and birth date.
        """
        from app.exchange.fhir.bundle import BundleContent, bundle_bytes

        with self._database.snapshot() as connection:
            stored = reports.load(connection, person.id, _MOST_REPORTS)
            average = self.evidence(connection, person).home_average()
        content = BundleContent(
            person=person,
            readings=self.readings(person, selection),
            means=() if average is None else self._mean(average, selection),
            reports=stored,
            medicines=self._medicines.of(person),
            named=named,
        )
        return bundle_bytes(content, self._now())

    def visit_sheet(self, person: Person, options: SheetOptions) -> SheetContent:
        """Return what stands on the person's visit sheet; :mod:`app.exchange.visit_sheet.render` prints it."""
        from app.exchange.visit_sheet.collect import SheetSources, collect

        with self._database.snapshot() as connection:
            stored = reports.load(connection, person.id, _MOST_REPORTS)
            sources = SheetSources(
                person, self.evidence(connection, person), stored, self._now(), zone(self._time_zone)
            )
            return collect(sources, options)

    def visit_sheet_pdf(self, person: Person, options: SheetOptions) -> bytes:
        """Return the visit sheet as a PDF of one page. Raises :class:`app.exchange.errors.VisitSheetFailed`."""
        from app.exchange.visit_sheet import render

        return render.pdf(self.visit_sheet(person, options), self._now())

    def visit_sheet_png(
        self, person: Person, options: SheetOptions, dots_per_inch: float = _SCREEN_DOTS_PER_INCH
    ) -> bytes:
        """Return the visit sheet as a picture. Raises :class:`app.exchange.errors.VisitSheetFailed`."""
        from app.exchange.visit_sheet import render

        return render.png(self.visit_sheet(person, options), self._now(), dots_per_inch)

    def subject(self, person: Person) -> Subject:
        """Return ``person`` as the rules see them."""
        today = self._now().astimezone(zone(self._time_zone)).date()
        return subject_of(person, self._rule_set, self._medicines.of(person), today)

    def evidence(self, connection: Connection, person: Person) -> Evidence:
        """Return what the rules may look at, on an open snapshot."""
        now = self._now()
        today = now.astimezone(zone(self._time_zone)).date()
        return Evidence(connection, self.subject(person), now, today)

    def _mean(self, average: ProtocolAverage, selection: Selection) -> tuple[PressureMean, ...]:
        from app.exchange.fhir.bundle import PressureMean

        window = average.window
        chosen = selection.first <= window.first and window.last <= selection.last
        if average.mean is None or not average.enough or not chosen:
            return ()
        if ReadingKind.BLOOD_PRESSURE not in selection.kinds:
            return ()
        return (PressureMean.of(average, zone(self._time_zone)),)
