"""The referrals that are followed: a figure records the outcome, Enter goes to the person, 0 shows his phone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.services.counter import Counter
from app.services.following import READY_REASONS, MatchRow
from app.services.results import Saved
from app.ui.kit import (
    Button,
    Column,
    EmptyState,
    PageContext,
    ReasonPick,
    ShortWords,
    Table,
    TextInput,
    Words,
)

LOW = 640  # below this height of the window the list says enough
_WHY_SHOWN = "回访"


def due_text(row: object) -> str:
    """Return when a recommendation should be followed up."""
    if not isinstance(row, MatchRow) or row.due is None:
        return ""
    return f"{row.due:%m-%d} 到了" if row.is_due else f"{row.due:%m-%d}"


def follow_line(row: MatchRow) -> str:
    """Return where a recommendation stands, whole."""
    note = f"，{row.note}" if row.note else ""
    return f"{row.name} · {row.title}：{row.since:%m-%d} {row.outcome}{note}"


def standing_text(row: object) -> str:
    """Return how far a recommendation is and since when it should have been followed up."""
    return f"{row.outcome} {row.due:%m-%d}" if isinstance(row, MatchRow) and row.due else ""


COLUMNS = {
    "name": Column("name", "姓名", 4.6),
    "phone": Column("phone_masked", "电话", 7.6),
    "title": Column("title", "推荐了", 8.6),
    "outcome": Column("outcome", "进展", 5),
    "due": Column("due", "该回访", 5, show=due_text),
    "standing": Column("due", "进展、该问日", 7, show=standing_text),
}


class FollowList(QWidget):
    """Recommendations and what may follow; `followed` carries what was saved, `chosen` the row."""

    followed = Signal(object)
    chosen = Signal(object)

    def __init__(
        self,
        context: PageContext[Counter],
        name: str,
        columns: Sequence[str],
        empty: EmptyState,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._ops, self._counter = context.ops, context.services
        self._rows: dict[int, MatchRow] = {}
        self._asked: tuple[int, str] = (0, "")
        self.table = Table(
            name,
            tuple(COLUMNS[key] for key in columns),
            empty=empty,
            memory=context.memory,
            label="推荐的跟踪",
        )
        self._picked = Words("", role="label", wraps=True)
        self.remark = TextInput("follow_note", "备注", placeholder="备注，可不填")
        self._hint = ShortWords("", role="caption")
        self.why = ReasonPick(3, self)
        self._nexts = QVBoxLayout()
        self._buttons: list[Button] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(6)
        for widget in (self.table, self._picked, self.remark, self._hint):
            box.addWidget(widget, 1 if widget is self.table else 0)
        box.addLayout(self._nexts)
        box.addWidget(self.why)
        self.table.picked.connect(lambda number: self._show(self._rows.get(_int(number))))
        self.table.opened.connect(lambda number: self._open(_int(number)))
        self.why.chosen.connect(lambda words: self._record(*self._asked, words))
        self.why.dropped.connect(lambda _pick: self._end_asking())
        self._keys = self.table.focusProxy()
        if self._keys is not None:
            self._keys.installEventFilter(self)

    def rows(self) -> tuple[MatchRow, ...]:
        """Return what is listed."""
        return tuple(self._rows.values())

    def show_rows(self, rows: Sequence[MatchRow]) -> None:
        """List these recommendations."""
        self._rows = {row.id: row for row in rows}
        due = sum(row.is_due for row in rows)
        self.table.fill(
            tuple(self._rows), lambda ids: tuple(self._rows[_int(one)] for one in ids),
            total=f"{len(rows)} 条" + (f"，{due} 条该回访" if due else ""),
            note="数字键记进展　0 看电话　Enter 看这位",
        )  # fmt: skip
        self._show(self._rows.get(_int(self.table.current_id())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Press the button that has the keys on Enter."""
        pressed = next((button for button in self._buttons if button.hasFocus()), None)
        if pressed is not None and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            pressed.click()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a figure typed in the list as the outcome with that number."""
        is_ours = watched is self._keys and event.type() == QEvent.Type.KeyPress
        if is_ours and isinstance(event, QKeyEvent) and self._take_figure(event):
            return True
        return super().eventFilter(watched, event)

    def drop(self) -> bool:
        """Stop asking for a reason; says whether one was asked for."""
        return self.why.drop()

    def _show(self, row: MatchRow | None) -> None:
        for old in self._buttons:
            old.hide()
            old.deleteLater()
        self._buttons = []
        self.why.hide()
        has_next = row is not None and bool(row.nexts)
        self._picked.setText(follow_line(row) if row else "")
        self._picked.setVisible(row is not None and self.window().height() >= LOW)
        self.remark.setVisible(has_next)
        self.remark.set_value("")
        self._hint.setVisible(row is not None and not has_next)
        self._hint.say("这一条已经有结果，不用再跟踪")
        if row is None or not has_next:
            return
        line = QHBoxLayout()
        line.setSpacing(4)
        for place, (code, label) in enumerate(row.nexts, start=1):
            look = "primary" if place == 1 else ""
            button = Button(f"{place} {label}", look=look, name=f"follow_{code}", parent=self)
            button.clicked.connect(lambda _checked=False, one=code: self._follow(row.id, one))
            line.addWidget(button)
            QWidget.setTabOrder(self._buttons[-1] if self._buttons else self.remark, button)
            self._buttons.append(button)
        line.addStretch(1)
        self._nexts.addLayout(line)

    def _take_figure(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        row, text = self._rows.get(_int(self.table.current_id())), event.text()
        if held != Qt.KeyboardModifier.NoModifier or row is None or not text.isdecimal():
            return False
        if int(text) == 0:
            self._reveal(row)
        elif int(text) <= len(row.nexts):
            self._follow(row.id, row.nexts[int(text) - 1][0])
        return True

    def _reveal(self, row: MatchRow) -> None:
        """Show the whole phone number while this line is picked; who looked is in the journal."""
        workers = self._counter.workers
        phone = self._ops.do(lambda: workers.reveal(row.worker_id, "phone", _WHY_SHOWN))
        if phone is not None:
            self._picked.setText(f"{row.name}　电话 {phone or '没有登记'}（已记入台账：{_WHY_SHOWN}）")
            self._picked.show()

    def _open(self, number: int) -> None:
        row = self._rows.get(number)
        if row is not None:
            self.chosen.emit(row)

    def _follow(self, match_id: int, outcome: str) -> None:
        note = self.remark.text()
        reasons = READY_REASONS.get(outcome)
        if note or reasons is None:
            self._record(match_id, outcome, note)
            return
        self._asked = (match_id, outcome)
        label = dict(self._rows[match_id].nexts)[outcome]
        self.remark.hide()
        for button in self._buttons:
            button.hide()
        self.why.ask(f"{label}，因为", reasons)

    def _end_asking(self) -> None:
        self._show(self._rows.get(_int(self.table.current_id())))
        self.table.focus_list()

    def _record(self, match_id: int, outcome: str, note: str) -> None:
        saved = self._ops.do(lambda: self._counter.following.follow(match_id, outcome, note))
        if isinstance(saved, Saved):
            self.table.focus_list()
            self.followed.emit(saved)
        else:
            self._end_asking()


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
