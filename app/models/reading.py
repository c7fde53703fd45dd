"""What a clerk types or a workbook holds, read as dates, months, whole numbers, claims and search text."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Final

from app.faults import UserError
from app.models.values import Month

MIDDLE_DOTS: Final = "\u00b7\u2022\uff0e\u30fb\u2027\uff65\u2219\u22c5\u2024\u0387"
"""Every character typed for the dot in a name such as 阿卜杜拉·买买提; the first is the one stored."""

_DOTS = str.maketrans(dict.fromkeys(MIDDLE_DOTS))
_UNSEEN = frozenset({"Zs", "Zl", "Zp", "Cc", "Cf"})
_LONE_DOT = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63]")
_TIME = re.compile(r"(?<=[0-9日号])[ T]+[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?\s*$")
_DATES = (
    re.compile(r"(?P<year>[0-9]{4}|[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    re.compile(r"(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    re.compile(r"(?P<year>[0-9]{4}|[0-9]{2})[-/.年](?P<month>[0-9]{1,2})[-/.月](?P<day>[0-9]{1,2})[日号]?"),
    re.compile(r"(?P<month>[0-9]{1,2})[-/月](?P<day>[0-9]{1,2})[日号]?"),
)
_MONTHS = (
    re.compile(r"(?P<year>[0-9]{4}|[0-9]{2})(?P<month>[0-9]{2})"),
    re.compile(r"(?P<year>[0-9]{4})[-/.年](?P<month>[0-9]{1,2})月?"),
    re.compile(r"(?P<year>[0-9]{2})[-/年](?P<month>[0-9]{1,2})月?"),
)
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(,[0-9]{3})+")
_PLAIN = re.compile(r"[0-9a-z]+|[\u4e00-\u9fff]+")
_YES = frozenset({"是", "有", "√", "✓", "✔", "☑", "对", "已", "1", "1.0", "y", "yes", "true", "t"})
_NO = frozenset(
    {"否", "无", "没有", "×", "✗", "✘", "x", "错", "未", "不是", "0", "0.0", "n", "no", "false", "f"}
)

DATE_FORMS: Final = "可以输入 20260305、2026-03-05、2026年3月5日、260305，或本年的 0305"
MONTH_FORMS: Final = "可以输入 202603、2026-03 或 2026年3月"


def narrow(text: str) -> str:
    """Return the text half-width, without any blank, control or invisible character."""
    if text.isascii() and text.isalnum():
        return text
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if unicodedata.category(c) not in _UNSEEN)


def fold(text: str) -> str:
    """Return the text as search keys and column names compare it.

    Width, case, blanks, invisible characters and middle dots do not count; the result is for finding
    only and is never stored as a name.
    """
    if _PLAIN.fullmatch(text):
        return text
    bare, before = text, ""
    while bare != before:  # a blank that goes may let an accent join its letter, which folds anew
        before = bare
        bare = unicodedata.normalize("NFKC", bare.translate(_DOTS)).casefold()
        bare = "".join(c for c in bare if unicodedata.category(c) not in _UNSEEN)
        bare = _LONE_DOT.sub("", bare.translate(_DOTS))
    return bare


def _typed(value: str | float) -> str:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return _DASHES.sub("-", narrow(_TIME.sub("", unicodedata.normalize("NFKC", str(value)))))


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    year = 2000 + int(digits)
    return year if year <= today.year + 5 else year - 100


def read_date(value: str | float | date, today: date, *, field: str = "", label: str = "日期") -> date:
    """Read a day as typed or as a workbook gives it.

    A two-digit year is of this century up to five years ahead of `today`, else of the last; a day
    without a year is of this year.

    Raises: UserError naming the accepted spellings.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _typed(value)
    parts = _date_parts(text, today)
    if parts is None:
        raise UserError(f"{label}看不懂：{DATE_FORMS}", field=field)
    year, month, day = parts
    try:
        found = date(year, month, day)
    except ValueError:
        raise UserError(f"{label}没有这一天（{year}年{month}月{day}日）：{DATE_FORMS}", field=field) from None
    if not 1850 <= found.year <= 2150:
        raise UserError(f"{label}的年份 {found.year} 不对：{DATE_FORMS}", field=field)
    return found


def _date_parts(text: str, today: date) -> tuple[int, int, int] | None:
    match = next((found for shape in _DATES if (found := shape.fullmatch(text))), None)
    if match is None:
        return None
    parts = match.groupdict()
    year = _year(parts["year"], today) if "year" in parts else today.year
    return year, int(parts["month"]), int(parts["day"])


def read_month(value: str | float | date, today: date, *, field: str = "", label: str = "月份") -> Month:
    """Read a month as typed or as a workbook gives it; a whole date gives its month.

    A decimal number with one decimal is refused: a workbook turns 2026.10 into 2026.1.

    Raises: UserError naming the accepted spellings.
    """
    if isinstance(value, date):
        return Month(value.year, value.month)
    if isinstance(value, float) and not value.is_integer() and re.fullmatch(r"[0-9]{4}\.1", str(value)):
        text = f"{label}分不清是1月还是10月（表格把 2026.10 存成了 2026.1）：{MONTH_FORMS}"
        raise UserError(text, field=field)
    text = _typed(value)
    parts = _month_parts(text, today)
    if parts is None or not (1 <= parts[1] <= 12 and 1850 <= parts[0] <= 2150):
        raise UserError(f"{label}看不懂：{MONTH_FORMS}", field=field)
    return Month(*parts)


def _month_parts(text: str, today: date) -> tuple[int, int] | None:
    match = next((found for shape in _MONTHS if (found := shape.fullmatch(text))), None)
    if match is not None:
        return _year(match["year"], today), int(match["month"])
    parts = _date_parts(text, today) if len(text) > 6 else None
    if parts is None:
        return None
    try:
        return Month.of(date(*parts)).year, parts[1]
    except ValueError:
        return None


def read_int(
    value: str | float,
    *,
    field: str = "",
    label: str = "数字",
    low: int | None = None,
    high: int | None = None,
) -> int:
    """Read a whole number between `low` and `high`, both included; full-width and 1,200 are understood.

    Raises: UserError naming what is accepted.
    """
    text = _typed(value)
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if re.fullmatch(r"[+-]?[0-9]{1,18}(\.0+)?", text) is None:
        raise UserError(f"{label}要填整数{_span(low, high)}", field=field)
    number = int(text.partition(".")[0])
    if (low is not None and number < low) or (high is not None and number > high):
        raise UserError(f"{label}要填整数{_span(low, high)}，现在是 {number}", field=field)
    return number


def _span(low: int | None, high: int | None) -> str:
    if low is not None and high is not None:
        return f"（{low} 至 {high}）"
    if low is not None:
        return f"（不小于 {low}）"
    return f"（不大于 {high}）" if high is not None else "，例如 3"


def read_bool(value: str | float | bool, *, field: str = "", label: str = "此项") -> bool:  # noqa: FBT001 - a workbook cell may be one
    """Read a claim: 是/否, 有/无, √/×, 1/0, Y/N.

    Raises: UserError naming what is accepted; a blank is not an answer.
    """
    text = fold(_typed(value)) if not isinstance(value, bool) else str(value).lower()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise UserError(f"{label}只能填“是”或“否”（有/无、√/× 也可以）", field=field)
