"""A row about somebody who is known: what fills a blank, what says the same, and what differs and must be asked."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.worker import Category, Worker
from app.services.imports import persons
from app.services.intake.records import Record
from app.services.workers.records import WORKER_FIELDS

_ASKED = tuple(
    key for key, meta in WORKER_FIELDS.items() if not meta.is_protected and meta.widget != "derived"
)
_FILLED = tuple(key for key, meta in WORKER_FIELDS.items() if not meta.is_protected)
_FOLLOWS: Mapping[str, str] = {"hukou_text": "hukou_code", "live_text": "live_code"}
"""An address goes where its village goes, so that one difference is asked once."""
_COLUMNS = [Worker.__table__.c[key] for key in ("id", "uid", "version", "is_void", *WORKER_FIELDS)]


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody registered here, as the store holds him."""

    id: int
    uid: str
    version: int
    is_void: bool
    values: Mapping[str, object]
    categories: frozenset[str] = frozenset()

    @property
    def mark(self) -> tuple[int, int, bool]:
        """Return what changes whenever the record does."""
        return self.id, self.version, self.is_void


@dataclass(frozen=True, slots=True)
class Merge:
    """What a row brings to somebody known.

    `fills` go into blanks; `asked` differ from a value that stands: ours and theirs by field; `followers` are
    values that go with the answer to another field; `parts` are categories he did not have.
    """

    fills: Mapping[str, object]
    asked: Mapping[str, tuple[object, object]]
    followers: Mapping[str, tuple[str, object]]
    parts: tuple[dict[str, object], ...] = field(default=())

    @property
    def is_empty(self) -> bool:
        """Tell whether the row brings nothing."""
        return not (self.fills or self.asked or self.parts)

    def patch(self, taken: Collection[str]) -> dict[str, object]:
        """Return the new values when the file's value is taken in these fields."""
        found = {**self.fills, **{key: pair[1] for key, pair in self.asked.items() if key in taken}}
        led = {key: value for key, (leader, value) in self.followers.items() if leader in taken}
        return {**found, **led}


def known_by_number(session: Session, numbers: Collection[str]) -> dict[str, Known]:
    """Return who is registered under these numbers, the taken-back ones too."""
    rows = session.execute(select(*_COLUMNS).where(Worker.id_number.in_(list(numbers)))).all()
    codes: dict[int, set[str]] = {}
    ids = [row[0] for row in rows]
    for worker_id, code in session.execute(
        select(Category.worker_id, Category.code).where(Category.worker_id.in_(ids))
    ):
        codes.setdefault(worker_id, set()).add(code)
    found: dict[str, Known] = {}
    for row in rows:
        values = dict(zip(WORKER_FIELDS, row[4:], strict=True))
        held = frozenset(codes.get(row[0], ()))
        found[str(values["id_number"])] = Known(row[0], row[1], row[2], row[3], values, held)
    return found


def marks(session: Session, numbers: Collection[str]) -> dict[str, tuple[int, int, bool]]:
    """Return what changes whenever one of these people does."""
    query = select(Worker.id_number, Worker.id, Worker.version, Worker.is_void)
    rows = session.execute(query.where(Worker.id_number.in_(list(numbers))))
    return {number: (worker_id, version, is_void) for number, worker_id, version, is_void in rows}


def merge(known: Known, record: Record) -> Merge:
    """Compare a row with somebody known; names, numbers and what the number tells are never in question."""
    values, ours = persons.values_of(record), known.values
    fills: dict[str, object] = {}
    asked: dict[str, tuple[object, object]] = {}
    followers: dict[str, tuple[str, object]] = {}
    for key in _FILLED:
        told = values.get(key)
        if key not in record.fields or told in (None, "", []) or _same(told, ours[key]):
            continue  # what a file does not say itself is worked out for new people only
        leader = _FOLLOWS.get(key, "")
        if ours[key] in (None, "", []):
            fills[key] = told
        elif leader and values.get(leader) and ours[leader]:
            followers[key] = (leader, told)
        elif key in _ASKED:
            asked[key] = (ours[key], told)
    parts = tuple(
        part for kind, part in persons.parts_of(record)
        if kind == "category" and part.get("code") not in known.categories
    )  # fmt: skip
    return Merge(fills, asked, followers, parts)


def _same(told: object, ours: object) -> bool:
    if isinstance(told, list) and isinstance(ours, list):
        return set(told) == set(ours)
    return told == ours
