"""The papers of a class (forms 2.3): enrolment, filing, roster, sign-in sheets, results, follow-up, log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.application import Application
from app.models.catalog import TrainingSession
from app.models.enrolment import Enrolment
from app.models.enums import SubsidyKind
from app.models.worker import Worker
from app.services import codes, settings
from app.services.classes import taught_of
from app.services.desk import Desk
from app.services.papers.learners import (
    JOB,
    WEEK,
    class_values,
    days_marked,
    everyone_in,
    job_values,
    learner_values,
    level_of,
    placements,
    staying,
    tally,
    trade_of,
)
from app.services.papers.values import Values, worker_values
from app.services.photos.service import newest

_MOST_DAYS = 200
_WEEK_DAYS = 7
_NAMED = 12
_DEAD = ("withdrawn", "rejected", "refused")


def enrolment(session: Session, desk: Desk, ref: int) -> tuple[str, Values]:
    """Return 职业技能培训报名表 of one enrolment.

    Raises:
        UserError: the enrolment was taken back.

    """
    row = session.get(Enrolment, ref)
    if row is None or row.is_void:
        raise UserError("这次报名已经撤销，请重新打开这个班再打印。")
    picture = newest(session, row.worker_id)
    given: Values = {
        "worker": worker_values(row.worker, row.enrolled_on) | {"photo": picture.jpeg if picture else None},
        "class": class_values(session, row.session, []),
        "clerk": {"name": desk.operator.name},
        "enrolment": {
            "number": f"{row.session.class_no}-{row.uid[-6:].upper()}",
            "enrolled_on": row.enrolled_on,
            "wants_living": _wants_living(session, row),
            "earlier": _earlier(session, row.worker_id, row.enrolled_on.year, row.id),
        },
    }
    return f"{row.session.class_no}-{row.uid[-6:].upper()}", given


def _wants_living(session: Session, row: Enrolment) -> str | None:
    """Return 1 where he has applied for 生活费补贴 in this class; else it is his to tick."""
    query = select(Application.id).where(
        Application.kind == SubsidyKind.LIVING.value, Application.enrolment_id == row.id,
        Application.is_void.is_(False), Application.state.not_in(_DEAD),
    )  # fmt: skip
    return "1" if session.scalar(query.limit(1)) is not None else None


def wish(session: Session, desk: Desk, ref: int) -> tuple[str, Values]:
    """Return 培训意愿登记表 of one worker: what he would learn, how and when, before there is a class.

    Raises:
        UserError: he is not registered here.

    """
    worker = session.get(Worker, ref)
    if worker is None or worker.is_void:
        raise UserError("这位不在本站登记名册里，请重新查找。")
    today = desk.clock.today()
    return worker.uid, {
        "worker": worker_values(worker, today),
        "enrolment": {"earlier": _earlier(session, ref, today.year)},
        "clerk": {"name": desk.operator.name},
        "form": {"filled_on": today},
    }


def _earlier(session: Session, worker_id: int, year: int, but: int = 0) -> str:
    """Return the other classes a worker enrolled in that year, as this station knows them."""
    query = select(Enrolment).where(
        Enrolment.worker_id == worker_id, Enrolment.id != but, Enrolment.is_void.is_(False),
        Enrolment.state != "left", Enrolment.enrolled_on.between(date(year, 1, 1), date(year, 12, 31)),
    )  # fmt: skip
    told = [_class_line(one) for one in session.scalars(query.order_by(Enrolment.enrolled_on))]
    return f"{len(told)} 次：{'；'.join(told)}" if told else "本站没有记录"


def _class_line(row: Enrolment) -> str:
    course = row.session.course
    words = (trade_of(course.occupation, course.trade) or course.title, level_of(course.level))
    state = codes.label("enrolment_state", row.state)
    return f"{' '.join(word for word in words if word)}（{row.session.class_no}，{state}）"


def filing(session: Session, desk: Desk, ref: int) -> tuple[str, Values]:
    """Return 职业培训开班申请（备案）表 of one class."""
    taught, _, given = _class(session, ref)
    given["clerk"] = {"name": desk.operator.name}
    given["form"] = {"filled_on": desk.clock.today()}
    return taught.class_no, given


def roster(session: Session, desk: Desk, ref: int) -> tuple[str, Values]:
    """Return the list of a class's learners: 学员花名册, and 签到表 for one week of them."""
    taught, rows, given = _class(session, ref)
    _put(given, learners=_listed(desk, rows))
    return taught.class_no, given


def sign_in(session: Session, desk: Desk, ref: int) -> tuple[str, list[Values]]:
    """Return 每日签到表, a sheet for each week of the class; one without days where they are not settled."""
    subject, given = roster(session, desk, ref)
    taught = taught_of(session, ref)
    weeks = _weeks(taught)
    return subject, [{**given, "week": _week(at, len(weeks), days)} for at, days in enumerate(weeks, 1)]


