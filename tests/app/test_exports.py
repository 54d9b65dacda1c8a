"""What leaves and comes back is the same: CSV, Excel and FHIR, over the real records."""

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from fhir.resources.R4B.bundle import Bundle
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.exchange.import_draft import ImportDraft, ImportedRow, ImportFormat
from app.exchange.import_file import ImportOptions, read_bytes
from app.exchange.portable import PortableReading
from app.exchange.selection import Selection
from app.exchange.tables import csv_bytes, guarded, unguarded, xlsx_bytes
from app.folders import open_folders
from app.keys import DataKey
from app.people import Person
from app.profile import PersonProfile
from app.records.records import Records, Sources, open_records
from device_io.journal import RawFrame
from device_io.reading import COMPONENT_UNITS, REQUIRED_COMPONENTS, QualityFlag, Quantity, ReadingKind

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LOINC = "http://loinc.org"
Frame = Callable[..., RawFrame]

#: Values a body can have, with as many places as records keep.
RANGES = {
    "mm[Hg]": (40, 260, 0),
    "/min": (30, 220, 0),
    "%": (50, 100, 1),
    "Cel": (30, 43, 2),
    "mmol/L": (1, 30, 2),
    "kg": (23, 180, 2),
    "kJ": (3000, 9000, 0),
    "Ohm": (300, 800, 1),
    "mmol/L/min": (-1, 1, 2),
}


@st.composite
def portable_readings(draw: st.DrawFn) -> PortableReading:
    kind = draw(st.sampled_from(list(ReadingKind)))
    values: dict[str, Quantity] = {}
    for component, unit in COMPONENT_UNITS[kind].items():
        if component in REQUIRED_COMPONENTS[kind] or draw(st.booleans()):
            low, high, places = RANGES[unit]
            scaled = draw(st.integers(low * 10**places, high * 10**places))
            values[component] = Quantity(Decimal(scaled).scaleb(-places), unit)
    zone = ZoneInfo(draw(st.sampled_from(["Asia/Shanghai", "America/New_York", "UTC"])))
    moment = draw(st.datetimes(datetime.fromisoformat("2020-01-01"), datetime.fromisoformat("2026-11-23")))
    return PortableReading(
        kind=kind,
        values=values,
        taken_at=moment.replace(tzinfo=UTC).astimezone(zone),
        time_zone=zone.key,
        flags=frozenset(draw(st.sets(st.sampled_from(list(QualityFlag)), max_size=2))),
        device=draw(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=12).map(str.strip)),
        simulated=draw(st.booleans()),
    )


def no_twins(readings: list[PortableReading]) -> bool:
    """Two readings of one kind and moment would be one measurement."""
    return len({(one.kind, one.taken_at) for one in readings}) == len(readings)


many = st.lists(portable_readings(), min_size=1, max_size=8).filter(no_twins)


def household(folder: Path, key: DataKey) -> Records:
    return open_records(open_folders(folder), key, "CN", "Asia/Shanghai", Sources(now=lambda: NOW))


def export(records: Records, form: str) -> bytes:
    (person,) = records.household.people()
    writers: dict[str, Callable[[Person], bytes]] = {
        "csv": records.exchange.csv,
        "xlsx": records.exchange.xlsx,
        "fhir": records.exchange.fhir,
    }
    return writers[form](person)


def bring(records: Records, content: bytes) -> None:
    (person,) = records.household.people()
    records.exchange.imports.store(read_bytes(content, SHANGHAI, ImportOptions()), person)


@pytest.mark.parametrize("form", ["csv", "xlsx", "fhir"])
@given(readings=many)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_importing_an_export_is_the_identity(
    tmp_path: Path, key: DataKey, form: str, readings: list[PortableReading]
) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as folder:
        first, second = (household(Path(folder) / name, key) for name in ("first", "second"))
        try:
            (person,) = first.household.people()
            draft = ImportDraft(
                ImportFormat.TABLE,
                tuple(ImportedRow(number, {}, (one,)) for number, one in enumerate(readings, start=1)),
            )
            first.exchange.imports.store(draft, person)
            before = first.exchange.readings(person)
            assert len(before) == len(readings)
            bring(second, export(first, form))
            assert second.exchange.readings(second.household.people()[0]) == before
            bring(first, export(first, form))
            assert first.exchange.readings(person) == before, "into the same records it adds nothing"
        finally:
            first.close()
            second.close()


