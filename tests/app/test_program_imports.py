"""Exports of other programs, in the shapes their sources and readers show."""

import io
import json
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.exchange.errors import ColumnsUnclear, ImportRefused
from app.exchange.import_draft import ImportDraft, ImportFormat, LeftOut
from app.exchange.import_file import ImportOptions, read_bytes, read_file
from device_io.reading import QualityFlag, ReadingKind

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(content: str | bytes, **options: object) -> ImportDraft:
    given_bytes = content.encode() if isinstance(content, str) else content
    return read_bytes(given_bytes, SHANGHAI, ImportOptions(**options))  # type: ignore[arg-type]


def lines(draft: ImportDraft) -> list[str]:
    return [
        f"{reading.taken_at:%Y-%m-%d %H:%M} {reading.kind.value} "
        + " ".join(f"{name}={one.value}{one.unit}" for name, one in sorted(reading.values.items()))
        for row in draft.rows
        for reading in row.readings
    ]


OPENSCALE_2 = (
    '"biceps","bone","caliper1","calories","comment","dateTime","fat","lbm","muscle","thigh","visceralFat","water",'
    '"weight"\n'
    '0.0,3.0,0.0,0.0,"after breakfast","2022-04-16 20:45",20.8,0.0,75.2,0.0,10.7,54.3,74.5\n'
    '0.0,0.0,0.0,0.0,"","2022-04-15 20:21",0.0,0.0,0.0,0.0,0.0,0.0,73.6\n'
)


def test_openscale_before_version_3() -> None:
    draft = read(OPENSCALE_2)
    assert draft.format is ImportFormat.OPENSCALE
    assert lines(draft) == [
        "2022-04-16 20:45 weight weight=74.5kg",
        "2022-04-16 20:45 body_composition body_fat=20.8% muscle=75.2%",
        "2022-04-15 20:21 weight weight=73.6kg",
    ]
    assert draft.rows[0].original["comment"] == "after breakfast"


def test_openscale_3() -> None:
    text = "DATE,TIME,BICEPS,BMI,BODY_FAT,LBM,MUSCLE,THIGH,WEIGHT\n2025-10-01,07:30:15.123,,22.1,18.4,,40.1,,64.30\n"
    assert lines(read(text)) == [
        "2025-10-01 07:30 weight weight=64.30kg",
        "2025-10-01 07:30 body_composition body_fat=18.4% muscle=40.1%",
    ]


OMRON = (
    "Date,Time,Systolic (mmHg),Diastolic (mmHg),Pulse (bpm),Symptoms,Consumed,TruRead,Notes\n"
    "Jan 12 2025,08:12,114,74,47,-,-,-,-\n"
    '"Jan 04, 2026",21:05,131,82,66,-,-,-,after a walk\n'
)


def test_omron_connect_in_america() -> None:
    draft = read(OMRON)
    assert draft.format is ImportFormat.OMRON_CONNECT
    assert lines(draft) == [
        "2025-01-12 08:12 blood_pressure diastolic=74mm[Hg] pulse=47/min systolic=114mm[Hg]",
        "2026-01-04 21:05 blood_pressure diastolic=82mm[Hg] pulse=66/min systolic=131mm[Hg]",
    ]


def test_omron_connect_elsewhere_with_its_own_time_zone() -> None:
    text = (
        "Measurement Date,Time Zone,SYS(mmHg),DIA(mmHg),Pulse(bpm),Device Model Name\n"
        "2025/03/09 07:10,Asia/Tokyo,128,79,72,HEM-7600T\n"
    )
    draft = read(text)
    (reading,) = draft.rows[0].readings
    assert draft.format is ImportFormat.OMRON_CONNECT
    assert reading.taken_at == datetime(2025, 3, 8, 22, 10, tzinfo=UTC)
    assert (reading.time_zone, reading.device) == ("Asia/Tokyo", "HEM-7600T")


UBPM_CSV = (
    "user;date;time;sys;dia;bpm;comment\n1;15.01.24;08:30;128;079;072;\n2;16.01.24;08:35;110;070;060;Li\n"
)


