"""What the papers print of an employer and of a job, and the 用工登记表 of a job."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.catalog import Employer, Job
from app.ports import CHINA
from app.services import codes
from app.services.catalog.lines import pay_of
from app.services.desk import Desk
from app.services.papers import values
from app.services.papers.fitting import Fit
from app.services.papers.values import Values

_KINDS = ("91", "92", "52", "93")


def opening(session: Session, desk: Desk, job_id: int) -> tuple[str, Values]:
    """Gather the 用工登记表 of a job.

    Raises:
        UserError: there is no such job.

    """
    job = session.get(Job, job_id)
    if job is None or job.is_void:
        raise UserError("没有这个岗位，请刷新后再试。")
    return job.uid, {
        "job": job_values(desk, job),
        "employer": employer_values(job.employer),
        "clerk": {"name": desk.operator.name},
    }


def fits(session: Session, desk: Desk, job_id: int) -> Iterator[Fit]:  # noqa: ARG001 - a fitter's signature
    """List the papers of a job."""
    if session.get(Job, job_id) is not None:
        yield Fit("job_opening", job_id)


def number_of(desk: Desk, business: str, day: date, uid: str) -> str:
    """Return the number of a paper that needs no register: station, business, day, the end of the record's identity."""
    return f"{desk.station.code}-{business}-{day:%Y%m%d}-{uid[-8:]}"


def employer_values(unit: Employer) -> Values:
    """Return everything the papers print of an employer; `kind` is the credit code's first two characters."""
    kind = unit.uscc[:2].upper()
    return {
        "name": unit.name,
        "uscc": unit.uscc,
        "kind": kind if kind in _KINDS else "other" if kind else None,
        "legal_person": unit.legal_person,
        "contact": unit.contact,
        "phone": unit.phone,
        "address": values.address_of(unit.place_code, unit.address),
        "industry": codes.label("industry", unit.industry) if unit.industry else None,
        "staff_count": unit.staff_count,
        "migrant_count": unit.migrant_count,
    }


def job_values(desk: Desk, job: Job) -> Values:
    """Return everything the papers print of a job."""
    since = job.published_on or job.created_at.astimezone(CHINA).date()
    return {
        "number": number_of(desk, "YG", since, job.uid),
        "title": job.title,
        "occupation": codes.label("occupation", job.occupation) if job.occupation else None,
        "place": values.address_of(job.place_code, job.place_text) or None,
        "head_count": f"{job.head_count} 人",
        "head_left": f"{job.head_left} 人",
        "pay": pay_of(job) if job.pay_low or job.pay_high else None,
        "pay_mode": codes.label("pay_mode", job.pay_mode) if job.pay_mode else None,
        "season": job.season or None,
        "schedule": codes.label("shift", job.schedule) if job.schedule else None,
        "days_a_week": f"{job.days_a_week} 天" if job.days_a_week else None,
        "demands": "、".join(codes.label("limit", code) for code in job.demands) or None,
        "ages": _ages(job.age_low, job.age_high),
        "education": f"{codes.label('education', job.education_min)}以上" if job.education_min else None,
        "experience": f"{job.experience_years} 年以上" if job.experience_years else None,
        "certificates": "、".join(job.certificates) or None,
        "benefits": job.benefits,
        "has_contract": job.has_contract,
        "insurance": job.insurance,
        "starts_on": job.starts_on,
        "published_on": since,
        "valid_to": job.valid_to,
        "notes": [{"text": job.note}] if job.note else [],
    }


def _ages(low: int | None, high: int | None) -> str | None:
    if low and high:
        return f"{low}–{high} 周岁"
    return f"{low} 周岁以上" if low else f"{high} 周岁以下" if high else None