@pytest.fixture
def filled(records: Records, person: Person, frame: Frame) -> Records:
    """Frames of a virtual cuff, typed readings, a report and medicines."""
    for minutes in range(3):
        records.refine(records.journal.append(frame(128 + minutes, at=NOW - timedelta(minutes=9 - minutes))))
    records.refine(records.journal.append(frame(79, 128, at=NOW - timedelta(hours=2))))
    typed = [
        (ReadingKind.WEIGHT, {"weight": Quantity(Decimal("143.3"), "[lb_av]")}),
        (ReadingKind.SPO2, {"spo2": Quantity(Decimal(97), "%"), "pulse": Quantity(Decimal(66), "/min")}),
        (ReadingKind.GLUCOSE, {"glucose": Quantity(Decimal("5.6"), "mmol/L")}),
        (ReadingKind.TEMPERATURE, {"temperature": Quantity(Decimal("36.6"), "Cel")}),
        (ReadingKind.HEART_RATE, {"pulse": Quantity(Decimal(61), "/min")}),
    ]
    for kind, values in typed:
        records.add_manual(kind, values, NOW - timedelta(days=1), person)
    printed = [
        {"printed_name": "葡萄糖", "analyte": "glu", "value": "6.8", "unit": "mmol/L", "ucum": "mmol/L"}
        | {"range": "3.9-6.1", "verdict": "high"},
        {"printed_name": "C反应蛋白", "value": "<0.5", "unit": "mg/L", "verdict": "normal"},
        {"printed_name": "尿蛋白", "value": "阴性", "unit": ""},
        {"printed_name": "", "value": "5"},
    ]
    records.store_report(person, printed, "0" * 64)
    records.medicines.add(
        person, "氨氯地平", "5 mg", [time(8, 0), time(20, 30)], NOW.date() - timedelta(days=20)
    )
    return records


def test_frames_and_typed_readings_come_back_too(
    filled: Records, person: Person, tmp_path: Path, key: DataKey
) -> None:
    before = filled.exchange.readings(person)
    assert len(before) == 9
    for form in ("csv", "xlsx", "fhir"):
        other = household(tmp_path / form, key)
        try:
            bring(other, export(filled, form))
            assert other.exchange.readings(other.household.people()[0]) == before
            assert export(other, "csv") == export(filled, "csv")
        finally:
            other.close()


def test_practice_readings_stay_practice_readings(filled: Records, person: Person) -> None:
    practice = [one for one in filled.exchange.readings(person) if one.simulated]
    assert len(practice) == 4
    assert {one.device for one in practice} == {"virtual cuff"}
    bundle = json.loads(export(filled, "fhir"))
    labelled = [
        entry["resource"] for entry in bundle["entry"] if "security" in entry["resource"].get("meta", {})
    ]
    assert len(labelled) == 8, "each cuff reading and its pulse"
    assert {one["meta"]["security"][0]["code"] for one in labelled} == {"HTEST"}


def of_type(bundle: dict[str, object], kind: str) -> list[dict[str, object]]:
    entries = bundle["entry"]
    assert isinstance(entries, list)
    return [entry["resource"] for entry in entries if entry["resource"]["resourceType"] == kind]


def coded(resource: dict[str, object], code: str) -> bool:
    return any(one.get("code") == code for one in resource["code"].get("coding", ()))  # type: ignore[attr-defined]


