"""What stands beside a form: cards, outcomes with their clauses, reasons, and the words of an empty list."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QEnterEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.actions import Act
from app.ui.kit.button import Button
from app.ui.kit.icons import IconLabel
from app.ui.kit.words import ShortWords, Words
from app.ui.theme import tokens


class Mark(StrEnum):
    """The five outcomes, as marks."""

    OK = "ok"
    NO = "no"
    ASK = "ask"
    COUNTY = "county"
    NOT_HERE = "not_here"

    @property
    def label(self) -> str:
        """Return the outcome in words."""
        return _MARK_WORDS[self.value]


_MARK_WORDS = {
    "ok": "符合", "no": "不符合", "ask": "需补充信息", "county": "需县区审定", "not_here": "本通知不适用",
}  # fmt: skip
_MARK_ICONS = {
    Mark.OK: ("check", "ok"), Mark.NO: ("cross", "no"), Mark.ASK: ("ask", "ask"),
    Mark.COUNTY: ("county", "county"), Mark.NOT_HERE: ("dash", "caption"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """One outcome: mark, title, clause with reason; `payload` (a field key, say) comes back on a click."""

    mark: Mark
    title: str
    detail: str = ""
    payload: object = None


@dataclass(frozen=True, slots=True)
class ReasonRow:
    """One suggestion: title, figure at the right, what is for it and against; `payload` on a click.

    What is only shown and cannot be had is dim.
    """

    title: str
    figure: str = ""
    pluses: tuple[str, ...] = ()
    minuses: tuple[str, ...] = ()
    note: str = ""
    payload: object = None
    is_dim: bool = False


class Card(QFrame):
    """A white card with a caption, a quiet note at the right and a body; `body` is its vertical layout.

    >>> card = Card("这位能得到什么", note="按 2026.3 版政策"); card.body.addWidget(outcomes)
    """

    def __init__(self, caption: str = "", note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        box = QVBoxLayout(self)
        box.setContentsMargins(14, 8, 14, 10)
        box.setSpacing(6)
        self._caption = Words(caption, role="heading", parent=self)
        self._note = ShortWords(note, role="caption", parent=self)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if caption or note:
            head = QHBoxLayout()
            head.addWidget(self._caption)
            head.addWidget(self._note, 1)
            box.addLayout(head)
        else:
            self._caption.hide()
            self._note.hide()
        self.body = QVBoxLayout()
        self.body.setSpacing(6)
        box.addLayout(self.body, 1)

    def set_caption(self, text: str) -> None:
        """Change the caption."""
        self._caption.setText(text)

    def set_note(self, text: str) -> None:
        """Change the quiet words at the right."""
        self._note.say(text)


class _Row(QPushButton):
    """A row of words that is pressed like a button; one that leads nowhere takes no keys."""

    chosen = Signal(object)
    arrived = Signal(object)

    def __init__(self, payload: object, parent: QWidget) -> None:
        super().__init__(parent)
        self._payload = payload
        self._is_over = False
        self.setProperty("look", "row")
        self.setAutoDefault(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        if payload is None:
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.setCursor(Qt.CursorShape.PointingHandCursor)
            self.clicked.connect(lambda _checked=False: self.chosen.emit(self._payload))

    def sizeHint(self) -> QSize:
        """Return what the words inside want."""
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """Return what the words inside need."""
        layout = self.layout()
        return layout.totalMinimumSize() if layout is not None else super().minimumSizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by Enter or space, walk with the arrows."""
        key = Qt.Key(event.key())
        if (
            key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.click()
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self.focusNextPrevChild(key == Qt.Key.Key_Down)
        elif key in {Qt.Key.Key_Left, Qt.Key.Key_Right}:
            event.ignore()  # whoever holds the list may go to the one beside it
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up below the pointer."""
        self._is_over = self._payload is not None
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go dark again."""
        self._is_over = False
        self.update()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame, and tell that the keys are here."""
        super().focusInEvent(event)
        self.update()
        self.arrived.emit(self._payload)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the frame."""
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the light and the frame."""
        painter = QPainter(self)
        if self._is_over:
            painter.fillRect(self.rect(), QColor(tokens().hover))
        if self.hasFocus():
            painter.setPen(QPen(QColor(tokens().focus), 1))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))


class _RowList(QWidget):
    chosen = Signal(object)
    arrived = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[QWidget] = []
        self._holder = QWidget(self)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(2)
        self._box.addWidget(self._holder)
        self._box.addStretch(1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Hand the keys to the first row."""
        super().focusInEvent(event)
        self.focus_row()

    def focus_row(self, at: int = 0) -> bool:
        """Put the keys on a row, or the last before it; says whether there is one."""
        takers = [row for row in self._rows if row.focusPolicy() != Qt.FocusPolicy.NoFocus]
        if not takers:
            return False
        takers[max(0, min(at, len(takers) - 1))].setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def _show(self, make: Callable[[QWidget], Iterable[QWidget]]) -> None:
        """Show other rows; where the keys were on a row, they are on the one in its place.

        The rows are shown all at once: Qt lays out the whole window for each that appears in sight.
        """
        had = next((at for at, row in enumerate(self._rows) if row.hasFocus()), -1)
        former, self._holder = self._holder, QWidget(self)
        box = QVBoxLayout(self._holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2)
        self._rows = list(make(self._holder))
        for row in self._rows:
            box.addWidget(row)
        self._box.insertWidget(0, self._holder)
        self._holder.show()
        if had >= 0:
            self.focus_row(had)  # before the old rows go, or their focus wanders through the window
        self._box.removeWidget(former)
        former.hide()
        former.deleteLater()


class OutcomeList(_RowList):
    """Outcomes with mark, title and clause (？ leads to its field); `chosen` carries the row's payload.

    >>> outcomes.show_rows([OutcomeRow(Mark.ASK, "技能评价补贴", "还缺：发证日期 → 去填", "issued_on")])
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[OutcomeRow, ...] = ()

    def show_rows(self, rows: Iterable[OutcomeRow]) -> None:
        """Show these outcomes; what is shown already stays as it is."""
        former, self._shown = self._shown, tuple(rows)
        if former != self._shown:
            self._show(lambda holder: [self._make(row, holder) for row in self._shown])

    def rows(self) -> tuple[OutcomeRow, ...]:
        """Return what is shown."""
        return self._shown

    def _make(self, row: OutcomeRow, holder: QWidget) -> QWidget:
        frame = _Row(row.payload, holder)
        frame.setAccessibleName(f"{row.mark.label}：{row.title}。{row.detail}")
        frame.chosen.connect(self.chosen)
        frame.arrived.connect(self.arrived)
        box = QHBoxLayout(frame)
        box.setContentsMargins(2, 2, 2, 2)
        box.setSpacing(8)
        mark = IconLabel(*_MARK_ICONS[row.mark], frame)
        mark.setToolTip(row.mark.label)
        box.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Words(row.title, wraps=True, parent=frame))
        if row.detail:
            words.addWidget(Words(row.detail, role="caption", wraps=True, parent=frame))
        box.addLayout(words, 1)
        return frame


class ReasonList(_RowList):
    """Jobs or courses with their reasons: ✓ for, △ against; `chosen` and `arrived` carry the row's payload."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[ReasonRow, ...] = ()

    def show_rows(self, rows: Iterable[ReasonRow]) -> None:
        """Show these suggestions; what is shown already stays as it is."""
        former, self._shown = self._shown, tuple(rows)
        if former != self._shown:
            self._show(lambda holder: [self._make(row, holder) for row in self._shown])

    def rows(self) -> tuple[ReasonRow, ...]:
        """Return what is shown."""
        return self._shown

    def _make(self, row: ReasonRow, holder: QWidget) -> QWidget:
        frame = _Row(row.payload, holder)
        frame.setAccessibleName("，".join([row.title, row.figure, *row.pluses, *row.minuses]))
        role = "caption" if row.is_dim else ""
        frame.chosen.connect(self.chosen)
        frame.arrived.connect(self.arrived)
        box = QVBoxLayout(frame)
        box.setContentsMargins(2, 2, 2, 2)
        box.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(ShortWords(row.title, role=role, parent=frame), 1)
        if row.figure:
            head.addWidget(Words(row.figure, role=role or "figure", parent=frame))
        box.addLayout(head)
        parts = [
            *(f"✓ {one}" for one in row.pluses),
            *(f"△ {one}" for one in row.minuses),
            *([row.note] if row.note else []),
        ]
        if parts:
            joined = "　".join(_unbroken(part) if len(part) <= _SHORT else part for part in parts)
            box.addWidget(Words(joined, role="caption", wraps=True, parent=frame))
        return frame


_SHORT = 18  # a longer reason is a sentence and may go on in the next line


def _unbroken(text: str) -> str:
    """Return the text with word joiners, so that a reason is never torn between lines."""
    return "\u2060".join(text.replace(" ", "\u00a0"))


class EmptyState(QWidget):
    """Says what a list is, why it is empty, and offers the key that fills it; `action_asked` on the button.

    >>> EmptyState("还没有培训班", "培训机构报来的开班计划会列在这里", act=Act.NEW, action="新增培训班")
    """

    action_asked = Signal(object)

    def __init__(
        self, what: str, why: str, *, action: str = "", act: Act | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._what = Words(what, role="heading", parent=self)
        self._why = Words(why, role="caption", wraps=True, parent=self)
        for words in (self._what, self._why):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        box = QVBoxLayout(self)
        box.setSpacing(6)
        box.addStretch(1)
        box.addWidget(self._what)
        box.addWidget(self._why)
        if action:
            button = Button(action, act=act, name="empty_action", parent=self)
            button.clicked.connect(lambda: self.action_asked.emit(self))
            box.addSpacing(6)
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.setFocusProxy(button)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        box.addStretch(1)
        self.say(what, why)

    def say(self, what: str, why: str) -> None:
        """Change the words, as when a filter and not a lack is the reason."""
        self._what.setText(what)
        self._why.setText(why)
        self.setAccessibleName(f"{what}：{why}")
