"""Mending refused rows where they stand: the cells corrected, the row read again, and taken in under its import."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from app.faults import UserError
from app.models.checks.finding import Finding, error
from app.models.desk import ImportRun
from app.services import journal
from app.services.desk import Desk
from app.services.imports import keeping
from app.services.imports.keeping import BadRow
from app.services.imports.writer import Tally
from app.services.imports.writers import bring_in, writer_for
from app.services.intake.context import Context
from app.services.intake.folding import as_text
from app.services.intake.layouts import LAYOUTS
from app.services.intake.repairs import mended, reread
from app.services.intake.rows import ParsedRow

_GONE = "这次导入已经撤销，错行不能再补进来。请重新导入这个文件。"


@dataclass(frozen=True, slots=True)
class Correction:
    """A refused row as it waited, the texts put into its cells, and how it reads now.

    `findings` say why it still cannot come in; empty when it can.
    """

    waited: ParsedRow
    changes: Mapping[int, str]
    read: ParsedRow
    findings: tuple[Finding, ...] = ()


class Mender:
    """Mends the refused rows of one import."""

    def __init__(self, desk: Desk, run: ImportRun, context: Context) -> None:
        self._desk, self._context = desk, context
        self._layout, self._columns = LAYOUTS[run.layout], keeping.columns_of(run.mapping)
        self._job = keeping.job_of(run)

    def judged(self, row: ParsedRow) -> BadRow:
        """Return a waiting row with its reasons and its certain repairs."""
        again = reread(self._layout, self._columns, row.number, row.cells, self._context)
        read = replace(row, values=again.values) if again is not None else row
        return keeping.with_repairs(self._columns, read, row.findings, self._context)

    def correct(self, row: ParsedRow, changes: Mapping[int, str]) -> Correction:
        """Read a waiting row again with other texts in some of its cells."""
        told = {place: text.strip() for place, text in changes.items()}
        cells = mended(row.cells, told)
        read = reread(self._layout, self._columns, row.number, cells, self._context)
        if read is None:
            return Correction(
                row, told, row, (error("", "row.empty", "这一行没有内容了，请至少填写必填的各格"),)
            )
        return Correction(row, told, read, read.findings if read.is_refused else ())

    def take(self, corrections: Sequence[Correction]) -> list[tuple[Finding, ...]]:
        """Take corrected rows in, journal what each cell was and is, and return why any did not come in after all.

        Raises:
            UserError: the import was undone meanwhile.

        """
        tally = Tally()
        refused: list[tuple[Finding, ...]] = []
        by_number = {one.waited.number: one for one in corrections}

        def finish(session: Session) -> None:
            run = keeping.run_of(session, self._job.uid)
            if run.state in {"undone", "undoing"}:
                raise UserError(_GONE)
            refused.extend(findings for _, findings in tally.refused)
            out = {row.number for row, _ in tally.refused}
            came = [one for number, one in by_number.items() if number not in out]
            if came:
                keeping.keep_mended(session, run, tally, [one.waited.number for one in came])
                details = [self._told(one) for one in came]
                journal.note_many(
                    session, self._desk, "import.mended", entity="import", uid=run.uid, details=details
                )

        rows = [one.read for one in corrections]
        if rows:
            bring_in(self._desk, writer_for(self._layout.key), self._job, rows, tally, finish)
        return refused

    def _told(self, correction: Correction) -> str:
        """Return a correction as the journal keeps it: the row, and each cell's text before and after."""
        headers = {column.index: column.header for column in self._columns.columns}
        cells, changes = correction.waited.cells, correction.changes
        pairs = {
            headers.get(place, ""): [as_text(cells[place]) if place < len(cells) else "", text]
            for place, text in changes.items()
        }
        return json.dumps({"row": correction.waited.number, "cells": pairs}, ensure_ascii=False)
