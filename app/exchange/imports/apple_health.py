"""Apple Health: vital signs from ``export.xml``, alone or in the zip that the phone shares; read as a stream.

``<Record type="HKQuantityTypeIdentifier…" sourceName unit startDate="2026-01-01 08:00:00 +0800" value>``; a blood
pressure is a ``Correlation`` of two records, which also stand at the top level. Oxygen saturation and body fat are
fractions of 1, millimoles of glucose are written ``mmol<180.1558800000541>/L``. A real export begins with its own
DTD. Source: exports and readers in public repositories (mirobody-gen ``device-formats.md``, the tests of several
importers), Apple's HealthKit reference for the names.
"""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Final

from app.exchange.amounts import NotANumber, parse_number, quantity, unit_code
from app.exchange.errors import ImportRefused
from app.exchange.import_draft import MAX_READINGS, ImportDraft, ImportedRow, ImportFormat, LeftOut
from app.exchange.portable import PortableReading
from device_io.reading import Quantity, ReadingKind

#: Real exports of ten years with a watch have about 2 GB.
MAX_XML_BYTES: Final = 8 * 1024**3
_CHUNK_BYTES: Final = 256 * 1024
_HK: Final = "HKQuantityTypeIdentifier"
#: Type → (kind, component).
_TYPES: Final[Mapping[str, tuple[ReadingKind, str]]] = {
    f"{_HK}BloodPressureSystolic": (ReadingKind.BLOOD_PRESSURE, "systolic"),
    f"{_HK}BloodPressureDiastolic": (ReadingKind.BLOOD_PRESSURE, "diastolic"),
    f"{_HK}HeartRate": (ReadingKind.HEART_RATE, "pulse"),
    f"{_HK}OxygenSaturation": (ReadingKind.SPO2, "spo2"),
    f"{_HK}BodyTemperature": (ReadingKind.TEMPERATURE, "temperature"),
    f"{_HK}BloodGlucose": (ReadingKind.GLUCOSE, "glucose"),
    f"{_HK}BodyMass": (ReadingKind.WEIGHT, "weight"),
    f"{_HK}BodyFatPercentage": (ReadingKind.BODY_COMPOSITION, "body_fat"),
}
_FRACTIONS: Final = frozenset({"spo2", "body_fat"})
_KEPT: Final = ("type", "sourceName", "unit", "startDate", "value")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the export to take: all kinds, or some; from a day on."""

    kinds: frozenset[ReadingKind] = frozenset(ReadingKind)
    since: date | None = None


@dataclass(slots=True)
class _Pressure:
    """The halves of a blood pressure seen so far, with the row of the first."""

    number: int
    original: dict[str, str]
    values: dict[str, Quantity]
    at: datetime


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open ``export.xml`` at ``path`` or inside the zip at ``path``. Raises :class:`ImportRefused`."""
    with path.open("rb") as file:
        if file.read(4) != b"PK\x03\x04":
            file.seek(0)
            yield file
            return
    try:
        with zipfile.ZipFile(path) as package:
            parts = [part for part in package.infolist() if _is_export(part.filename)]
            if not parts:
                raise ImportRefused("The zip holds no export.xml: share the export from Apple Health again.")
            if parts[0].file_size > MAX_XML_BYTES:
                raise ImportRefused("The export is larger than any phone writes: share it again.")
            with package.open(parts[0]) as file:
                yield file
    except zipfile.BadZipFile as error:
        raise ImportRefused("The zip is damaged: share the export from Apple Health again.") from error


def _is_export(name: str) -> bool:
    # Phones set to another language name the file in it; the clinical document beside it ends in _cda.xml.
    return name.startswith("apple_health_export/") and name.endswith(".xml") and not name.endswith("_cda.xml")


def recognises(head: bytes) -> bool:
    """Tell whether a file that begins with ``head`` is the XML of Apple Health."""
    return b"<HealthData" in head or b"<!DOCTYPE HealthData" in head


def read(path: Path, zone_name: str, wanted: Wanted) -> ImportDraft:
    """Return the vital signs of the export at ``path``. Raises :class:`app.exchange.errors.ImportRefused`."""
    from xml.sax import SAXException

    from defusedxml import DefusedXmlException

    collector = _Collector(zone_name, wanted)
    try:
        with opened(path) as file:
            for number, attributes in enumerate(_records(_Bounded(file)), start=1):
                collector.take(number, attributes)
    except (SAXException, DefusedXmlException, EOFError, zipfile.BadZipFile) as error:
        raise ImportRefused("The export of Apple Health is damaged or cut off: share it again.") from error
    return collector.draft()


