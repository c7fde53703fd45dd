"""The catalogue of who offers work and who teaches: list, open, save and close, each verb one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.faults import Conflict, UserError
from app.models.base import Tracked
from app.models.catalog import Job, TrainingSession
from app.models.checks.finding import Finding, Level
from app.services import journal
from app.services.catalog import lines, rules
from app.services.catalog.kinds import FIELDS, KINDS, Kind, live
from app.services.catalog.lines import CatalogRow, Filter
from app.services.desk import Desk
from app.services.drafts import forget
from app.services.exchange.canonical import Json
from app.services.results import Changes, Refused, Saved
from app.services.undo import UndoStack
from app.services.workers import records

_PARENT = "parent"  # the key under which a change of parent goes through a patch


@dataclass(frozen=True, slots=True)
class CatalogRecord:
    """One record whole, by field key."""

    kind: str
    id: int
    uid: str
    version: int
    parent_id: int
    parent_title: str
    values: Mapping[str, object]
    title: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """What the form hands over; ids of 0 mean a new record, `draft` the draft that saving makes needless."""

    kind: str
    values: Mapping[str, object]
    event_id: str
    id: int = 0
    version: int = 0
    parent_id: int = 0
    draft: tuple[str, str] | None = None


class Catalog:
    """The catalogue of this station."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk = desk
        self._undo = undo

    def ids(self, kind: str, wanted: Filter | None = None, *, only_open: bool = False) -> tuple[int, ...]:
        """Return the ids of a list, newest first, or those that a filter finds."""
        asked = wanted or Filter(only_open=only_open)
        with self._desk.database.reading() as session:
            return lines.find(session, kind, asked, self._desk.clock.today())

    def rows(self, kind: str, ids: tuple[int, ...]) -> tuple[CatalogRow, ...]:
        """Return list lines in the order of the ids."""
        with self._desk.database.reading() as session:
            return lines.rows(session, kind, ids, self._desk.clock.today())

    def parents(self, kind: str) -> tuple[tuple[int, str], ...]:
        """Return what a record of this kind may belong to, as (id, title)."""
        parent = KINDS[kind].parent
        if not parent:
            return ()
        with self._desk.database.reading() as session:
            ids = lines.find(session, parent, Filter(), self._desk.clock.today())
            return tuple((row.id, row.title) for row in lines.rows(session, parent, ids))

    def open(self, kind: str, number: int) -> CatalogRecord:
        """Return one record whole.

        Raises:
            UserError: there is no such record any more.

        """
        with self._desk.database.reading() as session:
            row = live(session, kind, number)
            plan = KINDS[kind]
            parent_id = getattr(row, plan.parent_column) if plan.parent else 0
            parent = session.get_one(KINDS[plan.parent].entity, parent_id) if plan.parent else None
            values = records.values_of(row, FIELDS[kind])
            shown = lines.rows(session, kind, (row.id,), self._desk.clock.today())[0]
            return CatalogRecord(
                kind,
                row.id,
                row.uid,
                row.version,
                parent_id,
                _title(parent),
                values,
                shown.title,
                shown.state,
            )

    def save(self, entry: CatalogEntry) -> Saved | Refused:
        """Register a new record or amend a known one; warnings are kept in the journal as the reason.

        Raises:
            Conflict: another window changed it since it was opened.

        """
        plan = KINDS[entry.kind]
        values, findings = rules.checked(entry.kind, entry.values, entry.parent_id, self._desk.clock.today())
        with self._desk.database.transaction() as session:
            row = live(session, entry.kind, entry.id) if entry.id else None
            findings += rules.twins(session, entry.kind, values, entry.id)
            if entry.kind == "job":
                findings += rules.same_job(session, values, entry.parent_id, entry.id)
            if isinstance(row, TrainingSession):
                findings += rules.turned_state(row, values)
            if any(finding.level is Level.ERROR for finding in findings):
                return Refused(tuple(findings))
            told = tuple(findings)
            if row is None:
                saved = self._register(session, plan, entry, values, told)
            else:
                saved = self._amend(session, plan, entry, row, values, told)
            if entry.draft is not None:
                forget(session, self._desk, *entry.draft)
        return saved

    def _register(
        self, session: Session, plan: Kind, entry: CatalogEntry, values: Mapping[str, object],
        findings: tuple[Finding, ...],
    ) -> Saved:  # fmt: skip
        now = self._desk.clock.now()
        row = plan.entity(uid=self._desk.ids.new(), created_at=now, updated_at=now)
        for key, value in values.items():
            setattr(row, key, value)
        if plan.parent:
            setattr(row, plan.parent_column, live(session, plan.parent, entry.parent_id).id)
        if isinstance(row, Job) and "head_left" not in values:
            row.head_left = row.head_count or 1
        if isinstance(row, Job) and row.published_on is None:
            row.published_on = self._desk.clock.today()
        session.add(row)
        session.flush()
        self._tell_whole(session, plan, row, entry.event_id, _reason(findings))
        number = row.id
        self._undo.push(f"{plan.label}登记", lambda: self.void(plan.key, number, "撤销登记").changes)
        return _saved(plan, row, f"已登记{plan.label} {lines.row_of(row).title}", findings)

    def _tell_whole(self, session: Session, plan: Kind, row: Tracked, event_id: str, reason: str) -> None:
        data: dict[str, Json] = records.travelling(records.values_of(row, FIELDS[plan.key]))
        if plan.parent:
            parent = session.get_one(KINDS[plan.parent].entity, getattr(row, plan.parent_column))
            data[plan.parent] = parent.uid
        base = row.version - 1 if row.version else 0
        change = journal.Change(
            f"{plan.key}.registered", row.uid, row.version, base, data=data, event_id=event_id, reason=reason
        )
        journal.record(session, self._desk, change)

    def _amend(
        self, session: Session, plan: Kind, entry: CatalogEntry, row: Tracked, values: Mapping[str, object],
        findings: tuple[Finding, ...],
    ) -> Saved:  # fmt: skip
        if row.version != entry.version:
            raise Conflict(f"这条{plan.label}已被修改，请重新打开后再改。")
        before: dict[str, object] = records.values_of(row, FIELDS[plan.key])
        after = dict(values)
        if plan.parent:
            before[_PARENT] = getattr(row, plan.parent_column)
            after[_PARENT] = entry.parent_id
        patch = records.changed(before, after)
        if patch:
            self._write(session, plan, row, patch, entry.event_id, _reason(findings))
            old, number = {key: before[key] for key in patch}, row.id
            self._undo.push(f"{plan.label}修改", lambda: self._revert(plan, number, patch, old))
        saved = _saved(plan, row, "已保存" if patch else "没有改动", findings)
        return replace(saved, is_changed=bool(patch))

    def _write(
        self, session: Session, plan: Kind, row: Tracked, patch: Mapping[str, object], event_id: str,
        reason: str = "",
    ) -> None:  # fmt: skip
        plain: dict[str, Json] = {}
        for key, value in patch.items():
            if key == _PARENT and isinstance(value, int):
                plain[plan.parent] = live(session, plan.parent, value).uid
                setattr(row, plan.parent_column, value)
            else:
                plain[key] = records.plain(value)
                setattr(row, key, value)
        row.version += 1
        row.updated_at = self._desk.clock.now()
        change = journal.Change(
            f"{plan.key}.changed", row.uid, row.version, row.version - 1, patch=plain, event_id=event_id,
            reason=reason,
        )  # fmt: skip
        journal.record(session, self._desk, change)

    def _revert(
        self, plan: Kind, number: int, new: Mapping[str, object], old: Mapping[str, object]
    ) -> Changes:
        with self._desk.database.transaction() as session:
            row = live(session, plan.key, number)
            if any(_value(plan, row, key) != value for key, value in new.items()):
                raise UserError(f"这条{plan.label}后来又改过，不能撤销，请直接修改。")
            self._write(session, plan, row, old, "", "撤销修改")
            return _changes(plan, row)

    def close_job(self, number: int) -> Saved:
        """Close a job: nobody is recommended to it any more; it stays on the list.

        Raises:
            UserError: it is closed already, or gone.

        """
        plan = KINDS["job"]
        with self._desk.database.transaction() as session:
            row = live(session, "job", number)
            left = getattr(row, "head_left", 0)
            if not left:
                raise UserError("这个岗位已经停招。要重新招人，请打开后改剩余人数。")
            closed = {"head_left": 0}
            self._write(session, plan, row, closed, "", "停招")
            self._undo.push("停招", lambda: self._revert(plan, number, closed, {"head_left": left}))
            return _saved(plan, row, f"{lines.row_of(row).title} 已停招")

    def void(self, kind: str, number: int, reason: str) -> Saved:
        """Take a record off the lists; it stays, void, and its trail with it.

        Raises:
            UserError: a class still has learners.

        """
        plan = KINDS[kind]
        with self._desk.database.transaction() as session:
            row = live(session, kind, number)
            _refuse_peopled(session, plan, row)
            title = lines.row_of(row).title
            row.is_void = True
            row.version += 1
            row.updated_at = self._desk.clock.now()
            change = journal.Change(
                f"{kind}.voided",
                row.uid,
                row.version,
                row.version - 1,
                data={"reason": reason},
                reason=reason,
            )
            journal.record(session, self._desk, change)
            if reason != "撤销登记":
                self._undo.push(f"{plan.label}停用", lambda: self._restore(plan, number))
            return _saved(plan, row, f"已停用{plan.label} {title}")

    def _restore(self, plan: Kind, number: int) -> Changes:
        with self._desk.database.transaction() as session:
            row = session.get_one(plan.entity, number)
            if not row.is_void:
                raise UserError(f"这条{plan.label}已恢复过。")
            row.is_void = False
            row.version += 1
            row.updated_at = self._desk.clock.now()
            session.flush()
            self._tell_whole(session, plan, row, "", "撤销停用")
            return _changes(plan, row)


def _refuse_peopled(session: Session, plan: Kind, row: Tracked) -> None:
    count = lines.seats_taken(session, (row.id,)).get(row.id, 0) if plan.key == "session" else 0
    if count:
        raise UserError(f"这个班期还有 {count} 名学员，不能停用。没开班的请用「取消班期」。")


def _title(row: Tracked | None) -> str:
    if row is None:
        return ""
    return f"{lines.row_of(row).title}{'（已停用）' if row.is_void else ''}"


def _value(plan: Kind, row: Tracked, key: str) -> object:
    return getattr(row, plan.parent_column if key == _PARENT else key)


def _reason(findings: tuple[Finding, ...]) -> str:
    return "；".join(finding.text for finding in findings)


def _changes(plan: Kind, row: Tracked) -> Changes:
    return Changes(frozenset({plan.key}), frozenset({row.uid}))


def _saved(plan: Kind, row: Tracked, text: str, findings: tuple[Finding, ...] = ()) -> Saved:
    return Saved(row.id, row.uid, row.version, text, _changes(plan, row), findings)
