"""The county's table of holidays and 调休 workdays, and the day that is promised by counting working days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.reference import Holiday


def days_of(session: Session) -> dict[date, bool]:
    """Return the days that are not what their weekday says, and whether work is done on them."""
    return {row[0]: row[1] for row in session.execute(select(Holiday.day, Holiday.is_workday))}


def promised_day(filed_on: date, workdays: object, special: Mapping[date, bool]) -> tuple[date | None, str]:
    """Return the promised day, and words where the county's holiday table lacks a year on the way to it.

    `special` tells of days that are not what their weekday says whether work is done on them. There is no day until
    the county has said how many working days it takes.
    """
    if not isinstance(workdays, int) or workdays <= 0:
        return None, ""
    day, left = filed_on, workdays
    while left:
        day += timedelta(days=1)
        left -= special.get(day, day.weekday() < 5)
    years = {filed_on.year, day.year} - {one.year for one in special}
    lacking = "、".join(str(year) for year in sorted(years))
    return day, f"未扣{lacking}年节假日，" if lacking else ""
