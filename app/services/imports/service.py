"""Taking a workbook in, looking first: chunks that never keep a clerk waiting, and a way back by the import's uid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import Cancelled, UserError
from app.models.checks.finding import Finding, Level
from app.models.desk import ImportRow, ImportRun
from app.progress import Progress
from app.services.desk import Desk
from app.services.imports import undoing
from app.services.imports.catalog import CatalogWriter
from app.services.imports.lists import AttendanceWriter, ComparisonWriter
from app.services.imports.workers import WorkersWriter
from app.services.imports.writer import Job, Tally, Writer
from app.services.intake.context import shipped_context
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mapping import Column, choose, missing, propose
from app.services.intake.mapping import Mapping as Columns
from app.services.intake.mending import find_mending, read_mended, write_errors
from app.services.intake.preface import read_preface
from app.services.intake.rows import ParsedRow, RowReader, read_rows
from app.services.intake.sheets import Sheet, Workbook, open_workbook
from app.services.results import Changes

CHUNK = 500
_TOUCHED = frozenset(
    {"worker", "job", "employer", "institution", "course", "session", "enrolment", "comparison"}
)


@dataclass(frozen=True, slots=True)
class Look:
    """What a workbook seems to hold, before anything is taken in; the clerk may correct the columns."""

    path: Path
    layout: str
    label: str
    mapping: Columns
    rows: int
    missing: tuple[str, ...]
    title: str
    seen_before: str
    mends: str = ""

    @property
    def is_ready(self) -> bool:
        """Tell whether every required column has been found."""
        return not self.missing


@dataclass(frozen=True, slots=True)
class BadRow:
    """One row that stayed outside, with its reasons."""

    number: int
    cells: tuple[object, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did; bad rows wait under its uid."""

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

    @property
    def text(self) -> str:
        """Return the line that stays until it is read."""
        return f"{self.label}：新增 {self.new}，更新 {self.changed}，没有变化 {self.unchanged}，未导入 {self.bad}"


