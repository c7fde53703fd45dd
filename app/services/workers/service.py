"""Registering workers once: find, open, register, amend, void; each verb one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from app.faults import Conflict, UserError
from app.models.checks.finding import Finding, Level, error
from app.models.values import IdNumber
from app.models.worker import Worker
from app.ports import CHINA
from app.services import bulk, drafts, elsewhere, journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.households.admission import Home, dissolve_founded, holders, work_doubts
from app.services.households.rules import street_of
from app.services.photos import service as photos
from app.services.results import Changes, Refused, Saved
from app.services.undo import UndoStack
from app.services.workers import alikes, records, rules, search
from app.services.workers.records import WORKER_FIELDS, WorkerRecord, WorkerRow

FORM = "worker"
_TOUCHED = frozenset({"worker", "household"})
_WHO = frozenset({"name", "id_number", "birth", "hukou_code"})
ORDERS = {
    "name": Worker.name,
    "sex": Worker.sex,
    "id_masked": Worker.id_number,
    "village": Worker.hukou_code,
    "last_visit_at": Worker.last_visit_at,
}
"""What the register can be sorted by."""
_OF_THE_VILLAGE = ("urban_rural", "hukou_kind")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the form hands over: values by field key, the event fixed when it opened, and what is behind it.

    `worker_id` and `version` are 0 for a new worker. `reason` is kept with warnings and with a protected
    field that was changed. `household_of` is the worker whose household a new one joins, 0 for nobody's.
    """

    values: Mapping[str, object]
    event_id: str
    worker_id: int = 0
    version: int = 0
    from_card: frozenset[str] = frozenset()
    reason: str = ""
    household_of: int = 0


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Whom a new worker of a village follows: what all there share, and the address that may be copied too."""

    name: str
    shared: Mapping[str, object]
    address: Mapping[str, object]


class Workers:
    """The register of workers."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk = desk
        self._undo = undo

    def find(self, text: str) -> search.SearchPage:
        """Find by name, pinyin, initials, identity number, its tail, phone or case number; at most 50 rows."""
        with self._desk.database.reading() as session:
            return search.find(session, text)

    def ids(
        self,
        *,
        category: str = "",
        village: str = "",
        seen_since: datetime | None = None,
        order: str = "",
        is_descending: bool = False,
    ) -> Sequence[int]:
        """Return all ids of a list, newest visit first or by `order`; rows are fetched 64 at a time by `rows`.

        `seen_since` keeps those who came at that instant or later. `order` is one of ORDERS; names stand by
        their pinyin.
        """
        query = select(Worker.id).where(Worker.is_void.is_(False))
        if category:
            query = query.where(holders(category))
        if village:
            query = query.where(Worker.hukou_code.startswith(village))
        if seen_since is not None:
            query = query.where(Worker.last_visit_at >= seen_since)
        newest = (Worker.last_visit_at.desc().nulls_last(), Worker.updated_at.desc(), Worker.id.desc())
        with self._desk.database.reading() as session:
            if order == "name":
                return search.by_name(session, session.scalars(query), is_descending=is_descending)
            if order:
                column = ORDERS[order]
                query = query.order_by((column.desc() if is_descending else column.asc()).nulls_last())
            return bulk.numbers(session, query.order_by(*newest))

    def rows(self, ids: Sequence[int]) -> tuple[WorkerRow, ...]:
        """Return list lines in the order of the ids."""
        with self._desk.database.reading() as session:
            return search.rows_by_id(session, ids)

    def open(self, worker_id: int) -> WorkerRecord:
        """Return one worker whole.

        Raises:
            UserError: he is not registered here any more.

        """
        with self._desk.database.reading() as session:
            return records.record_of(_get(session, worker_id))

    def begin_visit(self, worker_id: int) -> WorkerRecord:
        """Open a worker for the person at the counter: the full view is journalled, a day counts as one visit."""
        with self._desk.database.transaction() as session:
            worker = _get(session, worker_id)
            now = self._desk.clock.now()
            if worker.last_visit_at is None or _day(worker.last_visit_at) != _day(now):
                worker.visits += 1
            worker.last_visit_at = now
            journal.note(
                session, self._desk, "worker.visited", entity="worker", uid=worker.uid, reason="到场办理"
            )
            return records.record_of(worker)

    def reveal(self, worker_id: int, key: str, reason: str) -> str:
        """Return one number unmasked and journal who looked at it and why.

        Raises:
            UserError: no reason was given.

        """
        if not reason.strip():
            raise UserError("查看完整号码须填写原因。", field="reason")
        with self._desk.database.transaction() as session:
            worker = _get(session, worker_id)
            action = "worker.revealed"
            journal.note(
                session, self._desk, action, entity="worker", uid=worker.uid, detail=key, reason=reason
            )
            return str(getattr(worker, key))

    def look_alikes(self, values: Mapping[str, object], *, but_not: int = 0) -> tuple[alikes.LookAlike, ...]:
        """Return registered workers like the one being typed: from ten digits on, or same name and birthday."""
        with self._desk.database.reading() as session:
            return alikes.look_alikes(session, values, but_not=but_not)

    def derived(self, number: str) -> Mapping[str, object]:
        """Return what an identity number tells by itself: birthday and sex; they are shown, never asked."""
        parts = IdNumber(number)
        return {"birth": parts.birth, "sex": parts.sex} if parts.is_structured else {}

    def neighbour(self, village: str) -> Neighbour | None:
        """Return what the person registered last in a village shares with the next (本村上一位).

        城乡 and 户口性质 are the village's; the address goes down to the street, never to a house.
        """
        query = select(Worker).where(Worker.hukou_code == village, Worker.is_void.is_(False))
        with self._desk.database.reading() as session:
            last = session.scalar(query.order_by(Worker.id.desc()).limit(1)) if village else None
            if last is None:
                return None
            shared = records.values_of(last, _OF_THE_VILLAGE)
            address = {"hukou_text": street_of(last.hukou_text)}
            if last.live_code == village:
                address |= {"live_code": village, "live_text": street_of(last.live_text)}
            return Neighbour(
                last.name,
                {key: value for key, value in shared.items() if value},
                {key: value for key, value in address.items() if value},
            )

    def save(self, entry: Entry) -> Saved | Refused:
        """Register a new worker or amend a known one; all errors come back at once and nothing is half saved.

        Raises:
            Conflict: another window changed the record since it was opened.

        """
        values, findings = rules.check_worker(entry.values, today=self._desk.clock.today())
        if rules.errors_of(findings):
            return Refused(findings)
        with self._desk.database.transaction() as session:
            known = _by_number(session, str(values["id_number"]))
            if known is not None and known.id != entry.worker_id and not known.is_void:
                return Refused((error("id_number", "exists", f"{known.name}已经登记过，请打开已有记录"),))
            if entry.worker_id:
                return self._amend(session, entry, values, findings)
            findings += alikes.twin_warnings(session, values)
            here = self._desk.station.code
            findings += elsewhere.registrations(session, str(values["id_number"]), station=here)
            home = Home(session, self._desk, entry.household_of)
            return self._register(session, entry, home.settle(values), findings + home.findings, known, home)

    def _register(
        self,
        session: Session,
        entry: Entry,
        values: Mapping[str, object],
        findings: tuple[Finding, ...],
        voided: Worker | None,
        home: Home,
    ) -> Saved:
        now = self._desk.clock.now()
        worker = voided or Worker(uid=self._desk.ids.new(), version=0, created_at=now)
        _put(worker, values)
        worker.version += 1
        worker.is_void, worker.household = False, None
        worker.updated_at = worker.last_visit_at = now
        worker.visits = 1
        worker.from_card = sorted(entry.from_card)
        session.add(worker)
        session.flush()
        search.index(session, worker)
        change = journal.Change(
            type="worker.registered",
            entity_uid=worker.uid,
            version=worker.version,
            base=worker.version - 1,
            data=_told_of(worker),
            event_id=entry.event_id,
            reason=_kept(findings, entry.reason),
        )
        journal.record(session, self._desk, change)
        findings += home.take_in(worker)
        drafts.forget(session, self._desk, FORM, draft_of_new(entry.event_id))
        founded = home.founded
        self._undo.push(f"{worker.name}的登记", lambda: self._take_back(worker.id, founded))
        text = f"已登记 {worker.name}{home.told}"
        return Saved(worker.id, worker.uid, worker.version, text, _changes(worker), _warnings(findings))

    def _amend(
        self, session: Session, entry: Entry, values: Mapping[str, object], findings: tuple[Finding, ...]
    ) -> Saved | Refused:
        worker = _get(session, entry.worker_id)
        if worker.version != entry.version:
            raise Conflict(f"{worker.name}的记录已被修改，请查看差异后再保存。")
        before = records.values_of(worker, WORKER_FIELDS)
        patch = records.changed(before, {key: value for key, value in values.items() if key in WORKER_FIELDS})
        guarded = [key for key in patch if WORKER_FIELDS[key].is_protected]
        if guarded and not entry.reason.strip():
            names = "、".join(WORKER_FIELDS[key].label for key in guarded)
            return Refused((error(guarded[0], "needs_reason", f"改动{names}须填写原因"),))
        if "work_state" in patch:
            findings += work_doubts(worker, str(values["work_state"]), self._desk.clock.today())
        if patch.keys() & _WHO:
            findings += alikes.twin_warnings(session, values, but_not=worker.id)
        if patch:
            self._write_patch(session, worker, patch, entry.event_id, _kept(findings, entry.reason))
            old = {key: before[key] for key in patch}
            version = worker.version
            self._undo.push(f"{worker.name}的修改", lambda: self._revert(entry.worker_id, version, old))
        drafts.forget(session, self._desk, FORM, worker.uid)
        text = f"已保存 {worker.name}" if patch else "没有改动"
        told = _warnings(findings)
        return Saved(
            worker.id, worker.uid, worker.version, text, _changes(worker), told, is_changed=bool(patch)
        )

    def _write_patch(
        self, session: Session, worker: Worker, patch: Mapping[str, object], event_id: str, reason: str
    ) -> None:
        _put(worker, patch)
        worker.version += 1
        worker.updated_at = self._desk.clock.now()
        session.flush()
        search.index(session, worker)
        change = journal.Change(
            type="worker.changed",
            entity_uid=worker.uid,
            version=worker.version,
            base=worker.version - 1,
            patch={key: records.plain(value) for key, value in patch.items()},
            event_id=event_id,
            reason=reason,
        )
        journal.record(session, self._desk, change)

    def _revert(self, worker_id: int, version: int, old: Mapping[str, object]) -> Changes:
        with self._desk.database.transaction() as session:
            worker = _get(session, worker_id)
            if worker.version != version:
                raise UserError(f"{worker.name}的记录后来又改过，不能撤销，请直接修改。")
            self._write_patch(session, worker, old, "", "撤销修改")
            return _changes(worker)

    def void(self, worker_id: int, reason: str) -> Changes:
        """Take a registration back; the record stays, void, and its trail with it."""
        with self._desk.database.transaction() as session:
            return self._void(session, worker_id, reason)

    def _void(self, session: Session, worker_id: int, reason: str) -> Changes:
        worker = _get(session, worker_id)
        worker.is_void = True
        worker.version += 1
        worker.updated_at = self._desk.clock.now()
        search.index(session, worker)
        photos.forget(session, [worker.id])
        change = journal.Change(
            type="worker.voided",
            entity_uid=worker.uid,
            version=worker.version,
            base=worker.version - 1,
            data={"reason": reason},
            reason=reason,
        )
        journal.record(session, self._desk, change)
        return _changes(worker)

    def _take_back(self, worker_id: int, founded: int) -> Changes:
        """Take a registration back, and the household that was founded for it."""
        with self._desk.database.transaction() as session:
            changes = self._void(session, worker_id, "撤销登记")
            dissolve_founded(session, self._desk, founded)
            return changes

    def count(self) -> int:
        """Return how many workers are registered."""
        with self._desk.database.reading() as session:
            query = select(func.count()).select_from(Worker).where(Worker.is_void.is_(False))
            return session.scalar(query) or 0