def test_the_bundle_is_valid_fhir_with_the_codes_and_profiles(filled: Records) -> None:
    content = export(filled, "fhir")
    Bundle.model_validate_json(content)
    bundle = json.loads(content)
    observations = of_type(bundle, "Observation")
    panel = next(one for one in observations if coded(one, "85354-9"))
    assert panel["meta"]["profile"] == [  # type: ignore[index]
        "http://hl7.org/fhir/StructureDefinition/bp",
        "http://hl7.org/fhir/uv/phd/StructureDefinition/PhdCompoundNumericObservation",
    ]
    parts = {part["code"]["coding"][0]["code"]: part["valueQuantity"] for part in panel["component"]}  # type: ignore[attr-defined]
    assert set(parts) == {"8480-6", "8462-4", "8478-0"}
    assert parts["8462-4"] == {
        "value": 128,
        "unit": "mmHg",
        "system": "http://unitsofmeasure.org",
        "code": "mm[Hg]",
    }
    mdc = [one["code"] for one in panel["code"]["coding"] if one["system"].startswith("urn:iso")]  # type: ignore[index]
    assert mdc == ["150020"]
    (device,) = of_type(bundle, "Device")
    assert device["modelNumber"] == "virtual cuff"
    assert "C0:FF:EE" not in content.decode(), "addresses of devices stay here"
    oxygen = next(one for one in observations if coded(one, "2708-6"))
    assert coded(oxygen, "59408-5")
    assert "device" not in oxygen
    assert next(one for one in observations if coded(one, "29463-7"))["valueQuantity"]["value"] == 65  # type: ignore[index]


def test_a_pulse_is_an_observation_of_its_own_beside_what_it_was_measured_with(filled: Records) -> None:
    bundle = json.loads(export(filled, "fhir"))
    pulses = [one for one in of_type(bundle, "Observation") if coded(one, "8867-4")]
    beside = [one for one in pulses if "derivedFrom" in one]
    assert (len(pulses), len(beside)) == (6, 5)
    urns = {entry["fullUrl"] for entry in bundle["entry"]}
    assert all(one["derivedFrom"][0]["reference"] in urns for one in beside)  # type: ignore[index]


def test_an_implausible_reading_is_preliminary_and_says_why(filled: Records) -> None:
    bundle = json.loads(export(filled, "fhir"))
    (doubtful,) = [one for one in of_type(bundle, "Observation") if one["status"] == "preliminary"]
    assert "not a plausible value" in doubtful["note"][0]["text"]  # type: ignore[index]


def test_reports_keep_what_was_printed_and_medicines_their_times(filled: Records) -> None:
    bundle = json.loads(export(filled, "fhir"))
    (report,) = of_type(bundle, "DiagnosticReport")
    assert coded(report, "11502-2")
    assert len(report["result"]) == 3  # type: ignore[arg-type]
    laboratory = {one["code"]["text"]: one for one in of_type(bundle, "Observation") if "text" in one["code"]}  # type: ignore[index,operator]
    glucose = laboratory["葡萄糖"]
    assert glucose["valueQuantity"]["value"] == 6.8  # type: ignore[index]
    assert glucose["interpretation"][0]["coding"][0]["code"] == "H"  # type: ignore[index]
    assert glucose["referenceRange"] == [{"text": "3.9-6.1"}]
    assert laboratory["C反应蛋白"]["valueQuantity"]["comparator"] == "<"  # type: ignore[index]
    assert laboratory["尿蛋白"]["valueString"] == "阴性"
    (medicine,) = of_type(bundle, "MedicationStatement")
    assert medicine["status"] == "active"
    assert medicine["dosage"][0]["text"] == "5 mg 08:00 20:30"  # type: ignore[index]


def test_a_protocol_average_is_sent_with_its_rule(records: Records, person: Person) -> None:
    pressure = {"systolic": Quantity(Decimal(138), "mm[Hg]"), "diastolic": Quantity(Decimal(84), "mm[Hg]")}
    for day in range(1, 8):
        for minute in (0, 2):
            at = NOW - timedelta(days=day, minutes=minute)
            records.add_manual(ReadingKind.BLOOD_PRESSURE, pressure, at, person)
    content = export(records, "fhir")
    Bundle.model_validate_json(content)
    (mean,) = [one for one in of_type(json.loads(content), "Observation") if coded(one, "96607-7")]
    parts = {part["code"]["coding"][0]["code"]: part["valueQuantity"]["value"] for part in mean["component"]}  # type: ignore[attr-defined]
    assert parts == {"96608-5": 138, "96609-3": 84}
    assert "2019中国家庭血压监测指南" in mean["note"][0]["text"] or "rule" in mean["note"][0]["text"]  # type: ignore[index]
    assert "12 home readings on 6 days" in mean["note"][0]["text"], "the first day is dropped"  # type: ignore[index]