def _weeks(taught: TrainingSession) -> list[list[date]]:
    """Return the days of a class by calendar weeks."""
    weeks: dict[date, list[date]] = {}
    for day in class_days(taught):
        weeks.setdefault(day - timedelta(days=day.weekday()), []).append(day)
    return list(weeks.values()) or [[]]


def _week(at: int, count: int, days: list[date]) -> Values:
    heads: Values = {f"d{one}": f"　月　日\n星期{WEEK[one - 1]}" for one in range(1, _WEEK_DAYS + 1)}
    if days:
        heads = {f"d{one}": "—" for one in range(1, _WEEK_DAYS + 1)}
    for day in days:
        heads[f"d{day.isoweekday()}"] = f"{day.month}月{day.day}日\n星期{WEEK[day.weekday()]}"
    return {**heads, "label": f"第 {at} 周 共 {count} 周" if days else None}


def class_days(taught: TrainingSession) -> tuple[date, ...]:
    """Return the days of a class from its first to its last; none while they are not settled."""
    if taught.opens_on is None or taught.closes_on is None:
        return ()
    count = min((taught.closes_on - taught.opens_on).days + 1, _MOST_DAYS)
    return tuple(taught.opens_on + timedelta(days=at) for at in range(max(count, 0)))


def results(session: Session, desk: Desk, ref: int) -> tuple[str, Values]:
    """Return 结业考核成绩册: results and certificates as recorded; the marks are written by the examiners."""
    taught, rows, given = _class(session, ref)
    _put(given, learners=_listed(desk, rows), **tally(rows))
    return taught.class_no, given


def follow_up(session: Session, desk: Desk, ref: int) -> tuple[str, Values]:
    """Return 就业跟踪表: where each learner works since the class ended, by his movements or our recommendation."""
    taught, rows, given = _class(session, ref)
    placed, blank = placements(session, rows, taught.closes_on), dict.fromkeys(JOB)
    jobs = [job_values(row.worker, taught.closes_on) or placed.get(row.worker_id, blank) for row in rows]
    _put(given, learners=[one | job for one, job in zip(_listed(desk, rows), jobs, strict=True)])
    return taught.class_no, given


def timetable(session: Session, _desk: Desk, ref: int) -> tuple[str, Values]:
    """Return 课程表: a line for each day of the class; what is taught and by whom is written in."""
    taught, _, given = _class(session, ref)
    days = class_days(taught)
    _put(given, dates=[{"day": f"{day}", "weekday": WEEK[day.weekday()]} for day in days])
    return taught.class_no, given


def satisfaction(session: Session, desk: Desk, ref: int) -> tuple[str, Values]:
    """Return 满意度调查表, one sheet without a name; print as many as there are learners."""
    taught, _, given = _class(session, ref)
    station = desk.station
    given["station"] = {
        "name": station.name,
        "phone": station.phone or None,
        "supervision_phone": str(settings.read(session, "supervision_phone")) or None,
    }
    return taught.class_no, given


def log(session: Session, _desk: Desk, ref: int) -> tuple[str, list[Values]]:
    """Return 教学日志, a sheet a day; who was there is printed where the day has been marked."""
    taught, rows, given = _class(session, ref)
    marked = days_marked(rows)
    days: Iterable[date | None] = class_days(taught) or (None,)
    sheets: list[Values] = []
    for at, day in enumerate(days, 1):
        here = marked.get(day, []) if day else []
        absent = [row.worker.name for row, mark in here if not mark.is_present]
        entry: Values = {
            "label": f"第 {at} 天" if day else None,
            "day": day,
            "weekday": WEEK[day.weekday()] if day else None,
            "due": len(rows) or None,
            "present": len(here) - len(absent) if here else None,
            "absent": len(absent) if here else None,
            "absent_names": _absent(absent) if here else None,
        }
        sheets.append({**given, "log": entry})
    return taught.class_no, sheets


def _absent(names: list[str]) -> str:
    more = f" 等 {len(names)} 人" if len(names) > _NAMED else ""
    return "、".join(names[:_NAMED]) + more if names else "无"


def _class(session: Session, ref: int) -> tuple[TrainingSession, list[Enrolment], Values]:
    """Return a class, who has not left it, and what is printed of it."""
    taught = taught_of(session, ref)
    everyone = everyone_in(session, taught.id)
    return taught, staying(everyone), {"class": class_values(session, taught, everyone)}


def _put(given: Values, **more: object) -> None:
    """Add to what is printed of the class."""
    known = given["class"]
    given["class"] = {**known, **more} if isinstance(known, dict) else more


def _listed(desk: Desk, rows: list[Enrolment]) -> list[Values]:
    days = len(days_marked(rows))
    return [learner_values(row, days, desk.clock.today()) for row in rows]
