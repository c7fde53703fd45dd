"""The five kinds of record: entity, Chinese name, and the kind each belongs to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.base import Tracked
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.field import Field
from app.models.fields import fields_of


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of record: its entity, Chinese name, and the kind of its parent with the column that points there."""

    key: str
    label: str
    entity: type[Tracked]
    parent: str = ""
    parent_column: str = ""


KINDS: Mapping[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("job", "岗位", Job, "employer", "employer_id"),
        Kind("employer", "用人单位", Employer),
        Kind("institution", "培训机构", Institution),
        Kind("course", "培训项目", Course, "institution", "institution_id"),
        Kind("session", "班期", TrainingSession, "course", "course_id"),
    )
}
FIELDS: Mapping[str, Mapping[str, Field]] = {key: fields_of(kind.entity) for key, kind in KINDS.items()}


def live(session: Session, kind: str, number: int) -> Tracked:
    """Return a record that is not void.

    Raises:
        UserError: there is no such record any more.

    """
    row = session.get(KINDS[kind].entity, number)
    if row is None or row.is_void:
        raise UserError(f"这条{KINDS[kind].label}已不在名单里，请刷新后再试。")
    return row
