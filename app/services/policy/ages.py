"""Age in whole years and the statutory retirement day under the decision of 2024-09-13."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from app.services.policy.facts import Facts

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def months_after(day: date, months: int) -> date:
    """Return the same day `months` later, the month's last day when there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def age_on(birth: date, day: date) -> int:
    """Return the age in whole years; it grows on the birthday itself, 29 February's at the month's end."""
    years = day.year - birth.year
    return years - (day < months_after(birth, years * 12))


def retirement_day(birth: date, *, base: int) -> date:
    """Return the statutory retirement day.

    `base` is the age before the reform: 60 for men, 55 or 50 for women.

    Source: 全国人大常委会 2024-09-13 决定, from 2025-01-01.
    """
    start = {60: 1965, 55: 1970, 50: 1975}[base]
    months = (birth.year - start) * 12 + birth.month - 1
    step, longest = (2, 60) if base == 50 else (4, 36)
    delay = 0 if months < 0 else min(longest, months // step + 1)
    return months_after(birth, base * 12 + delay)


@dataclass(frozen=True, slots=True)
class Person:
    """Birth and sex as far as they are known; sex is "1" male, "2" female, "" unknown."""

    birth: date | None
    sex: str


def person_of(facts: Facts) -> Person:
    """Return birth and sex from a valid ID number, otherwise as typed."""
    number, birth, sex = facts.get("worker.id_number"), facts.get("worker.birth"), facts.get("worker.sex")
    if isinstance(number, str):
        read = _from_number(number)
        if read is not None:
            return read
    return Person(
        birth if isinstance(birth, date) else None,
        sex if isinstance(sex, str) and sex in {"1", "2"} else "",
    )


def normal_number(number: str) -> str:
    """Return an ID number in its 18-digit upper-case form; 15-digit old numbers are upgraded."""
    text = number.strip().upper().replace(" ", "")
    if len(text) == 15 and text.isascii() and text.isdigit():
        text = text[:6] + ("18" if text[12:] in {"996", "997", "998", "999"} else "19") + text[6:]
        text += _check(text)
    return text


def _check(first17: str) -> str:
    total = sum(int(digit) * weight for digit, weight in zip(first17, _WEIGHTS, strict=True))
    return "10X98765432"[total % 11]


def _from_number(number: str) -> Person | None:
    text = normal_number(number)
    if len(text) != 18 or not (text[:17].isascii() and text[:17].isdigit()) or text[17] != _check(text[:17]):
        return None
    try:
        birth = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return None
    return Person(birth, "1" if int(text[16]) % 2 else "2")
