"""Rows of a roster into workers: whole chunks at a time, each with search keys, event and journal line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.models.checks.finding import Finding, error
from app.models.worker import SearchKey, Worker
from app.services import bulk, journal
from app.services.bulk import Ready
from app.services.desk import Desk
from app.services.imports import merging, persons
from app.services.imports.homes import join_by_number
from app.services.imports.merging import Known
from app.services.imports.writer import Job, Tally, Touch
from app.services.intake.records import Record, sort_out
from app.services.intake.rows import ParsedRow
from app.services.workers import records

_WHY = "名册导入"
_GIVEN = {"id_type": "01", "nation": "01"}  # what the columns hold where a roster does not say
Row = dict[str, object]
Key = tuple[str, str, int]


class WorkersWriter:
    """Registers whoever is new, completes whoever is known, and never touches a name or a number."""

    chunk = 100

    def prepare(self, session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow]) -> WorkersChunk:
        """Compare one chunk with the register and write out everything it comes to."""
        numbers = [str(row.values["id_number"]) for row in rows]
        known = merging.known_by_number(session, numbers)
        draft = _Draft(desk, job, desk.clock.now(), (session.scalar(select(func.max(Worker.id))) or 0) + 1)
        for row, number in zip(rows, numbers, strict=True):
            record, worker = sort_out(row.values), known.get(number)
            if worker is None:
                draft.register(record)
            elif worker.is_void:
                draft.revive(worker, record)
            elif (stranger := other_name(worker, record)) is not None:
                draft.refused.append((row, (stranger,)))
            else:
                draft.complete(worker, record)
        marks = {number: known[number].mark for number in numbers if number in known}
        return WorkersChunk(session, draft, marks, rows)


def other_name(known: Known, record: Record) -> Finding | None:
    """Return why a row is kept out whose number is registered under another name, if it is."""
    name = known.values["name"]
    if name == record.fields["name"]:
        return None
    return error("name", "other_name", f"这个身份证号已登记为“{name}”，姓名不同，请核对")


@dataclass(slots=True)
class _Draft:
    """What the rows of one chunk come to, as plain rows of the tables they go into."""

    desk: Desk
    job: Job
    now: datetime
    first: int
    workers: list[Row] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    parts: dict[str, list[Row]] = field(default_factory=lambda: {kind: [] for kind in persons.PARTS})
    old_keys: list[Key] = field(default_factory=list)
    old_parts: dict[str, list[Row]] = field(default_factory=lambda: {kind: [] for kind in persons.PARTS})
    lost_keys: list[Key] = field(default_factory=list)
    updates: list[tuple[int, Row]] = field(default_factory=list)
    revived: list[int] = field(default_factory=list)
    registered: list[journal.Change] = field(default_factory=list)
    changes: list[journal.Change] = field(default_factory=list)
    touches: list[Touch] = field(default_factory=list)
    refused: list[tuple[ParsedRow, tuple[Finding, ...]]] = field(default_factory=list)
    changed: int = 0
    unchanged: int = 0
    held: int = 0

    def register(self, record: Record) -> None:
        """Add somebody new, telling of himself and his dated rows in one event."""
        now, uid, values = self.now, self.desk.ids.new(), persons.values_of(record)
        place = self.first + len(self.workers)
        stamp = {"id": place, "uid": uid, "version": 1, "created_at": now, "updated_at": now}
        self.workers.append({**values, **stamp, "import_uid": self.job.uid})
        self.keys += _key_rows(persons.keys_of(values), place)
        data = records.travelling({**_GIVEN, **values})
        for kind, part in persons.parts_of(record):
            own = self._part(self.parts, kind, part, place)
            told = data.setdefault(persons.TOLD_AS[kind], [])
            if isinstance(told, list):
                told.append({"uid": own, **records.travelling(part)})
        self.registered.append(journal.Change("worker.registered", uid, data=data, reason=_WHY))

    def revive(self, worker: Known, record: Record) -> None:
        """Register someone again whose registration was taken back; nothing of the old one stays."""
        values, version = persons.values_of(record), worker.version + 1
        row = {**persons.BLANK, **values, "from_card": [], "is_void": False, "import_uid": self.job.uid}
        self.updates.append((worker.id, self._stamped(row, version)))
        self.revived.append(worker.id)
        self.old_keys += _key_rows(persons.keys_of(values), worker.id)
        self.touches.append(Touch("worker", worker.uid, version))
        data = records.travelling({**_GIVEN, **values})
        self.changes.append(
            journal.Change("worker.registered", worker.uid, version, version - 1, data=data, reason=_WHY)
        )
        for kind, part in persons.parts_of(record):
            self._record(kind, part, worker)

    def complete(self, worker: Known, record: Record) -> None:
        """Fill what is blank, and put the file's value where the clerk said so."""
        merge = merging.merge(worker, record)
        number = str(worker.values["id_number"])
        taken = {key for key in merge.asked if self.job.answers.take(number, key)}
        self.held += len(merge.asked) - len(taken)
        patch = merge.patch(taken)
        if patch:
            self._patch(worker, patch)
        for part in merge.parts:
            own = self._record("category", part, worker)
            self.touches.append(Touch("category", own))
        self.changed += bool(patch or merge.parts)
        self.unchanged += not (patch or merge.parts)

    def _patch(self, worker: Known, patch: Mapping[str, object]) -> None:
        version = worker.version + 1
        self.updates.append((worker.id, self._stamped(patch, version)))
        if patch.keys() & persons.SEARCHED:
            before, after = persons.keys_of(worker.values), persons.keys_of({**worker.values, **patch})
            self.lost_keys += _key_rows(before - after, worker.id)
            self.old_keys += _key_rows(after - before, worker.id)
        plain = {key: records.plain(value) for key, value in patch.items()}
        before_it = {key: records.plain(worker.values[key]) for key in patch}
        self.touches.append(Touch("worker", worker.uid, version, before_it, plain))
        self.changes.append(journal.Change("worker.changed", worker.uid, version, version - 1, patch=plain))

    def _stamped(self, row: Mapping[str, object], version: int) -> Row:
        return {**row, "version": version, "updated_at": self.now}

    def _part(
        self, into: Mapping[str, list[Row]], kind: str, part: Mapping[str, object], worker_id: int
    ) -> str:
        own = self.desk.ids.new()
        stamp = {"uid": own, "worker_id": worker_id, "recorded_at": self.now}
        into[kind].append({**part, **stamp, "recorded_by": self.desk.operator.login})
        return own

    def _record(self, kind: str, part: Mapping[str, object], worker: Known) -> str:
        own = self._part(self.old_parts, kind, part, worker.id)
        data = {"worker": worker.uid, **records.travelling(part)}
        self.changes.append(journal.Change(f"{kind}.recorded", own, data=data))
        return own


