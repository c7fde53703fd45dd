"""Rows of a span of days, as the clerk counts days: whole ones in China."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from app.ports import CHINA


def within(
    moment: InstrumentedAttribute[datetime], since: date | None, until: date | None
) -> list[ColumnElement[bool]]:
    """Return the conditions that a moment lies in the days asked for, both included; a side left open has none."""
    found: list[ColumnElement[bool]] = []
    if since is not None:
        found.append(moment >= datetime.combine(since, time(), tzinfo=CHINA))
    if until is not None:
        found.append(moment < datetime.combine(until + timedelta(days=1), time(), tzinfo=CHINA))
    return found