def test_ubpm_csv_asks_whose_readings_to_take() -> None:
    with pytest.raises(ColumnsUnclear, match=r"several users \(1, 2\)"):
        read(UBPM_CSV)
    draft = read(UBPM_CSV, user="1")
    assert draft.format is ImportFormat.UBPM
    assert lines(draft) == [
        "2024-01-15 08:30 blood_pressure diastolic=79mm[Hg] pulse=72/min systolic=128mm[Hg]"
    ]
    assert draft.left_out == {LeftOut.OTHER_USER: 1}
    with pytest.raises(ImportRefused, match="no user '3', only 1, 2"):
        read(UBPM_CSV, user="3")


def test_ubpm_json_with_what_the_monitor_noticed() -> None:
    record = {"date": "15.01.2024", "time": "08:30:05", "msg": "", "sys": 128, "dia": 79, "bpm": 72}
    content = {"UBPM": {"U1": [record | {"ihb": 1, "mov": 0}], "U2": []}}
    draft = read(json.dumps(content))
    (reading,) = draft.rows[0].readings
    assert reading.flags == {QualityFlag.IRREGULAR_PULSE}
    assert reading.taken_at.second == 5
    assert lines(read(json.dumps(content), user="1")) == lines(draft)
    with pytest.raises(ImportRefused, match="damaged"):
        read(json.dumps({"UBPM": {"U1": "x"}}))


def test_omblepy_csv() -> None:
    draft = read("datetime,dia,sys,bpm,mov,ihb\n2024-01-15 08:30:00,80,120,72,1,0\n")
    assert draft.format is ImportFormat.UBPM
    assert draft.rows[0].readings[0].flags == {QualityFlag.BODY_MOVEMENT}


def entry(**changes: object) -> dict[str, object]:
    return {
        "type": "sgv",
        "sgv": 112,
        "date": 1759903528000,
        "dateString": "2025-10-08T06:05:28.000Z",
        "utcOffset": 480,
        "device": "xDrip-DexcomG6",
        **changes,
    }


def test_nightscout_entries() -> None:
    content = [
        entry(),
        entry(date=1759903228000.52, sgv=9),
        entry(type="mbg", sgv=None, mbg=106, date=1759902928000) | {},
        {"type": "cal", "slope": 850, "date": 1759902928000, "device": "x"},
    ]
    del content[2]["sgv"]
    draft = read(json.dumps(content))
    assert draft.format is ImportFormat.NIGHTSCOUT
    assert lines(draft) == [
        "2025-10-08 14:05 continuous_glucose glucose=112mg/dL",
        "2025-10-08 13:55 glucose glucose=106mg/dL",
    ]
    assert draft.rows[0].readings[0].device == "xDrip-DexcomG6"
    assert draft.left_out == {LeftOut.SENSOR_ERROR: 1, LeftOut.OTHER_KIND: 1}
    assert draft.rows[0].original["sgv"] == "112"


def test_xdrips_own_web_service_and_treatments() -> None:
    service = [{"sgv": 101, "date": 1759903528000, "direction": "Flat", "units_hint": "mmol"}]
    assert lines(read(json.dumps(service))) == ["2025-10-08 14:05 continuous_glucose glucose=101mg/dL"]
    treatments = [
        {"eventType": "BG Check", "glucose": 6.1, "units": "mmol", "created_at": "2025-10-08T06:05:28.000Z"},
        {"eventType": "Meal Bolus", "insulin": 4, "created_at": "2025-10-08T06:05:28.000Z"},
    ]
    draft = read(json.dumps(treatments))
    assert lines(draft) == ["2025-10-08 14:05 glucose glucose=6.1mmol/L"]


@pytest.mark.parametrize(
    "broken",
    [
        {"date": "soon", "dateString": "later"},
        {"date": -1},
        {"sgv": "high"},
        {"sgv": "inf"},
        {"date": None, "dateString": ""},
    ],
)
def test_an_entry_that_cannot_be_read_refuses_the_file(broken: dict[str, object]) -> None:
    with pytest.raises(ImportRefused, match="entry 2"):
        read(json.dumps([entry(), entry(**broken)]))


