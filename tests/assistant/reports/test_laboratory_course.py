"""One test over all reports: in the unit of the newest, nothing doubtful in it, nothing twice."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.reports.analytes import analyte_table
from assistant.reports.changes import Dated
from assistant.reports.course import analytes_over_time, laboratory_course
from assistant.reports.results import Verdict


def row(value, unit="μmol/L", ucum="umol/L", analyte="crea", limits="57-97", **more):
    return {"printed_name": "肌酐", "value": value, "unit": unit, "analyte": analyte, "ucum": ucum,
            "range": limits, "verdict": "normal", "doubts": [], **more}  # fmt: skip


def test_older_results_and_their_ranges_stand_in_the_unit_of_the_newest():
    course = laboratory_course(
        "crea",
        [
            Dated(date(2026, 3, 1), [row("108", verdict="high")]),
            Dated(date(2024, 3, 1), [row("1.00", "mg/dL", "mg/dL", limits="0.64-1.10")]),
        ],
    )
    old, new = course.results
    assert (course.unit, old.value, old.converted, new.converted) == (
        "umol/L",
        pytest.approx(88.4, abs=0.1),
        True,
        False,
    )
    assert (old.low, old.high) == (pytest.approx(56.6, abs=0.1), pytest.approx(97.2, abs=0.1))
    assert (old.printed, old.printed_range) == ("1.00 mg/dL", "0.64-1.10 mg/dL")
    assert (new.value, new.low, new.high, new.verdict) == (108.0, 57.0, 97.0, Verdict.HIGH)


@pytest.mark.parametrize(("percent", "ifcc"), [(5.0, 31), (6.0, 42), (6.5, 48), (7.0, 53), (10.0, 86)])
def test_glycated_haemoglobin_follows_the_master_equation(percent, ifcc):
    """Pairs of % (NGSP) and mmol/mol (IFCC), rounded as conversion tables print them."""
    hba1c = analyte_table()["hba1c"]
    assert round(hba1c.to_si(percent, "%")) == ifcc
    assert hba1c.from_si(ifcc, "%") == pytest.approx(percent, abs=0.05)


def test_two_scales_of_glycated_haemoglobin_join():
    course = laboratory_course(
        "hba1c",
        [
            Dated(date(2025, 1, 1), [row("53", "mmol/mol", "mmol/mol", "hba1c", "20-42")]),
            Dated(date(2026, 1, 1), [row("6.8", "%", "%", "hba1c", "4.0-6.0")]),
        ],
    )
    assert [round(one.value, 1) for one in course.results] == [7.0, 6.8]
    assert course.unit == "%"


def test_what_is_doubtful_or_no_number_is_counted_and_left_out():
    course = laboratory_course(
        "crea",
        [
            Dated(date(2026, 1, 1), [row("80"), row("8O", doubts=["low_confidence"])]),
            Dated(date(2026, 2, 1), [row("<20"), row("90", ucum=None)]),
        ],
    )
    assert [one.value for one in course.results] == [80.0]
    assert (course.in_doubt, course.apart) == (1, 2)


def test_two_photos_of_one_paper_are_one_result():
    day = date(2026, 1, 1)
    course = laboratory_course("crea", [Dated(day, [row("80")]), Dated(day, [row("80"), row("95")])])
    assert [one.value for one in course.results] == [80.0, 95.0]


def test_tests_in_most_reports_come_first_and_words_have_no_course():
    reports = [
        Dated(date(2026, 1, 1), [row("80"), row("阴性", "", None, "u_pro", "阴性"), row("5.1", "%", "%", "hba1c")]),
        Dated(date(2026, 2, 1), [row("5.3", "%", "%", "hba1c"), row("4", analyte=None)]),
    ]  # fmt: skip
    assert analytes_over_time(reports) == ("hba1c", "crea")
    assert analytes_over_time([]) == ()
    with pytest.raises(KeyError):
        laboratory_course("nothing", reports)
