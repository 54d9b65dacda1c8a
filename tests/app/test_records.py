import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from app.folders import Folders
from app.keys import DataKey
from app.people import Person
from app.records import clean, rules
from app.records.database import open_database
from app.records.errors import InvalidEntry, RecordsError
from app.records.records import Change, Records
from assistant.conversation import Language
from device_io.codecs.blood_pressure import PressureUnit
from device_io.codecs.date_time import DeviceTime
from device_io.journal import RawFrame
from device_io.reading import QualityFlag, Quantity, ReadingKind

ZH, EN = Language.ZH, Language.EN
BP = ReadingKind.BLOOD_PRESSURE
NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
Frame = Callable[..., RawFrame]


def take(records: Records, frame: RawFrame) -> clean.CleanReading | None:
    return records.refine(records.journal.append(frame))


def rows(records: Records, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    with records._database.snapshot() as connection:
        return {
            table: sorted((tuple(row) for row in connection.execute(f"SELECT * FROM {table}")), key=repr)
            for table in tables
        }


def outcomes(records: Records) -> list[str]:
    with records._database.snapshot() as connection:
        return [
            row["outcome"] for row in connection.execute("SELECT outcome FROM refinement ORDER BY raw_id")
        ]


def mmhg(value: object) -> Quantity:
    return Quantity(Decimal(str(value)), "mm[Hg]")


def test_what_a_crash_left_unfinished_is_swept_at_the_start(
    open_profile: Callable[..., Records], folders: Folders
) -> None:
    open_profile().close()
    photos = folders.data / "photos"
    photos.mkdir()
    kept, unfinished = photos / ("ab" * 16), photos / ".abcd.x1.tmp"
    for file in (kept, unfinished):
        file.write_bytes(b"sealed")
    open_profile()
    assert kept.exists()
    assert not unfinished.exists()


def test_a_frame_becomes_a_reading_of_the_only_person(records: Records, person: Person, frame: Frame) -> None:
    found = take(records, frame(128, 79, 72))
    assert found is not None
    assert found.person_id == person.id
    assert {name: str(quantity.value) for name, quantity in found.reading.values.items()} == {
        "systolic": "128",
        "diastolic": "79",
        "mean_arterial": "96",
        "pulse": "72",
    }
    assert found.reading.taken_at == NOW - timedelta(minutes=55)
    assert found.local_day.isoformat() == "2026-11-24"
    assert (found.plausible, found.late, found.simulated, found.reading.user_slot) == (True, False, True, 1)
    assert records.readings(person) == (found,)


def test_a_frame_is_kept_as_it_came_before_it_is_understood(
    records: Records, person: Person, frame: Frame
) -> None:
    whole = frame()
    cut = RawFrame(
        **{name: getattr(whole, name) for name in whole.__slots__} | {"payload": whole.payload[:4]}
    )
    assert take(records, cut) is None
    assert outcomes(records) == ["unreadable"]
    ((_, source, payload, *_rest),) = rows(records, "raw")["raw"]
    assert (source, payload) == ("frame", whole.payload[:4])
    assert records.readings(person) == ()


def test_the_same_reading_sent_again_is_one_reading(records: Records, person: Person, frame: Frame) -> None:
    first = take(records, frame())
    for delay in (timedelta(seconds=21), timedelta(days=3)):
        assert take(records, frame(delay=delay)) == first
    assert outcomes(records) == ["clean", "duplicate", "duplicate"]
    assert len(records.readings(person)) == 1
    assert records.trend(person, BP, "systolic", 1, NOW, EN).n == 1


def test_a_meter_without_a_clock_is_deduplicated_by_nearness(
    records: Records, person: Person, frame: Frame
) -> None:
    for seconds in (0, 20, 61 + 20):
        take(records, frame(stamp=None, delay=timedelta(seconds=seconds)))
    take(records, frame(140, 90, stamp=None, delay=timedelta(seconds=25)))
    assert outcomes(records) == ["clean", "duplicate", "clean", "clean"]
    assert len(records.readings(person)) == 3


def test_another_value_at_the_same_device_time_is_kept_as_a_conflict(
    records: Records, person: Person, frame: Frame
) -> None:
    first = take(records, frame(128, 79))
    assert take(records, frame(151, 79)) is None
    assert outcomes(records) == ["clean", "conflict"]
    ((raw_id, part, clean_id, values, _version),) = rows(records, "conflict")["conflict"]
    assert (raw_id, part, clean_id) == (2, 0, 1 * clean.PARTS)
    assert '"systolic": "151"' in values
    assert records.readings(person) == (first,)
    assert take(records, frame(151, 79, device="C0:FF:EE:00:00:02")) is not None


def test_a_clock_that_was_never_set_contradicts_nothing(
    records: Records, person: Person, frame: Frame
) -> None:
    never_set = DeviceTime(2000, 1, 1, 0, 0, 0)
    for systolic in (128, 131):
        found = take(records, frame(systolic, stamp=never_set))
        assert found is not None
        assert QualityFlag.TIME_UNCERTAIN in found.reading.flags
    assert take(records, frame(128, stamp=never_set, delay=timedelta(days=1))) is not None
    assert outcomes(records) == ["clean", "clean", "duplicate"]
    (tile,) = records.home(person, EN, NOW).tiles
    assert tile.notes == ("time of measurement uncertain",)


def test_a_wrong_device_clock_is_corrected_and_said(records: Records, person: Person, frame: Frame) -> None:
    behind = DeviceTime(2026, 11, 23, 20, 5, 0)
    found = take(records, frame(stamp=behind, offset=timedelta(hours=12)))
    assert found is not None
    assert found.reading.taken_at == NOW - timedelta(minutes=55)
    assert found.reading.clock_offset == timedelta(hours=12)
    assert records.table(person, ZH, NOW)[0].notes == ("设备时钟差整小时（时区或夏令时）",)
    drifted = DeviceTime(2026, 11, 24, 8, 35, 0)
    at = NOW - timedelta(minutes=50)
    found = take(records, frame(129, at=at, stamp=drifted, offset=timedelta(minutes=-25)))
    assert found is not None
    assert found.reading.taken_at == at
    assert records.table(person, ZH, NOW)[0].notes == ("时间已按设备时钟偏差修正",)


def test_a_late_reading_is_marked_late(records: Records, frame: Frame) -> None:
    found = take(records, frame(delay=timedelta(hours=25)))
    assert found is not None
    assert found.late


def test_kilopascals_become_millimetres_of_mercury(records: Records, frame: Frame) -> None:
    found = take(records, frame(16.0, 10.5, unit=PressureUnit.KILOPASCAL))
    assert found is not None
    assert found.reading.values["systolic"] == mmhg("120.0")
    assert found.reading.values["diastolic"] == mmhg("78.8")


def test_an_implausible_value_is_kept_flagged_and_left_out(
    records: Records, person: Person, frame: Frame
) -> None:
    found = take(records, frame(79, 128))
    assert found is not None
    assert not found.plausible
    assert records.readings(person) == (found,)
    assert records.home(person, EN, NOW).tiles[0].figure == ""
    assert records.trend(person, BP, "systolic", 7, NOW, EN).points == ()
    (row,) = records.table(person, EN, NOW)
    assert row.verdict == ""
    assert row.notes == ("not a plausible value, please measure again",)


def test_with_two_people_a_frame_stays_unassigned(records: Records, person: Person, frame: Frame) -> None:
    before = take(records, frame())
    records.household.add("李明")
    found = take(records, frame(140, 88, at=NOW - timedelta(minutes=5)))
    assert found is not None
    assert found.person_id is None
    assert records.readings(person) == (before,)
    records.rebuild()
    assert records.readings(person) == (before,)


def test_sittings_and_days_are_summarised(records: Records, person: Person, frame: Frame) -> None:
    start = datetime(2026, 11, 20, 23, 0, tzinfo=UTC)
    for minutes, systolic in ((0, 130), (5, 127), (35, 124), (66, 150)):
        take(records, frame(systolic, at=start + timedelta(minutes=minutes)))
    take(records, frame(110, at=start - timedelta(hours=8)))
    with records._database.snapshot() as connection:
        found = [
            (row["local_day"], row["session"], row["n"], row["mean"], row["minimum"], row["maximum"])
            for row in connection.execute("SELECT * FROM daily WHERE component = 'systolic' ORDER BY 1, 4, 5")
        ]
    assert found == [
        ("2026-11-20", 0, 1, "110", "110", "110"),
        ("2026-11-20", 1, 1, "110", "110", "110"),
        ("2026-11-21", 0, 4, "132.75", "124", "150"),
        ("2026-11-21", 1, 3, "127", "124", "130"),
        ("2026-11-21", 2, 1, "150", "150", "150"),
    ]


def test_a_typed_reading_is_kept_as_typed_and_shown_in_record_units(records: Records, person: Person) -> None:
    found = records.add_manual(
        ReadingKind.WEIGHT, {"weight": Quantity(Decimal("143.3"), "[lb_av]")}, NOW, person
    )
    assert found.reading.values["weight"] == Quantity(Decimal("65.00"), "kg")
    payload = rows(records, "raw")["raw"][0][2]
    assert isinstance(payload, bytes)
    assert b'"143.3"' in payload
    assert records.table(person, EN, NOW)[0].figure == "65.0"
    hot = records.add_manual(
        ReadingKind.TEMPERATURE, {"temperature": Quantity(Decimal("100.4"), "[degF]")}, NOW, person
    )
    assert hot.reading.values["temperature"].value == Decimal("38.00")


@pytest.mark.parametrize(
    ("kind", "values", "taken_at", "words"),
    [
        (BP, {"systolic": mmhg(128)}, NOW, "needs diastolic"),
        (ReadingKind.HEART_RATE, {}, NOW, "needs pulse"),
        (BP, {"systolic": mmhg(128), "diastolic": mmhg(79), "mood": mmhg(1)}, NOW, "has no 'mood'"),
        (BP, {"systolic": mmhg("NaN"), "diastolic": mmhg(79)}, NOW, "type it again"),
        (BP, {"systolic": mmhg("1e9"), "diastolic": mmhg(79)}, NOW, "type it again"),
        (ReadingKind.GLUCOSE, {"glucose": Quantity(Decimal(5), "kg")}, NOW, "give it in mmol/L"),
        (BP, {"systolic": mmhg(128), "diastolic": mmhg(79)}, NOW + timedelta(hours=1), "in the future"),
        (BP, {"systolic": mmhg(128), "diastolic": mmhg(79)}, NOW.replace(tzinfo=None), "no time zone"),
    ],
)
def test_an_entry_that_cannot_be_recorded_is_refused_with_the_reason(
    records: Records,
    person: Person,
    kind: ReadingKind,
    values: dict[str, Quantity],
    taken_at: datetime,
    words: str,
) -> None:
    with pytest.raises(InvalidEntry, match=words):
        records.add_manual(kind, values, taken_at, person)
    assert rows(records, "raw")["raw"] == []


def test_two_typed_readings_of_one_minute_are_both_kept(records: Records, person: Person) -> None:
    for systolic in (128, 131, 128):
        records.add_manual(BP, {"systolic": mmhg(systolic), "diastolic": mmhg(79)}, NOW, person)
    assert outcomes(records) == ["clean", "clean", "duplicate"]


def test_what_was_journalled_but_not_refined_is_refined_at_the_next_start(
    open_profile: Callable[..., Records], frame: Frame
) -> None:
    records = open_profile()
    records.journal.append(frame())
    records.close()
    records = open_profile()
    (person,) = records.household.people()
    assert len(records.readings(person)) == 1


def test_rows_of_an_older_rule_are_rebuilt_at_the_start(
    open_profile: Callable[..., Records], frame: Frame, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = open_profile()
    take(records, frame())
    with records._database.snapshot() as connection:
        assert rules.are_current(connection)
    records.close()
    newer = tuple(replace(rule, version=rule.version + 1) for rule in rules.REGISTRY)
    monkeypatch.setattr(rules, "REGISTRY", newer)
    records = open_profile()
    with records._database.snapshot() as connection:
        assert rules.are_current(connection, newer)
    assert len(rows(records, "clean")["clean"]) == 1


def test_subscribers_hear_of_new_rows_after_the_commit_and_not_of_duplicates(
    records: Records, person: Person, frame: Frame
) -> None:
    heard: list[tuple[Change, int]] = []
    stop = records.subscribe(lambda change: heard.append((change, len(records.readings(person)))))
    take(records, frame())
    take(records, frame())
    records.add_manual(BP, {"systolic": mmhg(140), "diastolic": mmhg(88)}, NOW, person)
    records.store_report(person, [{"printed_name": "GLU"}], "0" * 64)
    stop()
    take(records, frame(130, at=NOW))
    assert heard == [(Change.READINGS, 1), (Change.READINGS, 2), (Change.REPORTS, 2)]


def test_threads_may_journal_refine_and_look_at_once(records: Records, person: Person, frame: Frame) -> None:
    failures: list[Exception] = []

    def work(device: int) -> None:
        try:
            for minutes in range(15):
                take(records, frame(device=f"device {device}", at=NOW - timedelta(minutes=minutes)))
                records.home(person, ZH, NOW)
        except RecordsError as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(device,)) for device in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(records.readings(person)) == 60
    assert records.rebuild().identical


def test_a_frame_no_radio_can_have_sent_is_not_journalled(records: Records, frame: Frame) -> None:
    whole = frame()
    huge = RawFrame(**{name: getattr(whole, name) for name in whole.__slots__} | {"payload": bytes(5000)})
    with pytest.raises(InvalidEntry, match="not recorded"):
        records.journal.append(huge)


def test_a_person_without_a_name_is_me(records: Records, person: Person) -> None:
    assert (person.name_in(ZH), person.name_in(EN)) == ("我", "Me")
    assert records.household.add(" 王秀兰 ").name_in(EN) == "王秀兰"
    for name in ("x" * 61, "two\nlines"):
        with pytest.raises(ValueError, match="printable"):
            records.household.add(name)
    assert records.household.ensure_someone() == person


def test_the_key_of_other_records_opens_nothing(records: Records, folders: Folders, key: DataKey) -> None:
    records.close()
    with pytest.raises(RecordsError, match="put back the key"):
        open_database(folders.database_file, key.secret[::-1], lambda: NOW)
    open_database(folders.database_file, key.secret, lambda: NOW).close()