@pytest.mark.parametrize("huge", ["1e999999999", "1e-999999999", "9" * 5000, "NaN", "-Infinity"])
def test_no_number_fills_the_memory(huge: str) -> None:
    for text in (
        f'[{{"sgv": {huge}, "date": 1759903528000}}]',
        f'[{{"sgv": 101, "date": {huge}}}]',
        f'{{"resourceType": "Bundle", "entry": [{{"resource": {{"resourceType": "Device", "x": {huge}}}}}]}}',
        f"taken_at,time_zone,kind,weight (kg)\n2026-11-23T08:05:00+08:00,Asia/Shanghai,weight,{huge}\n",
    ):
        with pytest.raises(ImportRefused):
            read(text)


XDRIP_CSV = "DAY;TIME;UDT_CGMS;BG_LEVEL;CH_GR;BOLUS;REMARK\n14.05.2026;19:20;115;;;;\n14.05.2026;19:22;;108;;;\n14.05.2026;19:30;;;30;2.5;rice\n"


def test_xdrip_csv_alone_and_zipped(tmp_path: Path) -> None:
    expected = [
        "2026-05-14 19:20 continuous_glucose glucose=115mg/dL",
        "2026-05-14 19:22 glucose glucose=108mg/dL",
    ]
    draft = read(XDRIP_CSV)
    assert draft.format is ImportFormat.XDRIP
    assert lines(draft) == expected
    assert draft.left_out == {LeftOut.NO_READING: 1}
    packed = tmp_path / "exportCSV20260514-200000.zip"
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("export20260514-200000.csv", XDRIP_CSV)
    assert lines(read_file(packed, SHANGHAI)) == expected


APPLE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!ELEMENT HealthData (ExportDate|Record|Correlation|Workout)*>
<!ATTLIST HealthData locale CDATA #REQUIRED>
]>
<HealthData locale="zh_CN">
 <ExportDate value="2026-08-09 10:00:00 +0800"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="iPhone" unit="count" startDate="2026-08-05 06:00:00 +0800" value="1240"/>
 <Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Watch" unit="count/min" startDate="2026-08-05 06:30:00 +0800" value="61">
  <MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="1"/>
 </Record>
 <Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="Watch" unit="%" startDate="2026-08-05 06:31:00 +0800" value="0.97"/>
 <Record type="HKQuantityTypeIdentifierBodyMass" sourceName="Scale" unit="lb" startDate="2026-08-05 06:32:00 +0800" value="143.3"/>
 <Record type="HKQuantityTypeIdentifierBodyTemperature" sourceName="Me" unit="degF" startDate="2026-08-05 06:33:00 +0800" value="98.6"/>
 <Record type="HKQuantityTypeIdentifierBloodGlucose" sourceName="Meter" unit="mmol&lt;180.1558800000541&gt;/L" startDate="2026-08-05 06:34:00 +0800" value="5.6"/>
 <Correlation type="HKCorrelationTypeIdentifierBloodPressure" sourceName="Cuff" startDate="2026-08-05 08:00:00 +0800">
  <Record type="HKQuantityTypeIdentifierBloodPressureSystolic" sourceName="Cuff" unit="mmHg" startDate="2026-08-05 08:00:00 +0800" value="118"/>
  <Record type="HKQuantityTypeIdentifierBloodPressureDiastolic" sourceName="Cuff" unit="mmHg" startDate="2026-08-05 08:00:00 +0800" value="76"/>
 </Correlation>
 <Record type="HKQuantityTypeIdentifierBloodPressureSystolic" sourceName="Cuff" unit="mmHg" startDate="2026-08-05 08:00:00 +0800" value="118"/>
 <Record type="HKQuantityTypeIdentifierBloodPressureDiastolic" sourceName="Cuff" unit="mmHg" startDate="2026-08-05 08:00:00 +0800" value="76"/>
 <Record type="HKQuantityTypeIdentifierBloodPressureSystolic" sourceName="Cuff" unit="mmHg" startDate="2026-08-06 08:00:00 +0800" value="120"/>
