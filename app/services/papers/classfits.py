"""Which papers of training fit a class, a learner, a worker and an enterprise's case."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.application import Application
from app.models.catalog import TrainingSession
from app.models.enrolment import Enrolment
from app.models.enums import SubsidyKind
from app.models.worker import Worker
from app.services.desk import Desk
from app.services.papers import claims, rosters
from app.services.papers.fitting import Fit

_BEFORE = ("class_filing", "class_roster", "timetable", "attendance_sheet")
_DURING = ("teaching_log",)
_AFTER = ("result_sheet", "satisfaction", "employment_follow_up")
_ORDERS = {
    "planned": (*_BEFORE, *_DURING, *_AFTER),
    "open": ("attendance_sheet", "class_roster", *_DURING, "timetable", *_AFTER, "class_filing"),
    "closed": (*_AFTER, "class_roster", "attendance_sheet", *_DURING, "timetable", "class_filing"),
}
_OVER = ("withdrawn", "rejected")


def of_class(session: Session, _desk: Desk, session_id: int) -> Iterator[Fit]:
    """List the papers of a class, what its state asks for first, then the rosters money is paid by."""
    taught = session.get(TrainingSession, session_id)
    if taught is None or taught.is_void:
        return
    for form in _ORDERS.get(taught.state, ()):
        yield Fit(form, session_id)
    if rosters.living_claims(session, session_id):
        yield Fit("living_roster", session_id)
    query = select(Application).where(
        Application.kind == SubsidyKind.EMPLOYER.value, Application.session_id == session_id,
        Application.is_void.is_(False), Application.state.not_in(_OVER),
    )  # fmt: skip
    for case in session.scalars(query.order_by(Application.id)):
        yield Fit("employer_roster", case.id, case.employer.name if case.employer else "")


def of_enrolment(session: Session, desk: Desk, enrolment_id: int) -> Iterator[Fit]:
    """List the enrolment form of a learner, then the papers of what he has claimed for this class."""
    row = session.get(Enrolment, enrolment_id)
    if row is None or row.is_void:
        return
    yield Fit("training_enrolment", enrolment_id)
    query = select(Application.id).where(
        Application.enrolment_id == enrolment_id, Application.is_void.is_(False), Application.state.not_in(_OVER)
    )  # fmt: skip
    for number in session.scalars(query.order_by(Application.id)):
        yield from claims.fits(session, desk, number)


def of_worker(session: Session, _desk: Desk, worker_id: int) -> Iterator[Fit]:
    """List what a worker says he would learn, then the enrolment form of each class he is in, the newest first."""
    worker = session.get(Worker, worker_id)
    if worker is None or worker.is_void:
        return
    yield Fit("training_wish", worker_id)
    query = select(Enrolment).where(
        Enrolment.worker_id == worker_id, Enrolment.is_void.is_(False), Enrolment.state != "left"
    )
    for row in session.scalars(query.order_by(Enrolment.id.desc())):
        yield Fit("training_enrolment", row.id, row.session.class_no)


def of_case(session: Session, _desk: Desk, application_id: int) -> Iterator[Fit]:
    """List the roster of an enterprise's case."""
    case = session.get(Application, application_id)
    if case is not None and case.kind == SubsidyKind.EMPLOYER.value:
        yield Fit("employer_roster", application_id)


def of_employer(session: Session, _desk: Desk, employer_id: int) -> Iterator[Fit]:
    """List the rosters of an enterprise's cases, the newest first."""
    query = select(Application).where(
        Application.employer_id == employer_id, Application.kind == SubsidyKind.EMPLOYER.value,
        Application.is_void.is_(False), Application.state.not_in(_OVER),
    )  # fmt: skip
    for case in session.scalars(query.order_by(Application.id.desc())):
        yield Fit("employer_roster", case.id, case.class_no)
