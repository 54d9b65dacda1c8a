"""Printed results, ranges and units."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reports.analytes import analyte_table
from assistant.reports.values import Range, Side, Sign, Value, compare, parse_range, parse_value


@pytest.mark.parametrize(
    ("printed", "comparator", "number"),
    [
        ("5.2", "", "5.2"),
        ("５．２", "", "5.2"),
        ("5,2", "", "5.2"),
        ("12. 3", "", "12.3"),
        ("<0.05", "<", "0.05"),
        ("＜0.05", "<", "0.05"),
        ("≥ 90", "≥", "90"),
        (">=90", "≥", "90"),
        ("小于0.5", "<", "0.5"),
        ("0.003", "", "0.003"),
        ("1003", "", "1003"),
    ],
)
def test_numbers(printed, comparator, number):
    value = parse_value(printed)
    assert value is not None
    assert (value.comparator, value.number) == (comparator, Decimal(number))


@pytest.mark.parametrize(
    ("printed", "sign"),
    [
        ("阴性", Sign.NEGATIVE),
        ("阴性(-)", Sign.NEGATIVE),
        ("阴性（－）", Sign.NEGATIVE),
        ("-", Sign.NEGATIVE),
        ("Negative", Sign.NEGATIVE),
        ("NEG", Sign.NEGATIVE),
        ("±", Sign.WEAK),
        ("弱阳性", Sign.WEAK),
        ("trace", Sign.WEAK),
        ("阳性", Sign.POSITIVE),
        ("2+", Sign.POSITIVE),
        ("+++", Sign.POSITIVE),
        ("（＋）", Sign.POSITIVE),
    ],
)
def test_words(printed, sign):
    value = parse_value(printed)
    assert value is not None
    assert value.sign is sign


@pytest.mark.parametrize("printed", ["", "1 2", "34.8↑", "00012", "5.2.1", "1.2e5", "abc", "12345678"])
def test_what_is_no_value(printed):
    assert parse_value(printed) is None


def test_a_comma_before_three_digits_is_called_ambiguous():
    assert parse_value("11,000") == Value("11,000", Decimal(11000), ambiguous=True, decimals=3)


def test_a_titre_is_kept_and_not_judged():
    value = parse_value("1:80")
    assert value is not None
    assert value.titre == "1:80"
    assert compare(value, Range("", Decimal(0), Decimal(40))) is None


@pytest.mark.parametrize(
    "printed",
    ["3.5-9.5", "3.5--9.5", "3.5 - 9.5", "3.5—9.5", "3.5–9.5", "3.5~9.5", "3.5～9.5", "3.5一9.5", "(3.5-9.5)", "[3.5-9.5]",
     "3.5－9.5", "3,5-9,5", "3.5至9.5", "3.5to9.5", "3.5- 9.5"],
)  # fmt: skip
def test_two_sided_ranges_in_all_printed_forms(printed):
    limits = parse_range(printed)
    assert limits is not None
    assert (limits.low, limits.high, limits.text) == (Decimal("3.5"), Decimal("9.5"), printed)


@pytest.mark.parametrize(
    ("printed", "low", "high", "included"),
    [("<5.2", None, "5.2", False), ("≤5.2", None, "5.2", True), ("<=5.2", None, "5.2", True), (">1.0", "1.0", None, False),
     ("≥90", "90", None, True), ("＜0.5", None, "0.5", False)],
)  # fmt: skip
def test_one_sided_ranges(printed, low, high, included):
    limits = parse_range(printed)
    assert limits is not None
    assert limits.low == (Decimal(low) if low else None)
    assert limits.high == (Decimal(high) if high else None)
    assert (limits.low_included if low else limits.high_included) is included


def test_expected_words():
    assert parse_range("阴性或弱阳性").expected == {Sign.NEGATIVE, Sign.WEAK}
    assert parse_range("Negative").expected == {Sign.NEGATIVE}
    assert parse_range("9.5-3.5").consistent is False


@pytest.mark.parametrize(
    ("value", "limits", "side"),
    [
        ("3.5", "3.5-9.5", Side.INSIDE),
        ("9.5", "3.5-9.5", Side.INSIDE),
        ("9.51", "3.5-9.5", Side.HIGH),
        ("3.49", "3.5-9.5", Side.LOW),
        ("5.2", "<5.2", Side.HIGH),
        ("5.2", "≤5.2", Side.INSIDE),
        ("1.0", ">1.0", Side.LOW),
        ("<0.5", "0-5", Side.INSIDE),
        ("<3", "3-9", Side.LOW),
        ("<5", "3-9", None),
        (">100", "3-9", Side.HIGH),
        (">5", "3-9", None),
        ("5", "9-3", None),
        ("阴性", "阴性", Side.INSIDE),
        ("1+", "阴性", Side.OUTSIDE),
        ("弱阳性", "阴性或弱阳性", Side.INSIDE),
        ("5", "阴性", None),
        ("阴性", "3-9", None),
    ],
)
def test_where_a_value_lies(value, limits, side):
    assert compare(parse_value(value), parse_range(limits)) is side


@pytest.mark.parametrize(
    ("analyte", "printed", "ucum"),
    [
        ("wbc", "10^9/L", "10*9/L"),
        ("wbc", "×10⁹/L", "10*9/L"),
        ("wbc", "109/L", "10*9/L"),  # caret lost by the recogniser
        ("wbc", "G/L", "10*9/L"),
        ("tp", "G/L", "g/L"),
        ("rbc", "1012/L", "10*12/L"),
        ("crea", "µmol/L", "umol/L"),
        ("crea", "μmol/l", "umol/L"),
        ("tsh", "uIU/mL", "u[IU]/mL"),
        ("tpoab", "U/mL", "[IU]/mL"),
        ("ca125", "U/mL", "[arb'U]/mL"),
        ("egfr", "ml/min/1.73㎡", "mL/min/{1.73_m2}"),
        ("hct", "％", "%"),
        ("glu", "g/L", None),
        ("glu", "", None),
    ],
)
def test_units_are_told_by_the_analyte(analyte, printed, ucum):
    table = analyte_table()
    assert table.units.resolve(printed, table[analyte].allowed_units) == ucum


@given(st.text(max_size=50))
def test_any_text_is_a_value_or_none(text):
    value = parse_value(text)
    if value is not None:
        assert [value.number is not None, value.sign is not None, value.titre is not None].count(True) == 1
        assert value.text == text.strip()


@given(st.text(alphabet="0123456789.,-~<>≤≥()[] 一阴性或+±↑HL", max_size=24))
def test_any_text_is_a_range_or_none_and_never_both_number_kinds(text):
    limits = parse_range(text)
    if limits is not None:
        assert limits.expected or limits.low is not None or limits.high is not None


@given(st.decimals(0, 9999, places=2), st.decimals(0, 9999, places=2), st.decimals(0, 9999, places=2))
def test_comparison_agrees_with_arithmetic(number, one, other):
    low, high = min(one, other), max(one, other)
    limits = parse_range(f"{low}-{high}")
    side = compare(parse_value(str(number)), limits)
    if low == high:
        assert side is None
    else:
        assert side is (Side.LOW if number < low else Side.HIGH if number > high else Side.INSIDE)


@pytest.mark.parametrize("printed", ["-----.--", "--", "***"])
def test_a_placeholder_is_no_number(printed):
    value = parse_value(printed)
    assert (value.text, value.number, value.sign, value.placeholder) == (printed, None, None, True)


@pytest.mark.parametrize(
    ("printed", "sign"),
    [("500 +++", Sign.POSITIVE), ("++ 28", Sign.POSITIVE), ("阳性(+++)", Sign.POSITIVE), ("(++)", Sign.POSITIVE), ("弱阳性(±)", Sign.WEAK)],
)  # fmt: skip
def test_graded_results(printed, sign):
    assert (parse_value(printed).sign, parse_value(printed).text) == (sign, printed)


@pytest.mark.parametrize("printed", ["3.50-9.50 13", "1 2-3"])
def test_a_range_never_swallows_the_figures_of_the_next_cell(printed):
    assert parse_range(printed) is None
