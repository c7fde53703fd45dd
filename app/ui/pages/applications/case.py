"""One case: what was judged and by which clause, the papers, the life of it, and the moves this clerk may make."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.faults import Conflict, UserError
from app.services.applications.cards import ApplicationRecord
from app.services.counter import Counter
from app.services.papers.fitting import Fit
from app.services.results import Saved
from app.ui.kit import (
    Button,
    Card,
    MessageBar,
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
from app.ui.pages.applications.mending import MendPane
from app.ui.pages.applications.policybar import PolicyBar

_SHOW, _RELOAD = "查看差异", "重新载入"


class CasePane(QWidget):
    """Shows a case; `moved` when it changed, `clause_wanted` with a clause; the first button prints `handed`."""

    moved = Signal(object)
    clause_wanted = Signal(object)

    def __init__(self, context: PageContext[Counter], buttons: tuple[Button, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._counter, self._ops = context, context.services, context.ops
        self.record: ApplicationRecord | None = None
        self.handed: Fit | None = None
        self._hand_out = buttons[0]
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
        self.mending = MendPane(context, self)
        self.mending.mended.connect(self._on_mended)
        self.mending.failed.connect(self._on_failed)
        self._moves = QHBoxLayout()
        self._reason = TextInput(
            "move_reason", "原因", placeholder="退回、不予受理、撤回须写原因", parent=self
        )
        self.conflict = MessageBar(can_close=False, parent=self)
        self.conflict.setObjectName("conflict")
        self.conflict.action_asked.connect(self._on_conflict_asked)
        self._lay_out(buttons)

    def show_case(self, record: ApplicationRecord) -> None:
        """Show one case; a reason that is half typed stays with its case."""
        if self.record is None or self.record.row.id != record.row.id:
            self._reason.set_value("")
        self.record = record
        self.conflict.hide()
        self._number.say(record.row.case_number)
        self._state.setText(record.row.state)
        self._about.setText(viewmodel.head_line(record))
        self._money.setText(viewmodel.money_line(record))
        told = viewmodel.verdict_and_days(record, self._counter.desk.clock.today())
        self._verdict.say(told, tone=viewmodel.tone_of(record))
        self._verdict.setVisible(bool(record.verdict))
        self.policy.tell("这件申请", f" {record.pack.partition('#')[0]} 版政策", record.newer_policy)
        self._conditions.show_rows(viewmodel.stored_rows(record))
        self._roster.show_rows(viewmodel.roster_of(record))
        self._steps.show_rows(viewmodel.steps_of(record))
        self.mending.show_case(record)
        self._materials.show_papers(viewmodel.papers_of(record))
        self._show_moves(record)
        fits = self._ops.do(lambda: self._counter.papers.fitting("application", record.row.id))
        self.handed = next(iter(fits or ()), None)
        self._hand_out.say(f"打印{self.handed.title}" if self.handed else "打印受理回执")
        self._hand_out.setEnabled(self.handed is not None)

    def first(self) -> QWidget:
        """Return what has the keys first: the conditions, where Enter shows the paragraph."""
        return self._conditions if self._conditions.rows() else self._materials

    def _lay_out(self, buttons: tuple[Button, ...]) -> None:
        side = Card("材料与经过")
        for button in buttons:
            side.body.addWidget(button)
        side.body.addWidget(self._materials)
        side.body.addWidget(Words("经过", role="heading"))
        side.body.addWidget(self._steps)
        side.body.addStretch(1)
        self.panes = TwoPane(self._main(), "申请", side, "材料与经过", self)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.conflict)
        box.addWidget(self.panes)

    def _main(self) -> QWidget:
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
        row.addWidget(self.mending.button)
        row.addLayout(self._moves)
        foot.body.addLayout(row)
        main = QWidget()
        left = QVBoxLayout(main)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(8)
        left.addWidget(self.policy)
        left.addWidget(head)
        judged_pane = ScrollPane(judged)
        left.addWidget(judged_pane, 1)
        left.addWidget(self.mending, 1)
        self.mending.turned.connect(lambda is_open: judged_pane.setVisible(not is_open))
        left.addWidget(foot)
        return main

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
        saved = self._ops.do(
            lambda: self._counter.applications.move(record.row.id, key, reason, version=record.version),
            failed=self._on_failed,
        )
        if saved is not None:
            self._reason.set_value("")
            self._context.shell.toast(saved.text)
            self.moved.emit(record.row.id)

    def _on_failed(self, fault: object) -> None:
        if isinstance(fault, Conflict):
            self.conflict.say("warning", "此记录已被修改；您写的原因还在", action=_SHOW, second=_RELOAD)
            self.conflict.show()
        elif isinstance(fault, UserError):
            self._context.shell.tell("error", fault.text, key="fault")
            if fault.field == "reason":
                self._reason.focus_input()

    def _on_conflict_asked(self, words: object) -> None:
        opened = self.record
        now = self._ops.do(lambda: self._counter.applications.open(opened.row.id)) if opened else None
        if opened is None or now is None:
            return
        if words == _SHOW:
            self.conflict.say("warning", viewmodel.differences(opened, now), second=_RELOAD)
        else:
            self.show_case(now)

    def _on_mended(self, saved: object) -> None:
        if isinstance(saved, Saved):
            self._context.shell.toast(saved.text)
            self.moved.emit(saved.id)

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