def draft_of_new(event_id: str) -> str:
    """Return the subject under which the draft of a new registration is kept: each has its own."""
    return f"new:{event_id}"


def _get(session: Session, worker_id: int) -> Worker:
    everything = (
        selectinload(Worker.categories),
        selectinload(Worker.certificates),
        selectinload(Worker.movements),
    )
    worker = session.get(Worker, worker_id, options=everything)
    if worker is None or worker.is_void:
        raise UserError("这位不在本站登记名册里，可能已被撤销，请重新查找。")
    return worker


def _day(instant: datetime) -> date:
    return instant.astimezone(CHINA).date()


def _by_number(session: Session, number: str) -> Worker | None:
    return session.scalar(select(Worker).where(Worker.id_number == number))


def _put(worker: Worker, values: Mapping[str, object]) -> None:
    for key, value in values.items():
        if key in WORKER_FIELDS:
            setattr(worker, key, value)


def _told_of(worker: Worker) -> dict[str, Json]:
    told = records.travelling(records.values_of(worker, WORKER_FIELDS))
    return {**told, "from_card": list(worker.from_card)} if worker.from_card else told


def _kept(findings: tuple[Finding, ...], reason: str) -> str:
    texts = [finding.text for finding in findings if finding.level is Level.WARNING]
    return "；".join([*([reason] if reason else []), *texts])


def _warnings(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(finding for finding in findings if finding.level is Level.WARNING)


def _changes(worker: Worker) -> Changes:
    return Changes(_TOUCHED, frozenset({worker.uid}))
