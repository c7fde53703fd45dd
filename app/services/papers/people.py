"""The papers about one person: the register's form, what he looks for, and the letter he takes to an employer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.faults import UserError
from app.models.catalog import Job
from app.models.enrolment import Enrolment, Match
from app.models.enums import MatchOutcome
from app.models.values import IdNumber, format_yuan
from app.models.worker import Movement, Worker
from app.ports import CHINA
from app.services import codes
from app.services.desk import Desk
from app.services.papers import values
from app.services.papers.claims import names
from app.services.papers.fitting import Fit
from app.services.papers.openings import employer_values, job_values, number_of
from app.services.papers.values import Values

LETTER = "referral_letter"
_WORKS, _TAUGHT, _TOLD, _WISHES = 4, 3, 4, 3
"""How many rows of each kind the one page of 求职登记表 takes, newest first."""
_SEEKS = "9"


def registration(session: Session, desk: Desk, worker_id: int) -> tuple[str, Values]:
    """Gather the 农民工基本信息登记表 of a worker."""
    worker = worker_of(session, worker_id)
    return worker.uid, values.registration(session, desk, worker, desk.operator.name)


def seeking(session: Session, desk: Desk, worker_id: int) -> tuple[str, Values]:
    """Gather the 求职登记表 (forms 2.2): work from the movements, training from the classes, letters given."""
    worker, today = worker_of(session, worker_id), desk.clock.today()
    return worker.uid, {
        "worker": values.worker_values(worker, today),
        "seeker": {
            **dict.fromkeys(
                ("valid_to", "wechat", "language", "computer", "licence", "guidance", "founding")
            ),
            "registered_on": today,
            "idle_since": _idle_since(worker),
            "work": [_work(row) for row in _newest(worker)[:_WORKS]],
            "training": _training(session, worker),
            "wishes": _wishes(worker),
            "matches": [_told(session, desk, row) for row in _letters(session, worker.id)[:_TOLD]],
        },
        "clerk": {"name": desk.operator.name},
    }


def letter(session: Session, desk: Desk, match_id: int) -> tuple[str, Values]:
    """Gather the two-part 职业推荐函 of one recommendation; the employer fills in the lower half.

    Raises:
        UserError: there is no such recommendation, or it is of a class and not of a job.

    """
    match = session.get(Match, match_id)
    if match is None or match.is_void:
        raise UserError("没有这条推荐，请刷新后再试。")
    job = _job(session, match)
    if match.target != "job":
        raise UserError("推荐函只用于岗位；这一条推荐的是培训，不出推荐函。")
    worker = worker_of(session, match.worker_id)
    made_on = match.made_at.astimezone(CHINA).date()
    number = number_of(desk, "TJ", made_on, match.uid)
    held = [f"{row['occupation']}{_level(row)}" for row in _skills(worker)]
    done = [_done(row) for row in _newest(worker)[:2]]
    return number, {
        "letter": {
            "number": number,
            "made_on": made_on,
            "id_masked": IdNumber(worker.id_number).masked(),
            "skills": "、".join(held) or None,
            "work": "\n".join(done) or None,
        },
        "worker": values.worker_values(worker, desk.clock.today()),
        "job": job_values(desk, job) if job else {**_NO_JOB, "title": match.title},
        "employer": employer_values(job.employer) if job else _NO_EMPLOYER,
        "answer": dict.fromkeys(("outcome", "contract", "insured")),
        "clerk": {"name": names(session).get(match.made_by, match.made_by)},
        "station": values.station_card(session, desk.station),
    }


def fits(session: Session, desk: Desk, worker_id: int) -> Iterator[Fit]:  # noqa: ARG001 - a fitter's signature
    """List the papers of a worker, a letter for each job that was recommended to him."""
    if session.get(Worker, worker_id) is not None:
        yield Fit("worker_registration", worker_id)
        yield Fit("job_seeking", worker_id)
        for match in _letters(session, worker_id)[:_TOLD]:
            yield Fit(LETTER, match.id, match.title)


def fits_match(session: Session, desk: Desk, match_id: int) -> Iterator[Fit]:  # noqa: ARG001 - a fitter's
    """List the letter of one recommendation, then those of the other jobs recommended to the same person."""
    asked = session.get(Match, match_id)
    if asked is not None:
        found = _letters(session, asked.worker_id)
        for match in sorted(found, key=lambda one: one is not asked)[:_TOLD]:
            yield Fit(LETTER, match.id, f"{match.worker.name}　{match.title}")


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


_NO_EMPLOYER: Values = dict.fromkeys(("name", "contact", "phone"))
_NO_JOB: Values = dict.fromkeys(("place", "pay", "starts_on"))


def _letters(session: Session, worker_id: int) -> list[Match]:
    """Return the jobs recommended to a worker, newest first."""
    query = select(Match).where(Match.worker_id == worker_id, Match.target == "job", Match.is_void.is_(False))
    return list(session.scalars(query.order_by(Match.made_at.desc(), Match.id.desc())))


def _job(session: Session, match: Match) -> Job | None:
    return session.scalar(select(Job).where(Job.uid == match.target_uid))


def _newest(worker: Worker) -> list[Movement]:
    return sorted(worker.movements, key=lambda row: (row.started, row.id), reverse=True)


def _work(row: Movement) -> dict[str, str | None]:
    return {
        "period": f"{row.started} 至 {row.ended or '今'}" if row.started else None,
        "unit": row.unit or row.place_text or None,
        "post": codes.label("occupation", row.occupation) if row.occupation else None,
        "why": row.return_reason or None,
    }


def _done(row: Movement) -> str:
    """Return one stretch of work for an employer to read: why it ended is not his business."""
    return "　".join(value for key, value in _work(row).items() if value and key != "why")


def _idle_since(worker: Worker) -> str | None:
    """Return the month since which a person who seeks work has had none, where his last work has an end."""
    last = next(iter(_newest(worker)), None)
    return last.ended or None if last and worker.work_state == _SEEKS else None


def _training(session: Session, worker: Worker) -> list[Values]:
    query = select(Enrolment).where(Enrolment.worker_id == worker.id, Enrolment.is_void.is_(False))
    rows = [row for row in session.scalars(query) if row.state != "left"]
    rows.sort(key=lambda row: row.session.opens_on or date.min, reverse=True)
    numbers = {row.uid: row.certificate_no for row in worker.certificates}
    return [
        {
            "period": f"{row.session.opens_on or ''} 至 {row.session.closes_on or ''}",
            "institution": row.session.course.institution.name,
            "trade": codes.label("occupation", row.session.course.occupation),
            "certificate": numbers.get(row.certificate_uid),
        }
        for row in rows[:_TAUGHT]
    ]


def _wishes(worker: Worker) -> list[Values]:
    asked: Values = {
        "form": None,
        "pay": format_yuan(worker.wish_pay) if worker.wish_pay else None,
        "needs": "、".join(codes.label("need", code) for code in worker.needs) or None,
        "area": codes.label("area", worker.wish_area) if worker.wish_area else None,
    }
    jobs: list[Values] = [
        {"occupation": codes.label("occupation", code)} for code in worker.wish_jobs[:_WISHES]
    ]
    return [{**asked, **job} for job in jobs or [{"occupation": None}]]


def _told(session: Session, desk: Desk, match: Match) -> Values:
    made_on, job = match.made_at.astimezone(CHINA).date(), _job(session, match)
    outcome = [MatchOutcome(match.outcome).label, match.outcome_note]
    return {
        "made_on": made_on.isoformat(),
        "unit": job.employer.name if job else None,
        "job": job.title if job else match.title,
        "number": number_of(desk, "TJ", made_on, match.uid),
        "outcome": "：".join(part for part in outcome if part),
    }


def _skills(worker: Worker) -> list[Values]:
    found = values.worker_values(worker, date.max)["skills"] if worker.certificates else []
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _level(row: Values) -> str:
    return f"（{row['level']}）" if row["level"] else ""
