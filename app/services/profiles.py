"""From the store to what matching knows: a worker's profile, a job posting, a session on offer."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.application import Application
from app.models.catalog import Course, Employer, Job, TrainingSession
from app.models.checks.certificate import LEVELS
from app.models.enrolment import Enrolment, Match
from app.models.enums import ApplicationState, SubsidyKind
from app.models.feedback import Feedback
from app.models.worker import Worker
from app.services import codes
from app.services.catalog.lines import last_day
from app.services.matching.profile import (
    Band,
    CourseOffer,
    JobPosting,
    Shift,
    Skill,
    WorkerProfile,
    education_rank,
)

_PLACED = ("started", "stayed")
_REFUSED = ("declined", "turned_down")
_UNPAID = (
    ApplicationState.REFUSED.value, ApplicationState.REJECTED.value, ApplicationState.WITHDRAWN.value,
)  # fmt: skip
_BARRED = frozenset({"suspended", "cancelled"})  # policy R-06-1


def profile_of(session: Session, worker: Worker) -> WorkerProfile:
    """Return one worker as matching sees him; his certificates must be loaded.

    Raises:
        UserError: neither birthday nor village is known.

    """
    if worker.birth is None or not (worker.live_code or worker.hukou_code):
        raise UserError("要先填出生日期和户籍村，才能推荐。", field="hukou_code")
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
        trained=_trained(session, worker),
        subsidised=_subsidised(session, worker),
        wish_posts=frozenset(worker.wish_jobs),
        wish_pay=worker.wish_pay,
        is_pay_hard=worker.is_pay_floor == "1",
        wish_area=Band.of(worker.wish_area) if worker.wish_area else None,
        is_area_hard=bool(worker.wish_area),
        max_km=worker.max_km,
        max_days=worker.max_days,
        needs=frozenset(worker.needs),
        limits=frozenset(worker.limits),
        available_from=worker.available_from,
        income=worker.monthly_income,
        refused_employers=_refused(session, worker),
        is_placed=_is_placed(session, worker),
        pinned=_marked(session, worker, "pin"),
        hidden=_marked(session, worker, "hide"),
    )


def posting_of(job: Job) -> JobPosting:
    """Return one job as matching sees it; its employer must be loaded."""
    benefits = set(job.benefits)
    return JobPosting(
        id=job.uid,
        title=job.title,
        employer_id=job.employer.uid,
        employer=job.employer.name,
        occupation=job.occupation,
        village=job.place_code or job.employer.place_code,
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
        months=_months(job.season),
        starts_on=job.starts_on,
        posted_on=job.published_on,
        closes_on=last_day(job),
        vacancies=job.head_left,
    )


def offer_of(row: TrainingSession, taken: int) -> CourseOffer | None:
    """Return one session as matching sees it; None where its days are not fixed yet. `taken` seats are gone."""
    course = row.course
    if row.opens_on is None or row.closes_on is None:
        return None
    name = codes.label("occupation", course.occupation)
    return CourseOffer(
        id=row.uid,
        title=course.title,
        institution=course.institution.name,
        occupation=course.occupation,
        level=_level(course.level),
        village=row.place_code or course.institution.place_code,
        starts_on=row.opens_on,
        ends_on=row.closes_on,
        enrol_until=row.enrol_until,
        seats_left=max(0, row.seats - taken) if row.seats else None,
        education=education_rank(course.education_min) or 0,
        grants=frozenset({f"{name}证"} if course.occupation else ()),
        fee=course.fee or 0,
        is_self_paid=course.is_self_paid,
        is_open=row.state == "planned",
        is_institution_sound=course.institution.standing not in _BARRED,
    )


def _refused(session: Session, worker: Worker) -> frozenset[str]:
    query = (
        select(Employer.uid)
        .join(Job, Job.employer_id == Employer.id)
        .join(Match, Match.target_uid == Job.uid)
        .where(Match.worker_id == worker.id, Match.outcome.in_(_REFUSED), Match.is_void.is_(False))
    )
    return frozenset(session.scalars(query))


def _trained(session: Session, worker: Worker) -> frozenset[str]:
    query = (
        select(Course.occupation)
        .join(TrainingSession)
        .join(Enrolment, Enrolment.session_id == TrainingSession.id)
        .where(Enrolment.worker_id == worker.id, Enrolment.state == "finished", Enrolment.is_void.is_(False))
    )
    return frozenset(session.scalars(query))


def _is_placed(session: Session, worker: Worker) -> bool:
    query = select(Match.id).where(
        Match.worker_id == worker.id, Match.outcome.in_(_PLACED), Match.is_void.is_(False)
    )
    return session.scalar(query.limit(1)) is not None


def _subsidised(session: Session, worker: Worker) -> frozenset[tuple[str, int | None]]:
    query = select(Application.occupation, Application.level).where(
        Application.worker_id == worker.id,
        Application.kind == SubsidyKind.TRAINING.value,
        Application.state.not_in(_UNPAID),
        Application.is_void.is_(False),
    )
    return frozenset((occupation, _level(level)) for occupation, level in session.execute(query))


def _marked(session: Session, worker: Worker, kind: str) -> frozenset[str]:
    query = select(Feedback.target_uid).where(
        Feedback.worker_id == worker.id, Feedback.kind == kind, Feedback.is_void.is_(False)
    )
    return frozenset(session.scalars(query))


def _level(text: str) -> int | None:
    return int(text) if text in LEVELS and text.isdigit() else None


def _yes(stored: str) -> bool | None:
    return {"1": True, "0": False}.get(stored)


def _shift(job: Job) -> Shift | None:
    labels = {shift.label: shift for shift in Shift}
    if job.schedule in labels:
        return labels[job.schedule]
    return Shift(job.schedule) if job.schedule in {shift.value for shift in Shift} else None


def _months(season: str) -> frozenset[int]:
    first, _, last = season.replace("月", "").replace("－", "—").replace("-", "—").partition("—")
    if not first.isdigit() or not last.isdigit():
        return frozenset()
    start, end = int(first), int(last)
    span = range(start, end + 1) if start <= end else (*range(start, 13), *range(1, end + 1))
    return frozenset(month for month in span if 1 <= month <= 12)