</HealthData>
"""


@pytest.fixture
def apple(tmp_path: Path) -> Path:
    file = tmp_path / "export.zip"
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("apple_health_export/export_cda.xml", "<ClinicalDocument/>")
        package.writestr("apple_health_export/导出.xml", APPLE)
    return file


def test_apple_health_from_the_zip_the_phone_shares(apple: Path) -> None:
    draft = read_file(apple, SHANGHAI)
    assert draft.format is ImportFormat.APPLE_HEALTH
    assert lines(draft) == [
        "2026-08-05 06:30 heart_rate pulse=61/min",
        "2026-08-05 06:31 spo2 spo2=97.00%",
        "2026-08-05 06:32 weight weight=143.3[lb_av]",
        "2026-08-05 06:33 temperature temperature=98.6[degF]",
        "2026-08-05 06:34 glucose glucose=5.6mmol/L",
        "2026-08-05 08:00 blood_pressure diastolic=76mm[Hg] systolic=118mm[Hg]",
    ]
    assert draft.left_out == {LeftOut.OTHER_KIND: 1, LeftOut.SAID_TWICE: 2, LeftOut.NO_READING: 1}
    assert draft.rows[0].readings[0].device == "Watch"


def test_apple_health_in_part(tmp_path: Path) -> None:
    file = tmp_path / "export.xml"
    file.write_text(APPLE, encoding="utf-8")
    options = ImportOptions(
        kinds=frozenset({ReadingKind.BLOOD_PRESSURE, ReadingKind.WEIGHT}), since=date(2026, 8, 5)
    )
    assert read_file(file, SHANGHAI, options).by_kind == {
        ReadingKind.BLOOD_PRESSURE: 1,
        ReadingKind.WEIGHT: 1,
    }
    with pytest.raises(ImportRefused, match="no readings that are kept"):
        read_file(file, SHANGHAI, ImportOptions(since=date(2026, 9, 1)))


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE HealthData [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {name} "{"&" + before + ";" * 1}{("&" + before + ";") * 9}">'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + ']><HealthData><Record type="&i;"/></HealthData>'
)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (APPLE[:1500], "cut off"),
        (BOMB, "damaged or cut off"),
        (APPLE.replace('value="61"', 'value="sixty"'), "record 2"),
        (APPLE.replace('"count/min"', '"furlong"'), "unknown unit"),
        (APPLE.replace("2026-08-05 06:30:00 +0800", "then"), "no time that can be read"),
    ],
)
def test_a_broken_or_hostile_export_is_refused(tmp_path: Path, content: str, words: str) -> None:
    file = tmp_path / "export.xml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(ImportRefused, match=words):
        read_file(file, SHANGHAI)


def test_an_export_with_too_many_readings_says_what_to_choose(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.exchange.imports.apple_health.MAX_READINGS", 2)
    file = tmp_path / "export.xml"
    file.write_text(APPLE, encoding="utf-8")
    with pytest.raises(ImportRefused, match="choose fewer kinds or a later first day"):
        read_file(file, SHANGHAI)


def test_other_zips_are_refused_with_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "holiday.zip"
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("beach.txt", "sand")
    with pytest.raises(ImportRefused, match="not an Excel workbook"):
        read_file(file, SHANGHAI)
    locked = io.BytesIO()
    with zipfile.ZipFile(locked, "w") as package:
        package.writestr("apple_health_export/other.json", "{}")
    file.write_bytes(locked.getvalue())
    with pytest.raises(ImportRefused, match=r"no export\.xml"):
        read_file(file, SHANGHAI)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
entries = st.fixed_dictionaries(
    {"sgv": json_values}, optional={"date": json_values, "dateString": json_values, "type": json_values}
)


@given(content=st.lists(entries, max_size=4) | json_values)
@settings(deadline=None, max_examples=60)
def test_no_json_breaks_the_reader(content: object) -> None:
    try:
        draft = read(json.dumps(content))
    except ImportRefused:
        return
    assert all(one.value.is_finite() for row in draft.rows for r in row.readings for one in r.values.values())


@given(cut=st.integers(0, len(APPLE)), junk=st.text(max_size=20))
@settings(deadline=None, max_examples=60)
def test_no_xml_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, cut: int, junk: str) -> None:
    file = tmp_path_factory.mktemp("apple") / "export.xml"
    file.write_bytes((APPLE[:cut] + junk + APPLE[cut:]).encode("utf-8", "surrogatepass"))
    try:
        draft = read_file(file, SHANGHAI)
    except ImportRefused:
        return
    assert draft.readings >= 1
    assert all(
        isinstance(one.value, Decimal)
        for row in draft.rows
        for r in row.readings
        for one in r.values.values()
    )
