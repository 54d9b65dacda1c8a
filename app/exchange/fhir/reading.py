"""Readings out of a FHIR R4 bundle: our own exactly as they were, others by their LOINC codes and UCUM units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from app.exchange.errors import ImportRefused
from app.exchange.fhir.codes import codes
from app.exchange.fhir.observations import FLAG_SYSTEM, KIND_SYSTEM, TIME_ZONE_EXTENSION
from app.exchange.import_draft import MAX_READINGS, ImportDraft, ImportedRow, ImportFormat, LeftOut
from app.exchange.portable import PortableReading
from app.records.timestamps import zone as zone_of
from device_io.reading import QualityFlag, Quantity, ReadingKind

_TEST_DATA: Final = "HTEST"
#: Statuses of observations that still stand.
_STANDING: Final = frozenset({"final", "preliminary", "amended", "corrected"})

Resource = Mapping[str, Any]


def recognises(content: object) -> bool:
    """Tell whether parsed JSON is a FHIR bundle."""
    return isinstance(content, dict) and content.get("resourceType") == "Bundle"


def read(content: Mapping[str, Any], zone: ZoneInfo) -> ImportDraft:
    """Return the readings of a bundle. Raises :class:`app.exchange.errors.ImportRefused`."""
    codes()  # a damaged installation is not a damaged bundle
    try:
        entries = [(str(entry.get("fullUrl", "")), entry["resource"]) for entry in content.get("entry", ())]
        return _Reader(entries, zone).draft()
    except (KeyError, TypeError, AttributeError, ValueError, InvalidOperation) as error:
        raise ImportRefused("The bundle is damaged: export it again.") from error


class _Reader:
    """Reads observations; a pulse that was derived from one of them goes back into it."""

    def __init__(self, entries: list[tuple[str, Resource]], zone: ZoneInfo) -> None:
        self._zone = zone
        self._left_out: Counter[LeftOut] = Counter()
        self._entries = entries
        self._devices = {
            urn: str(resource.get("modelNumber") or "")
            for urn, resource in entries
            if resource["resourceType"] == "Device"
        }
        observations = {urn for urn, resource in entries if resource["resourceType"] == "Observation"}
        self._pulses: dict[str, Quantity] = {}
        self._merged: set[int] = set()
        for place, (_, resource) in enumerate(entries):
            whole = self._measured_with(resource, observations)
            if whole is not None:
                self._pulses[whole] = _quantity(resource["valueQuantity"])
                self._merged.add(place)

    def draft(self) -> ImportDraft:
        rows: list[ImportedRow] = []
        for place, (urn, resource) in enumerate(self._entries):
            if resource["resourceType"] != "Observation" or place in self._merged:
                continue
            found = self._reading(urn, resource)
            if isinstance(found, LeftOut):
                self._left_out[found] += 1
                continue
            if len(rows) >= MAX_READINGS:
                raise ImportRefused(f"The bundle holds more than {MAX_READINGS} readings: export fewer days.")
            rows.append(ImportedRow(place + 1, {"fullUrl": urn}, (found,)))
        return ImportDraft(ImportFormat.LISTENWELL_BUNDLE, tuple(rows), self._left_out)

    @staticmethod
    def _measured_with(resource: Resource, observations: set[str]) -> str | None:
        if resource["resourceType"] != "Observation" or _kind(resource) is not ReadingKind.HEART_RATE:
            return None
        sources = [str(source.get("reference")) for source in resource.get("derivedFrom", ())]
        return sources[0] if len(sources) == 1 and sources[0] in observations else None

    def _reading(self, urn: str, resource: Resource) -> PortableReading | LeftOut:
        kind = _kind(resource)
        stamp = resource.get("effectiveDateTime")
        if kind is None or resource.get("status") not in _STANDING or not isinstance(stamp, str):
            return LeftOut.OTHER_KIND
        if "T" not in stamp:
            return LeftOut.NO_READING
        values = _values(kind, resource)
        if not values:
            return LeftOut.NO_READING
        if urn in self._pulses:
            values["pulse"] = self._pulses[urn]
        zone = self._zone_of(resource)
        moment = datetime.fromisoformat(stamp)
        meta = resource.get("meta", {})
        return PortableReading(
            kind=kind,
            values=dict(sorted(values.items())),
            taken_at=moment.astimezone(zone) if moment.tzinfo else moment.replace(tzinfo=zone),
            time_zone=zone.key,
            flags=frozenset(
                QualityFlag(tag["code"]) for tag in meta.get("tag", ()) if tag.get("system") == FLAG_SYSTEM
            ),
            device=self._devices.get(str(resource.get("device", {}).get("reference")), ""),
            simulated=any(label.get("code") == _TEST_DATA for label in meta.get("security", ())),
        )

    def _zone_of(self, resource: Resource) -> ZoneInfo:
        for extension in resource.get("_effectiveDateTime", {}).get("extension", ()):
            if extension.get("url") == TIME_ZONE_EXTENSION:
                name = str(extension["valueCode"])
                if zone_of(name).key == name:
                    return zone_of(name)
        return self._zone


def _kind(resource: Resource) -> ReadingKind | None:
    for tag in resource.get("meta", {}).get("tag", ()):
        if tag.get("system") == KIND_SYSTEM:
            return ReadingKind(tag["code"])
    return next((kind for code in _loinc(resource["code"]) if (kind := codes().kind_of(code))), None)


def _values(kind: ReadingKind, resource: Resource) -> dict[str, Quantity]:
    values: dict[str, Quantity] = {}
    main = codes().kinds[kind].main
    if main is not None and "valueQuantity" in resource:
        values[main] = _quantity(resource["valueQuantity"])
    for part in resource.get("component", ()):
        name = _component(part["code"])
        if name is not None and "valueQuantity" in part:
            values[name] = _quantity(part["valueQuantity"])
    return values


def _component(concept: Resource) -> str | None:
    own = codes().systems["own"]
    named = [str(one["code"]) for one in concept.get("coding", ()) if one.get("system") == own]
    if named:
        return named[0] if named[0] in codes().components else None
    return next((name for code in _loinc(concept) if (name := codes().component_of(code))), None)


def _loinc(concept: Resource) -> Iterator[str]:
    for coding in concept.get("coding", ()):
        if coding.get("system") == codes().systems["loinc"]:
            yield str(coding["code"])


def _quantity(quantity: Resource) -> Quantity:
    value = quantity["value"]
    if isinstance(value, bool) or not isinstance(value, (int, Decimal)):
        raise ImportRefused("The bundle holds a value that is not a number: export it again.")
    return Quantity(Decimal(value), str(quantity.get("code") or quantity.get("unit") or ""))
