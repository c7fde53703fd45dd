"""Keeping an import: its columns, its counts, its refused rows with their reasons, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.checks.finding import Finding, Level
from app.models.desk import ImportRow, ImportRun, ImportTouch
from app.services import bulk
from app.services.imports.writer import Answers, Job, Tally
from app.services.intake.context import Context
from app.services.intake.folding import as_text
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import ROW_REF, Column
from app.services.intake.mapping import Mapping as Columns
from app.services.intake.repairs import Repair, repairs
from app.services.intake.rows import ParsedRow
from app.services.intake.sheets import Cell
from app.services.results import Changes

_TOUCHED = frozenset(
    {"worker", "job", "employer", "institution", "course", "session", "enrolment", "comparison", "import"}
)


_EXACT = 10**15


@dataclass(frozen=True, slots=True)
class CellFault:
    """What is wrong in one cell: the column's name in the file, what stands there, and what to do.

    `index` is its place in the row, -1 where the file has no such column; `repair` is what it must have meant
    and `why` that is certain, both empty where nothing is.
    """

    column: str
    content: str
    text: str
    is_error: bool
    index: int = -1
    field: str = ""
    repair: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class ShownCell:
    """One cell of a refused row: its place, its column's name, what it is taken for, and what stands there."""

    index: int
    header: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that stayed outside, with its reasons; `who` is the name in it, if any.

    `shown` are the cells of the columns that have a name, as a spreadsheet shows them.
    """

    number: int
    cells: tuple[Cell, ...]
    findings: tuple[Finding, ...]
    who: str
    faults: tuple[CellFault, ...]
    shown: tuple[ShownCell, ...] = ()

    @property
    def repairs(self) -> dict[int, str]:
        """Return the certain repairs by their place in the row."""
        return {fault.index: fault.repair for fault in self.faults if fault.repair}

    @property
    def may_be_repaired(self) -> bool:
        """Tell whether every error of the row has a certain repair."""
        errors = {fault.field for fault in self.faults if fault.is_error}
        return bool(errors) and errors <= {fault.field for fault in self.faults if fault.repair}


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
    held: int = 0
    mended: int = 0

    @property
    def text(self) -> str:
        """Return the line that stays until it is read."""
        if self.state == "undone":
            rest = f"，{self.kept} 条之后又用过，留着没动" if self.kept else ""
            return f"{self.label}：已撤销 {self.undone} 条{rest}"
        counts = f"新增 {self.new}，更新 {self.changed}，没有变化 {self.unchanged}，未导入 {self.bad}"
        held = f"，保留本站的 {self.held} 处" if self.held else ""
        mended = f"，其中改好后进来 {self.mended}" if self.mended else ""
        return f"{self.label}：{counts}{held}{mended}"


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
        held=run.counts.get("held", 0),
        mended=run.counts.get("mended", 0),
    )


def keep(
    session: Session, run: ImportRun, tally: Tally, bad: Sequence[tuple[ParsedRow, Sequence[Finding]]]
) -> None:
    """Write down what became of a chunk, in the transaction of the chunk."""
    refused = [*bad, *tally.refused]
    bulk.insert(session, ImportRow, [_bad_row(run.id, row, findings) for row, findings in refused])
    _keep_touches(session, run, tally)
    run.counts = {
        "new": tally.new,
        "changed": tally.changed,
        "unchanged": tally.unchanged,
        "held": tally.held,
        "bad": run.counts.get("bad", 0) + len(refused),
    }
    tally.refused, tally.touches = [], []


def keep_mended(session: Session, run: ImportRun, tally: Tally, numbers: Sequence[int]) -> None:
    """Write down that these refused rows came in after all, in the transaction in which they did."""
    where = (ImportRow.import_id == run.id, ImportRow.row_number.in_(numbers))
    session.execute(update(ImportRow).where(*where).values(is_mended=True))
    _keep_touches(session, run, tally)
    counts = run.counts
    run.counts = {
        **counts,
        "new": counts.get("new", 0) + tally.new,
        "changed": counts.get("changed", 0) + tally.changed,
        "unchanged": counts.get("unchanged", 0) + tally.unchanged,
        "held": counts.get("held", 0) + tally.held,
        "bad": counts.get("bad", 0) - len(numbers),
        "mended": counts.get("mended", 0) + len(numbers),
    }


def _keep_touches(session: Session, run: ImportRun, tally: Tally) -> None:
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


def settle(session: Session, origin: str, rows: Sequence[ParsedRow]) -> None:
    """Mark the refused rows of an import that came home; whichever is still wrong waits under the new one."""
    run = session.scalar(select(ImportRun).where(ImportRun.uid == origin))
    if run is None:
        return
    numbers = [int(row.ref) for row in rows if row.ref.isdigit()]
    where = (ImportRow.import_id == run.id, ImportRow.row_number.in_(numbers), ImportRow.is_mended.is_(False))
    count = session.scalar(select(func.count()).select_from(ImportRow).where(*where)) or 0
    session.execute(update(ImportRow).where(*where).values(is_mended=True))
    run.counts = {**run.counts, "bad": run.counts.get("bad", 0) - count}


def bad_row(
    columns: Columns,
    number: int,
    cells: Sequence[Cell],
    findings: Sequence[Finding],
    repairs: Sequence[Repair] = (),
) -> BadRow:
    """Return a refused row with its reasons beside its cells, the errors before the remarks."""
    layout = LAYOUTS[columns.layout]
    by_key = {column.key: column for column in reversed(columns.columns) if column.key}
    by_field = {repair.field: repair for repair in repairs}
    texts = {
        column.index: _shown(cells[column.index]) if column.index < len(cells) else ""
        for column in columns.columns
    }
    shown = tuple(
        ShownCell(column.index, column.header, column.key, texts[column.index])
        for column in columns.columns
        if column.header
    )
    contents = {key: texts[column.index] for key, column in by_key.items()}
    faults = [
        CellFault(
            by_key[finding.field].header if finding.field in by_key else layout.label_of(finding.field),
            contents.get(finding.field, ""),
            finding.text,
            finding.level is Level.ERROR,
            by_key[finding.field].index if finding.field in by_key else -1,
            finding.field,
            by_field[finding.field].text if finding.field in by_field else "",
            by_field[finding.field].why if finding.field in by_field else "",
        )
        for finding in findings
    ]
    who = next((text for key in ("name", "title") if (text := contents.get(key, ""))), "")
    faults.sort(key=lambda fault: not fault.is_error)
    return BadRow(number, tuple(cells), tuple(findings), who, tuple(faults), shown)


def with_repairs(columns: Columns, row: ParsedRow, findings: Sequence[Finding], context: Context) -> BadRow:
    """Return a refused row with its reasons and with what its cells must have meant, where that is certain."""
    judged = replace(row, findings=tuple(findings))
    found = repairs(LAYOUTS[columns.layout], columns, judged, context)
    return bad_row(columns, row.number, row.cells, findings, found)


def _shown(value: Cell) -> str:
    """Return a cell as the spreadsheet shows it, so that a number that lost its digits looks like one."""
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        return f"{value:.5E}"
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def waiting(session: Session, run: ImportRun, *, number: int = 0) -> tuple[ParsedRow, ...]:
    """Return the rows of an import that still wait to be mended, in the file's order, or the one of a number.

    Their values are not read.
    """
    query = select(ImportRow).where(ImportRow.import_id == run.id, ImportRow.is_mended.is_(False))
    if number:
        query = query.where(ImportRow.row_number == number)
    return tuple(
        ParsedRow(row.row_number, {}, _findings(row), tuple(row.cells), str(row.row_number))
        for row in session.scalars(query.order_by(ImportRow.row_number, ImportRow.id))
    )


def plain_columns(columns: Columns, job: Job) -> dict[str, object]:
    """Return as JSON how a file is read: its mapping, the words above its header, the clerk's answers."""
    return {
        "title": job.title,
        "facts": dict(job.facts),
        "answers": sorted(job.answers.columns),
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


def job_of(run: ImportRun) -> Job:
    """Return the import as what stood above its header and what the clerk answered."""
    plain = run.mapping
    facts, answers = plain.get("facts"), plain.get("answers")
    return Job(
        uid=run.uid,
        title=str(plain.get("title", "")),
        facts={str(key): str(value) for key, value in facts.items()} if isinstance(facts, dict) else {},
        answers=Answers(frozenset(map(str, answers)) if isinstance(answers, list) else frozenset()),
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
