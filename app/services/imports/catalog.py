"""Rows of employers, jobs, institutions, courses and sessions into the catalogue; what is known is completed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.checks.finding import error
from app.models.fields import fields_of
from app.services import journal
from app.services.desk import Desk
from app.services.imports.writer import Job as Import
from app.services.imports.writer import Tally, Touch
from app.services.intake.rows import ParsedRow
from app.services.workers import records

Record = Employer | Job | Institution | Course | TrainingSession
Plan = Callable[[Session, Mapping[str, object]], tuple[Record | None, dict[str, object], str]]


@dataclass(frozen=True, slots=True)
class _Kind:
    entity: type[Record]
    event: str
    parent: str
    plan: Plan


class CatalogWriter:
    """Writes rows of one kind; a row whose employer, institution or course is unknown is sent back."""

    def __init__(self, kind: str) -> None:
        self._kind = _KINDS[kind]
        self._fields = fields_of(self._kind.entity)

    def write(
        self, session: Session, desk: Desk, job: Import, rows: Sequence[ParsedRow], tally: Tally
    ) -> None:
        """Write one chunk."""
        changes: list[journal.Change] = []
        for row in rows:
            known, links, fault = self._kind.plan(session, row.values)
            if fault:
                tally.refused.append((row, (error(self._kind.parent, "unknown_parent", fault),)))
                continue
            values = {
                key: list(value) if isinstance(value, tuple) else value
                for key, value in row.values.items()
                if key in self._fields
            }
            if known is None or known.is_void:
                changes.append(self._register(session, desk, job, known, {**values, **links}))
                if known is not None:
                    tally.touches.append(Touch(self._kind.event, known.uid, known.version))
                tally.new += 1
            else:
                changes += self._complete(desk, known, values | _closing(known, links), tally)
        session.flush()
        if changes:
            journal.record_many(session, desk, changes)

    def _register(
        self, session: Session, desk: Desk, job: Import, void: Record | None, values: dict[str, object]
    ) -> journal.Change:
        now = desk.clock.now()
        record = void or self._kind.entity(uid=desk.ids.new(), version=0, created_at=now)
        for key, value in values.items():
            setattr(record, key, value)
        record.version += 1
        record.updated_at, record.import_uid, record.is_void = now, job.uid, False
        session.add(record)
        session.flush()
        data = records.travelling(records.values_of(record, self._fields))
        data |= _parents(session, record)
        event = f"{self._kind.event}.registered"
        return journal.Change(event, record.uid, record.version, record.version - 1, data=data)

    def _complete(
        self, desk: Desk, record: Record, values: Mapping[str, object], tally: Tally
    ) -> list[journal.Change]:
        old = records.values_of(record, self._fields)
        patch = {
            key: value for key, value in values.items() if value not in (None, "", []) and old[key] != value
        }
        if not patch:
            tally.unchanged += 1
            return []
        tally.changed += 1
        for key, value in patch.items():
            setattr(record, key, value)
        record.version += 1
        record.updated_at = desk.clock.now()
        plain = {key: records.plain(value) for key, value in patch.items()}
        before = {key: records.plain(old[key]) for key in patch}
        tally.touches.append(Touch(self._kind.event, record.uid, record.version, before, plain))
        event = f"{self._kind.event}.changed"
        return [journal.Change(event, record.uid, record.version, record.version - 1, patch=plain)]


def _closing(known: Record, links: Mapping[str, object]) -> dict[str, object]:
    """Close a known job that the file says is full; what is left is otherwise the counter's to know."""
    is_full = isinstance(known, Job) and known.head_left > 0 and links.get("head_left") == 0
    return {"head_left": 0} if is_full else {}


def _parents(session: Session, record: Record) -> dict[str, str]:
    parents: dict[str, str] = {}
    for column, name, entity in (
        ("employer_id", "employer", Employer),
        ("institution_id", "institution", Institution),
        ("course_id", "course", Course),
    ):
        number = getattr(record, column, None)
        if number:
            parents[name] = session.get_one(entity, number).uid
    return parents


def _by_code(
    session: Session, entity: type[Employer | Institution], values: Mapping[str, object], prefix: str = ""
) -> Employer | Institution | None:
    uscc, name = str(values.get(f"{prefix}uscc") or ""), str(values.get(f"{prefix}name") or "")
    query = select(entity).order_by(entity.is_void)  # a living one first
    found = session.scalars(query.where(entity.uscc == uscc)).first() if uscc else None
    if found is None and name:
        found = session.scalars(query.where(entity.name == name)).first()
    return found if isinstance(found, Employer | Institution) else None


def _employer(session: Session, values: Mapping[str, object]) -> tuple[Record | None, dict[str, object], str]:
    return _by_code(session, Employer, values), {}, ""


def _institution(
    session: Session, values: Mapping[str, object]
) -> tuple[Record | None, dict[str, object], str]:
    return _by_code(session, Institution, values), {}, ""


def _job(session: Session, values: Mapping[str, object]) -> tuple[Record | None, dict[str, object], str]:
    employer = _by_code(session, Employer, values, "employer_")
    if employer is None or employer.is_void:
        return None, {}, f"没有登记单位“{values.get('employer_name')}”，请先导入用人单位"
    here = [Job.employer_id == employer.id, Job.title == values.get("title")]
    if values.get("place_text"):
        here.append(Job.place_text == values["place_text"])
    heads = values.get("head_count") or 1
    is_full = str(values.get("state") or "") in {"已招满", "停招", "已关闭", "closed"}
    links: dict[str, object] = {"employer_id": employer.id, "head_left": 0 if is_full else heads}
    return session.scalar(select(Job).where(*here)), links, ""


def _course(session: Session, values: Mapping[str, object]) -> tuple[Record | None, dict[str, object], str]:
    institution = _by_code(session, Institution, values, "institution_")
    if institution is None or institution.is_void:
        return None, {}, f"没有登记机构“{values.get('institution_name')}”，请先导入培训机构"
    here = [Course.institution_id == institution.id]
    number = values.get("course_no")
    here.append(Course.course_no == number if number else Course.title == values.get("title"))
    return session.scalar(select(Course).where(*here)), {"institution_id": institution.id}, ""


def _session(session: Session, values: Mapping[str, object]) -> tuple[Record | None, dict[str, object], str]:
    number, title = values.get("course_no"), values.get("course_title")
    query = select(Course).where(Course.is_void.is_(False))
    query = query.where(Course.course_no == number) if number else query.where(Course.title == title)
    course = session.scalar(query)
    if course is None:
        return None, {}, f"没有登记课程“{title or number}”，请先导入培训项目"
    known = session.scalar(select(TrainingSession).where(TrainingSession.class_no == values.get("class_no")))
    return known, {"course_id": course.id}, ""


_KINDS: Mapping[str, _Kind] = {
    "employers": _Kind(Employer, "employer", "name", _employer),
    "institutions": _Kind(Institution, "institution", "name", _institution),
    "jobs": _Kind(Job, "job", "employer_name", _job),
    "courses": _Kind(Course, "course", "institution_name", _course),
    "sessions": _Kind(TrainingSession, "session", "course_title", _session),
}
