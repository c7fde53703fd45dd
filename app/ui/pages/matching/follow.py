"""跟踪: what came of recommendations; a figure key records the outcome, Enter shows the person."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.recommending import MatchRow
from app.services.results import Saved
from app.ui.kit import (
    Button,
    Card,
    ChoiceInput,
    Column,
    EmptyState,
    Option,
    PageContext,
    ShortWords,
    Table,
    TextInput,
    Words,
)
from app.ui.pages.matching import viewmodel

LOW = 640  # below this height of the window the list says enough
_WHICH = (Option("person", "这一位", "zyw"), Option("due", "该回访", "ghf"), Option("all", "全部", "qb"))
_EMPTY = {
    "person": ("这一位的推荐", "还没有向这一位推荐过。选一个岗位按 Enter 就记下一次推荐"),
    "due": ("该回访的推荐", "没有到了日子还没回访的推荐"),
    "all": ("还在跟踪的推荐", "没有还在跟踪的推荐。推荐一个岗位后会列在这里，直到在岗满 30 天"),
}


class FollowPane(Card):
    """Recommendations and what may follow: 1 2 3 record an outcome (`followed`), Enter shows who (`chosen`)."""

    followed = Signal(object)
    chosen = Signal(object)

    def __init__(self, context: PageContext[Counter], parent: QWidget | None = None) -> None:
        super().__init__("跟踪", "推荐→联系→面试→上岗→30天在岗", parent)
        self._context, self._ops = context, context.ops
        self._recommending = context.services.recommending
        self._worker_id = 0
        self._rows: dict[int, MatchRow] = {}
        self.which = ChoiceInput("which", "看哪些", _WHICH, required=True)
        self.which.set_value("all")
        self.which.edited.connect(lambda _edit: self.fill())
        self._empty = EmptyState(*_EMPTY["all"])
        self.table = Table(
            "follow_ups",
            (
                Column("name", "姓名", 4.6),
                Column("title", "推荐了", 8.6),
                Column("outcome", "进展", 5),
                Column("due", "该回访", 5, show=viewmodel.due_text),
            ),
            empty=self._empty,
            memory=context.memory,
            label="推荐的跟踪",
        )
        self.table.picked.connect(lambda number: self._show(self._rows.get(_int(number))))
        self.table.opened.connect(self._on_row_entered)
        self._keys = self.table.focusProxy()
        if self._keys is not None:
            self._keys.installEventFilter(self)
        self._picked = Words("", role="label", wraps=True)
        self._remark = TextInput("follow_note", "备注", placeholder="备注，可不填")
        self._hint = ShortWords("", role="caption")
        self._nexts = QVBoxLayout()
        self._buttons: list[Button] = []
        for widget in (self.which, self.table, self._picked, self._remark, self._hint):
            self.body.addWidget(widget, 1 if widget is self.table else 0)
        self.body.addLayout(self._nexts)

    def rows(self) -> tuple[MatchRow, ...]:
        """Return what is listed."""
        return tuple(self._rows.values())

    def show_person(self, worker_id: int) -> None:
        """Show what was recommended to one worker; 0 for everything that is still followed up."""
        if worker_id != self._worker_id:
            self.which.set_value("person" if worker_id else "all")
        self._worker_id = worker_id
        self.fill()

    def show_due(self) -> None:
        """Show what should be followed up now."""
        self.which.set_value("due")
        self.fill()

    def fill(self) -> None:
        """Read the list anew."""
        which = str(self.which.value() or "all")
        if which == "person" and not self._worker_id:
            which = "all"
            self.which.set_value(which)
        worker_id = self._worker_id
        rows = self._ops.do(
            lambda: (
                self._recommending.history(worker_id)
                if which == "person"
                else self._recommending.due(only_due=which == "due")
            )
        )
        self._rows = {row.id: row for row in rows or ()}
        self._empty.say(*_EMPTY[which])
        due = sum(row.is_due for row in self._rows.values())
        total = f"{len(self._rows)} 条" + (f"，{due} 条该回访" if due else "")
        self.table.fill(
            tuple(self._rows), lambda ids: tuple(self._rows[_int(one)] for one in ids), total=total,
            note="数字键记进展　Enter 看这位",
        )  # fmt: skip
        self._show(self._rows.get(_int(self.table.current_id())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button that has the keys on Enter."""
        pressed = next((button for button in self._buttons if button.hasFocus()), None)
        if pressed is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            pressed.click()
        else:
            super().keyPressEvent(event)

    def _show(self, row: MatchRow | None) -> None:
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = []
        has_next = row is not None and bool(row.nexts)
        self._picked.setText(viewmodel.follow_line(row) if row else "")
        self._picked.setVisible(row is not None and self.window().height() >= LOW)
        self._remark.setVisible(has_next)
        self._remark.set_value("")
        self._hint.setVisible(row is not None and not has_next)
        self._hint.say("这一条已经有结果，不用再跟踪")
        if row is None or not has_next:
            return
        line = QHBoxLayout()
        for place, (code, label) in enumerate(row.nexts, start=1):
            look = "primary" if place == 1 else ""
            button = Button(f"{place} {label}", look=look, name=f"follow_{code}", parent=self)
            button.clicked.connect(lambda _checked=False, one=code: self._follow(row.id, one))
            line.addWidget(button)
            QWidget.setTabOrder(self._buttons[-1] if self._buttons else self._remark, button)
            self._buttons.append(button)
        line.addStretch(1)
        self._nexts.addLayout(line)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a figure typed in the list as the outcome with that number."""
        is_ours = watched is self._keys and event.type() == QEvent.Type.KeyPress
        if is_ours and isinstance(event, QKeyEvent) and self._take_figure(event):
            return True
        return super().eventFilter(watched, event)

    def _take_figure(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        row, text = self._rows.get(_int(self.table.current_id())), event.text()
        if held != Qt.KeyboardModifier.NoModifier or row is None or not text.isdecimal():
            return False
        if 0 < int(text) <= len(row.nexts):
            self._follow(row.id, row.nexts[int(text) - 1][0])
        return True

    def _on_row_entered(self, number: object) -> None:
        row = self._rows.get(_int(number))
        if row is not None:
            self.chosen.emit(row.worker_id)

    def _follow(self, match_id: int, outcome: str) -> None:
        note = str(self._remark.value() or "")
        saved = self._ops.do(lambda: self._recommending.follow(match_id, outcome, note))
        if isinstance(saved, Saved):
            self.table.focus_list()
            self.followed.emit(saved)


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