class _Bounded:
    """A file that refuses to be larger than any export."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self._read = file, 0

    def read(self, size: int = -1) -> bytes:
        chunk = self._file.read(65536 if size < 0 else size)
        self._read += len(chunk)
        if self._read > MAX_XML_BYTES:
            raise ImportRefused("The export is larger than any phone writes: share it again.")
        return chunk


def _records(file: _Bounded) -> Iterator[Mapping[str, str]]:
    """Yield the attributes of every record; no tree is built."""
    from xml.sax.handler import ContentHandler

    from defusedxml.expatreader import create_parser

    found: list[Mapping[str, str]] = []

    class Records(ContentHandler):
        """Keeps the attributes of records."""

        def startElement(self, name: str, attrs: Any) -> None:  # noqa: N802 - named by SAX
            if name == "Record":
                found.append(dict(attrs.items()))

    parser = create_parser()
    parser.setContentHandler(Records())
    while chunk := file.read(_CHUNK_BYTES):
        parser.feed(chunk)
        yield from found
        found.clear()
    parser.close()


class _Collector:
    """Turns records into readings, pairing blood pressures."""

    def __init__(self, zone_name: str, wanted: Wanted) -> None:
        self._zone_name, self._wanted = zone_name, wanted
        self._rows: list[ImportedRow] = []
        self._left_out: Counter[LeftOut] = Counter()
        self._pressures: dict[tuple[str, str], _Pressure] = {}

    def take(self, number: int, attributes: Mapping[str, str]) -> None:
        known = _TYPES.get(attributes.get("type", ""))
        if known is None or known[0] not in self._wanted.kinds:
            self._left_out[LeftOut.OTHER_KIND] += 1
            return
        begun, source = attributes.get("startDate", ""), attributes.get("sourceName", "")
        at, amount = self._moment(number, begun), self._amount(number, known[1], attributes)
        if self._wanted.since is not None and at.date() < self._wanted.since:
            self._left_out[LeftOut.BEFORE_CHOSEN_DAY] += 1
            return
        original = {name: attributes[name] for name in _KEPT if name in attributes}
        if known[0] is ReadingKind.BLOOD_PRESSURE:
            half = self._pressures.setdefault((begun, source), _Pressure(number, original, {}, at))
            if known[1] in half.values:
                self._left_out[LeftOut.SAID_TWICE] += 1  # once in its correlation, once at the top level
            half.values[known[1]] = amount
            half.original[known[1]] = original.get("value", "")
            return
        reading = PortableReading(known[0], {known[1]: amount}, at, self._zone_name, device=source[:200])
        self._add(ImportedRow(number, original, (reading,)))

    def draft(self) -> ImportDraft:
        """Return everything taken, in the order of the file."""
        for (_, source), half in self._pressures.items():
            if len(half.values) < 2:
                self._left_out[LeftOut.NO_READING] += 1
                continue
            reading = PortableReading(
                ReadingKind.BLOOD_PRESSURE, half.values, half.at, self._zone_name, device=source[:200]
            )
            self._add(ImportedRow(half.number, half.original, (reading,)))
        rows = tuple(sorted(self._rows, key=lambda row: row.number))
        return ImportDraft(ImportFormat.APPLE_HEALTH, rows, self._left_out)

    def _add(self, row: ImportedRow) -> None:
        if len(self._rows) >= MAX_READINGS:
            raise ImportRefused(
                f"The export holds more than {MAX_READINGS} readings: choose fewer kinds or a later first day."
            )
        self._rows.append(row)

    @staticmethod
    def _moment(number: int, text: str) -> datetime:
        try:
            return datetime.strptime(text, "%Y-%m-%d %H:%M:%S %z")
        except ValueError as error:
            raise ImportRefused(
                f"Nothing was imported; record {number} has no time that can be read ('{text[:40]}'): share it again."
            ) from error

    @staticmethod
    def _amount(number: int, component: str, attributes: Mapping[str, str]) -> Quantity:
        unit = attributes.get("unit", "")
        code = "mmol/L" if unit.startswith("mmol<") else unit_code(unit)
        try:
            value, _ = parse_number(attributes.get("value", ""))
        except NotANumber as error:
            raise ImportRefused(f"Nothing was imported; record {number}: {error}") from error
        if code is None:
            raise ImportRefused(
                f"Nothing was imported; record {number} is in the unknown unit '{unit[:20]}'."
            )
        if component in _FRACTIONS and value <= 1:
            value *= Decimal(100)
        return quantity(value, code)
