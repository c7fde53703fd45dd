"""Money, months, periods and masked numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.faults import UserError
from app.models.values import (
    IdNumber,
    Month,
    Period,
    format_fen,
    format_yuan,
    mask_card,
    mask_phone,
    parse_fen,
)

days = st.dates(date(1950, 1, 1), date(2099, 12, 31))
months = st.builds(Month, st.integers(1950, 2099), st.integers(1, 12))
periods = st.tuples(days, days).map(lambda pair: Period(*sorted(pair)))


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("3,200.5", 320050),
        ("￥1,800.00", 180000),
        ("¥1800", 180000),
        ("3200元", 320000),
        ("3200 元整", 320000),
        ("人民币3200", 320000),
        ("３２００．５", 320050),
        ("1.2万", 1200000),
        ("0.12345万", 123450),
        (".5", 50),
        ("0", 0),
        ("1.100", 110),
    ],
)
def test_an_amount_is_read_in_fen(text, fen):
    assert parse_fen(text) == fen


@pytest.mark.parametrize(
    "text", ["-1", "", "三百", "1.005", "1,20", "1e5", "元", ".", "99999999999999999", "1 2,3"]
)
def test_what_is_no_amount_is_refused_with_the_field(text):
    with pytest.raises(UserError) as fault:
        parse_fen(text, field="monthly_income", label="月收入")
    assert fault.value.field == "monthly_income"
    assert "月收入" in fault.value.text


@given(st.integers(0, 10**16 - 1))
def test_what_is_written_is_read_back(fen):
    assert parse_fen(format_fen(fen)) == fen
    assert parse_fen(format_yuan(fen)) == fen


def test_amounts_are_written_as_vouchers_and_screens_do():
    assert format_fen(180000) == "￥1,800.00"
    assert format_yuan(320000) == "3,200 元"
    assert format_yuan(320050) == "3,200.50 元"
    assert format_fen(-5) == "-￥0.05"


@pytest.mark.parametrize("text", ["202603", "2026-03", "2026/3", "2026.3", "2026年3月", "２０２６０３"])
def test_a_month_is_read_in_its_spellings(text):
    assert Month.parse(text) == Month(2026, 3)


@pytest.mark.parametrize("text", ["202613", "2026", "3月", "", "000001"])
def test_what_is_no_month_is_refused(text):
    with pytest.raises(UserError):
        Month.parse(text)


@given(months, st.integers(-600, 600))
def test_months_are_counted_both_ways(month, count):
    assert (month + count) - month == count
    assert (month + count) - count == month
    assert ((month + count) > month) == (count > 0)
    assert Month.parse(str(month)) == month
    assert Month.of(month.last_day) == month == Month.of(month.first_day)


def test_a_month_has_its_last_day_and_a_label():
    assert Month(2028, 2).last_day == date(2028, 2, 29)
    assert Month(2026, 3).label == "2026年3月"
    with pytest.raises(ValueError):
        Month(2026, 13)


@given(periods, periods)
def test_an_overlap_is_the_days_of_both(one, other):
    shared = one.overlap(other)
    assert (shared is not None) == one.overlaps(other) == other.overlaps(one)
    if shared:
        assert one.contains(shared.first)
        assert other.contains(shared.last)
        assert shared == other.overlap(one)


def test_a_period_counts_both_ends_and_cannot_run_backwards():
    period = Period(date(2026, 11, 1), date(2026, 11, 30))
    assert period.days == 30 == len(period.each_day())
    assert period.overlap(Period(date(2026, 11, 30), date(2026, 12, 1))).days == 1
    with pytest.raises(ValueError):
        Period(date(2026, 11, 2), date(2026, 11, 1))


def test_an_id_number_is_shown_masked_and_grouped():
    number = IdNumber("14032119900307062X")
    assert number.masked() == "140321********062X" == str(number)
    assert number.grouped() == "140321 19900307 062X"
    assert number.last_four == "062X"
    assert (number.birth, number.sex, number.county_code) == (date(1990, 3, 7), "2", "140321")


def test_other_numbers_are_masked_too_and_tell_nothing():
    number = IdNumber("E12345678")
    assert number.masked() == "*****5678"
    assert (number.birth, number.sex, number.county_code) == (None, "", "")
    old = IdNumber("110105491231002")
    assert (old.birth, old.sex, old.masked()) == (date(1949, 12, 31), "2", "110105*****1002")


def test_phones_and_cards_are_masked():
    assert mask_phone("13800001234") == "138****1234"
    assert mask_phone("0353-2123456") == "0353-***3456"
    assert mask_card("6210985840012345671") == "***************5671"
    assert mask_phone("") == mask_card("") == ""


@given(st.text("0123456789-", max_size=20))
def test_a_mask_keeps_the_length_and_never_shows_all(text):
    for masked in (mask_phone(text), mask_card(text), IdNumber(text).masked()):
        assert len(masked) == len(text)
        assert not text.strip("-") or masked != text
