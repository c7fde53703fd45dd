"""Reads a day or a month in the spellings people use; refuses what could mean two days."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from app.services.intake.folding import as_text, fold
from app.services.intake.sheets import Cell

_YMD = re.compile(
    r"^(\d{4})(?:[-/.年、 ]+)(\d{1,2})(?:[-/.月、 ]+)(\d{1,2})[日号]?(?:[t ]?\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?$"
)
_SOLID = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
_YM = re.compile(r"^(\d{4})(?:[-/.年、]+)(\d{1,2})月?$")
_YM_SOLID = re.compile(r"^(\d{4})(\d{2})$")
_YEAR = re.compile(r"^(\d{4})年?$")
_SHORT = re.compile(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{1,4}$")
_EPOCH = date(1899, 12, 30)
_SERIALS = range(10_000, 80_000)  # 1927 to 2119
FOREVER = frozenset({"长期", "长期有效", "永久"})
NOW = frozenset({"至今", "现在", "今", "目前", "在职", "仍在"})


class DayFault(ValueError):  # noqa: N818 - the glossary of faults
    """The text is no single certain day; the message is a clause for the clerk."""


def read_day(cell: Cell) -> date:
    """Read a day from a date cell, an Excel serial, or text in any of the spellings in use.

    Raises: DayFault.
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    text = fold(as_text(cell))
    found = _YMD.match(text) or _SOLID.match(text)
    if found:
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if isinstance(cell, int | float) and int(cell) in _SERIALS and not isinstance(cell, bool):
        return _EPOCH + timedelta(days=int(cell))
    if text.isdigit() and len(text) == 5 and int(text) in _SERIALS:
        return _EPOCH + timedelta(days=int(text))
    if _YM.match(text) or _YM_SOLID.match(text):
        raise DayFault("只写到月，请补上日，如 2024-11-24")
    if _SHORT.match(text):
        raise DayFault("年份不是四位，请写成 2024-11-24")
    raise DayFault("认不出日期，请写成 2024-11-24")


def read_month(cell: Cell) -> str:
    """Read a month as YYYY-MM; a day stands for its month.

    Raises: DayFault.
    """
    if isinstance(cell, date):
        return f"{cell.year:04d}-{cell.month:02d}"
    text = fold(as_text(cell))
    found = _YM.match(text) or _YM_SOLID.match(text)
    if found:
        first = _date(int(found[1]), int(found[2]), 1)
        return f"{first.year:04d}-{first.month:02d}"
    if _YEAR.match(text) and not (isinstance(cell, int | float) and int(cell) in _SERIALS):
        raise DayFault("只写到年，请补上月，如 2024-11")
    if re.fullmatch(r"\d{4}\.\d", text):
        raise DayFault("月份不确定（Excel 会把 10 月变成 1 月），请写成 2024-11")
    try:
        day = read_day(cell)
    except DayFault as fault:
        raise DayFault("认不出月份，请写成 2024-11") from fault
    return f"{day.year:04d}-{day.month:02d}"


def read_header_day(cell: Cell, year: int) -> date | None:
    """Read the day that heads a column of a 签到 sheet; `year` fills in for "11月24日" or "11-24"."""
    if isinstance(cell, date | datetime):
        return read_day(cell)
    text = fold(as_text(cell))
    text = re.sub(r"\(.*?\)|星期.|周.|出勤|签到|上午|下午", "", text)
    short = re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})[日号]?", text)
    try:
        if short and year:
            return _date(year, int(short[1]), int(short[2]))
        if short:
            return None
        return read_day(float(text) if re.fullmatch(r"\d{5}", text) else text)
    except DayFault:
        return None


def _date(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError as fault:
        raise DayFault("日历上没有这一天，请核对") from fault
