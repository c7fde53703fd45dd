"""Which writer serves which layout, and how a chunk goes in: made ready first, held only to be put in."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from app.services.desk import Desk
from app.services.imports.catalog import CatalogWriter
from app.services.imports.lists import AttendanceWriter, ComparisonWriter
from app.services.imports.workers import WorkersWriter
from app.services.imports.writer import Job, Plain, Tally, Writer
from app.services.intake.rows import ParsedRow

_TRIES = 3


def writer_for(layout: str) -> Writer:
    """Return the writer of one import's rows."""
    if layout == "workers":
        return WorkersWriter()
    if layout == "comparison":
        return Plain(ComparisonWriter())
    if layout == "attendance":
        return Plain(AttendanceWriter())
    return Plain(CatalogWriter(layout))


def bring_in(
    desk: Desk,
    writer: Writer,
    job: Job,
    rows: Sequence[ParsedRow],
    tally: Tally,
    finish: Callable[[Session], None],
) -> None:
    """Put one chunk in with whatever `finish` adds to its transaction.

    The chunk is compared, bound and written out while the store is free. If somebody in it changed meanwhile it is
    made ready again, and after three times while the store is held.
    """
    for _ in range(_TRIES):
        with desk.database.reading() as session:
            ready = writer.prepare(session, desk, job, rows)
        with desk.database.transaction() as session:
            if ready.is_current(session):
                ready.write(session, tally)
                finish(session)
                return
    with desk.database.transaction() as session:
        writer.prepare(session, desk, job, rows).write(session, tally)
        finish(session)
