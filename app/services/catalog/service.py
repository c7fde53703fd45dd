"""The catalogue of who offers work and who teaches: list, open, save and close, each verb one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import Conflict, UserError
from app.models.base import Tracked
from app.models.catalog import Course, Employer, Institution, Job, TrainingSession
from app.models.checks.finding import Finding, Level, error, warning
from app.models.checks.phone import check_phone
from app.models.checks.uscc import check_uscc
from app.models.field import Field
from app.models.fields import fields_of
from app.models.values import format_yuan
from app.services import codes, journal
from app.services.desk import Desk
from app.services.exchange.canonical import Json
from app.services.results import Changes, Refused, Saved
from app.services.undo import UndoStack
from app.services.workers import records


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
_ADS = ("限男", "限女", "男性优先", "女性优先", "仅限男", "仅限女")


@dataclass(frozen=True, slots=True)
class CatalogRow:
    """One line of a list: a title, what it is about, where, and its standing."""

    id: int
    uid: str
    title: str
    detail: str
    place: str
    figure: str
    state: str


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


@dataclass(frozen=True, slots=True)
class CatalogEntry:
    """What the form hands over; ids of 0 mean a new record."""

    kind: str
    values: Mapping[str, object]
    event_id: str
    id: int = 0
    version: int = 0
    parent_id: int = 0


class Catalog:
    """The catalogue of this station."""

    def __init__(self, desk: Desk, undo: UndoStack) -> None:
        self._desk = desk
        self._undo = undo

    def ids(self, kind: str, *, only_open: bool = False) -> tuple[int, ...]:
        """Return all ids of a list, newest first."""
        entity = KINDS[kind].entity
        query = select(entity.id).where(entity.is_void.is_(False)).order_by(entity.id.desc())
        if only_open and kind == "job":
            today = self._desk.clock.today()
            query = query.where(Job.head_left > 0, (Job.valid_to.is_(None)) | (Job.valid_to >= today))
        if only_open and kind == "session":
            query = query.where(TrainingSession.state.in_(("planned", "open")))
        with self._desk.database.reading() as session:
            return tuple(session.scalars(query))

    def rows(self, kind: str, ids: tuple[int, ...]) -> tuple[CatalogRow, ...]:
        """Return list lines in the order of the ids."""
        entity = KINDS[kind].entity
        with self._desk.database.reading() as session:
            found = {row.id: _row(row) for row in session.scalars(select(entity).where(entity.id.in_(ids)))}
        return tuple(found[number] for number in ids if number in found)

    def parents(self, kind: str) -> tuple[tuple[int, str], ...]:
        """Return what a record of this kind may belong to, as (id, title)."""
        parent = KINDS[kind].parent
        if not parent:
            return ()
        ids = self.ids(parent)
        return tuple((row.id, row.title) for row in self.rows(parent, ids))

    def open(self, kind: str, number: int) -> CatalogRecord:
        """Return one record whole.

        Raises:
            UserError: there is no such record any more.

        """
        with self._desk.database.reading() as session:
            row = _get(session, kind, number)
            plan = KINDS[kind]
            parent_id = getattr(row, plan.parent_column) if plan.parent else 0
            title = _row(_get(session, plan.parent, parent_id)).title if plan.parent else ""
            values = records.values_of(row, FIELDS[kind])
            return CatalogRecord(kind, row.id, row.uid, row.version, parent_id, title, values)

    def save(self, entry: CatalogEntry) -> Saved | Refused:
        """Register a new record or amend a known one.

        Raises:
            Conflict: another window changed it since it was opened.

        """
        plan = KINDS[entry.kind]
        values, findings = _checked(entry)
        if any(finding.level is Level.ERROR for finding in findings):
            return Refused(findings)
        with self._desk.database.transaction() as session:
            if entry.id:
                saved = self._amend(session, plan, entry, values)
            else:
                saved = self._register(session, plan, entry, values)
        kept = tuple(finding for finding in findings if finding.level is Level.WARNING)
        return Saved(saved.id, saved.uid, saved.version, saved.text, saved.changes, kept)

    def _register(
        self, session: Session, plan: Kind, entry: CatalogEntry, values: Mapping[str, object]
    ) -> Saved:
        now = self._desk.clock.now()
        row = plan.entity(uid=self._desk.ids.new(), created_at=now, updated_at=now)
        for key, value in values.items():
            setattr(row, key, value)
        if plan.parent:
            setattr(row, plan.parent_column, entry.parent_id)
        if isinstance(row, Job) and "head_left" not in entry.values:
            row.head_left = row.head_count or 1
        session.add(row)
        session.flush()
        data: dict[str, Json] = records.travelling(records.values_of(row, FIELDS[plan.key]))
        if plan.parent:
            data[plan.parent] = _get(session, plan.parent, entry.parent_id).uid
        change = journal.Change(f"{plan.key}.registered", row.uid, data=data, event_id=entry.event_id)
        journal.record(session, self._desk, change)
        number = row.id
        self._undo.push(f"{plan.label}登记", lambda: self.void(plan.key, number, "撤销登记").changes)
        return _saved(plan, row, f"已登记{plan.label} {_row(row).title}")

    def _amend(
        self, session: Session, plan: Kind, entry: CatalogEntry, values: Mapping[str, object]
    ) -> Saved:
        row = _get(session, plan.key, entry.id)
        if row.version != entry.version:
            raise Conflict(f"这条{plan.label}已被修改，请重新打开后再改。")
        before = records.values_of(row, FIELDS[plan.key])
        patch = records.changed(
            before, {key: value for key, value in values.items() if key in FIELDS[plan.key]}
        )
        if patch:
            self._write(session, plan, row, patch, entry.event_id)
            old, version, number = {key: before[key] for key in patch}, row.version, row.id
            self._undo.push(f"{plan.label}修改", lambda: self._revert(plan, number, version, old))
        return _saved(plan, row, "已保存" if patch else "没有改动")

    def _write(
        self, session: Session, plan: Kind, row: Tracked, patch: Mapping[str, object], event_id: str
    ) -> None:
        for key, value in patch.items():
            setattr(row, key, value)
        row.version += 1
        row.updated_at = self._desk.clock.now()
        plain = {key: records.plain(value) for key, value in patch.items()}
        change = journal.Change(
            f"{plan.key}.changed", row.uid, row.version, row.version - 1, patch=plain, event_id=event_id
        )
        journal.record(session, self._desk, change)

    def _revert(self, plan: Kind, number: int, version: int, old: Mapping[str, object]) -> Changes:
        with self._desk.database.transaction() as session:
            row = _get(session, plan.key, number)
            if row.version != version:
                raise UserError(f"这条{plan.label}后来又改过，不能撤销，请直接修改。")
            self._write(session, plan, row, old, "")
            return Changes(frozenset({plan.key}), frozenset({row.uid}))

    def void(self, kind: str, number: int, reason: str) -> Saved:
        """Take a record off the lists; it stays, void, and its trail with it."""
        plan = KINDS[kind]
        with self._desk.database.transaction() as session:
            row = _get(session, kind, number)
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
            return _saved(plan, row, f"已停用{plan.label} {_row(row).title}")


def _saved(plan: Kind, row: Tracked, text: str) -> Saved:
    return Saved(row.id, row.uid, row.version, text, Changes(frozenset({plan.key}), frozenset({row.uid})))


def _get(session: Session, kind: str, number: int) -> Tracked:
    row = session.get(KINDS[kind].entity, number)
    if row is None or row.is_void:
        raise UserError(f"这条{KINDS[kind].label}已不在名单里，请刷新后再试。")
    return row


def _checked(entry: CatalogEntry) -> tuple[dict[str, object], tuple[Finding, ...]]:
    values: dict[str, object] = {
        key: value for key, value in entry.values.items() if key in FIELDS[entry.kind]
    }
    findings: list[Finding] = []
    plan = KINDS[entry.kind]
    if plan.parent and not entry.parent_id:
        findings.append(error("parent", "empty", f"请选择{KINDS[plan.parent].label}"))
    for key, field in FIELDS[entry.kind].items():
        text = str(values.get(key) or "")
        if field.is_required and not text:
            findings.append(error(key, "empty", f"请填写{field.label}"))
        if text and field.check in {"uscc", "phone"}:
            checked = check_uscc(text, field=key) if field.check == "uscc" else check_phone(text, field=key)
            values[key] = checked.value
            findings += checked.findings
        if field.widget == "int" and values.get(key) is None and key in {"head_count", "head_left"}:
            values.pop(key, None)
    return values, (*findings, *_across(entry.kind, values))


def _across(kind: str, values: Mapping[str, object]) -> list[Finding]:
    found: list[Finding] = []
    pairs = {"pay_low": "pay_high", "age_low": "age_high", "opens_on": "closes_on"}
    for low, high in pairs.items():
        first, last = values.get(low), values.get(high)
        if first is not None and last is not None and str(first).zfill(12) > str(last).zfill(12):
            found.append(
                error(high, "reversed", f"{FIELDS[kind][high].label}小于{FIELDS[kind][low].label}，请核对")
            )
    if kind == "job":
        words = f"{values.get('title') or ''}{values.get('note') or ''}"
        if any(word in words for word in _ADS):
            text = "招聘信息不得限定性别（就业促进法第二十七条），请删去；法定禁忌岗位除外"
            found.append(warning("note", "sex_limit", text))
        oldest = values.get("age_high")
        if isinstance(oldest, int) and oldest < 45:
            found.append(
                warning("age_high", "age_limit", f"年龄上限{oldest}岁可能构成年龄歧视，请与单位核实")
            )
    return found


def _place(code: str, text: str) -> str:
    division = codes.divisions().get(code)
    return f"{division.town}{codes.short_village(division.village)}" if division else text


def _pay(row: Job) -> str:
    if row.pay_low is None and row.pay_high is None:
        return "面议"
    low, high = row.pay_low or row.pay_high, row.pay_high or row.pay_low
    text = format_yuan(low or 0)
    return text if low == high else f"{text.removesuffix(' 元')}–{format_yuan(high or 0)}"


def _row(row: Tracked) -> CatalogRow:
    if isinstance(row, Job):
        left = f"余 {row.head_left} 人" if row.head_left else "已招满"
        return CatalogRow(row.id, row.uid, row.title, row.employer.name, _place(row.place_code, row.place_text),
                          _pay(row), left)  # fmt: skip
    if isinstance(row, Employer):
        return CatalogRow(row.id, row.uid, row.name, row.uscc, _place(row.place_code, row.address), row.phone,
                          codes.label("industry", row.industry) if row.industry else "")  # fmt: skip
    if isinstance(row, Institution):
        return CatalogRow(row.id, row.uid, row.name, codes.label("institution_kind", row.kind),
                          _place(row.place_code, row.address), row.phone,
                          codes.label("institution_standing", row.standing))  # fmt: skip
    if isinstance(row, Course):
        level = codes.label("level", row.level).partition("／")[0] if row.level else ""
        hours = f"{row.class_hours} 课时" if row.class_hours else ""
        fee = "自费" if row.is_self_paid else "免费"
        return CatalogRow(row.id, row.uid, row.title, row.institution.name, level, hours, fee)
    if isinstance(row, TrainingSession):
        return CatalogRow(row.id, row.uid, row.class_no, row.course.title, _place(row.place_code, row.place_text),
                          _span(row.opens_on, row.closes_on), codes.label("session_state", row.state))  # fmt: skip
    raise TypeError(type(row).__name__)


def _span(first: date | None, last: date | None) -> str:
    return f"{first or '待定'} 至 {last or '待定'}"
