"""What is said of a person who looks for work and of a job or class he is offered, in words of the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.catalog import Job, TrainingSession
from app.models.checks.age import full_years
from app.models.values import IdNumber, format_yuan
from app.models.worker import Worker
from app.services import codes
from app.services.catalog.lines import pay_of, place_of, seats_taken


@dataclass(frozen=True, slots=True)
class Seeker:
    """A person as matching sees him, in words; what is not filled in is an empty text."""

    id: int
    name: str
    id_masked: str
    about: str
    village: str
    skills: str
    wish: str
    pay: str
    area: str
    limits: str
    state: str


@dataclass(frozen=True, slots=True)
class Particulars:
    """One offer whole: whom to call, where, and label with words for everything that is known."""

    title: str
    whom: str
    place: str
    parts: tuple[tuple[str, str], ...]


def seeker_of(worker: Worker, today: date) -> Seeker:
    """Return the words on a person; his certificates must be loaded."""
    age = f"{full_years(worker.birth, today)} 岁" if worker.birth else ""
    held = [codes.label("occupation", row.occupation) for row in worker.certificates if row.occupation]
    trade = codes.label("occupation", worker.occupation) if worker.occupation else ""
    parts = (codes.label("sex", worker.sex) if worker.sex else "", age,
             codes.label("education", worker.education) if worker.education else "")  # fmt: skip
    return Seeker(
        id=worker.id,
        name=worker.name,
        id_masked=IdNumber(worker.id_number).masked(),
        about=" · ".join(part for part in parts if part),
        village=place_of(worker.live_code or worker.hukou_code, worker.live_text or worker.hukou_text),
        skills="、".join(dict.fromkeys([*held, *([trade] if trade else [])])),
        wish="、".join(codes.label("occupation", code) for code in worker.wish_jobs),
        pay=_pay_wished(worker),
        area=_area_wished(worker),
        limits="、".join(codes.label("limit", code) for code in worker.limits),
        state=codes.label("work_state", worker.work_state) if worker.work_state else "",
    )


def _pay_wished(worker: Worker) -> str:
    floor = "，低于就不去" if worker.is_pay_floor == "1" else ""
    return f"{format_yuan(worker.wish_pay)}{floor}" if worker.wish_pay else ""


def _area_wished(worker: Worker) -> str:
    area = codes.label("area", worker.wish_area) if worker.wish_area else ""
    return "，".join(part for part in (area, f"{worker.max_km} 公里内" if worker.max_km else "") if part)


def particulars_of(session: Session, target: str, uid: str) -> Particulars:
    """Return a job or a session in words.

    Raises:
        UserError: it is gone.

    """
    if target == "job":
        job = session.scalar(select(Job).where(Job.uid == uid, Job.is_void.is_(False)))
        if job is not None:
            return _job(job)
    taught = session.scalar(
        select(TrainingSession).where(TrainingSession.uid == uid, TrainingSession.is_void.is_(False))
    )
    if taught is None:
        raise UserError("这一条已不在名单里，请按 F5 刷新。")
    return _taught(session, taught)


def _job(row: Job) -> Particulars:
    employer = row.employer
    where = (place_of(row.place_code, ""), row.place_text or employer.address)
    place = " ".join(dict.fromkeys(part for part in where if part))
    benefits = "、".join(codes.label("benefit", code) for code in row.benefits)
    demands = "、".join(codes.label("limit", code) for code in row.demands)
    parts = (
        ("工资", f"{pay_of(row)}{'，' + codes.label('pay_mode', row.pay_mode) if row.pay_mode else ''}"),
        ("名额", f"余 {row.head_left} 人"),
        ("年龄", _span(row.age_low, row.age_high)),
        ("证书", "、".join(row.certificates)),
        ("特点", demands),
        ("待遇", benefits),
        ("时间", "，".join(part for part in (
            codes.label("shift", row.schedule) if row.schedule else "",
            f"每周 {row.days_a_week} 天" if row.days_a_week else "", row.season) if part)),
        ("到岗", row.starts_on.isoformat() if row.starts_on else ""),
        ("有效期", f"至 {row.valid_to}" if row.valid_to else ""),
        ("备注", row.note),
    )  # fmt: skip
    return Particulars(
        f"{row.title} · {employer.name}",
        _whom(employer.contact, employer.phone),
        place,
        tuple(part for part in parts if part[1]),
    )


def _taught(session: Session, row: TrainingSession) -> Particulars:
    course = row.course
    school = course.institution
    taken = seats_taken(session, (row.id,)).get(row.id, 0)
    level = codes.label("level", course.level) if course.level else ""
    parts = (
        ("班号", row.class_no),
        ("起止", f"{row.opens_on} 至 {row.closes_on}"),
        ("报名", f"{row.enrol_until} 截止" if row.enrol_until else ""),
        ("名额", f"余 {max(0, row.seats - taken)} 人" if row.seats else ""),
        ("课时", f"{course.class_hours} 课时" if course.class_hours else ""),
        ("方式", codes.label("training_mode", course.mode) if course.mode else ""),
        ("结业", " ".join(part for part in (
            codes.label("certificate_kind", course.certificate_kind) if course.certificate_kind else "",
            level) if part)),
        ("收费", f"自费 {format_yuan(course.fee or 0)}" if course.is_self_paid else "符合条件的由补贴承担"),
    )  # fmt: skip
    place = place_of(row.place_code, "") or place_of(school.place_code, school.address)
    return Particulars(
        f"{course.title} · {school.name}",
        _whom(school.contact, school.phone),
        " ".join(dict.fromkeys(part for part in (place, row.place_text) if part)),
        tuple(part for part in parts if part[1]),
    )


def _whom(contact: str, phone: str) -> str:
    return "　".join(part for part in (contact, phone) if part) or "没有登记联系人"


def _span(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f"{low} 岁以上"
    return f"{high} 岁以下" if low is None else f"{low}–{high} 岁"
