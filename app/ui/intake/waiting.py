"""The rows that stay outside: listed with their reasons, and after the import opened and mended one after another."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.imports.checking import Preview
from app.services.imports.keeping import BadRow, ImportReport
from app.services.results import Refused
from app.ui.intake import viewmodel
from app.ui.intake.mend import Mended, MendPane
from app.ui.intake.tables import faults_table
from app.ui.kit import Act, PageContext


class WaitingRows(QWidget):
    """Shows the wrong rows of a file that was looked at, or those of an import that still wait.

    `turned` when a row was opened or closed or the list was read; `changed(ImportReport)` when rows came in.
    """

    turned = Signal(object)
    changed = Signal(object)

    def __init__(self, context: PageContext[Counter], layout: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._imports = context, context.services.imports
        self._report: ImportReport | None = None
        self._bad: tuple[BadRow, ...] = ()
        self._numbers: tuple[int, ...] = ()
        self.table = faults_table(layout, context.memory)
        self._mend = MendPane(self)
        self._mend.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.table, 1)
        box.addWidget(self._mend, 1)
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._on_opened)
        self._mend.asked.connect(self._on_asked)
        self._mend.judged.connect(self._on_judged)
        self._mend.left.connect(lambda _pane: self.close_row())

    @property
    def is_open(self) -> bool:
        """Whether a row is opened."""
        return self._mend.isVisibleTo(self)

    @property
    def repairable(self) -> int:
        """Return how many of the rows listed come in when all certain repairs are taken."""
        return viewmodel.repairable(self._bad) if self._may_mend() else 0

    def show_preview(self, preview: Preview | None) -> None:
        """List what is wrong in a file before it comes in."""
        self._report = None
        self._mend.hide()
        self.table.show()
        self._fill(
            preview.bad if preview is not None else (), preview.bad_count if preview is not None else 0
        )

    def show_report(self, report: ImportReport) -> None:
        """List what still waits of an import; a long list is read beside the window."""
        self.show_preview(None)
        self._report = report
        self._context.ops.start(
            "读错行", lambda _progress: self._imports.bad_rows(report.uid), done=self._on_read
        )

    def answer(self, act: Act) -> bool:
        """Answer 保存 and 保存并下一位 while a row is opened; says whether one is."""
        if self.is_open and act is Act.SAVE:
            self._mend.take()
        elif self.is_open and act is Act.SAVE_NEXT:
            self._mend.adopt_and_take()
        return self.is_open

    def close_row(self) -> None:
        """Go back to the list."""
        self._mend.hide()
        self.table.show()
        self.table.focus_list()
        self.turned.emit(self)

    def adopt_all(self) -> None:
        """Take every certain repair and bring in the rows that have no other error."""
        report = self._report
        if report is not None:
            self._context.ops.start(
                "采用建议",
                lambda progress: self._imports.mend_all(report.uid, progress),
                done=self._on_adopted,
            )

    def _may_mend(self) -> bool:
        return self._report is not None and self._report.state not in {"undone", "undoing"}

    def _fill(self, bad: tuple[BadRow, ...], count: int) -> None:
        self._bad = bad
        lines = viewmodel.fault_lines(bad)
        self._numbers = tuple(line.number for line in lines)
        more = f"，列出前 {len(bad):,} 行" if count > len(bad) else ""
        note = "Enter 打开这一行来改" if self._may_mend() else "导入后可以就地改"
        self.table.fill(
            tuple(range(len(lines))),
            lambda ids: tuple(lines[one] for one in ids if isinstance(one, int)),
            total=f"{count:,} 行没有通过{more}，{len(lines):,} 处",
            note=f"{note}　Ctrl+C 复制",
        )

    def _open(self, number: int) -> None:
        row = next((one for one in self._bad if one.number == number), None)
        if row is not None:
            self.table.hide()
            self._mend.show()
            self._mend.show_row(row, len(self._bad))
            self.turned.emit(self)

    def _on_read(self, bad: tuple[BadRow, ...]) -> None:
        if self._report is not None:
            self._fill(bad, len(bad))
            self.turned.emit(self)

    def _on_opened(self, at: object) -> None:
        if self._may_mend() and isinstance(at, int):
            self._open(self._numbers[at])

    def _on_judged(self, mended: object) -> None:
        report = self._report
        if report is not None and isinstance(mended, Mended):
            found = self._context.ops.do(
                lambda: self._imports.judge(report.uid, mended.number, mended.changes)
            )
            self._mend.note_findings(found or ())

    def _on_asked(self, mended: object) -> None:
        report = self._report
        if report is None or not isinstance(mended, Mended):
            return
        answer = self._context.ops.do(lambda: self._imports.mend(report.uid, mended.number, mended.changes))
        if isinstance(answer, Refused):
            self._mend.show_findings(answer.findings)
        elif isinstance(answer, ImportReport):
            self._on_taken(mended.number, answer)

    def _on_taken(self, number: int, report: ImportReport) -> None:
        self._report = report
        left = tuple(row for row in self._bad if row.number != number)
        self._fill(left, len(left))
        self._context.shell.toast(f"第 {number} 行已补进来")
        self.changed.emit(report)
        if left:
            self._open(next((row.number for row in left if row.number > number), left[0].number))
        else:
            self.close_row()

    def _on_adopted(self, report: ImportReport) -> None:
        self.changed.emit(report)
        self.show_report(report)
