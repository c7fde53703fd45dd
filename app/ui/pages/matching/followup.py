"""The recommendations that wait for a follow-up: who, what, how far, and the outcome under one figure key."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.counter import Counter
from app.services.recommending import MatchRow
from app.services.results import Saved
from app.ui.kit import Button, Card, Column, EmptyState, PageContext, Table, Words
from app.ui.pages.matching import viewmodel


class FollowUps(Card):
    """Lists what was recommended; `chosen(worker_id)` on Enter, 1 2 3 record the outcome of the row."""

    chosen = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__("跟踪", "按到期先后；所有人的", parent)
        self._context, self._ops = context, context.ops
        self._recommending = context.services.recommending
        self._rows: dict[int, MatchRow] = {}
        today = context.services.desk.clock.today
        self.table = Table(
            "follow_ups",
            (
                Column("name", "姓名", 4.6),
                Column("title", "推荐了", 8.6),
                Column("outcome", "进展", 4.6),
                Column("due", "回访", 5.4, show=lambda row: viewmodel.due_text(row, today())),
            ),
            empty=EmptyState("推荐的跟踪", "还没有推荐过。选中一个岗位按回车就记下一次推荐"),
            memory=context.memory,
            label="推荐的跟踪",
        )
        self.table.picked.connect(self._show_nexts)
        self.table.opened.connect(self._on_row_opened)
        self._keys = self.table.focusProxy()
        if self._keys is not None:
            self._keys.installEventFilter(self)
        self._about = Words("", role="caption", wraps=True)
        self._nexts = QHBoxLayout()
        self._nexts.setSpacing(6)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self._about)
        self.body.addLayout(self._nexts)

    def rows(self) -> tuple[MatchRow, ...]:
        """Return what is listed."""
        return tuple(self._rows.values())

    def fill(self) -> None:
        """Read the list anew; the row under the bar stays under it."""
        found = self._ops.do(lambda: self._recommending.due(only_due=False)) or ()
        today = self._context.services.desk.clock.today()
        self._rows = {row.id: row for row in viewmodel.soonest_first(found)}
        late = sum(row.due is not None and row.due <= today for row in found)
        total = f"{len(found)} 条在跟踪" + (f"，{late} 条到期" if late else "")
        self.table.fill(
            tuple(self._rows),
            lambda ids: tuple(self._rows[number] for number in ids if isinstance(number, int)),
            total=total,
            note="Enter 看这位",
        )
        self._show_nexts(self.table.current_id())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a figure as the outcome with that number."""
        is_ours = watched is self._keys and event.type() == QEvent.Type.KeyPress
        if is_ours and isinstance(event, QKeyEvent) and self._take_figure(event):
            return True
        return super().eventFilter(watched, event)

    def _take_figure(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        row, text = self._row(self.table.current_id()), event.text()
        if held != Qt.KeyboardModifier.NoModifier or row is None or not text.isdecimal():
            return False
        at = int(text) - 1
        if 0 <= at < len(row.nexts):
            self._follow(row, row.nexts[at][0])
        return True

    def _row(self, number: object) -> MatchRow | None:
        return self._rows.get(number) if isinstance(number, int) else None

    def _on_row_opened(self, number: object) -> None:
        row = self._row(number)
        if row is not None:
            self.chosen.emit(row.worker_id)

    def _show_nexts(self, number: object) -> None:
        while self._nexts.count():
            item = self._nexts.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        row = self._row(number)
        self._about.setVisible(row is not None)
        if row is None:
            return
        self._about.setText(f"{row.name} · {row.title}：按数字键记下进展")
        before: QWidget = self._keys or self.table
        for at, (code, label) in enumerate(row.nexts, start=1):
            button = Button(f"{at} {label}", name=f"follow_{code}", parent=self)
            button.clicked.connect(lambda _checked=False, one=code: self._follow(row, one))
            self._nexts.addWidget(button)
            QWidget.setTabOrder(before, button)
            before = button
        self._nexts.addStretch(1)

    def _follow(self, row: MatchRow, outcome: str) -> None:
        saved = self._ops.do(lambda: self._recommending.follow(row.id, outcome))
        if isinstance(saved, Saved):
            self._context.shell.toast(f"{saved.text} · {row.title}")
            self.table.focus_list()
