"""A class and its learners as papers print them; what is not recorded is None and is left blank to write in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.models.catalog import Employer, Job, TrainingSession
from app.models.checks.age import full_years
from app.models.enrolment import AttendanceDay, Enrolment, Match
from app.models.enums import MatchOutcome
from app.models.household import Household
from app.models.values import IdNumber
from app.models.worker import Certificate, Worker
from app.services import codes
from app.services.households.terms import codes_of
from app.services.papers.values import Values, address_of

WEEK = "一二三四五六日"
_LEFT = "left"
JOB = ("started", "job_form", "job_unit", "job_post", "job_place", "job_pay")
_CITY = "山西省阳泉市"
_SHOWN_NAMES = 5


def class_values(session: Session, taught: TrainingSession, rows: list[Enrolment]) -> Values:
    """Return everything the papers print of a class, but for its list of learners."""
    course, institution = taught.course, taught.course.institution
    employer = session.get(Employer, taught.organised_by_employer_id or 0)
    gone = [row.worker.name for row in rows if row.state == _LEFT]
    return {
        "number": taught.class_no,
        "course": course.title,
        "occupation": trade_of(course.occupation, course.trade) or None,
        "occupation_code": course.occupation or None,
        "level": level_of(course.level),
        "hours": course.class_hours,
        "days": course.days,
        "mode": course.mode or None,
        "tags": list(course.tags),
        "certificate_kind": course.certificate_kind or None,
        "opens_on": taught.opens_on,
        "closes_on": taught.closes_on,
        "period": f"{taught.opens_on} 至 {taught.closes_on}"
        if taught.opens_on and taught.closes_on
        else None,
        "place": address_of(taught.place_code, taught.place_text) or None,
        "seats": taught.seats,
        "payer": payer_of(taught),
        "organiser": taught.training_organised_by or (None if employer else "institution"),
        "employer": employer.name if employer else None,
        "institution": institution.name,
        "institution_kind": codes.label("institution_kind", institution.kind) if institution.kind else None,
        "uscc": institution.uscc or None,
        "contact": institution.contact or None,
        "phone": institution.phone or None,
        "address": address_of(institution.place_code, institution.address) or None,
        "headcount": len(rows) - len(gone),
        "left_text": f"；另有 {len(gone)} 人退班（{_names(gone)}），不在册" if gone else "",
    }


def payer_of(taught: TrainingSession) -> str:
    """Return who pays for a class: the learner first, the employer, or nobody but the subsidy."""
    if taught.course.is_self_paid:
        return "self"
    return "employer" if taught.is_cost_borne_by_employer == "1" else "free"


def trade_of(occupation: str, trade: str) -> str:
    """Return an occupation with its 工种 where that says more."""
    name = codes.label("occupation", occupation) if occupation else ""
    return f"{name}（{trade}）" if trade and name and trade not in name else name or trade


def level_of(code: str) -> str | None:
    """Return a level in its short form: 五级."""
    return codes.label("level", code).partition("／")[0] if code else None


def _names(names: list[str]) -> str:
    more = "等" if len(names) > _SHOWN_NAMES else ""
    return "、".join(names[:_SHOWN_NAMES]) + more


def everyone_in(session: Session, session_id: int) -> list[Enrolment]:
    """Return who is or was in a class with all that the lists print of him, read in a few queries."""
    worker = selectinload(Enrolment.worker)
    loaded = (
        selectinload(Enrolment.days),
        worker.selectinload(Worker.categories),
        worker.selectinload(Worker.certificates),
        worker.selectinload(Worker.movements),
        worker.selectinload(Worker.household).selectinload(Household.facts),
    )
    query = select(Enrolment).where(Enrolment.session_id == session_id, Enrolment.is_void.is_(False))
    return list(session.scalars(query.order_by(Enrolment.id).options(*loaded)))


def staying(rows: list[Enrolment]) -> list[Enrolment]:
    """Return those who have not left the class."""
    return [row for row in rows if row.state != _LEFT]


def learner_values(row: Enrolment, class_days: int, today: date) -> Values:
    """Return one learner as the lists of a class print him."""
    worker = row.worker
    held = certificate_of(row)
    attended = sum(day.is_present for day in row.days)
    return {
        "name": worker.name,
        "sex": codes.label("sex", worker.sex) if worker.sex else None,
        "age": full_years(worker.birth, today) if worker.birth else None,
        "id_number": worker.id_number,
        "tail": IdNumber(worker.id_number).last_four,
        "education": codes.label("education", worker.education) if worker.education else None,
        "hukou": home_of(worker),
        "phone": worker.phone or None,
        "categories": "、".join(codes.label("category", code) for code in codes_of(worker)) or None,
        "work_form": codes.label("work_form", worker.work_form) if worker.work_form else None,
        "enrolled_on": f"{row.enrolled_on}",
        "attendance": f"{attended}／{class_days}" if class_days else None,
        "exam": codes.label("exam", row.exam) if row.exam else None,
        "certificate_kind": codes.label("certificate_kind", held.certificate_kind) if held else None,
        "certificate_no": held.certificate_no if held else None,
        "issued_on": f"{held.issued_on}" if held and held.issued_on else None,
        "note": None,
    }


def home_of(worker: Worker) -> str | None:
    """Return where a worker is registered as a narrow column shows it: without the city, where it is ours."""
    return address_of(worker.hukou_code, worker.hukou_text).removeprefix(_CITY) or None


def certificate_of(row: Enrolment) -> Certificate | None:
    """Return the certificate that ended an enrolment."""
    uid = row.certificate_uid
    return next((held for held in row.worker.certificates if held.uid == uid), None) if uid else None


def placements(session: Session, rows: list[Enrolment], since: date | None) -> dict[int, Values]:
    """Return where learners began to work through this station since a day, by worker: the newest of each."""
    began = (MatchOutcome.STARTED.value, MatchOutcome.STAYED.value)
    query = (
        select(Match, Job)
        .join(Job, Job.uid == Match.target_uid)
        .where(
            Match.worker_id.in_([row.worker_id for row in rows]), Match.outcome.in_(began),
            Match.is_void.is_(False), Match.outcome_on >= (since or date.max),
        )
        .order_by(Match.outcome_on)
        .options(joinedload(Job.employer))
    )  # fmt: skip
    return {match.worker_id: _placement(match, job) for match, job in session.execute(query)}


def _placement(match: Match, job: Job) -> Values:
    return {
        "started": f"{match.outcome_on:%Y-%m}" if match.outcome_on else None,
        "job_form": codes.label("work_form", "unit"),
        "job_unit": job.employer.name,
        "job_post": match.title,
        "job_place": address_of(job.place_code, job.place_text).removeprefix(_CITY) or None,
        "job_pay": None,
    }


def job_values(worker: Worker, since: date | None) -> Values | None:
    """Return where a learner works since the class ended, as his movements tell; None when nothing was recorded."""
    month = f"{since:%Y-%m}" if since else ""
    later = [row for row in worker.movements if month and row.started >= month]
    if not later:
        return None
    found = later[-1]
    place = f"{codes.label('place_kind', found.place_kind)} {found.place_text}".strip()
    return {
        "started": found.started or None,
        "job_form": codes.label("work_form", worker.work_form) if worker.work_form else None,
        "job_unit": found.unit or None,
        "job_post": codes.label("occupation", found.occupation) if found.occupation else None,
        "job_place": place or None,
        "job_pay": found.monthly_income,
    }


def days_marked(rows: list[Enrolment]) -> dict[date, list[tuple[Enrolment, AttendanceDay]]]:
    """Return what was marked on each day of a class."""
    marked: dict[date, list[tuple[Enrolment, AttendanceDay]]] = {}
    for row in rows:
        for day in row.days:
            marked.setdefault(day.day, []).append((row, day))
    return marked


def tally(rows: list[Enrolment]) -> Mapping[str, object]:
    """Return how the exam went; the rate is of those who sat it."""
    counts = {code: sum(row.exam == code for row in rows) for code in ("passed", "failed", "absent")}
    sat = counts["passed"] + counts["failed"]
    rate = f"{counts['passed'] * 100 / sat:.1f}%" if sat else None
    return {**counts, "ungraded": sum(not row.exam for row in rows), "pass_rate": rate}