class Imports:
    """Workbooks into records."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def look(self, path: Path, layout: str = "") -> Look:
        """Read the head of a workbook and propose what its columns are.

        Raises:
            UserError: it is no workbook we may open, or nothing in it looks like a table.

        """
        book = open_workbook(path)
        mending = find_mending(book)
        if mending is not None:
            layout, sheet, columns = mending.layout, mending.sheet, mending.mapping
        else:
            layout, sheet, columns = _likeliest(book, layout)
        kind = LAYOUTS[layout]
        return Look(
            path=path,
            layout=layout,
            label=kind.label,
            mapping=columns,
            rows=max(0, sheet.height - columns.first_data_row + 1),
            missing=tuple(field.label for field in missing(kind, columns)),
            title=read_preface(sheet, columns).title,
            seen_before=self._seen(_digest(path)),
            mends=mending.origin if mending is not None else "",
        )

    def assign(self, look: Look, index: int, key: str) -> Look:
        """Return the look in which the clerk says what a column is."""
        columns = look.mapping.assign(index, key)
        lacking = tuple(field.label for field in missing(LAYOUTS[look.layout], columns))
        return replace(look, mapping=columns, missing=lacking)

    def run(self, look: Look, progress: Progress) -> ImportReport:
        """Take the good rows in by chunks and keep the bad ones with their reasons.

        Raises:
            UserError: a required column is missing, or the list bears no date.
            Cancelled: the clerk stopped; what is in stays, marked, and can be undone.

        """
        book = open_workbook(look.path)
        sheet = book.sheet(look.mapping.sheet)
        preface = read_preface(sheet, look.mapping)
        job = Job(uid=self._desk.ids.new(), title=preface.title or look.path.stem, facts=preface.facts)
        self._begin(job, look)
        tally = Tally()
        try:
            for done, chunk in self._chunks(look, book, sheet):
                self._write(job, look.layout, chunk, tally)
                progress.step(done, look.rows, f"正在导入{look.label}：{done:,} / {look.rows:,} 行")
        except Cancelled:
            self._end(job, tally, "cancelled")
            raise
        return self._end(job, tally, "done")

    def _chunks(self, look: Look, book: Workbook, sheet: Sheet) -> Iterator[tuple[int, list[ParsedRow]]]:
        kind = LAYOUTS[look.layout]
        context = shipped_context(self._desk.clock.today(), home=self._desk.station.code)
        reader = RowReader(kind, look.mapping, context)
        mending = find_mending(book) if look.mends else None
        rows = (
            read_mended(kind, mending, context, reader=reader)
            if mending is not None
            else read_rows(kind, sheet, look.mapping, context, reader=reader)
        )
        chunk: list[ParsedRow] = []
        done = 0
        for done, row in enumerate(rows, start=1):
            chunk.append(row)
            if len(chunk) == CHUNK:
                yield done, chunk
                chunk = []
        yield done, chunk

    def _write(self, job: Job, layout: str, chunk: Sequence[ParsedRow], tally: Tally) -> None:
        good = [row for row in chunk if not row.is_refused]
        bad = [(row, row.findings) for row in chunk if row.is_refused]
        with self._desk.database.transaction() as session:
            if good:
                _writer(layout).write(session, self._desk, job, good, tally)
            refused, tally.refused = [*bad, *tally.refused], []
            run = _run(session, job.uid)
            for row, findings in refused:
                session.add(_bad_row(run.id, row, findings))
            counts = run.counts
            run.counts = {
                "new": tally.new,
                "changed": tally.changed,
                "unchanged": tally.unchanged,
                "bad": counts.get("bad", 0) + len(refused),
            }
            run.before = {**run.before, **tally.before}

    def _begin(self, job: Job, look: Look) -> None:
        digest = _digest(look.path)
        with self._desk.database.transaction() as session:
            session.add(
                ImportRun(
                    uid=job.uid,
                    layout=look.layout,
                    file_name=look.path.name,
                    sha256=digest,
                    at=self._desk.clock.now(),
                    by=self._desk.operator.login,
                    counts={},
                    mapping=_plain(look.mapping),
                )
            )
            if look.mends:
                origin = session.scalar(select(ImportRun).where(ImportRun.uid == look.mends))
                if origin is not None:
                    session.query(ImportRow).filter(ImportRow.import_id == origin.id).update(
                        {"is_mended": True}
                    )

    def _end(self, job: Job, tally: Tally, state: str) -> ImportReport:
        del tally
        with self._desk.database.transaction() as session:
            run = _run(session, job.uid)
            run.state = state
            return _report(run)

    def undo(self, uid: str) -> ImportReport:
        """Take an import back: void what it made, restore what it changed; each as an event of its own.

        Raises:
            UserError: it was undone already, or something it made has been worked on since.

        """
        with self._desk.database.transaction() as session:
            run = _run(session, uid)
            if run.state == "undone":
                raise UserError("这次导入已经撤销过了。")
            undoing.take_back(session, self._desk, run)
            run.state = "undone"
            return _report(run)

    def history(self) -> tuple[ImportReport, ...]:
        """Return the imports, newest first."""
        with self._desk.database.reading() as session:
            return tuple(
                _report(run) for run in session.scalars(select(ImportRun).order_by(ImportRun.id.desc()))
            )

    def bad_rows(self, uid: str) -> tuple[BadRow, ...]:
        """Return the rows that still wait to be mended."""
        with self._desk.database.reading() as session:
            return tuple(
                BadRow(row.row_number, tuple(row.cells), _findings(row)) for row in _waiting(session, uid)
            )

    def errors_workbook(self, uid: str, target: Path) -> int:
        """Write the waiting rows as a workbook with the reason beside each cell; return how many."""
        with self._desk.database.reading() as session:
            run = _run(session, uid)
            rows = [
                ParsedRow(row.row_number, {}, _findings(row), tuple(row.cells), str(row.row_number))  # type: ignore[arg-type]
                for row in _waiting(session, uid)
            ]
            layout, columns = LAYOUTS[run.layout], _columns(run.mapping)
        return write_errors(target, layout, columns, rows, origin=uid)

    def _seen(self, digest: str) -> str:
        with self._desk.database.reading() as session:
            query = select(ImportRun).where(ImportRun.sha256 == digest, ImportRun.state == "done")
            run = session.scalar(query.order_by(ImportRun.id.desc()).limit(1))
        return f"这个文件 {run.at:%Y-%m-%d} 已导入过，再导入只会补上有变化的" if run else ""


def _likeliest(book: Workbook, layout: str) -> tuple[str, Sheet, Columns]:
    if layout:
        return layout, *choose(LAYOUTS[layout], book)
    best: tuple[float, str, Sheet, Columns] | None = None
    for key, kind in LAYOUTS.items():
        for sheet in book.visible():
            found = propose(kind, sheet)
            if found is None:
                continue
            lacking = len(missing(kind, found))
            score = found.recognised - 3 * lacking
            if best is None or score > best[0]:
                best = (score, key, sheet, found)
    if best is None:
        raise UserError("没有找到表头：请确认这个文件里有姓名、身份证号或单位名称等列。")
    return best[1:]


def _writer(layout: str) -> Writer:
    if layout == "workers":
        return WorkersWriter()
    if layout == "comparison":
        return ComparisonWriter()
    if layout == "attendance":
        return AttendanceWriter()
    return CatalogWriter(layout)


def _run(session: Session, uid: str) -> ImportRun:
    run = session.scalar(select(ImportRun).where(ImportRun.uid == uid))
    if run is None:
        raise UserError("没有这次导入，请刷新后再试。")
    return run


def _waiting(session: Session, uid: str) -> Sequence[ImportRow]:
    run = _run(session, uid)
    query = select(ImportRow).where(ImportRow.import_id == run.id, ImportRow.is_mended.is_(False))
    return session.scalars(query.order_by(ImportRow.row_number)).all()


def _bad_row(import_id: int, row: ParsedRow, findings: Sequence[Finding]) -> ImportRow:
    cells = [cell.isoformat() if hasattr(cell, "isoformat") else cell for cell in row.cells]
    told = [[finding.field, finding.level.value, finding.code, finding.text] for finding in findings]
    return ImportRow(import_id=import_id, row_number=row.number, cells=cells, findings=told)


def _findings(row: ImportRow) -> tuple[Finding, ...]:
    return tuple(Finding(field, Level(level), code, text) for field, level, code, text in row.findings)


def _report(run: ImportRun) -> ImportReport:
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
    )


def _plain(columns: Columns) -> dict[str, object]:
    return {
        "layout": columns.layout,
        "sheet": columns.sheet,
        "header_row": columns.header_row,
        "header_height": columns.header_height,
        "columns": [[column.index, column.header, column.key] for column in columns.columns],
    }


def _columns(plain: Mapping[str, object]) -> Columns:
    listed = plain["columns"]
    assert isinstance(listed, list)  # noqa: S101 - written by _plain above
    return Columns(
        layout=str(plain["layout"]),
        sheet=str(plain["sheet"]),
        header_row=int(str(plain["header_row"])),
        header_height=int(str(plain["header_height"])),
        columns=tuple(Column(index, header, key) for index, header, key in listed),
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
