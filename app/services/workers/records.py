"""The worker as plain values: how a row becomes a record, and how a record travels in an event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import DeclarativeBase

from app.models.field import Field
from app.models.fields import fields_of
from app.models.values import IdNumber, format_yuan, mask_phone
from app.models.worker import Category, Certificate, Movement, Worker
from app.services import codes
from app.services.exchange.canonical import Json
from app.services.households import terms

WORKER_FIELDS: Mapping[str, Field] = fields_of(Worker)
CATEGORY_FIELDS: Mapping[str, Field] = fields_of(Category)
CERTIFICATE_FIELDS: Mapping[str, Field] = fields_of(Certificate)
MOVEMENT_FIELDS: Mapping[str, Field] = fields_of(Movement)
ROW_FIELDS: Mapping[str, Mapping[str, Field]] = {
    "category": CATEGORY_FIELDS,
    "certificate": CERTIFICATE_FIELDS,
    "movement": MOVEMENT_FIELDS,
}


@dataclass(frozen=True, slots=True)
class SubRow:
    """One dated row of a worker: a category, certificate or movement, by field key."""

    uid: str
    values: Mapping[str, object]
    recorded_at: datetime
    recorded_by: str


@dataclass(frozen=True, slots=True)
class WorkerRecord:
    """One worker, whole: what the worker page shows while his visit is open.

    `household_facts` are the categories his household gives him, in words, with their source.
    """

    id: int
    uid: str
    version: int
    values: Mapping[str, object]
    categories: tuple[SubRow, ...]
    certificates: tuple[SubRow, ...]
    movements: tuple[SubRow, ...]
    from_card: frozenset[str]
    visits: int
    registered_at: datetime
    last_visit_at: datetime | None
    household_facts: tuple[str, ...] = ()

    def text(self, key: str) -> str:
        """Return one value as text; empty when it is not filled in."""
        value = self.values.get(key)
        return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class WorkerRow:
    """One line of a list of workers; numbers are masked."""

    id: int
    uid: str
    name: str
    sex: str
    birth: date | None
    id_masked: str
    phone_masked: str
    village: str
    categories: tuple[str, ...]
    last_visit_at: datetime | None


def values_of(entity: DeclarativeBase, fields: Iterable[str]) -> dict[str, object]:
    """Return the named columns of an entity."""
    return {key: getattr(entity, key) for key in fields}


def record_of(worker: Worker) -> WorkerRecord:
    """Return the whole worker; its session must still be open."""
    return WorkerRecord(
        id=worker.id,
        uid=worker.uid,
        version=worker.version,
        values=values_of(worker, WORKER_FIELDS),
        categories=tuple(_sub_row(row, CATEGORY_FIELDS) for row in worker.categories),
        certificates=tuple(_sub_row(row, CERTIFICATE_FIELDS) for row in worker.certificates),
        movements=tuple(_sub_row(row, MOVEMENT_FIELDS) for row in worker.movements),
        from_card=frozenset(worker.from_card),
        visits=worker.visits,
        registered_at=worker.created_at,
        last_visit_at=worker.last_visit_at,
        household_facts=tuple(
            terms.source_words(worker.household.head_name, term)
            for term in terms.terms_for(worker)
            if worker.household is not None and not term.is_cut
        ),
    )


def _sub_row(row: Category | Certificate | Movement, fields: Mapping[str, Field]) -> SubRow:
    return SubRow(
        uid=row.uid, values=values_of(row, fields), recorded_at=row.recorded_at, recorded_by=row.recorded_by
    )


def row_of(worker: Worker) -> WorkerRow:
    """Return the list line of a worker; its categories must be loaded."""
    division = codes.divisions().get(worker.hukou_code)
    return WorkerRow(
        id=worker.id,
        uid=worker.uid,
        name=worker.name,
        sex=codes.label("sex", worker.sex),
        birth=worker.birth,
        id_masked=IdNumber(worker.id_number).masked(),
        phone_masked=mask_phone(worker.phone),
        village=division.label if division else worker.hukou_text,
        categories=tuple(codes.label("category", code) for code in terms.codes_of(worker)),
        last_visit_at=worker.last_visit_at,
    )


def in_words(key: str, value: object) -> str:
    """Return one value of a worker in words; empty when it is not filled in."""
    meta = WORKER_FIELDS[key]
    if value in (None, "", []):
        return ""
    if isinstance(value, list | tuple):
        return "、".join(in_words(key, item) for item in value)
    if meta.widget == "money" and isinstance(value, int):
        return format_yuan(value)
    if meta.choices == "yes_no":
        return "是" if value == "1" else "否"
    return codes.label(meta.choices, str(value)) if meta.choices else str(value)


def travelling(values: Mapping[str, object]) -> dict[str, Json]:
    """Return the values as an event carries them: dates in ISO, empty ones left out."""
    return {
        key: value if type(value) is str else plain(value)
        for key, value in values.items()
        if value or value not in (None, "", [], ())
    }


def plain(value: object) -> Json:
    """Return one value as JSON."""
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    raise TypeError(type(value).__name__)


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> dict[str, object]:
    """Return what differs, by its new value."""
    return {key: value for key, value in after.items() if before.get(key) != value}
