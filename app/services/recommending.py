"""Recommending to a person: profiles from the store, ranking by the pure engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.faults import UserError
from app.models.catalog import TrainingSession
from app.models.enrolment import Enrolment, Match
from app.models.worker import Worker
from app.services.desk import Desk
from app.services.feedback import Remark, standing_of
from app.services.following import WAIT, day_of
from app.services.matching.courses import CourseMatches, joinable, recommend_courses
from app.services.matching.jobs import JobMatches, feasible_ids, recommend_jobs
from app.services.matching.profile import WorkerProfile
from app.services.matching.steps import Step, take_all
from app.services.matching.whynot import why_not_jobs
from app.services.offers import Particulars, Seeker, particulars_of, seeker_of
from app.services.openings import Openings
from app.services.profiles import profile_of

_WILLING = "9"  # 未就业，有意愿


@dataclass(frozen=True, slots=True)
class WorkerMatches:
    """What can be recommended to one worker today, with reasons; `why` says why no job is shown, when so.

    `made` tells which jobs and sessions he was recommended or enrolled in already, and when; `remarks` the
    pins and hides by offer. `assumed` are steps that he has not taken: then `opened` is what they open.
    """

    worker_id: int
    name: str
    jobs: JobMatches
    courses: CourseMatches
    why: str
    seeker: Seeker
    made: Mapping[str, date]
    remarks: Mapping[str, Remark] = field(default_factory=dict)
    assumed: tuple[Step, ...] = ()
    assumption: str = ""
    opened: frozenset[str] = frozenset()


class Recommending:
    """Jobs and courses for the person at the counter."""

    def __init__(self, desk: Desk, openings: Openings) -> None:
        self._desk = desk
        self._openings = openings

    def for_worker(self, worker_id: int, *, top: int = 10, steps: tuple[Step, ...] = ()) -> WorkerMatches:
        """Return the nearest jobs and the courses that open most of them, as if `steps` were taken.

        Raises:
            UserError: the worker is gone, or neither birthday nor village is known.

        """
        today, openings = self._desk.clock.today(), self._openings
        with self._desk.database.reading() as session:
            worker = worker_of(session, worker_id)
            known = profile_of(session, worker)
            seeker, made = seeker_of(worker, today), _made_before(session, worker_id)
            remarks = {one.target_uid: one for one in standing_of(session, worker_id)}
            openings.refresh(session)
        index, profile = openings.index, take_all(known, steps)
        jobs = recommend_jobs(profile, index, today, top=top)
        courses = recommend_courses(profile, openings.offers, index, today, top=top)
        words = "，并且".join(step.text(today, openings.occupations) for step in steps)
        return WorkerMatches(
            worker_id,
            seeker.name,
            jobs,
            courses,
            ""
            if jobs.matches
            else why_not_jobs(profile, index, today).text("岗位", today, openings.occupations),
            seeker,
            made,
            remarks,
            steps,
            words,
            self._open_to(profile, today) - self._open_to(known, today) if steps else frozenset(),
        )

    def _open_to(self, profile: WorkerProfile, today: date) -> frozenset[str]:
        openings = self._openings
        classes = joinable(profile, openings.offers, openings.places, today)
        return feasible_ids(profile, openings.index, today) | {one.id for one in classes}

    def particulars(self, target: str, uid: str) -> Particulars:
        """Return whom to call about a job or a session, where it is, and what it asks and gives.

        Raises:
            UserError: it is gone.

        """
        with self._desk.database.reading() as session:
            return particulars_of(session, target, uid)

    def waiting(self) -> tuple[int, ...]:
        """Return who wants work and has nothing recommended that is still followed up, newest visit first."""
        followed = select(Match.worker_id).where(
            Match.is_void.is_(False), Match.outcome.in_([*WAIT, "stayed"])
        )
        query = select(Worker.id).where(
            Worker.is_void.is_(False), Worker.work_state == _WILLING, Worker.id.not_in(followed)
        )
        order = (Worker.last_visit_at.desc().nulls_last(), Worker.id)
        with self._desk.database.reading() as session:
            return tuple(session.scalars(query.order_by(*order)))

    def seekers(self, ids: tuple[int, ...]) -> tuple[Seeker, ...]:
        """Return who these workers are and what they look for, in the order given."""
        today = self._desk.clock.today()
        query = select(Worker).where(Worker.id.in_(ids)).options(selectinload(Worker.certificates))
        with self._desk.database.reading() as session:
            found = {row.id: seeker_of(row, today) for row in session.scalars(query)}
        return tuple(found[number] for number in ids if number in found)


def worker_of(session: Session, worker_id: int) -> Worker:
    """Return one worker with his certificates.

    Raises:
        UserError: he is not registered here any more.

    """
    worker = session.get(Worker, worker_id, options=(selectinload(Worker.certificates),))
    if worker is None or worker.is_void:
        raise UserError("这位不在本站登记名册里，请重新查找。")
    return worker


def _made_before(session: Session, worker_id: int) -> dict[str, date]:
    made = select(Match.target_uid, Match.made_at).where(
        Match.worker_id == worker_id, Match.is_void.is_(False)
    )
    enrolled = (
        select(TrainingSession.uid, Enrolment.enrolled_on)
        .join(Enrolment, Enrolment.session_id == TrainingSession.id)
        .where(Enrolment.worker_id == worker_id, Enrolment.is_void.is_(False), Enrolment.state != "left")
    )
    found = {uid: day_of(at) for uid, at in session.execute(made.order_by(Match.id))}
    return found | {row[0]: row[1] for row in session.execute(enrolled)}
