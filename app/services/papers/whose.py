"""Whom a paper is about, told from what it is filed under: a person, a case, an enrolment, a recommendation, a job."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from app.models.application import Application, Paper
from app.models.catalog import Employer, Job, TrainingSession
from app.models.enrolment import Enrolment, Match
from app.models.worker import Worker
from app.services.workers import search

_PEOPLE = 200
_ENROLLED = TrainingSession.class_no + "-" + func.upper(func.substr(Enrolment.uid, -6))
_TAIL = func.substr(Match.uid, -8)  # a letter's number ends so


def names_of(session: Session, subjects: Collection[str]) -> dict[str, tuple[str, str]]:
    """Return by subject the name it is about and the number that the paper carries."""
    people = select(Worker.uid, Worker.name).where(Worker.uid.in_(subjects))
    jobs = select(Job.uid, Employer.name).join(Employer).where(Job.uid.in_(subjects))
    found = {
        uid: (name, uid[-12:].upper()) for query in (people, jobs) for uid, name in session.execute(query)
    }
    cases = (
        select(Application.case_number, func.coalesce(Worker.name, Employer.name, ""))
        .outerjoin(Worker, Application.worker_id == Worker.id)
        .outerjoin(Employer, Application.employer_id == Employer.id)
        .where(Application.case_number.in_(subjects))
    )
    enrolled = select(_ENROLLED, Worker.name).select_from(Enrolment).join(TrainingSession).join(Worker)
    for query in (cases, enrolled.where(_ENROLLED.in_(subjects))):
        found |= {number: (name, number) for number, name in session.execute(query)}
    ends = {subject[-8:]: subject for subject in subjects if subject not in found and subject[-9:-8] == "-"}
    letters = select(_TAIL, Worker.name).select_from(Match).join(Worker).where(_TAIL.in_(ends))
    return found | {ends[tail]: (name, ends[tail]) for tail, name in session.execute(letters)}


def is_about(session: Session, text: str) -> ColumnElement[bool]:
    """Return what holds of a paper about the person, unit or number that was typed.

    A person is found as anywhere: by name, initials or number; a unit by part of its name.
    """
    workers = search.find_ids(session, text, limit=_PEOPLE)
    units = select(Employer.id).where(Employer.name.contains(text, autoescape=True))
    subjects = (
        select(Worker.uid).where(Worker.id.in_(workers)),
        select(Job.uid).where(Job.employer_id.in_(units)),
        select(Application.case_number).where(Application.worker_id.in_(workers)),
        select(Application.case_number).where(Application.employer_id.in_(units)),
        select(_ENROLLED)
        .select_from(Enrolment)
        .join(TrainingSession)
        .where(Enrolment.worker_id.in_(workers)),
    )
    letters = select(Match.id).where(Match.worker_id.in_(workers), Paper.subject.like("%-" + _TAIL))
    return or_(
        func.upper(Paper.subject).contains(text.upper(), autoescape=True),
        *(Paper.subject.in_(query) for query in subjects),
        letters.exists(),
    )
