"""Recommending to a person: profiles from the store, ranking by the pure engine, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.faults import UserError
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.checks.certificate import LEVELS
from app.models.enrolment import Enrolment, Match
from app.models.enums import MatchOutcome
from app.models.worker import Worker
from app.paths import resources
from app.services import codes, journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.matching.courses import CourseMatches, recommend_courses
from app.services.matching.distance import Places
from app.services.matching.jobs import JobIndex, JobMatches, WhyNone, recommend_jobs, why_none
from app.services.matching.occupations import Occupations
from app.services.matching.profile import (
    Band,
    CourseOffer,
    JobPosting,
    Shift,
    Skill,
    WorkerProfile,
    education_rank,
)
from app.services.results import Changes, Saved
from app.services.undo import UndoStack

_TOUCHED = frozenset({"match"})
_NEXT: Mapping[str, tuple[str, ...]] = {
    "made": ("contacted", "declined"),
    "contacted": ("interviewed", "declined", "turned_down"),
    "interviewed": ("started", "declined", "turned_down"),
    "started": ("stayed", "declined"),
}
_WAIT: Mapping[str, timedelta] = {
    "made": timedelta(days=3),
    "contacted": timedelta(days=3),
    "interviewed": timedelta(days=7),
    "started": timedelta(days=30),
}


@dataclass(frozen=True, slots=True)
class WorkerMatches:
    """What can be recommended to one worker today, with reasons; `why` says why there is nothing, when so."""

    worker_id: int
    name: str
    jobs: JobMatches
    courses: CourseMatches
    why: WhyNone | None


@dataclass(frozen=True, slots=True)
class MatchRow:
    """One recommendation on the follow-up list; `nexts` are the outcomes that may be recorded now."""

    id: int
    worker_id: int
    name: str
    title: str
    outcome: str
    since: date
    due: date | None
    nexts: tuple[tuple[str, str], ...]


class Recommending:
    """Jobs and courses for the person at the counter."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk = desk
        self._undo = undo
        self._occupations = Occupations.read(resources() / "reference")
        self._places = Places.read(resources() / "reference" / "places.csv")
        self._stamp: tuple[object, ...] = ()
        self._index = JobIndex((), self._places, self._occupations)
        self._offers: tuple[CourseOffer, ...] = ()

    def for_worker(self, worker_id: int, *, top: int = 10) -> WorkerMatches:
        """Return the nearest jobs and the courses that open most of them.

        Raises:
            UserError: the worker is gone, or neither birthday nor village is known.

        """
        today = self._desk.clock.today()
        with self._desk.database.reading() as session:
            worker = session.get(Worker, worker_id, options=(selectinload(Worker.certificates),))
            if worker is None or worker.is_void:
                raise UserError("这位不在本站登记名册里，请重新查找。")
            profile = _profile(session, worker)
            self._refresh(session)
        jobs = recommend_jobs(profile, self._index, today, top=top)
        courses = recommend_courses(profile, self._offers, self._index, today, top=top)
        why = why_none(profile, self._index, today) if not jobs.matches else None
        return WorkerMatches(worker_id, worker.name, jobs, courses, why)

    def _refresh(self, session: Session) -> None:
        """Build the index again when anything on offer, whoever offers it, or an enrolment has changed."""
        stamp = tuple(
            value
            for entity in (Employer, Job, Institution, Course, TrainingSession, Enrolment)
            for value in session.execute(select(func.count(entity.id), func.sum(entity.version))).one()
        )
        if stamp == self._stamp:
            return
        query = select(Job).where(Job.is_void.is_(False), Job.employer.has(is_void=False))
        query = query.options(joinedload(Job.employer))
        self._index = JobIndex(
            [_posting(job) for job in session.scalars(query)], self._places, self._occupations
        )
        taken = {
            row[0]: row[1]
            for row in session.execute(
                select(Enrolment.session_id, func.count())
                .where(Enrolment.is_void.is_(False))
                .group_by(Enrolment.session_id)
            )
        }
        sessions = session.scalars(
            select(TrainingSession)
            .join(Course)
            .join(Institution)
            .where(
                TrainingSession.is_void.is_(False), Course.is_void.is_(False), Institution.is_void.is_(False)
            )
        )
        self._offers = tuple(
            _offer(row, taken.get(row.id, 0)) for row in sessions if row.opens_on and row.closes_on
        )
        self._stamp = stamp

    def record(
        self, worker_id: int, target: str, target_id: str, title: str, reasons: tuple[str, ...]
    ) -> Saved:
        """Record that a job or a session (`target`) was recommended, with the reasons then given."""
        desk, now = self._desk, self._desk.clock.now()
        with desk.database.transaction() as session:
            worker = session.get_one(Worker, worker_id)
            match = Match(
                uid=desk.ids.new(),
                worker_id=worker_id,
                target=target,
                target_uid=target_id,
                title=title,
                reasons=list(reasons),
                made_at=now,
                made_by=desk.operator.login,
                created_at=now,
                updated_at=now,
                outcome_on=desk.clock.today(),
            )
            session.add(match)
            session.flush()
            data: dict[str, Json] = {
                "worker": worker.uid,
                "target": target_id,
                "target_kind": target,
                "title": title,
                "reasons": list(reasons),
            }
            journal.record(session, desk, journal.Change("match.made", match.uid, data=data))
            number = match.id
            self._undo.push(f"推荐 {title}", lambda: self._void(number))
            return Saved(match.id, match.uid, 1, f"已向{worker.name}推荐 {title}", Changes(_TOUCHED))

    def _void(self, match_id: int) -> Changes:
        with self._desk.database.transaction() as session:
            match = session.get_one(Match, match_id)
            match.is_void = True
            match.version += 1
            data: dict[str, Json] = {"reason": "撤销推荐"}
            change = journal.Change("match.voided", match.uid, match.version, match.version - 1, data=data)
            journal.record(session, self._desk, change)
            return Changes(_TOUCHED)

    def follow(self, match_id: int, outcome: str, note: str = "") -> Saved:
        """Record what came of a recommendation.

        Raises:
            UserError: that outcome does not follow from where it stands.

        """
        with self._desk.database.transaction() as session:
            match = session.get_one(Match, match_id)
            if outcome not in _NEXT.get(match.outcome, ()):
                now, then = MatchOutcome(match.outcome).label, MatchOutcome(outcome).label
                raise UserError(f"现在是「{now}」，不能直接记「{then}」。")
            match.outcome, match.outcome_note = outcome, note
            match.outcome_on = self._desk.clock.today()
            match.version += 1
            match.updated_at = self._desk.clock.now()
            patch: dict[str, Json] = {"outcome": outcome, "note": note}
            change = journal.Change("match.changed", match.uid, match.version, match.version - 1, patch=patch)
            journal.record(session, self._desk, change)
            if outcome == "started" and match.target == "job":
                self._fill_head(session, match.target_uid)
            text = f"{match.worker.name}：{MatchOutcome(outcome).label}"
            return Saved(match.id, match.uid, match.version, text, Changes(_TOUCHED | {"job"}))

    def _fill_head(self, session: Session, job_uid: str) -> None:
        job = session.scalar(select(Job).where(Job.uid == job_uid))
        if job is None or job.is_void or job.head_left <= 0:
            return
        job.head_left -= 1
        job.version += 1
        job.updated_at = self._desk.clock.now()
        patch: dict[str, Json] = {"head_left": job.head_left}
        change = journal.Change("job.changed", job.uid, job.version, job.version - 1, patch=patch)
        journal.record(session, self._desk, change)

    def due(self, *, only_due: bool = True) -> tuple[MatchRow, ...]:
        """Return recommendations that wait for a follow-up, the longest waiting first."""
        today = self._desk.clock.today()
        query = (
            select(Match).where(Match.is_void.is_(False), Match.outcome.in_(list(_NEXT))).order_by(Match.id)
        )
        with self._desk.database.reading() as session:
            rows = tuple(_row(match) for match in session.scalars(query))
        return tuple(row for row in rows if not only_due or (row.due is not None and row.due <= today))


