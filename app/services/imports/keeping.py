"""Keeping an import: its columns, its counts, its refused rows with their reasons, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.checks.finding import Finding, Level
from app.models.desk import ImportRow, ImportRun, ImportTouch
from app.services import bulk
from app.services.imports.writer import Tally
from app.services.intake.folding import as_text
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import ROW_REF, Column
from app.services.intake.mapping import Mapping as Columns
from app.services.intake.rows import ParsedRow
from app.services.results import Changes

_TOUCHED = frozenset(
    {"worker", "job", "employer", "institution", "course", "session", "enrolment", "comparison", "import"}
)


_EXACT = 10**15


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in one cell: the column's name in the file, what stands there, and what to do."""

    column: str
    content: str
    text: str
    is_error: bool


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that stayed outside, with its reasons; `who` is the name in it, if any."""

    number: int
    cells: tuple[object, ...]
    findings: tuple[Finding, ...]
    who: str
    faults: tuple[CellFault, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; bad rows wait under its uid.

    `state` is running, done, cancelled, undoing or undone.
    """

    uid: str
    label: str
    file_name: str
    at: datetime
    by: str
    state: str
    new: int
    changed: int
    unchanged: int
    bad: int
    changes: Changes
    undone: int = 0
    kept: int = 0

    @property
    def text(self) -> str:
        """Return the line that stays until it is read."""
        if self.state == "undone":
            rest = f"，{self.kept} 条之后又用过，留着没动" if self.kept else ""
            return f"{self.label}：已撤销 {self.undone} 条{rest}"
        counts = f"新增 {self.new}，更新 {self.changed}，没有变化 {self.unchanged}，未导入 {self.bad}"
        return f"{self.label}：{counts}"


def run_of(session: Session, uid: str) -> ImportRun:
    """Return the import.

    Raises:
        UserError: there is none of this uid.

    """
    run = session.scalar(select(ImportRun).where(ImportRun.uid == uid))
    if run is None:
        raise UserError("没有这次导入，请刷新后再试。")
    return run


def report_of(run: ImportRun) -> ImportReport:
    """Return what the import did so far."""
    return ImportReport(
        uid=run.uid,
        label=LAYOUTS[run.layout].label,
        file_name=run.file_name,
        at=run.at,
        by=run.by,
        state=run.state,
        new=run.counts.get("new", 0),
        changed=run.counts.get("changed", 0),
        unchanged=run.counts.get("unchanged", 0),
        bad=run.counts.get("bad", 0),
        changes=Changes(_TOUCHED),
        undone=run.counts.get("undone", 0),
        kept=run.counts.get("kept", 0),
    )


def keep(
    session: Session, run: ImportRun, tally: Tally, bad: Sequence[tuple[ParsedRow, Sequence[Finding]]]
) -> None:
    """Write down what became of a chunk, in the transaction of the chunk."""
    refused = [*bad, *tally.refused]
    bulk.insert(session, ImportRow, [_bad_row(run.id, row, findings) for row, findings in refused])
    touches = [
        {
            "import_id": run.id,
            "entity": touch.entity,
            "uid": touch.uid,
            "version": touch.version,
            "before": dict(touch.before),
            "after": dict(touch.after),
        }
        for touch in tally.touches
    ]
    bulk.insert(session, ImportTouch, touches)
    run.counts = {
        "new": tally.new,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "held": tally.held,
        "bad": run.counts.get("bad", 0) + len(refused),
    }
    tally.refused, tally.touches = [], []


def settle(session: Session, origin: str, rows: Sequence[ParsedRow]) -> None:
    """Mark the refused rows of an import that came home; whichever is still wrong waits under the new one."""
    numbers = [int(row.ref) for row in rows if row.ref.isdigit()]
    import_id = select(ImportRun.id).where(ImportRun.uid == origin).scalar_subquery()
    where = (ImportRow.import_id == import_id, ImportRow.row_number.in_(numbers))
    session.execute(update(ImportRow).where(*where).values(is_mended=True))


def bad_row(columns: Columns, number: int, cells: Sequence[object], findings: Sequence[Finding]) -> BadRow:
    """Return a refused row with its reasons beside its cells, the errors before the remarks."""
    layout = LAYOUTS[columns.layout]
    by_key = {column.key: column for column in reversed(columns.columns) if column.key}

    def content(key: str) -> str:
        column = by_key.get(key)
        value = cells[column.index] if column is not None and column.index < len(cells) else ""
        return "" if value is None else _shown(value)

    names = {key: column.header for key, column in by_key.items()}
    faults = [
        CellFault(
            names.get(finding.field) or layout.label_of(finding.field),
            content(finding.field),
            finding.text,
            finding.level is Level.ERROR,
        )
        for finding in findings
    ]
    who = next((text for key in ("name", "title") if (text := content(key))), "")
    faults.sort(key=lambda fault: not fault.is_error)
    return BadRow(number, tuple(cells), tuple(findings), who, tuple(faults))


def _shown(value: object) -> str:
    """Return a cell as the spreadsheet shows it, so that a number that lost its digits looks like one."""
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        return f"{value:.5E}"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def waiting(session: Session, uid: str) -> tuple[BadRow, ...]:
    """Return the rows of an import that still wait to be mended, in the file's order."""
    run = run_of(session, uid)
    columns = columns_of(run.mapping)
    query = select(ImportRow).where(ImportRow.import_id == run.id, ImportRow.is_mended.is_(False))
    return tuple(
        bad_row(columns, row.row_number, row.cells, _findings(row))
        for row in session.scalars(query.order_by(ImportRow.row_number))
    )


def plain_columns(columns: Columns) -> dict[str, object]:
    """Return a mapping as JSON."""
    return {
        "layout": columns.layout,
        "sheet": columns.sheet,
        "header_row": columns.header_row,
        "header_height": columns.header_height,
        "columns": [[column.index, column.header, column.key] for column in columns.columns],
    }


def columns_of(plain: Mapping[str, object]) -> Columns:
    """Return a mapping from its JSON, without the mark of a row that came home once already."""
    listed = plain["columns"]
    assert isinstance(listed, list)  # noqa: S101 - written by plain_columns
    return Columns(
        layout=str(plain["layout"]),
        sheet=str(plain["sheet"]),
        header_row=int(str(plain["header_row"])),
        header_height=int(str(plain["header_height"])),
        columns=tuple(Column(index, header, key) for index, header, key in listed if key != ROW_REF),
    )


def _bad_row(import_id: int, row: ParsedRow, findings: Sequence[Finding]) -> dict[str, object]:
    cells = [
        cell.isoformat() if isinstance(cell, date)
        else cell if isinstance(cell, str | int | float) else as_text(cell)
        for cell in row.cells
    ]  # fmt: skip
    told = [[finding.field, finding.level.value, finding.code, finding.text] for finding in findings]
    return {"import_id": import_id, "row_number": row.number, "cells": cells, "findings": told}


def _findings(row: ImportRow) -> tuple[Finding, ...]:
    return tuple(Finding(field, Level(level), code, text) for field, level, code, text in row.findings)
