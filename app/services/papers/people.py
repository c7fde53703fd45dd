"""The papers about one person: the register's form."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session, selectinload

from app.faults import UserError
from app.models.worker import Worker
from app.services.desk import Desk
from app.services.papers import values
from app.services.papers.fitting import Fit
from app.services.papers.values import Values


def registration(session: Session, desk: Desk, worker_id: int) -> tuple[str, Values]:
    """Gather the 农民工基本信息登记表 of a worker."""
    worker = worker_of(session, worker_id)
    return worker.uid, values.registration(session, desk, worker, desk.operator.name)


def fits(session: Session, desk: Desk, worker_id: int) -> Iterator[Fit]:  # noqa: ARG001 - a fitter's signature
    """List the papers of a worker."""
    if session.get(Worker, worker_id) is not None:
        yield Fit("worker_registration", worker_id)


def worker_of(session: Session, worker_id: int) -> Worker:
    """Return a worker with all that is dated about him.

    Raises:
        UserError: he is not registered here.

    """
    parts = (
        selectinload(Worker.categories),
        selectinload(Worker.certificates),
        selectinload(Worker.movements),
    )
    worker = session.get(Worker, worker_id, options=parts)
    if worker is None or worker.is_void:
        raise UserError("这位不在本站登记名册里，请重新查找。")
    return worker
