"""Rows of a roster into workers: whole chunks at a time, each with search keys, event and journal line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.models.checks.finding import error
from app.models.worker import Category, Certificate, Movement, SearchKey, Worker
from app.services import bulk, journal, searchkeys
from app.services.desk import Desk
from app.services.imports.homes import join_by_number
from app.services.imports.writer import Job, Tally, Touch
from app.services.intake.records import Record, sort_out
from app.services.intake.rows import ParsedRow
from app.services.workers import records, search
from app.services.workers.records import WORKER_FIELDS

_PARTS: Mapping[str, type[Category | Certificate | Movement]] = {
    "category": Category,
    "certificate": Certificate,
    "movement": Movement,
}
_TOLD_AS = {"category": "categories", "certificate": "certificates", "movement": "movements"}
_GUARDED = frozenset({"id_number", "id_type"})


class WorkersWriter:
    """Registers whoever is new, completes whoever is known, and never touches a name or a number."""

    def write(self, session: Session, desk: Desk, job: Job, rows: Sequence[ParsedRow], tally: Tally) -> None:
        """Write one chunk."""
        numbers = [str(row.values["id_number"]) for row in rows]
        query = select(Worker).where(Worker.id_number.in_(numbers)).options(selectinload(Worker.categories))
        known = {worker.id_number: worker for worker in session.scalars(query)}
        fresh: list[Record] = []
        changes: list[journal.Change] = []
        for row, number in zip(rows, numbers, strict=True):
            record, worker = sort_out(row.values), known.get(number)
            if worker is None or worker.is_void:
                if worker is None:
                    fresh.append(record)
                else:
                    changes += self._revive(session, desk, job, worker, record, tally)
                tally.new += 1
            elif worker.name != record.fields["name"]:
                text = f"这个身份证号已登记为“{worker.name}”，姓名不同，请核对"
                tally.refused.append((row, (error("name", "other_name", text),)))
            else:
                made = self._complete(session, desk, worker, record, tally)
                tally.changed += bool(made)
                tally.unchanged += not made
                changes += made
        changes = [*self._register(session, desk, job, fresh), *changes]
        if changes:
            journal.record_many(session, desk, changes)
        join_by_number(session, desk, job, rows, tally)

    def _register(
        self, session: Session, desk: Desk, job: Job, fresh: Sequence[Record]
    ) -> list[journal.Change]:
        """Insert a chunk of new workers; each tells of himself and his dated rows in one event."""
        if not fresh:
            return []
        now = desk.clock.now()
        first = (session.scalar(select(func.max(Worker.id))) or 0) + 1
        workers: list[dict[str, object]] = []
        keys: list[dict[str, object]] = []
        parts: dict[str, list[dict[str, object]]] = {kind: [] for kind in _PARTS}
        changes: list[journal.Change] = []
        for place, record in enumerate(fresh, start=first):
            uid, values = desk.ids.new(), _values(record)
            stamp = {"id": place, "uid": uid, "version": 1, "created_at": now, "updated_at": now}
            workers.append({**values, **stamp, "import_uid": job.uid})
            keys += [{"kind": kind, "key": key, "worker_id": place} for kind, key in _keys(values)]
            data = records.travelling({"id_type": "01", **values})
            for kind, part in _parts_of(record):
                own = desk.ids.new()
                parts[kind].append({**_part_row(desk, part, place), "uid": own})
                told = data.setdefault(_TOLD_AS[kind], [])
                if isinstance(told, list):
                    told.append({"uid": own, **records.travelling(part)})
            changes.append(journal.Change("worker.registered", uid, data=data, reason="名册导入"))
        bulk.insert(session, Worker, workers)
        bulk.insert(session, SearchKey, keys)
        for kind, rows in parts.items():
            bulk.insert(session, _PARTS[kind], rows)
        return changes

    def _revive(
        self, session: Session, desk: Desk, job: Job, worker: Worker, record: Record, tally: Tally
    ) -> list[journal.Change]:
        """Register someone again whose registration was taken back; nothing of the old one stays."""
        values = _values(record)
        for key, value in {**_BLANK, **values}.items():
            setattr(worker, key, value)
        worker.is_void, worker.import_uid = False, job.uid
        worker.version += 1
        worker.updated_at = desk.clock.now()
        session.flush()
        search.index(session, worker)
        tally.touches.append(Touch("worker", worker.uid, worker.version))
        data = records.travelling({"id_type": "01", **values})
        change = journal.Change(
            "worker.registered", worker.uid, worker.version, worker.version - 1, data=data, reason="名册导入"
        )
        return [
            change, *(_add_part(session, desk, worker, kind, part) for kind, part in _parts_of(record)),
        ]  # fmt: skip

    def _complete(
        self, session: Session, desk: Desk, worker: Worker, record: Record, tally: Tally
    ) -> list[journal.Change]:
        old = records.values_of(worker, WORKER_FIELDS)
        patch = {
            key: value
            for key, value in _values(record).items()
            if value not in (None, "", []) and old[key] != value and key not in _GUARDED and key != "name"
        }
        made: list[journal.Change] = []
        if patch:
            for key, value in patch.items():
                setattr(worker, key, value)
            worker.version += 1
            worker.updated_at = desk.clock.now()
            session.flush()
            search.index(session, worker)
            plain = {key: records.plain(value) for key, value in patch.items()}
            before = {key: records.plain(old[key]) for key in patch}
            tally.touches.append(Touch("worker", worker.uid, worker.version, before, plain))
            made.append(
                journal.Change("worker.changed", worker.uid, worker.version, worker.version - 1, patch=plain)
            )
        held = {row.code for row in worker.categories}
        for kind, part in _parts_of(record):
            if kind == "category" and part.get("code") not in held:
                added = _add_part(session, desk, worker, kind, part)
                tally.touches.append(Touch("category", added.entity_uid))
                made.append(added)
        return made


def _part_row(desk: Desk, part: Mapping[str, object], worker_id: int) -> dict[str, object]:
    stamp = {"recorded_at": desk.clock.now(), "recorded_by": desk.operator.login}
    return {**part, **stamp, "worker_id": worker_id}


def _add_part(
    session: Session, desk: Desk, worker: Worker, kind: str, part: dict[str, object]
) -> journal.Change:
    uid = desk.ids.new()
    stamp = {"recorded_at": desk.clock.now(), "recorded_by": desk.operator.login}
    session.add(_PARTS[kind](**part, **stamp, uid=uid, worker_id=worker.id))
    return _recorded(kind, uid, worker.uid, part)


def _recorded(kind: str, uid: str, worker_uid: str, part: Mapping[str, object]) -> journal.Change:
    return journal.Change(f"{kind}.recorded", uid, data={"worker": worker_uid, **records.travelling(part)})


_BLANK: Mapping[str, object] = {
    key: [] if field.widget == "tags" else None if field.widget in {"int", "money", "date"} else ""
    for key, field in WORKER_FIELDS.items()
} | {"birth": None, "id_type": "01", "nation": "01", "from_card": [], "household_id": None}


def _values(record: Record) -> dict[str, object]:
    values: dict[str, object] = {
        key: list(value) if isinstance(value, tuple) else value
        for key, value in record.fields.items()
        if key in WORKER_FIELDS
    }
    code = str(values.get("hukou_code") or "")
    if not values.get("urban_rural") and values.get("hukou_kind") in {"farm", "town"}:
        values["urban_rural"] = "rural" if values["hukou_kind"] == "farm" else "urban"
    if code and not values.get("urban_rural") and code[9:12] >= "200":
        values["urban_rural"] = "rural"
    return values


def _keys(values: Mapping[str, object]) -> frozenset[tuple[str, str]]:
    phones = [str(values[key]) for key in ("phone", "emergency_phone") if values.get(key)]
    return searchkeys.keys_for(
        name=str(values["name"]),
        former_name=str(values.get("former_name") or ""),
        id_number=str(values["id_number"]),
        phones=phones,
    )


def _parts_of(record: Record) -> list[tuple[str, dict[str, object]]]:
    """Return the dated rows by kind, only what their entities hold."""
    found: list[tuple[str, dict[str, object]]] = []
    for kind, parts in (
        ("category", record.categories),
        ("certificate", record.skills),
        ("movement", record.movements),
    ):
        for part in parts:
            fields = records.ROW_FIELDS[kind]
            kept: dict[str, object] = {key: value for key, value in part.items() if key in fields}
            if kind == "certificate":
                if (
                    not kept.get("certificate_no")
                    and not kept.get("level")
                    and not kept.get("certificate_kind")
                ):
                    continue
                kept.setdefault("certificate_kind", "skill_level")
            if kind == "category":
                kept.setdefault("source", "paper" if isinstance(kept.get("certified_on"), date) else "pledge")
            found.append((kind, kept))
    return found
