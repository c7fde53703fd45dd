"""A folded record put into a row: typed values, blanks where nothing was told, pointers by uid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from sqlalchemy import Column, Date, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.models.base import Base, Tracked
from app.progress import Progress
from app.services.catalog.kinds import FIELDS, KINDS, Kind
from app.services.county.folding import Folded, Step, fold
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.rebuilding.history import SLICE, histories

T = TypeVar("T")
WHOLE = (".registered", ".founded", ".made", ".taken_in", ".recorded")


@dataclass(slots=True)
class Work:
    """One rebuilding under way: what it writes for, what it made, and what it could not make."""

    session: Session
    desk: Desk
    progress: Progress
    words: str = ""
    made: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    workers: set[int] = field(default_factory=set)
    leftovers: list[list[str]] = field(default_factory=list)
    ids: dict[tuple[str, str], int] = field(default_factory=dict)
    seen: dict[str, set[str]] = field(default_factory=dict)

    def sliced(self, records: Sequence[T]) -> Iterable[Sequence[T]]:
        """Yield some hundred records at a time, telling how far it has come.

        Raises:
            Cancelled: the clerk stopped it.

        """
        for at in range(0, len(records), SLICE):
            self.progress.step(at, len(records), self.words)
            yield records[at : at + SLICE]

    def left(self, title: str, text: str) -> None:
        """Note what could not be made, for the clerk."""
        if [title, text] not in self.leftovers:
            self.leftovers.append([title, text])

    def count(self, kind: str, *, is_new: bool) -> None:
        """Count a record that was made or changed."""
        into = self.made if is_new else self.changed
        into[kind] = into.get(kind, 0) + 1

    def id_of(self, entity: type[Tracked], uid: str) -> int:
        """Return the id of a record by its uid; 0 where it is not here."""
        key = (entity.__tablename__, uid)
        if key not in self.ids:
            found = self.session.scalar(select(entity.id).where(entity.uid == uid)) if uid else None
            if found is None:
                return 0
            self.ids[key] = found
        return self.ids[key]

    def is_here(self, kind: str, column: InstrumentedAttribute[str], uid: str) -> bool:
        """Tell whether a row of a kind is here, and count it as here from now on."""
        if kind not in self.seen:
            self.seen[kind] = set(self.session.scalars(select(column)))
        known = uid in self.seen[kind]
        self.seen[kind].add(uid)
        return known


def held(session: Session, entity: type[Tracked], uids: Sequence[str]) -> dict[str, Tracked]:
    """Return the rows that are here already, by uid."""
    return {row.uid: row for row in session.scalars(select(entity).where(entity.uid.in_(uids)))}


def is_whole(steps: Sequence[Step]) -> bool:
    """Tell whether the history holds the record whole, and not only changes of it."""
    return any(step.event.patch is None and step.event.type.endswith(WHOLE) for step in steps)


def typed(column: Column[object], value: Json) -> object:
    """Return a value of an event as its column takes it."""
    if value is None:
        return blank(column)
    if isinstance(column.type, Date):
        return date.fromisoformat(value) if isinstance(value, str) and value else None
    return value


def blank(column: Column[object]) -> object:
    """Return what stands in a column of which nothing was told; an event leaves blanks out."""
    if column.nullable:
        return None
    kind = column.type.python_type
    return {bool: False, int: 0, str: ""}.get(kind, [])


def put(row: Base, body: Mapping[str, Json], keys: Iterable[str], *, is_partial: bool = False) -> None:
    """Put what was told into the columns; `is_partial` leaves those alone of which nothing was."""
    columns = row.__mapper__.columns
    for key in keys:
        if key in body or not is_partial:
            setattr(row, key, typed(columns[key], body.get(key)))


def stamp(row: Tracked, folded: Folded, steps: Sequence[Step]) -> None:
    """Put what every record has: version, whether it is void, when it began and when it was last changed."""
    row.version, row.is_void = folded.version, folded.is_void
    row.created_at = steps[0].event.recorded_at
    row.updated_at = steps[-1].event.recorded_at


def catalogue(work: Work, kind: str, uids: Sequence[str]) -> None:
    """Make the records of one kind of the catalogue: employers, jobs, institutions, courses, sessions."""
    plan = KINDS[kind]
    for part in work.sliced(uids):
        told = histories(work.session, work.desk.station.epoch, part)
        here = held(work.session, plan.entity, part)
        for uid in part:
            _catalogued(work, plan, uid, told[uid], here.get(uid))
        work.session.flush()


def _catalogued(work: Work, plan: Kind, uid: str, steps: Sequence[Step], row: Tracked | None) -> None:
    folded = fold(steps)
    parent = _parent(work, plan, folded)
    title = str(folded.body.get("name") or folded.body.get("title") or folded.body.get("class_no") or "")
    if not is_whole(steps) or (plan.parent and not parent):
        work.left(f"没能重建的{plan.label}", title or uid[-8:])
        return
    fresh = row or plan.entity(uid=uid)
    put(fresh, folded.body, FIELDS[plan.key])
    if plan.parent:
        setattr(fresh, plan.parent_column, parent)
    stamp(fresh, folded, steps)
    work.session.add(fresh)
    work.count(plan.key, is_new=row is None)


def _parent(work: Work, plan: Kind, folded: Folded) -> int:
    if not plan.parent:
        return 0
    return work.id_of(KINDS[plan.parent].entity, str(folded.body.get(plan.parent) or ""))
