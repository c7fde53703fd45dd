"""What clerks type and workbooks hold, read as values."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.faults import UserError
from app.models.reading import fold, narrow, read_bool, read_date, read_int, read_month
from app.models.values import Month

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    "value",
    [
        "20260305",
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "2026年3月5日",
        "2026 年 3 月 5 号",
        "0305",
        "3月5日",
        "3-5",
        "260305",
        "26.3.5",
        "２０２６０３０５",
        "２０２６－０３－０５",
        "2026-03-05 00:00:00",
        "2026/3/5 0:00",
        "2026-03-05T14:20:00",
        20260305,
        20260305.0,
        date(2026, 3, 5),
        datetime(2026, 3, 5, 14, 20),
    ],
)
def test_a_day_is_read_in_its_spellings(value):
    assert read_date(value, TODAY) == date(2026, 3, 5)


def test_a_two_digit_year_lies_close_ahead_or_behind():
    assert read_date("650305", TODAY) == date(1965, 3, 5)
    assert read_date("310305", TODAY) == date(2031, 3, 5)
    assert read_date("320305", TODAY) == date(1932, 3, 5)
    assert read_date("2026-03-10 0:00", TODAY) == date(2026, 3, 10)


@pytest.mark.parametrize(
    "value", ["", "202603", "20260230", "0230", "46086", "长期", "11112222", "３.5", float("nan"), "1e9"]
)
def test_what_is_no_day_is_refused_with_the_accepted_spellings(value):
    with pytest.raises(UserError) as fault:
        read_date(value, TODAY, field="birth", label="出生日期")
    assert fault.value.field == "birth"
    assert "出生日期" in fault.value.text
    assert "20260305" in fault.value.text


@given(st.dates(date(1950, 1, 1), date(2031, 12, 31)))
def test_every_day_is_read_back_from_every_spelling(day):
    spellings = [
        f"{day:%Y%m%d}",
        day.isoformat(),
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
    ]
    assert {read_date(text, TODAY) for text in spellings} == {day}


@pytest.mark.parametrize(
    "value",
    [
        "202603",
        "2026-03",
        "2026/3",
        "2026.3",
        "2026年3月",
        "2603",
        "26年3月",
        "20260305",
        "2026-03-05",
        202603,
        2026.03,
        TODAY.replace(month=3),
    ],
)
def test_a_month_is_read_in_its_spellings(value):
    assert read_month(value, TODAY) == Month(2026, 3)


@pytest.mark.parametrize("value", ["", "202613", "2613", "3月", "20260230", 2026.1, "999999"])
def test_what_is_no_month_is_refused(value):
    with pytest.raises(UserError) as fault:
        read_month(value, TODAY, field="started")
    assert "202603" in fault.value.text


@pytest.mark.parametrize(
    ("value", "number"),
    [("3", 3), ("３", 3), ("1,200", 1200), (3.0, 3), ("3.0", 3), (" 12 ", 12), ("-1", -1)],
)
def test_a_whole_number_is_read(value, number):
    assert read_int(value) == number


@pytest.mark.parametrize("value", ["", "3.5", "三", "1,2", "9", "-1", "1e3"])
def test_what_is_no_number_in_the_span_is_refused(value):
    with pytest.raises(UserError) as fault:
        read_int(value, low=0, high=8, label="人数")
    assert "0 至 8" in fault.value.text


@pytest.mark.parametrize("value", ["是", "有", "√", "✓", "1", "Y", "ｙ", "TRUE", True, 1, 1.0, " 是 "])
def test_yes_is_read(value):
    assert read_bool(value) is True


@pytest.mark.parametrize("value", ["否", "无", "×", "0", "N", "false", False, 0])
def test_no_is_read(value):
    assert read_bool(value) is False


@pytest.mark.parametrize("value", ["", "也许", "2", "?"])
def test_neither_is_refused(value):
    with pytest.raises(UserError) as fault:
        read_bool(value, field="has_contract")
    assert "是" in fault.value.text


def test_folding_forgets_width_case_blanks_and_dots():
    assert (
        fold(" 阿卜杜拉•买买提　") == fold("阿卜杜拉.买买提") == fold("阿卜杜拉・买买提") == "阿卜杜拉买买提"
    )
    assert fold("身份证号 (18位)") == fold("身份证号（18位）")
    assert fold("ＡＢc") == "abc"
    assert fold("\uf92c") == "郎"
    assert fold("1.5") == "1.5"
    assert fold("王䶮\u200b") == "王䶮"


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


def test_narrowing_keeps_letters_and_private_characters():
    assert narrow(" Ａ１\u200b\ue863 ") == "A1\ue863"
