"""One case: what was judged and by which clause, the papers, the life of it, and the moves this clerk may make."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.applications.cards import ApplicationRecord
from app.services.counter import Counter
from app.ui.kit import (
    Button,
    Card,
    OutcomeList,
    PageContext,
    ReasonList,
    ScrollPane,
    TextInput,
    TwoPane,
    Words,
)
from app.ui.pages.applications import viewmodel
from app.ui.pages.applications.checklist import Checklist
from app.ui.pages.applications.policybar import PolicyBar


class CasePane(QWidget):
    """Shows a case; `moved` when it changed, `clause_wanted` with a clause."""

    moved = Signal(object)
    clause_wanted = Signal(object)

    def __init__(self, context: PageContext[Counter], buttons: tuple[Button, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self.record: ApplicationRecord | None = None
        self._number = Words("", role="name")
        self._state = Words("", role="heading")
        self._about = Words("", role="label", wraps=True)
        self._money = Words("", wraps=True)
        self._verdict = Words("", tone="ask", wraps=True)
        self.policy = PolicyBar(self)
        self.policy.recheck_asked.connect(lambda _bar: self._on_recheck_asked())
        self._conditions = OutcomeList(self)
        self._conditions.chosen.connect(self._on_condition)
        self._roster = OutcomeList(self)
        self._steps = ReasonList(self)
        self._materials = Checklist(self)
        self._materials.ticked.connect(self._on_ticked)
        self._moves = QHBoxLayout()
        self._reason = TextInput(
            "move_reason", "原因", placeholder="退回、不予受理、撤回须写原因", parent=self
        )
        self._lay_out(buttons)

    def show_case(self, record: ApplicationRecord) -> None:
        """Show one case."""
        self.record = record
        self._number.say(record.row.case_number)
        self._state.setText(record.row.state)
        self._about.setText(viewmodel.head_line(record))
        self._money.setText(viewmodel.money_line(record))
        self._verdict.say(record.verdict)
        self._verdict.setVisible(bool(record.verdict))
        self.policy.tell("这件申请", f" {record.pack.partition('#')[0]} 版政策", record.newer_policy)
        self._conditions.show_rows(viewmodel.stored_rows(record))
        self._roster.show_rows(viewmodel.roster_of(record))
        self._steps.show_rows(viewmodel.steps_of(record))
        self._reason.set_value("")
        self._materials.show_papers(viewmodel.papers_of(record))
        self._show_moves(record)

    def first(self) -> QWidget:
        """Return what has the keys first: the conditions, where Enter shows the paragraph."""
        return self._conditions if self._conditions.rows() else self._materials

    def _lay_out(self, buttons: tuple[Button, ...]) -> None:
        head = Card()
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self._number)
        line.addWidget(self._state)
        line.addStretch(1)
        head.body.addLayout(line)
        head.body.addWidget(self._about)
        head.body.addWidget(self._money)
        head.body.addWidget(self._verdict)
        judged = Card("当时的判断", "按受理那天的政策版本，可原样重算；点条款看原文")
        judged.body.addWidget(self._conditions)
        judged.body.addWidget(self._roster)
        judged.body.addStretch(1)
        foot = self._foot = Card()
        row = QHBoxLayout()
        row.addWidget(self._reason, 1)
        row.addLayout(self._moves)
        foot.body.addLayout(row)
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.policy)
        left.addWidget(head)
        left.addWidget(ScrollPane(judged), 1)
        left.addWidget(foot)
        side = Card("材料与经过")
        for button in buttons:
            side.body.addWidget(button)
        side.body.addWidget(self._materials)
        side.body.addWidget(Words("经过", role="heading"))
        side.body.addWidget(self._steps)
        side.body.addStretch(1)
        self.panes = TwoPane(main, "申请", side, "材料与经过", self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.panes)

    def _show_moves(self, record: ApplicationRecord) -> None:
        _empty(self._moves)
        for move in record.moves:
            look = "primary" if move.key in {"approve", "submit"} else ""
            button = Button(move.label, look=look, name=f"move_{move.key}", parent=self)
            button.clicked.connect(lambda _checked=False, key=move.key: self.move_case(key))
            self._moves.addWidget(button)
        self._foot.setVisible(bool(record.moves))

    def move_case(self, key: str) -> None:
        """Make one move of this case."""
        record = self.record
        if record is None:
            return
        reason = str(self._reason.value() or "")
        saved = self._ops.do(lambda: self._counter.applications.move(record.row.id, key, reason))
        if saved is not None:
            self._context.shell.toast(saved.text)
            self.moved.emit(record.row.id)

    def _on_recheck_asked(self) -> None:
        record = self.record
        saved = self._ops.do(lambda: self._counter.applications.recheck(record.row.id)) if record else None
        if record is not None and saved is not None:
            self._context.shell.tell("ok", saved.text, key="recheck")
            self.moved.emit(record.row.id)

    def _on_ticked(self, ticked: object) -> None:
        if isinstance(ticked, tuple):
            key, is_on = ticked
            self._ops.do(lambda: self._counter.applications.receive(int(key), is_received=is_on))

    def _on_condition(self, payload: object) -> None:
        if isinstance(payload, tuple):
            self.clause_wanted.emit(payload[0])


def _empty(layout: QVBoxLayout | QHBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()
