"""The dated rows of a person: listed, and added in place; nothing is overwritten."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.results import Refused, Saved
from app.services.workers.records import ROW_FIELDS, WorkerRecord
from app.ui.inputs import input_for
from app.ui.kit import Button, Card, FormGrid, PageContext, Words
from app.ui.pages.workers import viewmodel


class RowsCard(Card):
    """One kind of dated rows; `asked` carries (kind, values) when a row is to be added.

    `draft_due` tells that what is half typed is to be kept.
    """

    asked = Signal(object)
    draft_due = Signal(object)

    def __init__(self, kind: str, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(viewmodel.ROW_TITLES[kind], "只追加，不覆盖", parent)
        self.kind = kind
        self._today = today
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2)
        self.body.addLayout(self._lines)
        self._form: FormGrid | None = None
        self._box = QVBoxLayout()
        self.body.addLayout(self._box)
        self._add = Button(f"添加{viewmodel.ROW_TITLES[kind]}", name=f"add_{kind}", parent=self)
        self._add.clicked.connect(lambda _checked=False: self.begin())
        foot = QHBoxLayout()
        foot.addWidget(self._add)
        foot.addStretch(1)
        self.body.addLayout(foot)
        self.show_record(None)

    def show_record(self, record: WorkerRecord | None) -> None:
        """List the rows of a person, newest first; without a person nothing can be added yet."""
        while self._lines.count():
            item = self._lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._add.setEnabled(record is not None)
        rows = viewmodel.rows_of(record, self.kind) if record is not None else ()
        for row in rows[:6]:
            self._lines.addWidget(Words(viewmodel.row_line(self.kind, row), wraps=True))
        of_the_household = record.household_facts if record is not None and self.kind == "category" else ()
        for told in of_the_household:
            self._lines.addWidget(Words(f"{told} · 按户认定，在“这一户”里改", wraps=True))
        if not rows and not of_the_household:
            text = "还没有" if record is not None else "先保存登记，再添加"
            self._lines.addWidget(Words(text, role="caption"))

    def begin(self) -> None:
        """Open the small form below the rows."""
        if self._form is not None:
            self._form.focus_first()
            return
        form = FormGrid(parent=self)
        card = form.card("新的一条", "Enter 到下一项，最后一项回车添加")
        for key in viewmodel.ROW_KEYS[self.kind]:
            card.add(input_for(ROW_FIELDS[self.kind][key], today=self._today))
        save = Button("添加", look="primary", name=f"save_{self.kind}", parent=form)
        save.clicked.connect(lambda _checked=False: self._on_asked())
        drop = Button("不加了", name=f"drop_{self.kind}", parent=form)
        drop.clicked.connect(lambda _checked=False: self._on_dropped())
        line = QWidget(form)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(drop)
        row.addWidget(save)
        form.add_below(line)
        form.setMinimumHeight(230)
        form.completed.connect(lambda _values: self._on_asked())
        form.draft_due.connect(lambda _values: self.draft_due.emit(self.kind))
        self._form = form
        self._box.addWidget(form)
        form.focus_first()

    def half_typed(self) -> dict[str, object]:
        """Return what stands in the small form, nothing when it is closed or still empty."""
        values = self._form.values() if self._form is not None else {}
        return values if any(value not in (None, "", []) for value in values.values()) else {}

    def resume(self, values: Mapping[str, object]) -> None:
        """Open the small form with what was half typed."""
        self.begin()
        if self._form is not None:
            self._form.fill(values)

    def settle(self) -> bool:
        """Ask to add what is half typed; False when it stays open, because something in it is wrong."""
        if self.half_typed():
            self._on_asked()
        elif self._form is not None:
            self.end()
        return self._form is None

    def end(self) -> None:
        """Close the small form."""
        if self._form is None:
            return
        self._form.hide()
        self._form.deleteLater()
        self._form = None
        self._add.setFocus()

    def show_findings(self, findings: object) -> None:
        """Show what is wrong with the new row at its fields."""
        if self._form is not None and isinstance(findings, tuple):
            self._form.show_findings(findings)

    def _on_dropped(self) -> None:
        self.end()
        self.draft_due.emit(self.kind)

    def _on_asked(self) -> None:
        if self._form is not None and self._form.judge():
            self.asked.emit((self.kind, viewmodel.row_values(self.kind, self._form.values())))


class DatedRows(QObject):
    """The cards of one person's dated rows together; `changed` carries his record after a row was added.

    `draft_due` tells that what is half typed in one of them is to be kept.
    """

    changed = Signal(object)
    draft_due = Signal(object)

    def __init__(self, context: PageContext[Counter], cards: Mapping[str, RowsCard], parent: QObject) -> None:
        super().__init__(parent)
        self._ops, self._shell, self._counter = context.ops, context.shell, context.services
        self._cards = cards
        self._worker_id = 0
        for card in cards.values():
            card.asked.connect(self.add)
            card.draft_due.connect(self.draft_due)

    def show_record(self, record: WorkerRecord | None) -> None:
        """Show a person's rows; what was begun for somebody else is put away."""
        before, self._worker_id = self._worker_id, record.id if record is not None else 0
        for card in self._cards.values():
            if before != self._worker_id:
                card.end()
            card.show_record(record)

    def half_typed(self) -> dict[str, object]:
        """Return what is half typed, by kind."""
        found = {kind: card.half_typed() for kind, card in self._cards.items()}
        return {kind: viewmodel.frozen(values) for kind, values in found.items() if values}

    def resume(self, kept: object) -> None:
        """Go on with what was half typed, as `half_typed` gave it."""
        for kind, values in kept.items() if isinstance(kept, Mapping) else ():
            if kind in self._cards and isinstance(values, Mapping):
                self._cards[kind].resume(viewmodel.thawed_row(kind, values))

    def settle(self) -> bool:
        """Add what is half typed; False when something in it is wrong and its form says what."""
        return all(card.settle() for card in self._cards.values())

    def begin(self, kind: str) -> None:
        """Ask for a new row of a kind."""
        self._cards[kind].begin()

    def add(self, payload: object) -> None:
        """Add the row of (kind, values)."""
        worker_id = self._worker_id
        if not worker_id or not isinstance(payload, tuple):
            return
        kind, values = payload
        answer = self._ops.do(lambda: self._counter.worker_rows.add(worker_id, kind, values))
        if isinstance(answer, Refused):
            self._cards[kind].show_findings(answer.findings)
        elif isinstance(answer, Saved):
            self._cards[kind].end()
            self._shell.toast(answer.text)
            self._ops.do(lambda: self._counter.workers.open(worker_id), done=self.changed.emit)
