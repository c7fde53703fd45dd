"""The register of case numbers: gapless per station, day and epoch, and never used twice (forms 2.10)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from app.models.application import RegisterNumber
from app.models.casenumber import CaseNumber
from app.services.desk import Desk


def take_number(session: Session, desk: Desk, business: str) -> str:
    """Take the next number in the caller's transaction; it is gone even when its case is later voided.

    Raises:
        UserError: the PC's clock cannot be believed and nobody has confirmed the day.

    """
    desk.watch.refuse_doubtful()
    station, day = desk.station, desk.clock.today()
    here = (
        RegisterNumber.station == station.code,
        RegisterNumber.day == day,
        RegisterNumber.epoch == station.epoch,
    )
    sequence = (session.scalar(select(func.max(RegisterNumber.sequence)).where(*here)) or 0) + 1
    number = str(CaseNumber(station.code, business, day, station.epoch, sequence))
    session.add(
        RegisterNumber(
            station=station.code,
            business=business,
            day=day,
            epoch=station.epoch,
            sequence=sequence,
            number=number,
        )
    )
    session.flush()
    if desk.on_number is not None:
        _after_commit(session, partial(desk.on_number, _mark(station.epoch, day, sequence)))
    return number


def _after_commit(session: Session, do: Callable[[], None]) -> None:
    event.listen(session, "after_commit", lambda _session: do(), once=True)


def _mark(epoch: str, day: date, sequence: int) -> str:
    """Return a number so that later ones of a station sort behind it."""
    return f"{epoch}-{day:%Y%m%d}-{sequence:04d}"


def last_number(session: Session) -> str:
    """Return the last number given out in the newest epoch, in a form that sorts; empty when there is none."""
    row = RegisterNumber
    query = select(row.epoch, row.day, row.sequence).order_by(
        row.epoch.desc(), row.day.desc(), row.sequence.desc()
    )
    last = session.execute(query.limit(1)).first()
    return _mark(last.epoch, last.day, last.sequence) if last else ""


def void_number(session: Session, number: str, reason: str) -> None:
    """Mark a number 作废; it stays in the register."""
    row = session.scalars(select(RegisterNumber).where(RegisterNumber.number == number)).one()
    row.is_void, row.void_reason = True, reason