def count_due(session: Session, today: date) -> int:
    """Return how many recommendations wait for a follow-up on this day."""
    query = select(Match.outcome, Match.outcome_on, Match.made_at).where(
        Match.is_void.is_(False), Match.outcome.in_(list(_WAIT))
    )
    return sum(
        (on or made_at.date()) + _WAIT[outcome] <= today for outcome, on, made_at in session.execute(query)
    )


def _row(match: Match) -> MatchRow:
    since = match.outcome_on or match.made_at.date()
    wait = _WAIT.get(match.outcome)
    nexts = tuple((code, MatchOutcome(code).label) for code in _NEXT.get(match.outcome, ()))
    label = MatchOutcome(match.outcome).label
    due = since + wait if wait else None
    return MatchRow(match.id, match.worker_id, match.worker.name, match.title, label, since, due, nexts)


def _level(text: str) -> int | None:
    return int(text) if text in LEVELS and text.isdigit() else None


def _profile(session: Session, worker: Worker) -> WorkerProfile:
    if worker.birth is None or not worker.hukou_code:
        raise UserError("要先填出生日期和户籍村，才能推荐。", field="hukou_code")
    trained = session.scalars(
        select(Course.occupation)
        .join(TrainingSession)
        .join(Enrolment, Enrolment.session_id == TrainingSession.id)
        .where(Enrolment.worker_id == worker.id, Enrolment.state == "finished")
    )
    placed = select(Match.id).where(
        Match.worker_id == worker.id, Match.outcome.in_(("started", "stayed")), Match.is_void.is_(False)
    )
    skills = [Skill(row.occupation, _level(row.level)) for row in worker.certificates if row.occupation]
    if worker.occupation:
        skills.append(Skill(worker.occupation))
    names = {
        codes.label("occupation", row.occupation) + "证" for row in worker.certificates if row.occupation
    }
    names |= {row.trade for row in worker.certificates if row.trade}
    return WorkerProfile(
        id=worker.uid,
        birth=worker.birth,
        sex=worker.sex,
        village=worker.live_code or worker.hukou_code,
        education=education_rank(worker.education),
        skills=tuple(skills),
        certificates=frozenset(names),
        trained=frozenset(trained),
        wish_posts=frozenset(worker.wish_jobs),
        wish_pay=worker.wish_pay,
        wish_area=Band.of(worker.wish_area) if worker.wish_area else None,
        is_area_hard=bool(worker.wish_area),
        limits=frozenset(worker.limits),
        available_from=worker.available_from,
        income=worker.monthly_income,
        is_placed=session.scalar(placed.limit(1)) is not None,
    )


