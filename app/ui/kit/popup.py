"""A list that drops below a line without taking the keys away from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from app.ui.kit.icons import icon_pixmap
from app.ui.theme import em, tokens

ROLE = Qt.ItemDataRole.UserRole + 1
SHOWN = 9
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class PopupRow:
    """One row: a code in front, the words, a quiet remark after them; `payload` comes back when chosen."""

    payload: object
    text: str
    code: str = ""
    detail: str = ""
    is_ticked: bool = False


class _RowPainter(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's signature
        """Return the height of a row, by the type size."""
        return QSize(40, round(em() * 2.1))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw code, words and remark."""
        row = index.data(ROLE)
        if not isinstance(row, PopupRow):
            return
        colours = tokens()
        painter.save()
        place: QRect = option.rect  # type: ignore[attr-defined]  # Qt's stubs leave it out
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]  # the same
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(place, QColor(colours.selected))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(place, QColor(colours.hover))
        box = place.adjusted(10, 0, -10, 0)
        if row.is_ticked:
            size = em()
            painter.drawPixmap(
                box.right() - size, box.center().y() - size // 2, icon_pixmap("check", "accent_ink", size)
            )
            box.adjust(0, 0, -size - 6, 0)
        quiet = QFont(painter.font())
        quiet.setPointSizeF(max(9.0, quiet.pointSizeF() - 1.5))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        if row.code:
            painter.setPen(QColor(colours.caption))
            painter.drawText(box, flags, row.code)
            box.adjust(round(em() * (0.6 * max(len(row.code), 2) + 0.8)), 0, 0, 0)
        painter.setPen(QColor(colours.ink))
        words = painter.fontMetrics().elidedText(row.text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, flags, words)
        if row.detail:
            box.adjust(painter.fontMetrics().horizontalAdvance(words) + em(), 0, 0, 0)
            painter.setFont(quiet)
            painter.setPen(QColor(colours.caption))
            detail = painter.fontMetrics().elidedText(
                row.detail, Qt.TextElideMode.ElideRight, max(box.width(), 0)
            )
            painter.drawText(box, flags, detail)
        painter.restore()


class Popup(QFrame):
    """Shows rows below a line, which hands its keys to `take_key`; `chosen` carries a payload."""

    chosen = Signal(object)

    def __init__(self, line: QWidget) -> None:
        super().__init__(line)
        self._line = line
        self.setObjectName("popup")
        self.hide()
        self._list = QListView(self)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self._list.setItemDelegate(_RowPainter(self))
        self._model = QStandardItemModel(self)
        self._list.setModel(self._model)
        self._list.clicked.connect(self._on_row_clicked)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 4, 1, 4)
        box.addWidget(self._list)

    def show_rows(self, rows: Sequence[PopupRow], *, current: int = 0) -> None:
        """Drop down with these rows; no rows closes."""
        self._model.clear()
        for row in rows:
            item = QStandardItem(row.text)
            item.setData(row, ROLE)
            item.setEnabled(row.payload is not None)
            self._model.appendRow(item)
        if not rows:
            self.hide()
            return
        self._place(len(rows))
        self.show()
        self.raise_()
        self._list.setCurrentIndex(self._model.index(max(0, min(current, len(rows) - 1)), 0))

    def rows(self) -> tuple[PopupRow, ...]:
        """Return what is offered."""
        return tuple(self._model.item(at).data(ROLE) for at in range(self._model.rowCount()))

    def current(self) -> PopupRow | None:
        """Return the row under the bar."""
        index = self._list.currentIndex()
        row = index.data(ROLE) if index.isValid() else None
        return row if isinstance(row, PopupRow) else None

    def take_key(self, event: QKeyEvent) -> bool:
        """Move, choose or close by a key of the line; says whether the key was used."""
        if not self.isVisible():
            return False
        moves = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: SHOWN, Qt.Key.Key_PageUp: -SHOWN}
        key = Qt.Key(event.key())
        if key in moves:
            self._move(moves[key])
            return True
        row = self.current()
        is_enter = key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier and row is not None:
            self.chosen.emit(row.payload)
            return True
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002 - Qt's signature
        """Close when the window moves its parts."""
        if event.type() in {QEvent.Type.Resize, QEvent.Type.WindowDeactivate}:
            self.hide()
        return False

    def _move(self, by: int) -> None:
        at = max(0, min(self._list.currentIndex().row() + by, self._model.rowCount() - 1))
        self._list.setCurrentIndex(self._model.index(at, 0))

    def _place(self, count: int) -> None:
        top = self._line.window()
        if self.parent() is not top:
            self.setParent(top)
            top.installEventFilter(self)
        height = min(count, SHOWN) * round(em() * 2.1) + 12
        below = self._line.mapTo(top, QPoint(0, self._line.height() + 2))
        width = max(self._line.width(), round(em() * 16))
        left = max(0, min(below.x(), top.width() - width - 4))
        if below.y() + height > top.height() - 4:
            below.setY(max(4, self._line.mapTo(top, QPoint(0, -2)).y() - height))
        self.setGeometry(left, below.y(), width, min(height, top.height() - 8))

    def _on_row_clicked(self, index: QModelIndex) -> None:
        row = index.data(ROLE)
        if isinstance(row, PopupRow) and row.payload is not None:
            self.chosen.emit(row.payload)
