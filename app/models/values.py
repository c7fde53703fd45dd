"""Small values shared by every floor: money in 分, months, periods and numbers that are shown masked."""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, TypeAlias, overload

from app.faults import UserError

Fen: TypeAlias = int
"""Money in whole 分; never a float."""

MOST_FEN: Final = 10**16 - 1
_AMOUNT = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)?(?:\.(?P<part>[0-9]*))?(?P<wan>万)?元?整?")
_MONTH = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})月?")


def parse_fen(text: str, *, field: str = "", label: str = "金额") -> Fen:
    """Read an amount in 元, such as "3,200.5", "￥1,800.00" or "1.2万", and return it in 分.

    Raises: UserError for a negative amount, more than two decimals, or anything else.
    """
    bare = "".join(unicodedata.normalize("NFKC", text).split())
    bare = bare.removeprefix("人民币").lstrip("￥¥")
    if bare.startswith(("-", "−", "(")):
        raise UserError(f"{label}不能是负数，请填大于或等于 0 的金额", field=field)
    match = _AMOUNT.fullmatch(bare)
    if match is None or not (match["whole"] or match["part"]):
        raise UserError(f"{label}看不懂：请填数字，例如 3200 或 3,200.50", field=field)
    part = (match["part"] or "").rstrip("0")
    scale = 6 if match["wan"] else 2
    if len(part) > scale:
        raise UserError(f"{label}最多两位小数（精确到分），例如 3,200.50", field=field)
    fen = int((match["whole"] or "0").replace(",", "") + part.ljust(scale, "0"))
    if fen > MOST_FEN:
        raise UserError(f"{label}太大，请核对位数", field=field)
    return fen


def format_fen(fen: Fen) -> str:
    """Return the amount as vouchers write it: `￥1,800.00`, the sign touching the first digit."""
    sign = "-" if fen < 0 else ""
    return f"{sign}￥{abs(fen) // 100:,}.{abs(fen) % 100:02d}"


def format_yuan(fen: Fen) -> str:
    """Return the amount as screens write it: `3,200 元`; the 角 and 分 only where there are any."""
    sign = "-" if fen < 0 else ""
    part = f".{abs(fen) % 100:02d}" if fen % 100 else ""
    return f"{sign}{abs(fen) // 100:,}{part} 元"


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month; ordered, and counted with `+` and `-`."""

    year: int
    month: int

    def __post_init__(self) -> None:
        if not (1 <= self.month <= 12 and 1 <= self.year <= 9999):
            raise ValueError(f"no such month: {self.year}-{self.month}")

    @classmethod
    def of(cls, day: date) -> Month:
        """Return the month that holds the day."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str, *, field: str = "", label: str = "月份") -> Month:
        """Read 202603, 2026-03, 2026/3 or 2026年3月.

        Raises: UserError naming the accepted spellings.
        """
        match = _MONTH.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
        if match is None or not (1 <= int(match[2]) <= 12 and int(match[1])):
            raise UserError(f"{label}看不懂：可以输入 202603、2026-03 或 2026年3月", field=field)
        return cls(int(match[1]), int(match[2]))

    @property
    def first_day(self) -> date:
        """Return the first day of the month."""
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        """Return the last day of the month."""
        return date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    @property
    def label(self) -> str:
        """Return the month as forms write it: 2026年3月."""
        return f"{self.year}年{self.month}月"

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __add__(self, months: int) -> Month:
        count = self.year * 12 + self.month - 1 + months
        return Month(count // 12, count % 12 + 1)

    @overload
    def __sub__(self, other: int) -> Month: ...
    @overload
    def __sub__(self, other: Month) -> int: ...
    def __sub__(self, other: int | Month) -> Month | int:
        if isinstance(other, Month):
            return (self.year - other.year) * 12 + self.month - other.month
        return self + -other


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A closed interval of days: the first and the last both belong to it."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end ({self.last}) before it begins ({self.first})")

    @property
    def days(self) -> int:
        """Return how many days the period holds, both ends counted."""
        return (self.last - self.first).days + 1

    def contains(self, day: date) -> bool:
        """Return whether the day lies in the period."""
        return self.first <= day <= self.last

    def overlaps(self, other: Period) -> bool:
        """Return whether the two periods share a day."""
        return self.first <= other.last and other.first <= self.last

    def overlap(self, other: Period) -> Period | None:
        """Return the days that both periods hold, or None."""
        if not self.overlaps(other):
            return None
        return Period(max(self.first, other.first), min(self.last, other.last))

    def each_day(self) -> tuple[date, ...]:
        """Return every day of the period in order."""
        return tuple(self.first + timedelta(days=step) for step in range(self.days))

    def __str__(self) -> str:
        return f"{self.first.isoformat()}～{self.last.isoformat()}"