def _yes(stored: str) -> bool | None:
    return {"1": True, "0": False}.get(stored)


def _shift(job: Job) -> Shift | None:
    labels = {shift.label: shift for shift in Shift}
    if job.schedule in labels:
        return labels[job.schedule]
    return Shift(job.schedule) if job.schedule in {shift.value for shift in Shift} else None


def _posting(job: Job) -> JobPosting:
    benefits = set(job.benefits)
    months = _months(job.season)
    return JobPosting(
        id=job.uid,
        title=job.title,
        employer_id=job.employer.uid,
        employer=job.employer.name,
        occupation=job.occupation,
        village=job.place_code,
        pay_low=job.pay_low or job.pay_high or 0,
        pay_high=job.pay_high or job.pay_low or 0,
        min_age=job.age_low,
        max_age=job.age_high,
        education=education_rank(job.education_min) or 0,
        certificates=frozenset(name for name in job.certificates if name not in {"无", "不限"}),
        demands=frozenset(job.demands),
        shift=_shift(job),
        days=job.days_a_week,
        has_board=("board" in benefits) if benefits else None,
        has_lodging=("lodging" in benefits) if benefits else None,
        takes_couples=True if "couple" in benefits else None,
        is_paid_daily=(job.pay_mode == "day") if job.pay_mode else None,
        has_contract=_yes(job.has_contract),
        is_insured=_yes(job.insurance),
        years=job.experience_years or 0,
        months=months,
        starts_on=job.starts_on,
        posted_on=job.published_on,
        closes_on=job.valid_to,
        vacancies=job.head_left,
    )


def _months(season: str) -> frozenset[int]:
    first, _, last = season.replace("月", "").replace("－", "—").replace("-", "—").partition("—")
    if not first.isdigit() or not last.isdigit():
        return frozenset()
    start, end = int(first), int(last)
    span = range(start, end + 1) if start <= end else (*range(start, 13), *range(1, end + 1))
    return frozenset(month for month in span if 1 <= month <= 12)


def _offer(row: TrainingSession, taken: int) -> CourseOffer:
    course = row.course
    today_first = row.opens_on or date.max
    name = codes.label("occupation", course.occupation)
    return CourseOffer(
        id=row.uid,
        title=course.title,
        institution=course.institution.name,
        occupation=course.occupation,
        level=_level(course.level),
        village=row.place_code or course.institution.place_code,
        starts_on=today_first,
        ends_on=row.closes_on or today_first,
        enrol_until=row.enrol_until,
        seats_left=max(0, row.seats - taken) if row.seats else None,
        education=education_rank(course.education_min) or 0,
        grants=frozenset({f"{name}证"} if course.occupation else ()),
        fee=course.fee or 0,
        is_self_paid=course.is_self_paid,
        is_open=row.state == "planned",
        is_institution_sound=course.institution.standing in {"normal", ""},
    )
