"""The tables of jobs and courses as they travel: which record each row is, and which columns it has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import JSON, Boolean, Date, Integer

from app.models.base import Tracked
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.fields import fields_of
from app.services.exchange.reference import RefKind
from app.services.exchange.tables import Column

UID, PARENT = "uid", "parent"
_KEPT_BACK = frozenset({"bank_name", "bank_account"})
"""What no package carries: where money goes."""
_TYPES = ((JSON, "list"), (Boolean, "flag"), (Date, "day"), (Integer, "int"))


@dataclass(frozen=True, slots=True)
class Offer:
    """One table: its name, its entity, and the table that its `parent` column points into.

    `counters` are the columns that the counter knows better once the record is there.
    """

    table: str
    label: str
    entity: type[Tracked]
    parent: str = ""
    parent_column: str = ""
    counters: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns of the table."""
        types = self.entity.__mapper__.columns
        fields = [
            Column(key, _type_of(types[key].type), field.label)
            for key, field in fields_of(self.entity).items()
            if key not in _KEPT_BACK
        ]
        ties = [Column(UID, "text", "标识")]
        if self.parent:
            ties.append(Column(PARENT, "text", "所属"))
        return (*ties, *fields)


OFFERS: Mapping[RefKind, tuple[Offer, ...]] = {
    RefKind.JOB: (
        Offer("employers", "用人单位", Employer),
        Offer("jobs", "岗位", Job, "employers", "employer_id", frozenset({"head_left"})),
    ),
    RefKind.COURSE: (
        Offer("institutions", "培训机构", Institution),
        Offer("courses", "培训项目", Course, "institutions", "institution_id"),
        Offer("sessions", "班期", TrainingSession, "courses", "course_id", frozenset({"state"})),
    ),
}


def identity_of(*words: str) -> str:
    """Return the identity that these words always give, in the form of a UUIDv7 so that events can name it."""
    digits = sha256("\x1f".join(words).encode("utf-8")).hexdigest()
    variant = "89ab"[int(digits[16], 16) % 4]
    return f"{digits[:8]}-{digits[8:12]}-7{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"


def _type_of(kind: object) -> str:
    return next((name for base, name in _TYPES if isinstance(kind, base)), "text")
