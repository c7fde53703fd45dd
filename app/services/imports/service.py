"""Taking a workbook in, looking first: chunks that never keep a clerk waiting, and a way back by the import's uid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.checks.finding import Finding
from app.models.desk import ImportRun
from app.ports import CHINA
from app.progress import NoProgress, Progress
from app.services import journal
from app.services.desk import Desk
from app.services.imports import keeping, undoing
from app.services.imports.catalog import CatalogWriter
from app.services.imports.keeping import BadRow, ImportReport
from app.services.imports.lists import AttendanceWriter, ComparisonWriter, day_of_list
from app.services.imports.looking import Desktop, Look, digest_of, look_at, rows_of
from app.services.imports.workers import WorkersWriter
from app.services.imports.writer import Chunk, Job, Plain, Tally, Writer
from app.services.intake.context import Context, shipped_context
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mending import write_errors
from app.services.intake.preface import read_preface
from app.services.intake.rows import ParsedRow

_TRIES = 3
PREVIEWED = 3000
_STEP = 100


@dataclass(frozen=True, slots=True)
class Preview:
    """How the rows of a file would fare: how many are right, and the others with their reasons."""

    good: int
    bad: tuple[BadRow, ...]


Refusals = Sequence[tuple[ParsedRow, Sequence[Finding]]]


class Imports:
    """Workbooks into records."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._desktop = Desktop()

    def look(self, path: Path, layout: str = "") -> Look:
        """Read the head of a workbook and propose what its columns are.

        Raises:
            UserError: it is no workbook we may open, or nothing in it looks like a table.

        """
        return look_at(path, self._desktop.open(path), layout, self._seen(digest_of(path)))

    def assign(self, look: Look, index: int, key: str) -> Look:
        """Return the look in which the clerk says what a column is."""
        return look.assign(index, key)

    def preview(self, look: Look, progress: Progress) -> Preview | None:
        """Read every row without taking any in; None when the file is too long to read for a look.

        Raises:
            UserError: a required column is missing, or two columns claim to be the same.
            Cancelled: the clerk stopped.

        """
        if look.rows > PREVIEWED:
            return None
        good, bad = 0, []
        for done, row in enumerate(rows_of(look, self._desktop.open(look.path), self._context()), start=1):
            if done % _STEP == 0:
                progress.step(done, look.rows, "正在核对各行")
            if row.is_refused:
                bad.append(keeping.bad_row(look.mapping, row.number, row.cells, row.findings))
            else:
                good += 1
        return Preview(good, tuple(bad))

    def run(self, look: Look, progress: Progress) -> ImportReport:
        """Take the good rows in by chunks and keep the bad ones with their reasons.

        Raises:
            UserError: a required column is missing, or the list bears no date.
            Cancelled: the clerk stopped; what is in stays, marked, and can be undone.

        """
        book = self._desktop.open(look.path)
        preface = read_preface(book.sheet(look.mapping.sheet), look.mapping)
        if look.layout == "comparison" and not look.mends:
            day_of_list(preface.facts)
        rows = rows_of(look, book, self._context())
        title = preface.title or look.path.stem
        job = Job(uid=self._desk.ids.new(), title=title, facts=preface.facts, mends=look.mends)
        self._begin(job, look)
        tally, state, writer = Tally(), "cancelled", _writer(look.layout)
        try:
            for done, chunk in _chunks(rows, writer.chunk):
                progress.step(done, look.rows, f"正在导入{look.label}：{done:,} / {look.rows:,} 行")
                self._write(job, writer, chunk, tally)
            state = "done"
        finally:
            self._desktop.put_away()
            report = self._end(job, look, state)
        return report

    def undo(self, uid: str, progress: Progress | None = None) -> ImportReport:
        """Take an import back by chunks: void what it made, restore what it changed, each as an event of its own.

        What has been used since (changed, enrolled, applied for) stays and is counted.

        Raises:
            UserError: it was undone already.
            Cancelled: the clerk stopped; asking again goes on where this ended.

        """
        progress = progress or NoProgress()
        with self._desk.database.transaction() as session:
            run = keeping.run_of(session, uid)
            if run.state == "undone":
                raise UserError("这次导入已经撤销过了。")
            run.state = "undoing"
            whose, name, counts = undoing.Whose(run.id, uid), run.file_name, dict(run.counts)
        with self._desk.database.reading() as session:
            stages = undoing.stages(session, whose)
        undone = undoing.Undone(counts.get("undone", 0))
        for done, stage in enumerate(stages):
            progress.step(done, len(stages), f"正在撤销导入 {name}")
            with self._desk.database.transaction() as session:
                stage(session, self._desk, undone)
                keeping.run_of(session, uid).counts = {**counts, "undone": undone.undone}
            self._desk.database.give_way()
        with self._desk.database.transaction() as session:
            run = keeping.run_of(session, uid)
            run.state, run.counts = "undone", {**counts, "undone": undone.undone, "kept": undone.kept}
            journal.note(session, self._desk, "import.undone", entity="import", uid=uid, detail=name)
            return keeping.report_of(run)

    def history(self) -> tuple[ImportReport, ...]:
        """Return the imports, newest first."""
        with self._desk.database.reading() as session:
            query = select(ImportRun).order_by(ImportRun.id.desc())
            return tuple(keeping.report_of(run) for run in session.scalars(query))

    def bad_rows(self, uid: str) -> tuple[BadRow, ...]:
        """Return the rows that still wait to be mended."""
        with self._desk.database.reading() as session:
            return keeping.waiting(session, uid)

    def errors_workbook(self, uid: str, target: Path) -> int:
        """Write the waiting rows as a workbook with the reason beside each cell; return how many."""
        with self._desk.database.reading() as session:
            run = keeping.run_of(session, uid)
            rows = [
                ParsedRow(row.number, {}, row.findings, row.cells, str(row.number))  # type: ignore[arg-type]
                for row in keeping.waiting(session, uid)
            ]
            layout, columns = LAYOUTS[run.layout], keeping.columns_of(run.mapping)
        return write_errors(target, layout, columns, rows, origin=uid)

    def _write(self, job: Job, writer: Writer, chunk: Sequence[ParsedRow], tally: Tally) -> None:
        """Make a chunk ready while the store is free, and hold it only to put the chunk in."""
        good = [row for row in chunk if not row.is_refused]
        bad = [(row, row.findings) for row in chunk if row.is_refused]
        database = self._desk.database
        for _ in range(_TRIES):
            with database.reading() as session:
                ready = writer.prepare(session, self._desk, job, good)
            with database.transaction() as session:
                if ready.is_current(session):
                    self._put(session, job, ready, chunk, bad, tally)
                    return
        with database.transaction() as session:
            self._put(session, job, writer.prepare(session, self._desk, job, good), chunk, bad, tally)

    def _put(
        self,
        session: Session,
        job: Job,
        ready: Chunk,
        chunk: Sequence[ParsedRow],
        bad: Refusals,
        tally: Tally,
    ) -> None:
        ready.write(session, tally)
        keeping.keep(session, keeping.run_of(session, job.uid), tally, bad)
        if job.mends:
            keeping.settle(session, job.mends, chunk)

    def _begin(self, job: Job, look: Look) -> None:
        run = ImportRun(
            uid=job.uid,
            layout=look.layout,
            file_name=look.path.name,
            sha256=digest_of(look.path),
            at=self._desk.clock.now(),
            by=self._desk.operator.login,
            counts={},
            mapping=keeping.plain_columns(look.mapping),
        )
        with self._desk.database.transaction() as session:
            session.add(run)

    def _end(self, job: Job, look: Look, state: str) -> ImportReport:
        with self._desk.database.transaction() as session:
            run = keeping.run_of(session, job.uid)
            run.state = state
            report = keeping.report_of(run)
            detail = f"{look.path.name}：{report.text}"
            journal.note(session, self._desk, f"import.{state}", entity="import", uid=job.uid, detail=detail)
            return report

    def _context(self) -> Context:
        return shipped_context(self._desk.clock.today(), home=self._desk.station.code)

    def _seen(self, digest: str) -> str:
        with self._desk.database.reading() as session:
            query = select(ImportRun).where(ImportRun.sha256 == digest, ImportRun.state == "done")
            run = session.scalar(query.order_by(ImportRun.id.desc()).limit(1))
        if run is None:
            return ""
        return f"这个文件 {run.at.astimezone(CHINA):%Y-%m-%d} 已导入过，再导入只会补上有变化的"


def _chunks(rows: Iterable[ParsedRow], size: int) -> Iterator[tuple[int, list[ParsedRow]]]:
    """Return the rows by chunks, each with how many came before it."""
    chunk: list[ParsedRow] = []
    done = 0
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield done, chunk
            done += len(chunk)
            chunk = []
    yield done, chunk


def _writer(layout: str) -> Writer:
    if layout == "workers":
        return WorkersWriter()
    if layout == "comparison":
        return Plain(ComparisonWriter())
    if layout == "attendance":
        return Plain(AttendanceWriter())
    return Plain(CatalogWriter(layout))
