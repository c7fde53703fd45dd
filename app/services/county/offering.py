"""Workbooks of jobs and courses into the tables of a reference package; one bad row and nothing is published."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from app.faults import UserError
from app.models.checks.finding import Level
from app.services.catalog import rules
from app.services.exchange.reference import RefKind, Table
from app.services.exchange.tables import TableHead, Value
from app.services.imports.looking import look_at, rows_of
from app.services.intake.context import Context, shipped_context
from app.services.intake.rows import ParsedRow
from app.services.intake.sheets import open_workbook
from app.services.references.offers import OFFERS, PARENT, UID, Offer, identity_of

SHOWN = 20
"""Bad rows that are told; the rest is counted."""
_KINDS = {
    "employers": "employer",
    "jobs": "job",
    "institutions": "institution",
    "courses": "course",
    "sessions": "session",
}
_FULL = frozenset({"已招满", "停招", "已关闭", "closed"})
_WITHIN = {"jobs": "employer", "courses": "institution"}

Row = dict[str, object]


@dataclass(slots=True)
class _Book:
    """The rows read so far, by table and identity, and what is wrong with others."""

    kind: RefKind
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    courses: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


def read_offers(kind: RefKind, paths: Sequence[Path], *, bureau: str, today: date) -> tuple[Table, ...]:
    """Return the tables that these workbooks make.

    Raises:
        UserError: a file is of another kind, or any row is wrong; the rows are named.

    """
    book, context = _Book(kind), shipped_context(today, home=bureau)
    order = [offer.table for offer in OFFERS[kind]]
    looked = [(look_at(path, open_workbook(path), "", ""), path) for path in paths]
    for look, path in sorted(
        looked, key=lambda one: order.index(one[0].layout) if one[0].layout in order else -1
    ):
        if look.layout not in order:
            raise UserError(f"“{path.name}”看起来是{look.label}，不能放进{kind.label}包里，请换一个文件。")
        if look.layout in book.files:
            raise UserError(f"有两个文件都是{look.label}，请合成一个再发。")
        book.files.add(look.layout)
        if look.missing:
            raise UserError(f"“{path.name}”缺少这些列：{'、'.join(look.missing)}，请补上再发。")
        _take(book, look.layout, path.name, rows_of(look, open_workbook(path), context), context)
    if order[1] not in book.files:
        raise UserError(f"没有{OFFERS[kind][1].label}的表格，请把它也列上。")
    if book.faults:
        told = "\n".join(book.faults[:SHOWN])
        more = f"\n…… 共 {len(book.faults)} 处" if len(book.faults) > SHOWN else ""
        raise UserError(f"有错行，没有下发。请改好再发：\n{told}{more}")
    return tuple(_table(offer, book.rows.get(offer.table, {}).values()) for offer in OFFERS[kind])


def _take(book: _Book, table: str, file: str, rows: Iterable[ParsedRow], context: Context) -> None:
    for row in rows:
        said = [finding.text for finding in row.findings if finding.level is Level.ERROR]
        made = _row(book, table, row.values, context.today) if not said else {}
        if isinstance(made, str):
            said = [made]
        if said:
            book.faults.append(f"{file} 第 {row.number} 行：{'；'.join(said)}")
            continue
        assert isinstance(made, dict)  # noqa: S101 - a text was told above
        held = book.rows.setdefault(table, {})
        if str(made[UID]) in held:
            book.faults.append(f"{file} 第 {row.number} 行：与前面的一行是同一条，请只留一行")
        held[str(made[UID])] = made


def _row(book: _Book, table: str, told: Mapping[str, object], today: date) -> Row | str:
    values = dict(told)
    _, findings = rules.checked(_KINDS[table], values, 1, today)
    wrong = next((one.text for one in findings if one.level is Level.ERROR), "")
    if wrong:
        return wrong
    if table in {"employers", "institutions"}:
        return {**values, UID: _owner(table, str(values.get("name") or ""), str(values.get("uscc") or ""))}
    if table == "jobs":
        return _job(book, values)
    return _course(book, values) if table == "courses" else _session(book, values)


def _owner(table: str, name: str, uscc: str) -> str:
    return identity_of(table, uscc or name)


def _parent(book: _Book, table: str, values: Mapping[str, object]) -> str:
    """Return the owner that a row names, adding it where no workbook of owners did."""
    prefix, owners = _WITHIN[table], f"{_WITHIN[table]}s"
    name, uscc = str(values.get(f"{prefix}_name") or ""), str(values.get(f"{prefix}_uscc") or "")
    held = book.rows.setdefault(owners, {})
    known = next((uid for uid, row in held.items() if not uscc and row.get("name") == name), "")
    uid = known or _owner(owners, name, uscc)
    held.setdefault(uid, {UID: uid, "name": name, "uscc": uscc})
    return uid


def _job(book: _Book, values: Row) -> Row:
    parent = _parent(book, "jobs", values)
    parts = (str(values.get(key) or "") for key in ("title", "place_text", "place_code", "job_no"))
    heads = values.get("head_count") or 1
    left = 0 if str(values.get("state") or "") in _FULL else heads
    return {
        **values,
        "head_count": heads,
        "head_left": left,
        UID: identity_of("jobs", parent, *parts),
        PARENT: parent,
    }


def _course(book: _Book, values: Row) -> Row:
    parent = _parent(book, "courses", values)
    number, title = str(values.get("course_no") or ""), str(values.get("title") or "")
    uid = identity_of("courses", parent, number or title)
    book.courses.setdefault(title, uid)
    if number:
        book.courses[number] = uid
    return {**values, UID: uid, PARENT: parent}


def _session(book: _Book, values: Row) -> Row | str:
    number, title = str(values.get("course_no") or ""), str(values.get("course_title") or "")
    parent = book.courses.get(number) or book.courses.get(title)
    if parent is None:
        return f"没有“{title or number}”这个培训项目，请先把它列在培训项目的表格里"
    return {**values, UID: identity_of("sessions", str(values.get("class_no"))), PARENT: parent}


def _table(offer: Offer, rows: Iterable[Row]) -> Table:
    columns = offer.columns
    lines = sorted(
        (tuple(_value(row.get(column.key)) for column in columns) for row in rows),
        key=lambda one: str(one[0]),
    )
    return Table(TableHead(offer.table, columns, len(lines)), lines)


def _value(value: object) -> Value:
    if isinstance(value, list):
        return tuple(str(one) for one in value)
    assert value is None or isinstance(value, str | int | date | tuple), value  # noqa: S101 - what the layouts give
    return value
