"""Taking an import back: what it made becomes void, what it changed gets its old values, days it brought go."""

from __future__ import annotations

from datetime import date

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from app.faults import UserError
from app.models.base import Tracked
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.desk import ComparisonEntry, ComparisonList, ImportRun
from app.models.enrolment import AttendanceDay, Enrolment
from app.models.worker import SearchKey, Worker
from app.services import journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.workers import search

_ENTITIES: tuple[tuple[str, type[Tracked]], ...] = (
    ("worker", Worker),
    ("enrolment", Enrolment),
    ("job", Job),
    ("session", TrainingSession),
    ("course", Course),
    ("employer", Employer),
    ("institution", Institution),
)


def take_back(session: Session, desk: Desk, run: ImportRun) -> None:
    """Undo one import in the caller's transaction.

    Raises:
        UserError: a record it made has been worked on since; nothing is undone.

    """
    changes: list[journal.Change] = []
    for name, entity in _ENTITIES:
        changes += _void(session, desk, run, name, entity)
        changes += _restore(session, desk, run, name, entity)
    changes += _forget_days(session, run)
    lists = session.scalars(select(ComparisonList.id).where(ComparisonList.import_uid == run.uid)).all()
    session.execute(delete(ComparisonEntry).where(ComparisonEntry.list_id.in_(lists)))
    session.execute(delete(ComparisonList).where(ComparisonList.id.in_(lists)))
    if changes:
        journal.record_many(session, desk, changes)
    journal.note(session, desk, "import.undone", entity="import", uid=run.uid, detail=run.file_name)


def _void(
    session: Session, desk: Desk, run: ImportRun, name: str, entity: type[Tracked]
) -> list[journal.Change]:
    made = session.scalars(
        select(entity).where(entity.import_uid == run.uid, entity.is_void.is_(False))
    ).all()
    worked_on = [record for record in made if record.version > 1]
    if worked_on:
        raise UserError(f"这次导入的记录后来又改过 {len(worked_on)} 条，不能整批撤销；请逐条修改。")
    for record in made:
        record.is_void = True
        record.version += 1
        record.updated_at = desk.clock.now()
    if entity is Worker and made:
        session.execute(delete(SearchKey).where(SearchKey.worker_id.in_([record.id for record in made])))
    data = {"reason": "撤销导入"}
    return [
        journal.Change(
            f"{name}.voided", record.uid, record.version, record.version - 1, data=data, reason="撤销导入"
        )
        for record in made
    ]


def _restore(
    session: Session, desk: Desk, run: ImportRun, name: str, entity: type[Tracked]
) -> list[journal.Change]:
    changes: list[journal.Change] = []
    query = select(entity).where(entity.uid.in_(list(run.before)))
    if entity is Worker:
        query = query.options(selectinload(Worker.categories))
    for record in session.scalars(query):
        patch = run.before[record.uid]
        for key, value in patch.items():
            setattr(record, key, _typed(record, key, value))
        record.version += 1
        record.updated_at = desk.clock.now()
        if isinstance(record, Worker):
            session.flush()
            search.index(session, record)
        plain = {
            key: value for key, value in patch.items() if value is None or isinstance(value, str | int | list)
        }
        event = f"{name}.changed"
        changes.append(
            journal.Change(
                event, record.uid, record.version, record.version - 1, patch=plain, reason="撤销导入"
            )
        )
    return changes


def _typed(record: Tracked, key: str, value: object) -> object:
    kind = type(record).__table__.columns[key].type.python_type
    return date.fromisoformat(value) if kind is date and isinstance(value, str) else value


def _forget_days(session: Session, run: ImportRun) -> list[journal.Change]:
    query = select(Enrolment).join(AttendanceDay).where(AttendanceDay.source == run.uid).distinct()
    touched = session.scalars(query).all()
    session.execute(delete(AttendanceDay).where(AttendanceDay.source == run.uid))
    changes: list[journal.Change] = []
    for enrolment in touched:
        session.expire(enrolment, ["days"])
        left: list[Json] = [
            {"day": day.day.isoformat(), "mark": "present" if day.is_present else "absent"}
            for day in enrolment.days
        ]
        data: dict[str, Json] = {"enrolment": enrolment.uid, "days": left}
        changes.append(journal.Change("attendance.recorded", enrolment.uid, data=data, reason="撤销导入"))
    return changes
