"""Ages in full years, the working age, and the retirement day under the decision of 13 September 2024."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

WORKING_AGE: Final = 16
ADULT_AGE: Final = 18
_ELASTIC_MONTHS = 36


class Track(StrEnum):
    """The three retirement ages before 2025; the product cannot know which of the two a woman has."""

    MAN = "man_60"
    WOMAN_55 = "woman_55"
    WOMAN_50 = "woman_50"


class Standing(StrEnum):
    """Where a person stands between the working age and retirement."""

    CHILD = "child"
    MINOR = "minor"
    WORKING = "working"
    NEEDS_INFO = "needs_info"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class _Rule:
    first_year: int
    base_years: int
    months_a_step: int
    most_months: int


_RULES = {
    Track.MAN: _Rule(1965, 60, 4, 36),
    Track.WOMAN_55: _Rule(1970, 55, 4, 36),
    Track.WOMAN_50: _Rule(1975, 50, 2, 60),
}


def add_months(day: date, months: int) -> date:
    """Return the same day `months` later (or earlier); where that month has no such day, its last."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def birthday(birth: date, years: int) -> date:
    """Return the day on which so many full years are reached; 29 February gives the month's end."""
    return add_months(birth, years * 12)


def full_years(birth: date, on: date) -> int:
    """Return the age in full years (周岁), reached on the birthday; negative before birth.

    Source: 民法典第二百零二条 "到期月的对应日为期间的最后一日；没有对应日的，月末日为期间的最后一日".
    """
    years = on.year - birth.year
    return years if birthday(birth, years) <= on else years - 1


def is_minor_worker(birth: date, on: date) -> bool:
    """Return whether the person is 16 or 17: a guardian signs, and heavy or dangerous jobs are closed.

    Source: 劳动法第五十八条 "未成年工是指年满十六周岁未满十八周岁的劳动者".
    """
    return WORKING_AGE <= full_years(birth, on) < ADULT_AGE


def delay_months(birth: date, track: Track) -> int:
    """Return by how many months the decision moves retirement.

    Source: 关于实施渐进式延迟法定退休年龄的决定（2024年9月13日）
    "每四个月延迟一个月"，原五十周岁的女职工"每二个月延迟一个月".
    """
    rule = _RULES[track]
    months = (birth.year - rule.first_year) * 12 + birth.month - 1
    return 0 if months < 0 else min(rule.most_months, months // rule.months_a_step + 1)


def retires_on(birth: date, track: Track) -> date:
    """Return the statutory retirement day."""
    return add_months(birth, _RULES[track].base_years * 12 + delay_months(birth, track))


def retirement_age(birth: date, track: Track) -> tuple[int, int]:
    """Return the statutory retirement age as years and months."""
    return divmod(_RULES[track].base_years * 12 + delay_months(birth, track), 12)


def retirement_days(birth: date, sex: str) -> tuple[date, ...]:
    """Return every statutory day the person may have, earliest first; one for a man, two for a woman.

    `sex` is "1" or "2"; anything else gives none.
    """
    if sex == "1":
        return (retires_on(birth, Track.MAN),)
    if sex == "2":
        return (retires_on(birth, Track.WOMAN_50), retires_on(birth, Track.WOMAN_55))
    return ()


def elastic_window(birth: date, track: Track) -> tuple[date, date]:
    """Return the earliest and latest day of elastic retirement.

    Three years either way, and never below the age that held before 2025.

    Source: 决定第三条：提前不超过三年，且不得低于原法定退休年龄；延迟不超过三年.
    """
    statutory = retires_on(birth, track)
    earliest = add_months(
        birth, _RULES[track].base_years * 12 + max(0, delay_months(birth, track) - _ELASTIC_MONTHS)
    )
    return earliest, add_months(statutory, _ELASTIC_MONTHS)


def standing(birth: date, sex: str, on: date, *, track: Track | None = None) -> Standing:
    """Return where the person stands on a day.

    NEEDS_INFO between a woman's two retirement days while `track` is unknown, and past 50 while the
    sex is. Drawing a pension already is another fact and is not judged here.
    """
    age = full_years(birth, on)
    if age < WORKING_AGE:
        return Standing.CHILD
    if age < ADULT_AGE:
        return Standing.MINOR
    days = (retires_on(birth, track),) if track else retirement_days(birth, sex)
    if not days:
        days = (retires_on(birth, Track.WOMAN_50), retires_on(birth, Track.MAN))
    if on < days[0]:
        return Standing.WORKING
    return Standing.NEEDS_INFO if on < days[-1] else Standing.RETIRED
