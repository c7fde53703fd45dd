"""The register of case numbers: gapless per station, day and epoch, and never used twice (forms 2.10)."""

from __future__ import annotations

from sqlalchemy import func, select
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
    return number


def void_number(session: Session, number: str, reason: str) -> None:
    """Mark a number 作废; it stays in the register."""
    row = session.scalars(select(RegisterNumber).where(RegisterNumber.number == number)).one()
    row.is_void, row.void_reason = True, reason
