"""Taking a workbook in, looking first: chunks that never keep a clerk waiting, and a way back by the import's uid."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from app.services.diskfiles import put_in_place
from app.services.imports import keeping, undoing
from app.services.imports.checking import Checker, Preview
from app.services.imports.inplace import Mender
from app.services.imports.keeping import BadRow, ImportReport
from app.services.imports.lists import day_of_list
from app.services.imports.looking import Desktop, Look, digest_of, look_at, rows_of
from app.services.imports.writer import Job, Tally, Writer
from app.services.imports.writers import bring_in, writer_for
from app.services.intake.context import Context, shipped_context
from app.services.intake.layouts import LAYOUTS
from app.services.intake.mending import write_errors
from app.services.intake.preface import Preface, read_preface
from app.services.intake.rows import ParsedRow
from app.services.results import Refused

_CHECKED = 200


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

    def preview(self, look: Look, progress: Progress) -> Preview:
        """Read every row and compare it with the register without taking any in.

        Raises:
            UserError: a required column is missing, or two columns claim to be the same.
            Cancelled: the clerk stopped.

        """
        context = self._context()
        checker = Checker(look.layout, look.mapping, context)
        for done, chunk in _chunks(rows_of(look, self._desktop.open(look.path), context), _CHECKED):
            progress.step(done, look.rows, f"正在核对：{done:,} / {look.rows:,} 行")
            with self._desk.database.reading() as session:
                checker.add(session, chunk)
        return checker.preview()

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
        job = self._job(look, preface)
        self._begin(job, look)
        tally, state, writer = Tally(), "cancelled", writer_for(look.layout)
        try:
            for done, chunk in _chunks(rows, writer.chunk):
                progress.step(done, look.rows, f"正在导入{look.label}：{done:,} / {look.rows:,} 行")
                self._take(job, writer, chunk, tally)
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
        """Return the rows that still wait to be mended, each with its certain repairs."""
        with self._desk.database.reading() as session:
            run = keeping.run_of(session, uid)
            mender, rows = Mender(self._desk, run, self._context()), keeping.waiting(session, run)
        return tuple(mender.judged(row) for row in rows)

    def judge(self, uid: str, number: int, changes: Mapping[int, str]) -> tuple[Finding, ...]:
        """Return what would be wrong with a refused row if these cells were corrected; nothing is written."""
        mender, row = self._waiting(uid, number)
        return mender.correct(row, changes).findings

    def mend(self, uid: str, number: int, changes: Mapping[int, str]) -> ImportReport | Refused:
        """Correct cells of a refused row, by their place in it, and take the row in under the same import.

        Raises:
            UserError: the import was undone, or the row does not wait any more.

        """
        mender, row = self._waiting(uid, number)
        correction = mender.correct(row, changes)
        if correction.findings:
            return Refused(correction.findings)
        refused = mender.take((correction,))
        return Refused(refused[0]) if refused else self._report(uid)

    def mend_all(self, uid: str, progress: Progress) -> ImportReport:
        """Correct every waiting row all of whose errors have certain repairs, and take these rows in.

        Raises:
            UserError: the import was undone.
            Cancelled: the clerk stopped; what is in stays in.

        """
        with self._desk.database.reading() as session:
            run = keeping.run_of(session, uid)
            mender, rows = Mender(self._desk, run, self._context()), keeping.waiting(session, run)
        for done in range(0, len(rows), _CHECKED):
            progress.step(done, len(rows), "正在按建议改正")
            told = [(row, mender.judged(row)) for row in rows[done : done + _CHECKED]]
            corrected = [mender.correct(row, bad.repairs) for row, bad in told if bad.may_be_repaired]
            mender.take([one for one in corrected if not one.findings])
        return self._report(uid)

    def errors_workbook(self, uid: str, target: Path) -> int:
        """Write the waiting rows as a workbook with the reason beside each cell; return how many."""
        with self._desk.database.reading() as session:
            run = keeping.run_of(session, uid)
            rows = keeping.waiting(session, run)
            layout, columns = LAYOUTS[run.layout], keeping.columns_of(run.mapping)
        part = target.with_name(f"{target.name}.part")
        count = write_errors(part, layout, columns, rows, origin=uid)
        put_in_place(part, target)
        return count

    def _take(self, job: Job, writer: Writer, chunk: Sequence[ParsedRow], tally: Tally) -> None:
        bad = [(row, row.findings) for row in chunk if row.is_refused]

        def finish(session: Session) -> None:
            keeping.keep(session, keeping.run_of(session, job.uid), tally, bad)
            if job.mends:
                keeping.settle(session, job.mends, chunk)

        bring_in(self._desk, writer, job, [row for row in chunk if not row.is_refused], tally, finish)

    def _job(self, look: Look, preface: Preface) -> Job:
        """Return the import that begins; rows that came home belong to what stood above them at first."""
        facts, title = preface.facts, preface.title or look.path.stem
        if look.mends:
            with self._desk.database.reading() as session:
                origin = session.scalar(select(ImportRun).where(ImportRun.uid == look.mends))
            first = keeping.job_of(origin) if origin is not None else None
            facts, title = (first.facts, first.title or title) if first is not None else (facts, title)
        return Job(self._desk.ids.new(), title, facts, look.mends, look.answers)

    def _waiting(self, uid: str, number: int) -> tuple[Mender, ParsedRow]:
        with self._desk.database.reading() as session:
            run = keeping.run_of(session, uid)
            found = keeping.waiting(session, run, number=number)
            mender = Mender(self._desk, run, self._context())
        if not found:
            raise UserError(f"第 {number} 行已经改好进来了，请刷新错行列表。")
        return mender, found[0]

    def _report(self, uid: str) -> ImportReport:
        with self._desk.database.reading() as session:
            return keeping.report_of(keeping.run_of(session, uid))

    def _begin(self, job: Job, look: Look) -> None:
        run = ImportRun(
            uid=job.uid,
            layout=look.layout,
            file_name=look.path.name,
            sha256=digest_of(look.path),
            at=self._desk.clock.now(),
            by=self._desk.operator.login,
            counts={},
            mapping=keeping.plain_columns(look.mapping, job),
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