@lru_cache(maxsize=256)
def _is_structured(number: str) -> bool:
    return re.fullmatch(r"[0-9]{17}[0-9X]|[0-9]{15}", number) is not None


@lru_cache(maxsize=256)
def _birth_in(number: str) -> date | None:
    """Return the birthday in a structured number; one number is asked several times while it is checked."""
    digits = number[6:14]
    if len(number) == 15:
        digits = ("18" if number[12:] >= "996" else "19") + number[6:12]
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A number that identifies a person, as stored after `check_identity`; it is not judged again."""

    value: str

    @property
    def is_structured(self) -> bool:
        """Whether the number tells a birthday and a sex (18 digits, or the old 15)."""
        return _is_structured(self.value)

    @property
    def birth(self) -> date | None:
        """Return the birthday in the number, or None where it holds none."""
        return _birth_in(self.value) if self.is_structured else None

    @property
    def sex(self) -> str:
        """Return "1" for male, "2" for female, "" where the number does not tell."""
        if not self.is_structured:
            return ""
        return "1" if int(self.value[14 if len(self.value) == 15 else 16]) % 2 else "2"

    @property
    def county_code(self) -> str:
        """Return the six-digit code of the county at issue time, or ""."""
        return self.value[:6] if self.is_structured and not self.value.startswith("9") else ""

    @property
    def last_four(self) -> str:
        """Return the last four characters, for slips and public notices."""
        return self.value[-4:]

    def masked(self) -> str:
        """Return the number as lists show it: `140321********062X`."""
        if len(self.value) >= 15:
            return self.value[:6] + "*" * (len(self.value) - 10) + self.value[-4:]
        shown = min(4, len(self.value) // 2)
        return "*" * (len(self.value) - shown) + self.value[len(self.value) - shown :]

    def grouped(self) -> str:
        """Return the number in groups as a resting input shows it: 6-8-4, or 6-6-3 for 15 digits."""
        if len(self.value) == 18:
            return f"{self.value[:6]} {self.value[6:14]} {self.value[14:]}"
        if len(self.value) == 15:
            return f"{self.value[:6]} {self.value[6:12]} {self.value[12:]}"
        return self.value

    def __str__(self) -> str:
        return self.masked()


def mask_phone(phone: str) -> str:
    """Return the phone as lists show it: `138****1234`, `0353-***1234`."""
    if re.fullmatch(r"[0-9]{11}", phone) and not phone.startswith("0"):
        return f"{phone[:3]}****{phone[-4:]}"
    head, dash, tail = phone.rpartition("-")
    if len(tail) <= 4:
        head, dash, tail = "", "", phone
    shown = 4 if len(tail) >= 7 else len(tail) // 2
    return f"{head}{dash}{'*' * (len(tail) - shown)}{tail[len(tail) - shown :]}"


def mask_card(card: str) -> str:
    """Return the account as lists show it: stars and the last four digits."""
    shown = min(4, len(card) // 2)
    return "*" * (len(card) - shown) + card[len(card) - shown :]