class WorkersChunk:
    """One chunk of a roster made ready: bound to its statements, its events written out."""

    def __init__(
        self,
        session: Session,
        draft: _Draft,
        marks: Mapping[str, tuple[int, int, bool]],
        rows: Sequence[ParsedRow],
    ) -> None:
        dialect = session.get_bind().dialect
        self._draft, self._marks, self._rows = draft, marks, rows
        self._workers = bulk.ready(dialect, Worker, draft.workers)
        self._keys = _ready_keys(draft.keys)
        self._old_keys = _ready_keys(draft.old_keys)
        self._parts = _ready_parts(session, draft.parts)
        self._old_parts = _ready_parts(session, draft.old_parts)
        self._updates = bulk.updates(dialect, Worker, draft.updates)
        self._events = [
            journal.prepared(draft.desk, change) for change in (*draft.registered, *draft.changes)
        ]

    def is_current(self, session: Session) -> bool:
        """Tell whether nobody in the chunk was registered, changed or taken back meanwhile."""
        return merging.marks(session, [str(row.values["id_number"]) for row in self._rows]) == self._marks

    def write(self, session: Session, tally: Tally) -> None:
        """Put the chunk in; ids move up when others were registered meanwhile."""
        draft = self._draft
        by = 0
        if draft.workers:
            by = (session.scalar(select(func.max(Worker.id))) or 0) + 1 - draft.first
        self._workers.shifted("id", by).put(session)
        self._keys.shifted("worker_id", by).put(session)
        for ready in self._parts:
            ready.shifted("worker_id", by).put(session)
        for update in self._updates:
            update.put(session)
        if draft.revived:
            for entity in (SearchKey, *persons.PARTS.values()):
                session.execute(delete(entity).where(entity.worker_id.in_(draft.revived)))
        if draft.lost_keys:
            gone = "DELETE FROM search_key WHERE kind = ? AND key = ? AND worker_id = ?"
            session.connection().exec_driver_sql(gone, draft.lost_keys)
        self._old_keys.put(session)
        for ready in self._old_parts:
            ready.put(session)
        if self._events:
            journal.append(session, draft.desk, self._events)
        tally.new += len(draft.workers) + len(draft.revived)
        tally.changed += draft.changed
        tally.unchanged += draft.unchanged
        tally.held += draft.held
        tally.refused += draft.refused
        tally.touches += draft.touches
        join_by_number(session, draft.desk, draft.job, self._rows, tally)


def _key_rows(keys: frozenset[tuple[str, str]], worker_id: int) -> list[Key]:
    return [(kind, key, worker_id) for kind, key in keys]


def _ready_keys(keys: list[Key]) -> Ready:
    """Bind search keys, sorted so that neighbours in the index are written one after another."""
    names = ("kind", "key", "worker_id")
    return Ready("INSERT INTO search_key (kind, key, worker_id) VALUES (?, ?, ?)", names, [*sorted(keys)])


def _ready_parts(session: Session, parts: Mapping[str, list[Row]]) -> list[Ready]:
    dialect = session.get_bind().dialect
    return [bulk.ready(dialect, persons.PARTS[kind], rows) for kind, rows in parts.items()]
