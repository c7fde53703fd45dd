"""Numbers, dates and texts show as their number format says."""
# ruff: noqa: E501 - a table

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from app.services.printing.numberformats import general, is_plain, shown

_NIGHT = datetime(2024, 9, 2, 14, 5, 9)


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"), (0.256, "0.0%", "25.6%"), (1234567, '0.0,,"M"', "1.2M"), (5, "00000", "00005"),
        (0.5, "0.##", "0.5"), (3, "0.##", "3."), (-5, "#,##0", "-5"), (-3, "0;(0)", "(3)"), (0, '0.00;-0.00;"零"', "零"),
        (12345.678, "0.00E+00", "1.23E+04"), (0.00012, "0.0E-0", "1.2E-4"), (2.5, "# ?/?", "2 1/2"), (0.125, "?/8", "1/8"),
        (13800001234, "000-0000-0000", "138-0000-1234"), (12, "[$¥-804]#,##0.00", "¥12.00"), (1800, '0"元"', "1800元"),
        (1800, '"￥"#,##0.00_);("￥"#,##0.00)', "￥1,800.00 "), (2.675, "0.00", "2.68"), (-0.001, "0.00", "0.00"),
        (50, '[>100]"大";[<=100]"小"', "小"), (150, '[>100]"大";[<=100]"小"', "大"), ("x", '@"号"', "x号"), ("x", "0.00", "x"),
        (_NIGHT, 'yyyy"年"m"月"d"日" h:mm AM/PM', "2024年9月2日 2:05 PM"), (_NIGHT, "yyyy/mm/dd aaaa", "2024/09/02 星期一"),
        (_NIGHT, "hh:mm:ss", "14:05:09"), (_NIGHT, "mm:ss.0", "05:09.0"), (_NIGHT, "yy-m-d ddd", "24-9-2 Mon"),
        (date(2024, 11, 4), '[DBNum1][$-804]yyyy"年"m"月"d"日"', "二〇二四年十一月四日"), (45000, "yyyy-mm-dd", "2023-03-15"),
        (time(8, 30), "h:mm", "8:30"), (timedelta(hours=36), "[h]:mm", "36:00"), (_NIGHT, "上午/下午h时", "下午2时"),
        (123, "[DBNum2]General", "壹佰贰拾叁"), (10010, "[DBNum1]General", "一万〇一十"), (0.3, "General", "0.3"),
        (0.1 + 0.2, "General", "0.3"), (1e12, "General", "1E+12"), (True, "0", "TRUE"), (-1, "yyyy", "########"),
    ],
)  # fmt: skip
def test_a_value_shows_as_its_format_says(value, code, text):
    assert shown(value, code)[0] == text


def test_a_format_may_colour_what_it_shows():
    assert shown(-1, "0;[Red]-0") == ("-1", (1.0, 0.0, 0.0))
    assert shown(1, "0;[Red]-0") == ("1", None)


def test_general_and_text_say_nothing_about_looks():
    assert is_plain("General")
    assert is_plain("@")
    assert not is_plain("0")


@pytest.mark.parametrize("number", [0, 7, -12, 99999999999])
def test_whole_numbers_show_as_they_are(number):
    assert general(number) == str(number)
