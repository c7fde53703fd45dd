"""The rail: the product's name, the pages with their numbers, the clerk."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QEnterEvent, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from app.ui.kit.page import RailEntry
from app.ui.kit.words import ShortWords, Words
from app.ui.theme import em, tokens

WIDTH = 168


class _RailButton(QAbstractButton):
    def __init__(self, entry: RailEntry, parent: QWidget) -> None:
        super().__init__(parent)
        self._entry = entry
        self._is_over = False
        self.setText(entry.title)
        self.setObjectName(f"rail_{entry.key}")
        self.setAccessibleName(f"{entry.title} Alt+{entry.number}")
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"Alt+{entry.number}")

    def sizeHint(self) -> QSize:
        """Return a row's size, by the type size."""
        return QSize(WIDTH, round(em() * 1.7) + 15)

    def minimumSizeHint(self) -> QSize:
        """Return the same: a row is never cut."""
        return self.sizeHint()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light up below the pointer."""
        self._is_over = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go dark again."""
        self._is_over = False
        self.update()
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 - Qt's signature
        """Draw the row: ground, mark, title, number."""
        colours = tokens()
        painter = QPainter(self)
        place = self.rect()
        if self.isChecked() or self._is_over:
            ground = QColor(colours.rail_active)
            ground.setAlphaF(1.0 if self.isChecked() else 0.55)
            painter.fillRect(place, ground)
        if self.isChecked():
            painter.fillRect(QRect(0, 0, 3, place.height()), QColor(colours.rail_mark))
        font = QFont(self.font())
        font.setBold(self.isChecked())
        painter.setFont(font)
        painter.setPen(QColor(colours.rail_ink))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(place.adjusted(17, 0, -28, 0), flags, self.text())
        small = QFont(self.font())
        small.setPointSizeF(max(9.0, small.pointSizeF() - 1.5))
        painter.setFont(small)
        painter.setPen(QColor(colours.rail_dim))
        painter.drawText(
            place.adjusted(0, 0, -13, 0), flags | Qt.AlignmentFlag.AlignRight, str(self._entry.number)
        )


class Rail(QFrame):
    """The dark column at the left; `chosen` carries a page's key, `lock_asked` the rail."""

    chosen = Signal(object)
    lock_asked = Signal(object)

    def __init__(self, entries: Iterable[RailEntry], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("rail")
        self._fit()
        self._buttons: dict[str, _RailButton] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 12, 0, 10)
        box.setSpacing(0)
        head = QVBoxLayout()
        head.setContentsMargins(17, 0, 8, 12)
        head.setSpacing(1)
        name = Words("家门口", parent=self)
        name.setObjectName("app_name")
        self._station = ShortWords(parent=self)
        self._station.setObjectName("station_name")
        head.addWidget(name)
        head.addWidget(self._station)
        box.addLayout(head)
        for entry in entries:
            button = _RailButton(entry, self)
            button.clicked.connect(lambda _checked=False, key=entry.key: self.chosen.emit(key))
            self._buttons[entry.key] = button
            box.addWidget(button)
        box.addStretch(1)
        foot = QVBoxLayout()
        foot.setContentsMargins(17, 0, 8, 0)
        foot.setSpacing(1)
        self._clerk = ShortWords(parent=self)
        self._clerk.setObjectName("clerk_name")
        hint = ShortWords("Ctrl+L 换人 F1按键", parent=self)
        hint.setObjectName("rail_hint")
        self._clerk.setCursor(Qt.CursorShape.PointingHandCursor)
        self._clerk.installEventFilter(self)
        foot.addWidget(self._clerk)
        foot.addWidget(hint)
        box.addLayout(foot)

    def changeEvent(self, event: QEvent) -> None:
        """Fit another type size."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Lock, or change the clerk, by a click on the name."""
        if watched is self._clerk and event.type() == QEvent.Type.MouseButtonRelease:
            self.lock_asked.emit(self)
        return False

    def _fit(self) -> None:
        self.setFixedWidth(max(WIDTH, round(em() * 10.4)))

    def show_people(self, station: str, clerk: str) -> None:
        """Show whose counter this is and who sits at it."""
        self._station.say(station)
        self._clerk.say(clerk)

    def show_current(self, key: str) -> None:
        """Mark the page in front."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)