def test_a_mean_of_practice_readings_says_so(records: Records, person: Person, frame: Frame) -> None:
    for day in range(1, 8):
        for minutes in (0, 2):
            records.refine(
                records.journal.append(frame(138, 84, at=NOW - timedelta(days=day, minutes=minutes)))
            )
    (mean,) = [
        one
        for one in of_type(json.loads(records.exchange.fhir(person)), "Observation")
        if coded(one, "96607-7")
    ]
    assert mean["meta"]["security"][0]["code"] == "HTEST"  # type: ignore[index]
    weights = Selection(frozenset({ReadingKind.WEIGHT}))
    assert b"96607-7" not in records.exchange.fhir(person, weights)


def test_name_and_birth_date_leave_only_when_wanted(records: Records, person: Person) -> None:
    known = PersonProfile(birth_date=datetime(1950, 3, 1, tzinfo=UTC).date(), sex="female")
    person = records.household.edit(person, display_name="王秀兰", profile=known)
    (named,) = of_type(json.loads(records.exchange.fhir(person)), "Patient")
    assert named == {
        "resourceType": "Patient",
        "name": [{"use": "usual", "text": "王秀兰"}],
        "gender": "female",
        "birthDate": "1950-03-01",
    }
    (nameless,) = of_type(json.loads(records.exchange.fhir(person, named=False)), "Patient")
    assert nameless == {"resourceType": "Patient", "gender": "female"}


@given(readings=many)
@settings(max_examples=25, deadline=None)
def test_any_readings_make_valid_fhir(readings: list[PortableReading]) -> None:
    from app.exchange.fhir.bundle import BundleContent, bundle_bytes

    content = bundle_bytes(BundleContent(Person("p", "", NOW), readings), NOW)
    Bundle.model_validate_json(content)
    assert bundle_bytes(BundleContent(Person("p", "", NOW), readings), NOW) == content


def test_more_readings_than_a_bundle_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    from app.exchange.errors import ExportFailed
    from app.exchange.fhir.bundle import BundleContent, bundle_bytes

    monkeypatch.setattr("app.exchange.fhir.bundle.MAX_READINGS", 1)
    one = PortableReading(ReadingKind.WEIGHT, {"weight": Quantity(Decimal(64), "kg")}, NOW, "UTC")
    with pytest.raises(ExportFailed, match="choose fewer days"):
        bundle_bytes(BundleContent(Person("p", "", NOW), [one, one]), NOW)


def test_a_part_of_the_readings_can_be_chosen(filled: Records, person: Person) -> None:
    yesterday = (NOW - timedelta(days=1)).astimezone(SHANGHAI).date()
    some = Selection(frozenset({ReadingKind.WEIGHT, ReadingKind.GLUCOSE}), yesterday, yesterday)
    chosen = filled.exchange.readings(person, some)
    assert [one.kind.value for one in chosen] == ["weight", "glucose"]
    assert filled.exchange.csv(person, some).count(b"\n") == 3


@pytest.mark.parametrize("name", ["=1+1", "+cmd", "-2", "@x", "'quoted", "plain", "康聆"])
def test_no_device_name_becomes_a_formula(name: str) -> None:
    assert not guarded(name).startswith(("=", "+", "-", "@"))
    assert unguarded(guarded(name)) == name
    reading = PortableReading(
        ReadingKind.WEIGHT, {"weight": Quantity(Decimal("64.3"), "kg")}, NOW, "UTC", device=name
    )
    assert f",{name},".encode() not in csv_bytes([reading]) or name.isalnum()
    (row,) = read_bytes(xlsx_bytes([reading]), SHANGHAI, ImportOptions()).rows
    assert row.readings[0].device == name


@given(rows=st.lists(st.lists(st.text(max_size=6), min_size=3, max_size=12), max_size=4))
@settings(deadline=None)
def test_a_changed_export_is_read_or_refused(rows: list[list[str]]) -> None:
    from app.exchange.errors import ImportRefused
    from app.exchange.tables import HEADINGS

    text = ",".join(HEADINGS) + "\n" + "\n".join(",".join(row) for row in rows)
    try:
        draft = read_bytes(text.encode("utf-8", "replace"), SHANGHAI, ImportOptions())
    except ImportRefused:
        return
    assert draft.format is ImportFormat.LISTENWELL_TABLE
