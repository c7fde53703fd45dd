"""Saving what the form hands over: what is refused goes to its fields, what was changed elsewhere to the bar."""

from __future__ import annotations

from app.faults import Conflict, UserError
from app.services.counter import Counter
from app.services.results import Refused, Saved
from app.services.workers.service import Entry
from app.ui.kit import Field, FormGrid, PageContext
from app.ui.pages.workers.conflict import ConflictBar
from app.ui.pages.workers.rows import DatedRows


class Saver:
    """Saves one entry after another; `is_saving` while one is under way, so that the page knows its own change."""

    def __init__(
        self,
        context: PageContext[Counter],
        form: FormGrid,
        rows: DatedRows,
        reason: Field,
        conflict: ConflictBar,
    ) -> None:
        self._context, self._form, self._rows, self._reason = context, form, rows, reason
        self._conflict = conflict
        self.is_saving = False

    def save(self, entry: Entry) -> Saved | None:
        """Add the rows that are half typed and save the entry; None when either was refused, and its form says why."""
        if not self._rows.settle():
            return None
        context = self._context
        self.is_saving = True
        answer = context.ops.do(lambda: context.services.workers.save(entry), failed=self._on_failed)
        self.is_saving = False
        if isinstance(answer, Refused):
            self._refuse(answer)
            return None
        return answer

    def _on_failed(self, fault: UserError) -> None:
        if isinstance(fault, Conflict):
            self._conflict.warn()
        else:
            self._context.shell.tell("error", fault.text, key="fault")

    def _refuse(self, answer: Refused) -> None:
        if any(finding.code == "needs_reason" for finding in answer.findings):
            self._reason.show()
            self._reason.focus_input()
        self._form.show_findings(answer.findings)
