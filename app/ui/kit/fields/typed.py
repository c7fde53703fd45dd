"""Reading what is typed on a numeric keypad: full-width figures, days, months, money."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation

ParseDay = Callable[[str], date | None]
ParseMonth = Callable[[str], str | None]
_SEPARATORS = re.compile(r"[\s./\-年月日]+")


def half_width(text: str) -> str:
    """Return the text with full-width figures and signs made half-width and blanks at its ends cut."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").strip()


def day_parser(today: Callable[[], date]) -> ParseDay:
    """Return a reader of days: `20260305`, `260305`, `0305` (this year), `2026-3-5`, `2026年3月5日`."""

    def parse(text: str) -> date | None:
        parts = [part for part in _SEPARATORS.split(half_width(text)) if part]
        if not all(part.isdigit() for part in parts):
            return None
        year = today().year
        if len(parts) == 1:
            parts = _cut_day(parts[0], year)
        elif len(parts) == 2:
            parts = [str(year), *parts]
        return _day(parts) if len(parts) == 3 else None

    return parse


def _cut_day(run: str, year: int) -> list[str]:
    if len(run) == 8:
        return [run[:4], run[4:6], run[6:]]
    if len(run) == 6:
        short = int(run[:2])
        century = 2000 if short <= year % 100 + 20 else 1900
        return [str(century + short), run[2:4], run[4:]]
    return [str(year), run[:2], run[2:]] if len(run) == 4 else []


def _day(parts: list[str]) -> date | None:
    year, month, day = (int(part) for part in parts)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def parse_month(text: str) -> str | None:
    """Return `YYYY-MM` from `202603`, `2026-3`, `2026年3月`; None when it is no month."""
    parts = [part for part in _SEPARATORS.split(half_width(text)) if part]
    if len(parts) == 1 and len(parts[0]) == 6:
        parts = [parts[0][:4], parts[0][4:]]
    if len(parts) != 2 or not all(part.isdigit() for part in parts) or len(parts[0]) != 4:
        return None
    month = int(parts[1])
    return f"{parts[0]}-{month:02d}" if 1 <= month <= 12 else None


def parse_yuan(text: str) -> int | None:
    """Return 分 from a typed amount in 元 with at most two decimals; None when it is no amount."""
    try:
        amount = Decimal(half_width(text).replace(",", "").replace("，", "")) * 100
    except InvalidOperation:
        return None
    return int(amount) if amount.is_finite() and amount == amount.to_integral_value() else None


def yuan_text(fen: int) -> str:
    """Return 分 as `3,200` or `3,200.50`."""
    whole, rest = divmod(abs(fen), 100)
    sign = "-" if fen < 0 else ""
    return f"{sign}{whole:,}.{rest:02d}" if rest else f"{sign}{whole:,}"
