"""The lists: which records a filter finds, and what one line says of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import singledispatch

from sqlalchemy import ColumnElement, func, literal, select
from sqlalchemy.orm import Session, joinedload

from app.models.base import Tracked
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.enrolment import Enrolment
from app.models.values import format_yuan
from app.services import codes
from app.services.catalog.kinds import KINDS
from app.services.initials import initials


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """One line of a list: a title, what it is about, where, two figures, and its standing."""

    id: int
    uid: str
    title: str
    detail: str
    place: str
    figure: str
    extra: str
    state: str


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; `text` finds names, places and occupations, also by pinyin initials."""

    text: str = ""
    only_open: bool = False
    occupation: str = ""
    place: str = ""


_LOADED = {"job": (Job.employer,), "course": (Course.institution,), "session": (TrainingSession.course,)}
_CHILDREN = {
    "employer": (Job, Job.employer_id),
    "institution": (Course, Course.institution_id),
    "course": (TrainingSession, TrainingSession.course_id),
}


_NONE = literal("")
_SOUGHT: Mapping[str, tuple[object, ...]] = {
    "job": (Job.title, Employer.name, Job.occupation, Job.place_code, Job.place_text),
    "employer": (Employer.name, Employer.uscc, _NONE, Employer.place_code, Employer.address),
    "institution": (Institution.name, Institution.uscc, _NONE, Institution.place_code, Institution.address),
    "course": (Course.title, Institution.name, Course.trade, Course.occupation, _NONE, _NONE),
    "session": (
        TrainingSession.class_no, Course.title, Course.occupation,
        TrainingSession.place_code, TrainingSession.place_text,
    ),
}  # fmt: skip
"""What a filter looks at: names, then occupation, place code and the place as written."""


def find(session: Session, kind: str, wanted: Filter, today: date) -> tuple[int, ...]:
    """Return the ids that the filter finds, newest first; sessions by their first day."""
    entity = KINDS[kind].entity
    query = select(entity).where(entity.is_void.is_(False), *_conditions(kind, wanted, today))
    if kind == "session":
        query = query.order_by(TrainingSession.opens_on.desc().nulls_first(), entity.id.desc())
    else:
        query = query.order_by(entity.id.desc())
    sought = wanted.text.strip().casefold()
    if not sought:
        return tuple(session.scalars(query.with_only_columns(entity.id)))
    for attribute in _LOADED.get(kind, ()):
        query = query.join(attribute)
    found = session.execute(query.with_only_columns(entity.id, *_SOUGHT[kind]))
    return tuple(row[0] for row in found if _is_found(row[1:], sought))


def rows(
    session: Session, kind: str, ids: Iterable[int], today: date | None = None
) -> tuple[CatalogRow, ...]:
    """Return list lines in the order of the ids; a job that is over by `today` says so."""
    entity = KINDS[kind].entity
    wanted = tuple(ids)
    query = select(entity).where(entity.id.in_(wanted))
    for attribute in _LOADED.get(kind, ()):
        query = query.options(joinedload(attribute))
    counts = _counts(session, kind, wanted)
    found = {row.id: row_of(row, counts.get(row.id, 0), today) for row in session.scalars(query)}
    return tuple(found[number] for number in wanted if number in found)


def row_of(row: Tracked, count: int = 0, today: date | None = None) -> CatalogRow:
    """Return the line of one record; `count` is how many jobs, courses, sessions or learners hang on it."""
    line = CatalogRow(row.id, row.uid, *_cells(row, count))
    is_over = today is not None and isinstance(row, Job) and (last_day(row) or today) < today
    return replace(line, state="已过期") if is_over else line


def last_day(job: Job) -> date | None:
    """Return the last day on which a job stands: its own, or that of the county's list."""
    days = [day for day in (job.valid_to, job.listed_until) if day is not None]
    return min(days) if days else None


