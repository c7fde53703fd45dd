"""What day it is, as the clerk confirms it when the PC's clock cannot be believed."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.trail import JournalEntry
from app.ports import CHINA
from app.services import journal
from app.services.clockwatch import Doubt
from app.services.desk import Desk
from app.services.results import Changes

CONFIRMED = "clock.confirmed"
_TAIL = 20_000
_FIRST_YEAR = 2020


class Timekeeping:
    """The day at this counter."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def doubt(self) -> Doubt | None:
        """Return why the clock cannot be believed; None when it can."""
        return self._desk.watch.look()

    def confirm(self, day: date) -> Changes:
        """Go by the day that the clerk read off the calendar, and journal what the clock showed.

        Raises:
            UserError: it is no day on which this product can be in use.

        """
        if day.year < _FIRST_YEAR or day.year > _FIRST_YEAR + 80:
            raise UserError("请照日历填今天的日期，如 20261124。", field="day")
        desk, doubt = self._desk, self._desk.watch.doubt()
        shown = desk.clock.today()
        desk.clock.put_right(day)
        desk.watch.settle("" if shown == day else f"day confirmed {day}, clock showed {shown}")
        last = f"，最后一条记录 {doubt.last.astimezone(CHINA):%Y-%m-%d %H:%M}" if doubt else ""
        detail = f"今天是 {day}；电脑显示 {shown}{last}"
        with desk.database.transaction() as session:
            uid = desk.station.epoch_id
            journal.note(session, desk, CONFIRMED, entity="station", uid=uid, detail=detail)
        return Changes(frozenset({"station", "application"}))


def last_record(session: Session) -> datetime | None:
    """Return the latest instant in the newest part of the journal; what was before the last confirmation is past."""
    newest = session.scalar(select(func.max(JournalEntry.id))) or 0
    confirmed = session.scalar(select(func.max(JournalEntry.id)).where(JournalEntry.action == CONFIRMED)) or 0
    query = select(func.max(JournalEntry.at)).where(JournalEntry.id >= max(confirmed, newest - _TAIL))
    return session.scalar(query)
