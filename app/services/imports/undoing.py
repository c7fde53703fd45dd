"""Taking an import back, a chunk at a time: what it made becomes void, what it changed gets its old values again."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, selectinload

from app.models.application import Application, RosterRow
from app.models.base import Tracked
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.desk import ComparisonEntry, ComparisonList, ImportTouch
from app.models.enrolment import AttendanceDay, Enrolment, Match
from app.models.household import Household, HouseholdFact
from app.models.worker import Category, Certificate, Movement, SearchKey, Worker
from app.services import bulk, journal
from app.services.classes import mark_of
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.photos import service as photos
from app.services.workers import search

T = TypeVar("T")
CHUNK = 100
WHY = "撤销导入"
_ENTITIES: Mapping[str, type[Tracked]] = {
    "worker": Worker,
    "household": Household,
    "enrolment": Enrolment,
    "job": Job,
    "session": TrainingSession,
    "course": Course,
    "employer": Employer,
    "institution": Institution,
}


@dataclass(slots=True)
class Undone:
    """How many records were taken back, and how many stay because they have been used since."""

    undone: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Whose:
    """The import that is taken back."""

    number: int
    uid: str


@dataclass(frozen=True, slots=True)
class _Made:
    id: int
    uid: str
    version: int


Stage = Callable[[Session, Desk, Undone], None]


def stages(session: Session, whose: Whose) -> tuple[Stage, ...]:
    """Return the pieces of work that take an import back, each small enough for one transaction."""
    touches = session.execute(
        select(ImportTouch.id, ImportTouch.entity, ImportTouch.before)
        .where(ImportTouch.import_id == whose.number)
        .order_by(ImportTouch.id.desc())
    ).all()
    days = [row.id for row in touches if row.entity == "attendance"]
    changed = [row.id for row in touches if row.entity != "attendance" and row.before]
    added = [row.id for row in touches if row.entity == "category"]
    lists = session.scalars(select(ComparisonList.id).where(ComparisonList.import_uid == whose.uid)).all()
    found = [partial(_restore_days, whose=whose, ids=chunk) for chunk in _by(days)]
    for name, entity in _ENTITIES.items():
        query = select(entity.id).where(entity.import_uid == whose.uid, entity.is_void.is_(False))
        found += [
            partial(_void, name=name, whose=whose, ids=ids) for ids in _by(session.scalars(query).all())
        ]
    found += [partial(_restore, ids=chunk) for chunk in _by(changed)]
    found += [partial(_forget_categories, ids=chunk) for chunk in _by(added)]
    found += [partial(_forget_lists, ids=chunk) for chunk in _by(lists)]
    return tuple(found)


def _by(items: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), CHUNK):
        yield items[start : start + CHUNK]


def _void(
    session: Session, desk: Desk, undone: Undone, *, name: str, whose: Whose, ids: Sequence[int]
) -> None:
    entity = _ENTITIES[name]
    found = session.execute(select(entity.id, entity.uid, entity.version).where(entity.id.in_(ids)))
    made = [_Made(*row) for row in found]
    touched = select(ImportTouch).where(ImportTouch.uid.in_([record.uid for record in made]))
    left_at = {  # found by uid, for an import may have touched a hundred thousand
        touch.uid: touch.version
        for touch in session.scalars(touched.order_by(ImportTouch.id))
        if touch.import_id == whose.number and touch.entity == name
    }
    used = _used(session, name, made, whose.uid)
    going = [
        record for record in made if record.id not in used and record.version == left_at.get(record.uid, 1)
    ]
    if entity is Household:
        left = update(Worker).where(Worker.household_id.in_([record.id for record in going]))
        session.execute(left.values(household_id=None))
    now = desk.clock.now()
    gone = [
        (record.id, {"is_void": True, "version": record.version + 1, "updated_at": now}) for record in going
    ]
    for ready in bulk.updates(session.get_bind().dialect, entity, gone):
        ready.put(session)
    if entity is Worker:
        _forget_parts(session, [record.id for record in going])
    undone.undone += len(going)
    undone.kept += len(made) - len(going)
    _tell(session, desk, [_voided(name, record.uid, record.version + 1) for record in going])


def _voided(name: str, uid: str, version: int = 2) -> journal.Change:
    return journal.Change(f"{name}.voided", uid, version, version - 1, data={"reason": WHY}, reason=WHY)


def _tell(session: Session, desk: Desk, changes: Sequence[journal.Change]) -> None:
    session.flush()
    if changes:
        journal.record_many(session, desk, changes)


def _forget_parts(session: Session, workers: Sequence[int]) -> None:
    """Drop what hung on the registrations; the events that told of it stay in the trail."""
    for entity in (SearchKey, Category, Certificate, Movement):
        session.execute(delete(entity).where(entity.worker_id.in_(workers)))
    photos.forget(session, workers)


def _used(session: Session, name: str, made: Sequence[_Made], uid: str) -> set[int]:
    """Return which of the records something else stands on by now, so that they must stay."""
    ids = [record.id for record in made]
    alive = [Application.worker_id, Application.employer_id, Application.session_id, Application.enrolment_id]
    claims = {"worker": alive[0], "employer": alive[1], "session": alive[2], "enrolment": alive[3]}
    queries = []
    if name in claims:
        queries.append(select(claims[name]).where(claims[name].in_(ids)))
    if name == "worker":
        queries += [
            select(RosterRow.worker_id).where(RosterRow.worker_id.in_(ids)),
            select(Match.worker_id).where(Match.worker_id.in_(ids), Match.is_void.is_(False)),
            select(Worker.id)
            .join(HouseholdFact, HouseholdFact.household_id == Worker.household_id)
            .where(Worker.id.in_(ids)),
        ]
    for parent, child, column in (
        ("worker", Enrolment, Enrolment.worker_id),
        ("session", Enrolment, Enrolment.session_id),
        ("course", TrainingSession, TrainingSession.course_id),
        ("institution", Course, Course.institution_id),
        ("employer", Job, Job.employer_id),
    ):
        if name == parent:
            others = (child.is_void.is_(False), child.import_uid != uid)
            queries.append(select(column).where(column.in_(ids), *others))
    if name == "household":
        queries.append(select(HouseholdFact.household_id).where(HouseholdFact.household_id.in_(ids)))
    used = {int(number) for query in queries for number in session.scalars(query) if number is not None}
    if name in {"job", "session"}:
        uids = {record.uid: record.id for record in made}
        query = select(Match.target_uid).where(Match.target_uid.in_(list(uids)), Match.is_void.is_(False))
        used |= {uids[one] for one in session.scalars(query)}
    return used


def _restore(session: Session, desk: Desk, undone: Undone, *, ids: Sequence[int]) -> None:
    """Give changed records their old values, field by field, where they still hold what the import put there."""
    touches = session.scalars(
        select(ImportTouch).where(ImportTouch.id.in_(ids)).order_by(ImportTouch.id.desc())
    )
    changes: list[journal.Change] = []
    for touch in touches:
        record = _find(session, touch)
        if record is None or record.is_void:
            continue
        patch = {
            key: value
            for key, value in touch.before.items()
            if _plain(getattr(record, key)) == touch.after[key]
        }
        if not patch:
            undone.kept += 1
            continue
        for key, value in patch.items():
            setattr(record, key, _typed(record, key, value))
        record.version += 1
        record.updated_at = desk.clock.now()
        undone.undone += 1
        if isinstance(record, Worker):
            session.flush()
            search.index(session, record)
        told = {
            key: value for key, value in patch.items() if value is None or isinstance(value, str | int | list)
        }
        event = f"{touch.entity}.changed"
        changes.append(
            journal.Change(event, record.uid, record.version, record.version - 1, patch=told, reason=WHY)
        )
    _tell(session, desk, changes)


def _find(session: Session, touch: ImportTouch) -> Tracked | None:
    entity = _ENTITIES[touch.entity]
    query = select(entity).where(entity.uid == touch.uid)
    if entity is Worker:
        query = query.options(selectinload(Worker.categories))
    return session.scalar(query)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _typed(record: Tracked, key: str, value: object) -> object:
    kind = type(record).__table__.columns[key].type.python_type
    return date.fromisoformat(value) if kind is date and isinstance(value, str) else value


def _forget_categories(session: Session, desk: Desk, undone: Undone, *, ids: Sequence[int]) -> None:
    uids = session.scalars(select(ImportTouch.uid).where(ImportTouch.id.in_(ids)).order_by(ImportTouch.id))
    held = session.scalars(select(Category).where(Category.uid.in_(list(uids))).order_by(Category.id)).all()
    for category in held:
        session.delete(category)
    undone.undone += len(held)
    _tell(session, desk, [_voided("category", category.uid) for category in held])


def _restore_days(session: Session, desk: Desk, undone: Undone, *, whose: Whose, ids: Sequence[int]) -> None:
    """Give back the marks that stood before; a learner whose days an application rests on keeps them."""
    touches = session.scalars(select(ImportTouch).where(ImportTouch.id.in_(ids)).order_by(ImportTouch.id))
    changes: list[journal.Change] = []
    for touch in touches:
        enrolment = session.scalar(select(Enrolment).where(Enrolment.uid == touch.uid))
        if enrolment is None:
            continue
        is_own = enrolment.import_uid == whose.uid  # counted when the enrolment itself goes or stays
        claim = select(Application.id).where(Application.enrolment_id == enrolment.id).limit(1)
        if session.scalar(claim):
            undone.kept += not is_own
            continue
        days = {day.day.isoformat(): day for day in enrolment.days}
        for text, old in touch.before.items():
            _put_day_back(session, days.get(text), old)
        session.flush()
        session.expire(enrolment, ["days"])
        marks = dict.fromkeys(touch.before, "") | {
            day.day.isoformat(): mark_of(day) for day in enrolment.days
        }
        left: list[Json] = [{"day": day, "mark": mark} for day, mark in sorted(marks.items())]
        data: dict[str, Json] = {"enrolment": enrolment.uid, "days": left}
        changes.append(journal.Change("attendance.recorded", enrolment.uid, data=data, reason=WHY))
        undone.undone += not is_own
    _tell(session, desk, changes)


def _put_day_back(session: Session, day: AttendanceDay | None, old: object) -> None:
    if day is None:
        return
    if isinstance(old, list):
        day.is_present, day.is_online, day.source = bool(old[0]), bool(old[1]), str(old[2])
    else:
        session.delete(day)


def _forget_lists(session: Session, desk: Desk, undone: Undone, *, ids: Sequence[int]) -> None:
    changes: list[journal.Change] = []
    for listing in session.scalars(select(ComparisonList).where(ComparisonList.id.in_(ids))).all():
        session.execute(delete(ComparisonEntry).where(ComparisonEntry.list_id == listing.id))
        session.delete(listing)
        undone.undone += 1
        changes.append(_voided("comparison", listing.uid))
    _tell(session, desk, changes)