def seats_taken(session: Session, ids: Iterable[int]) -> Mapping[int, int]:
    """Return how many seats of these sessions are taken; who left gives the seat back."""
    query = (
        select(Enrolment.session_id, func.count())
        .where(Enrolment.session_id.in_(tuple(ids)), Enrolment.is_void.is_(False), Enrolment.state != "left")
        .group_by(Enrolment.session_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _conditions(kind: str, wanted: Filter, today: date) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.only_open and kind == "job":
        found += [Job.head_left > 0, (Job.valid_to.is_(None)) | (Job.valid_to >= today)]
        found.append((Job.listed_until.is_(None)) | (Job.listed_until >= today))
    if wanted.only_open and kind == "session":
        found.append(TrainingSession.state.in_(("planned", "open")))
    if wanted.only_open and kind == "institution":
        found.append(Institution.standing.not_in(("suspended", "cancelled")))
    entity = KINDS[kind].entity
    for column, value in (("occupation", wanted.occupation), ("place_code", wanted.place)):
        if value and hasattr(entity, column):
            found.append(getattr(entity, column).startswith(value, autoescape=True))
    return found


def _counts(session: Session, kind: str, ids: tuple[int, ...]) -> Mapping[int, int]:
    if kind == "session":
        return seats_taken(session, ids)
    if kind not in _CHILDREN:
        return {}
    child, column = _CHILDREN[kind]
    query = select(column, func.count()).where(column.in_(ids), child.is_void.is_(False)).group_by(column)
    return {row[0]: row[1] for row in session.execute(query)}


def _is_found(row: Sequence[str], sought: str) -> bool:
    *words, occupation, place, where = row
    words += [codes.label("occupation", occupation) if occupation else "", place_of(place, where)]
    return any(sought in word.casefold() or (sought.isascii() and sought in initials(word)) for word in words)


@singledispatch
def _cells(row: Tracked, count: int) -> tuple[str, str, str, str, str, str]:
    raise TypeError(f"{type(row).__name__} × {count}")


@_cells.register
def _job(row: Job, count: int) -> tuple[str, str, str, str, str, str]:  # noqa: ARG001 - one shape for all
    left = f"余 {row.head_left} 人" if row.head_left else "已招满"
    until = row.valid_to.isoformat() if row.valid_to else "长期"
    return row.title, row.employer.name, place_of(row.place_code, row.place_text), pay_of(row), until, left


@_cells.register
def _employer(row: Employer, count: int) -> tuple[str, str, str, str, str, str]:
    industry = codes.label("industry", row.industry) if row.industry else ""
    where = place_of(row.place_code, row.address)
    return row.name, row.uscc, where, _reached(row.contact, row.phone), industry, _count(count, "个岗位")


@_cells.register
def _institution(row: Institution, count: int) -> tuple[str, str, str, str, str, str]:
    kind = codes.label("institution_kind", row.kind) if row.kind else ""
    where, standing = place_of(row.place_code, row.address), codes.label("institution_standing", row.standing)
    return row.name, kind, where, _reached(row.contact, row.phone), _count(count, "个项目"), standing


@_cells.register
def _course(row: Course, count: int) -> tuple[str, str, str, str, str, str]:
    level = codes.label("level", row.level).partition("／")[0].partition("/")[0] if row.level else ""
    hours = f"{row.class_hours} 课时" if row.class_hours else ""
    fee = (
        f"自费 {format_yuan(row.fee)}"
        if row.is_self_paid and row.fee
        else "自费"
        if row.is_self_paid
        else "补贴"
    )
    return row.title, row.institution.name, level, hours, fee, _count(count, "个班")


@_cells.register
def _taught(row: TrainingSession, count: int) -> tuple[str, str, str, str, str, str]:
    seats = f"{count} / {row.seats} 人" if row.seats else f"{count} 人"
    where = place_of(row.place_code, row.place_text)
    span = f"{_short(row.opens_on)} 至 {_short(row.closes_on)}"
    return row.class_no, row.course.title, where, span, seats, codes.label("session_state", row.state)


def place_of(code: str, text: str) -> str:
    """Return town and village of a division, else the place as it was written."""
    division = codes.divisions().get(code)
    return f"{division.town}{codes.short_village(division.village)}" if division else text


def pay_of(row: Job) -> str:
    """Return the pay of a job in 元 a month."""
    if row.pay_low is None and row.pay_high is None:
        return "面议"
    low, high = row.pay_low or row.pay_high or 0, row.pay_high or row.pay_low or 0
    text = format_yuan(low)
    return text if low == high else f"{text.removesuffix(' 元')}–{format_yuan(high)}"


def _reached(contact: str, phone: str) -> str:
    return "　".join(part for part in (contact, phone) if part)


def _count(number: int, unit: str) -> str:
    return f"{number} {unit}" if number else "—"


def _short(day: date | None) -> str:
    return day.isoformat() if day else "待定"
